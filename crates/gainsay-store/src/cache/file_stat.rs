//! What tells whether a file has changed, and how very many files are asked.

use std::fs::{self, Metadata};
#[cfg(not(unix))]
use std::io;
use std::path::Path;

/// A file that changed so shortly before it was read (in nanoseconds) may change again without that being seen, since
/// file systems look at the clock only so often.
const TICK: i64 = 50_000_000;

/// The same where times are kept in seconds, or in two of them.
const COARSE_TICK: i64 = 2_000_000_000;

/// What tells whether a file has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FileStat {
    pub(super) size: u64,
    /// When its content last changed, and when anything about it did, in nanoseconds since 1970.
    pub(super) changed: [i64; 2],
    /// Which file it is: another one may have been put in its place.
    pub(super) file: u64,
}

impl FileStat {
    /// So many words it is written as.
    pub const WORDS: usize = 4;

    /// The stamp of what lies there; none if it cannot be looked at.
    pub fn at(path: &Path) -> Option<FileStat> {
        fs::metadata(path).ok().map(|metadata| FileStat::of(&metadata))
    }

    /// The stamp of a file.
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
                // A file whose time nobody knows has just changed.
                passed.and_then(|passed| i64::try_from(passed.as_nanos()).ok()).unwrap_or(i64::MAX)
            };
            FileStat { size: metadata.len(), changed: [since(metadata.modified()), since(metadata.created())], file: 0 }
        }
    }

    /// The same, of a file looked at from its folder.
    #[cfg(unix)]
    fn of_stat(stat: &rustix::fs::Stat) -> FileStat {
        let content = [i128::from(stat.st_mtime), i128::from(stat.st_mtime_nsec)];
        let anything = [i128::from(stat.st_ctime), i128::from(stat.st_ctime_nsec)];
        FileStat::of_numbers(
            [i128::from(stat.st_size), i128::from(stat.st_ino), i128::from(stat.st_dev)],
            [content, anything],
        )
    }

    /// Of its size, its number and its device's, and of the seconds and nanoseconds of its last changes. These are of
    /// different sizes on different systems, and large enough here for any.
    #[cfg(unix)]
    fn of_numbers([size, file, device]: [i128; 3], times: [[i128; 2]; 2]) -> FileStat {
        let changed = times.map(|[seconds, rest]| (seconds * 1_000_000_000 + rest) as i64);
        FileStat { size: size as u64, changed, file: file as u64 ^ (device as u64).rotate_left(32) }
    }

    /// Whether nothing that changed it at `now` or later can have gone unseen.
    pub fn is_settled(&self, now: i64) -> bool {
        let tick = |changed: i64| if changed % 1_000_000_000 == 0 { COARSE_TICK } else { TICK };
        self.changed.iter().all(|changed| changed.saturating_add(tick(*changed)) < now)
    }

    /// As words.
    pub fn to_words(self) -> [u64; FileStat::WORDS] {
        [self.size, self.changed[0] as u64, self.changed[1] as u64, self.file]
    }

    /// Of such words.
    pub fn of_words([size, content, anything, file]: [u64; FileStat::WORDS]) -> FileStat {
        FileStat { size, changed: [content as i64, anything as i64], file }
    }
}

/// Looks at one file after the other from the folder that it is in: the way there is gone once for many.
pub struct Folder<'r> {
    root: &'r Path,
    /// The folder that is open, by its path from the root.
    #[cfg(unix)]
    open: Option<(String, rustix::fd::OwnedFd)>,
}

impl<'r> Folder<'r> {
    /// Nothing is open yet.
    pub fn new(root: &'r Path) -> Folder<'r> {
        Folder {
            root,
            #[cfg(unix)]
            open: None,
        }
    }

    /// The stamp of the file of that path; none if it cannot be looked at.
    #[cfg(unix)]
    pub fn stat(&mut self, path: &str) -> Option<FileStat> {
        use rustix::fs::{AtFlags, Mode, OFlags, open, statat};
        // Names are short: looking at each byte is quicker than to search in all of the path.
        let cut = path.bytes().rposition(|byte| byte == b'/');
        let (folder, name) = cut.map_or(("", path), |cut| (&path[..cut], &path[cut + 1..]));
        if self.open.as_ref().is_none_or(|(open, _)| open != folder) {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.open = Some((folder.to_owned(), open(self.root.join(folder), flags, Mode::empty()).ok()?));
        }
        let (_, folder) = self.open.as_ref()?;
        statat(folder, name, AtFlags::empty()).ok().map(|stat| FileStat::of_stat(&stat))
    }

    /// The stamp of the file of that path; none if it cannot be looked at.
    #[cfg(not(unix))]
    pub fn stat(&mut self, path: &str) -> Option<FileStat> {
        FileStat::at(&self.root.join(path))
    }
}
