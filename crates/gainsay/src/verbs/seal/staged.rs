//! Which records a commit would change: those that `seal --staged` seals.

use std::collections::{HashMap, HashSet};

use gainsay_model::record::Digest;
use gainsay_model::{Workspace, yaml};
use gainsay_store::Loaded;
use gainsay_store::Snapshot;

use super::digest_of;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::snapshots;
use gainsay_model::records::RecordHeader;

/// The records that are staged otherwise than the last commit has them.
pub struct StagedRecords {
    /// By path, what the last commit says of the records of each file that is staged otherwise.
    committed: HashMap<String, HashSet<Digest>>,
}

impl StagedRecords {
    /// Compares the index with the last commit.
    ///
    /// # Errors
    /// Returns an error where there is no repository; and if a file was changed after it was staged: sealing would put
    /// into it what is not staged.
    pub fn of(loaded: &Loaded, terminal: &Terminal) -> Result<StagedRecords, Problem> {
        let source = snapshots(loaded.root.clone(), terminal);
        let before =
            if source.repository()?.is_unborn() { Snapshot::empty("nothing") } else { source.revision("HEAD")? };
        let mut committed = HashMap::new();
        for file in source.differing(&before, &source.index()?)? {
            let Some(staged) = &file.after else { continue };
            let staged = source.read(&file.path, staged)?.bytes;
            let here = loaded.workspace.files.iter().find(|here| here.path == file.path);
            if here.is_none_or(|here| staged.as_deref() != Ok(here.text().as_bytes())) {
                return Err(Problem::new(format!(
                    "{} is not as it was staged, and only what is staged is to be sealed",
                    file.path
                ))
                .help(format!("stage the rest, too (`git add -- {}`), or seal records by their ids", file.path)));
            }
            let was = file.before.as_ref().map(|content| source.read(&file.path, content)).transpose()?;
            let was = was.and_then(|input| input.bytes.ok()).unwrap_or_default();
            committed.insert(file.path, digests(&loaded.workspace, &String::from_utf8_lossy(&was)));
        }
        Ok(StagedRecords { committed })
    }

    /// Returns whether the next commit would change this record.
    pub fn has(&self, workspace: &Workspace, found: &RecordHeader) -> bool {
        let Some(file) = workspace.files.get(found.place.file as usize) else { return false };
        let Some(committed) = self.committed.get(&file.path) else { return false };
        // A record's kind and id are in its digest.
        workspace.digest(found.kind, found.place).is_none_or(|digest| !committed.contains(&digest))
    }
}

/// Returns the digests of all records in a text. What a predicate takes is known from the workspace as it is.
fn digests(workspace: &Workspace, text: &str) -> HashSet<Digest> {
    yaml::read(text).documents.iter().filter_map(|document| digest_of(workspace, document)).collect()
}
