//! Searches many claims on one statement for those that conflict at all, by which rule, and whether certainly, without
//! a comparison of each two. Each claim searches for a representative conflict of every rule among the claims that its
//! time can meet and whose speaker can make that rule; claims that differ in nothing but their ids search together. It
//! takes n log n for n claims that all conflict.

use std::collections::BTreeMap;

use gainsay_model::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::alternatives;
use crate::clash::{Candidate, Clash, Comparer, Pairing};
use crate::conflicts::group::{ConflictGrouper, GroupId};
use crate::conflicts::range_queries::{Parties, RuledAlike, Setting, Witnesses};
use crate::conflicts::scopes::Scopes;
use crate::joins::{ByLaw, StatementJoin, near_steps};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::{Arguments, Derived};

/// The number of further claims that are tried for a certain conflict, after one that is only possible.
const TRIES: usize = 16;

/// The number of claims that a search looks at before it asks for those that are not in succession.
const PATIENCE: usize = 64;

/// The number of pairs up to which all are compared.
const FEW: usize = 64;

/// Finds all conflicts where many claims meet.
pub fn search<'l, 'w>(
    comparer: &Comparer<'l, 'w>,
    join: &StatementJoin,
    grouper: &mut ConflictGrouper<'_, 'l, 'w>,
    most_pairs: usize,
) {
    let setting = Setting::new(comparer, join, grouper.rulings(), most_pairs.min(PATIENCE));
    let mut sweep = Sweep {
        comparer,
        join,
        grouper,
        most_pairs,
        setting,
        last: None,
        certainty: false,
        told: FxHashSet::default(),
        shared: FxHashMap::default(),
        kept: None,
    };
    if join.among && join.a.len() > 1 {
        sweep.among(join.a);
    } else {
        sweep.across(join.a, join.b);
    }
}

struct Sweep<'s, 'l, 'w, 'g> {
    comparer: &'s Comparer<'l, 'w>,
    join: &'s StatementJoin<'s>,
    grouper: &'s mut ConflictGrouper<'g, 'l, 'w>,
    most_pairs: usize,
    setting: Setting<'s, 'l, 'w>,
    /// The candidates of the two statements compared last.
    last: Option<((StatementId, StatementId), Vec<Candidate>)>,
    /// Whether a certain conflict can come of the candidates: they rest on no presumption, and on no event that may
    /// have happened twice.
    certainty: bool,
    /// The claims whose equivalence classes are already reported.
    told: FxHashSet<(ClaimId, PairRule, Mechanism, Derived, Derived)>,
    /// The claims with which alternatives conflict by each rule, among those looked at.
    shared: FxHashMap<(alternatives::GroupId, PairRule), Option<usize>>,
    /// The index of all others, if they were looked at together.
    kept: Option<Witnesses>,
}

/// Claims that differ in nothing but their ids.
struct EquivalenceClass {
    claims: Vec<ClaimId>,
    /// The rules by which the claims are known to conflict, rulings aside, and the groups of those pairs.
    found: Vec<(PairRule, GroupId)>,
}

impl EquivalenceClass {
    fn first(&self) -> ClaimId {
        self.claims[0]
    }
}

impl<'w> Sweep<'_, '_, 'w, '_> {
    /// Searches statements that differ in a value: each claim is compared with all of them.
    fn among(&mut self, statements: &[StatementId]) {
        let (mut all, mut others) = (self.alike(statements, false), self.alike(statements, false));
        if all.len().saturating_mul(all.len()) / 2 <= self.most_pairs {
            for i in 0..all.len() {
                for j in i + 1..all.len() {
                    self.try_pair(&mut all, i, &mut others, j, false);
                }
            }
            return;
        }
        let parties = Parties::new(self.comparer, all.iter().map(EquivalenceClass::first));
        let scopes = self.scopes(&all);
        self.look((&mut all, &scopes), (&mut others, &scopes), &parties, false);
        if self.certainty {
            self.look_for_certain_ones((&mut all, &scopes), (&mut others, &scopes), &parties);
        }
    }

    fn across(&mut self, a: &[StatementId], b: &[StatementId]) {
        let mut left = self.alike(a, false);
        let mut right = self.alike(b, self.join.denied);
        if left.len().saturating_mul(right.len()) <= self.most_pairs {
            for i in 0..left.len() {
                for j in 0..right.len() {
                    self.try_pair(&mut left, i, &mut right, j, false);
                }
            }
            return;
        }
        let parties = Parties::new(self.comparer, left.iter().chain(&right).map(EquivalenceClass::first));
        self.try_nearest(&mut left, &mut right);
        let (of_left, of_right) = (self.scopes(&left), self.scopes(&right));
        self.look((&mut left, &of_left), (&mut right, &of_right), &parties, false);
        self.look((&mut right, &of_right), (&mut left, &of_left), &parties, true);
        if self.certainty {
            self.look_for_certain_ones((&mut left, &of_left), (&mut right, &of_right), &parties);
        }
    }

    /// Tries the claims first that clash in few steps, so that a conflict is explained by these.
    fn try_nearest(&mut self, left: &mut [EquivalenceClass], right: &mut [EquivalenceClass]) {
        let (ledger, vocabulary) = (self.comparer.ledger, &self.comparer.ledger.vocabulary);
        let statement = |alike: &EquivalenceClass| ledger.statement_of(ledger.claim(alike.first()).statement);
        let pairs: Vec<(usize, usize)> = match self.join.by_law {
            None => return,
            Some(ByLaw::Denied) => {
                let mut affirmed: FxHashMap<(PredicateId, Arguments), usize> = FxHashMap::default();
                for (i, alike) in left.iter().enumerate() {
                    let said = statement(alike);
                    affirmed.entry((said.predicate, said.pair)).or_insert(i);
                }
                let back = vocabulary.back();
                let near = |(j, alike): (usize, &EquivalenceClass)| {
                    let Statement { predicate, pair, .. } = *statement(alike);
                    let turned = |exchanges: bool| if exchanges { pair.mirror().unwrap_or(pair) } else { pair };
                    let before =
                        back[predicate.0 as usize].iter().map(|(from, kind)| (*from, turned(kind.exchanges())));
                    let found = [(predicate, pair)].into_iter().chain(before).filter_map(|said| affirmed.get(&said));
                    found.take(TRIES).map(|i| (*i, j)).collect::<Vec<_>>()
                };
                right.iter().enumerate().flat_map(near).collect()
            }
            Some(ByLaw::Contest { one, other, .. }) => {
                let nearest = |alike: &[EquivalenceClass], carried: (PredicateId, Arguments)| -> Vec<usize> {
                    let mut all: Vec<usize> = (0..alike.len()).collect();
                    all.sort_by_key(|i| near_steps(vocabulary, statement(&alike[*i]), carried));
                    all.truncate(TRIES);
                    all
                };
                let (ones, others) = (nearest(left, one), nearest(right, other));
                ones.iter().flat_map(|i| others.iter().map(move |j| (*i, *j))).collect()
            }
        };
        for (i, j) in pairs {
            self.try_pair(left, i, right, j, false);
        }
    }

    fn scopes(&self, alike: &[EquivalenceClass]) -> Scopes<'w> {
        Scopes::new(self.comparer.ledger, alike.iter().map(EquivalenceClass::first))
    }

    /// Searches, for each of the first, among the others that are comparable.
    fn look(
        &mut self,
        mine: (&mut [EquivalenceClass], &Scopes),
        others: (&mut [EquivalenceClass], &Scopes),
        parties: &Parties,
        swapped: bool,
    ) {
        let ((mine, my_scopes), (others, other_scopes)) = (mine, others);
        my_scopes.comparable(other_scopes, &mut |some, among| {
            self.shared.clear();
            if some.len().saturating_mul(among.len()) <= self.most_pairs.min(FEW) {
                for (i, j) in some.iter().flat_map(|i| among.iter().map(move |j| (*i, *j))) {
                    self.try_pair(mine, i, others, j, swapped);
                }
                return;
            }
            self.look_among_ruled((mine, some), (others, among), parties, swapped);
            let witnesses = Witnesses::new(&self.setting, parties, among.iter().map(|j| (*j, others[*j].first())));
            for i in some {
                self.witnesses(mine, *i, others, (&witnesses, parties), swapped);
            }
            // Most claims give no scope: the same index serves once more.
            if !swapped && among.len() == others.len() {
                self.kept = Some(witnesses);
            }
        });
    }

    /// Searches for certain pairs where scopes are the same.
    fn look_for_certain_ones(
        &mut self,
        left: (&mut [EquivalenceClass], &Scopes),
        right: (&mut [EquivalenceClass], &Scopes),
        parties: &Parties,
    ) {
        let ((left, left_scopes), (right, right_scopes)) = (left, right);
        left_scopes.alike(right_scopes, &mut |some, among| {
            let is_open = |i: &usize| self.lacks_certainty(&left[*i]);
            let some: Vec<usize> = some.iter().copied().filter(is_open).collect();
            if !some.is_empty() {
                let kept = self.kept.take().filter(|_| among.len() == right.len());
                let new = || Witnesses::new(&self.setting, parties, among.iter().map(|j| (*j, right[*j].first())));
                let witnesses = kept.unwrap_or_else(new);
                self.certain_ones(left, &some, right, (&witnesses, parties));
            }
        });
    }

    fn lacks_certainty(&self, alike: &EquivalenceClass) -> bool {
        let id = alike.first();
        !self.comparer.ledger.claim(id).stance.hedged()
            && alike.found.iter().any(|(rule, group)| !self.grouper.is_certain(*group, id, *rule))
    }

    // --- equivalence classes ---

    fn alike(&self, statements: &[StatementId], negative: bool) -> Vec<EquivalenceClass> {
        let ledger = self.comparer.ledger;
        let mut answered: FxHashSet<Symbol> = FxHashSet::default();
        let mut groups: FxHashMap<_, Vec<ClaimId>> = FxHashMap::default();
        let claims =
            || statements.iter().flat_map(|s| if negative { ledger.denying(*s) } else { ledger.affirming(*s) });
        answered.extend(claims().filter_map(|id| ledger.claim(*id).record.more().answers));
        for &id in claims() {
            let entry = ledger.claim(id);
            let record = entry.record;
            // A claim that answers, is answered, shares an utterance or is ruled upon is in a class of its own.
            let alone = record.more().answers.is_some()
                || answered.contains(&entry.name)
                || record.more().utterance.is_some()
                || self.grouper.is_ruled(id);
            let published = record
                .source
                .filter(|_| record.said.is_none())
                .and_then(|s| ledger.workspace.source(s))
                .and_then(|s| s.published);
            let key = (
                alone.then_some(id),
                (entry.statement, entry.speaker, entry.for_himself, entry.principals),
                (record.when, record.said, published, record.promises, entry.stance.hedged()),
                &*record.more().scope,
            );
            groups.entry(key).or_default().push(id);
        }
        let mut groups: Vec<EquivalenceClass> =
            groups.into_values().map(|claims| EquivalenceClass { claims, found: Vec::new() }).collect();
        groups.sort_unstable_by_key(EquivalenceClass::first);
        groups
    }

    // --- comparing two claims ---

    /// Compares two claims. Returns, if they conflict, whether a pair of their rule is known to be certain in the
    /// conflicts that they belong to.
    fn try_pair(
        &mut self,
        left: &mut [EquivalenceClass],
        i: usize,
        right: &mut [EquivalenceClass],
        j: usize,
        swapped: bool,
    ) -> Option<bool> {
        let pairing = self.comparer.pairing(left[i].first(), right[j].first()).ok()?;
        self.try_pairing(left, i, right, j, swapped, &pairing)
    }

    /// Compares two claims as [`Self::try_pair`] does, given their pairing.
    fn try_pairing(
        &mut self,
        left: &mut [EquivalenceClass],
        i: usize,
        right: &mut [EquivalenceClass],
        j: usize,
        swapped: bool,
        pairing: &Pairing,
    ) -> Option<bool> {
        let (a, b) = if swapped { (right[j].first(), left[i].first()) } else { (left[i].first(), right[j].first()) };
        if a == b {
            return None;
        }
        let statements = self.statements(a, b);
        if self.join.ordered(self.comparer.ledger, statements.0, statements.1) != statements {
            return self.try_pairing(left, i, right, j, !swapped, pairing);
        }
        let candidates = self.candidates(a, b);
        let clashes: Vec<Clash> = candidates
            .chunk_by(|c, d| c.mechanism == d.mechanism)
            .filter_map(|same| self.comparer.judge(a, b, pairing, same))
            .collect();
        self.certainty |=
            candidates.iter().any(|candidate| candidate.usually == 0 && self.comparer.can_be_sure(candidate));
        self.last = Some((self.statements(a, b), candidates));
        if clashes.is_empty() {
            return None;
        }
        let ruled = self.grouper.covering(a, b).is_some();
        let mut certain = true;
        for clash in &clashes {
            let (one, other) = if swapped { (&right[j], &left[i]) } else { (&left[i], &right[j]) };
            // A pair that is not grouped need not be looked for again.
            let Some(group) = self.tell(one, other, *clash) else { continue };
            certain &= self.grouper.is_certain(group, a, pairing.rule);
            for alike in [&mut left[i], &mut right[j]] {
                if !ruled && !alike.found.contains(&(pairing.rule, group)) {
                    alike.found.push((pairing.rule, group));
                }
            }
        }
        Some(certain)
    }

    fn statements(&self, a: ClaimId, b: ClaimId) -> (StatementId, StatementId) {
        (self.comparer.ledger.claim(a).statement, self.comparer.ledger.claim(b).statement)
    }

    fn candidates(&mut self, a: ClaimId, b: ClaimId) -> Vec<Candidate> {
        let both = self.statements(a, b);
        if let Some((_, candidates)) = self.last.take().filter(|(known, _)| *known == both) {
            return candidates;
        }
        self.join.candidates(self.comparer, both.0, both.1)
    }

    /// Adds the pair, and the pairs of both classes, each once. Returns the group of the pair, if it is grouped.
    fn tell(&mut self, one: &EquivalenceClass, other: &EquivalenceClass, clash: Clash) -> Option<GroupId> {
        let (a, b) = (one.first(), other.first());
        let group = self.grouper.add(a, b, clash)?;
        let (s, t) = self.statements(a, b);
        let (x, y) = (self.in_kind(s, &clash.candidate.a), self.in_kind(t, &clash.candidate.b));
        let mut first_time = |id: ClaimId| self.told.insert((id, clash.rule, clash.candidate.mechanism, x, y));
        if first_time(a) {
            for like in &one.claims[1..] {
                self.grouper.add(*like, b, clash);
            }
        }
        if first_time(b) {
            for like in &other.claims[1..] {
                self.grouper.add(a, *like, clash);
            }
        }
        Some(group)
    }

    /// Returns the statement that another carries, in a form that is the same for all that carry it alike, whoever they
    /// are about.
    fn in_kind(&self, s: StatementId, state: &Derived) -> Derived {
        let statement = self.comparer.ledger.statement_of(s);
        let exchanged = state.pair.subject != statement.pair.subject;
        if statement.own {
            *state
        } else {
            Derived { pair: Arguments { subject: EntityId(exchanged.into()), object: None }, ..*state }
        }
    }

    // --- searching ---

    /// Searches among `others` for one conflict of every rule.
    fn witnesses(
        &mut self,
        mine: &mut [EquivalenceClass],
        i: usize,
        others: &mut [EquivalenceClass],
        (of, parties): (&Witnesses, &Parties),
        swapped: bool,
    ) {
        let ledger = self.comparer.ledger;
        let id = mine[i].first();
        let entry = ledger.claim(id);
        // Some claims meet this one whatever the dates are.
        let linked = entry.record.more().answers.and_then(|name| of.by_name.get(&name).map(std::slice::from_ref));
        let answering = of.answering.get(&entry.name).map(Vec::as_slice);
        for j in [linked, answering].into_iter().flatten().flatten() {
            self.try_pair(mine, i, others, *j, swapped);
        }
        // Of alternatives that differ only in their values, one searches for all.
        let group = self.setting.alternatives(id);
        for rule in PairRule::ALL {
            if let Some(known) = group.and_then(|group| self.shared.get(&(group, rule)).copied()) {
                if let Some(j) = known {
                    self.try_pair(mine, i, others, j, swapped);
                }
                continue;
            }
            let candidates = of.of(&self.setting, parties, (id, rule), RuledAlike::Unwanted);
            let (found, _) = self.search(mine, i, others, swapped, (rule, None), candidates);
            if let Some(group) = group {
                self.shared.insert((group, rule), found);
            }
        }
    }

    /// Tries one after the other until a conflict of that rule is found that this ruling covers, or that none covers,
    /// and a few more for a certain one. Returns the first found, and whether one was certain.
    fn search(
        &mut self,
        mine: &mut [EquivalenceClass],
        i: usize,
        others: &mut [EquivalenceClass],
        swapped: bool,
        (rule, ruling): (PairRule, Option<&str>),
        candidates: impl Iterator<Item = usize>,
    ) -> (Option<usize>, bool) {
        let mut first = None;
        let is_found = ruling.is_none() && mine[i].found.iter().any(|(found, _)| *found == rule);
        let mut tries = if is_found { TRIES } else { usize::MAX };
        for j in candidates {
            if tries == 0 {
                break;
            }
            tries -= 1;
            let (a, b) = (mine[i].first(), others[j].first());
            let Ok(pairing) = self.comparer.pairing(a, b) else { continue };
            if pairing.rule != rule || self.grouper.covering(a, b) != ruling {
                continue;
            }
            match self.try_pairing(mine, i, others, j, swapped, &pairing) {
                Some(true) => return (first.or(Some(j)), true),
                // All of the others give the same keys, so that no certain conflict comes of any.
                Some(false) if pairing.scope_partial => return (first.or(Some(j)), false),
                Some(false) => {
                    first = first.or(Some(j));
                    tries = tries.min(TRIES);
                }
                None => {}
            }
        }
        (first, false)
    }

    /// Searches for conflicts of every rule among the claims that one ruling covers: they form conflicts of their own.
    fn look_among_ruled(
        &mut self,
        (mine, some): (&mut [EquivalenceClass], &[usize]),
        (others, among): (&mut [EquivalenceClass], &[usize]),
        parties: &Parties,
        swapped: bool,
    ) {
        let rulings = self.grouper.rulings();
        let mut by_ruling: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for i in some {
            for ruling in rulings.of(mine[*i].first()) {
                by_ruling.entry(*ruling).or_default().0.push(*i);
            }
        }
        for j in among {
            for ruling in rulings.of(others[*j].first()) {
                if let Some((_, others)) = by_ruling.get_mut(ruling) {
                    others.push(*j);
                }
            }
        }
        for (ruling, (some, among)) in by_ruling {
            if some.len().saturating_mul(among.len()) <= self.most_pairs.min(FEW) {
                for (i, j) in some.iter().flat_map(|i| among.iter().map(move |j| (*i, *j))) {
                    self.try_pair(mine, i, others, j, swapped);
                }
                continue;
            }
            let of = Witnesses::new(&self.setting, parties, among.iter().map(|j| (*j, others[*j].first())));
            for i in some {
                self.ruled_witnesses((mine, i), others, (&of, parties), swapped, rulings.name(ruling));
            }
        }
    }

    /// Searches for one conflict of every rule that a ruling covers, and for one that is certain.
    fn ruled_witnesses(
        &mut self,
        (mine, i): (&mut [EquivalenceClass], usize),
        others: &mut [EquivalenceClass],
        (of, parties): (&Witnesses, &Parties),
        swapped: bool,
        ruling: &str,
    ) {
        let id = mine[i].first();
        let entry = self.comparer.ledger.claim(id);
        let linked = entry.record.more().answers.and_then(|name| of.by_name.get(&name).map(std::slice::from_ref));
        let answering = of.answering.get(&entry.name).map(Vec::as_slice);
        for j in [linked, answering].into_iter().flatten().flatten() {
            self.try_pair(mine, i, others, *j, swapped);
        }
        // What an earlier ruling covers, too, is that one's.
        let is_first = self.grouper.rulings().naming(id) == Some(ruling);
        let alike = if is_first { RuledAlike::Wanted } else { RuledAlike::Unwanted };
        for rule in PairRule::ALL {
            let candidates = of.of(&self.setting, parties, (id, rule), alike);
            let (found, certain) = self.search(mine, i, others, swapped, (rule, Some(ruling)), candidates);
            if found.is_none() || certain || swapped || entry.stance.hedged() {
                continue;
            }
            for j in of.certain_of(&self.setting, parties, id, rule) {
                let (a, b) = (id, others[j].first());
                let Some(pairing) = self.comparer.pairing(a, b).ok().filter(|pairing| pairing.rule == rule) else {
                    continue;
                };
                if self.grouper.covering(a, b) == Some(ruling)
                    && self.try_pairing(mine, i, others, j, swapped, &pairing) == Some(true)
                {
                    break;
                }
            }
        }
    }

    /// Searches for one certain pair of every rule in each conflict that is found, among claims that can be certain by
    /// their sure days.
    fn certain_ones(
        &mut self,
        left: &mut [EquivalenceClass],
        some: &[usize],
        right: &mut [EquivalenceClass],
        (of, parties): (&Witnesses, &Parties),
    ) {
        for &i in some {
            let id = left[i].first();
            if self.comparer.ledger.claim(id).stance.hedged() {
                continue;
            }
            for (rule, group) in left[i].found.clone() {
                if self.grouper.is_certain(group, id, rule) {
                    continue;
                }
                for j in of.certain_of(&self.setting, parties, id, rule) {
                    let Some(pairing) = self.comparer.pairing(id, right[j].first()).ok().filter(|p| p.rule == rule)
                    else {
                        continue;
                    };
                    self.try_pairing(left, i, right, j, false, &pairing);
                    if self.grouper.is_certain(group, id, rule) {
                        break;
                    }
                }
            }
        }
    }
}
