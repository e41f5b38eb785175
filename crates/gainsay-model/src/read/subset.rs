//! Makes a workspace of a part of another, and reads one file of a workspace again: with these, the effect of a small
//! change is worked out without going through everything.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Suggest;
use super::parse_batch::ParseBatch;
use super::remap::{Remap, Remapper};
use super::resolve::{link_claim, resolve};
use crate::file::File;
use crate::finding::{Finding, Reason, Route};
use crate::interner::Symbol;
use crate::record::{Claim, DateId, Extras, Manifest, Place, QuantityId};
use crate::records::{Record, Records, VisitorMut};
use crate::workspace::Workspace;
use crate::yaml::{self, EditedRange};

/// A selection of a workspace: records by their indices in [`Records`], and findings of reading.
#[derive(Clone, Default, Debug)]
pub struct Selection {
    /// The selected claims.
    pub claims: Vec<u32>,
    /// The selected claims whose seals are checked; the others have none.
    pub sealed: BTreeSet<u32>,
    /// The selected entities.
    pub entities: Vec<u32>,
    /// The selected predicates.
    pub predicates: Vec<u32>,
    /// The selected sources.
    pub sources: Vec<u32>,
    /// The selected rulings.
    pub rulings: Vec<u32>,
    /// The selected findings of reading.
    pub findings: Vec<Finding>,
    /// Nothing is told of references to what is not there.
    pub without_references: bool,
}

/// What an edited range of a file says.
#[derive(Debug)]
pub struct Reparsed {
    /// Its records.
    pub records: Records,
    /// The file, with its text.
    pub file: File,
    /// What reading the range found.
    pub findings: Vec<Finding>,
}

/// Where reading found more than this in a file, an edit of it has all of it read again: not every fault is told then.
const MANY_FAULTS: usize = 500;

impl Workspace {
    /// Returns a workspace of the manifest and the selection alone, in the files that they stand in, and the number
    /// that each file of it has here. Many references of the records may lead nowhere, and nothing is suggested for
    /// them.
    pub fn part(&self, chosen: &Selection) -> (Workspace, Vec<u32>) {
        part_of(self, chosen, self.records.manifest.clone())
    }

    /// Returns the files in which these records and findings stand, in the order of a workspace.
    fn files_of(&self, records: &Records, findings: &[Finding]) -> Vec<u32> {
        let found = findings.iter().flat_map(|finding| &finding.labels).map(|label| label.route.file());
        let mut files: Vec<u32> = records
            .headers()
            .map(|header| header.place.file)
            .chain(records.manifest.place.map(|place| place.file))
            .chain(found)
            .collect();
        files.sort_unstable();
        files.dedup();
        files.sort_by_key(|file| {
            let file = &self.files[*file as usize];
            (file.built_in, &file.path)
        });
        files
    }

    /// Adds a file of which nothing is known yet, behind all others. Returns its number.
    pub fn add_file(&mut self, path: String) -> u32 {
        self.files.push(File::new(path, "", false));
        self.files.len() as u32 - 1
    }

    /// Returns which documents of the file of that number are others in its bytes of now, given what reading found in
    /// it. All other documents are read as before. Where that is not sure, it is the whole file.
    pub fn edited_range(&self, file: u32, bytes: &[u8], faults: &[Finding]) -> EditedRange {
        let before = self.files[file as usize].text();
        let routes = || faults.iter().flat_map(|finding| &finding.labels).map(|label| label.route);
        let Ok(after) = yaml::decode(bytes) else { return EditedRange::whole(0) };
        let is_unsure = before.is_empty()
            || before.len() > yaml::LARGEST
            || faults.len() > MANY_FAULTS
            || routes().any(|route| route.start().is_none());
        match is_unsure {
            true => EditedRange::whole(after.len()),
            // What stands right at a marker may have been found in the document before it.
            false => EditedRange::between(before, after, &|byte| routes().any(|route| route.start() == Some(byte))),
        }
    }

    /// Reads a range of the file of that number from its bytes of now. Nothing of it is taken in but words: the
    /// records that were read from it before stay. A claim is called as the one of its id among those that stood in it
    /// `before`, by index; the ids of others are words, too. Nothing is said of what they refer to:
    /// [`Workspace::part`] does that.
    pub fn read_again(&mut self, file: u32, bytes: &[u8], range: &EditedRange, before: &[u32]) -> Reparsed {
        let path = self.files[file as usize].path.clone();
        let mut share = ParseBatch::default();
        let text = match yaml::decode(bytes) {
            Ok(text) => {
                share.read_within(file, &path, text, range.after.start as usize..range.after.end as usize);
                text
            }
            Err(_) => share.read_bytes(file, &path, bytes),
        };
        let text = File::new(path, text, false);
        let (mut records, findings) = share.into_records(self, before);
        let found = self.findings.len();
        for claim in &mut records.claims {
            link_claim(self, claim, &mut Vec::new());
        }
        self.findings.truncate(found);
        Reparsed { records, file: text, findings }
    }

    /// Returns the findings of reading that file by itself; none if its text is not there any more.
    pub fn faults_of(&self, file: u32) -> Option<Vec<Finding>> {
        let (file, number) = (&self.files[file as usize], file);
        let text = Some(file.text()).filter(|text| !text.is_empty())?;
        let (mut share, mut alone) = (ParseBatch::default(), Workspace::default());
        share.read(number, &file.path, text);
        alone.take_in(&mut share);
        Some(alone.findings)
    }
}

/// Makes a workspace of selected records of another one, under a manifest. Returns it with the number that each of its
/// files has there.
pub(super) fn part_of(all: &Workspace, chosen: &Selection, manifest: Manifest) -> (Workspace, Vec<u32>) {
    let mut part = Workspace::default();
    let mut copied = Copied { from: all, names: FxHashMap::default(), quantities: FxHashMap::default(), to: &mut part };
    let mut records = Records {
        claims: copied.claims(&chosen.claims),
        entities: copied.all(&all.records.entities, &chosen.entities),
        predicates: copied.all(&all.records.predicates, &chosen.predicates),
        sources: copied.all(&all.records.sources, &chosen.sources),
        rulings: copied.all(&all.records.rulings, &chosen.rulings),
        manifest,
    };
    for (claim, index) in records.claims.iter_mut().zip(&chosen.claims) {
        if !chosen.sealed.contains(index) {
            claim.unseal();
        }
    }
    part.findings.clone_from(&chosen.findings);
    let files = all.files_of(&records, &part.findings);
    let numbers: FxHashMap<u32, u32> = files.iter().zip(0..).map(|(here, there)| (*here, there)).collect();
    let number = |file: u32| numbers.get(&file).copied().unwrap_or_default();
    records.move_places(|place| Place { file: number(place.file), ..place });
    part.findings.iter_mut().for_each(|finding| {
        finding.routes(|route| {
            let file = route.file_mut();
            *file = number(*file);
        });
    });
    part.files = files.iter().map(|file| all.files[*file as usize].shared()).collect();
    records.sort();
    part.records = records;
    part.renumber_claims();
    resolve(&mut part, (!chosen.without_references).then_some(Suggest::Nothing));
    (part, files)
}

impl Finding {
    /// Calls a function with each route of the finding.
    pub fn routes(&mut self, mut each: impl FnMut(&mut Route)) {
        self.labels.iter_mut().for_each(|label| each(&mut label.route));
        self.because.iter_mut().filter_map(|reason: &mut Reason| reason.route.as_mut()).for_each(&mut each);
        self.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| edit.routes(&mut each));
    }
}

impl Claim {
    fn unseal(&mut self) {
        if self.more().seal.is_some() {
            let more = Extras { seal: None, ..self.more().clone() };
            self.more = more.kept();
        }
    }
}

impl Records {
    /// Gives each record and the manifest the place that a function makes of its own.
    fn move_places(&mut self, to: impl Fn(Place) -> Place) {
        struct MovePlaces<F>(F);
        impl<F: Fn(Place) -> Place> VisitorMut for MovePlaces<F> {
            fn visit<R: Record>(&mut self, records: &mut Vec<R>) {
                records.iter_mut().for_each(|record| record.set_place((self.0)(record.place())));
            }
        }
        let mut moved = MovePlaces(to);
        self.visit_mut(&mut moved);
        self.manifest.place = self.manifest.place.map(moved.0);
    }
}

/// Symbols, dates and quantities that are copied from one workspace to another.
struct Copied<'c> {
    from: &'c Workspace,
    to: &'c mut Workspace,
    names: FxHashMap<Symbol, Symbol>,
    quantities: FxHashMap<QuantityId, QuantityId>,
}

impl Copied<'_> {
    fn claims(&mut self, chosen: &[u32]) -> Vec<Claim> {
        let mut claims = self.all(&self.from.records.claims, chosen);
        for claim in &mut claims {
            claim.id = claim.id.map(|id| self.to.names.add_claim(self.from.text(id)));
        }
        claims
    }

    fn all<R: Remap + Clone>(&mut self, records: &[R], chosen: &[u32]) -> Vec<R> {
        let copy = |index: &u32| {
            let mut record = records[*index as usize].clone();
            record.rename(self);
            record
        };
        chosen.iter().map(copy).collect()
    }
}

impl Remapper for Copied<'_> {
    fn name(&mut self, name: Symbol) -> Symbol {
        *self.names.entry(name).or_insert_with(|| self.to.names.add(self.from.text(name)))
    }

    fn date(&mut self, date: DateId) -> DateId {
        self.to.dates.copied(&self.from.dates, date)
    }

    fn quantity(&mut self, quantity: QuantityId) -> QuantityId {
        *self.quantities.entry(quantity).or_insert_with(|| self.to.quantities.add(self.from.quantity(quantity).clone()))
    }
}
