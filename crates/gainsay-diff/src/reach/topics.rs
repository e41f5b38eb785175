//! What claims are about: which of two can bear on each other at all, told by the words of their statements.

use gainsay_model::record::{EdgeKind, ObjectType};
use gainsay_model::{Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Graph;

/// An entity with all its parts and wholes, by number.
pub(crate) type Together = u32;

/// The topics of some claims.
///
/// Two statements about entities clash only if both are about the same two, parts and wholes counted together; unless what they carry
/// leaves but one object to a subject, or one subject to an object: then one in common is enough. Statements of values clash only if they
/// are of the same subject.
#[derive(Default, Debug)]
pub struct Topics {
    together: FxHashMap<String, Together>,
    /// Predicates that take a value as their object.
    values: FxHashSet<String>,
    /// Predicates that take an entity, and carry none that leaves but one.
    plain: FxHashSet<String>,
    pairs: FxHashSet<(Word, Word)>,
    /// Entities of statements that may leave but one.
    singles: FxHashSet<Word>,
    /// Subjects of values.
    subjects: FxHashSet<Word>,
    /// Every entity of them, for statements of which nothing is known.
    all: FxHashSet<Word>,
}

/// An entity: by number if it belongs together with others, else as it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Word {
    Together(Together),
    Alone(String),
}

impl Topics {
    /// No topics yet, in the vocabulary of two states.
    pub(super) fn new(graph: &Graph<String>, frames: [&Workspace; 2]) -> Topics {
        let Uses { values, plain } = Uses::of(&frames, super::by_text);
        Topics { together: numbered(graph), values, plain, ..Topics::default() }
    }

    /// Adds the topic of a statement, by its words.
    pub(super) fn add(&mut self, about: &[String]) {
        let [subject, predicate, object, ..] = about else { return };
        let (subject, object) = (self.word(subject), self.word(object));
        self.all.extend([subject.clone(), object.clone()]);
        if self.values.contains(predicate) {
            self.subjects.insert(subject);
            return;
        }
        if !self.plain.contains(predicate) {
            self.singles.extend([subject.clone(), object.clone()]);
        }
        self.pairs.insert(in_order(subject, object));
    }

    /// Whether a statement of these words can clash with one of the topics.
    pub(super) fn has(&self, about: &[String]) -> bool {
        // In what order words stand that were read from a mapping, nobody has told.
        let [subject, predicate, object, ..] = about else { return about.iter().any(|word| self.all.contains(&self.word(word))) };
        if self.values.contains(predicate) {
            return self.subjects.contains(&self.word(subject));
        }
        let (subject, object) = (self.word(subject), self.word(object));
        if self.plain.contains(predicate) {
            return self.pairs.contains(&in_order(subject, object));
        }
        [subject, object, self.word(predicate)].iter().any(|word| self.all.contains(word) || self.singles.contains(word))
    }

    fn word(&self, text: &str) -> Word {
        self.together.get(text).map_or_else(|| Word::Alone(text.to_owned()), |number| Word::Together(*number))
    }
}

fn in_order(a: Word, b: Word) -> (Word, Word) {
    if a <= b { (a, b) } else { (b, a) }
}

/// A number for each entity that belongs together with another, the same for all that do.
pub(crate) fn numbered<W: super::Word>(graph: &Graph<W>) -> FxHashMap<W, Together> {
    let mut numbers: FxHashMap<W, Together> = FxHashMap::default();
    for (number, first) in graph.beside.keys().enumerate() {
        if numbers.contains_key(first) {
            continue;
        }
        let number = Together::try_from(number).unwrap_or(Together::MAX);
        for entity in super::spread(FxHashSet::from_iter([first.clone()]), &graph.beside) {
            numbers.insert(entity, number);
        }
    }
    numbers
}

/// How predicates are used, in all states.
pub(crate) struct Uses<W> {
    /// Those that take a value.
    pub values: FxHashSet<W>,
    /// Those that take an entity and carry none that leaves but one of them.
    pub plain: FxHashSet<W>,
}

impl<W: super::Word> Uses<W> {
    pub(crate) fn of(frames: &[&Workspace], word: impl Fn(&Workspace, Name) -> W) -> Uses<W> {
        let (mut values, mut entities, mut narrow): (FxHashSet<W>, FxHashSet<W>, FxHashSet<W>) = Default::default();
        let mut carried_by: FxHashMap<W, Vec<W>> = FxHashMap::default();
        for frame in frames {
            let word = |name: Name| word(frame, name);
            for predicate in &frame.records.predicates {
                let Some(id) = predicate.id.map(word) else { continue };
                let traits = &predicate.traits;
                match predicate.object {
                    Some(ObjectType::Entity) => entities.insert(id.clone()),
                    Some(_) => values.insert(id.clone()),
                    None => narrow.insert(id.clone()),
                };
                if traits.functional || traits.inverse_functional {
                    narrow.insert(id.clone());
                }
                for edge in &predicate.edges {
                    let to = word(edge.to);
                    if matches!(edge.kind, EdgeKind::Implies | EdgeKind::UsuallyImplies | EdgeKind::InverseOf) {
                        carried_by.entry(to.clone()).or_default().push(id.clone());
                    }
                    if edge.kind == EdgeKind::InverseOf {
                        carried_by.entry(id.clone()).or_default().push(to);
                    }
                }
            }
        }
        // What takes a value in the one state and an entity in the other is anything.
        let narrow = super::spread(narrow, &carried_by);
        let plain = entities.iter().filter(|id| !values.contains(*id) && !narrow.contains(*id)).cloned().collect();
        values.retain(|id| !entities.contains(id));
        Uses { values, plain }
    }
}
