//! The cache of an earlier run, and bytes that only look like it: whatever they are, the workspace made from them can
//! be used.

use std::collections::BTreeMap;
use std::sync::Arc;

use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Seals, Suggest};
use gainsay_model::snapshot_codec::CachedRecords;

use crate::workspaces::{File, today};

/// Files in memory.
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl InMemory {
    /// Returns a file source with these files.
    pub fn source(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Arc<dyn FileSource> {
        Arc::new(InMemory(files.into_iter().collect()))
    }
}

impl FileSource for InMemory {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        bytes.extend(self.0.get(path).ok_or("it is not there")?);
        Ok(())
    }
}

/// Returns the cache that reading these files leaves.
pub fn packed(files: &[File]) -> Vec<u8> {
    let source = InMemory::source(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    let (read, mut packed) = (ParsedFiles::read(&source, paths, None, 1, Seals::Proved, &|| ()), Vec::new());
    read.pack(&read.keepable(), &mut |bytes| packed.extend_from_slice(bytes));
    packed
}

/// Reads a workspace with these bytes as the cache, and packs, checks and compares it. Returns whether they were
/// accepted as a cache. Half of the files that the cache names exist, with other texts than in the cache.
pub fn work_with(bytes: &[u8]) -> bool {
    let Some(kept) = CachedRecords::unpack(bytes) else { return false };
    let named = kept.paths().step_by(2).map(str::to_owned);
    let mut paths: Vec<String> = named.chain(["gainsay.yaml".into(), "predicates.yaml".into()]).collect();
    paths.sort();
    paths.dedup();
    let text = |path: &str| match path {
        "gainsay.yaml" => "gainsay: 1\n",
        "predicates.yaml" => "predicate: in-contact-with\nsymmetric: true\n",
        _ => "",
    };
    let source = InMemory::source(paths.iter().map(|path| (path.clone(), text(path).as_bytes().to_vec())));
    let read = ParsedFiles::read(&source, paths, Some(kept), 1, Seals::Proved, &|| ());
    read.pack(&read.keepable(), &mut |_| ());
    let workspace = read.finish(Suggest::All);
    for finding in crate::told::check(&workspace, today()) {
        let shown = finding.labels.iter().map(|label| label.route);
        shown
            .chain(finding.because.iter().filter_map(|reason| reason.route))
            .for_each(|route| _ = workspace.span(route));
    }
    true
}
