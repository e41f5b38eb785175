//! Random edits of random workspaces, with which incremental checks and reviews must keep up.

use std::collections::BTreeMap;

use gainsay_model::finding::Finding;
use gainsay_model::read::{FileVersions, Version};
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Input, Workspace};

use crate::chains;
use crate::random::{self, Draw};
use crate::workspaces::records_of;

/// Files by path.
pub type State = BTreeMap<String, String>;

fn is_claim(record: &str) -> bool {
    record.lines().any(|line| line.starts_with("claim:"))
}

/// Returns a random workspace: claims apart from other records, in several files or in one. References to nothing and
/// duplicate ids are mostly left out: after an edit of a workspace with such faults everything has to be checked again.
pub fn state(seed: u64, size: usize, draw: &mut Draw) -> State {
    let mut state = unmended_state(seed, size, draw);
    while draw.below(20) > 0 && leave_out(&mut state) {}
    state
}

/// Returns a random workspace like [`state`], with all its faults.
pub fn unmended_state(seed: u64, size: usize, draw: &mut Draw) -> State {
    let (mut state, mut files) = (State::new(), 0);
    let mut add = |path: String, text: &str| {
        let file: &mut String = state.entry(path).or_default();
        if !file.is_empty() {
            file.push_str("---\n");
        }
        file.push_str(text);
    };
    // In some of them claims conflict in sets.
    let drawn = if seed % 3 == 2 { chains::workspace(seed) } else { random::workspace(seed, size) };
    for (path, text) in drawn {
        if path == MANIFEST {
            add(path, &text);
            continue;
        }
        for record in records_of(&text) {
            if draw.below(4) == 0 {
                files += 1;
            }
            let folder = if is_claim(&record) { "claims" } else { "others" };
            add(format!("{folder}/{files:03}.yaml"), &record);
        }
    }
    state
}

/// Removes the first claim with a fault for which everything is checked again. Returns whether there was one.
fn leave_out(state: &mut State) -> bool {
    let workspace = workspace(state);
    let is_one = |finding: &&Finding| matches!(finding.rule, "unknown-reference" | "duplicate-id");
    let routes =
        workspace.findings.iter().filter(is_one).filter_map(|finding| finding.labels.first()).map(|label| label.route);
    let at = routes
        .filter_map(|route| route.record())
        .find(|place| workspace.files[place.file as usize].path.starts_with("claims"));
    let Some(place) = at else { return false };
    let path = &workspace.files[place.file as usize].path;
    let records = gainsay_model::yaml::read(&state[path]).documents;
    let number = records.iter().rposition(|record| record.span.start <= place.start).unwrap_or_default();
    let mut records = records_of(&state[path]);
    records.remove(number);
    state.insert(path.clone(), records.join("---\n"));
    true
}

/// Reads the files as a workspace.
pub fn workspace(state: &State) -> Workspace {
    Workspace::read(
        state.iter().map(|(path, text)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) }).collect(),
    )
}

/// Versions of files, each parsed once; their texts are kept.
#[derive(Default)]
pub struct Parsed {
    /// The versions of the files.
    pub versions: FileVersions,
    known: BTreeMap<(String, String), Version>,
}

impl Parsed {
    /// Returns the versions of the files that a state holds, built-in vocabularies included.
    pub fn of(&mut self, state: &State) -> Vec<Version> {
        let Parsed { versions, known } = self;
        let mut held: Vec<Version> = Vec::new();
        for (path, text) in state {
            held.push(*known.entry((path.clone(), text.clone())).or_insert_with(|| {
                let version = versions.add(path, Ok(text.as_bytes()));
                versions.keep_text(version, text.as_bytes());
                version
            }));
        }
        let manifest = held.iter().find_map(|version| versions.content(*version).manifest.clone());
        held.extend(manifest.map(|manifest| versions.vocabularies(&manifest)).into_iter().flatten());
        held
    }
}

/// Edits a file of claims, or makes one. Returns its text.
pub fn edit(state: &mut State, other: &State, draw: &mut Draw) -> String {
    let claims = |state: &State| state.keys().filter(|path| path.starts_with("claims")).cloned().collect::<Vec<_>>();
    let own = claims(state);
    let of = if draw.below(8) == 0 { other } else { &*state };
    let pool: Vec<String> = claims(of).iter().flat_map(|path| records_of(&of[path])).collect();
    let any = |draw: &mut Draw| pool.get(draw.below(pool.len())).cloned().unwrap_or_default();
    // The new claim is like one claim, but with the words or the time of another, and perhaps another id.
    let key = ["affirms", "denies", "when", "said", "by", "suggests"][draw.below(6)];
    let line = |record: &str| record.lines().find(|line| line.starts_with(key)).map(str::to_owned);
    let mut record = any(draw);
    if let (Some(old), Some(new)) = (line(&record), line(&any(draw))) {
        record = record.replace(&old, &new);
    }
    if draw.below(4) > 0 {
        let id = format!("claim: n{}", draw.below(1_000));
        record = record
            .lines()
            .map(|line| if line.starts_with("claim:") { &id } else { line })
            .fold(String::new(), |text, line| text + line + "\n");
    }
    let path = match own.get(draw.below(own.len() + 1)) {
        Some(path) => path.clone(),
        None => format!("claims/{:03}-new.yaml", draw.below(200)),
    };
    let mut records = records_of(state.get(&path).map_or("", String::as_str));
    let at = draw.below(records.len() + 1);
    match draw.below(12) {
        0..=2 => records.insert(at, record),
        3 | 4 if at < records.len() => drop(records.remove(at)),
        5 if at < records.len() => records[at] = format!("# moved\n\n{}", records[at]),
        6 => records.reverse(),
        7 if at < records.len() => records[at].push_str("note: A word on it.\n"),
        8 if at < records.len() => records[at].push_str("nonsense: 1\n"),
        9 if at < records.len() => records[at] = records[at].replace("affirms:", "denies:"),
        10 => records.clear(),
        11 if draw.below(4) == 0 => records.push("claim: [\n".into()),
        _ if at < records.len() => records[at] = records[at].replace("2018", "2019"),
        _ => records.push(record),
    }
    if records.is_empty() && draw.below(2) == 0 {
        state.remove(&path);
    } else {
        state.insert(path.clone(), records.join("---\n"));
    }
    path
}

/// Edits some records of any kind, and returns the resulting files: records are removed, come from another workspace,
/// replace one, or give one value of another.
#[must_use]
pub fn edit_records(state: &State, other: &State, draw: &mut Draw) -> State {
    let mut after = state.clone();
    for _ in 0..1 + draw.below(3) {
        edit_record(&mut after, other, draw);
    }
    after
}

fn edit_record(state: &mut State, other: &State, draw: &mut Draw) {
    let paths: Vec<String> = state.keys().cloned().collect();
    let Some(path) = paths.get(draw.below(paths.len())) else { return };
    if path == MANIFEST {
        if draw.below(4) == 0 {
            state.insert(path.clone(), other[MANIFEST].clone());
        }
        return;
    }
    let mut records = records_of(&state[path]);
    let at = draw.below(records.len().max(1));
    let kind = |record: &str| {
        record.lines().find_map(|line| line.split_once(':')).map(|(key, _)| key.to_owned()).unwrap_or_default()
    };
    let wanted = records.get(at).map(|record| kind(record));
    let pool = if draw.below(3) == 0 { &*state } else { other };
    let alike: Vec<String> =
        pool.iter().filter(|(path, _)| *path != MANIFEST).flat_map(|(_, text)| records_of(text)).collect();
    let any = alike.get(draw.below(alike.len())).cloned();
    let alike: Vec<String> =
        alike.into_iter().filter(|record| wanted.as_ref().is_none_or(|wanted| kind(record) == *wanted)).collect();
    let like = alike.get(draw.below(alike.len().max(1))).cloned();
    match (draw.below(8), like, any) {
        (0, ..) if at < records.len() => drop(records.remove(at)),
        (1, _, Some(any)) => records.insert(at, any),
        (2, Some(like), _) => records.insert(at, like),
        (3, Some(like), _) if at < records.len() => records[at] = like,
        (_, Some(like), _) if at < records.len() => records[at] = with_line_of(&records[at], &like, draw),
        _ => {}
    }
    if records.is_empty() {
        state.remove(path);
    } else {
        state.insert(path.clone(), records.join("---\n"));
    }
}

/// Returns a record with a line of a similar one: in place of its own line of that key, or beside it; or without its
/// own line.
fn with_line_of(record: &str, like: &str, draw: &mut Draw) -> String {
    let keyed = |text: &str| {
        text.lines()
            .skip(1)
            .filter(|line| line.contains(':') && !line.starts_with(' '))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (own, others) = (keyed(record), keyed(like));
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let lines = |leave_out: &dyn Fn(&str) -> bool| {
        record.lines().filter(|line| !leave_out(line)).fold(String::new(), |text, line| text + line + "\n")
    };
    if draw.below(4) == 0 {
        let Some(gone) = own.get(draw.below(own.len().max(1))) else { return record.to_owned() };
        return lines(&|line| line == gone);
    }
    let Some(line) = others.get(draw.below(others.len().max(1))) else { return record.to_owned() };
    lines(&|own| !own.starts_with(' ') && key(own) == key(line)) + line + "\n"
}
