//! A workspace on disk, read: its files found, what is known from the last time taken from the cache, and the others
//! read.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Suggest};
use gainsay_model::{LeftUnread, Workspace};

use crate::cache::{Cache, CacheMode, FileStat, Writing};
use crate::disk::DiskFiles;
use crate::files::{FoundFiles, belongs, find};
use crate::overlays::{OverlaidFiles, Overlays};
use crate::{Error, Events};

/// A workspace on disk, read.
pub struct Loaded {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// What its files say.
    pub workspace: Workspace,
    /// Where they lie.
    pub disk: Arc<DiskFiles>,
    /// What was not read on purpose.
    pub left: LeftUnread,
}

/// Reads the workspace with that root.
///
/// # Errors
/// Returns an error where its manifest cannot be read or asks for a newer version of the format, and where its root
/// cannot be listed.
pub fn load(root: &Path, options: LoadOptions, events: &dyn Events) -> Result<Loaded, Error> {
    load_overlaid(root, options, &Overlays::default(), events)
}

/// Reads the workspace with that root, with unsaved texts in the place of what their files hold. Which files belong is
/// as the manifest says on disk, and nothing of the texts is kept for the next time.
///
/// # Errors
/// Returns the errors of [`load`].
pub fn load_overlaid(
    root: &Path,
    options: LoadOptions,
    overlays: &Overlays,
    events: &dyn Events,
) -> Result<Loaded, Error> {
    let progress = events.begin("reading the records");
    let (threads, may_keep) = (options.threads(), options.cache != CacheMode::Never);
    let open = || if may_keep { Cache::open(root) } else { None };
    let find = || find(root, may_keep, |text| events.warn(text));
    let (found, opened) = match threads {
        1 => (find(), open()),
        // What was kept is unpacked while the folders are walked.
        _ => std::thread::scope(|scope| {
            let open = scope.spawn(open);
            (find(), join(open))
        }),
    };
    let FoundFiles { files, walk, tracked, left, may_keep } = found?;
    let (disk, mut paths) = DiskFiles::of(root, files);
    let disk = Arc::new(disk);
    let added = add_overlaid(root, overlays, &mut paths);
    let stat = |path: &str| disk.stat(path);
    let cache = may_keep && options.cache.is_now(&paths, stat);
    let known = opened.filter(|_| cache).map(|cache| {
        // Only what the walk came by is looked at.
        let now = unless_overlaid(disk.stats_of(&cache.paths(), &paths, threads), &cache.paths(), overlays);
        cache.lookup(paths.len(), &now)
    });
    let is_stale = known.as_ref().is_none_or(|still| still.is_stale);
    let writing = if cache && is_stale { Writing::begin(root) } else { None };
    let source: Arc<dyn FileSource> = match overlays.is_empty() {
        true => disk.clone(),
        false => Arc::new(OverlaidFiles { disk: disk.clone(), overlays: overlays.clone() }),
    };
    progress.expect(paths.len().saturating_sub(known.as_ref().map_or(0, |still| still.count)));
    let (kept, taken) = known.map(|still| (still.kept, still.taken)).unzip();
    let read = ParsedFiles::read(&source, paths, kept, threads, &|| progress.step());
    // Where no cache can be written all goes well without, only slower.
    if let Some(writing) = writing {
        let stats = |paths: &[&str]| unless_overlaid(disk.stats(paths, threads), paths, overlays);
        let _ = writing.keep(&read, &taken.unwrap_or_default(), stats);
    }
    if let Some(walk) = walk.filter(|_| cache) {
        // What is read only because git tracks it, a walk does not come by, nor by what is not on disk yet.
        let is_walked = |path: &&str| !tracked.contains(*path) && !added.contains(*path);
        let walked: Vec<&str> = read.paths().into_iter().filter(is_walked).collect();
        let _ = walk.keep(root, &walked);
    }
    Ok(Loaded { workspace: read.finish(options.suggest), root: root.to_owned(), disk, left })
}

/// Adds the paths of files that are only in unsaved texts and belong to the workspace; returns them.
fn add_overlaid(root: &Path, overlays: &Overlays, paths: &mut Vec<String>) -> HashSet<String> {
    if overlays.is_empty() {
        return HashSet::new();
    }
    let listed: HashSet<&str> = paths.iter().map(String::as_str).collect();
    let unlisted = overlays.paths().filter(|path| !listed.contains(path));
    let added: HashSet<String> = unlisted.filter(|path| belongs(root, path)).map(str::to_owned).collect();
    paths.extend(added.iter().cloned());
    paths.sort_unstable();
    added
}

/// Returns what tells whether files have changed, but for those that unsaved texts lie over.
fn unless_overlaid(stats: Vec<Option<FileStat>>, paths: &[&str], overlays: &Overlays) -> Vec<Option<FileStat>> {
    if overlays.is_empty() {
        return stats;
    }
    stats.into_iter().zip(paths).map(|(stat, path)| stat.filter(|_| overlays.text(path).is_none())).collect()
}

/// How a workspace is read.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// How many threads; none, or 0, asked for: as many as the machine has processors.
    pub threads: Option<usize>,
    /// Whether what was read the last time may be used, and what is read now kept for the next.
    pub cache: CacheMode,
    /// How far it is looked for what was meant where a reference is unknown: only where findings are shown is it told.
    pub suggest: Suggest,
}

impl LoadOptions {
    /// Returns how many threads that are.
    pub fn threads(self) -> usize {
        // More than a few wait for each other, and for the disk.
        let all = || std::thread::available_parallelism().map_or(1, |all| all.get().min(16));
        self.threads.filter(|asked| *asked > 0).map_or_else(all, |asked| asked.min(MOST_THREADS))
    }
}

/// What a thread came to; where it panicked, so do we.
pub(crate) fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// More threads than these are not begun, whoever asks.
const MOST_THREADS: usize = 64;
