//! Reads a workspace from its files: each file into documents, each document into a record, and then the references
//! between records, once every file is read.

mod claim;
mod claims;
mod fast_path;
mod fields;
pub(crate) mod keys;
mod others;
mod parse_batch;
mod parsed_files;
mod proof;
mod reader;
mod remap;
mod resolve;
mod subset;
mod suggest;
mod versions;

use std::sync::Arc;

use crate::file::{File, FileSource};
use crate::finding::{Finding, Route};
use crate::interner::nearest;
use crate::record::{DateId, Manifest, Statement};
use crate::schema::Kind;
pub use crate::workspace::Suggest;
pub use parsed_files::ParsedFiles;
pub use proof::Seals;
pub use subset::{Reparsed, Selection};
pub use suggest::{ClaimsThere, ReferenceIndex};
pub use versions::{FileVersions, Version, VersionContent};

use crate::vocabularies::{self, Vocabulary};
use crate::workspace::{MANIFEST, Workspace};
use crate::yaml::{self, Node};
use parse_batch::ParseBatch;
use reader::Reader;
use resolve::resolve;

/// A file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path from the workspace's root, with `/` between folders.
    pub path: String,
    /// The content of the file, or the reason for which it could not be read.
    pub bytes: Result<Vec<u8>, String>,
}

impl Workspace {
    /// Reads a workspace from its files, in any order. Never fails: a part that cannot be read becomes a finding.
    pub fn read(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, ParseBatch::default(), Suggest::All)
    }

    /// Reads a workspace with the YAML parser alone, which is slower and gives the same. Tests compare the two.
    pub fn read_by_parser(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, ParseBatch::by_parser(), Suggest::All)
    }

    /// Reads a workspace with which another one is compared. It has the same findings, and no similar words are looked for,
    /// since nobody is shown them.
    pub fn read_to_compare(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, ParseBatch::default(), Suggest::Remedies)
    }

    /// Reads some files of a workspace. Many of their references lead nowhere, and nothing is suggested for them.
    pub fn read_part(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, ParseBatch::default(), Suggest::Nothing)
    }

    fn read_with(mut inputs: Vec<Input>, mut share: ParseBatch, suggest: Suggest) -> Workspace {
        inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
        let mut workspace = Workspace::default();
        for Input { path, bytes } in inputs {
            let number = workspace.files.len() as u32;
            let text = match &bytes {
                Ok(bytes) => share.read_bytes(number, &path, bytes),
                Err(why) => share.miss(number, why),
            };
            workspace.files.push(File::new(path, text, false));
        }
        workspace.take_in(&mut share);
        workspace.finish(suggest);
        workspace
    }

    /// Reads a workspace from a source of files: the files of these paths, on that many threads. `step` is called for
    /// each file.
    ///
    /// The texts are not kept: a text that a finding shows is taken from the source again.
    pub fn read_from(
        source: &Arc<dyn FileSource>,
        paths: Vec<String>,
        threads: usize,
        step: &(dyn Fn() + Sync),
    ) -> Workspace {
        ParsedFiles::read(source, paths, None, threads, Seals::Proved, step).finish(Suggest::All)
    }

    /// Finishes the reading with the steps that need every file.
    fn finish(&mut self, suggest: Suggest) {
        self.miss_manifest();
        self.read_vocabularies();
        resolve(self, Some(suggest));
    }

    /// Reports a manifest file without any record: it is the one file whose emptiness is a fault.
    fn miss_manifest(&mut self) {
        let Some(number) = self.files.iter().position(|file| file.path == MANIFEST) else { return };
        let route = Route::File(number as u32);
        if self.records.manifest.place.is_none()
            && self.findings.iter().all(|f| f.labels.iter().all(|label| label.route.file() != route.file()))
        {
            let finding = Finding::about("missing-key", route, "the manifest has no `gainsay`")
                .of(Kind::Manifest, "gainsay")
                .keyed("gainsay");
            self.findings.push(finding.help("begin it with `gainsay: 1`"));
        }
    }

    /// Takes in the built-in vocabularies that the manifest names.
    fn read_vocabularies(&mut self) {
        let wanted = std::mem::take(&mut self.records.manifest.vocabularies);
        let mut taken: Vec<&str> = Vec::new();
        for (name, index) in &wanted {
            match vocabularies::find(name) {
                Some(vocabulary) if !taken.contains(&vocabulary.name) => {
                    taken.push(vocabulary.name);
                    self.read_vocabulary(vocabulary);
                }
                Some(_) => {}
                None => self.unknown_vocabulary(name, *index),
            }
        }
        self.records.manifest.vocabularies = wanted;
    }

    fn read_vocabulary(&mut self, vocabulary: &Vocabulary) {
        let number = self.files.len() as u32;
        self.files.push(File::built_in(vocabulary));
        let mut share = ParseBatch::default();
        share.read_documents(number, &vocabulary.reading().documents);
        self.take_in(&mut share);
    }

    fn unknown_vocabulary(&mut self, name: &str, index: u32) {
        let Some(place) = self.records.manifest.place else { return };
        let known = || vocabularies::VOCABULARIES.iter().map(|v| v.name);
        let shown = crate::text::escaped(name);
        let mut finding = Finding::about(
            "unknown-reference",
            Route::Key(place, "use", Some(index)),
            format!("no vocabulary `{shown}` comes with the program"),
        )
        .of(Kind::Manifest, "gainsay")
        .keyed(name);
        finding = match nearest(name, known()) {
            Some(near) => finding.seen(format!("did you mean `{near}`?")),
            None => finding.help(format!("it has: {}", known().collect::<Vec<_>>().join(", "))),
        };
        self.findings.push(finding);
    }

    /// Reads a statement that stands in no record, `SUBJECT PREDICATE OBJECT`. The findings in the records stay as they
    /// are.
    ///
    /// # Errors
    ///
    /// Returns the findings for the statement if it cannot be read.
    pub fn read_statement(&mut self, text: &str) -> Result<Statement, Vec<Finding>> {
        resolve::ask(self, text)
    }

    /// Reads a date that stands in no record.
    pub fn read_date(&mut self, text: &str) -> Result<DateId, crate::date::DateFault> {
        self.dates.read(text)
    }
}

/// Returns the manifest in the text of a `gainsay.yaml`, faults aside: it must be known before the other files are
/// looked for.
pub fn manifest_of(text: &str) -> Manifest {
    let mut share = ParseBatch::default();
    share.read(0, MANIFEST, text);
    share.into_manifest()
}

/// Returns the version of the format that a manifest asks for, if it is one.
pub fn format_version(text: &str) -> Option<u64> {
    let reading = yaml::read(text);
    let first = reading.documents.first()?.entries.first()?;
    match &first.value {
        Node::Scalar(scalar) if first.key.text == Kind::Manifest.first_key() => {
            let digits = scalar.text.trim();
            // A number too long to be read is a higher version, too.
            let is_count = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            is_count.then(|| digits.parse().unwrap_or(u64::MAX))
        }
        _ => None,
    }
}
