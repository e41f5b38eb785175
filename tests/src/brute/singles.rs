//! Findings of one claim, of the vocabulary and of rulings.

use super::closure::{close_vocabulary, is_mixed};
use super::conflicts::{Closures, Pair, is_unsatisfiable};
use super::dates::{Date, Span};
use super::records::{Claim, Object, Predicate, Temporal, Workspace};
use super::sets::{Set, most};
use super::unanswered;
use std::collections::BTreeSet;

/// The rule, kind and id of findings; a record named twice by one rule appears once.
type Found = BTreeSet<(String, String, String)>;

/// Returns the findings as lines sorted by (rule, kind, id). `sets` are those that conflict together.
#[must_use]
pub fn find(workspace: &Workspace, closures: &Closures, pairs: &[Pair], sets: &[Set]) -> Vec<String> {
    let mut found = Found::new();
    let conflicts: Vec<BTreeSet<String>> = pairs
        .iter()
        .map(|p| BTreeSet::from([workspace.claims[p.a].id.clone(), workspace.claims[p.b].id.clone()]))
        .chain(sets.iter().map(|set| set.ids(workspace).into_iter().collect()))
        .collect();
    for (claim, closure) in workspace.claims.iter().zip(closures) {
        // "(those that take part, and `relays` claims that otherwise would)"
        if !claim.stands {
            continue;
        }
        if is_impossible(workspace, claim, closure) {
            tell(&mut found, "impossible-claim", "claim", &claim.id);
        }
        if is_said_after_published(claim) {
            tell(&mut found, "said-after-published", "claim", &claim.id);
        }
    }
    for claim in workspace.claims.iter().filter(|claim| is_of_the_future(workspace, claim)) {
        tell(&mut found, "future-date", "claim", &claim.id);
    }
    for id in unanswered::find(workspace, pairs) {
        tell(&mut found, "unanswered", "claim", &id);
    }
    tell_of_records(workspace, &mut found);
    for id in undermined(workspace, &conflicts) {
        if workspace.claims.iter().any(|claim| claim.stands && claim.id == id) {
            tell(&mut found, "undermined", "claim", &id);
        }
    }
    tell_of_vocabulary(workspace, &mut found);
    tell_of_circles(workspace, &mut found);
    for ruling in &workspace.rulings {
        if ruling.stale {
            tell(&mut found, "stale-ruling", "ruling", &ruling.id);
        }
        // "`unused-ruling` (no pair or set of the stream is among its claims; told of stale ones too)"
        if !conflicts.iter().any(|claims| claims.is_subset(&ruling.between)) {
            tell(&mut found, "unused-ruling", "ruling", &ruling.id);
        }
    }
    for (kind, id) in &workspace.unsealed {
        tell(&mut found, "unsealed-change", kind, id);
    }
    let text = |t: &String| serde_json::Value::String(t.clone()).to_string();
    found.iter().map(|(rule, kind, id)| format!(r#"{{"rule":"{rule}","kind":"{kind}","id":{}}}"#, text(id))).collect()
}

fn tell(found: &mut Found, rule: &str, kind: &str, id: &str) {
    found.insert((rule.to_owned(), kind.to_owned(), id.to_owned()));
}

/// "**impossible-claim** (dates widened by their marks; `usually-implies` counts not …)"
fn is_impossible(workspace: &Workspace, claim: &Claim, closure: &[super::closure::Derived]) -> bool {
    let own = &workspace.predicates[claim.statement.predicate];
    let subject = &workspace.classes[claim.statement.subject];
    let object = match claim.statement.object {
        Object::Entity(entity) => Some(&workspace.classes[entity]),
        _ => None,
    };
    let mut impossible = false;
    if claim.stance.is_positive() {
        for derived in closure.iter().filter(|d| d.strict && !d.state.is_lifted()) {
            let p = &workspace.predicates[derived.state.predicate];
            // "p(x,x) unlifted in the closure with p irreflexive or asymmetric"
            let of_itself = derived.state.object == Some(derived.state.subject);
            impossible |= of_itself && (p.has("irreflexive") || p.is_asymmetric());
            // "a lower bound above the `total` of a predicate so carried and its tolerance"
            impossible |= exceeds_total(p, &claim.statement.object);
        }
        // "its given `when`, as written, wholly outside the `since`–`until` of its subject or object, its own predicate
        // neither `timeless` nor `posthumous`"
        if let Some((_, when)) = claim.when {
            let lives = [Some(subject), object].into_iter().flatten().filter_map(|class| class.life);
            let outside = lives.into_iter().any(|life: Span| !when.outer().meets(life));
            impossible |= outside && own.temporal != Temporal::Timeless && !own.posthumous;
        }
    }
    // "any: an entity that has a kind, none of its class's kinds being in the `domain`/`range` of the claim's own
    // predicate"
    let misfit = |kinds: &BTreeSet<String>, allowed: &BTreeSet<String>| {
        !allowed.is_empty() && !kinds.is_empty() && kinds.is_disjoint(allowed)
    };
    impossible |= misfit(&subject.kinds, &own.domain);
    impossible |= object.is_some_and(|class| misfit(&class.kinds, &own.range));
    // "a given `said` outside its speaker's life"
    let life = workspace.classes[claim.by].life;
    impossible |= claim.said.is_some_and(|said| life.is_some_and(|life| !said.outer().meets(life)));
    impossible
}

fn exceeds_total(p: &Predicate, object: &Object) -> bool {
    let (Some(most), Object::Quantity(quantity)) = (most(p), object) else { return false };
    quantity.low.is_some_and(|(low, _)| low > most)
}

/// "**said-after-published** (a given `said`, first(said) > last(published), each widened by its marks)"
fn is_said_after_published(claim: &Claim) -> bool {
    match (claim.said, claim.published) {
        (Some(said), Some(published)) => said.outer().first > published.outer().last,
        _ => false,
    }
}

/// "**future-date** (a given `said`, or, of a claim that otherwise would take part, a `retracted` date, whose first
/// day, widened, is after today)"
fn is_of_the_future(workspace: &Workspace, claim: &Claim) -> bool {
    let is_ahead = |date: Option<Date>| date.is_some_and(|date| date.outer().first > workspace.today);
    (claim.stands && is_ahead(claim.said)) || is_ahead(claim.retracted)
}

/// "Of records: **look-alike-id** (two ids of one kind that differ and look alike: equal skeletons by Unicode UTS 39,
/// confusables) · **twin-records** … · **ambiguous-number** …"
fn tell_of_records(workspace: &Workspace, found: &mut Found) {
    let skeleton = |id: &String| -> String { unicode_security::skeleton(id).collect() };
    for (kind, ids) in &workspace.ids {
        for id in ids {
            if ids.iter().any(|other| other != id && skeleton(other) == skeleton(id)) {
                tell(found, "look-alike-id", kind, id);
            }
        }
    }
    for (kind, id) in &workspace.twins {
        tell(found, "twin-records", kind, id);
    }
    for (kind, id) in &workspace.ambiguous {
        tell(found, "ambiguous-number", kind, id);
    }
}

/// "**undermined** (`based-on` a claim that is retracted, superseded, ruled against (in a ruling, not stale, that
/// prefers a claim with which it conflicts, as a pair or in a set), or itself undermined, whether or not it takes
/// part)"
fn undermined(workspace: &Workspace, conflicts: &[BTreeSet<String>]) -> BTreeSet<String> {
    let ruled_against = |id: &str| {
        workspace.rulings.iter().filter(|r| !r.stale && r.between.contains(id)).any(|r| {
            r.prefers.as_ref().is_some_and(|preferred| {
                let both = |claims: &BTreeSet<String>| {
                    claims.contains(id) && claims.contains(preferred) && claims.is_subset(&r.between)
                };
                preferred != id && conflicts.iter().any(both)
            })
        })
    };
    let mut undermined = BTreeSet::new();
    loop {
        let before = undermined.len();
        for (id, entry) in &workspace.claim_ids {
            let weak = |base: &String| {
                workspace
                    .claim_ids
                    .get(base)
                    .is_some_and(|b| b.retracted || b.superseded || ruled_against(base) || undermined.contains(base))
            };
            if entry.based_on.iter().any(weak) {
                undermined.insert(id.clone());
            }
        }
        if undermined.len() == before {
            return undermined;
        }
    }
}

fn tell_of_vocabulary(workspace: &Workspace, found: &mut Found) {
    let all = &workspace.predicates;
    let reach: Vec<BTreeSet<(usize, bool)>> = (0..all.len()).map(|p| close_vocabulary(workspace, p)).collect();
    for (at, p) in all.iter().enumerate() {
        if is_unsatisfiable(workspace, at) {
            tell(found, "unsatisfiable-predicate", "predicate", &p.id);
        }
        // "`distinct-from` between predicates that strictly imply each other both ways, or of which one declares to
        // exclude the other; … subject and object in their places"
        let carries = |a: usize, b: usize| reach[a].contains(&(b, false));
        let distinct = p
            .distinct_from
            .iter()
            .any(|q| (carries(at, *q) && carries(*q, at)) || p.excludes.contains(q) || all[*q].excludes.contains(&at));
        // "`must-not-imply` where the strict closure does"
        if distinct || p.must_not_imply.iter().any(|q| carries(at, *q)) {
            tell(found, "broken-guard", "predicate", &p.id);
        }
        if has_clashing_traits(p) {
            tell(found, "clashing-traits", "predicate", &p.id);
        }
        // "**mixed-ties** (implies, usually-implies, excludes, inverse-of between …)": told of the predicate that
        // declares the tie.
        let ties = [&p.implies, &p.usually_implies, &p.excludes, &p.inverse_of];
        if ties.into_iter().flatten().any(|q| is_mixed(p, &all[*q])) {
            tell(found, "mixed-ties", "predicate", &p.id);
        }
        // "a kind in the `domain`/`range` of the workspace's own predicates that no entity has"
        let has = |kind: &String| workspace.classes.iter().any(|class| class.kinds.contains(kind));
        if !p.domain.iter().chain(&p.range).all(has) {
            tell(found, "unused-kind", "predicate", &p.id);
        }
    }
    // "**implication-cycle** (two or more predicates that imply each other by `implies`; followed; one finding a
    // component)"
    let implied = |p: usize| -> BTreeSet<usize> {
        all[p].implies.iter().copied().filter(|q| *q != p && !is_mixed(&all[p], &all[*q])).collect()
    };
    for at in on_circles(all.len(), implied) {
        tell(found, "implication-cycle", "predicate", &all[at].id);
    }
}

/// "**clashing-traits** (symmetric and asymmetric; symmetric, transitive and irreflexive; `symmetric`, `asymmetric`,
/// `irreflexive`, `transitive`, `inverse-of`, `inverse-functional` or `whole` where the `object` is no entity, `once`
/// on a `timeless` predicate …)"
fn has_clashing_traits(p: &Predicate) -> bool {
    if p.declares_once && !p.is_once() {
        return true;
    }
    let declares = |name: &str| p.declares.contains(name);
    if p.object != super::records::ObjectType::Entity {
        return !p.declares.is_empty() || !p.inverse_of.is_empty() || p.whole.is_some();
    }
    declares("symmetric") && (declares("asymmetric") || (declares("transitive") && declares("irreflexive")))
}

/// "cycles in `part-of` and `speaks-for` (**circular-entities**), in `supersedes` (**circular-supersession**): one
/// finding a cycle (strongly connected component), naming all its records".
fn tell_of_circles(workspace: &Workspace, found: &mut Found) {
    let count = workspace.classes.len();
    let part_of = |c: usize| workspace.classes[c].part_of.clone();
    let speaks_for = |c: usize| workspace.classes[c].speaks_for.iter().map(|edge| edge.principal).collect();
    for class in on_circles(count, part_of).into_iter().chain(on_circles(count, speaks_for)) {
        for member in &workspace.classes[class].members {
            tell(found, "circular-entities", "entity", &workspace.entities[*member]);
        }
    }
    let ids: Vec<&String> = workspace.claim_ids.keys().collect();
    let supersedes = |at: usize| -> BTreeSet<usize> {
        let named = &workspace.claim_ids[ids[at]].supersedes;
        (0..ids.len()).filter(|other| named.contains(ids[*other])).collect()
    };
    for at in on_circles(ids.len(), supersedes) {
        tell(found, "circular-supersession", "claim", ids[at]);
    }
}

/// Returns the nodes that can be reached from themselves.
fn on_circles(count: usize, edges: impl Fn(usize) -> BTreeSet<usize>) -> Vec<usize> {
    (0..count)
        .filter(|start| {
            let mut reached = edges(*start);
            loop {
                let more: BTreeSet<usize> = reached.iter().flat_map(|at| edges(*at)).collect();
                if more.is_subset(&reached) {
                    return reached.contains(start);
                }
                reached.extend(more);
            }
        })
        .collect()
}
