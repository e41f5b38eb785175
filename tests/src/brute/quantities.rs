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
    /// Both with one exponent. The generator's numbers are small; larger ones than fit would stop the test.
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

    /// So many hundredths of this.
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

/// An interval of numbers; `approximate` is `~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub low: Bound,
    pub high: Bound,
    pub approximate: bool,
}

/// Which of two low bounds lets more in: the lesser; `Less` where `a` begins first.
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
    #[must_use]
    pub fn is_within(&self, other: &Quantity) -> bool {
        order_low(other.low, self.low) != Ordering::Greater && order_high(self.high, other.high) != Ordering::Greater
    }

    #[must_use]
    pub fn same_bounds(&self, other: &Quantity) -> bool {
        self.low == other.low && self.high == other.high
    }

    /// The facing ends of two quantities that have no number in common, the lower one first.
    #[must_use]
    pub fn apart(&self, other: &Quantity) -> Option<(Decimal, Decimal)> {
        let before = |a: &Quantity, b: &Quantity| match (a.high, b.low) {
            (Some((high, high_in)), Some((low, low_in))) => (high < low || (high == low && !(high_in && low_in))).then_some((high, low)),
            _ => None,
        };
        before(self, other).or_else(|| before(other, self))
    }

    #[must_use]
    pub fn meets(&self, other: &Quantity) -> bool {
        self.apart(other).is_none()
    }
}

/// `[~ > >= < <=] N` or `N..N`, then the unit or none; none if it cannot be read or is of another unit.
#[must_use]
pub fn read(text: &str, unit: &str) -> Option<Quantity> {
    let text = text.trim();
    let operator = [">=", "<=", "~", ">", "<"].into_iter().find(|o| text.starts_with(o)).unwrap_or("");
    let (number, rest) = read_number(text[operator.len()..].trim_start())?;
    let rest = rest.trim_start();
    let plain = |low, high| Quantity { low, high, approximate: false };
    let (quantity, rest) = match operator {
        // "`~50` (widened by 10 % of its size)"
        "~" => {
            let tenth = Decimal { digits: number.digits.abs(), exponent: number.exponent - 1 };
            let (low, high) = (number.minus(tenth), number.plus(tenth));
            (Quantity { low: Some((low, true)), high: Some((high, true)), approximate: true }, rest)
        }
        ">" => (plain(Some((number, false)), None), rest),
        ">=" => (plain(Some((number, true)), None), rest),
        "<" => (plain(None, Some((number, false))), rest),
        "<=" => (plain(None, Some((number, true))), rest),
        _ => match rest.strip_prefix("..") {
            Some(rest) => {
                let (high, rest) = read_number(rest.trim_start())?;
                // "the first not larger"
                if number > high {
                    return None;
                }
                (plain(Some((number, true)), Some((high, true))), rest)
            }
            None => (plain(Some((number, true)), Some((number, true))), rest),
        },
    };
    // "another unit than the predicate's is a fault, a missing one is the predicate's"
    let given = rest.trim();
    (given.is_empty() || given == unit).then_some(quantity)
}

/// A bare number with or without the unit: a `total` or an absolute `tolerance`.
#[must_use]
pub fn read_one(text: &str, unit: &str) -> Option<Decimal> {
    let (number, rest) = read_number(text.trim())?;
    let given = rest.trim();
    (given.is_empty() || given == unit).then_some(number)
}

/// `[+-]digits[.digits][e[+-]digits]` with single `_` between digits, and what follows it.
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

/// Each run of white space one space, trimmed.
#[must_use]
pub fn fold_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Texts are equal after Unicode NFC, full case folding and folding of white space."
#[must_use]
pub fn fold_text(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let folded = unicase::UniCase::unicode(composed).to_folded_case();
    fold_space(&folded.nfc().collect::<String>())
}
