//! Range queries for claims that conflict with one: each claim is a point, made of its time, its speaker and its value,
//! and each rule is a query for the points in a box. A claim in a box nearly always conflicts, so that a search for
//! claims that do not exist costs little.

mod boxes;
mod dimensions;
mod extents;
mod parties;
mod setting;
mod succession_index;
mod witnesses;

pub use parties::Parties;
pub use setting::Setting;
pub use witnesses::{RuledAlike, Witnesses};
