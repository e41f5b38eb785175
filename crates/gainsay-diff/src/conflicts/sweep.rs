//! Many claims on one statement: which of them conflict with anybody at all, by which rule, and whether certainly, without comparing
//! every two. Each claim looks for a witness of every rule among those that its time can meet and whose speaker can make that rule;
//! claims that nothing tells apart look together. n claims that all conflict cost n log n.

use gainsay_model::Name;
use gainsay_model::date::{DUSK, Day, Days};
use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::{Candidate, Clash, Comparer, Mechanism};
use crate::conflicts::gather::Gatherer;
use crate::conflicts::meetings::{Meet, Voices};
use crate::conflicts::stretches::{Stretch, Stretches};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, StatementId};
use crate::rules::PairRule;

/// How many more witnesses are tried, after one that is only possible, for one that is certain.
const TRIES: usize = 16;

/// Finds all conflicts where many claims meet.
pub fn sweep<'l, 'w>(comparer: &Comparer<'l, 'w>, voices: &[Voices], meet: &Meet, gatherer: &mut Gatherer<'_, 'l, 'w>, most_pairs: usize) {
    let mut sweep =
        Sweep { comparer, voices, meet, gatherer, most_pairs, slack: slack(comparer, meet), last: None, told: FxHashSet::default() };
    if meet.among && meet.a.len() > 1 {
        sweep.among(meet.a);
    } else {
        sweep.across(meet.a, meet.b);
    }
}

struct Sweep<'s, 'l, 'w, 'g> {
    comparer: &'s Comparer<'l, 'w>,
    voices: &'s [Voices],
    meet: &'s Meet<'s>,
    gatherer: &'s mut Gatherer<'g, 'l, 'w>,
    most_pairs: usize,
    /// So many days apart two claims may still conflict.
    slack: Day,
    /// The candidates of the two statements compared last.
    last: Option<((StatementId, StatementId), Vec<Candidate>)>,
    /// Which witnesses' likes have been told already.
    told: FxHashSet<(ClaimId, PairRule, Mechanism, u32, u32)>,
}

/// Claims that nothing tells apart, but their ids.
struct Alike {
    claims: Vec<ClaimId>,
    /// The rules by which they are known to conflict, rulings aside.
    found: Vec<PairRule>,
}

/// What came of comparing two claims that conflict.
#[derive(Clone, Copy)]
struct Found {
    rule: PairRule,
    /// The conflict that they belong to is known to be certain.
    certain: bool,
    /// A ruling covers them: that is a conflict of its own.
    ruled: bool,
}

impl Alike {
    fn first(&self) -> ClaimId {
        self.claims[0]
    }
}

impl Sweep<'_, '_, '_, '_> {
    /// Among statements that differ in a value: half against half, and so on down.
    fn among(&mut self, statements: &[StatementId]) {
        if let [_, _, ..] = statements {
            let (left, right) = statements.split_at(statements.len() / 2);
            self.across(left, right);
            self.among(left);
            self.among(right);
        }
    }

    fn across(&mut self, a: &[StatementId], b: &[StatementId]) {
        let mut left = self.alike(a, false);
        let mut right = self.alike(b, self.meet.denied);
        if left.len().saturating_mul(right.len()) <= self.most_pairs {
            for i in 0..left.len() {
                for j in 0..right.len() {
                    self.try_pair(&mut left, i, &mut right, j, false);
                }
            }
            return;
        }
        let (of_left, of_right) = (Indices::new(self.comparer, &left), Indices::new(self.comparer, &right));
        for i in 0..left.len() {
            self.witnesses(&mut left, i, &mut right, &of_right, false);
        }
        for j in 0..right.len() {
            self.witnesses(&mut right, j, &mut left, &of_left, true);
        }
        self.certain_ones(&mut left, &mut right, &of_right);
    }

    // --- who is alike ---

    fn alike(&self, statements: &[StatementId], negative: bool) -> Vec<Alike> {
        let ledger = self.comparer.ledger;
        let mut answered: FxHashSet<Name> = FxHashSet::default();
        let mut groups: FxHashMap<_, Vec<ClaimId>> = FxHashMap::default();
        let claims = || {
            statements.iter().flat_map(|s| {
                let voices = &self.voices[s.0 as usize];
                if negative { &voices.negative } else { &voices.positive }
            })
        };
        answered.extend(claims().filter_map(|id| ledger.claim(*id).record.answers));
        for &id in claims() {
            let entry = ledger.claim(id);
            let record = entry.record;
            // Who answers, is answered, shares an utterance or is ruled upon is like nobody else.
            let alone =
                record.answers.is_some() || answered.contains(&entry.name) || record.utterance.is_some() || self.gatherer.is_ruled(id);
            let published =
                record.source.filter(|_| record.said.is_none()).and_then(|s| ledger.workspace.source(s)).and_then(|s| s.published);
            let key = (
                alone.then_some(id),
                (entry.statement, entry.speaker, entry.for_himself, entry.principals),
                (record.when, record.said, published, record.promises, entry.stance.hedged()),
                &*record.scope,
            );
            groups.entry(key).or_default().push(id);
        }
        let mut groups: Vec<Alike> = groups.into_values().map(|claims| Alike { claims, found: Vec::new() }).collect();
        groups.sort_unstable_by_key(Alike::first);
        groups
    }

    // --- trying two of them ---

    /// Compares two; what came of it, if they conflict.
    fn try_pair(&mut self, left: &mut [Alike], i: usize, right: &mut [Alike], j: usize, swapped: bool) -> Option<Found> {
        let (a, b) = if swapped { (right[j].first(), left[i].first()) } else { (left[i].first(), right[j].first()) };
        if a == b {
            return None;
        }
        let pairing = self.comparer.pairing(a, b).ok()?;
        let candidates = self.candidates(a, b);
        let clashes: Vec<Clash> =
            candidates.chunk_by(|c, d| c.mechanism == d.mechanism).filter_map(|same| self.comparer.judge(a, b, &pairing, same)).collect();
        self.last = Some((self.statements(a, b), candidates));
        let mut certain = !clashes.is_empty();
        for clash in &clashes {
            let (one, other) = if swapped { (&right[j], &left[i]) } else { (&left[i], &right[j]) };
            self.tell(one, other, *clash);
            certain &= self.gatherer.is_certain(a, b, clash);
        }
        if clashes.is_empty() {
            return None;
        }
        let ruled = self.gatherer.is_covered(a, b);
        for alike in [&mut left[i], &mut right[j]] {
            if !ruled && !alike.found.contains(&pairing.rule) {
                alike.found.push(pairing.rule);
            }
        }
        Some(Found { rule: pairing.rule, certain, ruled })
    }

    fn statements(&self, a: ClaimId, b: ClaimId) -> (StatementId, StatementId) {
        (self.comparer.ledger.claim(a).statement, self.comparer.ledger.claim(b).statement)
    }

    fn candidates(&mut self, a: ClaimId, b: ClaimId) -> Vec<Candidate> {
        let both = self.statements(a, b);
        if let Some((_, candidates)) = self.last.take().filter(|(known, _)| *known == both) {
            return candidates;
        }
        let ledger = self.comparer.ledger;
        let mut candidates = self.comparer.candidates(ledger.statement_of(both.0), ledger.statement_of(both.1), self.meet.denied);
        candidates.retain(|c| self.meet.about.covers(c.mechanism));
        candidates
    }

    /// Adds the pair, and their likes, each once.
    fn tell(&mut self, one: &Alike, other: &Alike, clash: Clash) {
        let (a, b) = (one.first(), other.first());
        self.gatherer.add(a, b, clash);
        let mut first_time = |id: ClaimId| {
            let candidate = &clash.candidate;
            self.told.insert((id, clash.rule, candidate.mechanism, candidate.a, candidate.b))
        };
        if first_time(a) {
            for like in &one.claims[1..] {
                self.gatherer.add(*like, b, clash);
            }
        }
        if first_time(b) {
            for like in &other.claims[1..] {
                self.gatherer.add(a, *like, clash);
            }
        }
    }

    // --- looking for witnesses ---

    /// Looks among `others` for one conflict of every rule.
    fn witnesses(&mut self, mine: &mut [Alike], i: usize, others: &mut [Alike], index: &Indices, swapped: bool) {
        let ledger = self.comparer.ledger;
        let entry = ledger.claim(mine[i].first());
        let window = self.window(mine[i].first());
        // Those whose time meets whatever the dates say.
        let linked = entry.record.answers.and_then(|name| index.by_name.get(&name).map(std::slice::from_ref));
        let answering = index.answering.get(&entry.name).map(Vec::as_slice);
        let together = entry.record.utterance.and_then(|u| index.by_utterance.get(&u)).map(Vec::as_slice);
        for j in [linked, answering, together].into_iter().flatten().flatten() {
            self.try_pair(mine, i, others, *j, swapped);
        }
        // Those with whom it is ruled upon: they make conflicts of their own.
        for ruled_with in self.gatherer.ruled_with(mine[i].first()) {
            if let Some(j) = index.by_name.get(&ledger.claim(ruled_with).name) {
                self.try_pair(mine, i, others, *j, swapped);
            }
        }
        if let Some(role) = index.by_role.get(&(entry.speaker, entry.for_himself)) {
            let spoken = if entry.spoken.marked { Days::ALWAYS } else { entry.spoken.days };
            self.search(mine, i, others, swapped, PairRule::SelfContradiction, role.by_said.meeting(spoken));
            self.search(mine, i, others, swapped, PairRule::Reversal, role.by_time.meeting(window));
        }
        for principal in &ledger.sides.principals(entry.principals).possible {
            if let Some(side) = index.by_principal.get(principal) {
                self.search(mine, i, others, swapped, PairRule::MixedMessage, side.meeting(window));
            }
        }
        self.search(mine, i, others, swapped, PairRule::Dispute, index.all.meeting(window));
    }

    /// Tries one after the other until a conflict of that rule is found, and a few more for a certain one.
    fn search(
        &mut self,
        mine: &mut [Alike],
        i: usize,
        others: &mut [Alike],
        swapped: bool,
        rule: PairRule,
        candidates: impl Iterator<Item = usize>,
    ) {
        let mut tries = if mine[i].found.contains(&rule) { TRIES } else { usize::MAX };
        for j in candidates {
            if tries == 0 {
                return;
            }
            tries -= 1;
            let (a, b) = (mine[i].first(), others[j].first());
            // Reports that diverge are found where the speaker is the same.
            let fits = self.comparer.pairing(a, b).is_ok_and(|p| p.rule == rule || p.rule == PairRule::ReportDivergence);
            if !fits || self.gatherer.is_covered(a, b) {
                continue;
            }
            match self.try_pair(mine, i, others, j, swapped) {
                Some(found) if found.rule == rule && found.certain => return,
                Some(found) if found.rule == rule => tries = tries.min(TRIES),
                _ => {}
            }
        }
    }

    /// The days within which a claim can conflict with another.
    fn window(&self, id: ClaimId) -> Days {
        let time = &self.comparer.ledger.claim(id).time;
        let (near, beyond) = (time.reach(false).outer, time.reach(true).outer);
        let (first, last) = (near.first.min(beyond.first), near.last.max(beyond.last));
        if self.slack == DUSK { Days::ALWAYS } else { Days { first: first - self.slack, last: last + self.slack } }
    }

    /// Looks for one certain pair of every rule among those that can be certain, by the days of which they are sure.
    fn certain_ones(&mut self, left: &mut [Alike], right: &mut [Alike], of_right: &Indices) {
        let mut done: Vec<PairRule> = Vec::new();
        for i in 0..left.len() {
            let entry = self.comparer.ledger.claim(left[i].first());
            if entry.stance.hedged() || left[i].found.iter().all(|rule| done.contains(rule)) {
                continue;
            }
            let window = self.window(left[i].first());
            for j in of_right.sure.meeting(window) {
                let Ok(pairing) = self.comparer.pairing(left[i].first(), right[j].first()) else { continue };
                if done.contains(&pairing.rule) {
                    continue;
                }
                if let Some(Found { rule, certain: true, ruled: false }) = self.try_pair(left, i, right, j, false) {
                    done.push(rule);
                }
            }
        }
    }
}

/// So many days apart two claims may still conflict: as long as what is contested is presumed to stand.
fn slack(comparer: &Comparer, meet: &Meet) -> Day {
    let ledger = comparer.ledger;
    let mut days = 0;
    for statement in meet.a.iter().chain(meet.b) {
        for state in &ledger.closure(ledger.statement_of(*statement)).states {
            let word = ledger.vocabulary.word(state.predicate);
            if !word.is_event() && !word.is_state() {
                return DUSK;
            }
            match word.lasts {
                Lasts::Forever => return DUSK,
                Lasts::Days(lasts) => days = days.max(lasts).max(365),
            }
        }
    }
    days
}

// --- indices ---

/// Where to look for witnesses.
struct Indices {
    all: Stretches,
    /// Those that something certain can rest on, by the days of which they are sure.
    sure: Stretches,
    by_role: FxHashMap<(EntityId, bool), Role>,
    by_principal: FxHashMap<EntityId, Stretches>,
    by_name: FxHashMap<Name, usize>,
    answering: FxHashMap<Name, Vec<usize>>,
    by_utterance: FxHashMap<Name, Vec<usize>>,
}

/// The claims of one speaker in one role.
struct Role {
    by_time: Stretches,
    by_said: Stretches,
}

impl Indices {
    fn new(comparer: &Comparer, alike: &[Alike]) -> Indices {
        let ledger = comparer.ledger;
        let mut all = Vec::with_capacity(alike.len());
        let mut sure = Vec::new();
        let mut roles: FxHashMap<(EntityId, bool), (Vec<Stretch>, Vec<Stretch>)> = FxHashMap::default();
        let mut principals: FxHashMap<EntityId, Vec<Stretch>> = FxHashMap::default();
        let (mut by_name, mut answering, mut by_utterance) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        for (i, group) in alike.iter().enumerate() {
            let entry = ledger.claim(group.first());
            let (near, beyond) = (entry.time.reach(false), entry.time.reach(true));
            let outer = Days { first: near.outer.first.min(beyond.outer.first), last: near.outer.last.max(beyond.outer.last) };
            let timeless = {
                let word = ledger.vocabulary.word(ledger.statement_of(entry.statement).predicate);
                !word.is_event() && !word.is_state()
            };
            let outer = if timeless { Days::ALWAYS } else { outer };
            all.push((outer, i));
            let firm = timeless || (entry.time.firm && (near.sure.is_some() || beyond.sure.is_some() || outer.is_one_day()));
            if firm && !entry.stance.hedged() {
                sure.push((outer, i));
            }
            let spoken = if entry.spoken.marked { Days::ALWAYS } else { entry.spoken.days };
            let role = roles.entry((entry.speaker, entry.for_himself)).or_default();
            role.0.push((outer, i));
            role.1.push((spoken, i));
            for principal in &ledger.sides.principals(entry.principals).possible {
                principals.entry(*principal).or_default().push((outer, i));
            }
            by_name.insert(entry.name, i);
            if let Some(answers) = entry.record.answers {
                answering.entry(answers).or_insert_with(Vec::new).push(i);
            }
            if let Some(utterance) = entry.record.utterance {
                by_utterance.entry(utterance).or_insert_with(Vec::new).push(i);
            }
        }
        Indices {
            all: Stretches::new(all),
            sure: Stretches::new(sure),
            by_role: roles
                .into_iter()
                .map(|(k, (time, said))| (k, Role { by_time: Stretches::new(time), by_said: Stretches::new(said) }))
                .collect(),
            by_principal: principals.into_iter().map(|(k, v)| (k, Stretches::new(v))).collect(),
            by_name,
            answering,
            by_utterance,
        }
    }
}
