//! The conflicts of one claim through history: which commits made them, and which ended them.
//!
//! Commits are gone through from the first on. What a commit's files are about is known by their gists, each found once; the claim's
//! conflicts are worked out again only where a file changed that can bear on them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use gainsay_diff::changes::{Change, changes};
use gainsay_diff::compare::{ConflictsOf, conflicts_of};
use gainsay_diff::reach::{self, Touched};
use gainsay_git::{Blob, Commit, Id, Repository};
use gainsay_model::gist::{Gist, Said};
use gainsay_model::read::Input;
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Workspace, yaml};

use crate::trees::{Step, Trees};
use crate::{Error, Progress};

/// What a commit did to a claim's conflicts.
pub struct Turn {
    /// The commit.
    pub commit: Commit,
    /// Conflicts that it has and none of its parents.
    pub introduced: ConflictsOf,
    /// Conflicts that all of its parents have and it has not.
    pub resolved: ConflictsOf,
    /// Conflicts that it has under another rule or with another certainty than every parent that has them, as they are now; beside each,
    /// how the first of these parents has it.
    pub changed: ChangesOf,
}

/// Conflicts by claim and mechanism, each with its rule and certainty as they were, and as they are.
pub type ChangesOf = BTreeMap<(String, &'static str), [(&'static str, bool); 2]>;

/// What every commit up to one did to the conflicts of a claim, the newest first.
///
/// # Errors
/// If a commit or a file cannot be read.
pub fn turns(repository: &Repository, to: Id, claim: &str, progress: &dyn Progress) -> Result<Vec<Turn>, Error> {
    let mut watch =
        Watch { repository, trees: Trees::new(repository), claim, gists: HashMap::new(), files: BTreeMap::new(), tree: None, frame: None };
    let mut known: HashMap<Id, Rc<Seen>> = HashMap::new();
    let mut turns = Vec::new();
    for commit in oldest_first(repository, to)? {
        progress.step();
        let parents: Vec<Rc<Seen>> = commit.parents.iter().filter_map(|parent| known.get(parent)).cloned().collect();
        let seen = watch.look(&commit, parents.first())?;
        let in_all = |key: &(String, &'static str)| parents.iter().all(|parent| parent.known.conflicts.contains_key(key));
        let in_none = |key: &(String, &'static str)| parents.iter().all(|parent| !parent.known.conflicts.contains_key(key));
        let some = |of: &ConflictsOf, takes: &dyn Fn(&(String, &'static str)) -> bool| -> ConflictsOf {
            of.iter().filter(|(key, _)| takes(key)).map(|(key, value)| (key.clone(), *value)).collect()
        };
        let introduced = some(&seen.known.conflicts, &in_none);
        let before = parents.first().map(|parent| &parent.known.conflicts);
        let resolved = before.map(|b| some(b, &|key| in_all(key) && !seen.known.conflicts.contains_key(key))).unwrap_or_default();
        let changed = changed(&seen.known.conflicts, &parents.iter().map(|parent| &parent.known.conflicts).collect::<Vec<_>>());
        known.insert(commit.id, seen);
        if !introduced.is_empty() || !resolved.is_empty() || !changed.is_empty() {
            turns.push(Turn { commit, introduced, resolved, changed });
        }
    }
    turns.reverse();
    Ok(turns)
}

/// The conflicts that are others than in every parent that has them.
fn changed(now: &ConflictsOf, parents: &[&ConflictsOf]) -> ChangesOf {
    let of = |(key, is): (&(String, &'static str), &(&'static str, bool))| {
        let mut before = parents.iter().filter_map(|parent| parent.get(key));
        let was = *before.next()?;
        let differs = was != *is && before.all(|was| was != is);
        differs.then(|| (key.clone(), [was, *is]))
    };
    now.iter().filter_map(of).collect()
}

/// Every commit up to one, parents before their children.
///
/// # Errors
/// If one cannot be read.
pub fn oldest_first(repository: &Repository, to: Id) -> Result<Vec<Commit>, Error> {
    let mut found: HashMap<Id, Commit> = HashMap::new();
    let mut waiting = vec![to];
    while let Some(id) = waiting.pop() {
        if let std::collections::hash_map::Entry::Vacant(place) = found.entry(id) {
            let commit = place.insert(repository.commit(id)?);
            waiting.extend(&commit.parents);
        }
    }
    // Depth first, without recursion: a history may be long.
    let (mut order, mut done): (Vec<Id>, HashSet<Id>) = Default::default();
    let mut stack = vec![(to, false)];
    while let Some((id, ready)) = stack.pop() {
        if ready {
            order.push(id);
        } else if done.insert(id) {
            stack.push((id, true));
            let parents = found.get(&id).map(|commit| commit.parents.clone()).unwrap_or_default();
            stack.extend(parents.into_iter().rev().filter(|parent| !done.contains(parent)).map(|parent| (parent, false)));
        }
    }
    Ok(order.into_iter().filter_map(|id| found.remove(&id)).collect())
}

/// What is known of a commit: the claim's conflicts, and on what they depend.
struct Seen {
    tree: Option<Id>,
    known: Rc<Known>,
}

/// Shared by all commits between which nothing happened that bears on it.
struct Known {
    conflicts: ConflictsOf,
    touched: Touched,
    names: HashSet<String>,
}

impl Known {
    /// Whether what this claim says can bear on the conflicts of the one that is watched.
    fn concerns(&self, said: &Said, watched: &str) -> bool {
        let alone = Gist { claims: Some(vec![said.clone()]) };
        said.id == watched || self.names.contains(&said.id) || self.touched.wants(&alone, &Default::default())
    }
}

/// Keys of a claim on which no conflict depends.
const IDLE: [&str; 8] = ["rev", "note", "tags", "quote", "translation", "lang", "at", "confidence"];

/// Files, and what they say.
type Frame = (Vec<(String, Id)>, Rc<Workspace>);

/// Watches one claim.
struct Watch<'r> {
    repository: &'r Repository,
    trees: Trees<'r>,
    claim: &'r str,
    gists: HashMap<Id, Rc<Gist>>,
    /// The files of the tree looked at last.
    files: BTreeMap<String, Id>,
    tree: Option<Id>,
    /// The files that held more than claims when they were last read.
    frame: Option<Frame>,
}

impl Watch<'_> {
    fn look(&mut self, commit: &Commit, parent: Option<&Rc<Seen>>) -> Result<Rc<Seen>, Error> {
        let tree = self.repository.tree(commit.id)?;
        if let Some(parent) = parent
            && !self.bears(parent, tree)?
        {
            return Ok(Rc::new(Seen { tree, known: parent.known.clone() }));
        }
        self.work_out(tree).map(Rc::new)
    }

    /// Whether what changed since the parent can bear on the claim's conflicts.
    fn bears(&mut self, parent: &Seen, tree: Option<Id>) -> Result<bool, Error> {
        for difference in self.trees.steps(parent.tree, tree)? {
            if self.file_bears(&parent.known, &difference)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn file_bears(&mut self, known: &Known, difference: &Step) -> Result<bool, Error> {
        let mut said: Vec<Said> = Vec::new();
        for blob in [difference.before, difference.after].into_iter().flatten() {
            match &self.gist(blob.id)?.claims {
                Some(claims) => said.extend(claims.iter().cloned()),
                None if difference.path == MANIFEST || self.names_one_of(blob.id, &known.names)? => return Ok(true),
                None => {}
            }
        }
        said.retain(|said| known.concerns(said, self.claim));
        // A file may hold many claims, and few of them have changed, perhaps in nothing but their quotes.
        Ok(!said.is_empty() && self.changed(difference)?.iter().any(|id| said.iter().any(|said| said.id == *id)))
    }

    /// The claims in a file that say something else than they did, apart from what no conflict depends on.
    fn changed(&self, difference: &Step) -> Result<Vec<String>, Error> {
        let read = |blob: Option<Blob>| -> Result<Workspace, Error> {
            let bytes = blob.map(|blob| self.repository.content(blob.id)).transpose()?;
            Ok(Workspace::read_part(bytes.map(|bytes| Input { path: difference.path.clone(), bytes: Ok(bytes) }).into_iter().collect()))
        };
        let changes = changes(&read(difference.before)?, &read(difference.after)?, &|_| true);
        let idle = |change: &Change| {
            change.was.is_none() && !change.fields.is_empty() && change.fields.iter().all(|f| IDLE.contains(&f.key.as_str()))
        };
        let changed = changes.list.into_iter().filter(|change| !idle(change));
        Ok(changed.flat_map(|change| std::iter::once(change.id).chain(change.was)).collect())
    }

    /// Whether a file that holds more than claims says anything of these names, or of the vocabulary.
    fn names_one_of(&self, blob: Id, names: &HashSet<String>) -> Result<bool, Error> {
        let bytes = self.repository.content(blob)?;
        let Ok(text) = yaml::decode(&bytes) else { return Ok(true) };
        Ok(text.contains('\\') || reach::words(text).any(|word| word == "predicate" || word == self.claim || names.contains(word)))
    }

    fn work_out(&mut self, tree: Option<Id>) -> Result<Seen, Error> {
        self.go_to(tree)?;
        let files: Vec<(String, Id)> = self.files.iter().map(|(path, id)| (path.clone(), *id)).collect();
        let mut gists: Vec<Rc<Gist>> = Vec::with_capacity(files.len());
        for (_, id) in &files {
            gists.push(self.gist(*id)?);
        }
        let all: Vec<(&str, Id, &Gist)> = files.iter().zip(&gists).map(|((path, id), gist)| (path.as_str(), *id, &**gist)).collect();
        let frame = self.frame(&all)?;
        let unchanged: Vec<reach::Unchanged> = all.iter().map(|(path, _, gist)| (*path, *gist)).collect();
        let touched = reach::around(self.claim, &frame, &unchanged);
        let nothing = Workspace::default();
        let doubles = reach::doubles(&unchanged, [&nothing, &nothing]);
        let wanted = |gist: &Gist| gist.claims.is_some() && touched.wants(gist, &doubles);
        let claims = all.iter().filter(|(_, _, gist)| wanted(gist)).flat_map(|(_, _, gist)| gist.claims.iter().flatten());
        let needed = reach::needed(&frame, claims);
        let workspace = self.read(all.iter().filter(|(path, _, gist)| wanted(gist) || needed.contains(path)))?;
        let names = reach::names(&workspace).into_iter().collect();
        Ok(Seen { tree, known: Rc::new(Known { conflicts: conflicts_of(&workspace, self.claim), touched, names }) })
    }

    /// The files that hold more than claims, read; mostly they are as they were.
    fn frame(&mut self, all: &[(&str, Id, &Gist)]) -> Result<Rc<Workspace>, Error> {
        let others = || all.iter().filter(|(_, _, gist)| gist.claims.is_none());
        let key: Vec<(String, Id)> = others().map(|(path, id, _)| ((*path).to_owned(), *id)).collect();
        if let Some((known, frame)) = &self.frame
            && *known == key
        {
            return Ok(Rc::clone(frame));
        }
        let frame = Rc::new(self.read(others())?);
        self.frame = Some((key, Rc::clone(&frame)));
        Ok(frame)
    }

    fn read<'f>(&self, files: impl Iterator<Item = &'f (&'f str, Id, &'f Gist)>) -> Result<Workspace, Error> {
        let inputs = files.map(|(path, id, _)| Ok(Input { path: (*path).to_owned(), bytes: Ok(self.repository.content(*id)?) }));
        Ok(Workspace::read_part(inputs.collect::<Result<Vec<Input>, Error>>()?))
    }

    /// Has [`Watch::files`] be those of a tree.
    fn go_to(&mut self, tree: Option<Id>) -> Result<(), Error> {
        for difference in self.trees.steps(self.tree, tree)? {
            match difference.after {
                Some(blob) => self.files.insert(difference.path, blob.id),
                None => self.files.remove(&difference.path),
            };
        }
        self.tree = tree;
        Ok(())
    }

    fn gist(&mut self, blob: Id) -> Result<Rc<Gist>, Error> {
        if let Some(gist) = self.gists.get(&blob) {
            return Ok(gist.clone());
        }
        let gist = Rc::new(Gist::of(&self.repository.content(blob)?));
        self.gists.insert(blob, gist.clone());
        Ok(gist)
    }
}
