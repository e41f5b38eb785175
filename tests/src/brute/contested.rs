//! Section 6: the subject of a conflict. "(the denied statement; the exclusion with subject and object; the functional
//! predicate with its subject; for the mirror image, with its object; the asymmetric statement; what was once)"

use super::closure::is_mixed;
use super::dates::{AFTER_ALL, BEFORE_ALL, Date, Day, write_day};
use super::quantities::Quantity;
use super::records::{Object, Workspace};
use std::collections::BTreeSet;

/// A predicate, subject and object; the object is none if it is a quantity, a date or a text.
type Statement = (usize, usize, Option<usize>);

/// "A statement is written with representatives and, of itself and its mirrors under symmetry and inverse, as the one
/// first in byte order."
#[must_use]
pub fn statement(workspace: &Workspace, of: Statement, value: &Object) -> String {
    let mut mirrors = BTreeSet::from([of]);
    loop {
        let more: BTreeSet<Statement> = mirrors.iter().flat_map(|one| mirrored(workspace, *one)).collect();
        if more.is_subset(&mirrors) {
            break;
        }
        mirrors.extend(more);
    }
    mirrors.into_iter().map(|one| text(workspace, one, value)).min().unwrap_or_default()
}

fn mirrored(workspace: &Workspace, (predicate, subject, object): Statement) -> Vec<Statement> {
    let Some(object) = object else { return Vec::new() };
    let p = &workspace.predicates[predicate];
    let is_mirror = |other: &usize| {
        let q = &workspace.predicates[*other];
        let inverse = (p.inverse_of.contains(other) || q.inverse_of.contains(&predicate)) && !is_mixed(p, q);
        inverse || (*other == predicate && p.has("symmetric"))
    };
    (0..workspace.predicates.len()).filter(is_mirror).map(|other| (other, object, Some(subject))).collect()
}

fn text(workspace: &Workspace, (predicate, subject, object): Statement, value: &Object) -> String {
    let object = match (object, value) {
        (Some(entity), _) => workspace.entities[entity].clone(),
        (None, value) => value_text(value),
    };
    format!("{} {} {object}", workspace.entities[subject], workspace.predicates[predicate].id)
}

/// Returns a value in a form that equal values share.
fn value_text(value: &Object) -> String {
    match value {
        Object::Entity(_) => String::new(),
        Object::Text(folded) => format!("{folded:?}"),
        Object::Quantity(Quantity { low, high, about }) => {
            let bound = |bound: &Option<(super::quantities::Decimal, bool)>| {
                bound.map_or_else(String::new, |(at, included)| {
                    format!("{}{}", at.write(), if included { "" } else { "!" })
                })
            };
            format!("{}{}..{}", if about.is_some() { "~" } else { "" }, bound(low), bound(high))
        }
        Object::Date(date) => date_text(*date),
    }
}

fn date_text(date: Date) -> String {
    let day = |day: Day| match day {
        BEFORE_ALL | AFTER_ALL => "..".to_owned(),
        day => write_day(day),
    };
    format!("{}/{} {:?}", day(date.plain().first), day(date.plain().last), date.marks())
}

#[must_use]
pub fn exclusion(workspace: &Workspace, one: Statement, two: Statement, value: &Object) -> String {
    let mut both = [statement(workspace, one, value), statement(workspace, two, value)];
    both.sort();
    both.join(" | ")
}

#[must_use]
pub fn of_subject(workspace: &Workspace, predicate: usize, subject: usize) -> String {
    format!("{} {}", workspace.entities[subject], workspace.predicates[predicate].id)
}

#[must_use]
pub fn of_object(workspace: &Workspace, predicate: usize, object: usize) -> String {
    format!("{} {}", workspace.predicates[predicate].id, workspace.entities[object])
}

/// Returns the asymmetric statement in both directions: of the two, the one first in byte order.
#[must_use]
pub fn both_ways(workspace: &Workspace, one: Statement, other: Statement) -> String {
    let none = Object::Entity(0);
    statement(workspace, one, &none).min(statement(workspace, other, &none))
}
