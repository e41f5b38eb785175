//! Keys that form one statement together. Where the two sides have changed different ones of them, the merged record
//! would say what nobody wrote: then all of them on which the sides differ are in conflict.

use std::collections::{HashMap, HashSet};

use super::field::{BlockMapping, Field, STANCE};
use super::list::tokens;
use super::value::Value;
use crate::date::Date;
use crate::schema::Kind;

/// Returns the groups of keys of a kind of record that form one statement together.
fn groups(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        // The speaker, the statement, its time, and the time of the saying. The five keys of stances count where a
        // claim has more than one of them, by mistake.
        Kind::Claim => {
            &[&["by", "for", STANCE, "affirms", "denies", "suggests", "doubts", "relays", ACT, "when", "said", "scope"]]
        }
        // The decision, the claims that it is about, and its reason, author and date.
        Kind::Ruling => &[&["between", "verdict", "because", "by", "decided"]],
        // A unit, and the numbers that may be without one; the kind of time, and its length.
        Kind::Predicate => &[&["object", "total", "tolerance"], &["temporal", "lasts", "grace", "once"]],
        // A copy, and its digest.
        Kind::Source => &[&["file", "sha256"]],
        Kind::Entity | Kind::Manifest => &[],
    }
}

/// The key of a claim for the manner of the saying, whose values include one that changes the statement: a promise
/// looks forward.
const ACT: &str = "act";
const PROMISES: &str = "promises";

/// Returns the slots of the fields that must not be merged one by one.
pub(super) fn torn<'t>(
    base: &BlockMapping<'t>,
    ours: &BlockMapping<'t>,
    theirs: &BlockMapping<'t>,
    kind: Option<Kind>,
) -> HashSet<&'t str> {
    let sides = Sides { base, ours, theirs };
    let mut torn = HashSet::new();
    for group in kind.map(groups).unwrap_or_default() {
        let apart: Vec<&str> = group.iter().copied().filter(|slot| sides.differ(slot)).collect();
        if apart.iter().any(|slot| sides.changed_by_ours(slot))
            && apart.iter().any(|slot| sides.changed_by_theirs(slot))
        {
            torn.extend(apart.into_iter().filter_map(|slot| sides.slot(slot)));
        }
    }
    if kind == Some(Kind::Entity) && sides.end_before_they_begin() {
        torn.extend(
            ["since", "until"].into_iter().filter(|slot| sides.differ(slot)).filter_map(|slot| sides.slot(slot)),
        );
    }
    torn.extend(sides.moved_apart());
    torn
}

/// Three versions of a mapping.
struct Sides<'a, 't> {
    base: &'a BlockMapping<'t>,
    ours: &'a BlockMapping<'t>,
    theirs: &'a BlockMapping<'t>,
}

impl<'t> Sides<'_, 't> {
    fn differ(&self, slot: &str) -> bool {
        let [base, ours, theirs] = self.values(slot);
        let counts = slot != ACT || [base, ours, theirs].contains(&Some(&Value::Text(PROMISES.into())));
        ours != theirs && counts
    }

    fn changed_by_ours(&self, slot: &str) -> bool {
        let [base, ours, _] = self.values(slot);
        base != ours
    }

    fn changed_by_theirs(&self, slot: &str) -> bool {
        let [base, _, theirs] = self.values(slot);
        base != theirs
    }

    fn values(&self, slot: &str) -> [Option<&Value>; 3] {
        [self.base, self.ours, self.theirs].map(|table| table.find(slot).map(|field| &field.value))
    }

    fn slot(&self, slot: &str) -> Option<&'t str> {
        self.ours.find(slot).or_else(|| self.theirs.find(slot)).map(|field| field.slot)
    }

    /// Returns true if a life would end before it begins, as neither side has it, since one side has changed the
    /// beginning and the other the end.
    fn end_before_they_begin(&self) -> bool {
        let [since, until] = ["since", "until"].map(|slot| self.values(slot));
        let merged =
            |[base, ours, theirs]: [Option<&'_ Value>; 3]| if ours == base { theirs.cloned() } else { ours.cloned() };
        let side = |at: usize| is_reversed(since.get(at).copied().flatten(), until.get(at).copied().flatten());
        is_reversed(merged(since).as_ref(), merged(until).as_ref()) && !side(1) && !side(2)
    }

    /// Returns the lists into which the two sides have moved one member of the same list, each into a different one.
    fn moved_apart(&self) -> Vec<&'t str> {
        let (ours, theirs) = (moves(self.base, self.ours), moves(self.base, self.theirs));
        let mut apart = Vec::new();
        for (token, here) in ours {
            let Some(there) = theirs.get(&token).filter(|there| !here.from.is_disjoint(&there.from)) else { continue };
            if here.to.is_disjoint(&there.to) {
                apart.extend(here.to.union(&there.to).copied());
            }
        }
        apart
    }
}

/// The list that a member has left, and the list that it is in now.
#[derive(Default)]
struct Move<'t> {
    from: HashSet<&'t str>,
    to: HashSet<&'t str>,
}

/// Returns the members that have gone from one list of a mapping and come into another.
fn moves<'t>(base: &BlockMapping<'t>, side: &BlockMapping<'t>) -> HashMap<String, Move<'t>> {
    let mut moves: HashMap<String, Move<'t>> = HashMap::new();
    let changed = |one: &BlockMapping<'t>, other: &BlockMapping<'t>| -> Vec<(&'t str, String)> {
        let differs = |slot: &str, value: &Value| other.find(slot).is_none_or(|field| field.value != *value);
        let mut members = Vec::new();
        for field in one.fields.iter().filter(|field| differs(field.slot, &field.value)) {
            let known = other.find(field.slot).map(members_of).unwrap_or_default();
            members.extend(
                members_of(field).into_iter().filter(|token| !known.contains(token)).map(|token| (field.slot, token)),
            );
        }
        members
    };
    for (slot, token) in changed(base, side) {
        moves.entry(token).or_default().from.insert(slot);
    }
    for (slot, token) in changed(side, base) {
        if let Some(known) = moves.get_mut(&token) {
            known.to.insert(slot);
        }
    }
    moves.retain(|_, known| !known.to.is_empty());
    moves
}

fn members_of(field: &Field<'_>) -> HashSet<String> {
    match &field.value {
        Value::List(items) => items.iter().flat_map(|item| tokens(item, field.main())).collect(),
        _ => HashSet::new(),
    }
}

fn is_reversed(since: Option<&Value>, until: Option<&Value>) -> bool {
    let span = |value: Option<&Value>| match value {
        Some(Value::Text(text)) => Date::find(text).map(|date| date.span()),
        _ => None,
    };
    matches!((span(since), span(until)), (Some(since), Some(until)) if until.last < since.first)
}
