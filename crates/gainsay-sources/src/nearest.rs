//! Finds the passage of a text that is most like a quote that does not stand in it.

use std::collections::HashMap;
use std::ops::Range;

use rustc_hash::FxBuildHasher;
use similar::{ChangeTag, TextDiff};

use crate::characters::is_end_mark;
use crate::edges::Page;
use crate::find::{Searchable, is_found};
use crate::quote::{Piece, Quote};
use crate::words::{Word, words};

/// The most words of a quote that are compared.
const MOST_WORDS: usize = 400;

/// The most bytes of a quote and a passage that are shown word by word.
const LONGEST_COMPARED: usize = 6 << 10;

/// The most places of one word that are looked at. Words with more places say little about where a quote belongs.
const MOST_PLACES: usize = 256;

/// The passage of a text that is most like a quote, or like a piece of one, that does not stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The index of the reading in which the passage stands.
    pub reading: usize,
    /// The place of the passage, in bytes of that reading.
    pub place: Range<usize>,
    /// The line of that reading on which the passage begins, counted from 1.
    pub line: usize,
    /// The piece of the quote that the passage is like, counted from 0.
    pub piece: usize,
    /// Whether each piece stands in the text by itself, but not in this order.
    pub out_of_order: bool,
    /// The passage as it stands in the text, on one line.
    pub text: String,
    /// The differences, word by word, once both are folded.
    pub diff: Vec<Difference>,
}

/// A part of a comparison of a quote with a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The text in which the part stands.
    pub side: Side,
    /// The words of the part.
    pub words: String,
}

/// The text in which a part of a comparison stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The part stands in both.
    Both,
    /// The part stands in the quote alone.
    Quote,
    /// The part stands in the text alone.
    Text,
}

impl Searchable<'_> {
    /// Returns the passage that is most like a quote that was not found: like the first of its pieces that does not
    /// stand in the text by itself. Returns nothing if no passage has at least two fifths of the words.
    pub fn nearest(&self, quote: &Quote) -> Option<Nearest> {
        let stands =
            |piece: &Piece| self.readings.iter().any(|(source, folded)| is_found(&Page { source, folded }, piece));
        let missing = quote.pieces.iter().position(|piece| !stands(piece));
        let index = missing.unwrap_or(quote.pieces.len().saturating_sub(1));
        let piece = quote.pieces.get(index)?;
        let all_words =
            self.words.get_or_init(|| self.readings.iter().map(|(_, folded)| words(folded.text())).collect());
        let mut best: Option<(usize, Passage)> = None;
        for (reading, ((_, folded), words)) in self.readings.iter().zip(all_words).enumerate() {
            let passage = nearest_passage(folded.text(), words, &piece.words);
            if let Some(passage) = passage
                && best.as_ref().is_none_or(|(_, best)| passage.alike > best.alike)
            {
                best = Some((reading, passage));
            }
        }
        let (reading, passage) = best?;
        let (source, folded) = self.readings.get(reading)?;
        let place = folded.source_range(passage.place.clone(), source);
        let before = source.get(..place.start)?;
        Some(Nearest {
            reading,
            line: before.matches('\n').count() + 1,
            piece: index,
            out_of_order: missing.is_none(),
            text: source.get(place.clone())?.split_whitespace().collect::<Vec<&str>>().join(" "),
            place,
            diff: differences(&passage.quote, folded.text().get(passage.place)?),
        })
    }
}

/// A passage of the folded text.
struct Passage {
    place: Range<usize>,
    /// The number of the quote's words that stand in the passage.
    alike: usize,
    /// The part of the quote that was compared.
    quote: String,
}

fn nearest_passage(text: &str, words_of_text: &[Word], quote: &str) -> Option<Passage> {
    let mut sought = words(quote);
    let is_whole = sought.len() <= MOST_WORDS;
    sought.truncate(MOST_WORDS);
    let start = likeliest_start(&sought, words_of_text)?;
    let slack = isize::try_from(sought.len() / 4 + 4).ok()?;
    let length = isize::try_from(sought.len()).ok()?;
    let from = usize::try_from((start - slack).max(0)).ok()?;
    let to = usize::try_from(start + length + slack).ok()?.min(words_of_text.len());
    let window = words_of_text.get(from..to)?;
    let pairs = densest(&pairs(&texts(&sought, quote), &texts(window, text)));
    let ((first, first_there), (last, last_there)) = (*pairs.first()?, *pairs.last()?);
    if pairs.len() * 5 < sought.len() * 2 {
        return None;
    }
    // The window grows on both sides by as many words as the quote has.
    let begin = window.get(first_there.saturating_sub(first))?.range().start;
    let end = window.get((last_there + (sought.len() - 1 - last)).min(window.len() - 1))?.range().end;
    // Marks at the quote's ends may be missing from the text.
    let bare = quote.trim_matches(|c: char| c == ' ' || is_end_mark(c));
    let compared = if is_whole { bare } else { quote.get(..sought.last()?.range().end)? };
    Some(Passage { place: begin..end, alike: pairs.len(), quote: compared.to_string() })
}

fn texts<'a>(words: &[Word], text: &'a str) -> Vec<&'a str> {
    words.iter().map(|word| text.get(word.range()).unwrap_or_default()).collect()
}

/// Returns the word of the text with which the passage most likely begins, counted from 0; it may lie before the text.
///
/// Each word of the quote that stands in the text votes for the beginnings that would put it there, with more weight
/// the fewer places it has.
fn likeliest_start(sought: &[Word], words: &[Word]) -> Option<isize> {
    let mut places: HashMap<u32, Vec<usize>, FxBuildHasher> = HashMap::default();
    for word in sought {
        places.entry(word.hash).or_default();
    }
    for (index, word) in words.iter().enumerate() {
        if let Some(places) = places.get_mut(&word.hash)
            && places.len() <= MOST_PLACES
        {
            places.push(index);
        }
    }
    let mut votes: Vec<(isize, f64)> = Vec::new();
    for (index, word) in sought.iter().enumerate() {
        let Some(places) = places.get(&word.hash) else { continue };
        let weight = 1.0 / (1.0 + (places.len() as f64).sqrt());
        votes.extend(places.iter().map(|place| (place.cast_signed() - index.cast_signed(), weight)));
    }
    votes.sort_by_key(|(start, _)| *start);
    let width = (sought.len() / 8 + 2).cast_signed();
    let (mut best, mut sum, mut first) = (None, 0.0, 0);
    for (start, weight) in &votes {
        sum += weight;
        while let Some((_, weight)) = votes.get(first).filter(|(earliest, _)| start - earliest > width) {
            sum -= weight;
            first += 1;
        }
        if best.is_none_or(|(most, _)| sum > most + 1e-9) {
            best = Some((sum, votes.get(first).map_or(*start, |(earliest, _)| (earliest + start) / 2)));
        }
    }
    best.map(|(_, start)| start)
}

/// Pairs the words that stand in both texts, in order.
fn pairs(ours: &[&str], theirs: &[&str]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, ours, theirs) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((0..len).map(|offset| (old_index + offset, new_index + offset)));
        }
    }
    pairs
}

/// Returns the densest run of pairs: words that stand by chance far before or behind the passage do not belong to it.
fn densest(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let (mut best, mut from, mut sum) = ((0, 0..0), 0, 0isize);
    for (index, (ours, theirs)) in pairs.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| pairs.get(before));
        // A pair counts 2; a word that only the text has between two pairs takes 1.
        let apart = before
            .map_or(0, |(ours_before, theirs_before)| (theirs - theirs_before).saturating_sub(ours - ours_before));
        sum -= isize::try_from(apart).unwrap_or(isize::MAX / 2);
        if sum <= 0 {
            (sum, from) = (0, index);
        }
        sum += 2;
        if sum > best.0 {
            best = (sum, from..index + 1);
        }
    }
    pairs.get(best.1).map(<[(usize, usize)]>::to_vec).unwrap_or_default()
}

fn differences(quote: &str, passage: &str) -> Vec<Difference> {
    let cut = |text: &'_ str| text.floor_char_boundary(LONGEST_COMPARED.min(text.len()));
    let (quote, passage) = (quote.get(..cut(quote)).unwrap_or(quote), passage.get(..cut(passage)).unwrap_or(passage));
    let mut parts: Vec<Difference> = Vec::new();
    for change in TextDiff::from_unicode_words(quote, passage).iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Equal => Side::Both,
            ChangeTag::Delete => Side::Quote,
            ChangeTag::Insert => Side::Text,
        };
        match parts.last_mut() {
            Some(last) if last.side == side => last.words.push_str(change.value()),
            _ => parts.push(Difference { side, words: change.value().to_string() }),
        }
    }
    parts
}
