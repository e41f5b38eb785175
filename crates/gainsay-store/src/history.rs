//! The history of one record: every commit that changed it, by its id, through moves, renames and splits of files, and
//! what happened to its conflicts.
//!
//! From each commit the record is followed into the parent that has it unchanged; only if there is no such parent, the
//! commit changed it. [`changes`] finds out how, from the files that the commit touched. Commits are visited from the
//! last one back, children before their parents whatever their clocks say, and each result is handed out at once.

pub mod conflicts;
mod order;
mod versions;

use std::collections::{BTreeMap, BinaryHeap, HashSet};

use gainsay_diff::changes::{Change, Meaning, changes};
use gainsay_git::{Blob, Commit, Id, Repository};
use gainsay_model::canonical::{Value, fields};
use gainsay_model::read::Input;
use gainsay_model::record::Place;
use gainsay_model::schema::Kind;
use gainsay_model::text::composed;
use gainsay_model::{Workspace, yaml};

use conflicts::{Turn, Watch};
use order::Order;
use versions::Versions;

use crate::content::FileContent;
use crate::trees::{BlobChange, Trees};
use crate::{Error, Progress};

/// A commit that changed a record.
pub struct Event {
    /// The commit.
    pub commit: Commit,
    /// The change of the record.
    pub change: Change,
    /// The file that has, or had, the record, and the line at which the record begins.
    pub place: (String, usize),
}

/// The effect of one commit on a record and on its conflicts.
pub struct Chapter {
    /// The commit.
    pub commit: Commit,
    /// The change of the record, if there is one.
    pub event: Option<Event>,
    /// The changes of its conflicts.
    pub turn: Turn,
}

/// A question about the history of a record.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    /// The id of the record.
    pub id: &'q str,
    /// The kind of the record, needed if records of several kinds have the id.
    pub kind: Option<Kind>,
    /// Says whether to include commits that changed only the record's layout or its file.
    pub formatting: bool,
}

/// The history of a record.
pub struct History {
    /// The events of the record: children before their parents, whatever their clocks say.
    pub events: Vec<Event>,
    /// The fields of the record now; empty if it no longer exists.
    pub now: Vec<(String, Value)>,
}

/// Hands out the effects of every commit up to one on a record and, for a claim, on its conflicts: the last commit
/// first, each as soon as it is known. Returns whether any commit ever had the record.
///
/// # Errors
/// Returns an error if a commit or a file cannot be read, or if several records have the id; and the errors of `found`.
pub fn chapters<E: From<Error>>(
    repository: &Repository,
    from: Id,
    query: Query,
    progress: &dyn Progress,
    mut found: impl FnMut(Chapter) -> Result<(), E>,
) -> Result<bool, E> {
    let trees = Trees::new(repository);
    let mut follower = Follower::new(repository, &trees, from, progress)?;
    let mut versions = Versions::default();
    let Some(kind) = follower.begin(query.id, query.kind, Some(&mut versions))? else { return Ok(false) };
    let mut watch = (kind == Kind::Claim).then(|| Watch::new(repository, &trees, query.id));
    while let Some((commit, events)) = follower.next()? {
        let turn = watch.as_mut().map(|watch| watch.turn(&mut versions, &commit)).transpose()?.unwrap_or_default();
        let events = events.into_iter().filter(|event| query.formatting || says_something(event));
        for chapter in of_commit(commit, events, turn) {
            found(chapter)?;
        }
    }
    Ok(true)
}

/// Returns the chapters of a commit. The changes of conflicts are in the last of them.
fn of_commit(commit: Commit, events: impl Iterator<Item = Event>, turn: Turn) -> Vec<Chapter> {
    let chapter = |event: Event| Chapter { commit: event.commit.clone(), event: Some(event), turn: Turn::default() };
    let mut chapters: Vec<Chapter> = events.map(chapter).collect();
    match chapters.last_mut() {
        Some(last) => last.turn = turn,
        None if turn.is_empty() => {}
        None => chapters.push(Chapter { commit, event: None, turn }),
    }
    chapters
}

/// Hands out the effects of every commit up to one on the conflicts between two claims: the last commit first, each as
/// soon as it is known. Returns a claim that no commit ever had, if there is one.
///
/// # Errors
/// Returns an error if a commit or a file cannot be read; and the errors of `found`.
pub fn conflict_chapters<'c, E: From<Error>>(
    repository: &Repository,
    from: Id,
    [a, b]: [&'c str; 2],
    progress: &dyn Progress,
    mut found: impl FnMut(Chapter) -> Result<(), E>,
) -> Result<Option<&'c str>, E> {
    let trees = Trees::new(repository);
    let mut versions = Versions::default();
    for id in [a, b] {
        if Follower::new(repository, &trees, from, progress)?
            .begin(id, Some(Kind::Claim), Some(&mut versions))?
            .is_none()
        {
            return Ok(Some(id));
        }
    }
    let mut watch = Watch::new(repository, &trees, a);
    for commit in Order::of(repository, from)?.into_commits() {
        progress.step();
        let mut turn = watch.turn(&mut versions, &commit)?;
        turn.limit(b);
        if !turn.is_empty() {
            found(Chapter { commit, event: None, turn })?;
        }
    }
    Ok(None)
}

/// Returns the history of the record with that id, up to a commit; without events if it never existed. `kind` decides
/// where records of several kinds have the id.
///
/// # Errors
/// Returns an error if a commit or a file cannot be read, or if several records have the id.
pub fn history(
    repository: &Repository,
    from: Id,
    id: &str,
    kind: Option<Kind>,
    progress: &dyn Progress,
) -> Result<History, Error> {
    let trees = Trees::new(repository);
    let mut follower = Follower::new(repository, &trees, from, progress)?;
    follower.begin(id, kind, None)?;
    let now = match &follower.first {
        Some(found) => follower.fields(found)?,
        None => Vec::new(),
    };
    let mut events = Vec::new();
    while let Some((_, found)) = follower.next()? {
        events.extend(found);
    }
    Ok(History { events, now })
}

/// A record in a commit, to be followed further back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Followed {
    commit: Id,
    path: String,
    kind: Kind,
    id: String,
}

/// The change of a record between two trees.
struct RecordChange {
    /// The change; none if the record is the same.
    change: Option<Change>,
    /// The file that has, or had, the record, and the line.
    place: (String, usize),
    /// The file that had the record before, if any.
    before: Option<String>,
}

/// Follows one record.
struct Follower<'r> {
    repository: &'r Repository,
    trees: &'r Trees<'r>,
    progress: &'r dyn Progress,
    order: Order,
    /// The position of the next commit in the order.
    at: usize,
    /// The record in the commit from which it is followed.
    first: Option<Followed>,
    /// The events found so far, by the positions of their commits.
    events: BTreeMap<usize, Vec<Event>>,
    seen: HashSet<Followed>,
    /// The records still to be followed, by the positions of their commits.
    waiting: BTreeMap<usize, Vec<Followed>>,
}

impl<'r> Follower<'r> {
    fn new(
        repository: &'r Repository,
        trees: &'r Trees<'r>,
        from: Id,
        progress: &'r dyn Progress,
    ) -> Result<Follower<'r>, Error> {
        let order = Order::of(repository, from)?;
        let (events, seen, waiting) = Default::default();
        Ok(Follower { repository, trees, progress, order, at: 0, first: None, events, seen, waiting })
    }

    /// Looks for the record in the last commit and, if it is not there, for the commit that removed it. Returns its
    /// kind, if any commit ever had it. The files that are read are added to `versions`.
    fn begin(&mut self, id: &str, kind: Option<Kind>, versions: Option<&mut Versions>) -> Result<Option<Kind>, Error> {
        let Some(from) = self.order.commit(0).map(|commit| commit.id) else { return Ok(None) };
        match self.find(from, id, kind, versions)? {
            Some(found) => {
                self.first = Some(found.clone());
                self.wait_for(found.clone());
                Ok(Some(found.kind))
            }
            None => {
                self.look_for_earlier_life(vec![from], id, kind)?;
                Ok(self.events.values().flatten().next().map(|event| event.change.kind))
            }
        }
    }

    /// Returns the next commit, and what it did to the record; none after the last one.
    fn next(&mut self) -> Result<Option<(Commit, Vec<Event>)>, Error> {
        let Some(commit) = self.order.commit(self.at).cloned() else { return Ok(None) };
        self.progress.step();
        for followed in self.waiting.remove(&self.at).into_iter().flatten() {
            self.follow_one(&followed)?;
        }
        let events = self.events.remove(&self.at).unwrap_or_default();
        self.at += 1;
        Ok(Some((commit, events)))
    }

    /// Returns the record in a commit; none if it is not there.
    fn find(
        &self,
        commit: Id,
        id: &str,
        kind: Option<Kind>,
        mut versions: Option<&mut Versions>,
    ) -> Result<Option<Followed>, Error> {
        let Some(tree) = self.repository.tree(commit)? else { return Ok(None) };
        let mut found: Vec<Followed> = Vec::new();
        for (path, content) in self.trees.files(tree)? {
            let FileContent::Git(blob) = content else { continue };
            let bytes = self.repository.content(blob)?;
            let kinds = kinds_of(&bytes, id).into_iter().filter(|known| kind.is_none_or(|kind| kind == *known));
            found.extend(kinds.map(|kind| Followed { commit, path: path.clone(), kind, id: id.to_owned() }));
            if let Some(versions) = &mut versions {
                versions.add(&path, blob, &bytes);
            }
        }
        found.dedup_by_key(|followed| followed.kind);
        if let [first, second, ..] = found.as_slice() {
            return Err(Error::new(format!(
                "`{id}` is the id of more than one record: {}, {}",
                first.kind, second.kind
            ))
            .help(format!("say which with `--kind {}`", first.kind)));
        }
        Ok(found.pop())
    }

    /// Returns the fields of the record in a commit.
    fn fields(&self, followed: &Followed) -> Result<Vec<(String, Value)>, Error> {
        let Some(tree) = self.repository.tree(followed.commit)? else { return Ok(Vec::new()) };
        let Some(blob) = self.trees.file(tree, &followed.path)? else { return Ok(Vec::new()) };
        let bytes = self.repository.content(blob.id)?;
        let Ok(text) = yaml::decode(&bytes) else { return Ok(Vec::new()) };
        let documents = yaml::read(text).documents;
        let found = documents.iter().find(|document| named(document, &followed.id) == Some(followed.kind));
        Ok(found.map(|document| fields(document, followed.kind, &|_| None)).unwrap_or_default())
    }

    fn wait_for(&mut self, followed: Followed) {
        if let Some(place) = self.order.place(followed.commit).filter(|_| self.seen.insert(followed.clone())) {
            self.waiting.entry(place).or_default().push(followed);
        }
    }

    fn note(&mut self, event: Event) {
        if let Some(place) = self.order.place(event.commit.id) {
            self.events.entry(place).or_default().push(event);
        }
    }

    /// Looks for the record in the parents of a commit: follows it into the first that has it unchanged; otherwise into
    /// all that have it in another form.
    fn follow_one(&mut self, followed: &Followed) -> Result<(), Error> {
        let commit = self.repository.commit(followed.commit)?;
        let Some(tree) = self.repository.tree(commit.id)? else { return Ok(()) };
        let blob = self.trees.file(tree, &followed.path)?;
        let mut otherwise: Vec<(Change, (String, usize), Followed)> = Vec::new();
        let mut created: Option<(Change, (String, usize))> = None;
        for parent in &commit.parents {
            let before = self.repository.tree(*parent)?;
            let there = before.map(|before| self.trees.file(before, &followed.path)).transpose()?.flatten();
            if there == blob {
                self.wait_for(Followed { commit: *parent, ..followed.clone() });
                return Ok(());
            }
            let RecordChange { change, place, before } = self.change(before, tree, followed, (there, blob))?;
            match (change, before) {
                (None, _) => {
                    self.wait_for(Followed { commit: *parent, ..followed.clone() });
                    return Ok(());
                }
                (Some(change), Some(path)) => {
                    let id = change.was.clone().unwrap_or_else(|| followed.id.clone());
                    otherwise.push((change, place, Followed { commit: *parent, path, kind: followed.kind, id }));
                }
                (Some(change), None) => created = Some((change, place)),
            }
        }
        if commit.parents.is_empty() {
            let RecordChange { change, place, .. } = self.change(None, tree, followed, (None, blob))?;
            created = change.map(|change| (change, place));
        }
        if otherwise.is_empty() {
            let parents = commit.parents.clone();
            created.into_iter().for_each(|(change, place)| self.note(Event { commit: commit.clone(), change, place }));
            return self.look_for_earlier_life(parents, &followed.id, Some(followed.kind));
        }
        of_all(&otherwise)
            .into_iter()
            .for_each(|(change, place)| self.note(Event { commit: commit.clone(), change, place }));
        otherwise.into_iter().for_each(|(_, _, before)| self.wait_for(before));
        Ok(())
    }

    /// Returns the change of the record between two trees.
    fn change(
        &self,
        before: Option<Id>,
        after: Id,
        followed: &Followed,
        (there, here): (Option<Blob>, Option<Blob>),
    ) -> Result<RecordChange, Error> {
        // Usually it is in the same file.
        let same = BlobChange { path: followed.path.clone(), before: there, after: here };
        let found = self.change_in(&[same], followed)?;
        let is_known = |change: &Change| change.before.is_some() && !change.may_follow();
        if found.change.as_ref().is_none_or(is_known) || before.is_none() {
            return Ok(found);
        }
        // It comes from another file, or names a record there by a new id.
        let differences = self.trees.steps(before, Some(after))?;
        self.change_in(&differences, followed)
    }

    fn change_in(&self, differences: &[BlobChange], followed: &Followed) -> Result<RecordChange, Error> {
        let (old, new) = self.both(differences)?;
        let found = changes(&old, &new, &|_| true);
        let mut all = found.list.into_iter().chain(found.formatting);
        let change =
            all.find(|change| change.kind == followed.kind && change.id == followed.id && change.after.is_some());
        let place =
            change.as_ref().and_then(|change| change.after).map(|place| place_in(&new, place)).unwrap_or_default();
        let before = change.as_ref().and_then(|change| change.before).map(|place| place_in(&old, place).0);
        Ok(RecordChange { change, place, before })
    }

    /// Reads the files that differ, as they were and as they are.
    fn both(&self, differences: &[BlobChange]) -> Result<(Workspace, Workspace), Error> {
        let read = |side: fn(&BlobChange) -> Option<Blob>| -> Result<Workspace, Error> {
            let files = differences.iter().filter_map(|d| Some((&d.path, side(d)?)));
            let inputs = files
                .map(|(path, blob)| Ok(Input { path: path.clone(), bytes: Ok(self.repository.content(blob.id)?) }));
            Ok(Workspace::read_part(inputs.collect::<Result<Vec<Input>, Error>>()?))
        };
        Ok((read(|d| d.before)?, read(|d| d.after)?))
    }

    /// Looks for the last commit before these that removed the record: it may have existed before.
    fn look_for_earlier_life(&mut self, from: Vec<Id>, id: &str, kind: Option<Kind>) -> Result<(), Error> {
        let mut seen: HashSet<Id> = HashSet::new();
        let mut waiting: BinaryHeap<(i64, Id)> = BinaryHeap::new();
        for commit in from {
            waiting.push((self.repository.commit(commit)?.committed, commit));
        }
        while let Some((_, commit)) = waiting.pop() {
            if !seen.insert(commit) {
                continue;
            }
            self.progress.step();
            let commit = self.repository.commit(commit)?;
            if let Some((event, before)) = self.taken_away_by(&commit, id, kind)? {
                self.note(event);
                self.wait_for(before);
                return Ok(());
            }
            for parent in &commit.parents {
                waiting.push((self.repository.commit(*parent)?.committed, *parent));
            }
        }
        Ok(())
    }

    fn taken_away_by(&self, commit: &Commit, id: &str, kind: Option<Kind>) -> Result<Option<(Event, Followed)>, Error> {
        for parent in &commit.parents {
            if let Some(found) = self.taken_away_since(*parent, commit, id, kind)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn taken_away_since(
        &self,
        parent: Id,
        commit: &Commit,
        id: &str,
        kind: Option<Kind>,
    ) -> Result<Option<(Event, Followed)>, Error> {
        let (before, after) = (self.repository.tree(parent)?, self.repository.tree(commit.id)?);
        let differences = self.trees.steps(before, after)?;
        let kind_in =
            |bytes: &[u8]| kinds_of(bytes, id).into_iter().find(|known| kind.is_none_or(|kind| kind == *known));
        for blob in differences.iter().filter_map(|difference| difference.after) {
            // It was only moved.
            if kind_in(&self.repository.content(blob.id)?).is_some() {
                return Ok(None);
            }
        }
        for difference in &differences {
            let Some(blob) = difference.before else { continue };
            let Some(found) = kind_in(&self.repository.content(blob.id)?) else { continue };
            let (old, new) = self.both(&differences)?;
            // It is gone, or continues under another id.
            let is_it = |change: &Change| {
                change.kind == found && change.was.as_ref().unwrap_or(&change.id) == id && change.before.is_some()
            };
            let Some(change) = changes(&old, &new, &|_| true).list.into_iter().find(is_it) else { continue };
            let now = change.after.map(|place| place_in(&new, place));
            let place = now.or_else(|| change.before.map(|place| place_in(&old, place))).unwrap_or_default();
            let followed = Followed { commit: parent, path: difference.path.clone(), kind: found, id: id.to_owned() };
            return Ok(Some((Event { commit: commit.clone(), change, place }, followed)));
        }
        Ok(None)
    }
}

/// Returns what a commit did to a record that every parent has in another form: for a merge, only what none of the
/// parents has.
fn of_all(otherwise: &[(Change, (String, usize), Followed)]) -> Option<(Change, (String, usize))> {
    let ((change, place, _), others) = otherwise.split_first()?;
    let mut change = change.clone();
    let in_all = |key: &str| others.iter().all(|(other, ..)| other.fields.iter().any(|field| field.key == key));
    change.fields.retain(|field| in_all(&field.key));
    let says_nothing = !others.is_empty() && change.fields.is_empty();
    (!says_nothing).then(|| (change, place.clone()))
}

/// Returns the kinds of the records in a file that have that id.
fn kinds_of(bytes: &[u8], id: &str) -> Vec<Kind> {
    // Most files do not mention the id at all. Only a text with escapes has to be parsed to know.
    let Ok(text) = yaml::decode(bytes) else { return Vec::new() };
    let may_be_decomposed = !id.is_ascii() && !text.is_ascii();
    if !text.contains(id) && !text.contains('\\') && !may_be_decomposed {
        return Vec::new();
    }
    yaml::read(text).documents.iter().filter_map(|document| named(document, id)).collect()
}

/// Returns the kind of a record, if it has that id.
fn named(document: &yaml::Document, id: &str) -> Option<Kind> {
    let first = document.entries.first()?;
    let kind = Kind::of_first_key(&first.key.text)?;
    matches!(&first.value, yaml::Node::Scalar(scalar) if composed(scalar.text.trim()) == id).then_some(kind)
}

/// Returns the file of a place, and its line.
fn place_in(workspace: &Workspace, place: Place) -> (String, usize) {
    let Some(file) = workspace.files.get(place.file as usize) else { return Default::default() };
    let line = file.text().get(..place.start as usize).map_or(1, |before| before.matches('\n').count() + 1);
    (file.path.clone(), line)
}

/// Returns whether an event changed the meaning of the record, and not only its layout or its file.
pub fn says_something(event: &Event) -> bool {
    event.change.meaning != Meaning::Formatting
}
