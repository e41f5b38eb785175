//! Conflicts for people: pairs gathered by what they contest. Where many claims contest one statement, witnesses are looked for instead of
//! pairs.

pub mod gather;
pub mod meetings;
pub mod notes;
pub mod pairs;
mod points;
mod sweep;
mod witnesses;

pub use gather::Conflict;

use crate::clash::Comparer;
use crate::ledger::StatementId;
use crate::rulings::Rulings;
use gather::Gatherer;
use meetings::{Meet, Voices, meetings};
use pairs::clashes_of;

/// Statements that so many pairs of claims contest are swept, not enumerated.
pub const MOST_PAIRS: usize = 1 << 14;

/// All conflicts of the ledger, by contested statement, mechanism and rule. `most_pairs` is [`MOST_PAIRS`]; tests set it lower.
pub fn conflicts(comparer: &Comparer, voices: &[Voices], rulings: &Rulings, most_pairs: usize) -> Vec<Conflict> {
    let mut gatherer = Gatherer::new(comparer, rulings);
    meetings(comparer, voices, |meet| {
        if pairs_of(voices, &meet) <= most_pairs {
            clashes_of(comparer, voices, meet, &mut |a, b, clash| gatherer.add(a, b, clash));
        } else {
            sweep::sweep(comparer, voices, &meet, &mut gatherer, most_pairs);
        }
    });
    gatherer.conflicts()
}

fn pairs_of(voices: &[Voices], meet: &Meet) -> usize {
    let positive = |s: &[StatementId]| s.iter().map(|s| voices[s.0 as usize].positive.len()).sum::<usize>();
    let negative = |s: &[StatementId]| s.iter().map(|s| voices[s.0 as usize].negative.len()).sum::<usize>();
    positive(meet.a).saturating_mul(if meet.denied { negative(meet.b) } else { positive(meet.b) })
}
