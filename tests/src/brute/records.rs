//! The records of a workspace, resolved: the value of each field after every fault was considered.

use super::dates::{self, Date, Day};
use super::quantities::{self, Decimal, Quantity, fold_space, fold_text};
use super::yaml::{self, Document, Value};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    Affirms,
    Suggests,
    Doubts,
    Denies,
    Relays,
}

impl Stance {
    #[must_use]
    pub fn is_positive(self) -> bool {
        matches!(self, Stance::Affirms | Stance::Suggests)
    }
    #[must_use]
    pub fn is_negative(self) -> bool {
        matches!(self, Stance::Denies | Stance::Doubts)
    }
    #[must_use]
    pub fn is_hedged(self) -> bool {
        matches!(self, Stance::Suggests | Stance::Doubts)
    }
}

/// The object of a statement as the predicate's `object` reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// A class of entities, by its representative.
    Entity(usize),
    Quantity(Quantity),
    Date(Date),
    /// A text that is folded already: two texts are equal if these are.
    Text(String),
}

#[derive(Clone, Debug)]
pub struct Statement {
    /// A class of entities, by its representative.
    pub subject: usize,
    pub predicate: usize,
    pub object: Object,
}

/// A claim whose id, speaker, `for`, stance, statement, `when`, `said` and `scope` were read without a fault.
#[derive(Clone, Debug)]
pub struct Claim {
    pub id: String,
    pub by: usize,
    pub in_name_of: Option<usize>,
    pub stance: Stance,
    pub statement: Statement,
    /// The time as written, and as read.
    pub when: Option<(String, Date)>,
    pub said: Option<Date>,
    /// The `published` of its source.
    pub published: Option<Date>,
    pub source: Option<usize>,
    pub via: Option<Vec<usize>>,
    pub utterance: Option<String>,
    /// The words, folded as texts are, so that two are equal if these are.
    pub scope: BTreeMap<String, String>,
    pub answers: Option<String>,
    pub promises: bool,
    pub accuses: bool,
    /// Says whether it is neither retracted nor superseded, and has an id of its own.
    pub stands: bool,
    /// The date on which it was retracted, if it was retracted on a date and would stand otherwise.
    pub retracted: Option<Date>,
}

/// The state of an id by all its records, whether or not they are faulty.
#[derive(Clone, Debug, Default)]
pub struct ClaimId {
    pub count: usize,
    pub retracted: bool,
    pub superseded: bool,
    pub based_on: BTreeSet<String>,
    pub supersedes: BTreeSet<String>,
    pub digest: String,
}

/// An edge of `speaks-for`.
#[derive(Clone, Debug)]
pub struct SpeaksFor {
    pub principal: usize,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// A `same-as` class, at the index of its representative.
#[derive(Clone, Debug, Default)]
pub struct Class {
    pub members: Vec<usize>,
    pub kinds: BTreeSet<String>,
    pub part_of: BTreeSet<usize>,
    pub speaks_for: Vec<SpeaksFor>,
    /// The first and the last day of life, widened by marks.
    pub life: Option<dates::Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temporal {
    State,
    Event,
    Timeless,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectType {
    Entity,
    Number(String),
    Date,
    Text,
}

#[derive(Clone, Copy, Debug)]
pub enum Tolerance {
    Percent(Decimal),
    Absolute(Decimal),
}

/// The time for which a state stands; `None` of days is `forever`.
pub type Lasts = Option<Day>;

#[derive(Clone, Debug)]
pub struct Predicate {
    pub id: String,
    pub temporal: Temporal,
    /// The value given by the predicate itself.
    pub lasts: Option<Lasts>,
    pub object: ObjectType,
    /// Says whether its `object` could not be read, and so no statement of it can.
    pub unreadable: bool,
    pub domain: BTreeSet<String>,
    pub range: BTreeSet<String>,
    /// The edges as declared, to existing predicates.
    pub implies: Vec<usize>,
    pub usually_implies: Vec<usize>,
    pub excludes: Vec<usize>,
    pub inverse_of: Vec<usize>,
    pub distinct_from: Vec<usize>,
    pub must_not_imply: Vec<usize>,
    /// The traits as declared: some are ignored if the object is no entity.
    pub declares: BTreeSet<String>,
    pub whole: Option<String>,
    pub posthumous: bool,
    pub functional: bool,
    pub declares_once: bool,
    /// "how long two holdings may overlap at a handover, or two dates lie apart, and not conflict"
    pub grace: Day,
    pub tolerance: Option<Tolerance>,
    pub total: Option<Decimal>,
}

impl Predicate {
    /// Returns whether the predicate has a trait that only concerns entities: "in this last case the trait is ignored".
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.object == ObjectType::Entity && self.declares.contains(name)
    }
    /// "asymmetric (declared, or transitive and irreflexive)"
    #[must_use]
    pub fn is_asymmetric(&self) -> bool {
        self.has("asymmetric") || (self.has("transitive") && self.has("irreflexive"))
    }
    /// "A `symmetric` predicate with `whole` on one side has it on both."
    #[must_use]
    pub fn lifts(&self, side: &str) -> bool {
        let Some(whole) = self.whole.as_deref().filter(|_| self.object == ObjectType::Entity) else { return false };
        whole == "both" || whole == side || self.has("symmetric")
    }
    #[must_use]
    pub fn is_event(&self) -> bool {
        self.temporal == Temporal::Event
    }
    /// "`once` on a `timeless` predicate: … the trait is ignored"
    #[must_use]
    pub fn is_once(&self) -> bool {
        self.declares_once && self.temporal != Temporal::Timeless
    }
}

#[derive(Clone, Debug)]
pub struct Ruling {
    pub id: String,
    /// The claims it names, without pins.
    pub between: BTreeSet<String>,
    pub prefers: Option<String>,
    pub stale: bool,
}

#[derive(Debug, Default)]
pub struct Workspace {
    /// The ids of entities; classes are at the same indices.
    pub entities: Vec<String>,
    pub classes: Vec<Class>,
    pub predicates: Vec<Predicate>,
    /// For each source, everything from which it derives, itself included.
    pub origins: Vec<BTreeSet<usize>>,
    pub claims: Vec<Claim>,
    pub claim_ids: BTreeMap<String, ClaimId>,
    pub rulings: Vec<Ruling>,
    /// The records whose `rev` does not match their content, as kind and id.
    pub unsealed: BTreeSet<(String, String)>,
    /// Every id of each kind that can be read.
    pub ids: BTreeMap<&'static str, BTreeSet<String>>,
    /// The records with a quantity that may be read in two ways, as kind and id.
    pub ambiguous: BTreeSet<(&'static str, String)>,
    /// The entities and sources that have a twin, as kind and id.
    pub twins: BTreeSet<(&'static str, String)>,
    /// The day of the check.
    pub today: Day,
}

pub const KINDS: [&str; 5] = ["claim", "entity", "predicate", "source", "ruling"];
const STANCES: [(&str, Stance); 5] = [
    ("affirms", Stance::Affirms),
    ("denies", Stance::Denies),
    ("suggests", Stance::Suggests),
    ("doubts", Stance::Doubts),
    ("relays", Stance::Relays),
];

/// A record, its fields by key: "of a key given twice the first value counts", and
/// "a key with nothing after it is as if it were not there".
pub struct Record<'a>(pub &'a Document);

impl<'a> Record<'a> {
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.0.iter().find(|(k, v)| k == key && *v != Value::Nothing).map(|(_, v)| v)
    }
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        text_of(self.value(key)?)
    }
    fn is_twice(&self, key: &str) -> bool {
        self.0.iter().filter(|(k, v)| k == key && *v != Value::Nothing).count() > 1
    }
    /// "Ids are read in NFC wherever they stand."
    #[must_use]
    pub fn id(&self, key: &str) -> Option<String> {
        self.text(key).map(nfc)
    }
    fn date(&self, key: &str) -> Option<Date> {
        dates::read(self.text(key)?)
    }
    /// "Where a list is wanted, one bare value is read as a list of one."
    fn list(&self, key: &str) -> Vec<&'a Value> {
        match self.value(key) {
            None => Vec::new(),
            Some(Value::List(list)) => list.iter().collect(),
            Some(value) => vec![value],
        }
    }
    fn texts(&self, key: &str) -> Vec<&'a str> {
        self.list(key).into_iter().filter_map(text_of).collect()
    }
    /// Returns the ids of a list.
    fn ids(&self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(nfc).collect()
    }
    /// Returns the members that are an id, or a mapping with the id under `to`.
    fn edges(&self, key: &str) -> Vec<String> {
        let id = |value: &Value| match value {
            Value::Map(map) => Record(map).id("to"),
            value => text_of(value).map(nfc),
        };
        self.list(key).into_iter().filter_map(id).collect()
    }
    fn is_true(&self, key: &str) -> bool {
        self.text(key) == Some("true")
    }
}

fn text_of(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

/// "Ids are words joined by single `-`, `.` or `/`; a word is of letters that have no upper or title case form standing
/// there (Unicode `Ll`, `Lo`, `Lm`), each with its marks (`Mn`, `Mc`) behind it, and digits (`Nd`), and nothing else."
#[must_use]
pub fn is_id(text: &str) -> bool {
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        let word = r"(?:[\p{Ll}\p{Lo}\p{Lm}][\p{Mn}\p{Mc}]*|\p{Nd})+";
        Regex::new(&format!(r"\A{word}(?:[-./]{word})*\z")).expect("a regular expression")
    });
    ID.is_match(text)
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The keys of a claim in which a fault takes it out: "its id, speaker, `for`, stance, statement, `when`, `said` and
/// `scope`".
const COMPARED: [&str; 10] =
    ["by", "for", "affirms", "denies", "suggests", "doubts", "relays", "when", "said", "scope"];

/// Returns a record with what is left of the values that were cut: "in the keys that are compared the claim is out;
/// elsewhere in a claim or ruling, and as an id, what is left counts; in other records it counts as not given (of an
/// edge's date or a predicate's `object`, as any fault there). *As an id* means the record's own."
fn settle_cuts(kind: &str, document: Document) -> Document {
    let settled = |(key, value): (String, Value)| {
        let value = match kind {
            _ if key == kind => what_is_left(value),
            "claim" if COMPARED.contains(&key.as_str()) => value,
            "claim" | "ruling" => what_is_left(value),
            "predicate" if key == "object" => value,
            _ => not_given(value),
        };
        (key, value)
    };
    document.into_iter().map(settled).collect()
}

fn what_is_left(value: Value) -> Value {
    match value {
        Value::Cut(text) if text.is_empty() => Value::Nothing,
        Value::Cut(text) => Value::Text(text),
        Value::List(members) => Value::List(members.into_iter().map(what_is_left).collect()),
        Value::Map(map) => Value::Map(map.into_iter().map(|(key, value)| (key, what_is_left(value))).collect()),
        value => value,
    }
}

fn not_given(value: Value) -> Value {
    match value {
        Value::Cut(_) => Value::Nothing,
        Value::List(members) => Value::List(members.into_iter().map(not_given).collect()),
        Value::Map(map) => {
            // Of an edge's date, any fault counts, and a cut is one.
            let is_date = |key: &str| ["from", "until"].contains(&key);
            Value::Map(
                map.into_iter()
                    .map(|(key, value)| if is_date(&key) { (key, value) } else { (key, not_given(value)) })
                    .collect(),
            )
        }
        value => value,
    }
}

/// Returns every document of the workspace by kind, in the order of paths and places.
#[must_use]
pub fn documents(files: &[(String, String)]) -> BTreeMap<&'static str, Vec<Document>> {
    // "every `*.yaml`/`*.yml` file … The ending is read without regard to case."
    let is_read = |path: &str| [".yaml", ".yml"].iter().any(|ending| path.to_lowercase().ends_with(ending));
    let mut files: Vec<_> = files.iter().filter(|(path, _)| is_read(path)).collect();
    files.sort();
    let mut by_kind: BTreeMap<&'static str, Vec<Document>> = BTreeMap::new();
    for (path, text) in files {
        let documents = yaml::read(text).unwrap_or_else(|why| panic!("{path}: {why}"));
        for document in documents {
            let kind = document.first().and_then(|(key, _)| KINDS.into_iter().find(|k| k == key));
            if let Some(kind) = kind {
                by_kind.entry(kind).or_default().push(settle_cuts(kind, document));
            }
        }
    }
    by_kind
}

/// "A record whose id cannot be read is as not there."
fn id_of(kind: &str, record: &Record) -> Option<String> {
    record.id(kind).filter(|id| is_id(id))
}

/// "Of other records the first by the bytes of its path from the root, then by place, is used."
fn first_of_each_id<'a>(documents: &'a BTreeMap<&'static str, Vec<Document>>, kind: &str) -> Vec<(String, Record<'a>)> {
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    for document in documents.get(kind).into_iter().flatten() {
        let record = Record(document);
        if let Some(id) = id_of(kind, &record) {
            if seen.insert(id.clone()) {
                records.push((id, record));
            }
        }
    }
    records
}

/// Returns the workspace as the contract reads it. `today` is `YYYY-MM-DD`.
///
/// # Panics
/// Panics if a file is not of the part of YAML that the generator writes, or `today` is no date.
#[must_use]
pub fn read(files: &[(String, String)], today: &str) -> Workspace {
    let today = dates::read(today).expect("today is a date").plain().first;
    let documents = documents(files);
    let mut workspace = Workspace { today, ..Workspace::default() };
    for (kind, documents) in &documents {
        workspace.ids.insert(kind, documents.iter().filter_map(|document| id_of(kind, &Record(document))).collect());
    }
    let entities = first_of_each_id(&documents, "entity");
    read_entities(&entities, &mut workspace);
    read_predicates(&first_of_each_id(&documents, "predicate"), &mut workspace);
    let sources = first_of_each_id(&documents, "source");
    read_sources(&sources, &mut workspace);
    let published: Vec<Option<Date>> = sources.iter().map(|(_, s)| s.date("published")).collect();
    let source_at: HashMap<&str, usize> = sources.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
    let claims = documents.get("claim").map_or(&[][..], Vec::as_slice);
    read_claim_ids(claims, &mut workspace);
    for document in claims {
        let record = Record(document);
        if let Some(claim) = read_claim(&record, &workspace, &source_at, &published) {
            workspace.claims.push(claim);
        }
        if let Some(id) = id_of("claim", &record).filter(|_| has_ambiguous_quantity(&record, &workspace)) {
            workspace.ambiguous.insert(("claim", id));
        }
    }
    find_twins(&entities, &sources, &mut workspace);
    read_rulings(&first_of_each_id(&documents, "ruling"), today, &mut workspace);
    for (kind, documents) in &documents {
        for document in documents {
            let record = Record(document);
            let (Some(id), Some(rev)) = (id_of(kind, &record), record.text("rev")) else { continue };
            if let Some(digest) = digest_of_rev(rev) {
                if digest != super::digest::of(document, &workspace) {
                    workspace.unsealed.insert(((*kind).to_owned(), id));
                }
            }
        }
    }
    workspace
}

impl Workspace {
    /// Returns the index of an entity's class.
    #[must_use]
    pub fn class_of(&self, id: &str) -> Option<usize> {
        let at = self.entities.iter().position(|e| e == id)?;
        (0..self.classes.len()).find(|c| self.classes[*c].members.contains(&at))
    }
    #[must_use]
    pub fn predicate(&self, id: &str) -> Option<usize> {
        self.predicates.iter().position(|p| p.id == id)
    }
}

/// "Entities stand for their `same-as` class: smallest id as representative, `part-of` and `speaks-for` united,
/// life from the earliest `since` to the latest `until` (one that ends before it begins bounds nothing)."
fn read_entities(records: &[(String, Record)], workspace: &mut Workspace) {
    let ids: Vec<String> = records.iter().map(|(id, _)| id.clone()).collect();
    let at = |id: &str| ids.iter().position(|e| e == id);
    // Each entity begins in a class of its own; `same-as` gives both the smaller label until nothing changes.
    let mut class: Vec<String> = ids.clone();
    loop {
        let mut changed = false;
        for (this, (_, record)) in records.iter().enumerate() {
            for other in record.ids("same-as").iter().filter_map(|id| at(id)) {
                let least = class[this].clone().min(class[other].clone());
                for place in [this, other] {
                    if class[place] != least {
                        class[place] = least.clone();
                        changed = true;
                    }
                }
            }
        }
        if !changed {
            break;
        }
    }
    let representative = |id: &str| at(id).and_then(|place| at(&class[place]));
    let mut classes = vec![Class::default(); ids.len()];
    let mut since: Vec<Option<Day>> = vec![None; ids.len()];
    let mut until: Vec<Option<Day>> = vec![None; ids.len()];
    for (place, (id, record)) in records.iter().enumerate() {
        let Some(r) = representative(id) else { continue };
        let c = &mut classes[r];
        c.members.push(place);
        c.kinds.extend(record.text("kind").map(str::to_owned));
        c.part_of.extend(record.ids("part-of").iter().filter_map(|id| representative(id)));
        for value in record.list("speaks-for") {
            c.speaks_for.extend(read_speaks_for(value, &representative));
        }
        // "(an entity's `since` after its `until` too: both then count as not given)"
        let (began, ended) = in_order(record.date("since"), record.date("until")).unwrap_or_default();
        if let Some(date) = began {
            let day = date.outer().first;
            since[r] = Some(since[r].map_or(day, |d| d.min(day)));
        }
        if let Some(date) = ended {
            let day = date.outer().last;
            until[r] = Some(until[r].map_or(day, |d| d.max(day)));
        }
    }
    for (place, c) in classes.iter_mut().enumerate() {
        c.life = dates::Span::new(since[place].unwrap_or(dates::BEFORE_ALL), until[place].unwrap_or(dates::AFTER_ALL));
    }
    workspace.entities = ids;
    workspace.classes = classes;
}

/// Returns a beginning and an end, unless the end lies before it: "an interval is bad if last(end) < first(start)".
fn in_order(start: Option<Date>, end: Option<Date>) -> Option<(Option<Date>, Option<Date>)> {
    let reversed = matches!((start, end), (Some(start), Some(end)) if end.plain().last < start.plain().first);
    (!reversed).then_some((start, end))
}

/// "a bad value counts as not given, an edge with a bad date as not there"; "an office's `from` after its `until`: the
/// office is as not there"
fn read_speaks_for(value: &Value, representative: &impl Fn(&str) -> Option<usize>) -> Option<SpeaksFor> {
    let Value::Map(map) = value else {
        return Some(SpeaksFor { principal: representative(&nfc(text_of(value)?))?, from: None, until: None });
    };
    let record = Record(map);
    let date = |key: &str| match record.value(key) {
        None => Some(None),
        Some(value) => text_of(value).and_then(dates::read).map(Some),
    };
    let (from, until) = in_order(date("from")?, date("until")?)?;
    Some(SpeaksFor { principal: representative(&record.id("for")?)?, from, until })
}

fn read_predicates(records: &[(String, Record)], workspace: &mut Workspace) {
    let at = |id: &str| records.iter().position(|(other, _)| other == id);
    for (id, record) in records {
        let edges = |key: &str| -> Vec<usize> { record.edges(key).iter().filter_map(|id| at(id)).collect() };
        let object = match record.value("object") {
            None => Some(ObjectType::Entity),
            Some(value) => text_of(value).and_then(read_object_type),
        };
        let unit = if let Some(ObjectType::Number(unit)) = &object { unit.clone() } else { String::new() };
        let is_number = matches!(object, Some(ObjectType::Number(_)));
        let traits = ["symmetric", "asymmetric", "irreflexive", "transitive", "inverse-functional"];
        workspace.predicates.push(Predicate {
            id: id.clone(),
            temporal: match record.text("temporal") {
                Some("event") => Temporal::Event,
                Some("timeless") => Temporal::Timeless,
                _ => Temporal::State,
            },
            lasts: record.text("lasts").and_then(read_lasts),
            unreadable: object.is_none(),
            object: object.unwrap_or(ObjectType::Entity),
            domain: record.texts("domain").into_iter().map(str::to_owned).collect(),
            range: record.texts("range").into_iter().map(str::to_owned).collect(),
            implies: edges("implies"),
            usually_implies: edges("usually-implies"),
            excludes: edges("excludes"),
            inverse_of: edges("inverse-of"),
            distinct_from: edges("distinct-from"),
            must_not_imply: edges("must-not-imply"),
            declares: traits.into_iter().filter(|t| record.is_true(t)).map(str::to_owned).collect(),
            whole: record.text("whole").filter(|w| ["subject", "object", "both"].contains(w)).map(str::to_owned),
            posthumous: record.is_true("posthumous"),
            functional: record.is_true("functional"),
            declares_once: record.is_true("once"),
            // "written as `lasts` is (`3 d`; not `forever`)"; "none: 0 d"
            grace: record.text("grace").and_then(read_lasts).flatten().unwrap_or(0),
            tolerance: record.text("tolerance").filter(|_| is_number).and_then(|text| read_tolerance(text, &unit)),
            total: record.text("total").filter(|_| is_number).and_then(|text| quantities::read_one(text, &unit)),
        });
        // "a quantity in … `total`": whatever the `object` is.
        let ambiguous = |text: &str| quantities::read_one(text, &unit).is_some() && quantities::is_ambiguous(text);
        if record.text("total").is_some_and(ambiguous) {
            workspace.ambiguous.insert(("predicate", id.clone()));
        }
    }
}

fn read_object_type(text: &str) -> Option<ObjectType> {
    match fold_space(text).as_str() {
        "entity" => Some(ObjectType::Entity),
        "date" => Some(ObjectType::Date),
        "text" => Some(ObjectType::Text),
        "number" => Some(ObjectType::Number(String::new())),
        // "a unit does not begin with one of these words: such an `object` cannot be read"
        other => other
            .strip_prefix("number ")
            .filter(|unit| unit.split(' ').next().is_none_or(|word| !quantities::is_scale_word(word)))
            .map(|unit| ObjectType::Number(unit.to_owned())),
    }
}

/// Reads `365 d`, `2 y` (of 365 days), `6 m` (of 30 days), `forever`.
fn read_lasts(text: &str) -> Option<Lasts> {
    if text == "forever" {
        return Some(None);
    }
    let (unit, days) = [('d', 1), ('m', 30), ('y', 365)].into_iter().find(|(unit, _)| text.ends_with(*unit))?;
    let count: Day = text.strip_suffix(unit)?.trim_end().parse().ok()?;
    Some(Some(count * days))
}

/// "`5%` relative, whatever the unit; a number, with or without the unit, absolute"
fn read_tolerance(text: &str, unit: &str) -> Option<Tolerance> {
    match text.trim().strip_suffix('%') {
        Some(number) => quantities::read_one(number, "").map(Tolerance::Percent),
        None => quantities::read_one(text, unit).map(Tolerance::Absolute),
    }
}

fn read_sources(records: &[(String, Record)], workspace: &mut Workspace) {
    let at = |id: &str| records.iter().position(|(other, _)| other == id);
    for start in 0..records.len() {
        let mut origins = BTreeSet::from([start]);
        loop {
            let more: BTreeSet<usize> =
                origins.iter().flat_map(|o| records[*o].1.ids("derived-from")).filter_map(|id| at(&id)).collect();
            if more.is_subset(&origins) {
                break;
            }
            origins.extend(more);
        }
        workspace.origins.push(origins);
    }
}

fn read_claim_ids(documents: &[Document], workspace: &mut Workspace) {
    let mut replaced = BTreeSet::new();
    for document in documents {
        let record = Record(document);
        let retracted = record.value("retracted").is_some();
        let supersedes = record.ids("supersedes");
        // "Whatever is not retracted supersedes, be it faulty, a relay, or superseded itself"; "a record whose id
        // cannot be read is as not there, save that a claim still supersedes"
        if !retracted {
            replaced.extend(supersedes.iter().cloned());
        }
        let Some(id) = id_of("claim", &record) else { continue };
        let digest = super::digest::of(document, workspace);
        let entry = workspace.claim_ids.entry(id).or_default();
        entry.count += 1;
        // "one retracted makes the id so"
        entry.retracted |= retracted;
        entry.based_on.extend(record.ids("based-on"));
        entry.supersedes.extend(supersedes);
        entry.digest = digest;
    }
    for (id, entry) in &mut workspace.claim_ids {
        entry.superseded = replaced.contains(id);
    }
}

/// Returns a claim; none if a fault takes it out.
fn read_claim(
    record: &Record,
    workspace: &Workspace,
    sources: &HashMap<&str, usize>,
    published: &[Option<Date>],
) -> Option<Claim> {
    // "(in `by`, `for`, stance, `when`, `said`, `scope` the claim is out)"
    if COMPARED.into_iter().any(|key| record.is_twice(key)) {
        return None;
    }
    let id = id_of("claim", record)?;
    let given: Vec<_> = STANCES.iter().filter(|(key, _)| record.value(key).is_some()).collect();
    let [(stance_key, stance)] = given[..] else { return None };
    let when = match record.value("when") {
        None => None,
        Some(value) => Some((text_of(value)?.to_owned(), dates::read(text_of(value)?)?)),
    };
    let said = match record.value("said") {
        None => None,
        Some(value) => Some(dates::read(text_of(value)?)?),
    };
    let in_name_of = match record.value("for") {
        None => None,
        Some(value) => Some(workspace.class_of(&nfc(text_of(value)?))?),
    };
    let source = record.id("source").and_then(|id| sources.get(id.as_str()).copied());
    let about_id = &workspace.claim_ids[&id];
    // "no claim that is not itself retracted `supersedes` it"; "of claims with one id none takes part"
    let would_stand = about_id.count == 1 && !about_id.superseded;
    let retracted = match record.value("retracted") {
        Some(Value::Map(map)) => Record(map).date("date"),
        _ => record.date("retracted"),
    };
    Some(Claim {
        by: workspace.class_of(&record.id("by")?)?,
        in_name_of,
        stance: *stance,
        statement: read_statement(record.value(stance_key)?, workspace)?,
        when,
        said,
        published: source.and_then(|s| published[s]),
        source,
        via: record.value("via").map(|_| record.ids("via").iter().filter_map(|e| workspace.class_of(e)).collect()),
        utterance: record.id("utterance"),
        scope: read_scope(record.value("scope"))?,
        answers: record.id("answers"),
        promises: record.text("act") == Some("promises"),
        accuses: record.text("act") == Some("accuses"),
        // "it is not `retracted`"
        stands: would_stand && !about_id.retracted,
        retracted: retracted.filter(|_| would_stand),
        id,
    })
}

/// "mapping of free keys to words"; "compared as texts"
fn read_scope(value: Option<&Value>) -> Option<BTreeMap<String, String>> {
    let map = match value {
        None => return Some(BTreeMap::new()),
        Some(Value::Map(map)) => map,
        Some(_) => return None,
    };
    map.iter().map(|(key, value)| Some((key.clone(), fold_text(text_of(value)?)))).collect()
}

/// Returns the subject, predicate and object of a statement in the short or long form, the object as written.
#[must_use]
pub fn statement_parts(value: &Value) -> Option<(String, String, String)> {
    match value {
        Value::Text(text) => {
            let text = text.trim();
            let (subject, rest) = text.split_once(char::is_whitespace)?;
            let (predicate, object) = rest.trim_start().split_once(char::is_whitespace)?;
            Some((subject.to_owned(), predicate.to_owned(), object.trim().to_owned()))
        }
        Value::Map(map) => {
            let record = Record(map);
            let text = |key| record.text(key).map(|t| t.trim().to_owned());
            Some((text("subject")?, text("predicate")?, text("object")?))
        }
        _ => None,
    }
}

/// "In the short form a text is in double quotes (`\"` and `\\` the only escapes), or bare if it does not begin with
/// one; in the long form it is the scalar itself."
#[must_use]
pub fn text_object(written: &str, short: bool) -> Option<String> {
    if !short || !written.starts_with('"') {
        return Some(written.to_owned());
    }
    let inner = written.strip_prefix('"')?;
    let mut text = String::new();
    let mut characters = inner.chars();
    loop {
        match characters.next()? {
            '"' => return characters.next().is_none().then_some(text),
            '\\' => text.push(characters.next().filter(|c| matches!(c, '"' | '\\'))?),
            c => text.push(c),
        }
    }
}

fn read_statement(value: &Value, workspace: &Workspace) -> Option<Statement> {
    let (subject, predicate, object) = statement_parts(value)?;
    let subject = workspace.class_of(&nfc(&subject))?;
    let at = workspace.predicate(&nfc(&predicate))?;
    let predicate = &workspace.predicates[at];
    // "where a predicate's `object` cannot be read, neither can the statements written with it"
    if predicate.unreadable {
        return None;
    }
    let object = match &predicate.object {
        ObjectType::Entity => Object::Entity(workspace.class_of(&nfc(&object))?),
        ObjectType::Number(unit) => Object::Quantity(quantities::read(&object, unit)?),
        ObjectType::Date => Object::Date(dates::read(&object)?),
        ObjectType::Text => {
            let text = text_object(&object, matches!(value, Value::Text(_)))?;
            Object::Text(fold_text(&text))
        }
    };
    Some(Statement { subject, predicate: at, object })
}

/// Returns whether a claim states a quantity that may be read in two ways: "(a quantity in a statement …)".
fn has_ambiguous_quantity(record: &Record, workspace: &Workspace) -> bool {
    // If two stances are given, neither counts.
    let given: Vec<&Value> = STANCES.iter().filter_map(|(key, _)| record.value(key)).collect();
    let [value] = given[..] else { return false };
    let is_quantity = read_statement(value, workspace).is_some_and(|s| matches!(s.object, Object::Quantity(_)));
    is_quantity && statement_parts(value).is_some_and(|(_, _, object)| quantities::is_ambiguous(&object))
}

/// "(two entities, not `same-as` each other, with one id under one scheme of `links`; two sources with the same `url`,
/// `archived` or `sha256`, neither in the other's `derived-from` closure; told once a group, naming every record that
/// has such a twin)"
fn find_twins(entities: &[(String, Record)], sources: &[(String, Record)], workspace: &mut Workspace) {
    let links = |record: &Record| -> Vec<(String, String)> {
        let Some(Value::Map(map)) = record.value("links") else { return Vec::new() };
        map.iter().filter_map(|(scheme, id)| Some((scheme.clone(), text_of(id)?.to_owned()))).collect()
    };
    for (one, a) in entities {
        for (two, b) in entities {
            let shared = links(a).iter().any(|link| links(b).contains(link));
            if shared && workspace.class_of(one) != workspace.class_of(two) {
                workspace.twins.insert(("entity", one.clone()));
            }
        }
    }
    for (at, (one, a)) in sources.iter().enumerate() {
        for (other, (_, b)) in sources.iter().enumerate().filter(|(other, _)| *other != at) {
            let shared =
                ["url", "archived", "sha256"].iter().any(|key| a.text(key).is_some() && a.text(key) == b.text(key));
            if shared && !workspace.origins[at].contains(&other) && !workspace.origins[other].contains(&at) {
                workspace.twins.insert(("source", one.clone()));
            }
        }
    }
}

/// Returns the digest of `N-DIGEST`, if it is one.
fn digest_of_rev(rev: &str) -> Option<&str> {
    let (count, digest) = rev.split_once('-')?;
    let counted = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
    let hex = digest.len() == 12 && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (counted && hex).then_some(digest)
}

fn read_rulings(records: &[(String, Record)], today: Day, workspace: &mut Workspace) {
    for (id, record) in records {
        let mut between = BTreeSet::new();
        let mut stale = false;
        for member in record.texts("between") {
            let Some((claim, rev)) = member.split_once('@') else {
                between.insert(nfc(member));
                continue;
            };
            let claim = nfc(claim);
            between.insert(claim.clone());
            // "`stale-ruling` (a pinned claim changed or is not there, the pin is no REV …)"; "a pin to [one of
            // several claims with one id] is stale"; "the count is not compared"
            let fresh = workspace
                .claim_ids
                .get(&claim)
                .is_some_and(|c| c.count == 1 && digest_of_rev(rev) == Some(c.digest.as_str()));
            stale |= !fresh;
        }
        // "or `until` has passed: today is after its last day, marks aside"
        stale |= record.date("until").is_some_and(|until| today > until.plain().last);
        let prefers = record.text("verdict").and_then(|v| v.strip_prefix("prefers ")).map(|v| nfc(v.trim()));
        workspace.rulings.push(Ruling { id: id.clone(), between, prefers, stale });
    }
    workspace.rulings.sort_by(|a, b| a.id.cmp(&b.id));
}
