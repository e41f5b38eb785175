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
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

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
    /// By path, each finding that is shown in the file, and what was made of it.
    made: FxHashMap<String, Vec<Made>>,
    /// The addresses of the pages of rules.
    pages: FxHashMap<&'static str, Option<Uri>>,
}

impl Published {
    /// Makes a value for the workspace with that root, of which nothing was published yet.
    pub fn new(root: &Path, encoding: Encoding, options: LoadOptions) -> Published {
        let may_keep = options.cache != CacheMode::Never;
        let (told, made, pages) = Default::default();
        Published { root: root.to_owned(), encoding, may_keep, told, made, pages }
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
            Update::Everything => {
                self.made.clear();
                self.all_paths(last, &naming)
            }
            Update::Files(paths) => paths.iter().map(|path| file_for(path).to_owned()).collect(),
        };
        // In all other files what was made is still right.
        let touched = paths.clone();
        paths.extend(edited);
        let mut translator = Translator::new(last, self.root.clone(), self.encoding);
        let mut is_other = false;
        let files: FxHashMap<&str, u32> =
            paths.iter().filter_map(|path| Some((path.as_str(), last.file(path)?))).collect();
        let findings = FindingsByFile::new(last, files.values().copied().collect());
        for path in &paths {
            let made = files.get(path.as_str()).map(|file| {
                let mut earlier = self.made.remove(path).unwrap_or_default();
                if touched.contains(path) {
                    earlier = earlier.into_iter().filter_map(|made| made.moved(last)).collect();
                }
                self.of_file((*file, &findings.of(*file)), &naming, &mut translator, earlier)
            });
            let made = made.unwrap_or_default();
            let diagnostics = diagnostics_of(&made);
            if !made.is_empty() {
                self.made.insert(path.clone(), made);
            }
            let digest = digest(&diagnostics);
            let known = self.told.get(path).copied();
            let version = versions.get(path).copied();
            // A client that waits for the result of an edit is told that nothing was found.
            if version.is_none() && known.unwrap_or_else(|| self::digest(&[])) == digest {
                continue;
            }
            is_other |= known != Some(digest);
            let uri = uri::of_path(&self.root.join(path));
            if diagnostics.is_empty() {
                self.told.remove(path);
            } else {
                self.told.insert(path.clone(), digest);
            }
            outbox.notify("textDocument/publishDiagnostics", PublishDiagnosticsParams { uri, version, diagnostics });
        }
        is_other
    }

    /// Forgets what was made of findings, as files may have other numbers now.
    pub fn forget(&mut self) {
        self.made.clear();
    }

    /// Withdraws everything that was published.
    pub fn clear(&mut self, outbox: &Outbox) {
        self.made.clear();
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

    /// Makes the diagnostics of the findings of a file, but for those that were made `earlier`.
    fn of_file(
        &mut self,
        (file, findings): (u32, &[&AnyFinding]),
        naming: &Naming,
        translator: &mut Translator,
        earlier: Vec<Made>,
    ) -> Vec<Made> {
        let key = |finding: &AnyFinding| (finding.rule(), finding.first_route());
        let mut known: FxHashMap<_, Vec<Made>> = FxHashMap::default();
        for made in earlier {
            known.entry(key(&made.finding)).or_default().push(made);
        }
        // The notes that are no conflicts are shown nowhere.
        let shown = findings.iter().filter(|finding| !finding.is_note());
        let make = |finding: &&AnyFinding| {
            let alike = known.get_mut(&key(finding));
            let made = alike.and_then(|alike| {
                let at = alike.iter().position(|made| made.finding == **finding)?;
                Some(alike.swap_remove(at))
            });
            made.unwrap_or_else(|| {
                let marked = marked(naming, finding, file).into_iter();
                let shown = marked.map(|marked| translator.diagnostic(file, &marked, self.page(marked.rule)));
                Made { finding: (*finding).clone(), file, shown: shown.collect() }
            })
        };
        shown.map(make).collect()
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

/// A finding, and the diagnostics that show it in one file.
struct Made {
    finding: AnyFinding,
    file: u32,
    /// The diagnostics, each with the files of its related places.
    shown: Vec<(Diagnostic, Vec<u32>)>,
}

impl Made {
    /// Moves it to where all stands after the last edits; none if it is to be made again.
    fn moved(mut self, last: &LastCheck) -> Option<Made> {
        if !last.lead(&mut self.finding) {
            return None;
        }
        let move_in = |file: u32, Range { start, end }: &mut Range| {
            if let Some(range) = last.range_read_again(file) {
                let line = range.moved_line(start.line);
                (start.line, end.line) = (line, end.line - start.line + line);
            }
        };
        for (diagnostic, files) in &mut self.shown {
            move_in(self.file, &mut diagnostic.range);
            for (related, file) in diagnostic.related_information.iter_mut().flatten().zip(files) {
                move_in(*file, &mut related.location.range);
            }
        }
        Some(self)
    }
}

/// Returns the diagnostics of a file; of very many, those after the first are only counted.
fn diagnostics_of(made: &[Made]) -> Vec<Diagnostic> {
    let shown = || made.iter().flat_map(|made| &made.shown).map(|(diagnostic, _)| diagnostic);
    let mut all: Vec<Diagnostic> = shown().take(MOST).cloned().collect();
    let more = shown().count().saturating_sub(MOST);
    if more > 0 {
        all.push(Diagnostic {
            message: Message::String(format!("and {}", plural(more, "more finding"))),
            severity: Some(DiagnosticSeverity::Information),
            source: Some(SOURCE.to_owned()),
            ..Diagnostic::default()
        });
    }
    all
}

/// The findings that may be shown in some files: in the manifest also those of what comes with the program.
struct FindingsByFile<'l> {
    by_file: FxHashMap<u32, Vec<&'l AnyFinding>>,
    built_in: Vec<u32>,
    manifest: Option<u32>,
}

impl<'l> FindingsByFile<'l> {
    fn new(last: &'l LastCheck, mut files: FxHashSet<u32>) -> FindingsByFile<'l> {
        let manifest = last.file(MANIFEST).filter(|manifest| files.contains(manifest));
        let all = manifest.iter().flat_map(|_| last.workspace().files.iter().zip(0..));
        let built_in: Vec<u32> = all.filter(|(file, _)| file.built_in).map(|(_, number)| number).collect();
        files.extend(&built_in);
        FindingsByFile { by_file: last.findings_by_file(&files), built_in, manifest }
    }

    fn of(&self, file: u32) -> Vec<&'l AnyFinding> {
        let built_in = self.built_in.iter().filter(|_| self.manifest == Some(file));
        let files = std::iter::once(&file).chain(built_in);
        files.filter_map(|file| self.by_file.get(file)).flatten().copied().collect()
    }
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

    /// Returns the diagnostic that shows a place of a file, and the files of its related places.
    fn diagnostic(&mut self, file: u32, marked: &Marked, page: Option<Uri>) -> (Diagnostic, Vec<u32>) {
        let Marked { rule, level, span, message, related } = marked;
        let files = related.iter().map(|related| related.file).collect();
        let severity = match level {
            None => DiagnosticSeverity::Hint,
            Some(Level::Note) => DiagnosticSeverity::Information,
            Some(Level::Warning) => DiagnosticSeverity::Warning,
            Some(Level::Error) => DiagnosticSeverity::Error,
        };
        let related: Vec<DiagnosticRelatedInformation> = related
            .iter()
            .map(|Related { file, span, text }| DiagnosticRelatedInformation {
                location: self.location(*file, *span),
                message: text.clone(),
            })
            .collect();
        let diagnostic = Diagnostic {
            range: self.range(file, *span),
            severity: Some(severity),
            code: Some(Code::String((*rule).to_owned())),
            code_description: page.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: Message::String(message.clone()),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        };
        (diagnostic, files)
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
