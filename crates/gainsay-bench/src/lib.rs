//! The tools with which Gainsay is measured: workloads that are the same for the same numbers, and a bare prototype
//! that shows what the machine allows.
//!
//! A [`workload`] is drawn in numbers, put into words by [`text`], and spread over files by [`mod@write`]; [`shapes`]
//! are the difficult workspaces. The [`prototype`] shares the closure of the vocabulary with the generator and nothing
//! with the program.

pub mod calendar;
pub mod prototype;
pub mod random;
pub mod shapes;
pub mod text;
pub mod vocabulary;
pub mod workload;
pub mod write;

/// The edition of the generator, which changes whenever its bytes do: kept workspaces of another edition are written
/// again.
pub const EDITION: &str = "1";
