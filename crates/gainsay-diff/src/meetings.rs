//! Which statements have to be compared at all: those that speak of the same two things, or give values to the same one.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::vocabulary::PredicateId;

/// The claims that make each statement: those that affirm it, and those that deny it.
#[derive(Default, Clone, Debug)]
pub struct Voices {
    /// Who affirms or suggests it.
    pub positive: Vec<ClaimId>,
    /// Who denies or doubts it.
    pub negative: Vec<ClaimId>,
}

/// The claims of every statement, by its number.
pub fn voices(ledger: &Ledger) -> Vec<Voices> {
    let mut voices = vec![Voices::default(); ledger.statements.len()];
    for id in ledger.ids() {
        let entry = ledger.claim(id);
        let of = &mut voices[entry.statement.0 as usize];
        if entry.stance.positive() { of.positive.push(id) } else { of.negative.push(id) }
    }
    voices
}

/// Two statements to compare; of a denial the second is denied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Meet {
    /// Affirmed.
    pub a: StatementId,
    /// Affirmed, or denied.
    pub b: StatementId,
    /// The second is denied.
    pub denied: bool,
    /// Only values are to be compared (functional, inverse-functional), or everything but values.
    pub values: bool,
}

/// Calls `meet` for every two statements that may clash, each pair of them once for values and once for everything else.
pub fn meetings(comparer: &Comparer, voices: &[Voices], mut meet: impl FnMut(Meet)) {
    let mut finder = Finder { ledger: comparer.ledger, voices, may_clash: FxHashMap::default(), comparer };
    finder.about_the_same(&mut meet);
    finder.of_values(&mut meet);
    finder.of_functional(&mut meet);
}

struct Finder<'f, 'l, 'w> {
    ledger: &'l Ledger<'w>,
    comparer: &'f Comparer<'l, 'w>,
    voices: &'f [Voices],
    /// Whether two predicates, the second exchanged or denied, ever clash.
    may_clash: FxHashMap<(PredicateId, PredicateId, bool, bool), bool>,
}

/// The statements that speak of the same two entities, at home or by lifting.
#[derive(Default)]
struct Bucket {
    home: Vec<StatementId>,
    lifted: Vec<Lifted>,
}

/// A statement lifted to two entities.
#[derive(Clone, Copy)]
struct Lifted {
    statement: StatementId,
    /// On the side of the first entity only, in some derivation.
    first_only: bool,
    /// On the side of the second entity only.
    second_only: bool,
}

type Two = (EntityId, EntityId);

fn two(a: EntityId, b: EntityId) -> Two {
    (a.min(b), a.max(b))
}

impl Finder<'_, '_, '_> {
    fn positive(&self, s: StatementId) -> bool {
        !self.voices[s.0 as usize].positive.is_empty()
    }

    fn negative(&self, s: StatementId) -> bool {
        !self.voices[s.0 as usize].negative.is_empty()
    }

    /// Denials, exclusions and asymmetries between entities.
    fn about_the_same(&mut self, meet: &mut impl FnMut(Meet)) {
        let mut seen: FxHashSet<Meet> = FxHashSet::default();
        for bucket in self.buckets() {
            let mut found = |a: StatementId, b: StatementId, denied: bool| {
                let (a, b) = if denied || a <= b { (a, b) } else { (b, a) };
                let both = Meet { a, b, denied, values: false };
                let own = self.ledger.statement_of(a).own_closure || self.ledger.statement_of(b).own_closure;
                // Statements that can be lifted meet in more than one place.
                if own && !seen.insert(both) {
                    return;
                }
                meet(both);
            };
            let Bucket { home, lifted } = &bucket;
            for (i, &a) in home.iter().enumerate() {
                for &b in &home[i..] {
                    if self.positive(a) && self.positive(b) && (a != b || self.ledger.statement_of(a).own_closure) && clash(self.ledger, self.comparer, &mut self.may_clash, a, b, false) {
                        found(a, b, false);
                    }
                    for (affirmed, denied) in [(a, b), (b, a)] {
                        let both = !self.voices[affirmed.0 as usize].positive.is_empty() && !self.voices[denied.0 as usize].negative.is_empty();
                        if both && clash(self.ledger, self.comparer, &mut self.may_clash, affirmed, denied, true) {
                            found(affirmed, denied, true);
                        }
                        if a == b {
                            break;
                        }
                    }
                }
                for b in lifted {
                    if self.positive(a) {
                        found(a, b.statement, false);
                    }
                    if self.negative(a) {
                        found(b.statement, a, true);
                    }
                }
            }
            // What is lifted on the same side in both is no clash.
            for a in lifted.iter().filter(|l| l.first_only) {
                for b in lifted.iter().filter(|l| l.second_only) {
                    found(a.statement, b.statement, false);
                }
            }
        }
    }

    fn buckets(&self) -> Vec<Bucket> {
        let mut buckets: FxHashMap<Two, Bucket> = FxHashMap::default();
        for (i, statement) in self.ledger.statements.iter().enumerate() {
            let id = StatementId(i as u32);
            let Some(object) = statement.pair.object else { continue };
            if !self.positive(id) && !self.negative(id) {
                continue;
            }
            let home = two(statement.pair.subject, object);
            buckets.entry(home).or_default().home.push(id);
            if statement.own_closure && self.positive(id) {
                for (at, lifted) in self.lifted(id, home) {
                    buckets.entry(at).or_default().lifted.push(lifted);
                }
            }
        }
        let mut buckets: Vec<(Two, Bucket)> = buckets.into_iter().filter(|(_, b)| b.home.len() + b.lifted.len() > 1 || self.alone(b)).collect();
        buckets.sort_unstable_by_key(|(at, _)| *at);
        buckets.into_iter().map(|(_, bucket)| bucket).collect()
    }

    /// Whether a single statement can clash with itself: affirmed and denied, or with a closure of its own.
    fn alone(&self, bucket: &Bucket) -> bool {
        bucket.home.iter().any(|s| (self.positive(*s) && self.negative(*s)) || self.ledger.statement_of(*s).own_closure)
    }

    /// Where a statement is lifted to.
    fn lifted(&self, id: StatementId, home: Two) -> Vec<(Two, Lifted)> {
        let statement = self.ledger.statement_of(id);
        let closure = self.ledger.closure(statement);
        let mut found: FxHashMap<Two, Lifted> = FxHashMap::default();
        for state in &closure.states {
            let about = closure.about(state, statement.pair);
            let Some(object) = about.object else { continue };
            let at = two(about.subject, object);
            let entry = found.entry(at).or_insert(Lifted { statement: id, first_only: false, second_only: false });
            let (first, second) = if about.subject <= object { (state.lifted_subject, state.lifted_object) } else { (state.lifted_object, state.lifted_subject) };
            entry.first_only |= first && !second;
            entry.second_only |= second && !first;
            // What speaks of one thing twice has no sides to tell apart.
            if about.subject == object {
                entry.first_only |= first || second;
                entry.second_only |= first || second;
            }
        }
        found.remove(&home);
        found.into_iter().collect()
    }

    /// Everything between statements whose objects are values: they meet in their subject.
    fn of_values(&mut self, meet: &mut impl FnMut(Meet)) {
        let mut buckets: FxHashMap<EntityId, Vec<StatementId>> = FxHashMap::default();
        for (i, statement) in self.ledger.statements.iter().enumerate() {
            if statement.pair.object.is_none() {
                buckets.entry(statement.pair.subject).or_default().push(StatementId(i as u32));
            }
        }
        let mut buckets: Vec<Vec<StatementId>> = buckets.into_values().collect();
        buckets.sort_unstable();
        for bucket in buckets {
            for (i, &a) in bucket.iter().enumerate() {
                for &b in &bucket[i..] {
                    if a != b && self.positive(a) && self.positive(b) && clash(self.ledger, self.comparer, &mut self.may_clash, a, b, false) {
                        for values in [false, true] {
                            meet(Meet { a, b, denied: false, values });
                        }
                    }
                    for (affirmed, denied) in [(a, b), (b, a)] {
                        let both = self.positive(affirmed) && self.negative(denied);
                        if both && clash(self.ledger, self.comparer, &mut self.may_clash, affirmed, denied, true) {
                            meet(Meet { a: affirmed, b: denied, denied: true, values: false });
                        }
                        if a == b {
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Functional and inverse-functional predicates between entities: statements meet in the one that may have but one.
    fn of_functional(&mut self, meet: &mut impl FnMut(Meet)) {
        for mirrored in [false, true] {
            let families = self.families(mirrored);
            let mut buckets: FxHashMap<(u32, EntityId), Vec<StatementId>> = FxHashMap::default();
            for (i, statement) in self.ledger.statements.iter().enumerate() {
                let id = StatementId(i as u32);
                if statement.pair.object.is_none() || !self.positive(id) {
                    continue;
                }
                let closure = self.ledger.closure(statement);
                let slots: FxHashSet<(u32, EntityId)> = closure
                    .states
                    .iter()
                    .filter(|s| !s.lifted_subject && !s.lifted_object)
                    .filter_map(|s| {
                        let about = closure.about(s, statement.pair);
                        let one = if mirrored { about.object? } else { about.subject };
                        Some((*families.get(&s.predicate)?, one))
                    })
                    .collect();
                for slot in slots {
                    buckets.entry(slot).or_default().push(id);
                }
            }
            let mut buckets: Vec<((u32, EntityId), Vec<StatementId>)> = buckets.into_iter().filter(|(_, b)| b.len() > 1).collect();
            buckets.sort_unstable_by_key(|(slot, _)| *slot);
            let mut seen: FxHashSet<(StatementId, StatementId)> = FxHashSet::default();
            for (_, bucket) in buckets {
                for (i, &a) in bucket.iter().enumerate() {
                    for &b in &bucket[i + 1..] {
                        let own = self.ledger.statement_of(a).own_closure || self.ledger.statement_of(b).own_closure;
                        if !own || seen.insert((a, b)) {
                            meet(Meet { a, b, denied: false, values: true });
                        }
                    }
                }
            }
        }
    }

    /// Functional predicates that one statement can carry together, by number: pairs are looked for once a family.
    fn families(&self, mirrored: bool) -> FxHashMap<PredicateId, u32> {
        let vocabulary = &self.ledger.vocabulary;
        let mut family: FxHashMap<PredicateId, u32> = FxHashMap::default();
        let one = |p: PredicateId| {
            let word = vocabulary.word(p);
            word.takes_entities() && if mirrored { word.inverse_functional } else { word.functional }
        };
        for predicate in vocabulary.ids().filter(|p| one(*p)) {
            family.insert(predicate, predicate.0);
        }
        for predicate in vocabulary.ids() {
            let together: FxHashSet<u32> = crate::closure::Closure::shared(vocabulary, predicate).states.iter().filter_map(|s| family.get(&s.predicate).copied()).collect();
            if let (Some(first), true) = (together.iter().min().copied(), together.len() > 1) {
                for number in family.values_mut().filter(|number| together.contains(number)) {
                    *number = first;
                }
            }
        }
        family
    }
}

/// Whether two statements at home with each other clash at all; decided once for two predicates where nothing can be lifted.
fn clash(
    ledger: &Ledger,
    comparer: &Comparer,
    known: &mut FxHashMap<(PredicateId, PredicateId, bool, bool), bool>,
    a: StatementId,
    b: StatementId,
    denied: bool,
) -> bool {
    let (s, t) = (ledger.statement_of(a), ledger.statement_of(b));
    // Values decide for themselves.
    if s.own_closure || t.own_closure || s.pair.object.is_none() {
        return true;
    }
    let exchanged = s.pair.subject != t.pair.subject;
    *known.entry((s.predicate, t.predicate, exchanged, denied)).or_insert_with(|| !comparer.candidates(s, t, denied).is_empty())
}
