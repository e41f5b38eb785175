//! Suggestions for a reference to a record that is not there.
//!
//! Nothing is worked out before it is asked for: a workspace without such references pays nothing. A remedy in the
//! imperative is given only where the word differs from the known id only in its typing, or is a name that one record
//! alone has; a similar word is a question.

mod index;
mod record_names;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::edit::{Edit, KeyPath, Target};
use crate::finding::{Finding, Part, Route};
use crate::fix::Fix;
use crate::interner::{Symbol, is_id};
use crate::quantity::Quantity;
use crate::record::{Claim, ObjectType, RawStatement, Stance};
use crate::schema::Kind;
use crate::text::{composed, escaped, folded, shows_nothing, trimmed_to, unseen};
use crate::unknown_reference::{StatementContext, Unknown};
use crate::value::Value;
use crate::vocabularies;
use crate::workspace::{MANIFEST, Workspace};

pub use self::index::{ClaimsThere, ReferenceIndex};
use self::record_names::{Named, bare_address};
use super::Suggest;
use super::fields::id_from;

/// The largest number of similar words that are looked for, and of statements that are taken apart: beyond it, a file
/// has been lost rather than an id misspelt.
const MOST_ASKED: usize = 500;

/// The most bytes of a word, with the word beside it, for which anything is looked up.
const LONGEST: usize = 500;

/// The most words of a statement that is taken apart.
const MOST_WORDS: usize = 24;

/// The advice for a reference to a record that is not there.
#[derive(Default)]
struct Advice {
    /// The message in place of the usual one.
    message: Option<String>,
    help: Vec<String>,
    fixes: Vec<Fix>,
    /// Whether the advice is about the whole statement, so that nothing else is reported about it.
    whole: bool,
}

impl Advice {
    fn help(help: impl Into<String>) -> Advice {
        Advice { help: vec![help.into()], ..Advice::default() }
    }

    fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Advice {
        self.fixes.extend(fix.into());
        self
    }

    fn of_whole(self) -> Advice {
        Advice { whole: true, ..self }
    }
}

/// Looks up the records that were meant.
pub(super) struct Suggestions<'w> {
    workspace: &'w Workspace,
    /// The effort that is spent on suggestions.
    suggest: Suggest,
    index: &'w ReferenceIndex,
    /// Which claims are there, where not all in the list are.
    there: Option<&'w dyn ClaimsThere>,
    found: RefCell<FxHashMap<(Kind, String), Option<&'w str>>>,
    named: RefCell<FxHashMap<(Kind, String), Rc<Named>>>,
    asked: Cell<usize>,
    taken_apart: Cell<usize>,
    /// The references for which only similar words are left to look for, where that is not done yet.
    put_off: RefCell<Vec<Unknown>>,
}

impl<'w> Suggestions<'w> {
    pub fn new(
        workspace: &'w Workspace,
        suggest: Suggest,
        index: &'w ReferenceIndex,
        there: Option<&'w dyn ClaimsThere>,
    ) -> Suggestions<'w> {
        Suggestions {
            workspace,
            suggest,
            index,
            there,
            found: RefCell::default(),
            named: RefCell::default(),
            asked: Cell::new(0),
            taken_apart: Cell::new(0),
            put_off: RefCell::default(),
        }
    }

    /// Returns the references for which no similar words were looked for.
    pub fn put_off(self) -> Vec<Unknown> {
        self.put_off.into_inner()
    }

    /// Returns the finding for a reference, and whether it is about the whole statement that the reference stands in.
    pub fn finding(&self, unknown: &Unknown) -> (Finding, bool) {
        let text = self.workspace.text(unknown.name);
        let own = unknown.id.map(|id| self.workspace.text(id)).unwrap_or_default();
        let advice = match self.suggest {
            Suggest::Nothing => self.plain_advice(unknown, text),
            Suggest::Remedies | Suggest::All => self.advice(unknown, text),
        };
        let (rule, key) = self.told_by(unknown);
        let message = match unknown.phrase {
            true => {
                let predicate =
                    unknown.said.map(|said| self.workspace.text(said.written.predicate)).unwrap_or_default();
                format!("the object of `{predicate}` is an entity, and `{}` is no id", shown(text))
            }
            false => format!("no {} `{}` is known", unknown.wanted, shown(text)),
        };
        let mut finding =
            Finding::about(rule, unknown.route, advice.message.unwrap_or(message)).of(unknown.kind, own).keyed(key);
        finding.help = advice.help;
        finding.fixes = advice.fixes;
        (finding, advice.whole)
    }

    /// Returns the rule and the key of the finding for a reference.
    fn told_by(&self, unknown: &Unknown) -> (&'static str, &'w str) {
        if unknown.phrase {
            ("bad-statement", "statement")
        } else {
            ("unknown-reference", self.workspace.text(unknown.name))
        }
    }

    fn advice(&self, unknown: &Unknown, text: &str) -> Advice {
        let object = unknown.said.map_or("", |said| self.workspace.text(said.written.object));
        if text.len() + object.len() > LONGEST {
            return self.plain_advice(unknown, text);
        }
        self.whole_statement(unknown)
            .or_else(|| self.long_subject(unknown))
            .or_else(|| self.typed(unknown, text))
            .or_else(|| self.named(unknown, text))
            .or_else(|| self.denied(unknown, text))
            .or_else(|| self.joint(unknown, text))
            .or_else(|| self.denied_elsewhere(unknown, text))
            .or_else(|| of_a_vocabulary(unknown, text))
            .unwrap_or_else(|| self.near(unknown, text))
    }

    /// Returns the question for a similar word or name.
    fn near(&self, unknown: &Unknown, text: &str) -> Advice {
        let wanted = unknown.wanted;
        let mut advice = self.plain_advice(unknown, text);
        if self.suggest != Suggest::All {
            self.put_off.borrow_mut().push(unknown.clone());
            return advice;
        }
        let known = |id: &String| id != text && self.is_known(wanted, id);
        // A sign before a word may deny it.
        let is_signed = text.starts_with(DENYING_SIGNS);
        let hyphened = id_from(text).filter(|_| !is_signed).filter(known);
        let named = || self.nearly_named(wanted, text);
        let typed = || id_from(text).filter(|id| id != text).and_then(|id| self.nearest(wanted, &id));
        let near = || self.nearest(wanted, text).or_else(typed).filter(|_| !is_signed).map(str::to_string);
        if let Some(near) = hyphened.or_else(named).or_else(near) {
            advice.help = vec![match advice.help.first().filter(|_| is_id(text)) {
                Some(_) => {
                    format!("add a record that begins with `{}: {text}`; or did you mean `{near}`?", wanted.first_key())
                }
                None => format!("did you mean `{near}`?"),
            }];
            advice.fixes = vec![write_id(unknown, text, &near)];
        }
        advice
    }

    /// Returns the one record that has the text as a name but for an article, for hyphens in place of spaces, or for
    /// the beginning of an address.
    fn nearly_named(&self, kind: Kind, text: &str) -> Option<String> {
        let spaced = text.replace(['-', '_'], " ");
        let address = if kind == Kind::Source { bare_address(text) } else { None };
        let ways = [Some(spaced.as_str()), without_article(text), without_article(&spaced), address.as_deref()];
        ways.into_iter().flatten().find_map(|text| {
            let is_name = text.contains(' ') || !is_id(text) || kind == Kind::Source;
            match is_name.then(|| self.named_so(kind, text)).as_deref() {
                Some(Named { ids, .. }) if ids.len() == 1 => ids.first().cloned(),
                _ => self.plain_id(kind, text).or_else(|| self.is_known(kind, text).then(|| text.to_string())),
            }
        })
    }

    /// Returns advice without a search: never an id that would be refused, or that is another record's.
    fn plain_advice(&self, unknown: &Unknown, text: &str) -> Advice {
        let key = unknown.wanted.first_key();
        if unknown.phrase {
            return Advice::help("write the id of one entity as the third word");
        }
        if is_id(text) {
            return Advice::help(format!("add a record that begins with `{key}: {}`, or correct the id", shown(text)));
        }
        let example = id_from(text).filter(|id| !self.is_known(unknown.wanted, id) && id.len() <= 60);
        Advice::help(match example {
            Some(id) => {
                format!("an id belongs here: add the {key} under one, for example `{key}: {id}`, and write that")
            }
            None => format!(
                "an id belongs here: small letters and digits, joined by `-`, as the first line of the {key} has it"
            ),
        })
    }

    /// Returns the advice to write a known id that differs only by capital letters, signs around it and invisible
    /// characters.
    fn typed(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let plain = self.plain_id(unknown.wanted, text)?;
        let advice = Advice::help(format!("write `{plain}`"));
        let message =
            unseen(text).map(|name| format!("{name} stands in this id and cannot be seen: `{plain}` is meant"));
        let fix = Fix::safe(format!("write `{plain}`")).referring(unknown.route, text, plain);
        Some(Advice { message, ..advice }.with_fix(fix))
    }

    fn plain_id(&self, wanted: Kind, text: &str) -> Option<String> {
        let seen: String = text.chars().filter(|c| !shows_nothing(*c)).collect();
        // A `!` before a word may deny it, and a `?` behind it doubt it.
        let bare = seen
            .trim_end_matches('!')
            .trim_matches(|c: char| c.is_whitespace() || ".,;:…\"'“”‘’„«»`()［］【】「」".contains(c));
        let small = composed(bare).to_lowercase();
        (small != text && self.is_known(wanted, &small)).then_some(small)
    }

    /// Returns the advice for a name of one record, or of several.
    fn named(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let named = self.named_so(unknown.wanted, text);
        match named.ids.as_slice() {
            [id] => {
                let help = format!("`{id}` has the {} `{}`: write `{id}`", named.what, shown_name(text));
                Some(Advice::help(help).with_fix(write_id(unknown, text, id)))
            }
            _ => several(&named, text),
        }
    }

    /// Returns the advice for a denial written into the predicate: `not-in-contact-with`, `does-not-fund`.
    fn denied(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let said = unknown.said.filter(|_| unknown.wanted == Kind::Predicate)?;
        let words: Vec<&str> = text.split(['-', '_']).collect();
        let (bare, sure) = without_denial(&words, false).into_iter().find_map(|(words, sure)| {
            let id = words.join("-");
            self.is_known(Kind::Predicate, &id).then_some((id, sure))
        })?;
        let part = |name| {
            let text = self.workspace.text(name);
            self.plain_id(Kind::Entity, text).unwrap_or_else(|| text.to_string())
        };
        let object = match self.workspace.object_type(&bare) {
            Some(ObjectType::Entity) => part(said.written.object),
            _ => self.workspace.text(said.written.object).to_string(),
        };
        let statement = format!("{} {bare} {object}", part(said.written.subject));
        let written = |key: &str, statement: &str| write_statement(self.workspace, said, unknown.id, key, statement);
        Some(turned(said, &statement, if sure { How::Surely } else { How::InTime }, &written))
    }

    /// Returns the advice for several ids in the place of one.
    fn joint(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let wanted = unknown.wanted;
        let resolved = |parts: &[&str]| parts.iter().filter_map(|part| self.resolve(wanted, part)).collect::<Vec<_>>();
        let mut parts = parted(text);
        if parts.len() == 1 {
            // Words that only spaces separate are several ids where each of them is one.
            parts = text.split_whitespace().take(MOST_WORDS).collect();
            if resolved(&parts).len() < parts.len() {
                return None;
            }
        }
        let mut ids = resolved(&parts);
        let (all, any) = (ids.len() == parts.len(), !ids.is_empty());
        ids.dedup();
        // `al-jazeera/english` may be one id, and so may words that only spaces separate.
        let is_clear =
            parts.len() > 1 && text.split_whitespace().count() > 1 && parts.len() < text.split_whitespace().count();
        if parts.len() < 2 || !(all || any && (is_clear || !is_id(text))) || all && ids.len() < 2 {
            let speaks = matches!(unknown.route, Route::Key(_, "by", _)) && is_clear && !text.contains(", ");
            let example = id_from(text).filter(|id| speaks && !self.is_known(wanted, id))?;
            return Some(Advice::help(format!(
                "if these are several, write a claim for each of them, with one `utterance`; if it is one, add the entity under an id, for \
                 example `entity: {example}`"
            )));
        }
        let Route::Key(_, key, _) = unknown.route else {
            return Some(Advice::help(format!("write a claim for each of them{}", listed(&ids, all))));
        };
        let is_list = matches!(
            key,
            "via" | "based-on" | "supersedes" | "part-of" | "same-as" | "derived-from" | "between" | "speaks-for"
        );
        Some(Advice::help(match (is_list, key) {
            (true, _) if all => {
                format!(
                    "a list stands in brackets, its members separated by plain commas: did you mean `[{}]`?",
                    ids.join(", ")
                )
            }
            (true, _) => {
                "a list stands in brackets, its members separated by plain commas: write each id as a member of its own"
                    .to_string()
            }
            (_, "by") => format!("write a claim for each of them{}, with one `utterance`", listed(&ids, all)),
            _ => format!("write a claim for each of them{}", listed(&ids, all)),
        }))
    }

    /// Returns the advice for a subject of several words before a known predicate: `South Korea funds taliban`, `iran
    /// and taliban funds bahrami`.
    fn long_subject(&self, unknown: &Unknown) -> Option<Advice> {
        let said = unknown.said.filter(|said| !said.written.long && !unknown.phrase)?;
        if self.is_known(Kind::Predicate, self.workspace.text(said.written.predicate)) {
            return None;
        }
        let text = whole_text(self.workspace, said);
        let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
        let end = (2..words.len().saturating_sub(1))
            .find(|at| words.get(*at).is_some_and(|word| self.is_known(Kind::Predicate, word)))?;
        let subject = words.get(..end)?.join(" ");
        if words.iter().take(end).any(|word| is_denial(word)) {
            return None;
        }
        let route = Route::Part(said.place, said.stance.key(), Part::Subject);
        let reference = Unknown { route, wanted: Kind::Entity, said: None, id: None, ..*unknown };
        let advice =
            several(&self.named_so(Kind::Entity, &subject), &subject).or_else(|| self.joint(&reference, &subject));
        if advice.is_none()
            && let Some(first) = words.first().filter(|first| self.resolve(Kind::Entity, first).is_some())
        {
            let between = words.get(1..end)?.join(" ");
            let message =
                format!("`{}` stands between the subject `{}` and the predicate", shown(&between), shown(first));
            let help = "a statement is an entity, a predicate and the object, and nothing else: how sure it is said is the stance";
            return Some(Advice { message: Some(message), ..Advice::help(help) }.of_whole());
        }
        let advice = advice.unwrap_or_else(|| self.near(&reference, &subject));
        let message = format!("the subject of a statement is one id, and `{}` is none", shown(&subject));
        Some(Advice { message: Some(message), ..advice }.of_whole())
    }

    /// Returns the advice for a denial in a statement that could not be taken apart, or in a word for nobody.
    fn denied_elsewhere(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        const NOBODY: [&str; 8] = ["nobody", "no-one", "noone", "none", "nothing", "no", "neither", "nor"];
        let said = unknown.said?;
        let bare = ["not-", "non-", "no-"].iter().find_map(|word| text.strip_prefix(word));
        let denies_known = bare.is_some_and(|bare| unknown.wanted == Kind::Entity && self.is_known(Kind::Entity, bare));
        let is_signed =
            text.starts_with(DENYING_SIGNS) && id_from(text).is_some_and(|id| self.is_known(unknown.wanted, &id));
        let is_nobody = NOBODY.contains(&text.to_lowercase().as_str());
        let in_words = || {
            let statement = whole_text(self.workspace, said);
            unknown.wanted == Kind::Predicate && statement.split_whitespace().take(MOST_WORDS).any(is_denial)
        };
        let in_object = || unknown.phrase && text.split_whitespace().take(MOST_WORDS).any(is_denial);
        (denies_known || is_signed || is_nobody || in_words() || in_object()).then(|| {
            Advice::help(
                "a denial is a stance and no part of the words: write what is denied, as SUBJECT PREDICATE OBJECT, after `denies:`",
            )
            .of_whole()
        })
    }

    /// Returns the advice for a whole statement in names and labels: `Mohammad Reza Bahrami is in contact with the
    /// Taliban`.
    fn whole_statement(&self, unknown: &Unknown) -> Option<Advice> {
        let said = unknown.said.filter(|said| !said.written.long)?;
        // Where the predicate is written as its id, each other word is reported by itself.
        let predicate = self.workspace.text(said.written.predicate);
        if unknown.phrase
            || self.is_known(Kind::Predicate, predicate)
            || self.plain_id(Kind::Predicate, predicate).is_some()
        {
            return None;
        }
        if self.taken_apart.get() >= MOST_ASKED {
            return None;
        }
        self.taken_apart.set(self.taken_apart.get() + 1);
        let written = |key: &str, statement: &str| write_statement(self.workspace, said, unknown.id, key, statement);
        let text = whole_text(self.workspace, said);
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.len() > MOST_WORDS {
            return None;
        }
        if let Some(statement) = self.one_reading(&words).filter(|statement| *statement != text) {
            let advice = Advice::help(format!("write `{statement}`"));
            let key = said.stance.key();
            return Some(advice.with_fix(written(key, &statement)).of_whole());
        }
        // A reading that fits only without an article, or in another form of the verb, is a question.
        let without_articles: Vec<&str> = words.iter().copied().filter(|word| !is_article(word)).collect();
        if without_articles.len() < words.len()
            && let Some(statement) = self.one_reading(&without_articles)
        {
            let advice = Advice::help(format!("did you mean `{statement}`?"));
            return Some(advice.with_fix(written(said.stance.key(), &statement)).of_whole());
        }
        let read =
            |words: &[&str], sure: bool| Some((self.one_reading(words)?, if sure { How::Surely } else { How::InTime }));
        let denials = without_denial(&words, true);
        let found = denials.iter().find_map(|(words, sure)| read(words, *sure));
        let (statement, how) = found.or_else(|| {
            let denials = without_denial(&without_articles, true);
            denials.iter().find_map(|(words, _)| {
                let verbs = (0..words.len()).find_map(|at| {
                    let verb = format!("{}s", words.get(at)?);
                    let mut inflected = words.clone();
                    *inflected.get_mut(at)? = verb.as_str();
                    self.is_known(Kind::Predicate, &verb).then(|| self.one_reading(&inflected)).flatten()
                });
                Some((self.one_reading(words).or(verbs)?, How::Perhaps))
            })
        })?;
        Some(turned(said, &statement, how, &written).of_whole())
    }

    /// Returns the only statement that the words can be read as, in ids.
    fn one_reading(&self, words: &[&str]) -> Option<String> {
        let mut readings: Vec<String> = Vec::new();
        for middle in 1..words.len().saturating_sub(1) {
            let Some(subject) = self.resolve(Kind::Entity, &words.get(..middle)?.join(" ")) else { continue };
            for end in middle + 1..words.len() {
                let Some(predicate) = self.resolve(Kind::Predicate, &words.get(middle..end)?.join(" ")) else {
                    continue;
                };
                let rest = words.get(end..)?.join(" ");
                let object = match self.workspace.object_type(&predicate)? {
                    ObjectType::Entity => self.resolve(Kind::Entity, &rest),
                    ObjectType::Number(_) => Quantity::read(&rest).is_ok().then_some(rest),
                    ObjectType::Date => crate::date::Date::find(&rest).map(|_| rest),
                    ObjectType::Text => Some(rest),
                };
                let Some(object) = object else { continue };
                let reading = format!("{subject} {predicate} {object}");
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        if readings.len() == 1 { readings.pop() } else { None }
    }

    /// Returns the id that a text differs from only in its typing and spaces, or that of the only record with the text
    /// as a name.
    fn resolve(&self, kind: Kind, text: &str) -> Option<String> {
        if self.is_known(kind, text) {
            return Some(text.to_string());
        }
        let hyphened = || {
            id_from(text).filter(|id| {
                self.is_known(kind, id) && text.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase() == *id
            })
        };
        self.plain_id(kind, text).or_else(hyphened).or_else(|| {
            let named = self.named_so(kind, text);
            if named.ids.len() == 1 { named.ids.first().cloned() } else { None }
        })
    }

    fn is_known(&self, kind: Kind, id: &str) -> bool {
        match kind {
            Kind::Claim => match self.there {
                Some(there) => there.has_id(self.workspace, id),
                None => is_claim(self.workspace, id),
            },
            _ => self.workspace.names.find(id).is_some_and(|name| self.workspace.ids.get(kind, name).is_some()),
        }
    }

    fn nearest(&self, kind: Kind, text: &str) -> Option<&'w str> {
        if let Some(found) = self.found.borrow().get(&(kind, text.to_string())) {
            return *found;
        }
        if self.asked.get() >= MOST_ASKED {
            return None;
        }
        self.asked.set(self.asked.get() + 1);
        let found = self.index.nearest(self.workspace, kind, text, self.there);
        self.found.borrow_mut().insert((kind, text.to_string()), found);
        found
    }

    /// Returns the records of a kind that have a text as a name.
    fn named_so(&self, kind: Kind, text: &str) -> Rc<Named> {
        let wanted = folded(without_end(text));
        let key = (kind, wanted);
        if let Some(found) = self.named.borrow().get(&key) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.index.names(self.workspace, kind).with(self.workspace, &key.1));
        self.named.borrow_mut().insert(key, Rc::clone(&found));
        found
    }
}

impl Workspace {
    /// Returns whether similar words were looked for where a reference leads to a record that is not there.
    pub fn has_near_words(&self) -> bool {
        self.suggest == Suggest::All
    }

    /// Has the references for which no similar words were looked for yet point to where their records stand now.
    pub fn lead_references(&mut self, lead: impl Fn(&mut Route)) {
        for unknown in &mut self.put_off {
            lead(&mut unknown.route);
            if let Some(said) = &mut unknown.said {
                let mut route = Route::Record(said.place);
                lead(&mut route);
                said.place = route.record().unwrap_or(said.place);
            }
        }
    }

    /// Returns true if words similar to unknown ones are still to be looked for.
    pub fn puts_off_near_words(&self) -> bool {
        !self.put_off.is_empty()
    }

    /// Looks for words similar to unknown ones for some of the findings of a workspace that was read without them
    /// ([`Suggest::Remedies`]).
    pub fn add_near_words<'f>(&self, findings: impl IntoIterator<Item = &'f mut Finding>) {
        if self.put_off.is_empty() {
            return;
        }
        let index = ReferenceIndex::default();
        let suggestions = Suggestions::new(self, Suggest::All, &index, None);
        let by_finding: FxHashMap<(Route, &str, &str), &Unknown> = self
            .put_off
            .iter()
            .map(|unknown| {
                let (rule, key) = suggestions.told_by(unknown);
                ((unknown.route, rule, key), unknown)
            })
            .collect();
        for finding in findings {
            let (Some(label), Some(key)) = (finding.labels.first(), &finding.key) else { continue };
            if let Some(unknown) = by_finding.get(&(label.route, finding.rule, key.as_str())) {
                let text = self.text(unknown.name);
                // Whatever is told otherwise of the same place stays.
                if finding.help == suggestions.plain_advice(unknown, text).help {
                    let advice = suggestions.near(unknown, text);
                    (finding.help, finding.fixes) = (advice.help, advice.fixes);
                }
            }
        }
    }
}

/// Returns the fix that writes an id in the place of a word that is none.
fn write_id(unknown: &Unknown, text: &str, id: &str) -> Fix {
    Fix::ask(format!("write `{id}`")).referring(unknown.route, text, id)
}

/// Returns the fix that writes a statement, under a stance, in the place of the one that is there.
fn write_statement(
    workspace: &Workspace,
    said: StatementContext,
    id: Option<Symbol>,
    key: &str,
    statement: &str,
) -> Option<Fix> {
    let record = Target::new(Kind::Claim, workspace.text(id?));
    let edit = Edit::Set { record, key: KeyPath::of(key), value: Value::text(statement) };
    Some(Fix::ask(format!("write `{key}: {}`", shown_whole(statement))).editing(said.place, edit))
}

/// Returns the advice for a name that several records have.
fn several(named: &Named, text: &str) -> Option<Advice> {
    let Named { ids, what } = named;
    let listed: Vec<String> = ids.iter().take(5).map(|id| format!("`{id}`")).collect();
    let help =
        format!("{} have the {what} `{}`: write the id of the one that is meant", listed.join(", "), shown_name(text));
    (ids.len() > 1).then(|| Advice::help(help))
}

/// Returns a name without a full stop or other sign at its end.
fn without_end(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ',', ';'])
}

fn shown_name(text: &str) -> String {
    shown(without_end(text))
}

fn shown(text: &str) -> String {
    trimmed_to(&escaped(text), 60).into_owned()
}

/// The degree of certainty that a statement is denied in its own words, and that nothing else is said by them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Surely,
    /// The statement is surely denied, but for its time: `no longer`, `was not`.
    InTime,
    Perhaps,
}

/// Returns the advice to take the other stance, for a statement that was denied in its own words. `written` returns the
/// fix that writes a stance and a statement.
fn turned(said: StatementContext, statement: &str, how: How, written: &dyn Fn(&str, &str) -> Option<Fix>) -> Advice {
    let key = match said.stance {
        Stance::Affirms => "denies",
        Stance::Suggests => "doubts",
        // A denial of a statement that is denied already may mean one denial or two.
        Stance::Denies | Stance::Doubts => {
            let (one, two) = if said.stance == Stance::Denies { ("denies", "affirms") } else { ("doubts", "suggests") };
            let shown = shown_whole(statement);
            let help = format!("this is denied twice: did you mean `{one}: {shown}` or `{two}: {shown}`?");
            return Advice::help(help).with_fix(written(one, statement)).with_fix(written(two, statement));
        }
        Stance::Relays => {
            return Advice::help(
                "a denial is a stance: make it a claim of whoever denies it, with `denies` in place of `relays`",
            );
        }
    };
    let line = format!("{key}: {}", shown_whole(statement));
    match how {
        How::InTime => Advice::help(format!("did you mean `{line}`, with the time in `when`?")),
        How::Perhaps => Advice::help(format!("did you mean `{line}`?")).with_fix(written(key, statement)),
        How::Surely => {
            Advice::help(format!("to say that it is not so, write `{line}`")).with_fix(written(key, statement))
        }
    }
}

/// Returns the statement as it is written, on one line.
fn whole_text(workspace: &Workspace, said: StatementContext) -> String {
    let RawStatement { subject, predicate, object, .. } = said.written;
    [subject, predicate, object].map(|name| workspace.text(name)).join(" ")
}

fn listed(ids: &[String], all: bool) -> String {
    let listed = || ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if all { format!(" ({})", listed()) } else { String::new() }
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].iter().any(|article| word.eq_ignore_ascii_case(article))
}

fn without_article(text: &str) -> Option<&str> {
    let (article, rest) = text.trim().split_once(' ')?;
    is_article(article).then_some(rest.trim())
}

/// Returns the parts of a text that names several things, by the words and signs that join them.
fn parted(text: &str) -> Vec<&str> {
    const JOINTS: [&str; 26] = [
        " and ",
        " & ",
        "&",
        " und ",
        " et ",
        " y ",
        " + ",
        " plus ",
        " sowie ",
        " as well as ",
        " together with ",
        " with ",
        " и ",
        " و ",
        " e ",
        " / ",
        "/",
        ", ",
        ",",
        ";",
        "、",
        "，",
        "；",
        "،",
        "؛",
        "\n",
    ];
    let text = ["both ", "Both "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let mut parts = vec![text];
    for joint in JOINTS {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    let bare = |part: &&str| !part.is_empty();
    parts.into_iter().map(|part| part.trim().trim_start_matches("and ")).filter(bare).collect()
}

fn shown_whole(statement: &str) -> String {
    trimmed_to(&escaped(statement), 200).into_owned()
}

/// Signs that deny the word behind them.
const DENYING_SIGNS: [char; 6] = ['!', '¬', '-', '−', '≠', '~'];

/// Returns true if a word of a statement denies it.
fn is_denial(word: &str) -> bool {
    const WORDS: [&str; 9] = ["not", "no", "never", "cannot", "can't", "won't", "without", "neither", "nor"];
    let lower = word.to_lowercase().replace(['’', 'ʼ'], "'");
    WORDS.contains(&lower.as_str()) || lower.ends_with("n't")
}

/// Returns the words without a denial among them, for each place where one may stand, and whether nothing else is lost.
fn without_denial<'t>(words: &[&'t str], is_statement: bool) -> Vec<(Vec<&'t str>, bool)> {
    const DENIALS: [(&str, bool); 17] = [
        ("not", true),
        ("no", true),
        ("non", true),
        ("isn't", true),
        ("isnt", true),
        ("doesn't", true),
        ("doesnt", true),
        ("didn't", false),
        ("didnt", false),
        ("wasn't", false),
        ("wasnt", false),
        ("aren't", true),
        ("arent", true),
        ("hasn't", true),
        ("hasnt", true),
        ("never", false),
        ("longer", false),
    ];
    const AUXILIARIES: [&str; 12] =
        ["is", "are", "was", "were", "does", "do", "did", "has", "have", "had", "be", "will"];
    const OTHER_TIMES: [&str; 5] = ["was", "were", "did", "had", "will"];
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let lower = word.to_lowercase().replace(['’', 'ʼ'], "'");
        let Some((_, sure)) = DENIALS.iter().find(|(denial, _)| *denial == lower) else { continue };
        let from =
            if lower == "longer" && at > 0 && words.get(at - 1).is_some_and(|word| word.eq_ignore_ascii_case("no")) {
                at - 1
            } else {
                at
            };
        let without =
            |from: usize, to: usize| words.iter().take(from).chain(words.iter().skip(to)).copied().collect::<Vec<_>>();
        let is_aux = |at: usize| words.get(at).is_some_and(|word| AUXILIARIES.contains(&&*word.to_lowercase()));
        let is_other = |at: usize| words.get(at).is_some_and(|word| OTHER_TIMES.contains(&&*word.to_lowercase()));
        // A denial before the subject may be about the subject alone; a verb in another tense says more than the
        // denial.
        let is_first = is_statement && at == 0;
        let sure = *sure && !is_first && !at.checked_sub(1).is_some_and(is_other) && !is_other(at + 1);
        found.push((without(from, at + 1), sure));
        if from > 0 && is_aux(from - 1) {
            found.push((without(from - 1, at + 1), sure));
        }
        if is_aux(at + 1) {
            found.push((without(from, at + 2), sure));
        }
    }
    // `no longer` is no plain `no`.
    let has_longer = words.windows(2).any(|pair| {
        pair.first().is_some_and(|a| a.eq_ignore_ascii_case("no"))
            && pair.last().is_some_and(|b| b.eq_ignore_ascii_case("longer"))
    });
    found.retain(|(_, sure)| !(has_longer && *sure));
    found
}

/// Returns true if a claim has that id.
fn is_claim(workspace: &Workspace, id: &str) -> bool {
    let claims = &workspace.records.claims;
    let own = |claim: &Claim| claim.id.map(|id| workspace.text(id));
    match workspace.claims_by_id() {
        Some(order) => order.binary_search_by(|i| claims.get(*i as usize).and_then(own).cmp(&Some(id))).is_ok(),
        None => claims.binary_search_by(|claim| own(claim).cmp(&Some(id))).is_ok(),
    }
}

/// Returns the advice for a predicate of a built-in vocabulary that the workspace does not use.
fn of_a_vocabulary(unknown: &Unknown, text: &str) -> Option<Advice> {
    let vocabulary = vocabularies::with_predicate(text).filter(|_| unknown.wanted == Kind::Predicate)?.name;
    Some(Advice::help(format!(
        "`{text}` is a predicate of the vocabulary `{vocabulary}`: write `use: [{vocabulary}]` in {MANIFEST}, or add a record that begins with `predicate: {text}`"
    )))
}
