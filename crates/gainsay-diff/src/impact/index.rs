//! An index of the records that an edit can touch: claims by their topics and by the records that refer to them, and
//! the records on which each rests.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use gainsay_model::read::Selection;
use gainsay_model::record::{Claim, EdgeKind, Ruling, Stance};
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::topics::{Topic, Topics};
use super::{Among, Edits, Impact, resting_among, spread};

/// An index of the records that an edit can touch. Claims may come and go; when other records do, a new index is made.
pub struct Index {
    among: Among,
    topics: Arc<Topics>,
    /// The topics of the claims that were there at first, sorted.
    first_topics: Vec<(Topic, u32)>,
    /// The topics of the claims that came later, by the topic with nothing lifted.
    later_topics: FxHashMap<Topic, Vec<(Topic, u32)>>,
    /// Claims by their ids, but for those whose id has their index for a number.
    by_id: FxHashMap<Symbol, Vec<u32>>,
    /// Claims that were removed.
    gone: FxHashSet<u32>,
    superseded_by: FxHashMap<Symbol, Vec<u32>>,
    /// The claims that rest on each claim, or answer it.
    resting_on: FxHashMap<Symbol, Vec<u32>>,
    /// The rulings that name each claim, and those that share an id with one that does.
    rulings: FxHashMap<Symbol, Vec<u32>>,
    /// The records on which each entity and source rests, and the predicates that each predicate carries.
    below: FxHashMap<Symbol, Vec<Symbol>>,
    /// Entities, predicates and sources by their ids.
    others: [FxHashMap<Symbol, Vec<u32>>; 3],
}

impl Index {
    /// Returns the index of some records.
    pub fn new(all: &Workspace, among: Among) -> Index {
        let topics = Topics::new(all, &among);
        let ranges = [&among.entities, &among.predicates, &among.sources];
        let records = &all.records;
        let mut index = Index {
            first_topics: Vec::with_capacity(among.claims.iter().map(ExactSizeIterator::len).sum()),
            later_topics: FxHashMap::default(),
            by_id: FxHashMap::default(),
            gone: FxHashSet::default(),
            superseded_by: FxHashMap::default(),
            resting_on: FxHashMap::default(),
            rulings: rulings_by_claim(all, &among),
            below: below(all, &among, topics.has_common_parts()),
            others: [
                by_id(ranges[0], |i| records.entities[i].id),
                by_id(ranges[1], |i| records.predicates[i].id),
                by_id(ranges[2], |i| records.sources[i].id),
            ],
            topics: Arc::new(topics),
            among: Among::default(),
        };
        for i in among.claims.iter().cloned().flatten() {
            let claim = &records.claims[i as usize];
            index.topics.each(claim, |topic| index.first_topics.push((topic, i)));
            enter_ties(&mut index.superseded_by, &mut index.resting_on, claim, i);
            index.enter_id(all, claim, i);
        }
        index.first_topics.sort_unstable();
        index.among = among;
        index
    }

    /// Adds claims that came later.
    pub fn enter(&mut self, all: &Workspace, claims: Range<u32>) {
        for i in claims.clone() {
            let claim = &all.records.claims[i as usize];
            let later = &mut self.later_topics;
            self.topics.each(claim, |topic| later.entry(topic.first_of_key()).or_default().push((topic, i)));
            enter_ties(&mut self.superseded_by, &mut self.resting_on, claim, i);
            self.enter_id(all, claim, i);
        }
        self.among.claims.push(claims);
    }

    fn enter_id(&mut self, all: &Workspace, claim: &Claim, i: u32) {
        if let Some(id) = claim.id.filter(|id| all.claim_index(*id) != Some(i as usize)) {
            self.by_id.entry(id).or_default().push(i);
        }
    }

    /// Removes claims.
    pub fn forget(&mut self, claims: impl IntoIterator<Item = u32>) {
        self.gone.extend(claims);
    }

    /// Adds removed claims again.
    pub fn remember(&mut self, claims: impl IntoIterator<Item = u32>) {
        claims.into_iter().for_each(|claim| _ = self.gone.remove(&claim));
    }

    /// Returns the claims of an id, by index.
    pub fn with_id<'i>(&'i self, all: &Workspace, id: Symbol) -> impl Iterator<Item = u32> + use<'i> {
        let first = all.claim_index(id).map(|i| i as u32);
        first.into_iter().chain(self.by_id.get(&id).into_iter().flatten().copied()).filter(|i| !self.gone.contains(i))
    }

    /// Returns whether a claim, by index, is no more.
    pub fn is_gone(&self, claim: u32) -> bool {
        self.gone.contains(&claim)
    }

    /// Returns the claims, by index, that name the claim of an id: that rest on it, answer it or supersede it.
    pub fn naming(&self, id: Symbol) -> impl Iterator<Item = u32> {
        let resting = self.resting_on.get(&id).into_iter().flatten();
        let all = resting.chain(self.superseded_by.get(&id).into_iter().flatten());
        all.copied().filter(|claim| !self.gone.contains(claim))
    }

    /// Returns the rulings of an id, by index.
    pub fn rulings_with_id(&self, all: &Workspace, id: Symbol) -> Vec<u32> {
        self.among.rulings(all).filter(|(_, ruling)| ruling.id == Some(id)).map(|(i, _)| i).collect()
    }

    /// Returns true if a seal or a ruling pins a claim: then a part of its text that no record keeps can change the
    /// findings.
    pub fn is_pinned(&self, claim: &Claim) -> bool {
        claim.more().seal.is_some() || claim.id.is_some_and(|id| self.rulings.contains_key(&id))
    }

    /// Returns the topics of claims.
    pub fn topics(&self) -> Arc<Topics> {
        Arc::clone(&self.topics)
    }

    /// Returns the impact of edits; none if it has more than `most` claims.
    pub fn impact(&self, all: &Workspace, edits: &Edits, most: usize) -> Option<Impact> {
        let claims = &all.records.claims;
        let claim = |i: u32| &claims[i as usize];
        let with_ids = |ids: &[Symbol]| -> Vec<u32> { ids.iter().flat_map(|id| self.with_id(all, *id)).collect() };
        let doubles = |i: u32| claim(i).id.map(|id| with_ids(&[id])).unwrap_or_default();
        let (core, named) = self.named_by(all, edits);
        // These claims may come to take part, or no longer do, and their rulings may change.
        let mut followed = FxHashSet::default();
        let touched = spread_within(&core, most, |i| {
            let ruled = with_ids(&self.ruled_with(all, claim(i), &mut followed));
            [with_ids(&claim(i).more().supersedes), ruled, doubles(i)].concat()
        })?;
        let resting_claims = spread_within(&touched, most, |i| self.tied(&self.resting_on, claim(i)))?;
        let mut near: FxHashSet<u32> = resting_claims.into_iter().collect();
        let mut topics: FxHashSet<Topic> = FxHashSet::default();
        touched.iter().for_each(|i| self.topics.each(claim(*i), |topic| _ = topics.insert(topic)));
        let mut in_sets = Vec::new();
        for topic in topics.iter().copied() {
            let about = self.about(topic).take(most.saturating_add(1));
            if topic.is_of_sets() {
                in_sets.extend(about);
            } else {
                near.extend(about);
            }
            if near.len().max(in_sets.len()) > most {
                return None;
            }
        }
        in_sets.extend(self.denied_beside(all, &touched, &topics, most)?);
        if !in_sets.is_empty() {
            // A ruling that prefers one claim of a set is against the others, and against those that rest on them.
            near.extend(spread_within(&in_sets, most, |i| self.tied(&self.resting_on, claim(i)))?);
        }
        let answered = touched.iter().flat_map(|i| with_ids(claim(*i).more().answers.as_slice()));
        let accusations = near.iter().chain(&touched).copied().chain(answered).filter(|i| claim(*i).accuses);
        near.extend(self.answering(all, accusations.collect(), most)?);
        let mut near: Vec<u32> = near.into_iter().collect();
        near.sort_unstable();
        let wanted = [near.as_slice(), &edits.kept].concat();
        followed.clear();
        let all_claims = spread_within(&wanted, most, |i| {
            let more = claim(i).more();
            let named = [more.supersedes.as_slice(), &more.based_on, more.answers.as_slice()].map(&with_ids).concat();
            let ruled = with_ids(&self.ruled_with(all, claim(i), &mut followed));
            [named, self.tied(&self.superseded_by, claim(i)), ruled, doubles(i)].concat()
        })?;
        Some(Impact { chosen: self.chosen(all, all_claims, &core, named, edits), claims: near })
    }

    /// Returns the claims that deny, together with touched ones, statements that other claims affirm, and these; none
    /// if there are more than `most`.
    fn denied_beside(
        &self,
        all: &Workspace,
        touched: &[u32],
        topics: &FxHashSet<Topic>,
        most: usize,
    ) -> Option<Vec<u32>> {
        let claim = |i: u32| &all.records.claims[i as usize];
        let is = |i: u32, stance: Stance| claim(i).stance == Some(stance);
        let mut of_denials: FxHashSet<Topic> = FxHashSet::default();
        let denials = touched.iter().filter(|i| is(**i, Stance::Denies));
        denials.for_each(|i| self.topics.each(claim(*i), |topic| _ = of_denials.insert(topic)));
        of_denials.retain(|topic| !topic.is_of_sets());
        let affirmations: FxHashSet<u32> = of_denials
            .iter()
            .flat_map(|topic| self.about(*topic))
            .filter(|i| claim(*i).stance.is_some_and(Stance::positive))
            .take(most.saturating_add(1))
            .collect();
        let mut beside: FxHashSet<Topic> = FxHashSet::default();
        affirmations.iter().for_each(|i| self.topics.each(claim(*i), |topic| _ = beside.insert(topic)));
        beside.retain(|topic| !topic.is_of_sets() && !topics.contains(topic));
        let mut found: FxHashSet<u32> = affirmations;
        for topic in beside {
            found.extend(self.about(topic).filter(|i| is(*i, Stance::Denies)).take(most.saturating_add(1)));
            if found.len() > most {
                return None;
            }
        }
        Some(found.into_iter().collect())
    }

    /// Returns accusations with all claims that may answer them; none if there are more than `most`.
    fn answering(&self, all: &Workspace, accusations: FxHashSet<u32>, most: usize) -> Option<FxHashSet<u32>> {
        let claim = |i: u32| &all.records.claims[i as usize];
        let mut topics: FxHashSet<Topic> = FxHashSet::default();
        accusations.iter().for_each(|i| self.topics.each(claim(*i), |topic| _ = topics.insert(topic)));
        let mut found = accusations.clone();
        found.extend(accusations.iter().flat_map(|i| self.tied(&self.resting_on, claim(*i))));
        for topic in topics.into_iter().filter(|topic| !topic.is_of_sets()) {
            found.extend(self.about(topic).take(most.saturating_add(1)));
            if found.len() > most {
                return None;
            }
        }
        Some(found)
    }

    /// Returns the claims whose conflicts edits may change, apart from the consequences of these; and the entities,
    /// sources and predicates that are edited, or tied to edited ones.
    fn named_by(&self, all: &Workspace, edits: &Edits) -> (Vec<u32>, FxHashSet<Symbol>) {
        let mut core = edits.claims.clone();
        for ruling in &edits.rulings {
            let between = &all.records.rulings[*ruling as usize].between;
            core.extend(between.iter().flat_map(|pinned| self.with_id(all, pinned.claim)));
        }
        if edits.names.is_empty() && edits.predicates.is_empty() {
            return (core, FxHashSet::default());
        }
        let resting = if edits.names.is_empty() {
            FxHashSet::default()
        } else {
            spread(edits.names.clone(), &resting_among(all, &self.among))
        };
        let mut named = resting;
        named.extend(self.tied_predicates(all, edits));
        // A part of two things can make them agree.
        let wholes = if self.topics.has_common_parts() {
            spread(edits.names.clone(), &self.below)
        } else {
            FxHashSet::default()
        };
        let is_touched = |claim: &Claim| {
            claim.symbols().any(|name| named.contains(&name))
                || (!wholes.is_empty()
                    && self.topics.is_of_one(claim)
                    && claim.symbols().any(|name| wholes.contains(&name)))
        };
        let claims = self.among.claims.iter().cloned().flatten().filter(|i| !self.gone.contains(i));
        core.extend(claims.filter(|i| is_touched(&all.records.claims[*i as usize])));
        core.sort_unstable();
        core.dedup();
        (core, named)
    }

    /// Returns the predicates that are tied to edited ones.
    fn tied_predicates(&self, all: &Workspace, edits: &Edits) -> FxHashSet<Symbol> {
        if edits.predicates.is_empty() {
            return FxHashSet::default();
        }
        let mut beside: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
        for (id, predicate) in self.among.predicates(all).filter_map(|predicate| Some((predicate.id?, predicate))) {
            for edge in &predicate.edges {
                beside.entry(id).or_default().push(edge.to);
                beside.entry(edge.to).or_default().push(id);
            }
        }
        spread(edits.predicates.clone(), &beside)
    }

    /// Returns the claims that share a topic.
    fn about(&self, topic: Topic) -> impl Iterator<Item = u32> {
        let start = self.first_topics.partition_point(|(known, _)| *known < topic.first_of_key());
        let first = self.first_topics[start..].iter().take_while(move |(known, _)| known.has_key_of(topic));
        let all = first.chain(self.later_topics.get(&topic.first_of_key()).into_iter().flatten());
        all.filter(move |(known, i)| known.meets(topic) && !self.gone.contains(i)).map(|(_, i)| *i)
    }

    fn tied(&self, ties: &FxHashMap<Symbol, Vec<u32>>, claim: &Claim) -> Vec<u32> {
        let tied = claim.id.and_then(|id| ties.get(&id)).into_iter().flatten();
        tied.copied().filter(|i| !self.gone.contains(i)).collect()
    }

    fn rulings_on(&self, claim: &Claim) -> &[u32] {
        claim.id.and_then(|id| self.rulings.get(&id)).map_or(&[], Vec::as_slice)
    }

    /// Returns the claims of the rulings on a claim, but for those rulings that were followed before: one ruling can be
    /// on very many claims.
    fn ruled_with(&self, all: &Workspace, claim: &Claim, followed: &mut FxHashSet<u32>) -> Vec<Symbol> {
        let new = self.rulings_on(claim).iter().filter(|i| followed.insert(**i));
        let rulings = new.map(|i| &all.records.rulings[*i as usize]);
        rulings.flat_map(|ruling| &ruling.between).map(|pinned| pinned.claim).collect()
    }

    /// Returns claims with all the records on which their comparison depends, and all records that name edited ones.
    fn chosen(
        &self,
        all: &Workspace,
        mut claims: Vec<u32>,
        core: &[u32],
        mut named: FxHashSet<Symbol>,
        edits: &Edits,
    ) -> Selection {
        claims.sort_unstable();
        let records = || claims.iter().map(|i| &all.records.claims[*i as usize]);
        named.extend(records().flat_map(Claim::symbols).chain(edits.kept_names.iter().copied()));
        let names = spread(named, &self.below);
        let indices = |ids: &FxHashMap<Symbol, Vec<u32>>| {
            let mut found: Vec<u32> = names.iter().filter_map(|name| ids.get(name)).flatten().copied().collect();
            found.sort_unstable();
            found
        };
        let rulings = records().flat_map(|claim| self.rulings_on(claim)).chain(&edits.rulings);
        let rulings: BTreeSet<u32> = rulings.copied().collect();
        // The advice on a stale ruling contains the versions of its claims.
        let pinned = rulings.iter().flat_map(|i| &all.records.rulings[*i as usize].between);
        let pinned = pinned.flat_map(|pinned| self.with_id(all, pinned.claim));
        Selection {
            sealed: core.iter().copied().chain(pinned).collect(),
            entities: indices(&self.others[0]),
            predicates: indices(&self.others[1]),
            sources: indices(&self.others[2]),
            rulings: rulings.into_iter().collect(),
            findings: Vec::new(),
            without_references: false,
            claims,
        }
    }
}

fn enter_ties(
    superseded_by: &mut FxHashMap<Symbol, Vec<u32>>,
    resting_on: &mut FxHashMap<Symbol, Vec<u32>>,
    claim: &Claim,
    i: u32,
) {
    for name in &claim.more().supersedes {
        superseded_by.entry(*name).or_default().push(i);
    }
    for name in claim.more().based_on.iter().chain(&claim.more().answers) {
        resting_on.entry(*name).or_default().push(i);
    }
}

fn by_id(ranges: &[Range<u32>], id: impl Fn(usize) -> Option<Symbol>) -> FxHashMap<Symbol, Vec<u32>> {
    let mut by_id: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
    for i in ranges.iter().cloned().flatten() {
        if let Some(id) = id(i as usize) {
            by_id.entry(id).or_default().push(i);
        }
    }
    by_id
}

fn rulings_by_claim(all: &Workspace, among: &Among) -> FxHashMap<Symbol, Vec<u32>> {
    let mut alike: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
    let id = |ruling: &Ruling| ruling.id;
    for (i, ruling) in among.rulings(all) {
        id(ruling).into_iter().for_each(|id| alike.entry(id).or_default().push(i));
    }
    let mut rulings: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
    for (i, ruling) in among.rulings(all) {
        // Of several rulings with one id the first counts, which a part without it could not know.
        let same = id(ruling).and_then(|id| alike.get(&id)).cloned().unwrap_or_else(|| vec![i]);
        for pinned in &ruling.between {
            rulings.entry(pinned.claim).or_default().extend(&same);
        }
    }
    rulings
}

/// Returns, for each entity and source, the records on which it rests, and for each predicate those that it carries;
/// with `parts`, for each whole also its parts.
fn below(all: &Workspace, among: &Among, parts: bool) -> FxHashMap<Symbol, Vec<Symbol>> {
    let mut below: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
    for (id, entity) in among.entities(all).filter_map(|entity| Some((entity.id?, entity))) {
        let whom = entity.speaks_for.iter().map(|office| office.whom);
        below.entry(id).or_default().extend(entity.part_of.iter().chain(&entity.same_as).copied().chain(whom));
        for same in &entity.same_as {
            below.entry(*same).or_default().push(id);
        }
        for whole in entity.part_of.iter().filter(|_| parts) {
            below.entry(*whole).or_default().push(id);
        }
    }
    for (id, source) in among.sources(all).filter_map(|source| Some((source.id?, source))) {
        below.entry(id).or_default().extend(&source.derived_from);
    }
    for (id, predicate) in among.predicates(all).filter_map(|predicate| Some((predicate.id?, predicate))) {
        for edge in &predicate.edges {
            if matches!(edge.kind, EdgeKind::Implies | EdgeKind::UsuallyImplies | EdgeKind::InverseOf) {
                below.entry(id).or_default().push(edge.to);
            }
            if edge.kind == EdgeKind::InverseOf {
                below.entry(edge.to).or_default().push(id);
            }
        }
    }
    below
}

/// Returns claims, and all that can be reached from them; none if there are more than `most`.
fn spread_within(from: &[u32], most: usize, mut next: impl FnMut(u32) -> Vec<u32>) -> Option<Vec<u32>> {
    let mut known: FxHashSet<u32> = from.iter().copied().collect();
    let mut waiting: Vec<u32> = known.iter().copied().collect();
    while let Some(i) = waiting.pop() {
        waiting.extend(next(i).into_iter().filter(|i| known.insert(*i)));
        if known.len() > most {
            return None;
        }
    }
    Some(known.into_iter().collect())
}
