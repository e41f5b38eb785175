//! Matches the records of one state with those of the other.

use std::hash::BuildHasher;

use gainsay_model::schema::Kind;
use rustc_hash::{FxBuildHasher, FxHashMap};
use similar::TextDiff;

use super::RecordText;

/// The share of common content from which on a record is taken for another one renamed.
const ALIKE: f32 = 0.6;

/// The most comparisons that are made: a renaming among thousands of new records is reported as one record gone and one
/// new.
const MOST_COMPARED: usize = 50_000;

/// Pairs the records of two states: by kind and id; then, of the rest, those with the same content under another id;
/// then the most alike.
pub fn pairs(old: Vec<RecordText>, new: Vec<RecordText>) -> Vec<(Option<RecordText>, Option<RecordText>)> {
    let mut pairs = Vec::new();
    let (old, new) = take(old, new, |told| (told.kind, told.id.clone()), &mut pairs);
    let (old, new) = take(old, new, |told| (told.kind, content(told)), &mut pairs);
    let (old, new) = take_alike(old, new, &mut pairs);
    pairs.extend(old.into_iter().map(|told| (Some(told), None)));
    pairs.extend(new.into_iter().map(|told| (None, Some(told))));
    pairs
}

/// Pairs the records with equal keys, the first with the first. Returns the rest.
fn take<K: Eq + std::hash::Hash>(
    old: Vec<RecordText>,
    new: Vec<RecordText>,
    key: impl Fn(&RecordText) -> K,
    pairs: &mut Vec<(Option<RecordText>, Option<RecordText>)>,
) -> (Vec<RecordText>, Vec<RecordText>) {
    let mut waiting: FxHashMap<K, Vec<RecordText>> = FxHashMap::default();
    for told in old.into_iter().rev() {
        waiting.entry(key(&told)).or_default().push(told);
    }
    let mut left = Vec::new();
    for told in new {
        match waiting.get_mut(&key(&told)).and_then(Vec::pop) {
            Some(was) => pairs.push((Some(was), Some(told))),
            None => left.push(told),
        }
    }
    let mut gone: Vec<RecordText> = waiting.into_values().flatten().collect();
    gone.sort_by_key(|told| told.place);
    (gone, left)
}

/// Pairs the records that are most alike first. Returns the rest.
fn take_alike(
    old: Vec<RecordText>,
    new: Vec<RecordText>,
    pairs: &mut Vec<(Option<RecordText>, Option<RecordText>)>,
) -> (Vec<RecordText>, Vec<RecordText>) {
    if old.len().saturating_mul(new.len()) > MOST_COMPARED {
        return (old, new);
    }
    let (old_texts, new_texts): (Vec<String>, Vec<String>) =
        (old.iter().map(content).collect(), new.iter().map(content).collect());
    let (old_words, new_words): (Vec<WordBag>, Vec<WordBag>) = (
        old_texts.iter().map(|text| WordBag::of(text)).collect(),
        new_texts.iter().map(|text| WordBag::of(text)).collect(),
    );
    let mut found: Vec<(f32, usize, usize)> = Vec::new();
    for (i, was) in old.iter().enumerate() {
        for (j, _) in
            new.iter().enumerate().filter(|(j, is)| old_words[i].may_be_like(&new_words[*j]) && may_be(was, is))
        {
            let alike = TextDiff::from_words(&*old_texts[i], &*new_texts[j]).ratio();
            if alike >= ALIKE {
                found.push((alike, i, j));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut old, mut new): (Vec<_>, Vec<_>) =
        (old.into_iter().map(Some).collect(), new.into_iter().map(Some).collect());
    for (_, i, j) in found {
        if old[i].is_some() && new[j].is_some() {
            pairs.push((old[i].take(), new[j].take()));
        }
    }
    (old.into_iter().flatten().collect(), new.into_iter().flatten().collect())
}

/// The words of a text, sorted, and the number of runs of white space between them. The number of words that two texts
/// share bounds the number that they share in the same order, and is found much faster.
struct WordBag {
    words: Vec<u64>,
    spaces: usize,
}

impl WordBag {
    fn of(text: &str) -> WordBag {
        let mut words: Vec<u64> = text.split_whitespace().map(|word| FxBuildHasher.hash_one(word)).collect();
        words.sort_unstable();
        let spaces = text.split(|c: char| !c.is_whitespace()).filter(|run| !run.is_empty()).count();
        WordBag { words, spaces }
    }

    /// Returns true if two texts can be alike enough, whatever the order of their words.
    fn may_be_like(&self, other: &WordBag) -> bool {
        let (mut ours, mut theirs, mut common) =
            (self.words.as_slice(), other.words.as_slice(), self.spaces.min(other.spaces));
        while let ([a, rest @ ..], [b, others @ ..]) = (ours, theirs) {
            common += usize::from(a == b);
            ours = if a <= b { rest } else { ours };
            theirs = if b <= a { others } else { theirs };
        }
        let all = self.words.len() + other.words.len() + self.spaces + other.spaces;
        // Rounding is in favour of a comparison.
        2.0 * common as f32 >= (ALIKE - 0.01) * all as f32
    }
}

/// Returns true if one record may be the other renamed. Two claims of one speaker from one source have most of their
/// text in common; one is the other renamed only if it makes the same statement, or has the same quote.
fn may_be(was: &RecordText, is: &RecordText) -> bool {
    let said = |told: &RecordText| {
        told.fields.iter().find(|(key, _)| STANCES.contains(&key.as_str())).map(|(_, value)| value.clone())
    };
    let same_quote = || was.field("quote").is_some() && was.field("quote") == is.field("quote");
    was.kind == is.kind && (was.kind != Kind::Claim || said(was) == said(is) || same_quote())
}

const STANCES: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];

/// Returns the content of a record, without its id and its version.
fn content(told: &RecordText) -> String {
    let told = told.fields.iter().filter(|(key, _)| key != told.kind.first_key() && key != "rev");
    told.map(|(key, value)| format!("{key}: {value}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::draws;

    #[test]
    fn texts_that_are_alike_are_not_passed_over() {
        let words = ["we", "never", "met", "them", "and", "will", "not", "talk"];
        let mut draw = draws(7);
        let mut next = |limit: usize| draw(limit as u64) as usize;
        let (mut alike, mut passed_over) = (0, 0);
        for _ in 0..20_000 {
            let mut text = || {
                (0..1 + next(12))
                    .map(|_| words[next(8)])
                    .fold(String::new(), |text, word| text + word + ["\n", " "][text_len(word)])
            };
            let (a, b) = (text(), text());
            let is_alike = TextDiff::from_words(&*a, &*b).ratio() >= ALIKE;
            let may_be = WordBag::of(&a).may_be_like(&WordBag::of(&b));
            assert!(may_be || !is_alike, "{a:?} {b:?}");
            alike += usize::from(is_alike);
            passed_over += usize::from(!may_be);
        }
        assert!(alike > 1_000 && passed_over > 1_000, "{alike} {passed_over}");
    }

    fn text_len(word: &str) -> usize {
        usize::from(word.len() > 3)
    }
}
