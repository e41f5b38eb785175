//! What a change can bear on: which files have to be read to know what it does to the conflicts.
//!
//! Whether two claims conflict depends on both of them, on what supersedes them, on others with their ids, on what their speaker says in
//! the same breath, and on entities, sources and the vocabulary. So of the files that did not change only those matter that hold a claim
//! which says something about the same entities, parts and wholes counted together; that supersedes anything; or that a change names.
//! A [`Gist`] is what has to be known of a file to tell, and is found without reading the records in it.

pub(crate) mod topics;

use std::hash::Hash;

use gainsay_model::gist::{Gist, Said};
use gainsay_model::record::{Claim, Object};
use gainsay_model::schema::Kind;
use gainsay_model::{Input, Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};
use topics::Topics;

use crate::changes::{Change, Changes, Meaning, changes};

/// How far a change reaches.
#[derive(Debug)]
pub enum Reach {
    /// No conflict can come or go, and no ruling.
    Nothing,
    /// Only files that hold one of these.
    Some(Box<Touched>),
    /// Anything: the vocabulary changed, or the manifest.
    Everything,
}

/// What is touched by a change.
#[derive(Default, Debug)]
pub struct Touched {
    /// Claims that are touched, or that something touched names.
    claims: FxHashSet<String>,
    /// What is said of what.
    topics: Topics,
}

/// Keys of a record on which neither a conflict nor a ruling depends.
const IDLE: [&str; 3] = ["rev", "note", "tags"];

/// A file that did not change: its gist.
pub type Unchanged<'f> = (&'f str, &'f Gist);

/// Of the files that did not change those that a change can bear on. `old` and `new` are the files that did, as they were and as they are;
/// `differs` tells them by their paths.
pub fn within(old: &[Input], new: &[Input], rest: Vec<Input>, differs: &dyn Fn(&str) -> bool) -> Vec<Input> {
    let gists: Vec<Gist> = rest.iter().map(|input| input.bytes.as_ref().map(|bytes| Gist::of(bytes)).unwrap_or_default()).collect();
    let unchanged: Vec<Unchanged> = rest.iter().zip(&gists).map(|(input, gist)| (input.path.as_str(), gist)).collect();
    let frame = |inputs: &[Input]| {
        let others = rest.iter().zip(&gists).filter(|(_, gist)| gist.claims.is_none()).map(|(input, _)| input);
        Workspace::read_part(inputs.iter().chain(others).cloned().collect())
    };
    let (before, after) = (frame(old), frame(new));
    let wanted: Vec<bool> = match reach(&changes(&before, &after, differs), [&before, &after], &unchanged) {
        Reach::Everything => return rest,
        Reach::Nothing => gists.iter().map(|gist| gist.claims.is_none()).collect(),
        Reach::Some(touched) => {
            let doubles = doubles(&unchanged, [&before, &after]);
            gists.iter().map(|gist| touched.wants(gist, &doubles)).collect()
        }
    };
    rest.into_iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(input, _)| input).collect()
}

/// How far changes reach. `frames` are both states, with every file that changed and every other that holds more than claims; `unchanged`
/// are the gists of the files that did not change.
pub fn reach(changes: &Changes, frames: [&Workspace; 2], unchanged: &[Unchanged]) -> Reach {
    let changes: Vec<&Change> = changes.list.iter().filter(|change| !is_idle(change)).collect();
    if changes.is_empty() {
        return Reach::Nothing;
    }
    if changes.iter().any(|change| matches!(change.kind, Kind::Predicate | Kind::Manifest)) {
        return Reach::Everything;
    }
    let graph = Graph::new(&frames, by_text);
    let mut touched = Touched::default();
    for change in changes {
        touch(change, &graph, frames, unchanged, &mut touched);
    }
    settle(&graph, frames, unchanged, &mut touched);
    Reach::Some(Box::new(touched))
}

/// Whether anything at all can come of changes that are known without the other files.
pub fn reaches(changes: &Changes) -> bool {
    !changes.list.iter().all(is_idle)
}

fn is_idle(change: &Change) -> bool {
    change.meaning == Meaning::Editorial && change.fields.iter().all(|field| IDLE.contains(&field.key.as_str()))
}

/// Everything that bears on one claim, in one state.
pub fn around(claim: &str, frame: &Workspace, unchanged: &[Unchanged]) -> Touched {
    let graph = Graph::new(&[frame], by_text);
    let mut touched = Touched::default();
    touched.claims.insert(claim.to_owned());
    settle(&graph, [frame, frame], unchanged, &mut touched);
    touched
}

impl Touched {
    /// Whether a file has to be read.
    pub fn wants(&self, gist: &Gist, doubles: &FxHashSet<&str>) -> bool {
        let Some(claims) = &gist.claims else { return true };
        claims.iter().any(|said| {
            said.supersedes
                || doubles.contains(said.id.as_str())
                || self.claims.contains(&said.id)
                || self.topics.has(&said.about)
                || said.names.iter().any(|word| self.claims.contains(word))
        })
    }
}

/// The ids that more than one claim has, in files with these gists and in the frames: all of them have to be known to know that.
pub fn doubles<'f>(unchanged: &[Unchanged<'f>], frames: [&'f Workspace; 2]) -> FxHashSet<&'f str> {
    let (mut seen, mut doubles) = (FxHashSet::default(), FxHashSet::default());
    let said = unchanged.iter().flat_map(|(_, gist)| gist.claims.iter().flatten());
    doubles.extend(said.map(|said| said.id.as_str()).filter(|id| !seen.insert(*id)));
    for frame in frames {
        let ids = frame.records.claims.iter().filter_map(|claim| claim.id).map(|id| frame.text(id));
        doubles.extend(ids.filter(|id| seen.contains(id)));
    }
    doubles
}

fn touch(change: &Change, graph: &Graph<String>, frames: [&Workspace; 2], unchanged: &[Unchanged], touched: &mut Touched) {
    let ids: Vec<&String> = std::iter::once(&change.id).chain(&change.was).collect();
    match change.kind {
        Kind::Claim => touched.claims.extend(ids.into_iter().cloned()),
        Kind::Ruling => {
            for frame in frames {
                let rulings = frame.records.rulings.iter().filter(|r| r.id.is_some_and(|id| ids.iter().any(|i| *i == frame.text(id))));
                touched.claims.extend(rulings.flat_map(|r| &r.between).map(|pinned| frame.text(pinned.claim).to_owned()));
            }
        }
        _ => {
            // Claims that name the record, or one that rests on it, may be compared otherwise now.
            let resting = graph.resting_on(ids.into_iter().cloned().collect());
            for said in unchanged.iter().flat_map(|(_, gist)| gist.claims.iter().flatten()) {
                if said.about.iter().chain(&said.names).any(|word| resting.contains(word)) {
                    touched.claims.insert(said.id.clone());
                }
            }
            for frame in frames {
                let named = frame.records.claims.iter().filter(|claim| names_one_of(frame, claim, &resting));
                touched.claims.extend(named.filter_map(|claim| claim.id).map(|id| frame.text(id).to_owned()));
            }
        }
    }
}

/// Adds what follows from the claims that are touched: what they supersede, whom they are about, what their rulings name.
fn settle(graph: &Graph<String>, frames: [&Workspace; 2], unchanged: &[Unchanged], touched: &mut Touched) {
    let mut named: FxHashSet<String> = FxHashSet::default();
    for frame in frames {
        for claim in frame.records.claims.iter().filter(|claim| claim.id.is_some_and(|id| touched.claims.contains(frame.text(id)))) {
            let others = claim.more().supersedes.iter().chain(&claim.more().based_on).chain(&claim.more().answers);
            named.extend(others.map(|id| frame.text(*id).to_owned()));
        }
        for ruling in &frame.records.rulings {
            let between: Vec<&str> = ruling.between.iter().map(|pinned| frame.text(pinned.claim)).collect();
            if between.iter().any(|id| touched.claims.contains(*id)) {
                named.extend(between.into_iter().map(str::to_owned));
            }
        }
    }
    touched.claims.extend(named);
    let mut topics = Topics::new(graph, frames);
    for frame in frames {
        for claim in frame.records.claims.iter().filter(|claim| claim.id.is_some_and(|id| touched.claims.contains(frame.text(id)))) {
            topics.add(&about(frame, claim));
        }
    }
    for said in unchanged.iter().flat_map(|(_, gist)| gist.claims.iter().flatten()).filter(|said| touched.claims.contains(&said.id)) {
        topics.add(&said.about);
    }
    touched.topics = topics;
}

/// The words of a claim's statement, as far as they can be told.
fn about(frame: &Workspace, claim: &Claim) -> Vec<String> {
    let read = claim.statement().map(|statement| {
        let object = if let Object::Entity(name) = statement.object { frame.text(name) } else { "" };
        [frame.text(statement.subject), frame.text(statement.predicate), object].map(str::to_owned).to_vec()
    });
    let written = || {
        let words = claim.written().map(|written| [written.subject, written.predicate, written.object]);
        words.map(|words| words.map(|word| frame.text(word).to_owned()).to_vec())
    };
    read.or_else(written).unwrap_or_default()
}

/// How records are told apart: by the texts of their ids where there are several states, by their names in one.
pub(crate) trait Word: Clone + Eq + Ord + Hash {}

impl<W: Clone + Eq + Ord + Hash> Word for W {}

fn by_text(frame: &Workspace, name: Name) -> String {
    frame.text(name).to_owned()
}

/// Which entity belongs together with which, and which record rests on which, in all states.
pub(crate) struct Graph<W> {
    /// Parts, wholes and others that are the same.
    beside: FxHashMap<W, Vec<W>>,
    /// From a record to those that name it: parts, offices, reprints.
    above: FxHashMap<W, Vec<W>>,
}

impl<W: Word> Graph<W> {
    pub(crate) fn new(frames: &[&Workspace], word: impl Fn(&Workspace, Name) -> W) -> Graph<W> {
        let (mut beside, mut above): (FxHashMap<W, Vec<W>>, FxHashMap<W, Vec<W>>) = Default::default();
        for frame in frames {
            let word = |name: &Name| word(frame, *name);
            for entity in &frame.records.entities {
                let Some(id) = entity.id.as_ref().map(word) else { continue };
                for other in entity.part_of.iter().chain(&entity.same_as).map(word) {
                    beside.entry(id.clone()).or_default().push(other.clone());
                    beside.entry(other.clone()).or_default().push(id.clone());
                    above.entry(other).or_default().push(id.clone());
                }
                for same in entity.same_as.iter().map(word) {
                    above.entry(id.clone()).or_default().push(same);
                }
                for office in &entity.speaks_for {
                    above.entry(word(&office.whom)).or_default().push(id.clone());
                }
            }
            for source in &frame.records.sources {
                let Some(id) = source.id.as_ref().map(word) else { continue };
                for origin in &source.derived_from {
                    above.entry(word(origin)).or_default().push(id.clone());
                }
            }
        }
        Graph { beside, above }
    }

    fn resting_on(&self, ids: FxHashSet<W>) -> FxHashSet<W> {
        spread(ids, &self.above)
    }
}

fn names_one_of(frame: &Workspace, claim: &Claim, ids: &FxHashSet<String>) -> bool {
    let names =
        claim.by.iter().chain(&claim.more().on_behalf).chain(&claim.source).chain(claim.more().via.iter().flat_map(|via| via.iter()));
    names.map(|name| frame.text(*name)).any(|id| ids.contains(id)) || about(frame, claim).iter().any(|id| ids.contains(id))
}

/// Everything that can be reached from these along the edges.
pub(crate) fn spread<W: Word>(from: FxHashSet<W>, edges: &FxHashMap<W, Vec<W>>) -> FxHashSet<W> {
    let mut waiting: Vec<W> = from.iter().cloned().collect();
    let mut reached = from;
    while let Some(id) = waiting.pop() {
        for next in edges.get(&id).into_iter().flatten() {
            if reached.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    reached
}

/// Every name on which conflicts between the claims of a workspace may depend: those in the claims, and all that the entities and sources
/// so named rest on.
pub fn names(workspace: &Workspace) -> FxHashSet<String> {
    spread(named_by_claims(workspace), &below(workspace, by_text))
}

/// Of the files of a frame, by path, those on which conflicts between these claims may depend, and between its own. What a frame has of
/// entities and sources that nobody names can be left out.
pub fn needed<'f>(frame: &'f Workspace, claims: impl Iterator<Item = &'f Said>) -> FxHashSet<&'f str> {
    let mut named = named_by_claims(frame);
    named.extend(claims.flat_map(|said| said.about.iter().chain(&said.names)).cloned());
    let mut edges = below(frame, by_text);
    for (id, others) in Graph::new(&[frame], by_text).beside {
        edges.entry(id).or_default().extend(others);
    }
    let named = spread(named, &edges);
    let mut idle: FxHashSet<u32> = FxHashSet::default();
    let mut busy: FxHashSet<u32> = FxHashSet::default();
    let entities = frame.records.entities.iter().map(|entity| (entity.id, entity.place));
    for (id, place) in entities.chain(frame.records.sources.iter().map(|source| (source.id, source.place))) {
        let needed = id.is_none_or(|id| named.contains(frame.text(id)));
        if needed {
            busy.insert(place.file)
        } else {
            idle.insert(place.file)
        };
    }
    busy.extend(frame.records.claims.iter().map(|claim| claim.place.file));
    busy.extend(frame.records.predicates.iter().map(|predicate| predicate.place.file));
    let files = frame.files.iter().enumerate().filter(|(_, file)| !file.built_in);
    let is_needed = |number: usize| u32::try_from(number).is_ok_and(|number| busy.contains(&number) || !idle.contains(&number));
    files.filter(|(number, _)| is_needed(*number)).map(|(_, file)| file.path.as_str()).collect()
}

/// From entities and sources to those on which they rest.
pub(crate) fn below<W: Word>(workspace: &Workspace, word: impl Fn(&Workspace, Name) -> W) -> FxHashMap<W, Vec<W>> {
    let mut below: FxHashMap<W, Vec<W>> = FxHashMap::default();
    let word = |name: &Name| word(workspace, *name);
    for entity in &workspace.records.entities {
        let Some(id) = &entity.id else { continue };
        let whom = entity.speaks_for.iter().map(|office| word(&office.whom));
        let others = entity.part_of.iter().chain(&entity.same_as).map(word).chain(whom);
        below.entry(word(id)).or_default().extend(others);
        for same in &entity.same_as {
            below.entry(word(same)).or_default().push(word(id));
        }
    }
    for source in &workspace.records.sources {
        let Some(id) = &source.id else { continue };
        below.entry(word(id)).or_default().extend(source.derived_from.iter().map(word));
    }
    below
}

fn named_by_claims(workspace: &Workspace) -> FxHashSet<String> {
    workspace.records.claims.iter().flat_map(named).map(|name| by_text(workspace, name)).collect()
}

/// The names in a claim.
pub(crate) fn named(claim: &Claim) -> impl Iterator<Item = Name> {
    let more = claim.more();
    let single = [claim.id, claim.by, more.on_behalf, claim.source, more.utterance, more.answers];
    let read = claim.statement().map(|statement| {
        let object = if let Object::Entity(name) = statement.object { Some(name) } else { None };
        [Some(statement.subject), Some(statement.predicate), object]
    });
    let written = claim.written().map(|written| [written.subject, written.predicate, written.object].map(Some));
    let others = more.via.iter().flatten().chain(&more.supersedes).copied();
    single.into_iter().chain(read.or(written).into_iter().flatten()).flatten().chain(others)
}

/// Whether one of these claims names an entity or a source, or one that rests on it, in either state.
pub fn bears_on(id: &str, claims: &[&str], states: [&Workspace; 2]) -> bool {
    let resting = Graph::new(&states, by_text).resting_on(FxHashSet::from_iter([id.to_owned()]));
    states.into_iter().any(|state| {
        let named = state.records.claims.iter().filter(|claim| claim.id.is_some_and(|id| claims.contains(&state.text(id))));
        named.into_iter().any(|claim| names_one_of(state, claim, &resting))
    })
}

/// The words of a text that may be names.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '/'))).filter(|word| !word.is_empty())
}
