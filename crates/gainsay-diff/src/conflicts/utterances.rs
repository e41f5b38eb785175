//! What claims of one utterance have in common: the moment that they speak of, and the report by which they are known.

use std::cell::RefCell;
use std::hash::Hash;

use gainsay_model::Name;
use gainsay_model::record::DateId;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Entry};

/// What the dimensions of one who gives no utterance say.
pub const NONE: Spoken = Spoken { utterance: -1, moment: -1, source: -1, way: -1, origin: -1 };

/// An utterance and the report of it, as numbers that are equal where what they stand for is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spoken {
    /// The utterance.
    pub utterance: i64,
    /// About which moment, in an utterance.
    pub moment: i64,
    /// The source; -1 if there is none.
    pub source: i64,
    /// The way to the source; -1 if none is given.
    pub way: i64,
    /// The origin of the source: all with which it may have an origin in common have the same.
    pub origin: i64,
}

/// When, whether of an event, and whether it is promised without a `when`.
type Moment = (Option<DateId>, bool, bool);

/// Numbers for what claims of one utterance have in common.
#[derive(Default)]
pub struct Utterances {
    moments: RefCell<FxHashMap<Moment, i64>>,
    ways: RefCell<FxHashMap<Vec<EntityId>, i64>>,
    leads: FxHashMap<Name, Name>,
    divided: FxHashSet<i64>,
}

impl Utterances {
    /// Of all these claims.
    pub fn new(comparer: &Comparer, claims: impl Iterator<Item = ClaimId>) -> Utterances {
        let ledger = comparer.ledger;
        let mut leads: FxHashMap<Name, Name> = FxHashMap::default();
        let mut sources: FxHashSet<Name> = FxHashSet::default();
        for entry in claims.map(|id| ledger.claim(id)).filter(|entry| !entry.plain && entry.record.more().utterance.is_some()) {
            sources.extend(comparer.report(entry).0);
        }
        for source in &sources {
            let ends = comparer.ends(source);
            for pair in ends.windows(2) {
                let (a, b) = (leader(&mut leads, pair[0]), leader(&mut leads, pair[1]));
                leads.insert(a.max(b), a.min(b));
            }
        }
        let joined: Vec<Name> = leads.keys().copied().collect();
        for name in joined {
            let first = leader(&mut leads, name);
            leads.insert(name, first);
        }
        let mut members: FxHashMap<Name, Vec<Name>> = FxHashMap::default();
        for source in &sources {
            let first = comparer.ends(source).first().copied().unwrap_or(*source);
            members.entry(leader(&mut leads, first)).or_default().push(*source);
        }
        let is_divided = |members: &[Name]| {
            let mut common = comparer.ends(&members[0]).to_vec();
            members.iter().for_each(|member| common.retain(|end| comparer.ends(member).binary_search(end).is_ok()));
            common.is_empty()
        };
        let divided = members.iter().filter(|(_, members)| is_divided(members)).map(|(of, _)| number(*of)).collect();
        Utterances { leads, divided, ..Utterances::default() }
    }

    /// Returns the utterance of a claim, and its report.
    pub fn of(&self, comparer: &Comparer, entry: &Entry) -> Spoken {
        let Some(utterance) = entry.record.more().utterance.filter(|_| !entry.plain) else { return NONE };
        let moment = (entry.when, comparer.ledger.word(entry).is_event(), entry.when.is_none() && entry.promises);
        let (source, way) = comparer.report(entry);
        let origin = source.map(|source| self.leader(comparer.ends(&source).first().copied().unwrap_or(source)));
        Spoken {
            utterance: number(utterance),
            moment: next(&mut self.moments.borrow_mut(), moment),
            source: source.map_or(-1, number),
            way: way.map_or(-1, |way| next(&mut self.ways.borrow_mut(), way)),
            origin: origin.map_or(-1, number),
        }
    }

    fn leader(&self, of: Name) -> Name {
        self.leads.get(&of).copied().unwrap_or(of)
    }

    /// Returns whether not all sources of an origin have one in common.
    pub fn is_divided(&self, origin: i64) -> bool {
        self.divided.contains(&origin)
    }
}

fn number(name: Name) -> i64 {
    name.index() as i64
}

fn next<K: Hash + Eq>(numbers: &mut FxHashMap<K, i64>, key: K) -> i64 {
    let next = numbers.len() as i64;
    *numbers.entry(key).or_insert(next)
}

/// Returns the first of those joined to one.
pub fn leader<K: Copy + Eq + Hash>(leads: &mut FxHashMap<K, K>, mut of: K) -> K {
    let mut passed = Vec::new();
    while let Some(next) = leads.get(&of).copied().filter(|next| *next != of) {
        passed.push(of);
        of = next;
    }
    for shortened in passed {
        leads.insert(shortened, of);
    }
    of
}
