//! Files: where a workspace begins, and what is read of it.

mod walk;

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::ScopedJoinHandle;

use gainsay_model::read::{Shelf, Unlinked, format_version, manifest_of};
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Workspace, yaml};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::cache::{Around, Cache, Folder, Stamp, Walk, When, Writing, still_listed};
use crate::clock::Begun;
use crate::problem::{Problem, reason};
use crate::terminal::{Progress, Terminal};
use walk::{Walked, walk};

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
    let Found { files, walk } = found?;
    let (disk, paths) = Disk::of(root, files);
    let disk = Arc::new(disk);
    let stamp = |path: &str| disk.stamp(path);
    let cache = terminal.means.cache.is_now(&paths, stamp);
    let known = opened.filter(|_| cache).map(|cache| {
        let now = disk.stamps(&cache.paths(), threads);
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
        let _ = walk.keep(root, &read.paths());
    }
    Ok(Loaded { workspace: read.finish(), root: root.to_owned(), disk })
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
}

/// Finds the files of a workspace: those that the last run found, if `may_be_kept` and they are still all; else by a walk.
fn find(root: &Path, may_be_kept: bool, warn: impl Fn(&str)) -> Result<Found, Problem> {
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let excluded = patterns_of(root, &manifest_of(&manifest).exclude, warn);
    let (begun, around) = (Begun::now(), if may_be_kept { Around::of(root, &manifest) } else { None });
    let walk_below = |folder: &str| {
        let Walked { files, folders, is_odd } = walk(root, folder, &excluded).ok()?;
        (!is_odd).then(|| (files.into_iter().map(|file| file.path).collect(), folders))
    };
    if let Some((files, walk)) = around.as_ref().and_then(|around| still_listed(root, around, begun, walk_below)) {
        return Ok(Found { files: files.into_iter().map(|path| Listed { path, other: None }).collect(), walk });
    }
    let Walked { files, folders, is_odd } = walk(root, "", &excluded)?;
    let walk = around.filter(|_| !is_odd).map(|around| Walk::whole(begun, around, folders));
    Ok(Found { files, walk })
}

/// What can be seen of a workspace without reading it: two looks that are the same saw the same files, unchanged.
pub struct Look {
    manifest: Option<Stamp>,
    /// With its stamp, if it has one, each file that would be read; none if that cannot be known.
    files: BTreeMap<String, Option<Stamp>>,
}

impl Look {
    /// Looks at the workspace with that root, or at what is left of it.
    pub fn at(root: &Path) -> Look {
        let manifest = Stamp::at(&root.join(MANIFEST));
        let files = find(root, false, |_| ()).map(|found| found.files).unwrap_or_default();
        let (disk, paths) = Disk::of(root, files);
        let stamps = disk.stamps(&paths.iter().map(String::as_str).collect::<Vec<_>>(), 1);
        Look { manifest, files: paths.into_iter().zip(stamps).collect() }
    }

    /// Whether there was a workspace.
    pub fn is_there(&self) -> bool {
        self.manifest.is_some()
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

/// What a manifest leaves out.
pub fn read_patterns(root: &Path, patterns: &[String], terminal: &Terminal) -> Gitignore {
    patterns_of(root, patterns, |text| terminal.warn(text))
}

fn patterns_of(root: &Path, patterns: &[String], warn: impl Fn(&str)) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        if let Err(error) = builder.add_line(None, pattern) {
            warn(&format!(
                "{MANIFEST}: the pattern `{}` under `exclude` is not understood and leaves nothing out: {error}",
                gainsay_model::text::escaped(pattern)
            ));
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether a workspace reads what lies in a folder of it, by its name: neither it nor what it lies in is hidden, or left out by the
/// manifest.
///
/// # Errors
/// If the manifest cannot be read.
pub fn reads_folder(root: &Path, within: &Path, terminal: &Terminal) -> Result<bool, Problem> {
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let excluded = read_patterns(root, &manifest_of(&manifest).exclude, terminal);
    Ok(!is_hidden(within) && !excluded.matched_path_or_any_parents(within, true).is_ignore())
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

/// Whether a file is read at all, by its name.
pub fn is_yaml(path: &Path) -> bool {
    // Asked of very many: to take the path apart would take longer. What is all extension has none.
    let path = path.as_os_str().as_encoded_bytes();
    let stem = path.strip_suffix(b".yaml").or_else(|| path.strip_suffix(b".yml"));
    stem.and_then(<[u8]>::last).is_some_and(|last| !std::path::is_separator(char::from(*last)))
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
