//! What is to come of a merge, as values: the text is put together beside it, and is held against it in the end.

use super::value::Value;
use super::{Conflict, Why};

/// Ours or theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Whose {
    Ours,
    Theirs,
}

/// What a key, or a whole document, is to say.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// This.
    Value(Value),
    /// A mapping of these.
    Map(Vec<(String, Outcome)>),
    /// One of these two, which is not for us to say; none where it is not there.
    Open { ours: Option<Value>, theirs: Option<Value>, why: Why },
}

impl Outcome {
    /// Whether nothing in it is open.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Outcome::Value(_) => true,
            Outcome::Map(entries) => entries.iter().all(|(_, outcome)| outcome.is_settled()),
            Outcome::Open { .. } => false,
        }
    }

    /// Whether it is there if all that is open is decided one way.
    pub(super) fn is_there(&self, whose: Whose) -> bool {
        match self {
            Outcome::Value(_) | Outcome::Map(_) => true,
            Outcome::Open { ours, theirs, .. } => {
                if whose == Whose::Ours {
                    ours.is_some()
                } else {
                    theirs.is_some()
                }
            }
        }
    }

    /// What it says if all that is open is decided one way; none if it is then not there.
    pub(super) fn decided(&self, whose: Whose) -> Option<Value> {
        match self {
            Outcome::Value(value) => Some(value.clone()),
            Outcome::Map(entries) => Some(Value::map(
                entries.iter().filter_map(|(key, outcome)| Some((key.clone(), outcome.decided(whose)?))).collect(),
            )),
            Outcome::Open { ours, theirs, .. } => {
                if whose == Whose::Ours {
                    ours.clone()
                } else {
                    theirs.clone()
                }
            }
        }
    }

    /// Adds what is open in it to `conflicts`, in the order of the text; the lines are not known yet.
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
