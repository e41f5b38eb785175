//! Findings as diagnostics, published for each file whose diagnostics have changed.

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::rules;
use gainsay_model::finding::Level;
use gainsay_model::workspace::MANIFEST;
use gainsay_model::yaml::Span;
use gainsay_render::editor::{Marked, Related, files_of, marked};
use gainsay_render::plural::plural;
use gainsay_render::prose::Naming;
use gainsay_store::cache::CacheMode;
use gainsay_store::live::{LastCheck, Update};
use gainsay_store::{LiveWorkspace, LoadOptions, put_page};
use lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message,
    PublishDiagnosticsParams, Range, Uri,
};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::outbox::Outbox;
use crate::positions::{Encoding, Lines};
use crate::uri;

/// The largest number of diagnostics published for one file; the rest is counted.
const MOST: usize = 1_000;

/// The diagnostics published for each file.
pub struct Published {
    root: PathBuf,
    encoding: Encoding,
    /// Says whether pages of rules may be written beside the workspace.
    may_keep: bool,
    /// The digest of the published diagnostics, by path.
    told: FxHashMap<String, u64>,
    /// The addresses of the pages of rules.
    pages: FxHashMap<&'static str, Option<Uri>>,
}

impl Published {
    /// Makes a value for the workspace with that root, of which nothing was published yet.
    pub fn new(root: &Path, encoding: Encoding, options: LoadOptions) -> Published {
        let may_keep = options.cache != CacheMode::Never;
        let (told, pages) = Default::default();
        Published { root: root.to_owned(), encoding, may_keep, told, pages }
    }

    /// Publishes the diagnostics that have changed, and those of the documents that were `edited`, whether or not they
    /// have changed. Returns whether anything has changed.
    pub fn publish(
        &mut self,
        live: &LiveWorkspace,
        (update, edited): (&Update, BTreeSet<String>),
        versions: &FxHashMap<String, i32>,
        outbox: &Outbox,
    ) -> bool {
        let Some(last) = live.last() else { return false };
        let naming = Naming::new(last.workspace());
        let mut paths = match update {
            Update::Everything => self.all_paths(last, &naming),
            Update::Files(paths) => paths.iter().map(|path| file_for(path).to_owned()).collect(),
        };
        paths.extend(edited);
        let mut translator = Translator::new(last, self.root.clone(), self.encoding);
        let mut is_other = false;
        for path in paths {
            let diagnostics = last.file(&path).map(|file| self.of_file(file, &naming, &mut translator));
            let diagnostics = diagnostics.unwrap_or_default();
            let digest = digest(&diagnostics);
            let known = self.told.get(&path).copied();
            let version = versions.get(&path).copied();
            // A client that waits for the result of an edit is told that nothing was found.
            if version.is_none() && known.unwrap_or_else(|| self::digest(&[])) == digest {
                continue;
            }
            is_other |= known != Some(digest);
            let uri = uri::of_path(&self.root.join(&path));
            if diagnostics.is_empty() {
                self.told.remove(&path);
            } else {
                self.told.insert(path, digest);
            }
            outbox.notify("textDocument/publishDiagnostics", PublishDiagnosticsParams { uri, version, diagnostics });
        }
        is_other
    }

    /// Withdraws everything that was published.
    pub fn clear(&mut self, outbox: &Outbox) {
        for path in std::mem::take(&mut self.told).into_keys() {
            let uri = uri::of_path(&self.root.join(&path));
            let nothing = PublishDiagnosticsParams { uri, version: None, diagnostics: Vec::new() };
            outbox.notify("textDocument/publishDiagnostics", nothing);
        }
    }

    /// Returns the files with diagnostics, now or before.
    fn all_paths(&self, last: &LastCheck, naming: &Naming) -> BTreeSet<String> {
        let files = last.outcome().findings.iter().flat_map(|finding| files_of(naming, finding));
        let numbers: BTreeSet<u32> = files.collect();
        let path = |file: u32| last.workspace().files.get(file as usize).map(|file| file.path.clone());
        numbers.into_iter().filter_map(path).chain(self.told.keys().cloned()).collect()
    }

    fn of_file(&mut self, file: u32, naming: &Naming, translator: &mut Translator) -> Vec<Diagnostic> {
        let last = translator.last;
        let mut all = Vec::new();
        for finding in findings_for(last, file) {
            for marked in marked(naming, finding, file) {
                let page = self.page(marked.rule);
                all.push(translator.diagnostic(file, marked, page));
            }
        }
        if let Some(more) = all.len().checked_sub(MOST).filter(|more| *more > 0) {
            all.truncate(MOST);
            let message = Message::String(format!("and {}", plural(more, "more finding")));
            all.push(Diagnostic {
                message,
                severity: Some(DiagnosticSeverity::Information),
                source: Some(SOURCE.to_owned()),
                ..Diagnostic::default()
            });
        }
        all
    }

    /// Returns the address of the page of a rule.
    fn page(&mut self, name: &'static str) -> Option<Uri> {
        let (root, may_keep) = (&self.root, self.may_keep);
        let put = || {
            let rule = rules::find(name).filter(|_| may_keep)?;
            Some(uri::of_path(&put_page(root, name, rule.page)?))
        };
        self.pages.entry(name).or_insert_with(put).clone()
    }
}

/// The name of the source of all diagnostics.
const SOURCE: &str = "gainsay";

/// Returns the file in which a finding is shown: the manifest for a built-in vocabulary.
fn file_for(path: &str) -> &str {
    if path.starts_with('<') { MANIFEST } else { path }
}

/// Returns the findings that may be shown in a file; the manifest also shows those of built-in vocabularies.
fn findings_for(last: &LastCheck, file: u32) -> Vec<&AnyFinding> {
    let files = &last.workspace().files;
    let is_manifest = files.get(file as usize).is_some_and(|file| file.path == MANIFEST);
    let own = last.findings_in(file);
    if !is_manifest {
        return own.collect();
    }
    let built_in = files.iter().zip(0..).filter(|(file, _)| file.built_in).map(|(_, number)| number);
    own.chain(built_in.flat_map(|number| last.findings_in(number))).collect()
}

fn digest(diagnostics: &[Diagnostic]) -> u64 {
    FxBuildHasher.hash_one(serde_json::to_string(diagnostics).unwrap_or_default())
}

/// A translator of places of files into the terms of the protocol.
pub struct Translator<'l> {
    last: &'l LastCheck,
    root: PathBuf,
    encoding: Encoding,
    lines: FxHashMap<u32, Lines>,
}

impl<'l> Translator<'l> {
    /// Makes a translator for the files of a check.
    pub fn new(last: &'l LastCheck, root: PathBuf, encoding: Encoding) -> Translator<'l> {
        Translator { last, root, encoding, lines: FxHashMap::default() }
    }

    fn diagnostic(&mut self, file: u32, marked: Marked, page: Option<Uri>) -> Diagnostic {
        let Marked { rule, level, span, message, related } = marked;
        let severity = match level {
            None => DiagnosticSeverity::Hint,
            Some(Level::Note) => DiagnosticSeverity::Information,
            Some(Level::Warning) => DiagnosticSeverity::Warning,
            Some(Level::Error) => DiagnosticSeverity::Error,
        };
        let related: Vec<DiagnosticRelatedInformation> = related
            .into_iter()
            .map(|Related { file, span, text }| DiagnosticRelatedInformation {
                location: self.location(file, span),
                message: text,
            })
            .collect();
        Diagnostic {
            range: self.range(file, span),
            severity: Some(severity),
            code: Some(Code::String(rule.to_owned())),
            code_description: page.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: Message::String(message),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// Returns the location of some bytes of a file.
    pub fn location(&mut self, file: u32, span: Span) -> Location {
        let path = self.last.workspace().files.get(file as usize).map_or("", |file| file.path.as_str());
        let uri = uri::of_path(&self.root.join(path));
        Location { uri, range: self.range(file, span) }
    }

    /// Returns the range of some bytes of a file.
    pub fn range(&mut self, file: u32, span: Span) -> Range {
        let text = self.last.workspace().files.get(file as usize).map_or("", |file| file.text());
        let lines = self.lines.entry(file).or_insert_with(|| Lines::new(text));
        lines.range(text, span.start as usize..span.end as usize, self.encoding)
    }
}
