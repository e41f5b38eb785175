//! Quantities: exact decimals, the intervals that people mean by them, and how far two may lie apart.

use std::cmp::Ordering;

use crate::text::{escaped, spaced, trimmed_to};

mod decimal;
mod nearest;

pub use decimal::Decimal;

/// A number is written with an exponent of at most this, in size.
pub const LARGEST_EXPONENT: i32 = 400;

/// A number is written with at most so many digits, those of its fraction included and of its exponent not.
pub const MOST_DIGITS: usize = 1_000;

/// Longer texts are refused unread: two numbers of [`MOST_DIGITS`] with a `_` in every gap, and a unit, are shorter.
const LONGEST: usize = 5_000;

/// A unit has at most so many characters.
const LONGEST_UNIT: usize = 100;

/// The words that multiply the number before them, and the powers of ten that they stand for.
pub const SCALES: [(&str, i32); 4] = [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)];

/// By how much of its size a quantity written with `~` is widened on either side: the power of ten.
const APPROXIMATE: i32 = -1;

/// Where an interval of numbers ends, on one side.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// Nowhere.
    Unbounded,
    /// With this number, which belongs to it.
    Closed(Decimal),
    /// Before this number, which does not belong to it.
    Open(Decimal),
}

impl Bound {
    /// The number at the bound, whether it belongs to the interval or not.
    pub fn number(&self) -> Option<&Decimal> {
        match self {
            Bound::Unbounded => None,
            Bound::Closed(number) | Bound::Open(number) => Some(number),
        }
    }
}

/// A quantity: the interval of numbers that it may be, `low` never above `high`, and its unit.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Quantity {
    /// The lower bound.
    pub low: Bound,
    /// The upper bound.
    pub high: Bound,
    /// Whether it was written with `~`; the bounds are then already widened by 10 % of its size.
    pub approximate: bool,
    /// The unit as written, in NFC, each run of white space one space. Whether it is the right one is not asked here.
    pub unit: Option<String>,
}

/// Why a text is not a quantity, or not a tolerance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuantityFault {
    /// What is wrong, in a few words, on one line.
    pub message: String,
    /// What to do. A form is told to be written only where it means exactly what the text says.
    pub help: String,
    /// The form that means exactly what the text says, if there is one.
    pub fix: Option<String>,
}

impl Quantity {
    /// Reads `[~ > >= < <=] N [UNIT]`, `N..N [UNIT]` or `N ± N [UNIT]` (`+/-` too), white space between the parts free
    /// or absent.
    ///
    /// `N` is `[+-]digits[.digits][e[+-]digits]`, `e` or `E`, single `_` between digits; see [`MOST_DIGITS`] and
    /// [`LARGEST_EXPONENT`]. After it, with white space between, may stand one of [`SCALES`]; after the second number
    /// alone it multiplies both. A unit begins with a letter or a sign such as `%`, `$`, `°`, and not with a word of
    /// [`SCALES`]; it has no control character, none of `< > = ~` and no `..` in it, and at most 100 characters.
    pub fn read(text: &str) -> Result<Quantity, QuantityFault> {
        if text.len() > LONGEST {
            return fault(format!("`{}` is too long for a quantity", shown(text)), EXAMPLES);
        }
        read_quantity(text).map_err(|wrong| match wrong {
            None => nearest::explain(text),
            Some(fault) => nearest::mend(text).unwrap_or(fault),
        })
    }

    /// Returns the quantity as written, not widened: of one with `~` the number that stands behind it.
    pub fn unwidened(&self) -> Quantity {
        self.with_bounds_of_middle(|middle| (middle.clone(), middle.clone()))
    }

    /// Returns the quantity with a `~` read generously: as half of its size either way, in place of a tenth.
    pub fn far_widened(&self) -> Quantity {
        self.with_bounds_of_middle(|middle| {
            let half = &middle.size() * &Decimal::half();
            (middle - &half, middle + &half)
        })
    }

    /// Returns the quantity, if it is approximate with other bounds around the number that was written.
    fn with_bounds_of_middle(&self, bounds: impl Fn(&Decimal) -> (Decimal, Decimal)) -> Quantity {
        let (Bound::Closed(low), Bound::Closed(high), true) = (&self.low, &self.high, self.approximate) else {
            return self.clone();
        };
        let (low, high) = bounds(&low.midway(high));
        Quantity { low: Bound::Closed(low), high: Bound::Closed(high), ..self.clone() }
    }

    /// Whether every number of this is one of the other. Units are the caller's.
    pub fn within(&self, other: &Quantity) -> bool {
        let low = match (other.low.number(), self.low.number()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(outer), Some(inner)) => match outer.cmp(inner) {
                Ordering::Less => true,
                Ordering::Equal => holds(&other.low) || !holds(&self.low),
                Ordering::Greater => false,
            },
        };
        let high = match (self.high.number(), other.high.number()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(inner), Some(outer)) => match inner.cmp(outer) {
                Ordering::Less => true,
                Ordering::Equal => holds(&other.high) || !holds(&self.high),
                Ordering::Greater => false,
            },
        };
        low && high
    }

    /// Whether the two have a number in common.
    pub fn meets(&self, other: &Quantity) -> bool {
        self.facing(other).is_none()
    }

    /// Whether the two have no number in common: `>50` and `50` have none.
    pub fn disjoint(&self, other: &Quantity) -> bool {
        self.facing(other).is_some()
    }

    /// How far two disjoint quantities lie apart (0 for `>50` and `50`); none if they meet.
    pub fn gap(&self, other: &Quantity) -> Option<Decimal> {
        self.facing(other).map(|(below, above)| above - below)
    }

    /// The upper bound of the lower and the lower bound of the upper one, if the two are disjoint.
    fn facing<'a>(&'a self, other: &'a Quantity) -> Option<(&'a Decimal, &'a Decimal)> {
        let apart = |below: &'a Bound, above: &'a Bound| {
            let ends = (below.number()?, above.number()?);
            match ends.0.cmp(ends.1) {
                Ordering::Less => Some(ends),
                Ordering::Equal if !(holds(below) && holds(above)) => Some(ends),
                _ => None,
            }
        };
        apart(&self.high, &other.low).or_else(|| apart(&other.high, &self.low))
    }
}

/// Whether the bound's own number belongs to the interval.
fn holds(bound: &Bound) -> bool {
    matches!(bound, Bound::Closed(_))
}

/// How far apart two quantities may lie and still be no different.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Tolerance {
    /// A share (0.05 for `5%`) of the larger in size of the two ends that face each other.
    Relative(Decimal),
    /// A number, and the unit written with it, which the caller compares with the predicate's.
    Absolute(Decimal, Option<String>),
}

impl Tolerance {
    /// Reads `5%` (relative, with or without a space before the sign, and whatever the unit of the quantities, be it
    /// `%` itself) or a number with or without another unit (absolute). It is not below 0.
    pub fn read(text: &str) -> Result<Tolerance, QuantityFault> {
        let help = "write a share like `5%`, or a number like `0.5`, with or without the unit";
        let Some((number, unit)) =
            read_exact(text).map_err(|wrong| QuantityFault { help: help.to_string(), fix: None, ..wrong })?
        else {
            return fault("a tolerance is one exact number", help);
        };
        if number.is_negative() {
            return fault("a tolerance is not below 0", help);
        }
        Ok(match unit.as_deref() {
            Some("%") => Tolerance::Relative(&number * &Decimal::power_of_ten(-2)),
            _ => Tolerance::Absolute(number, unit),
        })
    }

    /// How much is allowed beside a number of this size.
    pub fn allowance(&self, beside: &Decimal) -> Decimal {
        match self {
            Tolerance::Relative(share) => share * &beside.size(),
            Tolerance::Absolute(number, _) => number.clone(),
        }
    }

    /// Returns whether it allows no more beside a number than all of it: then what lies further away than something
    /// that is not allowed is not allowed, either.
    pub fn is_no_more_than_all(&self) -> bool {
        match self {
            Tolerance::Relative(share) => *share <= Decimal::power_of_ten(0),
            Tolerance::Absolute(..) => true,
        }
    }

    /// Returns whether every number of the first lies in the second, or no further from it than this.
    pub fn spans(&self, a: &Quantity, b: &Quantity) -> bool {
        let end = |bound: &Bound| {
            let point = Bound::Closed(bound.number()?.clone());
            Some(Quantity { low: point.clone(), high: point, approximate: false, unit: None })
        };
        match (end(&a.low), end(&a.high)) {
            (Some(low), Some(high)) => !self.exceeded_by(&low, b) && !self.exceeded_by(&high, b),
            _ => false,
        }
    }

    /// Whether the two lie further apart than this; a gap equal to it is no difference, and what meets has no gap.
    pub fn exceeded_by(&self, a: &Quantity, b: &Quantity) -> bool {
        a.facing(b).is_some_and(|(below, above)| above - below > self.allowance(&below.size().max(above.size())))
    }
}

/// Reads one exact number and its unit, if any; none where the text is another quantity (with a sign before it, a range
/// or a `±`).
///
/// # Errors
/// If the text is no quantity.
pub fn read_exact(text: &str) -> Result<Option<(Decimal, Option<String>)>, QuantityFault> {
    let quantity = Quantity::read(text)?;
    // Where the text has one number and no sign, both bounds are that number.
    Ok(match (quantity.low, forms(text)) {
        (Bound::Closed(number), Some(("", NumberCount::One))) => Some((number, quantity.unit)),
        _ => None,
    })
}

/// Whether a quantity could be a misread number with grouped thousands: a number in it has exactly three digits after
/// its point and one to three before it, which are not all 0 (`50.000`).
pub fn is_ambiguous(text: &str) -> bool {
    let is_grouped = |number: &str| {
        let (whole, fraction) = number
            .split_once('.')
            .and_then(|(whole, rest)| Some((whole, leading_digits(rest)?.0)))
            .unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        digits(fraction) == 3
            && (1..=3).contains(&digits(whole))
            && whole.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
    };
    // Only what has a point in it is looked at again.
    text.contains('.') && written_numbers(text).any(is_grouped)
}

impl QuantityFault {
    /// The fault where a number of this unit, or of none, is wanted: a form that has another unit is no remedy.
    pub fn for_unit(self, text: &str, wanted: Option<&str>) -> QuantityFault {
        let given = self.fix.as_deref().and_then(|form| Quantity::read(form).ok()).and_then(|quantity| quantity.unit);
        match given {
            Some(given) if Some(given.as_str()) != wanted => unit_fault(text, &given, wanted),
            _ => self,
        }
    }
}

/// Says what is wrong with a quantity whose unit is not `wanted`, and what was meant, where that has the unit wanted or
/// none.
pub fn unit_fault(text: &str, given: &str, wanted: Option<&str>) -> QuantityFault {
    nearest::explain_unit(text, given, wanted).unwrap_or_else(|| match wanted {
        Some(unit) => QuantityFault {
            message: format!("the unit is `{}`, and the predicate's is `{}`", shown(given), shown(unit)),
            help: format!("convert the number to `{}`", shown(unit)),
            fix: None,
        },
        None => QuantityFault {
            message: format!("`{}` is a unit, and the predicate has none", shown(given)),
            help: "give the predicate `object: number UNIT`; without its unit the number would say something else"
                .to_string(),
            fix: None,
        },
    })
}

// Reading

/// `None` where the text has none of the forms that are read.
type Wrong = Option<QuantityFault>;

fn fault<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, QuantityFault> {
    Err(QuantityFault { message: message.into(), help: help.into(), fix: None })
}

const EXAMPLES: &str = "write a number like `50`, `-3.5`, `1e6`, `1.5 million`, `~50`, `>=50`, `45..55` or `280 ± 5`, then its unit if any";

fn shown(text: &str) -> String {
    escaped(&trimmed_to(text, 40)).into_owned()
}

fn read_quantity(text: &str) -> Result<Quantity, Wrong> {
    let text = text.trim();
    let (sign, rest) = leading_sign(text);
    let Scaled { number, scale, rest } = read_scaled(rest)?;
    match leading_joint(rest) {
        Some((joint, rest)) => {
            let second = read_scaled(rest)?;
            let first = &number * &Decimal::power_of_ten(scale.or(second.scale).unwrap_or_default());
            let unit = read_unit(second.rest)?;
            let second = &second.number * &Decimal::power_of_ten(second.scale.unwrap_or_default());
            if joint == RANGE {
                read_range(sign, first, second, unit)
            } else {
                read_spread(sign, &first, &second, unit)
            }
        }
        None => {
            let number = &number * &Decimal::power_of_ten(scale.unwrap_or_default());
            Ok(read_one(sign, number, read_unit(rest)?))
        }
    }
}

/// The quantity of one number with a sign before it, or none.
fn read_one(sign: &str, number: Decimal, unit: Option<String>) -> Quantity {
    let (low, high) = match sign {
        "~" => {
            let tenth = &number.size() * &Decimal::power_of_ten(APPROXIMATE);
            (Bound::Closed(&number - &tenth), Bound::Closed(&number + &tenth))
        }
        ">=" => (Bound::Closed(number), Bound::Unbounded),
        ">" => (Bound::Open(number), Bound::Unbounded),
        "<=" => (Bound::Unbounded, Bound::Closed(number)),
        "<" => (Bound::Unbounded, Bound::Open(number)),
        _ => (Bound::Closed(number.clone()), Bound::Closed(number)),
    };
    Quantity { low, high, approximate: sign == "~", unit }
}

fn read_range(sign: &str, first: Decimal, second: Decimal, unit: Option<String>) -> Result<Quantity, Wrong> {
    match sign {
        "" if first <= second => {
            Ok(Quantity { low: Bound::Closed(first), high: Bound::Closed(second), approximate: false, unit })
        }
        "" => Err(Some(QuantityFault {
            message: "the first number of a range is larger than the second".to_string(),
            help: format!("check both; did you mean `{}..{}`?", shown_number(&second), shown_number(&first)),
            fix: None,
        })),
        _ => Err(Some(QuantityFault {
            message: format!("a range has no `{sign}` before it"),
            help: format!(
                "did you mean `{}..{}`?",
                shown_number((&first).min(&second)),
                shown_number((&first).max(&second))
            ),
            fix: None,
        })),
    }
}

/// What lies between so much below a number and so much above it.
fn read_spread(sign: &str, middle: &Decimal, spread: &Decimal, unit: Option<String>) -> Result<Quantity, Wrong> {
    let (number, size) = (shown_number(middle), shown_number(&spread.size()));
    if !sign.is_empty() {
        return Err(Some(QuantityFault {
            message: format!("a number with `±` has no `{sign}` before it"),
            help: format!("did you mean `{number} ± {size}`?"),
            fix: None,
        }));
    }
    if spread.is_negative() {
        return Err(Some(QuantityFault {
            message: "what stands after `±` is not below 0".to_string(),
            help: format!("did you mean `{number} ± {size}`?"),
            fix: None,
        }));
    }
    Ok(Quantity { low: Bound::Closed(middle - spread), high: Bound::Closed(middle + spread), approximate: false, unit })
}

/// Between the two numbers of a range.
const RANGE: &str = "..";

/// How many numbers a quantity has, and what joins them.
enum NumberCount {
    One,
    Two,
}

/// The sign before a quantity, and whether it is of one number or of two; none if it is no quantity.
fn forms(text: &str) -> Option<(&str, NumberCount)> {
    let (sign, rest) = leading_sign(text.trim());
    let form = if leading_joint(read_scaled(rest).ok()?.rest).is_some() { NumberCount::Two } else { NumberCount::One };
    Some((sign, form))
}

/// The numbers of a quantity as they are written.
fn written_numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(leading_sign(text.trim()).1);
    std::iter::from_fn(move || {
        let from = rest.take()?;
        let (_, after) = read_number(from).ok()?;
        rest = read_scaled(from).ok().and_then(|scaled| leading_joint(scaled.rest)).map(|(_, after)| after);
        from.get(..from.len() - after.len())
    })
}

/// The sign that the text begins with, or an empty one, and what follows it.
fn leading_sign(text: &str) -> (&str, &str) {
    let signs = ["~", ">=", ">", "<=", "<"];
    let sign = signs.iter().find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest.trim_start())));
    sign.unwrap_or(("", text))
}

/// What joins a second number to the first, and what follows it.
fn leading_joint(rest: &str) -> Option<(&'static str, &str)> {
    let rest = rest.trim_start();
    [RANGE, "±", "+/-"].into_iter().find_map(|joint| rest.strip_prefix(joint).map(|after| (joint, after.trim_start())))
}

/// A number, the power of ten that the word after it stands for, and what follows.
struct Scaled<'t> {
    number: Decimal,
    scale: Option<i32>,
    rest: &'t str,
}

fn read_scaled(text: &str) -> Result<Scaled<'_>, Wrong> {
    let (number, rest) = read_number(text)?;
    let word = rest.trim_start();
    let scale = if word.len() < rest.len() { leading_scale(word) } else { None };
    Ok(match scale {
        Some((scale, rest)) => Scaled { number, scale: Some(scale), rest },
        None => Scaled { number, scale: None, rest },
    })
}

/// The power of ten of the word that the text begins with, and what follows: white space, another number or nothing.
fn leading_scale(text: &str) -> Option<(i32, &str)> {
    SCALES.into_iter().find_map(|(word, scale)| {
        let rest = text.strip_prefix(word)?;
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace) || leading_joint(rest).is_some();
        ends.then_some((scale, rest))
    })
}

/// Whether a text could be the unit of a quantity: one that begins with a word of [`SCALES`] could not be told from it.
pub fn is_unit(text: &str) -> bool {
    leading_scale(text).is_none()
}

/// A number short enough to be said in a help text.
fn shown_number(number: &Decimal) -> String {
    shown(&number.to_string())
}

/// The number that the text begins with, and what follows it.
fn read_number(text: &str) -> Result<(Decimal, &str), Wrong> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, mut rest) = leading_digits(unsigned).ok_or(None)?;
    let mut fraction = "";
    if let Some((digits, after)) = rest.strip_prefix('.').and_then(leading_digits) {
        (fraction, rest) = (digits, after);
    }
    let mut exponent = 0;
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        let (below, unsigned) =
            after.strip_prefix('-').map_or((false, after.strip_prefix('+').unwrap_or(after)), |a| (true, a));
        // Without a digit the letter begins a unit: `5 eggs`, `5eggs`.
        if let Some((digits, after)) = leading_digits(unsigned) {
            let size = read_exponent(digits)?;
            (exponent, rest) = (if below { -size } else { size }, after);
        }
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).filter(|b| *b != b'_').map(|b| b - b'0').collect();
    if digits.len() > MOST_DIGITS {
        return Err(Some(QuantityFault {
            message: format!("a number has at most {MOST_DIGITS} digits, this one has {}", digits.len()),
            help: "round it, or write it with an exponent, like `1e6`".to_string(),
            fix: None,
        }));
    }
    let places = fraction.bytes().filter(|b| *b != b'_').count();
    // Both are bounded above: at most 1,000 places.
    let exponent = exponent - i32::try_from(places).unwrap_or_default();
    Ok((Decimal::of(negative, &digits, exponent), rest))
}

/// The digits that the text begins with, with single `_` between them, and what follows.
fn leading_digits(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end) || end > 0 && bytes.get(end) == Some(&b'_') && digit(end - 1) && digit(end + 1) {
        end += 1;
    }
    (end > 0).then(|| text.split_at_checked(end)).flatten()
}

fn read_exponent(digits: &str) -> Result<i32, Wrong> {
    let digits = digits.replace('_', "");
    let digits = digits.trim_start_matches('0');
    let size = if digits.len() > 4 { None } else { format!("0{digits}").parse::<i32>().ok() };
    size.filter(|size| *size <= LARGEST_EXPONENT).ok_or_else(|| {
        Some(QuantityFault {
            message: format!("an exponent is at most {LARGEST_EXPONENT} in size"),
            help: "check the exponent, or use a larger unit".to_string(),
            fix: None,
        })
    })
}

fn read_unit(text: &str) -> Result<Option<String>, Wrong> {
    let unit = spaced(text);
    let Some(first) = unit.chars().next() else {
        return Ok(None);
    };
    // Signs that stand between, before or after numbers: what follows them is more than a unit.
    let of_numbers = |c: char| "‐‑‒–—−±≤≥≈≃≅∼×÷·…⁄∞،٫٬".contains(c);
    let begins = first.is_alphabetic()
        || "%$'\"".contains(first)
        || !first.is_ascii() && !first.is_numeric() && !of_numbers(first);
    // `45 to 55` is no 45 of the unit `to 55`.
    let goes_on = ["to ", "or ", "and "]
        .iter()
        .any(|word| unit.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_numeric())));
    if !begins
        || goes_on
        || unit.contains(['<', '>', '=', '~'])
        || unit.contains("..")
        || unit.contains(char::is_control)
    {
        return Err(None);
    }
    if !is_unit(&unit) {
        return Err(Some(QuantityFault {
            message: format!(
                "`{}` is no unit: thousand, million, billion or trillion stands once, after the number and a space",
                shown(&unit)
            ),
            help: "an amount is like `5 million`, or the number in full".to_string(),
            fix: None,
        }));
    }
    if unit.chars().nth(LONGEST_UNIT).is_some() {
        return Err(Some(QuantityFault {
            message: format!("a unit has at most {LONGEST_UNIT} characters: `{}`", shown(&unit)),
            help: "give the unit a short name".to_string(),
            fix: None,
        }));
    }
    Ok(Some(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
    }

    fn decimal(text: &str) -> Decimal {
        match quantity(text).low {
            Bound::Closed(number) => number,
            low => panic!("{text}: {low:?}"),
        }
    }

    /// Of every size and shape, in rising order.
    const RISING: [&str; 21] = [
        "-1e400",
        "-123456789012345678901234567890123456789012345",
        "-1000000",
        "-3.5",
        "-1e-400",
        "0",
        "1e-400",
        "1e-39",
        "0.1",
        "0.99999999999999999999999999999999999999999",
        "1",
        "1.00000000000000000000000000000000000000001",
        "3.5",
        "9.999",
        "1e6",
        "99999999999999999999999999999999999999",
        "1e38",
        "100000000000000000000000000000000000001",
        "123456789012345678901234567890123456789012345",
        "1e100",
        "1e400",
    ];

    #[test]
    fn every_form_is_read() {
        let closed = |text| Bound::Closed(decimal(text));
        let open = |text| Bound::Open(decimal(text));
        let free = || Bound::Unbounded;
        for (text, low, high, approximate, unit) in [
            ("50", closed("50"), closed("50"), false, None),
            ("50 %", closed("50"), closed("50"), false, Some("%")),
            ("50%", closed("50"), closed("50"), false, Some("%")),
            ("-3.5", closed("-3.5"), closed("-3.5"), false, None),
            ("~50", closed("45"), closed("55"), true, None),
            ("~-50", closed("-55"), closed("-45"), true, None),
            ("~0", closed("0"), closed("0"), true, None),
            ("> 50", open("50"), free(), false, None),
            (">=50 km", closed("50"), free(), false, Some("km")),
            ("< 50", free(), open("50"), false, None),
            ("<= 5e1", free(), closed("50"), false, None),
            (" 45 .. 55   US \t dollars ", closed("45"), closed("55"), false, Some("US dollars")),
            ("45..45", closed("45"), closed("45"), false, None),
            ("1.5..2.5", closed("1.5"), closed("2.5"), false, None),
            ("5eggs", closed("5"), closed("5"), false, Some("eggs")),
            ("5 e3", closed("5"), closed("5"), false, Some("e3")),
            ("12 m²", closed("12"), closed("12"), false, Some("m²")),
            ("20 °C", closed("20"), closed("20"), false, Some("°C")),
            ("50€", closed("50"), closed("50"), false, Some("€")),
            ("280 ± 5", closed("275"), closed("285"), false, None),
            ("280±5 km", closed("275"), closed("285"), false, Some("km")),
            ("-3.5 +/- 0.5 %", closed("-4"), closed("-3"), false, Some("%")),
            ("280+/-+5", closed("275"), closed("285"), false, None),
            ("5 ± 0", closed("5"), closed("5"), false, None),
            ("1.5 million people", closed("1500000"), closed("1500000"), false, Some("people")),
            ("~2 billion", closed("1800000000"), closed("2200000000"), true, None),
            (">= 3\tthousand  t", closed("3000"), free(), false, Some("t")),
            ("5..6 million", closed("5000000"), closed("6000000"), false, None),
            ("5 million..6 million", closed("5000000"), closed("6000000"), false, None),
            ("5 thousand .. 6 million", closed("5000"), closed("6000000"), false, None),
            ("1 ± 0.5 trillion", closed("5e11"), closed("1.5e12"), false, None),
            ("1 million±5 thousand", closed("995000"), closed("1005000"), false, None),
            (
                "1e400 trillion",
                Bound::Closed(&decimal("1e400") * &decimal("1e12")),
                Bound::Closed(&decimal("1e400") * &decimal("1e12")),
                false,
                None,
            ),
            ("5 millionaires", closed("5"), closed("5"), false, Some("millionaires")),
        ] {
            assert_eq!(quantity(text), Quantity { low, high, approximate, unit: unit.map(str::to_string) }, "{text}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for text in [
            "5million",
            "5 thousand million",
            "5 million million people",
            "5 thousand..6",
            "5 million..6",
            "~280 ± 5",
            ">280 ± 5",
            "280 ± -5",
            "280 ± ~5",
            "280 ±",
            "280 ± 5 ± 5",
            "1..2 ± 5",
            "280 + / - 5",
            "1.5 million..",
        ] {
            assert!(Quantity::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn grouped_thousands_are_suspected() {
        for text in [
            "50.000",
            "1.234",
            "~-1.234 %",
            "+999.999",
            "1..2.500",
            "0..1.500",
            "5 ± 1.250",
            "010.000",
            "1.234 million",
            "1.500e3",
        ] {
            assert!(is_ambiguous(text) && Quantity::read(text).is_ok(), "{text}");
        }
        for text in
            ["0.500", "000.500", "50.00", "50.0000", "1234.500", "50000", "1.50e3", "45..555", "1..234", "5 ± 0.125"]
        {
            assert!(!is_ambiguous(text), "{text}");
        }
    }

    #[test]
    fn an_approximate_quantity_can_be_read_otherwise() {
        for (text, unwidened, far) in
            [("~50", "50", "25..75"), ("~-20 %", "-20", "-30..-10"), ("~0", "0", "0"), ("50", "50", "50")]
        {
            let bounds = |quantity: Quantity| (quantity.low, quantity.high);
            assert_eq!(bounds(quantity(text).unwidened()), bounds(quantity(unwidened)), "{text}");
            assert_eq!(bounds(quantity(text).far_widened()), bounds(quantity(far)), "{text}");
        }
        assert!(!quantity("~1500").far_widened().meets(&quantity("~20").far_widened()));
        assert!(quantity("~100").far_widened().meets(&quantity("~40").far_widened()));
    }

    #[test]
    fn one_exact_number_has_neither_sign_nor_second_number() {
        assert_eq!(read_exact(" 1.5 million t "), Ok(Some((decimal("1500000"), Some("t".to_string())))));
        for text in ["~5", ">=5", "5..5", "5 ± 0", "5 +/- 0"] {
            assert_eq!(read_exact(text), Ok(None), "{text}");
        }
        assert!(read_exact("five").is_err());
    }

    #[test]
    fn one_number_has_one_form() {
        for (a, b) in [
            ("1e6", "1_000_000"),
            ("1E+6", "1000000.000"),
            ("+0.50", "5e-1"),
            ("-0", "0"),
            ("0e-7", "0"),
            ("0012", "12"),
            ("1_0.0_1e0_1", "100.1"),
            ("1e0000400", "1e400"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} and {b}");
            assert_eq!(decimal(a).to_string(), decimal(b).to_string());
        }
        for text in RISING {
            assert_eq!(decimal(&decimal(text).to_string()), decimal(text), "{text}");
        }
        assert_eq!(decimal("1e6").to_string(), "1000000");
        assert_eq!(decimal("-0.0035").to_string(), "-0.0035");
        assert_eq!(decimal("12.50").to_string(), "12.5");
        assert_eq!(decimal("1e400").to_string(), "1e400");
    }

    #[test]
    fn decimals_are_ordered_exactly() {
        for (i, a) in RISING.iter().enumerate() {
            for (j, b) in RISING.iter().enumerate() {
                assert_eq!(decimal(a).cmp(&decimal(b)), i.cmp(&j), "{a} and {b}");
            }
        }
    }

    #[test]
    fn sums_and_products_keep_the_laws() {
        let numbers: Vec<Decimal> = RISING.iter().map(|text| decimal(text)).collect();
        for a in &numbers {
            assert!((a - a).is_zero() && !(a - a).is_negative());
            assert_eq!(a * &decimal("1"), *a);
            assert!((a * &Decimal::zero()).is_zero());
            for b in &numbers {
                assert_eq!(a + b, b + a);
                assert_eq!(a * b, b * a);
                assert_eq!(&(&(a + b) - b), a, "{a} + {b} - {b}");
                assert_eq!((a - b).is_negative(), a < b, "{a} - {b}");
                let third = decimal("-70000000000000000000000000000000000.3");
                assert_eq!(&(a + b) * &third, &(a * &third) + &(b * &third), "({a} + {b}) * {third}");
            }
        }
        // A road of their own for numbers that fit the machine: the same sums there.
        for a in -60_i128..60 {
            for b in -60_i128..60 {
                let (x, y) = (decimal(&a.to_string()), decimal(&b.to_string()));
                assert_eq!((&x + &y).to_string(), (a + b).to_string());
                assert_eq!((&x - &y).to_string(), (a - b).to_string());
                assert_eq!((&x * &y).to_string(), (a * b).to_string());
            }
        }
        assert_eq!((&decimal("1e38") - &decimal("1")).to_string(), "9".repeat(38));
        assert_eq!((&decimal(&"9".repeat(38)) + &decimal("1")), decimal("1e38"));
        let nines = decimal(&"9".repeat(40));
        assert_eq!((&nines * &nines).to_string(), format!("{}8{}1", "9".repeat(39), "0".repeat(39)));
    }

    #[test]
    fn intervals_are_compared_with_their_ends() {
        // (a, b, a within b, b within a, meet)
        for (a, b, in_b, in_a, meet) in [
            ("50", "50 %", true, true, true),
            (">50", "50", false, false, false),
            (">=50", "50", false, true, true),
            (">50", ">=50", true, false, true),
            ("<50", "<=50", true, false, true),
            ("<50", ">50", false, false, false),
            ("<50", ">=50", false, false, false),
            ("<=50", ">=50", false, false, true),
            ("45..55", "~50", true, true, true),
            ("45..50", "50..55", false, false, true),
            ("45..49.9", "50..55", false, false, false),
            ("45..55", ">40", true, false, true),
            (">40", "<60", false, false, true),
        ] {
            let (a, b) = (quantity(a), quantity(b));
            assert_eq!((a.within(&b), b.within(&a), a.meets(&b), b.meets(&a)), (in_b, in_a, meet, meet), "{a:?} {b:?}");
            assert_eq!((a.disjoint(&b), a.gap(&b).is_none()), (!meet, meet));
            assert_eq!(a.gap(&b), b.gap(&a));
        }
        assert_eq!(quantity(">50").gap(&quantity("50")), Some(Decimal::zero()));
        assert_eq!(quantity("40..45.5").gap(&quantity(">50")), Some(decimal("4.5")));
        let bounds = |text| {
            let q = quantity(text);
            (q.low, q.high, q.approximate)
        };
        let same = |a, b| bounds(a) == bounds(b);
        assert!(same("~50", "~50 %"));
        assert!(!same("~50", "45..55"));
        assert!(!same(">50", ">=50"));
    }

    #[test]
    fn a_gap_equal_to_the_tolerance_is_no_difference() {
        for (tolerance, a, b, exceeded) in [
            ("5%", "95", "100", false),
            ("5 %", "94.99", "100", true),
            ("5%", "-95", "-100", false),
            ("5%", "-94.99", "-100", true),
            ("5%", "1..95", "100..1000", false),
            ("5", "95", "100", false),
            ("5 km", "94", "100", true),
            ("0", "50", ">50", false),
            ("0", "50", "50.0000000001", true),
            ("1e400", "50", "60", false),
            ("0%", "50", "50", false),
        ] {
            let tolerance = Tolerance::read(tolerance).unwrap();
            let (a, b) = (quantity(a), quantity(b));
            assert_eq!(
                (tolerance.exceeded_by(&a, &b), tolerance.exceeded_by(&b, &a)),
                (exceeded, exceeded),
                "{tolerance:?} {a:?} {b:?}"
            );
        }
        assert_eq!(Tolerance::read("5 %"), Tolerance::read("5%"));
        assert_eq!(Tolerance::read("5%"), Ok(Tolerance::Relative(decimal("0.05"))));
        assert_eq!(Tolerance::read("0.5 km"), Ok(Tolerance::Absolute(decimal("0.5"), Some("km".to_string()))));
        assert_eq!(Tolerance::read("5 thousand km"), Tolerance::read("5000 km"));
        for bad in ["", "-5%", "~5%", ">5", "4..5", "5..5", "5 ± 0", "five"] {
            assert!(Tolerance::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hostile_texts_are_refused_at_once() {
        let long = |count: usize| "9".repeat(count);
        for (text, message) in [
            (long(1_000_000), "too long"),
            (long(1_001), "1000 digits"),
            (format!("0.{}", long(1_000)), "1000 digits"),
            ("1e401".to_string(), "exponent"),
            ("1e-401".to_string(), "exponent"),
            ("1e999999999".to_string(), "exponent"),
            (format!("1e{}", long(900)), "exponent"),
            ("0e401".to_string(), "exponent"),
            (format!("5 {}", "k".repeat(101)), "unit"),
            ("5 ".repeat(2_000), "not a quantity"),
            (" to 5".repeat(900), "not a quantity"),
        ] {
            let fault = Quantity::read(&text).unwrap_err();
            assert!(
                fault.message.contains(message) && fault.message.len() < 300 && fault.help.len() < 300,
                "{fault:?}"
            );
        }
        let (large, small) = (format!("{}e400", long(1_000)), format!("0.{}e-400", long(999)));
        let (a, b) = (decimal(&large), decimal(&small));
        assert!(a > b && &(&a + &b) - &a == b && (&a * &b) < a);
        assert!(quantity(&format!("~{large}")).disjoint(&quantity(&small)));
        assert!(quantity(&format!("5 {}", "k".repeat(100))).unit.is_some());
    }
}
