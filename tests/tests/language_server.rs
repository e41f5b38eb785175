//! The language server, spoken to as an editor speaks to it: the program itself, over standard input and output.

use std::fs;

use gainsay_tests::language_client::{Client, DENIES, MANIFEST, uri, workspace};
use serde_json::{Value, json};

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
}

fn is_empty(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(Vec::is_empty)
}

fn is_not_empty(params: &Value) -> bool {
    !is_empty(params)
}

#[test]
fn a_conflict_is_told_in_closed_files_and_leads_to_the_other_side() {
    let folder = workspace();
    let mut client = Client::open(folder.path());
    for (path, other) in [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")] {
        let diagnostics = client.diagnostics(path, &is_not_empty);
        assert_eq!(codes(&diagnostics), ["dispute"], "{diagnostics:#?}");
        let diagnostic = &diagnostics[0];
        assert_eq!(diagnostic["source"], "gainsay");
        let related = diagnostic["relatedInformation"].as_array().expect("related places");
        assert!(related.iter().any(|place| place["location"]["uri"] == client.uri(other)), "{related:#?}");
        let page = diagnostic["codeDescription"]["href"].as_str().expect("a page");
        let page = page.strip_prefix("file://").expect("a file");
        assert!(fs::read_to_string(page).expect("a page").contains("dispute"));
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_is_typed_is_checked_before_it_is_saved() {
    let folder = workspace();
    let mut client = Client::open(folder.path());
    client.diagnostics("a.yaml", &is_not_empty);
    client.open_document("b.yaml", DENIES);
    let of_version = |version: i64| move |params: &Value| params["version"] == version;
    let diagnostics = client.diagnostics("b.yaml", &of_version(1));
    assert_eq!(codes(&diagnostics), ["dispute"]);
    // `denies` becomes `affirms`: both agree.
    client.change(
        "b.yaml",
        2,
        json!([{ "range": { "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 6 } }, "text": "affirms" }]),
    );
    assert!(client.diagnostics("b.yaml", &of_version(2)).is_empty());
    assert!(client.diagnostics("a.yaml", &is_empty).is_empty());
    // Half a word is no claim, and no crash.
    client.change("b.yaml", 3, json!([{ "text": "claim: bob-denies\nby: bo\naff" }]));
    assert!(codes(&client.diagnostics("b.yaml", &of_version(3))).contains(&"not-yaml"));
    // Closed without saving: what is on disk counts again.
    client.forget();
    let document = json!({ "textDocument": { "uri": client.uri("b.yaml") } });
    client.notify("textDocument/didClose", document);
    assert_eq!(codes(&client.diagnostics("b.yaml", &is_not_empty)), ["dispute"]);
    assert_eq!(codes(&client.diagnostics("a.yaml", &is_not_empty)), ["dispute"]);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_others_change_on_disk_is_checked_too() {
    let folder = workspace();
    let mut client = Client::open(folder.path());
    client.diagnostics("a.yaml", &is_not_empty);
    client.forget();
    fs::remove_file(folder.path().join("b.yaml")).expect("removed");
    client.diagnostics("a.yaml", &is_empty);
    fs::write(folder.path().join("c.yaml"), DENIES).expect("written");
    assert_eq!(codes(&client.diagnostics("c.yaml", &is_not_empty)), ["dispute"]);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_is_ruled_upon_is_a_hint() {
    let folder = workspace();
    let ruling =
        "ruling: settled\nbetween: [ada-knows, bob-denies]\nverdict: prefers ada-knows\nbecause: she wrote to him\n";
    fs::write(folder.path().join("ruling.yaml"), ruling).expect("written");
    let mut client = Client::open(folder.path());
    let diagnostics = client.diagnostics("a.yaml", &is_not_empty);
    let hint = diagnostics.iter().find(|diagnostic| diagnostic["code"] == "dispute").expect("still told");
    assert_eq!(hint["severity"], 4, "{hint:#?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn several_folders_are_served_and_left() {
    let (one, other) = (workspace(), workspace());
    let mut client = Client::open(one.path());
    client.diagnostics("a.yaml", &is_not_empty);
    let folder = json!({ "uri": uri(other.path()), "name": "other" });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [folder], "removed": [] } }));
    let uri = uri(&other.path().join("a.yaml"));
    let told = |message: &Value| message["params"]["uri"] == uri;
    assert!(is_not_empty(&client.wait(&told)["params"]));
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [folder] } }));
    assert!(is_empty(&client.wait(&told)["params"]));
    assert!(client.is_well());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_document_brings_its_workspace() {
    let (empty, folder) = (tempfile::tempdir().expect("a folder"), workspace());
    let mut client = Client::open(empty.path());
    let uri = uri(&folder.path().join("b.yaml"));
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 7, "text": DENIES });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    let told = client.wait(&|message| message["params"]["uri"] == uri);
    assert_eq!(told["params"]["version"], 7);
    assert!(is_not_empty(&told["params"]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn positions_count_as_agreed() {
    let claim = "claim: ada-knows\nby: ada\naffirms: {subject: 😀é, predicate: knows, object: bob}\nsource: letters\n";
    for (encodings, name, character) in
        [(json!(["utf-16", "utf-8"]), "utf-8", 25), (json!(["utf-32"]), "utf-32", 21), (json!([]), "utf-16", 22)]
    {
        let folder = workspace();
        fs::write(folder.path().join("a.yaml"), claim).expect("written");
        let mut client = Client::start(folder.path());
        let capabilities = json!({ "general": { "positionEncodings": encodings } });
        let root = uri(folder.path());
        let params = json!({ "processId": null, "rootUri": root, "capabilities": capabilities });
        let answer = client.request("initialize", params).expect("an answer");
        assert_eq!(answer["capabilities"]["positionEncoding"], name);
        client.notify("initialized", json!({}));
        let diagnostics = client.diagnostics("a.yaml", &is_not_empty);
        let at_subject = diagnostics.iter().find(|diagnostic| diagnostic["range"]["start"]["line"] == 2);
        let range = &at_subject.unwrap_or_else(|| panic!("{diagnostics:#?}"))["range"];
        assert_eq!(
            (&range["start"]["character"], &range["end"]["character"]),
            (&json!(19), &json!(character)),
            "{name}"
        );
        assert_eq!(client.end(), Some(0));
    }
}

#[test]
fn nothing_that_a_client_sends_ends_the_server() {
    let folder = workspace();
    let mut client = Client::start(folder.path());
    let code = |answer: Result<Value, Value>| answer.expect_err("an error")["code"].as_i64();
    assert_eq!(code(client.request("textDocument/hover", json!({}))), Some(-32_002), "before it is initialized");
    client.notify("textDocument/didOpen", json!({ "textDocument": 1 }));
    let root = uri(folder.path());
    client.request("initialize", json!({ "rootUri": root, "capabilities": 7 })).expect("an answer");
    client.notify("initialized", Value::Null);
    assert_eq!(code(client.request("initialize", json!({}))), Some(-32_600), "twice");
    assert_eq!(code(client.request("no/suchThing", json!({}))), Some(-32_601));
    client.notify("no/suchThing", json!({}));
    client.open_document("b.yaml", DENIES);
    for params in [
        json!(null),
        json!([]),
        json!({ "textDocument": {} }),
        json!({ "textDocument": { "uri": "file:///nowhere.yaml" } }),
    ] {
        assert_eq!(code(client.request("textDocument/hover", params.clone())), Some(-32_602), "{params}");
        for method in ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/cancelRequest"] {
            client.notify(method, params.clone());
        }
    }
    for position in
        [json!({ "line": -1, "character": 0 }), json!({ "line": 0.5, "character": 0 }), json!("here"), json!(null)]
    {
        let document = json!({ "uri": client.uri("b.yaml") });
        let params = json!({ "textDocument": document, "position": position });
        assert_eq!(code(client.request("textDocument/hover", params)), Some(-32_602), "{position}");
    }
    let far = u32::MAX;
    for method in ["hover", "completion", "definition", "references", "prepareRename"] {
        client.at(&format!("textDocument/{method}"), "b.yaml", far, far).unwrap_or_else(|e| panic!("{method}: {e}"));
    }
    // What is no message is answered and passed over.
    for odd in ["Content-Length: 3\r\n\r\n{{{", "Content-Length: x\r\n\r\n", "Content-Length: 2\r\n\r\n[]"] {
        client.send_raw(odd.as_bytes());
        let answer = client.wait(&|message| message.get("id").is_some_and(Value::is_null));
        assert!(matches!(answer["error"]["code"].as_i64(), Some(-32_700 | -32_600)), "{answer}");
    }
    // A change that is none changes nothing; a huge one is taken.
    let range = json!({ "start": { "line": "x" }, "end": {} });
    client.change("b.yaml", 2, json!([{ "range": range, "text": "all is lost" }]));
    client.change("b.yaml", 3, json!([{ "text": "x".repeat(20 << 20) }]));
    client.change("b.yaml", 4, json!([{ "text": DENIES }]));
    let diagnostics = client.diagnostics("b.yaml", &|params| params["version"] == 4);
    assert_eq!(codes(&diagnostics), ["dispute"]);
    assert!(client.is_well());
    client.request("shutdown", Value::Null).expect("an answer");
    assert_eq!(code(client.request("workspace/symbol", json!({ "query": "" }))), Some(-32_600), "after the end");
    client.notify("exit", Value::Null);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_client_that_just_leaves_is_not_waited_for() {
    let folder = workspace();
    let client = Client::open(folder.path());
    assert_eq!(client.leave(), Some(1));
}

#[test]
fn a_workspace_that_cannot_be_read_is_told_once_and_read_when_it_can_be() {
    let folder = workspace();
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 2\n").expect("written");
    let mut client = Client::open(folder.path());
    let shown = client.wait(&|message| message["method"] == "window/showMessage");
    assert!(shown["params"]["message"].as_str().expect("a text").contains("version 2"), "{shown}");
    fs::write(folder.path().join("gainsay.yaml"), MANIFEST).expect("written");
    assert_eq!(codes(&client.diagnostics("a.yaml", &is_not_empty)), ["dispute"]);
    assert_eq!(client.end(), Some(0));
}
