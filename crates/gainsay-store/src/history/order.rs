//! The order in which the commits up to one are visited.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use gainsay_git::{Commit, Id, Repository};

use crate::Error;

/// Every commit up to one: children before their parents, whatever their clocks say.
pub struct Order {
    commits: Vec<Commit>,
    places: HashMap<Id, usize>,
}

impl Order {
    /// Returns the order of a commit and all its ancestors.
    ///
    /// # Errors
    /// Returns an error if a commit cannot be read.
    pub fn of(repository: &Repository, last: Id) -> Result<Order, Error> {
        let mut found: HashMap<Id, Commit> = HashMap::new();
        let mut waiting = vec![last];
        while let Some(id) = waiting.pop() {
            if let Entry::Vacant(place) = found.entry(id) {
                let commit = place.insert(repository.commit(id)?);
                waiting.extend(&commit.parents);
            }
        }
        // The search is depth first, without recursion: a history may be long.
        let (mut order, mut done): (Vec<Id>, HashSet<Id>) = Default::default();
        let mut stack = vec![(last, false)];
        while let Some((id, ready)) = stack.pop() {
            if ready {
                order.push(id);
            } else if done.insert(id) {
                stack.push((id, true));
                let parents = found.get(&id).map(|commit| commit.parents.clone()).unwrap_or_default();
                stack.extend(
                    parents.into_iter().rev().filter(|parent| !done.contains(parent)).map(|parent| (parent, false)),
                );
            }
        }
        let commits: Vec<Commit> = order.into_iter().rev().filter_map(|id| found.remove(&id)).collect();
        let places = commits.iter().enumerate().map(|(place, commit)| (commit.id, place)).collect();
        Ok(Order { commits, places })
    }

    /// Returns the commit at a position; the last commit is at 0.
    pub fn commit(&self, place: usize) -> Option<&Commit> {
        self.commits.get(place)
    }

    /// Returns the position of a commit.
    pub fn place(&self, commit: Id) -> Option<usize> {
        self.places.get(&commit).copied()
    }

    /// Returns all commits.
    pub fn into_commits(self) -> Vec<Commit> {
        self.commits
    }
}
