//! What lies near a claim: everything that an edit of it can bear on.
//!
//! Two claims bear on each other if they are about the same two things, parts and wholes counted together; about one in common where there
//! may be but one of the other; or if the one supersedes the other, rests on it, or is ruled upon with it. Which topics those are is told
//! as for reviews ([`crate::reach`]), but exactly: here every record is known.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

use gainsay_model::finding::Finding;
use gainsay_model::names::Names;
use gainsay_model::read::Chosen;
use gainsay_model::record::{Claim, EdgeKind, Object};
use gainsay_model::schema::Kind;
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::DOUBLE;
use crate::reach::topics::{Uses, numbered};
use crate::reach::{Graph, below, named, spread};

/// What claims are about, as a number: the same number, the same topic.
type Topic = u64;

/// In place of the second of two things: what is said is a value of the first.
const VALUE: u32 = u32::MAX;
/// In place of the second of two things: there may be but one.
const ONE: u32 = u32::MAX - 1;

/// Where everything is that a claim can bear on.
pub struct Index {
    /// The number of everything that belongs together with others.
    together: FxHashMap<Name, u32>,
    uses: Uses<Name>,
    /// Which claims are about what, of those that were there at first; sorted.
    topics: Vec<(Topic, u32)>,
    /// The same of those that came later.
    later_topics: FxHashMap<Topic, Vec<u32>>,
    /// The ids of the claims that were there at first, and the claim of each.
    ids: (Names, Vec<u32>),
    /// Claims that came later, by their ids.
    later: FxHashMap<Name, Vec<u32>>,
    /// Claims that are no more.
    gone: FxHashSet<u32>,
    superseded_by: FxHashMap<Name, Vec<u32>>,
    /// Claims that rest on one, or answer it.
    resting_on: FxHashMap<Name, Vec<u32>>,
    /// The rulings that name a claim.
    rulings: FxHashMap<Name, Vec<u32>>,
    /// On what each entity and source rests, and what each predicate carries.
    below: FxHashMap<Name, Vec<Name>>,
    /// Files that hold other records than claims.
    others: FxHashSet<u32>,
    /// So many files were there at first, in order.
    files: u32,
    /// Those that came later.
    later_files: FxHashMap<String, u32>,
    /// So many claims were there at first.
    claims: u32,
    /// The claims of files that were edited.
    edited: FxHashMap<u32, Vec<u32>>,
}

impl Index {
    /// The index of a workspace; none where ids of claims are doubled, and so do not tell what is near.
    pub fn new(workspace: &Workspace) -> Option<Index> {
        let is_double = |finding: &Finding| finding.rule == DOUBLE && finding.records.iter().any(|record| record.kind == Kind::Claim);
        if workspace.findings.iter().any(is_double) {
            return None;
        }
        let records = &workspace.records;
        let by_name = |_: &Workspace, name: Name| name;
        let together = numbered(&Graph::new(&[workspace], by_name));
        // Numbers that no name has.
        let above = workspace.names.len() as u32;
        let mut index = Index {
            together: together.into_iter().map(|(name, number)| (name, above + number)).collect(),
            uses: Uses::of(&[workspace], by_name),
            topics: Vec::with_capacity(records.claims.len()),
            later_topics: FxHashMap::default(),
            ids: Default::default(),
            later: FxHashMap::default(),
            gone: FxHashSet::default(),
            superseded_by: FxHashMap::default(),
            resting_on: FxHashMap::default(),
            rulings: FxHashMap::default(),
            below: below(workspace, by_name),
            others: FxHashSet::default(),
            files: workspace.files.iter().filter(|file| !file.built_in).count() as u32,
            later_files: FxHashMap::default(),
            claims: records.claims.len() as u32,
            edited: FxHashMap::default(),
        };
        for (claim, i) in records.claims.iter().zip(0..) {
            let topics = index.topics_of(claim);
            index.topics.extend(topics.map(|topic| (topic, i)));
            index.enter_ties(claim, i);
            if let Some(id) = claim.id {
                index.ids.0.add(workspace.text(id));
                index.ids.1.push(i);
            }
        }
        index.topics.sort_unstable();
        let mut first: FxHashMap<Name, u32> = FxHashMap::default();
        for (ruling, i) in records.rulings.iter().zip(0..) {
            // Of several with one id the first counts: a part without it would not know.
            let counts = ruling.id.map_or(i, |id| *first.entry(id).or_insert(i));
            for pinned in &ruling.between {
                index.rulings.entry(pinned.claim).or_default().extend([i, counts]);
            }
        }
        for predicate in &records.predicates {
            let Some(id) = predicate.id else { continue };
            for edge in &predicate.edges {
                if matches!(edge.kind, EdgeKind::Implies | EdgeKind::UsuallyImplies | EdgeKind::InverseOf) {
                    index.below.entry(id).or_default().push(edge.to);
                }
                if edge.kind == EdgeKind::InverseOf {
                    index.below.entry(edge.to).or_default().push(id);
                }
            }
        }
        let places = records.entities.iter().map(|entity| entity.place);
        let places = places.chain(records.predicates.iter().map(|predicate| predicate.place));
        let places = places.chain(records.sources.iter().map(|source| source.place));
        let places = places.chain(records.rulings.iter().map(|ruling| ruling.place));
        index.others.extend(places.chain(records.manifest.place).map(|place| place.file));
        Some(index)
    }

    // --- files ---

    /// The number of the file of that path, which is added if it is new; none if it holds other records than claims.
    pub fn file(&mut self, workspace: &mut Workspace, path: String) -> Option<u32> {
        if path == MANIFEST {
            return None;
        }
        let first = &workspace.files[..self.files as usize];
        let known = first.binary_search_by(|file| file.path.as_str().cmp(&path)).ok().map(|number| number as u32);
        let number = known.or_else(|| self.later_files.get(&path).copied()).unwrap_or_else(|| {
            let number = workspace.add_file(path.clone());
            self.later_files.insert(path, number);
            number
        });
        Some(number).filter(|number| !self.others.contains(number))
    }

    /// Which of two files comes first.
    pub fn order(&self, workspace: &Workspace, a: u32, b: u32) -> Ordering {
        if a.max(b) < self.files {
            return a.cmp(&b);
        }
        let key = |number: u32| {
            let file = &workspace.files[number as usize];
            (file.built_in, &file.path)
        };
        key(a).cmp(&key(b))
    }

    /// The claims of a file.
    pub fn claims_of(&self, file: u32, claims: &[Claim]) -> Vec<u32> {
        if let Some(edited) = self.edited.get(&file) {
            return edited.clone();
        }
        let first = &claims[..self.claims as usize];
        let start = first.partition_point(|claim| claim.place.file < file);
        let count = first[start..].partition_point(|claim| claim.place.file == file);
        (start as u32..(start + count) as u32).collect()
    }

    // --- claims ---

    /// How many claims there are.
    pub fn claims(&self) -> usize {
        self.claims as usize
    }

    /// Whether a seal or a ruling pins a claim: then what no record keeps of its text can change what is found.
    pub fn is_pinned(&self, claim: &Claim) -> bool {
        claim.more().rev.is_some() || claim.id.is_some_and(|id| self.rulings.contains_key(&id))
    }

    /// Enters what a file holds now: claims that stay, and such that are new.
    pub fn enter(&mut self, workspace: &Workspace, file: u32, stay: Vec<u32>, new: Range<u32>) {
        for i in new.clone() {
            let claim = &workspace.records.claims[i as usize];
            for topic in self.topics_of(claim) {
                self.later_topics.entry(topic).or_default().push(i);
            }
            if let Some(id) = claim.id {
                self.later.entry(id).or_default().push(i);
            }
            self.enter_ties(claim, i);
        }
        self.edited.insert(file, stay.into_iter().chain(new).collect());
    }

    /// Forgets claims.
    pub fn forget(&mut self, claims: &[u32]) {
        self.gone.extend(claims);
    }

    /// Whether one of the new claims has the id of another one, those that go aside.
    pub fn makes_doubles(&self, workspace: &Workspace, gone: &[u32], new: &[u32]) -> bool {
        let goes: FxHashSet<u32> = gone.iter().copied().collect();
        new.iter()
            .filter_map(|i| workspace.records.claims[*i as usize].id)
            .any(|id| self.with_id(workspace, id).filter(|i| !goes.contains(i)).count() > 1)
    }

    /// What the claim of that id is called in the workspace: by the claim that was there at first, else by a word.
    pub fn called(&self, workspace: &Workspace, id: Name) -> Name {
        let (ids, claims) = &self.ids;
        let known = ids.find(workspace.text(id)).and_then(|number| claims.get(number.index()));
        known.and_then(|i| workspace.records.claims.get(*i as usize)).and_then(|claim| claim.id).unwrap_or(id)
    }

    fn enter_ties(&mut self, claim: &Claim, i: u32) {
        for name in &claim.more().supersedes {
            self.superseded_by.entry(*name).or_default().push(i);
        }
        for name in claim.more().based_on.iter().chain(&claim.more().answers) {
            self.resting_on.entry(*name).or_default().push(i);
        }
    }

    fn with_id<'i>(&'i self, workspace: &Workspace, id: Name) -> impl Iterator<Item = u32> + use<'i> {
        let first = workspace.claim_index(id).map(|i| i as u32);
        first.into_iter().chain(self.later.get(&id).into_iter().flatten().copied()).filter(|i| !self.gone.contains(i))
    }

    fn number(&self, name: Name) -> u32 {
        self.together.get(&name).copied().unwrap_or(name.index() as u32)
    }

    /// What a claim is about: nothing, if nobody can read that.
    fn topics_of(&self, claim: &Claim) -> impl Iterator<Item = Topic> + use<> {
        let topic = |first: u32, second: u32| u64::from(first) << 32 | u64::from(second);
        let topics = claim.statement().map(|statement| {
            let subject = self.number(statement.subject);
            let Object::Entity(object) = statement.object else { return [Some(topic(subject, VALUE)), None, None] };
            let object = self.number(object);
            let narrow = !self.uses.plain.contains(&statement.predicate);
            let one = |thing: u32| narrow.then(|| topic(thing, ONE));
            [Some(topic(subject.min(object), subject.max(object))), one(subject), one(object)]
        });
        topics.into_iter().flatten().flatten()
    }

    fn about(&self, topic: Topic) -> impl Iterator<Item = u32> {
        let start = self.topics.partition_point(|(known, _)| *known < topic);
        let first = self.topics[start..].iter().take_while(move |(known, _)| *known == topic).map(|(_, i)| *i);
        first.chain(self.later_topics.get(&topic).into_iter().flatten().copied()).filter(|i| !self.gone.contains(i))
    }

    // --- what lies near ---

    /// Everything that lies near some claims, with all that it rests on; none if that is more than so many claims.
    pub fn near(&self, workspace: &Workspace, core: &[u32], most: usize) -> Option<Chosen> {
        let claims = &workspace.records.claims;
        let claim = |i: u32| &claims[i as usize];
        let with_ids = |ids: &[Name]| -> Vec<u32> { ids.iter().flat_map(|id| self.with_id(workspace, *id)).collect() };
        // Whether these take part, or are ruled upon, may change.
        let touched = spread_within(core, most, |i| {
            [with_ids(&claim(i).more().supersedes), with_ids(&self.ruled_with(workspace, claim(i)))].concat()
        })?;
        let resting = spread_within(&touched, most, |i| self.tied(&self.resting_on, claim(i)))?;
        let mut near: FxHashSet<u32> = resting.into_iter().collect();
        for topic in touched.iter().flat_map(|i| self.topics_of(claim(*i))).collect::<FxHashSet<Topic>>() {
            near.extend(self.about(topic).take(most + 1));
            if near.len() > most {
                return None;
            }
        }
        let near: Vec<u32> = near.into_iter().collect();
        let all = spread_within(&near, most, |i| {
            let more = claim(i).more();
            let named = [more.supersedes.as_slice(), &more.based_on, more.answers.as_slice()].map(&with_ids).concat();
            [named, self.tied(&self.superseded_by, claim(i)), with_ids(&self.ruled_with(workspace, claim(i)))].concat()
        })?;
        Some(self.chosen(workspace, all, core))
    }

    fn tied(&self, ties: &FxHashMap<Name, Vec<u32>>, claim: &Claim) -> Vec<u32> {
        let tied = claim.id.and_then(|id| ties.get(&id)).into_iter().flatten();
        tied.copied().filter(|i| !self.gone.contains(i)).collect()
    }

    fn rulings_on(&self, claim: &Claim) -> &[u32] {
        claim.id.and_then(|id| self.rulings.get(&id)).map_or(&[], Vec::as_slice)
    }

    fn ruled_with(&self, workspace: &Workspace, claim: &Claim) -> Vec<Name> {
        let rulings = self.rulings_on(claim).iter().map(|i| &workspace.records.rulings[*i as usize]);
        rulings.flat_map(|ruling| &ruling.between).map(|pinned| pinned.claim).collect()
    }

    /// The claims with all the records that comparing them takes.
    fn chosen(&self, workspace: &Workspace, mut claims: Vec<u32>, core: &[u32]) -> Chosen {
        claims.sort_unstable();
        let records = || claims.iter().map(|i| &workspace.records.claims[*i as usize]);
        let names = spread(records().flat_map(named).collect(), &self.below);
        let indices = |find: &dyn Fn(Name) -> Option<usize>| {
            let mut found: Vec<u32> = names.iter().filter_map(|name| find(*name)).map(|i| i as u32).collect();
            found.sort_unstable();
            found
        };
        let rulings: BTreeSet<u32> = records().flat_map(|claim| self.rulings_on(claim)).copied().collect();
        // What a stale ruling is to pin says the versions of its claims.
        let pinned = rulings.iter().flat_map(|i| &workspace.records.rulings[*i as usize].between);
        let pinned = pinned.filter_map(|pinned| workspace.claim_index(pinned.claim)).map(|i| i as u32);
        Chosen {
            sealed: core.iter().copied().chain(pinned).collect(),
            entities: indices(&|name| workspace.entity_index(name)),
            predicates: indices(&|name| workspace.predicate_index(name)),
            sources: indices(&|name| workspace.source_index(name)),
            rulings: rulings.into_iter().collect(),
            findings: Vec::new(),
            claims,
        }
    }
}

/// These claims, and all that can be reached from them; none if that is more than so many.
fn spread_within(from: &[u32], most: usize, next: impl Fn(u32) -> Vec<u32>) -> Option<Vec<u32>> {
    let mut known: FxHashSet<u32> = from.iter().copied().collect();
    let mut waiting = from.to_vec();
    while let Some(i) = waiting.pop() {
        waiting.extend(next(i).into_iter().filter(|i| known.insert(*i)));
        if known.len() > most {
            return None;
        }
    }
    Some(known.into_iter().collect())
}
