//! A second reading of the rules for finding a quote in a text, written for short texts: every reading of the text and
//! everything that the quote may mean is written out, and searched letter by letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns whether a quote is in a text; none for a quote without words. In plain text, words may be split at line
/// ends.
pub fn stands(text: &str, quote: &str, plain_text: bool) -> Option<bool> {
    // White space in the brackets of a gap does not count.
    let quote = fold(quote).replace("[ ...", "[...").replace("... ]", "...]");
    let pieces = pieces(&quote);
    let says_something = |piece: &String| outside_brackets(piece).chars().any(char::is_alphanumeric);
    if pieces.is_empty() || !pieces.iter().all(|piece| says_something(&piece.text)) {
        return None;
    }
    let readings = if plain_text { line_end_readings(text) } else { vec![text.to_string()] };
    Some(readings.iter().any(|reading| {
        let text: Vec<char> = fold(reading).chars().collect();
        stand_in_order(&text, &pieces, 0)
    }))
}

fn stand_in_order(text: &[char], pieces: &[Piece], from: usize) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return true };
    let wordings = wordings(&piece.text, text);
    for start in from..text.len() {
        for wording in &wordings {
            let end = start + wording.len();
            if text.get(start..end) == Some(wording.as_slice())
                && (piece.open_before || is_edge(text, start))
                && (piece.open_behind || is_edge(text, end))
                && stand_in_order(text, rest, end)
            {
                return true;
            }
        }
    }
    false
}

/// Returns every text that results from reading each hyphen at a line's end in one of its ways.
fn line_end_readings(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut readings = vec![String::new()];
    let mut at = 0;
    while at < characters.len() {
        let c = characters[at];
        let behind: Vec<char> = characters[at + 1..]
            .iter()
            .copied()
            .take_while(|c| c.is_whitespace() || (is_ignorable(*c) && *c != '\u{ad}'))
            .collect();
        let next = characters.get(at + 1 + behind.len()).copied();
        let at_line_end = matches!(c, '-' | '\u{2010}' | '\u{ad}') && behind.contains(&'\n');
        match next.filter(|next| at_line_end && next.is_alphanumeric()) {
            Some(next) => {
                let mut ways = vec!["-", "- "];
                if next.is_lowercase() {
                    ways.push("");
                }
                readings =
                    readings.iter().flat_map(|reading| ways.iter().map(move |way| format!("{reading}{way}"))).collect();
                at += 1 + behind.len();
            }
            None => {
                readings.iter_mut().for_each(|reading| reading.push(c));
                at += 1;
            }
        }
    }
    readings
}

// Folding, one rule after the other.

fn fold(text: &str) -> String {
    let letters: String = text.chars().map(presentation_form_as_letters).collect();
    let visible: Vec<char> = letters.chars().filter(|c| !is_ignorable(*c)).collect();
    let guillemets = without_spaces_in_guillemets(&visible);
    let spaced = single_spaced(&guillemets);
    let mut plain = String::new();
    for c in spaced {
        match c {
            '\u{2018}'..='\u{201b}'
            | '\u{2032}'
            | '\u{2bc}'
            | '\u{2039}'
            | '\u{203a}'
            | '\u{ff07}'
            | '\u{60}'
            | '\u{b4}' => plain.push('\''),
            '\u{201c}'..='\u{201f}'
            | '\u{2033}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{301d}'..='\u{301f}'
            | '\u{300c}'..='\u{300f}'
            | '\u{ff02}' => {
                plain.push('"');
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                plain.push('-')
            }
            '\u{2026}' => plain.push_str("..."),
            c => plain.push(c),
        }
    }
    plain.replace("''", "\"").trim().nfc().collect()
}

fn presentation_form_as_letters(c: char) -> String {
    match c {
        '\u{fb00}'..='\u{fb06}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
            let letters: String = std::iter::once(c).nfkd().collect();
            letters.strip_prefix(' ').map(str::to_string).unwrap_or(letters)
        }
        c => c.to_string(),
    }
}

fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn without_spaces_in_guillemets(text: &[char]) -> Vec<char> {
    let mut kept: Vec<char> = Vec::new();
    for (at, c) in text.iter().enumerate() {
        let before = text[..at].iter().rev().find(|c| !c.is_whitespace());
        let behind = text[at..].iter().find(|c| !c.is_whitespace());
        if !(c.is_whitespace() && (before == Some(&'«') || behind == Some(&'»'))) {
            kept.push(*c);
        }
    }
    kept
}

/// Returns a text with each run of white space as one space, and without spaces between two characters of scripts that
/// have none. Quotation marks, dashes and dots belong to the script of the characters around them.
fn single_spaced(text: &[char]) -> Vec<char> {
    let mut kept: Vec<char> = Vec::new();
    for (at, c) in text.iter().enumerate() {
        if !c.is_whitespace() {
            kept.push(*c);
            continue;
        }
        let before = text[..at].last().copied().unwrap_or(' ');
        if before.is_whitespace() {
            continue;
        }
        let next = text[at..].iter().copied().find(|c| !c.is_whitespace()).unwrap_or(' ');
        let tells = |c: &char| is_spaceless(*c) || !(c.is_whitespace() || is_shared_mark(*c));
        let left = text[..at].iter().rev().copied().find(tells);
        let right = text[at..].iter().copied().find(tells);
        let spaceless = |c: Option<char>| c.is_some_and(is_spaceless);
        if !(spaceless(left) && spaceless(right)) || (before.is_numeric() && next.is_numeric()) {
            kept.push(' ');
        }
    }
    kept
}

fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{e01}'..='\u{e5b}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

fn is_shared_mark(c: char) -> bool {
    matches!(
        c,
        '\'' | '"' | '-' | '.' | '\u{60}' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2010}'
            ..='\u{201f}' | '\u{2026}' | '\u{2032}' | '\u{2033}' | '\u{2039}' | '\u{203a}' | '\u{2212}'
    )
}

// The quote, taken apart.

struct Piece {
    text: String,
    open_before: bool,
    open_behind: bool,
}

fn may_be_missing(c: char) -> bool {
    " .,\"'。，、،۔".contains(c)
}

fn pieces(quote: &str) -> Vec<Piece> {
    // Gaps at the ends are dropped, and marks that may be missing around them.
    let mut quote = quote;
    loop {
        let bare = quote.trim_start_matches(may_be_missing);
        match bare.strip_prefix("[...]") {
            Some(rest) => quote = rest,
            None => break,
        }
    }
    loop {
        let bare = quote.trim_end_matches(may_be_missing);
        match bare.strip_suffix("[...]") {
            Some(rest) => quote = rest,
            None => break,
        }
    }
    let parts: Vec<&str> = quote.split("[...]").collect();
    let last = parts.len() - 1;
    parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.trim_matches(may_be_missing).is_empty())
        .map(|(index, part)| Piece {
            text: part.trim().to_string(),
            open_before: index > 0 && !part.starts_with(may_be_missing),
            open_behind: index < last && !part.ends_with(may_be_missing),
        })
        .collect()
}

fn outside_brackets(text: &str) -> String {
    let mut rest = text;
    let mut outside = String::new();
    while let Some((before, _, behind)) = first_bracket(rest) {
        outside.push_str(before);
        rest = behind;
    }
    outside + rest
}

/// Returns the text before the first pair of brackets, inside it, and after it.
fn first_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let close = text.match_indices(']').map(|(close, _)| close).find(|close| text[..*close].contains('['))?;
    let open = text[..close].rfind('[')?;
    Some((&text[..open], &text[open + 1..close], &text[close + 1..]))
}

/// Returns everything that a piece may mean in this text.
fn wordings(piece: &str, text: &[char]) -> Vec<Vec<char>> {
    let mut wordings = Vec::new();
    for bare in with_marks_missing(piece) {
        for wording in without_brackets("", &bare, text) {
            let spaced: Vec<char> = single_spaced(&wording.chars().collect::<Vec<char>>());
            let spaced: String = spaced.into_iter().collect();
            wordings.push(spaced.trim().chars().collect());
        }
    }
    wordings.sort();
    wordings.dedup();
    wordings.retain(|wording: &Vec<char>| !wording.is_empty());
    wordings
}

/// Returns the variants of a piece with any of the marks at its ends missing.
fn with_marks_missing(piece: &str) -> Vec<String> {
    let core = piece.trim_matches(may_be_missing);
    let start = piece.find(core).unwrap_or(0);
    let (before, behind) = (&piece[..start], &piece[start + core.len()..]);
    let mut bare = Vec::new();
    for before in some_of(before) {
        for behind in some_of(behind) {
            bare.push(format!("{before}{core}{behind}").trim().to_string());
        }
    }
    bare
}

fn some_of(marks: &str) -> Vec<String> {
    let mut some = vec![String::new()];
    for mark in marks.chars() {
        some.extend(some.clone().into_iter().map(|kept| format!("{kept}{mark}")));
    }
    some
}

fn without_brackets(done: &str, rest: &str, text: &[char]) -> Vec<String> {
    let Some((before, own, behind)) = first_bracket(rest) else {
        return vec![format!("{done}{rest}")];
    };
    let before = format!("{done}{before}");
    let letter = |c: Option<char>| c.is_some_and(|c| is_word(c) && !c.is_numeric() && !is_spaceless(c));
    let touches_before = letter(before.chars().next_back());
    let touches_behind = letter(behind.chars().next());
    // These are the replacements of the bracket, without brackets to replace again.
    let mut stands_for: Vec<(String, String, String)> = Vec::new();
    let plain = |words: &str| (before.clone(), words.to_string(), behind.to_string());
    stands_for.push(plain(&format!("\u{1}{own}\u{2}")));
    if matches!(own, "sic" | "!" | "?") {
        stands_for.extend(nothing(&before, behind));
    } else if touches_before || touches_behind {
        stands_for.push(plain(own));
        let one_letter = own.chars().count() == 1 && own.chars().all(char::is_alphabetic);
        if !touches_before && one_letter {
            stands_for.push(plain(&own.to_lowercase()));
            stands_for.push(plain(&own.to_uppercase()));
        } else {
            stands_for.extend(letters(text).iter().map(|letters| plain(letters)));
        }
    } else {
        stands_for.push(plain(own));
        stands_for.extend(nothing(&before, behind));
        stands_for.extend(few_words(text).iter().map(|words| plain(words)));
    }
    let mut written = Vec::new();
    let unspaced: String = text.iter().filter(|c| **c != ' ').collect();
    for (before, words, behind) in stands_for {
        // A piece that is not in the text so far will not be there with more after it.
        let so_far: String = format!("{before}{words}").replace(' ', "").replace('\u{1}', "[").replace('\u{2}', "]");
        if !unspaced.contains(&so_far) {
            continue;
        }
        written.extend(without_brackets(&format!("{before}{words}"), &behind, text));
    }
    // Brackets that stand for themselves no longer count as brackets of the quote.
    if done.is_empty() {
        written.iter_mut().for_each(|text| *text = text.replace('\u{1}', "[").replace('\u{2}', "]"));
    }
    written
}

/// Returns the results of replacing a bracket by nothing: the white space around it goes with it, but some stays if
/// there is some on both sides.
fn nothing(before: &str, behind: &str) -> Vec<(String, String, String)> {
    let both = before.ends_with(' ') && behind.starts_with(' ');
    let spaceless = |c: Option<char>| c.is_some_and(is_spaceless);
    let mut ways = vec![(before.to_string(), String::new(), behind.to_string())];
    let joined = (before.trim_end(), behind.trim_start());
    if !both || (spaceless(joined.0.chars().next_back()) && spaceless(joined.1.chars().next())) {
        ways.push((joined.0.to_string(), String::new(), joined.1.to_string()));
    }
    ways
}

/// Returns every run of letters in the text, and the empty one.
fn letters(text: &[char]) -> Vec<String> {
    runs(text, |run| run.iter().all(|c| is_word(*c) && !c.is_numeric() && !is_spaceless(*c)))
}

/// Returns the runs of one to five words without a digit; of up to ten characters in scripts without spaces.
fn few_words(text: &[char]) -> Vec<String> {
    let mut words = Vec::new();
    for start in 0..text.len() {
        for end in start + 1..=text.len() {
            let run = &text[start..end];
            if run.iter().any(|c| c.is_numeric()) {
                break;
            }
            let spaces = run.iter().filter(|c| **c == ' ').count();
            let few = if run.iter().any(|c| is_spaceless(*c)) { run.len() <= 10 } else { spaces <= 4 };
            let whole = run.iter().any(|c| c.is_alphabetic()) && run[0] != ' ' && run[run.len() - 1] != ' ';
            if few && whole && is_edge(text, end) {
                words.push(run.iter().collect());
            }
        }
    }
    words
}

fn runs(text: &[char], fits: impl Fn(&[char]) -> bool) -> Vec<String> {
    let mut found = vec![String::new()];
    for start in 0..text.len() {
        for end in start + 1..=text.len() {
            if !fits(&text[start..end]) {
                break;
            }
            found.push(text[start..end].iter().collect());
        }
    }
    found
}

// Edges.

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_edge(text: &[char], place: usize) -> bool {
    let at = |offset: isize| place.checked_add_signed(offset).and_then(|at| text.get(at)).copied();
    let (Some(before), Some(behind)) = (place.checked_sub(1).and_then(|at| text.get(at)).copied(), at(0)) else {
        return true;
    };
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let sign = |c: char| "-+±∓".contains(c);
    if before.is_numeric() && behind.is_numeric() {
        return false;
    }
    if is_word(before) && is_word(behind) && !is_spaceless(before) && !is_spaceless(behind) {
        return false;
    }
    if digit(Some(before)) && ".,:".contains(behind) && digit(at(1))
        || ".,:".contains(before) && digit(Some(behind)) && digit(at(-2))
    {
        return false;
    }
    let number_behind = digit(Some(behind)) || ".,$£".contains(behind) && digit(at(1));
    let sign_of_number = match at(-2) {
        None => true,
        Some(c) => is_spaceless(c) || " ([{\"'=<>:,;/*|".contains(c),
    };
    if sign(before) && number_behind && sign_of_number {
        return false;
    }
    if behind == '\'' && is_word(before) && !is_spaceless(before) && at(1).is_some_and(char::is_alphabetic) {
        return false;
    }
    true
}
