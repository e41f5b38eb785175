//! HTML pages, as browsers read them.

mod element;
mod lines;
mod parse;
mod tags;
mod tree;

pub(crate) use tags::declared_encoding;

use crate::could_not_look::CouldNotLook;

/// The text of a page, and its statements about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// The text that a reader sees, line by line.
    pub(crate) text: String,
    pub(crate) about: About,
}

/// The statements of a page about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) title: Option<String>,
    pub(crate) lang: Option<String>,
    /// The address of the page that `<link rel=canonical>` gives.
    pub(crate) canonical: Option<String>,
    /// Names and contents of `<meta>`, names in lower case.
    pub(crate) meta: Vec<(String, String)>,
    /// The contents of `<script type="application/ld+json">`.
    pub(crate) linked_data: Vec<String>,
}

impl Page {
    /// Reads a page. The time is linear in its length, and nesting costs no stack.
    pub(crate) fn parse(source: &str) -> Result<Page, CouldNotLook> {
        let tree = parse::tree(source)?;
        Ok(Page { text: tree.visible_text(), about: tree.about() })
    }
}
