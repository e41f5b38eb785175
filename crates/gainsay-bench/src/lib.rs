//! What Gainsay is measured with: workloads that come out the same for the same numbers, and a bare prototype that says
//! what the machine allows.
//!
//! A [`workload`] is drawn in numbers, put into words by [`text`], and spread over files by [`mod@write`]; [`shapes`]
//! are the workspaces that hurt. The [`prototype`] shares the closure of the vocabulary with the generator and nothing
//! with the program.

pub mod calendar;
pub mod prototype;
pub mod random;
pub mod shapes;
pub mod text;
pub mod vocabulary;
pub mod workload;
pub mod write;

/// What the generator writes, under a name that changes whenever its bytes do: kept workspaces of another one are
/// written anew.
pub const EDITION: &str = "1";
