//! Files: where a workspace begins, and what is read of it.

mod ignoring;
mod walk;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use gainsay_git::Checkout;
use gainsay_model::read::{Shelf, Unlinked, format_version};
use gainsay_model::text::escaped;
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Workspace, yaml};

use crate::belonging::{Aside, Belonging, is_copy, probably_meant};
use crate::cache::{self, Below, Cache, Folder, Stamp, Surroundings, Walk, When, Writing, still_listed};
use crate::clock::Begun;
use crate::problem::{Problem, reason};
use crate::terminal::{Progress, Terminal};
use ignoring::Around;
use walk::{NO_FILE, Passed, Walked, look_at_passed, walk};

pub use ignoring::{Around as GitAround, PATTERNS};

/// The newest version of the format that this program reads.
const VERSION: u64 = 1;

/// A workspace on disk, read.
pub struct Loaded {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// What its files say.
    pub workspace: Workspace,
    /// Where they lie.
    pub disk: Arc<Disk>,
    /// What was not read on purpose.
    pub left: LeftUnread,
}

/// What lies in a workspace and was left unread on purpose. Only files that would belong otherwise are counted.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct LeftUnread {
    /// The files that the manifest leaves out. All paths are from the root, in byte order.
    pub excluded: Vec<String>,
    /// The files that git ignores, and does not track.
    pub ignored: Vec<String>,
    /// The files that git tracks and a sparse checkout leaves out: they are not on disk.
    pub not_checked_out: Vec<String>,
    /// There may be more that are excluded or ignored: not all folders were looked into.
    pub may_be_more: bool,
    /// The files whose names show that they were probably meant to be read.
    pub meant: Vec<String>,
}

/// Reads the workspace around the current folder.
///
/// # Errors
/// Where there is none, where its manifest cannot be read or asks for a newer version of the format, and where its root cannot be listed.
pub fn load(terminal: &Terminal) -> Result<Loaded, Problem> {
    load_at(&find_root()?, terminal)
}

/// Reads the workspace with that root.
///
/// # Errors
/// As [`load`].
pub fn load_at(root: &Path, terminal: &Terminal) -> Result<Loaded, Problem> {
    let progress = Progress::start("reading the records");
    let (threads, may_keep) = (terminal.means.threads(), terminal.means.cache != When::Never);
    let open = || if may_keep { Cache::open(root) } else { None };
    let find = || find(root, may_keep, |text| terminal.warn(text));
    let (found, opened) = match threads {
        1 => (find(), open()),
        // What was kept is unpacked while the folders are walked.
        _ => std::thread::scope(|scope| {
            let open = scope.spawn(open);
            (find(), join(open))
        }),
    };
    let Found { files, walk, tracked, left, may_keep } = found?;
    warn_of_meant(&left.meant, terminal);
    let (disk, paths) = Disk::of(root, files);
    let disk = Arc::new(disk);
    let stamp = |path: &str| disk.stamp(path);
    let cache = may_keep && terminal.means.cache.is_now(&paths, stamp);
    let known = opened.filter(|_| cache).map(|cache| {
        // Only what the walk came by is looked at.
        let now = disk.stamps_of(&cache.paths(), &paths, threads);
        cache.still(paths.len(), &now)
    });
    let is_stale = known.as_ref().is_none_or(|still| still.is_stale);
    let writing = if cache && is_stale { Writing::begin(root) } else { None };
    let shelf: Arc<dyn Shelf> = disk.clone();
    progress.expect(paths.len().saturating_sub(known.as_ref().map_or(0, |still| still.count)));
    let (kept, taken) = known.map(|still| (still.kept, still.taken)).unzip();
    let read = Unlinked::read(&shelf, paths, kept, threads, &|| progress.step());
    // Where no cache can be written all goes well without, only slower.
    if let Some(writing) = writing {
        let _ = writing.keep(&read, &taken.unwrap_or_default(), |paths| disk.stamps(paths, threads));
    }
    if let Some(walk) = walk.filter(|_| cache) {
        // What is read only because git tracks it, a walk does not come by.
        let walked: Vec<&str> = read.paths().into_iter().filter(|path| !tracked.contains(*path)).collect();
        let _ = walk.keep(root, &walked);
    }
    Ok(Loaded { workspace: read.finish(), root: root.to_owned(), disk, left })
}

/// So many files that were probably meant to be read are told by name.
const TOLD: usize = 5;

/// Returns why a file that was probably meant to be read is not: a clause without a full stop.
pub fn not_read_by_its_name(path: &str) -> String {
    format!("{path} is not read, for its name does not end in .yaml")
}

/// Tells of files that were probably meant to be read.
pub fn warn_of_meant(paths: &[String], terminal: &Terminal) {
    for path in paths.iter().take(TOLD) {
        let meant = probably_meant(path).unwrap_or(path);
        terminal.warn(&format!("{}; if it holds records, rename it to {meant}", not_read_by_its_name(path)));
    }
    if paths.len() > TOLD {
        terminal.warn(&format!("{} more files of such names are not read", paths.len() - TOLD));
    }
}

/// What a thread came to; where it panicked, so do we.
fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// More threads than these are not begun, whoever asks.
const MOST_THREADS: usize = 64;

/// For so few files a thread is not worth beginning.
const FEW: usize = 1_000;

/// The files of a workspace on disk.
#[derive(Default)]
pub struct Disk {
    root: PathBuf,
    /// Those that do not lie where their path says, or cannot be read.
    others: HashMap<String, Result<PathBuf, String>>,
}

impl Disk {
    /// The files listed, and their paths.
    fn of(root: &Path, listed: Vec<Listed>) -> (Disk, Vec<String>) {
        let mut disk = Disk { root: root.to_owned(), others: HashMap::new() };
        let paths = listed
            .into_iter()
            .map(|Listed { path, other }| {
                if let Some(other) = other {
                    disk.others.insert(path.clone(), other);
                }
                path
            })
            .collect();
        (disk, paths)
    }

    /// Where the file of that path lies.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn place(&self, path: &str) -> Result<PathBuf, String> {
        if self.others.is_empty() {
            return Ok(below(&self.root, path));
        }
        self.others.get(path).map_or_else(|| Ok(below(&self.root, path)), Clone::clone)
    }

    /// What tells whether a file has changed; none if it cannot be looked at.
    fn stamp(&self, path: &str) -> Option<Stamp> {
        Stamp::at(&self.place(path).ok()?)
    }

    /// Returns what tells whether files have changed, of those among `paths` that are also `listed`, both in byte order; none of the others.
    fn stamps_of(&self, paths: &[&str], listed: &[String], threads: usize) -> Vec<Option<Stamp>> {
        let is_listed = |path: &&str| listed.binary_search_by(|known| known.as_str().cmp(path)).is_ok();
        if paths.iter().all(is_listed) {
            return self.stamps(paths, threads);
        }
        let known: Vec<&str> = paths.iter().copied().filter(is_listed).collect();
        let stamps: HashMap<&str, Option<Stamp>> = known.iter().copied().zip(self.stamps(&known, threads)).collect();
        paths.iter().map(|path| stamps.get(path).copied().flatten()).collect()
    }

    /// The same of many files, looked at by so many threads.
    fn stamps(&self, paths: &[&str], threads: usize) -> Vec<Option<Stamp>> {
        let of = |part: &[&str]| -> Vec<Option<Stamp>> {
            let mut folder = Folder::new(&self.root);
            part.iter().map(|path| if self.others.contains_key(*path) { self.stamp(path) } else { folder.stamp(path) }).collect()
        };
        let part = paths.len().div_ceil(threads).max(FEW);
        if paths.len() <= part {
            return of(paths);
        }
        std::thread::scope(|scope| {
            let parts: Vec<_> = paths.chunks(part).map(|part| scope.spawn(move || of(part))).collect();
            parts.into_iter().flat_map(join).collect()
        })
    }
}

impl Shelf for Disk {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        read_into(&self.place(path)?, bytes)
    }
}

/// With what means a workspace is read.
#[derive(Clone, Copy, Debug)]
pub struct Means {
    /// How many threads; none, or 0, asked for: as many as the machine has processors.
    pub threads: Option<usize>,
    /// Whether what was read the last time may be used, and what is read now kept for the next.
    pub cache: When,
}

impl Means {
    fn threads(self) -> usize {
        // More than a few wait for each other, and for the disk.
        let all = || std::thread::available_parallelism().map_or(1, |all| all.get().min(16));
        self.threads.filter(|asked| *asked > 0).map_or_else(all, |asked| asked.min(MOST_THREADS))
    }
}

/// A file of a workspace on disk that is still to be read.
pub struct Listed {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// Where it lies if not there, or why it cannot be read.
    other: Option<Result<PathBuf, String>>,
}

impl Listed {
    /// Where it lies, or why it cannot be read.
    pub fn file(self, root: &Path) -> Result<PathBuf, String> {
        self.other.unwrap_or_else(|| Ok(below(root, &self.path)))
    }
}

/// What a path from the root names. Made as a text: there are very many of them.
fn below(root: &Path, path: &str) -> PathBuf {
    let mut place = OsString::with_capacity(root.as_os_str().len() + 1 + path.len());
    place.push(root);
    place.push(std::path::MAIN_SEPARATOR_STR);
    place.push(path);
    place.into()
}

/// Every file of the workspace with that root, unread.
///
/// # Errors
/// If its manifest cannot be read or asks for a newer version of the format, and if its root cannot be listed.
pub fn listed(root: &Path, terminal: &Terminal) -> Result<Vec<Listed>, Problem> {
    Ok(find(root, terminal.means.cache != When::Never, |text| terminal.warn(text))?.files)
}

/// The files of a workspace.
struct Found {
    files: Vec<Listed>,
    /// The walk by which they were found; none if they are known without, or if it found what cannot be kept.
    walk: Option<Walk>,
    /// Those of the files that are read only because git tracks them: its patterns ignore them.
    tracked: HashSet<String>,
    /// What was not taken on purpose.
    left: LeftUnread,
    /// Something may be kept for the next time.
    may_keep: bool,
}

/// Finds the files of a workspace: those that the last run found, if `may_be_kept` and they are still all; else by a walk.
fn find(root: &Path, may_be_kept: bool, warn: impl Fn(&str)) -> Result<Found, Problem> {
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let belonging = Belonging::by_manifest(&manifest);
    belonging.faults.iter().for_each(|fault| warn(fault));
    let around = Around::of(root);
    let may_keep = may_be_kept && cache_is_our_own(root, around.checkout.as_ref(), &warn);
    let (begun, surroundings) = (Begun::now(), if may_keep { Surroundings::of(root, &manifest, &around) } else { None });
    let walk_below = |folder: &str| {
        let Walked { files, folders, passed_over, is_odd, .. } = walk(root, folder, &belonging, &around).ok()?;
        (!is_odd).then(|| Below { files: files.into_iter().map(|file| file.path).collect(), folders, passed_over })
    };
    let known = surroundings.as_ref().and_then(|surroundings| still_listed(root, surroundings, begun, walk_below));
    if let Some((Below { files, passed_over, .. }, walk)) = known {
        let mut files = files.into_iter().map(|path| Listed { path, other: None }).collect();
        let passed = look_at_passed(root, &passed_over, &belonging);
        let (tracked, left) = add_tracked(root, passed, &[], &belonging, &around, &mut files)?;
        return Ok(Found { files, walk, tracked, left, may_keep });
    }
    let Walked { mut files, folders, passed_over, repositories, is_odd } = walk(root, "", &belonging, &around)?;
    let walk = surroundings.filter(|_| !is_odd).map(|surroundings| Walk::whole(begun, surroundings, folders));
    let passed = look_at_passed(root, &passed_over, &belonging);
    let (tracked, left) = add_tracked(root, passed, &repositories, &belonging, &around, &mut files)?;
    Ok(Found { files, walk, tracked, left, may_keep })
}

/// Whether what lies in the folder of the cache can be our own: git must not track it, for then others may have written it.
fn cache_is_our_own(root: &Path, checkout: Option<&Checkout>, warn: &impl Fn(&str)) -> bool {
    if root.join(cache::FOLDER).symlink_metadata().is_err() {
        return true;
    }
    if cache::is_of_others(root) {
        warn(&format!(
            "{folder}/ belongs to another user, so that the cache in it is not used and none is made: delete it, or check as that user",
            folder = cache::FOLDER
        ));
        return false;
    }
    let below = [format!("{}/", cache::FOLDER)];
    // Where the index cannot be read nobody knows.
    let is_tracked = checkout.is_some_and(|checkout| checkout.tracked(&below).map_or(true, |tracked| !tracked.is_empty()));
    if is_tracked {
        warn(&format!(
            "git tracks {folder}/, in which this program keeps what it has read: others may have written it, and it is not used; \
             `git rm -r --cached {folder}` takes it out of git",
            folder = cache::FOLDER
        ));
    }
    !is_tracked
}

/// Adds the files that git's patterns ignore and its index tracks: these git does not ignore. Returns their paths, and what is left then.
fn add_tracked(
    root: &Path,
    passed: Passed,
    repositories: &[String],
    belonging: &Belonging,
    around: &Around,
    files: &mut Vec<Listed>,
) -> Result<(HashSet<String>, LeftUnread), Problem> {
    let Passed { excluded, mut ignored, ignored_in, meant, is_all } = passed;
    let is_in = |path: &str, repository: &str| lies_within(path, repository) && path.trim_end_matches('/') != repository;
    // The innermost repository decides.
    let of = |path: &String| repositories.iter().filter(|repository| is_in(path, repository)).max_by_key(|repository| repository.len());
    let mut by_repository: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in &ignored_in {
        let repository = of(path).map_or("", String::as_str);
        let inner = path.strip_prefix(repository).unwrap_or(path).trim_start_matches('/');
        by_repository.entry(repository).or_default().push(inner.to_owned());
    }
    let mut added = HashSet::new();
    for (repository, paths) in by_repository {
        for path in tracked_in(root, repository, &paths, around)? {
            ignored.remove(&path.path);
            let found = belonging_tracked(root, path, belonging, around);
            // Of another repository that is tracked, all that is read.
            found.iter().for_each(|file| _ = ignored.remove(&file.path));
            added.extend(found.iter().map(|file| file.path.clone()));
            files.extend(found);
        }
    }
    let (excluded, ignored) = (excluded.into_iter().collect(), ignored.into_iter().collect());
    let not_checked_out = not_checked_out(root, belonging, around, files)?;
    Ok((added, LeftUnread { excluded, ignored, not_checked_out, may_be_more: !is_all, meant: worth_telling(meant, files) }))
}

/// Returns the files that would belong, were they not left out by a sparse checkout.
fn not_checked_out(root: &Path, belonging: &Belonging, around: &Around, files: &[Listed]) -> Result<Vec<String>, Problem> {
    let left_out = around.checkout.as_ref().map(Checkout::left_out).transpose()?.unwrap_or_default();
    if left_out.is_empty() {
        return Ok(left_out);
    }
    let read: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let is_missing = |path: &String| !read.contains(path.as_str()) && below(root, path).symlink_metadata().is_err();
    Ok(left_out.into_iter().filter(|path| belonging.of_whole(path).is_ok() && is_missing(path)).collect())
}

/// What the index of a repository, given by its path from the root, has at or below these paths of it; by their paths from the root.
fn tracked_in(root: &Path, repository: &str, paths: &[String], around: &Around) -> Result<Vec<gainsay_git::Tracked>, Problem> {
    let unknown = |trouble: gainsay_git::Trouble| {
        let problem = Problem::from(trouble);
        let first = escaped(paths.first().map_or("", String::as_str)).into_owned();
        let message = format!("{}, so that nobody can say whether git tracks {first}, which its patterns ignore", problem.message);
        Problem { message, ..problem }.help("mend the repository; `git status` tells what is wrong with it")
    };
    let inner;
    let checkout = if repository.is_empty() {
        around.trouble.clone().map_or(Ok(around.checkout.as_ref()), |trouble| Err(unknown(trouble)))?
    } else {
        let place = below(root, repository);
        inner = Around::of_repository(&place.canonicalize().unwrap_or(place));
        inner.checkout.as_ref()
    };
    let asked: Vec<String> = paths.iter().map(|path| askable(path).to_owned()).collect();
    let mut found = checkout.map(|checkout| checkout.tracked(&asked)).transpose().map_err(unknown)?.unwrap_or_default();
    if asked != paths {
        found.retain(|tracked| paths.iter().any(|path| lies_within(&tracked.path, path.trim_end_matches('/'))));
    }
    if repository.is_empty() {
        return Ok(found);
    }
    let within = |tracked: gainsay_git::Tracked| gainsay_git::Tracked {
        path: format!("{repository}/{}", tracked.path),
        file: Path::new(repository).join(tracked.file),
    };
    Ok(found.into_iter().map(within).collect())
}

/// What git can be asked for: a path, or the nearest folder on the way to it (with `/` at its end) of which the name is known. One that is not UTF-8
/// is known only as it is shown.
fn askable(path: &str) -> &str {
    let Some(odd) = path.find(char::REPLACEMENT_CHARACTER) else { return path };
    let end = path.get(..odd).and_then(|before| before.rfind('/')).map_or(0, |slash| slash + 1);
    path.get(..end).unwrap_or_default()
}

/// What is to be read of something that git tracks, although its patterns ignore it.
fn belonging_tracked(root: &Path, tracked: gainsay_git::Tracked, belonging: &Belonging, around: &Around) -> Vec<Listed> {
    let place = root.join(&tracked.file);
    let Ok(found) = fs::metadata(&place) else { return Vec::new() };
    let path = tracked.path;
    if found.is_dir() {
        // Another repository, or a link to a folder.
        let is_taken = belonging.of_folders_above(&path).is_ok() && belonging.takes(&path, true);
        return if is_taken { walk(root, &path, belonging, around).map(|walked| walked.files).unwrap_or_default() } else { Vec::new() };
    }
    if belonging.of_whole(&path).is_err() {
        return Vec::new();
    }
    let is_plain = below(root, &path) == place;
    let other = if !found.is_file() { Some(Err(NO_FILE.to_owned())) } else { (!is_plain).then_some(Ok(place)) };
    vec![Listed { path, other }]
}

/// Of files that were probably meant to be read, those to tell: copies beside a file that is read are none.
fn worth_telling(meant: Vec<String>, files: &[Listed]) -> Vec<String> {
    if meant.is_empty() {
        return meant;
    }
    let read: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    meant.into_iter().filter(|path| !is_copy(path, |meant| read.contains(meant))).collect()
}

/// What can be seen of a workspace without reading it: two looks that are the same saw the same files, unchanged.
pub struct Look {
    manifest: Option<Stamp>,
    /// With its stamp, if it has one, each file that would be read; none if that cannot be known.
    files: BTreeMap<String, Option<Stamp>>,
    left: LeftUnread,
}

impl Look {
    /// Looks at the workspace with that root, or at what is left of it.
    pub fn at(root: &Path) -> Look {
        let manifest = Stamp::at(&root.join(MANIFEST));
        let found = find(root, false, |_| ()).map(|found| (found.files, found.left));
        let (files, left) = found.unwrap_or_default();
        let (disk, paths) = Disk::of(root, files);
        let stamps = disk.stamps(&paths.iter().map(String::as_str).collect::<Vec<_>>(), 1);
        Look { manifest, files: paths.into_iter().zip(stamps).collect(), left }
    }

    /// Whether there was a workspace.
    pub fn is_there(&self) -> bool {
        self.manifest.is_some()
    }

    /// Returns what was not read on purpose.
    pub fn left(&self) -> &LeftUnread {
        &self.left
    }

    /// The files that a later look saw otherwise, or that only one of the two saw: the manifest first.
    pub fn changed(&self, later: &Look) -> Vec<Changed> {
        let manifest = (self.manifest != later.manifest).then(|| Changed { path: MANIFEST.to_owned(), is_there: later.is_there() });
        let here = self.files.iter().filter(|(path, stamp)| later.files.get(*path) != Some(stamp));
        let only_there = later.files.iter().filter(|(path, _)| !self.files.contains_key(*path));
        let others = here.chain(only_there).filter(|(path, _)| *path != MANIFEST);
        let others = others.map(|(path, _)| Changed { path: path.clone(), is_there: later.files.contains_key(path) });
        manifest.into_iter().chain(others).collect()
    }
}

/// A file that a later look saw otherwise than an earlier one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// The later look saw it.
    pub is_there: bool,
}

impl Changed {
    /// What is in it now, and nothing if it is no more; none if it cannot be read.
    pub fn bytes(&self, root: &Path) -> Option<Vec<u8>> {
        if !self.is_there {
            return Some(Vec::new());
        }
        let path = below(root, &self.path);
        // A pipe would be waited for.
        fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        read_file(&path).ok()
    }
}

/// The nearest folder upward from the current one that holds a manifest.
///
/// # Errors
/// If there is none.
pub fn find_root() -> Result<PathBuf, Problem> {
    let here = std::env::current_dir().map_err(|e| Problem::new(format!("the current folder cannot be used: {}", reason(&e))))?;
    root_above(&here).ok_or_else(|| {
        Problem::new(format!("no workspace here or above: no {MANIFEST} in {} or any folder around it", here.display()))
            .help("run `gainsay init` to make one here, or name the folder of one with `-C DIR`")
    })
}

/// The nearest folder upward from `folder`, itself included, that holds a manifest.
pub fn root_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|dir| dir.join(MANIFEST).is_file()).map(Path::to_path_buf)
}

fn read_manifest(path: &Path) -> Result<String, Problem> {
    let bytes = read_file(path).map_err(|why| Problem::new(format!("the workspace's {MANIFEST} could not be read: {why}")))?;
    // What is wrong with its text is told with all other findings, once everything is read.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    refuse_newer(&text, &path.display().to_string())?;
    Ok(text)
}

/// Refuses a manifest that asks for a newer version of the format; `shown` says which manifest it is.
///
/// # Errors
/// If it does.
pub fn refuse_newer(manifest: &str, shown: &str) -> Result<(), Problem> {
    match format_version(manifest) {
        Some(version) if version > VERSION => Err(Problem::new(format!(
            "this workspace is written in {} of the format, and this program reads only version {VERSION} ({shown})",
            if version == u64::MAX { "a much later version".into() } else { format!("version {version}") },
        ))
        .help("get a newer gainsay")),
        _ => Ok(()),
    }
}

/// Whether a workspace reads what lies in a folder of it, by its name: neither it nor what it lies in is hidden, or left out by the
/// manifest.
///
/// # Errors
/// If the manifest cannot be read.
pub fn reads_folder(root: &Path, within: &Path) -> Result<bool, Problem> {
    let belonging = Belonging::by_manifest(&read_manifest(&root.join(MANIFEST))?);
    let path = path_from(Path::new(""), within);
    Ok(belonging.of_folders_above(&path).is_ok() && belonging.takes(&path, true))
}

/// Says why a file or folder of a workspace is not read, by its path from the root, where it is known that no file at or below this path is;
/// none if there is nothing in it to read.
///
/// # Errors
/// If the manifest cannot be read.
pub fn why_unread(root: &Path, path: &str, left: &LeftUnread) -> Result<Option<Aside>, Problem> {
    let belonging = Belonging::by_manifest(&read_manifest(&root.join(MANIFEST))?);
    let is_folder = root.join(path).is_dir();
    if let Err(aside) = belonging.of_folders_above(path).and_then(|()| belonging.of(path, is_folder, || false)) {
        return Ok(Some(aside));
    }
    let lies_here = |files: &[String]| files.iter().any(|file| lies_within(file, path));
    let found = [(&left.ignored, Aside::Ignored), (&left.excluded, Aside::Excluded), (&left.meant, Aside::ProbablyMeant)];
    let found = found.into_iter().find(|(files, _)| lies_here(files)).map(|(_, aside)| aside);
    // A file that all else lets in can only be ignored.
    Ok(found.or((!is_folder).then_some(Aside::Ignored)))
}

/// Whether a path from the root is hidden, or leads through a folder that is.
pub fn is_hidden(within: &Path) -> bool {
    within.components().any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.')))
}

/// A file's bytes; in words why not.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    read_into(path, &mut bytes)?;
    Ok(bytes)
}

/// Puts a file's bytes after those that are there; in words why not.
fn read_into(path: &Path, bytes: &mut Vec<u8>) -> Result<(), String> {
    let words = |error: std::io::Error| reason(&error);
    // One byte too many is enough to know; how large it is need not be asked before.
    let read = File::open(path).map_err(words)?.take(yaml::LARGEST as u64 + 1).read_to_end(bytes).map_err(words)?;
    if read > yaml::LARGEST { Err("it is larger than 64 MiB".into()) } else { Ok(()) }
}

/// Reads a file that may have been put there by others: a pipe or a device is refused, since it might be waited for without end.
///
/// # Errors
/// What the system says.
pub fn read_unwaiting(path: &Path) -> std::io::Result<Vec<u8>> {
    let found = fs::metadata(path)?;
    if found.is_file() || found.is_dir() { fs::read(path) } else { Err(std::io::Error::other(NO_FILE)) }
}

/// The path from the root, with `/` between folders.
pub fn path_from(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether what lies at a path from the root is a folder given by such a path, or lies in it at any depth. All lie in the root.
pub fn lies_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path given by the user, as a path from the root; empty for the root itself.
///
/// # Errors
/// If it is not there, or lies outside the workspace.
pub fn path_within(root: &Path, given: &Path) -> Result<String, Problem> {
    let real = given.canonicalize().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Problem::new(format!("there is no {}", given.display())),
        _ => Problem::at(given, "looked at", &e),
    })?;
    // A link inside the workspace may lead out of it: as written it is still inside.
    let written = std::path::absolute(given).unwrap_or_else(|_| real.clone());
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let plain = !written.components().any(|part| part == Component::ParentDir);
    if plain && written.starts_with(root) {
        return Ok(path_from(root, &written));
    }
    if real.starts_with(&real_root) {
        return Ok(path_from(&real_root, &real));
    }
    Err(Problem::new(format!("{} is not in this workspace ({})", given.display(), root.display()))
        .help("name files or folders of the workspace"))
}
