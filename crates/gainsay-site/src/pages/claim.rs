//! A claim as a card: who said what, when, in which words, and in which source.

use gainsay_diff::statements::StatedClaim;
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;
use gainsay_render::prose;
use gainsay_render::prose::sides::ClaimLine;
use gainsay_render::told_claim::ToldClaim;
use maud::{Markup, html};
use serde::Serialize;

use crate::page::Frame;
use crate::shown::{Name, Shown};
use crate::svg::lanes::shape;
use crate::view::{View, anchor};

/// A claim as data.
#[derive(Serialize)]
pub struct ClaimData<'w> {
    #[serde(flatten)]
    told: ToldClaim<'w>,
    on_behalf: Option<String>,
    quote: Option<String>,
    translation: Option<String>,
    lang: Option<String>,
    /// The part of the quote that is published: `full`, `short` or `none`.
    words: &'static str,
    /// The result for the quote: whether it is in the kept copy of its source; none if it was not looked for.
    quote_found: Option<bool>,
    contested: bool,
}

impl<'w> ClaimData<'w> {
    /// Returns a claim as data.
    pub fn of(view: &View<'_, 'w>, claim: &StatedClaim<'w>) -> ClaimData<'w> {
        let line = view.line_of(claim);
        let (on_behalf, quote, translation, lang) =
            line.map(|line| (line.on_behalf, line.quote, line.translation, line.lang)).unwrap_or_default();
        ClaimData {
            told: view.teller.data(claim, &[]),
            on_behalf,
            quote,
            translation,
            lang,
            words: view.naming.words().name(),
            quote_found: view.quote_found(claim.index),
            contested: view.open_claims.contested.contains(&claim.index),
        }
    }
}

/// Returns a claim as a card. `heads` says whether the card is on the claim's own page; it then has the anchor to which
/// others link.
pub fn card<'w>(frame: &Frame<'_, '_, 'w>, claim: &StatedClaim<'w>, heads: bool) -> Markup {
    let view = frame.view;
    let id = view.workspace.text(claim.name);
    let Some(line) = view.line_of(claim) else { return html! {} };
    let words = view.teller.words(claim, &[]);
    let more = claim.record.more();
    let text = |name| view.workspace.text(name);
    let own = heads.then(|| anchor("claim", id));
    html! {
        article.claim.withdrawn[!claim.stands()] id=[own] data-stance=(claim.stance.key()) {
            header {
                p.who {
                    (frame.entity(&line.by))
                    @if let Some(on_behalf) = &line.on_behalf { " " span.for { "for " (Name(on_behalf)) } }
                }
                p.said { (Shown(&words.said)) (frame.edit(Kind::Claim, id)) }
            }
            p.says {
                (stance(claim.stance)) " "
                @if let Some(absence) = claim.absence { span.absence { (prose::absence(absence)) } " " }
                @match view.place(claim.index).and_then(|(statement, _)| view.statement_path(statement)) {
                    Some(path) if !heads => a href=(frame.to(&path)) { (Name(&line.statement)) },
                    _ => (Name(&line.statement)),
                }
                @if let Some(when) = &line.when { span.when { ", " (Shown(when)) } }
            }
            (quoted(view, claim, &line))
            (sourced(frame, claim, &line))
            (notes(&words.notes))
            @if let Some(answered) = more.answers { p.note { "answers " (frame.claim(text(answered))) } }
            @if !more.based_on.is_empty() {
                p.note {
                    "rests on " @for (i, base) in more.based_on.iter().enumerate() {
                        @if i > 0 { ", " } (frame.claim(text(*base)))
                    }
                }
            }
            (contests(frame, id))
            p.id { a href=[view.claim_path(id).map(|path| frame.to(&path))] { code { (Shown(id)) } } }
        }
    }
}

/// Returns a stance, as a shape and a word.
pub fn stance(stance: Stance) -> Markup {
    html! { span.stance data-stance=(stance.key()) { span aria-hidden="true" { (shape(stance)) } " " (stance.key()) } }
}

fn quoted(view: &View, claim: &StatedClaim, line: &ClaimLine) -> Markup {
    html! {
        @if let Some(quote) = &line.quote {
            blockquote lang=[language(line.lang.as_deref())] dir="auto" { p { (Shown(quote)) } }
        } @else if claim.record.quoted {
            p.note { "Its words are not published here." }
        }
        @if let Some(translation) = &line.translation {
            blockquote.translation dir="auto" { p { (Shown(translation)) } }
        }
        @match view.quote_found(claim.index) {
            Some(true) => p.checked.found { "✓ the quote stands in the kept copy" },
            Some(false) => p.checked.missing { "✗ the quote does not stand in the kept copy" },
            None => {},
        }
    }
}

/// Returns a language tag if it is well formed.
pub fn language(lang: Option<&str>) -> Option<&str> {
    lang.filter(|lang| {
        lang.len() >= 2 && lang.len() <= 35 && lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
    .filter(|lang| lang.split('-').next().is_some_and(|first| (2..=3).contains(&first.len())))
}

fn sourced(frame: &Frame, claim: &StatedClaim, line: &ClaimLine) -> Markup {
    let view = frame.view;
    let Some(source) = &line.source else { return html! {} };
    let record = claim.record.source.and_then(|id| view.workspace.source(id));
    html! {
        p.source {
            @if let Some(publisher) = &source.publisher { (Name(publisher)) ", " }
            cite { (frame.link(view.source_path(&source.id), &source.title)) }
            @if let Some(published) = &source.published { ", " (Shown(published)) }
            @if let Some(at) = &source.at { ", " (Shown(at)) }
            @if !source.via.is_empty() { "; via " (Shown(&source.via.join(", "))) }
            @if let Some(record) = record.filter(|record| !record.derived_from.is_empty()) {
                "; draws on "
                @for (i, of) in record.derived_from.iter().enumerate() {
                    @if i > 0 { ", " }
                    (frame.source(view.workspace.text(*of)))
                }
            }
            @if let Some(url) = source.url.as_deref().and_then(web) {
                " " a.out href=(url) rel="noreferrer noopener external" { "original" }
            }
        }
    }
}

/// Returns an address if it is one of the web.
pub fn web(url: &str) -> Option<&str> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && !url.contains(char::is_whitespace) && !url.chars().any(char::is_control)).then_some(url)
}

fn notes(notes: &[String]) -> Markup {
    html! { @for note in notes { p.note { (Shown(note)) } } }
}

/// Returns the conflicts of a claim, as links, without the one whose page this is.
fn contests(frame: &Frame, id: &str) -> Markup {
    const MOST: usize = 4;
    let view = frame.view;
    // A claim can have very many conflicts: only those that are shown are examined.
    let all = view.conflicts_of(id);
    let is_own = |finding: &usize| view.conflict_path(*finding).is_some_and(|path| frame.is_at(&path));
    let conflicts: Vec<&usize> = all.iter().filter(|finding| !is_own(finding)).take(MOST).collect();
    let more = all.len() - conflicts.len() - usize::from(conflicts.len() < MOST && all.len() > conflicts.len());
    html! {
        @if !conflicts.is_empty() {
            p.contests {
                @for finding in conflicts.iter().take(MOST) {
                    @if let (Some(conflict), Some(path)) = (view.conflict(**finding), view.conflict_path(**finding)) {
                        a.tag href=(frame.to(&path)) {
                            (prose::kind_of(conflict.rule.name(), conflict.certain)) @if conflict.ruled.is_some() {
                                " (ruled upon)"
                            }
                        }
                        " "
                    }
                }
                @if more > 0 { "and " (more) " more" }
            }
        }
    }
}
