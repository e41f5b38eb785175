//! Section 4: conflicts of three and more claims, found by trying everything.

use super::closure::{Derived, close};
use super::conflicts::{Closures, denials, denied_value, quoted, ruled, wholes};
use super::dates::{ALL_TIME, Day, Span};
use super::quantities::Decimal;
use super::records::{Claim, Object, Predicate, Stance, Temporal, Tolerance, Workspace};
use super::speakers::rule;
use super::time::{self, Meeting};
use std::collections::{BTreeMap, BTreeSet};

/// Claims that conflict together, by their indices and in the order of their ids.
#[derive(Clone, Debug)]
pub struct Set {
    pub claims: Vec<usize>,
    pub mechanism: &'static str,
    pub rule: &'static str,
    pub certain: bool,
    pub ruled: Option<String>,
}

impl Set {
    /// Returns the ids of its claims.
    #[must_use]
    pub fn ids(&self, workspace: &Workspace) -> Vec<String> {
        self.claims.iter().map(|at| workspace.claims[*at].id.clone()).collect()
    }

    /// Returns the line of the pair stream: "set mechanisms give `"claims":[…]`, sorted, in place of `a` and `b`".
    #[must_use]
    pub fn write(&self, workspace: &Workspace) -> String {
        let ids: Vec<String> = self.ids(workspace).iter().map(|id| quoted(id)).collect();
        format!(
            r#"{{"claims":[{}],"mechanism":"{}","rule":"{}","certain":{},"ruled":{}}}"#,
            ids.join(","),
            self.mechanism,
            self.rule,
            self.certain,
            self.ruled.as_deref().map_or_else(|| "null".to_owned(), quoted),
        )
    }
}

/// A set as a mechanism finds it: the claims, and whether it is certain, without section 5.
type Found = (BTreeSet<usize>, bool);

#[must_use]
pub fn find(workspace: &Workspace, closures: &Closures) -> Vec<Set> {
    let mut all = Vec::new();
    for scope in scopes(workspace) {
        let within = Within { workspace, closures, scope: &scope };
        all.extend(within.order_cycles().into_iter().map(|found| ("order-cycle", found)));
        all.extend(within.denied_chains().into_iter().map(|found| ("denied-chain", found)));
        all.extend(within.jointly_denied().into_iter().map(|found| ("jointly-denied", found)));
        all.extend(within.over_totals().into_iter().map(|found| ("over-total", found)));
    }
    // "it is certain if any of its derivations is. So is a set of claims that is found twice by one mechanism."
    let mut merged: BTreeMap<(&'static str, BTreeSet<usize>), bool> = BTreeMap::new();
    for (mechanism, (claims, certain)) in all {
        *merged.entry((mechanism, claims)).or_default() |= certain;
    }
    let mut sets: Vec<Set> = merged
        .into_iter()
        .map(|((mechanism, claims), certain)| finish(workspace, mechanism, claims, certain))
        .collect();
    sets.sort_by_key(|set| (set.ids(workspace), set.mechanism));
    sets
}

fn finish(workspace: &Workspace, mechanism: &'static str, claims: BTreeSet<usize>, certain: bool) -> Set {
    let mut places: Vec<usize> = claims.into_iter().collect();
    places.sort_by_key(|at| &workspace.claims[*at].id);
    let claims: Vec<&Claim> = places.iter().map(|at| &workspace.claims[*at]).collect();
    let ids: Vec<&String> = claims.iter().map(|claim| &claim.id).collect();
    let (rule, may_be_certain) = rule(workspace, &claims);
    let ruled = ruled(&workspace.rulings, &ids);
    Set { claims: places, mechanism, rule, certain: certain && may_be_certain, ruled }
}

/// Returns the scopes that exist, with the claims of each that take part: "Of a set of claims of equal scope".
fn scopes(workspace: &Workspace) -> Vec<Vec<usize>> {
    let mut scopes: BTreeMap<&BTreeMap<String, String>, Vec<usize>> = BTreeMap::new();
    for (at, claim) in workspace.claims.iter().enumerate() {
        if claim.stands && claim.stance != Stance::Relays {
            scopes.entry(&claim.scope).or_default().push(at);
        }
    }
    scopes.into_values().collect()
}

/// The claims of one scope.
struct Within<'a> {
    workspace: &'a Workspace,
    closures: &'a Closures,
    scope: &'a [usize],
}

/// One statement p(from, to) that an affirmation carries without lifting.
#[derive(Clone, Copy, Debug)]
struct Edge {
    claim: usize,
    from: usize,
    to: usize,
    outer: Span,
    strict: bool,
}

/// A path of edges through distinct entities, from distinct claims.
type Path = Vec<Edge>;

impl Within<'_> {
    fn claim(&self, at: usize) -> &Claim {
        &self.workspace.claims[at]
    }

    fn predicates(&self) -> impl Iterator<Item = (usize, &Predicate)> {
        self.workspace.predicates.iter().enumerate()
    }

    /// Returns what the affirmations of this scope carry of one predicate, unlifted, about two different entities. A
    /// claim that carries it in several ways appears several times.
    fn edges(&self, p: usize) -> Vec<Edge> {
        let carried = |at: usize| self.closures[at].iter().map(move |derived| (at, derived));
        let edge = |(claim, derived): (usize, &Derived)| {
            let state = derived.state;
            let to = state.object.filter(|to| state.predicate == p && !state.is_lifted() && *to != state.subject)?;
            // "unless p is timeless": then all share every day. "A claim of no known time shares every day."
            let outer = match self.workspace.predicates[p].temporal {
                Temporal::Timeless => ALL_TIME,
                _ => time::affirmed(self.workspace, self.claim(claim), state.event_passed).outer,
            };
            Some(Edge { claim, from: state.subject, to, outer, strict: derived.strict })
        };
        let mut edges: Vec<Edge> = self.scope.iter().flat_map(|at| carried(*at)).filter_map(edge).collect();
        edges.sort_by_key(|edge| &self.claim(edge.claim).id);
        edges
    }

    /// "at most one of them hedged", and "one day in common".
    fn can_be_together(&self, path: &[Edge], others: &[(usize, Span)]) -> bool {
        let hedged = path.iter().map(|edge| edge.claim).chain(others.iter().map(|(claim, _)| *claim));
        let spans = path.iter().map(|edge| edge.outer).chain(others.iter().map(|(_, span)| *span));
        let common = spans.fold(ALL_TIME, |a, b| Span { first: a.first.max(b.first), last: a.last.min(b.last) });
        hedged.filter(|claim| self.claim(*claim).stance.is_hedged()).count() <= 1 && common.first <= common.last
    }

    /// "**order-cycle**: p transitive, not symmetric, and asymmetric or irreflexive: affirmed p-statements, derived
    /// without lifting, that form a simple cycle of three or more claims and, unless p is timeless, whose `O` have
    /// one day in common."
    fn order_cycles(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, p) in self.predicates() {
            if !p.has("transitive") || p.has("symmetric") || !(p.is_asymmetric() || p.has("irreflexive")) {
                continue;
            }
            // "One finding a strongly connected component (of the graph of all such statements of one predicate and
            // scope, whatever their times) in which there is such a cycle"
            for edges in components(&self.edges(at)) {
                let nodes = edges.iter().map(|edge| edge.from).collect::<BTreeSet<_>>().len();
                // "the shortest"
                let cycles = (3..=nodes).map(|length| self.cycles(&edges, length)).find(|cycles| !cycles.is_empty());
                found.extend(self.first(cycles.unwrap_or_default(), p.temporal, &[]));
            }
        }
        found
    }

    /// Returns the simple cycles of this number of edges, each beginning with the claim of the smallest id.
    fn cycles(&self, edges: &[Edge], length: usize) -> Vec<Path> {
        let id = |edge: &Edge| &self.claim(edge.claim).id;
        let mut cycles = Vec::new();
        for first in edges {
            let later: Vec<Edge> = edges.iter().filter(|edge| id(edge) > id(first)).copied().collect();
            let mut paths = vec![vec![*first]];
            for _ in 1..length {
                paths = paths.iter().flat_map(|path| extended(path, &later, true)).collect();
                paths.retain(|path| self.can_be_together(path, &[]));
            }
            cycles.extend(paths.into_iter().filter(|path| path.last().is_some_and(|last| last.to == first.from)));
        }
        cycles.retain(|cycle| self.can_be_together(cycle, &[]));
        cycles
    }

    /// Returns, of paths of one length, the "first by the sequence of its ids", with the claims beside them. "Certain
    /// only if timeless and none is hedged …; never through `usually-implies`"; "certainty plays no part in the
    /// choice".
    fn first(&self, paths: Vec<Path>, temporal: Temporal, beside: &[usize]) -> Option<Found> {
        let ids = |path: &Path| -> Vec<&String> { path.iter().map(|edge| &self.claim(edge.claim).id).collect() };
        let claims = |path: &Path| -> BTreeSet<usize> {
            path.iter().map(|edge| edge.claim).chain(beside.iter().copied()).collect()
        };
        let chosen = claims(paths.iter().min_by_key(|path| ids(path))?);
        let hedged = chosen.iter().any(|claim| self.claim(*claim).stance.is_hedged());
        let strict = paths.iter().any(|path| claims(path) == chosen && path.iter().all(|edge| edge.strict));
        Some((chosen, temporal == Temporal::Timeless && !hedged && strict))
    }

    /// "**denied-chain**: p transitive; distinct affirmed claims that carry, without lifting, a chain p(s,x), p(x,y),
    /// …, p(z,o) of two or more links through distinct entities, s ≠ o, whether or not p(s,o) is affirmed too, and
    /// a negative claim of what p(s,o) carries (here lifting is allowed); unless p is timeless, `P` and all `O`
    /// have one day in common."
    fn denied_chains(&self) -> Vec<Found> {
        let negative = |at: &&usize| self.claim(**at).stance.is_negative();
        self.scope.iter().filter(negative).filter_map(|at| self.denied_chain(*at)).collect()
    }

    /// "One a negative claim: the shortest over all p, s and o, then the first by the sequence of its links' ids from s
    /// to o."
    fn denied_chain(&self, negative: usize) -> Option<Found> {
        let denied = self.claim(negative);
        let Object::Entity(_) = denied.statement.object else { return None };
        // For each predicate the edges, and what each p(s,o) tells of what is denied: none, or whether strictly.
        let mut carries: BTreeMap<(usize, usize, usize), Option<bool>> = BTreeMap::new();
        let mut denies = |p: usize, s: usize, o: usize| {
            *carries.entry((p, s, o)).or_insert_with(|| {
                let closure = close(self.workspace, p, s, &Object::Entity(o));
                let statement = (denied.statement.predicate, denied.statement.subject, Some(object_of(denied)));
                let mut derivations =
                    closure.iter().filter(|derived| derived.state.statement() == statement).peekable();
                derivations.peek()?;
                Some(derivations.any(|derived| derived.strict))
            })
        };
        let transitive: Vec<(usize, &Predicate, Vec<Edge>)> =
            self.predicates().filter(|(_, p)| p.has("transitive")).map(|(at, p)| (at, p, self.edges(at))).collect();
        let mut paths: Vec<(usize, &Predicate, Path)> =
            transitive.iter().flat_map(|(at, p, edges)| edges.iter().map(|edge| (*at, *p, vec![*edge]))).collect();
        while !paths.is_empty() {
            let mut longer = Vec::new();
            for (at, p, path) in &paths {
                let edges =
                    transitive.iter().find(|(other, ..)| other == at).map_or(&[][..], |(_, _, edges)| edges.as_slice());
                longer.extend(extended(path, edges, false).into_iter().map(|path| (*at, *p, path)));
            }
            let beside = |p: &Predicate| {
                let timeless = p.temporal == Temporal::Timeless;
                [(negative, if timeless { ALL_TIME } else { time::denied(self.workspace, denied).possible })]
            };
            longer.retain(|(_, p, path)| self.can_be_together(path, &beside(p)));
            let mut denied_paths = Vec::new();
            for (at, p, path) in &longer {
                let (Some(first), Some(last)) = (path.first(), path.last()) else { continue };
                if let Some(strictly) = denies(*at, first.from, last.to) {
                    // If a link is not strictly carried, the whole path is not.
                    let path: Path =
                        path.iter().map(|edge| Edge { strict: edge.strict && strictly, ..*edge }).collect();
                    denied_paths.push((p.temporal, path));
                }
            }
            if let Some((temporal, _)) = denied_paths.first() {
                // Whatever carries a timeless statement is timeless itself: relations between the two are not followed.
                return self.first(denied_paths.iter().map(|(_, path)| path.clone()).collect(), *temporal, &[negative]);
            }
            paths = longer;
        }
        None
    }

    /// "**jointly-denied**: an affirmation of what is not timeless, whose `O` lies in no single `D` of the unhedged
    /// claims of equal scope that deny, certainly in value, something it carries in mode some (so also an event
    /// derived from a state's interval), but inside their union".
    fn jointly_denied(&self) -> Vec<Found> {
        self.scope.iter().filter_map(|at| self.jointly_denied_one(*at)).collect()
    }

    fn jointly_denied_one(&self, at: usize) -> Option<Found> {
        let affirmation = self.claim(at);
        if !affirmation.stance.is_positive() || time::is_timeless(self.workspace, affirmation) {
            return None;
        }
        let mut outer = None;
        // The denials: `D`, the claim, and whether without `usually-implies`.
        let mut denying: Vec<(Span, usize, bool)> = Vec::new();
        for other in self.scope.iter().copied().filter(|other| self.claim(*other).stance == Stance::Denies) {
            let denial = self.claim(other);
            let Some(days) = time::denied(self.workspace, denial).sure else { continue };
            if denied_value(&affirmation.statement.object, &denial.statement.object) != Meeting::Certain {
                continue;
            }
            let mut strict = None;
            for derived in denials(affirmation, denial, &self.closures[at]) {
                let time = time::affirmed(self.workspace, affirmation, derived.state.event_passed);
                if !time.all {
                    // It is the same for everything in mode some.
                    outer = Some(time.outer);
                    strict = Some(strict.unwrap_or(false) || derived.strict);
                }
            }
            denying.extend(strict.map(|strict| (days, other, strict)));
        }
        let outer = outer?;
        if denying.iter().any(|(days, ..)| outer.is_within(*days)) {
            return None;
        }
        // "the greedy cover (from the start of `O`: of those covering the day the one that reaches furthest, ties by
        // id; then the day after)"
        let mut claims = BTreeSet::from([at]);
        let mut sure = affirmation.stance == Stance::Affirms && time::may_be_certain(affirmation);
        let mut day = outer.first;
        while day <= outer.last {
            let covering = denying.iter().filter(|(days, ..)| days.first <= day && day <= days.last);
            let furthest =
                covering.min_by_key(|(days, claim, _)| (std::cmp::Reverse(days.last), &self.claim(*claim).id))?;
            let (days, claim, strict) = *furthest;
            claims.insert(claim);
            // "Certain if the affirmation is not hedged, no `usually-implies` was needed and every date is sure."
            sure &= strict && time::may_be_certain(self.claim(claim));
            day = days.last + 1;
        }
        Some((claims, sure))
    }

    /// "**over-total**: p of numbers with `total: T`: at the earliest day that lies in the `C` (…) of claims that
    /// affirm, or carry unlifted and without `usually-implies`, p-values with a positive lower bound, of two or
    /// more subjects …, whose lower bounds (the greatest for each subject) add up to more than T by more than p's
    /// tolerance". "One a predicate and scope; certain, but for section 5's `mixed-message`."
    fn over_totals(&self) -> Vec<Found> {
        self.predicates().filter_map(|(at, p)| self.over_total(at, p)).map(|claims| (claims, true)).collect()
    }

    fn over_total(&self, at: usize, p: &Predicate) -> Option<BTreeSet<usize>> {
        let most = most(p)?;
        // "in over-total `affirms` alone"
        let mut values: Vec<Value> = Vec::new();
        for claim in self.scope.iter().copied().filter(|claim| self.claim(*claim).stance == Stance::Affirms) {
            let Object::Quantity(quantity) = self.claim(claim).statement.object else { continue };
            let so_carried =
                |derived: &&Derived| derived.state.predicate == at && derived.strict && !derived.state.is_lifted();
            for derived in self.closures[claim].iter().filter(so_carried) {
                // "no claim that takes part in this scope affirming, or so carrying, a value wholly below 0"
                if quantity.is_below_zero() {
                    return None;
                }
                let time = time::affirmed(self.workspace, self.claim(claim), derived.state.event_passed);
                // "(resting on no mark and no `published`)"; "timeless: all claims share one day"
                let days = match p.temporal {
                    Temporal::Timeless => Some(ALL_TIME),
                    _ => time.sure.filter(|_| time::may_be_certain(self.claim(claim))),
                };
                if let (Some((low, _)), Some(days)) = (quantity.low, days) {
                    if low.is_positive() {
                        values.push(Value { low, days, subject: derived.state.subject, claim });
                    }
                }
            }
        }
        // The sum changes only where a claim's days begin, or have ended.
        let days: BTreeSet<Day> =
            values.iter().flat_map(|value| [value.days.first, value.days.last.saturating_add(1)]).collect();
        days.into_iter().find_map(|day| {
            let shared: Vec<Value> =
                values.iter().filter(|v| v.days.first <= day && day <= v.days.last).copied().collect();
            self.exceeding(shared, most)
        })
    }

    /// "the fewest, largest values, of two subjects at least, that exceed it (ties by id)"
    fn exceeding(&self, mut values: Vec<Value>, most: Decimal) -> Option<BTreeSet<usize>> {
        let subjects: BTreeSet<usize> = values.iter().map(|value| value.subject).collect();
        // "(one that is a transitive part of another such subject, which is not part of it, is left out …)"
        let is_part = |part: usize, whole: usize| wholes(self.workspace, part).contains(&whole);
        let left_out =
            |one: usize| subjects.iter().any(|whole| *whole != one && is_part(one, *whole) && !is_part(*whole, one));
        values.retain(|value| !left_out(value.subject));
        // Largest first, ties by id; of each subject the first alone.
        values.sort_by_key(|value| (std::cmp::Reverse(value.low), &self.claim(value.claim).id));
        let mut seen = BTreeSet::new();
        values.retain(|value| seen.insert(value.subject));
        let mut sum = Decimal::whole(0);
        let mut claims = BTreeSet::new();
        for (count, value) in values.iter().enumerate() {
            sum = sum.plus(value.low);
            claims.insert(value.claim);
            if count >= 1 && sum > most {
                return Some(claims);
            }
        }
        None
    }
}

/// The lower bound of a claim's value, and the days on which it surely holds.
#[derive(Clone, Copy)]
struct Value {
    low: Decimal,
    days: Span,
    subject: usize,
    claim: usize,
}

/// Returns the largest sum of the values of a predicate that is no conflict: its `total` and tolerance.
#[must_use]
pub fn most(p: &Predicate) -> Option<Decimal> {
    let total = p.total?;
    Some(match p.tolerance {
        None => total,
        Some(Tolerance::Absolute(tolerance)) => total.plus(tolerance),
        // "(a relative one is of T)"
        Some(Tolerance::Percent(part)) => total.plus(part.percent(total.size())),
    })
}

fn object_of(claim: &Claim) -> usize {
    if let Object::Entity(entity) = claim.statement.object { entity } else { usize::MAX }
}

/// Returns a path extended by one edge, in every way that keeps its entities and its claims distinct; if it
/// `may_close`, it may return to its first entity.
fn extended(path: &Path, edges: &[Edge], may_close: bool) -> Vec<Path> {
    let (Some(first), Some(last)) = (path.first(), path.last()) else { return Vec::new() };
    // A closed cycle is not extended.
    if last.to == first.from {
        return Vec::new();
    }
    let goes_on = |edge: &&Edge| {
        let visited = path.iter().any(|before| before.to == edge.to) || (edge.to == first.from && !may_close);
        edge.from == last.to && !visited && path.iter().all(|before| before.claim != edge.claim)
    };
    edges.iter().filter(goes_on).map(|edge| path.iter().chain([edge]).copied().collect()).collect()
}

/// Returns the edges of each strongly connected component.
fn components(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let reach = |start: usize| {
        let mut reached = BTreeSet::from([start]);
        loop {
            let more: BTreeSet<usize> =
                edges.iter().filter(|edge| reached.contains(&edge.from)).map(|edge| edge.to).collect();
            if more.is_subset(&reached) {
                return reached;
            }
            reached.extend(more);
        }
    };
    let nodes: BTreeSet<usize> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    let reached: BTreeMap<usize, BTreeSet<usize>> = nodes.iter().map(|node| (*node, reach(*node))).collect();
    let component = |node: usize| {
        nodes.iter().copied().find(|other| reached[&node].contains(other) && reached[other].contains(&node))
    };
    let mut components: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
    for edge in edges {
        if let (Some(a), Some(b)) = (component(edge.from), component(edge.to)) {
            if a == b {
                components.entry(a).or_default().push(*edge);
            }
        }
    }
    components.into_values().collect()
}
