//! The extent to which the words of others are published: whole quotes, their beginnings, or nothing.

use std::borrow::Cow;

/// The part of a quote, and of its translation, that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Words {
    /// All of it.
    #[default]
    Full,
    /// The first [`FIRST_WORDS`] words.
    Short,
    /// Nothing of it.
    None,
}

/// The number of words shown of a quote that is cut.
pub const FIRST_WORDS: usize = 25;

/// The number of characters that count as a word in a script that puts no space between words.
const CHARS_OF_A_WORD: usize = 2;

/// The number of characters of an overlong word that count as another word.
const LONGEST_WORD: usize = 24;

impl Words {
    /// Returns the part of a text that may be shown; none if nothing may.
    pub fn of(self, text: &str) -> Option<Cow<'_, str>> {
        match self {
            Words::Full => Some(Cow::Borrowed(text)),
            Words::Short => Some(beginning(text)),
            Words::None => None,
        }
    }

    /// Returns the name of the extent.
    pub fn name(self) -> &'static str {
        match self {
            Words::Full => "full",
            Words::Short => "short",
            Words::None => "none",
        }
    }
}

/// Returns the first words of a text, with a sign after them if there are more.
fn beginning(text: &str) -> Cow<'_, str> {
    // Words are counted in fractions, so that characters that are no whole word count too.
    const WORD: usize = CHARS_OF_A_WORD * LONGEST_WORD;
    let (mut counted, mut length, mut is_spaced) = (0, 0, true);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            is_spaced = true;
            continue;
        }
        if is_unspaced(c) {
            counted += WORD / CHARS_OF_A_WORD;
            (length, is_spaced) = (0, true);
        } else if is_spaced || length == LONGEST_WORD {
            counted += WORD;
            (length, is_spaced) = (1, false);
        } else {
            length += 1;
        }
        if counted > FIRST_WORDS * WORD {
            let kept = text.get(..at).unwrap_or_default().trim_end();
            return Cow::Owned(format!("{kept} […]"));
        }
    }
    Cow::Borrowed(text)
}

/// Returns whether a character belongs to a script that puts no space between words: Han, kana, Thai, Lao, Khmer,
/// Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_has_so_many_words() {
        let text = "one two three four five ".repeat(6);
        let short = Words::Short.of(&text).map(Cow::into_owned).unwrap_or_default();
        assert_eq!(short.split_whitespace().count(), FIRST_WORDS + 1, "{short}");
        assert!(short.ends_with("five […]"), "{short}");
        assert_eq!(Words::Short.of("but a few words"), Some("but a few words".into()));
        assert_eq!(Words::Full.of(&text), Some(text.as_str().into()));
        assert_eq!(Words::None.of("a"), None);
    }

    #[test]
    fn what_has_no_spaces_is_cut_as_well() {
        let han = "\u{6771}".repeat(200);
        assert_eq!(Words::Short.of(&han).unwrap_or_default().chars().count(), 50 + 4);
        let long = "a".repeat(5000);
        assert!(Words::Short.of(&long).unwrap_or_default().chars().count() <= FIRST_WORDS * LONGEST_WORD + 4);
    }
}
