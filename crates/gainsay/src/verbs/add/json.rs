//! Records as JSON: one object, an array of objects, or one object a line.

use std::io::Read;
use std::path::Path;

use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_model::value::Value;

use super::Fields;
use crate::problem::Problem;

/// Reads the records of a JSON file, or of standard input for `-`.
///
/// # Errors
/// Returns an error for what is no JSON, or contains no object of that kind, with the number of the record.
pub fn records(path: &Path, kind: Kind) -> Result<Vec<Fields>, Problem> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|e| Problem::at(path, "read", &e))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut all = Vec::new();
    let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    for (number, object) in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>().enumerate() {
        let object = object.map_err(|e| no_json(&name, &e))?;
        match object {
            serde_json::Value::Array(items) => {
                for item in items {
                    all.push(record(item, kind, all.len() + 1)?);
                }
            }
            object => all.push(record(object, kind, number + 1)?),
        }
    }
    Ok(all)
}

fn no_json(name: &str, error: &serde_json::Error) -> Problem {
    Problem::new(format!("{name} is no JSON: {error}"))
        .help("give one object, an array of objects, or one object a line; nothing was written")
}

fn record(object: serde_json::Value, kind: Kind, number: usize) -> Result<Fields, Problem> {
    let serde_json::Value::Object(entries) = object else {
        return Err(Problem::new(format!("record {number} is no object"))
            .help(format!("write it as `{{\"{}\": …}}`", kind.first_key())));
    };
    let other = Kind::ALL.into_iter().find(|other| *other != kind && is_of_kind(&entries, *other, kind));
    if let Some(other) = other {
        return Err(Problem::new(format!("record {number} is {}, and no {kind}", other.one()))
            .help(format!("add it with `gainsay add {other} --json FILE`")));
    }
    let field = |(key, value): (String, serde_json::Value)| Some((escaped(&key).into_owned(), Value::of_json(value)?));
    Ok(entries.into_iter().filter_map(field).collect())
}

/// Returns whether an object has the first key of another kind, which is not a key of this one.
fn is_of_kind(entries: &serde_json::Map<String, serde_json::Value>, other: Kind, kind: Kind) -> bool {
    entries.contains_key(other.first_key()) && kind.key(other.first_key()).is_none()
}
