//! Which statements have to be compared at all: those that speak of the same two things, or give values to the same one.

use gainsay_model::date::Days;
use gainsay_model::record::Object;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::values;
use crate::clash::{Comparer, Mechanism};
use crate::conflicts::points::Points;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::vocabulary::closure::Closure;
use crate::vocabulary::{PredicateId, Word};

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

/// Statements to compare, each of the one list with each of the other; of a denial the second are denied.
#[derive(Clone, Copy, Debug)]
pub struct Meet<'m> {
    /// Affirmed.
    pub a: &'m [StatementId],
    /// Affirmed, or denied.
    pub b: &'m [StatementId],
    /// The second are denied.
    pub denied: bool,
    /// The two lists are one: every two of it, each pair once.
    pub among: bool,
    /// Which mechanisms are looked for here.
    pub about: About,
}

/// Which mechanisms are looked for where statements meet: each pair of statements is compared once for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// That there can be but one object.
    Objects,
    /// That there can be but one subject.
    Subjects,
    /// Everything else.
    Statements,
}

impl About {
    /// Whether the mechanism is looked for.
    pub fn covers(self, mechanism: Mechanism) -> bool {
        match mechanism {
            Mechanism::Functional => self == About::Objects,
            Mechanism::InverseFunctional => self == About::Subjects,
            Mechanism::Denial | Mechanism::Exclusion | Mechanism::Asymmetry => self == About::Statements,
        }
    }
}

/// Calls `meet` for all statements that may clash, each pair of them once for each [`About`].
pub fn meetings(comparer: &Comparer, voices: &[Voices], mut meet: impl FnMut(Meet)) {
    let mut finder = Finder { ledger: comparer.ledger, voices, may_clash: FxHashMap::default(), comparer };
    finder.about_the_same(&mut meet);
    finder.about_values(&mut meet);
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
        let mut seen: FxHashSet<(StatementId, StatementId, bool)> = FxHashSet::default();
        for bucket in self.buckets() {
            let mut found = |a: StatementId, b: StatementId, denied: bool| {
                let (a, b) = if denied || a <= b { (a, b) } else { (b, a) };
                let own = self.ledger.statement_of(a).own_closure || self.ledger.statement_of(b).own_closure;
                // Statements that can be lifted meet in more than one place.
                if !own || seen.insert((a, b, denied)) {
                    meet(Meet { a: &[a], b: &[b], denied, among: a == b && !denied, about: About::Statements });
                }
            };
            let Bucket { home, lifted } = &bucket;
            for (i, &a) in home.iter().enumerate() {
                for &b in &home[i..] {
                    if self.positive(a)
                        && self.positive(b)
                        && (a != b || self.ledger.statement_of(a).own_closure)
                        && clash(self.ledger, self.comparer, &mut self.may_clash, a, b, false)
                    {
                        found(a, b, false);
                    }
                    for (affirmed, denied) in [(a, b), (b, a)] {
                        let both =
                            !self.voices[affirmed.0 as usize].positive.is_empty() && !self.voices[denied.0 as usize].negative.is_empty();
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
        let mut buckets: Vec<(Two, Bucket)> =
            buckets.into_iter().filter(|(_, b)| b.home.len() + b.lifted.len() > 1 || self.alone(b)).collect();
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
            let (first, second) = if about.subject <= object {
                (state.lifted_subject, state.lifted_object)
            } else {
                (state.lifted_object, state.lifted_subject)
            };
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
    fn about_values(&mut self, meet: &mut impl FnMut(Meet)) {
        let mut buckets: FxHashMap<EntityId, Bundles<PredicateId>> = FxHashMap::default();
        for (i, statement) in self.ledger.statements.iter().enumerate() {
            if statement.pair.object.is_none() {
                let bundles = buckets.entry(statement.pair.subject).or_default();
                bundles.entry(statement.predicate).or_default().push(StatementId(i as u32));
            }
        }
        for bundles in in_order(buckets) {
            let values = self.placed(&bundles);
            for (i, (p, one)) in bundles.iter().enumerate() {
                for (q, other) in &bundles[i..] {
                    if self.can_clash(*p, *q, gives_values) {
                        meet(Meet { a: one, b: other, denied: false, among: p == q, about: About::Objects });
                    }
                    if self.can_clash(*p, *q, excludes) {
                        self.exclude_values(one, other, meet);
                    }
                    self.deny_values(&values, (*p, one), (*q, other), meet);
                    if p != q {
                        self.deny_values(&values, (*q, other), (*p, one), meet);
                    }
                }
            }
        }
    }

    /// Where the values of one subject lie among each other.
    fn placed(&self, bundles: &[(PredicateId, Vec<StatementId>)]) -> FxHashMap<StatementId, Days> {
        let statements: Vec<StatementId> = bundles.iter().flat_map(|(_, statements)| statements).copied().collect();
        let objects: Vec<&Object> = statements.iter().map(|s| self.ledger.statement_of(*s).object).collect();
        statements.into_iter().zip(values::stretches(self.ledger.workspace, &objects)).collect()
    }

    /// What is denied meets the values affirmed that it has anything in common with.
    fn deny_values(
        &self,
        values: &FxHashMap<StatementId, Days>,
        (p, affirmed): (PredicateId, &[StatementId]),
        (q, denied): (PredicateId, &[StatementId]),
        meet: &mut impl FnMut(Meet),
    ) {
        if !denied.iter().any(|d| self.negative(*d)) || self.ledger.shared_closure(p).with(q).next().is_none() {
            return;
        }
        let affirmed: Vec<StatementId> = affirmed.iter().copied().filter(|a| self.positive(*a)).collect();
        let points: Vec<_> = affirmed.iter().enumerate().map(|(i, a)| ([values[a].first, values[a].last], i)).collect();
        let index = Points::new(&points);
        for d in denied.iter().filter(|d| self.negative(**d)) {
            let meets = [(i64::MIN, values[d].last), (values[d].first, i64::MAX)];
            let mut found: Vec<StatementId> = index.within(&meets).map(|i| affirmed[i]).collect();
            found.sort_unstable();
            for a in found {
                meet(Meet { a: &[a], b: &[*d], denied: true, among: false, about: About::Statements });
            }
        }
    }

    /// What excludes each other meets where the values are the same.
    fn exclude_values(&self, one: &[StatementId], other: &[StatementId], meet: &mut impl FnMut(Meet)) {
        let value = |s: &StatementId| values::same(self.ledger.workspace, self.ledger.statement_of(*s).object);
        let mut by_value: FxHashMap<_, Vec<StatementId>> = FxHashMap::default();
        for b in other.iter().filter(|b| self.positive(**b)) {
            by_value.entry(value(b)).or_default().push(*b);
        }
        let among = one == other;
        for a in one.iter().filter(|a| self.positive(**a)) {
            for b in by_value.get(&value(a)).into_iter().flatten().filter(|b| !among || a < *b) {
                meet(Meet { a: &[*a], b: &[*b], denied: false, among: false, about: About::Statements });
            }
        }
    }

    /// Whether two affirmations with these predicates ever clash about a value in that way.
    fn can_clash(&self, p: PredicateId, q: PredicateId, way: impl Fn(PredicateId, &Word, &Closure) -> bool) -> bool {
        let (one, other) = (self.ledger.shared_closure(p), self.ledger.shared_closure(q));
        one.states.iter().any(|s| way(s.predicate, self.ledger.vocabulary.word(s.predicate), other))
    }

    /// Functional and inverse-functional predicates between entities: statements meet in the one that may have but one. They meet
    /// there once: what two statements have in common, if they differ in the other, is one thing.
    fn of_functional(&self, meet: &mut impl FnMut(Meet)) {
        for about in [About::Objects, About::Subjects] {
            let families = self.families(about);
            let mut buckets: FxHashMap<(PredicateId, EntityId), Bundles<(PredicateId, bool)>> = FxHashMap::default();
            for (i, statement) in self.ledger.statements.iter().enumerate() {
                let id = StatementId(i as u32);
                if statement.pair.object.is_none() || !self.positive(id) {
                    continue;
                }
                let closure = self.ledger.closure(statement);
                let unlifted = closure.states.iter().filter(|s| !s.lifted_subject && !s.lifted_object);
                let mut slots: Vec<(PredicateId, EntityId)> = unlifted
                    .filter_map(|state| {
                        let pair = closure.about(state, statement.pair);
                        let one = if about == About::Objects { pair.subject } else { pair.object? };
                        Some((*families.get(&state.predicate)?, one))
                    })
                    .collect();
                slots.sort_unstable();
                slots.dedup();
                for slot in slots {
                    let bundle = (statement.predicate, slot.1 == statement.pair.subject);
                    buckets.entry(slot).or_default().entry(bundle).or_default().push(id);
                }
            }
            for bundles in in_order(buckets) {
                for (i, (p, one)) in bundles.iter().enumerate() {
                    for (q, other) in &bundles[i..] {
                        meet(Meet { a: one, b: other, denied: false, among: p == q, about });
                    }
                }
            }
        }
    }

    /// Functional predicates that one statement can carry together, by the first of them: pairs are looked for once a family.
    fn families(&self, about: About) -> FxHashMap<PredicateId, PredicateId> {
        let vocabulary = &self.ledger.vocabulary;
        let one = |p: &PredicateId| {
            let word = vocabulary.word(*p);
            word.takes_entities() && if about == About::Objects { word.functional } else { word.inverse_functional }
        };
        let mut family: FxHashMap<PredicateId, PredicateId> = vocabulary.ids().filter(one).map(|p| (p, p)).collect();
        for predicate in vocabulary.ids() {
            let states = &self.ledger.shared_closure(predicate).states;
            let together: FxHashSet<PredicateId> = states.iter().filter_map(|s| family.get(&s.predicate).copied()).collect();
            if let (Some(first), true) = (together.iter().min().copied(), together.len() > 1) {
                for joined in family.values_mut().filter(|f| together.contains(f)) {
                    *joined = first;
                }
            }
        }
        family
    }
}

/// Whether what carries the predicate gives a value where the other does too, and there can be but one.
fn gives_values(predicate: PredicateId, word: &Word, other: &Closure) -> bool {
    word.functional && other.with(predicate).next().is_some()
}

/// Whether what carries the predicate excludes something that the other carries.
fn excludes(_: PredicateId, word: &Word, other: &Closure) -> bool {
    word.excludes.iter().any(|excluded| other.with(*excluded).next().is_some())
}

/// Statements of one subject, by what they say of it.
type Bundles<K> = FxHashMap<K, Vec<StatementId>>;

/// The bundles of every bucket, buckets and bundles in the order of their keys.
fn in_order<B: Ord, K: Ord>(buckets: FxHashMap<B, Bundles<K>>) -> Vec<Vec<(K, Vec<StatementId>)>> {
    let mut buckets: Vec<(B, Bundles<K>)> = buckets.into_iter().collect();
    buckets.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let sorted = |bundles: Bundles<K>| {
        let mut bundles: Vec<(K, Vec<StatementId>)> = bundles.into_iter().collect();
        bundles.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        bundles
    };
    buckets.into_iter().map(|(_, bundles)| sorted(bundles)).collect()
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
