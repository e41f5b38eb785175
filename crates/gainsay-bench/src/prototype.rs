//! A bare prototype, which shows what the machine allows. It reads exactly what the generator writes as the ordinary
//! workload in the canonical layout, finds its pairs, and refuses everything else. It knows no YAML, reports no fault
//! with its line, and leaves out most of the contract.
//!
//! It knows only this about time and certainty: states, intervals of whole days, `said` always given, nothing hedged,
//! no `lasts`, no principals. It uses one thread.

mod check;
mod packed;
mod read;
mod scan;
mod words;

use std::io::Write;

use crate::calendar::Day;

pub use check::{Pair, pairs};
pub use packed::{load, save};
pub use read::{Read, read, yaml_files};

/// The reason why the prototype cannot read something: the place, and what it expected there.
pub type Refusal = String;

/// A claim, with its things and speakers by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    subject: u32,
    object: u32,
    speaker: u32,
    from: Day,
    /// The last of its outer days.
    outer: Day,
    said: Day,
    predicate: u16,
    affirms: bool,
    /// Says that it has no end: its last sure day is that on which it was said.
    open: bool,
}

/// The data that the check needs.
#[derive(PartialEq, Eq, Debug)]
pub struct Base {
    claims: Vec<Claim>,
    /// The ids of the claims, as numbers in the same order as their bytes.
    ids: Vec<u128>,
    /// The exclusive upper bound of the numbers of things and speakers, and of all other numbers.
    things: u32,
    predicates: usize,
    /// The relations of two predicates, the second exchanged or not: [`CARRIES`], [`CARRIED`], [`EXCLUDES`].
    relations: Vec<u8>,
    /// The functional predicates that follow from each predicate.
    functional: Vec<Vec<u16>>,
}

/// The second predicate follows from the first.
const CARRIES: u8 = 1;
/// The first predicate follows from the second.
const CARRIED: u8 = 2;
/// The two predicates exclude each other.
const EXCLUDES: u8 = 4;

impl Base {
    /// Returns the number of claims.
    pub fn claims(&self) -> usize {
        self.claims.len()
    }

    /// Writes pairs as `gainsay check --output pairs` does.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write(&self, pairs: &[Pair], out: &mut dyn Write) -> std::io::Result<()> {
        for pair in pairs {
            out.write_all(b"{\"a\":\"")?;
            self.write_id(pair.a, out)?;
            out.write_all(b"\",\"b\":\"")?;
            self.write_id(pair.b, out)?;
            let (mechanism, rule, certain) = (pair.mechanism.name(), pair.rule, pair.certain);
            writeln!(
                out,
                "\",\"mechanism\":\"{mechanism}\",\"rule\":\"{rule}\",\"certain\":{certain},\"ruled\":null}}"
            )?;
        }
        Ok(())
    }

    fn write_id(&self, claim: u32, out: &mut dyn Write) -> std::io::Result<()> {
        let bytes = self.ids[claim as usize].to_be_bytes();
        out.write_all(bytes.split(|byte| *byte == 0).next().unwrap_or_default())
    }
}
