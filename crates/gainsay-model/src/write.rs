//! Records as YAML in canonical layout: keys in the order of the schema, each value on its key's line where it fits, long texts in blocks.
//!
//! What is written reads back as the same record, here and with any other YAML reader. `docs/format.md`, "Canonical layout", is the contract.

mod text;

use std::fmt::Write as _;

use crate::schema::{Content, Kind};
use crate::value::{Record, Value};
use crate::yaml::quoted;
use text::{block_text, one_line};

/// The longest line that is written where text can be broken at all, in characters.
pub(crate) const LINE: usize = 100;

/// The longest line of a text that is folded, in characters.
pub(crate) const FOLD: usize = 80;

/// A key longer than this is written in the form `? KEY`: YAML takes no key of more than 1,024 characters on the line of its value.
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

/// Returns a value on one line, as it can stand between brackets.
///
/// None if it holds a text that wants lines of its own, or a key that is too long for one.
pub(crate) fn in_flow(value: &Value, role: Role) -> Option<String> {
    match value {
        Value::Text(text) => (!text.contains('\n')).then(|| one_line(text, role.content, true)),
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| in_flow(item, role)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Mapping(entries) => {
            let entry = |(key, value): &(String, Value)| {
                let written = (key.chars().count() <= LONGEST_KEY).then(|| one_line(key, Content::Prose, true))?;
                Some(format!("{written}: {}", in_flow(value, role.within(key))?))
            };
            let entries: Option<Vec<String>> = entries.iter().map(entry).collect();
            Some(format!("{{{}}}", entries?.join(", ")))
        }
    }
}

/// What a value is to its record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    /// What its texts are.
    pub content: Content,
    /// The key that a mapping in it can be reduced to.
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

    /// Returns the role of what stands under a key in the value.
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
    /// Adds a key and its value where the text ends; what takes lines of its own is indented by two columns more.
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
            several => in_flow(several, role),
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
        let room = LINE.saturating_sub(self.column() + 1);
        match value {
            Value::Mapping(entries) if in_flow(value, role).is_none_or(|short| short.chars().count() > room) => {
                self.lines.push(' ');
                self.push_entries(indent + 2, entries, role);
            }
            other => self.push_value(indent, other, role),
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

    /// Returns how many characters the last line has so far.
    fn column(&self) -> usize {
        self.lines.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }
}

#[cfg(test)]
mod tests;
