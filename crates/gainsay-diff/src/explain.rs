//! The reasons of conflicts, notes and answers, found by the comparison that found these, as
//! [`grounds`](crate::grounds).

pub mod conflicts;
pub mod derivations;
pub mod notes;
pub mod pair;
mod quotes;
mod set_positions;
pub mod sets;
pub mod speakers;
pub mod times;
