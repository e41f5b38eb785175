//! Conflicts for people: pairs gathered by what they contest, as far as they hang together. Where many claims contest
//! one statement, witnesses are looked for instead of pairs.

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

/// Statements that so many pairs of claims contest are swept, not enumerated.
pub const MOST_PAIRS: usize = 1 << 14;

/// Returns all conflicts of the ledger, whatever the manifest silences. `most_pairs` is [`MOST_PAIRS`]; tests set it
/// lower.
pub fn conflicts(comparer: &Comparer, rulings: &Rulings, most_pairs: usize) -> Vec<Gathered> {
    let wanted = Wanted { pairs: None, from: Level::Note, position_changes: None, answers: None };
    find(comparer, rulings, &Levels::default(), most_pairs, wanted).told
}

/// What is looked for where statements meet.
pub struct Wanted<'f> {
    /// Every two claims that conflict, once a mechanism; of a denial the second denies.
    pub pairs: Option<&'f mut dyn FnMut(ClaimId, ClaimId, Clash)>,
    /// The level from which on pairs are gathered into conflicts.
    pub from: Level,
    /// Positions that a side gave up.
    pub position_changes: Option<&'f mut dyn FnMut(ClaimId, ClaimId)>,
    /// Answers to accusations, among what meets.
    pub answers: Option<&'f mut dyn FnMut(Met)>,
}

/// What meets, as far as it was compared.
#[derive(Clone, Copy)]
pub enum Met<'m> {
    /// Two claims that conflict.
    Pair(ClaimId, ClaimId),
    /// Statements of so many claims that their pairs are not enumerated.
    Many(&'m StatementJoin<'m>),
}

/// Looks for all that is wanted, where statements meet once, and returns the conflicts; those of three and more claims
/// are kept by the comparer. `most_pairs` as for [`conflicts`].
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
        // Of few it is told by how many steps each two clash.
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
