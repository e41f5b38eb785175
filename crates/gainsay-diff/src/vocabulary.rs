//! The vocabulary as one graph: the predicates that each one leads to, without mistaken ties.

pub mod closure;
pub mod laws;
pub mod leading;
pub mod lifting;

use std::cell::OnceCell;

use gainsay_model::record::{EdgeKind, Lasts, ObjectType, Place, Predicate, Temporal, Whole};
use gainsay_model::{Symbol, Workspace};

use crate::by_name::ByName;

/// A predicate by number, in the byte order of the ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PredicateId(pub u32);

/// The kind of a step from one statement to the next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StepKind {
    /// A step by law.
    Implies,
    /// A step by presumption.
    Usually,
    /// A step by `inverse-of`: subject and object are exchanged.
    Inverse,
    /// A step by `symmetric`: subject and object are exchanged.
    Symmetric,
    /// A step from a part to its whole, on the side of the subject.
    WholeSubject,
    /// A step from a part to its whole, on the side of the object.
    WholeObject,
}

impl StepKind {
    /// Returns true if the step exchanges subject and object.
    pub fn exchanges(self) -> bool {
        matches!(self, StepKind::Inverse | StepKind::Symmetric)
    }
}

/// A step that leaves the entities as they are, or exchanges them.
#[derive(Clone, Copy, Debug)]
pub struct Tie {
    /// The kind of the step.
    pub kind: StepKind,
    /// The predicate that it leads to.
    pub to: PredicateId,
    /// The record that gives the tie, with the key and the index.
    pub said_by: (PredicateId, &'static str, Option<u32>),
}

/// A tie that cannot be followed: between a timeless predicate and one that is not, or between different types of
/// object.
#[derive(Clone, Copy, Debug)]
pub struct Mixed {
    /// The predicate that declares the tie.
    pub from: PredicateId,
    /// The other predicate.
    pub to: PredicateId,
    /// The key that declares the tie.
    pub kind: EdgeKind,
    /// The index of the tie in the list of that key.
    pub index: u32,
    /// Whether the two differ in time, and not in the type of object.
    pub by_time: bool,
}

/// A predicate as the checks see it: traits that make no sense for its object are off.
#[derive(Debug)]
pub struct PredicateInfo<'w> {
    /// The record.
    pub record: &'w Predicate,
    /// The id of the predicate.
    pub name: Symbol,
    /// State, event or timeless.
    pub temporal: Temporal,
    /// The time for which the state is presumed to last: given, or 365 days.
    pub lasts: Lasts,
    /// Whether the record itself gives that time.
    pub lasts_given: bool,
    /// The number of days that two holdings may overlap, or that two dates of a `once` event may lie apart; 0 if not
    /// given.
    pub grace: i64,
    /// Whether two claims that give it different times conflict (`once`); never true for a timeless predicate.
    pub once: bool,
    /// The steps to other predicates, and to itself exchanged, by name.
    pub ties: Vec<Tie>,
    /// The predicates that it excludes, whichever declares it, by name.
    pub excludes: Vec<PredicateId>,
    /// Whether the predicate is `symmetric`.
    pub symmetric: bool,
    /// Whether the predicate is `asymmetric`, by declaration or since it is transitive and irreflexive.
    pub asymmetric: bool,
    /// Whether the predicate is `irreflexive`.
    pub irreflexive: bool,
    /// Whether the predicate is `transitive`.
    pub transitive: bool,
    /// Whether the predicate is `functional`.
    pub functional: bool,
    /// Whether the predicate is `inverse-functional`.
    pub inverse_functional: bool,
    /// The sides on which a statement about a part holds of the whole.
    pub whole: Whole,
    allowed: OnceCell<[AllowedKinds; 2]>,
}

/// The kinds that a predicate allows on one side.
#[derive(Debug)]
pub struct AllowedKinds {
    /// The kinds, in the order of the symbols' numbers.
    pub sorted: Vec<Symbol>,
    /// The words for the kinds, made when they are first asked for.
    pub text: OnceCell<String>,
}

/// All predicates of a workspace.
#[derive(Debug)]
pub struct Vocabulary<'w> {
    /// The predicates, by number.
    pub words: Vec<PredicateInfo<'w>>,
    /// Ties that are not followed.
    pub mixed: Vec<Mixed>,
    /// Whether any predicate happens or holds once.
    pub has_once: bool,
    by_name: ByName,
    /// For each predicate, those with a tie to it; worked out when it is first asked for.
    back: OnceCell<Vec<Vec<(PredicateId, StepKind)>>>,
}

impl<'w> Vocabulary<'w> {
    /// Returns the vocabulary of a workspace, with its predicates tied together.
    pub fn new(workspace: &'w Workspace) -> Vocabulary<'w> {
        let mut records: Vec<(Symbol, &Predicate)> = workspace.predicates().filter_map(|p| Some((p.id?, p))).collect();
        records.sort_by_key(|(name, _)| workspace.text(*name));
        let mut by_name = ByName::default();
        for (i, (name, _)) in records.iter().enumerate() {
            by_name.set(*name, i as u32);
        }
        let words: Vec<PredicateInfo> =
            records.into_iter().map(|(name, record)| PredicateInfo::new(name, record)).collect();
        let has_once = words.iter().any(|word| word.once);
        let mut vocabulary = Vocabulary { words, mixed: Vec::new(), has_once, by_name, back: OnceCell::new() };
        vocabulary.tie();
        vocabulary
    }

    /// Returns the number of a known predicate.
    pub fn find(&self, name: Symbol) -> Option<PredicateId> {
        self.by_name.get(name).map(PredicateId)
    }

    /// Returns a predicate.
    pub fn word(&self, id: PredicateId) -> &PredicateInfo<'w> {
        &self.words[id.0 as usize]
    }

    /// Returns true if the two predicates exclude each other.
    pub fn excludes(&self, a: PredicateId, b: PredicateId) -> bool {
        self.word(a).excludes.binary_search(&b).is_ok()
    }

    /// Returns all numbers, in the byte order of the ids.
    pub fn ids(&self) -> impl Iterator<Item = PredicateId> + use<> {
        (0..self.words.len() as u32).map(PredicateId)
    }

    /// Returns for each predicate those with a tie to it, and the kind of the tie.
    pub fn back(&self) -> &[Vec<(PredicateId, StepKind)>] {
        self.back.get_or_init(|| {
            let mut back = vec![Vec::new(); self.words.len()];
            for from in self.ids() {
                self.word(from).ties.iter().for_each(|tie| back[tie.to.0 as usize].push((from, tie.kind)));
            }
            back
        })
    }

    fn tie(&mut self) {
        for from in self.ids() {
            let record = self.word(from).record;
            for edge in &record.edges {
                let guard = matches!(edge.kind, EdgeKind::DistinctFrom | EdgeKind::MustNotImply);
                let Some(to) = self.find(edge.to).filter(|_| !guard) else { continue };
                let by_time =
                    (self.word(from).temporal == Temporal::Timeless) != (self.word(to).temporal == Temporal::Timeless);
                if by_time || self.word(from).object() != self.word(to).object() {
                    self.mixed.push(Mixed { from, to, kind: edge.kind, index: edge.index, by_time });
                    continue;
                }
                self.tie_edge(from, to, edge.kind, edge.index);
            }
            if self.word(from).symmetric {
                let said_by = (from, "symmetric", None);
                self.words[from.0 as usize].ties.push(Tie { kind: StepKind::Symmetric, to: from, said_by });
            }
        }
        for word in &mut self.words {
            // Numbers follow the byte order of the ids, so that this is «first by name», whatever the order of files.
            word.ties.sort_by_key(|tie| (tie.to, tie.kind as u8));
            word.excludes.sort_unstable();
            word.excludes.dedup();
        }
    }

    fn tie_edge(&mut self, from: PredicateId, to: PredicateId, kind: EdgeKind, index: u32) {
        let said_by = (from, kind.key(), Some(index));
        let entities = self.word(from).takes_entities();
        let mut add = |at: PredicateId, kind: StepKind, to: PredicateId| {
            self.words[at.0 as usize].ties.push(Tie { kind, to, said_by })
        };
        match kind {
            EdgeKind::Implies => add(from, StepKind::Implies, to),
            EdgeKind::UsuallyImplies => add(from, StepKind::Usually, to),
            EdgeKind::InverseOf if entities => {
                add(from, StepKind::Inverse, to);
                if from != to {
                    add(to, StepKind::Inverse, from);
                }
            }
            EdgeKind::Excludes => {
                self.words[from.0 as usize].excludes.push(to);
                self.words[to.0 as usize].excludes.push(from);
            }
            EdgeKind::InverseOf | EdgeKind::DistinctFrom | EdgeKind::MustNotImply => {}
        }
    }
}

impl<'w> PredicateInfo<'w> {
    fn new(name: Symbol, record: &'w Predicate) -> PredicateInfo<'w> {
        let entities = matches!(record.object, None | Some(ObjectType::Entity));
        let traits = record.traits;
        let symmetric = traits.symmetric && entities;
        let (transitive, irreflexive) = (traits.transitive && entities, traits.irreflexive && entities);
        let mut whole = if entities { record.whole } else { Whole::default() };
        if symmetric && (whole.subject || whole.object) {
            whole = Whole { subject: true, object: true };
        }
        PredicateInfo {
            record,
            name,
            temporal: record.temporal,
            lasts: record.lasts.unwrap_or(Lasts::Days(365)),
            lasts_given: record.lasts.is_some(),
            grace: record.grace.unwrap_or(0),
            once: traits.once && record.temporal != Temporal::Timeless,
            ties: Vec::new(),
            excludes: Vec::new(),
            symmetric,
            asymmetric: (traits.asymmetric && entities) || (transitive && irreflexive),
            irreflexive,
            transitive,
            functional: traits.functional,
            inverse_functional: traits.inverse_functional && entities,
            whole,
            allowed: OnceCell::new(),
        }
    }

    /// Returns the kinds that the predicate allows as subject and as object.
    pub fn allowed(&self) -> &[AllowedKinds; 2] {
        self.allowed.get_or_init(|| {
            [&self.record.domain, &self.record.range].map(|kinds| {
                let mut sorted = kinds.clone();
                sorted.sort_unstable();
                AllowedKinds { sorted, text: OnceCell::new() }
            })
        })
    }

    /// Returns the type of the object; one that could not be read counts as not given.
    pub fn object(&self) -> &ObjectType {
        self.record.object.as_ref().unwrap_or(&ObjectType::Entity)
    }

    /// Returns true if the object is an entity.
    pub fn takes_entities(&self) -> bool {
        *self.object() == ObjectType::Entity
    }

    /// Returns true if the predicate happens at a time.
    pub fn is_event(&self) -> bool {
        self.temporal == Temporal::Event
    }

    /// Returns true if the predicate holds over time.
    pub fn is_state(&self) -> bool {
        self.temporal == Temporal::State
    }

    /// Returns the place of the record.
    pub fn place(&self) -> Place {
        self.record.place
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::draws::draws;
    use gainsay_model::{Input, Workspace};

    /// Returns a workspace of a few predicates tied together at random.
    pub(crate) fn random_vocabulary(seed: u64) -> Workspace {
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(random_predicates(seed).into()) }])
    }

    /// Returns the records of a few predicates tied together at random.
    pub(crate) fn random_predicates(seed: u64) -> String {
        let mut random = draws(seed);
        let predicates: Vec<String> = (0..9)
            .map(|i| {
                let mut text = format!("predicate: p{i}\n");
                for (key, often) in [("implies", 2), ("usually-implies", 5), ("inverse-of", 6), ("excludes", 4)] {
                    if random(often) == 0 {
                        text.push_str(&format!("{key}: p{}\n", random(9)));
                    }
                }
                if random(5) == 0 {
                    text.push_str("temporal: event\n");
                }
                for (key, often) in [("symmetric", 4), ("asymmetric", 6), ("functional", 4), ("once", 4)] {
                    if random(often) == 0 {
                        text.push_str(&format!("{key}: true\n"));
                    }
                }
                text
            })
            .collect();
        predicates.join("---\n")
    }
}
