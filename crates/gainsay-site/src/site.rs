//! A site as a folder: the workspace is read and checked, and the pages are made one by one and written.

use std::path::Path;

use gainsay_diff::clash::Comparer;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::quotes::{Plan, QuoteCheck, Seen, SourcePlan};
use gainsay_diff::rules::{self, Group};
use gainsay_diff::rulings::Rulings;
use gainsay_diff::{Asked, Outcome};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::file::FileSource;
use gainsay_model::finding::Route;
use gainsay_model::read::Input;
use gainsay_render::prose::Naming;
use gainsay_render::words::Words;
use gainsay_sources::TextOfRecord;
use gainsay_store::copies::DiskCopies;
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::{Error, Events, LoadOptions, Loaded, Snapshot, SnapshotSource};
use rustc_hash::FxHashMap;

use crate::about::{About, ReadCommit};
use crate::downloads::TABLES;
use crate::folder::{SiteFolder, Written};
use crate::history::{Episode, HistoryOptions, day_of, history, moment_of};
use crate::pages::PageKey;
use crate::public::public;
use crate::texts::Texts;
use crate::view::{Checked, View};
use crate::{assets, feed, search_index};

/// Options for publishing a workspace.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// The version of the program.
    pub version: &'static str,
    /// The address under which the site is published.
    pub base: Option<String>,
    /// The part of quotes that is published.
    pub words: Words,
    /// Says whether records with the tag `private` are left out.
    pub only_public: bool,
    /// The largest number of the last commits shown.
    pub commits: usize,
    /// The day on which rulings are judged.
    pub today: Day,
}

/// The result of building a site.
#[derive(Clone, Copy, Debug)]
pub struct Built {
    /// The counts of files.
    pub written: Written,
    /// The number of claims that were left out because they are private.
    pub left_out: usize,
    /// The number of claims that the site shows.
    pub claims: usize,
}

/// Makes the pages of a workspace that was read, and writes them into a folder.
///
/// # Errors
/// Returns an error if the folder is not one for a site or cannot be written, or if git or a file cannot be read.
pub fn build(
    loaded: Loaded,
    out: &Path,
    options: &SiteOptions,
    load: LoadOptions,
    events: &dyn Events,
) -> Result<Built, Error> {
    let mut folder = SiteFolder::open(out)?;
    let source = SnapshotSource::at(loaded.root.clone(), load, events);
    let commit = read_commit(&source, &loaded);
    let root = loaded.root.clone();
    let (workspace, left_out) = published(loaded, options)?;
    let history_options =
        HistoryOptions { commits: options.commits, only_public: options.only_public, today: options.today };
    let history = {
        let _progress = events.begin("reading the history");
        history(&source, history_options)?
    };
    let about = About {
        name: workspace.manifest().name.clone().unwrap_or_else(|| "Claims and contradictions".to_owned()),
        version: options.version,
        commit,
        words: options.words,
        left_out: options.only_public.then_some(left_out),
        base: options
            .base
            .as_deref()
            .map(|base| if base.ends_with('/') { base.to_owned() } else { format!("{base}/") }),
        live: false,
        edit: false,
    };
    let (outcome, quotes) = check(&workspace, &root, options, load, events);
    let parts = ViewParts {
        workspace: &workspace,
        outcome: &outcome,
        quotes: quotes.check(),
        root: &root,
        load,
        about: &about,
        history: &history,
        today: options.today,
    };
    parts.view(|view| write(view, &mut folder, events))?;
    let written = folder.finish()?;
    Ok(Built { written, left_out, claims: workspace.records.claims.len() })
}

/// Returns the workspace without private records, and the number of claims left out.
fn published(loaded: Loaded, options: &SiteOptions) -> Result<(Workspace, usize), Error> {
    if !options.only_public {
        return Ok((loaded.workspace, 0));
    }
    let read = |path: &String| {
        let mut bytes = Vec::new();
        let read = loaded.disk.fetch(path, &mut bytes);
        Input { path: path.clone(), bytes: read.map(|()| bytes) }
    };
    let own = loaded.workspace.files.iter().filter(|file| !file.built_in);
    let public = public(own.map(|file| read(&file.path)).collect())?;
    Ok((Workspace::read(public.inputs), public.claims))
}

/// Returns the commit that was read, and whether the records differ from it; none if there is no commit.
fn read_commit(source: &SnapshotSource, loaded: &Loaded) -> Option<ReadCommit> {
    let own = loaded.workspace.files.iter().filter(|file| !file.built_in);
    let listed = own.map(|file| (file.path.clone(), loaded.disk.place(&file.path)));
    head_beside(source, source.checkout_of(listed).ok()?)
}

/// Returns the last commit, and whether a snapshot of the files differs from it; none if there is no commit.
pub(crate) fn head_beside(source: &SnapshotSource, after: Snapshot) -> Option<ReadCommit> {
    let repository = source.repository().ok()?;
    let commit = repository.commit(repository.commit_of("HEAD").ok()?).ok()?;
    let before = source.commit_quietly(commit.id, "HEAD").ok()?;
    let is_changed = !source.differing(&before, &after).ok()?.is_empty();
    Some(ReadCommit {
        id: commit.id.short(),
        date: day_of(commit.committed),
        moment: moment_of(commit.committed),
        is_changed,
    })
}

/// Checks a workspace, and looks for its quotes.
fn check<'e>(
    workspace: &Workspace,
    root: &Path,
    options: &SiteOptions,
    load: LoadOptions,
    events: &'e dyn Events,
) -> (Outcome, QuoteChecker<'e>) {
    let mut outcome = {
        let _progress = events.begin("comparing the claims");
        gainsay_diff::check(workspace, options.today)
    };
    let mut quotes = QuoteChecker::new(root, load, events);
    quotes.add_to(&mut outcome, workspace, Asked::ALL);
    if options.words != Words::Full {
        outcome.findings.iter_mut().for_each(withhold_words);
    }
    (outcome, quotes)
}

/// The data that a [`View`] is made from, before anything is looked up in it.
pub(crate) struct ViewParts<'p> {
    /// The workspace.
    pub workspace: &'p Workspace,
    /// The outcome of a check, with the results for quotes.
    pub outcome: &'p Outcome,
    /// The results of the search for quotes.
    pub quotes: &'p QuoteCheck,
    /// The folder of the manifest.
    pub root: &'p Path,
    /// The options for reading files.
    pub load: LoadOptions,
    /// The facts about the site as a whole.
    pub about: &'p About,
    /// The effects of the last commits, the last one first.
    pub history: &'p [Episode],
    /// The day on which rulings are judged.
    pub today: Day,
}

impl ViewParts<'_> {
    /// Makes the view, and calls `with` with it.
    pub(crate) fn view<T>(&self, with: impl FnOnce(&View) -> T) -> T {
        let ledger = Ledger::new(self.workspace);
        let comparer = Comparer::new(&ledger);
        let rulings = Rulings::new(&ledger, self.today);
        let naming = Naming::new(self.workspace).with_words(self.about.words);
        let texts = DiskTexts::new(self.workspace, self.quotes, self.root, self.load);
        let checked = Checked {
            comparer: &comparer,
            rulings: &rulings,
            outcome: self.outcome,
            quotes: self.quotes,
            naming: &naming,
            about: self.about,
            history: self.history,
            texts: &texts,
        };
        with(&View::new(checked))
    }
}

/// Removes from a finding the words of a quote or of its source that it repeats.
fn withhold_words(any: &mut AnyFinding) {
    let finding = match any {
        AnyFinding::Record(finding) => finding.as_mut(),
        AnyFinding::Guard(guard) => &mut guard.finding,
        AnyFinding::Conflict(_) | AnyFinding::Note(_) => return,
    };
    let rule = rules::find(finding.rule);
    let is_of_words = |route: Route| match route {
        Route::Key(_, key, _) => matches!(key, "quote" | "translation"),
        // A text that could not be read as a record may be a quote as well as anything else.
        Route::Bytes(..) | Route::File(_) => true,
        Route::Record(_) | Route::Part(..) => false,
    };
    let is_of_quotes = rule.is_some_and(|rule| rule.group == Group::Quote);
    let reasons = finding.because.iter().filter_map(|reason| reason.route);
    let mut routes = finding.labels.iter().map(|label| label.route).chain(reasons);
    if is_of_quotes || routes.any(is_of_words) {
        if !is_of_quotes {
            finding.message = rule.map_or_else(|| finding.rule.to_owned(), |rule| rule.summary().to_owned());
        }
        finding.because.clear();
        finding.help.clear();
        finding.fixes.clear();
        finding.labels.iter_mut().for_each(|label| label.text.clear());
    }
}

/// The texts of the copies of a workspace on disk.
struct DiskTexts<'t> {
    workspace: &'t Workspace,
    seen: FxHashMap<usize, &'t Seen>,
    copies: DiskCopies,
}

impl<'t> DiskTexts<'t> {
    fn new(workspace: &'t Workspace, check: &'t QuoteCheck, root: &Path, load: LoadOptions) -> DiskTexts<'t> {
        let seen = check.seen.iter().map(|seen| (seen.source(), seen)).collect();
        DiskTexts { workspace, seen, copies: DiskCopies::cached(root, load.cache) }
    }
}

impl Texts for DiskTexts<'_> {
    fn text(&self, source: usize) -> Option<TextOfRecord> {
        Plan::look_and_keep(self.workspace, &SourcePlan::without_quotes(source), &self.copies).1
    }

    fn seen(&self, source: usize) -> Option<&Seen> {
        self.seen.get(&source).copied()
    }
}

/// Writes all files of a site, one at a time.
fn write(view: &View, folder: &mut SiteFolder, events: &dyn Events) -> Result<(), Error> {
    let keys = PageKey::all(view);
    let progress = events.begin("making the pages");
    progress.expect(keys.len());
    for (path, content) in assets::ALL {
        folder.put(path, content.as_bytes())?;
    }
    for key in keys {
        let page = key.page(view);
        folder.put(&page.path, page.html.as_bytes())?;
        folder.put(&page.json_path(), page.json.as_bytes())?;
        progress.step();
    }
    for part in 0..search_index::parts(view) {
        folder.put(&search_index::path(part), search_index::part(view, part).as_bytes())?;
    }
    let failed = |error: std::io::Error| Error::new(format!("a table could not be made: {error}"));
    for table in &TABLES {
        folder.put(&format!("data/{}.csv", table.name), &table.csv(view).map_err(failed)?)?;
        folder.put(&format!("data/{}.json", table.name), &table.json(view).map_err(failed)?)?;
    }
    folder.put("feed.xml", feed::feed(view).as_bytes())
}
