//! The conflicts of one claim through history: the commits that made them, and those that ended them.
//!
//! Commits are visited from the last one back. Every version of a file is parsed once. An index says what the claim's
//! conflicts depend on ([`gainsay_diff::impact`]); they are worked out again only if a commit changed something of
//! that.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use gainsay_diff::compare::{ConflictsOf, conflicts_of};
use gainsay_diff::impact::{Among, Edits, Index, Topic, Topics, difference, names_of};
use gainsay_git::{Commit, Id, Repository};
use gainsay_model::Symbol;
use gainsay_model::read::{Selection, Version};
use gainsay_model::record::{Claim, Manifest};
use gainsay_model::workspace::MANIFEST;
use rustc_hash::FxHashSet;

use super::versions::Versions;
use crate::Error;
use crate::trees::{BlobChange, Trees};

/// The effect of a commit on a claim's conflicts.
#[derive(Default)]
pub struct Turn {
    /// The conflicts that the commit has and none of its parents.
    pub introduced: ConflictsOf,
    /// The conflicts that all of its parents have and the commit does not.
    pub resolved: ConflictsOf,
    /// The conflicts that the commit has under another rule or with another certainty than every parent that has them,
    /// each as the first of these parents has it and as it is now.
    pub changed: ChangesOf,
}

/// Conflicts by claim and mechanism, each with its rule and certainty before and after.
pub type ChangesOf = BTreeMap<(String, &'static str), [(&'static str, bool); 2]>;

impl Turn {
    /// Returns whether no conflict was affected.
    pub fn is_empty(&self) -> bool {
        self.introduced.is_empty() && self.resolved.is_empty() && self.changed.is_empty()
    }

    /// Removes all conflicts but those with one other claim.
    pub fn limit(&mut self, to: &str) {
        // The other claims of a set are named, with a space between.
        let is_with = |others: &str| others.split(' ').any(|other| other == to);
        self.introduced.retain(|(others, _), _| is_with(others));
        self.resolved.retain(|(others, _), _| is_with(others));
        self.changed.retain(|(others, _), _| is_with(others));
    }

    fn of(now: &ConflictsOf, parents: &[&ConflictsOf]) -> Turn {
        let in_all = |key: &(String, &'static str)| parents.iter().all(|parent| parent.contains_key(key));
        let in_none = |key: &(String, &'static str)| parents.iter().all(|parent| !parent.contains_key(key));
        let some = |of: &ConflictsOf, takes: &dyn Fn(&(String, &'static str)) -> bool| -> ConflictsOf {
            of.iter().filter(|(key, _)| takes(key)).map(|(key, value)| (key.clone(), *value)).collect()
        };
        let resolved = parents.first().map(|first| some(first, &|key| in_all(key) && !now.contains_key(key)));
        Turn { introduced: some(now, &in_none), resolved: resolved.unwrap_or_default(), changed: changed(now, parents) }
    }
}

/// Returns the conflicts that differ from those of every parent that has them, before and after.
fn changed(now: &ConflictsOf, parents: &[&ConflictsOf]) -> ChangesOf {
    let of = |(key, is): (&(String, &'static str), &(&'static str, bool))| {
        let mut before = parents.iter().filter_map(|parent| parent.get(key));
        let was = *before.next()?;
        let differs = was != *is && before.all(|was| was != is);
        differs.then(|| (key.clone(), [was, *is]))
    };
    now.iter().filter_map(of).collect()
}

/// Follows the conflicts of one claim. Commits must be visited after their children.
pub struct Watch<'r> {
    repository: &'r Repository,
    trees: &'r Trees<'r>,
    claim: &'r str,
    /// The results for commits that are still to be visited.
    seen: HashMap<Id, Seen>,
    /// The files of the tree that was examined last.
    files: BTreeMap<String, Version>,
    tree: Option<Id>,
    /// The index of that tree, with the versions that it knows; none if it has to be built again.
    index: Option<(Index, FxHashSet<Version>)>,
}

/// The results for a commit.
#[derive(Clone)]
struct Seen {
    tree: Option<Id>,
    known: Rc<Known>,
}

/// The claim's conflicts and what they depend on: shared by all commits between which nothing of that changed.
struct Known {
    conflicts: ConflictsOf,
    /// The topics of the claim.
    topics: Vec<Topic>,
    /// The relation of claims to their topics; none if the claim does not exist.
    by: Option<Arc<Topics>>,
    /// Everything that the claims near it name, and what that depends on.
    names: FxHashSet<Symbol>,
}

impl Known {
    fn is_about(&self, claim: &Claim) -> bool {
        let mut meets = false;
        if let Some(by) = &self.by {
            by.each(claim, |topic| meets |= self.topics.iter().any(|known| known.meets(topic)));
        }
        meets
    }
}

impl<'r> Watch<'r> {
    /// Makes a value that has seen no commit yet.
    pub fn new(repository: &'r Repository, trees: &'r Trees<'r>, claim: &'r str) -> Watch<'r> {
        Watch { repository, trees, claim, seen: HashMap::new(), files: BTreeMap::new(), tree: None, index: None }
    }

    /// Returns the effect of a commit on the claim's conflicts.
    ///
    /// # Errors
    /// Returns an error if a folder or a file cannot be read.
    pub fn turn(&mut self, versions: &mut Versions, commit: &Commit) -> Result<Turn, Error> {
        let seen = match self.seen.remove(&commit.id) {
            Some(seen) => seen,
            None => self.work_out(versions, self.repository.tree(commit.id)?)?,
        };
        let mut parents = Vec::with_capacity(commit.parents.len());
        for parent in &commit.parents {
            let known = match self.seen.get(parent) {
                Some(known) => known.clone(),
                None => self.before(versions, &seen, *parent)?,
            };
            self.seen.insert(*parent, known.clone());
            parents.push(known);
        }
        Ok(Turn::of(&seen.known.conflicts, &parents.iter().map(|parent| &parent.known.conflicts).collect::<Vec<_>>()))
    }

    /// Returns the results for a commit, given those for one of its children.
    fn before(&mut self, versions: &mut Versions, child: &Seen, commit: Id) -> Result<Seen, Error> {
        let tree = self.repository.tree(commit)?;
        if tree == child.tree || !self.bears(versions, &child.known, &self.trees.steps(child.tree, tree)?)? {
            return Ok(Seen { tree, known: Rc::clone(&child.known) });
        }
        self.work_out(versions, tree)
    }

    /// Returns whether any difference between two trees can touch the claim's conflicts.
    fn bears(&self, versions: &mut Versions, known: &Known, steps: &[BlobChange]) -> Result<bool, Error> {
        let mut sides: [Vec<Version>; 2] = Default::default();
        for step in steps {
            for (side, blob) in sides.iter_mut().zip([step.before, step.after]) {
                side.extend(blob.map(|blob| versions.get(self.repository, &step.path, blob.id)).transpose()?);
            }
        }
        let all = versions.all();
        let difference = difference(all, [0, 1].map(|side| sides[side].iter().map(|version| all.content(*version))));
        if difference.is_of_structure {
            return Ok(true);
        }
        let claims = &all.all().records.claims;
        let concerns = |claim: &Claim| {
            let mut names = claim.id.iter().chain(&claim.more().supersedes);
            names.any(|name| known.names.contains(name)) || known.is_about(claim)
        };
        Ok(difference.edits.names.iter().any(|name| known.names.contains(name))
            || difference.edits.claims.iter().any(|i| concerns(&claims[*i as usize])))
    }

    fn work_out(&mut self, versions: &mut Versions, tree: Option<Id>) -> Result<Seen, Error> {
        self.go_to(versions, tree)?;
        let manifest = self.files.get(MANIFEST).and_then(|version| versions.all().content(*version).manifest.clone());
        if self.index.is_none() {
            let built_in = manifest.as_deref().map(|manifest| versions.built_in(manifest)).unwrap_or_default();
            let mut some: Vec<Version> = self.files.values().copied().chain(built_in).collect();
            some.sort_unstable();
            let index = Index::new(versions.all().all(), Among::of(versions.all(), some.iter().copied()));
            self.index = Some((index, some.into_iter().collect()));
        }
        Ok(Seen { tree, known: Rc::new(self.known(versions, manifest.as_deref())) })
    }

    /// Returns the results for the tree of the index.
    fn known(&self, versions: &Versions, manifest: Option<&Manifest>) -> Known {
        let all = versions.all().all();
        let id = all.names.find(self.claim);
        let mut known =
            Known { conflicts: ConflictsOf::new(), topics: Vec::new(), by: None, names: id.into_iter().collect() };
        let (Some((index, _)), Some(id)) = (&self.index, id) else { return known };
        let edits = Edits { claims: index.with_id(all, id).collect(), ..Edits::default() };
        edits
            .claims
            .iter()
            .for_each(|i| index.topics().each(&all.records.claims[*i as usize], |topic| known.topics.push(topic)));
        known.by = Some(index.topics());
        let Some(impact) = index.impact(all, &edits, usize::MAX) else { return known };
        known.names.extend(names_of(all, &impact.chosen));
        // Rulings do not decide whether claims are in conflict.
        let chosen = Selection { rulings: Vec::new(), ..impact.chosen };
        known.conflicts = conflicts_of(&versions.all().part(&chosen, manifest), self.claim);
        known
    }

    /// Moves the files and the index to a tree.
    fn go_to(&mut self, versions: &mut Versions, tree: Option<Id>) -> Result<(), Error> {
        for step in self.trees.steps(self.tree, tree)? {
            let after = step.after.map(|blob| versions.get(self.repository, &step.path, blob.id)).transpose()?;
            let before = match after {
                Some(version) => self.files.insert(step.path, version),
                None => self.files.remove(&step.path),
            };
            self.exchange(versions, before, after);
        }
        self.tree = tree;
        Ok(())
    }

    /// Replaces one version in the index by another. If they hold records other than claims, the index has to be built
    /// again.
    fn exchange(&mut self, versions: &Versions, before: Option<Version>, after: Option<Version>) {
        let Some((index, entered)) = &mut self.index else { return };
        let all = versions.all();
        if [before, after].into_iter().flatten().any(|version| !all.content(version).has_only_claims()) {
            self.index = None;
            return;
        }
        index.forget(before.into_iter().flat_map(|version| all.content(version).claims.clone()));
        if let Some(version) = after {
            if entered.insert(version) {
                index.enter(all.all(), all.content(version).claims.clone());
            } else {
                index.remember(all.content(version).claims.clone());
            }
        }
    }
}
