//! What clashes: conflicts between claims, the rules they fall under, and what each of them rests on.
//!
//! The way of the data: a [`Workspace`](gainsay_model::Workspace) becomes a [`ledger`] of the claims that take part; [`meetings`] says
//! which statements have to be compared; [`clash`] compares two claims, and with it [`time`] two times and [`values`] two values;
//! [`pairs`](mod@pairs) lists what conflicts, [`conflicts`] groups it; [`findings`] and [`reasons`] put it into words. [`check`](check()) does all of it.

pub mod ask;
pub mod check;
pub mod clash;
pub mod closure;
pub mod conflicts;
pub mod entities;
pub mod findings;
pub mod graph;
pub mod guards;
pub mod ledger;
pub mod levels;
pub mod meetings;
pub mod notes;
pub mod origins;
pub mod pairs;
pub mod reasons;
pub mod rules;
pub mod rulings;
pub mod singles;
pub mod speakers;
mod stretches;
mod sweep;
pub mod time;
pub mod values;
pub mod versions;
pub mod vocabulary;
pub mod why;
pub mod words;

pub use check::{Outcome, Summary, check};
pub use pairs::{Pair, pairs};
