//! Reads any two texts as quantities: they are accepted, or refused in words. Quantities are compared by consistent
//! laws, and as slow and simple arithmetic compares them; a suggestion in place of a faulty quantity is a quantity.
#![no_main]

use std::cmp::Ordering;

use gainsay_model::quantity::{Bound, Decimal, Quantity, QuantityFault, Tolerance};
use gainsay_model::text::is_obeyed;
use libfuzzer_sys::fuzz_target;
use num_bigint::{BigInt, Sign};

/// A whole number times a power of ten.
#[derive(Clone, Debug)]
struct Exact(BigInt, i64);

impl Exact {
    /// Reads a text that is nothing but a number.
    fn read(text: &str) -> Option<Exact> {
        let text = text.replace('_', "").to_lowercase();
        let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        Some(Exact(format!("{whole}{fraction}").parse().ok()?, exponent.parse::<i64>().ok()? - fraction.len() as i64))
    }

    fn of(number: &Decimal) -> Exact {
        Exact::read(&number.to_string()).unwrap_or_else(|| panic!("{number} is no number"))
    }

    /// Returns both as whole numbers with a common power of ten.
    fn aligned(&self, other: &Exact) -> (BigInt, BigInt, i64) {
        let least = self.1.min(other.1);
        let grown = |Exact(number, exponent): &Exact| {
            number * BigInt::from(10).pow(u32::try_from(exponent - least).expect("a small exponent"))
        };
        (grown(self), grown(other), least)
    }

    fn minus(&self, other: &Exact) -> Exact {
        let (a, b, exponent) = self.aligned(other);
        Exact(a - b, exponent)
    }

    fn times(&self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0, self.1 + other.1)
    }

    fn size(&self) -> Exact {
        Exact(BigInt::from_biguint(Sign::Plus, self.0.magnitude().clone()), self.1)
    }

    fn cmp(&self, other: &Exact) -> Ordering {
        let (a, b, _) = self.aligned(other);
        a.cmp(&b)
    }
}

/// Returns the number of a bound, and whether the bound is inclusive.
fn bound(bound: &Bound) -> Option<(Exact, bool)> {
    match bound {
        Bound::Unbounded => None,
        Bound::Closed(number) => Some((Exact::of(number), true)),
        Bound::Open(number) => Some((Exact::of(number), false)),
    }
}

/// Returns the two ends that face each other, if the first lies wholly below the second.
fn below(a: &Quantity, b: &Quantity) -> Option<(Exact, Exact)> {
    let ((high, holds), (low, also)) = (bound(&a.high)?, bound(&b.low)?);
    let apart = match high.cmp(&low) {
        Ordering::Less => true,
        Ordering::Equal => !(holds && also),
        Ordering::Greater => false,
    };
    apart.then_some((high, low))
}

fn assert_told(fault: &QuantityFault) {
    assert!(!fault.message.is_empty() && !fault.help.is_empty());
    assert!(!fault.message.chars().chain(fault.help.chars()).any(is_obeyed), "{fault:?}");
    assert!(fault.message.len() + fault.help.len() < 1_000, "{fault:?}");
}

fn read(text: &str) -> Option<Quantity> {
    match Quantity::read(text) {
        Ok(quantity) => {
            let numeric =
                text.trim().chars().all(|c| c.is_ascii_digit() || "+-._eE".contains(c)) && quantity.unit.is_none();
            if let (true, Bound::Closed(number), Some(exact)) = (numeric, &quantity.low, Exact::read(text.trim())) {
                assert_eq!(Exact::of(number).cmp(&exact), Ordering::Equal, "{text} is read as {number}");
                assert_eq!(quantity.low, quantity.high);
            }
            Some(quantity)
        }
        Err(fault) => {
            assert_told(&fault);
            if let Some(form) = fault
                .help
                .strip_prefix("write `")
                .and_then(|form| form.strip_suffix('`'))
                .filter(|form| !form.contains(['`', '…']))
            {
                assert!(Quantity::read(form).is_ok(), "{form:?} is offered for {text:?}: {fault:?}");
            }
            None
        }
    }
}

fuzz_target!(|texts: (&str, &str)| {
    let tolerance = Tolerance::read(texts.1);
    if let Err(fault) = &tolerance {
        assert_told(fault);
    }
    let (Some(a), Some(b)) = (read(texts.0), read(texts.1)) else { return };
    assert!(a.within(&a) && a.meets(&a) && !a.disjoint(&a) && a.gap(&a).is_none());
    assert_eq!(a.meets(&b), b.meets(&a));
    assert_eq!(a.disjoint(&b), b.disjoint(&a));
    assert_ne!(a.meets(&b), a.disjoint(&b));
    assert!(!a.within(&b) || a.meets(&b));
    assert!(!(a.within(&b) && b.within(&a)) || (a.low == b.low && a.high == b.high));
    let facing = below(&a, &b).or_else(|| below(&b, &a));
    assert_eq!(a.disjoint(&b), facing.is_some());
    match (a.gap(&b), &facing) {
        (None, None) => {}
        (Some(gap), Some((low, high))) => {
            assert_eq!(Exact::of(&gap).cmp(&high.minus(low)), Ordering::Equal, "{a:?} {b:?}")
        }
        (gap, _) => panic!("{gap:?} {a:?} {b:?}"),
    }
    if let Ok(tolerance) = tolerance {
        for (x, y) in [(&a, &b), (&b, &a), (&a, &a)] {
            let ends = below(x, y).or_else(|| below(y, x));
            let exceeds = ends.is_some_and(|(low, high)| {
                let larger = if low.size().cmp(&high.size()) == Ordering::Less { high.size() } else { low.size() };
                let allowed = match &tolerance {
                    Tolerance::Relative(share) => Exact::of(share).times(&larger),
                    Tolerance::Absolute(number, _) => Exact::of(number),
                };
                high.minus(&low).cmp(&allowed) == Ordering::Greater
            });
            assert_eq!(tolerance.exceeded_by(x, y), exceeds, "{tolerance:?} {x:?} {y:?}");
        }
    }
});
