//! Suggestions for a reference to a record that is not there.
//!
//! Nothing is worked out before it is asked for: a workspace without such references pays nothing. A remedy in the
//! imperative is given only where the word differs from the known id only in its typing, or is a name that one record
//! alone has; a similar word is a question.

mod denial_words;
mod denials;
mod index;
mod near_words;
mod record_names;
mod several;
mod statements;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::fix::Fix;
use crate::interner::is_id;
use crate::record::Claim;
use crate::schema::Kind;
use crate::text::{composed, escaped, folded, shows_nothing, trimmed_to, unseen};
use crate::unknown_reference::Unknown;
use crate::vocabularies;
use crate::workspace::{MANIFEST, Workspace};

use self::denial_words::DENYING_SIGNS;
pub use self::index::{ClaimsThere, ReferenceIndex};
use self::record_names::{Named, bare_address};
use self::several::several;
use self::statements::without_article;
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

/// Returns the fix that writes an id in the place of a word that is none.
fn write_id(unknown: &Unknown, text: &str, id: &str) -> Fix {
    Fix::ask(format!("write `{id}`")).referring(unknown.route, text, id)
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
