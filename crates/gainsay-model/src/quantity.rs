//! Quantities: exact decimals, the intervals that people mean by them, and the distance that two may have.

use std::cmp::Ordering;

mod decimal;
mod nearest;
mod read;
#[cfg(test)]
mod tests;
mod tolerance;

pub use decimal::Decimal;
pub use read::is_unit;
use read::{EXAMPLES, NumberCount, fault, forms, leading_digits, read_quantity, shown, written_numbers};
pub use tolerance::Tolerance;

/// The largest exponent, in size, with which a number is written.
pub const LARGEST_EXPONENT: i32 = 400;

/// The most digits with which a number is written, those of its fraction included and of its exponent not.
pub const MOST_DIGITS: usize = 1_000;

/// The longest text that is read, in bytes: two numbers of [`MOST_DIGITS`] with a `_` in every gap, and a unit, are
/// shorter.
const LONGEST: usize = 5_000;

/// The words that multiply the number before them, and the powers of ten that they stand for.
pub const SCALES: [(&str, i32); 4] = [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)];

/// The end of an interval of numbers, on one side.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// The interval has no end on this side.
    Unbounded,
    /// The interval ends with this number, which belongs to it.
    Closed(Decimal),
    /// The interval ends before this number, which does not belong to it.
    Open(Decimal),
}

impl Bound {
    /// Returns the number at the bound, whether it belongs to the interval or not.
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
    /// Whether the quantity was written with `~`; the bounds are then already widened by 10 % of its size.
    pub approximate: bool,
    /// The unit as written, in NFC, each run of white space one space. It need not be the unit of the predicate.
    pub unit: Option<String>,
}

/// The reason for which a text is not a quantity, or not a tolerance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuantityFault {
    /// The fault, in a few words, on one line.
    pub message: String,
    /// The advice to the writer: to write a form only where it means exactly what the text says.
    pub help: String,
    /// The form that means exactly what the text says, if there is one.
    pub fix: Option<String>,
    /// The forms of which one may be meant, where the advice is a question.
    pub perhaps: Vec<String>,
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

    /// Returns the quantity as written, not widened: for one with `~` the number behind it.
    pub fn unwidened(&self) -> Quantity {
        self.with_bounds_of_middle(|middle| (middle.clone(), middle.clone()))
    }

    /// Returns the quantity with a generous reading of `~`: half of its size either way, in place of a tenth.
    pub fn far_widened(&self) -> Quantity {
        self.with_bounds_of_middle(|middle| {
            let half = &middle.size() * &Decimal::half();
            (middle - &half, middle + &half)
        })
    }

    /// Returns the quantity; if it is approximate, with other bounds around the number that was written.
    fn with_bounds_of_middle(&self, bounds: impl Fn(&Decimal) -> (Decimal, Decimal)) -> Quantity {
        let (Bound::Closed(low), Bound::Closed(high), true) = (&self.low, &self.high, self.approximate) else {
            return self.clone();
        };
        let (low, high) = bounds(&low.midway(high));
        Quantity { low: Bound::Closed(low), high: Bound::Closed(high), ..self.clone() }
    }

    /// Returns true if every number of this quantity is one of the other. The caller compares the units.
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

    /// Returns true if the two quantities have a number in common.
    pub fn meets(&self, other: &Quantity) -> bool {
        self.facing(other).is_none()
    }

    /// Returns true if the two quantities have no number in common, as `>50` and `50`.
    pub fn disjoint(&self, other: &Quantity) -> bool {
        self.facing(other).is_some()
    }

    /// Returns the distance of two disjoint quantities (0 for `>50` and `50`); none if they meet.
    pub fn gap(&self, other: &Quantity) -> Option<Decimal> {
        self.facing(other).map(|(below, above)| above - below)
    }

    /// Returns the upper bound of the lower quantity and the lower bound of the upper one, if the two are disjoint.
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

/// Returns true if the bound's own number belongs to the interval.
fn holds(bound: &Bound) -> bool {
    matches!(bound, Bound::Closed(_))
}

/// Reads one exact number and its unit, if any; none where the text is another quantity (with a sign before it, a range
/// or a `±`).
///
/// # Errors
///
/// Returns the fault if the text is no quantity.
pub fn read_exact(text: &str) -> Result<Option<(Decimal, Option<String>)>, QuantityFault> {
    let quantity = Quantity::read(text)?;
    // A text with one number and no sign has that number as both bounds.
    Ok(match (quantity.low, forms(text)) {
        (Bound::Closed(number), Some(("", NumberCount::One))) => Some((number, quantity.unit)),
        _ => None,
    })
}

/// Returns true if a quantity could be a misread number with grouped thousands: a number in it has exactly three digits
/// after its point and one to three before it, which are not all 0 (`50.000`).
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
    // Only a text with a point in it is looked at again.
    text.contains('.') && written_numbers(text).any(is_grouped)
}

impl QuantityFault {
    /// Returns the fault where a number of the `wanted` unit, or of none, is expected: a form with another unit is no
    /// remedy.
    pub fn for_unit(self, text: &str, wanted: Option<&str>) -> QuantityFault {
        let given = self.fix.as_deref().and_then(|form| Quantity::read(form).ok()).and_then(|quantity| quantity.unit);
        match given {
            Some(given) if Some(given.as_str()) != wanted => unit_fault(text, &given, wanted),
            _ => self,
        }
    }
}

/// Returns the fault of a quantity whose unit is not `wanted`, and the form that was meant, where that has the unit
/// wanted or none.
pub fn unit_fault(text: &str, given: &str, wanted: Option<&str>) -> QuantityFault {
    nearest::explain_unit(text, given, wanted).unwrap_or_else(|| match wanted {
        Some(unit) => QuantityFault {
            message: format!("the unit is `{}`, and the predicate's is `{}`", shown(given), shown(unit)),
            help: format!("convert the number to `{}`", shown(unit)),
            fix: None,
            perhaps: Vec::new(),
        },
        None => QuantityFault {
            message: format!("`{}` is a unit, and the predicate has none", shown(given)),
            help: "give the predicate `object: number UNIT`; without its unit the number would say something else"
                .to_string(),
            fix: None,
            perhaps: Vec::new(),
        },
    })
}
