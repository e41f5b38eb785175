//! Predicates: the words of the vocabulary, and what follows from each.

use super::{Place, Seal};
use crate::interner::Symbol;
use crate::quantity::{Decimal, Tolerance};

/// A predicate of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Predicate {
    /// The id of the predicate.
    pub id: Option<Symbol>,
    /// The place of the predicate.
    pub place: Place,
    /// The seal, if any was written.
    pub seal: Option<Seal>,
    /// The words for the predicate in a sentence.
    pub label: Option<String>,
    /// State, event or timeless.
    pub temporal: Temporal,
    /// The time for which a state is presumed to last, where given.
    pub lasts: Option<Lasts>,
    /// The type of the object; none if it could not be read.
    pub object: Option<ObjectType>,
    /// Kinds allowed as subject; any if empty.
    pub domain: Vec<Symbol>,
    /// Kinds allowed as object; any if empty.
    pub range: Vec<Symbol>,
    /// Edges to other predicates.
    pub edges: Vec<Edge>,
    /// The flags that are `true`.
    pub traits: Traits,
    /// The most that the values of all subjects can add up to.
    pub total: Option<Decimal>,
    /// The number of days that two holdings may overlap at a handover, or that two dates of a `once` event may lie
    /// apart.
    pub grace: Option<i64>,
    /// Whether the total could be meant with grouped thousands ([`crate::quantity::is_ambiguous`]).
    pub ambiguous_total: bool,
    /// The distance up to which two values do not differ.
    pub tolerance: Option<Tolerance>,
    /// The sides on which a statement about a part holds of the whole.
    pub whole: Whole,
}

impl Predicate {
    /// Returns true if two predicates of a workspace say the same, as far as their content is kept, wherever they
    /// stand.
    pub fn says_the_same(&self, other: &Predicate) -> bool {
        *self == Predicate { place: self.place, ..other.clone() }
    }
}

/// The type of a predicate's object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ObjectType {
    /// An entity (the default).
    Entity,
    /// A number, with this unit or none.
    Number(Option<String>),
    /// A date.
    Date,
    /// A text.
    Text,
}

/// The relation of a predicate to time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Temporal {
    /// A predicate that holds over time (the default).
    State,
    /// A predicate that happens at a time.
    Event,
    /// A predicate for which time plays no part.
    Timeless,
}

/// The time for which a state is presumed to last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    /// The number of days that the state lasts.
    Days(i64),
    /// The state lasts without end.
    Forever,
}

/// An edge of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Edge {
    /// The kind of the edge.
    pub kind: EdgeKind,
    /// The other predicate.
    pub to: Symbol,
    /// The index of the edge in the list of its key, so that a route can lead to it.
    pub index: u32,
    /// The reason for the edge, where given.
    pub because: Option<String>,
}

/// The kinds of edge.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EdgeKind {
    /// A law: the other predicate holds wherever this one does.
    Implies,
    /// A presumption: the other predicate usually holds where this one does.
    UsuallyImplies,
    /// An exclusion: the two never hold of the same pair at the same time.
    Excludes,
    /// The other predicate, with subject and object exchanged, means the same.
    InverseOf,
    /// A guard: the two are not two words for one thing, and no exclusion is meant.
    DistinctFrom,
    /// A guard: this predicate must not entail the other.
    MustNotImply,
}

impl EdgeKind {
    /// All kinds of edge, in the order of the keys.
    pub const ALL: [EdgeKind; 6] = [
        EdgeKind::Implies,
        EdgeKind::UsuallyImplies,
        EdgeKind::Excludes,
        EdgeKind::InverseOf,
        EdgeKind::DistinctFrom,
        EdgeKind::MustNotImply,
    ];

    /// Returns the key of the kind of edge.
    pub fn key(self) -> &'static str {
        match self {
            EdgeKind::Implies => "implies",
            EdgeKind::UsuallyImplies => "usually-implies",
            EdgeKind::Excludes => "excludes",
            EdgeKind::InverseOf => "inverse-of",
            EdgeKind::DistinctFrom => "distinct-from",
            EdgeKind::MustNotImply => "must-not-imply",
        }
    }
}

/// The flags of a predicate.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[allow(missing_docs)]
pub struct Traits {
    pub symmetric: bool,
    pub asymmetric: bool,
    pub irreflexive: bool,
    pub transitive: bool,
    pub functional: bool,
    pub inverse_functional: bool,
    pub once: bool,
    pub posthumous: bool,
}

/// The sides on which a statement about a part holds of the whole.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Whole {
    /// Whether it holds with the whole as subject.
    pub subject: bool,
    /// Whether it holds with the whole as object.
    pub object: bool,
}
