//! The search page: it searches ids, names, statements and quotes in an index that is a classic script, so that it
//! works from disk.

use maud::html;
use serde::Serialize;

use crate::page::{Frame, Page};
use crate::view::View;

#[derive(Serialize)]
struct Data {
    schema: u32,
    index: Vec<String>,
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "search.html");
    let parts = crate::search_index::parts(view);
    let body = html! {
        h1 { "Search" }
        noscript {
            p {
                "The search needs a script. Without it, the lists of " a href="entities.html" { "names" }
                ", " a href="statements.html" { "statements" }
                " and " a href="sources.html" { "sources" }
                " can be searched in the browser."
            }
        }
        p.hits aria-live="polite" {}
        ol.results data-parts=(parts) {}
    };
    let index = (0..parts).map(crate::search_index::path).collect();
    frame.page("Search", body, &Data { schema: 1, index })
}
