//! The place where a quote was found, with the words around it.

use crate::find::Found;
use crate::text_of_record::TextOfRecord;

/// A passage of a text of record, and the words around it. Each is on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// The words before the passage.
    pub before: String,
    /// The passage, with ` […] ` between its pieces.
    pub passage: String,
    /// The words behind the passage.
    pub behind: String,
}

impl TextOfRecord {
    /// Returns the place where a quote was found, with the given number of words before and behind it.
    pub fn around(&self, found: &Found, words: usize) -> Option<Surroundings> {
        let text = self.readings.get(found.reading)?.text.as_str();
        let (first, last) = (found.passages.first()?, found.passages.last()?);
        let pieces: Vec<String> =
            found.passages.iter().filter_map(|at| text.get(at.clone())).map(on_one_line).collect();
        let (before, behind) = (text.get(..first.start)?, text.get(last.end..)?);
        let is_end = |count: usize, passed: usize| count > words || passed > LONGEST_WORD * words;
        let starts = before.char_indices().rev().scan((0, 0, false), |(count, passed, in_word), (at, c)| {
            *count += usize::from(!c.is_whitespace() && !*in_word);
            *passed += usize::from(!c.is_whitespace());
            *in_word = !c.is_whitespace();
            (!is_end(*count, *passed)).then_some(at)
        });
        let ends = behind.char_indices().scan((0, 0, false), |(count, passed, in_word), (at, c)| {
            *count += usize::from(!c.is_whitespace() && !*in_word);
            *passed += usize::from(!c.is_whitespace());
            *in_word = !c.is_whitespace();
            (!is_end(*count, *passed)).then_some(at + c.len_utf8())
        });
        let (start, end) = (starts.last().unwrap_or(before.len()), ends.last().unwrap_or(0));
        Some(Surroundings {
            before: on_one_line(before.get(start..)?),
            passage: pieces.join(" […] "),
            behind: on_one_line(behind.get(..end)?),
        })
    }
}

/// The number of characters that count as one word where words are not separated by white space.
const LONGEST_WORD: usize = 12;

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
