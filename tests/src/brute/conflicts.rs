//! Section 4: the mechanisms between two claims.

use super::closure::{Cost, Derived, close, close_vocabulary, excludes};
use super::contested;
use super::dates::Date;
use super::quantities::{Decimal, Quantity};
use super::records::{Claim, Lasts, Object, Ruling, Stance, Temporal, Tolerance, Workspace};
use super::speakers::{has_common_principal, is_same_speaker, rule};
use super::time::{self, Meeting};
use std::collections::{BTreeMap, BTreeSet};

/// A pair of claims, by their indices, that conflict by one mechanism.
#[derive(Clone, Debug)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    pub mechanism: &'static str,
    pub rule: &'static str,
    pub certain: bool,
    pub ruled: Option<String>,
    /// The contested statement of its best derivation.
    pub contested: String,
}

impl Pair {
    /// Returns the line of the pair stream.
    #[must_use]
    pub fn write(&self, workspace: &Workspace) -> String {
        format!(
            r#"{{"a":{},"b":{},"mechanism":"{}","rule":"{}","certain":{},"ruled":{}}}"#,
            quoted(&workspace.claims[self.a].id),
            quoted(&workspace.claims[self.b].id),
            self.mechanism,
            self.rule,
            self.certain,
            self.ruled.as_deref().map_or_else(|| "null".to_owned(), quoted),
        )
    }
}

/// Returns a text as JSON.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// The result of a mechanism for two claims: "it is certain if any of its derivations is"; "its contested statement is
/// that of the best one (… the steps of both sides counted together, ties by the statement's text), whichever makes it
/// certain".
#[derive(Clone, Debug, Default)]
struct Conflict {
    certain: bool,
    /// The cost and the contested statement of the best derivation; none as long as no derivation gives a conflict.
    best: Option<(Cost, String)>,
}

impl Conflict {
    /// Adds a derivation of both sides, if it gives a conflict.
    fn add(&mut self, level: Meeting, cost: Cost, contested: impl FnOnce() -> String) {
        if level == Meeting::None {
            return;
        }
        self.certain |= level == Meeting::Certain;
        let this = (cost, contested());
        if self.best.as_ref().is_none_or(|best| this < *best) {
            self.best = Some(this);
        }
    }
}

/// The closure of each positive claim (empty for the others), at the indices of the claims.
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
    let unsatisfiable: BTreeSet<usize> =
        (0..workspace.predicates.len()).filter(|p| is_unsatisfiable(workspace, *p)).collect();
    let between = Between { workspace, closures, unsatisfiable: &unsatisfiable };
    let mut found: BTreeMap<(usize, usize, &'static str), (bool, String)> = BTreeMap::new();
    for a in 0..workspace.claims.len() {
        for b in 0..workspace.claims.len() {
            let (c1, c2) = (&workspace.claims[a], &workspace.claims[b]);
            // In this order each pair is examined once; denial examines both directions itself.
            if c1.id >= c2.id || !c1.stands || !c2.stands || !may_conflict(c1, c2) {
                continue;
            }
            for (mechanism, conflict) in between.mechanisms(a, b) {
                if let Some((_, contested)) = conflict.best {
                    found.insert((a, b, mechanism), (conflict.certain, contested));
                }
            }
        }
    }
    let spared = |(a, b, mechanism): &(usize, usize, &'static str)| {
        is_spared(workspace, &found, mechanism, *a, *b) || is_spared(workspace, &found, mechanism, *b, *a)
    };
    let mut pairs: Vec<Pair> = found
        .iter()
        .filter(|(pair, _)| !spared(pair))
        .map(|((a, b, mechanism), (certain, contested))| {
            finish(workspace, *a, *b, mechanism, *certain, contested.clone())
        })
        .collect();
    pairs.sort_by_key(|p| (workspace.claims[p.a].id.clone(), workspace.claims[p.b].id.clone(), p.mechanism));
    pairs
}

fn finish(
    workspace: &Workspace,
    a: usize,
    b: usize,
    mechanism: &'static str,
    certain: bool,
    contested: String,
) -> Pair {
    let (c1, c2) = (&workspace.claims[a], &workspace.claims[b]);
    let (rule, may_be_certain) = rule(workspace, &[c1, c2]);
    // "both stances are (`affirms`, `denies`) … and no scope key is given on one side only"
    let hedged = c1.stance.is_hedged() || c2.stance.is_hedged();
    let certain = certain && !hedged && c1.scope.keys().eq(c2.scope.keys()) && may_be_certain;
    Pair { a, b, mechanism, rule, certain, ruled: ruled(&workspace.rulings, &[&c1.id, &c2.id]), contested }
}

/// "`ruled` is the first ruling by name that covers the claims and is not stale, or null."
#[must_use]
pub fn ruled(rulings: &[Ruling], claims: &[&String]) -> Option<String> {
    let covers = |r: &&Ruling| !r.stale && claims.iter().all(|id| r.between.contains(*id));
    rulings.iter().find(covers).map(|r| r.id.clone())
}

/// "Two hedged claims do not conflict"; `relays` never; scopes with different words for one key neither.
fn may_conflict(a: &Claim, b: &Claim) -> bool {
    let relays = |c: &Claim| !c.stance.is_positive() && !c.stance.is_negative();
    !relays(a) && !relays(b) && !(a.stance.is_hedged() && b.stance.is_hedged()) && is_comparable(a, b)
}

/// "Two claims whose `scope`s give different words (compared as texts, section 4) for one key are not comparable."
#[must_use]
pub fn is_comparable(a: &Claim, b: &Claim) -> bool {
    a.scope.iter().all(|(key, word)| b.scope.get(key).is_none_or(|other| other == word))
}

/// "Several `suggests` of the same speaker (section 5), one `utterance` and one report (the same source, and the same
/// `via` or none) with the same scope, subject and functional predicate, or with the same scope and statement of a
/// `once` predicate, are alternatives: by *functional* (by *once*) they conflict with a claim only if each of them
/// does." Returns whether `one` is spared a conflict with `other` in this way.
fn is_spared(
    workspace: &Workspace,
    found: &BTreeMap<(usize, usize, &'static str), (bool, String)>,
    mechanism: &'static str,
    one: usize,
    other: usize,
) -> bool {
    let conflict =
        |a: usize, b: usize| found.contains_key(&(a, b, mechanism)) || found.contains_key(&(b, a, mechanism));
    let is_alternative = |a: &Claim, b: &Claim| match mechanism {
        "functional" => is_alternative_by_functional(workspace, a, b),
        "once" => is_alternative_by_once(workspace, a, b),
        _ => false,
    };
    (0..workspace.claims.len())
        .any(|c| is_alternative(&workspace.claims[one], &workspace.claims[c]) && !conflict(c, other))
}

fn is_alternative_by_functional(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    is_suggested_alike(a, b)
        && a.statement.subject == b.statement.subject
        && a.statement.predicate == b.statement.predicate
        && workspace.predicates[a.statement.predicate].functional
}

fn is_alternative_by_once(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    let same_object = match (&a.statement.object, &b.statement.object) {
        (Object::Entity(a), Object::Entity(b)) => a == b,
        (a, b) => same_value(a, b),
    };
    is_suggested_alike(a, b)
        && a.statement.subject == b.statement.subject
        && a.statement.predicate == b.statement.predicate
        && same_object
        && workspace.predicates[a.statement.predicate].is_once()
}

fn is_suggested_alike(a: &Claim, b: &Claim) -> bool {
    a.stands
        && b.stands
        && (a.stance, b.stance) == (Stance::Suggests, Stance::Suggests)
        && is_same_speaker(a, b)
        && time::is_one_utterance(a, b)
        && a.source.is_some()
        && a.source == b.source
        && a.via == b.via
        && a.scope == b.scope
}

/// "the strict closure of p(x,y), x ≠ y, nothing lifted, has both sides of an exclusion, or an asymmetric predicate
/// both ways"
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
    /// Returns the result of each mechanism for two claims.
    fn mechanisms(&self, a: usize, b: usize) -> Vec<(&'static str, Conflict)> {
        let (c1, c2) = (&self.workspace.claims[a], &self.workspace.claims[b]);
        match (c1.stance.is_positive(), c2.stance.is_positive()) {
            (true, false) => vec![("denial", self.denial(a, b))],
            (false, true) => vec![("denial", self.denial(b, a))],
            (false, false) => Vec::new(),
            (true, true) => {
                let mut found = vec![("asymmetry", self.asymmetry(a, b)), ("once", self.once(a, b))];
                if self.undated_may_meet(c1, c2) {
                    found.push(("exclusion", self.exclusion(a, b)));
                    found.push(("functional", self.functional(a, b)));
                    found.push(("inverse-functional", self.inverse_functional(a, b)));
                }
                found
            }
        }
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
    fn denial(&self, positive: usize, negative: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[positive], &self.workspace.claims[negative]);
        let value = denied_value(&c1.statement.object, &c2.statement.object);
        let standing = standing_of_denial(self.workspace, c1, c2);
        let mut conflict = Conflict::default();
        for d in denials(c1, c2, &self.closures[positive]) {
            let time = time::deny(self.workspace, c1, d.state.event_passed, c2, standing);
            let contested = || contested::statement(self.workspace, d.state.statement(), &c2.statement.object);
            conflict.add(least([value, time, strictness(d.strict)]), d.cost, contested);
        }
        conflict
    }

    /// "both positive, `a excludes b`, a(s,o) in one closure and b(s,o) in the other, holding together; not the subject
    /// lifted in both, nor the object. Values must be equal."
    fn exclusion(&self, one: usize, two: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut conflict = Conflict::default();
        if self.is_out(c1) || self.is_out(c2) || !same_value(&c1.statement.object, &c2.statement.object) {
            return conflict;
        }
        for x in &self.closures[one] {
            for y in &self.closures[two] {
                let (a, b) = (x.state.predicate, y.state.predicate);
                let same = (x.state.subject, x.state.object) == (y.state.subject, y.state.object);
                let lifted_in_both = (x.state.subject_lifted && y.state.subject_lifted)
                    || (x.state.object_lifted && y.state.object_lifted);
                if !same || lifted_in_both || !excludes(self.workspace, a, b) {
                    continue;
                }
                if self.is_presumed_and_refuted(one, x) || self.is_presumed_and_refuted(two, y) {
                    continue;
                }
                let standing = self.standing_of_affirmations(c1, c2, &[a, b]);
                let level = self.together(c1, x, c2, y, &[a, b], standing);
                let contested = || {
                    contested::exclusion(self.workspace, x.state.statement(), y.state.statement(), &c1.statement.object)
                };
                conflict.add(level, x.cost.with(y.cost), contested);
            }
        }
        conflict
    }

    /// "both positive, f functional, f(s,v1), f(s,v2) in their closures with nothing lifted, the values differing,
    /// holding together."
    fn functional(&self, one: usize, two: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut conflict = Conflict::default();
        for x in self.closures[one].iter().filter(|d| !d.state.is_lifted()) {
            for y in self.closures[two].iter().filter(|d| !d.state.is_lifted()) {
                let f = x.state.predicate;
                if f != y.state.predicate
                    || x.state.subject != y.state.subject
                    || !self.workspace.predicates[f].functional
                {
                    continue;
                }
                let value = match (x.state.object, y.state.object) {
                    (Some(v1), Some(v2)) => self.entities_differ(v1, v2, f, "object"),
                    _ => values_differ(
                        &c1.statement.object,
                        &c2.statement.object,
                        self.workspace.predicates[f].tolerance,
                    ),
                };
                let standing = self.standing_of_affirmations(c1, c2, &[f]);
                let level = value.min(self.together(c1, x, c2, y, &[f], standing));
                conflict.add(level, x.cost.with(y.cost), || contested::of_subject(self.workspace, f, x.state.subject));
            }
        }
        conflict
    }

    /// "**inverse-functional**: the mirror image, on subjects, for entity objects."
    fn inverse_functional(&self, one: usize, two: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut conflict = Conflict::default();
        for x in self.closures[one].iter().filter(|d| !d.state.is_lifted()) {
            for y in self.closures[two].iter().filter(|d| !d.state.is_lifted()) {
                let f = x.state.predicate;
                let Some(object) =
                    x.state.object.filter(|_| f == y.state.predicate && x.state.object == y.state.object)
                else {
                    continue;
                };
                if !self.workspace.predicates[f].has("inverse-functional") {
                    continue;
                }
                let value = self.entities_differ(x.state.subject, y.state.subject, f, "subject");
                let standing = self.standing_of_affirmations(c1, c2, &[f]);
                let level = value.min(self.together(c1, x, c2, y, &[f], standing));
                conflict.add(level, x.cost.with(y.cost), || contested::of_object(self.workspace, f, object));
            }
        }
        conflict
    }

    /// "**once**: both positive and with a `when`, neither `act: promises`; p `once`, p(s,o) in both closures with
    /// nothing lifted; the two say different times for what happened or held once. … Certain if no mark is in
    /// either `when`".
    fn once(&self, one: usize, two: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut conflict = Conflict::default();
        if c1.promises || c2.promises || !same_value(&c1.statement.object, &c2.statement.object) {
            return conflict;
        }
        let is_marked = |claim: &Claim| claim.when.as_ref().is_some_and(|(_, when)| when.is_marked());
        let time = if is_marked(c1) || is_marked(c2) { Meeting::Possible } else { Meeting::Certain };
        for x in self.closures[one].iter().filter(|d| !d.state.is_lifted()) {
            for y in self.closures[two].iter().filter(|d| !d.state.is_lifted()) {
                let p = &self.workspace.predicates[x.state.predicate];
                if x.state.statement() != y.state.statement() || !p.is_once() {
                    continue;
                }
                let (first, second) = ((c1, x.state.event_passed), (c2, y.state.event_passed));
                if time::differ_though_once(self.workspace, first, second, p.grace) {
                    let contested = || contested::statement(self.workspace, x.state.statement(), &c1.statement.object);
                    conflict.add(
                        least([time, strictness(x.strict), strictness(y.strict)]),
                        x.cost.with(y.cost),
                        contested,
                    );
                }
            }
        }
        conflict
    }

    /// "both positive, p asymmetric (declared, or transitive and irreflexive), p(s,o) and p(o,s), s ≠ o, no entity
    /// lifted in both, holding together."
    fn asymmetry(&self, one: usize, two: usize) -> Conflict {
        let (c1, c2) = (&self.workspace.claims[one], &self.workspace.claims[two]);
        let mut conflict = Conflict::default();
        if self.is_out(c1) || self.is_out(c2) {
            return conflict;
        }
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
                let level = self.together(c1, x, c2, y, &[p], None);
                conflict.add(level, x.cost.with(y.cost), || {
                    contested::both_ways(self.workspace, s.statement(), o.statement())
                });
            }
        }
        conflict
    }

    /// "told once, with the count of the claims written with it, which take no part in exclusion and asymmetry"
    fn is_out(&self, claim: &Claim) -> bool {
        self.unsatisfiable.contains(&claim.statement.predicate)
    }

    fn together(
        &self,
        c1: &Claim,
        x: &Derived,
        c2: &Claim,
        y: &Derived,
        contested: &[usize],
        standing: Option<Lasts>,
    ) -> Meeting {
        let (first, second) = ((c1, x.state.event_passed), (c2, y.state.event_passed));
        let time = time::hold_together(self.workspace, first, second, contested, standing);
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
            let mirror =
                p == q && Some(s) == object && o == Some(subject) && self.workspace.predicates[p].is_asymmetric();
            excluded || mirror
        })
    }

    /// "entities, if their representatives do and, where f has `whole: object|both` (mirror: `subject|both`), neither
    /// is a transitive part of the other and no entity is a part of both"
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
    if !may_stand(workspace, positive, negative)
        || (dated && has_common_principal(workspace, positive, negative, false))
    {
        return None;
    }
    let contested = &workspace.predicates[negative.statement.predicate];
    Some(if contested.is_event() { Some(365) } else { contested.lasts.unwrap_or(Some(365)) })
}

/// Returns the derivations by which a positive claim carries the negative one's statement, regardless of values.
pub fn denials<'a>(positive: &Claim, negative: &'a Claim, closure: &'a [Derived]) -> impl Iterator<Item = &'a Derived> {
    let s = &negative.statement;
    let object = if let Object::Entity(entity) = s.object { Some(entity) } else { None };
    debug_assert!(positive.stance.is_positive() && negative.stance.is_negative());
    closure.iter().filter(move |d| d.state.statement() == (s.predicate, s.subject, object))
}

/// Returns everything that an entity is a transitive part of.
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

/// Returns how an affirmed value relates to a denied one. Entities were compared by the derivation.
#[must_use]
pub fn denied_value(affirmed: &Object, denied: &Object) -> Meeting {
    // "certain if the affirmed interval lies inside the denied one and neither is `~`, or both have the same bounds and
    // the same mark …; possible if one or both are `~` and the affirmed interval, not widened, lies inside the
    // denied one, widened; otherwise none"
    let level = |marked: bool, inside: bool, same: bool, not_widened_inside_widened: bool| {
        if same || (inside && !marked) {
            Meeting::Certain
        } else if marked && not_widened_inside_widened {
            Meeting::Possible
        } else {
            Meeting::None
        }
    };
    match (affirmed, denied) {
        (Object::Quantity(a), Object::Quantity(d)) => level(
            a.is_approximate() || d.is_approximate(),
            a.is_within(d),
            same_quantity(a, d),
            a.not_widened().is_within(d),
        ),
        // "A date as object likewise, with `?`, `~`, `%` for `~`."
        (Object::Date(a), Object::Date(d)) => level(
            a.is_marked() || d.is_marked(),
            a.plain().is_within(d.plain()),
            same_date(a, d),
            a.plain().is_within(d.outer()),
        ),
        (Object::Text(a), Object::Text(d)) => level(false, a == d, a == d, false),
        _ => Meeting::Certain,
    }
}

/// "quantities if their bounds, whether each is included, and `~` agree"
fn same_quantity(a: &Quantity, b: &Quantity) -> bool {
    a.same_bounds(b) && a.is_approximate() == b.is_approximate()
}

/// "dates if their spans and marks do"
fn same_date(a: &Date, b: &Date) -> bool {
    a.plain() == b.plain() && a.marks() == b.marks()
}

/// Returns whether two objects have equal values; true for any two entities, which are compared by the derivation.
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

/// Returns whether two values of a functional predicate differ.
fn values_differ(a: &Object, b: &Object, tolerance: Option<Tolerance>) -> Meeting {
    let level = |differ: bool, marked: bool| match (differ, marked) {
        (false, _) => Meeting::None,
        (true, true) => Meeting::Possible,
        (true, false) => Meeting::Certain,
    };
    match (a, b) {
        // "quantities, if their intervals are disjoint (…; if one is `~`, only possible, unless they are so too with
        // every `~` read as 50 % of its size either way …) and, where f gives a `tolerance`, the gap (0 for
        // `>50` and `50`; for a certain one the gap so read) is larger than it"
        (Object::Quantity(a), Object::Quantity(b)) => {
            let far_apart = are_further_apart(&a.by_half(), &b.by_half(), tolerance);
            level(are_further_apart(a, b, tolerance), (a.is_approximate() || b.is_approximate()) && !far_apart)
        }
        // "dates, if their spans, widened where marked, are disjoint (possible if marked)"
        (Object::Date(a), Object::Date(b)) => level(!a.outer().meets(b.outer()), a.is_marked() || b.is_marked()),
        // "texts, if not equal"
        (Object::Text(a), Object::Text(b)) => level(a != b, false),
        _ => Meeting::None,
    }
}

/// Returns whether two quantities have no number in common, and are further apart than the tolerance: "a tolerance of
/// `5%` is of the larger in size of the two facing ends; a gap equal to the tolerance is no difference".
fn are_further_apart(a: &Quantity, b: &Quantity, tolerance: Option<Tolerance>) -> bool {
    let Some((lower, upper)) = a.apart(b) else { return false };
    let gap: Decimal = upper.minus(lower);
    match tolerance {
        None => true,
        Some(Tolerance::Absolute(most)) => gap > most,
        Some(Tolerance::Percent(part)) => gap > part.percent(lower.size().max(upper.size())),
    }
}
