//! What was found, in plain words.

pub mod findings;
pub mod reasons;
