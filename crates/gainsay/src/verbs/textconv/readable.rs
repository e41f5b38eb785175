//! Records laid out for comparing line by line: records with the same meaning have the same text, and every change is
//! on a line of its own.
//!
//! A line without a colon names each record, so that git can show it above a change. Keys are in canonical order,
//! statements in the short form; lists whose order has no meaning are sorted, one member a line; a long text has one
//! sentence a line, so that a changed word moves no other sentence.

use gainsay_model::schema::{Kind, Shape};
use gainsay_model::text::{escaped, spaced};
use gainsay_model::value::Value;
use gainsay_model::yaml::{self, Document, Entry};
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::plain::statement;

use super::comments::{Comments, END, comments};

/// Returns a file's records laid out for comparing; none if the file does not consist of valid YAML records.
pub fn readable(text: &str) -> Option<String> {
    let reading = yaml::read(text);
    let kinds: Option<Vec<Kind>> = reading.documents.iter().map(kind).collect();
    let kinds = kinds.filter(|_| reading.faults.is_empty())?;
    let comments = comments(text, &reading.documents);
    let mut page = String::new();
    for (i, (document, kind)) in reading.documents.iter().zip(kinds).enumerate() {
        if i > 0 {
            page.push('\n');
        }
        write_record(document, kind, &comments, &mut page);
    }
    write_comments(&comments, END, &mut page);
    Some(page)
}

fn kind(document: &Document) -> Option<Kind> {
    Kind::of_first_key(&document.entries.first()?.key.text)
}

fn write_record(document: &Document, kind: Kind, comments: &Comments<'_>, page: &mut String) {
    let rank = |entry: &&Entry| kind.keys().iter().position(|key| key.name == entry.key.text).unwrap_or(usize::MAX);
    let mut entries: Vec<&Entry> = document.entries.iter().collect();
    // Unknown keys keep their order, at the end.
    entries.sort_by_key(rank);
    for (i, entry) in entries.into_iter().enumerate() {
        let colon = if i == 0 { "" } else { ":" };
        write_comments(comments, entry.key.span.start, page);
        let shape = kind.key(&entry.key.text).map(|key| key.shape);
        // Only the first stance of a name has the short form: a second one is a fault, and shown as it is written.
        let short = if shape == Some(Shape::Statement) && is_first(document, entry) {
            statement(document, &entry.key.text)
        } else {
            None
        };
        let value = short.map(Value::Text).or_else(|| Value::marked(&entry.value)).unwrap_or_else(|| Value::text(""));
        write_value(&value, shape, &format!("{}{colon}", shown(&entry.key.text)), 0, page);
    }
}

fn is_first(document: &Document, entry: &Entry) -> bool {
    yaml::entry(&document.entries, &entry.key.text).is_some_and(|first| first.key.span == entry.key.span)
}

fn write_comments(comments: &Comments<'_>, at: u32, page: &mut String) {
    for comment in comments.get(&at).into_iter().flatten() {
        page.push_str(&escaped(comment));
        page.push('\n');
    }
}

/// Returns a text on one line, safe for a terminal.
fn shown(text: &str) -> String {
    escaped(&spaced(text)).into_owned()
}

/// Writes a value after its key or dash, in the one form in which it is compared; what does not fit on that line stands
/// below, indented further.
fn write_value(value: &Value, shape: Option<Shape>, lead: &str, indent: usize, page: &mut String) {
    let below = indent + 2;
    match value {
        Value::Text(text) => write_text(lead, &shown(text), below, page),
        Value::List(items) => match items.as_slice() {
            [one] => write_value(one, shape, lead, indent, page),
            items => {
                page.push_str(&format!("{:indent$}{lead}\n", ""));
                members(items, shape, below).iter().for_each(|member| page.push_str(member));
            }
        },
        Value::Mapping(entries) => {
            let head = main_text(entries, shape);
            let gap = if head.is_some() { " " } else { "" };
            let first = head.and_then(|at| entries.get(at)).map(|(_, text)| shown(&text.to_string()));
            page.push_str(&format!("{:indent$}{lead}{gap}{}\n", "", first.unwrap_or_default()));
            let rest = entries.iter().enumerate().filter(|(at, _)| Some(*at) != head).map(|(_, entry)| entry);
            let mut rest: Vec<(String, &Value)> = rest.map(|(key, value)| (shown(key), value)).collect();
            rest.sort_by(|(a, _), (b, _)| a.cmp(b));
            rest.iter().for_each(|(key, value)| write_value(value, None, &format!("{key}:"), below, page));
        }
    }
}

/// Returns the lines of each member of a list; sorted if their order has no meaning.
fn members(items: &[Value], shape: Option<Shape>, indent: usize) -> Vec<String> {
    let written = |item: &Value| {
        let mut lines = String::new();
        write_value(item, shape, "-", indent, &mut lines);
        lines
    };
    let mut members: Vec<String> = items.iter().map(written).collect();
    if matches!(shape, Some(Shape::Many | Shape::Edges(_))) {
        members.sort();
    }
    members
}

/// Returns the index of the text under the main key of a mapping, if it has one.
fn main_text(entries: &[(String, Value)], shape: Option<Shape>) -> Option<usize> {
    let Some(Shape::Edges(main) | Shape::Main(main)) = shape else { return None };
    entries.iter().position(|(key, value)| key == main && matches!(value, Value::Text(_)))
}

/// Writes a text after its key or dash, or below it, one sentence a line and none wider than a page.
fn write_text(lead: &str, text: &str, below: usize, page: &mut String) {
    let indent = below - 2;
    let is_short = indent + lead.chars().count() + 1 + text.chars().count() <= WIDTH;
    if is_short || !text.contains(' ') {
        let line = format!("{:indent$}{lead} {text}", "");
        page.push_str(line.trim_end());
        page.push('\n');
        return;
    }
    page.push_str(&format!("{:indent$}{lead}\n", ""));
    for line in
        sentences(text).iter().flat_map(|sentence| wrapped(sentence, WIDTH.saturating_sub(below).max(WIDTH / 2)))
    {
        page.push_str(&format!("{:below$}{line}\n", ""));
    }
}

/// Returns a text cut after everything that looks like the end of a sentence. A wrong cut only adds a line break.
fn sentences(text: &str) -> Vec<&str> {
    let closes = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»');
    let ends = |word: &str| word.trim_end_matches(closes).ends_with(['.', '!', '?', '…', '؟', '۔', '。']);
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        let sentence = text.get(from..at).unwrap_or_default();
        let goes_on = text.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_lowercase));
        if ends(sentence) && !goes_on {
            found.push(sentence);
            from = at + 1;
        }
    }
    found.push(text.get(from..).unwrap_or_default());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_reads_the_same() {
        let one = "claim: a\nby: iran\ndenies: {subject: iran, predicate: helps, object: kabul}\nbased-on: [y, x]\nvia: tabnak\nsource: s\n";
        let other =
            "claim: \"a\"\nsource: s\nvia: [tabnak]\nbased-on:\n  - x\n  - y\ndenies: iran  helps\n  kabul\nby: iran\n";
        assert_eq!(readable(one), readable(other));
        assert_eq!(
            readable(one).unwrap(),
            "claim a\nby: iran\ndenies: iran helps kabul\nsource: s\nvia: tabnak\nbased-on:\n  - x\n  - y\n"
        );
    }

    #[test]
    fn every_member_and_every_sentence_has_its_line() {
        let text = "predicate: p\nimplies: [{because: r, to: q}, b]\nlinks: {z: 1, a: 2}\nnote: One is short. Mr. Two is so long that it has to go on on another line, as \"this\" does. Three!\n";
        let page = "predicate p\nimplies:\n  - b\n  - q\n    because: r\nnote:\n  One is short.\n  Mr.\n  Two is so long that it has to go on on another line, as \"this\" does.\n  Three!\nlinks:\n  a: 2\n  z: 1\n";
        assert_eq!(readable(text).unwrap(), page);
    }

    #[test]
    fn an_office_and_a_comment_keep_their_lines() {
        let text = "# all\nentity: e\nspeaks-for: {for: iran, from: 2016}\nkey: [ ]\n---\nclaim: c\nretracted: {date: 2019, by: me}\n# end\n";
        let page =
            "# all\nentity e\nspeaks-for: iran\n  from: 2016\nkey:\n\nclaim c\nretracted: 2019\n  by: me\n# end\n";
        assert_eq!(readable(text).unwrap(), page);
    }

    #[test]
    fn what_is_no_record_is_not_laid_out() {
        for text in ["name: CI\non: push\n", "claim: a\n---\nclaim: [\n", "claim: *a\n", "- a\n"] {
            assert_eq!(readable(text), None, "{text}");
        }
        assert_eq!(
            readable("claim: a\nquote: We are #1\nat: #2\n").as_deref(),
            Some("claim a\nat: [cut off: #2]\nquote: We are [cut off: #1]\n")
        );
        assert_eq!(readable("").as_deref(), Some(""));
        assert_eq!(readable("claim: \"a\\e[31m\"\n").as_deref(), Some("claim a\\u{1b}[31m\n"));
    }
}
