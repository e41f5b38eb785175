//! Groups pairs into conflicts: all connected pairs of one mechanism and contested statement under one ruling, so that
//! a matter between two speakers is reported once, and two incidents are two conflicts.

use std::cmp::Reverse;
use std::rc::Rc;

use gainsay_model::finding::Level;
use rustc_hash::FxHashMap;

use crate::clash::{Clash, Comparer, UNKNOWN};
use crate::conflicts::position_claims::{GatheredPosition, RankedClaims, SharedClaims};
use crate::conflicts::positions::{Held, positions, side_text};
use crate::ledger::{ClaimId, StatementId};
use crate::mechanism::Mechanism;
use crate::number_set::NumberSet;
use crate::rules::PairRule;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::vocabulary::closure::Derived;

/// A group of pairs that is reported as one conflict: claims that contest one statement by one mechanism, connected by
/// their pairs, under one ruling.
#[derive(Debug)]
pub struct Gathered {
    /// The rule of the most serious pair: by level, then in the order of [`PairRule::ALL`].
    pub rule: PairRule,
    /// The other rules among the pairs, in the order of [`PairRule::ALL`].
    pub other_rules: Vec<PairRule>,
    /// The way in which the claims clash.
    pub mechanism: Mechanism,
    /// The number of the contested statement.
    pub contested: String,
    /// The ruling that covers the pairs.
    pub ruled: Option<String>,
    /// Whether any pair is certain.
    pub certain: bool,
    /// The level of the most serious pair.
    pub level: Level,
    /// The positions, two or more, oldest first: the claims of a position do not conflict with each other in this
    /// matter.
    pub positions: Vec<GatheredPosition>,
    /// The pair that explains the conflict. It is one of the most serious pairs: a certain one if there is one, then
    /// the one with the fewest presumptions and steps, then the first by id.
    pub example: (ClaimId, ClaimId, Clash),
}

impl Gathered {
    /// Iterates over the claims of all positions.
    pub fn claims(&self) -> impl Iterator<Item = ClaimId> + '_ {
        self.positions.iter().flat_map(|position| position.claims.iter()).map(|(claim, _)| claim)
    }

    /// Returns the claim whose id comes first.
    pub fn first(&self) -> Option<ClaimId> {
        // The numbers of claims follow the byte order of their ids.
        self.claims().min()
    }
}

/// The conflicts of a ledger.
#[derive(Debug, Default)]
pub struct Conflicts {
    /// The conflicts that the manifest does not silence, by contested statement, mechanism, ruling and first claim.
    pub told: Vec<Gathered>,
    /// The number of other conflicts, which the manifest silences.
    pub silenced: usize,
}

/// The key of a group: one mechanism, contested statement and ruling. Pairs that the manifest silences have a key of
/// their own.
#[derive(PartialEq, Eq, Hash)]
struct GroupKey<'w> {
    mechanism: Mechanism,
    contested: u32,
    ruled: Option<&'w str>,
    silenced: bool,
}

/// A group of pairs with one key, by its number.
pub type GroupId = u32;

/// Groups pairs into conflicts.
pub struct ConflictGrouper<'g, 'l, 'w> {
    comparer: &'g Comparer<'l, 'w>,
    rulings: &'g Rulings<'w>,
    levels: &'g Levels,
    from: Level,
    /// The contested statements, by number.
    contested: Vec<String>,
    numbers: FxHashMap<String, u32>,
    groups: Vec<PairGroup>,
    by_key: FxHashMap<GroupKey<'w>, GroupId>,
    last: Option<(ClashShape, Contest)>,
}

/// The weight of a pair in a conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weight {
    /// The level; a note where the pair is silenced.
    pub level: Level,
    /// Whether the manifest silences the pair.
    pub silenced: bool,
}

/// A claim that denies, and others that affirm, with each of which it conflicts. None of them is ruled upon.
pub struct Star<'s> {
    /// The claim that denies.
    pub claim: ClaimId,
    /// The others, by their ranks.
    pub members: NumberSet,
    /// The claims among which the others are.
    pub of: &'s Rc<RankedClaims>,
    /// Whether the manifest silences the pairs.
    pub silenced: bool,
    /// The rules of the pairs, each with whether a pair is certain.
    pub rules: &'s [(PairRule, bool)],
    /// The level of the most serious pair.
    pub level: Level,
    /// The pair that explains the conflict.
    pub example: (ClaimId, ClaimId, Clash),
}

/// A way in which two statements clash, as far as their contested statement depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ClashShape {
    statements: (StatementId, StatementId),
    mechanism: Mechanism,
    carried: (Derived, Derived),
}

/// The contested statement of two statements.
#[derive(Clone, Copy)]
struct Contest {
    /// The number of the contested statement.
    number: u32,
    /// The side of the first statement, of two; the second is on the other side.
    side: u8,
}

/// The claims that some pairs connect, and the summary of each component.
#[derive(Default)]
struct PairGroup {
    nodes: Vec<ForestNode>,
    by_claim: FxHashMap<ClaimId, u32>,
    components: Vec<Option<Component>>,
    /// Claims, by their nodes, that conflict with each of many others.
    stars: Vec<(u32, SharedClaims)>,
}

/// A claim in a forest of disjoint sets.
struct ForestNode {
    held: Held,
    parent: u32,
    size: u32,
    /// The component, if the node is a root.
    component: u32,
}

/// The summary of the pairs that connect a component.
struct Component {
    rules: RuleSet,
    certain_rules: RuleSet,
    level: Level,
    example: (ClaimId, ClaimId, Clash),
}

/// A set of rules, a bit each.
#[derive(Clone, Copy, Default)]
struct RuleSet(u8);

impl RuleSet {
    fn of(rule: PairRule) -> RuleSet {
        RuleSet(1 << rule as u8)
    }

    fn with(self, other: RuleSet) -> RuleSet {
        RuleSet(self.0 | other.0)
    }

    fn has(self, rule: PairRule) -> bool {
        self.0 & RuleSet::of(rule).0 != 0
    }
}

impl<'g, 'l, 'w> ConflictGrouper<'g, 'l, 'w> {
    /// Returns a grouper of the pairs whose rule and mechanism can reach the level `from`. Silenced pairs are grouped,
    /// to be counted, only where all others are.
    pub fn new(comparer: &'g Comparer<'l, 'w>, rulings: &'g Rulings<'w>, levels: &'g Levels, from: Level) -> Self {
        ConflictGrouper {
            comparer,
            rulings,
            levels,
            from,
            contested: Vec::new(),
            numbers: FxHashMap::default(),
            groups: Vec::new(),
            by_key: FxHashMap::default(),
            last: None,
        }
    }

    /// Returns the weight of a pair; none if it does not matter enough.
    pub fn weight(&self, rule: PairRule, mechanism: Mechanism, certain: bool) -> Option<Weight> {
        let level = |certain| self.levels.of_pair(rule, mechanism, certain);
        if level(true).unwrap_or(Level::Note) < self.from {
            return None;
        }
        let level = level(certain);
        Some(Weight { level: level.unwrap_or(Level::Note), silenced: level.is_none() })
    }

    fn group(&mut self, key: GroupKey<'w>) -> GroupId {
        *self.by_key.entry(key).or_insert_with(|| {
            self.groups.push(PairGroup::default());
            self.groups.len() as u32 - 1
        })
    }

    /// Adds a denial with all that it conflicts with.
    pub fn add_star(&mut self, star: Star) {
        let Star { claim, members, of, silenced, rules, level, example } = star;
        let (a, b, clash) = &example;
        let Contest { number, side } = self.contest(*a, *b, clash);
        let mechanism = clash.candidate.mechanism;
        let group = self.group(GroupKey { mechanism, contested: number, ruled: None, silenced });
        let rule_set = |rules: &mut dyn Iterator<Item = &(PairRule, bool)>| {
            rules.fold(RuleSet::default(), |all, (rule, _)| all.with(RuleSet::of(*rule)))
        };
        let held = Held::new(claim, 1 << (1 - side), &clash.candidate.b);
        let component = Component {
            rules: rule_set(&mut rules.iter()),
            certain_rules: rule_set(&mut rules.iter().filter(|(_, certain)| *certain)),
            level,
            example,
        };
        self.groups[group as usize].add_star(held, SharedClaims { of: Rc::clone(of), ranks: members }, component);
    }

    /// Adds a pair; in a denial the second denies. Returns its group, unless the pair does not matter enough.
    pub fn add(&mut self, a: ClaimId, b: ClaimId, clash: Clash) -> Option<GroupId> {
        let mechanism = clash.candidate.mechanism;
        let Weight { level, silenced } = self.weight(clash.rule, mechanism, clash.certain)?;
        let Contest { number, side } = self.contest(a, b, &clash);
        let ruled = self.rulings.covering(a, b);
        let group = self.group(GroupKey { mechanism, contested: number, ruled, silenced });
        let ledger = self.comparer.ledger;
        // Claims of one statement hold both sides each.
        let alike = ledger.claim(a).statement == ledger.claim(b).statement
            && !matches!(mechanism, Mechanism::Denial | Mechanism::Once);
        let of_a = if alike { 0b11 } else { 1 << side };
        let of_b = if alike { 0b11 } else { 1 << (1 - side) };
        let component = Component {
            rules: RuleSet::of(clash.rule),
            certain_rules: if clash.certain { RuleSet::of(clash.rule) } else { RuleSet::default() },
            level,
            example: (a, b, clash),
        };
        let (a, b) = (Held::new(a, of_a, &clash.candidate.a), Held::new(b, of_b, &clash.candidate.b));
        self.groups[group as usize].join(a, b, component);
        Some(group)
    }

    /// Returns the contested statement of a pair, and caches that of its two statements for the pairs that follow.
    fn contest(&mut self, a: ClaimId, b: ClaimId, clash: &Clash) -> Contest {
        let comparer = self.comparer;
        let ledger = comparer.ledger;
        let statements = (ledger.claim(a).statement, ledger.claim(b).statement);
        let candidate = &clash.candidate;
        let way = ClashShape { statements, mechanism: candidate.mechanism, carried: (candidate.a, candidate.b) };
        if let Some((known, contest)) = self.last
            && known == way
        {
            return contest;
        }
        let (s, t) = (ledger.statement_of(statements.0), ledger.statement_of(statements.1));
        let text = comparer.contested(s, t, candidate);
        let number = *self.numbers.entry(text).or_insert_with_key(|text| {
            self.contested.push(text.clone());
            self.contested.len() as u32 - 1
        });
        let is_second = matches!(candidate.mechanism, Mechanism::Exclusion | Mechanism::Asymmetry)
            && side_text(comparer, candidate.mechanism, &candidate.a, s)
                > side_text(comparer, candidate.mechanism, &candidate.b, t);
        let contest = Contest { number, side: is_second.into() };
        self.last = Some((way, contest));
        contest
    }

    /// Returns true if a ruling that holds names the claim.
    pub fn is_ruled(&self, claim: ClaimId) -> bool {
        self.rulings.naming(claim).is_some()
    }

    /// Returns the first ruling that holds and covers both claims.
    pub fn covering(&self, a: ClaimId, b: ClaimId) -> Option<&'w str> {
        self.rulings.covering(a, b)
    }

    /// Returns the rulings.
    pub fn rulings(&self) -> &'g Rulings<'w> {
        self.rulings
    }

    /// Returns true if a pair of that rule is known to be certain in the component of a group to which the claim
    /// belongs.
    pub fn is_certain(&self, group: GroupId, claim: ClaimId, rule: PairRule) -> bool {
        let group = self.groups.get(group as usize);
        group.and_then(|group| group.component_of(claim)).is_some_and(|component| component.certain_rules.has(rule))
    }

    /// Returns the conflicts, and the number of those that are silenced.
    pub fn conflicts(self) -> Conflicts {
        let ConflictGrouper { comparer, contested, groups, by_key, .. } = self;
        let mut keys: Vec<(GroupKey, GroupId)> = by_key.into_iter().collect();
        keys.sort_unstable_by_key(|(_, group)| *group);
        let mut conflicts = Conflicts::default();
        for ((key, _), group) in keys.into_iter().zip(groups) {
            let components = group.components();
            if key.silenced {
                conflicts.silenced += components.len();
                continue;
            }
            let contested = &contested[key.contested as usize];
            let told = components
                .into_iter()
                .map(|(component, members, shared)| (component.told_by_steps(comparer), members, shared));
            let told = told.map(|(component, members, shared)| Gathered {
                rule: component.example.2.rule,
                other_rules: component.other_rules(),
                mechanism: key.mechanism,
                contested: contested.clone(),
                ruled: key.ruled.map(str::to_owned),
                certain: component.certain_rules.0 != 0,
                level: component.level,
                positions: positions(comparer, &component.example.2.candidate, members, shared),
                example: component.example,
            });
            conflicts.told.extend(told);
        }
        conflicts.told.sort_by(|a, b| {
            let by_statement = (&a.contested, a.mechanism, &a.ruled).cmp(&(&b.contested, b.mechanism, &b.ruled));
            by_statement.then_with(|| a.first().cmp(&b.first()))
        });
        conflicts
    }
}

impl Component {
    /// Returns a sort key: the most serious pair comes first, and among equals the one that explains best.
    fn rank(&self) -> impl Ord + use<> {
        let (a, b, clash) = &self.example;
        let Clash { candidate, certain, rule, .. } = clash;
        ((Reverse(self.level), *rule, !certain), (candidate.usually, candidate.steps, *a.min(b), *a.max(b)))
    }

    /// Works out the steps by which the example clashes, if that was left open.
    fn told_by_steps(mut self, comparer: &Comparer) -> Component {
        let (a, b, clash) = &mut self.example;
        if clash.candidate.steps == UNKNOWN {
            let mechanism = clash.candidate.mechanism;
            let all = comparer.conflicts(*a, *b);
            all.into_iter().filter(|other| other.candidate.mechanism == mechanism).for_each(|told| *clash = told);
        }
        self
    }

    fn merge(&mut self, other: Component) {
        let (rules, certain_rules) = (self.rules.with(other.rules), self.certain_rules.with(other.certain_rules));
        if other.rank() < self.rank() {
            *self = other;
        }
        (self.rules, self.certain_rules) = (rules, certain_rules);
    }

    fn other_rules(&self) -> Vec<PairRule> {
        let rule = self.example.2.rule;
        PairRule::ALL.into_iter().filter(|other| *other != rule && self.rules.has(*other)).collect()
    }
}

/// The component of a node that is no root, or has no pair yet.
const NONE: u32 = u32::MAX;

impl PairGroup {
    /// Joins two claims by a pair, given as the component that it would be by itself.
    fn join(&mut self, a: Held, b: Held, pair: Component) {
        let (a, b) = (self.node(a), self.node(b));
        self.unite(a, b);
        let root = self.root(a);
        self.merge(root, pair);
    }

    /// Merges the summary of other claims into the component of a root.
    fn merge(&mut self, root: u32, other: Component) {
        let slot = self.nodes[root as usize].component;
        match self.components.get_mut(slot as usize) {
            Some(Some(known)) => known.merge(other),
            Some(empty) => *empty = Some(other),
            None => {
                self.nodes[root as usize].component = self.components.len() as u32;
                self.components.push(Some(other));
            }
        }
    }

    /// Adds a claim with many others, with each of which it conflicts.
    fn add_star(&mut self, held: Held, others: SharedClaims, pairs: Component) {
        let node = self.node(held);
        let root = self.root(node);
        self.merge(root, pairs);
        self.stars.push((node, others));
    }

    /// Joins the components of two nodes.
    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (root, other) = if self.nodes[a as usize].size >= self.nodes[b as usize].size { (a, b) } else { (b, a) };
        if root != other {
            let ForestNode { size, component, .. } = self.nodes[other as usize];
            self.nodes[other as usize].parent = root;
            self.nodes[root as usize].size += size;
            if let Some(joined) = self.components.get_mut(component as usize).and_then(Option::take) {
                self.merge(root, joined);
            }
        }
    }

    /// Joins the components that have claims of stars in common. Returns the claims of the stars of each, by its root.
    fn join_stars(&mut self) -> FxHashMap<u32, SharedClaims> {
        let mut apart: Vec<(u32, SharedClaims)> = Vec::new();
        for (node, mut claims) in std::mem::take(&mut self.stars) {
            let (joined, others): (Vec<_>, Vec<_>) = apart.into_iter().partition(|(other, of_other)| {
                self.root(*other) == self.root(node) || of_other.ranks.meets(&claims.ranks)
            });
            for (other, of_other) in joined {
                self.unite(node, other);
                claims.ranks = claims.ranks.union(&of_other.ranks);
            }
            apart = others;
            apart.push((node, claims));
        }
        for node in 0..self.nodes.len() as u32 {
            let claim = self.nodes[node as usize].held.claim;
            for (other, claims) in &apart {
                if claims.of.rank(claim).is_some_and(|rank| claims.ranks.has(rank)) {
                    self.unite(node, *other);
                }
            }
        }
        let mut by_root: FxHashMap<u32, SharedClaims> = FxHashMap::default();
        for (node, claims) in apart {
            let known = by_root.entry(self.root(node)).or_insert_with(|| claims.clone());
            known.ranks = known.ranks.union(&claims.ranks);
        }
        by_root
    }

    fn node(&mut self, held: Held) -> u32 {
        let next = self.nodes.len() as u32;
        let node = *self.by_claim.entry(held.claim).or_insert(next);
        match self.nodes.get_mut(node as usize) {
            Some(known) => known.held.sides |= held.sides,
            None => self.nodes.push(ForestNode { held, parent: next, size: 1, component: NONE }),
        }
        node
    }

    /// Returns the root of a node. Union by size keeps the path short.
    fn root(&self, mut node: u32) -> u32 {
        while self.nodes[node as usize].parent != node {
            node = self.nodes[node as usize].parent;
        }
        node
    }

    /// Returns the summary of the component of a claim.
    fn component_of(&self, claim: ClaimId) -> Option<&Component> {
        let root = self.root(*self.by_claim.get(&claim)?);
        self.components.get(self.nodes[root as usize].component as usize)?.as_ref()
    }

    /// Returns the components, each with what its claims hold, and with the claims that it shares with others.
    fn components(mut self) -> Vec<(Component, Vec<Held>, Option<SharedClaims>)> {
        let mut stars = self.join_stars();
        let mut shared: FxHashMap<u32, SharedClaims> = FxHashMap::default();
        let mut members: FxHashMap<u32, Vec<Held>> = FxHashMap::default();
        for node in 0..self.nodes.len() as u32 {
            let root = self.root(node);
            let component = self.nodes[root as usize].component;
            members.entry(component).or_default().push(self.nodes[node as usize].held);
            shared.extend(stars.remove(&root).map(|claims| (component, claims)));
        }
        let with_component =
            |(slot, members)| Some((self.components.get_mut(slot as usize)?.take()?, members, shared.remove(&slot)));
        members.into_iter().filter_map(with_component).collect()
    }
}
