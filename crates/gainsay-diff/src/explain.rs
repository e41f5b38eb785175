//! What conflicts, notes and answers rest on, found out by the comparison that found them, as
//! [`grounds`](crate::grounds).

pub mod conflicts;
pub mod derivations;
pub mod notes;
pub mod pair;
mod quotes;
pub mod sets;
pub mod speakers;
pub mod times;
