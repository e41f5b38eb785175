//! The page about the site: how to read the pages, the commit that they show, and the downloads.

use gainsay_render::words::{FIRST_WORDS, Words};
use maud::{Markup, html};
use serde::Serialize;

use crate::about::AboutData;
use crate::downloads::TABLES;
use crate::page::{Frame, Page, told_left_out};
use crate::shown::Shown;
use crate::view::View;

#[derive(Serialize)]
struct Data<'d> {
    schema: u32,
    #[serde(flatten)]
    site: AboutData<'d>,
    downloads: Vec<String>,
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "about.html");
    let about = view.about;
    let tables =
        || TABLES.iter().flat_map(|table| ["csv", "json"].map(|ending| format!("data/{}.{ending}", table.name)));
    let data = Data { schema: 1, site: view.about.data(), downloads: tables().collect() };
    let body = html! {
        h1 { "About these pages" }
        p { "They are made by Gainsay " (about.version) " of " (Shown(&about.state())) "." }
        p { (words(about.words)) @if let Some(left_out) = about.left_out { " " (told_left_out(left_out)) } }
        (reading())
        section {
            h2 { "Downloads" }
            p {
                "Each table as values separated by commas, and as JSON. Every page has a JSON of its own, linked at \
                    its foot."
            }
            ul.rows {
                @for table in &TABLES {
                    li {
                        (table.told) ": " a href=(frame.to(&format!("data/{}.csv", table.name))) { "CSV" }
                        ", " a href=(frame.to(&format!("data/{}.json", table.name))) { "JSON" }
                    }
                }
                li { "New contradictions: " a href=(frame.to("feed.xml")) { "Atom feed" } }
            }
        }
    };
    frame.page("About these pages", body, &data)
}

fn words(words: Words) -> Markup {
    html! {
        @match words {
            Words::Full => "Quotes are published whole.",
            Words::Short => { "Of a quote the first " (FIRST_WORDS) " words are published." },
            Words::None => "Quotes are not published: only who said what, and where it is to be read.",
        }
    }
}

fn reading() -> Markup {
    html! {
        section {
            h2 { "How to read them" }
            dl.terms {
                dt { "Claim" }
                dd {
                    "Somebody affirms, denies, suggests, doubts or relays a statement, in a source, on a day. It says \
                        what was said, not what is so."
                }
                dt { "Contradiction" }
                dd {
                    "Claims that cannot all be so. It is certain, or possible: then the page says what would decide it."
                }
                dt { "Reversal" } dd { "One speaker said one thing first and its opposite later." }
                dt { "Self-contradiction" } dd { "One speaker said two things that cannot both be so." }
                dt { "Mixed message" } dd { "Two who speak in one name contradict each other." }
                dt { "Report divergence" } dd { "Two reports give one utterance differently." }
                dt { "Dispute" } dd { "Different sides say what cannot both be so. Nobody need be at fault." }
                dt { "Ruling" } dd { "What the editors decided about a contradiction. The claims stay as they are." }
                dt { "Stances" }
                dd { "● affirms, ◐ suggests, ✕ denies, ◌ doubts, ▸ relays. Who relays a statement asserts nothing." }
                dt { "Time bars" }
                dd {
                    "Light: days that a claim may speak of. Dark: days that it surely speaks of. A faded end is open. \
                        The mark ▴ is the day on which it was said."
                }
                dt { "Silence" }
                dd {
                    "An empty cell of the matrix: the speaker has no claim on the statement here. It is neither a yes \
                        nor a no."
                }
            }
        }
    }
}
