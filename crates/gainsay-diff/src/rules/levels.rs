//! Levels: the weights of findings, by their rules and by the manifest.

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::interner::nearest;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::{Node, Span};
use rustc_hash::FxHashMap;

use crate::mechanism::Mechanism;
use crate::rules::{self, Group, PairRule, RULES};

/// The wish of the manifest for a rule or a mechanism.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    /// The findings are silenced.
    Allow,
    /// Certain findings have this level.
    At(Level),
}

/// The levels of one workspace.
#[derive(Debug, Default)]
pub struct Levels {
    wishes: FxHashMap<&'static str, Wish>,
}

impl Levels {
    /// Reads the manifest's `rules`. Returns the levels and the faults in them.
    pub fn new(workspace: &Workspace) -> (Levels, Vec<Finding>) {
        let (mut levels, mut findings) = (Levels::default(), Vec::new());
        for (name, level) in &workspace.manifest().rules {
            match levels.wish(name, level) {
                Ok((rule, wish)) => {
                    levels.wishes.insert(rule, wish);
                }
                Err(fault) => findings.extend(told(workspace, name, fault)),
            }
        }
        (levels, findings)
    }

    fn wish(&self, name: &str, level: &str) -> Result<(&'static str, Wish), (&'static str, String, String)> {
        let shown = gainsay_model::text::trimmed_to(&gainsay_model::text::escaped(name), 60).into_owned();
        let Some(rule) = rules::find(name) else {
            let known = RULES.iter().map(|rule| rule.name);
            let help = nearest(name, known)
                .map_or_else(|| "`gainsay explain` lists the rules".into(), |near| format!("did you mean `{near}`?"));
            return Err(("unknown-key", format!("there is no rule `{shown}`"), help));
        };
        if rule.group == Group::Reading {
            return Err((
                "wrong-shape",
                format!("`{shown}` is a fault of reading, and always an error"),
                "leave the rule out".into(),
            ));
        }
        let wish = if level == "allow" { Some(Wish::Allow) } else { Level::of_word(level).map(Wish::At) };
        let given = gainsay_model::text::trimmed_to(&gainsay_model::text::escaped(level), 60).into_owned();
        wish.map(|wish| (rule.name, wish)).ok_or_else(|| {
            ("wrong-shape", format!("`{given}` is no level"), "write `allow`, `note`, `warning` or `error`".into())
        })
    }

    /// Returns the level of a pair; none if the manifest silences it.
    pub fn of_pair(&self, rule: PairRule, mechanism: Mechanism, certain: bool) -> Option<Level> {
        self.level(rule.name(), Some(mechanism.name()), !certain)
    }

    /// Returns true if the manifest silences a rule.
    pub fn silences(&self, rule: &str) -> bool {
        self.wishes.get(rule) == Some(&Wish::Allow)
    }

    /// Returns the level of findings by a rule that is no rule of conflicts; none if the manifest silences them.
    pub fn of_rule(&self, rule: &str) -> Option<Level> {
        self.level(rule, None, false)
    }

    fn level(&self, rule: &str, mechanism: Option<&str>, possible: bool) -> Option<Level> {
        let rule = rules::find(rule)?;
        match mechanism.and_then(|m| self.wishes.get(m)).or_else(|| self.wishes.get(rule.name)) {
            Some(Wish::Allow) => None,
            Some(Wish::At(level)) => Some(if possible { level.lowered() } else { *level }),
            None => Some(if possible { rule.possible } else { rule.level }),
        }
    }
}

/// Returns a fault in the manifest's `rules`, at the rule's key.
fn told(workspace: &Workspace, name: &str, (rule, message, help): (&'static str, String, String)) -> Option<Finding> {
    let place = workspace.manifest().place?;
    let route = match span_of(workspace, name) {
        Some(span) => Route::Bytes(place.file, span),
        None => Route::Key(place, "rules", None),
    };
    Some(Finding::about(rule, route, message).of(Kind::Manifest, "gainsay").keyed(name).help(help))
}

fn span_of(workspace: &Workspace, name: &str) -> Option<Span> {
    let document = workspace.document(workspace.manifest().place?)?;
    let rules = document.entries.iter().find(|e| e.key.text == "rules")?;
    let Node::Map { entries, .. } = &rules.value else { return None };
    entries.iter().find(|e| e.key.text.trim() == name).map(|e| e.key.span)
}
