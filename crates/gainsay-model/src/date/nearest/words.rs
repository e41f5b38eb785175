//! The words in which people write dates, in languages where a word can mean only one thing.

/// Returns the digit 0 to 9 that a digit of another script stands for.
pub(super) fn digit(c: char) -> Option<char> {
    // The code points of the zero of each script; its other digits follow in order.
    const ZEROS: [u32; 14] =
        [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().chain([0x1040, 0x17e0, 0x1810]).find(|zero| (*zero..*zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Returns the month of that name, 1 to 12.
///
/// The names are English, German, French, Spanish, Italian, Portuguese, Dutch and Russian. Names that mean different
/// months in different languages are not among them.
pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &[
            "january",
            "jan",
            "januar",
            "jänner",
            "janvier",
            "enero",
            "gennaio",
            "janeiro",
            "januari",
            "январь",
            "января",
        ],
        &[
            "february",
            "feb",
            "februar",
            "février",
            "febrero",
            "febbraio",
            "fevereiro",
            "februari",
            "февраль",
            "февраля",
        ],
        &["march", "märz", "mars", "marzo", "março", "maart", "март", "марта"],
        &["april", "apr", "avril", "abril", "aprile", "апрель", "апреля"],
        &["may", "mai", "mayo", "maggio", "maio", "mei", "май", "мая"],
        &["june", "jun", "juni", "juin", "junio", "giugno", "junho", "июнь", "июня"],
        &["july", "jul", "juli", "juillet", "julio", "luglio", "julho", "июль", "июля"],
        &["august", "aug", "août", "aout", "agosto", "augustus", "август", "августа"],
        &["september", "sept", "sep", "septembre", "septiembre", "settembre", "setembro", "сентябрь", "сентября"],
        &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro", "октябрь", "октября"],
        &["november", "nov", "novembre", "noviembre", "novembro", "ноябрь", "ноября"],
        &["december", "dec", "dezember", "dez", "décembre", "diciembre", "dicembre", "dezembro", "декабрь", "декабря"],
    ];
    let named = || NAMES.iter().position(|names| names.contains(&word));
    let mar = || (word == "mar").then_some(2);
    named().or_else(mar).and_then(|at| u32::try_from(at).ok()).map(|at| at + 1)
}

/// Returns the season of that name: 0 for spring to 3 for winter.
pub(super) fn season(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 4] = [
        &["spring", "frühling", "frühjahr", "printemps", "primavera"],
        &["summer", "sommer", "été", "verano", "estate"],
        &["autumn", "fall", "herbst", "automne", "otoño", "autunno"],
        &["winter", "hiver", "invierno", "inverno"],
    ];
    NAMES.iter().position(|names| names.contains(&word)).and_then(|at| u32::try_from(at).ok())
}

/// Returns the day of the week, Monday being 0.
pub(super) fn weekday(word: &str) -> Option<i64> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let is = |name: &&str| **name == *word || word.len() >= 3 && word.len() <= 5 && name.starts_with(word);
    NAMES.iter().position(is).and_then(|at| i64::try_from(at).ok())
}

/// Words beside a date that add nothing to it.
pub(super) const IDLE: [&str; 22] = [
    "of", "the", "in", "on", "dated", "year", "the year", "de", "del", "di", "do", "da", "le", "el", "il", "den",
    "der", "am", "im", "van", "г", "года",
];

/// The side of a date that is named by a word for a bound.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
    NotAfter,
    NotBefore,
}

/// Words that stand before a date and make a bound of it; a longer one comes before a shorter one that it begins with.
pub(super) const BOUNDS: [(&str, Side); 66] = [
    ("no later than ", Side::NotAfter),
    ("not later than ", Side::NotAfter),
    ("at the latest ", Side::NotAfter),
    ("at latest ", Side::NotAfter),
    ("not after ", Side::NotAfter),
    ("no earlier than ", Side::NotBefore),
    ("not earlier than ", Side::NotBefore),
    ("at the earliest ", Side::NotBefore),
    ("at earliest ", Side::NotBefore),
    ("not before ", Side::NotBefore),
    ("earlier than ", Side::Before),
    ("prior to ", Side::Before),
    ("before ", Side::Before),
    ("bef. ", Side::Before),
    ("bef ", Side::Before),
    ("ante ", Side::Before),
    ("avant le ", Side::Before),
    ("avant ", Side::Before),
    ("vor dem ", Side::Before),
    ("vor ", Side::Before),
    ("antes del ", Side::Before),
    ("antes de ", Side::Before),
    ("prima del ", Side::Before),
    ("prima di ", Side::Before),
    ("voor ", Side::Before),
    ("<=", Side::NotAfter),
    ("=<", Side::NotAfter),
    ("≤", Side::NotAfter),
    ("<", Side::Before),
    ("later than ", Side::After),
    ("after ", Side::After),
    ("aft. ", Side::After),
    ("aft ", Side::After),
    ("post ", Side::After),
    ("après le ", Side::After),
    ("après ", Side::After),
    ("nach dem ", Side::After),
    ("nach ", Side::After),
    ("después del ", Side::After),
    ("después de ", Side::After),
    ("dopo il ", Side::After),
    ("dopo ", Side::After),
    (">=", Side::NotBefore),
    ("=>", Side::NotBefore),
    ("≥", Side::NotBefore),
    (">", Side::After),
    ("by ", Side::NotAfter),
    ("up until ", Side::NotAfter),
    ("until ", Side::NotAfter),
    ("till ", Side::NotAfter),
    ("up to ", Side::NotAfter),
    ("to ", Side::NotAfter),
    ("bis zum ", Side::NotAfter),
    ("bis ", Side::NotAfter),
    ("spätestens ", Side::NotAfter),
    ("jusqu'en ", Side::NotAfter),
    ("jusqu'au ", Side::NotAfter),
    ("hasta ", Side::NotAfter),
    ("..", Side::NotAfter),
    ("since ", Side::NotBefore),
    ("from ", Side::NotBefore),
    ("seit ", Side::NotBefore),
    ("ab ", Side::NotBefore),
    ("depuis ", Side::NotBefore),
    ("desde ", Side::NotBefore),
    ("starting ", Side::NotBefore),
];

/// Words that stand after a date and make a bound of it.
pub(super) const BOUNDS_AFTER: [(&str, Side); 16] = [
    (" onwards", Side::NotBefore),
    (" onward", Side::NotBefore),
    (" and onwards", Side::NotBefore),
    (" on", Side::NotBefore),
    (" or later", Side::NotBefore),
    (" and later", Side::NotBefore),
    (" or after", Side::NotBefore),
    (" at the earliest", Side::NotBefore),
    (" at earliest", Side::NotBefore),
    ("..", Side::NotBefore),
    (" or earlier", Side::NotAfter),
    (" and earlier", Side::NotAfter),
    (" or before", Side::NotAfter),
    (" at the latest", Side::NotAfter),
    (" at latest", Side::NotAfter),
    (" latest", Side::NotAfter),
];

/// Words for a date that is approximate.
pub(super) const ABOUT: [&str; 18] = [
    "circa",
    "approximately ",
    "approx.",
    "approx ",
    "around ",
    "about ",
    "roughly ",
    "abt.",
    "abt ",
    "est. ",
    "est ",
    "estimated ",
    "ca.",
    "ca ",
    "c.",
    "c ",
    "~",
    "um ",
];

/// Words for a date that is doubtful.
pub(super) const PERHAPS: [&str; 6] = ["perhaps ", "possibly ", "probably ", "maybe ", "presumably ", "uncertain "];

/// Words for a part of a year or of another span of time, each with that part: the beginning, the middle or the end.
pub(super) const PARTS: [(&str, &str); 41] = [
    ("the early ", "early"),
    ("the late ", "late"),
    ("early-", "early"),
    ("late-", "late"),
    ("the beginning of ", "early"),
    ("beginning of ", "early"),
    ("the start of ", "early"),
    ("start of ", "early"),
    ("beginning ", "early"),
    ("start ", "early"),
    ("very early ", "early"),
    ("early in ", "early"),
    ("early ", "early"),
    ("anfang ", "early"),
    ("début ", "early"),
    ("the middle of ", "mid"),
    ("middle of ", "mid"),
    ("mid-", "mid"),
    ("mid ", "mid"),
    ("mitte ", "mid"),
    ("mi-", "mid"),
    ("the end of ", "late"),
    ("end of ", "late"),
    ("late in ", "late"),
    ("year-end ", "late"),
    ("year end ", "late"),
    ("end-", "late"),
    ("end ", "late"),
    ("eoy ", "late"),
    ("very late ", "late"),
    ("late ", "late"),
    ("ende ", "late"),
    ("fin ", "late"),
    ("the first half of ", "first half"),
    ("first half of ", "first half"),
    ("1st half of ", "first half"),
    ("h1 ", "first half"),
    ("the second half of ", "second half"),
    ("second half of ", "second half"),
    ("2nd half of ", "second half"),
    ("h2 ", "second half"),
];

/// Words by which a writer says that a date is not known.
pub(super) const UNDATED: [&str; 22] = [
    "n.d",
    "n. d",
    "nd",
    "no date",
    "undated",
    "unknown",
    "unknown date",
    "date unknown",
    "not known",
    "s.d",
    "s. d",
    "sd",
    "sine dato",
    "none",
    "null",
    "n/a",
    "na",
    "?",
    "-",
    "–",
    "~",
    "tbd",
];

/// Words that mean another day whenever they are read.
pub(super) const RELATIVE: [&str; 30] = [
    "today",
    "yesterday",
    "tomorrow",
    "now",
    "present",
    "current",
    "currently",
    "ongoing",
    "recently",
    "recent",
    "this year",
    "last year",
    "next year",
    "this month",
    "last month",
    "next month",
    "this week",
    "last week",
    "next week",
    "tonight",
    "this morning",
    "heute",
    "gestern",
    "morgen",
    "aujourd'hui",
    "hier",
    "hoy",
    "ayer",
    "oggi",
    "ieri",
];

/// Words for an end that has not come.
pub(super) const STILL: [&str; 12] = [
    "present",
    "the present",
    "now",
    "today",
    "date",
    "ongoing",
    "current",
    "heute",
    "aujourd'hui",
    "hoy",
    "oggi",
    "to date",
];

/// Returns the number of a Roman numeral, 1 to 3999, in lower case and in the one way in which it is written.
pub(super) fn roman(text: &str) -> Option<u32> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let (mut rest, mut number) = (text, 0);
    for (value, letters) in STEPS {
        let mut count = 0;
        while let Some(after) = rest.strip_prefix(letters) {
            (rest, number, count) = (after, number + value, count + 1);
            if count > 3 || count > 1 && !matches!(value, 1 | 10 | 100 | 1000) {
                return None;
            }
        }
    }
    (rest.is_empty() && number > 0).then_some(number)
}
