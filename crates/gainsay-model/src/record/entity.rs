//! Entities: who or what is spoken of.

use super::{DateId, Place, Rev};
use crate::interner::Symbol;

/// Who or what is spoken of.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// A word of the workspace's own.
    pub kind: Option<Symbol>,
    /// What it is a part of.
    pub part_of: Vec<Symbol>,
    /// Whom it speaks for, and from when until when.
    pub speaks_for: Vec<Office>,
    /// Other entities that are the same.
    pub same_as: Vec<Symbol>,
    /// Birth or founding.
    pub since: Option<DateId>,
    /// Death or end.
    pub until: Option<DateId>,
    /// Its ids elsewhere: schemes and ids.
    pub links: Vec<(Symbol, Symbol)>,
}

impl Entity {
    /// An entity at that place of which nothing else is known yet.
    pub(crate) fn at(place: Place) -> Entity {
        Entity {
            id: None,
            place,
            rev: None,
            kind: None,
            part_of: vec![],
            speaks_for: vec![],
            same_as: vec![],
            since: None,
            until: None,
            links: vec![],
        }
    }

    /// Returns whether two entities of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Entity) -> bool {
        *self == Entity { place: self.place, ..other.clone() }
    }
}

/// A `speaks-for` edge.
#[derive(Clone, PartialEq, Debug)]
pub struct Office {
    /// For whom.
    pub whom: Symbol,
    /// Its index in the list, to point at it.
    pub index: u32,
    /// From when; no bound if not given.
    pub from: Option<DateId>,
    /// Until when; no bound if not given.
    pub until: Option<DateId>,
}
