//! Everything that concerns a claim.

use std::borrow::Cow;

use gainsay_diff::accusations::{Accusation, answers};
use gainsay_diff::explain::times::claim_time;
use gainsay_diff::grounds::ClaimTime;
use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::ledger::{ClaimId, Entry};
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Stance};
use serde::Serialize;

use super::conflict::{Conflict, conflicts_of, staleness, verdict};
use super::{Ground, claims_that, texts};
use crate::plain::text;
use crate::prose;

/// Everything that concerns a claim.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// Says whether it is compared with other claims.
    pub(crate) takes_part: bool,
    /// A word for the reason why it is not.
    pub(crate) absence: Option<&'static str>,
    /// The time that it speaks of.
    pub(crate) time: Option<String>,
    /// The entities in whose name it is made, apart from the speaker.
    pub(crate) said_for: Vec<Principal<'w>>,
    pub(crate) source: Option<Source<'w>>,
    pub(crate) answers: Option<&'w str>,
    pub(crate) answered_by: Vec<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accuses: Option<Accused<'w>>,
    pub(crate) supersedes: Vec<&'w str>,
    pub(crate) superseded_by: Vec<&'w str>,
    pub(crate) basis_of: Vec<&'w str>,
    pub(crate) conflicts: Vec<Conflict<'w>>,
    /// The number of further conflicts.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) more_conflicts: usize,
    pub(crate) rulings: Vec<Named<'w>>,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

/// The entity that a claim accuses.
#[derive(Serialize)]
pub struct Accused<'w> {
    pub(crate) entity: &'w str,
    /// The claims of that side that answer it.
    pub(crate) answers: Vec<&'w str>,
}

/// An entity in whose name a claim is made.
#[derive(Serialize)]
pub struct Principal<'w> {
    pub(crate) entity: &'w str,
    /// Says whether this does not depend on an office that may not have been held on that day.
    pub(crate) surely: bool,
}

/// The source of a claim.
#[derive(Serialize)]
pub struct Source<'w> {
    pub(crate) id: &'w str,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<Cow<'w, str>>,
}

/// A ruling that names a claim.
#[derive(Serialize)]
pub struct Named<'w> {
    pub(crate) id: &'w str,
    pub(crate) verdict: Option<String>,
    pub(crate) holds: bool,
}

impl<'w> Bearing<'w> {
    /// Collects everything that concerns the claim with that index.
    pub fn of(ground: &Ground<'_, 'w>, index: usize, claim: &'w Claim) -> Bearing<'w> {
        let workspace = ground.workspace;
        let ledger = ground.comparer.ledger;
        let is_it = |name: &Symbol| claim.id == Some(*name);
        let absence = ledger.absences.get(index).copied().flatten();
        let entry = ledger.claims.iter().chain(&ledger.relays).find(|entry| entry.index as usize == index);
        let taking_part =
            claim.id.and_then(|id| ledger.find(id)).filter(|id| ledger.claim(*id).index as usize == index);
        let (conflicts, more_conflicts) = taking_part.map(|id| conflicts_of(ground, id)).unwrap_or_default();
        Bearing {
            takes_part: taking_part.is_some(),
            absence: absence.map(prose::absence).or_else(|| (claim.stance == Some(Stance::Relays)).then_some("relays")),
            time: entry.map(|entry| prose::claim_time(&ground.naming, &claim_time(ledger, entry))),
            said_for: entry.map(|entry| principals(ground, entry)).unwrap_or_default(),
            source: claim.source.map(|id| source(ground, id)),
            answers: claim.more().answers.map(|id| workspace.text(id)),
            answered_by: claims_that(workspace, |other| other.more().answers.as_ref().is_some_and(is_it)),
            accuses: taking_part.and_then(|id| accused(ground, id)),
            supersedes: texts(workspace, &claim.more().supersedes),
            superseded_by: claims_that(workspace, |other| {
                !other.retracted && other.more().supersedes.iter().any(is_it)
            }),
            basis_of: claims_that(workspace, |other| other.more().based_on.iter().any(is_it)),
            conflicts,
            more_conflicts,
            rulings: rulings(ground, claim),
        }
    }
}

/// Returns the entity that a claim accuses, and the answers.
fn accused<'w>(ground: &Ground<'_, 'w>, claim: ClaimId) -> Option<Accused<'w>> {
    let ledger = ground.comparer.ledger;
    let accusation = Accusation::of(ledger, claim)?;
    let answers = answers(ground.comparer, accusation);
    Some(Accused { entity: ledger.entity_text(accusation.accused), answers: texts(ground.workspace, &answers) })
}

impl<'w> Bearing<'w> {
    /// Returns the time that the claim with that index speaks of, if it is presumed, and the entities in whose name it
    /// is made.
    pub(crate) fn unwritten(ground: &Ground<'_, 'w>, index: usize) -> (Option<String>, Vec<Principal<'w>>) {
        let ledger = ground.comparer.ledger;
        let entry = ledger.claims.iter().chain(&ledger.relays).find(|entry| entry.index as usize == index);
        let Some(entry) = entry else { return (None, Vec::new()) };
        let time = claim_time(ledger, entry);
        let is_presumed = matches!(time, ClaimTime::Presumed { .. });
        (is_presumed.then(|| prose::claim_time(&ground.naming, &time)), principals(ground, entry))
    }
}

/// Returns the entities in whose name a claim is made, surely or possibly.
fn principals<'w>(ground: &Ground<'_, 'w>, entry: &Entry<'w>) -> Vec<Principal<'w>> {
    let ledger = ground.comparer.ledger;
    let principals = ledger.sides.principals(entry.principals);
    let mut sure: Vec<EntityId> = ledger.sides.members(principals.sure).collect();
    sure.sort_unstable();
    let mut all: Vec<EntityId> = ledger.sides.members(principals.possible).filter(|id| *id != entry.speaker).collect();
    all.sort_unstable();
    let surely = |id: &EntityId| sure.binary_search(id).is_ok();
    all.into_iter().map(|id| Principal { entity: ledger.entity_text(id), surely: surely(&id) }).collect()
}

fn source<'w>(ground: &Ground<'_, 'w>, id: Symbol) -> Source<'w> {
    let workspace = ground.workspace;
    let record = workspace.source(id);
    let document = record.and_then(|source| workspace.document(source.place));
    Source {
        id: workspace.text(id),
        title: document.and_then(|document| text(&document, "title").map(Cow::into_owned)),
        published: record.and_then(|source| source.published).map(|date| workspace.dates.text(date)),
    }
}

/// Returns the rulings that name a claim.
fn rulings<'w>(ground: &Ground<'_, 'w>, claim: &Claim) -> Vec<Named<'w>> {
    let naming =
        ground.workspace.rulings().filter(|ruling| ruling.between.iter().any(|pinned| Some(pinned.claim) == claim.id));
    let named = |ruling: &gainsay_model::record::Ruling| {
        let id = ground.workspace.text(ruling.id?);
        Some(Named { id, verdict: verdict(ground, ruling), holds: staleness(ground, id).is_empty() })
    };
    naming.filter_map(named).collect()
}
