//! Finds affirmations for some time that no single denial covers, but several together do.

use std::rc::Rc;

use gainsay_model::date::{Days, INFINITY};
use gainsay_model::record::Stance;
use rustc_hash::FxHashMap;

use super::Found;
use super::scopes::{ScopeId, ScopeIds};
use crate::clash::values;
use crate::joins::denied_run::DeniedRun;
use crate::joins::{ByLaw, StatementJoin};
use crate::ledger::{ClaimId, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::set_conflict::{Proof, SetClaims};

/// The statements that are denied, beside those that carry them.
pub struct JointDenials<'l, 'w> {
    ledger: &'l Ledger<'w>,
    /// The affirmed statements, each with a denied one that it carries.
    met: Vec<(StatementId, Denied)>,
    /// Groups of statements of which others carry all by law.
    groups: Vec<Vec<StatementId>>,
    /// Denials among very many statements, of which it is not known yet who carries them.
    many: Vec<Rc<DeniedRun<'l>>>,
}

/// The denied statements that an affirmation carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Denied {
    /// A statement.
    One(StatementId),
    /// All statements of a group, by its number, without a presumption or an event.
    All(u32),
}

impl<'l, 'w> JointDenials<'l, 'w> {
    /// Returns the denials of a ledger, without any statements yet.
    pub fn new(ledger: &'l Ledger<'w>) -> JointDenials<'l, 'w> {
        JointDenials { ledger, met: Vec::new(), groups: Vec::new(), many: Vec::new() }
    }

    /// Returns true if two claims deny anything that is not timeless.
    pub fn are_possible(&self) -> bool {
        let ledger = self.ledger;
        let denials = |(i, statement): (usize, &Statement)| {
            if is_timeless(ledger, statement) { 0 } else { ledger.denying(StatementId(i as u32)).len() }
        };
        ledger.statements.iter().enumerate().map(denials).filter(|count| *count > 0).take(2).sum::<usize>() > 1
    }

    /// Adds statements that meet.
    pub fn join(&mut self, join: &StatementJoin) {
        if !join.denied {
            return;
        }
        let ledger = self.ledger;
        let is_affirmed = |a: &&StatementId| !ledger.affirming(**a).is_empty();
        let denied: Vec<StatementId> = join.b.iter().filter(|b| is_denied(ledger, **b)).copied().collect();
        let of = |denied: Denied| join.a.iter().filter(is_affirmed).map(move |a| (*a, denied));
        if matches!(join.by_law, Some(ByLaw::Denied)) && denied.len() > 1 {
            self.met.extend(of(Denied::All(self.groups.len() as u32)));
            self.groups.push(denied);
        } else {
            denied.into_iter().for_each(|b| self.met.extend(of(Denied::One(b))));
        }
    }

    /// Adds the denials among very many statements.
    pub fn denied_run(&mut self, run: Rc<DeniedRun<'l>>) {
        if self.are_possible() {
            self.many.push(run);
        }
    }

    /// Returns the affirmations that are jointly denied.
    pub fn find(mut self, scopes: &ScopeIds) -> Vec<Found> {
        self.met.sort_unstable();
        self.met.dedup();
        let mut finder = Finder {
            ledger: self.ledger,
            scopes,
            groups: &self.groups,
            denying: FxHashMap::default(),
            known: FxHashMap::default(),
            known_groups: FxHashMap::default(),
            found: Vec::new(),
        };
        for met in self.met.chunk_by(|a, b| a.0 == b.0) {
            finder.look_at(met);
        }
        self.many.iter().for_each(|run| finder.look_at_many(run));
        finder.found
    }
}

/// Returns true if a statement that is not timeless is denied outright.
fn is_denied(ledger: &Ledger, statement: StatementId) -> bool {
    let denies = |claim: &ClaimId| ledger.claim(*claim).stance == Stance::Denies;
    !is_timeless(ledger, ledger.statement_of(statement)) && ledger.denying(statement).iter().any(denies)
}

fn is_timeless(ledger: &Ledger, statement: &Statement) -> bool {
    let word = ledger.vocabulary.word(statement.predicate);
    !word.is_event() && !word.is_state()
}

/// The way in which an affirmed statement carries a denied one.
#[derive(Clone, Copy)]
struct Way {
    denied: StatementId,
    /// Whether there is a derivation without a presumption: at all, and by an event.
    strict: bool,
    /// Whether the derivation without a presumption passes an event; none if there is no such derivation.
    strict_by_event: Option<bool>,
}

/// The key of denials that together may cover an affirmation: a scope, and some statements, each carried without a
/// presumption or not.
type Key = (ScopeId, Vec<(StatementId, bool)>);

struct Finder<'f, 'w> {
    ledger: &'f Ledger<'w>,
    scopes: &'f ScopeIds,
    groups: &'f [Vec<StatementId>],
    /// For each statement, the claims that deny it, by scope.
    denying: FxHashMap<StatementId, FxHashMap<ScopeId, Vec<ClaimId>>>,
    known: FxHashMap<Key, Rc<DatedDenials>>,
    /// The denials of whole groups, by scope.
    known_groups: FxHashMap<(ScopeId, u32), Rc<DatedDenials>>,
    found: Vec<Found>,
}

impl Finder<'_, '_> {
    /// Looks for affirmations of one statement that are jointly denied.
    fn look_at(&mut self, met: &[(StatementId, Denied)]) {
        let ledger = self.ledger;
        let Some((affirmed, _)) = met.first() else { return };
        // A group by itself is the same for all that carry it, and nothing in it is carried by an event.
        let group = if let [(_, Denied::All(group))] = met { Some(*group) } else { None };
        let ways = if group.is_some() { Vec::new() } else { self.ways(met) };
        if group.is_none() && ways.iter().map(|way| ledger.denying(way.denied).len()).sum::<usize>() < 2 {
            return;
        }
        let mut of_all: FxHashMap<(ScopeId, bool), Rc<DatedDenials>> = FxHashMap::default();
        for claim in ledger.affirming(*affirmed) {
            let time = ledger.time(ledger.claim(*claim));
            // A state that holds all through is denied day by day; only events by which it holds take place at some
            // time.
            let by_event = time.reach(false).throughout;
            let outer = time.reach(by_event).outer;
            let scope = self.scopes.of(*claim);
            if group.is_some() && by_event {
                continue;
            }
            let denials = of_all.entry((scope, by_event)).or_insert_with(|| match group {
                Some(group) => self.denials_of_group(scope, group),
                None => self.denials(scope, &ways, by_event),
            });
            self.found.extend(denials.cover(outer).map(|cover| told(ledger, *claim, outer, &cover)));
        }
    }

    /// Looks for affirmations that are jointly denied among very many statements. What each of them carries is looked up
    /// only where all denials together could cover a claim.
    fn look_at_many(&mut self, run: &DeniedRun) {
        let ledger = self.ledger;
        let denied = run.denied().iter().map(|(statement, _)| *statement);
        let denied: Vec<StatementId> = denied.filter(|statement| is_denied(ledger, *statement)).collect();
        let mut by_scope: FxHashMap<ScopeId, AllDenials> = FxHashMap::default();
        for affirmed in run.affirmed().iter().copied() {
            let may_be_covered = ledger.affirming(affirmed).iter().any(|claim| {
                let scope = self.scopes.of(*claim);
                let all = by_scope
                    .entry(scope)
                    .or_insert_with(|| AllDenials::new(self.list(scope, denied.iter().map(|denied| (*denied, true)))));
                let time = ledger.time(ledger.claim(*claim));
                all.may_cover(time.reach(time.reach(false).throughout).outer)
            });
            if may_be_covered {
                let carried = run.carried_by(affirmed).into_iter().filter(|denied| is_denied(ledger, *denied));
                let met: Vec<_> = carried.map(|denied| (affirmed, Denied::One(denied))).collect();
                self.look_at(&met);
            }
        }
    }

    /// Returns the ways in which a statement carries the denied ones.
    fn ways(&self, met: &[(StatementId, Denied)]) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        for (affirmed, denied) in met {
            match denied {
                Denied::One(denied) => ways.extend(way(self.ledger, *affirmed, *denied)),
                Denied::All(group) => ways.extend(
                    self.groups[*group as usize].iter().filter_map(|denied| way(self.ledger, *affirmed, *denied)),
                ),
            }
        }
        ways.sort_unstable_by_key(|way| way.denied);
        ways.dedup_by_key(|way| way.denied);
        ways
    }

    fn denials_of_group(&mut self, scope: ScopeId, group: u32) -> Rc<DatedDenials> {
        if let Some(known) = self.known_groups.get(&(scope, group)) {
            return Rc::clone(known);
        }
        let made = self.denials_of(scope, self.groups[group as usize].iter().map(|denied| (*denied, true)));
        self.known_groups.insert((scope, group), Rc::clone(&made));
        made
    }

    fn denials(&mut self, scope: ScopeId, ways: &[Way], by_event: bool) -> Rc<DatedDenials> {
        let strict = |way: &Way| if by_event { way.strict_by_event } else { Some(way.strict) };
        let of: Vec<(StatementId, bool)> = ways.iter().filter_map(|way| Some((way.denied, strict(way)?))).collect();
        let key: Key = (scope, of);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let made = self.denials_of(scope, key.1.iter().copied());
        self.known.insert(key, Rc::clone(&made));
        made
    }

    /// Returns the denials of some statements in a scope, each with whether it is carried without a presumption.
    fn denials_of(
        &mut self,
        scope: ScopeId,
        statements: impl Iterator<Item = (StatementId, bool)>,
    ) -> Rc<DatedDenials> {
        Rc::new(DatedDenials::new(self.list(scope, statements)))
    }

    fn list(&mut self, scope: ScopeId, statements: impl Iterator<Item = (StatementId, bool)>) -> Vec<Denial> {
        let (ledger, scopes) = (self.ledger, self.scopes);
        let mut all = Vec::new();
        for (statement, strict) in statements {
            let by_scope = self.denying.entry(statement).or_insert_with(|| by_scope(ledger, scopes, statement));
            for claim in by_scope.get(&scope).into_iter().flatten() {
                let days = ledger.time(ledger.claim(*claim)).reach(false).sure;
                all.extend(days.map(|days| Denial { days, claim: *claim, strict }));
            }
        }
        all
    }
}

/// Returns the claims that deny a statement, by scope.
fn by_scope(ledger: &Ledger, scopes: &ScopeIds, statement: StatementId) -> FxHashMap<ScopeId, Vec<ClaimId>> {
    let mut by_scope: FxHashMap<ScopeId, Vec<ClaimId>> = FxHashMap::default();
    for claim in ledger.denying(statement).iter().filter(|claim| ledger.claim(**claim).stance == Stance::Denies) {
        by_scope.entry(scopes.of(*claim)).or_default().push(*claim);
    }
    by_scope
}

/// Returns the way in which a statement carries a denied one, if it certainly does so in value.
fn way(ledger: &Ledger, affirmed: StatementId, denied: StatementId) -> Option<Way> {
    let (s, t) = (ledger.statement_of(affirmed), ledger.statement_of(denied));
    if t.pair.object.is_none() && values::denies(ledger.workspace, &s.object, &t.object) != Some(true) {
        return None;
    }
    let mut way: Option<Way> = None;
    ledger.carried(s, t.predicate, t.pair, |derived| {
        let way = way.get_or_insert(Way { denied, strict: false, strict_by_event: None });
        let strict = derived.usually == 0;
        way.strict |= strict;
        if derived.event {
            way.strict_by_event = Some(way.strict_by_event.unwrap_or(false) || strict);
        }
    });
    way
}

fn told(ledger: &Ledger, affirmation: ClaimId, outer: Days, cover: &[Denial]) -> Found {
    let is_firm = |claim: ClaimId| ledger.time(ledger.claim(claim)).firm;
    let certain = ledger.claim(affirmation).stance == Stance::Affirms
        && is_firm(affirmation)
        && cover.iter().all(|denial| denial.strict && is_firm(denial.claim));
    let claims = std::iter::once(affirmation).chain(cover.iter().map(|denial| denial.claim)).collect();
    let proof = Proof::Cover { outer, denied: cover.iter().map(|denial| denial.days).collect() };
    Found { mechanism: Mechanism::JointlyDenied, claims: SetClaims::listed(claims), proof, certain }
}

/// A claim that denies, and the days that it surely denies.
#[derive(Clone, Copy)]
struct Denial {
    days: Days,
    claim: ClaimId,
    /// Whether the denied statement is carried without a presumption.
    strict: bool,
}

/// Denials, for the query which of them cover some days.
struct DatedDenials {
    /// The denials by first day. In the place of each is the one up to it that reaches furthest, the first of these by
    /// id.
    furthest: Vec<(i64, Denial)>,
    /// The days that are covered without a gap.
    covered: Vec<Days>,
}

/// All denials of a scope, for the query whether any of them could together cover some days.
struct AllDenials {
    /// The days that are covered without a gap.
    covered: Vec<Days>,
    /// The days of each denial, each once.
    days: Vec<Days>,
}

impl AllDenials {
    fn new(all: Vec<Denial>) -> AllDenials {
        let mut days: Vec<Days> = all.iter().map(|denial| denial.days).collect();
        days.sort_unstable_by_key(|days| (days.first, days.last));
        days.dedup();
        AllDenials { covered: DatedDenials::new(all).covered, days }
    }

    /// Returns false if no denials of them cover these days, or only such as cover them alone.
    fn may_cover(&self, days: Days) -> bool {
        let run = self.covered.partition_point(|run| run.last < days.first);
        let is_covered = self.covered.get(run).is_some_and(|run| days.within(*run));
        is_covered && self.days.iter().any(|of_one| of_one.meets(days) && !days.within(*of_one))
    }
}

impl DatedDenials {
    fn new(mut all: Vec<Denial>) -> DatedDenials {
        all.sort_unstable_by_key(|denial| denial.days.first);
        let (mut furthest, mut covered): (Vec<(i64, Denial)>, Vec<Days>) = (Vec::new(), Vec::new());
        for denial in all {
            let days = denial.days;
            match covered.last_mut().filter(|run| days.first <= run.last.saturating_add(1)) {
                Some(run) => run.last = run.last.max(days.last),
                None => covered.push(days),
            }
            let before = furthest.last().map(|(_, denial)| *denial);
            let rank = |denial: &Denial| (std::cmp::Reverse(denial.days.last), denial.claim);
            let best = before.filter(|best| rank(best) < rank(&denial));
            furthest.push((days.first, best.unwrap_or(denial)));
        }
        DatedDenials { furthest, covered }
    }

    /// Returns the denials that together cover some days, if no single one does: from the first day on, always the one
    /// that reaches furthest.
    fn cover(&self, days: Days) -> Option<Vec<Denial>> {
        let run = self.covered.partition_point(|run| run.last < days.first);
        self.covered.get(run).filter(|run| days.within(**run))?;
        let (mut cover, mut day) = (Vec::new(), days.first);
        loop {
            let (_, denial) = self.furthest[..self.furthest.partition_point(|(first, _)| *first <= day)].last()?;
            cover.push(*denial);
            if denial.days.last >= days.last || denial.days.last >= INFINITY {
                return Some(cover).filter(|cover| cover.len() > 1);
            }
            day = denial.days.last + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denials(all: &[(i64, i64)]) -> DatedDenials {
        let denial = |(i, (first, last)): (usize, &(i64, i64))| Denial {
            days: Days { first: *first, last: *last },
            claim: ClaimId(i as u32),
            strict: true,
        };
        DatedDenials::new(all.iter().enumerate().map(denial).collect())
    }

    fn cover(all: &[(i64, i64)], first: i64, last: i64) -> Option<Vec<u32>> {
        denials(all).cover(Days { first, last }).map(|cover| cover.iter().map(|denial| denial.claim.0).collect())
    }

    #[test]
    fn the_one_that_reaches_furthest_comes_next_and_ties_go_by_id() {
        assert_eq!(cover(&[(1, 5), (1, 6), (4, 8), (7, 9), (7, 9)], 1, 9), Some(vec![1, 3]));
        assert_eq!(cover(&[(1, 5), (6, 9)], 1, 9), Some(vec![0, 1]));
        assert_eq!(cover(&[(1, 5), (7, 9)], 1, 9), None);
        assert_eq!(cover(&[(1, 9), (1, 5), (6, 9)], 1, 9), None);
        assert_eq!(cover(&[(2, 5), (6, 9)], 1, 9), None);
        assert_eq!(cover(&[(3, 4), (0, 4), (5, 9)], 1, 9), Some(vec![1, 2]));
    }
}
