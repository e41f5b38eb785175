//! What bears on a claim.

use std::borrow::Cow;

use gainsay_diff::explain::times::claim_time;
use gainsay_diff::ledger::Entry;
use gainsay_diff::ledger::entities::EntityId;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Stance};
use gainsay_render::plain::text;
use gainsay_render::prose;
use serde::Serialize;

use super::conflict::{Conflict, conflicts_of, staleness, verdict};
use super::{Ground, Line, claims_that, counted, texts};
use crate::verbs::absence_word;

/// What bears on a claim.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// It is compared with others.
    takes_part: bool,
    /// Why it is not, in a word.
    absence: Option<&'static str>,
    /// For what time it speaks.
    time: Option<String>,
    /// In whose name it is said, the speaker aside.
    said_for: Vec<Principal<'w>>,
    source: Option<Source<'w>>,
    answers: Option<&'w str>,
    answered_by: Vec<&'w str>,
    supersedes: Vec<&'w str>,
    superseded_by: Vec<&'w str>,
    basis_of: Vec<&'w str>,
    conflicts: Vec<Conflict<'w>>,
    rulings: Vec<Named<'w>>,
}

/// Somebody in whose name it is said.
#[derive(Serialize)]
struct Principal<'w> {
    entity: &'w str,
    /// Not only if an office was held on that day.
    surely: bool,
}

/// Where it was said.
#[derive(Serialize)]
struct Source<'w> {
    id: &'w str,
    title: Option<String>,
    published: Option<Cow<'w, str>>,
}

/// A ruling that names it.
#[derive(Serialize)]
struct Named<'w> {
    id: &'w str,
    verdict: Option<String>,
    holds: bool,
}

impl<'w> Bearing<'w> {
    /// Looks for everything that bears on a claim, of that index.
    pub fn of(ground: &Ground<'_, 'w>, index: usize, claim: &'w Claim) -> Bearing<'w> {
        let workspace = ground.workspace;
        let ledger = ground.comparer.ledger;
        let is_it = |name: &Symbol| claim.id == Some(*name);
        let absence = ledger.absences.get(index).copied().flatten();
        let entry = ledger.claims.iter().chain(&ledger.relays).find(|entry| entry.index as usize == index);
        let taking_part =
            claim.id.and_then(|id| ledger.find(id)).filter(|id| ledger.claim(*id).index as usize == index);
        Bearing {
            takes_part: taking_part.is_some(),
            absence: absence.map(absence_word).or_else(|| (claim.stance == Some(Stance::Relays)).then_some("relays")),
            time: entry.map(|entry| prose::claim_time(&ground.naming, &claim_time(ledger, entry))),
            said_for: entry.map(|entry| principals(ground, entry)).unwrap_or_default(),
            source: claim.source.map(|id| source(ground, id)),
            answers: claim.more().answers.map(|id| workspace.text(id)),
            answered_by: claims_that(workspace, |other| other.more().answers.as_ref().is_some_and(is_it)),
            supersedes: texts(workspace, &claim.more().supersedes),
            superseded_by: claims_that(workspace, |other| {
                !other.retracted && other.more().supersedes.iter().any(is_it)
            }),
            basis_of: claims_that(workspace, |other| other.more().based_on.iter().any(is_it)),
            conflicts: taking_part.map(|id| conflicts_of(ground, id)).unwrap_or_default(),
            rulings: rulings(ground, claim),
        }
    }

    /// For people.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> =
            self.absence.map(|absence| ("left out", sentence(absence).to_owned())).into_iter().collect();
        lines.extend(self.time.as_ref().map(|time| ("time", time.clone())));
        lines.extend(said_for(&self.said_for));
        lines.extend(self.source.as_ref().map(Source::line));
        lines.extend(self.answers.map(|id| ("answers", id.to_owned())));
        lines.extend(counted("answered by", &self.answered_by));
        lines.extend(counted("supersedes", &self.supersedes));
        lines.extend(counted("superseded by", &self.superseded_by));
        lines.extend(counted("basis of", &self.basis_of));
        lines.extend(self.conflicts.iter().map(Conflict::line));
        lines.extend(self.rulings.iter().map(Named::line));
        lines
    }
}

/// In whose name a claim is said, surely or possibly.
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

fn said_for(principals: &[Principal<'_>]) -> Option<Line> {
    let told = |principal: &Principal| {
        if principal.surely { principal.entity.to_owned() } else { format!("{} (possibly)", principal.entity) }
    };
    let all: Vec<String> = principals.iter().map(told).collect();
    if all.is_empty() { None } else { Some(("said for", all.join(", "))) }
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

impl Source<'_> {
    fn line(&self) -> Line {
        let title = self.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
        let published = self.published.as_ref().map(|date| format!(", published {date}")).unwrap_or_default();
        ("source", format!("{}{title}{published}", self.id))
    }
}

/// The rulings that name a claim.
fn rulings<'w>(ground: &Ground<'_, 'w>, claim: &Claim) -> Vec<Named<'w>> {
    let naming =
        ground.workspace.rulings().filter(|ruling| ruling.between.iter().any(|pinned| Some(pinned.claim) == claim.id));
    let named = |ruling: &gainsay_model::record::Ruling| {
        let id = ground.workspace.text(ruling.id?);
        Some(Named { id, verdict: verdict(ground, ruling), holds: staleness(ground, id).is_empty() })
    };
    naming.filter_map(named).collect()
}

impl Named<'_> {
    fn line(&self) -> Line {
        let verdict = self.verdict.as_ref().map(|verdict| format!(": {verdict}")).unwrap_or_default();
        ("ruling", format!("{}{verdict}{}", self.id, if self.holds { "" } else { ", which no longer holds" }))
    }
}

fn sentence(absence: &str) -> &'static str {
    match absence {
        "faulty" => "it takes no part in comparisons: it could not be wholly read",
        "double" => "it takes no part in comparisons: another claim has its id",
        "retracted" => "it takes no part in comparisons: it is retracted",
        "superseded" => "it takes no part in comparisons: another claim supersedes it",
        _ => "it takes no part in comparisons: who relays takes no position",
    }
}
