//! Section 5: who speaks, in whose name, and so by which rule two claims conflict.

use super::dates::{AFTER_ALL, BEFORE_ALL, Date, Span};
use super::records::{Claim, SpeaksFor, Workspace};
use super::time::{is_one_utterance, is_said_before, said_span};
use std::collections::BTreeSet;

/// "*Same speaker* means the same `by`, and both or neither `for` himself."
#[must_use]
pub fn is_same_speaker(a: &Claim, b: &Claim) -> bool {
    let for_himself = |claim: &Claim| claim.in_name_of == Some(claim.by);
    a.by == b.by && for_himself(a) == for_himself(b)
}

/// "Principals of a claim": surely so, or counting edges that are possibly valid.
#[must_use]
pub fn principals(workspace: &Workspace, claim: &Claim, surely: bool) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([claim.by]);
    let start = match claim.in_name_of {
        // "the closure of its speaker under `speaks-for` edges valid on the day said, the speaker included"
        None => claim.by,
        // "with `for` the speaker himself, him alone"
        Some(himself) if himself == claim.by => return found,
        // "with `for` given, the speaker (without his edges) and the closure of that entity"
        Some(other) => other,
    };
    let mut closure = BTreeSet::from([start]);
    loop {
        let more: BTreeSet<usize> = closure
            .iter()
            .flat_map(|entity| &workspace.classes[*entity].speaks_for)
            .filter(|edge| is_valid(edge, claim, surely))
            .map(|edge| edge.principal)
            .collect();
        if more.is_subset(&closure) {
            break;
        }
        closure.extend(more);
    }
    found.extend(closure);
    found
}

fn is_valid(edge: &SpeaksFor, claim: &Claim, surely: bool) -> bool {
    // "a missing bound being none"
    if edge.from.is_none() && edge.until.is_none() {
        return true;
    }
    let said = said_span(claim);
    let (from, until) = (edge.from.map(Date::outer), edge.until.map(Date::outer));
    let bounds = if surely {
        // "a dated edge is never sure where it or SAID is marked"; "with `said` missing … a dated edge is then never
        // sure"
        let marked = [edge.from, edge.until, claim.said].into_iter().flatten().any(Date::is_marked);
        if marked || claim.said.is_none() {
            return false;
        }
        // "surely valid if SAID ⊆ [last(from), first(until)]"
        (from.map_or(BEFORE_ALL, |s| s.last), until.map_or(AFTER_ALL, |s| s.first))
    } else {
        // "possibly if SAID meets [first(from), last(until)]"
        (from.map_or(BEFORE_ALL, |s| s.first), until.map_or(AFTER_ALL, |s| s.last))
    };
    Span::new(bounds.0, bounds.1).is_some_and(|valid| if surely { said.is_within(valid) } else { said.meets(valid) })
}

#[must_use]
pub fn has_common_principal(workspace: &Workspace, a: &Claim, b: &Claim, surely: bool) -> bool {
    !principals(workspace, a, surely).is_disjoint(&principals(workspace, b, surely))
}

/// "different reports: sources without a common origin (their `derived-from` closures, themselves included, are
/// disjoint), or one source and two given `via` lists that differ in members or order".
fn is_different_report(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    let (Some(one), Some(two)) = (a.source, b.source) else { return false };
    if one == two {
        return matches!((&a.via, &b.via), (Some(a), Some(b)) if a != b);
    }
    workspace.origins[one].is_disjoint(&workspace.origins[two])
}

/// "The rule of a pair, first match", and whether it may be certain; "for a set: one utterance and speaker, any two of
/// them different reports; one speaker, any two in order; one speaker; a principal common to all; otherwise".
#[must_use]
pub fn rule(workspace: &Workspace, claims: &[&Claim]) -> (&'static str, bool) {
    let every_two =
        |is: &dyn Fn(&Claim, &Claim) -> bool| claims.iter().all(|a| claims.iter().all(|b| a.id == b.id || is(a, b)));
    let any_two =
        |is: &dyn Fn(&Claim, &Claim) -> bool| claims.iter().any(|a| claims.iter().any(|b| a.id != b.id && is(a, b)));
    let common = |surely: bool| {
        let principals: Vec<BTreeSet<usize>> =
            claims.iter().map(|claim| principals(workspace, claim, surely)).collect();
        principals.iter().flatten().any(|one| principals.iter().all(|all| all.contains(one)))
    };
    if every_two(&is_same_speaker) {
        if every_two(&is_one_utterance) && any_two(&|a, b| is_different_report(workspace, a, b)) {
            ("report-divergence", true)
        } else if any_two(&is_said_before) {
            ("reversal", true)
        } else {
            ("self-contradiction", true)
        }
    } else if common(false) {
        // "a `mixed-message` without a sure common principal is possible, not certain"
        ("mixed-message", common(true))
    } else {
        ("dispute", true)
    }
}
