//! Writes records as YAML in canonical layout: keys in the order of the schema, each value on its key's line where it
//! fits, long texts in blocks.
//!
//! The output reads back as the same record, here and with any other YAML reader. `docs/format.md`, "Canonical layout",
//! is the contract.

mod text;

use text::block_text;
pub(crate) use text::one_line;

use std::fmt::Write as _;

use crate::schema::{Content, Kind};
use crate::value::{Record, Value};
use crate::yaml::{quoted, quoted_as_json};

/// The longest line that is written where text can be broken at all, in characters.
pub(crate) const LINE: usize = 100;

/// The longest line of a text that is folded, in characters.
pub(crate) const FOLD: usize = 80;

/// The longest key that is written in the usual form; a longer one has the form `? KEY`. YAML allows no key of more
/// than 1,024 characters on the line of its value.
const LONGEST_KEY: usize = 1_000;

/// Returns a record as YAML in canonical layout. It ends with a line break.
pub fn write(record: &Record) -> String {
    let mut layout = Layout::default();
    for (key, value) in record.fields() {
        layout.push_entry(0, key, value, Role::of(record.kind(), key));
    }
    layout.lines
}

/// Returns records as YAML in canonical layout, a line `---` between them.
pub fn write_all<'r>(records: impl IntoIterator<Item = &'r Record>) -> String {
    records.into_iter().map(write).collect::<Vec<_>>().join("---\n")
}

/// The way in which texts are written between brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// Texts are as plain as possible; a text of several lines is not written, since it takes lines of its own.
    Short,
    /// Texts are as plain as possible; a text of several lines is written with escapes.
    Any,
    /// Texts are as in JSON, all in double quotes.
    Json,
}

impl Flow {
    fn text(self, text: &str, content: Content) -> Option<String> {
        match self {
            Flow::Short => (!text.contains('\n')).then(|| one_line(text, content, true)),
            Flow::Any => Some(one_line(text, content, true)),
            Flow::Json => Some(quoted_as_json(text)),
        }
    }
}

/// Returns a value on one line, as it can stand between brackets; none if it has a key that is too long for one line,
/// or a text that may not be written so.
pub(crate) fn in_flow(value: &Value, role: Role, flow: Flow) -> Option<String> {
    match value {
        Value::Text(text) => flow.text(text, role.content),
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| in_flow(item, role, flow)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Mapping(entries) => {
            let entries: Option<Vec<String>> =
                entries.iter().map(|(key, value)| entry_in_flow(key, value, role.within(key), flow)).collect();
            Some(format!("{{{}}}", entries?.join(", ")))
        }
    }
}

/// Returns a key and its value on one line, as they can stand between brackets, where [`in_flow`] can write the value.
pub(crate) fn entry_in_flow(key: &str, value: &Value, role: Role, flow: Flow) -> Option<String> {
    let written = (key.chars().count() <= LONGEST_KEY).then(|| flow.text(key, Content::Prose))??;
    Some(format!("{written}: {}", in_flow(value, role, flow)?))
}

/// Returns the text behind `head`, a key with its colon or a dash in column `indent`, that gives it a value: up to the
/// end of the value, without a line break behind it.
pub(crate) fn behind(head: &str, indent: usize, value: &Value, role: Role) -> String {
    let mut layout = Layout { lines: head.to_owned() };
    match value {
        Value::Mapping(entries) if head.ends_with('-') => layout.push_mapping_member(indent, entries, value, role),
        value => layout.push_value(indent, value, role),
    }
    let lines = layout.lines.get(head.len()..).unwrap_or_default();
    lines.strip_suffix('\n').unwrap_or(lines).to_owned()
}

/// Returns a key and its value as lines, the first of them indented, without the last line break.
pub(crate) fn entry(indent: usize, key: &str, value: &Value, role: Role) -> String {
    let mut layout = Layout::default();
    layout.indent(indent);
    layout.push_entry(indent, key, value, role);
    layout.lines.strip_suffix('\n').unwrap_or(&layout.lines).to_owned()
}

/// The role of a value in its record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    /// The content of the value's texts.
    pub content: Content,
    /// The key to which a mapping in the value can be reduced.
    main: Option<&'static str>,
}

impl Role {
    /// Returns the role of a key's value.
    pub(crate) fn of(kind: Kind, key: &str) -> Role {
        match kind.key(key) {
            Some(key) => Role { content: key.content, main: key.shape.main_key() },
            None => Role { content: Content::Prose, main: None },
        }
    }

    /// Returns the role of the value of a key in this value.
    pub(crate) fn within(self, key: &str) -> Role {
        Role { content: self.content.within(self.main, key), main: None }
    }
}

/// Lines that are being written.
#[derive(Default)]
struct Layout {
    lines: String,
}

impl Layout {
    /// Adds a key and its value at the end of the text; parts on lines of their own are indented by two columns more.
    fn push_entry(&mut self, indent: usize, key: &str, value: &Value, role: Role) {
        let written = one_line(key, Content::Prose, false);
        if written.chars().count() > LONGEST_KEY {
            let _ = writeln!(self.lines, "? {}", quoted(key));
            self.indent(indent);
            self.lines.push(':');
        } else {
            let _ = write!(self.lines, "{written}:");
        }
        self.push_value(indent, value, role);
    }

    /// Adds a value behind its key or its dash, which stand in column `indent`, and ends the line.
    fn push_value(&mut self, indent: usize, value: &Value, role: Role) {
        let room = LINE.saturating_sub(self.column() + 1);
        let short = match value {
            Value::Text(text) if text.contains('\n') => None,
            Value::Text(text) => Some(one_line(text, role.content, false)),
            several => in_flow(several, role, Flow::Short),
        };
        match (short.filter(|short| short.chars().count() <= room), value) {
            (Some(short), _) => self.end_with(&short),
            (None, Value::Text(text)) => match block_text(text, indent) {
                Some(block) => self.end_with(&block),
                None => self.end_with(&one_line(text, role.content, false)),
            },
            (None, Value::List(items)) => {
                self.lines.push('\n');
                items.iter().for_each(|item| self.push_member(indent + 2, item, role));
            }
            (None, Value::Mapping(entries)) => {
                self.lines.push('\n');
                self.indent(indent + 2);
                self.push_entries(indent + 2, entries, role);
            }
        }
    }

    fn push_member(&mut self, indent: usize, value: &Value, role: Role) {
        self.indent(indent);
        self.lines.push('-');
        match value {
            Value::Mapping(entries) => self.push_mapping_member(indent, entries, value, role),
            other => self.push_value(indent, other, role),
        }
    }

    /// Adds a mapping behind its dash: in brackets where it fits, else a line for each key.
    fn push_mapping_member(&mut self, indent: usize, entries: &[(String, Value)], value: &Value, role: Role) {
        let room = LINE.saturating_sub(self.column() + 1);
        match in_flow(value, role, Flow::Short).filter(|short| short.chars().count() <= room) {
            Some(short) => self.end_with(&short),
            None => {
                self.lines.push(' ');
                self.push_entries(indent + 2, entries, role);
            }
        }
    }

    fn push_entries(&mut self, indent: usize, entries: &[(String, Value)], role: Role) {
        for (number, (key, value)) in entries.iter().enumerate() {
            if number > 0 {
                self.indent(indent);
            }
            self.push_entry(indent, key, value, role.within(key));
        }
    }

    fn end_with(&mut self, written: &str) {
        let _ = writeln!(self.lines, " {written}");
    }

    fn indent(&mut self, columns: usize) {
        let _ = write!(self.lines, "{:columns$}", "");
    }

    /// Returns the length of the last line so far, in characters.
    fn column(&self) -> usize {
        self.lines.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }
}

#[cfg(test)]
mod tests;
