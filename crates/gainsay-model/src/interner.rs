//! Interns strings: each id and word that recurs is kept once and referred to by number.

mod hash_table;
mod near;
mod string_table;

use std::num::NonZeroU32;

use crate::text::composed;
use hash_table::HashTable;
pub(crate) use near::{Counted, Near};
pub use near::{differ_in_sense, nearest};
use rustc_hash::FxHashMap;
pub(crate) use string_table::{Key, LONG, StringTable};
use string_table::{hash, short_key};
use unicode_normalization::is_nfc;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// An interned string by its number: cheap to copy, to compare and to hash. Symbols are ordered by first mention, not
/// by the alphabet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(NonZeroU32);

/// The bit that is set in the number of a claim's id.
const OF_CLAIM: u32 = 1 << 31;

impl Symbol {
    /// Returns the word of that number.
    pub(crate) fn of(number: u32) -> Symbol {
        // The stored number is one more, so that `Option<Symbol>` takes no more room than a symbol.
        Symbol(NonZeroU32::MIN.saturating_add(number))
    }

    /// Returns the id of the claim of that number.
    pub(crate) fn of_claim(number: u32) -> Symbol {
        Symbol::of(number | OF_CLAIM)
    }

    /// Returns the number, for tables indexed by name: small for all but the ids of claims.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// Returns the number of the claim, if this is the id of one.
    pub(crate) fn claim(self) -> Option<u32> {
        let number = self.0.get() - 1;
        (number & OF_CLAIM != 0).then_some(number & !OF_CLAIM)
    }
}

/// The interned strings of one workspace: words, each kept once, and the ids of claims, which are added as they come.
///
/// Most ids of claims occur only once, and there are more of them than of all words: to look them up would take longer
/// than everything else. A reference to a claim is a word until all files are read; then it gets the symbol of the
/// claim's id.
#[derive(Default, Debug)]
pub struct Interner {
    words: StringTable,
    table: HashTable,
    /// The ids of claims, by the number of the claim; an empty string for a claim without one.
    claims: StringTable,
}

impl Interner {
    /// Returns the symbol of `text`, which is added if it is new.
    ///
    /// # Panics
    ///
    /// Panics past 4 GiB of distinct long strings, which no workspace within the size limits of its files reaches in
    /// practice.
    pub fn add(&mut self, text: &str) -> Symbol {
        let short = short_key(text);
        self.table.make_room(1);
        self.add_hashed(text, short, hash(short, text))
    }

    /// Returns the symbol of an id, read in NFC.
    pub fn add_id(&mut self, id: &str) -> Symbol {
        self.add(&composed(id))
    }

    /// Returns the symbol of a text whose hash is known, where the table has room for it.
    #[inline(always)]
    fn add_hashed(&mut self, text: &str, short: Option<u128>, hash: u32) -> Symbol {
        let Self { words, table, .. } = self;
        match table.find(hash, |number| words.is_it(number, short, text)) {
            Ok(number) => Symbol::of(number),
            Err(place) => {
                let number = words.push_keyed(short, text);
                table.put(place, hash, number);
                Symbol::of(number)
            }
        }
    }

    /// Adds all words of another workspace. Returns for each of them, by number, the symbol that it has here.
    ///
    /// A lookup mostly waits for memory, so independent lookups are made together: first the places of all words in the
    /// table, then the keys of those that seem to be there. The steps one by one afterwards find their data in the
    /// processor's cache.
    pub fn add_all(&mut self, others: &Interner) -> Vec<Symbol> {
        let numbers = 0..others.words.len() as u32;
        self.table.make_room(numbers.len());
        let hashes: Vec<u32> = numbers.clone().map(|number| others.words.hash(number)).collect();
        let seen: Vec<u32> = hashes.iter().map(|hash| self.table.likely(*hash)).collect();
        std::hint::black_box(seen.iter().fold(0, |all, number| all ^ self.words.touch(*number)));
        let add = |(number, hash)| {
            let (short, text) = others.words.parts(number);
            self.add_hashed(text, short, hash)
        };
        numbers.zip(hashes).map(add).collect()
    }

    /// Removes all strings, and keeps the memory that they had.
    pub fn clear(&mut self) {
        self.words.clear();
        self.table.clear();
        self.claims.clear();
    }

    /// Returns the symbol of `text`, if it was ever added. The ids of claims are not found in this way.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        let short = short_key(text);
        self.table.find(hash(short, text), |number| self.words.is_it(number, short, text)).ok().map(Symbol::of)
    }

    /// Returns the text of a symbol of this workspace.
    pub fn text(&self, name: Symbol) -> &str {
        match name.claim() {
            None => self.words.text(name.index() as u32),
            Some(claim) => self.claims.text(claim),
        }
    }

    /// Returns the number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns true if there is no word yet.
    pub fn is_empty(&self) -> bool {
        self.words.len() == 0
    }

    /// Returns an empty interner with room for that many words.
    pub(crate) fn with_room(words: usize) -> Interner {
        let mut names = Interner::default();
        names.words.reserve(words);
        names.table.make_room(words);
        names
    }

    /// Returns the symbol of the word of a key, which stands in `text` if it is long; none if the key is malformed.
    pub(crate) fn add_key(&mut self, key: Key, text: &str) -> Option<Symbol> {
        match key[15] {
            LONG => Some(self.add(text)),
            16.. => None,
            _ => {
                let short = Some(u128::from_le_bytes(key));
                self.table.make_room(1);
                Some(self.add_hashed("", short, hash(short, "")))
            }
        }
    }

    /// Returns the words.
    pub(crate) fn words(&self) -> &StringTable {
        &self.words
    }

    /// Returns the ids of claims.
    pub(crate) fn claims(&self) -> &StringTable {
        &self.claims
    }

    /// Returns the ids of claims, for additions.
    pub(crate) fn claims_mut(&mut self) -> &mut StringTable {
        &mut self.claims
    }

    /// Adds the id of a claim of another workspace as the next claim's, an empty string if it has none. Returns its
    /// symbol here.
    #[inline(always)]
    pub(crate) fn take_claim(&mut self, others: &StringTable, id: Option<Symbol>) -> Option<Symbol> {
        let number = self.claims.push_from(others, id.and_then(Symbol::claim));
        id.map(|_| Symbol::of_claim(number))
    }

    /// Adds the id of a claim.
    pub(crate) fn add_claim(&mut self, text: &str) -> Symbol {
        Symbol::of_claim(self.claims.push(text))
    }
}

/// A set of words that may be ids of claims.
#[derive(Default)]
pub(crate) struct SymbolSet {
    words: Vec<Symbol>,
    table: HashTable,
}

impl SymbolSet {
    /// Adds a word of an interner; a symbol of a claim's id is ignored.
    pub fn add(&mut self, names: &Interner, name: Symbol) {
        if name.claim().is_some() {
            return;
        }
        self.table.make_room(1);
        let hash = names.words.hash(name.index() as u32);
        if let Err(place) = self.table.find(hash, |at| self.words.get(at as usize) == Some(&name)) {
            self.table.put(place, hash, self.words.len() as u32);
            self.words.push(name);
        }
    }

    /// Returns, for each word that is the id of a claim of this interner, the symbol of the first such claim's id.
    pub fn among_claims(self, names: &Interner) -> FxHashMap<Symbol, Symbol> {
        let mut found = FxHashMap::default();
        if self.words.is_empty() {
            return found;
        }
        for claim in 0..names.claims.len() as u32 {
            let (short, text) = names.claims.parts(claim);
            let is_it = |at: u32| {
                self.words.get(at as usize).is_some_and(|word| names.words.is_it(word.index() as u32, short, text))
            };
            if let Ok(at) = self.table.find(hash(short, text), is_it)
                && let Some(word) = self.words.get(at as usize)
            {
                found.entry(*word).or_insert_with(|| Symbol::of_claim(claim));
            }
        }
        found
    }
}

/// Returns true if `text` is an id: words joined by single `-`, `.` or `/`, in NFC.
///
/// A word consists of digits and of letters that have no upper or title case form in them, each with its marks behind
/// it: `bahrami`, `müller`, `ایران`, `東京`.
pub fn is_id(text: &str) -> bool {
    if text.is_ascii() {
        // A fast check for nearly all ids: no word is empty if no joint follows another.
        let mut after_joint = true;
        return text.bytes().all(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' => {
                after_joint = false;
                true
            }
            b'-' | b'.' | b'/' => !std::mem::replace(&mut after_joint, true),
            _ => false,
        }) && !after_joint;
    }
    is_nfc(text) && text.split(['-', '.', '/']).all(is_word)
}

/// Returns true if a text is a word of an id, its form aside.
fn is_word(text: &str) -> bool {
    let mut marks_may_follow = false;
    let all_fit = text.chars().all(|c| match c.general_category() {
        Category::LowercaseLetter | Category::OtherLetter | Category::ModifierLetter => {
            marks_may_follow = true;
            true
        }
        Category::NonspacingMark | Category::SpacingMark => marks_may_follow,
        Category::DecimalNumber => {
            marks_may_follow = false;
            true
        }
        _ => false,
    });
    all_fit && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once_and_read_back() {
        let mut names = Interner::default();
        let (a, b) = (names.add("iran"), names.add("taliban"));
        assert_ne!(a, b);
        assert_eq!(a, names.add("iran"));
        assert_eq!(names.text(b), "taliban");
        assert_eq!(names.find("iran"), Some(a));
        assert_eq!(names.find("kabul"), None);
    }

    #[test]
    fn names_of_every_length_are_told_apart() {
        let mut names = Interner::default();
        let texts: Vec<String> = (0..40).flat_map(|n| ["a", "é", "ab\0"].map(|letters| letters.repeat(n))).collect();
        let numbers: Vec<Symbol> = texts.iter().map(|text| names.add(text)).collect();
        for (text, name) in texts.iter().zip(numbers) {
            assert_eq!(names.text(name), text);
            assert_eq!(names.find(text), Some(name));
        }
        assert_eq!(names.len(), 118, "the three that are empty are one");
    }

    #[test]
    fn words_and_ids_of_one_hash_are_told_apart() {
        let mut all: Vec<(u32, String)> =
            (0..300_000).map(|n| format!("c{n}")).map(|id| (hash(short_key(&id), &id), id)).collect();
        all.sort_unstable();
        let alike: Vec<_> = all.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1).collect();
        assert!(!alike.is_empty(), "of so many some have one hash");
        for [(_, one), (_, other)] in alike.into_iter().filter_map(|alike| alike.first_chunk::<2>()) {
            let (mut names, mut wanted) = (Interner::default(), SymbolSet::default());
            let word = names.add(one);
            assert_ne!(names.add(other), word);
            wanted.add(&names, word);
            names.add_claim(other);
            let claim = names.add_claim(one);
            assert_eq!(wanted.among_claims(&names), FxHashMap::from_iter([(word, claim)]));
        }
    }

    #[test]
    fn ids_are_words_of_any_script_joined_once() {
        for good in [
            "a",
            "9",
            "us-alleges.2018/x",
            "zürich-1",
            "ایران",
            "東京",
            "किताब",
            "திருக்குறள்",
            "ქართული",
            "ёлка",
            "x\u{323}\u{30c}",
            "ʰa",
            "ª",
            "۱۲-a٣",
            "ø.ß/ŉ",
        ] {
            assert!(is_id(good), "{good}");
        }
        for bad in [
            "",
            "A",
            "a--b",
            "-a",
            "a-",
            "a b",
            "a_b",
            "a@b",
            "É",
            "ǅ",
            "Ⴀ",
            "می\u{200c}خواهم",
            "a\u{ad}b",
            "\u{301}a",
            "1\u{301}",
            "a-\u{301}",
            "Ⅷ",
            "ⅷ",
            "a²",
            "½",
            "a\u{20dd}",
            "mu\u{308}ller",
            "ー–ー",
            "ا،ب",
            "a\u{a0}b",
        ] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
