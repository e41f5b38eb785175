//! Predicates: the words of the vocabulary, and what follows from each.

use super::{Place, Rev};
use crate::interner::Symbol;
use crate::quantity::{Decimal, Tolerance};

/// A word of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Predicate {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// How it reads in a sentence.
    pub label: Option<String>,
    /// State, event or timeless.
    pub temporal: Temporal,
    /// How long a state is presumed to stand, where given.
    pub lasts: Option<Lasts>,
    /// What its object is; none if it could not be read.
    pub object: Option<ObjectType>,
    /// Kinds allowed as subject; any if empty.
    pub domain: Vec<Symbol>,
    /// Kinds allowed as object; any if empty.
    pub range: Vec<Symbol>,
    /// Edges to other predicates.
    pub edges: Vec<Edge>,
    /// The flags that are `true`.
    pub traits: Traits,
    /// What the values of all subjects can add up to at most.
    pub total: Option<Decimal>,
    /// So many days two holdings may overlap at a handover, or two dates of what is `once` lie apart.
    pub grace: Option<i64>,
    /// The total could be meant with grouped thousands ([`crate::quantity::is_ambiguous`]).
    pub ambiguous_total: bool,
    /// Two values no further apart do not differ.
    pub tolerance: Option<Tolerance>,
    /// On which sides what holds of a part holds of the whole.
    pub whole: Whole,
}

impl Predicate {
    /// Returns whether two predicates of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Predicate) -> bool {
        *self == Predicate { place: self.place, ..other.clone() }
    }
}

/// What a predicate takes as its object.
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

/// How a predicate relates to time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Temporal {
    /// Holds over time (the default).
    State,
    /// Happens at a time.
    Event,
    /// Time plays no part.
    Timeless,
}

/// How long a state is presumed to stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    /// So many days.
    Days(i64),
    /// Without end.
    Forever,
}

/// An edge of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Edge {
    /// What it says.
    pub kind: EdgeKind,
    /// The other predicate.
    pub to: Symbol,
    /// Its index in the list of its key, to point at it.
    pub index: u32,
    /// Why, where given.
    pub because: Option<String>,
}

/// The kinds of edge.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EdgeKind {
    /// A law.
    Implies,
    /// A presumption.
    UsuallyImplies,
    /// Never both of the same pair at the same time.
    Excludes,
    /// The same, with subject and object exchanged.
    InverseOf,
    /// A guard: not two words for one thing, and no exclusion.
    DistinctFrom,
    /// A guard: the one must not entail the other.
    MustNotImply,
}

impl EdgeKind {
    /// All of them, in the order of the keys.
    pub const ALL: [EdgeKind; 6] = [
        EdgeKind::Implies,
        EdgeKind::UsuallyImplies,
        EdgeKind::Excludes,
        EdgeKind::InverseOf,
        EdgeKind::DistinctFrom,
        EdgeKind::MustNotImply,
    ];

    /// The key that writes it.
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

/// On which sides what holds of a part holds of the whole.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Whole {
    /// Of the subject.
    pub subject: bool,
    /// Of the object.
    pub object: bool,
}
