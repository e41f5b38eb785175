//! Forms: a record as fields to fill in, with its effect beside them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::rulings::pinned;
use gainsay_model::date::{Day, write_day};
use gainsay_model::finding::Part;
use gainsay_model::schema::{Content, Kind, STANCES, Shape};
use gainsay_model::sheet::{Column, StatementColumns, columns};
use gainsay_model::text::folded;
use gainsay_model::value::Record;
use gainsay_render::directory::{Directory, Likeness};
use gainsay_store::editing::ending;
use maud::{Markup, html};

use super::editor::{ToldProblem, record_of};
use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::view::View;

/// A request for a form.
#[derive(Clone, Debug)]
pub struct FormRequest {
    /// The kind of the record.
    pub kind: Kind,
    /// The id of the record; none for a new one.
    pub id: Option<String>,
    /// The fields of a new record that are filled in already, by the names of the columns.
    pub given: BTreeMap<String, String>,
    /// Today's date.
    pub today: Day,
}

/// The largest number of entries of mappings that get fields of their own.
const MOST_ENTRIES: usize = 20;

/// Returns the fields that are shown first; all others are folded away while they are empty.
fn first(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Claim => &["by", "stance", "subject", "predicate", "object", "said", "source", "at", "quote", "when"],
        Kind::Entity => &["name", "kind", "aka", "speaks-for", "part-of"],
        Kind::Source => &["title", "publisher", "url", "published", "lang"],
        Kind::Predicate => &["label", "implies", "excludes", "object"],
        Kind::Ruling | Kind::Manifest => &["between", "verdict", "because", "by", "decided"],
    }
}

/// Returns the words that a field can hold, if there are only some.
fn words_of(kind: Kind, name: &str) -> &'static [&'static str] {
    match (kind, name) {
        (Kind::Ruling, "verdict") => &["open", "explained", "not-comparable", "changed-position", "report-error"],
        (Kind::Predicate, "object") => &["entity", "number", "date", "text"],
        _ => &[],
    }
}

/// A field of a form.
struct FormField {
    name: String,
    about: String,
    value: String,
    /// The kind of record whose ids the field holds.
    of: Option<&'static str>,
    is_date: bool,
    is_long: bool,
}

/// Makes the form.
pub fn page(view: &View, request: &FormRequest) -> Page {
    let frame = Frame::passing(view);
    let kind = request.kind;
    let record = match &request.id {
        None => None,
        Some(id) => match record_of(view.workspace, kind, id) {
            Ok((_, record)) => Some(record),
            Err(problem) => return cannot(frame, &problem),
        },
    };
    let title = match &request.id {
        None => format!("A new {kind}"),
        Some(id) => format!("Edit the {kind} {id}"),
    };
    let (shown, folded): (Vec<FormField>, Vec<FormField>) =
        fields(view, request, record.as_ref()).into_iter().partition(|field| is_first(kind, field));
    let body = html! {
        h1 { (Name(&title)) }
        div.editing {
            form.edit novalidate data-kind=(kind.word()) data-id=[request.id.as_deref()]
                data-ending=(ending().unwrap_or_default()) {
                @for field in &shown { (control(kind, field)) }
                @if kind == Kind::Source && request.id.is_none() {
                    div.field {
                        label for="f-text" { "Text" }
                        textarea #f-text name="text" rows="8" data-copy aria-describedby="a-text" {}
                        p.about #a-text {
                            "Paste the text here, and it is kept beside the record: quotes are looked for in it."
                        }
                    }
                }
                @if !folded.is_empty() {
                    details { summary { "More" } @for field in &folded { (control(kind, field)) } }
                }
                div.problems role="alert" {}
                p { button type="submit" disabled { "Save" } }
            }
            aside aria-label="What this does" {
                section { h2 { "What this does" } div.consequences aria-live="polite" { p.note { "Nothing yet." } } }
                section { h2 { "In the file" } p.note.path {} pre.raw tabindex="0" {} }
            }
        }
    };
    frame.page(&title, body, &())
}

fn cannot(frame: Frame, problem: &ToldProblem) -> Page {
    let title = "This cannot be edited here";
    let body =
        html! { h1 { (title) } p { (Shown(&problem.message)) } @for help in &problem.help { p { (Shown(help)) } } };
    frame.page(title, body, &())
}

fn is_first(kind: Kind, field: &FormField) -> bool {
    first(kind).contains(&field.name.as_str()) || !field.value.is_empty()
}

/// Returns the fields of a form: the columns of a sheet, the best-known first.
fn fields(view: &View, request: &FormRequest, record: Option<&Record>) -> Vec<FormField> {
    let kind = request.kind;
    let records: Vec<Record> = record.into_iter().cloned().collect();
    let mut all = columns(kind, &records, StatementColumns::Three);
    all.extend(entries(view, kind, &all));
    let given = given(view, request);
    let mut fields: Vec<FormField> = all
        .iter()
        .filter(|column| record.is_none() || column.name() != kind.first_key())
        .map(|column| {
            let value = match record {
                Some(record) => column.cell(record),
                None => given.get(&column.name()).cloned().unwrap_or_default(),
            };
            field(kind, column, value)
        })
        .collect();
    let place = |field: &FormField| {
        let order = first(kind);
        order.iter().position(|name| *name == field.name).unwrap_or(order.len())
    };
    fields.sort_by_key(place);
    fields
}

/// Returns the fields of a new record that are filled in already.
fn given(view: &View, request: &FormRequest) -> BTreeMap<String, String> {
    let mut given = request.given.clone();
    if request.kind == Kind::Ruling {
        given.entry("decided".into()).or_insert_with(|| write_day(request.today));
        given.entry("verdict".into()).or_insert_with(|| "open".into());
        if let Some(between) = given.get_mut("between") {
            let claim = |id: &str| view.workspace.claim_with_id(id).and_then(|claim| claim.id);
            let pin = |id: &str| claim(id).map_or_else(|| id.to_owned(), |claim| pinned(view.workspace, claim));
            let pins = between.split(';').map(|id| pin(id.trim()));
            *between = pins.collect::<Vec<_>>().join("; ");
        }
    }
    given
}

/// Returns columns for the entries of mappings that other records of the kind have, such as those of `scope`.
fn entries(view: &View, kind: Kind, known: &[Column]) -> Vec<Column> {
    let mut names = BTreeSet::new();
    if kind == Kind::Claim {
        for claim in &view.workspace.records.claims {
            names.extend(claim.more().scope.iter().map(|(key, _)| format!("scope.{}", view.workspace.text(*key))));
        }
    }
    let columns = names.into_iter().filter_map(|name| Column::named(kind, &name));
    columns.filter(|column| !known.contains(column)).take(MOST_ENTRIES).collect()
}

fn field(kind: Kind, column: &Column, value: String) -> FormField {
    let name = column.name();
    let (about, of, is_date, is_long) = match column {
        Column::Stance => ("how the speaker stands to it".to_owned(), None, false, false),
        Column::Statement | Column::Part(Part::Object) => ("what of it".to_owned(), Some(Kind::Entity), false, false),
        Column::Part(Part::Subject) => ("of whom or what it is said".to_owned(), Some(Kind::Entity), false, false),
        Column::Part(Part::Predicate) => ("what is said of it".to_owned(), Some(Kind::Predicate), false, false),
        Column::Key(path) => match kind.key(&path.key) {
            Some(key) if path.inner.is_none() => {
                let of = match key.content {
                    Content::Reference(kind) => Some(kind),
                    Content::Pin => Some(Kind::Claim),
                    _ => None,
                };
                let several = if key.shape.is_list() { "; several are parted by `;`" } else { "" };
                let is_long =
                    matches!(key.name, "quote" | "translation" | "note" | "because") && key.shape == Shape::One;
                (format!("{}{several}", key.about), of, key.content == Content::Date, is_long)
            }
            known => (known.map_or("", |key| key.about).to_owned(), None, false, false),
        },
    };
    FormField { name, about, value, of: of.map(Kind::word), is_date, is_long }
}

fn control(kind: Kind, field: &FormField) -> Markup {
    let FormField { name, about, value, of, is_date, is_long } = field;
    let (id, told, list) = (format!("f-{name}"), format!("a-{name}"), format!("l-{name}"));
    let words = words_of(kind, name);
    html! {
        div.field data-name=(name) {
            label for=(id) { (Shown(name)) }
            @if name == "stance" {
                select id=(id) name=(name) aria-describedby=(told) {
                    option value="" selected[value.is_empty()] {}
                    @for stance in STANCES { option value=(stance) selected[stance == value] { (stance) } }
                }
            } @else if *is_long {
                // A browser ignores the first line end.
                textarea id=(id) name=(name) rows="3" dir="auto" aria-describedby=(told) { "\n" (value) }
            } @else {
                input id=(id) name=(name) value=(value) dir="auto" autocomplete="off" aria-describedby=(told)
                    list=[(of.is_some() || !words.is_empty()).then_some(&list)] data-names=[*of];
                @if of.is_some() || !words.is_empty() {
                    datalist id=(list) { @for word in words { option value=(word) {} } }
                }
            }
            p.about id=(told) { (gainsay_render::html::text(about)) }
            @if *is_date { p.words aria-live="polite" {} }
            p.problem {}
        }
    }
}

/// The kinds of record that are found by their names.
const NAMED: [Kind; 4] = [Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling];

/// The largest number of records offered at once; further typing narrows them down.
const OFFERED: usize = 20;

/// A finder of records by a part of their names, which are read when they are first needed.
pub struct Finder<'f, 'v, 'w> {
    view: &'f View<'v, 'w>,
    directory: OnceCell<Directory>,
}

impl<'f, 'v, 'w> Finder<'f, 'v, 'w> {
    /// Returns a finder of the records of a view.
    pub fn of(view: &'f View<'v, 'w>) -> Finder<'f, 'v, 'w> {
        Finder { view, directory: OnceCell::new() }
    }

    /// Returns the ids of records that a typed text may mean, each with the name of the record, the likeliest first.
    pub fn find(&self, kind: Kind, typed: &str) -> Vec<(String, String)> {
        if kind == Kind::Claim {
            return self.claims(&folded(typed));
        }
        let directory = self.directory.get_or_init(|| Directory::of(self.view.workspace, &NAMED));
        let (found, _) = directory.find(kind, typed, OFFERED);
        found.into_iter().map(|listed| (listed.id.clone(), listed.called.join(", "))).collect()
    }

    fn claims(&self, typed: &str) -> Vec<(String, String)> {
        let workspace = self.view.workspace;
        let ids = workspace.records.headers_of(Kind::Claim).filter_map(|header| Some(workspace.text(header.id?)));
        let words: Vec<&str> = typed.split_whitespace().collect();
        let likeness = |id| Some((Likeness::of_all(&[id], &words)?, id));
        let mut found: Vec<(Likeness, &str)> = ids.filter_map(likeness).collect();
        found.sort();
        let named = |(_, id): (Likeness, &str)| (id.to_owned(), self.view.naming.claim(id));
        found.into_iter().take(OFFERED).map(named).collect()
    }
}
