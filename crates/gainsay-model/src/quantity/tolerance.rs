//! The distance that two quantities may have without being different.

use super::read::fault;
use super::{Bound, Decimal, Quantity, QuantityFault, read_exact};

/// The largest distance at which two quantities are still no different.
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
        let Some((number, unit)) = read_exact(text).map_err(|wrong| QuantityFault {
            help: help.to_string(),
            fix: None,
            perhaps: Vec::new(),
            ..wrong
        })?
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

    /// Returns the distance that is allowed beside a number of this size.
    pub fn allowance(&self, beside: &Decimal) -> Decimal {
        match self {
            Tolerance::Relative(share) => share * &beside.size(),
            Tolerance::Absolute(number, _) => number.clone(),
        }
    }

    /// Returns true if the tolerance allows no more beside a number than all of it: then a quantity that lies further
    /// away than one that is not allowed is not allowed, either.
    pub fn is_no_more_than_all(&self) -> bool {
        match self {
            Tolerance::Relative(share) => *share <= Decimal::power_of_ten(0),
            Tolerance::Absolute(..) => true,
        }
    }

    /// Returns true if every number of the first quantity lies in the second, or no further from it than this.
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

    /// Returns true if two quantities lie further apart than this. A gap equal to the tolerance is no difference, and
    /// quantities that meet have no gap.
    pub fn exceeded_by(&self, a: &Quantity, b: &Quantity) -> bool {
        a.facing(b).is_some_and(|(below, above)| above - below > self.allowance(&below.size().max(above.size())))
    }
}
