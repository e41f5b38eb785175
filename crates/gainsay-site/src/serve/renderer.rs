//! The thread that owns the workspace: it keeps the check up to date, and makes the pages that are requested.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use axum::http::StatusCode;
use gainsay_model::date::Day;
use gainsay_model::schema::Kind;
use gainsay_render::words::Words;
use gainsay_store::clock::today;
use gainsay_store::live::Change;
use gainsay_store::watch::WatchHandle;
use gainsay_store::{Changed, Error, Events, LiveWorkspace, LoadOptions, SnapshotSource};
use tokio::sync::{oneshot, watch};

use super::ServeOptions;
use super::forms::{self, Finder, FormRequest};
use crate::about::About;
use crate::downloads::TABLES;
use crate::history::{Episode, HistoryOptions, history, uncommitted};
use crate::page::{Page, broken};
use crate::pages::{self, PageKey, not_found};
use crate::site::{ViewParts, head_beside};
use crate::view::View;
use crate::{assets, feed, search_index};

/// A file of the site, as it is now.
#[derive(Clone, Debug)]
pub struct LiveFile {
    /// The status: whether there is such a file.
    pub status: StatusCode,
    /// The media type.
    pub media: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
    /// The digest of a page, by which a change is noticed; empty for other files.
    pub digest: String,
}

/// A request to the renderer, or a message for it.
enum Ask {
    /// A request for a file, by its address.
    File(String, oneshot::Sender<LiveFile>),
    /// A request for a form.
    Form(FormRequest, oneshot::Sender<LiveFile>),
    /// A request for the records of a kind whose names contain a text.
    Names(Kind, String, oneshot::Sender<Vec<(String, String)>>),
    /// A request for the address of a record.
    Record(Kind, String, oneshot::Sender<Option<String>>),
    /// A request for the page of changes that are not committed yet.
    Uncommitted(oneshot::Sender<LiveFile>),
    /// A message that files of the workspace have changed.
    Changed(Vec<Changed>),
}

/// The channel to the renderer.
#[derive(Clone)]
pub struct Asks {
    asks: Sender<Ask>,
    rounds: watch::Receiver<u64>,
}

impl Asks {
    /// Returns a file; none if the renderer has ended.
    pub async fn file(&self, path: String) -> Option<LiveFile> {
        self.ask(|reply| Ask::File(path, reply)).await
    }

    /// Returns a form; none if the renderer has ended.
    pub async fn form(&self, request: FormRequest) -> Option<LiveFile> {
        self.ask(|reply| Ask::Form(request, reply)).await
    }

    /// Returns the ids and names of records, found by a part of them; none if the renderer has ended.
    pub async fn names(&self, kind: Kind, typed: String) -> Option<Vec<(String, String)>> {
        self.ask(|reply| Ask::Names(kind, typed, reply)).await
    }

    /// Returns the address of a record, if there is one.
    pub async fn record(&self, kind: Kind, id: String) -> Option<String> {
        self.ask(|reply| Ask::Record(kind, id, reply)).await.flatten()
    }

    /// Returns the page of changes that are not committed yet; none if the renderer has ended.
    pub async fn uncommitted(&self) -> Option<LiveFile> {
        self.ask(Ask::Uncommitted).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(ask(reply)).ok()?;
        answer.await.ok()
    }

    /// Reports files that have changed; returns whether anybody listens.
    pub fn tell_changed(&self, changed: Vec<Changed>) -> bool {
        self.asks.send(Ask::Changed(changed)).is_ok()
    }

    /// Returns a receiver of the number of updates of the workspace.
    pub fn rounds(&self) -> watch::Receiver<u64> {
        self.rounds.clone()
    }
}

/// A maker of the pages of a workspace that stays open.
pub struct Renderer<'e> {
    root: PathBuf,
    options: ServeOptions,
    load: LoadOptions,
    events: &'e dyn Events,
    live: LiveWorkspace<'e>,
    /// The handle of the watch, which is given the copies to watch.
    watch: WatchHandle,
    /// The reason why the workspace cannot be read, if it cannot.
    broken: Option<Error>,
    /// The effects of the commits, with the id of the last commit at that time.
    history: (Option<String>, Vec<Episode>),
}

impl Renderer<'_> {
    /// Starts the thread, which reads and checks the workspace first.
    ///
    /// # Errors
    /// Returns an error if the workspace cannot be read.
    pub async fn start(
        root: PathBuf,
        options: ServeOptions,
        load: LoadOptions,
        events: Arc<dyn Events + Send>,
        watch: WatchHandle,
    ) -> Result<Asks, Error> {
        let (asks, asked) = channel();
        let (round, rounds) = watch::channel(0);
        let (opened, is_open) = oneshot::channel();
        std::thread::spawn(move || {
            let events: &dyn Events = &*events;
            match LiveWorkspace::open(&root, load, today(options.today), events) {
                Ok(live) => {
                    let _ = opened.send(Ok(()));
                    let history = (None, Vec::new());
                    Renderer { root, options, load, events, live, watch, broken: None, history }.run(&asked, &round);
                }
                Err(error) => _ = opened.send(Err(error)),
            }
        });
        let ended = || Error::new("the workspace could not be opened");
        is_open.await.unwrap_or_else(|_| Err(ended()))?;
        Ok(Asks { asks, rounds })
    }

    /// Answers requests until nobody can ask any more.
    fn run(mut self, asked: &Receiver<Ask>, round: &watch::Sender<u64>) {
        while let Some(changed) = self.answer_until_changed(asked) {
            let changes = changed.into_iter().map(Change::OnDisk).collect();
            self.broken = self.live.update(changes, self.today()).err();
            round.send_modify(|round| *round += 1);
        }
    }

    fn today(&self) -> Day {
        today(self.options.today)
    }

    /// Answers requests until files change, and returns these files; none if nobody can ask any more.
    fn answer_until_changed(&mut self, asked: &Receiver<Ask>) -> Option<Vec<Changed>> {
        self.watch.watch_copies(self.live.copies());
        self.live.prepare();
        match asked.recv().ok()? {
            Ask::Changed(changed) => Some(changed),
            // Only now does somebody look at it.
            ask => self.show(ask, asked),
        }
    }

    /// Answers requests from one view until files change, and returns these files; none if nobody can ask any more.
    fn show(&mut self, first: Ask, asked: &Receiver<Ask>) -> Option<Vec<Changed>> {
        let day = self.today();
        if self.broken.is_none() {
            self.broken = self.live.settle(day).err();
            self.watch.watch_copies(self.live.copies());
        }
        let about = self.about();
        let answers = |answer: &dyn Fn(Ask)| {
            answer(first);
            loop {
                match asked.recv().ok()? {
                    Ask::Changed(changed) => return Some(changed),
                    ask => answer(ask),
                }
            }
        };
        let last = match (&self.broken, self.live.last()) {
            (None, Some(last)) => last,
            (broken, _) => return answers(&|ask| answer_broken(ask, broken.as_ref())),
        };
        let parts = ViewParts {
            workspace: last.workspace(),
            outcome: last.outcome(),
            quotes: self.live.quotes(),
            root: &self.root,
            load: self.load,
            about: &about,
            history: &self.history.1,
            today: day,
        };
        let uncommitted = || {
            let source = SnapshotSource::at(self.root.clone(), self.load, self.events);
            uncommitted(&source, day).ok().flatten()
        };
        parts.view(|view| {
            let keys: HashMap<String, PageKey> =
                PageKey::all(view).into_iter().filter_map(|key| Some((key.path(view)?, key))).collect();
            let finder = Finder::of(view);
            answers(&|ask| match ask {
                Ask::File(path, reply) => _ = reply.send(file(view, &keys, &path)),
                Ask::Form(request, reply) => _ = reply.send(page_file(forms::page(view, &request))),
                Ask::Names(kind, typed, reply) => _ = reply.send(finder.find(kind, &typed)),
                Ask::Record(kind, id, reply) => _ = reply.send(record_path(view, kind, &id)),
                Ask::Uncommitted(reply) => {
                    _ = reply.send(page_file(pages::history::uncommitted(view, uncommitted().as_ref())));
                }
                Ask::Changed(_) => {}
            })
        })
    }

    /// Returns the facts about the site, with the history brought up to date.
    fn about(&mut self) -> About {
        let source = SnapshotSource::at(self.root.clone(), self.load, self.events);
        let commit = source.checkout().ok().and_then(|files| head_beside(&source, files));
        let id = commit.as_ref().map(|commit| commit.id.clone());
        if self.history.0 != id || id.is_none() {
            let options = HistoryOptions { commits: self.options.commits, only_public: false, today: self.today() };
            self.history = (id, history(&source, options).unwrap_or_default());
        }
        let name = self.live.last().and_then(|last| last.workspace().manifest().name.clone());
        About {
            name: name.unwrap_or_else(|| "Claims and contradictions".to_owned()),
            version: self.options.version,
            commit,
            words: Words::Full,
            left_out: None,
            base: None,
            live: true,
            edit: self.options.edit,
        }
    }
}

/// Returns a file of the site, by its address.
fn file(view: &View, keys: &HashMap<String, PageKey>, path: &str) -> LiveFile {
    let found = |media, bytes: Vec<u8>| LiveFile { status: StatusCode::OK, media, bytes, digest: String::new() };
    if let Some((_, content)) = assets::ALL.iter().find(|(known, _)| *known == path) {
        return found(media_of(path), content.as_bytes().to_vec());
    }
    if path == "assets/edit.js" && view.about.edit {
        return found(media_of(path), assets::EDIT_SCRIPT.as_bytes().to_vec());
    }
    if let Some(key) = keys.get(path) {
        let (page, digest) = key.page(view).live();
        return LiveFile { digest, ..found(media_of(path), page.html.into_bytes()) };
    }
    let page_of_data = path.strip_suffix(".json").and_then(|name| keys.get(&format!("{name}.html")));
    if let Some(key) = page_of_data {
        return found(media_of(path), key.page(view).json.into_bytes());
    }
    if path == "feed.xml" {
        return found(media_of(path), feed::feed(view).into_bytes());
    }
    if let Some(part) = (0..search_index::parts(view)).find(|part| search_index::path(*part) == path) {
        return found(media_of(path), search_index::part(view, part).into_bytes());
    }
    let table = |ending: &str| TABLES.iter().find(|table| path == format!("data/{}.{ending}", table.name));
    let made = match (table("csv"), table("json")) {
        (Some(table), _) => table.csv(view).ok(),
        (_, Some(table)) => table.json(view).ok(),
        _ => None,
    };
    match made {
        Some(bytes) => found(media_of(path), bytes),
        None => not_there(view),
    }
}

/// Returns the page for an unknown address.
fn not_there(view: &View) -> LiveFile {
    let html = not_found(view).html;
    LiveFile {
        status: StatusCode::NOT_FOUND,
        media: media_of("x.html"),
        bytes: html.into_bytes(),
        digest: String::new(),
    }
}

/// Returns a page that does not ask whether it has changed: somebody may be typing in it.
fn page_file(page: Page) -> LiveFile {
    let html = page.html.into_bytes();
    LiveFile { status: StatusCode::OK, media: media_of("x.html"), bytes: html, digest: String::new() }
}

/// Returns the address of the page that shows a record.
fn record_path(view: &View, kind: Kind, id: &str) -> Option<String> {
    match kind {
        Kind::Claim => view.claim_path(id),
        Kind::Entity => view.entity_path(id),
        Kind::Source => view.source_path(id),
        Kind::Predicate => view.predicate_path(id),
        Kind::Ruling => view.ruling_path(id),
        Kind::Manifest => None,
    }
}

/// Answers a request while the workspace cannot be read.
fn answer_broken(ask: Ask, error: Option<&Error>) {
    match ask {
        Ask::File(path, reply) => _ = reply.send(cannot_be_read(&path, error)),
        Ask::Form(_, reply) | Ask::Uncommitted(reply) => _ = reply.send(cannot_be_read("", error)),
        Ask::Names(.., reply) => _ = reply.send(Vec::new()),
        Ask::Record(.., reply) => _ = reply.send(None),
        Ask::Changed(_) => {}
    }
}

/// Returns the file that is served while the workspace cannot be read: the page reloads by itself once it can.
fn cannot_be_read(path: &str, error: Option<&Error>) -> LiveFile {
    if let Some((_, content)) = assets::ALL.iter().find(|(known, _)| *known == path) {
        let bytes = content.as_bytes().to_vec();
        return LiveFile { status: StatusCode::OK, media: media_of(path), bytes, digest: String::new() };
    }
    let (message, help) = error.map_or(("", &[][..]), |error| (&error.message, &error.help));
    let (html, digest) = broken(message, help);
    LiveFile { status: StatusCode::SERVICE_UNAVAILABLE, media: media_of("x.html"), bytes: html.into_bytes(), digest }
}

/// Returns the media type of the file with an address.
fn media_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("csv") => "text/csv; charset=utf-8",
        Some("xml") => "application/atom+xml; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
