//! Claims that differ in nothing that bears on whether they conflict: of two such classes two claims are compared, for
//! all of them. A class is a kind, which is all but the speaker, and a party, which is the speaker and the principals.

use std::cell::RefCell;

use gainsay_model::Symbol;
use gainsay_model::record::{DateId, Lasts, Temporal, Text};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::{Candidate, Comparer};
use crate::ids::{ClaimId, EntityId};
use crate::ledger::speakers::{Common, PrincipalsId};
use crate::rules::PairRule;

/// The most principals of a party that are looked up one by one; with more it may meet every other.
const MOST_PRINCIPALS: u64 = 64;

/// The most verdicts that are cached at a time.
const MOST_KNOWN: usize = 1 << 16;

/// A kind, by number.
pub type KindId = u32;

/// A party, by number.
pub type PartyId = u32;

/// All that bears on whether a claim conflicts with others, its speaker aside.
#[derive(PartialEq, Eq, Hash)]
struct Kind<'w> {
    when: Option<DateId>,
    said: Option<DateId>,
    /// The date of the source, where it matters.
    published: Option<DateId>,
    promises: bool,
    hedged: bool,
    scope: &'w [(Symbol, Text)],
    predicate: PredicateTraits,
}

/// The traits of a predicate that bear on the times of its claims.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct PredicateTraits {
    temporal: u8,
    /// The number of days; none if it has no end.
    lasts: Option<i64>,
    grace: i64,
}

/// A speaker, and the principals in whose name he speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Party {
    speaker: EntityId,
    for_himself: bool,
    principals: PrincipalsId,
}

/// The relation of two parties.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PartyRelation {
    same_speaker: bool,
    common: Common,
}

impl PartyRelation {
    /// The relation of parties that have nobody in common.
    pub const STRANGERS: PartyRelation = PartyRelation { same_speaker: false, common: Common::Nobody };

    /// Returns true if the parties have a principal in common, surely or possibly.
    pub fn has_common(self) -> bool {
        self.common != Common::Nobody
    }
}

/// The rule and certainty by which two claims conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The rule of the pair.
    pub rule: PairRule,
    /// Whether the conflict is certain.
    pub certain: bool,
}

/// The key of pairs of claims with one verdict: the kinds of the two, the relation of the parties, and whether a
/// presumption is made.
type VerdictKey = (KindId, KindId, PartyRelation, bool);

/// The classes of some claims.
pub struct Classes<'c, 'l, 'w> {
    comparer: &'c Comparer<'l, 'w>,
    kinds: FxHashMap<Kind<'w>, KindId>,
    parties: Vec<Party>,
    party_numbers: FxHashMap<Party, PartyId>,
    /// The parties with each principal, and those with each speaker.
    by_principal: FxHashMap<u32, Vec<PartyId>>,
    by_speaker: FxHashMap<(EntityId, bool), Vec<PartyId>>,
    /// Parties with too many principals to look them up.
    wide: Vec<PartyId>,
    /// What came of the comparison of kinds, each affirmed and denied, by the relation of the parties and whether a
    /// presumption is made.
    verdicts: RefCell<FxHashMap<VerdictKey, Option<Verdict>>>,
}

impl<'c, 'l, 'w> Classes<'c, 'l, 'w> {
    /// Returns the classes of claims, without any yet.
    pub fn new(comparer: &'c Comparer<'l, 'w>) -> Self {
        Classes {
            comparer,
            kinds: FxHashMap::default(),
            parties: Vec::new(),
            party_numbers: FxHashMap::default(),
            by_principal: FxHashMap::default(),
            by_speaker: FxHashMap::default(),
            wide: Vec::new(),
            verdicts: RefCell::default(),
        }
    }

    /// Returns the kind and the party of a claim, which none of its rare keys bears on.
    pub fn of(&mut self, claim: ClaimId) -> (KindId, PartyId) {
        let ledger = self.comparer.ledger;
        let entry = ledger.claim(claim);
        let published = || entry.record.source.and_then(|source| ledger.workspace.source(source)?.published);
        let word = ledger.word(entry);
        let kind = Kind {
            when: entry.when,
            said: entry.said,
            published: if entry.said.is_none() { published() } else { None },
            promises: entry.promises,
            hedged: entry.stance.hedged(),
            scope: &entry.record.more().scope,
            predicate: PredicateTraits {
                temporal: match word.temporal {
                    Temporal::State => 0,
                    Temporal::Event => 1,
                    Temporal::Timeless => 2,
                },
                lasts: if let Lasts::Days(days) = word.lasts { Some(days) } else { None },
                grace: word.grace,
            },
        };
        let count = self.kinds.len() as KindId;
        let kind = *self.kinds.entry(kind).or_insert(count);
        let party = Party { speaker: entry.speaker, for_himself: entry.for_himself, principals: entry.principals };
        (kind, self.party(party))
    }

    /// Returns the number of parties so far.
    pub fn parties(&self) -> PartyId {
        self.parties.len() as PartyId
    }

    fn party(&mut self, party: Party) -> PartyId {
        if let Some(known) = self.party_numbers.get(&party) {
            return *known;
        }
        let number = self.parties.len() as PartyId;
        self.parties.push(party);
        self.party_numbers.insert(party, number);
        self.by_speaker.entry((party.speaker, party.for_himself)).or_default().push(number);
        match self.principals(party) {
            Some(principals) => {
                principals.into_iter().for_each(|one| self.by_principal.entry(one).or_default().push(number));
            }
            None => self.wide.push(number),
        }
        number
    }

    /// Returns the places of the principals of a party, if there are not too many.
    fn principals(&self, party: Party) -> Option<Vec<u32>> {
        let possible = self.comparer.ledger.sides.principals(party.principals).possible;
        let count: u64 = possible.iter().map(|(first, last)| u64::from(last - first) + 1).sum();
        (count <= MOST_PRINCIPALS).then(|| possible.iter().flat_map(|(first, last)| *first..=*last).collect())
    }

    /// Returns the parties that are no strangers to one, each with its relation.
    pub fn related(&self, to: PartyId) -> Vec<(PartyId, PartyRelation)> {
        let party = self.parties[to as usize];
        let mut found: FxHashSet<PartyId> = self.wide.iter().copied().collect();
        found.extend(self.by_speaker.get(&(party.speaker, party.for_himself)).into_iter().flatten());
        match self.principals(party) {
            Some(principals) => {
                found.extend(principals.iter().filter_map(|one| self.by_principal.get(one)).flatten());
            }
            None => found.extend(0..self.parties.len() as PartyId),
        }
        let mut found: Vec<PartyId> = found.into_iter().collect();
        found.sort_unstable();
        let relation = |other: PartyId| (other, self.relation(party, self.parties[other as usize]));
        found.into_iter().map(relation).filter(|(_, relation)| *relation != PartyRelation::STRANGERS).collect()
    }

    fn relation(&self, one: Party, other: Party) -> PartyRelation {
        PartyRelation {
            same_speaker: (one.speaker, one.for_himself) == (other.speaker, other.for_himself),
            common: self.comparer.ledger.sides.common(one.principals, other.principals),
        }
    }

    /// Returns how claims of two kinds conflict, given two of them with these parties, the second of which denies, and a
    /// candidate.
    pub fn verdict(
        &self,
        kinds: (KindId, KindId),
        relation: PartyRelation,
        claims: (ClaimId, ClaimId),
        candidate: &Candidate,
    ) -> Option<Verdict> {
        let key = (kinds.0, kinds.1, relation, candidate.usually > 0);
        if let Some(known) = self.verdicts.borrow().get(&key) {
            return *known;
        }
        let compared = || {
            let pairing = self.comparer.pairing(claims.0, claims.1).ok()?;
            let clash = self.comparer.judge(claims.0, claims.1, &pairing, std::slice::from_ref(candidate))?;
            Some(Verdict { rule: clash.rule, certain: clash.certain })
        };
        let verdict = compared();
        let mut known = self.verdicts.borrow_mut();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, verdict);
        verdict
    }
}
