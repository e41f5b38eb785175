//! Rulings: what the editors decided about conflicts.

use super::{DateId, Place, Rev, Seal};
use crate::interner::Symbol;

/// A decision of the editors about a conflict.
#[derive(Clone, PartialEq, Debug)]
pub struct Ruling {
    /// The id of the ruling.
    pub id: Option<Symbol>,
    /// The place of the ruling.
    pub place: Place,
    /// The seal, if any was written.
    pub seal: Option<Seal>,
    /// The claims that the ruling covers.
    pub between: Vec<Pinned>,
    /// The verdict of the ruling.
    pub verdict: Option<Verdict>,
    /// The date of the decision.
    pub decided: Option<DateId>,
    /// The date from which the ruling must be reviewed.
    pub until: Option<DateId>,
}

/// A claim that a ruling names.
#[derive(Clone, PartialEq, Debug)]
pub struct Pinned {
    /// The claim that is named.
    pub claim: Symbol,
    /// The index of the claim in the list, so that a route can lead to it.
    pub index: u32,
    /// The version of the claim that was ruled upon.
    pub pin: Pin,
}

/// The version of a claim that a ruling pins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// No version: the ruling holds whatever the claim says.
    Loose,
    /// The version that the ruling names.
    At(Rev),
    /// A text behind the `@` that is no version.
    Unreadable,
}

/// The decision of a ruling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The conflict is a real, acknowledged disagreement.
    Open,
    /// There is no conflict once the claims are understood.
    Explained,
    /// The claims speak of different things.
    NotComparable,
    /// The speaker changed position.
    ChangedPosition,
    /// One of the reports is wrong.
    ReportError,
    /// The given claim is preferred.
    Prefers(Symbol),
}
