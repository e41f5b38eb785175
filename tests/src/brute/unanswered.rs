//! The rule `unanswered`, which is not in the contract: read from `docs/rules/unanswered.md`, every claim against every
//! accusation.

use super::closure::close;
use super::conflicts::Pair;
use super::records::{Claim, Object, Statement, Workspace};
use super::speakers::principals;
use std::collections::BTreeSet;

/// Returns the ids of the accusations that no claim of the accused's side answers.
#[must_use]
pub fn find(workspace: &Workspace, pairs: &[Pair]) -> Vec<String> {
    let is_answered =
        |accusation: usize| (0..workspace.claims.len()).any(|other| is_answer(workspace, pairs, other, accusation));
    let all = (0..workspace.claims.len()).filter(|claim| is_accusation(workspace, &workspace.claims[*claim]));
    all.filter(|accusation| !is_answered(*accusation)).map(|at| workspace.claims[at].id.clone()).collect()
}

/// "A claim with `act: accuses` accuses the subject of its statement"; "a claim made in the name of its subject is not
/// counted as an accusation"; "a claim that `relays` accuses nobody".
fn is_accusation(workspace: &Workspace, claim: &Claim) -> bool {
    claim.stands
        && claim.accuses
        && takes_a_stance(claim)
        && !principals(workspace, claim, false).contains(&claim.statement.subject)
}

fn takes_a_stance(claim: &Claim) -> bool {
    claim.stance.is_positive() || claim.stance.is_negative()
}

fn is_answer(workspace: &Workspace, pairs: &[Pair], at: usize, accusation: usize) -> bool {
    let (claim, accusing) = (&workspace.claims[at], &workspace.claims[accusation]);
    let accused = accusing.statement.subject;
    if at == accusation || !claim.stands || principals(workspace, claim, false).is_disjoint(&side(workspace, accused)) {
        return false;
    }
    // "one that names the accusation in `answers`, even one that only relays or speaks of something else"
    if claim.answers.as_ref() == Some(&accusing.id) {
        return true;
    }
    // "A further accusation of the same one answers nothing".
    if !takes_a_stance(claim) || (is_accusation(workspace, claim) && claim.statement.subject == accused) {
        return false;
    }
    // "one that takes a stance on the same statement, or affirms what would imply it, or denies what it would imply"
    let (said, of) = (&claim.statement, &accusing.statement);
    let speaks_of_it =
        if claim.stance.is_positive() { carries(workspace, said, of) } else { carries(workspace, of, said) };
    // "one that conflicts with the accusation in any other way"
    speaks_of_it
        || pairs.iter().any(|pair| (pair.a, pair.b) == (at, accusation) || (pair.b, pair.a) == (at, accusation))
}

/// "in the accused's name, or in the name of what the accused is a part of (`part-of`) or speaks for (`speaks-for`)"
fn side(workspace: &Workspace, accused: usize) -> BTreeSet<usize> {
    let mut side = BTreeSet::from([accused]);
    loop {
        let above = |entity: &usize| {
            let class = &workspace.classes[*entity];
            class.part_of.iter().copied().chain(class.speaks_for.iter().map(|edge| edge.principal)).collect::<Vec<_>>()
        };
        let more: BTreeSet<usize> = side.iter().flat_map(above).collect();
        if more.is_subset(&side) {
            return side;
        }
        side.extend(more);
    }
}

/// "`usually-implies` counts, and of numbers, dates and texts any value does"
fn carries(workspace: &Workspace, one: &Statement, other: &Statement) -> bool {
    let entity = |object: &Object| if let Object::Entity(entity) = object { Some(*entity) } else { None };
    let is_other = (other.predicate, other.subject, entity(&other.object));
    let carried = close(workspace, one.predicate, one.subject, &one.object);
    carried.iter().any(|d| !d.state.is_lifted() && d.state.statement() == is_other)
}
