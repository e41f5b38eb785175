//! Parses a quote as its author wrote it: pieces with gaps between them, and brackets for what the author changed.

use memchr::memchr2;

use crate::characters::{is_end_mark, is_spaced_letter, is_word_character};
use crate::fold::{Folded, LineEndHyphens};

/// A parsed quote: the words that must stand in the text, and those that may stand there in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub(crate) pieces: Vec<Piece>,
}

/// The part of a quote between two gaps (`[…]`), without the marks at its ends that may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The whole piece as one text, without brackets.
    pub(crate) words: String,
    pub(crate) elements: Vec<Element>,
    /// Whether a gap touches the first, or the last, character, so that the piece may begin, or end, within a word.
    pub(crate) open_before: bool,
    pub(crate) open_behind: bool,
    /// Whether an apostrophe was removed from the end of the piece.
    pub(crate) apostrophe_behind: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// Words that stand in the text as they are. Folded.
    Literal(String),
    Bracket(Bracket),
}

/// Words in brackets, which are the author's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bracket {
    pub(crate) kind: BracketKind,
    /// The words between the brackets, folded.
    pub(crate) own: String,
    pub(crate) space_before: bool,
    pub(crate) space_behind: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BracketKind {
    /// `[sic]`, `[!]`, `[?]`: stands for itself or for nothing.
    Remark,
    /// `the [new] mayor`: stands for its own words, for nothing, or for a few other words.
    Free,
    /// `walk[ed]`: stands for the rest of the word.
    Rest,
    /// `[t]he`: stands for this letter in either case.
    FirstLetter,
    /// `[the]ir`: stands for the beginning of the word.
    Beginning,
}

impl Quote {
    /// Returns true if the quote has no gap.
    pub fn is_whole(&self) -> bool {
        self.pieces.len() == 1
    }

    /// Parses a quote. Returns nothing for a quote in which, or in a piece of which, no letter or digit stands outside
    /// brackets: such a quote says nothing that could be looked for.
    pub fn parse(text: &str) -> Option<Quote> {
        let folded = Folded::of(text, LineEndHyphens::Kept);
        let tokens = tokens(folded.text());
        let mut pieces: Vec<Piece> =
            tokens.split(|token| *token == Token::Gap).filter_map(|tokens| Piece::of(tokens.to_vec())).collect();
        if let Some(first) = pieces.first_mut() {
            first.open_before = false;
        }
        if let Some(last) = pieces.last_mut() {
            last.open_behind = false;
        }
        let says_something = !pieces.is_empty() && pieces.iter().all(Piece::says_something);
        says_something.then_some(Quote { pieces })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Text(&'a str),
    Bracket(&'a str),
    Gap,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut written = 0;
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('[')).map(|found| at + found) {
        let inside = text.get(open + 1..).unwrap_or_default();
        at = open + 1;
        let Some(close) = memchr2(b'[', b']', inside.as_bytes()) else { break };
        let (Some(content), Some(']')) = (inside.get(..close), inside.get(close..).and_then(|s| s.chars().next()))
        else {
            continue;
        };
        push_text(&mut tokens, text.get(written..open));
        tokens.push(if is_gap(content) { Token::Gap } else { Token::Bracket(content) });
        at = open + 1 + close + 1;
        written = at;
    }
    push_text(&mut tokens, text.get(written..));
    tokens
}

fn push_text<'a>(tokens: &mut Vec<Token<'a>>, text: Option<&'a str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        tokens.push(Token::Text(text));
    }
}

fn is_gap(content: &str) -> bool {
    content.chars().all(|c| c == '.' || c == ' ') && content.matches('.').count() >= 3
}

impl Piece {
    /// Makes a piece of the text between two gaps; none if it is empty, or only marks that may be missing.
    fn of(mut tokens: Vec<Token<'_>>) -> Option<Piece> {
        let words = tokens.iter().map(|token| match token {
            Token::Text(text) | Token::Bracket(text) => *text,
            Token::Gap => "",
        });
        let words = words.collect::<String>();
        let may_be_missing = |c: char| c == ' ' || is_end_mark(c);
        let mut stripped_before = false;
        while let Some(Token::Text(text)) = tokens.first_mut() {
            let kept = text.trim_start_matches(may_be_missing);
            stripped_before |= kept.len() < text.len();
            *text = kept;
            if !kept.is_empty() {
                break;
            }
            tokens.remove(0);
        }
        let mut stripped_behind = false;
        let mut apostrophe_behind = false;
        while let Some(Token::Text(text)) = tokens.last_mut() {
            let kept = text.trim_end_matches(may_be_missing);
            let marks = text.get(kept.len()..).unwrap_or_default();
            stripped_behind |= !marks.is_empty();
            apostrophe_behind |= marks.split(' ').next().is_some_and(|marks| marks.contains('\''));
            *text = kept;
            if !kept.is_empty() {
                break;
            }
            tokens.pop();
        }
        let elements = elements(&tokens);
        (!elements.is_empty()).then_some(Piece {
            words,
            elements,
            open_before: !stripped_before,
            open_behind: !stripped_behind,
            apostrophe_behind,
        })
    }

    fn says_something(&self) -> bool {
        self.elements.iter().any(|element| match element {
            Element::Literal(text) => text.chars().any(char::is_alphanumeric),
            Element::Bracket(_) => false,
        })
    }
}

fn elements(tokens: &[Token<'_>]) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        let behind = tokens.get(index + 1);
        match token {
            Token::Text(text) => {
                let mut kept = *text;
                if let Some(Element::Bracket(bracket)) = elements.last_mut()
                    && bracket.kind.is_separated_by_spaces()
                    && let Some(unspaced) = kept.strip_prefix(' ')
                {
                    bracket.space_behind = true;
                    kept = unspaced;
                }
                if let Some(Token::Bracket(own)) = behind
                    && BracketKind::of(own, Some(text), behind_text(tokens, index + 1)).is_separated_by_spaces()
                {
                    kept = kept.strip_suffix(' ').unwrap_or(kept);
                }
                if !kept.is_empty() {
                    elements.push(Element::Literal(kept.to_string()));
                }
            }
            Token::Bracket(own) => {
                let text_before = match before {
                    Some(Token::Text(text)) => Some(*text),
                    _ => None,
                };
                let kind = BracketKind::of(own, text_before, behind_text(tokens, index));
                // A single space between two brackets belongs to the first of them.
                let taken = text_before == Some(" ")
                    && matches!(elements.last(), Some(Element::Bracket(bracket)) if bracket.space_behind);
                let space_before =
                    kind.is_separated_by_spaces() && !taken && text_before.is_some_and(|text| text.ends_with(' '));
                elements.push(Element::Bracket(Bracket {
                    kind,
                    own: (*own).to_string(),
                    space_before,
                    space_behind: false,
                }));
            }
            Token::Gap => {}
        }
    }
    elements
}

fn behind_text<'a>(tokens: &[Token<'a>], index: usize) -> Option<&'a str> {
    match tokens.get(index + 1) {
        Some(Token::Text(text)) => Some(text),
        _ => None,
    }
}

impl BracketKind {
    /// Determines the kind of a bracket from its words and from the letters that it touches.
    fn of(own: &str, before: Option<&str>, behind: Option<&str>) -> BracketKind {
        let touches_before = before.and_then(|text| text.chars().next_back()).is_some_and(is_spaced_letter);
        let touches_behind = behind.and_then(|text| text.chars().next()).is_some_and(is_spaced_letter);
        match (touches_before, touches_behind) {
            _ if matches!(own, "sic" | "!" | "?") => BracketKind::Remark,
            (true, _) => BracketKind::Rest,
            (false, true) if is_one_letter(own) => BracketKind::FirstLetter,
            (false, true) => BracketKind::Beginning,
            (false, false) => BracketKind::Free,
        }
    }

    fn is_separated_by_spaces(self) -> bool {
        matches!(self, BracketKind::Free | BracketKind::Remark)
    }
}

/// Returns true if a text is one letter, with or without marks on it.
fn is_one_letter(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(char::is_alphabetic)
        && characters.all(|c| is_word_character(c) && !c.is_alphanumeric())
}
