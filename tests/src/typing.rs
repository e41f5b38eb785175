//! Random typing: what the texts of a workspace are after one letter after the other.

use gainsay_model::workspace::MANIFEST;

use crate::edits::{State, state, unmended_state};
use crate::random::Draw;
use crate::workspaces::records_of;

/// Lines that are typed letter by letter, each between two other lines.
const LINES: [&str; 20] = [
    "note: seen",
    "answers: c1",
    "based-on: [c2, c3]",
    "by: nobody",
    "---",
    "...",
    "tags: [a, b",
    "quote: |\n  ---\n  ... x\n ",
    "claim: n7",
    "# a note: [",
    "%YAML 1.2",
    "until: 2019",
    "name: \"A",
    "title: Some words",
    "supersedes: c4",
    "when: 2018-05-0",
    "---\nentity: zed\nname: Zed\n---",
    "---\nsource: t9\ntitle: T\n---",
    "---\nclaim: c1\nby: a\n---",
    "aka: [Zed]",
];

/// Pieces of text that are inserted at once, at any place.
const PIECES: [&str; 14] =
    ["'", "\"", "[", "{", "#", " #", ": ", "\n", "\r\n", "é", "\u{feff}", "\n---\n", "\n...\n", "\n--- # x\n"];

/// Returns a random workspace whose records of all kinds stand in a few files together, some of them with CRLF.
pub fn mixed(seed: u64, draw: &mut Draw) -> State {
    let apart = if seed.is_multiple_of(3) { unmended_state(seed, 20, draw) } else { state(seed, 20, draw) };
    let mut mixed = State::new();
    for (path, text) in apart {
        if path == MANIFEST {
            mixed.insert(path, text);
            continue;
        }
        for mut record in records_of(&text) {
            match draw.below(8) {
                0 => record.push_str("# a remark: [\n"),
                1 if !record.contains("\nnote:") => record.push_str("note: |\n  one\n  ---\n  two\n"),
                _ => {}
            }
            let file = mixed.entry(format!("records/{}.yaml", draw.below(3))).or_insert_with(|| "# records\n".into());
            file.push_str("---\n");
            file.push_str(&record);
        }
    }
    for (path, text) in &mut mixed {
        if path != MANIFEST && draw.below(3) == 0 {
            *text = text.replace('\n', "\r\n");
        }
    }
    mixed
}

/// Returns the texts of a file after one edit after the other, each of which may leave it broken.
pub fn texts_after(text: &str, draw: &mut Draw) -> Vec<String> {
    let at = |draw: &mut Draw| text.floor_char_boundary(draw.below(text.len() + 1));
    let line = |draw: &mut Draw| {
        let at = at(draw);
        text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
    };
    let replaced = |from: usize, to: usize, new: &str| [&text[..from], new, &text[to..]].concat();
    match draw.below(10) {
        8 | 9 => {
            // What a record is called, letter by letter.
            let is_called = |line: &str| ["name: ", "title: ", "label: "].iter().any(|key| line.starts_with(key));
            let starts = text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| is_called(&text[*at..]));
            let starts: Vec<usize> = starts.collect();
            let Some(start) = starts.get(draw.below(starts.len().max(1))) else { return Vec::new() };
            let at = start + text[*start..].find(['\r', '\n']).unwrap_or(text.len() - start);
            let typed = [" Jr.", " of Ö", "-"][draw.below(3)];
            let mut states: Vec<String> =
                typed.char_indices().map(|(end, c)| replaced(at, at, &typed[..end + c.len_utf8()])).collect();
            states.extend((draw.below(2) == 0).then(|| text.to_owned()));
            states
        }
        0..=2 => {
            let (at, typed) = (line(draw), LINES[draw.below(LINES.len())]);
            let typed = format!("{typed}\n");
            let mut states: Vec<String> =
                typed.char_indices().map(|(end, c)| replaced(at, at, &typed[..end + c.len_utf8()])).collect();
            states.extend((draw.below(2) == 0).then(|| text.to_owned()));
            states
        }
        3 | 4 => {
            let from = at(draw);
            let to = text.floor_char_boundary((from + draw.below(120)).min(text.len()));
            let mut states = vec![replaced(from, to.max(from), "")];
            states.extend((draw.below(3) > 0).then(|| text.to_owned()));
            states
        }
        5 => {
            let (at, piece) = (at(draw), PIECES[draw.below(PIECES.len())]);
            let mut states = vec![replaced(at, at, piece)];
            states.extend((draw.below(3) > 0).then(|| text.to_owned()));
            states
        }
        6 => {
            // A word in the place of another one, as ids are exchanged, letter by letter.
            let words: Vec<(usize, &str)> = text
                .match_indices(|c: char| c.is_alphanumeric())
                .filter(|(at, _)| *at == 0 || !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '-'))
                .map(|(at, _)| (at, &text[at..at + text[at..].find(char::is_whitespace).unwrap_or(text.len() - at)]))
                .collect();
            let Some((at, old)) = words.get(draw.below(words.len().max(1))) else { return Vec::new() };
            let new = words[draw.below(words.len())].1;
            new.char_indices().map(|(end, c)| replaced(*at, at + old.len(), &new[..end + c.len_utf8()])).collect()
        }
        _ => {
            let records: Vec<&str> = text.split_inclusive("---\n").collect();
            let mut records: Vec<String> = records.into_iter().map(str::to_owned).collect();
            if records.is_empty() {
                return Vec::new();
            }
            let (from, to) = (draw.below(records.len()), draw.below(records.len()));
            match draw.below(3) {
                0 => records.swap(from, to),
                1 => drop(records.remove(from)),
                _ => records.insert(to, records[from].clone()),
            }
            let mut states = vec![records.concat()];
            states.extend((draw.below(2) == 0).then(|| text.to_owned()));
            states
        }
    }
}
