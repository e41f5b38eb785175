//! A workspace as pages: a folder that opens from disk and from any web server.
//!
//! Data flows like this: a checked workspace becomes a [`View`], in which everything that pages need is looked up once;
//! [`PageKey::all`] lists the pages, and [`PageKey::page`] makes one as a value, by itself. [`build`] makes them all
//! and writes them into a [folder] of their own.
//!
//! This crate only presents: claims are compared in `gainsay-diff`, and sentences are made in `gainsay-render`.

pub mod about;
pub mod assets;
pub mod downloads;
pub mod feed;
pub mod folder;
pub mod history;
pub mod names;
pub mod page;
pub mod pages;
pub mod public;
pub mod search_index;
pub mod serve;
mod shown;
mod site;
pub mod svg;
pub mod texts;
pub mod view;

pub use page::Page;
pub use pages::PageKey;
pub use site::{Built, SiteOptions, build};
pub use view::{Checked, View};
