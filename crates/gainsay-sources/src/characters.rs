//! The kinds of characters that looking for quotes tells apart.

use gainsay_model::text::plain_form;
use unicode_normalization::char::is_combining_mark;

/// Returns true if a character is left out when texts are compared: Unicode's `Default_Ignorable_Code_Point`, and the
/// tatweel, which only stretches an Arabic word.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{640}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns true if a character is read as the letters of its compatibility decomposition: Latin ligatures and Arabic
/// presentation forms.
pub(crate) fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Returns the plain form of a quotation mark, dash or ellipsis; none for any other character.
pub(crate) fn plain_mark(c: char) -> Option<&'static str> {
    match c {
        '\u{ff07}' | '\u{60}' | '\u{b4}' => Some("'"),
        '\u{300c}'..='\u{300f}' | '\u{ff02}' => Some("\""),
        '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some("-"),
        _ => plain_form(c),
    }
}

/// Returns true if a character belongs to a script that is written without spaces between words (Han, kana, Bopomofo,
/// Thai, Lao, Khmer, Burmese), its punctuation and digits included.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(
        c,
        '\u{e01}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{19e0}'..='\u{19ff}'
            | '\u{2e80}'..='\u{2fff}'
            | '\u{3001}'..='\u{312f}'
            | '\u{31a0}'..='\u{a4cf}'
            | '\u{a9e0}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aa7f}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe10}'..='\u{fe1f}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff9f}'
            | '\u{1aff0}'..='\u{1b16f}'
            | '\u{20000}'..='\u{3fffd}'
    )
}

/// Returns true if a character is a mark that many scripts share, so that only its neighbours tell the script.
pub(crate) fn is_shared_mark(c: char) -> bool {
    matches!(c, '\'' | '"' | '-' | '.') || plain_mark(c).is_some()
}

/// Returns true if a character is a letter, a digit or a mark on one.
pub(crate) fn is_word_character(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Returns true if a character is a letter, or a mark on one, of a script that has spaces between words.
pub(crate) fn is_spaced_letter(c: char) -> bool {
    is_word_character(c) && !c.is_numeric() && !is_spaceless(c)
}

/// Returns true if a character ends a line.
pub(crate) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns true if a mark may be missing from the text where it stands at the end of a quote or of a piece of one. The
/// character comes folded.
pub(crate) fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '"' | '\'' | '。' | '，' | '、' | '،' | '۔')
}
