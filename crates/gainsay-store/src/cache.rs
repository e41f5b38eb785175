//! The cache: the records of the last run, and the list of its files (`file_list`), in `.gainsay/` beside the manifest.
//! It saves time and nothing else: it can be deleted at any time, and a cache with any oddity is ignored. It is
//! believed only if this program wrote it on this machine, as this user, for this workspace (`sealed`, `key`). The
//! records of a file are taken from it only if the file, its size and the times of its last changes are the same as
//! when it was read, and if the file had been left alone for a while by then.

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

/// The name of the folder of the cache.
pub const FOLDER: &str = ".gainsay";

/// The name of the file of records. Another form of the file gets another name, so that two versions of the program do
/// not take turns in replacing it.
const NAME: &str = "records-7";

/// The first bytes of the file of records.
const MAGIC: Magic = *b"gainsay records\n";

/// The number of files and of bytes below which a workspace gets no cache: it is read quicker than anybody notices.
const MANY: (usize, u64) = (2_000, 4 << 20);

/// The number of files read anew above which the cache is written again: a count, and a divisor of the count of all
/// files. The greater of the two decides.
const STALE: (usize, usize) = (64, 50);

/// The size in bytes of the two counts at the beginning of the file: the files in it, and the files that could not be
/// kept.
const COUNTS: usize = 2 * size_of::<u64>();

/// The choice whether to use a cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CacheMode {
    /// A cache is used where there is enough to read.
    Auto,
    /// A cache is used however little there is to read.
    Always,
    /// The cache of an earlier run is used, and nothing is written.
    ReadOnly,
    /// No cache is used.
    Never,
}

impl CacheMode {
    /// Returns whether anything may be kept for the next run.
    pub fn writes(self) -> bool {
        !matches!(self, CacheMode::ReadOnly | CacheMode::Never)
    }

    /// Returns the mode that the environment asks for. In CI (`CI` is set), where changes of strangers are checked, the
    /// cache of an earlier run is never used.
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

    /// Returns whether a cache is used for these files.
    pub fn is_now(self, paths: &[String], stat: impl Fn(&str) -> Option<FileStat>) -> bool {
        match self {
            CacheMode::Auto => is_worth_it(paths, stat),
            CacheMode::Always | CacheMode::ReadOnly => true,
            CacheMode::Never => false,
        }
    }
}

/// Returns whether there is enough to read that a cache is of use.
fn is_worth_it(paths: &[String], stat: impl Fn(&str) -> Option<FileStat>) -> bool {
    let size = || paths.iter().filter_map(|path| stat(path)).map(|stat| stat.size).sum::<u64>();
    paths.len() >= MANY.0 || size() >= MANY.1
}

/// The cache as the last run left it.
pub struct Cache {
    kept: CachedRecords,
    stats: Vec<FileStat>,
    /// The number of files that could not be kept.
    left_out: usize,
}

/// The part of a cache that still holds.
pub struct Still {
    /// The records of the files that have not changed.
    pub kept: CachedRecords,
    /// The number of these files.
    pub count: usize,
    /// Says that so much has changed that the cache should be written again.
    pub is_stale: bool,
    /// The files whose records go into the next cache without being read again, each with its state when that was
    /// decided.
    pub taken: HashMap<String, FileStat>,
}

impl Cache {
    /// Returns the cache of the workspace with that root, if there is one that is whole and that this program wrote for
    /// it.
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
        // The bytes that were read beyond the file states come first.
        let mut first = stats.split_off(of_stamps);
        // The records are decoded while they are read; they count only if the file turns out to be whole.
        let kept = CachedRecords::unpack_from(length - of_stamps, &mut |more| {
            // An end that comes too early is noticed by what is missing.
            if first.is_empty() { _ = file.next(more) } else { more.append(&mut first) }
        })?;
        let (words, _) = stats.as_chunks::<8>();
        let (stats, _) = words.as_chunks::<{ FileStat::WORDS }>();
        let stats: Vec<FileStat> =
            stats.iter().map(|words| FileStat::of_words(words.map(u64::from_le_bytes))).collect();
        let is_sound = file.is_whole() && kept.paths().len() == stats.len() && kept.paths().all(is_within);
        is_sound.then_some(Cache { kept, stats, left_out: usize::try_from(left_out).unwrap_or(usize::MAX) })
    }

    /// Returns the paths of the files in the cache.
    pub fn paths(&self) -> Vec<&str> {
        self.kept.paths().collect()
    }

    /// Returns the part of the cache whose files have not changed, given their states now and the number of files now.
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

/// Opens a sealed file in the folder of the cache; none if it does not belong to the user, or was not written by this
/// program for this workspace.
fn open_sealed(root: &Path, name: &str, magic: &Magic) -> Option<Reader> {
    let file = own::open(&own_folder(root)?.join(name), Access::Readable)?;
    Reader::begin(file, magic, &Key::known(root)?, root)
}

/// Returns whether a path leads from the root of a workspace to something in it.
fn is_within(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Returns the folder of the cache, if there is one that belongs to the user. A link to another folder does not count:
/// whoever made the workspace could have us write anywhere with it, and the `.gitignore` that we write would hide what
/// lies there.
fn own_folder(root: &Path) -> Option<PathBuf> {
    let folder = root.join(FOLDER);
    own::is_folder(&folder).then_some(folder)
}

/// Returns the folder in which the program keeps its own files, and makes it if needed; none if it cannot be made, or
/// does not belong to the user.
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

/// A cache that is being written. It is begun before the first file is read, so that a later change is not taken for
/// what was read.
pub struct Writing {
    temporary: TempFile,
    file: File,
    folder: PathBuf,
    key: Key,
    root: PathBuf,
    /// The time at which it was begun, by the clock of the file system that holds the files.
    begun: i64,
}

impl Writing {
    /// Begins to write a cache; none where that is impossible, as in a folder that cannot be written to, or where no
    /// key can be kept.
    pub fn begin(root: &Path) -> Option<Writing> {
        let key = Key::known_or_made(root)?;
        let folder = make_own_folder(root)?;
        let (temporary, file) = TempFile::new_in(&folder, None).ok()?;
        let [content, anything] = FileStat::of(&file.metadata().ok()?).changed;
        Some(Writing { temporary, file, folder, key, root: root.to_owned(), begun: content.min(anything) })
    }

    /// Writes the records of all files that can be kept. `stats` returns the state of files now; a file counts only if
    /// it was the same before it was read.
    ///
    /// # Errors
    /// Returns the error of the operating system; then no new cache is written.
    pub fn keep(
        self,
        read: &ParsedFiles,
        taken: &HashMap<String, FileStat>,
        stats: impl Fn(&[&str]) -> Vec<Option<FileStat>>,
    ) -> io::Result<()> {
        let keepable = read.keepable();
        let left_out = read.files() - keepable.len();
        let paths: Vec<&str> = keepable.iter().map(|(_, path)| *path).collect();
        // The files taken from the old cache were chosen before this one was begun: they must be the same now.
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

    /// Writes content as a sealed file of this name.
    ///
    /// # Errors
    /// Returns the error of the operating system; then the earlier file stays.
    fn keep_sealed(self, name: &str, magic: &Magic, content: &[u8]) -> io::Result<()> {
        let mut sealed = Writer::begin(&self.file, magic, &self.key, &self.root)?;
        sealed.add(content);
        sealed.finish()?;
        self.put(name)
    }

    /// Puts the written file in its place.
    fn put(self, name: &str) -> io::Result<()> {
        drop(self.file);
        self.temporary.put_at(&self.folder.join(name))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gainsay_model::file::FileSource;
    use gainsay_model::read::Seals;

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
        let read = ParsedFiles::read(&source, vec!["a.yaml".into(), "b.yaml".into()], None, 1, Seals::Proved, &|| ());
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
