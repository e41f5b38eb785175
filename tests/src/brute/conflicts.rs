//! Section 4: the mechanisms between two claims.

use super::closure::{Derived, close, close_vocabulary, excludes};
use super::dates::Date;
use super::quantities::Quantity;
use super::records::{Claim, Lasts, Object, Ruling, Temporal, Tolerance, Workspace};
use super::speakers::{has_common_principal, is_same_speaker, rule};
use super::time::{self, Meeting};
use std::collections::{BTreeMap, BTreeSet};

/// A pair of claims, by their places, that conflict by one mechanism.
#[derive(Clone, Debug)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    pub mechanism: &'static str,
    pub rule: &'static str,
    pub certain: bool,
    pub ruled: Option<String>,
}

impl Pair {
    /// The line of the pair stream.
    #[must_use]
    pub fn write(&self, workspace: &Workspace) -> String {
        let text = |t: &str| serde_json::Value::String(t.to_owned()).to_string();
        format!(
            r#"{{"a":{},"b":{},"mechanism":"{}","rule":"{}","certain":{},"ruled":{}}}"#,
            text(&workspace.claims[self.a].id),
            text(&workspace.claims[self.b].id),
            self.mechanism,
            self.rule,
            self.certain,
            self.ruled.as_deref().map_or_else(|| "null".to_owned(), text),
        )
    }
}

/// What each positive claim carries (nothing for the others), at the places of the claims.
pub type Closures = Vec<Vec<Derived>>;

#[must_use]
pub fn close_all(workspace: &Workspace) -> Closures {
    let carried = |claim: &Claim| match claim.stance.is_positive() {
        true => {
            let s = &claim.statement;
            close(workspace, s.predicate, s.subject, &s.object)
        }
        // "A negative claim carries only its own statement."
        false => Vec::new(),
    };
    workspace.claims.iter().map(carried).collect()
}

/// "sorted by (a, b, mechanism)"
#[must_use]
pub fn find(workspace: &Workspace, closures: &Closures) -> Vec<Pair> {
    let unsatisfiable: BTreeSet<usize> = (0..workspace.predicates.len()).filter(|p| is_unsatisfiable(workspace, *p)).collect();
    let mut levels: BTreeMap<(usize, usize, &'static str), bool> = BTreeMap::new();
    for a in 0..workspace.claims.len() {
        for b in 0..workspace.claims.len() {
            let (c1, c2) = (&workspace.claims[a], &workspace.claims[b]);
            // In this order each pair is looked at once; denial looks both ways by itself.
            if c1.id >= c2.id || !c1.stands || !c2.stands || !may_conflict(c1, c2) {
                continue;
            }
            let between = Between { workspace, closures, unsatisfiable: &unsatisfiable };
            for (mechanism, level) in between.mechanisms(a, b) {
                levels.insert((a, b, mechanism), level == Meeting::Certain);
            }
        }
    }
    let mut pairs: Vec<Pair> = levels
        .iter()
        .filter(|((a, b, mechanism), _)| {
            *mechanism != "functional" || (!is_spared(workspace, &levels, *a, *b) && !is_spared(workspace, &levels, *b, *a))
        })
        .map(|((a, b, mechanism), certain)| finish(workspace, *a, *b, mechanism, *certain))
        .collect();
    pairs.sort_by_key(|p| (workspace.claims[p.a].id.clone(), workspace.claims[p.b].id.clone(), p.mechanism));
    pairs
}

fn finish(workspace: &Workspace, a: usize, b: usize, mechanism: &'static str, certain: bool) -> Pair {
    let (c1, c2) = (&workspace.claims[a], &workspace.claims[b]);
    let (rule, may_be_certain) = rule(workspace, c1, c2);
    // "both stances are (`affirms`, `denies`) … and no scope key is given on one side only"
    let hedged = c1.stance.is_hedged() || c2.stance.is_hedged();
    let certain = certain && !hedged && c1.scope.keys().eq(c2.scope.keys()) && may_be_certain;
    Pair { a, b, mechanism, rule, certain, ruled: ruled(&workspace.rulings, &c1.id, &c2.id) }
}

/// "`ruled` is the first ruling by name that covers the claims and is not stale, or null."
fn ruled(rulings: &[Ruling], a: &str, b: &str) -> Option<String> {
    let covers = |r: &&Ruling| !r.stale && r.between.contains(a) && r.between.contains(b);
    rulings.iter().find(covers).map(|r| r.id.clone())
}

/// "Two hedged claims do not conflict"; `relays` never; scopes with different words for one key neither.
fn may_conflict(a: &Claim, b: &Claim) -> bool {
    let relays = |c: &Claim| !c.stance.is_positive() && !c.stance.is_negative();
    !relays(a) && !relays(b) && !(a.stance.is_hedged() && b.stance.is_hedged()) && is_comparable(a, b)
}

/// "Two claims whose `scope`s give different words (exact, but for white space) for one key are not comparable."
#[must_use]
pub fn is_comparable(a: &Claim, b: &Claim) -> bool {
    a.scope.iter().all(|(key, word)| b.scope.get(key).is_none_or(|other| other == word))
}

/// "Several `suggests` of the same speaker, one `utterance` and one report (the same source, and the same `via` or none)
/// with the same scope, subject and functional predicate are alternatives: by *functional* they conflict with a claim
/// only if each of them does." Whether `one` is spared a conflict with `other` so.
fn is_spared(workspace: &Workspace, levels: &BTreeMap<(usize, usize, &'static str), bool>, one: usize, other: usize) -> bool {
    let conflict = |a: usize, b: usize| levels.contains_key(&(a, b, "functional")) || levels.contains_key(&(b, a, "functional"));
    (0..workspace.claims.len()).any(|c| is_alternative(workspace, &workspace.claims[one], &workspace.claims[c]) && !conflict(c, other))
}

fn is_alternative(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    use super::records::Stance::Suggests;
    a.stands
        && b.stands
        && (a.stance, b.stance) == (Suggests, Suggests)
        && is_same_speaker(a, b)
        && time::is_one_utterance(a, b)
        && a.source.is_some()
        && a.source == b.source
        && a.via == b.via
        && a.scope == b.scope
        && a.statement.subject == b.statement.subject
        && a.statement.predicate == b.statement.predicate
        && workspace.predicates[a.statement.predicate].functional
}

/// "the strict closure of p(x,y), x ≠ y, nothing lifted, has both sides of an exclusion, or an asymmetric predicate both
/// ways"
#[must_use]
pub fn is_unsatisfiable(workspace: &Workspace, predicate: usize) -> bool {
    let carried = close_vocabulary(workspace, predicate);
    carried.iter().any(|(p, swapped)| {
        let both_ways = workspace.predicates[*p].is_asymmetric() && carried.contains(&(*p, !swapped));
        both_ways || carried.iter().any(|(q, other)| swapped == other && excludes(workspace, *p, *q))
    })
}

struct Between<'a> {
    workspace: &'a Workspace,
    closures: &'a Closures,
    unsatisfiable: &'a BTreeSet<usize>,
}

impl Between<'_> {
    /// By which mechanisms two claims conflict, and whether time, values and edges are certain.
    fn mechanisms(&self, a: usize, b: usize) -> Vec<(&'static str, Meeting)> {
        let (c1, c2) = (&self.workspace.claims[a], &self.workspace.claims[b]);
        let mut found = match (c1.stance.is_positive(), c2.stance.is_positive()) {
            (true, false) => vec![("denial", self.denial(a, b))],
            (false, true) => vec![("denial", self.denial(b, a))],
            (false, false) => Vec::new(),
            (true, true) => {
                let mut found = vec![("asymmetry", self.asymmetry(a, b))];
                if self.undated_may_meet(c1, c2) {
                    found.push(("exclusion", self.exclusion(a, b)));
                    found.push(("functional", self.functional(a, b)));
                    found.push(("inverse-functional", self.inverse_functional(a, b)));
                }
                found
            }
        };
        found.retain(|(_, level)| *level != Meeting::None);
        found
    }

    /// "A positive state claim with neither `when` nor `said`, nor `published` in its source, takes part in functional,
    /// inverse-functional and exclusion only against its like, and against what it `answers` or what answers it, or
    /// shares its utterance."
    fn undated_may_meet(&self, a: &Claim, b: &Claim) -> bool {
        let undated = |c: &Claim| {
            let state = self.workspace.predicates[c.statement.predicate].temporal == Temporal::State;
            state && c.when.is_none() && c.said.is_none() && c.published.is_none()
        };
        let answers = |x: &Claim, y: &Claim| x.answers.as_ref() == Some(&y.id);
        undated(a) == undated(b) || answers(a, b) || answers(b, a) || time::is_one_utterance(a, b)
    }

    /// "c1 positive, c2 negative, c2's statement in c1's closure, denial in time."
    fn denial(&self, positive: usize, negative: usize) -> Meeting {
        let (c1, c2) = (&self.workspace.claims[positive], &self.workspace.claims[negative]);
        let value = denied_value(&c1.statement.object, &c2.statement.object);
        let standing = standing_of_denial(self.workspace, c1, c2);
        denials(c1, c2, &self.closures[positive])
            .map(|d| {
                let time = time::deny(self.workspace, c1, d.state.event_passed, c2, standing);
                least([value, time, strictness(d.strict)])
            })
            .max()
            .unwrap_or(Meeting::None)
    }

    /// "both positive, `a excludes b`, a(s,o) in one closure and b(s,o) in the other, holding together; not the subject
    /// lifted in both, nor the object. Values must be equal."
    fn exclusion(&self, one: usize, two: usize) -> Meeting {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        if self.is_out(c1) || self.is_out(c2) || !same_value(&c1.statement.object, &c2.statement.object) {
            return Meeting::None;
        }
        let mut best = Meeting::None;
        for x in &self.closures[one] {
            for y in &self.closures[two] {
                let (a, b) = (x.state.predicate, y.state.predicate);
                let same = (x.state.subject, x.state.object) == (y.state.subject, y.state.object);
                let lifted_in_both = (x.state.subject_lifted && y.state.subject_lifted) || (x.state.object_lifted && y.state.object_lifted);
                if !same || lifted_in_both || !excludes(self.workspace, a, b) {
                    continue;
                }
                if self.is_presumed_and_refuted(one, x) || self.is_presumed_and_refuted(two, y) {
                    continue;
                }
                let standing = self.standing_of_affirmations(c1, c2, &[a, b]);
                best = best.max(self.together(c1, x, c2, y, &[a, b], standing));
            }
        }
        best
    }

    /// "both positive, f functional, f(s,v1), f(s,v2) in their closures with nothing lifted, the values differing,
    /// holding together."
    fn functional(&self, one: usize, two: usize) -> Meeting {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut best = Meeting::None;
        for x in self.closures[one].iter().filter(|d| !d.state.is_lifted()) {
            for y in self.closures[two].iter().filter(|d| !d.state.is_lifted()) {
                let f = x.state.predicate;
                if f != y.state.predicate || x.state.subject != y.state.subject || !self.workspace.predicates[f].functional {
                    continue;
                }
                let value = match (x.state.object, y.state.object) {
                    (Some(v1), Some(v2)) => self.entities_differ(v1, v2, f, "object"),
                    _ => values_differ(&c1.statement.object, &c2.statement.object, self.workspace.predicates[f].tolerance),
                };
                let standing = self.standing_of_affirmations(c1, c2, &[f]);
                best = best.max(value.min(self.together(c1, x, c2, y, &[f], standing)));
            }
        }
        best
    }

    /// "**inverse-functional**: the mirror image, on subjects, for entity objects."
    fn inverse_functional(&self, one: usize, two: usize) -> Meeting {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut best = Meeting::None;
        for x in self.closures[one].iter().filter(|d| !d.state.is_lifted()) {
            for y in self.closures[two].iter().filter(|d| !d.state.is_lifted()) {
                let f = x.state.predicate;
                let same = f == y.state.predicate && x.state.object.is_some() && x.state.object == y.state.object;
                if !same || !self.workspace.predicates[f].has("inverse-functional") {
                    continue;
                }
                let value = self.entities_differ(x.state.subject, y.state.subject, f, "subject");
                let standing = self.standing_of_affirmations(c1, c2, &[f]);
                best = best.max(value.min(self.together(c1, x, c2, y, &[f], standing)));
            }
        }
        best
    }

    /// "both positive, p asymmetric (declared, or transitive and irreflexive), p(s,o) and p(o,s), s ≠ o, no entity
    /// lifted in both, holding together."
    fn asymmetry(&self, one: usize, two: usize) -> Meeting {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        if self.is_out(c1) || self.is_out(c2) {
            return Meeting::None;
        }
        let mut best = Meeting::None;
        for x in &self.closures[one] {
            for y in &self.closures[two] {
                let (s, o) = (&x.state, &y.state);
                let mirror = s.predicate == o.predicate && s.object == Some(o.subject) && o.object == Some(s.subject);
                let lifted_in_both = (s.subject_lifted && o.object_lifted) || (s.object_lifted && o.subject_lifted);
                let p = s.predicate;
                if !mirror
                    || s.object == Some(s.subject)
                    || lifted_in_both
                    || !self.workspace.predicates[p].is_asymmetric()
                    || self.is_presumed_and_refuted(one, x)
                    || self.is_presumed_and_refuted(two, y)
                {
                    continue;
                }
                // "(never asymmetry)": no standing.
                best = best.max(self.together(c1, x, c2, y, &[p], None));
            }
        }
        best
    }

    /// "told once, with the count of the claims written with it, which take no part in exclusion and asymmetry"
    fn is_out(&self, claim: &Claim) -> bool {
        self.unsatisfiable.contains(&claim.statement.predicate)
    }

    fn together(&self, c1: &Claim, x: &Derived, c2: &Claim, y: &Derived, contested: &[usize], standing: Option<Lasts>) -> Meeting {
        let event = contested.iter().any(|p| self.workspace.predicates[*p].is_event());
        let (first, second) = ((c1, x.state.event_passed), (c2, y.state.event_passed));
        let time = time::hold_together(self.workspace, first, second, event, standing);
        least([time, strictness(x.strict), strictness(y.strict)])
    }

    /// "In exclusion and asymmetry, a statement of which a claim has no derivation free of `usually-implies` does not
    /// count there at all if it excludes, or is the asymmetric mirror of, another statement of that claim's closure,
    /// however derived or lifted."
    fn is_presumed_and_refuted(&self, claim: usize, derived: &Derived) -> bool {
        let closure = &self.closures[claim];
        let statement = derived.state.statement();
        if closure.iter().any(|d| d.strict && d.state.statement() == statement) {
            return false;
        }
        let (p, subject, object) = statement;
        closure.iter().map(|d| d.state.statement()).filter(|other| *other != statement).any(|(q, s, o)| {
            let excluded = (s, o) == (subject, object) && excludes(self.workspace, p, q);
            let mirror = p == q && Some(s) == object && o == Some(subject) && self.workspace.predicates[p].is_asymmetric();
            excluded || mirror
        })
    }

    /// "entities, if their representatives do and, where f has `whole: object|both` (mirror: `subject|both`), neither is
    /// a transitive part of the other and no entity is a part of both"
    fn entities_differ(&self, a: usize, b: usize, f: usize, side: &str) -> Meeting {
        let differ = a != b
            && !(self.workspace.predicates[f].lifts(side)
                && (0..self.workspace.classes.len()).any(|part| {
                    let wholes = wholes(self.workspace, part);
                    (wholes.contains(&a) || part == a) && (wholes.contains(&b) || part == b)
                }));
        if differ { Meeting::Certain } else { Meeting::None }
    }

    /// "Functional, inverse-functional and exclusion get the same only between claims with no principal in common, and
    /// only where the contested predicate is a state that gives `lasts` itself (an exclusion: both are and do; the
    /// shorter counts)."
    fn standing_of_affirmations(&self, a: &Claim, b: &Claim, contested: &[usize]) -> Option<Lasts> {
        if !may_stand(self.workspace, a, b) || has_common_principal(self.workspace, a, b, false) {
            return None;
        }
        let mut shortest: Lasts = None;
        for p in contested.iter().map(|p| &self.workspace.predicates[*p]) {
            if p.temporal != Temporal::State {
                return None;
            }
            shortest = match (shortest, p.lasts?) {
                (None, lasts) => lasts,
                (Some(days), None) => Some(days),
                (Some(days), Some(more)) => Some(days.min(more)),
            };
        }
        Some(shortest)
    }
}

/// "where A or N is a state claim without `when`"; "[promises without `when`] … no *standing* for any pair it is in"
fn may_stand(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    let state = |c: &Claim| workspace.predicates[c.statement.predicate].temporal == Temporal::State;
    let promise = |c: &Claim| c.promises && c.when.is_none();
    [a, b].into_iter().any(|c| state(c) && c.when.is_none()) && !promise(a) && !promise(b)
}

/// "(and, if the two have a principal in common, possibly valid edges counted, neither has one) … at most the contested
/// predicate's `lasts` (default 365 days; for an event always 365)"
#[must_use]
pub fn standing_of_denial(workspace: &Workspace, positive: &Claim, negative: &Claim) -> Option<Lasts> {
    let dated = positive.when.is_some() || negative.when.is_some();
    if !may_stand(workspace, positive, negative) || (dated && has_common_principal(workspace, positive, negative, false)) {
        return None;
    }
    let contested = &workspace.predicates[negative.statement.predicate];
    Some(if contested.is_event() { Some(365) } else { contested.lasts.unwrap_or(Some(365)) })
}

/// The derivations by which a positive claim carries the negative one's statement, values aside.
pub fn denials<'a>(positive: &Claim, negative: &'a Claim, closure: &'a [Derived]) -> impl Iterator<Item = &'a Derived> {
    let s = &negative.statement;
    let object = if let Object::Entity(entity) = s.object { Some(entity) } else { None };
    debug_assert!(positive.stance.is_positive() && negative.stance.is_negative());
    closure.iter().filter(move |d| d.state.statement() == (s.predicate, s.subject, object))
}

/// Everything that an entity is a transitive part of.
#[must_use]
pub fn wholes(workspace: &Workspace, part: usize) -> BTreeSet<usize> {
    let mut found = workspace.classes[part].part_of.clone();
    loop {
        let more: BTreeSet<usize> = found.iter().flat_map(|w| workspace.classes[*w].part_of.iter().copied()).collect();
        if more.is_subset(&found) {
            return found;
        }
        found.extend(more);
    }
}

fn strictness(strict: bool) -> Meeting {
    if strict { Meeting::Certain } else { Meeting::Possible }
}

fn least<const N: usize>(levels: [Meeting; N]) -> Meeting {
    levels.into_iter().min().unwrap_or(Meeting::None)
}

/// How an affirmed value bears on a denied one. Entities were compared by the derivation.
#[must_use]
pub fn denied_value(affirmed: &Object, denied: &Object) -> Meeting {
    // "certain if the affirmed interval lies inside the denied one and neither is `~`, or both have the same bounds and
    // the same mark; possible if one or both are `~` and they meet; otherwise none"
    let level = |inside: bool, marked: bool, same: bool, meet: bool| {
        if same || (inside && !marked) {
            Meeting::Certain
        } else if marked && meet {
            Meeting::Possible
        } else {
            Meeting::None
        }
    };
    match (affirmed, denied) {
        (Object::Quantity(a), Object::Quantity(d)) => {
            level(a.is_within(d), a.approximate || d.approximate, same_quantity(a, d), a.meets(d))
        }
        // "A date as object likewise, with `?`, `~`, `%` for `~`."
        (Object::Date(a), Object::Date(d)) => {
            level(a.plain().is_within(d.plain()), a.is_marked() || d.is_marked(), same_date(a, d), a.outer().meets(d.outer()))
        }
        (Object::Text(a), Object::Text(d)) => level(a == d, false, a == d, false),
        _ => Meeting::Certain,
    }
}

/// "quantities if their bounds, whether each is included, and `~` agree"
fn same_quantity(a: &Quantity, b: &Quantity) -> bool {
    a.same_bounds(b) && a.approximate == b.approximate
}

/// "dates if their spans and marks do"
fn same_date(a: &Date, b: &Date) -> bool {
    a.plain() == b.plain() && a.marks() == b.marks()
}

/// Whether two objects have equal values; any two entities, which are compared by the derivation.
#[must_use]
pub fn same_value(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Quantity(a), Object::Quantity(b)) => same_quantity(a, b),
        (Object::Date(a), Object::Date(b)) => same_date(a, b),
        (Object::Text(a), Object::Text(b)) => a == b,
        (Object::Entity(_), Object::Entity(_)) => true,
        _ => false,
    }
}

/// Whether two values of a functional predicate differ.
fn values_differ(a: &Object, b: &Object, tolerance: Option<Tolerance>) -> Meeting {
    let level = |differ: bool, marked: bool| match (differ, marked) {
        (false, _) => Meeting::None,
        (true, true) => Meeting::Possible,
        (true, false) => Meeting::Certain,
    };
    match (a, b) {
        // "quantities, if their intervals are disjoint (only possible if one is `~`) and, where f gives a `tolerance`,
        // the gap (0 for `>50` and `50`) is larger than it"; "a tolerance of `5%` is of the larger in size of the two
        // facing ends; a gap equal to the tolerance is no difference"
        (Object::Quantity(a), Object::Quantity(b)) => {
            let Some((lower, upper)) = a.apart(b) else { return Meeting::None };
            let differ = match tolerance {
                None => true,
                Some(Tolerance::Absolute(most)) => upper.minus(lower) > most,
                Some(Tolerance::Percent(part)) => upper.minus(lower) > part.percent(lower.size().max(upper.size())),
            };
            level(differ, a.approximate || b.approximate)
        }
        // "dates, if their spans, widened where marked, are disjoint (possible if marked)"
        (Object::Date(a), Object::Date(b)) => level(!a.outer().meets(b.outer()), a.is_marked() || b.is_marked()),
        // "texts, if not equal"
        (Object::Text(a), Object::Text(b)) => level(a != b, false),
        _ => Meeting::None,
    }
}
