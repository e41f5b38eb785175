//! Buffers into which numbers and texts are encoded, and from which they are decoded.

use super::records::Codec;
use super::{CachedFile, Files};
use crate::interner::{Interner, Key, LONG, StringTable};
use crate::record::Place;

/// The number of a file whose records are not encoded.
pub(super) const NOT_KEPT: u32 = u32::MAX;

/// The number of bytes from which on they are handed over.
pub(super) const ENOUGH: usize = 1 << 16;

/// A buffer into which numbers are encoded.
pub(super) struct Packer<'i> {
    pub bytes: Vec<u8>,
    /// The number of each file among those that are encoded.
    pub numbers: &'i [u32],
    pub sink: &'i mut dyn FnMut(&[u8]),
}

impl Packer<'_> {
    pub fn word(&mut self, word: u32) {
        self.bytes.extend_from_slice(&word.to_le_bytes());
    }

    pub fn flush(&mut self) {
        (self.sink)(&self.bytes);
        self.bytes.clear();
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u32);
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= ENOUGH {
            self.flush();
        }
    }

    pub fn names(&mut self, names: &Interner) {
        let words = names.words();
        self.word(words.len() as u32);
        (0..words.len() as u32).for_each(|number| self.key(words, number));
    }

    /// Adds a text as its key; a longer text follows a key that only announces it.
    pub fn key(&mut self, keys: &StringTable, number: u32) {
        let (short, text) = keys.parts(number);
        self.bytes.extend_from_slice(&short.map_or(LONG_KEY, u128::to_le_bytes));
        if short.is_none() {
            self.raw(text.as_bytes());
        }
        self.flush_if_enough();
    }

    pub fn flush_if_enough(&mut self) {
        if self.bytes.len() >= ENOUGH {
            self.flush();
        }
    }

    /// Encodes those of the records that stand in encoded files, each by `pack`.
    pub fn records_of_encoded_files<R>(
        &mut self,
        records: &[R],
        place: impl Fn(&R) -> Place,
        pack: impl Fn(&mut Self, &R),
    ) {
        let numbers = self.numbers;
        let is_kept = |record: &&R| numbers.get(place(record).file as usize).is_some_and(|number| *number != NOT_KEPT);
        self.word(records.iter().filter(is_kept).count() as u32);
        for record in records.iter().filter(is_kept) {
            pack(self, record);
            self.flush_if_enough();
        }
    }

    pub fn records<R: Codec>(&mut self, records: &[R], place: impl Fn(&R) -> Place) {
        self.records_of_encoded_files(records, place, |into, record| record.pack(into));
    }
}

/// The key that only announces that its text follows.
pub(super) const LONG_KEY: Key = ((LONG as u128) << 120).to_le_bytes();

/// A buffer from which numbers are decoded, and the limit of each.
pub(super) struct Unpacker<'f> {
    /// The bytes that were fetched; those from `at` on are unread.
    pub bytes: Vec<u8>,
    pub at: usize,
    /// The number of unread bytes, those included that are not fetched yet.
    pub left: usize,
    pub more: &'f mut dyn FnMut(&mut Vec<u8>),
    pub names: u32,
    pub dates: u32,
    pub files: u32,
}

impl Unpacker<'_> {
    /// Returns the next `count` bytes.
    #[inline(always)]
    pub fn take(&mut self, count: usize) -> Option<&[u8]> {
        if self.bytes.len() - self.at < count {
            self.fetch(count)?;
        }
        let start = self.at;
        self.at += count;
        self.left = self.left.checked_sub(count)?;
        self.bytes.get(start..self.at)
    }

    /// Fetches bytes until `count` are unread; none if there are not as many.
    #[cold]
    pub fn fetch(&mut self, count: usize) -> Option<()> {
        if self.left < count {
            return None;
        }
        self.bytes.drain(..self.at);
        self.at = 0;
        while self.bytes.len() < count {
            let before = self.bytes.len();
            (self.more)(&mut self.bytes);
            if self.bytes.len() == before {
                return None;
            }
        }
        Some(())
    }

    #[inline(always)]
    pub fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk::<N>().copied()
    }

    #[inline(always)]
    pub fn word(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    pub fn raw(&mut self) -> Option<&[u8]> {
        let length = self.word()? as usize;
        self.take(length)
    }

    /// Returns a count of items of at least `least` bytes each, and the room to reserve for them: there cannot be more
    /// than there are bytes left, whatever the count says.
    pub fn count(&mut self, least: usize) -> Option<(u32, usize)> {
        let count = self.word()?;
        Some((count, (count as usize).min(self.left / least)))
    }

    pub fn text(&mut self) -> Option<&str> {
        std::str::from_utf8(self.raw()?).ok()
    }

    pub fn files(&mut self) -> Option<Files> {
        let (count, room) = self.count(3 * size_of::<u32>())?;
        let mut files = Files { paths: String::new(), all: Vec::with_capacity(room) };
        for _ in 0..count {
            let digest = u64::from(self.word()?) | u64::from(self.word()?) << 32;
            files.paths.push_str(self.text()?);
            files.all.push(CachedFile { end: files.paths.len(), digest: Some(digest) });
        }
        Some(files)
    }

    pub fn names(&mut self) -> Option<Interner> {
        let (count, room) = self.count(size_of::<Key>())?;
        let mut names = Interner::with_room(room);
        for number in 0..count {
            let key = self.chunk()?;
            let text = if key == LONG_KEY { self.text()? } else { "" };
            // Each word stands there once.
            (names.add_key(key, text)?.index() == number as usize).then_some(())?;
        }
        Some(names)
    }
}
