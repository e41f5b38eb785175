//! Reads the exact forms of quantities. A text that has none of them is answered by [`super::nearest`].

use super::{Bound, Decimal, LARGEST_EXPONENT, MOST_DIGITS, Quantity, QuantityFault, SCALES};
use crate::text::{escaped, spaced, trimmed_to};

/// The most characters of a unit.
const LONGEST_UNIT: usize = 100;

/// The share of its size by which a quantity written with `~` is widened on either side, as a power of ten.
const APPROXIMATE: i32 = -1;

/// The fault of a text; none where the text has none of the forms that are read.
pub(super) type Wrong = Option<QuantityFault>;

pub(super) fn fault<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, QuantityFault> {
    Err(QuantityFault { message: message.into(), help: help.into(), fix: None, perhaps: Vec::new() })
}

pub(super) const EXAMPLES: &str = "write a number like `50`, `-3.5`, `1e6`, `1.5 million`, `~50`, `>=50`, `45..55` or `280 ± 5`, then its unit if any";

pub(super) fn shown(text: &str) -> String {
    escaped(&trimmed_to(text, 40)).into_owned()
}

pub(super) fn read_quantity(text: &str) -> Result<Quantity, Wrong> {
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

/// Returns the quantity of one number with a sign before it, or none.
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
            perhaps: Vec::new(),
        })),
        _ => Err(Some(QuantityFault {
            message: format!("a range has no `{sign}` before it"),
            help: format!(
                "did you mean `{}..{}`?",
                shown_number((&first).min(&second)),
                shown_number((&first).max(&second))
            ),
            fix: None,
            perhaps: Vec::new(),
        })),
    }
}

/// Returns the interval from `spread` below a number to `spread` above it.
fn read_spread(sign: &str, middle: &Decimal, spread: &Decimal, unit: Option<String>) -> Result<Quantity, Wrong> {
    let (number, size) = (shown_number(middle), shown_number(&spread.size()));
    if !sign.is_empty() {
        return Err(Some(QuantityFault {
            message: format!("a number with `±` has no `{sign}` before it"),
            help: format!("did you mean `{number} ± {size}`?"),
            fix: None,
            perhaps: Vec::new(),
        }));
    }
    if spread.is_negative() {
        return Err(Some(QuantityFault {
            message: "what stands after `±` is not below 0".to_string(),
            help: format!("did you mean `{number} ± {size}`?"),
            fix: None,
            perhaps: Vec::new(),
        }));
    }
    Ok(Quantity { low: Bound::Closed(middle - spread), high: Bound::Closed(middle + spread), approximate: false, unit })
}

/// The sign between the two numbers of a range.
const RANGE: &str = "..";

/// The number of numbers in a quantity, and the sign that joins two.
pub(super) enum NumberCount {
    One,
    Two,
}

/// Returns the sign before a quantity, and whether it has one number or two; none if it is no quantity.
pub(super) fn forms(text: &str) -> Option<(&str, NumberCount)> {
    let (sign, rest) = leading_sign(text.trim());
    let form = if leading_joint(read_scaled(rest).ok()?.rest).is_some() { NumberCount::Two } else { NumberCount::One };
    Some((sign, form))
}

/// Returns the numbers of a quantity as they are written.
pub(super) fn written_numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(leading_sign(text.trim()).1);
    std::iter::from_fn(move || {
        let from = rest.take()?;
        let (_, after) = read_number(from).ok()?;
        rest = read_scaled(from).ok().and_then(|scaled| leading_joint(scaled.rest)).map(|(_, after)| after);
        from.get(..from.len() - after.len())
    })
}

/// Returns the sign that the text begins with, or an empty one, and the text behind it.
fn leading_sign(text: &str) -> (&str, &str) {
    let signs = ["~", ">=", ">", "<=", "<"];
    let sign = signs.iter().find_map(|sign| text.strip_prefix(sign).map(|rest| (*sign, rest.trim_start())));
    sign.unwrap_or(("", text))
}

/// Returns the sign that joins a second number to the first, and the text behind it.
fn leading_joint(rest: &str) -> Option<(&'static str, &str)> {
    let rest = rest.trim_start();
    [RANGE, "±", "+/-"].into_iter().find_map(|joint| rest.strip_prefix(joint).map(|after| (joint, after.trim_start())))
}

/// A number, the power of ten of the word behind it, and the rest of the text.
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

/// Returns the power of ten of the word that the text begins with, and the rest of the text, which begins with white
/// space or another number, or is empty.
fn leading_scale(text: &str) -> Option<(i32, &str)> {
    SCALES.into_iter().find_map(|(word, scale)| {
        let rest = text.strip_prefix(word)?;
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace) || leading_joint(rest).is_some();
        ends.then_some((scale, rest))
    })
}

/// Returns true if a text could be the unit of a quantity. One that begins with a word of [`SCALES`] could not be told
/// from that word.
pub fn is_unit(text: &str) -> bool {
    leading_scale(text).is_none()
}

/// Returns a number short enough for a help text.
fn shown_number(number: &Decimal) -> String {
    shown(&number.to_string())
}

/// Returns the number that the text begins with, and the text behind it.
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
        // Without a digit behind it, the letter begins a unit: `5 eggs`, `5eggs`.
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
            perhaps: Vec::new(),
        }));
    }
    let places = fraction.bytes().filter(|b| *b != b'_').count();
    // Both numbers are bounded: there are at most 1,000 places.
    let exponent = exponent - i32::try_from(places).unwrap_or_default();
    Ok((Decimal::of(negative, &digits, exponent), rest))
}

/// Returns the digits that the text begins with, with single `_` between them, and the text behind them.
pub(super) fn leading_digits(text: &str) -> Option<(&str, &str)> {
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
            perhaps: Vec::new(),
        })
    })
}

fn read_unit(text: &str) -> Result<Option<String>, Wrong> {
    let unit = spaced(text);
    let Some(first) = unit.chars().next() else {
        return Ok(None);
    };
    // Signs that stand between, before or after numbers: the text behind them is more than a unit.
    let of_numbers = |c: char| "‐‑‒–—−±≤≥≈≃≅∼×÷·…⁄∞،٫٬".contains(c);
    let begins = first.is_alphabetic()
        || "%$'\"".contains(first)
        || !first.is_ascii() && !first.is_numeric() && !of_numbers(first);
    // `45 to 55` is not 45 of the unit `to 55`.
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
            perhaps: Vec::new(),
        }));
    }
    if unit.chars().nth(LONGEST_UNIT).is_some() {
        return Err(Some(QuantityFault {
            message: format!("a unit has at most {LONGEST_UNIT} characters: `{}`", shown(&unit)),
            help: "give the unit a short name".to_string(),
            fix: None,
            perhaps: Vec::new(),
        }));
    }
    Ok(Some(unit))
}
