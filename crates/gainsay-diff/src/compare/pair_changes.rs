//! The pairs and sets that a change brings, ends or changes. An import can bring millions of pairs, so that each is kept
//! as a few numbers, and worded when it is read.

use rustc_hash::FxHashMap;

use super::{ChangeKind, ComparedState, FoundPair, PairChange};
use crate::conflicts::pairs::{Line, Pair, PairKind};
use crate::ledger::ClaimId;

/// Pairs and sets that are not kept, in the order of the stream.
#[derive(Clone, Default)]
pub struct PairChanges {
    /// The ids of claims and of rulings.
    texts: Vec<Box<str>>,
    /// The changes of pairs, in order.
    pairs: Vec<NumberedChange>,
    /// The changes of sets, in order.
    sets: Vec<PairChange>,
}

/// The change of a pair, with its texts by their numbers.
#[derive(Clone, Copy)]
struct NumberedChange {
    a: u32,
    b: u32,
    /// The first ruling that covers both claims; [`NO_RULING`] if there is none.
    ruled: u32,
    kind: PairKind,
    change: ChangeKind,
}

/// The number in the place of a ruling where there is none.
const NO_RULING: u32 = u32::MAX;

impl PairChanges {
    /// Returns true if everything is kept.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.sets.is_empty()
    }

    /// Returns the number of changes.
    pub fn len(&self) -> usize {
        self.pairs.len() + self.sets.len()
    }

    /// Iterates over the changes, in the order of the stream.
    pub fn iter(&self) -> impl Iterator<Item = PairChange<&str>> {
        let (mut pairs, mut sets) = (self.pairs.iter().peekable(), self.sets.iter().peekable());
        std::iter::from_fn(move || match (pairs.peek(), sets.peek()) {
            (Some(pair), Some(set)) if self.comes_before(set, pair) => sets.next().map(PairChange::borrowed),
            (None, _) => sets.next().map(PairChange::borrowed),
            _ => pairs.next().map(|pair| self.worded(pair)),
        })
    }

    /// Adds a text, and returns its number.
    fn number(&mut self, text: &str) -> u32 {
        self.texts.push(text.into());
        self.texts.len() as u32 - 1
    }

    /// Returns true if a set stands before a pair in the stream.
    fn comes_before(&self, set: &PairChange, pair: &NumberedChange) -> bool {
        let Line::Set(set) = &set.line else { return false };
        let claims = set.claims.iter().map(String::as_str);
        claims
            .cmp([pair.a, pair.b].map(|claim| self.text(claim)))
            .then(set.mechanism.cmp(pair.kind.mechanism.name()))
            .is_lt()
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| &**text)
    }

    fn worded(&self, pair: &NumberedChange) -> PairChange<&str> {
        let PairKind { mechanism, rule, certain } = pair.kind;
        let ruled = (pair.ruled != NO_RULING).then(|| self.text(pair.ruled));
        let (a, b) = (self.text(pair.a), self.text(pair.b));
        let line = Line::Pair(Pair { a, b, mechanism: mechanism.name(), rule: rule.name(), certain, ruled });
        PairChange { change: pair.change, line }
    }

    /// Leaves only the changes for whose claims `is_kept` returns true.
    pub fn retain(&mut self, is_kept: impl Fn(&[&str]) -> bool) {
        let PairChanges { texts, pairs, sets } = self;
        pairs.retain(|pair| {
            let text = |number: u32| texts.get(number as usize).map_or("", |text| &**text);
            is_kept(&[text(pair.a), text(pair.b)])
        });
        sets.retain(|set| is_kept(&set.line.claims()));
    }

    /// Takes in the changes of sets.
    pub(super) fn with_sets(mut self, mut sets: Vec<PairChange>) -> PairChanges {
        sets.sort_by(|a, b| (a.line.claims(), a.line.mechanism()).cmp(&(b.line.claims(), b.line.mechanism())));
        self.sets = sets;
        self
    }
}

impl PartialEq for PairChanges {
    fn eq(&self, other: &PairChanges) -> bool {
        self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for PairChanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Collects the changes of pairs, and numbers their texts.
#[derive(Default)]
pub(super) struct PairNumbering {
    changes: PairChanges,
    /// The numbers of the claims of either state, by theirs there; [`UNNUMBERED`] where there is none yet.
    claims: [Vec<u32>; 2],
    rulings: FxHashMap<String, u32>,
}

/// The number in the place of a text that has none yet.
const UNNUMBERED: u32 = u32::MAX;

/// A state of the two that are compared.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Old,
    New,
}

impl PairNumbering {
    /// Adds the change of a pair that one of the states has. Changes are added in the order of the stream.
    pub fn add(&mut self, side: Side, state: &ComparedState, found: &FoundPair, change: ChangeKind) {
        let [a, b] = [found.a.min(found.b), found.a.max(found.b)].map(|claim| self.claim(side, state, claim));
        let ruled = match state.rulings.covering(found.a, found.b) {
            Some(ruling) => self.ruling(ruling),
            None => NO_RULING,
        };
        self.changes.pairs.push(NumberedChange { a, b, ruled, kind: found.kind, change });
    }

    /// Returns all changes.
    pub fn finish(self) -> PairChanges {
        self.changes
    }

    fn claim(&mut self, side: Side, state: &ComparedState, claim: ClaimId) -> u32 {
        let ledger = state.comparer.ledger;
        let known = &mut self.claims[side as usize];
        if known.is_empty() {
            known.resize(ledger.claims.len(), UNNUMBERED);
        }
        let number = &mut known[claim.0 as usize];
        if *number == UNNUMBERED {
            *number = self.changes.number(ledger.claim_text(claim));
        }
        *number
    }

    fn ruling(&mut self, ruling: &str) -> u32 {
        if let Some(known) = self.rulings.get(ruling) {
            return *known;
        }
        let number = self.changes.number(ruling);
        self.rulings.insert(ruling.to_owned(), number);
        number
    }
}
