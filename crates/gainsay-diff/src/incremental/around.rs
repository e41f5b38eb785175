//! Small parts of a workspace around a record: enough to report about it without going through everything.

use std::collections::BTreeSet;

use gainsay_model::read::Selection;
use gainsay_model::record::{Claim, Object};
use gainsay_model::schema::Kind;
use gainsay_model::text::composed;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::FxHashSet;

use super::Standing;
use crate::impact::Edits;

/// The most claims that may bear on a record; where there are more, there is no small part.
const MOST: usize = 2_000;

impl Standing {
    /// Returns the part of the workspace that bears on a record: for a claim, all claims with which it may conflict;
    /// for a predicate, the vocabulary; for an entity or a source, the records on which it rests and those that rest on
    /// it, but no claims. Returns none if there is no such record, if too many claims bear on it, or before the check
    /// is prepared for edits.
    pub fn around(&self, kind: Kind, id: &str) -> Option<Workspace> {
        let workspace = &self.workspace;
        let name = workspace.names.find(&composed(id));
        let edits = match kind {
            Kind::Claim => Edits { claims: vec![u32::try_from(self.claim(id)?).ok()?], ..Edits::default() },
            Kind::Ruling => {
                let is_it = |ruling: &gainsay_model::record::Ruling| ruling.id.is_some() && ruling.id == name;
                let index = workspace.records.rulings.iter().position(is_it)?;
                Edits { rulings: vec![u32::try_from(index).ok()?], ..Edits::default() }
            }
            Kind::Entity | Kind::Source => Edits { kept_names: self.tied_to(name?), ..Edits::default() },
            Kind::Predicate => {
                let predicates = (0..workspace.records.predicates.len() as u32).collect();
                return Some(workspace.part(&Selection { predicates, ..Selection::default() }).0);
            }
            Kind::Manifest => return None,
        };
        self.part(&edits)
    }

    /// Returns the part of the workspace that is needed to read some claims, by index: all records that they name, but
    /// none of the claims with which they may conflict. Returns none before the check is prepared for edits.
    pub fn apart(&self, claims: &[usize]) -> Option<Workspace> {
        let kept = claims.iter().filter_map(|claim| u32::try_from(*claim).ok()).collect();
        self.part(&Edits { kept, ..Edits::default() })
    }

    fn part(&self, edits: &Edits) -> Option<Workspace> {
        let impact = self.lookup.as_ref()?.impact.impact(&self.workspace, edits, MOST)?;
        Some(self.workspace.part(&impact.chosen).0)
    }

    /// Returns an entity or a source, and those that name it.
    fn tied_to(&self, name: Symbol) -> FxHashSet<Symbol> {
        let records = &self.workspace.records;
        let entities = records.entities.iter().filter(|entity| {
            let whom = entity.speaks_for.iter().map(|office| office.whom);
            entity.part_of.iter().chain(&entity.same_as).copied().chain(whom).any(|named| named == name)
        });
        let sources = records.sources.iter().filter(|source| source.derived_from.contains(&name));
        let tied = entities.filter_map(|entity| entity.id).chain(sources.filter_map(|source| source.id));
        tied.chain([name]).collect()
    }

    /// Returns the files, by number, in which a record of that id may be named, and those with a part that could not be
    /// read.
    pub fn files_naming(&self, id: &str) -> BTreeSet<u32> {
        let records = &self.workspace.records;
        let word = self.workspace.names.find(&composed(id));
        let claim = self.claim(id).and_then(|claim| records.claims.get(claim)?.id);
        let names: FxHashSet<Symbol> = word.into_iter().chain(claim).collect();
        let is_it = |name: &Symbol| names.contains(name);
        let claims = records.claims.iter().enumerate().filter(|(index, _)| self.is_there(*index));
        let claims = claims.filter(|(_, claim)| all_names_in(claim).any(|name| is_it(&name)));
        let entities = records.entities.iter().filter(|entity| {
            let whom = entity.speaks_for.iter().map(|office| &office.whom);
            entity.id.iter().chain(&entity.part_of).chain(&entity.same_as).chain(whom).any(is_it)
        });
        let predicates = records
            .predicates
            .iter()
            .filter(|predicate| predicate.id.iter().chain(predicate.edges.iter().map(|edge| &edge.to)).any(is_it));
        let sources = records.sources.iter().filter(|s| s.id.iter().chain(&s.derived_from).any(is_it));
        // A ruling may name a record in its verdict and in its reasons, too.
        let rulings = records.rulings.iter().map(|ruling| ruling.place);
        let places = claims.map(|(_, claim)| claim.place).chain(entities.map(|entity| entity.place));
        let places = places.chain(predicates.map(|predicate| predicate.place));
        let places = places.chain(sources.map(|source| source.place)).chain(rulings).map(|place| place.file);
        let unread = self.workspace.findings.iter().flat_map(|finding| &finding.labels).map(|l| l.route.file());
        let is_own = |file: &u32| self.workspace.files.get(*file as usize).is_some_and(|file| !file.built_in);
        places.chain(unread).filter(is_own).collect()
    }
}

fn all_names_in(claim: &Claim) -> impl Iterator<Item = Symbol> {
    let object = claim.statement().and_then(|s| if let Object::Entity(name) = s.object { Some(name) } else { None });
    claim.symbols().chain(claim.more().based_on.iter().copied()).chain(object)
}
