//! The vocabulary as one graph: what each predicate leads to, the mistaken ties left out.

pub mod closure;
pub mod graph;
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

/// How one statement leads to the next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StepKind {
    /// By law.
    Implies,
    /// By presumption.
    Usually,
    /// By `inverse-of`: subject and object exchanged.
    Inverse,
    /// By `symmetric`: subject and object exchanged.
    Symmetric,
    /// From a part to the whole, of the subject.
    WholeSubject,
    /// From a part to the whole, of the object.
    WholeObject,
}

impl StepKind {
    /// Whether subject and object stand exchanged after it.
    pub fn exchanges(self) -> bool {
        matches!(self, StepKind::Inverse | StepKind::Symmetric)
    }
}

/// A step that leaves the entities as they are, or exchanges them.
#[derive(Clone, Copy, Debug)]
pub struct Tie {
    /// How.
    pub kind: StepKind,
    /// To which predicate.
    pub to: PredicateId,
    /// Which record says so, under which key and index.
    pub said_by: (PredicateId, &'static str, Option<u32>),
}

/// A tie that cannot be followed: between a timeless predicate and one that is not, or between different types of
/// object.
#[derive(Clone, Copy, Debug)]
pub struct Mixed {
    /// The predicate that declares it.
    pub from: PredicateId,
    /// The other.
    pub to: PredicateId,
    /// The key that declares it.
    pub kind: EdgeKind,
    /// Its index in the list of that key.
    pub index: u32,
    /// It is time that differs, not the object.
    pub by_time: bool,
}

/// A predicate as the checks see it: traits that make no sense for its object are off.
#[derive(Debug)]
pub struct PredicateInfo<'w> {
    /// The record.
    pub record: &'w Predicate,
    /// Its id.
    pub name: Symbol,
    /// State, event or timeless.
    pub temporal: Temporal,
    /// How long it is presumed to stand: given, or 365 days.
    pub lasts: Lasts,
    /// Whether the record itself says how long.
    pub lasts_given: bool,
    /// So many days two holdings may overlap, or two dates of what is `once` lie apart; 0 if not given.
    pub grace: i64,
    /// `once`: two claims that give it different times conflict. Never of a timeless predicate.
    pub once: bool,
    /// Steps to other predicates, and to itself exchanged, by name.
    pub ties: Vec<Tie>,
    /// What it excludes, whoever declares it, by name.
    pub excludes: Vec<PredicateId>,
    /// `symmetric`.
    pub symmetric: bool,
    /// `asymmetric`, declared, or transitive and irreflexive.
    pub asymmetric: bool,
    /// `irreflexive`.
    pub irreflexive: bool,
    /// `transitive`.
    pub transitive: bool,
    /// `functional`.
    pub functional: bool,
    /// `inverse-functional`.
    pub inverse_functional: bool,
    /// On which sides what holds of a part holds of the whole.
    pub whole: Whole,
    allowed: OnceCell<[AllowedKinds; 2]>,
}

/// The kinds that a predicate allows on one side.
#[derive(Debug)]
pub struct AllowedKinds {
    /// In the order of their names' numbers.
    pub sorted: Vec<Symbol>,
    /// How they are told, once that is asked for.
    pub text: OnceCell<String>,
}

/// All predicates.
#[derive(Debug)]
pub struct Vocabulary<'w> {
    /// By number.
    pub words: Vec<PredicateInfo<'w>>,
    /// Ties that are not followed.
    pub mixed: Vec<Mixed>,
    /// Something happens or holds but once.
    pub has_once: bool,
    by_name: ByName,
    /// From each predicate back to those with a tie to it; worked out when it is asked for.
    back: OnceCell<Vec<Vec<(PredicateId, StepKind)>>>,
}

impl<'w> Vocabulary<'w> {
    /// Ties the predicates of a workspace together.
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

    /// The number of a known predicate.
    pub fn find(&self, name: Symbol) -> Option<PredicateId> {
        self.by_name.get(name).map(PredicateId)
    }

    /// A predicate.
    pub fn word(&self, id: PredicateId) -> &PredicateInfo<'w> {
        &self.words[id.0 as usize]
    }

    /// Whether the two exclude each other.
    pub fn excludes(&self, a: PredicateId, b: PredicateId) -> bool {
        self.word(a).excludes.binary_search(&b).is_ok()
    }

    /// All numbers, in the byte order of the ids.
    pub fn ids(&self) -> impl Iterator<Item = PredicateId> + use<> {
        (0..self.words.len() as u32).map(PredicateId)
    }

    /// From each predicate back to those with a tie to it, and how that leads there.
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
            // Numbers follow the ids' byte order, so this is «first by name», whatever the order of files.
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

    /// The kinds that it allows as subject and as object.
    pub fn allowed(&self) -> &[AllowedKinds; 2] {
        self.allowed.get_or_init(|| {
            [&self.record.domain, &self.record.range].map(|kinds| {
                let mut sorted = kinds.clone();
                sorted.sort_unstable();
                AllowedKinds { sorted, text: OnceCell::new() }
            })
        })
    }

    /// What its object is; an unreadable one counts as not given.
    pub fn object(&self) -> &ObjectType {
        self.record.object.as_ref().unwrap_or(&ObjectType::Entity)
    }

    /// Whether its object is an entity.
    pub fn takes_entities(&self) -> bool {
        *self.object() == ObjectType::Entity
    }

    /// Whether it happens at a time.
    pub fn is_event(&self) -> bool {
        self.temporal == Temporal::Event
    }

    /// Whether it holds over time.
    pub fn is_state(&self) -> bool {
        self.temporal == Temporal::State
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        self.record.place
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::draws::draws;
    use gainsay_model::{Input, Workspace};

    /// A few predicates tied together at random.
    pub(crate) fn random_vocabulary(seed: u64) -> Workspace {
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(random_predicates(seed).into()) }])
    }

    /// Their records.
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
