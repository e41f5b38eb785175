//! The writing of workspaces, file by file, to wherever the caller wants.

use crate::shapes::Shape;
use crate::text::{Layout, Writer, claim};
use crate::workload::Workload;

/// The number of records in a file.
const IN_A_FILE: usize = 1_000;

/// A function that takes a file: its path from the root, and its text.
pub type Take<'t> = dyn FnMut(&str, &str) -> std::io::Result<()> + 't;

/// The distribution of claims over files. All other records always come a thousand per file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Files {
    /// A thousand records per file.
    Thousands,
    /// One record per file, a thousand files per folder.
    OneEach,
}

/// Returns the files that a function writes, kept in memory.
pub fn collected(write: impl FnOnce(&mut Take) -> std::io::Result<()>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let written = write(&mut |path, text| {
        files.push((path.to_owned(), text.to_owned()));
        Ok(())
    });
    debug_assert!(written.is_ok(), "nothing fails in memory");
    files
}

/// Writes a workload as a workspace.
///
/// # Errors
/// Returns the errors of `take`.
pub fn workspace(workload: &Workload, files: Files, layout: Layout, take: &mut Take) -> std::io::Result<()> {
    let writer = Writer::new(workload, layout);
    take("gainsay.yaml", &format!("gainsay: 1\nname: workload of {} claims\n", workload.claims.len()))?;
    thousands("vocabulary", workload.predicates.len(), &|i| writer.predicate(i), take)?;
    thousands("entities/things", workload.things.len(), &|i| writer.thing(i), take)?;
    thousands("entities/speakers", workload.speakers, &|i| writer.speaker(i), take)?;
    thousands("sources", workload.sources.len(), &|i| writer.source(i), take)?;
    match files {
        Files::Thousands => thousands("claims", workload.claims.len(), &|i| writer.claim(i), take),
        Files::OneEach => (0..workload.claims.len())
            .try_for_each(|i| take(&format!("claims/{:05}/{}.yaml", i / IN_A_FILE, claim(i)), &writer.claim(i))),
    }
}

/// Writes the claims and the predicates of a workload as JSON lines, for other programs.
///
/// # Errors
/// Returns the errors of `take`.
pub fn rows(workload: &Workload, take: &mut Take) -> std::io::Result<()> {
    let writer = Writer::new(workload, Layout::Canonical);
    take("predicates.jsonl", &(0..workload.predicates.len()).map(|i| writer.predicate_row(i)).collect::<String>())?;
    take("claims.jsonl", &(0..workload.claims.len()).map(|i| writer.row(i)).collect::<String>())
}

/// Writes a workspace of a difficult shape.
///
/// # Errors
/// Returns the errors of `take`.
pub fn shape(shape: Shape, size: usize, seed: u64, take: &mut Take) -> std::io::Result<()> {
    take("gainsay.yaml", "gainsay: 1\n")?;
    for records in shape.records(size, seed) {
        thousands(records.path, records.count, &records.record, take)?;
    }
    Ok(())
}

fn thousands(path: &str, count: usize, record: &dyn Fn(usize) -> String, take: &mut Take) -> std::io::Result<()> {
    for first in (0..count).step_by(IN_A_FILE) {
        let records: Vec<String> = (first..count.min(first + IN_A_FILE)).map(record).collect();
        take(&format!("{path}/{:05}.yaml", first / IN_A_FILE), &records.join("---\n"))?;
    }
    Ok(())
}
