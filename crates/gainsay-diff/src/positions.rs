//! The positions of a speaker or a side on each statement over time, and its reversals.

use gainsay_model::finding::Level;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::accusations::{Accusation, Accusations, is_against};
use crate::claim_filter::ClaimFilter;
use crate::clash::Comparer;
use crate::conflicts::{Gathered, MOST_PAIRS, Met, Wanted, find};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::statements::{StatedClaim, StatementClaims, StatementFilter, contested, days_said, statements};

/// The number of other claims of a side that are looked at for the one that a claim turns against.
const TRIES: usize = 16;

/// The positions of a side over time.
#[derive(Debug)]
pub struct Positions<'w> {
    /// The statements on which the side has a claim, each with the claims of the side alone; the one first spoken of
    /// first.
    pub statements: Vec<StatementClaims<'w>>,
    /// The turns of claims, by their indices in the records.
    pub turns: FxHashMap<usize, Vec<Turn>>,
    /// The claims in conflicts that nobody has ruled upon, as indices into the records.
    pub contested: FxHashSet<usize>,
    /// The statements on which the side is accused and has not answered, each with the accusations alone.
    pub unanswered: Vec<StatementClaims<'w>>,
}

/// A claim of a side against an earlier one of the same side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    /// The rule: `reversal`, `self-contradiction`, `mixed-message` or `position-change`.
    pub rule: &'static str,
    /// The earlier claim; of two in unknown order, the first by id.
    pub against: ClaimId,
    /// Whether the two surely contradict each other. A change of position is no contradiction.
    pub certain: bool,
    /// The ruling that covers the two.
    pub ruled: Option<String>,
}

/// The claims that count as those of a side.
#[derive(Clone, Debug)]
pub struct Side {
    /// The claims, as indices into the records.
    pub claims: FxHashSet<usize>,
    /// The entity whose side it is.
    pub entity: EntityId,
    /// Whether only the entity counts, and none that speaks for it or is a part of it.
    pub only: bool,
    /// Whether only contested statements count.
    pub only_contested: bool,
}

impl Side {
    /// Returns true if an accusation is against the side.
    fn is_accused(&self, ledger: &Ledger, accusation: Accusation) -> bool {
        accusation.accused == self.entity || (!self.only && is_against(ledger, accusation, self.entity))
    }
}

/// Returns the positions of a side on the statements that fit.
pub fn positions<'w>(
    comparer: &Comparer<'_, 'w>,
    rulings: &Rulings,
    side: &Side,
    filter: &StatementFilter<'w>,
) -> Positions<'w> {
    let ledger = comparer.ledger;
    let is_of_side = |id: ClaimId| side.claims.contains(&(ledger.claim(id).index as usize));
    let mut turns = Turns { comparer, of: FxHashMap::default(), known: FxHashSet::default() };
    let mut changes: FxHashMap<ClaimId, ClaimId> = FxHashMap::default();
    let mut changed = |a: ClaimId, b: ClaimId| {
        if is_of_side(a) && is_of_side(b) {
            let (earlier, later) = turns.ordered(a, b);
            let known = changes.entry(later).or_insert(earlier);
            *known = turns.ordered(*known, earlier).1;
        }
    };
    let mut accusations = Accusations::new(comparer);
    let mut answered = |met: Met| accusations.meet(met);
    let wanted =
        Wanted { pairs: None, from: Level::Note, position_changes: Some(&mut changed), answers: Some(&mut answered) };
    let conflicts = find(comparer, rulings, &Levels::default(), MOST_PAIRS, wanted).told;
    for conflict in &conflicts {
        turns.add(conflict, is_of_side);
    }
    for (later, against) in changes {
        turns.push(later, Turn { rule: "position-change", against, certain: false, ruled: None });
    }
    let open = contested(ledger, &conflicts);
    let mut filter = filter.clone();
    if side.only_contested {
        filter.claims = Some(open.clone());
    }
    let mut held = statements(comparer, &filter);
    let accusing = accusations.unanswered().filter(|accusation| side.is_accused(ledger, *accusation));
    let unanswered =
        unanswered_among(&held, &accusing.map(|accusation| ledger.claim(accusation.claim).index).collect());
    for said in &mut held {
        said.claims.retain(|claim| side.claims.contains(&claim.index));
    }
    held.retain(|said| !said.claims.is_empty());
    held.sort_by_cached_key(|said| (said.claims.first().map(|claim| claim.said.last), said.text.clone()));
    let mut of = turns.of;
    of.values_mut().for_each(|turns| turns.sort_by_key(|turn| (turn.rule, turn.against)));
    Positions { statements: held, turns: of, contested: open, unanswered }
}

/// Returns the statements of some accusations, each with these alone; the one first spoken of first.
fn unanswered_among<'w>(all: &[StatementClaims<'w>], accusations: &FxHashSet<u32>) -> Vec<StatementClaims<'w>> {
    let is_accusing = |claim: &&StatedClaim| accusations.contains(&(claim.index as u32));
    let accusing = |said: &StatementClaims<'w>| -> Option<StatementClaims<'w>> {
        let claims: Vec<StatedClaim<'w>> = said.claims.iter().filter(is_accusing).cloned().collect();
        let StatementClaims { text, statement, same, .. } = said;
        (!claims.is_empty()).then(|| StatementClaims {
            text: text.clone(),
            statement: statement.clone(),
            same: *same,
            claims,
        })
    };
    let mut found: Vec<StatementClaims<'w>> = all.iter().filter_map(accusing).collect();
    found.sort_by_cached_key(|said| (said.claims.first().map(|claim| claim.said.last), said.text.clone()));
    found
}

/// The turns of claims, as they are found.
struct Turns<'t, 'l, 'w> {
    comparer: &'t Comparer<'l, 'w>,
    of: FxHashMap<usize, Vec<Turn>>,
    /// The claims with their turns: the rule, and the earlier claim.
    known: FxHashSet<(ClaimId, &'static str, ClaimId)>,
}

impl Turns<'_, '_, '_> {
    /// Adds the turns of a side's claims in a conflict.
    fn add(&mut self, conflict: &Gathered, is_of_side: impl Fn(ClaimId) -> bool) {
        let rules = std::iter::once(&conflict.rule).chain(&conflict.other_rules);
        if !rules.into_iter().any(|rule| is_within_a_side(*rule)) {
            return;
        }
        let held = conflict.positions.iter().enumerate();
        let claims = held.flat_map(|(number, held)| held.claims.iter().map(move |(claim, _)| (claim, number)));
        let mut claims: Vec<(ClaimId, usize)> = claims.filter(|(claim, _)| is_of_side(*claim)).collect();
        let mut seen = FxHashSet::default();
        claims.retain(|(claim, _)| seen.insert(*claim));
        claims.sort_by_key(|(claim, _)| self.order(*claim));
        // Claims of one position that follow each other turn against the same earlier ones.
        let runs: Vec<&[(ClaimId, usize)]> = claims.chunk_by(|a, b| a.1 == b.1).collect();
        let position = |run: &[(ClaimId, usize)]| run.first().map(|(_, number)| *number);
        for (at, run) in runs.iter().enumerate() {
            let others = runs.iter().take(at).rev().filter(|other| position(other) != position(run));
            let earlier: Vec<ClaimId> =
                others.flat_map(|other| other.iter().rev()).map(|(claim, _)| *claim).take(TRIES).collect();
            for (claim, _) in *run {
                let turn = earlier.iter().find_map(|earlier| self.turn(*claim, *earlier, conflict.mechanism));
                if let Some(turn) = turn {
                    self.push(*claim, Turn { ruled: conflict.ruled.clone(), ..turn });
                }
            }
        }
    }

    /// Returns the turn of a claim against an earlier one, if the two conflict within a side.
    fn turn(&self, claim: ClaimId, earlier: ClaimId, mechanism: Mechanism) -> Option<Turn> {
        let clashes = self.comparer.conflicts(claim, earlier).into_iter();
        let clash = clashes.into_iter().find(|c| c.candidate.mechanism == mechanism && is_within_a_side(c.rule))?;
        Some(Turn { rule: clash.rule.name(), against: earlier, certain: clash.certain, ruled: None })
    }

    fn push(&mut self, claim: ClaimId, turn: Turn) {
        if self.known.insert((claim, turn.rule, turn.against)) {
            self.of.entry(self.comparer.ledger.claim(claim).index as usize).or_default().push(turn);
        }
    }

    fn order(&self, id: ClaimId) -> (i64, i64, ClaimId) {
        let ledger = self.comparer.ledger;
        let days = days_said(ledger.workspace, ledger.claim(id).record);
        (days.last, days.first, id)
    }

    /// Returns two claims, the earlier one first.
    fn ordered(&self, a: ClaimId, b: ClaimId) -> (ClaimId, ClaimId) {
        if self.order(a) <= self.order(b) { (a, b) } else { (b, a) }
    }
}

/// Returns true if a rule is about claims of one side, and not about two reports of one of them.
fn is_within_a_side(rule: PairRule) -> bool {
    matches!(rule, PairRule::Reversal | PairRule::SelfContradiction | PairRule::MixedMessage)
}

/// Returns the claims of a side: those by an entity, and unless `only` is set those by all who surely or possibly spoke
/// for it on the day of saying.
pub fn claims_of(comparer: &Comparer, entity: EntityId, only: bool) -> FxHashSet<usize> {
    let filter = ClaimFilter { by: Some(entity), only, ..ClaimFilter::default() };
    filter.fitting(comparer.ledger)
}
