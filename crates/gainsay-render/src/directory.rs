//! A directory of the names of records, to find their ids by what a person types.

use gainsay_model::Workspace;
use gainsay_model::schema::Kind;
use gainsay_model::text::folded;
use rustc_hash::FxHashMap;

use crate::by_name::called;

/// The names of records; claims have none.
#[derive(Default, Debug)]
pub struct Directory {
    listed: FxHashMap<Kind, Vec<Listed>>,
}

/// A record in the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The id of the record.
    pub id: String,
    /// The name, label or title, and other names.
    pub called: Vec<String>,
    /// The names in the form in which they are compared.
    folded: Vec<String>,
}

/// The keys under which a record gives its names.
const NAMES: [&str; 4] = ["name", "label", "title", "aka"];

impl Directory {
    /// Reads the names of the records of some kinds.
    pub fn of(workspace: &Workspace, kinds: &[Kind]) -> Directory {
        let mut directory = Directory::default();
        for kind in kinds.iter().filter(|kind| **kind != Kind::Claim) {
            let headers = workspace.records.headers_of(*kind);
            let listed = headers.filter_map(|header| {
                let called = called(workspace, header.place, &NAMES);
                let folded = called.iter().map(|name| folded(name)).collect();
                Some(Listed { id: workspace.text(header.id?).to_owned(), called, folded })
            });
            directory.listed.insert(*kind, listed.collect());
        }
        directory
    }

    /// Returns the records of a kind that a typed text may mean, the likeliest first, and whether there are more than
    /// `most` of them.
    pub fn find(&self, kind: Kind, typed: &str, most: usize) -> (Vec<&Listed>, bool) {
        let typed = folded(typed);
        let words: Vec<&str> = typed.split_whitespace().collect();
        let listed = self.listed.get(&kind).into_iter().flatten();
        let mut found: Vec<(Likeness, &Listed)> =
            listed.filter_map(|listed| Some((listed.likeness(&words)?, listed))).collect();
        found.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.id.cmp(&other.id)));
        let is_more = found.len() > most;
        (found.into_iter().take(most).map(|(_, listed)| listed).collect(), is_more)
    }
}

impl Listed {
    /// Compares the names of the record with words that somebody typed; none if they do not match.
    fn likeness(&self, words: &[&str]) -> Option<Likeness> {
        let texts: Vec<&str> = std::iter::once(&self.id).chain(&self.folded).map(String::as_str).collect();
        Likeness::of_all(&texts, words)
    }
}

/// The way in which a text matches another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Likeness {
    /// The text begins with the other.
    Begins,
    /// A word of the text begins with the other.
    WordBegins,
    /// The text contains the other.
    Contains,
}

impl Likeness {
    /// Compares texts with words that somebody typed. The first word decides how well they match; none if a word is in
    /// none of the texts.
    pub fn of_all(texts: &[&str], words: &[&str]) -> Option<Likeness> {
        let first = words.first().copied().unwrap_or_default();
        let likeness = texts.iter().filter_map(|text| Likeness::of(text, first)).min();
        likeness.filter(|_| words.iter().all(|word| texts.iter().any(|text| text.contains(word))))
    }

    /// Compares a text with another one that somebody typed; none if the text does not contain it.
    pub fn of(text: &str, typed: &str) -> Option<Likeness> {
        let at = text.find(typed)?;
        let begins_word = |at: usize| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|before| !before.is_alphanumeric())
        };
        if at == 0 {
            Some(Likeness::Begins)
        } else if text.match_indices(typed).any(|(at, _)| begins_word(at)) {
            Some(Likeness::WordBegins)
        } else {
            Some(Likeness::Contains)
        }
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::Input;

    use super::*;

    #[test]
    fn records_are_found_by_id_name_and_other_names() {
        let text = "entity: javad-zarif\nname: Mohammad Javad Zarif\naka: [Foreign Minister]\n---\nentity: zar\nname: Tsar\n---\n\
                    predicate: has-cost\nlabel: costs\n";
        let workspace = Workspace::read(vec![Input { path: "a.yaml".into(), bytes: Ok(text.into()) }]);
        let directory = Directory::of(&workspace, &[Kind::Entity, Kind::Predicate]);
        let ids = |kind, typed| -> Vec<&str> {
            directory.find(kind, typed, 10).0.into_iter().map(|listed| listed.id.as_str()).collect()
        };
        assert_eq!(ids(Kind::Entity, "Zar"), ["zar", "javad-zarif"]);
        assert_eq!(ids(Kind::Entity, "minister"), ["javad-zarif"]);
        assert_eq!(ids(Kind::Entity, "zarif minis"), ["javad-zarif"]);
        assert_eq!(ids(Kind::Entity, "zarif tsar"), [""; 0]);
        assert_eq!(ids(Kind::Entity, ""), ["javad-zarif", "zar"]);
        assert_eq!(ids(Kind::Predicate, "costs"), ["has-cost"]);
        assert_eq!(ids(Kind::Source, ""), [""; 0]);
        assert!(directory.find(Kind::Entity, "", 1).1);
    }
}
