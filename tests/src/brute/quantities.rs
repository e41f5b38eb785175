//! Quantities: exact decimals and intervals of them; and the equality of texts.

use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;

/// `digits × 10^exponent`, exactly.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// Returns both with one exponent. The generator's numbers are small; larger ones than fit would stop the test.
    fn align(self, other: Decimal) -> (i128, i128, i32) {
        let exponent = self.exponent.min(other.exponent);
        let scale = |d: Decimal| {
            let by = u32::try_from(d.exponent - exponent).expect("the smaller exponent was taken");
            10_i128.checked_pow(by).and_then(|p| d.digits.checked_mul(p)).expect("a number that fits")
        };
        (scale(self), scale(other), exponent)
    }

    #[must_use]
    pub fn plus(self, other: Decimal) -> Decimal {
        let (a, b, exponent) = self.align(other);
        Decimal { digits: a + b, exponent }
    }

    #[must_use]
    pub fn minus(self, other: Decimal) -> Decimal {
        self.plus(Decimal { digits: -other.digits, exponent: other.exponent })
    }

    #[must_use]
    pub fn times(self, other: Decimal) -> Decimal {
        Decimal { digits: self.digits * other.digits, exponent: self.exponent + other.exponent }
    }

    #[must_use]
    pub fn size(self) -> Decimal {
        Decimal { digits: self.digits.abs(), exponent: self.exponent }
    }

    #[must_use]
    pub fn is_positive(self) -> bool {
        self.digits > 0
    }

    /// Returns the one form that equal numbers share.
    #[must_use]
    pub fn write(self) -> String {
        let (mut digits, mut exponent) = (self.digits, self.exponent);
        while digits != 0 && digits % 10 == 0 {
            (digits, exponent) = (digits / 10, exponent + 1);
        }
        format!("{digits}e{}", if digits == 0 { 0 } else { exponent })
    }

    #[must_use]
    pub fn whole(number: i128) -> Decimal {
        Decimal { digits: number, exponent: 0 }
    }

    /// Returns this percentage of a number.
    #[must_use]
    pub fn percent(self, of: Decimal) -> Decimal {
        let part = self.times(of);
        Decimal { digits: part.digits, exponent: part.exponent - 2 }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Decimal {}
impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let (a, b, _) = self.align(*other);
        a.cmp(&b)
    }
}

/// A bound, and whether it is included.
pub type Bound = Option<(Decimal, bool)>;

/// An interval of numbers and, if it is marked `~`, its centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub low: Bound,
    pub high: Bound,
    /// The number after `~`, of which `low` and `high` are a tenth away.
    pub about: Option<Decimal>,
}

/// Compares two low bounds: `Less` if `a` begins first.
fn order_low(a: Bound, b: Bound) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Less,
        (_, None) => Ordering::Greater,
        (Some((a, a_in)), Some((b, b_in))) => a.cmp(&b).then(b_in.cmp(&a_in)),
    }
}

fn order_high(a: Bound, b: Bound) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Greater,
        (_, None) => Ordering::Less,
        (Some((a, a_in)), Some((b, b_in))) => a.cmp(&b).then(a_in.cmp(&b_in)),
    }
}

impl Quantity {
    fn between(low: Bound, high: Bound) -> Quantity {
        Quantity { low, high, about: None }
    }

    /// Returns the interval of one number alone.
    fn one(number: Decimal) -> Quantity {
        Quantity::between(Some((number, true)), Some((number, true)))
    }

    /// Returns the interval of this many hundredths of a number's size around it.
    fn around(number: Decimal, hundredths: i128) -> Quantity {
        let part = number.size().percent(Decimal::whole(hundredths));
        let at = |bound| Some((bound, true));
        Quantity { low: at(number.minus(part)), high: at(number.plus(part)), about: Some(number) }
    }

    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.about.is_some()
    }

    /// "not widened"
    #[must_use]
    pub fn not_widened(&self) -> Quantity {
        self.about.map_or(*self, Quantity::one)
    }

    /// "with every `~` read as 50 % of its size either way"
    #[must_use]
    pub fn by_half(&self) -> Quantity {
        self.about.map_or(*self, |number| Quantity::around(number, 50))
    }

    #[must_use]
    pub fn is_within(&self, other: &Quantity) -> bool {
        order_low(other.low, self.low) != Ordering::Greater && order_high(self.high, other.high) != Ordering::Greater
    }

    #[must_use]
    pub fn same_bounds(&self, other: &Quantity) -> bool {
        self.low == other.low && self.high == other.high
    }

    /// Returns the facing ends of two quantities that have no number in common, the lower one first.
    #[must_use]
    pub fn apart(&self, other: &Quantity) -> Option<(Decimal, Decimal)> {
        let before = |a: &Quantity, b: &Quantity| match (a.high, b.low) {
            (Some((high, high_in)), Some((low, low_in))) => {
                (high < low || (high == low && !(high_in && low_in))).then_some((high, low))
            }
            _ => None,
        };
        before(self, other).or_else(|| before(other, self))
    }

    /// "a value wholly below 0"
    #[must_use]
    pub fn is_below_zero(&self) -> bool {
        let zero = Decimal::whole(0);
        matches!(self.high, Some((high, included)) if high < zero || (high == zero && !included))
    }
}

/// "at most one of `thousand`, `million`, `billion` (10^9), `trillion`", and the power of ten that it multiplies by.
const SCALE_WORDS: [(&str, i32); 4] = [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)];

#[must_use]
pub fn is_scale_word(word: &str) -> bool {
    SCALE_WORDS.iter().any(|(scale, _)| *scale == word)
}

/// Reads `[~ > >= < <=] N`, `N..N` or `N ± N`, then the unit or none; none if it cannot be read or has another unit.
#[must_use]
pub fn read(text: &str, unit: &str) -> Option<Quantity> {
    let text = text.trim();
    let operator = [">=", "<=", "~", ">", "<"].into_iter().find(|o| text.starts_with(o)).unwrap_or("");
    let (number, scale, rest) = read_scaled(text[operator.len()..].trim_start())?;
    let by = |number: Decimal, scale: Option<i32>| Decimal { exponent: number.exponent + scale.unwrap_or(0), ..number };
    let one = by(number, scale);
    let (quantity, rest) = match operator {
        // "`~50` (widened by 10 % of its size)"
        "~" => (Quantity::around(one, 10), rest),
        ">" => (Quantity::between(Some((one, false)), None), rest),
        ">=" => (Quantity::between(Some((one, true)), None), rest),
        "<" => (Quantity::between(None, Some((one, false))), rest),
        "<=" => (Quantity::between(None, Some((one, true))), rest),
        _ => {
            let sign = ["..", "±", "+/-"].into_iter().find(|sign| rest.starts_with(sign));
            match sign {
                None => (Quantity::one(one), rest),
                Some(sign) => {
                    let (second, second_scale, rest) = read_scaled(rest[sign.len()..].trim_start())?;
                    // "in a range or with `±` one after the second number alone multiplies both"
                    let first = by(number, scale.or(second_scale));
                    let second = by(second, second_scale);
                    let (low, high) =
                        if sign == ".." { (first, second) } else { (first.minus(second), first.plus(second)) };
                    // "`N..N` (the first not larger) or `N ± N` (the second not negative)"
                    if low > high {
                        return None;
                    }
                    (Quantity::between(Some((low, true)), Some((high, true))), rest)
                }
            }
        }
    };
    // "another unit than the predicate's is a fault, a missing one is the predicate's"
    let given = rest.trim();
    (given.is_empty() || given == unit).then_some(quantity)
}

/// Returns a bare number with or without the unit: a `total` or an absolute `tolerance`. "(… in `total` and `tolerance`
/// too, where `±` and `..` are not read)"
#[must_use]
pub fn read_one(text: &str, unit: &str) -> Option<Decimal> {
    let (number, scale, rest) = read_scaled(text.trim())?;
    let given = rest.trim();
    let number = Decimal { exponent: number.exponent + scale.unwrap_or(0), ..number };
    (given.is_empty() || given == unit).then_some(number)
}

/// Reads N, the power of ten of the scale word after it, "with white space between", if there is one, and what follows.
fn read_scaled(text: &str) -> Option<(Decimal, Option<i32>, &str)> {
    let (number, rest) = read_number(text)?;
    let after = rest.trim_start();
    let word: &str = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
    match SCALE_WORDS.iter().find(|(scale, _)| *scale == word && after.len() < rest.len()) {
        Some((_, power)) => Some((number, Some(*power), after[word.len()..].trim_start())),
        None => Some((number, None, after)),
    }
}

/// "**ambiguous-number** (… written with exactly three digits after its one `.` and one to three before it, those not
/// all 0: `50.000`; …)". Returns whether any number of a quantity is ambiguous.
#[must_use]
pub fn is_ambiguous(text: &str) -> bool {
    let text = text.replace('_', "");
    let mut numbers = text.split("..").flat_map(|part| part.split(|c: char| !c.is_ascii_digit() && c != '.'));
    numbers.any(|number| match number.split_once('.') {
        Some((before, after)) => {
            let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            digits(before)
                && digits(after)
                && after.len() == 3
                && (1..=3).contains(&before.len())
                && before.bytes().any(|b| b != b'0')
        }
        None => false,
    })
}

/// Reads `[+-]digits[.digits][e[+-]digits]` with single `_` between digits, and what follows it.
fn read_number(text: &str) -> Option<(Decimal, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let negative = bytes.first() == Some(&b'-');
    if matches!(bytes.first(), Some(b'+' | b'-')) {
        at += 1;
    }
    let mut digits = take_digits(bytes, &mut at)?;
    let mut exponent = 0;
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        let fraction = take_digits(bytes, &mut at)?;
        exponent -= i32::try_from(fraction.len()).ok()?;
        digits.push_str(&fraction);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let mut after = at + 1;
        let sign = if bytes.get(after) == Some(&b'-') { -1 } else { 1 };
        if matches!(bytes.get(after), Some(b'+' | b'-')) {
            after += 1;
        }
        if let Some(power) = take_digits(bytes, &mut after) {
            let power: i32 = power.parse().ok()?;
            // "an exponent of at most 400 in size"
            if power > 400 {
                return None;
            }
            exponent += sign * power;
            at = after;
        }
    }
    let size: i128 = digits.parse().ok()?;
    Some((Decimal { digits: if negative { -size } else { size }, exponent }, &text[at..]))
}

fn take_digits(bytes: &[u8], at: &mut usize) -> Option<String> {
    let mut digits = String::new();
    while let Some(&byte) = bytes.get(*at) {
        let next_is_digit = bytes.get(*at + 1).is_some_and(u8::is_ascii_digit);
        if byte.is_ascii_digit() {
            digits.push(char::from(byte));
        } else if !(byte == b'_' && !digits.is_empty() && next_is_digit) {
            break;
        }
        *at += 1;
    }
    (!digits.is_empty()).then_some(digits)
}

/// Returns a text with each run of white space as one space, trimmed.
#[must_use]
pub fn fold_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "what cannot be seen (U+00AD, U+061C, U+200B to U+200F, U+202A to U+202E, U+2060 to U+2064, U+2066 to U+2069,
/// U+FEFF)"
fn cannot_be_seen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// "reading these quotation marks (U+2018 to U+201B, U+2032, U+02BC, U+2039, U+203A as `'`; U+201C to U+201F, U+2033,
/// U+00AB, U+00BB, U+301D to U+301F as `"`) and dashes (U+2010 to U+2015, U+2212, U+2E3A, U+2E3B as `-`) as the plain
/// ones and U+2026 as `...`"
fn plain(c: char) -> String {
    match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{2039}' | '\u{203a}' => "'".to_owned(),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{301d}'..='\u{301f}' => "\"".to_owned(),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' => "-".to_owned(),
        '\u{2026}' => "...".to_owned(),
        c => c.to_string(),
    }
}

/// "Texts are equal after Unicode NFC, removal of what cannot be seen …, reading these quotation marks … and dashes …
/// as the plain ones and U+2026 as `...`, full case folding, folding of white space (each run one space, none at the
/// ends), and NFC once more."
#[must_use]
pub fn fold_text(text: &str) -> String {
    let composed: String = text.nfc().filter(|c| !cannot_be_seen(*c)).map(plain).collect();
    let folded = unicase::UniCase::unicode(composed).to_folded_case();
    fold_space(&folded).nfc().collect()
}
