//! Reads the cells of a row as the keys of a record.

use crate::edit::KeyPath;
use crate::finding::Part;
use crate::record::Stance;
use crate::schema::{Content, Kind, STANCES, Shape};
use crate::value::Value;

use super::cell::{members, whole_json};
use super::column::Column;

/// The content of a row. An empty cell has none.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Row {
    /// Keys and their values, in the order of the columns.
    pub fields: Vec<Field>,
    /// The keys whose cells are empty.
    pub empty: Vec<KeyPath>,
}

/// The value of one key in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The key, or the entry of its mapping.
    pub key: KeyPath,
    /// The value of the key.
    pub value: Value,
    /// The number of the column, from 0.
    pub column: usize,
}

/// The fault of a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellFault {
    /// The number of the column, from 0.
    pub column: usize,
    /// The fault, in plain words.
    pub message: String,
}

impl Row {
    /// Reads the cells of a row, unguarded. Cells without a column are skipped.
    ///
    /// # Errors
    ///
    /// Returns the fault of the first cell that cannot be read.
    pub fn read(kind: Kind, columns: &[Option<Column>], cells: &[String]) -> Result<Row, CellFault> {
        let mut row = Row::default();
        let mut statement = Statement::default();
        for (number, (column, cell)) in columns.iter().zip(cells).enumerate() {
            let fault = |message: String| CellFault { column: number, message };
            match column {
                None => {}
                Some(Column::Key(key)) if cell.trim().is_empty() => row.empty.push(key.clone()),
                Some(Column::Key(key)) => {
                    let value = value(kind, key, cell).map_err(fault)?;
                    row.fields.push(Field { key: key.clone(), value, column: number });
                }
                Some(_) if cell.trim().is_empty() => {}
                Some(Column::Stance) => statement.stance = Some((number, stance(cell).map_err(fault)?)),
                Some(Column::Statement) => {
                    statement.whole = Some((number, statement_value(cell).map_err(fault)?));
                }
                Some(Column::Part(part)) => statement.parts.push((number, *part, cell.trim().to_owned())),
            }
        }
        row.fields.extend(statement.field()?);
        Ok(row)
    }

    /// Returns the row's keys with their values, the entries of a mapping put together.
    pub fn keys(&self, kind: Kind) -> Vec<(String, Value)> {
        let mut keys: Vec<(String, Value)> = Vec::new();
        for Field { key, value, .. } in &self.fields {
            let main = kind.key(&key.key).and_then(|known| match known.shape {
                Shape::Main(main) => Some(main),
                _ => None,
            });
            let main = main.filter(|_| matches!(value, Value::Text(_)));
            let Some(inner) = key.inner.as_deref().or(main) else {
                keys.push((key.key.clone(), value.clone()));
                continue;
            };
            let entry = (inner.to_owned(), value.clone());
            match keys.iter_mut().find(|(known, _)| *known == key.key) {
                Some((_, Value::Mapping(entries))) => entries.push(entry),
                _ => keys.push((key.key.clone(), Value::Mapping(vec![entry]))),
            }
        }
        keys
    }

    /// Returns the id that the row gives its record.
    pub fn id(&self, kind: Kind) -> Option<&str> {
        self.fields.iter().find_map(|field| match &field.value {
            Value::Text(id) if field.key.key == kind.first_key() => Some(id.as_str()),
            _ => None,
        })
    }
}

/// The cells that form a claim's statement.
#[derive(Default)]
struct Statement {
    stance: Option<(usize, Stance)>,
    whole: Option<(usize, Value)>,
    parts: Vec<(usize, Part, String)>,
}

impl Statement {
    fn field(self) -> Result<Option<Field>, CellFault> {
        let (column, value) = match (self.whole, self.parts.as_slice()) {
            (None, []) => match self.stance {
                Some((column, _)) => return Err(CellFault { column, message: "the stance has no statement".into() }),
                None => return Ok(None),
            },
            (Some(whole), []) => whole,
            (None, parts) => in_parts(parts)?,
            (Some(_), [(column, ..), ..]) => {
                let message = "the statement is in a column of its own already".into();
                return Err(CellFault { column: *column, message });
            }
        };
        let Some((_, stance)) = self.stance else {
            let message = format!("the statement has no stance; a column `stance` says {}", STANCES.join(", "));
            return Err(CellFault { column, message });
        };
        Ok(Some(Field { key: KeyPath::of(stance.key()), value, column }))
    }
}

/// Returns the statement of three cells, and the column in which it begins.
fn in_parts(parts: &[(usize, Part, String)]) -> Result<(usize, Value), CellFault> {
    let first = parts.first().map_or(0, |(column, ..)| *column);
    let mut texts = Vec::new();
    for wanted in [Part::Subject, Part::Predicate, Part::Object] {
        let Some((column, _, text)) = parts.iter().find(|(_, part, _)| *part == wanted) else {
            let message = format!("the statement has no {}", wanted.key());
            return Err(CellFault { column: first, message });
        };
        if wanted != Part::Object && text.contains(char::is_whitespace) {
            let message = format!("the {} of a statement is one word, the id of a record", wanted.key());
            return Err(CellFault { column: *column, message });
        }
        texts.push(text.as_str());
    }
    Ok((first, Value::text(texts.join(" "))))
}

fn stance(cell: &str) -> Result<Stance, String> {
    let word = cell.trim();
    Stance::of_key(word).ok_or_else(|| format!("`{word}` is no stance; they are {}", STANCES.join(", ")))
}

fn statement_value(cell: &str) -> Result<Value, String> {
    if cell.trim_start().starts_with('{') {
        return Ok(whole_json(cell)?.unwrap_or_else(|| Value::text(cell)));
    }
    Ok(Value::text(cell))
}

fn value(kind: Kind, path: &KeyPath, cell: &str) -> Result<Value, String> {
    let Some(key) = kind.key(&path.key).filter(|_| path.inner.is_none()) else { return Ok(Value::text(cell)) };
    match key.shape {
        Shape::Many | Shape::Sequence | Shape::Edges(_) => Ok(Value::List(members(cell)?)),
        Shape::Statement => statement_value(cell),
        // Spreadsheets write the word of a check box in capitals.
        Shape::Flag if cell.trim().eq_ignore_ascii_case("true") => Ok(Value::text("true")),
        Shape::Flag if cell.trim().eq_ignore_ascii_case("false") => Ok(Value::text("false")),
        _ if key.content == Content::Prose => Ok(Value::text(cell)),
        _ => Ok(Value::text(cell.trim())),
    }
}
