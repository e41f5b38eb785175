//! Entities: who or what is spoken of.

use super::{DateId, Place, Seal};
use crate::interner::Symbol;

/// A person, a body or a thing that statements are about.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// The id of the entity.
    pub id: Option<Symbol>,
    /// The place of the entity.
    pub place: Place,
    /// The seal, if any was written.
    pub seal: Option<Seal>,
    /// The kind of the entity: a word of the workspace's own.
    pub kind: Option<Symbol>,
    /// The wholes that the entity is a part of.
    pub part_of: Vec<Symbol>,
    /// The principals that the entity speaks for, each with the time of the office.
    pub speaks_for: Vec<Office>,
    /// Other ids of the same entity.
    pub same_as: Vec<Symbol>,
    /// The date of birth or founding.
    pub since: Option<DateId>,
    /// The date of death or end.
    pub until: Option<DateId>,
    /// The ids of the entity elsewhere: schemes and ids.
    pub links: Vec<(Symbol, Symbol)>,
}

impl Entity {
    /// Returns an entity at that place without any other content.
    pub(crate) fn at(place: Place) -> Entity {
        Entity {
            id: None,
            place,
            seal: None,
            kind: None,
            part_of: vec![],
            speaks_for: vec![],
            same_as: vec![],
            since: None,
            until: None,
            links: vec![],
        }
    }

    /// Returns true if two entities of a workspace say the same, as far as their content is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Entity) -> bool {
        *self == Entity { place: self.place, ..other.clone() }
    }
}

/// A `speaks-for` edge of an entity.
#[derive(Clone, PartialEq, Debug)]
pub struct Office {
    /// The principal of the office.
    pub whom: Symbol,
    /// The index of the edge in the list, so that a route can lead to it.
    pub index: u32,
    /// The date from which the office is held; without bound if not given.
    pub from: Option<DateId>,
    /// The date until which the office is held; without bound if not given.
    pub until: Option<DateId>,
}
