//! The records that a commit would change, for `seal --staged`.

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

/// The records that differ between the index and the last commit.
pub struct StagedRecords {
    /// The digests of the records in the last commit, by path, for each file that differs in the index.
    committed: HashMap<String, HashSet<Digest>>,
}

impl StagedRecords {
    /// Compares the index with the last commit.
    ///
    /// # Errors
    /// Returns an error if there is no repository, or if a file was changed after it was staged: sealing would stage
    /// those changes too.
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
        // The digest of a record includes its kind and id.
        workspace.digest(found.kind, found.place).is_none_or(|digest| !committed.contains(&digest))
    }
}

/// Returns the digests of all records in a text. The object types of predicates are those of the present workspace.
fn digests(workspace: &Workspace, text: &str) -> HashSet<Digest> {
    yaml::read(text).documents.iter().filter_map(|document| digest_of(workspace, document)).collect()
}
