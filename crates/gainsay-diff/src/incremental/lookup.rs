//! The tables of a step: the impact of an edit ([`impact`]), the claims of each file, and the symbols of ids.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::ops::Range;

use gainsay_model::interner::Interner;
use gainsay_model::record::{Claim, Place};
use gainsay_model::records::{Record, Records};
use gainsay_model::schema::Kind;
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::look_alikes::ClaimsByLook;
use crate::impact::{self, Among};

/// The tables of a step.
pub struct Lookup {
    /// The index for the impact of edits.
    pub impact: impact::Index,
    /// The ids of the claims that were there at first, and the claim of each.
    ids: (Interner, Vec<u32>),
    /// The claims by the look of their ids, once that is asked for.
    looks: OnceCell<ClaimsByLook>,
    /// The number of files that were there at first, in order.
    files: u32,
    /// The files that came later, by path.
    later_files: FxHashMap<String, u32>,
    /// The number of claims that were there at first.
    claims: u32,
    /// The claims of files that were edited.
    edited: FxHashMap<u32, Vec<u32>>,
    /// Says whether claims may share ids.
    may_double: bool,
}

impl Lookup {
    /// Returns the tables of a workspace in which no claims share ids, nor may come to do; none where some do.
    pub fn new(workspace: &Workspace) -> Option<Lookup> {
        let is_sound = workspace.doubled_claims().is_empty();
        is_sound.then(|| Lookup { may_double: false, ..Lookup::with_doubles(workspace) })
    }

    /// Returns the tables of a workspace in which claims may share ids.
    pub fn with_doubles(workspace: &Workspace) -> Lookup {
        let records = &workspace.records;
        let mut ids: (Interner, Vec<u32>) = Default::default();
        for (claim, i) in records.claims.iter().zip(0..) {
            if let Some(id) = claim.id {
                let known = ids.0.len();
                ids.0.add(workspace.text(id));
                ids.1.extend((ids.0.len() > known).then_some(i));
            }
        }
        Lookup {
            impact: impact::Index::new(workspace, Among::all(workspace)),
            ids,
            looks: OnceCell::new(),
            files: workspace.files.iter().filter(|file| !file.built_in).count() as u32,
            later_files: FxHashMap::default(),
            claims: records.claims.len() as u32,
            edited: FxHashMap::default(),
            may_double: true,
        }
    }

    // --- files ---

    /// Returns the number of the file of that path, which is added if it is new; none if it is the manifest.
    pub fn file(&mut self, workspace: &mut Workspace, path: String) -> Option<u32> {
        if path == MANIFEST {
            return None;
        }
        let number = self.number(workspace, &path).unwrap_or_else(|| {
            let number = workspace.add_file(path.clone());
            self.later_files.insert(path, number);
            number
        });
        Some(number)
    }

    /// Returns the number of the file of that path, if it is known.
    pub fn number(&self, workspace: &Workspace, path: &str) -> Option<u32> {
        let first = workspace.files.get(..self.files as usize)?;
        let known = first.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|number| number as u32);
        known.or_else(|| self.later_files.get(path).copied())
    }

    /// Compares two files by their order in the workspace.
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

    /// The records of a file that are no claims: their kinds, indices and places. They neither come nor go.
    pub fn others_of<'r>(&self, file: u32, records: &'r Records) -> impl Iterator<Item = (Kind, u32, Place)> + use<'r> {
        fn of<R: Record>(file: u32, records: &[R]) -> impl Iterator<Item = (Kind, u32, Place)> {
            let start = records.partition_point(|record| record.place().file < file);
            let here = records[start..].iter().zip(start as u32..);
            let here = here.map(|(record, index)| (R::KIND, index, record.place()));
            here.take_while(move |(.., place)| place.file == file)
        }
        let nouns = of(file, &records.entities).chain(of(file, &records.sources));
        nouns.chain(of(file, &records.predicates)).chain(of(file, &records.rulings))
    }

    /// The record that stands at a place.
    pub fn record_at(&self, records: &Records, place: Place) -> Option<(Kind, u32)> {
        let claims = self.claims_of(place.file, &records.claims).into_iter();
        let mut claims = claims.filter(|claim| records.claims[*claim as usize].place == place);
        let claim = claims.next().map(|claim| (Kind::Claim, claim));
        let others = || self.others_of(place.file, records).find(|(.., there)| *there == place);
        claim.or_else(|| others().map(|(kind, index, _)| (kind, index)))
    }

    /// Returns the claims of a file.
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

    /// Returns the number of claims.
    pub fn claims(&self) -> usize {
        self.claims as usize
    }

    /// Returns the claim of that id, by index.
    pub fn claim(&self, workspace: &Workspace, id: &str) -> Option<u32> {
        let (ids, claims) = &self.ids;
        let first = ids.find(id).and_then(|number| claims.get(number.index()).copied());
        let first = first.and_then(|i| workspace.records.claims.get(i as usize)).and_then(|claim| claim.id);
        let word = workspace.names.find(id);
        first.into_iter().chain(word).find_map(|name| self.impact.with_id(workspace, name).next())
    }

    /// Sets the present claims of a file: those that stay, and those that are new.
    pub fn enter(&mut self, workspace: &Workspace, file: u32, stay: Vec<u32>, new: Range<u32>) {
        self.impact.enter(workspace, new.clone());
        self.looks.get_mut().into_iter().for_each(|looks| looks.enter(workspace, new.clone()));
        self.edited.insert(file, stay.into_iter().chain(new).collect());
    }

    /// Returns whether a claim has an id that looks like another id and differs from it.
    pub fn any_like(&self, workspace: &Workspace, id: &str) -> bool {
        self.looks(workspace).any_like(workspace, id, &|claim| !self.impact.is_gone(claim))
    }

    /// Returns the claims by the look of their ids.
    pub fn looks(&self, workspace: &Workspace) -> &ClaimsByLook {
        self.looks.get_or_init(|| ClaimsByLook::new(workspace))
    }

    /// Returns true if one of the new claims has the id of another one that is not removed, and may not.
    pub fn makes_doubles(&self, workspace: &Workspace, gone: &[u32], new: &[u32]) -> bool {
        if self.may_double {
            return false;
        }
        let goes: FxHashSet<u32> = gone.iter().copied().collect();
        new.iter()
            .filter_map(|i| workspace.records.claims[*i as usize].id)
            .any(|id| self.impact.with_id(workspace, id).filter(|i| !goes.contains(i)).count() > 1)
    }

    /// Returns the symbol of the claim of that id in the workspace: that of the claim that was there at first, else a
    /// word.
    pub fn called(&self, workspace: &Workspace, id: Symbol) -> Symbol {
        let (ids, claims) = &self.ids;
        let known = ids.find(workspace.text(id)).and_then(|number| claims.get(number.index()));
        known.and_then(|i| workspace.records.claims.get(*i as usize)).and_then(|claim| claim.id).unwrap_or(id)
    }
}
