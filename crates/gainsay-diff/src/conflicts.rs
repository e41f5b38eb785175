//! Conflicts for people: pairs gathered by what they contest, as far as they hang together. Where many claims contest
//! one statement, witnesses are looked for instead of pairs.

pub mod gather;
mod lifted;
pub mod meetings;
pub mod notes;
pub mod pairs;
pub mod positions;
mod scopes;
mod sweep;
mod utterances;
mod witnesses;

pub use gather::{Conflicts, Gathered};
pub use positions::Position;

use gainsay_model::finding::Level;

use crate::clash::{Clash, Comparer};
use crate::ledger::{ClaimId, StatementId};
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use gather::Gatherer;
use meetings::{Meet, meetings};
use pairs::clashes_of;

/// Statements that so many pairs of claims contest are swept, not enumerated.
pub const MOST_PAIRS: usize = 1 << 14;

/// Returns all conflicts of the ledger, whatever the manifest silences. `most_pairs` is [`MOST_PAIRS`]; tests set it
/// lower.
pub fn conflicts(comparer: &Comparer, rulings: &Rulings, most_pairs: usize) -> Vec<Gathered> {
    let wanted = Wanted { pairs: None, from: Level::Note, position_changes: None };
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
}

/// Looks for all that is wanted, where statements meet once, and returns the conflicts. `most_pairs` as for
/// [`conflicts`].
pub fn find(
    comparer: &Comparer,
    rulings: &Rulings,
    levels: &Levels,
    most_pairs: usize,
    mut wanted: Wanted,
) -> Conflicts {
    let mut gatherer = Gatherer::new(comparer, rulings, levels, wanted.from);
    meetings(comparer, |meet| {
        let few = pairs_of(comparer, &meet) <= most_pairs;
        if few || wanted.pairs.is_some() {
            clashes_of(comparer, &meet, None, &mut |a, b, clash| {
                if let Some(pairs) = &mut wanted.pairs {
                    pairs(a, b, clash);
                }
                if few {
                    gatherer.add(a, b, clash);
                }
            });
        }
        if !few {
            sweep::sweep(comparer, &meet, &mut gatherer, most_pairs);
        }
        if let Some(found) = wanted.position_changes.as_mut().filter(|_| meet.denied) {
            notes::position_changes_of(comparer, &meet, found);
        }
    });
    gatherer.conflicts()
}

fn pairs_of(comparer: &Comparer, meet: &Meet) -> usize {
    let positive = |s: &[StatementId]| s.iter().map(|s| comparer.ledger.affirming(*s).len()).sum::<usize>();
    let negative = |s: &[StatementId]| s.iter().map(|s| comparer.ledger.denying(*s).len()).sum::<usize>();
    positive(meet.a).saturating_mul(if meet.denied { negative(meet.b) } else { positive(meet.b) })
}
