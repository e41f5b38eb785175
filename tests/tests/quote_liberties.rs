//! Quotes taken from texts, with every liberty that the rules allow, are found; and once one sign, digit, negation, name
//! or accent is another, they are not.
//!
//! `GAINSAY_SEEDS` says how many quotes of each kind are tried (60 if not given), `GAINSAY_FIRST_SEED` where they begin.

use gainsay_sources::{Extracted, KeptCopy, Quote, Searchable, TextOfRecord, Verdict, text_of_record};
use gainsay_tests::random::Draw;

/// Paragraphs written for this test. No word is in them twice that an alteration takes away.
const SPACED: [&str; 6] = [
    "The harbour board did not lease berth nine to the carriers, and its chairman said that 12,500 tonnes had been \
     shifted at 3:40 on 15 May; the fifth office filed “a flat refusal” afterwards.",
    "“We have never paid 1.5 million for the difficult reef lights,” said Oren Quill, who can’t remember the offer of \
     1936 – nor the officer’s name, nor whether -3 or +4 degrees were noted.",
    "Der Rat hat die Mühle nicht verkauft, sagte der Schreiber; für 1.748 Gulden hätte er „kein einziges Rad“ \
     hergegeben, und die Straße bliebe, wie sie ist.",
    "Le maire n’a pas vendu le moulin : « il reste à la commune », dit-il à 18 h 30, après l’été, malgré 2,5 millions \
     de francs offerts par l’évêque.",
    "قال الوزير إن الحكومة لم توقع الاتفاق في سنة 2018، ولا تنوي توقيعه قبل سنة 2021، لأن الشروط الاثني عشر لا تزال معلقة.",
    "وزیر گفت که دولت هرگز با گروه مسلح مذاکره نکرده است و در سال 1397 هیچ توافقی امضا نمی‌کند.",
];

const SPACELESS: [&str; 2] = [
    "部长说，政府从来没有签署2018年的协议，也不打算在三年内重新谈判；“条件尚未满足”。港务局拒绝出租九号泊位。",
    "町長は水車を売却していないと述べ、1748年の契約書には「一切の譲渡を認めない」と書かれている。",
];

fn seeds() -> impl Iterator<Item = u64> {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
    };
    let first = number("GAINSAY_FIRST_SEED", 0);
    first..first + number("GAINSAY_SEEDS", 60)
}

fn text_of(name: &str, bytes: &[u8]) -> TextOfRecord {
    match text_of_record(&KeptCopy { name, bytes, addresses: &[] }) {
        Ok(Extracted::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn verdict(text: &TextOfRecord, quote: &str) -> Verdict {
    let quote = Quote::parse(quote).unwrap_or_else(|| panic!("`{quote}` says nothing"));
    Searchable::of(text).find(&quote)
}

/// Some words of a paragraph that follow each other, at least four.
fn passage<'t>(draw: &mut Draw, text: &'t str) -> &'t str {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let first = draw.below(starts.len() - 4);
    let last = first + 4 + draw.below(starts.len() - first - 3);
    let end = starts.get(last).map_or(text.len(), |end| end - 1);
    &text[starts[first]..end]
}

/// The same words as they may be set in a copy.
fn as_set(draw: &mut Draw, text: &str) -> String {
    let mut set = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let ligature = [("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("لا", "ﻻ")]
            .into_iter()
            .find(|(letters, _)| rest.starts_with(letters) && draw.below(2) == 0);
        if let Some((letters, sign)) = ligature {
            set.push_str(sign);
            rest = &rest[letters.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            ' ' => set.push_str(["\n", " ", " ", " ", "\u{a0}", "  ", "\u{2009}", "\t"][draw.below(8)]),
            '“' | '”' | '„' => set.push_str(["\"", "“", "”", "„", "''"][draw.below(5)]),
            '’' => set.push_str(["'", "’"][draw.below(2)]),
            '–' => set.push_str(["–", "—", "-"][draw.below(3)]),
            c => set.push(c),
        }
        // At a line's end a soft hyphen would split a word.
        if c.is_alphabetic() && rest.starts_with(char::is_alphabetic) && draw.below(9) == 0 {
            let unseen = if ('\u{620}'..'\u{64a}').contains(&c) { "\u{640}" } else { "\u{ad}" };
            set.push_str([unseen, "\u{200b}", "\u{2060}"][draw.below(3)]);
        }
    }
    set
}

/// The same words as people quote them.
fn as_quoted(draw: &mut Draw, passage: &str) -> String {
    let mut words: Vec<String> = passage.split(' ').map(str::to_owned).collect();
    let count = words.len();
    let inner = 1 + draw.below(count - 2);
    match draw.below(8) {
        // Words are left out.
        0 => words[inner] = "[…]".to_owned(),
        1 => words[inner] = "[...]".to_owned(),
        // A word of the author's own instead of one.
        2 if words[inner].chars().all(char::is_alphabetic) => words[inner] = "[that]".to_owned(),
        // The rest of a word.
        3 if words[inner].chars().count() > 2 && words[inner].chars().all(|c| c.is_ascii_alphabetic()) => {
            words[inner] = format!("{}[x]", &words[inner][..2]);
        }
        4 => words[inner].push_str(" [sic]"),
        5 => words.insert(0, "[…]".to_owned()),
        6 => words.push("[…]".to_owned()),
        _ => {}
    }
    let quote = words.join(" ");
    let quote = match draw.below(5) {
        0 => format!("“{quote}”"),
        1 => format!("{quote} …"),
        2 => format!("\"{quote}.\""),
        3 => format!("'{quote},'"),
        _ => quote,
    };
    quote.replace('’', ["'", "’"][draw.below(2)]).replace('–', ["–", "-", "—"][draw.below(3)])
}

/// The paragraph in a copy of some form, among others, of which one may hold it a second time.
fn copy(draw: &mut Draw, paragraph: &str) -> TextOfRecord {
    let set = as_set(draw, paragraph);
    let twice = if draw.below(3) == 0 { as_set(draw, paragraph) } else { String::new() };
    match draw.below(3) {
        0 => text_of("copy.txt", format!("Before it.\n\n{set}\n\nBetween them.\n\n{twice}\n").as_bytes()),
        1 => text_of("copy.md", format!("# Before it\n\n{set}\n\n> {}\n", twice.replace('\n', "\n> ")).as_bytes()),
        _ => {
            let marked = set.replace('&', "&amp;").replace(" ", " <b></b>").replace('\u{ad}', "&shy;");
            let page = format!("<!doctype html><meta charset=utf-8><title>x</title><p>{marked}</p><div>{twice}</div>");
            text_of("copy.html", page.as_bytes())
        }
    }
}

#[test]
fn what_is_allowed_is_found() {
    let mut tried = 0;
    for seed in seeds() {
        for (number, paragraph) in SPACED.into_iter().enumerate() {
            let mut draw = Draw(seed * 31 + number as u64);
            let copy = copy(&mut draw, paragraph);
            let passage = passage(&mut draw, paragraph);
            let quote = as_quoted(&mut draw, passage);
            // A piece of marks alone says nothing.
            if Quote::parse(&quote).is_none() {
                continue;
            }
            let found = verdict(&copy, &quote);
            assert!(
                matches!(found, Verdict::Found(_)),
                "seed {seed}, paragraph {number}: `{quote}` is {found:?} in {:?}",
                copy.readings.first().map(|reading| &reading.text)
            );
            tried += 1;
        }
    }
    assert!(tried >= 200 || std::env::var_os("GAINSAY_SEEDS").is_some());
}

/// What becomes of a passage if one thing in it is another; none if there is no such thing in it. The paragraphs hold
/// nothing of what comes of it.
fn altered(draw: &mut Draw, passage: &str) -> Option<String> {
    const NEGATIONS: [&str; 9] = [" not ", " never ", " nicht ", " kein ", " pas ", " لم ", " لا ", " هرگز ", " هیچ "];
    const NAMES: [(&str, &str); 6] = [
        ("Oren", "Orin"),
        ("Quill", "Quell"),
        ("Rat", "Rad"),
        ("maire", "mairie"),
        ("الوزير", "المدير"),
        ("دولت", "ملت"),
    ];
    const SIGNS: [(&str, &str); 6] =
        [("-3", "+3"), ("+4", "-4"), ("1.5", "15"), ("12,500", "12.500"), ("; ", ": "), ("2,5", "25")];
    const ACCENTS: [(&str, &str); 6] = [
        ("Mühle", "Muhle"),
        ("für", "fur"),
        ("Straße", "Strasse"),
        ("été", "ete"),
        ("évêque", "éveque"),
        ("can’t", "can"),
    ];
    let swapped = |pairs: &[(&str, &str)], at: usize| {
        let here: Vec<&(&str, &str)> = pairs.iter().filter(|(from, _)| passage.contains(from)).collect();
        (!here.is_empty()).then(|| passage.replacen(here[at % here.len()].0, here[at % here.len()].1, 1))
    };
    let at = draw.below(100);
    match draw.below(6) {
        0 | 1 => {
            let here: Vec<&&str> = NEGATIONS.iter().filter(|word| passage.contains(**word)).collect();
            (!here.is_empty()).then(|| passage.replacen(*here[at % here.len()], " ", 1))
        }
        // Names are rarer than digits and spaces.
        2 => swapped(&NAMES, at).or_else(|| swapped(&SIGNS, at)).or_else(|| swapped(&ACCENTS, at)),
        3 => {
            let digits: Vec<(usize, char)> = passage.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
            let (place, digit) = *digits.get(at % digits.len().max(1))?;
            let other = if digit == '7' { "6" } else { "7" };
            Some(format!("{}{other}{}", &passage[..place], &passage[place + 1..]))
        }
        _ => {
            let spaces: Vec<usize> = passage.match_indices(' ').map(|(at, _)| at).collect();
            let space = *spaces.get(at % spaces.len().max(1))?;
            Some(format!("{} zwar{}", &passage[..space], &passage[space..]))
        }
    }
}

#[test]
fn what_says_something_else_is_not_found() {
    let (mut tried, mut without) = (0, 0);
    for seed in seeds() {
        for (number, paragraph) in SPACED.into_iter().enumerate() {
            let mut draw = Draw(seed * 37 + number as u64);
            let copy = copy(&mut draw, paragraph);
            let passage = passage(&mut draw, paragraph);
            let Some(quote) = altered(&mut draw, passage) else {
                without += 1;
                continue;
            };
            let found = verdict(&copy, &quote);
            assert_eq!(found, Verdict::NotFound, "seed {seed}, paragraph {number}: `{quote}`");
            tried += 1;
        }
    }
    assert!(tried >= 200 || std::env::var_os("GAINSAY_SEEDS").is_some(), "{tried} tried, {without} without");
}

#[test]
fn where_words_are_not_parted_one_character_tells() {
    for seed in seeds() {
        for (number, paragraph) in SPACELESS.into_iter().enumerate() {
            let mut draw = Draw(seed * 41 + number as u64);
            let signs: Vec<char> = paragraph.chars().collect();
            let first = draw.below(signs.len() - 8);
            let length = 6 + draw.below(signs.len() - first - 6);
            let passage: String = signs[first..first + length].iter().collect();
            // A number is quoted whole.
            let is_cut =
                |at: usize| at > 0 && signs[at - 1].is_ascii_digit() && signs.get(at).is_some_and(char::is_ascii_digit);
            if !passage.chars().any(char::is_alphanumeric) || is_cut(first) || is_cut(first + length) {
                continue;
            }
            // Lines end anywhere but beside digits and quotation marks that other scripts have, too.
            let is_spaceless = |at: usize| signs.get(at).is_some_and(|c| !c.is_ascii() && !"“”".contains(*c));
            let mut set = String::new();
            for (at, c) in signs.iter().enumerate() {
                set.push(*c);
                if is_spaceless(at) && is_spaceless(at + 1) && draw.below(7) == 0 {
                    set.push('\n');
                }
            }
            let copy = text_of("copy.txt", set.as_bytes());
            assert!(matches!(verdict(&copy, &passage), Verdict::Found(_)), "seed {seed}: `{passage}` in `{set}`");
            let place = 1 + draw.below(length - 2);
            let mut other: Vec<char> = passage.chars().collect();
            // What the rules fold is no other sign.
            if !other[place].is_alphanumeric() {
                continue;
            }
            other[place] = ['猫', '不', '勿'].into_iter().find(|c| !signs.contains(c)).unwrap_or('猫');
            let other: String = other.into_iter().collect();
            assert_eq!(verdict(&copy, &other), Verdict::NotFound, "seed {seed}: `{other}`");
        }
    }
}
