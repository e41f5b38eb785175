//! The JSON Schema of records: it takes what the reader takes, refuses what the reader refuses for its keys, and serves
//! the language server that editors use.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use gainsay_model::Workspace;
use gainsay_model::read::Input;
use gainsay_model::schema::{Kind, STANCES};
use gainsay_render::json_schema::json_schema;
use gainsay_tests::program::gainsay;
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::{files_in, root};
use serde::Deserialize;
use serde_json::{Value, json};

/// A schema that is ready to judge records.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn of(text: &str) -> Schema {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = serde_json::from_str(text).expect("JSON");
        compiler.add_resource("gainsay.json", schema).expect("a schema");
        let index = compiler.compile("gainsay.json", &mut schemas).expect("a sound schema");
        Schema { schemas, index }
    }

    fn fault(&self, record: &Value) -> Option<String> {
        self.schemas.validate(record, self.index).err().map(|error| error.to_string())
    }
}

/// The documents of a text, as an editor reads them.
fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map(|document| Value::deserialize(document).expect("YAML")).collect()
}

/// The YAML files of the examples, and of what `init` shows.
fn examples() -> Vec<(String, String)> {
    let folders = fs::read_dir(root().join("data/examples")).expect("the examples");
    let mut texts: Vec<(String, String)> = Vec::new();
    for folder in folders.map(|folder| folder.expect("an example").path()).filter(|path| path.is_dir()) {
        let files = files_in(&folder).into_iter();
        texts.extend(files.map(|(path, text)| (format!("{}/{path}", folder.display()), text)));
    }
    assert!(texts.len() > 50, "{}", texts.len());
    texts
}

#[test]
fn every_record_of_the_examples_is_valid() {
    let schema = Schema::of(&json_schema(None));
    let mut wrong = Vec::new();
    for (path, text) in examples() {
        let faults = documents(&text).into_iter().filter_map(|record| schema.fault(&record));
        wrong.extend(faults.map(|fault| format!("{path}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_are_offered_with_names_and_others_are_allowed() {
    let folder = root().join("data/examples/iran-taliban");
    let run = gainsay(&folder, &["schema", "--with-ids", "--no-cache"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let text = String::from_utf8(run.stdout).expect("a text");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let ids = &schema["$defs"]["entity-ids"];
    let at = ids["enum"].as_array().expect("ids").iter().position(|id| id == "bahrami").expect("an entity");
    assert_eq!(ids["enumDescriptions"][at], "Mohammad Reza Bahrami");
    let with_ids = Schema::of(&text);
    let claim = |by: &str| json!({"claim": "c", "by": by, "affirms": "a b c", "source": 2018});
    assert_eq!(with_ids.fault(&claim("bahrami")).or(with_ids.fault(&claim("nobody-yet"))), None);
    assert!(with_ids.fault(&json!({"claim": "c"})).is_some());
}

/// What stands in a record, as data: its keys, in any order that begins with the one that names it.
fn written(record: &Value) -> String {
    let mut keys: Vec<(&String, &Value)> = record.as_object().expect("a record").iter().collect();
    keys.sort_by_key(|(key, _)| Kind::of_first_key(key).is_none() || *key == "source" && record.get("claim").is_some());
    let entries = keys.iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str())));
    format!("{{{}}}\n", entries.collect::<Vec<_>>().join(", "))
}

/// The rules by which the reader refuses keys and shapes.
const OF_KEYS: [&str; 4] = ["unknown-key", "missing-key", "wrong-shape", "bad-statement"];

/// Whether the reader refuses a record for its keys.
fn is_refused(record: &Value) -> bool {
    let path = if record.get("gainsay").is_some() { "gainsay.yaml" } else { "records.yaml" };
    let workspace = Workspace::read(vec![Input { path: path.into(), bytes: Ok(written(record).into_bytes()) }]);
    workspace.findings.iter().any(|finding| OF_KEYS.contains(&finding.rule))
}

/// Changes a record so that it may be none any more.
fn spoilt(record: &Value, draw: &mut Draw) -> Value {
    let mut record = record.clone();
    let fields = record.as_object_mut().expect("a record");
    let keys: Vec<String> = fields.keys().filter(|key| Kind::of_first_key(key).is_none()).cloned().collect();
    let Some(key) = keys.get(draw.below(keys.len().max(1))) else { return record };
    let value = fields.get(key).cloned().unwrap_or_default();
    match draw.below(9) {
        0 => drop(fields.remove(key)),
        1 => drop(fields.insert("quoted".to_owned(), value)),
        2 => drop(fields.insert(key.clone(), json!({"a": 1, "b": [2]}))),
        3 => drop(fields.insert(key.clone(), json!([value]))),
        4 => drop(fields.insert(key.clone(), json!(["x", "y"]))),
        5 => drop(fields.insert(key.clone(), json!({"for": "x", "to": "x", "date": "2018", "other": 1}))),
        6 => drop(fields.insert(STANCES[draw.below(5)].to_owned(), json!("a b c"))),
        7 => drop(fields.insert(key.clone(), json!("some other word"))),
        _ => drop(fields.insert(key.clone(), json!(true))),
    }
    record
}

/// What a schema of one record cannot know, or is not told here: how many members a list has and what stands in them,
/// what is said within a text.
fn is_beyond(record: &Value) -> bool {
    let few = |value: &Value| value.as_array().is_none_or(|members| members.len() < 2);
    let is_free =
        |key: &str| matches!(key, "lasts" | "grace" | "object" | "sha256" | "url" | "archived" | "total" | "tolerance");
    record.get("between").is_some_and(few)
        || record.as_object().is_some_and(|fields| {
            fields.iter().any(|(key, value)| is_free(key) && !value.is_array() && !value.is_object())
        })
}

/// Of random records, the schema refuses those that the reader refuses for their keys, and no others.
#[test]
fn the_schema_and_the_reader_refuse_the_same() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3_000);
    let schema = Schema::of(&json_schema(None));
    let records: Vec<Value> =
        examples().iter().flat_map(|(_, text)| documents(text)).filter(Value::is_object).collect();
    let mut draw = Draw(17);
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for _ in 0..cases {
        let mut record = records[draw.below(records.len())].clone();
        for _ in 0..1 + draw.below(2) {
            record = spoilt(&record, &mut draw);
        }
        let (by_reader, by_schema) = (is_refused(&record), schema.fault(&record));
        refused += usize::from(by_reader);
        if by_reader != by_schema.is_some() && !is_beyond(&record) {
            wrong.push(format!("the reader: {by_reader}, the schema: {by_schema:?}: {}", written(&record)));
        }
    }
    assert!(refused > cases / 4, "{refused}");
    assert!(
        wrong.is_empty(),
        "{}\n{} of {cases}",
        wrong.iter().take(10).cloned().collect::<Vec<_>>().join("\n"),
        wrong.len()
    );
}

/// The language server for YAML that editors use; none where it is not installed.
fn language_server() -> Option<PathBuf> {
    let folder = root().join("tests/yaml-editor");
    if folder.join("node_modules/yaml-language-server").is_dir() {
        return Some(folder);
    }
    let is_required = std::env::var_os("GAINSAY_YAML_SERVER").is_some_and(|value| value == "required");
    assert!(!is_required, "`npm ci --prefix tests/yaml-editor` has not been run");
    gainsay_tests::skipped::say("the language server for YAML is not installed: `npm ci --prefix tests/yaml-editor`");
    None
}

/// The server reads several documents in a file, each by its kind; it completes keys and words, and says what they are
/// for.
#[test]
fn an_editor_is_served_by_the_schema() {
    let Some(server) = language_server() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("a file");
    let run = gainsay(&root().join("data/examples/iran-taliban"), &["schema", "--with-ids", "--no-cache"]);
    put("schema.json", &String::from_utf8_lossy(&run.stdout));
    let all: Vec<String> =
        examples().into_iter().filter(|(path, _)| path.contains("/harbour/")).map(|(_, text)| text).collect();
    put("all.yaml", &all.join("---\n"));
    put(
        "bad.yaml",
        "claim: a\nby: iran\naffirms: iran funds taliban\nsed: 2018\nsource: s\n---\nentity: iran\nkind: state\n---\npredicate: p\ntemporal: sometimes\n",
    );
    put(
        "typed.yaml",
        "claim: a\nby: \naffirms: iran funds taliban\nsaid: 2018\nsource: s\n---\nruling: r\nverdict: \n---\nentity: e\nname: E\n",
    );
    put(
        "typed.yaml.ask.json",
        r#"[{"hover": [3, 1]}, {"complete": [1, 4]}, {"complete": [7, 9]}, {"complete": [11, 0]}]"#,
    );
    let node = Command::new("node")
        .arg(server.join("ask.mjs"))
        .arg(folder.path())
        .arg(folder.path().join("schema.json"))
        .output();
    let node = node.expect("node runs");
    let answers: Value = serde_json::from_slice(&node.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&node.stderr)));
    assert_eq!(answers["all.yaml"]["found"], json!([]));
    let lines: Vec<&Value> =
        answers["bad.yaml"]["found"].as_array().expect("faults").iter().map(|fault| &fault[0]).collect();
    assert_eq!(lines, [3, 6, 10], "{answers}");
    let [hover, speakers, verdicts, keys] = [0, 1, 2, 3].map(|at| &answers["typed.yaml"]["answered"][at]);
    assert!(hover.as_str().is_some_and(|text| text.contains("when it was said")), "{hover}");
    for (offered, one) in [(speakers, "bahrami"), (verdicts, "open"), (keys, "speaks-for")] {
        assert!(offered.as_array().is_some_and(|all| all.contains(&json!(one))), "{one}: {offered}");
    }
    assert!(!keys.as_array().is_some_and(|all| all.contains(&json!("verdict"))), "{keys}");
}
