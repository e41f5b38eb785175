//! The JSON Schema of records, draft 2020-12, generated from the table of keys, for editors.
//!
//! One schema covers all kinds: the first key that is there decides which keys a record may have. An editor reads
//! `2018` as a number and `true` as a flag where a record means the text, so a scalar may have any of these types. A
//! schema knows no ids; with those of a workspace it suggests them, and still accepts others.

use std::collections::BTreeMap;

use gainsay_model::Workspace;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::{Content, Key, Kind, STANCES, Shape};
use serde_json::{Map, Value, json};

use crate::prose::Naming;
use crate::record_names::name_of;

/// The order in which the kind of a record is tested: a claim has a `source` too, and rulings come before the kinds
/// whose first keys could be anything else.
const ORDER: [Kind; 6] = [Kind::Claim, Kind::Ruling, Kind::Predicate, Kind::Entity, Kind::Source, Kind::Manifest];

/// The kinds whose ids are suggested.
const NAMED: [Kind; 5] = [Kind::Claim, Kind::Ruling, Kind::Predicate, Kind::Entity, Kind::Source];

/// Returns the schema as JSON, with a line end; with the ids and names of the records of a workspace, if one is given.
pub fn json_schema(workspace: Option<&Workspace>) -> String {
    let mut kinds: Map<String, Value> =
        ORDER.iter().map(|kind| (kind.word().to_owned(), of_kind(*kind, workspace.is_some()))).collect();
    kinds.insert("scalar".to_owned(), json!({ "type": SCALAR }));
    if let Some(workspace) = workspace {
        let naming = Naming::new(workspace);
        kinds.extend(NAMED.iter().map(|kind| (ids_of(*kind), ids(workspace, &naming, *kind))));
    }
    let any = ORDER.iter().map(|kind| json!({ "required": [kind.first_key()] })).collect::<Vec<_>>();
    let otherwise = json!({ "anyOf": any });
    let chain = ORDER.iter().rev().fold(otherwise, |rest, kind| {
        json!({
            "if": { "required": [kind.first_key()] },
            "then": { "$ref": format!("#/$defs/{}", kind.word()) },
            "else": rest,
        })
    });
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Records of Gainsay",
        "description": "A claim, an entity, a predicate, a source, a ruling, or the manifest; the first key says which",
        "type": ["object", "null"],
    });
    if let (Value::Object(schema), Value::Object(chain)) = (&mut schema, chain) {
        // An empty document is no object.
        schema.insert("if".to_owned(), json!({ "type": "object" }));
        schema.insert("then".to_owned(), Value::Object(chain));
        schema.insert("$defs".to_owned(), Value::Object(kinds));
    }
    format!("{schema:#}\n")
}

/// The types that YAML may give to a text of a record.
const SCALAR: [&str; 3] = ["string", "number", "boolean"];

fn of_kind(kind: Kind, with_ids: bool) -> Value {
    let property = |key: &Key| (key.name.to_owned(), property(key, with_ids));
    let required: Vec<&str> = kind.keys().iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({
        "type": "object",
        "properties": kind.keys().iter().map(property).collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": false,
    });
    if let (Kind::Claim, Value::Object(schema)) = (kind, &mut schema) {
        let one = STANCES.iter().map(|stance| json!({ "required": [stance] })).collect::<Vec<_>>();
        schema.insert("oneOf".to_owned(), Value::Array(one));
    }
    schema
}

/// Returns the schema of a key's value, with what the key is for.
fn property(key: &Key, with_ids: bool) -> Value {
    let one = text(key, with_ids);
    let list = |member: Value| json!({ "anyOf": [member, { "type": "array", "items": member }] });
    let mut schema = match key.shape {
        Shape::One => one,
        Shape::Many | Shape::Sequence => list(one),
        Shape::Edges(main) => list(json!({ "anyOf": [one, mapping(key, main, &one)] })),
        Shape::Main(main) => json!({ "anyOf": [one, mapping(key, main, &one)] }),
        Shape::Mapping => json!({ "type": "object", "additionalProperties": scalar() }),
        Shape::Flag => json!({ "enum": [true, false, "true", "false"] }),
        Shape::Statement => statement(key, with_ids),
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), key.about.into());
    }
    schema
}

fn scalar() -> Value {
    json!({ "$ref": "#/$defs/scalar" })
}

/// Returns the schema of one text of a key.
fn text(key: &Key, with_ids: bool) -> Value {
    match key.content {
        Content::Reference(kind) => reference(kind, with_ids),
        Content::Pin => reference(Kind::Claim, with_ids),
        Content::Verdict => json!({
            "anyOf": [{ "enum": key.words() }, { "type": "string", "pattern": "^\\s*prefers\\s+\\S+\\s*$" }],
        }),
        _ if !key.words().is_empty() => json!({ "enum": key.words() }),
        Content::Figure if key.name == "rev" => {
            json!({ "type": "string", "pattern": "^\\s*[0-9]+-[0-9a-f]{12}\\s*$" })
        }
        Content::Figure if key.name == "gainsay" => json!({ "enum": [1, "1"] }),
        _ => scalar(),
    }
}

fn reference(kind: Kind, with_ids: bool) -> Value {
    if with_ids { json!({ "anyOf": [{ "$ref": format!("#/$defs/{}", ids_of(kind)) }, scalar()] }) } else { scalar() }
}

/// Returns the schema of a mapping that replaces a single text, whose place is under the main key.
fn mapping(key: &Key, main: &str, one: &Value) -> Value {
    let within = |inner: &str| if inner == main { one.clone() } else { scalar() };
    let properties: Map<String, Value> =
        key.inner_keys().iter().map(|inner| ((*inner).to_owned(), within(inner))).collect();
    // A value under `retracted` retracts a claim, whether or not its day is known.
    let required: Vec<&str> = if matches!(key.shape, Shape::Edges(_)) { vec![main] } else { Vec::new() };
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Returns the schema of a statement: three words or more, or a mapping of its parts.
fn statement(key: &Key, with_ids: bool) -> Value {
    let part = |part: &&str| {
        let kind = if *part == "predicate" { Kind::Predicate } else { Kind::Entity };
        ((*part).to_owned(), reference(kind, with_ids))
    };
    let parts = key.inner_keys();
    json!({
        "anyOf": [
            { "type": "string", "pattern": "\\S\\s+\\S+\\s+\\S" },
            {
                "type": "object",
                "properties": parts.iter().map(part).collect::<Map<_, _>>(),
                "required": parts,
                "additionalProperties": false,
            },
        ],
    })
}

fn ids_of(kind: Kind) -> String {
    format!("{}-ids", kind.word())
}

/// Returns the ids of a kind of record, each with the name of the record.
fn ids(workspace: &Workspace, naming: &Naming, kind: Kind) -> Value {
    let name = |header: RecordHeader| {
        let id = workspace.text(header.id?);
        Some((id, name_of(naming, &header)))
    };
    let named: BTreeMap<&str, String> = workspace.records.headers_of(kind).filter_map(name).collect();
    // An empty list of words would not be a valid schema.
    if named.is_empty() {
        return json!(false);
    }
    let (ids, names): (Vec<&str>, Vec<String>) = named.into_iter().unzip();
    json!({ "enum": ids, "enumDescriptions": names })
}
