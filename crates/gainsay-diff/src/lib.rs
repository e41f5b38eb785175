//! Conflicts between claims, the rules that they fall under, and their reasons.
//!
//! A [`Workspace`](gainsay_model::Workspace) becomes a [`ledger`] of the claims that take part, with the [`vocabulary`]
//! as one graph; [`clash`] compares two claims, and with it two times and two values; [`conflicts`] finds the claims
//! that have to be compared at all, lists the pairs and groups them; [`explain`] finds their reasons.
//! [`check`](check()) does all of it, and its [`findings`] are values; [`ask`] and [`why`] answer a question.
//! [`changes`] compares two states of a workspace, and [`compare`] the conflicts of both. [`rules`] is the table of all
//! rules.

pub mod accusations;
pub mod ask;
pub mod baseline;
mod by_name;
pub mod changes;
pub mod check;
pub mod claim_filter;
pub mod claim_forest;
pub mod clash;
pub mod compare;
pub mod conflicts;
mod cover;
#[cfg(test)]
mod draws;
pub mod explain;
pub mod finding_index;
pub mod findings;
pub mod fingerprint;
pub mod fixes;
mod graph;
pub mod grounds;
pub mod held_claims;
pub mod ids;
pub mod impact;
pub mod incremental;
pub mod joins;
mod kd_tree;
pub mod ledger;
pub mod matrix;
pub mod mechanism;
pub mod number_set;
pub mod number_sums;
pub mod outcome;
pub mod positions;
pub mod quotes;
pub mod review;
pub mod rules;
pub mod rulings;
pub mod set_conflict;
pub mod sets;
pub mod statements;
pub mod time;
pub mod timeline;
pub mod vocabulary;
pub mod why;

pub use check::unused::{UnusedKey, unused_keys};
pub use check::{Asked, PairWriter, Stop, check, check_and_pairs, check_for};
pub use conflicts::pairs::{ClaimSet, Line, Pair, pairs, pairs_held};
pub use outcome::{Outcome, Summary};
