//! The conflicts among claims: claims are sorted by what they are about, and compared with their neighbours only.

use super::{Base, CARRIED, CARRIES, Claim, EXCLUDES, Refusal};
use crate::calendar::Day;
use crate::workload::Mechanism;

/// A pair of the stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The first claim by id.
    pub a: u32,
    /// The second claim by id.
    pub b: u32,
    /// The mechanism of the conflict.
    pub mechanism: Mechanism,
    /// The rule of the conflict.
    pub rule: &'static str,
    /// Says whether the conflict is certain.
    pub certain: bool,
}

impl Claim {
    /// Returns the day on which it ends for a claim that may take over from it: its last sure day.
    fn end(&self) -> Day {
        if self.open { self.said } else { self.outer }
    }

    /// Returns whether the other claim takes over from it: it begins when this one may have ended, and does not end
    /// before.
    fn passes_to(&self, next: &Claim) -> bool {
        let later = if self.open { next.from > self.from } else { next.from >= self.from };
        let next_end = if next.open { Day::MAX } else { next.outer };
        let same = next.from == self.from && next_end == self.end();
        later && !same && next_end >= self.end() && next.from >= self.end()
    }

    /// Returns whether the two are about a common time.
    fn meets(&self, other: &Claim) -> bool {
        self.from <= other.outer && other.from <= self.outer && !self.passes_to(other) && !other.passes_to(self)
    }

    /// Returns whether the two have a sure day in common.
    fn surely_meets(&self, other: &Claim) -> bool {
        self.from.max(other.from) <= self.end().min(other.end())
    }

    /// Returns whether the time that it affirms lies wholly within the time that the other surely denies.
    fn lies_within(&self, denial: &Claim) -> bool {
        denial.from <= self.from && self.outer <= denial.end()
    }
}

/// Returns all pairs, in the order of the stream.
///
/// # Errors
/// Returns an error if there are more claims and things than fit into one key.
pub fn pairs(base: &Base) -> Result<Vec<Pair>, Refusal> {
    let width = |count: usize| usize::BITS - count.leading_zeros();
    let (thing, index) = (width(base.things as usize), width(base.claims.len()));
    if thing.max(width(base.predicates)) + thing + index > u64::BITS {
        return Err("too many claims and things for this prototype".into());
    }
    let mut found = Vec::new();
    about_the_same(base, thing, index, &mut found);
    about_values(base, thing, index, &mut found);
    // The numbers of claims follow their ids, those of mechanisms their names.
    found.sort_unstable_by_key(|(a, b, mechanism)| (*a, *b, *mechanism as u8));
    found.dedup();
    Ok(found.into_iter().map(|(a, b, mechanism)| pair(base, a, b, mechanism)).collect())
}

type Found = (u32, u32, Mechanism);

fn pair(base: &Base, a: u32, b: u32, mechanism: Mechanism) -> Pair {
    let (x, y) = (&base.claims[a as usize], &base.claims[b as usize]);
    let (affirmed, other) = if x.affirms { (x, y) } else { (y, x) };
    let rule = match (x.speaker == y.speaker, x.said == y.said) {
        (false, _) => "dispute",
        (true, false) => "reversal",
        (true, true) => "self-contradiction",
    };
    Pair {
        a,
        b,
        mechanism,
        rule,
        certain: x.surely_meets(y) || (mechanism == Mechanism::Denial && affirmed.lies_within(other)),
    }
}

/// Calls `group` for the claims of each run of keys that are equal except for the index in their lowest bits.
fn runs(base: &Base, mut keys: Vec<u64>, bits: u32, index: u32, mut group: impl FnMut(u64, &[(Claim, u32)])) {
    sort(&mut keys, index, index + bits);
    let mask = (1 << index) - 1;
    let mut members = Vec::new();
    for run in keys.chunk_by(|a, b| a >> index == b >> index).filter(|run| run.len() > 1) {
        members.clear();
        members.extend(run.iter().map(|key| (key & mask) as u32).map(|i| (base.claims[i as usize], i)));
        group(run[0] >> index, &members);
    }
}

/// Finds denials and exclusions among claims about the same two things, in either order.
fn about_the_same(base: &Base, thing: u32, index: u32, found: &mut Vec<Found>) {
    let key = |(i, claim): (usize, &Claim)| {
        let (low, high) = (claim.subject.min(claim.object), claim.subject.max(claim.object));
        (u64::from(low) << thing | u64::from(high)) << index | i as u64
    };
    let keys = base.claims.iter().enumerate().map(key).collect();
    runs(base, keys, thing * 2, index, |_, members| {
        for (x, (a, i)) in members.iter().enumerate() {
            let row = &base.relations[a.predicate as usize * base.predicates * 2..][..base.predicates * 2];
            let wanted = if a.affirms { [CARRIES, EXCLUDES] } else { [0, CARRIED] };
            for (b, j) in &members[x + 1..] {
                let relation = row[b.predicate as usize * 2 + usize::from(a.subject != b.subject)];
                if relation & wanted[usize::from(b.affirms)] != 0 && a.meets(b) {
                    let mechanism = if a.affirms && b.affirms { Mechanism::Exclusion } else { Mechanism::Denial };
                    found.push(((*i).min(*j), (*i).max(*j), mechanism));
                }
            }
        }
    });
}

/// Finds different values of a functional predicate for one subject.
fn about_values(base: &Base, thing: u32, index: u32, found: &mut Vec<Found>) {
    let mut keys = Vec::new();
    for (i, claim) in base.claims.iter().enumerate().filter(|(_, claim)| claim.affirms) {
        for predicate in &base.functional[claim.predicate as usize] {
            keys.push((u64::from(*predicate) << thing | u64::from(claim.subject)) << index | i as u64);
        }
    }
    let bits = thing + usize::BITS - base.predicates.leading_zeros();
    runs(base, keys, bits, index, |_, members| {
        for (x, (a, i)) in members.iter().enumerate() {
            for (b, j) in &members[x + 1..] {
                if a.object != b.object && a.meets(b) {
                    found.push(((*i).min(*j), (*i).max(*j), Mechanism::Functional));
                }
            }
        }
    });
}

/// Sorts by the bits from `from` to `until`, the lowest digit first; keys that are equal there keep their order.
fn sort(keys: &mut Vec<u64>, from: u32, until: u32) {
    const DIGIT: u32 = 11;
    let mut sorted = vec![0; keys.len()];
    for shift in (from..until).step_by(DIGIT as usize) {
        let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
        let mut places = [0_usize; 1 << DIGIT];
        keys.iter().for_each(|key| places[digit(*key)] += 1);
        let mut place = 0;
        for count in &mut places {
            (*count, place) = (place, place + *count);
        }
        for key in keys.iter() {
            let place = &mut places[digit(*key)];
            sorted[*place] = *key;
            *place += 1;
        }
        std::mem::swap(keys, &mut sorted);
    }
}
