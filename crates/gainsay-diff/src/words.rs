//! What was found, in plain words.

pub mod derivations;
pub mod findings;
pub mod reasons;
mod speakers;
pub mod times;
