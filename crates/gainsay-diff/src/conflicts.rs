//! Conflicts as they are reported: pairs are grouped by their contested statement, as far as they are connected. Where
//! many claims contest one statement, a few representative pairs are searched for instead of all pairs.

pub mod group;
pub mod notes;
pub mod pairs;
pub mod positions;
mod range_queries;
mod representative_search;
mod scopes;
mod utterances;

pub use group::{Conflicts, Gathered};

use gainsay_model::finding::Level;

use crate::clash::{Clash, Comparer};
use crate::joins::{StatementJoin, statement_joins};
use crate::ledger::ClaimId;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::sets::SetFinder;
use group::ConflictGrouper;
use pairs::clashes_of;

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
    pub pairs: Option<&'f mut dyn FnMut(ClaimId, ClaimId, Clash)>,
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
pub fn find(
    comparer: &Comparer,
    rulings: &Rulings,
    levels: &Levels,
    most_pairs: usize,
    mut wanted: Wanted,
) -> Conflicts {
    let mut grouper = ConflictGrouper::new(comparer, rulings, levels, wanted.from);
    let mut sets = SetFinder::new(comparer);
    statement_joins(comparer, |join| {
        sets.join(&join);
        let few = join.pairs(comparer.ledger) <= most_pairs;
        // With few statements, the number of steps by which each two clash is worked out.
        let join = StatementJoin { by_law: join.by_law.filter(|_| !few), ..join };
        if few || wanted.pairs.is_some() {
            clashes_of(comparer, &join, None, &mut |a, b, clash| {
                if let Some(pairs) = &mut wanted.pairs {
                    pairs(a, b, clash);
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
            representative_search::search(comparer, &join, &mut grouper, most_pairs);
        }
        if let Some(found) = wanted.position_changes.as_mut().filter(|_| join.denied) {
            notes::position_changes_of(comparer, &join, found);
        }
    });
    comparer.keep_sets(|| sets.finish());
    grouper.conflicts()
}
