//! Reading a workspace from its files: each file into documents, each document into a record, and then what can be said only once every
//! file is read.

mod claim;
mod fields;
mod link;
mod others;
mod reader;

use crate::finding::{Finding, Route};
use crate::names::nearest;
use crate::record::{DateId, Manifest, Statement};
use crate::schema::Kind;
use crate::vocabularies::{self, Vocabulary};
use crate::workspace::{File, MANIFEST, Workspace};
use crate::yaml::{self, Document, Node};
use link::link;
use reader::Reader;

/// A file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// What is in it, or why that could not be read.
    pub bytes: Result<Vec<u8>, String>,
}

impl Workspace {
    /// Reads a workspace from its files, in any order. Never fails: what cannot be read is among the findings.
    pub fn read(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, true)
    }

    /// Reads some files of a workspace. Much that they refer to is not there, and nothing is suggested for it.
    pub fn read_part(inputs: Vec<Input>) -> Workspace {
        Workspace::read_with(inputs, false)
    }

    fn read_with(mut inputs: Vec<Input>, suggest: bool) -> Workspace {
        inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
        let mut workspace = Workspace::default();
        for input in inputs {
            workspace.read_input(input);
        }
        workspace.miss_manifest();
        workspace.read_vocabularies();
        link(&mut workspace, suggest);
        workspace
    }

    fn read_input(&mut self, input: Input) {
        let number = self.files.len() as u32;
        let text = match input.bytes {
            Ok(bytes) => match yaml::decode(&bytes) {
                Ok(text) => text.to_owned(),
                Err(fault) => {
                    self.findings.push(fault_of(Route::File(number), fault));
                    String::new()
                }
            },
            Err(why) => {
                let finding = Finding::about("not-yaml", Route::File(number), format!("this file could not be read: {why}"))
                    .help("make it readable, move it away, or name it under `exclude` in the manifest");
                self.findings.push(finding);
                String::new()
            }
        };
        self.files.push(File::new(input.path, text, false));
        self.read_file(number);
    }

    fn read_file(&mut self, number: u32) {
        let reading = yaml::read(self.files[number as usize].text());
        for fault in reading.faults {
            self.findings.push(fault_of(Route::Bytes(number, fault.span), fault));
        }
        self.read_documents(number, &reading.documents);
    }

    fn read_documents(&mut self, number: u32, documents: &[Document]) {
        let may_be_manifest = self.files[number as usize].path == MANIFEST;
        let mut reader =
            Reader { names: &mut self.names, dates: &mut self.dates, records: &mut self.records, findings: &mut self.findings };
        for document in documents {
            reader.read(number, document, may_be_manifest);
        }
    }

    /// A manifest that says nothing at all is the one document whose emptiness is a fault.
    fn miss_manifest(&mut self) {
        let Some(number) = self.files.iter().position(|file| file.path == MANIFEST) else { return };
        let route = Route::File(number as u32);
        if self.records.manifest.place.is_none()
            && self.findings.iter().all(|f| f.labels.iter().all(|label| label.route.file() != route.file()))
        {
            let finding =
                Finding::about("missing-key", route, "the manifest has no `gainsay`").of(Kind::Manifest, "gainsay").keyed("gainsay");
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
        self.files.push(File::new(format!("<{}>", vocabulary.name), vocabulary.text.to_owned(), true));
        self.read_documents(number, &vocabulary.reading().documents);
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

    /// Reads a statement that stands in no record, `SUBJECT PREDICATE OBJECT`; what is wrong with it, if it cannot be read. What was
    /// found in the records stays as it is.
    pub fn read_statement(&mut self, text: &str) -> Result<Statement, Vec<Finding>> {
        link::ask(self, text)
    }

    /// Reads a date that stands in no record.
    pub fn read_date(&mut self, text: &str) -> Result<DateId, crate::date::DateFault> {
        self.dates.read(text)
    }
}

fn fault_of(route: Route, fault: yaml::Fault) -> Finding {
    let mut finding = Finding::about(fault.rule, route, fault.message);
    finding.help.extend(fault.help);
    finding
}

/// The manifest in the text of a `gainsay.yaml`, faults aside: what must be known before the other files are looked for.
pub fn manifest_of(text: &str) -> Manifest {
    let mut workspace = Workspace::default();
    workspace.files.push(File::new(MANIFEST.into(), text.to_owned(), false));
    workspace.read_file(0);
    workspace.records.manifest
}

/// The format's version that a manifest asks for, if it is one.
pub fn format_version(text: &str) -> Option<u64> {
    let reading = yaml::read(text);
    let first = reading.documents.first()?.entries.first()?;
    match &first.value {
        Node::Scalar(scalar) if first.key.text == Kind::Manifest.first_key() => {
            let digits = scalar.text.trim();
            // What is too long to be counted is a higher version too.
            let is_count = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            is_count.then(|| digits.parse().unwrap_or(u64::MAX))
        }
        _ => None,
    }
}
