//! Unknown keys, and the known keys that were meant by them.

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Route};
use crate::fix::Fix;
use crate::interner::nearest;
use crate::schema::{Content, Kind, STANCES};
use crate::text::{escaped, shows_nothing, trimmed_to, unseen};
use crate::yaml::{self, Document, Scalar};

/// Returns the text in the typing of a key: in lower case, with hyphens, without invisible characters and signs around
/// it.
pub(super) fn plain_text(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !shows_nothing(*c)).collect();
    let bare = seen.trim_matches(|c: char| c.is_whitespace() || ":：\"'“”‘’*`•·▪◦‣".contains(c));
    let mut words = String::with_capacity(bare.len());
    let mut before = ' ';
    for c in bare.chars() {
        // `basedOn`
        if before.is_lowercase() && c.is_uppercase() {
            words.push('-');
        }
        words.extend(c.to_lowercase());
        before = c;
    }
    words.split(|c: char| c.is_whitespace() || matches!(c, '_' | '‐' | '‑' | '–')).collect::<Vec<_>>().join("-")
}

/// Returns the key of that kind from which the text differs only in its typing, if it differs.
pub(super) fn plain(kind: Kind, text: &str) -> Option<&'static str> {
    if kind.key(text).is_some() {
        return None;
    }
    kind.key(&plain_text(text)).map(|key| key.name)
}

/// Returns the keys of a document that are known but for their typing, each with the known key.
pub(super) fn mistyped(kind: Kind, document: &Document) -> Vec<(&Scalar, &'static str)> {
    document.entries.iter().filter_map(|entry| Some((&entry.key, plain(kind, &entry.key.text)?))).collect()
}

/// Returns one fault for all mistyped keys: with the edit that mends them, unless a key would then be given twice, or a
/// claim have two stances.
pub(super) fn finding(file: u32, document: &Document, mistyped: &[(&Scalar, &'static str)]) -> Option<Finding> {
    let (first, _) = mistyped.first()?;
    if let Some(finding) = given_twice(file, document, mistyped) {
        return Some(finding);
    }
    let is_case = |(key, meant): &(&Scalar, &'static str)| key.text.to_lowercase() == **meant;
    let why = match mistyped.iter().find_map(|(key, _)| unseen(&key.text)) {
        Some(name) => format!("{name} stands in a key and cannot be seen"),
        None if mistyped.iter().all(is_case) => "keys are written small".to_string(),
        None => "keys are written small, their words joined by hyphens, with nothing around them".to_string(),
    };
    let list = |words: Vec<String>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let message = format!("{why}: {}", list(mistyped.iter().take(10).map(|(key, _)| shown(&key.text)).collect()));
    let help = format!("write {}", list(mistyped.iter().take(10).map(|(_, meant)| (*meant).to_string()).collect()));
    let fix = mistyped.iter().fold(Fix::safe(&help), |fix, (key, meant)| {
        fix.replacing(Route::Bytes(file, key.span), yaml::in_place_of(key, meant))
    });
    Some(Finding::fault("unknown-key", file, first.span, message).help(help).with_fix(fix))
}

/// Returns the fault of a mistyped key that is there already, either right or mistyped once more.
fn given_twice(file: u32, document: &Document, mistyped: &[(&Scalar, &'static str)]) -> Option<Finding> {
    let is_stance = |key: &str| STANCES.contains(&key);
    let is_same = |one: &str, other: &str| one == other || is_stance(one) && is_stance(other);
    let right = document.entries.iter().map(|entry| (&entry.key, entry.key.text.as_str()));
    let all = right.chain(mistyped.iter().map(|(key, meant)| (*key, *meant)));
    let (key, meant, other) = mistyped.iter().find_map(|(key, meant)| {
        all.clone()
            .find(|(other, name)| other.span != key.span && is_same(name, meant))
            .map(|(other, _)| (*key, *meant, other))
    })?;
    let (message, help) = if is_stance(meant) {
        let message = format!(
            "one claim takes one stance: `{}` is `{meant}`, and `{}` is there, too",
            shown(&key.text),
            shown(&other.text)
        );
        (message, "keep one of the two, or make two claims of it".to_string())
    } else {
        let message = format!("`{}` is `{meant}`, which is given twice", shown(&key.text));
        (message, format!("keep one of the two, as `{meant}`"))
    };
    let finding = Finding::fault("unknown-key", file, key.span, message).help(help);
    Some(finding.at(Route::Bytes(file, other.span), "the other one"))
}

fn shown(text: &str) -> String {
    trimmed_to(&escaped(text), 60).into_owned()
}

/// Returns a fix for each of a few keys that may be meant by an unknown one: those that the record does not have yet,
/// and no stance where it has one. Where the key takes an id, only a misspelling counts: the value of `url` is no id of
/// a source.
pub(super) fn renamings(kind: Kind, file: u32, document: &Document, key: &Scalar, meant: &[&'static str]) -> Vec<Fix> {
    let is_stance = |key: &str| STANCES.contains(&key);
    let is_given = |name: &str| {
        let is_it = |given: &str| given == name || is_stance(given) && is_stance(name);
        document.entries.iter().any(|entry| is_it(&entry.key.text))
    };
    let takes_id = |name: &str| kind.key(name).is_some_and(|known| matches!(known.content, Content::Reference(_)));
    let is_meant =
        |name: &&&'static str| !is_given(name) && (!takes_id(name) || nearest(&key.text, [**name]).is_some());
    let fix = |name: &&'static str| {
        Fix::ask(format!("write `{name}`")).replacing(Route::Bytes(file, key.span), yaml::in_place_of(key, name))
    };
    if meant.len() > MOST_MEANT { Vec::new() } else { meant.iter().filter(is_meant).map(fix).collect() }
}

/// The most keys of which each is offered as a fix.
const MOST_MEANT: usize = 2;

/// Advice on unknown keys, which often come again and again.
#[derive(Default)]
pub(super) struct Advice {
    known: FxHashMap<(Kind, String), (String, Vec<&'static str>)>,
}

/// The most unknown keys of which the advice is kept.
const MOST_ADVISED: usize = 1_000;

impl Advice {
    /// Returns the advice for a key that a kind does not have, and the known keys that were most likely meant.
    pub fn on(&mut self, kind: Kind, text: &str) -> (String, Vec<&'static str>) {
        let key = (kind, text.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let advice = advice(kind, text);
        if self.known.len() < MOST_ADVISED {
            self.known.insert(key, advice.clone());
        }
        advice
    }
}

fn advice(kind: Kind, text: &str) -> (String, Vec<&'static str>) {
    let plain = plain_text(text);
    if let Some((_, meant, help)) = natural(kind).iter().find(|(words, _, _)| words.contains(&plain.as_str())) {
        return ((*help).to_string(), meant.to_vec());
    }
    if let Some(other) =
        Kind::ALL.into_iter().find(|other| *other != kind && *other != Kind::Manifest && other.key(&plain).is_some())
    {
        let article = if other == Kind::Entity { "an" } else { "a" };
        return (format!("`{plain}` is a key of {article} {other}: does it belong in that record?"), Vec::new());
    }
    match nearest(text, kind.keys().iter().map(|key| key.name)) {
        Some(near) => (format!("did you mean `{near}`?"), vec![near]),
        None => match kind {
            Kind::Claim => ("what is none of its keys can stand in `scope`, `tags` or `note`".to_string(), Vec::new()),
            Kind::Manifest => {
                ("its keys are `gainsay`, `name`, `use`, `rules`, `fail-on` and `exclude`".to_string(), Vec::new())
            }
            _ => ("what is none of its keys can stand in `note`".to_string(), Vec::new()),
        },
    }
}

/// Words, the keys that they may stand for, and the question.
type Natural = (&'static [&'static str], &'static [&'static str], &'static str);

/// Words that people write in place of the keys of a kind.
fn natural(kind: Kind) -> &'static [Natural] {
    match kind {
        Kind::Claim => &CLAIM,
        Kind::Entity => &ENTITY,
        Kind::Predicate => &PREDICATE,
        Kind::Source => &SOURCE,
        Kind::Ruling => &RULING,
        Kind::Manifest => &[],
    }
}

const CLAIM: [Natural; 13] = [
    (
        &["date", "day", "time", "year", "dated", "on", "period"],
        &["when", "said"],
        "did you mean `when` (the time of which it is said) or `said` (the time at which it was said)?",
    ),
    (
        &["speaker", "who", "author", "person", "agent", "claimant", "said-by", "from", "speakers"],
        &["by"],
        "did you mean `by`, the id of the entity that says it?",
    ),
    (
        &["statement", "text", "content", "triple", "says", "asserts", "states", "claims", "fact"],
        &STANCES,
        "did you mean a stance, `affirms`, `denies`, `suggests`, `doubts` or `relays`, with `SUBJECT PREDICATE OBJECT` after it?",
    ),
    (&["confirms", "affirm", "asserted", "affirmed"], &["affirms"], "did you mean `affirms`?"),
    (
        &["deny", "denied", "rejects", "disputes", "negates", "refutes", "contradicts"],
        &["denies"],
        "did you mean `denies`?",
    ),
    (
        &["url", "link", "href", "sources", "cite", "citation", "reference", "ref", "origin", "archived"],
        &["source"],
        "did you mean `source`, the id of a source? Its `url` stands in its own record",
    ),
    (
        &["title", "publisher", "published"],
        &[],
        "did you mean this of the source? It stands in the source's own record",
    ),
    (&["quotation", "words", "verbatim", "excerpt", "cited"], &["quote"], "did you mean `quote`?"),
    (&["language"], &["lang"], "did you mean `lang`?"),
    (
        &["page", "pages", "location", "locator", "paragraph", "line"],
        &["at"],
        "did you mean `at`, the place in the source?",
    ),
    (&["comment", "comments", "notes", "remark", "remarks", "description"], &["note"], "did you mean `note`?"),
    (&["reply-to", "in-reply-to", "replies-to", "response-to"], &["answers"], "did you mean `answers`?"),
    (&["on-behalf-of", "behalf", "in-name-of"], &["for"], "did you mean `for`?"),
];

const ENTITY: [Natural; 10] = [
    (&["title", "label", "names", "full-name"], &["name"], "did you mean `name`?"),
    (
        &["alias", "aliases", "alternative-names", "other-names", "also-known-as", "a.k.a", "nickname"],
        &["aka"],
        "did you mean `aka`?",
    ),
    (&["type", "class", "category"], &["kind"], "did you mean `kind`?"),
    (
        &["born", "birth", "founded", "from", "start", "established", "date-of-birth"],
        &["since"],
        "did you mean `since`, the time of birth or founding?",
    ),
    (
        &["died", "death", "dissolved", "end", "to", "date-of-death"],
        &["until"],
        "did you mean `until`, the time of death or end?",
    ),
    (
        &["url", "link", "website", "wikidata", "homepage", "id", "identifiers"],
        &["links"],
        "did you mean `links`, a mapping of scheme to id?",
    ),
    (&["parent", "member-of", "belongs-to", "partof"], &["part-of"], "did you mean `part-of`?"),
    (&["spokesman-for", "spokesperson-for", "represents", "works-for"], &["speaks-for"], "did you mean `speaks-for`?"),
    (&["sameas", "equals", "alias-of"], &["same-as"], "did you mean `same-as`?"),
    (&["comment", "comments", "notes", "description", "remark"], &["note"], "did you mean `note`?"),
];

const PREDICATE: [Natural; 4] = [
    (&["name", "title", "text"], &["label"], "did you mean `label`?"),
    (&["unit", "type", "datatype", "value"], &["object"], "did you mean `object`, like `number km`?"),
    (&["duration", "valid-for"], &["lasts"], "did you mean `lasts`?"),
    (&["comment", "comments", "notes", "description"], &["note"], "did you mean `note`?"),
];

const SOURCE: [Natural; 9] = [
    (&["name", "headline", "label"], &["title"], "did you mean `title`?"),
    (
        &["date", "day", "year", "publication-date", "published-on", "said", "when"],
        &["published"],
        "did you mean `published`?",
    ),
    (&["link", "href", "address", "uri", "website"], &["url"], "did you mean `url`?"),
    (&["archive", "archive-url", "wayback"], &["archived"], "did you mean `archived`?"),
    (&["retrieved", "access-date", "visited"], &["accessed"], "did you mean `accessed`?"),
    (&["outlet", "newspaper", "medium", "site", "journal"], &["publisher"], "did you mean `publisher`?"),
    (&["by", "writer", "authors", "journalist"], &["author"], "did you mean `author`?"),
    (&["language"], &["lang"], "did you mean `lang`?"),
    (&["comment", "comments", "notes", "description"], &["note"], "did you mean `note`?"),
];

const RULING: [Natural; 5] = [
    (&["claims", "conflict", "of"], &["between"], "did you mean `between`?"),
    (&["decision", "outcome", "result"], &["verdict"], "did you mean `verdict`?"),
    (&["reason", "why", "reasons", "rationale", "explanation"], &["because"], "did you mean `because`?"),
    (&["date", "on", "when"], &["decided"], "did you mean `decided`?"),
    (&["author", "editor", "who"], &["by"], "did you mean `by`?"),
];
