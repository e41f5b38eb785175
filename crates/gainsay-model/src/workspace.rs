//! The workspace in memory: its files, its records, and what reading them found.

use crate::canonical::{self, canonical_form};
use crate::date::Date;
use crate::finding::{Finding, Route};
use crate::link::{self, link};
use crate::names::{Name, Names, nearest};
use crate::read::{Reader, Records};
use crate::record::{Claim, DateId, Dates, Digest, Entity, Manifest, ObjectType, Place, Predicate, Record, Ruling, Source, Statement};
use crate::schema::Kind;
use crate::vocabularies::{self, Vocabulary};
use crate::yaml::{self, Document, Node, Span};

/// The manifest's path.
pub const MANIFEST: &str = "gainsay.yaml";

/// A file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// What is in it, or why that could not be read.
    pub bytes: Result<Vec<u8>, String>,
}

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// From the workspace's root, with `/` between folders; of a built-in vocabulary `<NAME>`.
    pub path: String,
    /// Its text; empty if it could not be read.
    pub text: String,
    /// Comes with the program.
    pub built_in: bool,
}

/// A workspace: everything that its files say, and what is wrong with them.
#[derive(Default, Debug)]
pub struct Workspace {
    /// The files, in the byte order of their paths; built-in vocabularies last.
    pub files: Vec<File>,
    /// Every id and word, by number.
    pub names: Names,
    /// Every date, by number.
    pub dates: Dates,
    /// The records of all files.
    pub records: Records,
    /// What reading found.
    pub findings: Vec<Finding>,
    pub(crate) ids: Ids,
}

/// Which record of each kind an id names: of several, the first by path and place.
#[derive(Default, Debug)]
pub(crate) struct Ids {
    pub claims: Index,
    pub entities: Index,
    pub predicates: Index,
    pub sources: Index,
    pub rulings: Index,
}

/// From names to indices, densely.
#[derive(Default, Debug)]
pub(crate) struct Index(Vec<u32>);

impl Index {
    const NONE: u32 = u32::MAX;

    pub fn of<R: Record>(records: &[R], names: &Names) -> (Index, Vec<(usize, usize)>) {
        let mut index = vec![Index::NONE; names.len()];
        let mut doubles = Vec::new();
        for (i, record) in records.iter().enumerate() {
            let Some(id) = record.id() else { continue };
            match &mut index[id.index()] {
                free @ &mut Index::NONE => *free = i as u32,
                first => doubles.push((*first as usize, i)),
            }
        }
        (Index(index), doubles)
    }

    pub fn get(&self, name: Name) -> Option<usize> {
        self.0.get(name.index()).filter(|&&i| i != Index::NONE).map(|&i| i as usize)
    }
}

impl Workspace {
    /// Reads a workspace from its files, in any order. Never fails: what cannot be read is among the findings.
    pub fn read(mut inputs: Vec<Input>) -> Workspace {
        inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
        let mut workspace = Workspace::default();
        for input in inputs {
            workspace.read_input(input);
        }
        workspace.miss_manifest();
        workspace.read_vocabularies();
        link(&mut workspace);
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
        self.files.push(File { path: input.path, text, built_in: false });
        self.read_file(number);
    }

    fn read_file(&mut self, number: u32) {
        let file = &self.files[number as usize];
        let may_be_manifest = file.path == MANIFEST;
        let reading = yaml::read(&file.text);
        for fault in reading.faults {
            self.findings.push(fault_of(Route::Bytes(number, fault.span), fault));
        }
        let mut reader =
            Reader { names: &mut self.names, dates: &mut self.dates, records: &mut self.records, findings: &mut self.findings };
        for document in &reading.documents {
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
        self.files.push(File { path: format!("<{}>", vocabulary.name), text: vocabulary.text.to_owned(), built_in: true });
        self.read_file(number);
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

    // --- looking up ---

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The date of that number.
    pub fn date(&self, id: DateId) -> &Date {
        self.dates.date(id)
    }

    /// The first claim of that id, by path and place.
    pub fn claim(&self, id: Name) -> Option<&Claim> {
        self.ids.claims.get(id).map(|i| &self.records.claims[i])
    }

    /// The index of the first claim of that id, in [`Records::claims`].
    pub fn claim_index(&self, id: Name) -> Option<usize> {
        self.ids.claims.get(id)
    }

    /// The entity of that id.
    pub fn entity(&self, id: Name) -> Option<&Entity> {
        self.ids.entities.get(id).map(|i| &self.records.entities[i])
    }

    /// The predicate of that id.
    pub fn predicate(&self, id: Name) -> Option<&Predicate> {
        self.ids.predicates.get(id).map(|i| &self.records.predicates[i])
    }

    /// The source of that id.
    pub fn source(&self, id: Name) -> Option<&Source> {
        self.ids.sources.get(id).map(|i| &self.records.sources[i])
    }

    /// The ruling of that id.
    pub fn ruling(&self, id: Name) -> Option<&Ruling> {
        self.ids.rulings.get(id).map(|i| &self.records.rulings[i])
    }

    /// The manifest, or its defaults.
    pub fn manifest(&self) -> &Manifest {
        &self.records.manifest
    }

    /// Whether the record at that place comes with the program.
    pub fn built_in(&self, place: Place) -> bool {
        self.files[place.file as usize].built_in
    }

    /// The records that count, of those that share an id the first: all kinds but claims, of which none counts then.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        first_of(&self.records.entities, &self.ids.entities)
    }

    /// The predicates that count; see [`Workspace::entities`].
    pub fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        first_of(&self.records.predicates, &self.ids.predicates)
    }

    /// The sources that count; see [`Workspace::entities`].
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        first_of(&self.records.sources, &self.ids.sources)
    }

    /// The rulings that count; see [`Workspace::entities`].
    pub fn rulings(&self) -> impl Iterator<Item = &Ruling> {
        first_of(&self.records.rulings, &self.ids.rulings)
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

    // --- back to the text ---

    /// The document that a record was read from.
    pub fn document(&self, place: Place) -> Option<Document> {
        yaml::read_at(&self.files.get(place.file as usize)?.text, place.start)
    }

    /// The digest of a record's semantic content; none if its text cannot be read again.
    pub fn digest(&self, kind: Kind, place: Place) -> Option<Digest> {
        Some(canonical::digest(&self.document_form(kind, place)?))
    }

    /// The canonical form of a record, as JSON.
    pub fn document_form(&self, kind: Kind, place: Place) -> Option<String> {
        Some(canonical_form(&self.document(place)?, kind, &|predicate| self.object_type(predicate)))
    }

    /// What the predicate of that id takes as its object.
    pub fn object_type(&self, predicate: &str) -> Option<&ObjectType> {
        self.names.find(predicate).and_then(|name| self.predicate(name)).and_then(|p| p.object.as_ref())
    }

    /// The byte at which what a route leads to begins, or its record: where to sort it in.
    pub fn start(&self, route: Route) -> u32 {
        match route {
            Route::File(_) => 0,
            Route::Bytes(_, span) => span.start,
            Route::Record(place) | Route::Key(place, ..) => place.start,
        }
    }

    /// The bytes of the file that a route leads to; the nearest that is there, if it leads nowhere.
    pub fn span(&self, route: Route) -> Span {
        match route {
            Route::File(_) | Route::Bytes(..) => span_in(route, None),
            Route::Record(place) | Route::Key(place, ..) => span_in(route, self.document(place).as_ref()),
        }
    }
}

/// The bytes that a route leads to, given the document of the record that it leads into.
pub fn span_in(route: Route, document: Option<&Document>) -> Span {
    let at = |start: u32| Span { start, end: start };
    match (route, document) {
        (Route::File(_), _) => at(0),
        (Route::Bytes(_, span), _) => span,
        (Route::Record(place) | Route::Key(place, ..), None) => at(place.start),
        (Route::Record(_), Some(document)) => first_entry(document),
        (Route::Key(_, key, index), Some(document)) => {
            let Some(entry) = document.entries.iter().find(|e| e.key.text == key) else { return first_entry(document) };
            match (&entry.value, index) {
                (Node::List { items, .. }, Some(index)) if (index as usize) < items.len() => items[index as usize].span(),
                (value, _) => Span { start: entry.key.span.start, end: value.span().end.max(entry.key.span.end) },
            }
        }
    }
}

fn first_of<'w, R: Record>(records: &'w [R], index: &'w Index) -> impl Iterator<Item = &'w R> {
    records.iter().enumerate().filter(move |(i, r)| r.id().is_some_and(|id| index.get(id) == Some(*i))).map(|(_, r)| r)
}

fn first_entry(document: &Document) -> Span {
    document.entries.first().map_or(document.span, |e| Span { start: e.key.span.start, end: e.value.span().end.max(e.key.span.end) })
}

fn fault_of(route: Route, fault: yaml::Fault) -> Finding {
    let mut finding = Finding::about(fault.rule, route, fault.message);
    finding.help.extend(fault.help);
    finding
}

/// The manifest in the text of a `gainsay.yaml`, faults aside: what must be known before the other files are looked for.
pub fn manifest_of(text: &str) -> Manifest {
    let mut workspace = Workspace::default();
    workspace.files.push(File { path: MANIFEST.into(), text: text.to_owned(), built_in: false });
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
