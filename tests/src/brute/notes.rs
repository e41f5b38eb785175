//! The two notes that are no conflicts: `distinction` and `position-change`.

use super::closure::close;
use super::conflicts::{Closures, denials, denied_value, is_comparable, same_value, standing_of_denial};
use super::records::{Claim, Object, Workspace};
use super::speakers::{has_common_principal, is_same_speaker};
use super::time::{self, Meeting};

/// Returns the notes as lines sorted by (a, b, note).
#[must_use]
pub fn find(workspace: &Workspace, closures: &Closures) -> Vec<String> {
    let mut found = Vec::new();
    for (place, c1) in workspace.claims.iter().enumerate().filter(|(_, c)| c.stands && c.stance.is_positive()) {
        for c2 in workspace.claims.iter().filter(|c| c.stands && c.stance.is_negative()) {
            // "scopes comparable"; "scopes apart … give no note"
            if !is_comparable(c1, c2) {
                continue;
            }
            let (a, b) = if c1.id < c2.id { (c1, c2) } else { (c2, c1) };
            if is_distinction(workspace, closures, place, c2) {
                found.push((a.id.clone(), b.id.clone(), "distinction"));
            }
            if is_position_change(workspace, closures, place, c2) {
                found.push((a.id.clone(), b.id.clone(), "position-change"));
            }
        }
    }
    found.sort();
    let text = |t: String| serde_json::Value::String(t).to_string();
    found.into_iter().map(|(a, b, note)| format!(r#"{{"a":{},"b":{},"note":"{note}"}}"#, text(a), text(b))).collect()
}

/// "one speaker, c1 positive, c2 negative, c2's statement q(s,o) carries c1's p(s,o) and c1's does not carry q(s,o),
/// both unlifted and `usually-implies` counted, values equal, scopes comparable, …, p's arguments being where q's
/// closure puts them; hedges play no part."
fn is_distinction(workspace: &Workspace, closures: &Closures, place: usize, c2: &Claim) -> bool {
    let c1 = &workspace.claims[place];
    if !is_same_speaker(c1, c2) || !same_value(&c1.statement.object, &c2.statement.object) {
        return false;
    }
    let statement = |claim: &Claim| {
        let object = if let Object::Entity(entity) = claim.statement.object { Some(entity) } else { None };
        (claim.statement.predicate, claim.statement.subject, object)
    };
    let denied = &c2.statement;
    let carried_by_denied = close(workspace, denied.predicate, denied.subject, &denied.object);
    let down = carried_by_denied.iter().any(|d| !d.state.is_lifted() && d.state.statement() == statement(c1));
    let up = closures[place].iter().any(|d| !d.state.is_lifted() && d.state.statement() == statement(c2));
    if !down || up {
        return false;
    }
    // "`O ∩ P ≠ ∅` (or *standing* by q's `lasts`, or one utterance about the same moment, or timeless, or one `answers`
    // the other, with or without `when`)"
    let answers = |x: &Claim, y: &Claim| x.answers.as_ref() == Some(&y.id);
    if time::is_timeless(workspace, c1)
        || answers(c1, c2)
        || answers(c2, c1)
        || time::is_one_moment_of_utterance(workspace, c1, c2)
    {
        return true;
    }
    let outer = time::affirmed(workspace, c1, workspace.predicates[c1.statement.predicate].is_event()).outer;
    let possible = time::denied(workspace, c2).possible;
    let stands = standing_of_denial(workspace, c1, c2).is_some_and(|lasts| time::is_near(outer, possible, lasts));
    outer.meets(possible) || stands
}

/// "what would be a denial within one side (same speaker, or a principal in common) but for times that neither meet nor
/// fall under *standing*, one certainly said before the other; succession plays no part; two hedged claims, or scopes
/// apart, give no note."
fn is_position_change(workspace: &Workspace, closures: &Closures, place: usize, c2: &Claim) -> bool {
    let c1 = &workspace.claims[place];
    let one_side = is_same_speaker(c1, c2) || has_common_principal(workspace, c1, c2, false);
    let in_order = time::is_said_before(c1, c2) || time::is_said_before(c2, c1);
    let hedged = c1.stance.is_hedged() && c2.stance.is_hedged();
    let value = denied_value(&c1.statement.object, &c2.statement.object) != Meeting::None;
    if !one_side || !in_order || hedged || !value {
        return false;
    }
    if time::is_timeless(workspace, c1) || time::is_one_moment(workspace, c1, c2) {
        return false;
    }
    let standing = standing_of_denial(workspace, c1, c2);
    let possible = time::denied(workspace, c2).possible;
    let mut derivations = denials(c1, c2, &closures[place]).peekable();
    derivations.peek().is_some()
        && derivations.all(|d| {
            let outer = time::affirmed(workspace, c1, d.state.event_passed).outer;
            !outer.meets(possible) && !standing.is_some_and(|lasts| time::is_near(outer, possible, lasts))
        })
}
