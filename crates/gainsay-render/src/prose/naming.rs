//! Names of records in sentences: entities by name, statements by the predicate's label, or all by their ids.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use gainsay_diff::findings::ShownClaim;
use gainsay_model::Workspace;
use gainsay_model::date::Date;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{ObjectType, Place, Temporal};
use gainsay_model::text::{composed, trimmed_to};
use gainsay_model::yaml::Document;
use rustc_hash::{FxHashMap, FxHashSet};

use super::dates;
use crate::plain::text;
use crate::words::Words;
use gainsay_model::lately::LatelyRead;

/// The number of characters shown of a long quote.
const MOST_QUOTED: usize = 200;

/// The names of a workspace's records. Texts are read from the files when they are first needed, and kept.
pub struct Naming<'w> {
    workspace: &'w Workspace,
    by_ids: bool,
    words: Words,
    /// The number of characters after which a quote is cut.
    most_quoted: usize,
    lately: LatelyRead<'w>,
    /// The names of entities and the labels of predicates, by kind and id.
    known: RefCell<FxHashMap<(bool, String), String>>,
    /// The places of the claims of findings, by id. A check that is kept up to date has no index of claims by id.
    claims: RefCell<FxHashMap<String, Place>>,
    /// The words that were looked up as ids of records other than claims.
    looked_up: RefCell<FxHashSet<Symbol>>,
}

impl<'w> Naming<'w> {
    /// Makes names by name and label.
    pub fn new(workspace: &'w Workspace) -> Naming<'w> {
        Naming {
            workspace,
            by_ids: false,
            words: Words::Full,
            most_quoted: MOST_QUOTED,
            lately: LatelyRead::new(workspace),
            known: RefCell::default(),
            claims: RefCell::default(),
            looked_up: RefCell::default(),
        }
    }

    /// Makes names by id; statements are written as records write them.
    pub fn by_ids(workspace: &'w Workspace) -> Naming<'w> {
        Naming { by_ids: true, ..Naming::new(workspace) }
    }

    /// Returns the names with this part of quotes shown, however long they are.
    #[must_use]
    pub fn with_words(self, words: Words) -> Naming<'w> {
        Naming { words, most_quoted: usize::MAX, ..self }
    }

    /// Returns the part of quotes that is shown.
    pub fn words(&self) -> Words {
        self.words
    }

    /// Returns a quote, or its translation, for display: on one line, and cut if it is long; none if the words of
    /// others are not shown.
    pub fn quoted(&self, text: &str) -> Option<String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(trimmed_to(&self.words.of(&text)?, self.most_quoted).into_owned())
    }

    /// Returns the workspace whose records are named.
    pub fn workspace(&self) -> &'w Workspace {
        self.workspace
    }

    /// Returns whether records are called by their ids.
    pub fn is_by_ids(&self) -> bool {
        self.by_ids
    }

    /// Returns the name of an entity.
    pub fn entity(&self, id: &str) -> String {
        if self.by_ids {
            return id.to_owned();
        }
        self.known(id, true, || {
            let entity = self.workspace.entity(self.find(id)?)?;
            self.text_of(entity.place, "name")
        })
    }

    /// Returns the name of a source, which is its title.
    pub fn source(&self, id: &str) -> String {
        let find = || self.text_of(self.workspace.source(self.find(id)?)?.place, "title");
        if self.by_ids { id.to_owned() } else { find().unwrap_or_else(|| id.to_owned()) }
    }

    /// Returns the words for a predicate in a sentence.
    pub fn predicate(&self, id: &str) -> String {
        if self.by_ids {
            return id.to_owned();
        }
        self.known(id, false, || {
            let predicate = self.workspace.predicate(self.find(id)?)?;
            predicate.label.clone().or_else(|| Some(id.replace('-', " ")))
        })
    }

    /// Returns a statement as a clause: `Iran has relations with the Taliban`; in a naming by ids, the statement as it
    /// is written, in backquotes.
    ///
    /// `…` stands for any subject or object.
    pub fn statement(&self, statement: &str) -> String {
        if self.by_ids {
            return format!("`{statement}`");
        }
        let mut parts = statement.splitn(3, ' ');
        let (Some(subject), Some(predicate), Some(object)) = (parts.next(), parts.next(), parts.next()) else {
            return statement.to_owned();
        };
        let unit = self.unit(predicate).filter(|_| object.ends_with(|c: char| c.is_ascii_digit()));
        let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
        format!("{} {} {}{unit}", self.entity(subject), self.predicate(predicate), self.object(object))
    }

    /// Returns the unit of a predicate's values, which a record need not write.
    fn unit(&self, predicate: &str) -> Option<&'w str> {
        match &self.workspace.predicate(self.find(predicate)?)?.object {
            Some(ObjectType::Number(unit)) => unit.as_deref(),
            _ => None,
        }
    }

    /// Returns a statement as the subject of a sentence: `that Iran has relations with the Taliban`.
    pub fn that(&self, statement: &str) -> String {
        if self.by_ids { self.statement(statement) } else { format!("that {}", self.statement(statement)) }
    }

    /// Returns the object of a statement, or a value that a position holds.
    pub fn object(&self, object: &str) -> String {
        if self.by_ids {
            return object.to_owned();
        }
        // A number is not read as a year.
        let may_be_date = object.len() > 6 && object.starts_with(|c: char| c.is_ascii_digit() || "-./Y".contains(c));
        match Some(object).filter(|_| may_be_date).and_then(Date::find) {
            Some(date) => dates::date(&date),
            _ if self.find(object).and_then(|id| self.workspace.entity(id)).is_some() => self.entity(object),
            _ => quantity(object),
        }
    }

    /// Returns a date without a preposition: `17 July 2014`. A text that is no date stays as it is.
    pub fn date(&self, written: &str) -> String {
        Date::find(written).map_or_else(|| written.to_owned(), |date| dates::date(&date))
    }

    /// Returns a date with its preposition: `on 17 July 2014`. A text that is no date stays as it is.
    pub fn when(&self, written: &str, is_event: bool) -> String {
        Date::find(written).map_or_else(|| written.to_owned(), |date| dates::when(&date, is_event))
    }

    /// Records the places of claims that will be named.
    pub fn introduce<'c>(&self, claims: impl IntoIterator<Item = &'c ShownClaim>) {
        let places = claims.into_iter().filter_map(|shown| Some((shown.claim.clone(), shown.route.record()?)));
        self.claims.borrow_mut().extend(places);
    }

    /// Returns the place of a claim.
    pub fn place_of(&self, claim: &str) -> Option<Place> {
        let introduced = self.claims.borrow().get(claim).copied();
        introduced.or_else(|| self.workspace.claim_with_id(claim).map(|claim| claim.place))
    }

    /// Returns a text of a claim, as it is written.
    pub fn text_of_claim(&self, claim: &str, key: &str) -> Option<String> {
        self.text_of(self.place_of(claim)?, key)
    }

    /// Returns the speaker of a claim.
    pub fn speaker(&self, claim: &str) -> String {
        self.text_of_claim(claim, "by").map_or_else(|| claim.to_owned(), |by| self.entity(&by))
    }

    /// Returns the name of a claim: its speaker or, in a naming by ids, its id.
    pub fn claim(&self, id: &str) -> String {
        if self.by_ids { id.to_owned() } else { self.speaker(id) }
    }

    /// Returns the name of a claim with its id, which may then be typed: `Zarif, 3 May 2018 (zarif-relations)`; a claim
    /// that no longer exists has only its id.
    pub fn claim_named(&self, id: &str) -> String {
        if self.by_ids || self.place_of(id).is_none() {
            return id.to_owned();
        }
        let said = self.said(id).map(|said| format!(", {said}")).unwrap_or_default();
        format!("{}{said} ({id})", self.speaker(id))
    }

    /// Returns the name of a predicate, with its id if that differs.
    pub fn predicate_named(&self, id: &str) -> String {
        let label = self.predicate(id);
        if self.by_ids {
            id.to_owned()
        } else if label == id.replace('-', " ") {
            format!("“{label}”")
        } else {
            format!("“{label}” ({id})")
        }
    }

    /// Returns names of two claims by which they can be told apart: by speaker, else by speaker and day, else by id.
    pub fn claims(&self, ids: [&str; 2]) -> [String; 2] {
        let [one, other] = ids.map(|id| self.claim(id));
        if one != other || self.by_ids {
            return [one, other];
        }
        let said = ids.map(|id| self.said(id));
        match said {
            [Some(first), Some(second)] if first != second => {
                [format!("{one} ({first})"), format!("{other} ({second})")]
            }
            _ => ids.map(|id| format!("{one} (`{id}`)")),
        }
    }

    /// Returns the date on which a claim was said, for use beside a name; none if the claim has no date.
    pub fn said(&self, claim: &str) -> Option<String> {
        self.text_of_claim(claim, "said").map(|said| self.date(&said))
    }

    /// Returns a record as it is written; none if it cannot be read again.
    pub fn document(&self, place: Place) -> Option<Arc<Document>> {
        self.lately.document(place)
    }

    /// Returns a text of a record, as it is written.
    pub fn text_of(&self, place: Place, key: &str) -> Option<String> {
        text(&*self.document(place)?, key).map(Cow::into_owned)
    }

    /// Returns the symbol of an id, whatever the Unicode form in which it is written.
    pub fn find(&self, id: &str) -> Option<Symbol> {
        let name = self.workspace.names.find(&composed(id));
        self.looked_up.borrow_mut().extend(name);
        name
    }

    /// Returns the words that were looked up as ids of entities, predicates or sources since this was last asked. Only
    /// a change of one of those records changes what was said since then of records that are no claims.
    pub fn take_looked_up(&self) -> FxHashSet<Symbol> {
        self.looked_up.take()
    }

    fn known(&self, id: &str, is_entity: bool, find: impl FnOnce() -> Option<String>) -> String {
        self.find(id);
        let key = (is_entity, id.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = find().unwrap_or_else(|| id.to_owned());
        self.known.borrow_mut().insert(key, found.clone());
        found
    }
}

/// Returns a quantity in words: `at least 304 people`, `about 1500`, `45 to 55 %`. A text that is no quantity stays as
/// it is.
fn quantity(written: &str) -> String {
    const SIGNS: [(&str, &str); 5] =
        [(">=", "at least "), ("<=", "at most "), (">", "more than "), ("<", "less than "), ("~", "about ")];
    let begins_with_number = |text: &str| text.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit());
    for (sign, words) in SIGNS {
        if let Some(number) =
            written.strip_prefix(sign).map(str::trim_start).filter(|number| begins_with_number(number))
        {
            return format!("{words}{}", range(number));
        }
    }
    if begins_with_number(written) { range(written) } else { written.to_owned() }
}

fn range(written: &str) -> String {
    match written.split_once("..") {
        Some((from, to)) if !to.is_empty() => format!("{} to {}", from.trim_end(), to.trim_start()),
        _ => written.to_owned(),
    }
}

/// Returns whether a statement is about an event.
pub fn is_event(workspace: &Workspace, statement: &str) -> bool {
    let id = statement.split(' ').nth(1).and_then(|id| workspace.names.find(id));
    id.and_then(|id| workspace.predicate(id)).is_some_and(|predicate| predicate.temporal == Temporal::Event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_said_in_words() {
        assert_eq!(quantity(">=304 people"), "at least 304 people");
        assert_eq!(quantity("~ 1500"), "about 1500");
        assert_eq!(quantity("45..55 %"), "45 to 55 %");
        assert_eq!(quantity("<-3.5"), "less than -3.5");
        assert_eq!(quantity("280 ± 5"), "280 ± 5");
        assert_eq!(quantity("> a quoted line"), "> a quoted line");
        assert_eq!(quantity("\"I call the living\""), "\"I call the living\"");
    }
}
