//! The claims of a workspace by their statements: equal statements are one, whoever makes them, however they are
//! written and in whichever direction.

use gainsay_model::Workspace;
use gainsay_model::date::{Days, NEG_INFINITY};
use gainsay_model::finding::Level;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Stance};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::accusations::{Accusation, Accusations};
use crate::clash::{Comparer, SameStatement};
use crate::conflicts::{Gathered, MOST_PAIRS, Met, Wanted, find};
use crate::ledger::entities::EntityId;
use crate::ledger::{Absence, Entry, Ledger, Statement};
use crate::rules::levels::Levels;
use crate::rulings::Rulings;

/// A claim with its statement. The claim may be withdrawn or replaced.
#[derive(Clone, Debug)]
pub struct StatedClaim<'w> {
    /// The record.
    pub record: &'w Claim,
    /// The index of the claim in the records of the workspace.
    pub index: usize,
    /// The id of the claim.
    pub name: Symbol,
    /// The speaker of the claim.
    pub speaker: EntityId,
    /// The stance of the claim.
    pub stance: Stance,
    /// The statement, as the claim makes it.
    pub statement: Statement,
    /// The reason for which the claim takes no part, if it was withdrawn or replaced.
    pub absence: Option<Absence>,
    /// The first to the last day on which the claim was made, as it is written, marks aside.
    pub said: Days,
}

impl StatedClaim<'_> {
    /// Returns true if the claim is a present position of its speaker: neither withdrawn nor replaced.
    pub fn stands(&self) -> bool {
        self.absence.is_none()
    }

    /// Returns the sort key of the claim: the oldest claim comes first, and those of unknown days last.
    pub fn order(&self, workspace: &Workspace) -> (i64, i64, String) {
        (self.said.last, self.said.first, workspace.text(self.name).to_owned())
    }
}

/// A statement, and all claims that take a stance on it or relay it.
#[derive(Clone, Debug)]
pub struct StatementClaims<'w> {
    /// The statement as a text: of it and its mirrors, the first in byte order.
    pub text: String,
    /// The statement, as one of the claims makes it.
    pub statement: Statement,
    /// The common form of the statement and all that say the same.
    pub same: SameStatement<'w>,
    /// The claims, oldest first.
    pub claims: Vec<StatedClaim<'w>>,
}

/// A filter of statements. A statement fits if it fits each part that is given.
#[derive(Clone, Default, Debug)]
pub struct StatementFilter<'w> {
    /// The statement itself.
    pub statement: Option<SameStatement<'w>>,
    /// The predicate of one of its claims.
    pub predicate: Option<Symbol>,
    /// The subject or the object.
    pub about: Option<EntityId>,
    /// Claims, as indices into the records, of which one must be among those of the statement.
    pub claims: Option<FxHashSet<usize>>,
}

impl StatementFilter<'_> {
    fn fits(&self, said: &StatementClaims) -> bool {
        let pair = said.statement.pair;
        let has_predicate = |claim: &StatedClaim, predicate| {
            claim.record.statement().is_some_and(|statement| statement.predicate == predicate)
        };
        self.statement.is_none_or(|same| same == said.same)
            && self.about.is_none_or(|about| pair.subject == about || pair.object == Some(about))
            && self.predicate.is_none_or(|id| said.claims.iter().any(|claim| has_predicate(claim, id)))
            && self.claims.as_ref().is_none_or(|some| said.claims.iter().any(|claim| some.contains(&claim.index)))
    }
}

/// Returns all statements that fit, with all their claims that could be read, by their texts.
pub fn statements<'w>(comparer: &Comparer<'_, 'w>, filter: &StatementFilter) -> Vec<StatementClaims<'w>> {
    let ledger = comparer.ledger;
    let mut gathered = Gatherer { comparer, all: Vec::new(), by_key: FxHashMap::default() };
    let mut known: Vec<Option<usize>> = vec![None; ledger.statements.len()];
    for entry in ledger.claims.iter().chain(&ledger.relays) {
        let number = entry.statement.0 as usize;
        let statement = ledger.statement_of(entry.statement);
        let group = *known[number].get_or_insert_with(|| gathered.group(statement));
        gathered.all[group].claims.push(entered(ledger, entry));
    }
    for (index, claim) in ledger.workspace.records.claims.iter().enumerate() {
        if let Some(stated) = left_out(ledger, index, claim) {
            let group = gathered.group(&stated.statement);
            gathered.all[group].claims.push(stated);
        }
    }
    let mut all = gathered.all;
    all.retain(|said| filter.fits(said));
    for said in &mut all {
        said.claims.sort_by_cached_key(|claim| claim.order(ledger.workspace));
    }
    all.sort_by(|a, b| a.text.cmp(&b.text));
    all
}

/// The claims on which a workspace still has work to do, as indices into the records.
#[derive(Clone, Default, Debug)]
pub struct OpenClaims {
    /// The claims in conflicts that nobody has ruled upon.
    pub contested: FxHashSet<usize>,
    /// The accusations that nobody has answered.
    pub unanswered: FxHashSet<usize>,
}

impl OpenClaims {
    /// Returns the open claims of a workspace.
    pub fn find(comparer: &Comparer, rulings: &Rulings) -> OpenClaims {
        let ledger = comparer.ledger;
        let mut accusations = Accusations::new(comparer);
        let mut answered = |met: Met| accusations.meet(met);
        let wanted = Wanted { pairs: None, from: Level::Note, position_changes: None, answers: Some(&mut answered) };
        let conflicts = find(comparer, rulings, &Levels::default(), MOST_PAIRS, wanted).told;
        let index = |accusation: Accusation| ledger.claim(accusation.claim).index as usize;
        OpenClaims {
            contested: contested(ledger, &conflicts),
            unanswered: accusations.unanswered().map(index).collect(),
        }
    }
}

/// Returns the claims that stand in conflicts that nobody has ruled upon, as indices into the records.
pub fn contested(ledger: &Ledger, conflicts: &[Gathered]) -> FxHashSet<usize> {
    let open = conflicts.iter().filter(|conflict| conflict.ruled.is_none());
    open.flat_map(Gathered::claims).map(|id| ledger.claim(id).index as usize).collect()
}

/// Groups claims by the statements that they make.
struct Gatherer<'g, 'l, 'w> {
    comparer: &'g Comparer<'l, 'w>,
    all: Vec<StatementClaims<'w>>,
    by_key: FxHashMap<SameStatement<'w>, usize>,
}

impl Gatherer<'_, '_, '_> {
    /// Returns the index of a statement among all; a new one if it was not there yet.
    fn group(&mut self, statement: &Statement) -> usize {
        let same = self.comparer.same_statement(statement);
        *self.by_key.entry(same).or_insert_with(|| {
            let text = self.comparer.whole_text(statement.predicate, statement.pair, &statement.object);
            self.all.push(StatementClaims { text, statement: statement.clone(), same, claims: Vec::new() });
            self.all.len() - 1
        })
    }
}

/// Returns a claim that takes part, or only relays.
fn entered<'w>(ledger: &Ledger<'w>, entry: &Entry<'w>) -> StatedClaim<'w> {
    StatedClaim {
        record: entry.record,
        index: entry.index as usize,
        name: entry.name,
        speaker: entry.speaker,
        stance: entry.stance,
        statement: ledger.statement_of(entry.statement).clone(),
        absence: None,
        said: days_said(ledger.workspace, entry.record),
    }
}

/// Returns a claim that was withdrawn or replaced; none if it takes part, or could not be read.
fn left_out<'w>(ledger: &Ledger<'w>, index: usize, record: &'w Claim) -> Option<StatedClaim<'w>> {
    let absence = ledger.absences.get(index).copied().flatten()?;
    if !matches!(absence, Absence::Retracted | Absence::Superseded) || record.faulty {
        return None;
    }
    Some(StatedClaim {
        record,
        index,
        name: record.id?,
        speaker: ledger.entities.find(record.by?)?,
        stance: record.stance?,
        statement: ledger.read_statement(record.statement()?)?,
        absence: Some(absence),
        said: days_said(ledger.workspace, record),
    })
}

/// Returns the first to the last day on which a claim was made, marks aside; without `said`, the days up to the last
/// day of its source.
pub fn days_said(workspace: &Workspace, claim: &Claim) -> Days {
    let published = claim.source.and_then(|source| workspace.source(source)).and_then(|source| source.published);
    match (claim.said, published) {
        (Some(said), _) => workspace.date(said).span(),
        (None, Some(published)) => Days { first: NEG_INFINITY, last: workspace.date(published).span().last },
        (None, None) => Days::ALWAYS,
    }
}
