//! The records of versions of files, each parsed once, however many states of a workspace have the version.
//!
//! This is the summary that history and reviews work on: the parsed records, about 72 bytes for each claim, without
//! their texts and with no reference resolved. A state of a workspace is a list of versions; [`FileVersions::part`]
//! makes a workspace of a selection of its records.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::parse_batch::ParseBatch;
use super::subset::{Selection, part_of};
use crate::file::File;
use crate::finding::Finding;
use crate::record::Manifest;
use crate::records::Records;
use crate::vocabularies;
use crate::workspace::{MANIFEST, Workspace};

/// Versions of files, each parsed once.
#[derive(Default)]
pub struct FileVersions {
    /// The records of all versions, one version after the other. A place leads to a version instead of a file, and the
    /// ids of claims are words, so that the versions of one claim have one symbol.
    all: Workspace,
    contents: Vec<VersionContent>,
    vocabularies: FxHashMap<&'static str, Version>,
    share: ParseBatch,
}

/// A version of a file, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version(u32);

/// The content of a version of a file: the records of each kind, by their indices in [`Records`].
#[derive(Clone, Debug)]
pub struct VersionContent {
    /// The range of the claims.
    pub claims: Range<u32>,
    /// The range of the entities.
    pub entities: Range<u32>,
    /// The range of the predicates.
    pub predicates: Range<u32>,
    /// The range of the sources.
    pub sources: Range<u32>,
    /// The range of the rulings.
    pub rulings: Range<u32>,
    /// The manifest, if the file is one.
    pub manifest: Option<Box<Manifest>>,
    /// The findings of parsing the version.
    pub findings: Vec<Finding>,
}

impl Version {
    /// Returns the number by which places and findings refer to the version.
    pub fn file(self) -> u32 {
        self.0
    }
}

impl VersionContent {
    /// Returns true if the version holds nothing but claims.
    pub fn has_only_claims(&self) -> bool {
        let others = [&self.entities, &self.predicates, &self.sources, &self.rulings];
        others.into_iter().all(Range::is_empty) && self.manifest.is_none()
    }
}

impl FileVersions {
    /// Parses a version of the file at a path, given its bytes or the reason for which they cannot be read. Its text is
    /// not kept.
    pub fn add(&mut self, path: &str, bytes: Result<&[u8], &str>) -> Version {
        let number = self.contents.len() as u32;
        match bytes {
            Ok(bytes) => {
                self.share.read_bytes(number, path, bytes);
            }
            Err(why) => {
                self.share.miss(number, why);
            }
        }
        self.take_in(File::new(path.to_owned(), "", false), path == MANIFEST)
    }

    /// Returns the built-in vocabularies that a manifest uses, as versions of files.
    pub fn vocabularies(&mut self, manifest: &Manifest) -> Vec<Version> {
        let mut versions = Vec::new();
        for vocabulary in manifest.vocabularies.iter().filter_map(|(name, _)| vocabularies::find(name)) {
            let known = self.vocabularies.get(vocabulary.name).copied();
            let version = known.unwrap_or_else(|| {
                self.share.read_documents(self.contents.len() as u32, &vocabulary.reading().documents);
                self.take_in(File::built_in(vocabulary), false)
            });
            self.vocabularies.insert(vocabulary.name, version);
            if !versions.contains(&version) {
                versions.push(version);
            }
        }
        versions
    }

    fn take_in(&mut self, file: File, is_manifest: bool) -> Version {
        let before = counts(&self.all.records);
        self.all.take_in_version(&mut self.share);
        let after = counts(&self.all.records);
        let [claims, entities, predicates, sources, rulings] = std::array::from_fn(|i| before[i]..after[i]);
        let manifest = std::mem::take(&mut self.all.records.manifest);
        let manifest = (is_manifest && manifest.place.is_some()).then(|| Box::new(manifest));
        let findings = std::mem::take(&mut self.all.findings);
        self.all.files.push(file);
        self.contents.push(VersionContent { claims, entities, predicates, sources, rulings, manifest, findings });
        Version(self.contents.len() as u32 - 1)
    }

    /// Keeps the text of a version, so that its records can be shown.
    pub fn keep_text(&mut self, version: Version, bytes: &[u8]) {
        if let (Some(file), Ok(text)) = (self.all.files.get_mut(version.0 as usize), crate::yaml::decode(bytes)) {
            *file = File::new(std::mem::take(&mut file.path), text, file.built_in);
        }
    }

    /// Returns the content of a version.
    pub fn content(&self, version: Version) -> &VersionContent {
        &self.contents[version.0 as usize]
    }

    /// Returns the records of all versions, with no reference resolved.
    pub fn all(&self) -> &Workspace {
        &self.all
    }

    /// Returns the number of versions.
    pub fn len(&self) -> usize {
        self.contents.len()
    }

    /// Returns true if there is no version yet.
    pub fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }

    /// Makes a workspace of selected records, all from versions of one state, under its manifest.
    pub fn part(&self, chosen: &Selection, manifest: Option<&Manifest>) -> Workspace {
        part_of(&self.all, chosen, manifest.cloned().unwrap_or_default()).0
    }
}

/// Returns the number of records of each kind.
fn counts(records: &Records) -> [u32; 5] {
    let Records { claims, entities, predicates, sources, rulings, .. } = records;
    [claims.len(), entities.len(), predicates.len(), sources.len(), rulings.len()].map(|count| count as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_one_claim_are_called_alike() {
        let mut versions = FileVersions::default();
        let text = |stance: &str| format!("claim: a\nby: b\n{stance}: b p b\nsaid: 2018\n---\nentity: b\n");
        let first = versions.add("a.yaml", Ok(text("affirms").as_bytes()));
        let second = versions.add("x/a.yaml", Ok(text("denies").as_bytes()));
        let lost = versions.add("b.yaml", Err("gone"));
        let claims = &versions.all().records.claims;
        assert_eq!((versions.content(first).claims.clone(), versions.content(second).claims.clone()), (0..1, 1..2));
        assert_eq!(claims[0].id, claims[1].id);
        assert_eq!((versions.content(lost).claims.clone(), versions.content(lost).findings.len()), (2..2, 1));
        assert_eq!(versions.len(), 3);
    }

    #[test]
    fn a_part_is_read_under_its_manifest_and_vocabularies() {
        let mut versions = FileVersions::default();
        let manifest = versions.add(MANIFEST, Ok(b"gainsay: 1\nuse: [diplomacy, diplomacy, none]\n"));
        let manifest = versions.content(manifest).manifest.clone().expect("a manifest");
        let vocabulary = versions.vocabularies(&manifest);
        assert_eq!(vocabulary.len(), 1);
        assert_eq!(versions.vocabularies(&manifest), vocabulary);
        let file = versions
            .add("a.yaml", Ok(b"claim: c\nby: e\naffirms: e knows-of f\nsaid: 2018\n---\nentity: e\n---\nentity: f\n"));
        let content = versions.content(file).clone();
        let predicates = versions.content(vocabulary[0]).predicates.clone().collect();
        let chosen = Selection {
            claims: content.claims.collect(),
            entities: content.entities.collect(),
            predicates,
            ..Selection::default()
        };
        let part = versions.part(&chosen, Some(&manifest));
        assert!(part.records.claims[0].statement().is_some() && !part.records.claims[0].faulty);
        assert_eq!(part.manifest().vocabularies.len(), 3);
    }
}
