//! Alternatives: the claims that one speaker suggests in one utterance. They conflict with a claim only if each of them
//! does.

use std::cell::{OnceCell, RefCell};

use gainsay_model::Symbol;
use gainsay_model::date::Days;
use gainsay_model::quantity::Tolerance;
use gainsay_model::record::{DateId, Object, Stance};
use rustc_hash::FxHashMap;

use crate::clash::{About, Comparer, values};
use crate::ledger::entities::EntityId;
use crate::ledger::speakers::PrincipalsId;
use crate::ledger::{ClaimId, Ledger};
use crate::mechanism::Mechanism;
use crate::time::Meeting;
use crate::vocabulary::closure::Derived;

/// The most answers that are cached at a time.
const MOST_KNOWN: usize = 1 << 20;

/// A group of alternatives, by its number.
pub type GroupId = u32;

/// Groups of claims that one speaker suggests in one utterance, by one report and with one scope: values of one
/// functional predicate for one subject, or times of one thing that happens or holds once.
#[derive(Default)]
pub struct Alternatives {
    of: FxHashMap<(Mechanism, ClaimId), GroupId>,
    groups: Vec<AlternativeGroup>,
    /// The cached answers: whether all members of a group conflict with another claim.
    known: RefCell<FxHashMap<(GroupId, ClaimId), bool>>,
}

struct AlternativeGroup {
    members: Vec<ClaimId>,
    /// Whether all members have the same time and the same principals, so that they conflict with others by the same
    /// rules.
    uniform: bool,
    order: OnceCell<MemberIndex>,
}

/// The members of a group, by their values and by their times.
struct MemberIndex {
    /// The members, sorted by the beginning of their values.
    by_value: Vec<ClaimId>,
    /// For each of these members, the one up to it whose value reaches furthest.
    furthest: Vec<ClaimId>,
    /// Two members for each time that is given, or the only one: an answer to one of the two takes its time from that
    /// one alone.
    by_time: Vec<ClaimId>,
}

impl Alternatives {
    /// Groups the claims of a ledger; `report` returns the report by which a claim is known.
    pub fn new(ledger: &Ledger, report: impl Fn(ClaimId) -> (Option<Symbol>, Option<Vec<EntityId>>)) -> Alternatives {
        let mut groups: FxHashMap<_, Vec<ClaimId>> = FxHashMap::default();
        for id in ledger.rich_ids() {
            let entry = ledger.claim(id);
            let record = entry.record;
            let Some(utterance) = record.more().utterance.filter(|_| entry.stance == Stance::Suggests) else {
                continue;
            };
            let (Some(source), via) = report(id) else { continue };
            let statement = ledger.statement_of(entry.statement);
            let word = ledger.vocabulary.word(statement.predicate);
            let functional =
                word.functional.then_some((Mechanism::Functional, statement.pair.subject.0, Some(statement.predicate)));
            let once = word.once.then_some((Mechanism::Once, entry.statement.0, None));
            for topic in functional.into_iter().chain(once) {
                let scope = &*record.more().scope;
                let said = (entry.speaker, entry.for_himself, utterance, source, via.clone(), scope);
                groups.entry((said, topic)).or_default().push(id);
            }
        }
        let mut groups: Vec<(Mechanism, Vec<ClaimId>)> = groups
            .into_iter()
            .filter(|(_, members)| members.len() > 1)
            .map(|((_, (by, ..)), members)| (by, members))
            .collect();
        groups.sort_unstable();
        let mut of = FxHashMap::default();
        for (number, (by, members)) in groups.iter().enumerate() {
            of.extend(members.iter().map(|id| ((*by, *id), number as GroupId)));
        }
        let group = |(_, members): (Mechanism, Vec<ClaimId>)| {
            let said = |id: &ClaimId| -> (Option<DateId>, PrincipalsId) {
                (ledger.claim(*id).said, ledger.claim(*id).principals)
            };
            let uniform = members.iter().all(|id| said(id) == said(&members[0]));
            AlternativeGroup { members, uniform, order: OnceCell::new() }
        };
        Alternatives { of, groups: groups.into_iter().map(group).collect(), known: RefCell::default() }
    }

    /// Returns true if there are no groups.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Returns the group to which a claim belongs, if all its members conflict with others by the same rules.
    pub fn uniform(&self, mechanism: Mechanism, claim: ClaimId) -> Option<GroupId> {
        let group = *self.of.get(&(mechanism, claim))?;
        self.groups[group as usize].uniform.then_some(group)
    }

    /// Iterates over the members of each group.
    pub fn all(&self) -> impl Iterator<Item = &[ClaimId]> {
        self.groups.iter().map(|group| group.members.as_slice())
    }

    /// Returns the members of a group.
    pub fn members(&self, group: GroupId) -> &[ClaimId] {
        &self.groups[group as usize].members
    }
}

impl Comparer<'_, '_> {
    /// Returns true if all alternatives of either claim conflict with the other claim by *functional*, or by *once*.
    pub(super) fn all_alternatives(&self, a: ClaimId, b: ClaimId, mechanism: Mechanism) -> bool {
        let each = |hedged: ClaimId, other: ClaimId| {
            self.alternatives
                .of
                .get(&(mechanism, hedged))
                .is_none_or(|group| self.all_conflict(*group, other, mechanism))
        };
        self.alternatives.is_empty() || (each(a, b) && each(b, a))
    }

    fn all_conflict(&self, group: GroupId, other: ClaimId, mechanism: Mechanism) -> bool {
        if let Some(known) = self.alternatives.known.borrow().get(&(group, other)) {
            return *known;
        }
        let all = self.each_conflicts(group, other, mechanism);
        let mut known = self.alternatives.known.borrow_mut();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert((group, other), all);
        all
    }

    fn each_conflicts(&self, number: GroupId, other: ClaimId, mechanism: Mechanism) -> bool {
        let group = &self.alternatives.groups[number as usize];
        let conflict = |member: &ClaimId| self.differ(*member, other, mechanism);
        if mechanism == Mechanism::Once {
            return group.members.iter().all(conflict);
        }
        let statement = |id: ClaimId| self.ledger.statement_of(self.ledger.claim(id).statement);
        let (one, theirs) = (statement(group.members[0]), statement(other));
        let (of_one, of_other) =
            (self.ledger.shared_closure(one.predicate), self.ledger.shared_closure(theirs.predicate));
        let functional = |x: &&Derived| self.ledger.vocabulary.word(x.predicate).functional;
        let ways: Vec<&Derived> =
            of_one.single().filter(functional).filter(|x| of_other.with(x.predicate).count() == 1).collect();
        let more = of_one.single().filter(functional).any(|x| of_other.with(x.predicate).count() > 1);
        let tolerance = |x: &Derived| self.ledger.vocabulary.word(x.predicate).record.tolerance.as_ref();
        let in_order = ways.first().is_some_and(|x| tolerance(x).is_none_or(Tolerance::is_no_more_than_all));
        if more || ways.len() != 1 || !in_order || one.pair.object.is_some() || theirs.pair.object.is_some() {
            return group.members.iter().all(conflict);
        }
        // Where members can differ in one way only, their values and their times tell them apart.
        let order = group.order.get_or_init(|| self.order(group));
        let answered = self.ledger.claim(other).record.more().answers.and_then(|id| self.ledger.find(id));
        let answered = answered.filter(|id| self.alternatives.of.get(&(mechanism, *id)) == Some(&number));
        self.all_values_differ(order, other) && order.by_time.iter().chain(&answered).all(conflict)
    }

    fn order(&self, group: &AlternativeGroup) -> MemberIndex {
        let ledger = self.ledger;
        let objects: Vec<&Object> =
            group.members.iter().map(|id| &ledger.statement_of(ledger.claim(*id).statement).object).collect();
        let mut placed: Vec<(Days, ClaimId)> =
            values::stretches(ledger.workspace, &objects).into_iter().zip(group.members.iter().copied()).collect();
        placed.sort_unstable_by_key(|(days, id)| (days.first, days.last, *id));
        let mut furthest: Vec<(Days, ClaimId)> = Vec::with_capacity(placed.len());
        for (days, id) in &placed {
            let before = furthest.last().filter(|(before, _)| before.last >= days.last).copied();
            furthest.push(before.unwrap_or((*days, *id)));
        }
        let mut times: FxHashMap<_, Vec<ClaimId>> = FxHashMap::default();
        for id in &group.members {
            let entry = ledger.claim(*id);
            let answers = entry.record.more().answers;
            times.entry((entry.when, entry.said, entry.promises, answers)).or_default().push(*id);
        }
        let mut by_time: Vec<ClaimId> = times.into_values().flat_map(|members| members.into_iter().take(2)).collect();
        by_time.sort_unstable();
        let ids = |placed: Vec<(Days, ClaimId)>| placed.into_iter().map(|(_, id)| id).collect();
        MemberIndex { by_value: ids(placed), furthest: ids(furthest), by_time }
    }

    /// Returns true if the values of all members differ from that of another claim: among members that begin beyond it,
    /// all differ from some value on, and the others do if the one that reaches furthest does.
    fn all_values_differ(&self, order: &MemberIndex, other: ClaimId) -> bool {
        let object = |id: ClaimId| &self.ledger.statement_of(self.ledger.claim(id).statement).object;
        let differ = |member: ClaimId| self.values_differ(member, other);
        let lies_beyond = |member: ClaimId| values::lies_beyond(self.ledger.workspace, object(member), object(other));
        let up_to = order.by_value.partition_point(|member| !(lies_beyond(*member) && differ(*member)));
        up_to.checked_sub(1).is_none_or(|last| {
            let furthest = order.furthest[last];
            !lies_beyond(furthest) && differ(furthest)
        })
    }

    fn values_differ(&self, a: ClaimId, b: ClaimId) -> bool {
        let statement = |id: ClaimId| self.ledger.statement_of(self.ledger.claim(id).statement);
        !self.candidates_about(About::Objects, statement(a), statement(b), false).is_empty()
    }

    /// Returns true if two claims conflict by *functional*, or by *once*, alternatives aside.
    fn differ(&self, a: ClaimId, b: ClaimId, mechanism: Mechanism) -> bool {
        let Ok(pairing) = self.pairing(a, b) else { return false };
        let statement = |id: ClaimId| self.ledger.statement_of(self.ledger.claim(id).statement);
        let about = if mechanism == Mechanism::Once { About::Times } else { About::Objects };
        let positive = self.ledger.claim(b).stance.positive();
        positive
            && self.candidates_about(about, statement(a), statement(b), false).iter().any(|c| {
                self.admits(a, b, &pairing, c) && !matches!(self.meeting(a, b, &pairing, c), Meeting::Never(_))
            })
    }
}
