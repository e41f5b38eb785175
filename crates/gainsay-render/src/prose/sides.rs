//! The sides of a conflict: who said what, when, in which words, in which source.

use std::borrow::Cow;

use gainsay_diff::clash::Mechanism;
use gainsay_diff::explain::speakers::on_behalf;
use gainsay_diff::findings::{AnyFinding, Conflict, ShownClaim};
use gainsay_diff::ledger::{ClaimId, Ledger};
use gainsay_model::finding::Route;
use gainsay_model::record::{Claim, Stance};
use gainsay_model::yaml::Document;

use super::naming::{Naming, is_event};
use super::origins::Reports;
use crate::plain::{statement, text, texts};

/// A position: claims that do not conflict with each other, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldSide {
    /// What they hold: `affirmed`, `denied`, or a value.
    pub holds: String,
    /// The claims that are shown.
    pub claims: Vec<ClaimLine>,
    /// How many claims are not shown.
    pub more: usize,
    /// On how many reports those rest that are shown.
    pub reports: Reports,
}

impl ToldSide {
    /// Returns on how many reports the side rests, and how few origins these have; nothing where each has its own, or
    /// where not all claims are shown.
    pub fn told_reports(&self) -> Option<String> {
        self.reports.sentence().filter(|_| self.more == 0)
    }
}

/// A claim as a line that stands alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClaimLine {
    /// Its id.
    pub id: String,
    /// Where it takes its stance.
    pub route: Route,
    /// The speaker's id.
    pub by: String,
    /// What the speaker is called.
    pub speaker: String,
    /// In whose name the speaker spoke, if that is somebody else.
    pub on_behalf: Option<String>,
    /// When it was said, in words; none if that is not known.
    pub said: Option<String>,
    /// The stance.
    pub stance: Stance,
    /// What it says: `Iran has relations with the Taliban`.
    pub statement: String,
    /// For what time it says so, in words; none if it gives no time of its own.
    pub when: Option<String>,
    /// The words themselves, as much of them as is shown.
    pub quote: Option<String>,
    /// The quote in the reader's language, cut likewise.
    pub translation: Option<String>,
    /// The language of the quote.
    pub lang: Option<String>,
    /// Where it was said.
    pub source: Option<Source>,
}

/// A source, as it is cited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Who brought it out.
    pub publisher: Option<String>,
    /// What it is called.
    pub title: String,
    /// When it appeared, in words.
    pub published: Option<String>,
    /// Where in it the claim stands.
    pub at: Option<String>,
    /// Through whom the claim reached it, the nearest first.
    pub via: Vec<String>,
    /// Where it is on the web.
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

/// Who said what, when, and of what time: all of it in words.
pub struct Utterance {
    /// What the speaker is called.
    pub speaker: String,
    /// In whose name the speaker spoke, if that is somebody else.
    pub on_behalf: Option<String>,
    /// When it was said; none if that is not known.
    pub said: Option<String>,
    /// The stance.
    pub stance: Stance,
    /// What it says.
    pub statement: String,
    /// For what time it says so, with a preposition; none if it gives no time of its own.
    pub when: Option<String>,
}

impl Utterance {
    /// Returns it as a clause: `Bahrami (for Iran), 9 December 2016, denies that Iran has relations with the Taliban`.
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

/// Returns the sides of a finding; none if it is not about claims that stand against each other.
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
        let claims: Vec<ClaimLine> =
            position.claims.iter().filter_map(|(id, _)| shown(id)).map(|shown| spoken(naming, shown)).collect();
        let more = position.claims.len().saturating_sub(claims.len());
        let ids = claims.iter().filter_map(|claim| claim.source.as_ref()).map(|source| source.id.as_str());
        let reports = Reports::of(naming.workspace(), ids.filter_map(|id| naming.find(id)));
        ToldSide { holds: holds(naming, conflict, &position.held), claims, more, reports }
    });
    positions.collect()
}

/// What a position holds, in a few words.
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

/// Returns a claim of a finding as it is told.
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

/// Returns a claim that takes part as it is written, with the nearest one in whose name it may have been said.
pub fn spoken_for(naming: &Naming, ledger: &Ledger, id: ClaimId) -> Option<ClaimLine> {
    let entry = ledger.claim(id);
    let spoken = spoken_claim(naming, entry.record)?;
    Some(ClaimLine { on_behalf: on_behalf(ledger, entry).map(|id| naming.entity(ledger.entity_text(id))), ..spoken })
}

/// Returns a claim as it is written; none if it takes no stance that could be read.
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

/// Who says what: what a claim is told by, before its words.
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
    /// Adds when a claim was said, of what time it speaks, its quote and its source.
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
    let source = workspace.names.find(&id).and_then(|id| workspace.source(id));
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
