//! The principals of speakers, and so the speakers that two claims have in common.

use gainsay_model::Workspace;
use gainsay_model::date::{Date, Days, NEG_INFINITY};
use gainsay_model::record::{Claim, DateId};
use rustc_hash::FxHashMap;

use crate::cover::{Interval, apart, holds, shared};
use crate::ledger::entities::{Entities, EntityId};
use crate::ledger::offices::{OfficeDay, Offices};

/// The principals in whose name a claim is made: surely, and possibly (the sure ones included). They are sorted and
/// disjoint intervals of one row: a speaker at the end of a long chain of offices has one, or few.
#[derive(Clone, Copy, Debug)]
pub struct Principals<'s> {
    /// The principals by edges that are surely valid on the day of saying.
    pub sure: &'s [Interval],
    /// The principals by edges that may have been valid.
    pub possible: &'s [Interval],
}

/// The principals of a claim, by number: claims of one speaker and one date share them. A speaker who speaks only for
/// himself has the speaker's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PrincipalsId(u32);

/// The principals of all claims of a workspace, each set worked out once.
#[derive(Debug)]
pub struct PrincipalSets {
    offices: Offices,
    /// The place of every entity, by number: the principals of a speaker who speaks only for himself.
    everybody: Vec<Interval>,
    /// The numbers of other sets, by the data from which they were worked out.
    known: FxHashMap<(EntityId, Option<EntityId>, Option<DateId>, bool), PrincipalsId>,
    /// The sure and the possible principals of these sets.
    others: Vec<(Vec<Interval>, Vec<Interval>)>,
}

/// The principals that two claims have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Common {
    /// The claims have no common principal.
    Nobody,
    /// The claims have a common principal if an edge was valid on the day of saying.
    Possibly,
    /// The claims surely have a common principal.
    Surely,
}

impl PrincipalSets {
    /// Returns the sets of a workspace, without any claims yet.
    pub fn new(workspace: &Workspace, entities: &Entities) -> PrincipalSets {
        let offices = Offices::new(workspace, entities);
        let place = |id: u32| offices.place(EntityId(id));
        let everybody = (0..entities.classes.len() as u32).map(|id| (place(id), place(id))).collect();
        PrincipalSets { offices, everybody, known: FxHashMap::default(), others: Vec::new() }
    }

    /// Returns the principals of a claim by `speaker`, for `on_behalf` where given.
    pub fn of(
        &mut self,
        workspace: &Workspace,
        entities: &Entities,
        claim: &Claim,
        speaker: EntityId,
        on_behalf: Option<EntityId>,
    ) -> PrincipalsId {
        let for_himself = on_behalf == Some(speaker);
        if for_himself || (on_behalf.is_none() && entities.class(speaker).speaks_for.is_empty()) {
            return PrincipalsId(speaker.0);
        }
        let start = on_behalf.unwrap_or(speaker);
        let dated = self.offices.depends_on_the_day(start);
        let (date, given) = if dated { said(workspace, claim) } else { (None, false) };
        let key = (speaker, on_behalf, date, given);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let said = OfficeDay::new(date.map(|id| workspace.date(id)), given);
        let collect = |sure: bool| {
            let mut found = self.offices.reach(workspace, entities, start, &said, sure);
            found.push(self.everybody[speaker.0 as usize]);
            apart(found)
        };
        let found = (collect(true), collect(false));
        let id = PrincipalsId((self.everybody.len() + self.others.len()) as u32);
        self.others.push(found);
        self.known.insert(key, id);
        id
    }

    /// Returns the principals of that number.
    pub fn principals(&self, id: PrincipalsId) -> Principals<'_> {
        match self.everybody.get(id.0 as usize) {
            Some(alone) => Principals { sure: std::slice::from_ref(alone), possible: std::slice::from_ref(alone) },
            None => {
                let (sure, possible) = &self.others[id.0 as usize - self.everybody.len()];
                Principals { sure, possible }
            }
        }
    }

    /// Iterates over the entities in some intervals.
    pub fn members<'s>(&'s self, stretches: &'s [Interval]) -> impl Iterator<Item = EntityId> + 's {
        stretches.iter().flat_map(|(first, last)| *first..=*last).map(|place| self.offices.at(place))
    }

    /// Returns true if an entity is, surely or possibly, among the principals of that number.
    pub fn are_possibly(&self, id: PrincipalsId, somebody: EntityId) -> bool {
        holds(self.principals(id).possible, self.offices.place(somebody))
    }

    /// Returns whether two claims have a common principal.
    pub fn common(&self, a: PrincipalsId, b: PrincipalsId) -> Common {
        let alone = |id: PrincipalsId| (id.0 as usize) < self.everybody.len();
        if alone(a) && alone(b) {
            return if a == b { Common::Surely } else { Common::Nobody };
        }
        let (a, b) = (self.principals(a), self.principals(b));
        if shared(a.sure, b.sure).next().is_some() {
            Common::Surely
        } else if shared(a.possible, b.possible).next().is_some() {
            Common::Possibly
        } else {
            Common::Nobody
        }
    }

    /// Returns the first by name of the common principals of two claims: of the sure ones, if there are any, else of
    /// the possible ones.
    pub fn first_common(&self, a: PrincipalsId, b: PrincipalsId) -> Option<EntityId> {
        let (a, b) = (self.principals(a), self.principals(b));
        // Entities are numbered by name.
        let first = |stretch: Interval| (stretch.0..=stretch.1).map(|place| self.offices.at(place)).min();
        let surely = shared(a.sure, b.sure).filter_map(first).min();
        surely.or_else(|| shared(a.possible, b.possible).filter_map(first).min())
    }

    /// Returns the principals that are, surely or possibly, among all of these.
    pub fn common_to_all(&self, mut all: impl Iterator<Item = PrincipalsId>, sure: bool) -> Vec<Interval> {
        let of = |id: PrincipalsId| if sure { self.principals(id).sure } else { self.principals(id).possible };
        let mut common: Vec<Interval> = all.next().map(|id| of(id).to_vec()).unwrap_or_default();
        for id in all {
            if common.is_empty() {
                break;
            }
            common = shared(&common, of(id)).collect();
        }
        common
    }

    /// Returns the number of offices by which one entity speaks for another in a claim, if each on the way has that one
    /// office alone.
    pub fn straight(&self, workspace: &Workspace, claim: &Claim, from: EntityId, to: EntityId) -> Option<u32> {
        let (date, given) = said(workspace, claim);
        self.offices.straight(&OfficeDay::new(date.map(|id| workspace.date(id)), given), from, to)
    }
}

/// Returns the date on which a claim was made, and whether it is given; if not, it is that of its source.
fn said(workspace: &Workspace, claim: &Claim) -> (Option<DateId>, bool) {
    let published = claim.source.and_then(|s| workspace.source(s)).and_then(|s| s.published);
    (claim.said.or(published), claim.said.is_some())
}

/// The days on which a claim was made, for the order of utterances.
#[derive(Clone, Copy, Debug)]
pub struct SaidDays {
    /// The first to the last day on which the claim can have been made, widened by marks.
    pub days: Days,
}

impl SaidDays {
    /// Returns the days of `said`; without it, those up to the last day of `published`.
    pub fn new(said: Option<Date>, published: Option<Date>) -> SaidDays {
        match (said, published) {
            (Some(said), _) => SaidDays { days: said.wide_span() },
            (None, Some(published)) => {
                SaidDays { days: Days { first: NEG_INFINITY, last: published.wide_span().last } }
            }
            (None, None) => SaidDays { days: Days::ALWAYS },
        }
    }

    /// Returns true if the claim was certainly made before the other.
    pub fn before(&self, other: &SaidDays) -> bool {
        self.days.last < other.days.first
    }
}
