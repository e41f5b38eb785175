//! Records that are no claims and were edited: the same records with other words. They keep their indices, and the new
//! record takes the place of the old one when the step is gone.

use gainsay_model::record::{Entity, Place, Predicate, Ruling, Source};
use gainsay_model::records::{Record, Records};
use gainsay_model::schema::Kind;
use gainsay_model::yaml::EditedRange;
use gainsay_model::{Symbol, Workspace};

use super::Lookup;
use crate::impact::Edits;

/// Records of other kinds than claims that were read again, each with its index, as they are on the other side of a
/// step.
#[derive(Default)]
pub struct ChangedRecords {
    entities: Vec<(u32, Entity)>,
    predicates: Vec<(u32, Predicate)>,
    sources: Vec<(u32, Source)>,
    rulings: Vec<(u32, Ruling)>,
    edits: Edits,
}

impl ChangedRecords {
    /// Takes the records that stand in the range of a file after the step; none if a record comes or goes, or if
    /// other records hang on what is changed of it: that is for a new check.
    pub fn exchange(
        &mut self,
        workspace: &Workspace,
        lookup: &Lookup,
        (file, range): (u32, &EditedRange),
        after: Records,
    ) -> Option<()> {
        let before = |kind: Kind| -> Vec<u32> {
            let others = lookup.others_of(file, &workspace.records);
            let here = others.filter(|(of, _, place)| *of == kind && range.holds(place.start));
            here.map(|(_, index, _)| index).collect()
        };
        let records = &workspace.records;
        let entity = |id: Symbol| workspace.entity_index(id);
        let entities = paired(&records.entities, &before(Kind::Entity), after.entities, entity)?;
        let predicate = |id: Symbol| workspace.predicate_index(id);
        let predicates = paired(&records.predicates, &before(Kind::Predicate), after.predicates, predicate)?;
        let source = |id: Symbol| workspace.source_index(id);
        let sources = paired(&records.sources, &before(Kind::Source), after.sources, source)?;
        let ruling = |id: Symbol| workspace.ruling_index(id);
        let rulings = paired(&records.rulings, &before(Kind::Ruling), after.rulings, ruling)?;
        for (index, new) in &entities {
            self.note_entity(&records.entities[*index as usize], new)?;
        }
        for (index, new) in &predicates {
            // Only sentences contain the label.
            let old = &records.predicates[*index as usize];
            Predicate { label: old.label.clone(), ..new.clone() }.says_the_same(old).then_some(())?;
        }
        for (index, new) in &sources {
            self.note_source(workspace, &records.sources[*index as usize], new)?;
        }
        for (index, new) in &rulings {
            let between = |ruling: &Ruling| ruling.between.iter().map(|pinned| pinned.claim).collect::<Vec<_>>();
            (between(&records.rulings[*index as usize]) == between(new)).then_some(())?;
            self.edits.rulings.push(*index);
        }
        self.entities.extend(entities);
        self.predicates.extend(predicates);
        self.sources.extend(sources);
        self.rulings.extend(rulings);
        Some(())
    }

    fn note_entity(&mut self, old: &Entity, new: &Entity) -> Option<()> {
        let is_tied_as_before = (&old.part_of, &old.same_as, &old.speaks_for, &old.links)
            == (&new.part_of, &new.same_as, &new.speaks_for, &new.links);
        is_tied_as_before.then_some(())?;
        self.note_name(old.id?, old.says_the_same(new));
        Some(())
    }

    fn note_source(&mut self, workspace: &Workspace, old: &Source, new: &Source) -> Option<()> {
        // Of a kept copy it is to be looked for quotes again.
        (old.derived_from == new.derived_from && !old.kept && !new.kept).then_some(())?;
        let marks = || old.marks.iter().zip(&new.marks).enumerate().filter(|(_, (old, new))| old != new);
        let is_alike = |source: &Source| {
            source.place != old.place
                && marks().any(|(at, (old, new))| source.marks[at] != 0 && [*old, *new].contains(&source.marks[at]))
        };
        if marks().next().is_some() && workspace.records.sources.iter().any(is_alike) {
            return None;
        }
        self.note_name(old.id?, old.says_the_same(new));
        Some(())
    }

    /// Notes an entity or a source. One that says the same is looked at by itself.
    fn note_name(&mut self, id: Symbol, says_the_same: bool) {
        let names = if says_the_same { &mut self.edits.kept_names } else { &mut self.edits.names };
        names.insert(id);
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        let count = self.entities.len() + self.predicates.len() + self.sources.len() + self.rulings.len();
        count == 0
    }

    /// Returns which records they are, by kind and index.
    pub fn records(&self) -> Vec<(Kind, u32)> {
        fn of<R: Record>(records: &[(u32, R)]) -> impl Iterator<Item = (Kind, u32)> {
            records.iter().map(|(index, _)| (R::KIND, *index))
        }
        let nouns = of(&self.entities).chain(of(&self.sources));
        nouns.chain(of(&self.predicates)).chain(of(&self.rulings)).collect()
    }

    /// Iterates over their ids.
    pub fn ids(&self) -> impl Iterator<Item = Symbol> {
        fn of<R: Record>(records: &[(u32, R)]) -> impl Iterator<Item = Symbol> {
            records.iter().filter_map(|(_, record)| record.id())
        }
        let nouns = of(&self.entities).chain(of(&self.sources));
        nouns.chain(of(&self.predicates)).chain(of(&self.rulings))
    }

    /// Returns what is edited of them.
    pub fn edits(&self) -> Edits {
        self.edits.clone()
    }

    /// Puts the records of the other side of the step into a workspace, and takes those that are there.
    pub fn swap(&mut self, workspace: &mut Workspace) {
        fn swap<R>(there: &mut [R], here: &mut [(u32, R)]) {
            here.iter_mut().for_each(|(index, record)| std::mem::swap(&mut there[*index as usize], record));
        }
        let records = &mut workspace.records;
        swap(&mut records.entities, &mut self.entities);
        swap(&mut records.predicates, &mut self.predicates);
        swap(&mut records.sources, &mut self.sources);
        swap(&mut records.rulings, &mut self.rulings);
    }

    /// Returns the places of the records on both sides of the step, before it is gone: that of before first.
    pub fn moved<'c>(&'c self, workspace: &'c Workspace) -> impl Iterator<Item = (Place, Place)> + 'c {
        fn of<'c, R: Record>(there: &'c [R], here: &'c [(u32, R)]) -> impl Iterator<Item = (Place, Place)> + 'c {
            here.iter().map(|(index, record)| (there[*index as usize].place(), record.place()))
        }
        let records = &workspace.records;
        let nouns = of(&records.entities, &self.entities).chain(of(&records.sources, &self.sources));
        nouns.chain(of(&records.predicates, &self.predicates)).chain(of(&records.rulings, &self.rulings))
    }
}

/// Pairs the records of one kind of before the step, by index, with those of after it: none if one comes, goes, has
/// another id, is sealed, or does not count, as another one has its id.
fn paired<R: Record>(
    records: &[R],
    before: &[u32],
    after: Vec<R>,
    counts: impl Fn(Symbol) -> Option<usize>,
) -> Option<Vec<(u32, R)>> {
    let is_same = |index: u32, new: &R| {
        let old = &records[index as usize];
        let is_sealed = old.rev().is_some() || new.rev().is_some();
        old.id().is_some_and(|id| counts(id) == Some(index as usize)) && old.id() == new.id() && !is_sealed
    };
    let is_paired = before.len() == after.len() && before.iter().zip(&after).all(|(index, new)| is_same(*index, new));
    is_paired.then(|| before.iter().copied().zip(after).collect())
}
