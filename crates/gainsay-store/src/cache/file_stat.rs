//! The state of files, which shows whether they have changed, and the examination of very many of them.

use std::fs::{self, Metadata};
#[cfg(not(unix))]
use std::io;
use std::path::Path;

/// The time in nanoseconds before a read within which a change makes a file unsettled: it may change again unseen,
/// since file systems look at the clock only so often.
const TICK: i64 = 50_000_000;

/// The time in nanoseconds that takes the place of [`TICK`] where times are kept in seconds, or in steps of two
/// seconds.
const COARSE_TICK: i64 = 2_000_000_000;

/// The state of a file, which shows whether it has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FileStat {
    pub(super) size: u64,
    /// The times of the last change of its content, and of the last change of anything about it, in nanoseconds since
    /// 1970.
    pub(super) changed: [i64; 2],
    /// The identity of the file: another file may have been put in its place.
    pub(super) file: u64,
}

impl FileStat {
    /// The number of words in the written form.
    pub const WORDS: usize = 4;

    /// Returns the state of the file at a path; none if it cannot be examined.
    pub fn at(path: &Path) -> Option<FileStat> {
        fs::metadata(path).ok().map(|metadata| FileStat::of(&metadata))
    }

    /// Returns the state of a file.
    pub fn of(metadata: &Metadata) -> FileStat {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let times = [[metadata.mtime(), metadata.mtime_nsec()], [metadata.ctime(), metadata.ctime_nsec()]];
            FileStat::of_numbers(
                [metadata.len(), metadata.ino(), metadata.dev()].map(i128::from),
                times.map(|time| time.map(i128::from)),
            )
        }
        #[cfg(not(unix))]
        {
            let since = |time: io::Result<std::time::SystemTime>| {
                let passed = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
                // A file whose time nobody knows counts as just changed.
                passed.and_then(|passed| i64::try_from(passed.as_nanos()).ok()).unwrap_or(i64::MAX)
            };
            FileStat { size: metadata.len(), changed: [since(metadata.modified()), since(metadata.created())], file: 0 }
        }
    }

    /// Returns the state of a file that was examined from its folder.
    #[cfg(unix)]
    fn of_stat(stat: &rustix::fs::Stat) -> FileStat {
        let content = [i128::from(stat.st_mtime), i128::from(stat.st_mtime_nsec)];
        let anything = [i128::from(stat.st_ctime), i128::from(stat.st_ctime_nsec)];
        FileStat::of_numbers(
            [i128::from(stat.st_size), i128::from(stat.st_ino), i128::from(stat.st_dev)],
            [content, anything],
        )
    }

    /// Returns the state with this size, this number of the file and of its device, and these seconds and nanoseconds
    /// of its last changes. The numbers have different sizes on different systems; the type here is large enough for
    /// any.
    #[cfg(unix)]
    fn of_numbers([size, file, device]: [i128; 3], times: [[i128; 2]; 2]) -> FileStat {
        let changed = times.map(|[seconds, rest]| (seconds * 1_000_000_000 + rest) as i64);
        FileStat { size: size as u64, changed, file: file as u64 ^ (device as u64).rotate_left(32) }
    }

    /// Returns whether a change at `now` or later cannot have gone unseen.
    pub fn is_settled(&self, now: i64) -> bool {
        let tick = |changed: i64| if changed % 1_000_000_000 == 0 { COARSE_TICK } else { TICK };
        self.changed.iter().all(|changed| changed.saturating_add(tick(*changed)) < now)
    }

    /// Returns the state as words.
    pub fn to_words(self) -> [u64; FileStat::WORDS] {
        [self.size, self.changed[0] as u64, self.changed[1] as u64, self.file]
    }

    /// Returns the state that has these words.
    pub fn of_words([size, content, anything, file]: [u64; FileStat::WORDS]) -> FileStat {
        FileStat { size, changed: [content as i64, anything as i64], file }
    }
}

/// Examines one file after the other from its folder: the path to a folder is followed once for many files.
pub struct Folder<'r> {
    root: &'r Path,
    /// The open folder, with its path from the root.
    #[cfg(unix)]
    open: Option<(String, rustix::fd::OwnedFd)>,
}

impl<'r> Folder<'r> {
    /// Makes a value without an open folder.
    pub fn new(root: &'r Path) -> Folder<'r> {
        Folder {
            root,
            #[cfg(unix)]
            open: None,
        }
    }

    /// Returns the state of the file at that path; none if it cannot be examined.
    #[cfg(unix)]
    pub fn stat(&mut self, path: &str) -> Option<FileStat> {
        use rustix::fs::{AtFlags, Mode, OFlags, open, statat};
        // Names are short: comparing each byte is quicker than a search in the whole path.
        let cut = path.bytes().rposition(|byte| byte == b'/');
        let (folder, name) = cut.map_or(("", path), |cut| (&path[..cut], &path[cut + 1..]));
        if self.open.as_ref().is_none_or(|(open, _)| open != folder) {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.open = Some((folder.to_owned(), open(self.root.join(folder), flags, Mode::empty()).ok()?));
        }
        let (_, folder) = self.open.as_ref()?;
        statat(folder, name, AtFlags::empty()).ok().map(|stat| FileStat::of_stat(&stat))
    }

    /// Returns the state of the file at that path; none if it cannot be examined.
    #[cfg(not(unix))]
    pub fn stat(&mut self, path: &str) -> Option<FileStat> {
        FileStat::at(&self.root.join(path))
    }
}
