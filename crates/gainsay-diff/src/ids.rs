//! The numbers by which claims, statements and entities are referred to, small enough for a great number of them.

/// A claim that takes part, by number, in the byte order of the ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClaimId(pub u32);

/// A statement that claims make, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatementId(pub u32);

/// A class of entities that are the same, by number, in the byte order of their representatives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntityId(pub u32);

/// A node of a forest, by number. A node comes after its parent.
pub type NodeId = u32;
