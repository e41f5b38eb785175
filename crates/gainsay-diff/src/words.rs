//! What was found, in plain words.

pub mod derivations;
pub mod findings;
mod quotes;
pub mod reasons;
mod speakers;
pub mod times;
