//! Names: every id and word that recurs, kept once and spoken of by number.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A name by its number: cheap to copy, to compare and to hash. Its order is that of first mention, not of the alphabet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(u32);

impl Name {
    /// The number, for tables indexed by name.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All names of one workspace, each kept once.
#[derive(Default, Debug)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Names {
    /// The name of `text`, made if it is new.
    ///
    /// # Panics
    /// Only past 4 GiB of distinct names, which no workspace within the size limits of its files reaches in practice.
    pub fn add(&mut self, text: &str) -> Name {
        let hash = FxBuildHasher.hash_one(text);
        let Self { text: all, ends, table } = self;
        if let Some(&known) = table.find(hash, |&n| slice(all, ends, n) == text) {
            return Name(known);
        }
        let number = ends.len() as u32;
        all.push_str(text);
        assert!(all.len() <= u32::MAX as usize, "more than 4 GiB of distinct names");
        ends.push(all.len() as u32);
        table.insert_unique(hash, number, |&n| FxBuildHasher.hash_one(slice(all, ends, n)));
        Name(number)
    }

    /// The name of `text`, if it was ever added.
    pub fn find(&self, text: &str) -> Option<Name> {
        let hash = FxBuildHasher.hash_one(text);
        self.table.find(hash, |&n| slice(&self.text, &self.ends, n) == text).map(|&n| Name(n))
    }

    /// The text of a name of this workspace.
    pub fn text(&self, name: Name) -> &str {
        slice(&self.text, &self.ends, name.0)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no name yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn slice<'t>(text: &'t str, ends: &[u32], number: u32) -> &'t str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] as usize };
    &text[start..ends[number] as usize]
}

/// Whether `text` is an id: words of lower-case letters and digits, joined by single `-`, `.` or `/`.
pub fn is_id(text: &str) -> bool {
    text.split(['-', '.', '/']).all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c.is_lowercase()))
}

/// The known word nearest to `written`, if one is near enough to be what was meant.
pub fn nearest<'w>(written: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // A word of a million letters is no slip of the pen; comparing it with every id would take for ever.
    if written.is_empty() || written.len() > 200 {
        return None;
    }
    let length = written.len();
    let candidates: Vec<&str> =
        known.into_iter().filter(|k| *k != written && k.len() <= 2 * length + 2 && length <= 2 * k.len() + 2).collect();
    similar::get_close_matches(written, &candidates, 1, 0.7).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once_and_read_back() {
        let mut names = Names::default();
        let (a, b) = (names.add("iran"), names.add("taliban"));
        assert_ne!(a, b);
        assert_eq!(a, names.add("iran"));
        assert_eq!(names.text(b), "taliban");
        assert_eq!(names.find("iran"), Some(a));
        assert_eq!(names.find("kabul"), None);
    }

    #[test]
    fn ids_are_lower_case_words_joined_once() {
        for good in ["a", "9", "us-alleges.2018/x", "zürich-1"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "A", "a--b", "-a", "a-", "a b", "a_b", "a@b"] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("affirm", ["affirms", "denies"]), Some("affirms"));
        assert_eq!(nearest("zzz", ["affirms", "denies"]), None);
    }
}
