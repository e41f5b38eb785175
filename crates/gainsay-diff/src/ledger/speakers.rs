//! Who speaks for whom, and so who conflicts with whom.

use gainsay_model::Workspace;
use gainsay_model::date::{DAWN, DUSK, Date, Day, Days};
use gainsay_model::record::{Claim, DateId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ledger::entities::{Entities, EntityId, Speaks};

/// Everybody in whose name a claim is made: surely, and possibly (the sure ones included). Sorted.
#[derive(Clone, Copy, Debug)]
pub struct Principals<'s> {
    /// By edges surely valid on the day said.
    pub sure: &'s [EntityId],
    /// By edges that may have been valid.
    pub possible: &'s [EntityId],
}

/// The principals of a claim, by number: claims of one speaker and one date share them. Those of who speaks for himself alone have the
/// number of the speaker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PrincipalsId(u32);

/// All principals of a workspace, each worked out once.
#[derive(Debug)]
pub struct Sides {
    /// Everybody there is, by number: for himself, whoever speaks for nobody else.
    everybody: Vec<EntityId>,
    /// Of others, what they have been worked out from.
    known: FxHashMap<(EntityId, Option<EntityId>, Option<DateId>, bool), PrincipalsId>,
    /// The sure and the possible ones.
    others: Vec<(Vec<EntityId>, Vec<EntityId>)>,
}

/// What two claims have in common on the speaking side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Common {
    /// Nobody.
    Nobody,
    /// Somebody, if an edge was valid on the day said.
    Possibly,
    /// Somebody for sure.
    Surely,
}

impl Sides {
    /// Nobody has spoken yet.
    pub fn new(entities: &Entities) -> Sides {
        let everybody = (0..entities.classes.len() as u32).map(EntityId).collect();
        Sides { everybody, known: FxHashMap::default(), others: Vec::new() }
    }

    /// The principals of a claim by `speaker`, for `on_behalf` where given.
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
        let published = claim.source.and_then(|s| workspace.source(s)).and_then(|s| s.published);
        let key = (speaker, on_behalf, claim.said.or(published), claim.said.is_some());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let said = Said::new(key.2.map(|id| workspace.date(id)), claim.said.is_some());
        let collect = |sure: bool| {
            let valid = |edge: &Speaks| said.validity(workspace, edge).is_some_and(|surely| surely || !sure);
            let mut found = closure(entities, on_behalf.unwrap_or(speaker), &valid);
            found.push(speaker);
            found.sort_unstable();
            found.dedup();
            found
        };
        let id = PrincipalsId((self.everybody.len() + self.others.len()) as u32);
        self.others.push((collect(true), collect(false)));
        self.known.insert(key, id);
        id
    }

    /// The principals of that number.
    pub fn principals(&self, id: PrincipalsId) -> Principals<'_> {
        match self.everybody.get(id.0 as usize) {
            Some(alone) => Principals { sure: std::slice::from_ref(alone), possible: std::slice::from_ref(alone) },
            None => {
                let (sure, possible) = &self.others[id.0 as usize - self.everybody.len()];
                Principals { sure, possible }
            }
        }
    }

    /// Whether there is anybody for whom two claims both speak.
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

    /// All for whom two claims both speak: surely, if there is one, else possibly.
    pub fn all_common(&self, a: PrincipalsId, b: PrincipalsId) -> Vec<EntityId> {
        let (a, b) = (self.principals(a), self.principals(b));
        let surely: Vec<EntityId> = shared(a.sure, b.sure).collect();
        if surely.is_empty() { shared(a.possible, b.possible).collect() } else { surely }
    }
}

/// What two sorted lists have in common.
fn shared<'s>(a: &'s [EntityId], mut b: &'s [EntityId]) -> impl Iterator<Item = EntityId> + 's {
    a.iter().copied().filter(move |id| {
        let skip = b.iter().take_while(|other| *other < id).count();
        b = &b[skip..];
        b.first() == Some(id)
    })
}

fn closure(entities: &Entities, start: EntityId, valid: &dyn Fn(&Speaks) -> bool) -> Vec<EntityId> {
    let mut found = vec![start];
    let mut seen = FxHashSet::from_iter([start]);
    let mut next = 0;
    while next < found.len() {
        for edge in entities.class(found[next]).speaks_for.iter().filter(|edge| valid(edge)) {
            if seen.insert(edge.whom) {
                found.push(edge.whom);
            }
        }
        next += 1;
    }
    found
}

/// The span in which a claim was said, for the validity of offices.
struct Said {
    span: Days,
    /// A dated edge can be sure: `said` is given, and unmarked.
    exact: bool,
}

impl Said {
    fn new(date: Option<Date>, given: bool) -> Said {
        Said { span: date.map_or(Days::ALWAYS, |date| date.wide_span()), exact: given && date.is_some_and(|d| !d.is_marked()) }
    }

    /// Whether an edge was valid when it was said: surely, possibly, or not.
    fn validity(&self, workspace: &Workspace, edge: &Speaks) -> Option<bool> {
        let (from, until) = (edge.office.from.map(|id| workspace.date(id)), edge.office.until.map(|id| workspace.date(id)));
        if from.is_none() && until.is_none() {
            return Some(true);
        }
        let bounds = |date: Option<Date>, otherwise: Day| date.map_or(Days { first: otherwise, last: otherwise }, |date| date.wide_span());
        let (from_days, until_days) = (bounds(from, DAWN), bounds(until, DUSK));
        let marked = [from, until].into_iter().flatten().any(|date| date.is_marked());
        let surely = self.exact && !marked && from_days.last <= self.span.first && self.span.last <= until_days.first;
        // An office that ends before it begins holds on no day.
        let held = from_days.first <= until_days.last;
        let possibly = held && self.span.first <= until_days.last && from_days.first <= self.span.last;
        if surely { Some(true) } else { possibly.then_some(false) }
    }
}

/// When a claim was said, for the order of utterances.
#[derive(Clone, Copy, Debug)]
pub struct Spoken {
    /// The first to the last day on which it can have been said, widened by marks.
    pub days: Days,
}

impl Spoken {
    /// By `said`; without it, some time up to the last day of `published`.
    pub fn new(said: Option<Date>, published: Option<Date>) -> Spoken {
        match (said, published) {
            (Some(said), _) => Spoken { days: said.wide_span() },
            (None, Some(published)) => Spoken { days: Days { first: DAWN, last: published.wide_span().last } },
            (None, None) => Spoken { days: Days::ALWAYS },
        }
    }

    /// Certainly said before the other.
    pub fn before(&self, other: &Spoken) -> bool {
        self.days.last < other.days.first
    }
}
