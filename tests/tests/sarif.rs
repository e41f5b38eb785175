//! Every SARIF log holds to the official schema, and its parts fit together: of every example, and of every rule's
//! page.
//!
//! The schema is not ours, and is read where `GAINSAY_SARIF_SCHEMA` says, or where cargo keeps the library that comes
//! with it (`cargo info serde-sarif@0.8.0` fetches it). Where it is not at hand, the test says so and looks at the
//! rest.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use gainsay_diff::mechanism::Mechanism;
use gainsay_diff::rules::RULES;
use gainsay_tests::pages::blocks;
use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::{File, TODAY, files_in, root, write};
use serde_json::Value;

/// A workspace with a ruling, one with nothing, and one with a file that cannot be read.
const OTHERS: [&[(&str, &str)]; 3] = [
    &[("gainsay.yaml", "gainsay: 1\n")],
    &[
        ("gainsay.yaml", "gainsay: 1\n"),
        ("claims of 2018/ä b.yaml", "claim: \"x\n"),
        ("c.yaml", "claim: y\nby: [\u{202e}\n"),
    ],
    &[("gainsay.yaml", "gainsay: 1\nrules: {nothing: error}\nfail-on: [a]\n")],
];

#[test]
fn every_log_holds_to_the_schema_and_its_parts_fit() {
    let schema = Schema::find();
    let mut found_by = HashSet::new();
    for (name, files) in workspaces() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), &files);
        let log = log_of(folder.path());
        if let Some(schema) = &schema {
            schema.hold(&name, &log);
        }
        found_by.extend(fit(&name, &log, folder.path()));
    }
    let never: Vec<&str> = RULES.iter().map(|rule| rule.name).filter(|rule| !found_by.contains(*rule)).collect();
    // A mechanism is no rule of a finding's own, and one rule is raised only where two states are compared.
    let mechanisms = Mechanism::ALL.iter().map(|mechanism| mechanism.name());
    let mut expected: Vec<&str> = mechanisms.chain(["unpinned-ruling"]).collect();
    let mut never = never;
    never.sort_unstable();
    expected.sort_unstable();
    assert_eq!(never, expected);
}

/// The examples, what every rule's page raises, and what is out of the ordinary.
fn workspaces() -> Vec<(String, Vec<File>)> {
    let owned =
        |files: &[(&str, &str)]| files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let mut found: Vec<(String, Vec<File>)> = Vec::new();
    for example in ["flood", "harbour", "iran-taliban", "iran-taliban-2015-2021", "museum"] {
        found.push((example.into(), files_in(&root().join("data/examples").join(example))));
    }
    for rule in RULES {
        let mut copies: Vec<File> = Vec::new();
        for block in blocks(rule.page) {
            match block.word(1) {
                "copy" => copies.push((block.word(2).to_owned(), block.text)),
                "raises" => {
                    let records: Vec<File> = owned(&[("gainsay.yaml", "gainsay: 1\n"), ("records.yaml", &block.text)]);
                    found.push((rule.name.into(), records.into_iter().chain(std::mem::take(&mut copies)).collect()));
                }
                "near-miss" => copies.clear(),
                _ => {}
            }
        }
    }
    found.extend(OTHERS.iter().enumerate().map(|(i, files)| (format!("other {i}"), owned(files))));
    found
}

fn log_of(folder: &Path) -> Value {
    let run = gainsay(folder, &["check", "--today", TODAY, "--notes", "--ruled", "--output", "sarif"]);
    assert!(matches!(run.status, Some(0 | 1 | 3)), "{}", run.text());
    serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.text()))
}

/// What the schema cannot say: rules are those that are named, files are there, no two fingerprints are equal. Returns
/// the rules.
fn fit(name: &str, log: &Value, folder: &Path) -> Vec<String> {
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let fingerprints: HashSet<&str> =
        results.iter().filter_map(|r| r["partialFingerprints"]["gainsay/v1"].as_str()).collect();
    assert_eq!(fingerprints.len(), results.len(), "{name}: two fingerprints are equal, or one is missing");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"], "{name}");
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for location in result["locations"].as_array().expect("locations").iter().chain(related) {
            let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a file");
            let path = uri.replace("%20", " ").replace("%C3%A4", "ä");
            assert!(folder.join(&path).is_file(), "{name}: there is no {uri}");
        }
    }
    results.iter().filter_map(|result| result["ruleId"].as_str().map(str::to_owned)).collect()
}

/// The official schema, ready to hold something against.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn find() -> Option<Schema> {
        let Some(path) = place_of_schema() else {
            gainsay_tests::skipped::say(
                "the official schema of SARIF is not at hand; `cargo info serde-sarif@0.8.0` fetches it",
            );
            return None;
        };
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
        assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource("sarif.json", schema).expect("a schema");
        let index = compiler.compile("sarif.json", &mut schemas).unwrap_or_else(|error| panic!("{error}"));
        let schema = Schema { schemas, index };
        let bad = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "gainsay", "colour": "red"}}}]});
        assert!(schema.schemas.validate(&bad, schema.index).is_err(), "the schema lets everything pass");
        Some(schema)
    }

    fn hold(&self, name: &str, log: &Value) {
        if let Err(error) = self.schemas.validate(log, self.index) {
            panic!("{name}: {error:#}");
        }
    }
}

/// Where the schema is: as told, and then it has to be there, or in what cargo has fetched.
fn place_of_schema() -> Option<PathBuf> {
    if let Some(told) = std::env::var_os("GAINSAY_SARIF_SCHEMA") {
        return Some(told.into());
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let mut places = registries.flatten().map(|registry| registry.path().join("serde-sarif-0.8.0/src/schema.json"));
    places.find(|place| place.is_file())
}
