//! The boxes in which the claims lie that conflict with one by a rule.

use gainsay_model::date::Days;

use super::dimensions::{
    DIMENSIONS, Extents, FIRM, GAP, HEDGED, INNER, MOMENT, ORIGIN, PARTY, PRINCIPALS, ROLE, SAID, SOURCE, SURE,
    UNDATED, UTTERANCE, VALUE, WAY,
};
use super::extents::{above, below, both, meets, only, with};
use super::parties::Parties;
use super::setting::{Setting, ValueRange, inner, role, spoken, sure};
use crate::clash::About;
use crate::clash::alternatives::GroupId;
use crate::conflicts::utterances::{NONE, UtteranceKey};
use crate::cover::Interval;
use crate::kd_tree::ANY;
use crate::ledger::{ClaimId, Entry};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;

/// The boxes of a rule: each box, with each time, and each value. Most often the first one has a result, so that the
/// others are made when they are asked for.
pub struct Boxes {
    /// The boxes of claims that are not made in the same utterance.
    apart: Vec<(Whose, Extents)>,
    /// The number of times that belong to the boxes apart.
    times_apart: usize,
    /// The boxes of claims that are made in the same utterance, at all times.
    together: Vec<(Whose, Extents)>,
    times: Vec<Extents>,
    values: Vec<Extents>,
}

impl Boxes {
    /// Iterates over all boxes: by value, then by time. Each comes with whether its claims are those that meet the claim
    /// in time, and not found whatever the times are.
    pub(super) fn all(self) -> impl Iterator<Item = ((Whose, Extents), bool)> {
        let Boxes { apart, times_apart, together, times, values } = self;
        let (few, many) = (apart.len() * times_apart, together.len() * times.len());
        (0..values.len() * (few + many)).map(move |number| {
            let (value, at) = (number / (few + many), number % (few + many));
            let (boxes, at) = if at < few { (&apart, at) } else { (&together, at - few) };
            let ((whose, extents), time) = (&boxes[at % boxes.len()], at / boxes.len());
            // The first box of times is that of those that meet.
            ((*whose, both(&both(extents, &times[time]), &values[value])), time == 0)
        })
    }
}

/// The index in which a box is searched.
#[derive(Clone, Copy)]
pub enum Whose {
    Anybodys,
    ASpeakers,
    APrincipals,
}

impl Setting<'_, '_, '_> {
    /// Returns the boxes of claims that conflict with one by a rule.
    pub(super) fn boxes(&self, parties: &Parties, id: ClaimId, rule: PairRule) -> Boxes {
        let entry = self.comparer.ledger.claim(id);
        let spoken = self.utterances.of(self.comparer, entry);
        let mut times = self.times(entry);
        let mut apart = self.boxes_apart(parties, entry, rule, &spoken);
        if self.like_undated {
            let undated = only(self.comparer.ledger.undated(entry).into());
            apart.iter_mut().for_each(|(_, extents)| extents[UNDATED] = undated);
        }
        let (times_apart, mut together) = (times.len(), Vec::new());
        if spoken.utterance != NONE.utterance {
            if self.about != About::Times {
                times.push(with(MOMENT, only(spoken.moment), [ANY; DIMENSIONS]));
            }
            together = self.boxes_together(parties, entry, rule, &spoken);
        }
        let mut values = self.other_values(id);
        if entry.stance.hedged() {
            values.iter_mut().for_each(|extents| extents[HEDGED] = (0, 0));
        }
        Boxes { apart, times_apart, together, times, values }
    }

    /// Returns the boxes of values that differ from that of a claim, and from all that are suggested with it in one
    /// utterance.
    fn other_values(&self, id: ClaimId) -> Vec<Extents> {
        let any = [ANY; DIMENSIONS];
        if let Some(group) = self.alternatives(id) {
            let within = |gap: (i64, i64)| with(VALUE[0], above(gap.0), with(VALUE[1], below(gap.1), any));
            return self.gaps(group).into_iter().map(within).collect();
        }
        let Some(ValueRange { days, limits }) = self.values.get(&self.comparer.ledger.claim(id).statement) else {
            return vec![any];
        };
        let fits = with(GAP[0], below(days.first), with(GAP[1], above(days.last), any));
        vec![with(VALUE[1], below(limits.first), fits), with(VALUE[0], above(limits.last), fits)]
    }

    /// Returns the alternatives to which a claim belongs, if values of which there can be only one are looked for.
    pub fn alternatives(&self, id: ClaimId) -> Option<GroupId> {
        if self.breaths.is_empty() {
            return None;
        }
        self.comparer.alternatives.uniform(Mechanism::Functional, id).filter(|group| self.breaths.contains(group))
    }

    /// Returns the gaps between alternatives in which values differ from all of them: after the first, and before the
    /// second.
    pub(super) fn gaps(&self, group: GroupId) -> Vec<(i64, i64)> {
        let statement = |id: &ClaimId| self.comparer.ledger.claim(*id).statement;
        let members = self.comparer.alternatives.members(group);
        let mut limits: Vec<Days> =
            members.iter().filter_map(|id| Some(self.values.get(&statement(id))?.limits)).collect();
        limits.sort_unstable_by_key(|limits| limits.first);
        let (mut gaps, mut reached) = (Vec::new(), i64::MIN);
        for Days { first, last } in limits {
            if first > reached.saturating_add(1) {
                gaps.push((reached, first));
            }
            reached = reached.max(last);
        }
        gaps.push((reached, i64::MAX));
        gaps
    }

    /// Returns the boxes of a rule, whatever the times, for claims that are not made in the same utterance.
    fn boxes_apart(
        &self,
        parties: &Parties,
        entry: &Entry,
        rule: PairRule,
        spoken: &UtteranceKey,
    ) -> Vec<(Whose, Extents)> {
        let said = self::spoken(self.comparer.ledger, entry);
        let mine = with(ROLE, only(role(entry)), [ANY; DIMENSIONS]);
        let others = if spoken.utterance == NONE.utterance {
            vec![ANY]
        } else {
            vec![below(spoken.utterance), above(spoken.utterance)]
        };
        let apart = |extents: Extents| {
            others.iter().map(move |utterance| (Whose::ASpeakers, with(UTTERANCE, *utterance, extents)))
        };
        match rule {
            PairRule::SelfContradiction => {
                let mut together = mine;
                meets(&mut together, SAID, said);
                apart(together).collect()
            }
            PairRule::Reversal => {
                let (before, after) = (with(SAID[1], below(said.first), mine), with(SAID[0], above(said.last), mine));
                apart(before).chain(apart(after)).collect()
            }
            PairRule::ReportDivergence => Vec::new(),
            PairRule::MixedMessage | PairRule::Dispute => self.boxes_of_others(parties, entry, rule),
        }
    }

    /// Returns the boxes of a rule, whatever the times, for claims that are made in the same utterance.
    fn boxes_together(
        &self,
        parties: &Parties,
        entry: &Entry,
        rule: PairRule,
        spoken: &UtteranceKey,
    ) -> Vec<(Whose, Extents)> {
        let UtteranceKey { utterance, source, way, origin, .. } = *spoken;
        let together = with(UTTERANCE, only(utterance), [ANY; DIMENSIONS]);
        let mine = with(ROLE, only(role(entry)), together);
        let here = with(SOURCE, only(source), mine);
        // Other sources of one origin, and sources that draw on others.
        let beside =
            [(0, source - 1), above(source)].map(|other| with(SOURCE, other, with(ORIGIN, only(origin), mine)));
        let elsewhere = [(0, origin - 1), above(origin)].map(|other| with(ORIGIN, other, mine));
        let boxes = match rule {
            PairRule::SelfContradiction if source == NONE.source => vec![mine],
            PairRule::SelfContradiction if way == NONE.way => {
                [&[here, with(SOURCE, only(NONE.source), mine)], &beside[..]].concat()
            }
            PairRule::SelfContradiction => {
                let same = [way, NONE.way].map(|way| with(WAY, only(way), here));
                [&same[..], &[with(SOURCE, only(NONE.source), mine)], &beside].concat()
            }
            PairRule::ReportDivergence if source == NONE.source => Vec::new(),
            PairRule::ReportDivergence => {
                let mut boxes = elsewhere.to_vec();
                if self.utterances.is_divided(origin) {
                    boxes.extend(beside);
                }
                if way != NONE.way {
                    boxes.extend([(0, way - 1), above(way)].map(|other| with(WAY, other, here)));
                }
                boxes
            }
            PairRule::Reversal => Vec::new(),
            PairRule::MixedMessage | PairRule::Dispute => {
                let others = self.boxes_of_others(parties, entry, rule).into_iter();
                return others.map(|(whose, extents)| (whose, both(&extents, &together))).collect();
            }
        };
        boxes.into_iter().map(|extents| (Whose::ASpeakers, extents)).collect()
    }

    /// Returns the boxes of claims by other speakers, with a common principal or without one.
    fn boxes_of_others(&self, parties: &Parties, entry: &Entry, rule: PairRule) -> Vec<(Whose, Extents)> {
        let any = [ANY; DIMENSIONS];
        let (role, party) = (role(entry), parties.of(entry.principals));
        if rule == PairRule::MixedMessage {
            let all = self.comparer.ledger.sides.principals(entry.principals).possible;
            let of = |(first, last): &Interval| {
                let mut extents = any;
                meets(&mut extents, PRINCIPALS, Days { first: (*first).into(), last: (*last).into() });
                extents
            };
            return all
                .iter()
                .flat_map(|p| [below(role), above(role)].map(|other| (Whose::APrincipals, with(ROLE, other, of(p)))))
                .collect();
        }
        let divided = parties.divided.contains(&party).then(|| only(party));
        [below(party), above(party)]
            .into_iter()
            .chain(divided)
            .map(|p| (Whose::Anybodys, with(PARTY, p, any)))
            .collect()
    }

    /// Returns the boxes in which a claim must lie for a certain conflict with this one, which affirms: the whole time
    /// of the one is sure in the other, or a day is sure in both.
    pub(super) fn sure_boxes(&self, id: ClaimId) -> Vec<Extents> {
        let entry = self.comparer.ledger.claim(id);
        let mut firm = [ANY; DIMENSIONS];
        firm[FIRM] = only(1);
        if self.timeless || self.about == About::Times {
            return vec![firm];
        }
        let time = self.comparer.ledger.time(entry);
        let inner = inner(&time);
        let mut boxes = vec![firm];
        let spoken = self.utterances.of(self.comparer, entry);
        boxes[0][SURE[0]] = (i64::MIN, inner.first);
        boxes[0][SURE[1]] = (inner.last, i64::MAX);
        if let Some(sure) = sure(&time) {
            let mut common = firm;
            meets(&mut common, SURE, sure);
            boxes.push(common);
            if !self.denied {
                let mut within = firm;
                within[INNER[0]] = (sure.first, i64::MAX);
                within[INNER[1]] = (i64::MIN, sure.last);
                boxes.push(within);
            }
        }
        if spoken.utterance != NONE.utterance {
            // This holds whatever the dates are.
            let moment = with(MOMENT, only(spoken.moment), with(HEDGED, (0, 0), [ANY; DIMENSIONS]));
            boxes.push(with(UTTERANCE, only(spoken.utterance), moment));
        }
        boxes
    }
}
