//! Statements as numbers: what tells one from another, and the order in which they are numbered.

use gainsay_model::Symbol;
use gainsay_model::record::{Object, Text};
use rustc_hash::FxHashMap;

use crate::ledger::entities::EntityId;
use crate::vocabulary::closure::Arguments;

/// A statement of a claim as numbers, which tell it from all others and sort statements that have to be compared beside
/// each other.
#[derive(Clone, Copy)]
pub(super) struct StatementKey {
    /// The first of the two entities; the subject, if the object is a value.
    pub first: u32,
    /// The other entity, or [`VALUE`].
    pub second: u32,
    pub predicate: u32,
    /// The number of the value; for two entities, whether the subject comes second.
    pub third: u32,
}

/// The number in the place of an entity for an object that is a value.
pub(super) const VALUE: u32 = u32::MAX;

impl StatementKey {
    /// Returns all numbers but the first, with the claim, as a key in the order in which statements are numbered.
    pub fn key(self, maker: u32) -> u128 {
        u128::from(self.second) << 96
            | u128::from(self.predicate) << 64
            | u128::from(self.third) << 32
            | u128::from(maker)
    }

    /// Returns the numbers from which a key was made.
    pub fn of(first: u32, key: u128) -> StatementKey {
        StatementKey { first, second: (key >> 96) as u32, predicate: (key >> 64) as u32, third: (key >> 32) as u32 }
    }

    pub fn pair(self) -> Arguments {
        let (first, second) = (EntityId(self.first), EntityId(self.second));
        match (self.second, self.third) {
            (VALUE, _) => Arguments { subject: first, object: None },
            (_, 0) => Arguments { subject: first, object: Some(second) },
            _ => Arguments { subject: second, object: Some(first) },
        }
    }

    /// Returns the object, given the values by number and the representatives of entities.
    pub fn object(self, values: &Values, representative: impl Fn(EntityId) -> Symbol) -> Object {
        match self.pair().object {
            Some(entity) => Object::Entity(representative(entity)),
            None => values.all[self.third as usize],
        }
    }
}

/// A claim that makes a statement, by its number among those that take a position or those that only relay.
#[derive(Clone, Copy)]
pub(super) enum ClaimRef {
    Affirms(u32),
    Denies(u32),
    Relays(u32),
}

impl ClaimRef {
    /// The number of bits for a claim, which are enough: the ids of more claims would not fit in memory.
    const BITS: u32 = 30;

    /// Returns the sort key of the claim: claims that affirm come first, then those that deny.
    pub fn key(self) -> u32 {
        match self {
            ClaimRef::Affirms(number) => number,
            ClaimRef::Denies(number) => 1 << ClaimRef::BITS | number,
            ClaimRef::Relays(number) => 2 << ClaimRef::BITS | number,
        }
    }

    /// Returns the claim from which a key was made.
    pub fn of(key: u128) -> ClaimRef {
        let number = key as u32 & ((1 << ClaimRef::BITS) - 1);
        match key as u32 >> ClaimRef::BITS {
            0 => ClaimRef::Affirms(number),
            1 => ClaimRef::Denies(number),
            _ => ClaimRef::Relays(number),
        }
    }
}

/// Returns sorted keys of statements, and the end of those of each entity that comes first. The keys of each entity are
/// counted first, which leaves little to be sorted.
pub(super) fn sorted(said: Vec<(StatementKey, u32)>, entities: usize) -> (Vec<u128>, Vec<u32>) {
    let mut ends = vec![0; entities];
    said.iter().for_each(|(said, _)| ends[said.first as usize] += 1);
    let mut sum = 0;
    for end in &mut ends {
        sum += std::mem::replace(end, sum);
    }
    let mut keys = vec![0; said.len()];
    for (said, maker) in said {
        let end = &mut ends[said.first as usize];
        keys[*end as usize] = said.key(maker);
        *end += 1;
    }
    let mut start = 0;
    for &end in &ends {
        keys[start..end as usize].sort_unstable();
        start = end as usize;
    }
    (keys, ends)
}

/// Values by number, in the order in which they are first given. Values that only look different (`50` and `5e1`) are
/// equal here.
#[derive(Default)]
pub(super) struct Values {
    known: FxHashMap<Object, u32>,
    pub all: Vec<Object>,
    /// Whether at least one of the values is a text.
    pub any_text: bool,
}

/// The shown forms of texts, by the numbers of the values.
pub(super) type ShownTexts = FxHashMap<u32, Text>;

impl Values {
    pub fn number(&mut self, value: &Object) -> u32 {
        let Values { known, all, any_text } = self;
        *any_text |= matches!(value, Object::Text(_));
        *known.entry(*value).or_insert_with(|| {
            all.push(*value);
            all.len() as u32 - 1
        })
    }
}
