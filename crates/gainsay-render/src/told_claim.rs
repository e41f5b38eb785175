//! A claim as a row: who took which stance on what, when, and what became of the claim.

use std::borrow::Cow;

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Absence;
use gainsay_diff::positions::Turn;
use gainsay_diff::statements::StatedClaim;
use gainsay_model::date::{Days, INFINITY, NEG_INFINITY};
use gainsay_model::finding::Route;
use gainsay_model::interner::Symbol;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::location::Locations;
use crate::prose::{self, Naming, dates};

/// A writer of claims, in words and as data.
pub struct Teller<'t, 'w> {
    /// The comparer that writes statements.
    pub comparer: &'t Comparer<'t, 'w>,
    /// The names of records.
    pub naming: &'t Naming<'w>,
    locations: Locations<'w>,
    /// The claims that replace each replaced claim.
    successors: FxHashMap<Symbol, Vec<Symbol>>,
}

/// A claim as a row. The fields are those of its JSON.
#[derive(Serialize)]
pub struct ToldClaim<'w> {
    pub(crate) claim: &'w str,
    pub(crate) by: &'w str,
    pub(crate) stance: &'static str,
    pub(crate) statement: String,
    pub(crate) said: Option<Cow<'w, str>>,
    pub(crate) when: Option<Cow<'w, str>>,
    pub(crate) source: Option<&'w str>,
    /// The word `retracted` or `superseded`; none if the claim stands.
    pub(crate) absence: Option<&'static str>,
    pub(crate) superseded_by: Vec<&'w str>,
    pub(crate) turns: Vec<ToldTurn<'w>>,
    pub(crate) file: &'w str,
    pub(crate) line: usize,
}

/// A conflict of a claim with an earlier claim of the same side, or a change of position.
#[derive(Serialize)]
pub struct ToldTurn<'w> {
    pub(crate) rule: &'static str,
    pub(crate) against: &'w str,
    pub(crate) certain: bool,
    pub(crate) ruled: Option<String>,
}

/// A claim in words.
pub struct ClaimWords {
    /// The date on which it was said.
    pub said: String,
    /// The name of the speaker.
    pub speaker: String,
    /// The stance, with the fate of the claim in brackets.
    pub stance: String,
    /// The statement.
    pub statement: String,
    /// The time that it speaks of, if it names one.
    pub when: String,
    /// The notes: what it turns against, and what replaced it.
    pub notes: Vec<String>,
}

impl<'t, 'w> Teller<'t, 'w> {
    /// Makes a writer that names records as `naming` does.
    pub fn new(comparer: &'t Comparer<'t, 'w>, naming: &'t Naming<'w>) -> Teller<'t, 'w> {
        let workspace = comparer.ledger.workspace;
        let mut successors: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
        for claim in workspace.records.claims.iter().filter(|claim| !claim.retracted) {
            for (old, new) in claim.more().supersedes.iter().filter_map(|old| Some((*old, claim.id?))) {
                successors.entry(old).or_default().push(new);
            }
        }
        Teller { comparer, naming, locations: Locations::new(workspace), successors }
    }

    /// Returns a claim as data.
    pub fn data(&self, claim: &StatedClaim<'w>, turns: &[Turn]) -> ToldClaim<'w> {
        let workspace = self.comparer.ledger.workspace;
        let place = self.locations.find(Route::Record(claim.record.place));
        let date = |id| workspace.dates.text(id);
        let turn = |turn: &Turn| ToldTurn {
            rule: turn.rule,
            against: self.comparer.ledger.claim_text(turn.against),
            certain: turn.certain,
            ruled: turn.ruled.clone(),
        };
        ToldClaim {
            claim: workspace.text(claim.name),
            by: self.by(claim),
            stance: claim.stance.key(),
            statement: self.statement(claim),
            said: claim.record.said.map(date),
            when: claim.record.when.map(date),
            source: claim.record.source.map(|id| workspace.text(id)),
            absence: claim.absence.map(prose::absence),
            superseded_by: self.successors(claim).collect(),
            turns: turns.iter().map(turn).collect(),
            file: place.file,
            line: place.start.0,
        }
    }

    /// Returns a claim in words.
    pub fn words(&self, claim: &StatedClaim<'w>, turns: &[Turn]) -> ClaimWords {
        let ledger = self.comparer.ledger;
        let is_event = ledger.vocabulary.word(claim.statement.predicate).is_event();
        let written = |id| ledger.workspace.dates.text(id);
        let absence = claim.absence.map(|absence| format!(" ({})", prose::absence(absence))).unwrap_or_default();
        let replaced = self.successors(claim).map(|id| format!("superseded by {}", self.naming.claim_named(id)));
        let replaced = replaced.filter(|_| claim.absence == Some(Absence::Superseded));
        let by_ids = self.naming.is_by_ids();
        ClaimWords {
            said: match claim.record.said {
                Some(said) if by_ids => written(said).into_owned(),
                Some(said) => self.naming.date(&written(said)),
                None => no_later_than(claim.said),
            },
            speaker: self.naming.entity(self.by(claim)),
            stance: format!("{}{absence}", claim.stance.key()),
            statement: self.naming.statement(&self.statement(claim)),
            when: match claim.record.when {
                Some(when) if by_ids => written(when).into_owned(),
                Some(when) => self.naming.when(&written(when), is_event),
                None => String::new(),
            },
            notes: turns.iter().map(|turn| self.turn(turn)).chain(replaced).collect(),
        }
    }

    /// Returns what a claim turns against, as a clause: `contradiction[reversal] with Quill, 4 May 2023
    /// (quill-denies)`.
    pub(crate) fn turn(&self, turn: &Turn) -> String {
        let against = self.naming.claim_named(self.comparer.ledger.claim_text(turn.against));
        let ruled = turn.ruled.as_ref().map(|ruling| format!("; ruled upon by {ruling}")).unwrap_or_default();
        match turn.rule {
            "position-change" => format!("position-change: another position than {against}"),
            rule => format!("{} with {against}{ruled}", prose::kind_of(rule, turn.certain)),
        }
    }

    fn by(&self, claim: &StatedClaim<'w>) -> &'w str {
        let ledger = self.comparer.ledger;
        claim.record.by.map_or_else(|| ledger.entity_text(claim.speaker), |by| ledger.workspace.text(by))
    }

    /// Returns the statement of a claim, as the claim makes it.
    fn statement(&self, claim: &StatedClaim) -> String {
        self.comparer.plain_text(claim.statement.predicate, claim.statement.pair, &claim.statement.object)
    }

    fn successors(&self, claim: &StatedClaim) -> impl Iterator<Item = &'w str> {
        let workspace = self.comparer.ledger.workspace;
        self.successors.get(&claim.name).into_iter().flatten().map(|id| workspace.text(*id))
    }
}

/// Returns the time of a statement of which only the source has a date.
fn no_later_than(days: Days) -> String {
    if (days.first, days.last) == (NEG_INFINITY, INFINITY) { "no date given".to_owned() } else { dates::days(days) }
}
