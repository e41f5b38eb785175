//! A workspace on disk and in git: which files belong to it, how they are read and kept, its snapshots, its history,
//! and how files are written.
//!
//! This crate prints nothing. It knows no terminal and no arguments; its warnings and its progress go to the [`Events`]
//! that the caller hands in, and its failures are [`Error`] values.

pub mod belonging;
pub mod cache;
pub mod ci;
pub mod clock;
pub mod content;
pub mod copies;
mod disk;
pub mod edit_session;
pub mod editing;
mod error;
mod events;
pub mod files;
pub mod history;
mod ignoring;
pub mod keeping;
pub mod live;
mod load;
mod load_options;
mod manifest;
pub mod merging;
mod overlays;
pub mod paths;
pub mod quotes;
pub mod read_file;
pub mod repository;
pub mod review;
mod rule_pages;
mod scan;
pub mod snapshot;
pub mod temp_files;
mod threads;
pub mod trees;
pub mod watch;
pub mod write;

pub use disk::DiskFiles;
pub use error::{Error, reason};
pub use events::{Events, Progress, Silent};
pub use live::LiveWorkspace;
pub use load::{Loaded, load, load_overlaid};
pub use load_options::LoadOptions;
pub use overlays::Overlays;
pub use rule_pages::put_page;
pub use scan::{Changed, TreeScan};
pub use snapshot::{Snapshot, SnapshotSource};
