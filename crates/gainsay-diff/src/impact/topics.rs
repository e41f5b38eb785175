//! The topics of claims, as numbers: two claims can conflict as a pair only if they share a topic.
//!
//! Two statements between entities clash only if both are about the same two, where an argument may be lifted from a
//! part to its wholes, but in one of the two statements at most. Where there may be only one object of a subject, or
//! one subject of an object, the one in common is enough. Values clash only if they are values of one subject.
//!
//! Claims that conflict in a set need not share any of these. Statements with predicates that are tied to a transitive
//! one, or to one that has a total, share one topic, whatever they are about. A claim that denies something together
//! with others shares a topic with the one that affirms it.

use gainsay_model::record::{Claim, EdgeKind, Object, ObjectType, Predicate};
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Among, spread};

/// A topic of a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Topic {
    /// The numbers of two entities, the smaller first; or of one, with [`VALUE`] or [`ONE`].
    key: (u32, u32),
    /// Whether the claim is about each of the two only as a whole of an entity that it names: a bit each.
    lifted: u8,
}

/// The number in the place of the second entity for a value of the first.
const VALUE: u32 = u32::MAX;
/// The number in the place of the second entity where there may be only one.
const ONE: u32 = u32::MAX - 1;
/// The number in the place of the second entity where the first is a predicate, and statements with it, or with others
/// that are tied to it, can conflict in sets.
const SETS: u32 = u32::MAX - 2;

impl Topic {
    /// Returns true if a claim of this topic and one of the other can conflict as a pair.
    pub fn meets(self, other: Topic) -> bool {
        self.key == other.key && self.lifted & other.lifted == 0
    }

    /// Returns the first topic, in order, that can meet this one.
    pub fn first_of_key(self) -> Topic {
        Topic { lifted: 0, ..self }
    }

    /// Returns true if another topic differs at most in what is lifted.
    pub fn has_key_of(self, other: Topic) -> bool {
        self.key == other.key
    }

    fn of_one(entity: u32, what: u32) -> Topic {
        Topic { key: (entity, what), lifted: 0 }
    }

    /// Returns true if all claims with some predicates share the topic, whatever they are about.
    pub fn is_of_sets(self) -> bool {
        self.key.1 == SETS
    }

    /// Returns the topic of two entities, each lifted or not.
    fn of_two(a: (u32, bool), b: (u32, bool)) -> Topic {
        let ((first, first_lifted), (second, second_lifted)) = if a <= b { (a, b) } else { (b, a) };
        // Where both are one, it does not matter which of them was lifted.
        let lifted = if first == second { 0 } else { u8::from(first_lifted) | u8::from(second_lifted) << 1 };
        Topic { key: (first, second), lifted }
    }
}

/// The data by which the topics of claims are found.
pub struct Topics {
    predicates: FxHashMap<Symbol, Use>,
    wholes: Wholes,
}

/// The properties of a predicate on which topics depend.
#[derive(Clone, Copy, Default)]
struct Use {
    /// Whether the predicate takes a value.
    value: bool,
    /// Whether the predicate carries a statement of which there may be only one.
    one: bool,
    /// Whether the predicate carries a statement that holds of wholes, too.
    lifts: bool,
    /// The family of predicates whose statements can be in chains, or be added up, with statements of other things.
    family: Option<Symbol>,
}

impl Topics {
    /// Returns the topics of records.
    pub fn new(all: &Workspace, among: &Among) -> Topics {
        Topics { predicates: uses(all, among), wholes: Wholes::new(all, among) }
    }

    /// Calls `each` with every topic of a claim; there is none where its statement cannot be read, or where it only
    /// relays that.
    pub fn each(&self, claim: &Claim, mut each: impl FnMut(Topic)) {
        let Some((subject, predicate, object)) =
            said(claim).filter(|_| claim.stance.is_some_and(|s| s.positive() || s.negative()))
        else {
            return;
        };
        let Some(use_of) = self.predicates.get(&predicate) else { return };
        if let Some(family) = use_of.family {
            each(Topic::of_one(family.index() as u32, SETS));
        }
        let subject = self.wholes.number(subject);
        let Some(object) = object.filter(|_| !use_of.value).map(|object| self.wholes.number(object)) else {
            return each(Topic::of_one(subject, VALUE));
        };
        if use_of.one {
            each(Topic::of_one(subject, ONE));
            each(Topic::of_one(object, ONE));
        }
        each(Topic::of_two((subject, false), (object, false)));
        // A denial is about the entities that it names alone.
        if use_of.lifts && claim.stance.is_some_and(|stance| stance.positive()) {
            self.each_lifted(subject, object, each);
        }
    }

    fn each_lifted(&self, subject: u32, object: u32, mut each: impl FnMut(Topic)) {
        let with = |entity: u32| {
            std::iter::once((entity, false)).chain(self.wholes.above(entity).iter().map(|whole| (*whole, true)))
        };
        for s in with(subject) {
            with(object).filter(|o| s.1 || o.1).for_each(|o| each(Topic::of_two(s, o)));
        }
    }

    /// Returns true if two values of a predicate that takes entities may agree because of a common part.
    pub fn has_common_parts(&self) -> bool {
        self.predicates.values().any(|use_of| use_of.one && use_of.lifts)
    }

    /// Returns true if a claim makes a statement of which there may be only one.
    pub fn is_of_one(&self, claim: &Claim) -> bool {
        said(claim).and_then(|(_, predicate, _)| self.predicates.get(&predicate)).is_some_and(|use_of| use_of.one)
    }
}

/// Returns the words of a claim's statement; an object that is no symbol is none.
fn said(claim: &Claim) -> Option<(Symbol, Symbol, Option<Symbol>)> {
    if let Some(statement) = claim.statement() {
        let object = if let Object::Entity(name) = statement.object { Some(name) } else { None };
        return Some((statement.subject, statement.predicate, object));
    }
    claim.written().map(|written| (written.subject, written.predicate, Some(written.object)))
}

/// Returns the properties of each predicate. One with several records takes an entity if any of them does.
fn uses(all: &Workspace, among: &Among) -> FxHashMap<Symbol, Use> {
    let predicates = || among.predicates(all);
    let mut carried_by: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
    let mut uses: FxHashMap<Symbol, Use> = FxHashMap::default();
    for (id, predicate) in predicates().filter_map(|predicate| Some((predicate.id?, predicate))) {
        let is_value = predicate.object.as_ref().is_some_and(|object| *object != ObjectType::Entity);
        let known = uses.entry(id).or_insert(Use { value: is_value, ..Use::default() });
        known.value &= is_value;
        for edge in &predicate.edges {
            if matches!(edge.kind, EdgeKind::Implies | EdgeKind::UsuallyImplies | EdgeKind::InverseOf) {
                carried_by.entry(edge.to).or_default().push(id);
            }
            if edge.kind == EdgeKind::InverseOf {
                carried_by.entry(id).or_default().push(edge.to);
            }
        }
    }
    let carrying = |has: &dyn Fn(&Predicate) -> bool| {
        let ids = predicates().filter(|predicate| has(predicate)).filter_map(|predicate| predicate.id);
        spread(ids.collect(), &carried_by)
    };
    for id in carrying(&|p| p.traits.functional || p.traits.inverse_functional || p.object.is_none()) {
        uses.entry(id).or_default().one = true;
    }
    for id in carrying(&|p| p.whole.subject || p.whole.object) {
        uses.entry(id).or_default().lifts = true;
    }
    for (id, family) in families(all, among, &carrying(&|p| p.traits.transitive || p.total.is_some())) {
        uses.entry(id).or_default().family = Some(family);
    }
    uses
}

/// Returns the predicates whose statements can conflict in sets: those that lead to one that is transitive or has a
/// total, and those that such a one leads to, which can be denied of a chain. Predicates that are tied to each other
/// have the same second one.
fn families(all: &Workspace, among: &Among, leading: &FxHashSet<Symbol>) -> FxHashMap<Symbol, Symbol> {
    let mut families = FxHashMap::default();
    if leading.is_empty() {
        return families;
    }
    let (mut carries, mut beside): (Edges<Symbol>, Edges<Symbol>) = Default::default();
    let leads = |kind| matches!(kind, EdgeKind::Implies | EdgeKind::UsuallyImplies | EdgeKind::InverseOf);
    for (id, predicate) in among.predicates(all).filter_map(|predicate| Some((predicate.id?, predicate))) {
        for edge in predicate.edges.iter().filter(|edge| leads(edge.kind)) {
            carries.entry(id).or_default().push(edge.to);
            if edge.kind == EdgeKind::InverseOf {
                carries.entry(edge.to).or_default().push(id);
            }
            both_ways(&mut beside, id, edge.to);
        }
    }
    let members = spread(leading.clone(), &carries);
    beside.retain(|id, _| members.contains(id));
    beside.values_mut().for_each(|others| others.retain(|other| members.contains(other)));
    for first in &members {
        if !families.contains_key(first) {
            let family = spread(FxHashSet::from_iter([*first]), &beside);
            families.extend(family.into_iter().map(|member| (member, *first)));
        }
    }
    families
}

/// The entities that are the same, and the wholes that each is a part of.
struct Wholes {
    /// For entities with ties, a number that all that are the same have.
    numbers: FxHashMap<Symbol, u32>,
    /// For each part, by number, all its wholes.
    above: FxHashMap<u32, Vec<u32>>,
}

/// The most wholes of an entity; where there are more, all entities that are tied to it count as one.
const MOST_WHOLES: usize = 12;

impl Wholes {
    fn new(all: &Workspace, among: &Among) -> Wholes {
        let (mut same, mut parts): (Edges<Symbol>, Edges<Symbol>) = Default::default();
        for (id, entity) in among.entities(all).filter_map(|entity| Some((entity.id?, entity))) {
            for other in &entity.same_as {
                both_ways(&mut same, id, *other);
            }
            parts.entry(id).or_default().extend(&entity.part_of);
        }
        let mut wholes = Wholes { numbers: FxHashMap::default(), above: FxHashMap::default() };
        wholes.unite(&same);
        let mut up: Edges<u32> = FxHashMap::default();
        for (part, whole) in parts.iter().flat_map(|(part, wholes)| wholes.iter().map(|whole| (*part, *whole))) {
            let (part, whole) = (wholes.number(part), wholes.number(whole));
            if part != whole {
                up.entry(part).or_default().push(whole);
            }
        }
        let many = wholes.climb(&up);
        if !many.is_empty() {
            wholes.flatten(&up, many, parts.keys().chain(parts.values().flatten()).copied());
        }
        wholes
    }

    /// Gives all entities that are the same one number: that of the first by symbol.
    fn unite(&mut self, same: &Edges<Symbol>) {
        for first in same.keys() {
            if self.numbers.contains_key(first) {
                continue;
            }
            let class = spread(FxHashSet::from_iter([*first]), same);
            let number = class.iter().map(|name| name.index() as u32).min().unwrap_or_default();
            self.numbers.extend(class.into_iter().map(|name| (name, number)));
        }
    }

    /// Collects the wholes of each part. Returns the parts that have too many.
    fn climb(&mut self, up: &Edges<u32>) -> FxHashSet<u32> {
        let mut many = FxHashSet::default();
        for part in up.keys() {
            let (mut known, mut above) = (FxHashSet::from_iter([*part]), Vec::new());
            let mut waiting = vec![*part];
            while let Some(next) = waiting.pop().filter(|_| above.len() <= MOST_WHOLES) {
                let found = up.get(&next).into_iter().flatten().filter(|whole| known.insert(**whole));
                let from = above.len();
                above.extend(found);
                waiting.extend(&above[from..]);
            }
            if above.len() > MOST_WHOLES {
                many.insert(*part);
            }
            self.above.insert(*part, above);
        }
        many
    }

    /// Makes all entities that are tied to parts with too many wholes count as one.
    fn flatten(&mut self, up: &Edges<u32>, many: FxHashSet<u32>, tied: impl Iterator<Item = Symbol>) {
        let mut beside: Edges<u32> = FxHashMap::default();
        up.iter()
            .flat_map(|(part, wholes)| wholes.iter().map(|whole| (*part, *whole)))
            .for_each(|(a, b)| both_ways(&mut beside, a, b));
        let mut flat: FxHashMap<u32, u32> = FxHashMap::default();
        for first in many {
            if !flat.contains_key(&first) {
                flat.extend(spread(FxHashSet::from_iter([first]), &beside).into_iter().map(|number| (number, first)));
            }
        }
        for name in tied {
            let number = self.number(name);
            self.numbers.insert(name, number);
        }
        self.numbers.values_mut().for_each(|number| *number = flat.get(number).copied().unwrap_or(*number));
        self.above.retain(|number, _| !flat.contains_key(number));
    }

    fn number(&self, name: Symbol) -> u32 {
        self.numbers.get(&name).copied().unwrap_or(name.index() as u32)
    }

    fn above(&self, number: u32) -> &[u32] {
        self.above.get(&number).map_or(&[], Vec::as_slice)
    }
}

type Edges<W> = FxHashMap<W, Vec<W>>;

fn both_ways<W: Copy + Eq + std::hash::Hash>(edges: &mut Edges<W>, a: W, b: W) {
    edges.entry(a).or_default().push(b);
    edges.entry(b).or_default().push(a);
}
