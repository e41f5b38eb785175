//! Random files of records in every layout that YAML allows: comments everywhere, several documents, CRLF, block
//! scalars, lists in brackets and line by line.

use gainsay_model::schema::Kind;
use gainsay_model::value::{Record, Value};
use gainsay_model::write::write;
use gainsay_model::yaml::{self, plain_reads_back, plain_reads_back_in_flow, quoted};

use crate::drafts;
use crate::random::Draw;

/// Returns the text of a file with one to four records of different ids, laid out at random.
#[must_use]
pub fn file(draw: &mut Draw) -> String {
    let mut text = String::new();
    if draw.once(100) {
        text.push_str("# at the top\n\n");
    }
    if draw.once(150) {
        text.push_str(draw.pick(&["---\n", "--- # first\n", "%YAML 1.2\n---\n"]));
    }
    for number in 0..draw.between(1, 4) {
        if number > 0 {
            text.push_str(draw.pick(&[
                "---\n",
                "---\n",
                "---\n",
                "--- # next\n",
                "---\n---\n",
                "...\n---\n",
                "\n---\n",
                "# between\n---\n",
            ]));
        }
        text.push_str(&record(draw, number));
    }
    text.push_str(draw.pick(&["", "", "", "", "", "", "\n", "# the end\n", "---\n", "...\n"]));
    if draw.once(150) {
        text = text.trim_end_matches('\n').to_owned();
    }
    if draw.once(200) {
        text = text.replace('\n', "\r\n");
    }
    if draw.once(30) { format!("\u{feff}{text}") } else { text }
}

fn record(draw: &mut Draw, number: usize) -> String {
    let kind = Kind::ALL[draw.below(5)];
    let drawn = drafts::record(draw, kind);
    let fields = drawn.fields().iter().enumerate().map(|(at, (key, value))| match at {
        0 => (key.clone(), Value::Text(format!("{}-{number}", drawn.id()))),
        _ => (key.clone(), value.clone()),
    });
    let record = Record::new(kind, fields).expect("an id");
    for _ in 0..3 {
        let text = laid_out(draw, &record);
        if reads_as(&text, &record) {
            return text;
        }
    }
    write(&record)
}

fn reads_as(text: &str, record: &Record) -> bool {
    let reading = yaml::read(text);
    let [document] = reading.documents.as_slice() else { return false };
    reading.faults.is_empty() && Record::of(document).as_ref() == Some(record) && document.left().is_none()
}

fn laid_out(draw: &mut Draw, record: &Record) -> String {
    let mut fields = record.fields().to_vec();
    if draw.once(400) {
        shuffle(draw, &mut fields[1..]);
    }
    match draw.below(12) {
        0 => serde_json::to_string(&Json(&fields)).expect("JSON") + "\n",
        1 => serde_json::to_string_pretty(&Json(&fields)).expect("JSON") + "\n",
        2 => flow(draw, &Value::Mapping(fields)) + "\n",
        _ => fields.iter().enumerate().map(|(at, (key, value))| entry(draw, at, key, value)).collect(),
    }
}

struct Json<'f>(&'f [(String, Value)]);

impl serde::Serialize for Json<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

fn shuffle<T>(draw: &mut Draw, items: &mut [T]) {
    for at in (1..items.len()).rev() {
        let other = draw.below(at + 1);
        items.swap(at, other);
    }
}

/// Returns a key and its value on lines of their own, with comments above them, in a form that reads as it should.
fn entry(draw: &mut Draw, at: usize, key: &str, value: &Value) -> String {
    let above = if at == 0 { draw.pick(&["", "", "", "# about\n"]).to_owned() } else { above(draw, "") };
    for _ in 0..4 {
        let lines = format!("{}:{}", written_key(draw, key), behind(draw, value, 0));
        let reading = yaml::read(&format!("k: v\n{lines}l: m\n"));
        let is_sound = reading.faults.is_empty()
            && matches!(reading.documents.as_slice(), [document] if document.left().is_none() && document.entries.len() == 3
                && Value::of(&document.entries[1].value).is_some_and(|read| is_like(&read, value)));
        if is_sound {
            return format!("{above}{lines}");
        }
    }
    let written = serde_json::to_string(&value).expect("JSON");
    format!("{above}{}: {written}\n", quoted(key))
}

/// Returns whether a value was read as wanted, in its shape or in an equivalent one.
fn is_like(read: &Value, wanted: &Value) -> bool {
    match (read, wanted) {
        (Value::Text(_), Value::List(items)) => items.len() == 1 && items[0] == *read,
        (Value::Mapping(parts), Value::Text(_)) => parts.len() == 3 || parts.len() == 1,
        _ => read == wanted,
    }
}

fn written_key(draw: &mut Draw, key: &str) -> String {
    match draw.below(30) {
        0 => quoted(key),
        1 if !key.contains(['\'', '\n', '\r', '\t']) => format!("'{key}'"),
        _ if plain_reads_back(key) && !key.contains(": ") && !key.starts_with(['?', ':']) => key.to_owned(),
        _ => quoted(key),
    }
}

fn above(draw: &mut Draw, indent: &str) -> String {
    match draw.below(8) {
        0 => format!("{indent}# a comment: here\n"),
        1 => "\n".into(),
        2 => format!("\n{indent}# one\n# - two\n\n"),
        _ => String::new(),
    }
}

fn tail(draw: &mut Draw) -> &'static str {
    draw.pick(&["", "", "", "", "", "", " # behind", "   # [it], {is}: so", "\t# tab", " ", " #"])
}

/// Returns the text after a key or a dash in column `indent`, to the end of the line.
fn behind(draw: &mut Draw, value: &Value, indent: usize) -> String {
    match value {
        Value::Text(text) => match draw.below(8) {
            0 | 1 if !text.contains('\r') => block(draw, text, indent),
            2 if text.contains(' ') => broken(draw, text, indent),
            _ => format!(" {}{}\n", scalar(draw, text, false), tail(draw)),
        },
        Value::List(items) => match draw.below(6) {
            0 | 1 => format!(" {}{}\n", flow(draw, value), tail(draw)),
            2 if items.len() == 1 => behind(draw, &items[0], indent),
            3 => format!("{}\n{}", tail(draw), members(draw, items, indent)),
            _ => format!("{}\n{}", tail(draw), members(draw, items, indent + 2)),
        },
        Value::Mapping(entries) => match draw.below(3) {
            0 => format!(" {}{}\n", flow(draw, value), tail(draw)),
            _ => {
                let indent = indent + draw.pick(&["  ", "    ", " "]).len();
                format!("{}\n{}", tail(draw), lines(draw, entries, indent))
            }
        },
    }
}

fn lines(draw: &mut Draw, entries: &[(String, Value)], indent: usize) -> String {
    let mut lines = String::new();
    for (key, value) in entries {
        let spaces = " ".repeat(indent);
        lines.push_str(&above(draw, &spaces));
        lines.push_str(&format!("{spaces}{}:{}", written_key(draw, key), behind(draw, value, indent)));
    }
    lines
}

fn members(draw: &mut Draw, items: &[Value], indent: usize) -> String {
    let spaces = " ".repeat(indent);
    let mut lines = String::new();
    for item in items {
        lines.push_str(&above(draw, &spaces));
        match item {
            Value::Mapping(entries) if draw.once(500) => {
                let inner = self::lines(draw, entries, indent + 2);
                let first = inner.trim_start_matches(' ');
                lines.push_str(&format!("{spaces}- {first}"));
            }
            Value::List(_) => lines.push_str(&format!("{spaces}- {}\n", flow(draw, item))),
            _ => lines.push_str(&format!("{spaces}-{}", behind(draw, item, indent))),
        }
    }
    lines
}

/// Returns a text as a block scalar with some style.
fn block(draw: &mut Draw, text: &str, indent: usize) -> String {
    let spaces = " ".repeat(indent + draw.between(1, 4));
    let body = text.trim_end_matches('\n');
    let sign = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let comment = if draw.once(100) { " # header" } else { "" };
    let is_foldable = !text.contains('\n') && draw.once(700);
    let mut written = format!(" {}{sign}{comment}\n", if is_foldable { ">" } else { "|" });
    if is_foldable {
        let mut column = 0;
        written.push_str(&spaces);
        for (number, word) in text.split(' ').enumerate() {
            let breaks = number > 0 && column > 30 && !word.is_empty() && !word.starts_with('\t');
            written.push_str(if number == 0 {
                ""
            } else if breaks {
                "\n"
            } else {
                " "
            });
            if breaks {
                written.push_str(&spaces);
                column = 0;
            }
            written.push_str(word);
            column += word.len();
        }
        written.push('\n');
    } else {
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            written.push_str(if line.is_empty() { "" } else { &spaces });
            written.push_str(line);
            written.push('\n');
        }
    }
    written
}

/// Returns a text with or without quotes, broken over two lines at a space.
fn broken(draw: &mut Draw, text: &str, indent: usize) -> String {
    let spaces = " ".repeat(indent + draw.between(1, 3));
    let written = scalar(draw, text, false);
    let at = written.find(' ').unwrap_or(0);
    let (first, rest) = written.split_at(at);
    let begin = draw.pick(&[" ", " ", "\n"]).replace('\n', &format!("\n{spaces}"));
    format!("{begin}{first}\n{spaces}{}{}\n", rest.trim_start_matches(' '), tail(draw))
}

fn scalar(draw: &mut Draw, text: &str, in_flow: bool) -> String {
    let is_plain = if in_flow { plain_reads_back_in_flow(text) } else { plain_reads_back(text) };
    match draw.below(4) {
        0 if !text.contains(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{feff}', '\u{7f}']) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        1 => quoted(text),
        _ if is_plain => text.to_owned(),
        _ => quoted(text),
    }
}

/// Returns a value in brackets, on one line or on several.
fn flow(draw: &mut Draw, value: &Value) -> String {
    let parts: Vec<String> = match value {
        Value::Text(text) => return scalar(draw, text, true),
        Value::List(items) => items.iter().map(|item| flow(draw, item)).collect(),
        Value::Mapping(entries) => entries
            .iter()
            .map(|(key, value)| {
                format!("{}: {}", if draw.once(300) { quoted(key) } else { scalar(draw, key, true) }, flow(draw, value))
            })
            .collect(),
    };
    let (open, close) = if matches!(value, Value::List(_)) { ("[", "]") } else { ("{", "}") };
    match draw.below(8) {
        0 => {
            let mut text = format!("{open}{}", draw.pick(&["\n", " # in brackets\n"]));
            for (number, part) in parts.iter().enumerate() {
                let comma = if number + 1 < parts.len() || draw.once(300) { "," } else { "" };
                text.push_str(&format!("    {part}{comma}{}\n", draw.pick(&["", "", " # of it", "\n    # above"])));
            }
            text + "  " + close
        }
        1 => format!("{open} {} {close}", parts.join(" , ")),
        2 => format!("{open}{}{close}", parts.join(",\n  ")),
        _ => format!("{open}{}{close}", parts.join(", ")),
    }
}
