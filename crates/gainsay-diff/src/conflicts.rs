//! Conflicts as they are reported: pairs are grouped by their contested statement, as far as they are connected. Where
//! many claims contest one statement, a few representative pairs are searched for instead of all pairs.

pub(crate) mod denials;
pub mod group;
pub mod notes;
pub mod pairs;
pub mod position_claims;
pub mod positions;
mod range_queries;
mod representative_search;
mod scopes;
mod utterances;

pub use group::{Conflicts, Gathered};

use gainsay_model::finding::Level;

use crate::clash::Comparer;
use crate::joins::{JoinVisitor, StatementJoin, StatementRun, visit_joins};
use crate::ledger::ClaimId;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::sets::SetFinder;
use denials::Denials;
use group::ConflictGrouper;
use pairs::{PairKind, clashes_of};

/// The number of pairs of claims on some statements from which on they are searched, not enumerated.
pub const MOST_PAIRS: usize = 1 << 14;

/// Returns all conflicts of the ledger, those included that the manifest silences. `most_pairs` is [`MOST_PAIRS`];
/// tests set it lower.
pub fn conflicts(comparer: &Comparer, rulings: &Rulings, most_pairs: usize) -> Vec<Gathered> {
    let wanted = Wanted { pairs: None, from: Level::Note, position_changes: None, answers: None };
    find(comparer, rulings, &Levels::default(), most_pairs, wanted).told
}

/// The results that are wanted where statements meet.
pub struct Wanted<'f> {
    /// A function for every two claims that conflict, called once for each mechanism; in a denial the second denies.
    pub pairs: Option<&'f mut dyn FnMut(ClaimId, ClaimId, PairKind)>,
    /// The level from which on pairs are grouped into conflicts.
    pub from: Level,
    /// A function for positions that a side gave up.
    pub position_changes: Option<&'f mut dyn FnMut(ClaimId, ClaimId)>,
    /// A function for answers to accusations, among claims that meet.
    pub answers: Option<&'f mut dyn FnMut(Met)>,
}

/// Claims that meet, as far as they were compared.
#[derive(Clone, Copy)]
pub enum Met<'m> {
    /// Two claims that conflict.
    Pair(ClaimId, ClaimId),
    /// Statements of so many claims that their pairs are not enumerated.
    Many(&'m StatementJoin<'m>),
}

/// Finds all wanted results, in one pass over statements that meet. Returns the conflicts; those of three or more
/// claims are kept by the comparer. `most_pairs` is as for [`conflicts`].
pub fn find(comparer: &Comparer, rulings: &Rulings, levels: &Levels, most_pairs: usize, wanted: Wanted) -> Conflicts {
    let from = wanted.from;
    let mut search = Search {
        comparer,
        rulings,
        most_pairs,
        wanted,
        grouper: ConflictGrouper::new(comparer, rulings, levels, from),
        sets: SetFinder::new(comparer),
    };
    visit_joins(comparer, &mut search);
    let Search { grouper, sets, .. } = search;
    comparer.keep_sets(|| sets.finish());
    grouper.conflicts()
}

/// A search for all wanted results.
struct Search<'s, 'l, 'w, 'f> {
    comparer: &'s Comparer<'l, 'w>,
    rulings: &'s Rulings<'w>,
    most_pairs: usize,
    wanted: Wanted<'f>,
    grouper: ConflictGrouper<'s, 'l, 'w>,
    sets: SetFinder<'s, 'l, 'w>,
}

impl<'l> JoinVisitor<'l> for Search<'_, 'l, '_, '_> {
    fn visit_denials(&mut self, run: StatementRun<'l>) -> bool {
        let is_ruled = |claim| self.rulings.naming(claim).is_some();
        let Some(denials) = Denials::new(self.comparer, run, is_ruled) else { return false };
        denials.group(&mut self.grouper, |a, b| {
            if let Some(answers) = &mut self.wanted.answers {
                answers(Met::Pair(a, b));
            }
        });
        if let Some(pairs) = &mut self.wanted.pairs {
            denials.pairs(None, pairs);
        }
        if let Some(found) = &mut self.wanted.position_changes {
            denials.position_changes(found);
        }
        self.sets.denied_run(denials.run());
        true
    }

    fn visit(&mut self, join: StatementJoin) {
        let Search { comparer, most_pairs, wanted, grouper, sets, .. } = self;
        sets.join(&join);
        let few = join.pairs(comparer.ledger) <= *most_pairs;
        // With few statements, the number of steps by which each two clash is worked out.
        let join = StatementJoin { by_law: join.by_law.filter(|_| !few), ..join };
        if few || wanted.pairs.is_some() {
            clashes_of(comparer, &join, None, &mut |a, b, clash| {
                if let Some(pairs) = &mut wanted.pairs {
                    pairs(a, b, PairKind::of(&clash));
                }
                if few {
                    grouper.add(a, b, clash);
                    if let Some(answers) = &mut wanted.answers {
                        answers(Met::Pair(a, b));
                    }
                }
            });
        }
        if !few {
            if let Some(answers) = &mut wanted.answers {
                answers(Met::Many(&join));
            }
            representative_search::search(comparer, &join, grouper, *most_pairs);
        }
        if let Some(found) = wanted.position_changes.as_mut().filter(|_| join.denied) {
            notes::position_changes_of(comparer, &join, found);
        }
    }
}
