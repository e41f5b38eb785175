//! Records as the checks work on them. Texts that only a reader needs (quotes, notes, titles …) are not kept here; they
//! are read again from the file when they are shown ([`crate::Workspace::document`]).

mod claim;
mod entity;
mod predicate;
mod ruling;
mod source;
mod statement;
mod version;

pub use crate::dates::{DateId, Dates};
pub use crate::quantities::{Quantities, QuantityId};
pub use claim::{Claim, Extras, Stance};
pub use entity::{Entity, Office};
pub use predicate::{Edge, EdgeKind, Lasts, ObjectType, Predicate, Temporal, Traits, Whole};
pub use ruling::{Pin, Pinned, Ruling, Verdict};
pub use source::Source;
pub(crate) use statement::StatementState;
pub use statement::{Object, RawStatement, Statement, Text, split_statement, text_object};
pub(crate) use version::SealProof;
pub use version::{Digest, Rev, Seal};

/// The place of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// Index into [`crate::Workspace::files`].
    pub file: u32,
    /// The byte offset of the record's first key.
    pub start: u32,
}

/// The record of the workspace itself.
#[derive(Clone, Default, Debug)]
pub struct Manifest {
    /// The name of the workspace.
    pub name: Option<String>,
    /// The built-in vocabularies that the workspace uses.
    pub vocabularies: Vec<(String, u32)>,
    /// The levels of rules and mechanisms, as written.
    pub rules: Vec<(String, String)>,
    /// The level from which on a check fails, as written.
    pub fail_on: Option<String>,
    /// The patterns of files to leave out.
    pub exclude: Vec<String>,
    /// The place of the manifest, if there is one.
    pub place: Option<Place>,
}
