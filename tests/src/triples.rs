//! Random texts to merge: a base and two versions of it, drawn from a seed, each with the data that it expresses.

use gainsay_model::yaml::{self, Node};

use crate::random::Draw;

/// A value as data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Val {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Val>),
    /// A mapping.
    Map(Vec<(String, Val)>),
}

/// A document: its keys, in order.
pub type Keys = Vec<(String, Val)>;

/// One version of a file.
#[derive(Clone, Debug)]
pub struct Version {
    /// The documents of the version.
    pub documents: Vec<Keys>,
    /// The text.
    pub text: String,
}

/// A base and two versions of it.
#[derive(Clone, Debug)]
pub struct Triple {
    /// The common base; perhaps empty.
    pub base: Version,
    /// The version of our side.
    pub ours: Version,
    /// The version of their side.
    pub theirs: Version,
}

/// Returns three versions of a file for a seed: of entities, or of one document with any keys.
#[must_use]
pub fn triple(seed: u64, records: bool) -> Triple {
    let mut draw = Draw(seed.wrapping_mul(0x9E6C_63D0_876A_0001) ^ 0x51F1_5EED);
    let count = if records { draw.between(1, 4) } else { 1 };
    let base: Vec<Keys> = (0..count).map(|i| document(&mut draw, records, i)).collect();
    let ours = changed(&mut draw, &base, records);
    let theirs = changed(&mut draw, &base, records);
    let style = draw.below(1 << 20) as u64;
    let other = |draw: &mut Draw| if draw.once(250) { style ^ 0x55 } else { style };
    let (our_style, their_style) = (other(&mut draw), other(&mut draw));
    let base = if draw.once(80) { Vec::new() } else { base };
    let version = |documents: Vec<Keys>, style| Version { text: written(&documents, style, records), documents };
    Triple { base: version(base, style), ours: version(ours, our_style), theirs: version(theirs, their_style) }
}

/// Three versions of a file with comments everywhere.
pub struct CommentedTriple {
    /// The versions.
    pub triple: Triple,
    /// The comments that only our side or only their side has, each with words of its own.
    pub comments: Vec<String>,
}

impl CommentedTriple {
    /// Returns three versions with comments for a seed.
    #[must_use]
    pub fn of(seed: u64, records: bool) -> CommentedTriple {
        let mut triple = triple(seed, records);
        let mut draw = Draw(seed ^ 0xC0_44E7);
        let most = draw.between(1, 6);
        let mut comments = Vec::new();
        for (version, whose) in [(&mut triple.ours, "ours"), (&mut triple.theirs, "theirs")] {
            let count = draw.between(0, most);
            version.text = commented(&version.text, &mut draw, whose, count);
            let marks = [format!("# {whose} "), format!("#{whose} ")];
            let comment = |line: &str| {
                marks.iter().find_map(|mark| line.find(mark)).and_then(|at| line.get(at..)).map(str::to_owned)
            };
            comments.extend(version.text.lines().filter_map(comment));
        }
        CommentedTriple { triple, comments }
    }
}

/// Returns whether a text has a comment: it must be at the end of a line, since nothing follows a comment.
#[must_use]
pub fn has_comment(text: &str, comment: &str) -> bool {
    text.lines().any(|line| line.trim_end().ends_with(comment))
}

/// Returns the text with at most this number of comments added at random places, each with words of its own: `# WHOSE
/// 3`. It reads as before.
fn commented(text: &str, draw: &mut Draw, whose: &str, count: usize) -> String {
    let before = said(text);
    let mut text = text.to_owned();
    for number in 0..count {
        let gap = if draw.once(120) { "" } else { " " };
        let with = with_comment(&text, draw, &format!("#{gap}{whose} {number}"));
        if said(&with) == before {
            text = with;
        }
    }
    text
}

/// Returns everything that a text says, and whether it has no faults.
fn said(text: &str) -> (Vec<String>, bool) {
    let reading = yaml::read(text);
    let entry = |entry: &yaml::Entry| format!("{}: {}", entry.key.text, node(&entry.value));
    (
        reading.documents.iter().flat_map(|document| document.entries.iter().map(entry)).collect(),
        reading.faults.is_empty(),
    )
}

fn node(node: &Node) -> String {
    match node {
        Node::Scalar(scalar) => format!("{:?}", scalar.text),
        Node::List { items, .. } => format!("{:?}", items.iter().map(self::node).collect::<Vec<_>>()),
        Node::Map { entries, .. } => {
            format!("{:?}", entries.iter().map(|entry| (&entry.key.text, self::node(&entry.value))).collect::<Vec<_>>())
        }
        Node::Refused { .. } => "refused".into(),
    }
}

fn with_comment(text: &str, draw: &mut Draw, comment: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = draw.between(0, lines.len());
    match draw.below(20) {
        0 => return format!("{comment}\n---\n{text}"),
        1 => return format!("{text}---\n{comment}\n"),
        2 => {
            if let Some(at) = lines.iter().position(|line| line == "---") {
                lines.insert(at, format!("---\n{comment}"));
            }
        }
        3..=11 if at < lines.len() => {
            lines[at].push_str(&format!("{}{comment}", if draw.once(500) { " " } else { "   " }))
        }
        12 => {
            // It goes between brackets.
            if let Some(line) = lines.iter_mut().find(|line| line.ends_with(']') && line.contains(", ")) {
                *line = line.replacen(", ", &format!(", {comment}\n      "), 1);
            }
        }
        _ => {
            // It mostly goes where the next line is indented.
            let below = lines.get(at).map_or(0, |line| line.len() - line.trim_start().len());
            let indent = if draw.once(700) { below } else { draw.below(6) };
            let gap = if draw.once(150) { "\n" } else { "" };
            lines.insert(at, format!("{}{comment}{gap}", " ".repeat(indent)));
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

// --- what is said ---

const WORDS: [&str; 12] = [
    "heron",
    "mill pond",
    "May 2018",
    "no, never",
    "a: b",
    "# not a comment",
    "Åland",
    "State Capitol Room 519-N, Building 300, SW 10th St., Topeka, and so on until the line is broken somewhere",
    "12 km",
    "https://example.org/members/696",
    "https://example.org/members/829",
    "it's",
];

/// The keys of an entity that take lists.
const LISTS: [&str; 3] = ["aka", "part-of", "same-as"];

fn document(draw: &mut Draw, records: bool, number: usize) -> Keys {
    if records {
        let mut keys = vec![("entity".to_owned(), Val::Text(format!("e{number}"))), ("name".to_owned(), word(draw))];
        for key in ["kind", "aka", "part-of", "same-as", "since", "links", "note"] {
            if draw.once(500) {
                keys.push((key.to_owned(), of_key(draw, key)));
            }
        }
        return keys;
    }
    let count = draw.between(2, 6);
    (0..count).map(|i| (format!("k{i}"), any(draw, 0))).collect()
}

fn of_key(draw: &mut Draw, key: &str) -> Val {
    match key {
        key if LISTS.contains(&key) => Val::List((0..draw.between(1, 4)).map(|_| word(draw)).collect()),
        "links" => Val::Map((0..draw.between(1, 3)).map(|i| (format!("l{i}"), word(draw))).collect()),
        _ => word(draw),
    }
}

fn word(draw: &mut Draw) -> Val {
    let text = draw.pick(&WORDS).to_owned();
    Val::Text(if draw.once(400) { format!("{text} {}", draw.below(5)) } else { text })
}

fn any(draw: &mut Draw, depth: usize) -> Val {
    match draw.below(if depth > 2 { 2 } else { 6 }) {
        0 | 1 => word(draw),
        2 => Val::Map((0..draw.between(1, 3)).map(|i| (format!("m{i}"), any(draw, depth + 1))).collect()),
        3 => Val::List((0..draw.between(1, 4)).map(|_| word(draw)).collect()),
        _ => Val::List((0..draw.between(1, 3)).map(|_| member(draw)).collect()),
    }
}

fn member(draw: &mut Draw) -> Val {
    let keys = ["classification", "address", "url", "note"];
    let mut map: Keys = Vec::new();
    for key in keys {
        if draw.once(600) {
            map.push((key.to_owned(), word(draw)));
        }
    }
    if map.is_empty() {
        map.push(("voice".into(), word(draw)));
    }
    Val::Map(map)
}

// --- what is changed ---

fn changed(draw: &mut Draw, base: &[Keys], records: bool) -> Vec<Keys> {
    let mut documents = base.to_vec();
    for _ in 0..draw.between(0, 3) {
        match draw.below(if records { 12 } else { 9 }) {
            10 if documents.len() > 1 => {
                documents.remove(draw.below(documents.len()));
            }
            11 => {
                // Both sides may add one with the same name.
                let number = draw.between(6, 8);
                let name = Val::Text(format!("e{number}"));
                if !documents.iter().any(|keys| keys[0].1 == name) {
                    let at = draw.between(0, documents.len());
                    documents.insert(at, document(draw, true, number));
                }
            }
            _ => {
                let at = draw.below(documents.len());
                change_keys(draw, &mut documents[at], records);
            }
        }
    }
    documents
}

fn change_keys(draw: &mut Draw, keys: &mut Keys, records: bool) {
    let from = if records { 1 } else { 0 };
    let at = draw.between(from, keys.len() - 1);
    match draw.below(10) {
        0 if keys.len() > from + 1 => {
            keys.remove(at);
        }
        1 => {
            let (key, value) = if records {
                let key = draw.pick(&["kind", "aka", "part-of", "since", "until", "links", "note"]).to_owned();
                (key.clone(), of_key(draw, &key))
            } else {
                (format!("n{}", draw.below(4)), any(draw, 1))
            };
            if !keys.iter().any(|(known, _)| *known == key) {
                keys.insert(draw.between(from, keys.len()), (key, value));
            }
        }
        _ => change(draw, &mut keys[at].1),
    }
}

fn change(draw: &mut Draw, value: &mut Val) {
    match value {
        Val::Text(_) => *value = word(draw),
        Val::Map(keys) => match draw.below(4) {
            0 => keys.push((format!("x{}", keys.len() + draw.below(3)), word(draw))),
            1 if keys.len() > 1 => {
                keys.remove(draw.below(keys.len()));
            }
            _ => {
                let at = draw.below(keys.len());
                change(draw, &mut keys[at].1);
            }
        },
        Val::List(items) => match draw.below(6) {
            0 | 1 => {
                let new = if matches!(items.first(), Some(Val::Map(_))) { member(draw) } else { word(draw) };
                items.insert(draw.between(0, items.len()), new);
            }
            2 if items.len() > 1 => {
                items.remove(draw.below(items.len()));
            }
            3 => {
                let at = draw.below(items.len());
                let item = items.remove(at);
                items.push(item);
            }
            _ => {
                let at = draw.below(items.len());
                change(draw, &mut items[at]);
            }
        },
    }
    if let Val::Map(keys) = value {
        keys.dedup_by(|a, b| a.0 == b.0);
    }
}

// --- how it is written ---

fn written(documents: &[Keys], style: u64, records: bool) -> String {
    let writer = Writer { style, records };
    let one = |keys: &Keys| {
        let name = if let Some((_, Val::Text(text))) = keys.first() { text.clone() } else { String::new() };
        writer.block(keys, 0, if records { &name } else { "" })
    };
    documents.iter().map(one).collect::<Vec<_>>().join("---\n")
}

struct Writer {
    style: u64,
    records: bool,
}

impl Writer {
    /// Returns true this many times in a thousand, always the same for the same place.
    fn once(&self, path: &str, what: &str, in_thousand: u64) -> bool {
        let seed = path
            .bytes()
            .chain(what.bytes())
            .fold(self.style, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Draw(seed).once(in_thousand)
    }

    fn block(&self, keys: &Keys, indent: usize, path: &str) -> String {
        let mut text = String::new();
        for (key, value) in keys {
            let path = format!("{path}/{key}");
            if self.once(&path, "comment", 100) {
                text.push_str(&format!("{}# about {key}\n", " ".repeat(indent)));
            }
            text.push_str(&format!("{}{key}:{}", " ".repeat(indent), self.value(value, indent, &path)));
        }
        text
    }

    /// Returns a value after its key, with the line break.
    fn value(&self, value: &Val, indent: usize, path: &str) -> String {
        match value {
            Val::Text(text) => self.text(text, indent + 2, path),
            Val::Map(keys) if self.once(path, "flow", 200) && !keys.is_empty() => format!(" {}\n", self.flow(value)),
            Val::Map(keys) => format!("\n{}", self.block(keys, indent + 2, path)),
            Val::List(items) if items.is_empty() => " []\n".into(),
            Val::List(items) if items.len() == 1 && self.records && self.once(path, "bare", 500) => {
                if let Val::Text(text) = &items[0] { self.text(text, indent + 2, path) } else { unreachable!() }
            }
            Val::List(items) => {
                if self.once(path, "flow", 250) {
                    return format!(" {}\n", self.flow(value));
                }
                let dash = if self.once(path, "indent", 400) { indent + 2 } else { indent };
                format!("\n{}", items.iter().map(|item| self.item(item, dash)).collect::<String>())
            }
        }
    }

    fn item(&self, item: &Val, indent: usize) -> String {
        match item {
            Val::Map(keys) => {
                let block = self.block(keys, indent + 2, "item");
                let (head, rest) = block.split_at(block.find(|c| c != ' ').unwrap_or(0));
                if rest.starts_with('#') {
                    format!("{}-\n{block}", " ".repeat(indent))
                } else {
                    format!("{}- {rest}", &head[2..])
                }
            }
            Val::Text(text) => format!("{}-{}", " ".repeat(indent), self.text(text, indent + 2, "item")),
            Val::List(_) => format!("{}- {}\n", " ".repeat(indent), self.flow(item)),
        }
    }

    fn text(&self, text: &str, indent: usize, path: &str) -> String {
        if self.once(path, "block", 80) {
            let style = if self.once(path, "folded", 500) { ">-" } else { "|-" };
            return format!(" {style}\n{}{text}\n", " ".repeat(indent));
        }
        let quoted = text.contains(": ") || text.starts_with('#') || self.once(path, "quoted", 200);
        let text = if quoted { format!("'{}'", text.replace('\'', "''")) } else { text.to_owned() };
        let text = match text.find(", and") {
            Some(at) if self.once(path, "broken", 500) => {
                format!("{}\n{}{}", &text[..=at], " ".repeat(indent), &text[at + 2..])
            }
            _ => text,
        };
        format!(" {text}{}\n", if self.once(path, "behind", 60) && !text.contains('\n') { "  # so it is" } else { "" })
    }

    fn flow(&self, value: &Val) -> String {
        match value {
            Val::Text(text) => format!("\"{text}\""),
            Val::List(items) => {
                format!("[{}]", items.iter().map(|item| self.flow(item)).collect::<Vec<_>>().join(", "))
            }
            Val::Map(keys) => {
                format!(
                    "{{{}}}",
                    keys.iter()
                        .map(|(key, value)| format!("{key}: {}", self.flow(value)))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
        }
    }
}
