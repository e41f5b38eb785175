//! Finds keys that a workspace gives and that a check does not use, or less than their writer may hope for. They are no
//! faults, but a writer who relies on them should know.

use gainsay_model::Workspace;
use gainsay_model::record::{ObjectType, Predicate, Temporal};
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;

/// A key that a check does not use in some of the workspace's own records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnusedKey {
    /// The kind of the records that give the key.
    pub kind: Kind,
    /// The key.
    pub key: &'static str,
    /// The number of records that give the key without use.
    pub count: usize,
    /// Whether the key is used in part.
    pub partly: bool,
    /// The reason for which the key is not used, or only in part: a clause without a full stop.
    pub why: &'static str,
}

/// A key of a kind of record, and a test for records that give it without use.
struct KeyUse<R> {
    key: &'static str,
    partly: bool,
    why: &'static str,
    is_unused: fn(&R) -> bool,
}

/// The keys of predicates that may be without use. Other faults, such as a trait that the object forbids, are findings
/// and not listed here.
const PREDICATES: &[KeyUse<Predicate>] = &[
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

/// Returns the keys that a check of a workspace does not use, in the order of a table. Only the workspace's own records
/// are looked at, and each once.
pub fn unused_keys(workspace: &Workspace) -> Vec<UnusedKey> {
    counted(workspace, &workspace.records.predicates, PREDICATES)
}

fn counted<R: Record>(workspace: &Workspace, records: &[R], rows: &[KeyUse<R>]) -> Vec<UnusedKey> {
    let mut counts = vec![0; rows.len()];
    for record in records.iter().filter(|record| !workspace.built_in(record.place())) {
        for (row, count) in rows.iter().zip(&mut counts) {
            *count += usize::from((row.is_unused)(record));
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

/// Returns true if the object may be a number, as one that cannot be read may.
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
            ("transitive: true", &[][..]),
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
    fn built_in_vocabularies_have_none() {
        assert_eq!(unused("predicate: p\ntotal: 1\nobject: text\n"), [("total", 1)]);
        assert_eq!(unused("source: a\ntitle: A\n"), []);
    }
}
