//! The expected outcome of a merge, as values: the merged text is compared with it in the end.

use super::value::Value;
use super::{Conflict, Why};

/// One of the two sides of a merge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Ours,
    Theirs,
}

/// The outcome of a key, or of a whole document.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// The value is decided.
    Value(Value),
    /// The value is a mapping with these entries.
    Map(Vec<(String, Outcome)>),
    /// The value is one of these two, which a person has to decide; none on a side where it is absent.
    Open { ours: Option<Value>, theirs: Option<Value>, why: Why },
}

impl Outcome {
    /// Returns true if no part of the outcome is open.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Outcome::Value(_) => true,
            Outcome::Map(entries) => entries.iter().all(|(_, outcome)| outcome.is_settled()),
            Outcome::Open { .. } => false,
        }
    }

    /// Returns true if the value is there when all open parts are decided for one side.
    pub(super) fn is_there(&self, whose: Side) -> bool {
        match self {
            Outcome::Value(_) | Outcome::Map(_) => true,
            Outcome::Open { ours, theirs, .. } => {
                if whose == Side::Ours {
                    ours.is_some()
                } else {
                    theirs.is_some()
                }
            }
        }
    }

    /// Returns the value when all open parts are decided for one side; none if it is absent then.
    pub(super) fn decided(&self, whose: Side) -> Option<Value> {
        match self {
            Outcome::Value(value) => Some(value.clone()),
            Outcome::Map(entries) => Some(Value::map(
                entries.iter().filter_map(|(key, outcome)| Some((key.clone(), outcome.decided(whose)?))).collect(),
            )),
            Outcome::Open { ours, theirs, .. } => {
                if whose == Side::Ours {
                    ours.clone()
                } else {
                    theirs.clone()
                }
            }
        }
    }

    /// Adds the open parts to `conflicts`, in the order of the text; the lines are not known yet.
    pub(super) fn gather(&self, record: &str, key: &str, conflicts: &mut Vec<Conflict>) {
        match self {
            Outcome::Value(_) => {}
            Outcome::Map(entries) => {
                for (inner, outcome) in entries {
                    let inner = if key.is_empty() { inner.clone() } else { format!("{key}.{inner}") };
                    outcome.gather(record, &inner, conflicts);
                }
            }
            Outcome::Open { why, .. } => {
                conflicts.push(Conflict { record: record.into(), key: key.into(), why: *why, line: 0 })
            }
        }
    }
}
