//! The data model: records, entities, vocabulary, time, quantities and the workspace in memory, with reading and
//! writing of YAML text.
//!
//! The crate uses no disk, no terminal, no clock and no git, and never panics on any input: a part that cannot be read
//! becomes a [`Finding`](finding::Finding), and everything else is read all the same.
//!
//! Data flows from bytes to [`yaml`] documents with places, then through [`read`] into records, then into the
//! [`workspace`] (ids looked up, statements read by their predicates). [`canonical`] and [`seal`] work on the
//! documents, not on the records. [`value`] holds records as data, and [`mod@write`] lays them out as YAML.

pub mod canonical;
pub mod cursor;
pub mod date;
mod dates;
pub mod edit;
pub mod file;
pub mod finding;
pub mod fix;
pub mod fix_batch;
pub mod interner;
pub mod lately;
mod layout;
pub mod merge;
pub mod new_record;
mod order;
mod quantities;
pub mod quantity;
pub mod read;
pub mod record;
pub mod records;
pub mod references;
pub mod route;
pub mod schema;
pub mod seal;
pub mod sheet;
pub mod snapshot_codec;
pub mod text;
mod unknown_reference;
mod unread;
pub mod value;
pub mod vocabularies;
pub mod workspace;
pub mod write;
pub mod yaml;

pub use interner::{Interner, Symbol};
pub use read::Input;
pub use unread::LeftUnread;
pub use workspace::Workspace;
