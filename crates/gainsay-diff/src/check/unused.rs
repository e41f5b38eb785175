//! Keys that a workspace gives and that a check makes no use of, or less than their writer may hope for. They are no
//! faults; but who relies on them should know.

use std::cell::OnceCell;

use gainsay_model::record::{ObjectType, Predicate, Stance, Temporal};
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

/// A key that a check does not use in some of the workspace's own records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnusedKey {
    /// The kind of these records.
    pub kind: Kind,
    /// The key.
    pub key: &'static str,
    /// How many records give it without use.
    pub count: usize,
    /// Something is made of it, though not all that it says.
    pub partly: bool,
    /// Why the key is not used, or only in part: a clause without a full stop.
    pub why: &'static str,
}

/// A key of a kind of record, and which records give it without use.
struct KeyUse<R> {
    key: &'static str,
    partly: bool,
    why: &'static str,
    is_unused: fn(&R) -> bool,
}

const NOT_ADDED_UP: &str = "the values of several subjects are not added up yet";

/// What else is wrong with a predicate, such as a trait that its object forbids, is a finding and not told here.
const PREDICATES: &[KeyUse<Predicate>] = &[
    KeyUse {
        key: "transitive",
        partly: false,
        why: "chains of claims are not followed yet",
        is_unused: |predicate| {
            let traits = predicate.traits;
            // With `irreflexive` it makes a predicate asymmetric.
            traits.transitive && takes_entities(predicate) && (traits.asymmetric || !traits.irreflexive)
        },
    },
    KeyUse {
        key: "total",
        partly: true,
        why: NOT_ADDED_UP,
        is_unused: |predicate| predicate.total.is_some() && is_number(predicate),
    },
    KeyUse {
        key: "total",
        partly: false,
        why: "the object is no number",
        is_unused: |predicate| predicate.total.is_some() && !is_number(predicate),
    },
    KeyUse {
        key: "tolerance",
        partly: false,
        why: "the object is no number",
        is_unused: |predicate| predicate.tolerance.is_some() && !is_number(predicate),
    },
    KeyUse {
        key: "range",
        partly: false,
        why: "the object is no entity",
        is_unused: |predicate| !predicate.range.is_empty() && !takes_entities(predicate),
    },
    KeyUse {
        key: "lasts",
        partly: false,
        why: "the predicate is no state",
        is_unused: |predicate| predicate.lasts.is_some() && predicate.temporal != Temporal::State,
    },
    KeyUse {
        key: "grace",
        partly: false,
        why: "the predicate is neither a state nor `once`",
        is_unused: |predicate| {
            let is_event = predicate.temporal == Temporal::Event && !predicate.traits.once;
            predicate.grace.is_some() && (is_event || predicate.temporal == Temporal::Timeless)
        },
    },
];

/// Returns the keys that a check of a workspace does not use: in the order of a table. Only the workspace's own
/// records are looked at, and each once.
pub fn unused_keys(workspace: &Workspace) -> Vec<UnusedKey> {
    let of_several = OnceCell::new();
    let matters = |predicate: &Predicate, row: &KeyUse<Predicate>| {
        // Where nothing is said of a second subject there is nothing to add up.
        row.why != NOT_ADDED_UP
            || predicate.id.is_some_and(|id| of_several.get_or_init(|| of_several_subjects(workspace)).contains(&id))
    };
    counted(workspace, &workspace.records.predicates, PREDICATES, &matters)
}

/// Returns the predicates with a total with which claims affirm something of two or more subjects.
fn of_several_subjects(workspace: &Workspace) -> FxHashSet<Symbol> {
    let predicates = workspace.records.predicates.iter();
    let mut firsts: FxHashMap<Symbol, Option<Symbol>> = predicates
        .filter(|predicate| predicate.total.is_some())
        .filter_map(|predicate| Some((predicate.id?, None)))
        .collect();
    let mut several = FxHashSet::default();
    for claim in workspace.records.claims.iter().filter(|claim| claim.stance == Some(Stance::Affirms)) {
        let Some(statement) = claim.statement() else { continue };
        let Some(first) = firsts.get_mut(&statement.predicate) else { continue };
        if *first.get_or_insert(statement.subject) != statement.subject {
            several.insert(statement.predicate);
        }
    }
    several
}

fn counted<R: Record>(
    workspace: &Workspace,
    records: &[R],
    rows: &[KeyUse<R>],
    matters: &dyn Fn(&R, &KeyUse<R>) -> bool,
) -> Vec<UnusedKey> {
    let mut counts = vec![0; rows.len()];
    for record in records.iter().filter(|record| !workspace.built_in(record.place())) {
        for (row, count) in rows.iter().zip(&mut counts) {
            *count += usize::from((row.is_unused)(record) && matters(record, row));
        }
    }
    let unused = |(row, count): (&KeyUse<R>, usize)| UnusedKey {
        kind: R::KIND,
        key: row.key,
        count,
        partly: row.partly,
        why: row.why,
    };
    rows.iter().zip(counts).filter(|(_, count)| *count > 0).map(unused).collect()
}

/// An object that cannot be read may be anything.
fn is_number(predicate: &Predicate) -> bool {
    matches!(predicate.object, None | Some(ObjectType::Number(_)))
}

fn takes_entities(predicate: &Predicate) -> bool {
    matches!(predicate.object, None | Some(ObjectType::Entity))
}

#[cfg(test)]
mod tests {
    use gainsay_model::read::Input;

    use super::*;

    fn unused(text: &str) -> Vec<(&'static str, usize)> {
        let files = [("gainsay.yaml", "gainsay: 1\nuse: [diplomacy]\n"), ("r.yaml", text)];
        let inputs = files.map(|(path, text)| Input { path: path.into(), bytes: Ok(text.into()) });
        unused_keys(&Workspace::read(inputs.into())).into_iter().map(|unused| (unused.key, unused.count)).collect()
    }

    #[test]
    fn keys_without_use_are_counted() {
        for (keys, wanted) in [
            ("transitive: true", &[("transitive", 1)][..]),
            ("transitive: true\nirreflexive: true", &[]),
            ("transitive: true\nirreflexive: true\nasymmetric: true", &[("transitive", 1)]),
            // This is a finding already.
            ("transitive: true\nobject: text", &[]),
            // Nobody claims anything that could be added up.
            ("object: number %\ntotal: 100 %", &[]),
            ("total: 100\ntolerance: 5", &[("total", 1), ("tolerance", 1)]),
            ("object: number\ntolerance: 5%", &[]),
            ("object: text\nrange: [town]", &[("range", 1)]),
            ("range: [town]", &[]),
            ("temporal: event\nlasts: 3 d", &[("lasts", 1)]),
            ("lasts: 3 d\ngrace: 2 d", &[]),
            ("temporal: event\ngrace: 2 d", &[("grace", 1)]),
            ("temporal: event\ngrace: 2 d\nonce: true", &[]),
            ("temporal: timeless\ngrace: 2 d\nlasts: forever", &[("lasts", 1), ("grace", 1)]),
        ] {
            assert_eq!(unused(&format!("predicate: p\n{keys}\n")), wanted, "{keys}");
        }
    }

    #[test]
    fn a_total_counts_where_there_is_something_to_add_up() {
        let shared = "predicate: p\nobject: number %\ntotal: 100 %\n---\nentity: a\nname: A\n---\nentity: b\nname: B\n---\nsource: s\ntitle: S\n";
        let claim = |id: &str, says: &str| format!("---\nclaim: {id}\nby: a\n{says} 60 %\nsource: s\n");
        let with = |second: &str| unused(&format!("{shared}{}{}", claim("c", "affirms: a p"), claim("d", second)));
        assert_eq!(with("affirms: b p"), [("total", 1)]);
        assert_eq!(with("affirms: a p"), []);
        assert_eq!(with("denies: b p"), []);
    }

    #[test]
    fn built_in_vocabularies_have_none() {
        assert_eq!(unused("predicate: p\ntransitive: true\n"), [("transitive", 1)]);
        assert_eq!(unused("source: a\ntitle: A\n"), []);
    }
}
