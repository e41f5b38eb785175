//! A workspace that is open, on a thread of its own, which keeps it up to date, publishes its diagnostics and answers
//! questions about it. The protocol continues meanwhile.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use gainsay_render::directory::Directory;
use gainsay_store::clock::{Begun, today};
use gainsay_store::live::{Change, Update};
use gainsay_store::watch::{Watch, WatchHandle};
use gainsay_store::{Events, LiveWorkspace, LoadOptions, Progress, Silent};
use lsp_server::ErrorCode;
use rustc_hash::FxHashMap;

use crate::answers::Answers;
use crate::capabilities::Client;
use crate::diagnostics::Published;
use crate::outbox::Outbox;
use crate::query::{Asked, Query};

/// A workspace that is open, seen from the protocol.
pub struct Folder {
    tasks: Sender<Task>,
    worker: JoinHandle<()>,
}

/// A message for the thread of a workspace.
pub enum Task {
    /// Something has changed; for a text, with the version that the editor gives it.
    Change(Change, Option<i32>),
    /// Files may have changed on disk.
    Look,
    /// The client asks something.
    Query(Query),
    /// The workspace is closed.
    Close,
}

impl Folder {
    /// Opens the workspace with that root.
    pub fn enter(root: PathBuf, client: Client, options: LoadOptions, outbox: Outbox) -> Folder {
        let (tasks, get) = unbounded();
        let own = tasks.clone();
        let worker = std::thread::spawn(move || {
            let watch = watch(&root, own);
            let events = Logged { outbox: outbox.clone() };
            Worker::new(&root, client, options, outbox, watch, &events).run(&get);
        });
        Folder { tasks, worker }
    }

    /// Sends a task to the workspace.
    pub fn tell(&self, task: Task) {
        // A thread that has ended needs no tasks.
        let _ = self.tasks.send(task);
    }

    /// Closes the workspace. Earlier tasks are done first.
    pub fn close(self) {
        self.tell(Task::Close);
        let _ = self.worker.join();
    }
}

/// Watches the files of a workspace on a thread of its own.
fn watch(root: &Path, tasks: Sender<Task>) -> WatchHandle {
    let mut watch = Watch::begin(root);
    let handle = watch.handle();
    std::thread::spawn(move || {
        loop {
            let changed;
            (watch, changed) = watch.wait();
            let mut changes = changed.into_iter().map(|file| Task::Change(Change::OnDisk(file), None));
            if changes.any(|change| tasks.send(change).is_err()) {
                return;
            }
        }
    });
    handle
}

/// An [`Events`] that sends warnings to the client's log, and shows progress to nobody.
struct Logged {
    outbox: Outbox,
}

impl Events for Logged {
    fn warn(&self, text: &str) {
        self.outbox.log(text);
    }

    fn begin(&self, _: &'static str) -> Box<dyn Progress> {
        Box::new(Silent)
    }
}

/// The longest time of the last check after which the next is made at once: nobody types faster.
const QUICK: Duration = Duration::from_millis(50);

/// The longest wait for further edits after a check that was not quick. The wait is as long as that check took, up to
/// this, so that a slow check is not begun at every letter.
const LONGEST_WAIT: Duration = Duration::from_millis(300);

/// The time without requests or edits after which the data that the next edit needs is prepared.
const IDLE: Duration = Duration::from_millis(500);

/// The largest number of deleted claims that are kept; if there are more, everything is read again while nobody waits.
const MOST_GONE: usize = 20_000;

/// The worker, which does one task after the other.
struct Worker<'w> {
    live: LiveWorkspace<'w>,
    client: Client,
    outbox: Outbox,
    watch: WatchHandle,
    /// The changes that are still to be checked.
    pending: Vec<Change>,
    since: Option<Begun>,
    /// The time that the last check took.
    took: Duration,
    /// The versions of the documents that are open, by path.
    versions: FxHashMap<String, i32>,
    published: Published,
    /// The names of records, kept until records other than claims change.
    directory: OnceCell<Directory>,
    /// The trouble with the workspace at the last update, if any.
    trouble: Option<String>,
}

impl<'w> Worker<'w> {
    fn new(
        root: &Path,
        client: Client,
        options: LoadOptions,
        outbox: Outbox,
        watch: WatchHandle,
        events: &'w dyn Events,
    ) -> Worker<'w> {
        Worker {
            live: LiveWorkspace::closed(root, options, events),
            published: Published::new(root, client.encoding, options),
            client,
            outbox,
            watch,
            pending: Vec::new(),
            since: None,
            took: Duration::ZERO,
            versions: FxHashMap::default(),
            directory: OnceCell::new(),
            trouble: None,
        }
    }

    fn run(mut self, tasks: &Receiver<Task>) {
        // Documents that are open in the editor come at once, and need not be read from disk before.
        while let Ok(task) = tasks.try_recv() {
            if !self.note(task) {
                return;
            }
        }
        if self.live.last().is_none() {
            self.check();
        }
        loop {
            match tasks.recv_timeout(self.patience()) {
                Ok(task) => {
                    if !self.note(task) {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.since.is_some() => self.check(),
                Err(RecvTimeoutError::Timeout) => self.rest(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.published.clear(&self.outbox);
    }

    /// Returns the time to wait for the next task.
    fn patience(&self) -> Duration {
        let wait = if self.took <= QUICK { Duration::ZERO } else { self.took.min(LONGEST_WAIT) };
        self.since.map_or(IDLE, |since| wait.saturating_sub(since.passed()))
    }

    /// Takes a task; returns whether to wait for another.
    fn note(&mut self, task: Task) -> bool {
        match task {
            Task::Change(change, version) => {
                match (&change, version) {
                    (Change::Overlaid { path, .. }, Some(version)) => _ = self.versions.insert(path.clone(), version),
                    (Change::Uncovered { path }, _) => _ = self.versions.remove(path),
                    _ => {}
                }
                self.pending.push(change);
                self.since.get_or_insert_with(Begun::now);
            }
            Task::Look => self.watch.look(),
            Task::Query(query) => self.answer(query),
            Task::Close => return false,
        }
        true
    }

    /// Checks the pending changes, and publishes the results.
    fn check(&mut self) {
        let begun = Begun::now();
        self.since = None;
        let edited = self.pending.iter().filter_map(|change| match change {
            Change::Overlaid { path, .. } => Some(path.clone()),
            Change::OnDisk(_) | Change::Uncovered { .. } => None,
        });
        let edited: BTreeSet<String> = edited.collect();
        match self.live.update(std::mem::take(&mut self.pending), today(None)) {
            Ok(update) => {
                self.trouble = None;
                if !matches!(update, Update::Files(_)) {
                    self.directory = OnceCell::new();
                }
                let is_other = self.published.publish(&self.live, (&update, edited), &self.versions, &self.outbox);
                let refresh = ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"];
                for (method, can) in refresh.into_iter().zip(self.client.refreshes) {
                    if can && is_other {
                        self.outbox.ask(method);
                    }
                }
            }
            Err(error) => {
                let text = error.to_string();
                self.published.clear(&self.outbox);
                if self.trouble.as_ref() != Some(&text) {
                    self.outbox.show(&text);
                }
                self.trouble = Some(text);
            }
        }
        self.took = begun.passed();
        self.watch.watch_copies(self.live.copies());
    }

    /// Prepares the data for what comes next, while nobody waits.
    fn rest(&mut self) {
        if self.live.last().is_some_and(|last| last.edited_away() > MOST_GONE) {
            self.published.forget();
            if let Err(error) = self.live.settle(today(None)) {
                self.outbox.show(&error.to_string());
            }
        }
        self.live.prepare();
    }

    fn answer(&mut self, Query { id, asked }: Query) {
        let waits = matches!(&asked, Asked::Of(_, question) if question.waits_for_check());
        let is_new = self.live.last().is_none() && self.trouble.is_none();
        if is_new || (waits && self.since.is_some()) {
            self.check();
        }
        if !self.outbox.is_open(&id) {
            return;
        }
        self.live.prepare();
        let Some(last) = self.live.last() else {
            let result = match asked {
                Asked::Symbols(_, gathered) => gathered.add(Vec::new()).map(Ok),
                Asked::Of(..) => Some(Err((ErrorCode::RequestFailed, self.trouble.clone().unwrap_or_default()))),
            };
            return result.into_iter().for_each(|result| self.outbox.answer(id.clone(), result));
        };
        let answers = Answers::new(&self.live, last, &self.directory, self.client.encoding, today(None));
        match asked {
            Asked::Of(file, question) => self.outbox.answer(id, answers.to(&file, &question)),
            Asked::Symbols(text, gathered) => {
                if let Some(all) = gathered.add(answers.symbols(&text)) {
                    self.outbox.answer(id, Ok(all));
                }
            }
        }
    }
}
