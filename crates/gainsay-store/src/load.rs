//! The reading of a workspace on disk: files are found, unchanged ones taken from the cache, and the others parsed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Seals, Suggest};
use gainsay_model::{LeftUnread, Workspace};

use crate::cache::{Cache, CacheMode, FileStat, Writing};
use crate::disk::DiskFiles;
use crate::files::{FoundFiles, belongs, find};
use crate::load_options::LoadOptions;
use crate::overlays::{OverlaidFiles, Overlays};
use crate::threads::join;
use crate::{Error, Events};

/// A workspace that was read from disk.
pub struct Loaded {
    /// The folder of the manifest.
    pub root: PathBuf,
    /// The records of its files.
    pub workspace: Workspace,
    /// The files on disk.
    pub disk: Arc<DiskFiles>,
    /// The files that were left unread on purpose.
    pub left: LeftUnread,
}

/// Reads the workspace with that root.
///
/// # Errors
/// Returns an error if its manifest cannot be read or asks for a newer version of the format, or if its root cannot be
/// listed.
pub fn load(root: &Path, options: LoadOptions, events: &dyn Events) -> Result<Loaded, Error> {
    load_overlaid(root, options, &Overlays::default(), events)
}

/// Reads the workspace with that root, with unsaved texts in the place of what their files hold. The manifest on disk
/// decides which files belong, and the texts are not kept for the next run.
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
        // The cache is decoded while the folders are walked.
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
        // Only files that the walk found are examined.
        let now = unless_overlaid(disk.stats_of(&cache.paths(), &paths, threads), &cache.paths(), overlays);
        cache.lookup(paths.len(), &now)
    });
    let is_stale = known.as_ref().is_none_or(|still| still.is_stale);
    let writing = if cache && is_stale && options.cache.writes() { Writing::begin(root) } else { None };
    let source: Arc<dyn FileSource> = match overlays.is_empty() {
        true => disk.clone(),
        false => Arc::new(OverlaidFiles { disk: disk.clone(), overlays: overlays.clone() }),
    };
    progress.expect(paths.len().saturating_sub(known.as_ref().map_or(0, |still| still.count)));
    let (kept, taken) = known.map(|still| (still.kept, still.taken)).unzip();
    // Whoever shows findings asks for every seal, and so does the next run.
    let is_asked = options.suggest != Suggest::Nothing || writing.is_some();
    let seals = if is_asked { Seals::Proved } else { Seals::Unproved };
    let read = ParsedFiles::read(&source, paths, kept, threads, seals, &|| progress.step());
    // If no cache can be written, everything works without it, only slower.
    if let Some(writing) = writing {
        let stats = |paths: &[&str]| unless_overlaid(disk.stats(paths, threads), paths, overlays);
        let _ = writing.keep(&read, &taken.unwrap_or_default(), stats);
    }
    if let Some(walk) = walk.filter(|_| cache && options.cache.writes()) {
        // A walk does not find files that are read only because git tracks them, nor files that are not on disk yet.
        let is_walked = |path: &&str| !tracked.contains(*path) && !added.contains(*path);
        let walked: Vec<&str> = read.paths().into_iter().filter(is_walked).collect();
        let _ = walk.keep(root, &walked);
    }
    Ok(Loaded { workspace: read.finish(options.suggest), root: root.to_owned(), disk, left })
}

/// Adds the paths of files that exist only as unsaved texts and belong to the workspace. Returns these paths.
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

/// Returns the states of files without those of files that have unsaved texts.
fn unless_overlaid(stats: Vec<Option<FileStat>>, paths: &[&str], overlays: &Overlays) -> Vec<Option<FileStat>> {
    if overlays.is_empty() {
        return stats;
    }
    stats.into_iter().zip(paths).map(|(stat, path)| stat.filter(|_| overlays.text(path).is_none())).collect()
}
