//! Random records of every kind, as data: each key of the schema may be there, and texts are as difficult as possible.

use gainsay_model::schema::{Content, Key, Kind, STANCES, Shape};
use gainsay_model::value::{Record, Value};

use crate::random::Draw;

/// Texts that one program or another takes for something else, or that are hard to lay out.
const NASTY: [&str; 72] = [
    "no",
    "Yes",
    "~",
    "null",
    "true",
    "=",
    "<<",
    "012",
    "1.10",
    "1e3",
    "0x1F",
    "0o7",
    "1_000",
    "12:30:45",
    "2018-12-30",
    "2018",
    ".inf",
    "-.5",
    "+1",
    "- a",
    "-",
    "---",
    "--- a",
    "...",
    "? a",
    "?",
    ": a",
    ":",
    "a: b",
    "a:",
    ":a",
    "a #b",
    "a # b",
    "#1",
    "# one",
    "a#b",
    "&a",
    "*a",
    "!a",
    "!",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    ">-",
    "|2",
    "\"a\"",
    "\"",
    "'",
    "it's",
    "[a]",
    "{a}",
    "a, b",
    "],[",
    "}{",
    "a\\nb",
    "\\",
    " a",
    "a ",
    "\ta",
    "a\tb",
    "a\u{a0}b",
    "\u{a0}",
    "\u{85}",
    "a\u{2028}b",
    "\u{feff}a",
    "a\u{7f}\u{1b}",
    "caf\u{e9} e\u{301}",
    "ایران",
    "„so“ — «so»",
    "<<<<<<< ours",
];

const WORDS: [&str; 16] = [
    "we",
    "did",
    "not",
    "turn",
    "these",
    "contacts",
    "into",
    "relations",
    "because",
    "legitimize",
    "#1",
    "-",
    "a:",
    "don't",
    "Straße",
    "東京",
];

/// Returns a text that is not blank: short, difficult, long, or of several lines.
pub fn text(draw: &mut Draw) -> String {
    loop {
        let text = any_text(draw);
        if !text.trim().is_empty() {
            return text;
        }
    }
}

fn any_text(draw: &mut Draw) -> String {
    match draw.below(10) {
        0..=2 => draw.pick(&WORDS).to_owned(),
        3..=5 => draw.pick(&NASTY).to_owned(),
        6 => words(draw, 3),
        7 => words(draw, 40),
        8 => {
            let lines: Vec<String> = (0..draw.between(2, 6)).map(|_| line(draw)).collect();
            lines.join("\n")
        }
        _ => {
            let (one, other) = (draw.pick(&NASTY), draw.pick(&NASTY));
            format!("{one}{}{other}", draw.pick(&["", " ", "  ", "\n", "\n\n", "\r\n", ", ", ": "]))
        }
    }
}

fn line(draw: &mut Draw) -> String {
    let indent = draw.pick(&["", "", "", "  ", "\t", " "]);
    match draw.below(4) {
        0 => String::new(),
        1 => format!("{indent}{}", draw.pick(&NASTY)),
        2 => indent.to_owned(),
        _ => format!("{indent}{}", words(draw, 12)),
    }
}

fn words(draw: &mut Draw, most: usize) -> String {
    let mut text = String::new();
    for number in 0..draw.between(2, most) {
        if number > 0 {
            text.push_str(draw.pick(&[" ", " ", " ", " ", " ", "  "]));
        }
        text.push_str(draw.pick(&WORDS));
    }
    text
}

/// Returns an id.
pub fn id(draw: &mut Draw) -> String {
    const IDS: [&str; 12] =
        ["a", "b-1", "iran", "no", "2018", "on", "müller", "ایران", "東京", "x.y/z", "e5", "taliban"];
    let id = draw.pick(&IDS).to_owned();
    if draw.once(300) { format!("{id}-{}", draw.below(1000)) } else { id }
}

fn date(draw: &mut Draw) -> String {
    draw.pick(&[
        "2018",
        "2018-05",
        "2018-12-30",
        "201X",
        "2018-21",
        "2018~",
        "../2018-05",
        "2016/..",
        "-0044-03-15",
        "2016/2018?",
    ])
    .to_owned()
}

/// Returns a record of a kind: each of its keys may be there, and an unknown key.
///
/// # Panics
/// Panics if the record has no id, which is impossible.
#[must_use]
pub fn record(draw: &mut Draw, kind: Kind) -> Record {
    let mut fields = Vec::new();
    let stance = draw.pick(&STANCES);
    for (number, key) in kind.keys().iter().enumerate() {
        let share = match key.shape {
            _ if key.required || key.name == stance => 1000,
            Shape::Statement => 10,
            _ => 300,
        };
        if number == 0 {
            let id = if kind == Kind::Manifest { "1".to_owned() } else { id(draw) };
            fields.push((key.name.to_owned(), Value::Text(id)));
        } else if draw.once(share) {
            fields.push((key.name.to_owned(), value(draw, key)));
        }
    }
    if draw.once(100) {
        fields.push((format!("x-{}", id(draw)), free(draw, 0)));
    }
    Record::new(kind, fields).expect("a record with an id")
}

/// Returns a value of the shape that a key requires.
pub fn value(draw: &mut Draw, key: &Key) -> Value {
    match key.shape {
        Shape::One | Shape::Statement | Shape::Flag => Value::Text(content(draw, key.content)),
        Shape::Many | Shape::Sequence => list(draw, |draw| Value::Text(content(draw, key.content))),
        Shape::Edges(main) => list(draw, |draw| edge(draw, key, main)),
        Shape::Main(main) => edge(draw, key, main),
        Shape::Mapping => mapping(draw, |draw| Value::Text(text(draw))),
    }
}

/// Returns a text with some content.
pub fn content(draw: &mut Draw, content: Content) -> String {
    match content {
        Content::Id | Content::Reference(_) => id(draw),
        Content::Pin if draw.once(500) => format!("{}@2-0123456789ab", id(draw)),
        Content::Pin => id(draw),
        Content::Verdict if draw.once(300) => format!("prefers {}", id(draw)),
        Content::Verdict => "open".into(),
        Content::Triple => format!("{} {} {}", id(draw), id(draw), text(draw)),
        Content::Date => date(draw),
        Content::Figure => draw.pick(&["true", "365 d", "5%", "100", "1-0123456789ab", "12 %"]).to_owned(),
        Content::Prose => text(draw),
    }
}

fn edge(draw: &mut Draw, key: &Key, main: &str) -> Value {
    let to = Value::Text(content(draw, key.content));
    if draw.once(600) {
        return to;
    }
    let mut entries = vec![(main.to_owned(), to)];
    for inner in ["from", "until", "because", "by"] {
        if draw.once(300) {
            entries.push((inner.to_owned(), Value::Text(content(draw, key.content.within(Some(main), inner)))));
        }
    }
    Value::Mapping(entries)
}

fn list(draw: &mut Draw, mut item: impl FnMut(&mut Draw) -> Value) -> Value {
    let count = if draw.once(100) { draw.between(8, 30) } else { draw.between(1, 4) };
    Value::List((0..count).map(|_| item(draw)).collect())
}

fn mapping(draw: &mut Draw, mut value: impl FnMut(&mut Draw) -> Value) -> Value {
    let mut entries: Vec<(String, Value)> = Vec::new();
    for _ in 0..draw.between(1, 4) {
        let key = if draw.once(20) { "k".repeat(1_500) } else { text(draw) };
        if entries.iter().all(|(known, _)| *known != key) {
            entries.push((key, value(draw)));
        }
    }
    Value::Mapping(entries)
}

/// Returns any value of limited depth.
fn free(draw: &mut Draw, depth: usize) -> Value {
    match draw.below(if depth < 4 { 4 } else { 2 }) {
        0 | 1 => Value::Text(text(draw)),
        2 => list(draw, |draw| free(draw, depth + 1)),
        _ => mapping(draw, |draw| free(draw, depth + 1)),
    }
}
