//! A workspace of which each file is parsed, and no reference resolved yet: the part that can be cached for the next
//! run.

use std::sync::Arc;

use super::{Seals, Suggest, parse_batch};
use crate::file::{File, FileSource};
use crate::order::by_text;
use crate::snapshot_codec::{self, CachedRecords};
use crate::workspace::Workspace;

/// A workspace of which each file is parsed, and no reference resolved yet.
pub struct ParsedFiles {
    workspace: Workspace,
    /// The digest of each file.
    digests: Vec<u64>,
}

impl ParsedFiles {
    /// Reads the files of these paths, but for the cached ones, on that many threads. `step` is called for each file
    /// that is read.
    pub fn read(
        source: &Arc<dyn FileSource>,
        mut paths: Vec<String>,
        kept: Option<CachedRecords>,
        threads: usize,
        seals: Seals,
        step: &(dyn Fn() + Sync),
    ) -> ParsedFiles {
        if !paths.is_sorted() {
            let order = by_text(paths.len() as u32, |number| &paths[number as usize]);
            paths = order.into_iter().map(|number| std::mem::take(&mut paths[number as usize])).collect();
        }
        let (mut workspace, mut digests) = (Workspace::default(), vec![0; paths.len()]);
        let mut is_kept = vec![false; paths.len()];
        if let Some(kept) = kept {
            workspace.keep(kept, &paths, |number, digest| {
                digests[number] = digest;
                is_kept[number] = true;
            });
        }
        let kept_claims = workspace.records.claims.len();
        let unread = paths.iter().enumerate().filter(|(number, _)| !is_kept[*number]);
        let unread: Vec<(u32, &str)> = unread.map(|(number, path)| (number as u32, path.as_str())).collect();
        parse_batch::read_all(&**source, &unread, (threads, seals), step, |share| {
            for (number, digest) in share.digests.drain(..) {
                digests[number as usize] = digest;
            }
            workspace.take_in(share);
        });
        if unread.len() < paths.len() {
            // The cached records stand before the parsed ones.
            workspace.records.sort();
        }
        let claims = workspace.records.claims.len();
        let (dropped, mixed) = (workspace.names.claims().len() != claims, (1..claims).contains(&kept_claims));
        if dropped || mixed {
            workspace.renumber_claims();
        }
        let file = |(path, digest): (String, &u64)| File::from_source(path, Arc::clone(source), *digest);
        workspace.files = paths.into_iter().zip(&digests).map(file).collect();
        ParsedFiles { workspace, digests }
    }

    /// Returns the number of files.
    pub fn files(&self) -> usize {
        self.workspace.files.len()
    }

    /// Returns the paths of the files, in byte order.
    pub fn paths(&self) -> Vec<&str> {
        self.workspace.files.iter().map(|file| file.path.as_str()).collect()
    }

    /// Returns the files that can be cached, by number and path: they have no findings, and hold neither predicates nor
    /// the manifest.
    pub fn keepable(&self) -> Vec<(u32, &str)> {
        let Workspace { files, records, findings, .. } = &self.workspace;
        let mut keepable = vec![true; files.len()];
        let faulty = findings.iter().flat_map(|finding| &finding.labels).map(|label| label.route.file());
        let others = records.predicates.iter().map(|predicate| predicate.place.file);
        for file in faulty.chain(others).chain(records.manifest.place.map(|place| place.file)) {
            keepable[file as usize] = false;
        }
        let keepable = files.iter().zip(keepable).enumerate().filter(|(_, (_, keepable))| *keepable);
        keepable.map(|(number, (file, _))| (number as u32, file.path.as_str())).collect()
    }

    /// Encodes the records of some files for [`CachedRecords::unpack`](crate::snapshot_codec::CachedRecords::unpack).
    /// Bytes go to `sink`, some at a time.
    pub fn pack(&self, files: &[(u32, &str)], sink: &mut dyn FnMut(&[u8])) {
        let Workspace { records, names, dates, .. } = &self.workspace;
        let files: Vec<_> =
            files.iter().map(|(number, path)| (*number, *path, self.digests[*number as usize])).collect();
        snapshot_codec::pack(records, names, dates, &files, sink);
    }

    /// Resolves the references of the records, and reads the statements by their predicates. `suggest` is the effort
    /// for suggestions where a reference is unknown.
    pub fn finish(mut self, suggest: Suggest) -> Workspace {
        self.workspace.finish(suggest);
        self.workspace
    }
}

impl Workspace {
    /// Takes in the cached records of the files of these paths; `found` is called with the number of each and its
    /// digest.
    fn keep(&mut self, kept: CachedRecords, paths: &[String], mut found: impl FnMut(usize, u64)) {
        let CachedRecords { files, names, dates, records } = kept;
        let mut numbers = vec![None; files.len()];
        let mut at = 0;
        for ((path, digest), number) in files.iter().zip(&mut numbers) {
            // Most often it is the next path.
            while paths.get(at).is_some_and(|other| other != path && other.as_str() < path) {
                at += 1;
            }
            if let (Some(digest), Some(other)) = (digest, paths.get(at))
                && other == path
            {
                *number = Some(at as u32);
                found(at, digest);
            }
        }
        (self.names, self.dates, self.records) = (names, dates, records);
        self.records.renumber(&numbers);
    }
}
