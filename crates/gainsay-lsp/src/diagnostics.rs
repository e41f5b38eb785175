//! Findings as diagnostics, published for each file whose diagnostics have changed.

mod translator;
mod written;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::grounds::LedSteps;
use gainsay_diff::rules;
use gainsay_model::Symbol;
use gainsay_model::finding::{Finding, Level};
use gainsay_model::workspace::MANIFEST;
use gainsay_render::editor::{Marked, files_of, marked};
use gainsay_render::plural::plural;
use gainsay_render::prose::{self, Naming};
use gainsay_store::cache::CacheMode;
use gainsay_store::live::{LastCheck, Update};
use gainsay_store::{LiveWorkspace, LoadOptions, put_page};
use lsp_types::{DiagnosticSeverity, Range, Uri};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde_json::json;

use crate::outbox::Outbox;
use crate::positions::Encoding;
use crate::uri;
pub use translator::Translator;
use written::{Content, RelatedPlace, SOURCE, Written};

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
    /// By the id of a record that is no claim, the files in which something that was made may name it.
    naming: FxHashMap<Symbol, FxHashSet<u32>>,
    /// The addresses of the pages of rules.
    pages: FxHashMap<&'static str, Option<Uri>>,
}

impl Published {
    /// Makes a value for the workspace with that root, of which nothing was published yet.
    pub fn new(root: &Path, encoding: Encoding, options: LoadOptions) -> Published {
        let may_keep = options.cache != CacheMode::Never;
        let (told, made, naming, pages) = Default::default();
        Published { root: root.to_owned(), encoding, may_keep, told, made, naming, pages }
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
        let mut sentences = Sentences { naming: Naming::new(last.workspace()), told: FxHashMap::default() };
        let mut paths = match update {
            Update::Everything => {
                self.forget();
                self.all_paths(last, &sentences.naming)
            }
            Update::Files(paths) | Update::Renamed(paths, _) => {
                paths.iter().map(|path| file_for(path).to_owned()).collect()
            }
        };
        // In all other files what was made is still right, but for what is called otherwise.
        let touched = paths.clone();
        if let Update::Renamed(_, records) = update {
            paths.extend(self.unmade(last, records));
        }
        paths.extend(edited);
        let mut translator = Translator::new(last, self.root.clone(), self.encoding);
        let (mut is_other, mut led) = (false, LedSteps::default());
        let files: FxHashMap<&str, u32> =
            paths.iter().filter_map(|path| Some((path.as_str(), last.file(path)?))).collect();
        let findings = FindingsByFile::new(last, files.values().copied().collect());
        for path in &paths {
            let made = files.get(path.as_str()).map(|file| {
                let mut earlier = self.made.remove(path).unwrap_or_default();
                if touched.contains(path) {
                    earlier = earlier.into_iter().filter_map(|made| made.moved(last, &mut led)).collect();
                }
                self.of_file((*file, &findings.of(*file)), &mut sentences, &mut translator, earlier)
            });
            let made = made.unwrap_or_default();
            let diagnostics = Diagnostics::of(&made);
            let (digest, known) = (diagnostics.digest(), self.told.get(path).copied());
            let version = versions.get(path).copied();
            // A client that waits for the result of an edit is told that nothing was found.
            if version.is_some() || known.unwrap_or_else(|| Diagnostics::default().digest()) != digest {
                is_other |= known != Some(digest);
                if diagnostics.is_empty() {
                    self.told.remove(path);
                } else {
                    self.told.insert(path.clone(), digest);
                }
                outbox.publish(&diagnostics.params(&uri::of_path(&self.root.join(path)), version));
            }
            if !made.is_empty() {
                self.made.insert(path.clone(), made);
            }
        }
        is_other
    }

    /// Forgets what was made that names one of these records, by their ids. Returns the files in which that was.
    fn unmade(&mut self, last: &LastCheck, records: &FxHashSet<Symbol>) -> Vec<String> {
        let files: FxHashSet<u32> = records.iter().filter_map(|id| self.naming.remove(id)).flatten().collect();
        let mut paths = Vec::new();
        for file in files {
            let Some(path) = last.workspace().files.get(file as usize).map(|file| &file.path) else { continue };
            let Some(made) = self.made.get_mut(path) else { continue };
            let count = made.len();
            made.retain(|made| !made.named.iter().any(|id| records.contains(id)));
            if made.len() < count {
                paths.push(path.clone());
            }
        }
        paths
    }

    /// Forgets what was made of findings, as files may have other numbers now.
    pub fn forget(&mut self) {
        self.made.clear();
        self.naming.clear();
    }

    /// Withdraws everything that was published.
    pub fn clear(&mut self, outbox: &Outbox) {
        self.forget();
        for path in std::mem::take(&mut self.told).into_keys() {
            outbox.publish(&Diagnostics::default().params(&uri::of_path(&self.root.join(&path)), None));
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
    fn of_file<'l>(
        &mut self,
        (file, findings): (u32, &[&'l AnyFinding]),
        sentences: &mut Sentences<'l>,
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
        let make = |finding: &&'l AnyFinding| {
            let alike = known.get_mut(&key(finding));
            let made = alike.and_then(|alike| {
                let at = alike.iter().position(|made| made.finding == **finding)?;
                Some(alike.swap_remove(at))
            });
            made.unwrap_or_else(|| {
                let ToldFinding { told, named } = &*sentences.of(finding);
                let marked = marked(&sentences.naming, finding, told, file);
                let shown = marked.iter().map(|marked| written(translator, file, marked, self.page(marked.rule)));
                let shown = shown.collect();
                named.iter().for_each(|id| _ = self.naming.entry(*id).or_default().insert(file));
                Made { finding: (*finding).clone(), shown, named: Rc::clone(named) }
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

/// Returns the file in which a finding is shown: the manifest for a built-in vocabulary.
fn file_for(path: &str) -> &str {
    if path.starts_with('<') { MANIFEST } else { path }
}

/// A finding, and the diagnostics that show it in one file.
struct Made {
    finding: AnyFinding,
    /// The diagnostics.
    shown: Vec<Written>,
    /// The ids of the records other than claims that may be named in them.
    named: Rc<[Symbol]>,
}

impl Made {
    /// Moves it to where all stands after the last edits; none if it is to be made again.
    fn moved(mut self, last: &LastCheck, led: &mut LedSteps) -> Option<Made> {
        if !last.lead(&mut self.finding, led) {
            return None;
        }
        if last.moves_lines() {
            let to = |file: u32, line: u32| last.range_read_again(file).map_or(line, |range| range.moved_line(line));
            self.shown.iter_mut().for_each(|shown| shown.move_lines(&to));
        }
        Some(self)
    }
}

/// The sentences of findings, made once for all files that show them.
struct Sentences<'l> {
    naming: Naming<'l>,
    told: FxHashMap<*const AnyFinding, Rc<ToldFinding<'l>>>,
}

/// A finding in words, and the ids of the records other than claims that may be named in it.
struct ToldFinding<'l> {
    told: Cow<'l, Finding>,
    named: Rc<[Symbol]>,
}

/// The largest number of findings whose sentences are kept: those of one edit, not of a whole workspace.
const MOST_KEPT: usize = 256;

impl<'l> Sentences<'l> {
    /// Returns a finding in words.
    fn of(&mut self, finding: &'l AnyFinding) -> Rc<ToldFinding<'l>> {
        if self.told.len() > MOST_KEPT {
            self.told.clear();
        }
        let Sentences { naming, told } = self;
        let tell = || {
            naming.take_looked_up();
            let told = prose::abridged(naming, finding);
            Rc::new(ToldFinding { told, named: naming.take_looked_up().into_iter().collect() })
        };
        Rc::clone(told.entry(std::ptr::from_ref(finding)).or_insert_with(tell))
    }
}

/// Writes the diagnostic that shows a place of a file.
fn written(translator: &mut Translator, file: u32, marked: &Marked, page: Option<Uri>) -> Written {
    let Marked { rule, level, span, message, related } = marked;
    let severity = match level {
        None => DiagnosticSeverity::Hint,
        Some(Level::Note) => DiagnosticSeverity::Information,
        Some(Level::Warning) => DiagnosticSeverity::Warning,
        Some(Level::Error) => DiagnosticSeverity::Error,
    };
    let related = related.iter().map(|related| RelatedPlace {
        file: related.file,
        uri: translator.uri(related.file),
        range: translator.range(related.file, related.span),
        text: &related.text,
    });
    let related = related.collect();
    let range = translator.range(file, *span);
    Written::new(&Content { file, range, severity, rule, page: page.as_ref(), message, related })
}

/// The diagnostics of a file; of very many, those after the first are only counted.
#[derive(Default)]
struct Diagnostics<'m> {
    shown: Vec<&'m Written>,
    more: usize,
}

impl<'m> Diagnostics<'m> {
    fn of(made: &'m [Made]) -> Diagnostics<'m> {
        let shown = || made.iter().flat_map(|made| &made.shown);
        Diagnostics { shown: shown().take(MOST).collect(), more: shown().count().saturating_sub(MOST) }
    }

    fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns a number that tells them from others.
    fn digest(&self) -> u64 {
        let each: Vec<u64> = self.shown.iter().map(|written| written.digest()).collect();
        FxBuildHasher.hash_one((each, self.more))
    }

    /// Returns the parameters of the message that publishes them, as JSON.
    fn params(&self, uri: &Uri, version: Option<i32>) -> String {
        let more = (self.more > 0).then(|| {
            let message = format!("and {}", plural(self.more, "more finding"));
            let severity = DiagnosticSeverity::Information;
            json!({ "range": Range::default(), "severity": severity, "source": SOURCE, "message": message }).to_string()
        });
        let all: Vec<&str> = self.shown.iter().map(|written| written.json()).chain(more.as_deref()).collect();
        let version = version.map(|version| format!(",\"version\":{version}")).unwrap_or_default();
        format!("{{\"uri\":{}{version},\"diagnostics\":[{}]}}", json!(uri), all.join(","))
    }
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
