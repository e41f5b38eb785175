//! Finds the principals that are reached by `speaks-for` on given days.
//!
//! All entities that speak for one, or are spoken for, stand in one row, each right before one for which it speaks
//! where that is possible. So all principals of a speaker are in few intervals of the row, however long the chain of
//! offices is: whole sets are stored and compared as intervals. The principals that offices without dates alone lead to
//! are worked out once for all. Those that dated offices lead to depend on the day; where each leads to the next in the
//! row, and to no other, all that are valid on a day are passed at once.

use gainsay_model::Workspace;
use gainsay_model::date::{Date, Day, Days, INFINITY, NEG_INFINITY};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cover::{Cover, Interval, apart};
use crate::kd_tree::KdTree;
use crate::ledger::entities::{Entities, EntityId, Speaks};

/// All `speaks-for` edges of a workspace.
#[derive(Debug, Default)]
pub struct Offices {
    /// The row, and for each entity the principals to whom offices without dates lead, where no dated one can be
    /// reached.
    cover: Cover,
    /// The runs of valid offices between neighbours, by each [`Test`].
    runs: [Runs; 3],
    /// The offices of entities that have many, by each [`Test`]: the beginning and end of each.
    many: [FxHashMap<EntityId, KdTree<2>>; 3],
}

/// The degree of certainty with which an office has to be valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Test {
    /// The office is valid on all days on which the claim may have been made.
    Surely,
    /// The office is valid whatever the day is, since that is not known for sure.
    Always,
    /// The office is valid on one of the days on which the claim may have been made.
    Possibly,
}

const TESTS: [Test; 3] = [Test::Surely, Test::Always, Test::Possibly];

/// The days between which an office is valid: it counts in a query for `a` and `b` where `a` is not after `until`, and
/// `b` not before `from`.
#[derive(Clone, Copy, Debug)]
struct Term {
    from: Day,
    until: Day,
}

impl Term {
    const ALWAYS: Term = Term { from: Day::MIN, until: Day::MAX };
    const NEVER: Term = Term { from: Day::MAX, until: Day::MIN };

    fn of(workspace: &Workspace, edge: &Speaks, test: Test) -> Term {
        let (from, until) =
            (edge.office.from.map(|id| workspace.date(id)), edge.office.until.map(|id| workspace.date(id)));
        if from.is_none() && until.is_none() {
            return Term::ALWAYS;
        }
        let bounds = |date: Option<Date>, otherwise: Day| {
            date.map_or(Days { first: otherwise, last: otherwise }, |date| date.wide_span())
        };
        let (from_days, until_days) = (bounds(from, NEG_INFINITY), bounds(until, INFINITY));
        let is_marked = [from, until].into_iter().flatten().any(|date| date.is_marked());
        match test {
            Test::Surely if !is_marked => Term { from: from_days.last, until: until_days.first },
            // An office that ends before it begins is valid on no day.
            Test::Possibly if from_days.first <= until_days.last => {
                Term { from: from_days.first, until: until_days.last }
            }
            _ => Term::NEVER,
        }
    }

    fn both(self, other: Term) -> Term {
        Term { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    fn admits(self, (a, b): (Day, Day)) -> bool {
        a <= self.until && self.from <= b
    }
}

/// The day on which a claim was made, for the validity of offices.
#[derive(Clone, Copy, Debug)]
pub struct OfficeDay {
    span: Days,
    /// Whether a dated office can be sure: `said` is given, and has no mark.
    exact: bool,
}

impl OfficeDay {
    /// Returns the day that a claim gives, or that takes its place if it is not `given`.
    pub fn new(date: Option<Date>, given: bool) -> OfficeDay {
        OfficeDay {
            span: date.map_or(Days::ALWAYS, |date| date.wide_span()),
            exact: given && date.is_some_and(|d| !d.is_marked()),
        }
    }

    fn test(&self, sure: bool) -> (Test, (Day, Day)) {
        match (sure, self.exact) {
            (true, true) => (Test::Surely, (self.span.last, self.span.first)),
            (true, false) => (Test::Always, (NEG_INFINITY, INFINITY)),
            (false, _) => (Test::Possibly, (self.span.first, self.span.last)),
        }
    }
}

impl Offices {
    /// Returns the offices of a workspace, with all entities that have any in a row.
    pub fn new(workspace: &Workspace, entities: &Entities) -> Offices {
        let classes = &entities.classes;
        if classes.iter().all(|class| class.speaks_for.is_empty()) {
            return Offices::default();
        }
        let next =
            |id: usize| -> Vec<usize> { classes[id].speaks_for.iter().map(|edge| edge.whom.0 as usize).collect() };
        let cover = Cover::of_some(classes.len(), &next, &|id| classes[id].speaks_for.iter().all(is_undated));
        let mut offices = Offices { cover, ..Offices::default() };
        offices.runs = TESTS.map(|test| Runs::new(offices.terms(workspace, entities, test)));
        offices.many = TESTS.map(|test| many(workspace, entities, test));
        offices
    }

    /// Returns the place of an entity in the row.
    pub fn place(&self, id: EntityId) -> u32 {
        self.cover.place(id.0 as usize).unwrap_or(id.0)
    }

    /// Returns the entity in a place.
    pub fn at(&self, place: u32) -> EntityId {
        self.cover.at(place).map_or(EntityId(place), |id| EntityId(id as u32))
    }

    /// Returns true if the principals that an entity reaches depend on the day.
    pub fn depends_on_the_day(&self, id: EntityId) -> bool {
        self.cover.place(id.0 as usize).is_some() && self.cover.known(id.0 as usize).is_none()
    }

    /// Returns the places of all principals of an entity, itself included, by offices that are valid on a day, surely
    /// or possibly: sorted and disjoint intervals.
    pub fn reach(
        &self,
        workspace: &Workspace,
        entities: &Entities,
        start: EntityId,
        said: &OfficeDay,
        sure: bool,
    ) -> Vec<Interval> {
        let (test, days) = said.test(sure);
        let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
        // The runs by their last places.
        let mut runs: FxHashMap<u32, u32> = FxHashMap::default();
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let first = self.place(id);
            if let Some(lasting) = self.cover.known(id.0 as usize) {
                found.extend_from_slice(lasting);
                continue;
            }
            let last = self.runs[test as usize].end(first as usize, days) as u32;
            let known = runs.insert(last, runs.get(&last).map_or(first, |known| first.min(*known)));
            if known.is_none() {
                let holder = self.at(last);
                let edges = &entities.class(holder).speaks_for;
                match self.many[test as usize].get(&holder) {
                    Some(terms) => {
                        open.extend(terms.within(&[(i64::MIN, days.1), (days.0, i64::MAX)]).map(|i| edges[i].whom))
                    }
                    None => open.extend(
                        edges.iter().filter(|edge| Term::of(workspace, edge, test).admits(days)).map(|edge| edge.whom),
                    ),
                }
            }
        }
        found.extend(runs.into_iter().map(|(last, first)| (first, last)));
        apart(found)
    }

    /// Returns the number of offices by which one entity leads to another, if the only way is from each to the next in
    /// the row.
    pub fn straight(&self, said: &OfficeDay, from: EntityId, to: EntityId) -> Option<u32> {
        let (test, days) = said.test(false);
        let (first, last) = (self.place(from), self.place(to));
        (first <= last && self.runs[test as usize].end(first as usize, days) >= last as usize).then(|| last - first)
    }

    /// Returns the terms of the offices that lead from each place to the next, where none leads elsewhere.
    fn terms(&self, workspace: &Workspace, entities: &Entities, test: Test) -> Vec<Term> {
        let term = |place: u32| match entities.class(self.at(place)).speaks_for.as_slice() {
            [only] if self.place(only.whom) == place + 1 => Term::of(workspace, only, test),
            _ => Term::NEVER,
        };
        (0..entities.classes.len() as u32).map(term).collect()
    }
}

/// The number of offices beyond which an entity is asked only for those that are valid on a day.
const FEW: usize = 16;

fn many(workspace: &Workspace, entities: &Entities, test: Test) -> FxHashMap<EntityId, KdTree<2>> {
    let mut many = FxHashMap::default();
    for (i, class) in entities.classes.iter().enumerate().filter(|(_, class)| class.speaks_for.len() > FEW) {
        let point = |(i, edge): (usize, &Speaks)| {
            let Term { from, until } = Term::of(workspace, edge, test);
            ([from, until], i)
        };
        let points: Vec<_> = class.speaks_for.iter().enumerate().map(point).collect();
        many.insert(EntityId(i as u32), KdTree::new(&points, None, &[0, 1]));
    }
    many
}

fn is_undated(edge: &Speaks) -> bool {
    edge.office.from.is_none() && edge.office.until.is_none()
}

/// Neighbours in the row, and the days on which each leads to the next: a heap-shaped tree.
#[derive(Debug, Default)]
struct Runs {
    leaves: usize,
    tree: Vec<Term>,
}

impl Runs {
    fn new(terms: Vec<Term>) -> Runs {
        let leaves = terms.len().next_power_of_two();
        let mut tree = vec![Term::NEVER; leaves];
        tree.extend(terms);
        tree.resize(2 * leaves, Term::NEVER);
        for node in (1..leaves).rev() {
            tree[node] = tree[2 * node].both(tree[2 * node + 1]);
        }
        Runs { leaves, tree }
    }

    /// Returns the first place, from one on, that does not lead to the next.
    fn end(&self, place: usize, days: (Day, Day)) -> usize {
        let leads = |node: usize| self.tree.get(node).is_some_and(|term| term.admits(days));
        let mut node = self.leaves + place;
        while leads(node) {
            // The next node on the right that is no part of the run: the last place of all leads nowhere.
            while node % 2 == 1 {
                node /= 2;
            }
            node += 1;
        }
        while node < self.leaves {
            node *= 2;
            if leads(node) {
                node += 1;
            }
        }
        node.saturating_sub(self.leaves)
    }
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::Input;

    use super::*;

    #[test]
    fn all_are_reached_by_offices_valid_on_the_day_and_nobody_else() {
        let (mut sure, mut possible) = (0, 0);
        for seed in 0..40 {
            let workspace = workspace(seed);
            let entities = Entities::new(&workspace);
            let offices = Offices::new(&workspace, &entities);
            for (date, given) in ["1990", "1995-05-05", "2000~", "2004-02", "../1999"]
                .map(|date| Date::read(date).unwrap())
                .iter()
                .zip([true, true, true, false, true])
            {
                let said = OfficeDay::new(Some(*date), given);
                for start in (0..entities.classes.len() as u32).map(EntityId) {
                    for surely in [true, false] {
                        let (test, days) = said.test(surely);
                        let (mut all, mut open) = (FxHashSet::default(), vec![start]);
                        while let Some(id) = open.pop() {
                            all.insert(id);
                            let edges = entities.class(id).speaks_for.iter();
                            let valid = edges
                                .filter(|edge| Term::of(&workspace, edge, test).admits(days))
                                .map(|edge| edge.whom);
                            open.extend(valid.filter(|whom| !all.contains(whom)).collect::<FxHashSet<_>>());
                        }
                        let found = offices.reach(&workspace, &entities, start, &said, surely);
                        let found: FxHashSet<EntityId> = found
                            .iter()
                            .flat_map(|(first, last)| *first..=*last)
                            .map(|place| offices.at(place))
                            .collect();
                        assert_eq!(found, all, "seed {seed}: {start:?} on {date:?}, {surely}");
                        *if surely { &mut sure } else { &mut possible } += all.len() - 1;
                    }
                }
            }
        }
        assert!(sure > 1000 && possible > sure + 1000, "{sure}, {possible}");
    }

    /// Returns a workspace of people, most of whom speak for the next, by offices with and without dates; one of them
    /// speaks for many.
    fn workspace(seed: u64) -> Workspace {
        let mut random = draws(seed);
        let mut records = Vec::new();
        for i in 0..30 {
            let count = if i == 7 { 20 } else { [0, 1, 1, 1, 2][random(5) as usize] };
            let mut offices = Vec::new();
            for _ in 0..count {
                let whom = if i != 7 && random(3) > 0 { (i + 1) % 30 } else { random(30) };
                let (from, until) = (1980 + random(20), 1992 + random(20));
                let dates =
                    ["", ", from: F", ", until: U", ", from: F, until: U", ", from: F~, until: U"][random(5) as usize];
                let dates = dates.replace('F', &from.to_string()).replace('U', &until.to_string());
                offices.push(format!("{{for: e{whom:02}{dates}}}"));
            }
            let key =
                if offices.is_empty() { String::new() } else { format!("speaks-for: [{}]\n", offices.join(", ")) };
            records.push(format!("entity: e{i:02}\nname: E\n{key}"));
        }
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(records.join("---\n").into()) }])
    }

    #[test]
    fn runs_end_where_the_first_does_not_lead_on() {
        let mut draw = draws(5);
        let mut random = |below: u64| draw(below) as i64;
        for size in 1..40 {
            let mut terms: Vec<Term> = (0..size).map(|_| Term { from: random(4), until: 6 + random(30) }).collect();
            terms[size as usize - 1] = Term::NEVER;
            let runs = Runs::new(terms.clone());
            for place in 0..size as usize {
                let days = (random(14), random(14));
                let by_looking = (place..size as usize).find(|at| !terms[*at].admits(days));
                assert_eq!(Some(runs.end(place, days)), by_looking);
            }
        }
    }
}
