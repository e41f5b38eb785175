//! Quotes looked for in random texts, by the crate and by a second, slow reading of the rules.
//!
//! `GAINSAY_SEEDS` says how many texts (2,000 if not given), `GAINSAY_FIRST_SEED` where they begin.

use gainsay_sources::{Form, LineEndHyphens, Quote, Reading, Searchable, TextOfRecord, Verdict};
use gainsay_tests::random::Draw;
use gainsay_tests::slow_quotes::stands;

const WORDS: [&str; 52] = [
    "He",
    "he",
    "can",
    "can't",
    "cannot",
    "not",
    "pay",
    "paid",
    "15",
    "1.5",
    "-3",
    "−3",
    "+4",
    "12,500",
    "The",
    "the",
    "The",
    "walk",
    "walked",
    "walks",
    "ﬁre",
    "fire",
    "soft\u{ad}ware",
    "software",
    "café",
    "cafe\u{301}",
    "We",
    "won’t",
    "boys'",
    "said",
    "\"Yes\"",
    "“No”",
    "‘so’",
    "''who''",
    "«\u{a0}là\u{a0}»",
    "l'été",
    "été",
    "—",
    "-",
    "well-known",
    "well-",
    "3:40",
    "$5",
    "[sic]",
    "end.",
    "end…",
    "why?",
    "لم",
    "لـم",
    "ﻻ",
    "(x)",
    "a",
];

const SPACELESS: [&str; 14] = ["灯", "从来", "没有", "，", "。", "「", "」", "“", "”", "12", "三", "ค", "と", " "];

const PARTS: [&str; 8] = [" ", " ", " ", " ", " ", "\n", "\u{a0}", "  \n "];

fn pick<'a>(draw: &mut Draw, from: &[&'a str]) -> &'a str {
    from[draw.below(from.len())]
}

/// A text, as the words and what parts them, one after the other.
fn text(draw: &mut Draw) -> Vec<String> {
    let mut text = Vec::new();
    let mut splits = 0;
    for _ in 0..3 + draw.below(9) {
        if draw.below(8) == 0 {
            for _ in 0..1 + draw.below(6) {
                text.push(pick(draw, &SPACELESS).to_string());
            }
        } else {
            text.push(pick(draw, &WORDS).to_string());
        }
        let splits_here = splits < 3 && draw.below(12) == 0;
        if splits_here {
            splits += 1;
            text.push(pick(draw, &["-\n", "\u{ad}\n", "‐\n", "- \n", "-\n\u{200b} "]).to_string());
        } else if draw.below(10) > 0 {
            text.push(pick(draw, &PARTS).to_string());
        }
    }
    text
}

/// A quote of a text, most often changed in one place or two.
fn quote(draw: &mut Draw, text: &[String]) -> String {
    let start = draw.below(text.len());
    let length = 1 + draw.below(8);
    let mut words: Vec<String> = text.iter().skip(start).take(length).cloned().collect();
    for _ in 0..draw.below(4) {
        let at = draw.below(words.len());
        let word = words[at].clone();
        words[at] = match draw.below(20) {
            0 => "[…]".to_string(),
            1 => format!("{word}[…]"),
            2 => " […] ".to_string(),
            3 => format!("[{}]", pick(draw, &WORDS[..20])),
            4 => format!(" [{}] ", pick(draw, &WORDS[..20])),
            5 => format!("[{word}]"),
            6 => format!("{word} [sic]"),
            7 => format!("{word}[{}]", pick(draw, &["ed", "s", "", "?"])),
            8 => format!("[{}]{word}", pick(draw, &["t", "T", "un", "h", "w"])),
            9 => in_brackets_at_random(draw, &word),
            10 => word.replace(['“', '”', '"'], "'"),
            11 => word.replace('’', "'").replace('−', "–"),
            12 => format!("{word}{}", pick(draw, &[".", ",", "\"", "'", "…", "!", ";", "。", ".\""])),
            13 => format!("{}{word}", pick(draw, &[".", "\"", "'", "-", "[…] ", "("])),
            14 => pick(draw, &WORDS).to_string(),
            15 => pick(draw, &SPACELESS).to_string(),
            16 => String::new(),
            17 => word.chars().skip(1).collect(),
            18 => word.chars().take(word.chars().count().saturating_sub(1)).collect(),
            _ => pick(draw, &["-", "- ", "", " "]).to_string(),
        };
    }
    words.concat()
}

/// The word with some of its letters in brackets.
fn in_brackets_at_random(draw: &mut Draw, word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let from = draw.below(letters.len() + 1);
    let to = from + draw.below(letters.len() - from + 1);
    let part = |letters: &[char]| letters.iter().collect::<String>();
    format!("{}[{}]{}", part(&letters[..from]), part(&letters[from..to]), part(&letters[to..]))
}

// Two things are left open: which of two brackets side by side the space between them goes with, and whether the words
// that a bracket stands for end where a digit or an apostrophe touches them.

/// Whether a mark that many scripts share touches a bracket. Of which script it is there depends on what the bracket
/// stands for, which the second reading writes out and the crate does not.
fn has_mark_at_bracket(quote: &str) -> bool {
    let characters: Vec<char> =
        quote.chars().filter(|c| !c.is_whitespace() && !"\u{ad}\u{200b}".contains(*c)).collect();
    let shared = |c: char| !c.is_alphanumeric() && !"[]，。".contains(c);
    characters.windows(2).any(|pair| pair[1] == '[' && shared(pair[0]) || pair[0] == ']' && shared(pair[1]))
}

fn found(text: &str, quote: &str, plain_text: bool) -> Option<bool> {
    let hyphens = if plain_text { LineEndHyphens::MaySplitWords } else { LineEndHyphens::Kept };
    let text = TextOfRecord { form: Form::PlainText, readings: vec![Reading { text: text.to_string(), hyphens }] };
    let quote = Quote::parse(quote)?;
    match Searchable::of(&text).find(&quote) {
        Verdict::Found(_) => Some(true),
        Verdict::NotFound => Some(false),
        Verdict::GaveUp => panic!("gave up on a short text"),
    }
}

#[test]
fn the_slow_reading_finds_the_same_quotes() {
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let first = number("GAINSAY_FIRST_SEED", 1);
    let (mut stood, mut stood_not, mut empty) = (0, 0, 0);
    for seed in first..first + number("GAINSAY_SEEDS", 2_000) {
        let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let words = text(&mut draw);
        let text = words.concat();
        // An em dash is no minus sign; the second reading does not tell dashes apart.
        if text.chars().zip(text.chars().skip(1)).any(|(dash, next)| dash == '—' && !next.is_whitespace()) {
            continue;
        }
        for _ in 0..4 {
            let quote = quote(&mut draw, &words);
            let plain_text = draw.below(2) == 0;
            let two_brackets = quote
                .replace(['\u{ad}', '\u{200b}'], "")
                .split(']')
                .skip(1)
                .any(|behind| behind.trim_start().starts_with('['));
            let characters: Vec<char> = quote.chars().collect();
            let goes_on = |c: char| c.is_numeric() || "'‘’".contains(c);
            let part_of_word = characters
                .windows(2)
                .any(|pair| pair[1] == '[' && goes_on(pair[0]) || pair[0] == ']' && goes_on(pair[1]));
            if two_brackets
                || part_of_word
                || (has_mark_at_bracket(&quote) || quote.trim_start().starts_with(['-', '\u{ad}', '‐']))
                    && quote.chars().any(|c| SPACELESS.concat().contains(c) && !c.is_ascii())
            {
                continue;
            }
            let wanted = stands(&text, &quote, plain_text);
            let answer = found(&text, &quote, plain_text);
            assert_eq!(
                answer, wanted,
                "seed {seed}, plain text: {plain_text}: `left` is the crate\ntext  {text:?}\nquote {quote:?}"
            );
            match wanted {
                Some(true) => stood += 1,
                Some(false) => stood_not += 1,
                None => empty += 1,
            }
        }
    }
    println!("{stood} stood, {stood_not} did not, {empty} said nothing");
    assert!(stood > 0 && stood_not > 0 && empty > 0, "{stood} stood, {stood_not} did not, {empty} said nothing");
}
