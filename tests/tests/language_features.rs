//! What the language server answers: completion, hover, navigation, renaming, layout, hints and lenses.

use std::fs;

use gainsay_tests::language_client::{AFFIRMS, Client, DENIES, RECORDS, workspace};
use serde_json::{Value, json};

/// A client with some documents open, and all of them checked.
fn open(documents: &[(&str, &str)]) -> (tempfile::TempDir, Client) {
    let folder = workspace();
    for (path, text) in documents {
        fs::write(folder.path().join(path), text).expect("written");
    }
    let mut client = Client::open(folder.path());
    for (path, text) in documents {
        client.open_document(path, text);
        client.diagnostics(path, &|params| params["version"] == 1);
    }
    (folder, client)
}

/// What is offered at `|` in a new claim.
fn completions(text: &str) -> Vec<String> {
    let (before, after) = text.split_once('|').expect("a place");
    let text = format!("{before}{after}");
    let (_folder, mut client) = open(&[("new.yaml", &text)]);
    let line = before.matches('\n').count() as u32;
    let character = before.rsplit('\n').next().expect("a line").encode_utf16().count() as u32;
    let answer = client.at("textDocument/completion", "new.yaml", line, character).expect("an answer");
    let items = answer["items"].as_array().expect("items");
    let made = |item: &Value| {
        let edit = &item["textEdit"];
        assert_eq!(edit["range"]["end"]["line"], line);
        assert_eq!(edit["range"]["end"]["character"], character);
        format!(
            "{}{}",
            edit["newText"].as_str().expect("a text"),
            item["detail"].as_str().map(|d| format!(" ({d})")).unwrap_or_default()
        )
    };
    items.iter().map(made).collect()
}

#[test]
fn keys_are_offered_where_they_may_stand() {
    let keys = completions("claim: n\nby: ada\naff|");
    assert_eq!(keys, ["affirms:  (says that it is so)"]);
    assert!(completions("claim: n\ndenies: ada knows bob\naff|").is_empty(), "a claim has one stance");
    assert_eq!(completions("|").len(), 6, "the kinds of record");
    assert_eq!(completions("entity: n\nname: N\nspeaks-for:\n  - for: ada\n    fr|"), ["from: "]);
}

#[test]
fn ids_are_offered_by_name_alias_and_label() {
    assert_eq!(completions("claim: n\nby: love|"), ["ada (Ada Lovelace, Countess)"]);
    assert_eq!(completions("claim: n\nby: counte|"), ["ada (Ada Lovelace, Countess)"]);
    assert_eq!(completions("claim: n\naffirms: ada heard|"), ["heard-of (has heard of)"]);
    assert_eq!(completions("claim: n\naffirms: ada knows b|"), ["bob (Bob)"]);
    assert_eq!(completions("claim: n\nsource: |"), ["letters (Letters)"]);
    assert_eq!(completions("claim: n\nanswers: ada-|"), ["ada-knows (ada)"]);
    assert_eq!(completions("ruling: r\nbetween: [bob-d|]"), ["bob-denies (bob)"]);
}

#[test]
fn words_are_offered_where_one_of_a_few_may_stand() {
    assert_eq!(completions("claim: n\nconfidence: |"), ["high", "medium", "low"]);
    assert_eq!(completions("claim: n\nact: pro|"), ["promises"]);
    assert_eq!(completions("predicate: p\nsymmetric: t|"), ["true"]);
    assert_eq!(completions("predicate: p\nobject: |"), ["entity", "number", "date", "text"]);
    assert_eq!(completions("source: s\nreliability: |").len(), 6);
    assert_eq!(completions("ruling: r\nverdict: op|"), ["open"]);
    assert_eq!(completions("ruling: r\nverdict: prefers bob-|"), ["bob-denies (bob)"]);
    assert_eq!(completions("claim: n\nnote: h|"), [""; 0]);
}

#[test]
fn dates_and_units_are_offered() {
    let dates = completions("claim: n\nsaid: |");
    assert_eq!(dates.len(), 3, "{dates:?}");
    let height = "predicate: has-height\nobject: number metres\n";
    let folder = workspace();
    fs::write(folder.path().join("height.yaml"), height).expect("written");
    let mut client = Client::open(folder.path());
    client.open_document("new.yaml", "claim: n\naffirms: ada has-height 5 ");
    let answer = client.at("textDocument/completion", "new.yaml", 1, 26).expect("an answer");
    assert_eq!(answer["items"][0]["textEdit"]["newText"], "metres", "{answer}");
}

#[test]
fn what_stands_at_a_place_is_told() {
    let (_folder, mut client) = open(&[("a.yaml", AFFIRMS)]);
    let mut hover = |line, character| {
        let answer = client.at("textDocument/hover", "a.yaml", line, character).expect("an answer");
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(hover(0, 9).contains("- conflict: dispute"), "{}", hover(0, 9));
    let ada = hover(1, 5);
    assert!(
        ada.contains("**Ada Lovelace**") && ada.contains("Countess") && ada.contains("- speaks for: The Press Office")
    );
    assert!(hover(2, 14).contains("- implies: “has heard of” (heard-of)"), "{}", hover(2, 14));
    assert_eq!(hover(2, 2), "`affirms` – says that it is so");
    assert_eq!(hover(3, 8), "1 May 2018");
    assert!(hover(4, 10).contains("**Letters**"));
}

#[test]
fn definitions_and_references_are_found() {
    let (_folder, mut client) = open(&[("a.yaml", AFFIRMS)]);
    let definition = client.at("textDocument/definition", "a.yaml", 1, 5).expect("an answer");
    assert_eq!(definition["uri"], client.uri("records.yaml"));
    assert_eq!(definition["range"]["start"], json!({ "line": 0, "character": 0 }));
    let params = |own: bool| {
        let document = json!({ "uri": client.uri("a.yaml") });
        json!({ "textDocument": document, "position": { "line": 1, "character": 5 }, "context": { "includeDeclaration": own } })
    };
    let (with, without) = (params(true), params(false));
    let places = |answer: Value| -> Vec<String> {
        let mut found: Vec<String> = answer
            .as_array()
            .expect("places")
            .iter()
            .map(|place| {
                let path = place["uri"].as_str().and_then(|uri| uri.rsplit('/').next()).expect("a file");
                format!("{path}:{}", place["range"]["start"]["line"])
            })
            .collect();
        found.sort();
        found
    };
    let with = client.request("textDocument/references", with).expect("an answer");
    assert_eq!(places(with), ["a.yaml:1", "a.yaml:2", "b.yaml:2", "records.yaml:0"]);
    let without = client.request("textDocument/references", without).expect("an answer");
    assert_eq!(places(without), ["a.yaml:1", "a.yaml:2", "b.yaml:2"]);
}

#[test]
fn records_are_listed_by_document_and_found_by_name() {
    let (_folder, mut client) = open(&[("records.yaml", RECORDS)]);
    let document = json!({ "textDocument": { "uri": client.uri("records.yaml") } });
    let symbols = client.request("textDocument/documentSymbol", document).expect("an answer");
    let names: Vec<&str> = symbols.as_array().expect("symbols").iter().filter_map(|s| s["name"].as_str()).collect();
    assert_eq!(names, ["ada", "press-office", "bob", "knows", "heard-of", "letters"]);
    let mut found = |query: &str| {
        let answer = client.request("workspace/symbol", json!({ "query": query })).expect("an answer");
        answer
            .as_array()
            .expect("symbols")
            .iter()
            .filter_map(|s| s["name"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(found("lovelace"), ["ada – Ada Lovelace"]);
    assert_eq!(found("bob-den"), ["bob-denies"]);
}

/// The text after the edits of a file.
fn edited(text: &str, edits: &Value) -> String {
    let line = |number: &Value| -> usize {
        let number = number.as_u64().expect("a number") as usize;
        text.split_inclusive('\n').take(number).map(str::len).sum()
    };
    let mut edits: Vec<&Value> = edits.as_array().expect("edits").iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["range"]["start"]["line"].as_u64()));
    edits.into_iter().fold(text.to_owned(), |mut made, edit| {
        // These texts are ASCII.
        let byte = |place: &Value| line(&place["line"]) + place["character"].as_u64().expect("a number") as usize;
        made.replace_range(
            byte(&edit["range"]["start"])..byte(&edit["range"]["end"]),
            edit["newText"].as_str().expect("a text"),
        );
        made
    })
}

#[test]
fn a_record_is_renamed_wherever_it_is_named() {
    let (_folder, mut client) = open(&[("a.yaml", AFFIRMS)]);
    // What is not saved yet is renamed, too.
    let typed = AFFIRMS.replace("source: letters\n", "source: letters\nvia: [ada]\n");
    client.change("a.yaml", 2, json!([{ "text": typed }]));
    let prepared = client.at("textDocument/prepareRename", "a.yaml", 1, 5).expect("an answer");
    assert_eq!(prepared["placeholder"], "ada");
    let document = json!({ "uri": client.uri("a.yaml") });
    let params =
        |new: &str| json!({ "textDocument": document, "position": { "line": 1, "character": 5 }, "newName": new });
    let edit = client.request("textDocument/rename", params("ada-lovelace")).expect("an answer");
    for (path, text) in [("a.yaml", typed.as_str()), ("b.yaml", DENIES), ("records.yaml", RECORDS)] {
        let made = edited(text, &edit["changes"][client.uri(path)]);
        // The claim's own id begins alike and stays.
        let expected = text
            .replace("by: ada\n", "by: ada-lovelace\n")
            .replace(" ada knows", " ada-lovelace knows")
            .replace("entity: ada\n", "entity: ada-lovelace\n")
            .replace("[ada]", "[ada-lovelace]");
        assert_eq!(made, expected, "{path}");
    }
    let refused = client.request("textDocument/rename", params("bob")).expect_err("bob is taken");
    assert!(refused["message"].as_str().is_some_and(|message| message.contains("bob")), "{refused}");
    assert!(client.request("textDocument/rename", params("No Id")).is_err());
}

#[test]
fn a_document_is_put_into_layout() {
    let text = "claim: new\nsource:   letters\nby: ada\naffirms: ada knows bob\n";
    let (_folder, mut client) = open(&[("new.yaml", text)]);
    let params = json!({ "textDocument": { "uri": client.uri("new.yaml") }, "options": {} });
    let edits = client.request("textDocument/formatting", params).expect("an answer");
    assert_eq!(edited(text, &edits), "claim: new\nby: ada\naffirms: ada knows bob\nsource: letters\n");
}

#[test]
fn what_is_not_written_is_shown_beside_a_claim() {
    let text = "claim: n\nby: ada\naffirms: ada met bob\nsaid: 2018-05-01\nsource: letters\n";
    let folder = workspace();
    fs::write(folder.path().join("met.yaml"), "predicate: met\ntemporal: state\n").expect("written");
    fs::write(folder.path().join("new.yaml"), text).expect("written");
    let mut client = Client::open(folder.path());
    client.open_document("new.yaml", text);
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 5, "character": 0 } });
    let params = json!({ "textDocument": { "uri": client.uri("new.yaml") }, "range": range });
    let hints = client.request("textDocument/inlayHint", params).expect("an answer");
    let hints: Vec<(u64, &str)> = hints
        .as_array()
        .expect("hints")
        .iter()
        .map(|hint| (hint["position"]["line"].as_u64().expect("a line"), hint["label"].as_str().expect("a label")))
        .collect();
    assert_eq!(hints, [(1, "The Press Office"), (3, "for 1 May 2018, when it was said")]);
}

#[test]
fn above_a_claim_stands_by_how_many_it_is_contradicted() {
    let (_folder, mut client) = open(&[("a.yaml", AFFIRMS)]);
    let mut lenses = || {
        let params = json!({ "textDocument": { "uri": client.uri("a.yaml") } });
        client.request("textDocument/codeLens", params).expect("an answer")
    };
    assert_eq!(lenses()[0]["command"]["title"], "contradicted by 1 claim");
    client.change("a.yaml", 2, json!([{ "text": AFFIRMS.replace("bob\nsaid", "ada\nsaid") }]));
    let params = json!({ "textDocument": { "uri": client.uri("a.yaml") } });
    assert_eq!(client.request("textDocument/codeLens", params).expect("an answer"), json!([]));
}

#[test]
fn what_is_cancelled_is_answered_so() {
    let (_folder, mut client) = open(&[("a.yaml", AFFIRMS)]);
    // Whatever the order in which the two get there, each request has one answer.
    for _ in 0..20 {
        let id = client.begin("workspace/symbol", json!({ "query": "" }));
        client.notify("$/cancelRequest", json!({ "id": id }));
        if let Err(error) = client.answer(id) {
            assert_eq!(error["code"], -32_800);
        }
    }
    client.notify("$/cancelRequest", json!({ "id": 12_345 }));
    assert!(client.is_well());
}

#[test]
fn a_finding_is_mended_by_its_own_fix() {
    let text = "claim: new\nBy: ada\naffirms: ada knows bob\nsource: leters\n";
    let (_folder, mut client) = open(&[("new.yaml", text)]);
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 4, "character": 0 } });
    let params =
        json!({ "textDocument": { "uri": client.uri("new.yaml") }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params).expect("an answer");
    let actions = actions.as_array().expect("actions");
    assert!(actions.len() >= 2 && actions.iter().all(|action| action["kind"] == "quickfix"), "{actions:#?}");
    let made = |action: &Value| edited(text, &action["edit"]["changes"][client.uri("new.yaml")]);
    let texts: Vec<String> = actions.iter().map(made).collect();
    assert!(texts.contains(&text.replace("By:", "by:")), "{texts:#?}");
    assert!(texts.contains(&text.replace("leters", "letters")), "{texts:#?}");
}
