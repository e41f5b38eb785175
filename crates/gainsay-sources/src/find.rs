//! Looks for quotes in a text.

mod bracket;
mod piece;

use std::cell::Cell;
use std::ops::Range;
use std::sync::OnceLock;

use crate::edges::Page;
use crate::fold::Folded;
use crate::quote::{Piece, Quote};
use crate::text_of_record::TextOfRecord;
use crate::words::Word;

use piece::{Occurrence, Substitute};

/// A text of record, prepared for looking for any number of quotes.
#[derive(Debug)]
pub struct Searchable<'a> {
    pub(crate) readings: Vec<(&'a str, Folded)>,
    /// The words of each reading, made when a nearest passage is first asked for.
    pub(crate) words: OnceLock<Vec<Vec<Word>>>,
}

/// The result of looking for a quote in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The quote stands in the text.
    Found(Found),
    /// The quote does not stand in the text.
    NotFound,
    /// Text and quote repeat themselves so much that looking on would take too long.
    GaveUp,
}

/// The place where a quote stands, and how the quote differs from the text there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The index of the reading in which the quote stands.
    pub reading: usize,
    /// The places of the quote's pieces, in bytes of that reading.
    pub passages: Vec<Range<usize>>,
    /// Whether a gap of more than 2,000 characters lies between two pieces.
    pub far_apart: bool,
    /// The brackets of the quote that do not stand in the text as they are.
    pub replaced: Vec<Replaced>,
}

/// A bracket of the quote, and the words that stand in the text in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The words between the brackets, folded.
    pub bracket: String,
    /// The words of the text in place of the bracket; empty where the bracket stands for nothing.
    pub words: String,
}

/// The most characters of folded text that a gap may stand for without a note.
pub const WIDEST_GAP: usize = 2_000;

impl<'a> Searchable<'a> {
    /// Folds every reading of a text of record.
    pub fn of(text: &'a TextOfRecord) -> Searchable<'a> {
        let fold = |reading: &'a crate::Reading| (reading.text.as_str(), Folded::of(&reading.text, reading.hyphens));
        Searchable { readings: text.readings.iter().map(fold).collect(), words: OnceLock::new() }
    }

    /// Looks for a quote in each reading. Where it stands more than once, or in several readings, that place is
    /// returned at which the fewest brackets stand for other words.
    pub fn find(&self, quote: &Quote) -> Verdict {
        let mut best: Option<Found> = None;
        let mut gave_up = false;
        for (index, (source, folded)) in self.readings.iter().enumerate() {
            match find_in(&Page { source, folded }, index, quote) {
                Verdict::Found(found) => {
                    let perfect = found.badness() == (false, 0);
                    if best.as_ref().is_none_or(|best| found.badness() < best.badness()) {
                        best = Some(found);
                    }
                    if perfect {
                        break;
                    }
                }
                Verdict::NotFound => {}
                Verdict::GaveUp => gave_up = true,
            }
        }
        match best {
            Some(found) => Verdict::Found(found),
            None if gave_up => Verdict::GaveUp,
            None => Verdict::NotFound,
        }
    }
}

impl Found {
    fn badness(&self) -> (bool, usize) {
        (self.far_apart, self.replaced.len())
    }
}

/// The steps that may still be spent on one quote in one text: they keep the time linear in the text.
pub(crate) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    fn for_text(length: usize) -> Budget {
        Budget { left: Cell::new(length as u64 * 8 + 4_000_000) }
    }

    /// Spends some steps. Returns true if that many were left.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().saturating_sub(steps as u64 + 1);
        self.left.set(left);
        left > 0
    }

    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

/// Returns true if a piece stands in a text by itself.
pub(crate) fn is_found(page: &Page<'_>, piece: &Piece) -> bool {
    piece::best_occurrence(page, piece, &Budget::for_text(page.folded.text().len())).is_some()
}

fn find_in(page: &Page<'_>, reading: usize, quote: &Quote) -> Verdict {
    let budget = Budget::for_text(page.folded.text().len());
    let chain = match quote.pieces.as_slice() {
        [only] => piece::best_occurrence(page, only, &budget).map(|occurrence| (vec![occurrence], false)),
        pieces => {
            let occurrences: Option<Vec<Vec<Occurrence<'_>>>> = pieces
                .iter()
                .map(|piece| Some(piece::occurrences(page, piece, &budget)).filter(|found| !found.is_empty()))
                .collect();
            occurrences.and_then(|occurrences| chain(page, &occurrences))
        }
    };
    match chain {
        Some((occurrences, far_apart)) => Verdict::Found(Found {
            reading,
            passages: occurrences
                .iter()
                .map(|occurrence| page.folded.source_range(occurrence.start..occurrence.end, page.source))
                .collect(),
            far_apart,
            replaced: occurrences.iter().flat_map(|found| &found.replaced).map(|words| replaced(page, words)).collect(),
        }),
        None if budget.is_spent() => Verdict::GaveUp,
        None => Verdict::NotFound,
    }
}

fn replaced(page: &Page<'_>, substitute: &Substitute<'_>) -> Replaced {
    let place = page.folded.source_range(substitute.place.clone(), page.source);
    let words = page.source.get(place).unwrap_or_default();
    Replaced { bracket: substitute.own.to_string(), words: words.split_whitespace().collect::<Vec<&str>>().join(" ") }
}

/// Chooses one occurrence of each piece so that they stand in order and without overlap; if there is such a choice,
/// one in which no gap is too wide. Returns it, and whether a gap is too wide after all.
///
/// The occurrences of each piece come sorted by where they end.
fn chain<'q>(page: &Page<'_>, occurrences: &[Vec<Occurrence<'q>>]) -> Option<(Vec<Occurrence<'q>>, bool)> {
    link(page, occurrences, true)
        .map(|chain| (chain, false))
        .or_else(|| link(page, occurrences, false).map(|chain| (chain, true)))
}

fn link<'q>(page: &Page<'_>, occurrences: &[Vec<Occurrence<'q>>], close: bool) -> Option<Vec<Occurrence<'q>>> {
    // For each occurrence of a piece that can be reached: the occurrence of the piece before that leads to it.
    let mut reached: Vec<Vec<Option<usize>>> = Vec::new();
    for (piece, found) in occurrences.iter().enumerate() {
        let leads: Vec<Option<usize>> = match piece.checked_sub(1) {
            None => (0..found.len()).map(Some).collect(),
            Some(before) => {
                let (found_before, reached_before) = (occurrences.get(before)?, reached.get(before)?);
                leads_to(page, found_before, reached_before, found, close)
            }
        };
        if leads.iter().all(Option::is_none) {
            return None;
        }
        reached.push(leads);
    }
    let last = reached.last()?;
    let reachable = |index: &usize| last.get(*index).is_some_and(Option::is_some);
    let mut index = (0..last.len()).filter(reachable).min_by_key(|index| {
        occurrences
            .last()
            .and_then(|found| found.get(*index))
            .map_or(usize::MAX, |occurrence| occurrence.replaced.len())
    })?;
    let mut chain = Vec::new();
    for (found, leads) in occurrences.iter().zip(&reached).rev() {
        chain.push(found.get(index)?.clone());
        index = leads.get(index).copied().flatten()?;
    }
    chain.reverse();
    Some(chain)
}

/// Returns for each occurrence the nearest reached occurrence of the piece before that ends before it begins.
fn leads_to(
    page: &Page<'_>,
    before: &[Occurrence<'_>],
    reached_before: &[Option<usize>],
    found: &[Occurrence<'_>],
    close: bool,
) -> Vec<Option<usize>> {
    let mut ends: Vec<(usize, usize)> = before
        .iter()
        .enumerate()
        .filter(|(index, _)| reached_before.get(*index).is_some_and(Option::is_some))
        .map(|(index, occurrence)| (occurrence.end, index))
        .collect();
    ends.sort_unstable();
    found
        .iter()
        .map(|occurrence| {
            let nearest = ends.partition_point(|(end, _)| *end <= occurrence.start).checked_sub(1)?;
            let (end, index) = ends.get(nearest)?;
            (!close || is_close(page, *end, occurrence.start)).then_some(*index)
        })
        .collect()
}

fn is_close(page: &Page<'_>, end: usize, start: usize) -> bool {
    let gap = page.folded.text().get(end..start).unwrap_or_default();
    gap.len() <= WIDEST_GAP || gap.chars().nth(WIDEST_GAP).is_none()
}
