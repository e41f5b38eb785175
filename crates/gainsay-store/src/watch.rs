//! The wait until something about a workspace changes. The system reports that something has changed; what it was, and
//! whether it matters, is found by scanning the files again, so that nothing depends on what the system reports in
//! which order.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gainsay_model::LeftUnread;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::belonging::is_yaml;
use crate::clock::Begun;
use crate::copies::CopyStats;
use crate::paths::is_hidden;
use crate::{Changed, TreeScan};

/// The time without events after which a save has ended: a save is often several events.
const QUIET: Duration = Duration::from_millis(100);

/// The time after which the files are scanned even if something changes all the time.
const LONGEST: Duration = Duration::from_secs(2);

/// The time between scans where the system does not report changes. It is longer if a scan takes long.
const BEAT: Duration = Duration::from_secs(1);

/// The time between looks for a workspace that has gone.
const MISSED: Duration = Duration::from_millis(500);

/// A handle through which another thread reaches a watch while it waits. It stays valid for all watches that follow the
/// first.
#[derive(Clone)]
pub struct WatchHandle {
    root: PathBuf,
    bell: SyncSender<()>,
    copies: Arc<Mutex<CopyStats>>,
}

impl WatchHandle {
    /// Makes the watch scan the files: something may have changed.
    pub fn look(&self) {
        let _ = self.bell.try_send(());
    }

    /// Watches these copies instead of the earlier ones. Changes since they were read count.
    pub fn watch_copies(&self, copies: &CopyStats) {
        let has_changed = !copies.clone().refresh(&self.root).is_empty();
        copies.clone_into(&mut locked(&self.copies));
        if has_changed {
            self.look();
        }
    }
}

/// A watch over a workspace, from before it is read until something about it has changed.
pub struct Watch {
    root: PathBuf,
    /// The scan at the beginning of the watch.
    before: TreeScan,
    /// The time between scans, if the system does not report changes.
    every: Option<Duration>,
    rung: Receiver<()>,
    /// The sending end, kept so that waiting never ends because nobody holds it.
    bell: SyncSender<()>,
    /// The kept copies that were read, in their state at that time.
    copies: Arc<Mutex<CopyStats>>,
    /// The watcher, which reports changes as long as it lives.
    _watcher: Option<RecommendedWatcher>,
}

impl Watch {
    /// Begins to watch the workspace with that root. Each check needs a new watch: folders may have been made or
    /// replaced since.
    pub fn begin(root: &Path) -> Watch {
        // The channel holds one message: what happens while nobody listens is received later, once.
        let (bell, rung) = sync_channel(1);
        Watch::begin_with(root, bell, rung, Arc::default())
    }

    fn begin_with(root: &Path, bell: SyncSender<()>, rung: Receiver<()>, copies: Arc<Mutex<CopyStats>>) -> Watch {
        let watcher = watcher(root, bell.clone(), Arc::clone(&copies));
        let begun = Begun::now();
        let before = TreeScan::at(root);
        let every = match &watcher {
            _ if !before.is_there() => Some(MISSED),
            None => Some(BEAT.max(begun.passed() * 20)),
            Some(_) => None,
        };
        Watch { root: root.to_owned(), before, every, rung, bell, copies, _watcher: watcher }
    }

    /// Returns the handle of this watch and of those that follow it.
    pub fn handle(&self) -> WatchHandle {
        WatchHandle { root: self.root.clone(), bell: self.bell.clone(), copies: Arc::clone(&self.copies) }
    }

    /// Watches these copies instead of the earlier ones. Changes since they were read count.
    pub fn watch_copies(&mut self, copies: &CopyStats) {
        self.handle().watch_copies(copies);
    }

    /// Returns the files that were left unread on purpose, in the scan at the beginning of the watch.
    pub fn left(&self) -> &LeftUnread {
        self.before.left()
    }

    /// Waits until something has changed. Returns the next watch, and the files that have changed. The next watch
    /// reports what changes while these are read.
    pub fn wait(mut self) -> (Watch, Vec<Changed>) {
        loop {
            self.listen();
            let Watch { root, before, rung, bell, copies, .. } = self;
            let next = Watch::begin_with(&root, bell, rung, copies);
            let mut changed = before.changed(&next.before);
            let copies_changed = locked(&next.copies).refresh(&root).into_iter();
            let is_new = |path: &str| changed.iter().all(|known| known.path != path);
            let copies_changed: Vec<Changed> = copies_changed
                .filter(|(path, _)| is_new(path))
                .map(|(path, is_there)| Changed { path, is_there, is_copy: true })
                .collect();
            changed.extend(copies_changed);
            self = next;
            if !changed.is_empty() {
                return (self, changed);
            }
        }
    }

    /// Waits until it is time to scan, and until no more events come.
    fn listen(&self) {
        let rung = match self.every {
            None => self.rung.recv().is_ok(),
            Some(every) => self.rung.recv_timeout(every).is_ok(),
        };
        let begun = Begun::now();
        while rung && begun.passed() < LONGEST && self.rung.recv_timeout(QUIET).is_ok() {}
    }
}

/// Returns a watcher that sends a message whenever the system reports something that may matter; none if the system
/// refuses.
fn watcher(root: &Path, bell: SyncSender<()>, copies: Arc<Mutex<CopyStats>>) -> Option<RecommendedWatcher> {
    let folder = root.to_owned();
    let tell = move |event: notify::Result<Event>| {
        // If something was not reported, because of an overflow or otherwise, anything may have changed.
        if event.map_or(true, |event| event.need_rescan() || matters(&folder, &event, &copies)) {
            let _ = bell.try_send(());
        }
    };
    let mut watcher = notify::recommended_watcher(tell).ok()?;
    watcher.watch(root, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}

fn matters(root: &Path, event: &Event, copies: &Mutex<CopyStats>) -> bool {
    let is_told = |path: &PathBuf| is_of_account(root, path) || is_copy(root, path, &locked(copies));
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(is_told)
}

fn is_copy(root: &Path, path: &Path, copies: &CopyStats) -> bool {
    let inner = path.strip_prefix(root).unwrap_or(path).components();
    let inner: Vec<_> = inner.map(|part| part.as_os_str().to_string_lossy()).collect();
    copies.has(&inner.join("/"))
}

fn locked(copies: &Mutex<CopyStats>) -> MutexGuard<'_, CopyStats> {
    copies.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Git's own files that decide which files are read: its patterns, and its index.
const OF_GIT: [&str; 2] = [".git/info/exclude", ".git/index"];

/// Returns whether a change at a path may change what is read. Hidden paths, such as our own folder, and files other
/// than YAML do not count. A path that is no file any more may have been a folder.
fn is_of_account(root: &Path, path: &Path) -> bool {
    let inner = path.strip_prefix(root).unwrap_or(path);
    // This file decides what else is read.
    let is_list = path.file_name().is_some_and(|name| name == ".gitignore");
    let folders = if is_list { inner.parent().unwrap_or(Path::new("")) } else { inner };
    let is_plain = !is_hidden(folders) && (is_list || is_yaml(&path.to_string_lossy()) || !path.is_file());
    is_plain || OF_GIT.iter().any(|own| inner.ends_with(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_and_what_is_no_yaml_is_of_no_account() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("claims")).unwrap();
        std::fs::write(root.join("report.json"), "{}").unwrap();
        let told = |path: &str| is_of_account(root, &root.join(path));
        for path in [
            "",
            "gainsay.yaml",
            "claims/a.yml",
            "claims",
            "was-a-folder",
            ".gitignore",
            "claims/.gitignore",
            "A.YAML",
            ".git/index",
        ] {
            assert!(told(path), "{path}");
        }
        for path in [
            "report.json",
            ".gainsay",
            ".gainsay/records-7",
            ".git/config.yaml",
            ".gainsay/.gitignore",
            "claims/.a.yaml.swp",
        ] {
            assert!(!told(path), "{path}");
        }
    }

    #[test]
    fn where_the_system_tells_nothing_the_files_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").unwrap();
        let (bell, rung) = sync_channel(1);
        let every = Some(Duration::from_millis(20));
        let (root, before) = (folder.path().to_owned(), TreeScan::at(folder.path()));
        let copies = Arc::default();
        std::fs::write(folder.path().join("new.yaml"), "entity: ada\n").unwrap();
        let (_, changed) = Watch { root, before, every, rung, bell, copies, _watcher: None }.wait();
        assert_eq!(changed, [Changed { path: "new.yaml".into(), is_there: true, is_copy: false }]);
    }
}
