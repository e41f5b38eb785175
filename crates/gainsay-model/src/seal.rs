//! Writes a record's version into its text: one line is added or replaced, and nothing else changes.

use crate::edit::{self, KeyPath};
use crate::record::Rev;
use crate::value::Value;

/// Returns the text of a file with `rev` written into the record that begins at byte `start`.
///
/// Key and version are quoted as the record's first key and value are, so that JSON stays JSON; an existing version
/// keeps its quotes.
///
/// # Errors
///
/// Returns the reason where that cannot be done without a change of anything else.
pub fn with_rev(text: &str, start: u32, rev: Rev) -> Result<String, String> {
    edit::set_at(text, start, &KeyPath::of("rev"), &Value::text(rev.to_string())).map_err(|refusal| refusal.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::record::Digest;
    use crate::yaml;

    const REV: Rev = Rev { count: 1, digest: Digest(0x0123_4567_89ab) };

    fn sealed(text: &str) -> String {
        with_rev(text, yaml::read(text).documents[0].span.start, REV).unwrap()
    }

    #[test]
    fn json_stays_json() {
        for text in [
            r#"{"entity": "a", "name": "A"}"#,
            r#"{"entity":"a","name":"A"}"#,
            r#"{"predicate": "a"}"#,
            "{\n  \"entity\": \"a\",\n  \"name\": \"A\"\n}\n",
            "{\r\n\t\"entity\": \"a\",\r\n\t\"name\": \"A\"\r\n}",
            "{\n  \"predicate\": \"a\"\n}\n",
            "{ \"entity\": \"a\"\n, \"name\": \"A\"\n}\n",
            "{\n\"entity\"\n:\n\"a\"\n,\n\"name\":\"A\"}",
            r#"{"entity": "a", "rev": "1-000000000000", "name": "A"}"#,
            r#"{"entity": "a", "rev": "", "name": "A"}"#,
        ] {
            let text = sealed(text);
            let value: serde_json::Value =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(value["rev"], "1-0123456789ab", "{text}");
        }
    }

    #[test]
    fn the_version_is_written_as_the_first_entry_is() {
        for (text, expected) in [
            (r#"{"entity": "a", "name": "A"}"#, r#"{"entity": "a", "rev": "1-0123456789ab", "name": "A"}"#),
            (r#"{"entity":"a","name":"A"}"#, r#"{"entity":"a","rev":"1-0123456789ab","name":"A"}"#),
            ("{entity: a, name: A}", "{entity: a, rev: 1-0123456789ab, name: A}"),
            ("{entity: 'a', name: A}", "{entity: 'a', rev: 1-0123456789ab, name: A}"),
            ("{'entity': 'a', name: A}", "{'entity': 'a', 'rev': '1-0123456789ab', name: A}"),
            ("{\n  entity: a, # it\n  name: A\n}", "{\n  entity: a, # it\n  rev: 1-0123456789ab,\n  name: A\n}"),
            ("{\n  predicate: a # it\n}", "{\n  predicate: a, rev: 1-0123456789ab # it\n}"),
            ("--- {\n  predicate: a\n}", "--- {\n  predicate: a,\n  rev: 1-0123456789ab\n}"),
            ("\"entity\": \"a\"\nname: A\n", "\"entity\": \"a\"\n\"rev\": \"1-0123456789ab\"\nname: A\n"),
            ("entity: \"a\"\nname: A\n", "entity: \"a\"\nrev: 1-0123456789ab\nname: A\n"),
            ("entity: a\nrev: '1-000000000000' # x\nname: A", "entity: a\nrev: '1-0123456789ab' # x\nname: A"),
            ("entity: a\nrev: # x\nname: A", "entity: a\nrev: 1-0123456789ab # x\nname: A"),
            ("entity: a\nrev: \"\"\nname: A", "entity: a\nrev: \"1-0123456789ab\"\nname: A"),
        ] {
            assert_eq!(sealed(text), expected);
        }
    }

    #[test]
    fn the_line_ends_as_its_neighbours_do() {
        for (text, expected) in [
            ("entity: a\r\nname: A\n", "entity: a\r\nrev: 1-0123456789ab\r\nname: A\n"),
            ("# x\r\nentity: a\nname: A\r\n", "# x\r\nentity: a\nrev: 1-0123456789ab\nname: A\r\n"),
            ("# x\rpredicate: a", "# x\rpredicate: a\rrev: 1-0123456789ab"),
            ("# x\r\npredicate: a", "# x\r\npredicate: a\r\nrev: 1-0123456789ab"),
            ("\u{feff}predicate: a", "\u{feff}predicate: a\nrev: 1-0123456789ab"),
        ] {
            assert_eq!(sealed(text), expected);
        }
    }
}
