//! File names that work on every system, whatever the id.

use sha2::{Digest, Sha256};

/// The length in bytes of the longest id that is used unchanged.
const LONGEST: usize = 80;

/// The length in bytes of the longest beginning of a text in a name.
const LONGEST_BEGINNING: usize = 48;

/// The names that Windows reserves for devices, with any ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Returns the name of a file for an id, without an ending: the id itself if every system can have it; otherwise its
/// beginning and a digest. No two ids get the same name, even on a system that ignores case or accents, or cuts long
/// names.
pub fn file_name(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_device = RESERVED.contains(&id)
        || (id.len() == 4
            && (id.starts_with("com") || id.starts_with("lpt"))
            && id.ends_with(|c: char| c.is_ascii_digit()));
    // An id never has two `-` in a row, but a name with a digest does.
    let is_name = !id.is_empty() && id.len() <= LONGEST && id.chars().all(is_plain) && !id.contains("--");
    if is_name && !is_device && !id.starts_with('-') && !id.ends_with('-') { id.to_owned() } else { hashed_name(id) }
}

/// Returns the name of a file for any text: its beginning in plain letters, and a digest of it.
pub fn hashed_name(text: &str) -> String {
    let mut beginning = String::new();
    for c in text.chars() {
        if beginning.len() >= LONGEST_BEGINNING {
            break;
        }
        match c.to_ascii_lowercase() {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => beginning.push(c),
            _ if beginning.is_empty() || beginning.ends_with('-') => {}
            _ => beginning.push('-'),
        }
    }
    let beginning = if beginning.is_empty() { "x" } else { beginning.trim_end_matches('-') };
    format!("{beginning}--{}", digest(text.as_bytes()))
}

/// Returns the digest of some bytes: 16 hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_name_where_any_system_can_have_it() {
        for plain in ["iran", "mh17-report-2", "a", "x1"] {
            assert_eq!(file_name(plain), plain);
        }
        for odd in ["con", "nul", "com1", "lpt9", "ایران", "müller", "ſ", "a.b", "a/b", "..", "a--b", "-a", ""] {
            let name = file_name(odd);
            assert_ne!(name, odd);
            assert!(name.contains("--") && name.is_ascii() && !name.contains(['/', '.']), "{name}");
        }
        assert_eq!(file_name(&"a".repeat(80)).len(), 80);
        assert!(file_name(&"a".repeat(500)).len() < 80);
    }

    #[test]
    fn no_two_texts_have_one_name() {
        let ids = ["a.b", "a/b", "a-b", "å", "a\u{30a}", "ab", "x", "ſ", "s"];
        let names: std::collections::BTreeSet<String> = ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), ids.len());
    }
}
