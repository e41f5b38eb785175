//! Looks for one piece of a quote.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use memchr::memmem::Finder;

use super::Budget;
use super::bracket::{self, Step};
use crate::characters::is_word_character;
use crate::edges::Page;
use crate::quote::{Bracket, BracketKind, Element, Piece};

/// The place of a piece in the folded text.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence<'q> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) replaced: Vec<Substitute<'q>>,
}

/// A bracket's own words, and what stands in the folded text in their place.
#[derive(Clone, Debug)]
pub(crate) struct Substitute<'q> {
    pub(crate) own: &'q str,
    pub(crate) place: Range<usize>,
}

/// The place in the folded text up to which it is read, and what was read of the line-end hyphen there, if there is
/// one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    pub(crate) at: usize,
    pub(crate) hyphen: HyphenRead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HyphenRead {
    Nothing,
    Hyphen,
    HyphenAndSpace,
}

impl State {
    pub(crate) fn at(at: usize) -> State {
        State { at, hyphen: HyphenRead::Nothing }
    }
}

/// Returns the occurrence at which the fewest brackets stand for other words; of several, the first.
pub(crate) fn best_occurrence<'q>(page: &Page<'_>, piece: &'q Piece, budget: &Budget) -> Option<Occurrence<'q>> {
    let mut best: Option<Occurrence<'q>> = None;
    each_occurrence(page, piece, budget, |occurrence| {
        if best.as_ref().is_none_or(|best| occurrence.replaced.len() < best.replaced.len()) {
            best = Some(occurrence);
        }
        best.as_ref().is_some_and(|best| best.replaced.is_empty())
    });
    best
}

/// Returns all occurrences of a piece in a text.
pub(crate) fn occurrences<'q>(page: &Page<'_>, piece: &'q Piece, budget: &Budget) -> Vec<Occurrence<'q>> {
    let mut found = Vec::new();
    each_occurrence(page, piece, budget, |occurrence| {
        found.push(occurrence);
        false
    });
    found
}

/// Calls back for each occurrence until the callback says that it has enough.
fn each_occurrence<'q>(
    page: &Page<'_>,
    piece: &'q Piece,
    budget: &Budget,
    mut enough: impl FnMut(Occurrence<'q>) -> bool,
) {
    let Some(anchor) = piece.elements.iter().position(|element| matches!(element, Element::Literal(_))) else {
        return;
    };
    let (leading, rest) = piece.elements.split_at(anchor);
    let Some((Element::Literal(literal), trailing)) = rest.split_first() else { return };
    each_candidate(page, literal, |candidate| {
        if !budget.spend(literal.len() / 16) {
            return true;
        }
        let Some(behind) = read_literal(page, literal, candidate, budget) else { return false };
        for before in bracket::read_back(page, leading, candidate, budget) {
            if !piece.open_before && !page.is_edge(before.at) {
                continue;
            }
            for end in read_forward(page, trailing, behind, budget) {
                if piece.open_behind || page.is_edge(end.state.at) || is_apostrophe_read(page, piece, end.state) {
                    let replaced = before.replaced.iter().rev().chain(&end.replaced).cloned().collect();
                    if enough(Occurrence { start: before.at, end: end.state.at, replaced }) {
                        return true;
                    }
                }
            }
        }
        false
    });
}

/// Returns true if the piece ends with an apostrophe that stands in the text too, so that it ends behind that.
fn is_apostrophe_read(page: &Page<'_>, piece: &Piece, end: State) -> bool {
    piece.apostrophe_behind && page.behind(end.at) == Some('\'')
}

/// Calls back for each place at which a literal may begin, in ascending order, until the callback says that it has
/// enough.
///
/// Line-end hyphens are left out of the folded text. Where the page has any, only the part of the literal before its
/// first hyphen is looked for.
fn each_candidate(page: &Page<'_>, literal: &str, mut enough: impl FnMut(State) -> bool) {
    let has_splits = page.folded.has_splits();
    let hyphens = if has_splits { literal.len() - literal.trim_start_matches(['-', ' ']).len() } else { 0 };
    let words = literal.get(hyphens..).unwrap_or_default();
    let sought = if has_splits { words.split('-').next().unwrap_or_default().trim_end_matches(' ') } else { words };
    let mut last = None;
    let mut each = |found: usize| -> bool {
        let is_split = page.folded.split_at(found).is_some();
        for start in found.saturating_sub(hyphens)..=found {
            if last.is_some_and(|last| start <= last) || !page.folded.text().is_char_boundary(start) {
                continue;
            }
            last = Some(start);
            if enough(State::at(start)) {
                return true;
            }
        }
        // The hyphen was read as part of the text before the quote.
        is_split && hyphens == 0 && enough(State { at: found, hyphen: HyphenRead::HyphenAndSpace })
    };
    if sought.is_empty() {
        let _ = (0..=page.folded.text().len()).any(|place| page.folded.text().is_char_boundary(place) && each(place));
        return;
    }
    let finder = Finder::new(sought);
    let text = page.folded.text().as_bytes();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| finder.find(rest)) {
        if each(from + found) {
            return;
        }
        from += found + 1;
    }
}

/// Reads words that must stand in the text as they are. Returns how far the text was read.
pub(crate) fn read_literal(page: &Page<'_>, literal: &str, from: State, budget: &Budget) -> Option<State> {
    let end = from.at + literal.len();
    if page.folded.split_at(from.at).is_none() && !page.folded.has_split_between(from.at, end) {
        return page.folded.text().get(from.at..end).filter(|text| *text == literal).map(|_| State::at(end));
    }
    literal.chars().try_fold(from, |state, c| read_character(page, c, state).filter(|_| budget.spend(1)))
}

fn read_character(page: &Page<'_>, c: char, state: State) -> Option<State> {
    if let Some(split) = page.folded.split_at(state.at) {
        match state.hyphen {
            HyphenRead::Nothing if c == '-' => return Some(State { hyphen: HyphenRead::Hyphen, ..state }),
            HyphenRead::Nothing if !split.before_lower_case => return None,
            HyphenRead::Hyphen if c == ' ' => return Some(State { hyphen: HyphenRead::HyphenAndSpace, ..state }),
            _ => {}
        }
    }
    (page.behind(state.at) == Some(c)).then(|| State::at(state.at + c.len_utf8()))
}

/// A way to read the rest of a piece.
#[derive(Clone, Debug)]
struct Way<'q> {
    state: State,
    replaced: Vec<Substitute<'q>>,
}

/// Reads elements from a place on. Returns every place at which they may end, with the fewest replacements for each.
fn read_forward<'q>(page: &Page<'_>, elements: &'q [Element], from: State, budget: &Budget) -> Vec<Way<'q>> {
    let mut ways = vec![Way { state: from, replaced: Vec::new() }];
    let mut ends = BTreeMap::new();
    for (index, element) in elements.iter().enumerate() {
        let mut next = BTreeMap::new();
        end_before_brackets(&ways, elements.get(index..).unwrap_or_default(), &mut ends);
        let behind = elements.get(index + 1);
        for way in ways {
            match element {
                Element::Literal(literal) => {
                    if budget.spend(literal.len() / 16)
                        && let Some(state) = read_literal(page, literal, way.state, budget)
                    {
                        keep(&mut next, Way { state, ..way });
                    }
                }
                Element::Bracket(bracket) => {
                    for Step { state, words } in bracket::read(page, bracket, way.state, Behind::of(behind), budget) {
                        if !budget.spend(way.replaced.len()) {
                            return Vec::new();
                        }
                        let mut replaced = way.replaced.clone();
                        replaced.extend(words.map(|place| Substitute { own: &bracket.own, place }));
                        keep(&mut next, Way { state, replaced });
                    }
                }
            }
        }
        ways = next.into_values().collect();
    }
    for way in ways {
        keep(&mut ends, way);
    }
    ends.into_values().collect()
}

/// Adds an end of the piece at this place, without the space before it, if only brackets that may stand for nothing are
/// left.
fn end_before_brackets<'q>(ways: &[Way<'q>], left: &'q [Element], ends: &mut BTreeMap<State, Way<'q>>) {
    let mut inserted = Vec::new();
    for element in left {
        match element {
            Element::Bracket(Bracket { kind: BracketKind::Free, own, .. }) => inserted.push(own),
            Element::Bracket(Bracket { kind: BracketKind::Remark, .. }) => {}
            _ => return,
        }
    }
    for way in ways {
        let mut replaced = way.replaced.clone();
        replaced.extend(inserted.iter().map(|own| Substitute { own, place: way.state.at..way.state.at }));
        keep(ends, Way { state: way.state, replaced });
    }
}

/// Keeps, of the ways that end at one place, the one with the fewest replacements.
fn keep<'q>(ways: &mut BTreeMap<State, Way<'q>>, way: Way<'q>) {
    match ways.entry(way.state) {
        Entry::Vacant(entry) => {
            entry.insert(way);
        }
        Entry::Occupied(mut entry) => {
            if way.replaced.len() < entry.get().replaced.len() {
                entry.insert(way);
            }
        }
    }
}

/// The part of a piece that stands behind a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    Nothing,
    /// The rest of the word.
    Word,
    Else,
}

impl Behind {
    fn of(element: Option<&Element>) -> Behind {
        match element {
            None => Behind::Nothing,
            Some(Element::Literal(literal)) if literal.chars().next().is_some_and(is_word_character) => Behind::Word,
            Some(_) => Behind::Else,
        }
    }
}
