//! Exact decimal numbers: the arithmetic is that of `bigdecimal`, and a number always has the same form.

use std::fmt;
use std::ops::{Add, Mul, Sub};

use bigdecimal::num_bigint::{BigInt, Sign};
use bigdecimal::{BigDecimal, Signed, Zero};

/// An exact decimal number.
///
/// It is stored without trailing zeros, so that numbers are equal if their parts are. Sums and products are exact and
/// grow as they must: numbers are bounded when they are read ([`MOST_DIGITS`](super::MOST_DIGITS),
/// [`LARGEST_EXPONENT`](super::LARGEST_EXPONENT)), so a single sum or product of two such numbers is small.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decimal(BigDecimal);

impl Decimal {
    /// Returns the number of a sign, a row of digits (0 to 9 each) and the power of ten of the last one.
    pub(super) fn of(negative: bool, digits: &[u8], exponent: i32) -> Decimal {
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        // Digits always form a number.
        let number = BigInt::from_radix_be(sign, digits, 10).unwrap_or_default();
        Decimal::from(BigDecimal::new(number, -i64::from(exponent)))
    }

    fn from(number: BigDecimal) -> Decimal {
        Decimal(number.normalized())
    }

    /// Returns a power of ten: 1, 10, 0.1 and so on.
    pub(super) fn power_of_ten(exponent: i32) -> Decimal {
        Decimal::of(false, &[1], exponent)
    }

    /// Returns 0.5.
    pub(super) fn half() -> Decimal {
        Decimal::of(false, &[5], -1)
    }

    /// Returns 0.
    pub fn zero() -> Decimal {
        Decimal(BigDecimal::zero())
    }

    /// Returns true if the number is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Returns true if the number is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Returns the number in the middle between two: for a quantity written with `~`, the one that was written.
    pub fn midway(&self, other: &Decimal) -> Decimal {
        &(self + other) * &Decimal::half()
    }

    /// Returns the number without its sign.
    pub fn size(&self) -> Decimal {
        Decimal(self.0.abs())
    }
}

impl Add for &Decimal {
    type Output = Decimal;

    fn add(self, other: &Decimal) -> Decimal {
        Decimal::from(&self.0 + &other.0)
    }
}

impl Sub for &Decimal {
    type Output = Decimal;

    fn sub(self, other: &Decimal) -> Decimal {
        Decimal::from(&self.0 - &other.0)
    }
}

impl Mul for &Decimal {
    type Output = Decimal;

    fn mul(self, other: &Decimal) -> Decimal {
        Decimal::from(&self.0 * &other.0)
    }
}

/// Displays the number in full (`-3.5`, `1000000`) where that takes at most 30 digits or no more than it has, else with
/// an exponent.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, places) = self.0.as_bigint_and_exponent();
        let sign = if number.is_negative() { "-" } else { "" };
        let digits = number.magnitude().to_string();
        let zeros = usize::try_from(places.unsigned_abs()).unwrap_or(usize::MAX);
        match places {
            0 => write!(f, "{sign}{digits}"),
            ..0 if digits.len().saturating_add(zeros) <= 30 => write!(f, "{sign}{digits}{}", "0".repeat(zeros)),
            1.. if zeros < digits.len() => {
                let (whole, fraction) = digits.split_at(digits.len() - zeros);
                write!(f, "{sign}{whole}.{fraction}")
            }
            1.. if zeros <= 30 => write!(f, "{sign}0.{digits:0>zeros$}"),
            places => write!(f, "{sign}{digits}e{}", -places),
        }
    }
}
