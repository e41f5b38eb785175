//! Which record of the one state is which of the other.

use gainsay_model::schema::Kind;
use rustc_hash::FxHashMap;
use similar::TextDiff;

use super::Told;

/// A record is taken for another one renamed if so much of what they say is the same.
const ALIKE: f32 = 0.6;

/// More comparisons than this are not tried: a renaming among thousands of new records is told as one gone and one new.
const MOST_COMPARED: usize = 50_000;

/// Pairs the records of two states: by kind and id; then, of what is left, those that say the same under another id; then the most alike.
pub fn pairs(old: Vec<Told>, new: Vec<Told>) -> Vec<(Option<Told>, Option<Told>)> {
    let mut pairs = Vec::new();
    let (old, new) = take(old, new, |told| (told.kind, told.id.clone()), &mut pairs);
    let (old, new) = take(old, new, |told| (told.kind, content(told)), &mut pairs);
    let (old, new) = take_alike(old, new, &mut pairs);
    pairs.extend(old.into_iter().map(|told| (Some(told), None)));
    pairs.extend(new.into_iter().map(|told| (None, Some(told))));
    pairs
}

/// Pairs those with equal keys, the first with the first; gives back what is left.
fn take<K: Eq + std::hash::Hash>(
    old: Vec<Told>,
    new: Vec<Told>,
    key: impl Fn(&Told) -> K,
    pairs: &mut Vec<(Option<Told>, Option<Told>)>,
) -> (Vec<Told>, Vec<Told>) {
    let mut waiting: FxHashMap<K, Vec<Told>> = FxHashMap::default();
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
    let mut gone: Vec<Told> = waiting.into_values().flatten().collect();
    gone.sort_by_key(|told| told.place);
    (gone, left)
}

/// Pairs the most alike first.
fn take_alike(old: Vec<Told>, new: Vec<Told>, pairs: &mut Vec<(Option<Told>, Option<Told>)>) -> (Vec<Told>, Vec<Told>) {
    if old.len().saturating_mul(new.len()) > MOST_COMPARED {
        return (old, new);
    }
    let (old_texts, new_texts): (Vec<String>, Vec<String>) = (old.iter().map(content).collect(), new.iter().map(content).collect());
    let mut found: Vec<(f32, usize, usize)> = Vec::new();
    for (i, was) in old.iter().enumerate() {
        for (j, _) in new.iter().enumerate().filter(|(_, is)| may_be(was, is)) {
            let alike = TextDiff::from_words(&*old_texts[i], &*new_texts[j]).ratio();
            if alike >= ALIKE {
                found.push((alike, i, j));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut old, mut new): (Vec<_>, Vec<_>) = (old.into_iter().map(Some).collect(), new.into_iter().map(Some).collect());
    for (_, i, j) in found {
        if old[i].is_some() && new[j].is_some() {
            pairs.push((old[i].take(), new[j].take()));
        }
    }
    (old.into_iter().flatten().collect(), new.into_iter().flatten().collect())
}

/// Two claims of one speaker from one source have most of their text in common; one is the other renamed only if it says the same, or in
/// the same words.
fn may_be(was: &Told, is: &Told) -> bool {
    let said = |told: &Told| told.fields.iter().find(|(key, _)| STANCES.contains(&key.as_str())).map(|(_, value)| value.clone());
    let same_quote = || was.field("quote").is_some() && was.field("quote") == is.field("quote");
    was.kind == is.kind && (was.kind != Kind::Claim || said(was) == said(is) || same_quote())
}

const STANCES: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];

/// What a record says, its id and its version aside.
fn content(told: &Told) -> String {
    let told = told.fields.iter().filter(|(key, _)| key != told.kind.first_key() && key != "rev");
    told.map(|(key, value)| format!("{key}: {value}\n")).collect()
}
