//! The index of claims, and the search for those that conflict with one.

use std::cell::OnceCell;

use gainsay_model::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use super::boxes::Whose;
use super::dimensions::{CERTAINTY, DIMENSIONS, Extents, PRINCIPALS, ROLE, RULED, SORTING};
use super::extents::{above, below, between, both, with, with_value};
use super::parties::Parties;
use super::setting::Setting;
use super::succession_index::{Succession, SuccessionIndex};
use crate::clash::About;
use crate::kd_tree::{ANY, KdTree};
use crate::ledger::{ClaimId, Ledger};
use crate::rules::PairRule;

/// An index of claims to search among.
pub struct Witnesses {
    all: KdTree<DIMENSIONS>,
    /// The claims, sorted first by the speaker.
    by_role: KdTree<DIMENSIONS>,
    /// The claims, each as often as it has intervals of principals, sorted first by the beginning of these.
    by_principal: KdTree<DIMENSIONS>,
    /// The claims, only by the dimensions of certainty, each combination once.
    by_certainty: OnceCell<KdTree<{ CERTAINTY.len() }>>,
    /// The claims of each index with their times, too.
    by_succession: [SuccessionIndex; 3],
    /// The claims with their numbers, where some may be in succession.
    numbered: Vec<(usize, ClaimId)>,
    /// The claims by their ids.
    pub by_name: FxHashMap<Symbol, usize>,
    /// The claims by the claim that they answer.
    pub answering: FxHashMap<Symbol, Vec<usize>>,
}

/// The treatment of claims that the same rulings name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RuledAlike {
    /// They are wanted as others are.
    Wanted,
    /// They are not wanted.
    Unwanted,
}

impl Witnesses {
    /// Returns the index of these claims, each with a number.
    pub fn new(setting: &Setting, parties: &Parties, claims: impl Iterator<Item = (usize, ClaimId)>) -> Witnesses {
        let ledger = setting.comparer.ledger;
        let (mut all, mut each) = (Vec::new(), Vec::new());
        let (mut by_name, mut answering, mut groups) =
            (FxHashMap::default(), FxHashMap::default(), FxHashSet::default());
        let mut numbered = Vec::new();
        for (i, id) in claims {
            let entry = ledger.claim(id);
            if setting.succession.is_some() {
                numbered.push((i, id));
            }
            if setting.about == About::Times && (entry.when.is_none() || entry.promises) {
                continue;
            }
            by_name.insert(entry.name, i);
            if let Some(answers) = entry.record.more().answers {
                answering.entry(answers).or_insert_with(Vec::new).push(i);
            }
            let mut at = vec![with_value(RULED, setting.ruled(id), setting.point(entry, parties))];
            if let Some(group) = setting.alternatives(id) {
                // A claim that conflicts with one of them conflicts with all.
                if !groups.insert(group) {
                    continue;
                }
                at = setting.gaps(group).into_iter().map(|gap| between(at[0], gap)).collect();
            }
            let principals = ledger.sides.principals(entry.principals).possible;
            for at in at {
                all.push((at, i));
                for (first, last) in principals.iter().filter(|_| parties.several_roles) {
                    let mut at = at;
                    (at[PRINCIPALS[0]], at[PRINCIPALS[1]]) = (i64::from(*first), i64::from(*last));
                    each.push((at, i));
                }
            }
        }
        let (by_role, by_principal) =
            (KdTree::new(&all, Some(ROLE), &SORTING), KdTree::new(&each, Some(PRINCIPALS[0]), &SORTING));
        let all = KdTree::new(&all, None, &SORTING);
        Witnesses {
            all,
            by_role,
            by_principal,
            by_certainty: OnceCell::new(),
            by_succession: Default::default(),
            numbered,
            by_name,
            answering,
        }
    }

    /// Returns the claims that may conflict with the given one by that rule. Claims that the same rulings name are left
    /// out if they are not wanted: there may be very many.
    pub fn of<'i, 'l, 'w>(
        &'i self,
        setting: &Setting<'_, 'l, 'w>,
        parties: &Parties,
        (id, rule): (ClaimId, PairRule),
        wanted: RuledAlike,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let (ruled, search) = (setting.ruled(id), self.search_for(setting, id));
        let extents = match wanted {
            RuledAlike::Unwanted if ruled >= 0 => vec![below(ruled), above(ruled)],
            _ => vec![ANY],
        };
        let boxes = setting.boxes(parties, id, rule).all();
        boxes.flat_map(move |((whose, of), times_meet)| {
            let boxes: Vec<Extents> = extents.iter().map(|ruled| with(RULED, *ruled, of)).collect();
            boxes.into_iter().flat_map(move |extents| search.within((whose, extents), times_meet))
        })
    }

    /// Returns the claims that may conflict with the given one by that rule with certainty, if it is affirmed.
    pub fn certain_of<'i, 'l, 'w>(
        &'i self,
        setting: &Setting<'_, 'l, 'w>,
        parties: &Parties,
        id: ClaimId,
        rule: PairRule,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let search = self.search_for(setting, id);
        let mut sure = setting.sure_boxes(id);
        sure.retain(|extents| self.is_any_certain_in(extents));
        let boxes = (!sure.is_empty()).then(|| setting.boxes(parties, id, rule).all());
        boxes.into_iter().flatten().flat_map(move |((whose, extents), times_meet)| {
            let certain: Vec<Extents> = sure.iter().map(|sure| both(&extents, sure)).collect();
            certain.into_iter().flat_map(move |extents| search.within((whose, extents), times_meet))
        })
    }

    /// Returns true if any claim lies where a certain conflict can come of it, whoever makes it. Mostly none does,
    /// which is fast to find out: there are far fewer times than claims.
    fn is_any_certain_in(&self, extents: &Extents) -> bool {
        let kinds = self.by_certainty.get_or_init(|| {
            let kinds: FxHashSet<_> = self.all.points().map(|(point, _)| CERTAINTY.map(|d| point[d])).collect();
            let mut kinds: Vec<_> = kinds.into_iter().map(|kind| (kind, 0)).collect();
            kinds.sort_unstable();
            KdTree::new(&kinds, None, &std::array::from_fn::<usize, { CERTAINTY.len() }, _>(|d| d))
        });
        kinds.within(&CERTAINTY.map(|d| extents[d])).next().is_some()
    }

    fn tree(&self, whose: Whose) -> &KdTree<DIMENSIONS> {
        match whose {
            Whose::Anybodys => &self.all,
            Whose::ASpeakers => &self.by_role,
            Whose::APrincipals => &self.by_principal,
        }
    }

    /// Returns the search for claims that conflict with one.
    fn search_for<'l, 'w>(&self, setting: &Setting<'_, 'l, 'w>, claim: ClaimId) -> Search<'_, 'l, 'w> {
        Search { of: self, ledger: setting.comparer.ledger, claim, succession: setting.succession }
    }
}

/// A search for claims that conflict with one.
#[derive(Clone, Copy)]
pub struct Search<'i, 'l, 'w> {
    of: &'i Witnesses,
    ledger: &'l Ledger<'w>,
    claim: ClaimId,
    succession: Option<Succession>,
}

impl<'i, 'l, 'w> Search<'i, 'l, 'w> {
    /// Iterates over the claims in a box. Where they are found because their times meet that of the claim, and there are
    /// many, those in succession with it are left out after some.
    fn within(
        self,
        (whose, extents): (Whose, Extents),
        times_meet: bool,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let mut all = self.of.tree(whose).within(&extents);
        let (mut seen, mut apart) = (0, None);
        std::iter::from_fn(move || {
            if times_meet && self.succession.is_some_and(|succession| seen == succession.patience) {
                apart = self.out_of_succession(whose, &extents);
            }
            seen += 1;
            match &mut apart {
                Some(apart) => apart.next(),
                None => all.next(),
            }
        })
    }

    /// Iterates over the claims in a box that are not in succession with the claim. Returns none if that excludes
    /// nothing.
    fn out_of_succession(self, whose: Whose, extents: &Extents) -> Option<impl Iterator<Item = usize> + use<'i>> {
        let Succession { relation, grace, .. } = self.succession?;
        let entry = self.ledger.claim(self.claim);
        let times = self.ledger.time(entry).out_of_succession(relation, entry.stance.negative(), grace)?;
        let of = self.of;
        let before_all = match whose {
            Whose::Anybodys => None,
            Whose::ASpeakers => Some(ROLE),
            Whose::APrincipals => Some(PRINCIPALS[0]),
        };
        let like = (of.tree(whose), before_all);
        Some(of.by_succession[whose as usize].within(self.ledger, like, &of.numbered, extents, times))
    }
}
