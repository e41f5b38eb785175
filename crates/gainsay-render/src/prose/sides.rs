//! The sides of a conflict: who said what, when, in which words, and in which source.

use std::borrow::Cow;

use gainsay_diff::explain::speakers::on_behalf;
use gainsay_diff::findings::{AnyFinding, Conflict, ShownClaim};
use gainsay_diff::ledger::{ClaimId, Ledger};
use gainsay_diff::mechanism::Mechanism;
use gainsay_model::finding::Route;
use gainsay_model::record::{Claim, Stance};
use gainsay_model::yaml::Document;

use super::naming::{Naming, is_event};
use super::origins::Reports;
use crate::plain::{statement, text, texts};

/// A position: claims that do not conflict with each other, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldSide {
    /// What the position holds: `affirmed`, `denied`, or a value.
    pub holds: String,
    /// The claims that are shown.
    pub claims: Vec<ClaimLine>,
    /// The number of claims that are not shown.
    pub more: usize,
    /// The numbers of reports and origins of the shown claims.
    pub reports: Reports,
}

impl ToldSide {
    /// Returns the number of reports of the side, and of their fewer origins; none if each has its own, or if not all
    /// claims are shown.
    pub fn told_reports(&self) -> Option<String> {
        self.reports.sentence().filter(|_| self.more == 0)
    }
}

/// A claim as a line that can be read alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClaimLine {
    /// The id of the claim.
    pub id: String,
    /// The route to its stance.
    pub route: Route,
    /// The id of the speaker.
    pub by: String,
    /// The name of the speaker.
    pub speaker: String,
    /// The name of the entity that the speaker spoke for, if that is another one.
    pub on_behalf: Option<String>,
    /// The date on which it was said, in words; none if it is unknown.
    pub said: Option<String>,
    /// The stance.
    pub stance: Stance,
    /// The statement: `Iran has relations with the Taliban`.
    pub statement: String,
    /// The time that the statement is about, in words; none if the claim gives no time of its own.
    pub when: Option<String>,
    /// The quote, as much of it as is shown.
    pub quote: Option<String>,
    /// The translation of the quote, cut in the same way.
    pub translation: Option<String>,
    /// The language of the quote.
    pub lang: Option<String>,
    /// The source of the claim.
    pub source: Option<Source>,
}

/// A source as it is cited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The id of the source.
    pub id: String,
    /// The publisher.
    pub publisher: Option<String>,
    /// The title.
    pub title: String,
    /// The date of publication, in words.
    pub published: Option<String>,
    /// The place of the claim within the source.
    pub at: Option<String>,
    /// The intermediaries through whom the claim reached it, the nearest first.
    pub via: Vec<String>,
    /// The address on the web.
    pub url: Option<String>,
}

impl ClaimLine {
    /// Returns the claim as a clause: `Bahrami (for Iran), 9 December 2016, denies that Iran has relations with the
    /// Taliban`.
    pub fn sentence(&self) -> String {
        let utterance = Utterance {
            speaker: self.speaker.clone(),
            on_behalf: self.on_behalf.clone(),
            said: self.said.clone(),
            stance: self.stance,
            statement: self.statement.clone(),
            when: self.when.clone(),
        };
        utterance.clause()
    }

    /// Returns the quote and its translation, in quotation marks.
    pub fn quoted(&self) -> Option<String> {
        let marked = |text: &String| format!("“{text}”");
        match (&self.quote, &self.translation) {
            (Some(quote), Some(translation)) => Some(format!("{} ({})", marked(quote), marked(translation))),
            (one, other) => one.as_ref().or(other.as_ref()).map(marked),
        }
    }
}

/// An utterance in words: who said what, when, and about what time.
pub struct Utterance {
    /// The name of the speaker.
    pub speaker: String,
    /// The name of the entity that the speaker spoke for, if that is another one.
    pub on_behalf: Option<String>,
    /// The date on which it was said; none if it is unknown.
    pub said: Option<String>,
    /// The stance.
    pub stance: Stance,
    /// The statement.
    pub statement: String,
    /// The time that the statement is about, with a preposition; none if the claim gives no time of its own.
    pub when: Option<String>,
}

impl Utterance {
    /// Returns the utterance as a clause: `Bahrami (for Iran), 9 December 2016, denies that Iran has relations with the
    /// Taliban`.
    pub fn clause(&self) -> String {
        let on_behalf = self.on_behalf.as_ref().map(|name| format!(" (for {name})")).unwrap_or_default();
        let said = self.said.as_deref().unwrap_or("no date given");
        let when = self.when.as_ref().map(|when| format!(", {when}")).unwrap_or_default();
        format!("{}{on_behalf}, {said}, {} that {}{when}", self.speaker, self.stance.key(), self.statement)
    }
}

impl Source {
    /// Returns the source as it is cited: `Tabnak, “Article on the visit”, about 31 December 2018, para 11; via
    /// Al-Monitor`.
    pub fn cited(&self) -> String {
        let title = Some(format!("“{}”", self.title));
        let parts: Vec<String> =
            [self.publisher.clone(), title, self.published.clone(), self.at.clone()].into_iter().flatten().collect();
        let via = if self.via.is_empty() { String::new() } else { format!("; via {}", self.via.join(", ")) };
        format!("{}{via}", parts.join(", "))
    }
}

/// Returns the sides of a finding; empty if it is not about claims that contradict each other.
pub fn sides(naming: &Naming, finding: &AnyFinding) -> Vec<ToldSide> {
    match finding {
        AnyFinding::Conflict(conflict) => sides_of(naming, conflict),
        AnyFinding::Note(note) => note
            .shown
            .iter()
            .map(|shown| ToldSide {
                holds: held_by_stance(shown.stance).to_owned(),
                claims: vec![spoken(naming, shown)],
                more: 0,
                reports: Reports::default(),
            })
            .collect(),
        AnyFinding::Record(_) | AnyFinding::Guard(_) => Vec::new(),
    }
}

/// Returns the positions of a conflict, oldest first.
pub fn sides_of(naming: &Naming, conflict: &Conflict) -> Vec<ToldSide> {
    let shown = |id: &str| conflict.shown.iter().find(|shown| shown.claim == id);
    let positions = conflict.positions.iter().map(|position| {
        let ids = position.claims.shown(conflict.shown.iter().map(|shown| shown.claim.as_str()));
        let claims: Vec<ClaimLine> = ids.into_iter().filter_map(shown).map(|shown| spoken(naming, shown)).collect();
        let more = position.claims.len().saturating_sub(claims.len());
        let ids = claims.iter().filter_map(|claim| claim.source.as_ref()).map(|source| source.id.as_str());
        let reports = Reports::of(naming.workspace(), ids.filter_map(|id| naming.find(id)));
        ToldSide { holds: holds(naming, conflict, &position.held), claims, more, reports }
    });
    positions.collect()
}

/// Returns what a position holds, in a few words.
fn holds(naming: &Naming, conflict: &Conflict, held: &[String]) -> String {
    const NAMED: usize = 3;
    let named: Vec<String> = held
        .iter()
        .take(NAMED)
        .map(|text| match conflict.mechanism {
            Mechanism::Denial | Mechanism::DeniedChain | Mechanism::JointlyDenied => text.clone(),
            Mechanism::Exclusion | Mechanism::Asymmetry | Mechanism::OrderCycle | Mechanism::OverTotal => {
                naming.statement(text)
            }
            Mechanism::Once => naming.when(text, true),
            Mechanism::Functional | Mechanism::InverseFunctional => naming.object(text),
        })
        .collect();
    let rest = held.len().saturating_sub(NAMED);
    let rest = if rest == 0 { String::new() } else { format!(", or {rest} more") };
    format!("{}{rest}", named.join(" or "))
}

fn held_by_stance(stance: Stance) -> &'static str {
    if stance.positive() { "affirmed" } else { "denied" }
}

/// Returns a claim of a finding as a line.
pub fn spoken(naming: &Naming, shown: &ShownClaim) -> ClaimLine {
    let document = shown.route.record().and_then(|place| naming.document(place));
    let head = Head {
        id: shown.claim.clone(),
        route: shown.route,
        by: shown.speaker.clone(),
        speaker: naming.entity(&shown.speaker),
        on_behalf: shown.on_behalf.as_ref().map(|id| naming.entity(id)),
        stance: shown.stance,
        statement: naming.statement(&shown.statement),
    };
    head.with_words(naming, document.as_deref(), &shown.statement)
}

/// Returns a claim that takes part as a line, with the nearest entity in whose name it may have been made.
pub fn spoken_for(naming: &Naming, ledger: &Ledger, id: ClaimId) -> Option<ClaimLine> {
    let entry = ledger.claim(id);
    let spoken = spoken_claim(naming, entry.record)?;
    Some(ClaimLine { on_behalf: on_behalf(ledger, entry).map(|id| naming.entity(ledger.entity_text(id))), ..spoken })
}

/// Returns a claim as a line; none if it has no stance that could be read.
pub fn spoken_claim(naming: &Naming, claim: &Claim) -> Option<ClaimLine> {
    let document = naming.document(claim.place)?;
    let stance = claim.stance?;
    let written = statement(&document, stance.key())?;
    let get = |key: &str| text(&document, key).map(Cow::into_owned);
    let head = Head {
        id: get("claim").unwrap_or_default(),
        route: Route::Key(claim.place, stance.key(), None),
        by: get("by").unwrap_or_default(),
        speaker: get("by").map_or_else(|| "somebody".to_owned(), |by| naming.entity(&by)),
        on_behalf: get("for").map(|id| naming.entity(&id)),
        stance,
        statement: naming.statement(&written),
    };
    Some(head.with_words(naming, Some(&document), &written))
}

/// The head of a claim: who says what, without the words of the source.
struct Head {
    id: String,
    route: Route,
    by: String,
    speaker: String,
    on_behalf: Option<String>,
    stance: Stance,
    statement: String,
}

impl Head {
    /// Adds the date of a claim, the time that it is about, its quote and its source.
    fn with_words(self, naming: &Naming, document: Option<&Document>, statement: &str) -> ClaimLine {
        let get = |key: &str| document.and_then(|document| text(document, key)).map(Cow::into_owned);
        let quoted = |key: &str| get(key).and_then(|text| naming.quoted(&text));
        let via = document.map(|document| texts(document, "via")).unwrap_or_default();
        ClaimLine {
            id: self.id,
            route: self.route,
            by: self.by,
            speaker: self.speaker,
            on_behalf: self.on_behalf,
            said: get("said").map(|said| naming.date(&said)),
            stance: self.stance,
            statement: self.statement,
            when: get("when").map(|when| naming.when(&when, is_event(naming.workspace(), statement))),
            quote: quoted("quote"),
            translation: quoted("translation"),
            lang: get("lang"),
            source: get("source").map(|id| Source {
                at: get("at"),
                via: via.iter().map(|id| naming.entity(id)).collect(),
                ..source(naming, id)
            }),
        }
    }
}

/// Returns a source as it is cited, without a place in it.
pub fn source(naming: &Naming, id: String) -> Source {
    let workspace = naming.workspace();
    let source = naming.find(&id).and_then(|id| workspace.source(id));
    let text = |key: &str| source.and_then(|source| naming.text_of(source.place, key));
    Source {
        publisher: text("publisher"),
        title: text("title").unwrap_or_else(|| id.clone()),
        published: text("published").map(|date| naming.date(&date)),
        at: None,
        via: Vec::new(),
        url: text("url"),
        id,
    }
}
