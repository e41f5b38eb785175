//! Maps for sheets with columns of their own: a template for each key of a record.

use sha2::{Digest as _, Sha256};

use crate::new_record::slug;
use crate::schema::Kind;
use crate::value::Value;
use crate::yaml::{self, Entry, Node};

use super::cell::{json, members};
use super::column::Column;

/// A map: for each of its entries a column of the format, and a template for its cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Map {
    /// The kind of record that the first key names, or the only kind that has all the keys.
    pub kind: Option<Kind>,
    /// The keys, as written, and their templates.
    pub entries: Vec<(String, Template)>,
}

/// A cell made of the cells of other columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Template {
    /// A text with cells in it: `{Organisation | slug}`.
    Text(Vec<Piece>),
    /// A mapping with a template for each key.
    Mapping(Vec<(String, Template)>),
}

/// A piece of a text with cells in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A text that is the same in every row.
    Plain(String),
    /// A cell: of the first of these columns that is not empty, put through the filters.
    Cell {
        /// The headers of the columns.
        headers: Vec<String>,
        /// The filters, in their order.
        filters: Vec<Filter>,
    },
}

/// A change of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    /// Turns a text into an id.
    Slug,
    /// Leaves the day of a point in time such as `2021-03-04T10:11:12Z`. Other texts stay.
    Day,
    /// Turns a date such as `4.3.2021` or `04/03/2021`, with the day first, into `2021-03-04`. Other texts stay.
    DayFirst,
    /// Turns a date such as `3/4/2021`, with the month first, into `2021-03-04`. Other texts stay.
    MonthFirst,
    /// Leaves the value of a cell that has only one, and nothing of a list of several.
    Only,
    /// Turns a text into six letters and digits that hardly any other text has.
    Digest,
}

impl Map {
    /// Reads a map from YAML.
    ///
    /// # Errors
    ///
    /// Returns the fault in plain words.
    pub fn read(text: &str) -> Result<Map, String> {
        let reading = yaml::read(text);
        if let Some(fault) = reading.faults.first() {
            return Err(fault.message.clone());
        }
        let [document] = reading.documents.as_slice() else { return Err("a map is one mapping of keys".into()) };
        let entries = templates(&document.entries)?;
        let named = entries.first().and_then(|(key, _)| Kind::of_first_key(key));
        let has_all = |kind: &Kind| entries.iter().all(|(key, _)| Column::named(*kind, key).is_some());
        let fitting: Vec<Kind> = Kind::ALL.into_iter().filter(has_all).collect();
        let only = if let [only] = fitting.as_slice() { Some(*only) } else { None };
        Ok(Map { kind: named.or(only), entries })
    }

    /// Returns the column that each entry fills.
    ///
    /// # Errors
    ///
    /// Returns a message about a key that records of the kind do not have.
    pub fn columns(&self, kind: Kind) -> Result<Vec<Option<Column>>, String> {
        let column = |(key, _): &(String, Template)| match Column::named(kind, key) {
            Some(column) => Ok(Some(column)),
            None => Err(format!("{} has no key `{key}`", kind.one())),
        };
        self.entries.iter().map(column).collect()
    }
}

fn templates(entries: &[Entry]) -> Result<Vec<(String, Template)>, String> {
    let template = |entry: &Entry| {
        let key = &entry.key.text;
        let unquoted = || format!("the template of `{key}` must stand in quotes, as it begins with a brace");
        let template = match &entry.value {
            Node::Scalar(scalar) => Template::read(&scalar.text).map_err(|fault| format!("`{key}`: {fault}"))?,
            // Without quotes, YAML reads `{Name}` as a mapping with a key that has no value.
            Node::Map { entries, .. } if entries.iter().all(|entry| !is_empty(&entry.value)) => {
                Template::Mapping(templates(entries).map_err(|fault| format!("`{key}`: {fault}"))?)
            }
            Node::Map { .. } => return Err(unquoted()),
            _ => return Err(format!("`{key}` takes a template, or a mapping of templates")),
        };
        Ok((key.clone(), template))
    };
    entries.iter().map(template).collect()
}

fn is_empty(node: &Node) -> bool {
    Value::of(node).is_none_or(|value| value.is_empty())
}

impl Template {
    /// Reads a text with cells in it. A literal brace is written twice.
    ///
    /// # Errors
    ///
    /// Returns the fault in plain words.
    pub fn read(text: &str) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '{' | '}' if letters.next_if_eq(&letter).is_some() => plain.push(letter),
                '{' => {
                    let mut inside = String::new();
                    loop {
                        match letters.next() {
                            Some('}') => break,
                            Some(letter) => inside.push(letter),
                            None => return Err("a `{` is not closed".into()),
                        }
                    }
                    parts.push(Piece::Plain(std::mem::take(&mut plain)));
                    parts.push(cell(&inside)?);
                }
                '}' => return Err("a `}` closes nothing; write `}}` for a brace".into()),
                letter => plain.push(letter),
            }
        }
        parts.push(Piece::Plain(plain));
        Ok(Template::Text(parts))
    }

    /// Returns the headers of the columns from which the template takes cells.
    pub fn headers(&self) -> Vec<&str> {
        match self {
            Template::Text(parts) => {
                let cells = parts.iter().filter_map(|part| match part {
                    Piece::Cell { headers, .. } => Some(headers),
                    Piece::Plain(_) => None,
                });
                cells.flatten().map(String::as_str).collect()
            }
            Template::Mapping(entries) => entries.iter().flat_map(|(_, template)| template.headers()).collect(),
        }
    }

    /// Returns the cell for a row. It is empty where the template takes cells from columns, and all of them are empty. A
    /// mapping is written as JSON.
    pub fn fill<'c>(&self, cell: &dyn Fn(&str) -> Option<&'c str>) -> String {
        let headers = self.headers();
        let is_given = |header: &&str| cell(header).is_some_and(|cell| !cell.trim().is_empty());
        if !headers.is_empty() && !headers.iter().any(is_given) {
            return String::new();
        }
        match self {
            Template::Text(parts) => parts.iter().map(|part| part.fill(cell)).collect(),
            Template::Mapping(entries) => {
                let filled = entries.iter().map(|(key, template)| (key.clone(), Value::text(template.fill(cell))));
                json(&Value::Mapping(filled.filter(|(_, value)| !value.is_empty()).collect()))
            }
        }
    }
}

impl Piece {
    fn fill<'c>(&self, cell: &dyn Fn(&str) -> Option<&'c str>) -> String {
        match self {
            Piece::Plain(plain) => plain.clone(),
            Piece::Cell { headers, filters } => {
                let mut cells = headers.iter().filter_map(|header| cell(header)).filter(|cell| !cell.trim().is_empty());
                let given = cells.next().unwrap_or_default().to_owned();
                filters.iter().fold(given, |text, filter| filter.apply(&text))
            }
        }
    }
}

impl Filter {
    const ALL: [(&str, Filter); 6] = [
        ("slug", Filter::Slug),
        ("day", Filter::Day),
        ("day-first", Filter::DayFirst),
        ("month-first", Filter::MonthFirst),
        ("only", Filter::Only),
        ("digest", Filter::Digest),
    ];

    fn apply(self, text: &str) -> String {
        match self {
            Filter::Slug => slug(without_scheme(text.trim())),
            Filter::Day => day(text.trim()).unwrap_or(text).to_owned(),
            Filter::DayFirst => numbers(text).map_or(text.to_owned(), |[day, month, year]| written(year, month, day)),
            Filter::MonthFirst => numbers(text).map_or(text.to_owned(), |[month, day, year]| written(year, month, day)),
            Filter::Digest => Sha256::digest(text.trim()).iter().take(3).map(|byte| format!("{byte:02x}")).collect(),
            Filter::Only => match members(text).as_deref() {
                Ok([Value::Text(only)]) => only.clone(),
                Ok(_) => String::new(),
                Err(_) => text.to_owned(),
            },
        }
    }
}

/// Returns an address without the words at its beginning that all addresses have.
fn without_scheme(text: &str) -> &str {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.map_or(text, |rest| rest.strip_prefix("www.").unwrap_or(rest))
}

/// Returns the day with which a point in time begins.
fn day(text: &str) -> Option<&str> {
    let (day, rest) = text.split_at_checked(10)?;
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    (rest.starts_with(['T', ' ']) && day.bytes().zip(*b"0000-00-00").all(fits)).then_some(day)
}

/// Returns the numbers of a date in figures, with its year of four at the end.
fn numbers(text: &str) -> Option<[&str; 3]> {
    let text = text.trim();
    let mark = ['.', '/', '-'].into_iter().find(|mark| text.contains(*mark))?;
    let [one, two, year] = *text.split(mark).map(str::trim).collect::<Vec<_>>() else { return None };
    let is_number = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (is_number(one, 1, 2) && is_number(two, 1, 2) && is_number(year, 4, 4)).then_some([one, two, year])
}

fn written(year: &str, month: &str, day: &str) -> String {
    format!("{year}-{month:0>2}-{day:0>2}")
}

fn cell(inside: &str) -> Result<Piece, String> {
    let mut headers: Vec<&str> = inside.split("||").collect();
    let last = headers.pop().unwrap_or_default();
    let mut parts = last.split('|');
    let last = parts.next().unwrap_or_default();
    let filter = |name: &str| {
        let known = Filter::ALL.into_iter().find(|(known, _)| *known == name.trim()).map(|(_, filter)| filter);
        known.ok_or_else(|| {
            let names = Filter::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
            format!("`{}` is not known; after `|` stands one of {names}", name.trim())
        })
    };
    if headers.iter().any(|header| header.contains('|')) {
        return Err("what changes a cell stands behind the last of its columns".into());
    }
    let filters: Vec<Filter> = parts.map(filter).collect::<Result<_, _>>()?;
    headers.push(last);
    let headers = headers.into_iter().map(|header| header.trim().to_owned()).collect();
    Ok(Piece::Cell { headers, filters })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled() {
        let cell = |header: &str| match header {
            "Organisation" => Some("Ministry of  Works"),
            "Empty" => Some(" "),
            "Time" => Some("2021-03-04T10:11:12+00:00"),
            "Link" => Some("https://www.example.org/a?x=1"),
            "Figures" => Some("4.3.2021"),
            "Two" => Some("1961; 1962"),
            "One" => Some("\"a; b\""),
            _ => None,
        };
        let fill = |text: &str| Template::read(text).map(|template| template.fill(&cell));
        assert_eq!(fill("x-{Organisation | slug}"), Ok("x-ministry-of-works".into()));
        assert_eq!(fill("{Organisation}, {Empty}{{}}"), Ok("Ministry of  Works, {}".into()));
        assert_eq!(fill("x {Empty}"), Ok(String::new()));
        assert_eq!(fill("constant"), Ok("constant".into()));
        assert_eq!(fill("{Empty || Organisation | slug}"), Ok("ministry-of-works".into()));
        assert_eq!(fill("{Missing||Time|day}"), Ok("2021-03-04".into()));
        assert_eq!(fill("{Link | slug}, {Organisation | day}"), Ok("example-org-a-x-1, Ministry of  Works".into()));
        assert_eq!(fill("{Two | only}{One | only | slug}"), Ok("a-b".into()));
        assert_eq!(fill("{Figures | day-first}/{Figures | month-first}"), Ok("2021-03-04/2021-04-03".into()));
        assert_eq!(fill("{Organisation | day-first}"), Ok("Ministry of  Works".into()));
        assert_eq!(fill("{Link | digest}").map(|digest| digest.len()), Ok(6));
        for wrong in ["{a", "a}", "{a | b}", "{a | slug || b}"] {
            assert!(Template::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_map_tells_the_kind() {
        let map = Map::read("source: \"{Title | slug}\"\ntitle: \"{Title}\"\n");
        assert_eq!(map.map(|map| map.kind), Ok(Some(Kind::Source)));
        assert_eq!(Map::read("by: a\nstatement: b\n").map(|map| map.kind), Ok(Some(Kind::Claim)));
        assert_eq!(Map::read("note: a\n").map(|map| map.kind), Ok(None));
        assert!(Map::read("source: {Title}\n").is_err_and(|fault| fault.contains("in quotes")));
        assert!(Map::read("sources: a\n").and_then(|map| map.columns(Kind::Source)).is_err());
    }

    #[test]
    fn a_mapping_is_filled_key_by_key() {
        let map = Map::read("entity: e\nspeaks-for:\n  for: \"{Whom}\"\n  from: \"{From}\"\n  until: \"{Until}\"\n");
        let map = map.expect("a map");
        let fill = |cells: &'static [(&str, &str)]| {
            let cell = |header: &str| cells.iter().find(|(name, _)| *name == header).map(|(_, cell)| *cell);
            map.entries[1].1.fill(&cell)
        };
        let full = r#"{"for":"the \"B\"","from":"2019"}"#;
        assert_eq!(fill(&[("Whom", "the \"B\""), ("From", "2019"), ("Until", " ")]), full);
        assert_eq!(fill(&[]), "");
    }
}
