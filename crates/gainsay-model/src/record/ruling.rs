//! Rulings: what the editors decided about conflicts.

use super::{DateId, Place, Rev};
use crate::interner::Symbol;

/// What the editors decided about a conflict.
#[derive(Clone, PartialEq, Debug)]
pub struct Ruling {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// The claims it covers.
    pub between: Vec<Pinned>,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// When it was decided.
    pub decided: Option<DateId>,
    /// When it must be looked at again.
    pub until: Option<DateId>,
}

/// A claim that a ruling names.
#[derive(Clone, PartialEq, Debug)]
pub struct Pinned {
    /// The claim.
    pub claim: Symbol,
    /// Its index in the list, to point at it.
    pub index: u32,
    /// The version ruled upon.
    pub pin: Pin,
}

/// The version of a claim that a ruling pins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// None: whatever the claim says.
    Loose,
    /// This one.
    At(Rev),
    /// Something after the `@` that is no version.
    Unreadable,
}

/// What a ruling decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A real, acknowledged disagreement.
    Open,
    /// No conflict once understood.
    Explained,
    /// The claims speak of different things.
    NotComparable,
    /// The speaker changed position.
    ChangedPosition,
    /// A report is wrong.
    ReportError,
    /// One claim is preferred.
    Prefers(Symbol),
}
