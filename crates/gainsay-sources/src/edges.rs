//! The places in a text where words and numbers begin and end.

use crate::characters::{is_spaceless, is_word_character};
use crate::fold::Folded;

/// A folded text, beside the source that it was folded from.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) source: &'a str,
    pub(crate) folded: &'a Folded,
}

impl Page<'_> {
    pub(crate) fn before(&self, place: usize) -> Option<char> {
        self.folded.text().get(..place).and_then(|text| text.chars().next_back())
    }

    pub(crate) fn behind(&self, place: usize) -> Option<char> {
        self.folded.text().get(place..).and_then(|text| text.chars().next())
    }

    /// Returns true if a word or number may begin or end at this place of the folded text.
    ///
    /// A place at which a line-end hyphen was left out is an edge, since one of its readings has the hyphen there.
    pub(crate) fn is_edge(&self, place: usize) -> bool {
        let (Some(before), Some(behind)) = (self.before(place), self.behind(place)) else {
            return true;
        };
        if self.folded.split_at(place).is_some() {
            return true;
        }
        !is_within_word(before, behind)
            && !self.is_within_number(place, before, behind)
            && !self.is_behind_sign(place, before, behind)
            && !self.is_before_apostrophe(place, before, behind)
    }

    fn is_within_number(&self, place: usize, before: char, behind: char) -> bool {
        (before.is_numeric() && separates_digits(behind) && self.is_digit_behind(place + behind.len_utf8()))
            || (separates_digits(before) && behind.is_numeric() && self.is_digit_before(place - before.len_utf8()))
    }

    fn is_digit_behind(&self, place: usize) -> bool {
        self.folded.split_at(place).is_none() && self.behind(place).is_some_and(char::is_numeric)
    }

    fn is_digit_before(&self, place: usize) -> bool {
        self.folded.split_at(place).is_none() && self.before(place).is_some_and(char::is_numeric)
    }

    /// Returns true if the place is behind a plus or minus that belongs to the number behind it.
    fn is_behind_sign(&self, place: usize, before: char, behind: char) -> bool {
        let sign = place - before.len_utf8();
        is_sign(before)
            && self.begins_number(place, behind)
            && self.folded.split_at(sign).is_none()
            && self.before(sign).is_none_or(may_precede_sign)
            && !self.is_long_dash(sign)
    }

    fn begins_number(&self, place: usize, first: char) -> bool {
        first.is_numeric() || (is_prefix_of_number(first) && self.is_digit_behind(place + first.len_utf8()))
    }

    /// Returns true if the `-` at this place is an em dash or a bar, which is no minus sign.
    fn is_long_dash(&self, place: usize) -> bool {
        let source = self.source.get(self.folded.source_place(place)..).and_then(|rest| rest.chars().next());
        matches!(source, Some('\u{2014}' | '\u{2015}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}'))
    }

    fn is_before_apostrophe(&self, place: usize, before: char, behind: char) -> bool {
        behind == '\''
            && is_word_character(before)
            && !is_spaceless(before)
            && self.folded.split_at(place + 1).is_none()
            && self.behind(place + 1).is_some_and(char::is_alphabetic)
    }
}

/// Returns true if no edge is between two characters, whatever stands around them.
fn is_within_word(before: char, behind: char) -> bool {
    let digits = before.is_numeric() && behind.is_numeric();
    let spaceless = is_spaceless(before) || is_spaceless(behind);
    digits || (!spaceless && is_word_character(before) && is_word_character(behind))
}

/// Returns true if a mark belongs to a number when it stands between two digits.
fn separates_digits(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | '\u{66b}' | '\u{66c}')
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '+' | '±' | '∓' | '\u{ff0b}')
}

/// Returns true if a number may begin with this character before its first digit.
fn is_prefix_of_number(c: char) -> bool {
    matches!(c, '.' | ',' | '$' | '£' | '¥' | '\u{20a0}'..='\u{20cf}' | '\u{66b}')
}

/// Returns true if what follows this character as `-` or `+` is a sign, and no hyphen or range.
fn may_precede_sign(c: char) -> bool {
    is_spaceless(c)
        || matches!(
            c,
            ' ' | '('
                | '['
                | '{'
                | '"'
                | '\''
                | '='
                | '<'
                | '>'
                | '≤'
                | '≥'
                | '≈'
                | '~'
                | ':'
                | ','
                | ';'
                | '/'
                | '*'
                | '|'
        )
}
