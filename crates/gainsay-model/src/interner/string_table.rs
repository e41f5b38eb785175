//! Stores the texts of interned strings, by number. Most are so short that they are their own key.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// The key of a text: a text of up to 15 bytes with its length in the last byte, or [`LONG`] there and the place of a
/// longer text.
pub(crate) type Key = [u8; 16];

/// The last byte of the key of a text that does not fit one.
pub(crate) const LONG: u8 = u8::MAX;

/// Texts by their number.
#[derive(Default, Debug)]
pub(crate) struct StringTable {
    /// The key of each text: a short text itself, or the place of a long one.
    keys: Vec<Key>,
    /// The long texts, one after the other.
    long: String,
}

impl StringTable {
    /// Returns the number of texts.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Makes room for that many more texts.
    pub fn reserve(&mut self, more: usize) {
        self.keys.reserve(more);
    }

    /// Adds a text. Returns its number.
    ///
    /// # Panics
    ///
    /// Panics past 4 GiB of long texts, which no workspace within the size limits of its files reaches in practice.
    #[inline(always)]
    pub fn push(&mut self, text: &str) -> u32 {
        self.push_keyed(short_key(text), text)
    }

    /// Adds a text whose key is known. Returns its number.
    #[inline(always)]
    pub fn push_keyed(&mut self, short: Option<u128>, text: &str) -> u32 {
        let key = short.map_or_else(|| self.add_long(text), u128::to_le_bytes);
        self.keys.push(key);
        self.keys.len() as u32 - 1
    }

    /// Adds the text of that number from another table, or an empty one without a number. Returns its number here.
    #[inline(always)]
    pub fn push_from(&mut self, others: &StringTable, number: Option<u32>) -> u32 {
        match number.and_then(|number| others.keys.get(number as usize)) {
            Some(key) if key[15] == LONG => self.push_keyed(None, others.long_text(key)),
            key => {
                self.keys.push(key.copied().unwrap_or_default());
                self.keys.len() as u32 - 1
            }
        }
    }

    /// Adds the text of a key, which stands in `text` if it is long. Returns none if the key is malformed.
    #[inline(always)]
    pub fn push_key(&mut self, key: Key, text: &str) -> Option<u32> {
        match key[15] {
            LONG => Some(self.push_keyed(None, text)),
            16.. => None,
            _ => {
                self.keys.push(key);
                Some(self.keys.len() as u32 - 1)
            }
        }
    }

    #[cold]
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

    /// Returns the text of that number; an empty one if there is none.
    #[inline]
    pub fn text(&self, number: u32) -> &str {
        let Some(key) = self.keys.get(number as usize) else { return "" };
        match key[15] {
            LONG => self.long_text(key),
            length => {
                key.get(..usize::from(length)).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
            }
        }
    }

    /// Returns the text of that number, with its key if the text fits one.
    #[inline(always)]
    pub fn parts(&self, number: u32) -> (Option<u128>, &str) {
        match self.keys.get(number as usize) {
            Some(key) if key[15] == LONG => (None, self.long_text(key)),
            Some(key) => (Some(u128::from_le_bytes(*key)), ""),
            None => (Some(0), ""),
        }
    }

    /// Returns true if the text of that number is empty.
    #[inline(always)]
    pub fn is_blank(&self, number: u32) -> bool {
        self.keys.get(number as usize).is_none_or(|key| key[15] == 0)
    }

    /// Returns a byte of the text's key, so that the key is in the processor's cache afterwards.
    pub fn touch(&self, number: u32) -> u8 {
        self.keys.get(number as usize).map_or(0, |key| key[0])
    }

    /// Returns true if that number is the given text's: by its key if the text is short, else by the text.
    #[inline(always)]
    pub fn is_it(&self, number: u32, short: Option<u128>, text: &str) -> bool {
        match (self.keys.get(number as usize), short) {
            (Some(key), Some(short)) => u128::from_le_bytes(*key) == short,
            (Some(key), None) => key[15] == LONG && self.long_text(key) == text,
            (None, _) => false,
        }
    }

    /// Compares two ids in byte order. No id has a zero byte, with which its key is filled up.
    #[inline(always)]
    pub fn compare(&self, a: u32, b: u32) -> Ordering {
        match (self.keys.get(a as usize), self.keys.get(b as usize)) {
            (Some(a), Some(b)) if a[15] != LONG && b[15] != LONG => {
                u128::from_be_bytes(*a).cmp(&u128::from_be_bytes(*b))
            }
            _ => self.text(a).cmp(self.text(b)),
        }
    }

    /// Returns the hash of the text of that number.
    #[inline(always)]
    pub fn hash(&self, number: u32) -> u32 {
        let (short, text) = self.parts(number);
        hash(short, text)
    }

    /// Removes all texts, and keeps the memory that they had.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.long.clear();
    }

    fn long_text(&self, key: &Key) -> &str {
        let number = |at: usize| {
            key.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
        };
        self.long.get(number(0)..number(0) + number(4)).unwrap_or_default()
    }
}

/// Returns the key of a text that fits one.
pub(super) fn short_key(text: &str) -> Option<u128> {
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

/// Returns the hash of a text, by its key if it fits one.
#[inline(always)]
pub(super) fn hash(short: Option<u128>, text: &str) -> u32 {
    short.map_or_else(|| hash_long(text), hash_short)
}

/// Returns the hash of a short key: a product with its halves combined, so that each bit of the key affects each bit of
/// the hash.
fn hash_short(number: u128) -> u32 {
    let product =
        u128::from(number as u64 ^ 0x9E37_79B9_7F4A_7C15) * u128::from((number >> 64) as u64 ^ 0xD1B5_4A32_D192_ED03);
    let folded = product as u64 ^ (product >> 64) as u64;
    (folded ^ folded >> 32) as u32
}

fn hash_long(text: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(text);
    (hash ^ hash >> 32) as u32
}
