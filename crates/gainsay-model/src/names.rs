//! Names: every id and word that recurs, kept once and spoken of by number.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use rustc_hash::FxBuildHasher;

/// A name by its number: cheap to copy, to compare and to hash. Its order is that of first mention, not of the alphabet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(NonZeroU32);

impl Name {
    /// The name of that number.
    pub(crate) fn of(number: u32) -> Name {
        // One more, so that no name takes no more room than a name.
        Name(NonZeroU32::MIN.saturating_add(number))
    }

    /// The number, for tables indexed by name.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// All names of one workspace, each kept once.
#[derive(Default, Debug)]
pub struct Names {
    /// A short name itself, or where a long one stands.
    keys: Vec<Key>,
    /// The long names, one after the other.
    long: String,
    table: Table,
}

/// A name of up to 15 bytes with its length in the last byte, or [`LONG`] there, and where a longer one stands.
pub(crate) type Key = [u8; 16];

/// A name's length, where it does not fit its key.
const LONG: u8 = u8::MAX;

impl Names {
    /// The name of `text`, made if it is new.
    ///
    /// # Panics
    /// Only past 4 GiB of distinct long names, which no workspace within the size limits of its files reaches in practice.
    pub fn add(&mut self, text: &str) -> Name {
        let (short, hash) = key_and_hash(text);
        self.table.make_room(1);
        self.add_hashed(text, short, hash)
    }

    /// The same, of a text whose hash is known, where the table has room for it.
    #[inline(always)]
    fn add_hashed(&mut self, text: &str, short: Option<u128>, hash: u32) -> Name {
        let Self { keys, long, table } = self;
        let place = match table.find(hash, |number| is_it(keys, long, number, short, text)) {
            Ok(number) => return Name::of(number),
            Err(place) => place,
        };
        let number = self.keys.len() as u32;
        let key = short.map_or_else(|| self.add_long(text), u128::to_le_bytes);
        self.keys.push(key);
        self.table.put(place, hash, number);
        Name::of(number)
    }

    /// A name of `text` that is found by its number alone, be it new or not: for those on their way to [`Names::add_all`], which finds out.
    pub(crate) fn push(&mut self, text: &str) -> Name {
        let number = self.keys.len() as u32;
        let key = short_key(text).map_or_else(|| self.add_long(text), u128::to_le_bytes);
        self.keys.push(key);
        Name::of(number)
    }

    /// Adds all names of another workspace: for each of those, by number, the name that it has here.
    ///
    /// Looking up is waiting for memory, so everything that is independent is asked for together: first the places of all in the table, then
    /// the keys of those that seem to be there. What is done one by one afterwards finds it at hand.
    pub fn add_all(&mut self, others: &Names) -> Vec<Name> {
        self.table.make_room(others.len());
        let hashes: Vec<u32> = others.keys.iter().map(|key| hash_of(key, &others.long)).collect();
        let seen: Vec<u32> = hashes.iter().map(|hash| self.table.likely(*hash)).collect();
        let touched = seen.iter().filter_map(|number| self.keys.get(*number as usize)).fold(0, |all, key| all ^ key[0]);
        std::hint::black_box(touched);
        let add = |(key, hash): (&Key, u32)| {
            let (text, short) = if key[15] == LONG { (stretch(&others.long, key), None) } else { ("", Some(u128::from_le_bytes(*key))) };
            self.add_hashed(text, short, hash)
        };
        others.keys.iter().zip(hashes).map(add).collect()
    }

    /// Forgets all names, and keeps the room that they had.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.long.clear();
        self.table.clear();
    }

    /// The name of `text`, if it was ever added.
    pub fn find(&self, text: &str) -> Option<Name> {
        let (short, hash) = key_and_hash(text);
        self.table.find(hash, |number| is_it(&self.keys, &self.long, number, short, text)).ok().map(Name::of)
    }

    fn add_long(&mut self, text: &str) -> Key {
        let start = self.long.len();
        self.long.push_str(text);
        assert!(self.long.len() <= u32::MAX as usize, "more than 4 GiB of distinct names");
        let mut key = [0; 16];
        key[..4].copy_from_slice(&(start as u32).to_le_bytes());
        key[4..8].copy_from_slice(&(text.len() as u32).to_le_bytes());
        key[15] = LONG;
        key
    }

    /// The text of a name of this workspace.
    pub fn text(&self, name: Name) -> &str {
        let key = &self.keys[name.index()];
        match key[15] {
            LONG => stretch(&self.long, key),
            length => key.get(..usize::from(length)).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default(),
        }
    }

    /// The keys, and the text that those of long names point into.
    pub(crate) fn parts(&self) -> (&[Key], &str) {
        (&self.keys, &self.long)
    }

    /// Names of such parts; none if no names have these.
    pub(crate) fn from_parts(keys: &[u8], long: &str) -> Option<Names> {
        let (keys, rest) = keys.as_chunks::<16>();
        let mut names = Names { keys: keys.to_vec(), long: long.to_owned(), table: Table::default() };
        names.table.make_room(names.keys.len());
        for (number, key) in names.keys.iter().enumerate() {
            if key[15] != LONG && key[15] > 15 {
                return None;
            }
            // Each stands there once.
            let hash = hash_of(key, long);
            let place = names.table.find(hash, |_| false).err()?;
            names.table.put(place, hash, number as u32);
        }
        rest.is_empty().then_some(names)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no name yet.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// The key of a name that fits one.
fn short_key(text: &str) -> Option<u128> {
    let text = text.as_bytes();
    let length = text.len();
    // Two loads that may overlap are quicker than a copy of unknown length.
    let number = match length {
        16.. => return None,
        8.. => {
            let (first, last) = (text.first_chunk::<8>()?, text.last_chunk::<8>()?);
            let rest = u64::from_le_bytes(*last).checked_shr(8 * (16 - length as u32)).unwrap_or_default();
            u128::from(u64::from_le_bytes(*first)) | u128::from(rest) << 64
        }
        4.. => {
            let (first, last) = (text.first_chunk::<4>()?, text.last_chunk::<4>()?);
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
            u128::from(u64::from(u32::from_le_bytes(*first)) | last)
        }
        _ => text.iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte)),
    };
    Some(number | (length as u128) << 120)
}

/// The key of a name, if it fits one, and the hash of the name.
#[inline(always)]
fn key_and_hash(text: &str) -> (Option<u128>, u32) {
    let short = short_key(text);
    (short, short.map_or_else(|| hash_long(text), hash_short))
}

/// Whether the name of that number is this one: by its key if it is short, else by its text.
fn is_it(keys: &[Key], long: &str, number: u32, short: Option<u128>, text: &str) -> bool {
    match (keys.get(number as usize), short) {
        (Some(key), Some(short)) => u128::from_le_bytes(*key) == short,
        (Some(key), None) => key[15] == LONG && stretch(long, key) == text,
        (None, _) => false,
    }
}

/// Multiplied, and the halves of the product put together: every bit of the key bears on every bit of its hash.
fn hash_short(number: u128) -> u32 {
    let product = u128::from(number as u64 ^ 0x9E37_79B9_7F4A_7C15) * u128::from((number >> 64) as u64 ^ 0xD1B5_4A32_D192_ED03);
    let folded = product as u64 ^ (product >> 64) as u64;
    (folded ^ folded >> 32) as u32
}

fn hash_long(text: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(text);
    (hash ^ hash >> 32) as u32
}

fn hash_of(key: &Key, long: &str) -> u32 {
    if key[15] == LONG { hash_long(stretch(long, key)) } else { hash_short(u128::from_le_bytes(*key)) }
}

/// Numbers by hash: a row of slots, each name in the first free one from where its hash points. At most seven of ten are taken.
#[derive(Default, Debug)]
struct Table {
    /// As many as a power of two.
    slots: Vec<Slot>,
    taken: usize,
    /// So many may be taken.
    limit: usize,
}

/// A place in the table, with the hash of what stands there: most that are not looked for are told by that.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    number: u32,
}

/// Where no name stands.
const FREE: Slot = Slot { hash: 0, number: u32::MAX };

/// A larger table is not kept when it is cleared: clearing it again and again would take longer than making it.
const MOST_KEPT: usize = 1 << 15;

impl Table {
    /// The number of that hash that is the one; else the place where it can be put.
    #[inline(always)]
    fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        // An empty table ends at once: nothing stands at any place.
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while let Some(slot) = self.slots.get(place) {
            if slot.number == FREE.number {
                break;
            }
            if slot.hash == hash && is_it(slot.number) {
                return Ok(slot.number);
            }
            place = (place + 1) & mask;
        }
        Err(place)
    }

    /// The number that a hash points at: most often the one that is looked for.
    fn likely(&self, hash: u32) -> u32 {
        self.slots.get(hash as usize & self.slots.len().wrapping_sub(1)).map_or(FREE.number, |slot| slot.number)
    }

    fn put(&mut self, place: usize, hash: u32, number: u32) {
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = Slot { hash, number };
            self.taken += 1;
        }
    }

    /// Sees to it that so many more find room.
    #[inline(always)]
    fn make_room(&mut self, more: usize) {
        if self.taken + more > self.limit {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let wanted = ((self.taken + more) * 10 / 7 + 1).next_power_of_two().max(64);
        let mut larger = Table { slots: vec![FREE; wanted], taken: 0, limit: wanted * 7 / 10 };
        for slot in self.slots.iter().filter(|slot| slot.number != FREE.number) {
            if let Err(place) = larger.find(slot.hash, |_| false) {
                larger.put(place, slot.hash, slot.number);
            }
        }
        *self = larger;
    }

    fn clear(&mut self) {
        if self.slots.len() > MOST_KEPT {
            *self = Table::default();
        }
        self.slots.fill(FREE);
        self.taken = 0;
    }
}

/// The text of a long name.
fn stretch<'t>(long: &'t str, key: &Key) -> &'t str {
    let number = |at: usize| key.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    long.get(number(0)..number(0) + number(4)).unwrap_or_default()
}

/// Whether `text` is an id: words of lower-case letters and digits, joined by single `-`, `.` or `/`.
pub fn is_id(text: &str) -> bool {
    if text.is_ascii() {
        // Nearly all are: no word is empty if no joint follows a joint.
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
    fn names_of_every_length_are_told_apart() {
        let mut names = Names::default();
        let texts: Vec<String> = (0..40).flat_map(|n| ["a", "é", "ab\0"].map(|letters| letters.repeat(n))).collect();
        let numbers: Vec<Name> = texts.iter().map(|text| names.add(text)).collect();
        for (text, name) in texts.iter().zip(numbers) {
            assert_eq!(names.text(name), text);
            assert_eq!(names.find(text), Some(name));
        }
        assert_eq!(names.len(), 118, "the three that are empty are one");
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
