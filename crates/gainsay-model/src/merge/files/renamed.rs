//! Documents to which one side has given another id, and in which the other side has changed something as well.
//!
//! A document counts as renamed if it is new, and says just what one says that is gone. By their ids these are two
//! documents, one deleted and one added: merged so, a part that one side has deleted would come back under the other
//! id, and one that a side has changed would stand there twice.

use std::collections::HashMap;

use super::FileVersions;
use crate::merge::document::FileVersion;
use crate::merge::value::Value;

/// The documents that are not to be merged by their ids, and their counterparts.
pub(super) struct Renames {
    /// For the index of a document of ours, the index of its counterpart in theirs, if any.
    ours: HashMap<usize, Option<usize>>,
    theirs: HashMap<usize, Theirs>,
}

/// The treatment of a document of theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Theirs {
    /// The document is the counterpart of one of ours.
    Joined,
    /// The document was deleted by ours, under the id that it had.
    Deleted,
}

impl Renames {
    /// Returns the renamed documents of a merge.
    pub(super) fn of(files: &FileVersions<'_>) -> Renames {
        let mut renames = Renames { ours: HashMap::new(), theirs: HashMap::new() };
        let (here, there) = (renamed(&files.base, &files.ours), renamed(&files.base, &files.theirs));
        for (base, ours) in &here {
            let Some(before) = files.base.documents.get(*base) else { continue };
            let theirs = there.get(base).or_else(|| files.theirs.places.get(&before.name)).copied();
            let now = theirs.and_then(|at| files.theirs.documents.get(at));
            let is_alike = now.is_some_and(|now| {
                let is_renamed_alike = files.ours.documents.get(*ours).is_some_and(|ours| ours.name == now.name);
                is_renamed_alike || now.name == before.name && !now.is_changed_since(before)
            });
            if !is_alike {
                renames.ours.insert(*ours, theirs);
                renames.theirs.extend(theirs.map(|at| (at, Theirs::Joined)));
            }
        }
        for (base, theirs) in there.iter().filter(|(base, _)| !here.contains_key(base)) {
            let Some(before) = files.base.documents.get(*base) else { continue };
            match files.ours.places.get(&before.name) {
                Some(at) if files.ours.documents.get(*at).is_some_and(|ours| ours.is_changed_since(before)) => {
                    renames.ours.insert(*at, Some(*theirs));
                    renames.theirs.insert(*theirs, Theirs::Joined);
                }
                Some(_) => {}
                None => drop(renames.theirs.insert(*theirs, Theirs::Deleted)),
            }
        }
        renames
    }

    /// Returns the counterpart of a document of ours, if the document is not to be merged by its id.
    pub(super) fn of_ours(&self, at: usize) -> Option<Option<usize>> {
        self.ours.get(&at).copied()
    }

    /// Returns the treatment of a document of theirs, if it is not to be merged by its id.
    pub(super) fn of_theirs(&self, at: usize) -> Option<Theirs> {
        self.theirs.get(&at).copied()
    }
}

/// Returns the documents of the base that a side has under another id: the index on that side, by the index in the
/// base. Documents with the same content as another are left out.
fn renamed(base: &FileVersion<'_>, side: &FileVersion<'_>) -> HashMap<usize, usize> {
    let (gone, new) = (only_in(base, side), only_in(side, base));
    if gone.is_empty() || new.is_empty() {
        return HashMap::new();
    }
    let (gone, new) = (by_content(base, &gone), by_content(side, &new));
    let pair = |(content, at): (Value, Vec<usize>)| match (at.as_slice(), new.get(&content).map(Vec::as_slice)) {
        ([base], Some([side])) => Some((*base, *side)),
        _ => None,
    };
    gone.into_iter().filter_map(pair).collect()
}

/// Returns the places of the documents whose names the other file does not have.
fn only_in(one: &FileVersion<'_>, other: &FileVersion<'_>) -> Vec<usize> {
    let is_only = |at: &usize| {
        one.documents.get(*at).is_some_and(|document| document.root.is_some() && other.find(&document.name).is_none())
    };
    (0..one.documents.len()).filter(is_only).collect()
}

fn by_content(file: &FileVersion<'_>, places: &[usize]) -> HashMap<Value, Vec<usize>> {
    let mut contents: HashMap<Value, Vec<usize>> = HashMap::new();
    for at in places {
        if let Some(content) = file.documents.get(*at).and_then(|document| document.content()) {
            contents.entry(content).or_default().push(*at);
        }
    }
    contents
}
