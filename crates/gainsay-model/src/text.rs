//! Compares texts as people do, without forms of letters, case and white space; and makes texts safe to show.

use std::borrow::Cow;
use std::fmt::Write;

use unicase::UniCase;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Returns the form by which two texts are compared: the texts are equal if their folded forms are.
///
/// The steps, in this order: Unicode NFC; invisible characters are dropped; typographic quotation marks, dashes and `…`
/// become the plain ones; full case folding (`Straße` and `STRASSE` are equal); each run of white space becomes one
/// space, with none at the ends; NFC once more.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return single_spaced(text.chars().map(|c| c.to_ascii_lowercase()), String::with_capacity(text.len()));
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| !is_unseen(*c)) {
        match plain_form(c) {
            Some(form) => plain.push_str(form),
            None => plain.push(c),
        }
    }
    let caseless = UniCase::unicode(plain).to_folded_case();
    // Case folding takes some letters apart (`ǰ`), and accents stand behind their letters where an invisible character
    // stood between. So they are composed again.
    single_spaced(caseless.chars(), String::with_capacity(caseless.len())).nfc().collect()
}

/// Returns true if a character is invisible, and so tells no two texts apart: soft hyphens, zero-width and joining
/// characters, marks that turn the direction of writing, and the byte-order mark.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Returns the plain form of a typographic quotation mark, dash or ellipsis; none for any other character.
pub fn plain_form(c: char) -> Option<&'static str> {
    match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{2039}' | '\u{203a}' => Some("'"),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{301d}'..='\u{301f}' => Some("\""),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' => Some("-"),
        '\u{2026}' => Some("..."),
        _ => None,
    }
}

/// Returns an id in the form in which it is compared: NFC. Nearly every id is ASCII, which costs no more than a look at
/// its bytes.
pub fn composed(id: &str) -> Cow<'_, str> {
    if id.is_ascii() || is_nfc(id) { Cow::Borrowed(id) } else { Cow::Owned(id.nfc().collect()) }
}

/// Returns the canonical form of a text: Unicode NFC, each run of white space one space, none at the ends.
pub fn spaced(text: &str) -> String {
    let spaced = String::with_capacity(text.len());
    if text.is_ascii() { single_spaced(text.chars(), spaced) } else { single_spaced(text.nfc(), spaced) }
}

/// Returns the text on one line, with nothing in it that a terminal would obey.
///
/// Control characters (newline and tab too), the marks that turn the direction of writing, and the line and paragraph
/// separators are written out: `\n`, `\t`, `\r`, `\u{1b}`. The result is for display and cannot be read back: a
/// backslash stays as it is.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_obeyed(c) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Returns the text cut to at most `width` characters, `…` included, where it is longer.
///
/// The cut is behind a word if one ends in the second half of the part that fits, else within the word, never between a
/// letter and its accents. Width is counted in characters (Unicode scalar values).
pub fn trimmed_to(text: &str, width: usize) -> Cow<'_, str> {
    if text.char_indices().nth(width).is_none() {
        return Cow::Borrowed(text);
    }
    let Some(kept) = width.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    // One more character is looked at, so that a word that just fits is kept whole.
    let fitting: Vec<(usize, char)> = text.char_indices().take(kept + 1).collect();
    let word = fitting.iter().rposition(|(_, c)| c.is_whitespace()).filter(|&at| at * 2 >= kept && at > 0);
    let letter = fitting.iter().rposition(|(_, c)| !is_combining_mark(*c)).unwrap_or(0);
    let end = fitting.get(word.unwrap_or(letter)).map_or(0, |(at, _)| *at);
    let mut cut = text.get(..end).unwrap_or_default().trim_end().to_string();
    cut.push('…');
    Cow::Owned(cut)
}

/// Returns true if a terminal would act on the character rather than show it.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns true if the character shows nothing, or looks like a plain space and is none: only its bytes tell it from
/// its absence.
pub fn shows_nothing(c: char) -> bool {
    unseen_name(c).is_some()
}

/// Returns the name of the first invisible character of a text, with its code point: `a no-break space (U+00A0)`.
pub fn unseen(text: &str) -> Option<String> {
    if text.bytes().all(|b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~')) {
        return None;
    }
    let (c, name) = text.chars().find_map(|c| Some((c, unseen_name(c)?)))?;
    Some(format!("{name} (U+{:04X})", u32::from(c)))
}

fn unseen_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\n' | '\r' | '\t' => return None,
        '\0' => "a NUL character",
        '\u{8}' => "a backspace character",
        '\u{c}' => "a form feed character",
        '\u{1b}' => "an escape character",
        '\u{7f}' => "a delete character",
        '\u{85}' => "a next-line character",
        c if c.is_control() => "a control character",
        '\u{a0}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{34f}' => "a combining grapheme joiner",
        '\u{61c}' | '\u{200e}' | '\u{200f}' => "a mark of the direction of writing",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "a sign that turns the direction of writing",
        '\u{180e}' | '\u{200b}' => "a zero-width space",
        '\u{200c}' => "a zero-width non-joiner",
        '\u{200d}' => "a zero-width joiner",
        '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' => "an invisible format character",
        '\u{202f}' => "a narrow no-break space",
        '\u{3000}' => "an ideographic space",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => "a printer's space",
        '\u{2028}' => "a line separator",
        '\u{2029}' => "a paragraph separator",
        '\u{feff}' => "a byte-order mark",
        '\u{fe00}'..='\u{fe0f}' => "a variation selector",
        '\u{fff9}'..='\u{fffb}' => "an annotation character",
        '\u{fffe}' | '\u{ffff}' => "a code that is no character",
        '\u{e0000}'..='\u{e007f}' => "a tag character",
        _ => return None,
    })
}

/// Returns true if a text shows nothing: it has at most white space and invisible characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || shows_nothing(c))
}

/// Adds letters to an empty text, with each run of white space as one space, and none at the ends.
fn single_spaced(letters: impl Iterator<Item = char>, mut text: String) -> String {
    let mut gap = false;
    for c in letters {
        if c.is_whitespace() {
            gap = !text.is_empty();
        } else {
            if std::mem::take(&mut gap) {
                text.push(' ');
            }
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_equal_but_for_case_form_and_space_fold_alike() {
        for (a, b) in [
            ("Straße", "STRASSE"),
            ("  No\trelations \n", "no relations"),
            ("Cafe\u{301}", "CAFÉ"),
            ("ΌΣΟΣ", "όσος"),
            ("ǰ", "J\u{30c}"),
            ("\u{3b1}\u{345}\u{301}", "\u{3b1}\u{301}\u{345}"),
            ("a\u{a0}\u{2003}b", "A b"),
        ] {
            assert_eq!(folded(a), folded(b), "{a:?} and {b:?}");
        }
        assert_ne!(folded("resume"), folded("résumé"));
        assert_ne!(folded("no relations"), folded("norelations"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in ('\0'..=char::MAX).filter(|c| *c as u32 <= 0x1ffff) {
            for around in ["", "\u{345}", "\u{301}", "\u{323}\u{30c}", "\u{3b9}"] {
                let once = folded(&format!("a{c}{around}"));
                // Case folding takes `ŉ` apart into a letter and an apostrophe that only another folding makes plain.
                assert_eq!(folded(&once) == once, c != '\u{149}', "U+{:04X} {around:?}", c as u32);
                assert_eq!(spaced(&once), once);
            }
        }
    }

    #[test]
    fn quotation_marks_dashes_and_what_cannot_be_seen_tell_no_texts_apart() {
        for (a, b) in [
            ("“I call the living”", "\"I CALL THE LIVING\""),
            ("«non»", "\"non\""),
            ("〝no〞", "\"no〟"),
            ("ʼtis ‹so›", "'tis 'so'"),
            ("5′ 3″", "5' 3\""),
            ("1914–18", "1914-18"),
            ("⸺ − ⸻ ‑", "- - - -"),
            ("wait…", "wait..."),
            ("co\u{ad}operate", "cooperate"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("\u{feff}\u{202a}a\u{202c}\u{2060}", "A"),
            ("e\u{200d}\u{301}", "é"),
            ("a \u{200b} b", "a b"),
        ] {
            assert_eq!(folded(a), folded(b), "{a:?} and {b:?}");
        }
        for (a, b) in [("a•b", "a-b"), ("a\u{180e}b", "ab"), ("a`b", "a'b"), ("a„b", "a,b"), ("…", "..")] {
            assert_ne!(folded(a), folded(b), "{a:?} and {b:?}");
        }
    }

    #[test]
    fn ids_are_composed() {
        assert_eq!(composed("mu\u{308}ller"), "müller");
        assert!(matches!(composed("müller"), Cow::Borrowed(_)));
        assert!(matches!(composed("iran"), Cow::Borrowed(_)));
    }

    #[test]
    fn ascii_takes_no_road_of_its_own() {
        for c in '\0'..='\x7f' {
            let plain = folded(&format!(" A{c}\n\nB{c} "));
            // The accent keeps the text off the fast path, which must give the same.
            assert_eq!(folded(&format!(" A{c}\n\nB{c} é")), folded(&format!("{plain} é")));
        }
    }

    #[test]
    fn canonical_form_keeps_case() {
        assert_eq!(spaced("  Cafe\u{301}\r\n\r\n Noir "), "Café Noir");
        assert_eq!(spaced(" \u{2003} "), "");
    }

    #[test]
    fn nothing_shown_is_obeyed() {
        assert_eq!(escaped("\u{1b}[31mred\u{7}\n\t"), "\\u{1b}[31mred\\u{7}\\n\\t");
        assert_eq!(escaped("abc\u{202e}cba\u{9b}"), "abc\\u{202e}cba\\u{9b}");
        assert!(matches!(escaped("plain « نمی\u{200c}خواهم »"), Cow::Borrowed(_)));
        for c in '\0'..=char::MAX {
            assert!(!escaped(&c.to_string()).chars().any(is_obeyed));
        }
    }

    #[test]
    fn blank_texts_show_nothing() {
        for text in ["", " ", "\n\t", "\u{a0}", "\u{200b}\u{feff}", "\u{2028}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["-", "?", " a", "\u{301}", "。"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_words() {
        assert_eq!(trimmed_to("no relations", 12), "no relations");
        assert_eq!(trimmed_to("no relations at all", 13), "no relations…");
        assert_eq!(trimmed_to("no relations at all", 12), "no relation…");
        assert_eq!(trimmed_to("unconstitutionally", 6), "uncon…");
        assert_eq!(trimmed_to("e\u{301}e\u{301}e\u{301}", 4), "e\u{301}…");
        assert_eq!(trimmed_to("abc", 1), "…");
        assert_eq!(trimmed_to("abc", 0), "");
        assert_eq!(trimmed_to("", 0), "");
    }

    #[test]
    fn cutting_keeps_to_the_width() {
        let text = "Mr. Bahrami said: “we did not turn these contacts into relations” — té\u{301}\u{323}st  again";
        for width in 0..text.chars().count() + 2 {
            let cut = trimmed_to(text, width);
            assert!(cut.chars().count() <= width, "{width}: {cut:?}");
        }
    }
}
