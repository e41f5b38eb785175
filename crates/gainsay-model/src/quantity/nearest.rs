//! Guesses the meaning of a text that is no quantity, or one of another unit.
//!
//! An answer in the imperative is given only where the form means exactly what the text says; where it may mean
//! something else, the answer is a question. Every form in an answer has been read.

use crate::text::{is_obeyed, shows_nothing, spaced, unseen};

use super::read::{EXAMPLES, read_quantity, shown};
use super::{Quantity, QuantityFault};

/// The likely meaning of a text that is no quantity.
enum Guess {
    /// The form that means the same as the text.
    Exactly(String),
    /// The forms of which one may be meant; with the condition for that, or an empty text.
    Perhaps(Vec<String>, &'static str),
}

pub(super) fn explain(text: &str) -> QuantityFault {
    let text = text.trim();
    let message = match (text, unseen(text)) {
        ("", _) => "there is no quantity".to_string(),
        (_, Some(name)) => format!("{name} stands in the quantity and cannot be seen: `{}`", shown(text)),
        _ => format!("`{}` is not a quantity that can be read", shown(text)),
    };
    let fits = |quantity: &Quantity| quantity.unit.as_deref().is_none_or(is_plain_unit);
    match guess(text, &fits) {
        Some(meant) => answer(message, meant),
        None => QuantityFault { message, help: EXAMPLES.to_string(), fix: None, perhaps: Vec::new() },
    }
}

/// Returns the answer to a text that is refused for a reason of its own, where only its typing is at fault:
/// `12thousand`.
pub(super) fn mend(text: &str) -> Option<QuantityFault> {
    let text = text.trim();
    let fault = text.contains(char::is_alphabetic).then(|| explain(text))?;
    fault.fix.is_some().then_some(fault)
}

/// Returns the answer to a quantity of another unit than the wanted one, where a form with that unit, or with none, is
/// meant: `10k`, `1'000`, `50 percent`.
pub(super) fn explain_unit(text: &str, given: &str, wanted: Option<&str>) -> Option<QuantityFault> {
    let fits = |quantity: &Quantity| quantity.unit.is_none() || quantity.unit.as_deref() == wanted;
    let message = match wanted {
        Some(wanted) => format!("`{}` is read as a unit, and the predicate's is `{}`", shown(given), shown(wanted)),
        None => format!("`{}` is read as a unit, and the predicate has none", shown(given)),
    };
    guess(text.trim(), &fits).map(|meant| answer(message, meant))
}

fn answer(message: String, meant: Guess) -> QuantityFault {
    match meant {
        Guess::Exactly(form) => {
            QuantityFault { message, help: format!("write `{form}`"), fix: Some(form), perhaps: Vec::new() }
        }
        Guess::Perhaps(forms, why) => {
            let shown: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
            let help = format!("did you mean {}{why}?", shown.join(" or "));
            QuantityFault { message, help, fix: None, perhaps: forms }
        }
    }
}

/// Returns true if a unit is like those that people use, so that no sign or digit of a number is taken for it.
fn is_plain_unit(unit: &str) -> bool {
    const OF_NUMBERS: [char; 9] = ['±', '–', '—', '−', '~', '<', '>', '=', '+'];
    let is_bare = !unit.starts_with(['\'', '"', '’', '-']) && !unit.ends_with('-');
    is_bare && !unit.contains(|c: char| c.is_numeric() || OF_NUMBERS.contains(&c))
}

fn guess(text: &str, fits: &dyn Fn(&Quantity) -> bool) -> Option<Guess> {
    let plain = plain(text);
    let reads = |form: &str| {
        form.len() <= 60 && form != text && !form.chars().any(is_obeyed) && read_quantity(form).is_ok_and(|q| fits(&q))
    };
    if reads(&plain) {
        return Some(Guess::Exactly(plain));
    }
    let numbers = numbers(&plain);
    for (reading, sure, why) in numbers.into_iter().flat_map(|(reading, sure, why)| signed(&reading, sure, why)) {
        let form = spaced(&reading);
        if !reads(&form) {
            continue;
        }
        if sure && super::is_ambiguous(&form) {
            // `5.000-6.000`: a form that is doubtful itself is no remedy.
            let forms = [form.clone(), with_thousands(&form)].into_iter().filter(|form| reads(form)).collect();
            return Some(Guess::Perhaps(forms, ""));
        }
        if sure {
            return Some(Guess::Exactly(form));
        }
        // The other readings of a comma that may be either.
        let other = if why == GROUPED { form.replace('_', ".") } else { form.clone() };
        let forms = if other != form && reads(&other) { vec![form, other] } else { vec![form] };
        return Some(Guess::Perhaps(forms, if why == GROUPED { "" } else { why }));
    }
    None
}

/// Returns the text in plain signs: digits 0 to 9, plain hyphens and spaces, no invisible characters, no quotation
/// marks or signs around it.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ff01}'..='\u{ff5e}' => plain.extend(char::from_u32(u32::from(c) - 0xfee0)),
            '\u{660}'..='\u{669}' => plain.extend(char::from_digit(u32::from(c) - 0x660, 10)),
            '\u{6f0}'..='\u{6f9}' => plain.extend(char::from_digit(u32::from(c) - 0x6f0, 10)),
            '\u{966}'..='\u{96f}' => plain.extend(char::from_digit(u32::from(c) - 0x966, 10)),
            '\u{9e6}'..='\u{9ef}' => plain.extend(char::from_digit(u32::from(c) - 0x9e6, 10)),
            '\u{e50}'..='\u{e59}' => plain.extend(char::from_digit(u32::from(c) - 0xe50, 10)),
            '٫' => plain.push('.'),
            '٬' => plain.push('\''),
            '٪' => plain.push('%'),
            '−' => plain.push('-'),
            '≥' => plain.push_str(">="),
            '≤' => plain.push_str("<="),
            '≈' | '∼' | '≃' | '≅' => plain.push('~'),
            '…' => plain.push_str(".."),
            '’' | '‘' | 'ʼ' => plain.push('\''),
            c if c.is_whitespace() => plain.push(' '),
            c if shows_nothing(c) => {}
            c => plain.push(c),
        }
    }
    let plain = plain.replace("=>", ">=").replace("=<", "<=").replace("...", "..");
    let bare =
        plain.trim().trim_matches(['"', '“', '”', '„', '«', '»', '`']).trim_end_matches([',', ';', ':', '!']).trim();
    let bare = bare.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(bare);
    let bare = bare.strip_prefix('=').map_or(bare, str::trim);
    spaced(bare)
}

/// Returns the numbers of a quantity with `_` where a lone point stands.
fn with_thousands(form: &str) -> String {
    let mut text = String::with_capacity(form.len());
    let mut rest = form.chars().peekable();
    while let Some(c) = rest.next() {
        let is_point =
            c == '.' && text.ends_with(|c: char| c.is_ascii_digit()) && rest.peek().is_some_and(char::is_ascii_digit);
        text.push(if is_point { '_' } else { c });
    }
    text
}

const GROUPED: &str = "grouped";

/// A text that may be meant, whether it surely is, and the condition for that.
type Reading = (String, bool, &'static str);

/// Returns the text with its numbers in the form in which they are read here.
fn numbers(text: &str) -> Vec<Reading> {
    let mut form = String::with_capacity(text.len());
    let (mut sure, mut why) = (true, "");
    let (mut count, mut multiplied) = (0, 0);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let stuck = form.chars().last().is_some_and(char::is_alphanumeric);
        let is_point = c == '.' && rest.get(1..2).is_some_and(|next| next.bytes().all(|b| b.is_ascii_digit()));
        let begins = c.is_ascii_digit() || is_point && !form.ends_with('.');
        if !begins || stuck {
            form.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = number_end(rest);
        let (number, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some((written, is_sure)) = number_as_read(number) else { return Vec::new() };
        if !is_sure {
            (sure, why) = (false, GROUPED);
        }
        let (number, after, scale_sure, scale_why) = scaled(&written, after);
        count += 1;
        multiplied += usize::from(
            number.trim_start_matches(['>', '<', '=', '~']).len() != written.len() && !number.contains(' '),
        );
        form.push_str(&number);
        if !scale_sure {
            (sure, why) = (false, scale_why);
        }
        rest = after;
    }
    // `50-60k` does not mean 50 to 60,000.
    if multiplied > 0 && multiplied < count { Vec::new() } else { vec![(form, sure, why)] }
}

/// Returns the end of the number that the text begins with: digits, and signs between them that group them or separate
/// the fraction.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(b'0'..=b'9') => at += 1,
            Some(b'.' | b',' | b'\'' | b'_') if digit(at + 1) => at += 1,
            Some(b'_') if bytes.get(at + 1) == Some(&b'_') => at += 1,
            // A space groups exactly three digits.
            Some(b' ') if at > 0 && (1..=3).all(|n| digit(at + n)) && !digit(at + 4) => at += 1,
            _ => return at.max(1),
        }
    }
}

/// Returns a number in the form in which it is read here, and whether it can mean nothing else; none if it is no number
/// in any way of writing.
fn number_as_read(number: &str) -> Option<(String, bool)> {
    let parts: Vec<&str> = number.split(['.', ',', '\'', ' ', '_']).collect();
    let signs: Vec<char> = number.chars().filter(|c| !c.is_ascii_digit()).collect();
    if signs.is_empty() {
        return Some((number.to_string(), true));
    }
    let groups = |parts: &[&str]| {
        let (first, rest) = parts.split_first()?;
        let last_three = rest.last().is_none_or(|last| last.len() == 3);
        // In India, groups of two digits stand before the last group of three.
        let sized = rest.iter().all(|part| part.len() == 3) || rest.iter().rev().skip(1).all(|part| part.len() == 2);
        ((1..=3).contains(&first.len()) && last_three && sized).then(|| parts.join("_"))
    };
    let first = *signs.first()?;
    let same = signs.iter().all(|sign| *sign == first);
    match (first, signs.len(), same) {
        ('_', _, true) => {
            Some((parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("_"), true))
        }
        ('\'' | ' ', _, true) => Some((groups(&parts)?, true)),
        // A lone point begins a fraction here.
        ('.', 1, _) => Some((if number.starts_with('.') { format!("0{number}") } else { number.to_string() }, true)),
        ('.' | ',', 2.., true) => Some((groups(&parts)?, true)),
        (',', 1, _) => match groups(&parts) {
            Some(grouped) if parts.first().is_some_and(|first| !first.starts_with('0')) => Some((grouped, false)),
            _ => Some((parts.join("."), true)),
        },
        // `1,234.56`, `1.234,56`, `1 234,56`: the last sign separates the fraction.
        (group, _, false) => {
            let last = *signs.last()?;
            let (fraction, whole) = parts.split_last()?;
            let even =
                signs.iter().rev().skip(1).all(|sign| *sign == group) && matches!(last, '.' | ',') && last != group;
            even.then(|| groups(whole)).flatten().map(|whole| (format!("{whole}.{fraction}"), true))
        }
        _ => None,
    }
}

/// Returns a number with the part close behind it: a fraction, or a word or letter that multiplies it. Returns also the
/// rest of the text, whether the reading is sure, and the condition for it.
fn scaled<'t>(number: &str, after: &'t str) -> (String, &'t str, bool, &'static str) {
    let found = with_scale(number, after);
    // In `5½5` and `1k5` it is unclear what the last digits are.
    let runs_on = found.1.len() < after.len() && found.1.starts_with(|c: char| c.is_ascii_digit());
    if runs_on { (number.to_string(), after, true, "") } else { found }
}

fn with_scale<'t>(number: &str, after: &'t str) -> (String, &'t str, bool, &'static str) {
    const FRACTIONS: [(char, &str); 9] = [
        ('½', ".5"),
        ('¼', ".25"),
        ('¾', ".75"),
        ('⅛', ".125"),
        ('⅜', ".375"),
        ('⅝', ".625"),
        ('⅞', ".875"),
        ('⅕', ".2"),
        ('⅖', ".4"),
    ];
    if let Some((fraction, decimals)) = FRACTIONS.iter().find(|(fraction, _)| after.trim_start().starts_with(*fraction))
    {
        let rest = after.trim_start().get(fraction.len_utf8()..).unwrap_or_default();
        if !number.contains('.') {
            return (format!("{number}{decimals}"), rest, true, "");
        }
    }
    let word = after.trim_start();
    let length = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    let (letters, rest) = word.split_at_checked(length).unwrap_or((word, ""));
    let rest = if length > 0 { rest.strip_prefix('.').unwrap_or(rest) } else { rest };
    let small = letters.to_lowercase();
    let sure = |word: &str| (format!("{number} {word}"), rest, true, "");
    match small.as_str() {
        "thousand" | "thousands" | "tausend" | "mille" | "mil" => sure("thousand"),
        "million" | "millions" | "mln" | "mio" | "mn" | "mill" | "millionen" | "millones" | "milioni" | "milhões" => {
            sure("million")
        }
        "billion" | "bn" | "bln" | "milliard" | "milliards" | "milliarden" | "mrd" | "miliardi" => sure("billion"),
        "trillion" | "trn" | "tn" => sure("trillion"),
        // In many languages a billion is a million millions.
        "billions" => (format!("{number} billion"), rest, false, ""),
        "billionen" => sure("trillion"),
        "k" if letters == "k" && after.starts_with(letters) => match multiplied(number, 3) {
            Some(number) => (number, rest, true, ""),
            None => (format!("{number} thousand"), rest, true, ""),
        },
        "k" => (multiplied(number, 3).unwrap_or_default(), rest, false, " (K for thousand)"),
        "m" => (multiplied(number, 6).unwrap_or_default(), rest, false, " (m for million)"),
        "b" => (multiplied(number, 9).unwrap_or_default(), rest, false, " (b for billion)"),
        "hundred" => {
            multiplied(number, 2).map_or((number.to_string(), after, true, ""), |number| (number, rest, true, ""))
        }
        "lakh" | "lakhs" | "lac" => {
            multiplied(number, 5).map_or((number.to_string(), after, true, ""), |number| (number, rest, true, ""))
        }
        "crore" | "crores" => {
            multiplied(number, 7).map_or((number.to_string(), after, true, ""), |number| (number, rest, true, ""))
        }
        "dozen" | "dozens" => match number.parse::<u32>().ok().and_then(|number| number.checked_mul(12)) {
            Some(number) => (number.to_string(), rest, true, ""),
            None => (number.to_string(), after, true, ""),
        },
        "percent" | "pct" | "prozent" => (format!("{number} %"), rest, true, ""),
        "per" if rest.trim_start().starts_with("cent") => {
            (format!("{number} %"), rest.trim_start().get(4..).unwrap_or_default(), true, "")
        }
        "or" if rest.trim() == "so" => (format!("~{number}"), "", true, ""),
        "or" if rest.trim() == "more" => (format!(">={number}"), "", true, ""),
        "or" if matches!(rest.trim(), "less" | "fewer") => (format!("<={number}"), "", true, ""),
        _ if after.starts_with('+') && after.len() == 1 => (format!(">={number}"), "", true, ""),
        _ if word == "~" => (format!("~{number}"), "", true, ""),
        _ => (number.to_string(), after, true, ""),
    }
}

/// Returns a number with that many more zeros, its digits in groups: `10` and 3 make `10_000`. Returns none if the
/// number is too long for that.
fn multiplied(number: &str, zeros: usize) -> Option<String> {
    let plain = number.replace('_', "");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.len() > zeros || whole.len() > 12 {
        return None;
    }
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros - fraction.len()));
    let digits = digits.trim_start_matches('0');
    let first = (digits.len() + 2) % 3 + 1;
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at >= first && (at - first) % 3 == 0 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    (!grouped.is_empty()).then_some(grouped)
}

/// Returns the text with the words and signs around its numbers in the form in which they are read here.
fn signed(text: &str, sure: bool, why: &'static str) -> Vec<Reading> {
    const WORDS: [(&str, &str, bool); 48] = [
        ("approximately ", "~", true),
        ("approx. ", "~", true),
        ("approx ", "~", true),
        ("about ", "~", true),
        ("around ", "~", true),
        ("roughly ", "~", true),
        ("circa ", "~", true),
        ("ca. ", "~", true),
        ("ca ", "~", true),
        ("c. ", "~", true),
        ("some ", "~", true),
        ("more than ", ">", true),
        ("greater than ", ">", true),
        ("over ", ">", true),
        ("above ", ">", true),
        ("upwards of ", ">=", false),
        ("no fewer than ", ">=", true),
        ("no less than ", ">=", true),
        ("not less than ", ">=", true),
        ("not fewer than ", ">=", true),
        ("at least ", ">=", true),
        ("minimum ", ">=", true),
        ("a minimum of ", ">=", true),
        ("min. ", ">=", true),
        ("no more than ", "<=", true),
        ("not more than ", "<=", true),
        ("at most ", "<=", true),
        ("up to ", "<=", true),
        ("maximum ", "<=", true),
        ("a maximum of ", "<=", true),
        ("max. ", "<=", true),
        ("less than ", "<", true),
        ("fewer than ", "<", true),
        ("under ", "<", true),
        ("below ", "<", true),
        ("nearly ", "<", false),
        ("almost ", "<", false),
        ("just over ", ">", false),
        ("just under ", "<", false),
        ("exactly ", "", true),
        ("precisely ", "", true),
        ("etwa ", "~", true),
        ("environ ", "~", true),
        ("mehr als ", ">", true),
        ("plus de ", ">", true),
        ("mindestens ", ">=", true),
        ("au moins ", ">=", true),
        ("minus ", "-", true),
    ];
    let lower = text.to_lowercase();
    let mut forms = vec![(text.to_string(), sure, why)];
    for (word, sign, exact) in WORDS {
        // Case folding can move bytes; the text behind the word is then not offered.
        if lower.starts_with(word)
            && let Some(rest) = text.get(word.len()..)
        {
            forms.push((format!("{sign}{}", rest.trim()), sure && exact, why));
        }
    }
    if let Some(number) = in_letters(&lower) {
        forms.push((number, sure, why));
    }
    let paired = ["between ", "from "].iter().find_map(|word| lower.strip_prefix(word));
    let ends = paired.unwrap_or(&lower);
    for joint in [" to ", " – ", "–", "—", " - ", "-"] {
        forms.extend(ends.split_once(joint).map(|(low, high)| (format!("{}..{}", low.trim(), high.trim()), sure, why)));
    }
    forms.extend(
        paired
            .and_then(|ends| ends.split_once(" and "))
            .map(|(low, high)| (format!("{}..{}", low.trim(), high.trim()), sure, why)),
    );
    forms.extend(ends.split_once(" or ").map(|(low, high)| (format!("{}..{}", low.trim(), high.trim()), false, why)));
    forms.extend(unit_first(text).map(|form| (form, sure, why)));
    forms.extend(unit_twice(text).map(|form| (form, sure, why)));
    forms
}

/// Reads a number in words: `a dozen`, `fifty`, `half a million`.
fn in_letters(text: &str) -> Option<String> {
    const NUMBERS: [(&str, &str); 36] = [
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("thirteen", "13"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
        ("a dozen", "12"),
        ("half a dozen", "6"),
        ("a hundred", "100"),
        ("a thousand", "1_000"),
        ("a million", "1_000_000"),
        ("a billion", "1_000_000_000"),
        ("half a million", "500_000"),
        ("½", "0.5"),
    ];
    NUMBERS.iter().find_map(|(word, number)| {
        let rest = text.strip_prefix(word)?;
        let scale = || super::SCALES.iter().any(|(scale, _)| rest.trim() == *scale);
        (rest.is_empty() || scale() && !number.contains('_')).then(|| format!("{number}{rest}"))
    })
}

/// Reads a unit before its number: `$50`, `EUR 50`.
fn unit_first(text: &str) -> Option<String> {
    let at = text.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')).unwrap_or(0);
    let (unit, rest) = text.split_at_checked(at)?;
    let unit = unit.trim();
    let is_unit = !unit.is_empty()
        && (!unit.contains(' ') && unit.len() <= 4)
        && unit.chars().all(|c| c.is_ascii_uppercase() || !c.is_ascii() || c == '$');
    is_unit.then(|| format!("{} {unit}", rest.trim()))
}

/// Reads a unit behind both numbers: `45 %..55 %`, `45 % - 55 %`.
fn unit_twice(text: &str) -> Option<String> {
    let (low, high) = text
        .split_once("..")
        .or_else(|| text.split_once('–'))
        .or_else(|| text.split_once(" - "))
        .or_else(|| text.split_once(" to "))?;
    let (low, high) = (low.trim(), high.trim());
    let number_of = |text: &str| text.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    let (number, unit) = low.split_at_checked(number_of(low))?;
    let (_, other) = high.split_at_checked(number_of(high))?;
    (!unit.trim().is_empty() && unit.trim() == other.trim()).then(|| format!("{}..{high}", number.trim()))
}

#[cfg(test)]
mod tests;
