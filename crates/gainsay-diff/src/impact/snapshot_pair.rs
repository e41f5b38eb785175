//! Two snapshots of a workspace as versions of files, and the part of each that the step from one to the other can
//! touch.

use gainsay_model::Workspace;
use gainsay_model::read::{FileVersions, Selection, Version, VersionContent};
use gainsay_model::record::Manifest;
use gainsay_model::schema::Kind;
use rustc_hash::FxHashSet;

use super::{Among, Edits, Impact, Index};
use crate::changes::{Change, Changes, Meaning};

/// Two snapshots of a workspace, each with the versions of its files, built-in vocabularies included.
pub struct SnapshotPair<'v> {
    versions: &'v FileVersions,
    sides: [FxHashSet<Version>; 2],
}

/// The keys of a record on which neither a conflict nor a ruling depends.
const IDLE: [&str; 3] = ["rev", "note", "tags"];

/// The keys of the manifest on which neither depends: the versions tell which files belong to a snapshot.
const IDLE_IN_MANIFEST: [&str; 2] = ["name", "exclude"];

/// Returns true if any conflict or ruling can change by these changes.
pub fn changes_something(changes: &Changes) -> bool {
    !changes.list.iter().all(is_idle)
}

fn is_idle(change: &Change) -> bool {
    let is_in = |keys: &[&str]| change.fields.iter().all(|field| keys.contains(&field.key.as_str()));
    match change.kind {
        Kind::Manifest => change.meaning == Meaning::Changed && is_in(&IDLE_IN_MANIFEST),
        _ => change.meaning == Meaning::Editorial && is_in(&IDLE),
    }
}

impl<'v> SnapshotPair<'v> {
    /// Returns two snapshots, given their versions of files.
    pub fn new(
        versions: &'v FileVersions,
        before: impl IntoIterator<Item = Version>,
        after: impl IntoIterator<Item = Version>,
    ) -> SnapshotPair<'v> {
        SnapshotPair { versions, sides: [before.into_iter().collect(), after.into_iter().collect()] }
    }

    /// Returns everything in the files in which the snapshots differ, on each side.
    pub fn differing(&self) -> [Selection; 2] {
        [0, 1].map(|side| {
            let mut chosen = Selection::default();
            self.differing_on(side)
                .into_iter()
                .for_each(|version| add_all(&mut chosen, self.versions.content(version)));
            chosen.sealed = chosen.claims.iter().copied().collect();
            chosen
        })
    }

    fn differing_on(&self, side: usize) -> Vec<Version> {
        let mut versions: Vec<Version> = self.sides[side].difference(&self.sides[1 - side]).copied().collect();
        versions.sort_unstable();
        versions
    }

    /// Returns all records that the changes from one snapshot to the other can touch, and all in the files in which
    /// they differ, for each side; none if that is everything.
    pub fn touched_by(&self, changes: &Changes) -> Option<[Selection; 2]> {
        let touched = self.impact(changes)?.chosen;
        let [before, after] = self.differing();
        Some([self.side(0, &touched, before), self.side(1, &touched, after)])
    }

    /// Returns the impact of the changes from one snapshot to the other, with all records in the files in which they
    /// differ; none if that is everything.
    pub fn impact(&self, changes: &Changes) -> Option<Impact> {
        let mut all: Vec<Version> = self.sides[0].union(&self.sides[1]).copied().collect();
        all.sort_unstable();
        let records = self.versions.all();
        let index = Index::new(records, Among::of(self.versions, all.iter().copied()));
        let mut edits = self.edits(&index, changes)?;
        for chosen in self.differing() {
            edits.kept.extend(&chosen.claims);
            let between = chosen.rulings.iter().flat_map(|i| &records.records.rulings[*i as usize].between);
            edits.kept.extend(between.flat_map(|pinned| index.with_id(records, pinned.claim)));
            let ids = chosen.entities.iter().filter_map(|i| records.records.entities[*i as usize].id);
            edits
                .kept_names
                .extend(ids.chain(chosen.sources.iter().filter_map(|i| records.records.sources[*i as usize].id)));
        }
        index.impact(records, &edits, usize::MAX)
    }

    /// Returns the edited records of some changes; none where the manifest is one of them.
    fn edits(&self, index: &Index, changes: &Changes) -> Option<Edits> {
        let (all, mut edits) = (self.versions.all(), Edits::default());
        for change in changes.list.iter().filter(|change| !is_idle(change)) {
            let names = std::iter::once(&change.id).chain(&change.was).filter_map(|id| all.names.find(id));
            match change.kind {
                Kind::Manifest => return None,
                Kind::Claim => edits.claims.extend(names.flat_map(|id| index.with_id(all, id))),
                Kind::Entity | Kind::Source => edits.names.extend(names),
                Kind::Predicate => edits.predicates.extend(names),
                Kind::Ruling => edits.rulings.extend(names.flat_map(|id| index.rulings_with_id(all, id))),
            }
        }
        // No record can name these, and yet they may replace others.
        let nameless = self
            .differing()
            .into_iter()
            .flat_map(|chosen| chosen.claims)
            .filter(|i| all.records.claims[*i as usize].id.is_none());
        edits.claims.extend(nameless);
        Some(edits)
    }

    /// Returns the part of the selected records that is on one side, together with all in the files that differ.
    fn side(&self, side: usize, touched: &Selection, differing: Selection) -> Selection {
        let records = &self.versions.all().records;
        let sides = &self.sides[side];
        let files: FxHashSet<u32> = sides.iter().map(|version| version.file()).collect();
        fn both(files: &FxHashSet<u32>, some: &[u32], others: Vec<u32>, file: impl Fn(usize) -> u32) -> Vec<u32> {
            let mut all: Vec<u32> =
                some.iter().copied().filter(|i| files.contains(&file(*i as usize))).chain(others).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        let claims = both(&files, &touched.claims, differing.claims, |i| records.claims[i].place.file);
        // The vocabulary is small, and a missing predicate would be reported.
        let predicates = sides.iter().flat_map(|version| self.versions.content(*version).predicates.clone()).collect();
        Selection {
            sealed: claims.iter().copied().collect(),
            entities: both(&files, &touched.entities, differing.entities, |i| records.entities[i].place.file),
            predicates: both(&files, &[], predicates, |i| records.predicates[i].place.file),
            sources: both(&files, &touched.sources, differing.sources, |i| records.sources[i].place.file),
            rulings: both(&files, &touched.rulings, differing.rulings, |i| records.rulings[i].place.file),
            findings: differing.findings,
            without_references: false,
            claims,
        }
    }

    /// Returns the versions in which selected records stand, and those with findings.
    pub fn versions_of(&self, chosen: &Selection) -> Vec<Version> {
        let records = &self.versions.all().records;
        let mut files: FxHashSet<u32> = chosen.claims.iter().map(|i| records.claims[*i as usize].place.file).collect();
        files.extend(chosen.entities.iter().map(|i| records.entities[*i as usize].place.file));
        files.extend(chosen.predicates.iter().map(|i| records.predicates[*i as usize].place.file));
        files.extend(chosen.sources.iter().map(|i| records.sources[*i as usize].place.file));
        files.extend(chosen.rulings.iter().map(|i| records.rulings[*i as usize].place.file));
        files.extend(chosen.findings.iter().flat_map(|finding| &finding.labels).map(|label| label.route.file()));
        let mut versions: Vec<Version> =
            self.sides.iter().flatten().copied().filter(|version| files.contains(&version.file())).collect();
        versions.sort_unstable();
        versions.dedup();
        versions
    }

    /// Returns the workspaces of the selection on each side.
    pub fn workspaces(&self, chosen: &[Selection; 2]) -> [Workspace; 2] {
        [0, 1].map(|side| self.versions.part(&chosen[side], self.manifest(side)))
    }

    fn manifest(&self, side: usize) -> Option<&Manifest> {
        self.sides[side].iter().find_map(|version| self.versions.content(*version).manifest.as_deref())
    }
}

/// Adds all records of a version, and the findings of parsing it.
fn add_all(chosen: &mut Selection, content: &VersionContent) {
    chosen.claims.extend(content.claims.clone());
    chosen.entities.extend(content.entities.clone());
    chosen.predicates.extend(content.predicates.clone());
    chosen.sources.extend(content.sources.clone());
    chosen.rulings.extend(content.rulings.clone());
    chosen.findings.extend(content.findings.iter().cloned());
}
