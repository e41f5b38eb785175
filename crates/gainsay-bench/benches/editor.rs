//! Measures the language server: the time from a keystroke to correct diagnostics, compared with a full check of the
//! same workspace. The variable `CLAIMS` gives the number of claims; the default is 100,000.
//!
//! The server runs in this process, behind pipes: reading and writing messages is part of what is measured. Beside the
//! time that passes stands the processor time of all threads, which other programs on the machine change little.

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
    let entities: Vec<&(String, String)> = texts.iter().filter(|(_, text)| text.starts_with("entity:")).collect();
    let (mut stances, mut keys, mut references, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..FILES {
        let (path, text) = edited[i * 7_919 % edited.len()];
        client.open(path, text)?;
        let mut editor = Editor { client: &mut client, path, version: 1 };
        stances.extend(editor.turn(text, i * 131)?);
        keys.extend(editor.type_letters(text, i * 131, "note: seen")?);
        references.extend(editor.type_letters(text, i * 131, "answers: c")?);
        client.close(path)?;
        let (path, text) = entities[i * 7_919 % entities.len()];
        client.open(path, text)?;
        let mut editor = Editor { client: &mut client, path, version: 1 };
        names.extend(editor.rename(text, i * 131, " Jr.")?);
        client.close(path)?;
    }
    let full_ms = full.as_secs_f64() * 1_000.0;
    println!("{claims} claims, {layout}: a full check {full_ms:.0} ms; {} MiB at most", peak());
    let kinds = [("a stance", stances), ("a new key", keys), ("a reference", references), ("a name", names)];
    for (what, times) in kinds {
        let sorted = |part: &dyn Fn(&Cost) -> Duration| {
            let mut sorted: Vec<f64> = times.iter().map(|cost| part(cost).as_secs_f64() * 1_000.0).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            sorted
        };
        let (wall, cpu) = (sorted(&|cost| cost.wall), sorted(&|cost| cost.cpu));
        let at = |sorted: &[f64], share: usize| sorted[(sorted.len() - 1) * share / 100];
        println!(
            "  {what}: {} keystrokes, median {:.2} ms, 95 of 100 within {:.2} ms, the slowest {:.1} ms; \
             processor: median {:.2} ms, 95 of 100 within {:.2} ms (1/{:.0} of a full check), the most {:.1} ms",
            times.len(),
            at(&wall, 50),
            at(&wall, 95),
            at(&wall, 100),
            at(&cpu, 50),
            at(&cpu, 95),
            full_ms / at(&cpu, 95),
            at(&cpu, 100)
        );
    }
    Ok(())
}

/// Returns the median of three processor times of reading and checking everything, from the cache after the first
/// time.
fn full_check(root: &Path) -> Duration {
    let options = LoadOptions { threads: Some(1), cache: CacheMode::Auto, suggest: Suggest::All };
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            let begun = cpu_time();
            let opened = LiveWorkspace::open(root, options, gainsay_store::clock::today(None), &Silent).is_ok();
            assert!(opened, "the workspace is sound");
            cpu_time().saturating_sub(begun)
        })
        .collect();
    times.sort_unstable();
    times[1]
}

/// What a keystroke takes.
struct Cost {
    wall: Duration,
    cpu: Duration,
}

/// Returns the processor time of all threads of this process so far.
fn cpu_time() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| {
        let told = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        told.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum())
}

/// A document that is being edited.
struct Editor<'c> {
    client: &'c mut Client,
    path: &'c str,
    version: i64,
}

impl Editor<'_> {
    /// Turns the stance of a claim into its opposite and back.
    fn turn(&mut self, text: &str, line: usize) -> std::io::Result<Vec<Cost>> {
        let Some((line, old)) = stance(text, line) else { return Ok(Vec::new()) };
        let new = if old == "affirms" { "denies" } else { "affirms" };
        [(old, new), (new, old)].into_iter().map(|(from, to)| self.replace(line, from.len(), to)).collect()
    }

    /// Types a line above the stance of a claim, letter by letter, and takes it away.
    fn type_letters(&mut self, text: &str, line: usize, word: &str) -> std::io::Result<Vec<Cost>> {
        let Some((line, _)) = stance(text, line) else { return Ok(Vec::new()) };
        let mut times = vec![self.edit((line, 0), (line, 0), "\n")?];
        for (at, letter) in word.chars().enumerate() {
            times.push(self.edit((line, at), (line, at), &letter.to_string())?);
        }
        times.push(self.edit((line, 0), (line + 1, 0), "")?);
        Ok(times)
    }

    /// Types letters behind the name of an entity, and takes them away.
    fn rename(&mut self, text: &str, line: usize, letters: &str) -> std::io::Result<Vec<Cost>> {
        let Some((line, name)) = line_with(text, line, &|line| line.starts_with("name: ")) else {
            return Ok(Vec::new());
        };
        let mut times = Vec::new();
        let end = name.encode_utf16().count();
        for (at, letter) in letters.chars().enumerate() {
            times.push(self.edit((line, end + at), (line, end + at), &letter.to_string())?);
        }
        times.push(self.edit((line, end), (line, end + letters.len()), "")?);
        Ok(times)
    }

    fn replace(&mut self, line: usize, length: usize, new: &str) -> std::io::Result<Cost> {
        self.edit((line, 0), (line, length), new)
    }

    fn edit(&mut self, start: (usize, usize), end: (usize, usize), new: &str) -> std::io::Result<Cost> {
        self.version += 1;
        let place = |(line, character): (usize, usize)| json!({ "line": line, "character": character });
        let change = json!({ "range": { "start": place(start), "end": place(end) }, "text": new });
        let document = json!({ "uri": self.client.uri(self.path), "version": self.version });
        let (begun, cpu) = (Instant::now(), cpu_time());
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        self.client.notify("textDocument/didChange", &params)?;
        self.client.await_diagnostics(self.path, self.version)?;
        Ok(Cost { wall: begun.elapsed(), cpu: cpu_time().saturating_sub(cpu) })
    }
}

/// Returns the line of the first stance at or after about that line.
fn stance(text: &str, line: usize) -> Option<(usize, &'static str)> {
    let found = |line: &str| ["affirms", "denies"].into_iter().find(|stance| line.starts_with(&format!("{stance}: ")));
    let (at, line) = line_with(text, line, &|line| found(line).is_some())?;
    Some((at, found(line)?))
}

/// Returns the first line that fits at or after about that line on.
fn line_with<'t>(text: &'t str, line: usize, fits: &dyn Fn(&str) -> bool) -> Option<(usize, &'t str)> {
    let lines: Vec<&str> = text.lines().collect();
    let from = if lines.len() < 100 { 0 } else { line % (lines.len() - 50) };
    lines.into_iter().enumerate().skip(from).find(|(_, line)| fits(line))
}

/// Returns the most memory that this process has had, the client's and the server's together, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1_024
}

struct Client {
    input: PipeWriter,
    output: BufReader<PipeReader>,
    root: String,
}

impl Client {
    fn start(root: &Path) -> std::io::Result<Client> {
        let (input, output) = (std::io::pipe()?, std::io::pipe()?);
        let options = LoadOptions { threads: Some(1), cache: CacheMode::Auto, suggest: Suggest::All };
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
