//! Files that exist only for a while: new content that is not yet in its place, and git's locks. They are deleted with
//! the value that made them, also if a signal ends the program. If a program had no time for that, a later write in the
//! same folder deletes its files.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File, Permissions};
#[cfg(target_os = "linux")]
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tempfile::{Builder, TempPath};

use crate::clock::age;

/// The beginning and the end of their names. Between the two stand the run's [`OwnerRun`] and random letters.
const NAME: [&str; 2] = [".gainsay-", ".tmp"];

/// The age after which a file is deleted if nobody can say whether the run that made it goes on, as on another machine.
const LEFT: Duration = Duration::from_secs(3600);

/// The temporary files of this run. The lock is held while one is made, so that a signal finds each file either listed
/// or not made.
static HERE: Mutex<TempFiles> = Mutex::new(TempFiles { paths: BTreeSet::new(), swept: BTreeSet::new(), heeded: false });

struct TempFiles {
    paths: BTreeSet<PathBuf>,
    /// The folders that were searched for leftovers.
    swept: BTreeSet<PathBuf>,
    /// Says whether signals are handled.
    heeded: bool,
}

impl TempFiles {
    fn lock() -> MutexGuard<'static, TempFiles> {
        HERE.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file with a name of its own, in the folder in which its content will get its final name. It is deleted with this
/// value.
pub struct TempFile {
    path: TempPath,
    listed: ListedPath,
}

impl TempFile {
    /// Makes an empty file. It does not stay open, since there may be many at the same time.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn new_in(folder: &Path, permissions: Option<Permissions>) -> io::Result<(TempFile, File)> {
        sweep(folder);
        let mut builder = Builder::new();
        let prefix = format!("{}{}-", NAME[0], OwnerRun::this());
        builder.prefix(&prefix).suffix(NAME[1]);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let (made, listed) = ListedPath::make(|| builder.tempfile_in(folder), |made| made.path().to_owned())?;
        let (file, path) = made.into_parts();
        Ok((TempFile { path, listed }, file))
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Renames it, replacing the file that has that name.
    ///
    /// # Errors
    /// Returns the error of the operating system; then the earlier file is still there.
    pub fn put_at(self, target: &Path) -> io::Result<()> {
        let TempFile { path, listed: _listed } = self;
        path.persist(target).map_err(|e| e.error)
    }

    /// Renames it, unless a file already has that name.
    ///
    /// # Errors
    /// Returns the error of the operating system, also if a file has the name.
    pub fn put_at_new(self, target: &Path) -> io::Result<()> {
        let TempFile { path, listed: _listed } = self;
        path.persist_noclobber(target).map_err(|e| e.error)
    }
}

/// The path of a file that is deleted on a signal, until this value is dropped.
pub struct ListedPath(PathBuf);

impl ListedPath {
    /// Makes a file, and lists its path.
    ///
    /// # Errors
    /// Returns the error of making it.
    pub fn make<T>(
        make: impl FnOnce() -> io::Result<T>,
        path: impl FnOnce(&T) -> PathBuf,
    ) -> io::Result<(T, ListedPath)> {
        let mut here = TempFiles::lock();
        if !here.heeded {
            here.heeded = true;
            signals::heed();
        }
        let made = make()?;
        let path = path(&made);
        here.paths.insert(path.clone());
        Ok((made, ListedPath(path)))
    }
}

impl Drop for ListedPath {
    fn drop(&mut self) {
        TempFiles::lock().paths.remove(&self.0);
    }
}

/// A run that makes temporary files: written as `SCOPE-PROCESS`, both in hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnerRun {
    /// A number for the machine, the start of its system, and the container: processes are counted anew in each.
    scope: u32,
    process: u32,
}

impl fmt::Display for OwnerRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:x}", self.scope, self.process)
    }
}

impl OwnerRun {
    /// Returns this run.
    pub fn this() -> OwnerRun {
        static SCOPE: OnceLock<u32> = OnceLock::new();
        OwnerRun { scope: *SCOPE.get_or_init(scope), process: std::process::id() }
    }

    /// Reads the run at the beginning of a text.
    pub fn read(text: &str) -> Option<OwnerRun> {
        let mut parts = text.split(|c: char| !c.is_ascii_hexdigit());
        let number = |part: &str| u32::from_str_radix(part, 16).ok();
        Some(OwnerRun {
            scope: number(parts.next().filter(|scope| scope.len() == 8)?)?,
            process: number(parts.next()?)?,
        })
    }

    /// Returns whether it is known that this run has ended.
    pub fn has_ended(self) -> bool {
        let here = OwnerRun::this();
        // Zero means an unknown scope.
        self.scope == here.scope && self.scope != 0 && self.process != here.process && !is_running(self.process)
    }
}

/// Returns the number of the scope in which processes are counted; zero if it is unknown.
#[cfg(target_os = "linux")]
fn scope() -> u32 {
    let Ok(start) = fs::read("/proc/sys/kernel/random/boot_id") else { return 0 };
    let Ok(container) = fs::read_link("/proc/self/ns/pid") else { return 0 };
    let mut hasher = rustc_hash::FxHasher::default();
    (start, container).hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

/// Returns the number of the scope in which processes are counted; zero if it is unknown.
#[cfg(not(target_os = "linux"))]
fn scope() -> u32 {
    0
}

#[cfg(unix)]
fn is_running(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_none_or(|process| rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_running(_: u32) -> bool {
    true
}

/// Returns whether a file belongs to the user who runs this program.
#[cfg(unix)]
pub fn is_of_user(file: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(file) == rustix::process::geteuid().as_raw()
}

/// Returns whether a file belongs to the user who runs this program.
#[cfg(not(unix))]
pub fn is_of_user(_: &fs::Metadata) -> bool {
    true
}

/// Returns whether a name has the form of the names that are made here.
pub fn is_temp_file(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(NAME[0]) && name.ends_with(NAME[1]))
}

/// Deletes from a folder, once in a run, the files of the user's runs that were killed or lost power.
pub fn sweep(folder: &Path) {
    if !TempFiles::lock().swept.insert(folder.to_owned()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if !is_temp_file(&name) {
            continue;
        }
        // A file that does not name its run belongs to the user.
        let Some(maker) = name.to_str().and_then(|name| OwnerRun::read(name.strip_prefix(NAME[0])?)) else { continue };
        // A younger file may be in use by another run.
        let is_left = |found: &fs::Metadata| maker.has_ended() || age(found).is_some_and(|age| age > LEFT);
        if entry.metadata().is_ok_and(|found| found.is_file() && is_of_user(&found) && is_left(&found)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::fs;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::TempFiles;

    /// Starts to handle signals: an interrupt deletes the listed files before it ends the program as usual. Until the
    /// first file is listed, signals are not touched.
    pub fn heed() {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                // The lock is kept, so that no new file is made.
                let here = TempFiles::lock();
                for path in &here.paths {
                    let _ = fs::remove_file(path);
                }
                let _ = emulate_default_handler(signal);
            }
        });
    }
}

#[cfg(not(unix))]
mod signals {
    /// Does nothing: here the files that an interrupt leaves are deleted by a later write.
    pub fn heed() {}
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_was_left_is_taken_away_by_a_later_write_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - LEFT * 2;
        let [old, new] = ["aaaaaa", "bbbbbb"].map(|letters| format!(".gainsay-01234567-1-{letters}.tmp"));
        for name in [old.as_str(), ".gainsay-notes", ".gainsay-notes.tmp", "abc.tmp", &new] {
            let file = File::create(folder.path().join(name)).unwrap();
            if name != new {
                file.set_modified(long_ago).unwrap();
            }
        }
        drop(TempFile::new_in(folder.path(), None).unwrap());
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [new.as_str(), ".gainsay-notes", ".gainsay-notes.tmp", "abc.tmp"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_run_left_that_has_ended_is_taken_away_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        let process = ended.id();
        ended.wait().unwrap();
        let here = OwnerRun::this();
        let name = |maker: OwnerRun| format!(".gainsay-{maker}-abcdef.tmp");
        let left = name(OwnerRun { process, ..here });
        // These are of a run that goes on, of this run, of another machine, and of nobody we know.
        let others = [
            name(OwnerRun { process: 1, ..here }),
            name(here),
            name(OwnerRun { scope: !here.scope, process }),
            left.replace(".tmp", ".yaml"),
        ];
        for name in others.iter().chain([&left]) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        std::os::unix::fs::symlink("elsewhere", folder.path().join(left.replace("abcdef", "link"))).unwrap();
        drop(TempFile::new_in(folder.path(), None).unwrap());
        let mut there: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.retain(|name| !name.contains("link"));
        there.sort();
        let mut wanted = others.to_vec();
        wanted.sort();
        assert_eq!(there, wanted);
        assert!(folder.path().join(left.replace("abcdef", "link")).is_symlink());
    }

    #[test]
    fn a_maker_is_read_as_it_is_written() {
        let maker = OwnerRun { scope: 0xAB, process: 4_242 };
        assert_eq!(OwnerRun::read(&format!("{maker}-x1y2z3.tmp")), Some(maker));
        assert_eq!(OwnerRun::read("abc.tmp"), None);
        assert_eq!(OwnerRun::read(""), None);
    }

    #[test]
    fn what_has_its_place_is_no_longer_listed() {
        let folder = tempfile::tempdir().unwrap();
        let (temporary, file) = TempFile::new_in(folder.path(), None).unwrap();
        let path = temporary.path().to_owned();
        assert!(TempFiles::lock().paths.contains(&path) && path.exists());
        drop(file);
        temporary.put_at(&folder.path().join("a")).unwrap();
        assert!(!TempFiles::lock().paths.contains(&path) && !path.exists());
        let (other, _file) = TempFile::new_in(folder.path(), None).unwrap();
        assert_eq!(other.put_at_new(&folder.path().join("a")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
