//! Reads the words of a text that a bracket of a quote may stand for.

use std::ops::Range;

use super::Budget;
use super::piece::{Behind, HyphenRead, State, Substitute, read_literal};
use crate::characters::{is_shared_mark, is_spaced_letter, is_spaceless};
use crate::edges::Page;
use crate::fold::SHARED_MARKS_LOOKED_PAST;
use crate::quote::{Bracket, BracketKind, Element};

/// The most words that a bracket may stand for.
const MOST_WORDS: usize = 5;

/// The most characters that a bracket may stand for in scripts without spaces between words.
const MOST_SPACELESS_CHARACTERS: usize = 10;

/// The longest that a word, or the rest of one, may be, in characters. A longer run of characters is no word.
const LONGEST_WORD: usize = 100;

/// The place up to which the text was read for a bracket, and the words that it stands for if they are not its own.
pub(crate) struct Step {
    pub(crate) state: State,
    pub(crate) words: Option<Range<usize>>,
}

impl Step {
    fn own(state: State) -> Step {
        Step { state, words: None }
    }
}

/// Reads the words that a bracket may stand for from a place on.
pub(crate) fn read(page: &Page<'_>, bracket: &Bracket, from: State, behind: Behind, budget: &Budget) -> Vec<Step> {
    let mut steps = Vec::new();
    for start in behind_space(page, from, bracket.space_before) {
        let own = own_words(bracket).into_iter().filter_map(|own| read_literal(page, own, start, budget));
        let bracketed = read_literal(page, &format!("[{}]", bracket.own), start, budget);
        for end in own.chain(bracketed) {
            steps.extend(behind_space(page, end, bracket.space_behind).into_iter().map(Step::own));
        }
    }
    match bracket.kind {
        BracketKind::Remark => steps.extend(nothing(page, bracket, from, behind).into_iter().map(Step::own)),
        BracketKind::Free => {
            let nothing = nothing(page, bracket, from, behind);
            steps.extend(nothing.into_iter().map(|state| Step { state, words: Some(state.at..state.at) }));
            for start in behind_space(page, from, bracket.space_before) {
                steps.extend(other_words(page, bracket, start, budget));
            }
        }
        BracketKind::FirstLetter => steps.extend(other_case(page, &bracket.own, from).map(Step::own)),
        BracketKind::Rest | BracketKind::Beginning => {
            steps.extend(rest_of_word(page, from, behind == Behind::Word, budget));
        }
    }
    steps
}

/// Returns the words of a bracket that may stand in the text without the brackets; with and without white space just
/// inside them.
fn own_words(bracket: &Bracket) -> Vec<&str> {
    let trimmed = bracket.own.trim_matches(' ');
    match bracket.kind {
        BracketKind::Remark => Vec::new(),
        _ if trimmed.len() < bracket.own.len() => vec![&bracket.own, trimmed],
        _ => vec![trimmed],
    }
}

/// Returns where the text goes on behind white space, if there is white space to read.
fn behind_space(page: &Page<'_>, state: State, space: bool) -> Vec<State> {
    if !space {
        return vec![state];
    }
    let mut states = Vec::new();
    if state.hyphen == HyphenRead::Hyphen {
        states.push(State { hyphen: HyphenRead::HyphenAndSpace, ..state });
    }
    if page.behind(state.at) == Some(' ') {
        states.push(State::at(state.at + 1));
    }
    if is_between_spaceless(page, state.at) {
        states.push(state);
    }
    states
}

/// Returns true if white space at this place would have been left out, since the characters on both sides are of
/// scripts without spaces, shared marks aside.
fn is_between_spaceless(page: &Page<'_>, place: usize) -> bool {
    let Some((before, behind)) = page.folded.text().split_at_checked(place) else { return false };
    let tells = |c: &char| is_spaceless(*c) || !is_shared_mark(*c);
    let before = before.chars().rev().take(SHARED_MARKS_LOOKED_PAST).find(tells);
    let behind = behind.chars().take(SHARED_MARKS_LOOKED_PAST).find(tells);
    before.is_some_and(is_spaceless) && behind.is_some_and(is_spaceless)
}

/// Returns the states behind a bracket that stands for nothing; it takes one of the two spaces around it along.
fn nothing(page: &Page<'_>, bracket: &Bracket, from: State, behind: Behind) -> Vec<State> {
    match (bracket.space_before, bracket.space_behind) {
        (true, true) => behind_space(page, from, true),
        (false, false) => vec![from],
        _ if behind == Behind::Nothing => vec![from],
        _ => {
            let mut states = behind_space(page, from, true);
            if !states.contains(&from) {
                states.push(from);
            }
            states
        }
    }
}

fn other_case(page: &Page<'_>, letter: &str, from: State) -> Option<State> {
    let text = page.folded.text().get(from.at..)?;
    [letter.to_lowercase(), letter.to_uppercase()]
        .iter()
        .find(|form| text.starts_with(form.as_str()))
        .map(|form| State::at(from.at + form.len()))
}

/// Reads one to five words without a digit.
fn other_words(page: &Page<'_>, bracket: &Bracket, from: State, budget: &Budget) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut span = Span::default();
    let text = page.folded.text().get(from.at..).unwrap_or_default();
    if text.starts_with(' ') {
        return steps;
    }
    for (offset, c) in text.char_indices().take(MOST_WORDS * LONGEST_WORD) {
        let place = from.at + offset;
        if span.ends_word && budget.spend(1) && page.is_edge(place) {
            // A hyphen at a line's end may be the last of what the bracket stands for.
            let hyphen = page.folded.split_at(place).map(|_| State { at: place, hyphen: HyphenRead::Hyphen });
            for end in std::iter::once(State::at(place)).chain(hyphen) {
                let states = behind_space(page, end, bracket.space_behind);
                steps.extend(states.into_iter().map(|state| Step { state, words: Some(from.at..place) }));
            }
        }
        if !span.take(c) {
            return steps;
        }
    }
    steps
}

/// The words read so far for a bracket.
#[derive(Default)]
struct Span {
    characters: usize,
    spaces: usize,
    has_letter: bool,
    /// Whether a letter was read, and no space behind it.
    ends_word: bool,
    has_spaceless: bool,
}

impl Span {
    /// Adds a character. Returns true if a bracket may stand for the characters read so far.
    fn take(&mut self, c: char) -> bool {
        self.characters += 1;
        self.spaces += usize::from(c == ' ');
        self.has_letter |= c.is_alphabetic();
        self.ends_word = self.has_letter && c != ' ';
        self.has_spaceless |= is_spaceless(c);
        let fits =
            if self.has_spaceless { self.characters <= MOST_SPACELESS_CHARACTERS } else { self.spaces < MOST_WORDS };
        fits && !c.is_numeric()
    }
}

/// Reads letters up to the end of the word; up to any of them where the word goes on behind the bracket.
fn rest_of_word(page: &Page<'_>, from: State, within_word: bool, budget: &Budget) -> Vec<Step> {
    let mut steps = Vec::new();
    let text = page.folded.text().get(from.at..).unwrap_or_default();
    let step = |place: usize| Step {
        state: State { at: place, hyphen: if place == from.at { from.hyphen } else { HyphenRead::Nothing } },
        words: Some(from.at..place),
    };
    let mut end = from.at;
    for c in text.chars().take(LONGEST_WORD) {
        if (within_word || page.folded.split_at(end).is_some()) && budget.spend(1) {
            steps.push(step(end));
        }
        let split = page.folded.split_at(end);
        let goes_on = is_spaced_letter(c) && (end == from.at || split.is_none_or(|split| split.before_lower_case));
        if !goes_on {
            break;
        }
        end += c.len_utf8();
    }
    steps.push(step(end));
    steps
}

/// The place where a piece begins if brackets stand before its first literal.
pub(crate) struct Beginning<'q> {
    pub(crate) at: usize,
    /// The substitutes for the brackets, the last bracket first.
    pub(crate) replaced: Vec<Substitute<'q>>,
}

/// Reads the brackets before a place backward, the nearest first.
pub(crate) fn read_back<'q>(page: &Page<'_>, leading: &'q [Element], to: State, budget: &Budget) -> Vec<Beginning<'q>> {
    let mut beginnings = vec![Beginning { at: to.at, replaced: Vec::new() }];
    for (index, element) in leading.iter().enumerate().rev() {
        let Element::Bracket(bracket) = element else { continue };
        let mut next: Vec<Beginning<'q>> = Vec::new();
        for beginning in &beginnings {
            if !budget.spend(1) {
                return Vec::new();
            }
            for (at, words) in read_bracket_back(page, bracket, beginning.at, index == 0) {
                let mut replaced = beginning.replaced.clone();
                replaced.extend(words.map(|place| Substitute { own: &bracket.own, place }));
                match next.iter_mut().find(|kept| kept.at == at) {
                    Some(kept) if kept.replaced.len() <= replaced.len() => {}
                    Some(kept) => kept.replaced = replaced,
                    None => next.push(Beginning { at, replaced }),
                }
            }
        }
        beginnings = next;
    }
    beginnings.sort_by_key(|beginning| beginning.replaced.len());
    beginnings
}

/// Returns where a bracket before a place may begin, and the words that it stands for if they are not its own.
///
/// Whatever words a free bracket at the beginning stands for, it may stand for nothing as well.
fn read_bracket_back(
    page: &Page<'_>,
    bracket: &Bracket,
    to: usize,
    is_first: bool,
) -> Vec<(usize, Option<Range<usize>>)> {
    let text = page.folded.text().get(..to).unwrap_or_default();
    let mut unspaced = vec![text];
    if bracket.space_behind {
        let spaceless = is_between_spaceless(page, to);
        unspaced = text.strip_suffix(' ').into_iter().chain(spaceless.then_some(text)).collect();
    }
    let mut starts = Vec::new();
    for text in unspaced {
        let own = own_words(bracket).into_iter().filter_map(|own| text.strip_suffix(own));
        let bracketed = text.strip_suffix(']').and_then(|text| text.strip_suffix(bracket.own.as_str()));
        let bracketed = bracketed.and_then(|text| text.strip_suffix('['));
        for before in own.chain(bracketed) {
            let before = if bracket.space_before { before.strip_suffix(' ').unwrap_or(before) } else { before };
            starts.push((before.len(), None));
        }
    }
    match bracket.kind {
        BracketKind::Remark => starts.push((to, None)),
        BracketKind::Free => starts.push((to, Some(to..to))),
        BracketKind::FirstLetter => {
            let forms = [bracket.own.to_lowercase(), bracket.own.to_uppercase()];
            starts.extend(forms.iter().filter_map(|form| Some((text.strip_suffix(form.as_str())?.len(), None))));
        }
        BracketKind::Beginning | BracketKind::Rest => {
            let letters = text.chars().rev().take(LONGEST_WORD).take_while(|c| is_spaced_letter(*c));
            let start = to - letters.map(char::len_utf8).sum::<usize>();
            starts.push((start, Some(start..to)));
        }
    }
    // A piece may begin only at an edge; what does not lead to one is of no use.
    starts.retain(|(at, _)| !is_first || page.is_edge(*at));
    starts
}
