//! Numbers the moments and reports of claims in one utterance, so that equal numbers stand for equal ones.

use std::cell::RefCell;
use std::hash::Hash;

use gainsay_model::Symbol;
use gainsay_model::record::DateId;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::cover::shared;
use crate::ledger::entities::EntityId;
use crate::ledger::origins::EndsOf;
use crate::ledger::{ClaimId, Entry};

/// The numbers of a claim without an utterance.
pub const NONE: UtteranceKey = UtteranceKey { utterance: -1, moment: -1, source: -1, way: -1, origin: -1 };

/// An utterance and its report, as numbers that are equal where the utterances and reports are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UtteranceKey {
    /// The utterance.
    pub utterance: i64,
    /// The moment that the claim speaks of, in an utterance.
    pub moment: i64,
    /// The source; -1 if there is none.
    pub source: i64,
    /// The way to the source; -1 if none is given.
    pub way: i64,
    /// The origin of the source: all sources that may have a common origin have the same number.
    pub origin: i64,
}

/// A moment: its date, whether it is of an event, and whether it is promised without a `when`.
type Moment = (Option<DateId>, bool, bool);

/// The numbers of utterances and their reports.
#[derive(Default)]
pub struct Utterances {
    moments: RefCell<FxHashMap<Moment, i64>>,
    ways: RefCell<FxHashMap<Vec<EntityId>, i64>>,
    /// For each end, the first of those that it is joined with.
    leads: FxHashMap<u32, u32>,
    divided: FxHashSet<i64>,
}

impl Utterances {
    /// Returns the numbers for all these claims.
    pub fn new(comparer: &Comparer, claims: impl Iterator<Item = ClaimId>) -> Utterances {
        let ledger = comparer.ledger;
        let mut sources: FxHashSet<Symbol> = FxHashSet::default();
        for entry in
            claims.map(|id| ledger.claim(id)).filter(|entry| !entry.plain && entry.record.more().utterance.is_some())
        {
            sources.extend(comparer.report(entry).0);
        }
        let mut leads = joined(sources.iter().map(|source| comparer.ends(*source)));
        let mut members: FxHashMap<u32, Vec<Symbol>> = FxHashMap::default();
        for source in &sources {
            if let Some((first, _)) = comparer.ends(*source).stretches().first() {
                members.entry(leader(&mut leads, *first)).or_default().push(*source);
            }
        }
        let is_divided = |members: &[Symbol]| {
            let mut common = comparer.ends(members[0]).stretches().to_vec();
            for member in members {
                common = shared(&common, comparer.ends(*member).stretches()).collect();
            }
            common.is_empty()
        };
        let divided = members.iter().filter(|(_, members)| is_divided(members)).map(|(of, _)| i64::from(*of)).collect();
        Utterances { leads, divided, ..Utterances::default() }
    }

    /// Returns the utterance of a claim, and its report.
    pub fn of(&self, comparer: &Comparer, entry: &Entry) -> UtteranceKey {
        let Some(utterance) = entry.record.more().utterance.filter(|_| !entry.plain) else { return NONE };
        let moment = (entry.when, comparer.ledger.word(entry).is_event(), entry.when.is_none() && entry.promises);
        let (source, way) = comparer.report(entry);
        let origin =
            source.and_then(|source| comparer.ends(source).stretches().first().map(|(first, _)| self.leader(*first)));
        UtteranceKey {
            utterance: number(utterance),
            moment: next(&mut self.moments.borrow_mut(), moment),
            source: source.map_or(-1, number),
            way: way.map_or(-1, |way| next(&mut self.ways.borrow_mut(), way)),
            origin: origin.map_or(-1, i64::from),
        }
    }

    fn leader(&self, of: u32) -> u32 {
        self.leads.get(&of).copied().unwrap_or(of)
    }

    /// Returns true if not all sources of an origin have a common one.
    pub fn is_divided(&self, origin: i64) -> bool {
        self.divided.contains(&origin)
    }
}

fn number(name: Symbol) -> i64 {
    name.index() as i64
}

fn next<K: Hash + Eq>(numbers: &mut FxHashMap<K, i64>, key: K) -> i64 {
    let next = numbers.len() as i64;
    *numbers.entry(key).or_insert(next)
}

/// Joins the ends that any source has in common. Returns, for each, the first of those that it is joined with.
fn joined<'e>(sources: impl Iterator<Item = EndsOf<'e>>) -> FxHashMap<u32, u32> {
    let mut leads: FxHashMap<u32, u32> = FxHashMap::default();
    // For each end that is joined with the next one, that next one: no two neighbours are joined twice.
    let mut neighbours: FxHashMap<u32, u32> = FxHashMap::default();
    for ends in sources {
        let mut before: Option<u32> = None;
        for (first, last) in ends.stretches() {
            if let Some(before) = before.replace(*first) {
                join(&mut leads, before, *first);
            }
            let mut at = leader(&mut neighbours, *first);
            while at < *last {
                join(&mut leads, at, at + 1);
                neighbours.insert(at, at + 1);
                at = leader(&mut neighbours, at + 1);
            }
        }
    }
    let all: Vec<u32> = leads.keys().copied().collect();
    for end in all {
        let first = leader(&mut leads, end);
        leads.insert(end, first);
    }
    leads
}

fn join(leads: &mut FxHashMap<u32, u32>, a: u32, b: u32) {
    let (a, b) = (leader(leads, a), leader(leads, b));
    leads.insert(a.max(b), a.min(b));
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
