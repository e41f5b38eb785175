//! Measures the language server: the time from a keystroke to correct diagnostics, compared with a full check of the
//! same workspace. The variable `CLAIMS` gives the number of claims; the default is 100,000.
//!
//! The server runs in this process, behind pipes: reading and writing messages is part of the measurement.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use gainsay_bench::text::Layout;
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, collected, workspace};
use gainsay_model::read::Suggest;
use gainsay_store::cache::CacheMode;
use gainsay_store::{LiveWorkspace, LoadOptions, Silent};
use serde_json::{Value, json};

/// The number of files, spread over the workspace, in which a claim is edited.
const FILES: usize = 60;

fn main() -> std::io::Result<()> {
    let claims = std::env::var("CLAIMS").ok().and_then(|claims| claims.parse().ok()).unwrap_or(100_000);
    for (layout, files) in [("1,000 claims a file", Files::Thousands), ("one claim a file", Files::OneEach)] {
        measure(claims, layout, files)?;
    }
    Ok(())
}

fn measure(claims: usize, layout: &str, files: Files) -> std::io::Result<()> {
    let workload = Workload::new(claims, 1);
    let texts = collected(|take| workspace(&workload, files, Layout::Canonical, take));
    let folder = tempfile::tempdir()?;
    for (path, text) in &texts {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap_or(folder.path()))?;
        std::fs::write(place, text)?;
    }
    let edited: Vec<&(String, String)> = texts.iter().filter(|(_, text)| text.starts_with("claim:")).collect();
    let full = full_check(folder.path());
    let mut client = Client::start(folder.path())?;
    let (mut stances, mut keys, mut references) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..FILES {
        let (path, text) = edited[i * 7_919 % edited.len()];
        client.open(path, text)?;
        let mut editor = Editor { client: &mut client, path, version: 1 };
        stances.extend(editor.turn(text, i * 131)?);
        keys.extend(editor.type_letters(text, i * 131, "note: seen")?);
        references.extend(editor.type_letters(text, i * 131, "answers: c")?);
        client.close(path)?;
    }
    let full_ms = full.as_secs_f64() * 1_000.0;
    println!("{claims} claims, {layout}: a full check {full_ms:.0} ms");
    for (what, mut times) in [("a stance", stances), ("a new key", keys), ("a reference", references)] {
        times.sort_unstable();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
        println!(
            "  {what}: {} keystrokes, median {:.2} ms, 95 of 100 within {:.2} ms (1/{:.0} of a full check), the slowest {:.1} ms",
            times.len(),
            at(50),
            at(95),
            full_ms / at(95),
            at(100)
        );
    }
    Ok(())
}

/// Returns the median of three times of reading and checking everything.
fn full_check(root: &Path) -> Duration {
    let options = LoadOptions { threads: None, cache: CacheMode::Auto, suggest: Suggest::All };
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            let begun = Instant::now();
            let opened = LiveWorkspace::open(root, options, gainsay_store::clock::today(None), &Silent).is_ok();
            assert!(opened, "the workspace is sound");
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[1]
}

/// A document that is being edited.
struct Editor<'c> {
    client: &'c mut Client,
    path: &'c str,
    version: i64,
}

impl Editor<'_> {
    /// Changes the stance of a claim into its opposite and back.
    fn turn(&mut self, text: &str, line: usize) -> std::io::Result<Vec<Duration>> {
        let Some((line, old)) = stance(text, line) else { return Ok(Vec::new()) };
        let new = if old == "affirms" { "denies" } else { "affirms" };
        [(old, new), (new, old)].into_iter().map(|(from, to)| self.replace(line, from.len(), to)).collect()
    }

    /// Types a line above the stance of a claim, letter by letter, and removes it.
    fn type_letters(&mut self, text: &str, line: usize, word: &str) -> std::io::Result<Vec<Duration>> {
        let Some((line, _)) = stance(text, line) else { return Ok(Vec::new()) };
        let mut times = vec![self.edit((line, 0), (line, 0), "\n")?];
        for (at, letter) in word.chars().enumerate() {
            times.push(self.edit((line, at), (line, at), &letter.to_string())?);
        }
        times.push(self.edit((line, 0), (line + 1, 0), "")?);
        Ok(times)
    }

    fn replace(&mut self, line: usize, length: usize, new: &str) -> std::io::Result<Duration> {
        self.edit((line, 0), (line, length), new)
    }

    fn edit(&mut self, start: (usize, usize), end: (usize, usize), new: &str) -> std::io::Result<Duration> {
        self.version += 1;
        let place = |(line, character): (usize, usize)| json!({ "line": line, "character": character });
        let change = json!({ "range": { "start": place(start), "end": place(end) }, "text": new });
        let document = json!({ "uri": self.client.uri(self.path), "version": self.version });
        let begun = Instant::now();
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        self.client.notify("textDocument/didChange", &params)?;
        self.client.await_diagnostics(self.path, self.version)?;
        Ok(begun.elapsed())
    }
}

/// Returns the line of the first stance at or after about that line.
fn stance(text: &str, line: usize) -> Option<(usize, &'static str)> {
    let lines: Vec<&str> = text.lines().collect();
    let from = if lines.len() < 100 { 0 } else { line % (lines.len() - 50) };
    let found = |line: &str| ["affirms", "denies"].into_iter().find(|stance| line.starts_with(&format!("{stance}: ")));
    lines.iter().enumerate().skip(from).find_map(|(at, line)| Some((at, found(line)?)))
}

struct Client {
    input: PipeWriter,
    output: BufReader<PipeReader>,
    root: String,
}

impl Client {
    fn start(root: &Path) -> std::io::Result<Client> {
        let (input, output) = (std::io::pipe()?, std::io::pipe()?);
        let options = LoadOptions { threads: None, cache: CacheMode::Auto, suggest: Suggest::All };
        std::thread::spawn(move || gainsay_lsp::serve(BufReader::new(input.0), output.1, options));
        let root = root.display().to_string();
        let mut client = Client { input: input.1, output: BufReader::new(output.0), root };
        let params = json!({ "rootUri": client.uri(""), "capabilities": {} });
        client.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))?;
        client.notify("initialized", &json!({}))?;
        // When this is answered, everything is checked and prepared for edits.
        client
            .send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "workspace/symbol", "params": { "query": "zzz" } }))?;
        while client.read()?["id"] != 2 {}
        Ok(client)
    }

    fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.root).trim_end_matches('/').to_owned()
    }

    fn open(&mut self, path: &str, text: &str) -> std::io::Result<()> {
        let document = json!({ "uri": self.uri(path), "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        self.await_diagnostics(path, 1)
    }

    fn close(&mut self, path: &str) -> std::io::Result<()> {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        self.notify("textDocument/didClose", &params)
    }

    fn notify(&mut self, method: &str, params: &Value) -> std::io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn await_diagnostics(&mut self, path: &str, version: i64) -> std::io::Result<()> {
        let uri = self.uri(path);
        loop {
            let message = self.read()?;
            if message["params"]["uri"] == uri && message["params"]["version"] == version {
                return Ok(());
            }
        }
    }

    fn send(&mut self, message: &Value) -> std::io::Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.input.flush()
    }

    fn read(&mut self) -> std::io::Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(std::io::Error::other("the server has ended"));
            }
            match line.trim().split_once(": ") {
                Some((_, number)) => length = number.parse().unwrap_or_default(),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }
}
