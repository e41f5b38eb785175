//! The words of a text, by places and digests.

use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

use crate::characters::{is_spaceless, is_word_character};

/// A word of a text, or a character of a script without spaces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    start: u32,
    end: u32,
    /// A digest of the word.
    pub hash: u32,
}

impl Word {
    /// Returns the place of the word, in bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Returns the words of a text.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.find(|(_, c)| is_word_character(*c)) {
        let mut end = start + first.len_utf8();
        if !is_spaceless(first) {
            while let Some((at, c)) = characters.next_if(|(_, c)| is_word_character(*c) && !is_spaceless(*c)) {
                end = at + c.len_utf8();
            }
        }
        let hash = FxBuildHasher.hash_one(text.get(start..end).unwrap_or_default());
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        words.push(Word { start: place(start), end: place(end), hash: (hash >> 32) as u32 });
    }
    words
}
