//! The page of a source: its details, the quotes that were not found, and the text of its copy with every quote marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use gainsay_diff::quotes::{QuoteState, Seen, differences};
use gainsay_diff::statements::StatedClaim;
use gainsay_model::record::Source;
use gainsay_model::schema::Kind;
use gainsay_render::plural::plural;
use gainsay_render::prose::sides;
use gainsay_render::summary::why_unchecked;
use gainsay_render::words::Words;
use gainsay_sources::{Found, TextOfRecord};
use maud::{Markup, html};
use serde::Serialize;

use super::claim::{ClaimData, card, language, web};
use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::view::{View, anchor};

/// The largest number of claims of a source shown.
const MOST_CARDS: usize = 200;

/// The length in bytes of the longest text that is shown whole; of a longer text only the surroundings of quotes are
/// shown.
const LONGEST_TEXT: usize = 300_000;

/// The number of words shown before and after a quote if the text is too long to be shown whole.
const WORDS_AROUND: usize = 30;

#[derive(Serialize)]
struct Data<'d, 'w> {
    schema: u32,
    source: &'w str,
    title: String,
    publisher: Option<String>,
    author: Option<String>,
    published: Option<String>,
    url: Option<String>,
    archived: Option<String>,
    derived_from: Vec<&'w str>,
    reliability: Option<String>,
    claims: Vec<ClaimData<'w>>,
    more_claims: usize,
    quotes_missing: Vec<&'d str>,
}

/// Makes the page of a source, by its index in the records.
pub fn page(view: &View, index: usize) -> Page {
    let source = view.workspace.records.sources.get(index);
    let Some((source, id)) = source.and_then(|source| Some((source, source.id?))) else {
        return Frame::new(view, "sources/none.html").page("No source", html! { h1 { "No source" } }, &());
    };
    let name = view.workspace.text(id);
    let frame = Frame::new(view, view.source_path(name).unwrap_or_default());
    let claims: Vec<&StatedClaim> =
        view.claims_of_source(id).iter().filter_map(|place| view.claim_at(*place)).collect();
    let text = |key: &str| view.text_of(source.place, key);
    let missing: Vec<&StatedClaim> =
        claims.iter().copied().filter(|claim| view.quote_found(claim.index) == Some(false)).collect();
    let data = Data {
        schema: 1,
        source: name,
        title: view.naming.source(name),
        publisher: text("publisher"),
        author: text("author"),
        published: text("published"),
        url: text("url"),
        archived: text("archived"),
        derived_from: source.derived_from.iter().map(|of| view.workspace.text(*of)).collect(),
        reliability: text("reliability"),
        claims: claims.iter().take(MOST_CARDS).map(|claim| ClaimData::of(view, claim)).collect(),
        more_claims: claims.len().saturating_sub(MOST_CARDS),
        quotes_missing: missing.iter().map(|claim| view.workspace.text(claim.name)).collect(),
    };
    let title = data.title.clone();
    let body = html! {
        p.kicker { "Source" }
        h1 { (Name(&title)) (frame.edit(Kind::Source, name)) }
        (facts(&frame, source, name))
        (not_found(&frame, index, &missing))
        (text_of_record(&frame, index, source))
        @if !claims.is_empty() {
            section {
                h2 { "Claims that rest on it " span.count { (claims.len()) } }
                div.cards { @for claim in claims.iter().take(MOST_CARDS) { (card(&frame, claim, false)) } }
                @if claims.len() > MOST_CARDS {
                    p.more {
                        "and " (plural(claims.len() - MOST_CARDS, "more claim")) ", in "
                        a href=(frame.to("data/claims.csv")) {
                            "the table of claims"
                        }
                    }
                }
            }
        }
    };
    frame.page(&title, body, &data)
}

fn facts(frame: &Frame, source: &Source, id: &str) -> Markup {
    let view = frame.view;
    let text = |key: &str| view.text_of(source.place, key);
    let address = |label: &str, url: Option<String>| {
        html! {
            @if let Some(url) = url {
                dt { (label) }
                dd.address {
                    @match web(&url) {
                        Some(web) => a href=(web) rel="noreferrer noopener external" { (Shown(&url)) }
                        , None => (Shown(&url))
                    }
                }
            }
        }
    };
    let fact =
        |label: &str, told: Option<String>| html! { @if let Some(told) = told { dt { (label) } dd { (Name(&told)) } } };
    html! {
        dl.facts {
            (fact("Publisher", text("publisher")))
            (fact("Author", text("author")))
            (fact("Published", text("published").map(|date| view.naming.date(&date))))
            (fact("Accessed", text("accessed").map(|date| view.naming.date(&date))))
            (fact("Language", text("lang")))
            (fact("Reliability", text("reliability")))
            @if !source.derived_from.is_empty() {
                dt { "Draws on" }
                dd {
                    @for (i, of) in source.derived_from.iter().enumerate() {
                        @if i > 0 { ", " } (frame.source(view.workspace.text(*of)))
                    }
                }
            }
            (address("Address", text("url")))
            (address("Stored copy", text("archived")))
            (fact("Note", text("note")))
            dt { "Id" } dd { code { (Shown(id)) } }
        }
    }
}

/// Returns the quotes that are not in the copy, with the nearest passage if words are published whole.
fn not_found(frame: &Frame, index: usize, missing: &[&StatedClaim]) -> Markup {
    let view = frame.view;
    let states: BTreeMap<usize, &QuoteState> =
        view.texts.seen(index).into_iter().flat_map(Seen::quotes).map(|(claim, state)| (*claim, state)).collect();
    html! {
        @if !missing.is_empty() {
            section.not-found {
                h2 { "Quotes that do not stand in the copy " span.count { (missing.len()) } }
                @for claim in missing {
                    (card(frame, claim, false))
                    @let state = states.get(&claim.index).filter(|_| view.naming.words() == Words::Full);
                    @if let Some(QuoteState::NotFound { nearest: Some(nearest), .. }) = state {
                        p.note {
                            "Nearest in the copy, line " (nearest.line) ": " span dir="auto" {
                                (Shown(&differences(nearest)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A quote that was found: its claim, and its place.
struct Passage {
    claim: usize,
    found: Found,
}

fn text_of_record(frame: &Frame, index: usize, source: &Source) -> Markup {
    let view = frame.view;
    if !source.kept {
        return html! {};
    }
    let Some(seen) = view.texts.seen(index) else { return html! {} };
    if let Some(why) = seen.why_unread() {
        return html! { section.text { h2 { "Text" } p.note { "Not to be shown: " (why_unchecked(why.key())) "." } } };
    }
    let passages: Vec<Passage> = seen
        .quotes()
        .iter()
        .filter_map(|(claim, state)| match state {
            QuoteState::Found(found) if view.place(*claim).is_some() => {
                Some(Passage { claim: *claim, found: found.clone() })
            }
            _ => None,
        })
        .collect();
    if !view.about.texts_are_published() {
        return excerpts(frame, &passages);
    }
    let Some(text) = view.texts.text(index) else { return html! {} };
    let reading = reading_of(&passages, text.readings.len());
    let Some(shown) = text.readings.get(reading) else { return html! {} };
    let is_long = shown.text.len() > LONGEST_TEXT;
    let lang = view.text_of(source.place, "lang");
    let is_elsewhere = |passage: &&Passage| passage.found.reading != reading;
    let elsewhere: Vec<&Passage> = passages.iter().filter(is_elsewhere).collect();
    html! {
        section.text {
            h2 { "Text" }
            p.note {
                "Marked where they stand in the kept copy: " (plural(passages.len(), "quote")) "." @if is_long {
                    " The text is long: what stands around the quotes is shown."
                }
            }
            @if is_long { (surroundings(frame, &text, &passages)) } @else {
                div.record dir="auto" lang=[language(lang.as_deref())] data-source=[source_to_quote(frame, source)] {
                    (marked(frame, &shown.text, &passages, reading))
                }
            }
            @if !elsewhere.is_empty() && !is_long {
                h3 { "Found in another reading of the copy" }
                @for passage in elsewhere { (around(frame, &text, passage)) }
            }
        }
    }
}

/// Returns the id of a source if claims can be started from its text.
fn source_to_quote<'w>(frame: &Frame<'_, '_, 'w>, source: &Source) -> Option<&'w str> {
    source.id.filter(|_| frame.view.about.edit).map(|id| frame.view.workspace.text(id))
}

/// Returns the number of the reading in which most quotes were found.
fn reading_of(passages: &[Passage], readings: usize) -> usize {
    let count = |reading: usize| passages.iter().filter(|passage| passage.found.reading == reading).count();
    (0..readings).max_by_key(|reading| (count(*reading), std::cmp::Reverse(*reading))).unwrap_or(0)
}

/// Returns the text with every quote of one reading marked; a part that several quotes share is marked once, and each
/// of them links to it.
fn marked(frame: &Frame, text: &str, passages: &[Passage], reading: usize) -> Markup {
    let here: Vec<(usize, Range<usize>)> = passages
        .iter()
        .filter(|passage| passage.found.reading == reading)
        .flat_map(|passage| passage.found.passages.iter().map(|at| (passage.claim, at.clone())))
        .filter(|(_, at)| text.get(at.clone()).is_some_and(|passage| !passage.is_empty()))
        .collect();
    let mut cuts: BTreeSet<usize> = [0, text.len()].into();
    cuts.extend(here.iter().flat_map(|(_, at)| [at.start, at.end]));
    // The quotes that begin or end at a cut are noted there, so that the cost of each quote is in proportion to its
    // length.
    let (mut begins, mut ends): (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, Vec<usize>>) = Default::default();
    for (claim, at) in &here {
        begins.entry(at.start).or_default().push(*claim);
        ends.entry(at.end).or_default().push(*claim);
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut open = 0_usize;
    let mut named: BTreeSet<usize> = BTreeSet::new();
    let mut parts: Vec<Markup> = Vec::new();
    for two in cuts.windows(2) {
        let (from, to) = (two[0], two[1]);
        let starting = begins.get(&from).map_or(&[][..], Vec::as_slice);
        open += starting.len();
        let piece = text.get(from..to).unwrap_or_default();
        let anchors: Vec<usize> = starting.iter().copied().filter(|claim| named.insert(*claim)).collect();
        parts.push(html! {
            @for claim in anchors { span.at id=[id_of(frame, claim).map(|id| anchor("quote", id))] {} }
            @if open > 0 { mark { (Shown(piece)) } } @else { (lines(piece)) }
        });
        let ending = ends.get(&to).map_or(&[][..], Vec::as_slice);
        open -= ending.len().min(open);
        for claim in ending {
            parts.push(reference(frame, *claim));
        }
    }
    html! { @for part in parts { (part) } }
}

/// Returns a text with its line ends.
fn lines(text: &str) -> Markup {
    html! { @for (i, line) in text.split('\n').enumerate() { @if i > 0 { "\n" } (Shown(line)) } }
}

fn id_of<'w>(frame: &Frame<'_, '_, 'w>, claim: usize) -> Option<&'w str> {
    let view = frame.view;
    Some(view.workspace.text(view.workspace.records.claims.get(claim)?.id?))
}

/// Returns a link to the claim whose quote ends here.
fn reference(frame: &Frame, claim: usize) -> Markup {
    let Some(id) = id_of(frame, claim) else { return html! {} };
    html! {
        @if let Some(path) = frame.view.claim_path(id) {
            sup { a href=(frame.to(&path)) { (Name(&frame.view.naming.claim(id))) } }
        }
    }
}

/// Returns the surroundings of each quote, if the text is too long to be shown.
fn surroundings(frame: &Frame, text: &TextOfRecord, passages: &[Passage]) -> Markup {
    html! { @for passage in passages.iter().take(MOST_CARDS) { (around(frame, text, passage)) } }
}

fn around(frame: &Frame, text: &TextOfRecord, passage: &Passage) -> Markup {
    html! {
        @if let Some(shown) = text.around(&passage.found, WORDS_AROUND) {
            p.around dir="auto" {
                "… " (Shown(&shown.before)) " " mark { (Shown(&shown.passage)) }
                (reference(frame, passage.claim)) " " (Shown(&shown.behind)) " …"
            }
        }
    }
}

/// Returns the quotes alone, as much of each as is published, if the text is not.
fn excerpts(frame: &Frame, passages: &[Passage]) -> Markup {
    let view = frame.view;
    let quotes: Vec<(usize, String)> = passages
        .iter()
        .take(MOST_CARDS)
        .filter_map(|passage| {
            let claim = view.workspace.records.claims.get(passage.claim)?;
            Some((passage.claim, sides::spoken_claim(view.naming, claim)?.quote?))
        })
        .collect();
    html! {
        section.text {
            h2 { "Text" }
            p.note { "Of the text of this source no more is published here than what is quoted." }
            @for (claim, quote) in quotes { p.around dir="auto" { mark { (Shown(&quote)) } (reference(frame, claim)) } }
        }
    }
}
