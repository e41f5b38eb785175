//! A workspace on disk, read: its files found, what is known from the last time taken from the cache, and the others
//! read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use gainsay_model::read::{FileSource, ParsedFiles};
use gainsay_model::{LeftUnread, Workspace};

use crate::cache::{Cache, CacheMode, Writing};
use crate::disk::DiskFiles;
use crate::files::{FoundFiles, find};
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
/// Where its manifest cannot be read or asks for a newer version of the format, and where its root cannot be listed.
pub fn load(root: &Path, options: LoadOptions, events: &dyn Events) -> Result<Loaded, Error> {
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
    let (disk, paths) = DiskFiles::of(root, files);
    let disk = Arc::new(disk);
    let stat = |path: &str| disk.stat(path);
    let cache = may_keep && options.cache.is_now(&paths, stat);
    let known = opened.filter(|_| cache).map(|cache| {
        // Only what the walk came by is looked at.
        let now = disk.stats_of(&cache.paths(), &paths, threads);
        cache.lookup(paths.len(), &now)
    });
    let is_stale = known.as_ref().is_none_or(|still| still.is_stale);
    let writing = if cache && is_stale { Writing::begin(root) } else { None };
    let source: Arc<dyn FileSource> = disk.clone();
    progress.expect(paths.len().saturating_sub(known.as_ref().map_or(0, |still| still.count)));
    let (kept, taken) = known.map(|still| (still.kept, still.taken)).unzip();
    let read = ParsedFiles::read(&source, paths, kept, threads, &|| progress.step());
    // Where no cache can be written all goes well without, only slower.
    if let Some(writing) = writing {
        let _ = writing.keep(&read, &taken.unwrap_or_default(), |paths| disk.stats(paths, threads));
    }
    if let Some(walk) = walk.filter(|_| cache) {
        // What is read only because git tracks it, a walk does not come by.
        let walked: Vec<&str> = read.paths().into_iter().filter(|path| !tracked.contains(*path)).collect();
        let _ = walk.keep(root, &walked);
    }
    Ok(Loaded { workspace: read.finish(options.suggest), root: root.to_owned(), disk, left })
}

/// How a workspace is read.
#[derive(Clone, Copy, Debug)]
pub struct LoadOptions {
    /// How many threads; none, or 0, asked for: as many as the machine has processors.
    pub threads: Option<usize>,
    /// Whether what was read the last time may be used, and what is read now kept for the next.
    pub cache: CacheMode,
    /// Whether what was meant is looked for where a reference is unknown: only where findings are shown is it told.
    pub suggest: bool,
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
