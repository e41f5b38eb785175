//! Findings, reviews and records as text: for people ([`full`], [`concise`]), for programs ([`json`], [`pairs`]) and
//! for services ([`github`], [`gitlab`], [`junit`], [`sarif`]). [`review`] has the formats for the differences between
//! two snapshots.
//!
//! The crate is pure: it turns values into bytes. It opens no file, asks no clock and knows no terminal; it gets the
//! text of a quoted file from the [`Workspace`](gainsay_model::Workspace). Each format only translates, and none
//! decides anything.

pub mod bearing;
pub mod by_name;
pub mod ci_log;
pub mod concise;
mod contents;
pub mod directory;
pub mod editor;
mod folding;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod grid;
pub mod hover;
pub mod html;
pub mod json;
pub mod json_schema;
pub mod junit;
pub mod layout;
pub mod links;
pub mod location;
pub mod markdown;
pub mod matrix;
pub mod offered_words;
pub mod paint;
pub mod pairs;
pub mod plain;
mod plain_lines;
pub mod plural;
pub mod positions;
pub mod prose;
pub mod record_names;
mod report;
pub mod review;
pub mod safe_json;
pub mod safe_yaml;
pub mod sarif;
pub mod selection;
pub mod sheet;
mod snippet;
pub mod statistics;
pub mod summary;
pub mod text_diff;
pub mod timeline;
pub mod told_claim;
pub mod words;

pub use report::{Filed, Report, SinceThen};
