//! The texts of cells: guarded against being taken for a formula, and lists in a cell.

use std::borrow::Cow;

use crate::value::Value;

/// The characters with which a formula begins in a spreadsheet.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns a text as a cell shows it: with a `'` before it where a spreadsheet would take it for a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Returns the text of a cell without the `'` that guards it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Returns the members of a list as one text.
pub(super) fn joined(items: &[Value]) -> String {
    items.iter().map(member).collect::<Vec<_>>().join("; ")
}

fn member(item: &Value) -> String {
    match item {
        Value::Text(text) if !needs_quotes(text) => text.clone(),
        other => json(other),
    }
}

/// Returns true if a member would not be read back as it is.
fn needs_quotes(text: &str) -> bool {
    text.contains([';', '"']) || text.starts_with(['{', '[']) || text.trim() != text
}

/// Returns a value as JSON.
pub(super) fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads the members of a list.
///
/// # Errors
///
/// Returns the fault of a member in quotation marks or braces.
pub(super) fn members(text: &str) -> Result<Vec<Value>, String> {
    let mut members = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some((member, after)) = doubled_quotes(rest) {
            members.extend((!member.is_empty()).then(|| Value::text(member)));
            rest = after;
        } else if rest.starts_with(['"', '{']) {
            let (value, after) = first_json(rest)?;
            rest = after.trim_start();
            members.extend(value);
            match rest.strip_prefix(';') {
                Some(after) => rest = after,
                None if rest.is_empty() => {}
                None => return Err("a `;` must stand after a member in quotation marks or braces".into()),
            }
        } else {
            let (one, after) = rest.split_once(';').unwrap_or((rest, ""));
            let one = one.trim();
            members.extend((!one.is_empty()).then(|| Value::text(one)));
            rest = after;
        }
        rest = rest.trim_start();
    }
    Ok(members)
}

/// Reads the member that a text begins with, if it is in quotation marks and has one within it, written twice: other
/// programs join lists so, as they join the cells of a row. Returns it and the text behind it.
fn doubled_quotes(text: &str) -> Option<(String, &str)> {
    let (mut member, mut rest, mut is_doubled) = (String::new(), text.strip_prefix('"')?, false);
    loop {
        let (before, after) = rest.split_once('"')?;
        if before.contains('\\') {
            return None;
        }
        member.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                member.push('"');
                (rest, is_doubled) = (after, true);
            }
            None => {
                let after = after.trim_start();
                let behind = after.strip_prefix(';').or(after.is_empty().then_some(""))?;
                return is_doubled.then_some((member, behind));
            }
        }
    }
}

/// Reads the JSON value that a text begins with. Returns it and the text behind it.
fn first_json(text: &str) -> Result<(Option<Value>, &str), String> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    match values.next() {
        Some(Ok(value)) => Ok((Value::of_json(value), text.get(values.byte_offset()..).unwrap_or_default())),
        Some(Err(fault)) => Err(format!("what begins with `\"` or `{{` must be JSON: {fault}")),
        None => Ok((None, "")),
    }
}

/// Reads a text as one JSON value.
pub(super) fn whole_json(text: &str) -> Result<Option<Value>, String> {
    match first_json(text)? {
        (value, rest) if rest.trim().is_empty() => Ok(value),
        _ => Err("there is something after the closing brace".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_comes_and_goes() {
        for (text, cell) in [
            ("=1", "'=1"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("'a", "'a"),
            ("a=1", "a=1"),
            ("\t", "'\t"),
            ("'", "'"),
            ("", ""),
            (" =1", " =1"),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(unguarded(cell), text);
        }
    }

    #[test]
    fn a_list_is_read_back() {
        let texts = ["a", "a; b", " a", "\"", "{a}", "a\nb", "\u{a0}a", "'=", "a\\b", "[x]"];
        let mut items: Vec<Value> = texts.map(Value::text).to_vec();
        items.push(Value::Mapping(vec![("for".into(), Value::text("a; \"b"))]));
        assert_eq!(members(&joined(&items)), Ok(items));
        assert_eq!(members(" a ;; b ; "), Ok(vec![Value::text("a"), Value::text("b")]));
        let other = r#"Ali;"Ali ""the Fox""";"a;b" ; "a \"b\"""#;
        let read = ["Ali", r#"Ali "the Fox""#, "a;b", r#"a "b""#].map(Value::text).to_vec();
        assert_eq!(members(other), Ok(read));
        for wrong in ["\"a", "\"a\" b", "{a", "{\"a\": 1} {}"] {
            assert!(members(wrong).is_err(), "{wrong}");
        }
    }
}
