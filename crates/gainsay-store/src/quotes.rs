//! The search for the quotes of a workspace on disk, check after check.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use gainsay_diff::compare::News;
use gainsay_diff::incremental::Standing;
use gainsay_diff::quotes::{Changed, Copies, Plan, QuoteCheck, QuoteState, Seen, SourcePlan, path_of_copy};
use gainsay_diff::{Asked, Outcome};
use gainsay_git::Staged;
use gainsay_model::Workspace;
use gainsay_model::workspace::MANIFEST;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::content::FileDifference;
use crate::copies::{CopyPlace, CopyStats, DiskCopies, SnapshotCopies};
use crate::threads::join;
use crate::{Error, Events, LoadOptions, Snapshot, SnapshotSource};

/// Looks for the quotes of a workspace. Every check gets its quotes from here.
pub struct QuoteChecker<'e> {
    root: PathBuf,
    options: LoadOptions,
    events: &'e dyn Events,
    check: QuoteCheck,
    stats: CopyStats,
}

impl<'e> QuoteChecker<'e> {
    /// Makes a checker for the workspace with that root.
    pub fn new(root: &Path, options: LoadOptions, events: &'e dyn Events) -> QuoteChecker<'e> {
        let (check, stats) = Default::default();
        QuoteChecker { root: root.to_owned(), options, events, check, stats }
    }

    /// Looks for every quote, and adds the results to what a check found.
    pub fn add_to(&mut self, outcome: &mut Outcome, workspace: &Workspace, asked: Asked) {
        self.look(workspace, Plan::of(workspace));
        outcome.add_quotes(workspace, &self.check, asked);
    }

    /// Looks for every quote, and returns the findings of a check that can be brought up to date, with the results.
    pub fn added_to<'s>(&mut self, standing: &'s mut Standing) -> (&'s Workspace, Cow<'s, Outcome>) {
        let (plan, workspace, outcome) = standing.for_quotes();
        self.look(workspace, plan);
        (workspace, outcome.with_quotes(workspace, &self.check))
    }

    /// Looks again only for quotes of claims that were read again for the last edits, and, if `copies_changed`, in
    /// copies that have changed. Returns what a check found, and what comes of all quotes. Sources with a copy are what
    /// they were the last time.
    pub fn added_again_to<'s>(
        &mut self,
        standing: &'s mut Standing,
        copies_changed: bool,
    ) -> (&'s Workspace, Cow<'s, Outcome>) {
        let QuoteCheck { plan, seen } = std::mem::take(&mut self.check);
        let (plan, was_edited, workspace, outcome) = standing.for_quotes_again(plan);
        let copies = DiskCopies::cached(&self.root, self.options.cache);
        let look = |(source, seen): (&SourcePlan, Seen)| {
            let quotes = seen.quotes().iter().map(|(claim, _)| claim);
            let is_as_before = source.claims().iter().eq(quotes) && !source.claims().iter().any(|i| was_edited(*i));
            if copies_changed && !self.is_still(&seen) {
                Plan::look(workspace, source, &copies)
            } else if is_as_before {
                seen
            } else {
                Plan::look_again(workspace, source, &copies, seen, &was_edited)
            }
        };
        let seen = plan.sources.iter().zip(seen).map(look).collect();
        drop(was_edited);
        self.take(QuoteCheck { plan, seen }, copies);
        (workspace, outcome.with_quotes(workspace, &self.check))
    }

    /// Returns the quotes of the last search and their results.
    pub fn check(&self) -> &QuoteCheck {
        &self.check
    }

    /// Returns the states of the copies, which show whether they have changed since they were read.
    pub fn copies(&self) -> &CopyStats {
        &self.stats
    }

    /// Returns the result for the quote of a claim, by its index, in the last search; none if it was not looked for.
    pub fn state_of(&self, claim: usize) -> Option<&QuoteState> {
        let mut quotes = self.check.seen.iter().flat_map(Seen::quotes);
        quotes.find(|(of, _)| *of == claim).map(|(_, state)| state)
    }

    fn look(&mut self, workspace: &Workspace, plan: Plan) {
        let copies = DiskCopies::cached(&self.root, self.options.cache);
        let seen = look(workspace, &plan, &copies, self.options.threads(), self.events);
        copies.sweep_texts();
        self.stats = CopyStats::default();
        self.take(QuoteCheck { plan, seen }, copies);
    }

    fn take(&mut self, check: QuoteCheck, copies: DiskCopies) {
        self.check = check;
        self.stats.extend(copies.into_stats());
        let paths: FxHashSet<&str> = self.check.seen.iter().filter_map(Seen::path).collect();
        self.stats
            .retain(|path| paths.contains(path) || path.strip_suffix(".txt").is_some_and(|of| paths.contains(of)));
    }

    fn is_still(&self, seen: &Seen) -> bool {
        seen.path().is_some_and(|path| {
            self.stats.is_still(&self.root, path) && self.stats.is_still(&self.root, &format!("{path}.txt"))
        })
    }

    /// Looks for every quote, and adds the news about them to the news in the files on disk since an earlier snapshot.
    ///
    /// # Errors
    /// Returns an error if git does not have what a file of records contained.
    pub fn add_since(
        &mut self,
        news: &mut News,
        workspace: &Workspace,
        (source, before): (&SnapshotSource, &Snapshot),
        differing: &[FileDifference],
    ) -> Result<(), Error> {
        self.look(workspace, Plan::of(workspace));
        add_news(news, (workspace, &self.check), (source, before, CopyPlace::Disk), differing)
    }
}

/// Looks for every quote of a later snapshot, and adds the news about them since an earlier one.
///
/// # Errors
/// Returns an error if git does not have what a file of records contained.
pub(crate) fn add_between(
    news: &mut News,
    workspace: &Workspace,
    source: &SnapshotSource,
    [before, after]: [&Snapshot; 2],
    differing: &[FileDifference],
) -> Result<(), Error> {
    let plan = Plan::of(workspace);
    let seen = with_copies(source, |copies| look_one_by_one(workspace, &plan, &copies(after.copies())))?;
    add_news(news, (workspace, &QuoteCheck { plan, seen }), (source, before, after.copies()), differing)
}

/// Adds the news about quotes since a snapshot. Of the earlier snapshot, only the files are read that decide which
/// quotes a change concerns.
fn add_news(
    news: &mut News,
    (workspace, check): (&Workspace, &QuoteCheck),
    (source, before, place): (&SnapshotSource, &Snapshot, CopyPlace),
    differing: &[FileDifference],
) -> Result<(), Error> {
    let mut changed = Changed::default();
    changed.files.extend(differing.iter().map(|file| file.path.as_str()));
    let copies = check.seen.iter().filter_map(Seen::path);
    let (was, old) = with_copies(source, |of| {
        let (then, now) = (of(before.copies()), of(place));
        let differs = |path: &&str| now.differs(&then, path) || now.differs(&then, &format!("{path}.txt"));
        changed.copies = copies.filter(differs).map(str::to_owned).collect();
        let files = changed.files_of(workspace);
        let is_read = |path: &str| path == MANIFEST || files.contains(path) || changed.files.contains(path);
        let inputs = source.files(before)?.iter().filter(|(path, _)| is_read(path));
        let old =
            Workspace::read_part(inputs.map(|(path, content)| source.read(path, content)).collect::<Result<_, _>>()?);
        let plan = Plan::of(&old);
        let seen = look_one_by_one(&old, &plan, &then);
        Ok::<_, Error>((QuoteCheck { plan, seen }, old))
    })??;
    news.add_quotes((&old, &was), (workspace, check), &changed);
    Ok(())
}

/// Calls `look` with a function that returns the copies of snapshots.
fn with_copies<T>(
    source: &SnapshotSource,
    look: impl for<'g> FnOnce(&dyn Fn(CopyPlace) -> SnapshotCopies<'g>) -> T,
) -> Result<T, Error> {
    let repository = source.repository()?;
    let (index, disk) = (repository.index()?, DiskCopies::of(&source.root));
    let staged: FxHashMap<&str, Staged> = index.files().collect();
    Ok(look(&|place| SnapshotCopies { repository, place, disk: &disk, staged: &staged, index: &index }))
}

fn look_one_by_one(workspace: &Workspace, plan: &Plan, copies: &dyn Copies) -> Vec<Seen> {
    plan.sources.iter().map(|source| Plan::look(workspace, source, copies)).collect()
}

/// The size in bytes above which copies are searched one at a time: the data made of a copy takes several times as much
/// memory.
const LARGE: u64 = 16 << 20;

/// Looks for every quote of a plan, on that number of threads.
fn look(workspace: &Workspace, plan: &Plan, copies: &DiskCopies, threads: usize, events: &dyn Events) -> Vec<Seen> {
    let progress = events.begin("looking for the quotes");
    progress.expect(plan.sources.len());
    let (next, one_at_a_time) = (AtomicUsize::new(0), Mutex::new(()));
    let look = || {
        let mut seen = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = plan.sources.get(at) else { return seen };
            let path = path_of_copy(workspace, source.source());
            let is_large = path.is_some_and(|path| copies.size(&path) > LARGE);
            let _alone = is_large.then(|| one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner));
            seen.push((at, Plan::look(workspace, source, copies)));
            progress.step();
        }
    };
    let threads = threads.min(plan.sources.len());
    let mut seen = match threads {
        0 | 1 => look(),
        _ => std::thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(look)).collect();
            all.into_iter().flat_map(join).collect()
        }),
    };
    seen.sort_unstable_by_key(|(at, _)| *at);
    seen.into_iter().map(|(_, seen)| seen).collect()
}
