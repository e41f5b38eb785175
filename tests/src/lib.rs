//! The parts that the tests of Gainsay share: workspaces to read, the program to run, pages to follow, and a second
//! reading of the contract ([`brute`]) for random workspaces ([`random`]).

pub mod answers;
pub mod browser;
// The brute force applies the clauses of the contract literally, one after the other.
#[allow(clippy::collapsible_if, clippy::nonminimal_bool)]
pub mod brute;
pub mod chains;
pub mod copies;
pub mod cpu_time;
pub mod crowds;
pub mod cuts;
pub mod deep;
pub mod dialogue;
pub mod drafts;
pub mod edits;
pub mod frames;
pub mod hostile_workspace;
pub mod kept;
pub mod language_client;
pub mod layouts;
pub mod pages;
pub mod program;
#[allow(clippy::manual_is_multiple_of)]
pub mod random;
#[cfg(unix)]
pub mod repositories;
pub mod retold;
pub mod sessions;
pub mod skipped;
pub mod slow_quotes;
pub mod sources;
pub mod told;
pub mod triples;
pub mod typing;
pub mod workspaces;
