//! While somebody types, the editor shows what a server shows that has just been started.

use std::collections::BTreeMap;

use gainsay_model::workspace::MANIFEST;
use gainsay_tests::language_client::Client;
use gainsay_tests::random::Draw;
use gainsay_tests::typing::{mixed, texts_after};
use serde_json::{Value, json};

/// What an editor shows, file by file.
#[derive(Default)]
struct Shown(BTreeMap<String, Value>);

impl Shown {
    fn take(&mut self, told: Vec<Value>) {
        for params in told {
            let uri = params["uri"].as_str().unwrap_or_default().to_owned();
            match params["diagnostics"].as_array().is_none_or(Vec::is_empty) {
                true => drop(self.0.remove(&uri)),
                false => drop(self.0.insert(uri, params["diagnostics"].clone())),
            }
        }
    }

    /// What a server tells of documents that are open.
    fn anew(root: &std::path::Path, open: &BTreeMap<String, String>) -> Shown {
        let mut client = Client::open(root);
        open.iter().for_each(|(path, text)| client.open_document(path, text));
        // Documents may come one by one; before one has come, what is on disk in its place is told.
        for path in open.keys() {
            let document = json!({ "uri": client.uri(path) });
            client.request("textDocument/codeLens", json!({ "textDocument": document })).expect("an answer");
        }
        let mut shown = Shown::default();
        shown.settle(&mut client, None);
        shown
    }

    /// Waits for what is told of a version of a document, and takes all that is told with it.
    fn settle(&mut self, client: &mut Client, version: Option<(&str, i32)>) {
        if let Some((path, version)) = version {
            let uri = client.uri(path);
            let message =
                client.wait(&|message| message["params"]["uri"] == uri && message["params"]["version"] == version);
            self.take(vec![message["params"].clone()]);
        }
        client.request("workspace/symbol", json!({ "query": "zzz" })).expect("an answer");
        self.take(client.told());
    }
}

#[test]
fn while_typing_the_editor_shows_what_a_new_server_shows() {
    for seed in 0..4 {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, mut draw) = (folder.path(), Draw(seed));
        let mut texts = mixed(seed, &mut draw);
        for (path, text) in &texts {
            let place = root.join(path);
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            std::fs::write(place, text).expect("written");
        }
        let mut client = Client::open(root);
        let (mut shown, mut open) = (Shown::default(), BTreeMap::new());
        shown.settle(&mut client, None);
        let mut version = 1;
        for round in 0..10 {
            let paths: Vec<String> = texts.keys().filter(|path| *path != MANIFEST).cloned().collect();
            let path = &paths[draw.below(paths.len())];
            if open.insert(path.clone(), texts[path].clone()).is_none() {
                client.open_document(path, &texts[path]);
                shown.settle(&mut client, Some((path, 1)));
            }
            for text in texts_after(&texts[path], &mut draw) {
                // An editor may send what it has sent before.
                for _ in 0..1 + draw.below(5) / 4 {
                    version += 1;
                    client.change(path, version, json!([{ "text": text }]));
                    shown.settle(&mut client, Some((path, version)));
                }
                open.insert(path.clone(), text.clone());
                texts.insert(path.clone(), text);
            }
            assert_eq!(shown.0, Shown::anew(root, &open).0, "seed {seed}, round {round}");
        }
        assert_eq!(client.end(), Some(0));
    }
}
