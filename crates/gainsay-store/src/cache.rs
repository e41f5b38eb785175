//! The cache: what reading the files left the last time, and which files there were (`listing`), in `.gainsay/` beside
//! the manifest. It saves time and nothing else: it can be deleted at any time, and whatever is odd about it is as if
//! it were not there. It is believed only if this program wrote it on this machine, as this user, for this workspace
//! (`sealed`, `key`). A file is taken from it only if neither its size nor the times of its last changes, nor the file
//! itself, are others than when it was read, and if it had been left alone for a while by then.

mod file_list;
mod file_stat;
mod key;
mod own;
mod sealed;
mod texts;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use gainsay_model::read::ParsedFiles;
use gainsay_model::snapshot_codec::CachedRecords;

pub use file_list::{Below, Surroundings, Walk, lookup as lookup_files};
pub use file_stat::{FileStat, Folder};
pub use texts::TextCache;

use crate::ci::is_in_ci;
use crate::temp_files::{TempFile, sweep};
use crate::write::write_new;
use key::Key;
use own::Access;
use sealed::{Magic, Reader, Writer};

/// The folder that it is in.
pub const FOLDER: &str = ".gainsay";

/// Its name there. Another form of it gets another name, so that two versions of the program do not take turns in
/// replacing it.
const NAME: &str = "records-6";

/// What it begins with.
const MAGIC: Magic = *b"gainsay records\n";

/// A workspace of fewer files and fewer bytes than these is read quicker than anybody notices, and gets no cache.
const MANY: (usize, u64) = (2_000, 4 << 20);

/// So many files, and so large a share of all, are read anew each time before it is worth to write the cache anew.
const STALE: (usize, usize) = (64, 50);

/// How many files there are in it and how many could not be kept: this stands before all else.
const COUNTS: usize = 2 * size_of::<u64>();

/// Whether there is to be a cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CacheMode {
    /// Where there is so much to read that it is of use.
    Auto,
    /// However little there is.
    Always,
    /// Not at all.
    Never,
}

impl CacheMode {
    /// What the environment asks for. Where changes of strangers are checked (`CI` is set), what an earlier run has
    /// left is never taken.
    pub fn from_environment() -> CacheMode {
        if is_in_ci() {
            return CacheMode::Never;
        }
        match std::env::var("GAINSAY_CACHE").as_deref() {
            Ok("always") => CacheMode::Always,
            Ok("never") => CacheMode::Never,
            _ => CacheMode::Auto,
        }
    }

    /// Whether there is to be one for these files.
    pub fn is_now(self, paths: &[String], stat: impl Fn(&str) -> Option<FileStat>) -> bool {
        match self {
            CacheMode::Auto => is_worth_it(paths, stat),
            CacheMode::Always => true,
            CacheMode::Never => false,
        }
    }
}

/// Whether there is so much to read that a cache is of use.
fn is_worth_it(paths: &[String], stat: impl Fn(&str) -> Option<FileStat>) -> bool {
    let size = || paths.iter().filter_map(|path| stat(path)).map(|stat| stat.size).sum::<u64>();
    paths.len() >= MANY.0 || size() >= MANY.1
}

/// What the last run left.
pub struct Cache {
    kept: CachedRecords,
    stats: Vec<FileStat>,
    /// How many files there were of which nothing can be kept.
    left_out: usize,
}

/// What of it still holds.
pub struct Still {
    /// The files that are what they were.
    pub kept: CachedRecords,
    /// How many they are.
    pub count: usize,
    /// So much has changed that it is worth to be kept anew.
    pub is_stale: bool,
    /// What is to be kept anew and not read anew, with the stamp that it had when that was decided.
    pub taken: HashMap<String, FileStat>,
}

impl Cache {
    /// The cache of the workspace with that root, if there is one that is whole and that this program wrote for it.
    pub fn open(root: &Path) -> Option<Cache> {
        sweep(&own_folder(root)?);
        let mut file = open_sealed(root, NAME, &MAGIC)?;
        let length = usize::try_from(file.length()).ok()?;
        let mut stats = Vec::new();
        file.next(&mut stats)?;
        let (counts, rest) = stats.split_at_checked(COUNTS)?;
        let [count, left_out]: [u64; 2] = counts.as_chunks::<8>().0.first_chunk::<2>()?.map(u64::from_le_bytes);
        stats = rest.to_vec();
        let length = length.checked_sub(COUNTS)?;
        let of_stamps =
            usize::try_from(count).ok()?.checked_mul(8 * FileStat::WORDS).filter(|of_stamps| *of_stamps <= length)?;
        while stats.len() < of_stamps {
            file.next(&mut stats)?;
        }
        // What was read beyond the stamps comes first.
        let mut first = stats.split_off(of_stamps);
        // It is unpacked as it is read, and what was unpacked counts only if all of it was whole.
        let kept = CachedRecords::unpack_from(length - of_stamps, &mut |more| {
            // An end that comes too early is found by what is missing.
            if first.is_empty() { _ = file.next(more) } else { more.append(&mut first) }
        })?;
        let (words, _) = stats.as_chunks::<8>();
        let (stats, _) = words.as_chunks::<{ FileStat::WORDS }>();
        let stats: Vec<FileStat> =
            stats.iter().map(|words| FileStat::of_words(words.map(u64::from_le_bytes))).collect();
        let is_sound = file.is_whole() && kept.paths().len() == stats.len() && kept.paths().all(is_within);
        is_sound.then_some(Cache { kept, stats, left_out: usize::try_from(left_out).unwrap_or(usize::MAX) })
    }

    /// The files that it knows of.
    pub fn paths(&self) -> Vec<&str> {
        self.kept.paths().collect()
    }

    /// What is kept of the files that are what they were, by their stamps of now, where there are so many files now.
    pub fn lookup(mut self, files: usize, now: &[Option<FileStat>]) -> Still {
        let is_still: Vec<bool> = self.stats.iter().zip(now).map(|(known, now)| *now == Some(*known)).collect();
        self.kept.forget(|number| is_still.get(number) == Some(&true));
        let count = is_still.iter().filter(|still| **still).count();
        let anew = files.saturating_sub(count).saturating_sub(self.left_out);
        let is_stale = anew > STALE.0.max(files / STALE.1);
        let taken = self.kept.paths().zip(&self.stats).zip(&is_still).filter(|(_, still)| is_stale && **still);
        let taken = taken.map(|((path, stat), _)| (path.to_owned(), *stat)).collect();
        Still { kept: self.kept, count, is_stale, taken }
    }
}

/// Opens a sealed file in the folder of the cache; none if it is not the user's own, or was not written by this program
/// for this workspace.
fn open_sealed(root: &Path, name: &str, magic: &Magic) -> Option<Reader> {
    let file = own::open(&own_folder(root)?.join(name), Access::Readable)?;
    Reader::begin(file, magic, &Key::known(root)?, root)
}

/// Whether a path leads from the root of a workspace to something in it.
fn is_within(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The folder of the cache, if there is one that is the user's own. A link to another is none: whoever gives us a
/// workspace could have us write anywhere with it, and what we write to be ignored by git would hide what lies there.
fn own_folder(root: &Path) -> Option<PathBuf> {
    let folder = root.join(FOLDER);
    own::is_folder(&folder).then_some(folder)
}

/// Returns the folder in which the program keeps what is its own, made if it is not there; none if it cannot be made, or
/// is not the user's.
pub(crate) fn make_own_folder(root: &Path) -> Option<PathBuf> {
    let _ = fs::create_dir(root.join(FOLDER));
    let folder = own_folder(root)?;
    let ignored = b"# What gainsay keeps to be quicker the next time. It can be deleted.\n*\n";
    write_new(&folder.join(".gitignore"), ignored).ok()?;
    Some(folder)
}

/// Returns whether the folder of the cache belongs to another user.
pub fn is_of_others(root: &Path) -> bool {
    root.join(FOLDER).symlink_metadata().is_ok_and(|found| found.is_dir()) && own_folder(root).is_none()
}

/// A cache in the making. It is begun before the first file is read: what changes afterwards is not taken for what was
/// read.
pub struct Writing {
    temporary: TempFile,
    file: File,
    folder: PathBuf,
    key: Key,
    root: PathBuf,
    /// When it was begun, by the clock of the file system that the files are on.
    begun: i64,
}

impl Writing {
    /// Begins a cache; none where there cannot be one, as in a folder that cannot be written to, or where no key can be
    /// kept.
    pub fn begin(root: &Path) -> Option<Writing> {
        let key = Key::known_or_made(root)?;
        let folder = make_own_folder(root)?;
        let (temporary, file) = TempFile::new_in(&folder, None).ok()?;
        let [content, anything] = FileStat::of(&file.metadata().ok()?).changed;
        Some(Writing { temporary, file, folder, key, root: root.to_owned(), begun: content.min(anything) })
    }

    /// Keeps what was read of all files that can be kept. What `stamps` says of a file now, it would have said before
    /// it was read, too: else it is not settled.
    ///
    /// # Errors
    /// What the system says; then there is no new cache.
    pub fn keep(
        self,
        read: &ParsedFiles,
        taken: &HashMap<String, FileStat>,
        stats: impl Fn(&[&str]) -> Vec<Option<FileStat>>,
    ) -> io::Result<()> {
        let keepable = read.keepable();
        let left_out = read.files() - keepable.len();
        let paths: Vec<&str> = keepable.iter().map(|(_, path)| *path).collect();
        // What was taken from the old cache was decided upon before this one was begun: it must be what it was then.
        let is_what_it_was = |path: &str, stat: &FileStat| taken.get(path).is_none_or(|then| then == stat);
        let settled = |((number, path), stat): ((u32, _), Option<FileStat>)| {
            Some(((number, path), stat.filter(|stat| stat.is_settled(self.begun) && is_what_it_was(path, stat))?))
        };
        let (files, stats): (Vec<(u32, &str)>, Vec<FileStat>) =
            keepable.into_iter().zip(stats(&paths)).filter_map(settled).unzip();
        let mut sealed = Writer::begin(&self.file, &MAGIC, &self.key, &self.root)?;
        sealed.add([stats.len() as u64, left_out as u64].map(u64::to_le_bytes).as_flattened());
        for stat in &stats {
            sealed.add(stat.to_words().map(u64::to_le_bytes).as_flattened());
        }
        read.pack(&files, &mut |bytes| sealed.add(bytes));
        sealed.finish()?;
        self.put(NAME)
    }

    /// Keeps content as a sealed file of this name.
    ///
    /// # Errors
    /// What the system says; then what was kept before stays.
    fn keep_sealed(self, name: &str, magic: &Magic, content: &[u8]) -> io::Result<()> {
        let mut sealed = Writer::begin(&self.file, magic, &self.key, &self.root)?;
        sealed.add(content);
        sealed.finish()?;
        self.put(name)
    }

    /// Puts what was written in its place.
    fn put(self, name: &str) -> io::Result<()> {
        drop(self.file);
        self.temporary.put_at(&self.folder.join(name))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gainsay_model::file::FileSource;

    use super::*;

    struct OnDisk(PathBuf);

    impl FileSource for OnDisk {
        fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
            bytes.extend(fs::read(self.0.join(path)).map_err(|error| error.to_string())?);
            Ok(())
        }
    }

    #[test]
    fn what_changed_while_it_was_taken_over_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["a", "b"] {
            fs::write(
                root.join(name).with_extension("yaml"),
                format!("claim: {name}\nby: x\naffirms: x p y\nsource: s\n"),
            )
            .unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(70));
        let writing = Writing::begin(root).unwrap();
        let source: Arc<dyn FileSource> = Arc::new(OnDisk(root.to_owned()));
        let read = ParsedFiles::read(&source, vec!["a.yaml".into(), "b.yaml".into()], None, 1, &|| ());
        let stats = |paths: &[&str]| -> Vec<Option<FileStat>> {
            let mut folder = Folder::new(root);
            paths.iter().map(|path| folder.stat(path)).collect()
        };
        let now = stats(&["a.yaml", "b.yaml"]);
        let before = FileStat { size: now[0].unwrap().size + 1, ..now[0].unwrap() };
        let taken = HashMap::from([("a.yaml".to_owned(), before), ("b.yaml".to_owned(), now[1].unwrap())]);
        writing.keep(&read, &taken, stats).unwrap();
        assert_eq!(Cache::open(root).unwrap().paths(), ["b.yaml"]);
    }

    #[test]
    fn a_file_is_the_same_from_its_folder_and_by_its_whole_path() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.yaml"), "claim: a\n").unwrap();
        let whole = FileStat::of(&fs::metadata(folder.path().join("in/a.yaml")).unwrap());
        assert_eq!(Folder::new(folder.path()).stat("in/a.yaml"), Some(whole));
        assert_eq!(Folder::new(folder.path()).stat("in/b.yaml"), None);
    }
}
