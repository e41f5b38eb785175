//! Maps for sheets with columns of their own: a template for each key of a record.

use crate::new_record::slug;
use crate::schema::Kind;
use crate::yaml::{self, Node};

use super::column::Column;

/// A map: for each of its entries a column of the format, and a template for its cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Map {
    /// The kind of record that its first key names, if it names one.
    pub kind: Option<Kind>,
    /// The keys, as written, and their templates.
    pub entries: Vec<(String, Template)>,
}

/// A text with the cells of columns in it: `{Organisation | slug}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    parts: Vec<Piece>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Text(String),
    Cell { header: String, slug: bool },
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
        let mut entries = Vec::new();
        for entry in &document.entries {
            let key = entry.key.text.clone();
            let Node::Scalar(scalar) = &entry.value else {
                return Err(format!("the template of `{key}` must stand in quotes, as it begins with a brace"));
            };
            let template = Template::read(&scalar.text).map_err(|fault| format!("`{key}`: {fault}"))?;
            entries.push((key, template));
        }
        let kind = entries.first().and_then(|(key, _)| Kind::of_first_key(key));
        Ok(Map { kind, entries })
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

impl Template {
    /// Reads a template. A literal brace is written twice.
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
                    parts.push(Piece::Text(std::mem::take(&mut plain)));
                    parts.push(cell(&inside)?);
                }
                '}' => return Err("a `}` closes nothing; write `}}` for a brace".into()),
                letter => plain.push(letter),
            }
        }
        parts.push(Piece::Text(plain));
        Ok(Template { parts })
    }

    /// Returns the headers of the columns from which the template takes cells.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Piece::Cell { header, .. } => Some(header.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Returns the text for a row. It is empty where the template takes cells from columns, and all of them are empty.
    pub fn fill<'c>(&self, cell: &dyn Fn(&str) -> Option<&'c str>) -> String {
        let mut is_empty = self.headers().next().is_some();
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Cell { header, slug: as_slug } => {
                    let cell = cell(header).unwrap_or_default();
                    is_empty &= cell.trim().is_empty();
                    text.push_str(&if *as_slug { slug(cell) } else { cell.to_owned() });
                }
            }
        }
        if is_empty { String::new() } else { text }
    }
}

fn cell(inside: &str) -> Result<Piece, String> {
    let (header, filter) = match inside.rsplit_once('|') {
        Some((header, filter)) => (header, Some(filter.trim())),
        None => (inside, None),
    };
    match filter {
        None | Some("slug") => Ok(Piece::Cell { header: header.trim().to_owned(), slug: filter.is_some() }),
        Some(other) => Err(format!("`{other}` is not known; after `|` stands `slug`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled() {
        let cell = |header: &str| match header {
            "Organisation" => Some("Ministry of  Works"),
            "Empty" => Some(" "),
            _ => None,
        };
        let fill = |text: &str| Template::read(text).map(|template| template.fill(&cell));
        assert_eq!(fill("x-{Organisation | slug}"), Ok("x-ministry-of-works".into()));
        assert_eq!(fill("{Organisation}, {Empty}{{}}"), Ok("Ministry of  Works,  {}".into()));
        assert_eq!(fill("x {Empty}"), Ok(String::new()));
        assert_eq!(fill("constant"), Ok("constant".into()));
        for wrong in ["{a", "a}", "{a | b}"] {
            assert!(Template::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_map_tells_the_kind() {
        let map = Map::read("source: \"{Title | slug}\"\ntitle: \"{Title}\"\n");
        assert_eq!(map.map(|map| map.kind), Ok(Some(Kind::Source)));
        assert!(Map::read("source: {Title}\n").is_err());
        assert!(Map::read("sources: a\n").and_then(|map| map.columns(Kind::Source)).is_err());
    }
}
