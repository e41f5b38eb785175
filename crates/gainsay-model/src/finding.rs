//! Findings: the results of a check, as plain values. They point by route (record, key, index); bytes, lines and
//! columns are worked out when a finding is shown.

use rustc_hash::FxHashMap;

pub use crate::route::{Part, Route};

use crate::fix::Fix;
use crate::schema::Kind;
use crate::yaml::Span;

/// The weight of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// The finding is worth knowing.
    Note,
    /// The finding is worth a second look.
    Warning,
    /// The finding is a fault.
    Error,
}

impl Level {
    /// Returns the name of the level.
    pub fn word(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// Returns the level of that name.
    pub fn of_word(word: &str) -> Option<Level> {
        [Level::Note, Level::Warning, Level::Error].into_iter().find(|level| level.word() == word)
    }

    /// Returns the next lower level, but never one below a note.
    pub fn lowered(self) -> Level {
        if self == Level::Error { Level::Warning } else { Level::Note }
    }
}

/// A place that a finding shows, with a caption.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The route to the place.
    pub route: Route,
    /// The caption of the place.
    pub text: String,
}

/// A reason that a finding rests on, perhaps with the record that gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The reason in plain words.
    pub text: String,
    /// The route to the record that gives the reason.
    pub route: Option<Route>,
    /// Whether this is a step of the reason before it.
    pub step: bool,
}

impl Reason {
    /// Returns a reason without a record that gives it.
    pub fn new(text: impl Into<String>) -> Reason {
        Reason { text: text.into(), route: None, step: false }
    }

    /// Returns the reason with a route to the record that gives it.
    pub fn at(self, route: impl Into<Option<Route>>) -> Reason {
        Reason { route: route.into(), ..self }
    }

    /// Returns the reason as a step of the reason before it.
    pub fn as_step(self) -> Reason {
        Reason { step: true, ..self }
    }
}

/// A record, by kind and id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordName {
    /// The kind of the record.
    pub kind: Kind,
    /// The id of the record.
    pub id: String,
}

/// The most faults of one file that are reported one by one. A file of 64 MiB could hold millions.
const MOST_TOLD: usize = 10_000;

/// Counts the faults of each file, so that not all of a great number are kept.
#[derive(Default)]
pub(crate) struct FaultLimit {
    files: FxHashMap<u32, (usize, &'static str)>,
}

impl FaultLimit {
    /// Returns true if another fault of that rule in the file is to be reported.
    pub fn admits(&mut self, file: u32, rule: &'static str) -> bool {
        let (count, last) = self.files.entry(file).or_default();
        (*count, *last) = (*count + 1, rule);
        *count <= MOST_TOLD
    }

    /// Returns true if no other fault of the file is to be reported: it only counts.
    pub fn is_reached(&self, file: u32) -> bool {
        self.files.get(&file).is_some_and(|(count, _)| *count >= MOST_TOLD)
    }

    /// Returns a finding for each file that has more faults than were reported, with the number of the others.
    pub fn rest(self) -> impl Iterator<Item = Finding> {
        let mut more: Vec<_> = self.files.into_iter().filter(|(_, (count, _))| *count > MOST_TOLD).collect();
        more.sort_unstable();
        more.into_iter().map(|(file, (count, rule))| {
            let message = format!("{} more faults of this file are not told one by one", count - MOST_TOLD);
            Finding::about(rule, Route::File(file), message).help("mend the faults above first")
        })
    }
}

/// A single result of a check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule that the finding falls under; for a conflict, the rule of its most serious pair.
    pub rule: &'static str,
    /// For a conflict, the other rules among its pairs.
    pub other_rules: Vec<&'static str>,
    /// For a conflict, the way in which the claims clash.
    pub mechanism: Option<&'static str>,
    /// The weight of the finding.
    pub level: Level,
    /// For a conflict, whether it is certain.
    pub certain: Option<bool>,
    /// For a conflict, the statement or property that is contested.
    pub contested: Option<String>,
    /// The records concerned, as shown.
    pub records: Vec<RecordName>,
    /// The places to show; the first is the one to go to.
    pub labels: Vec<Label>,
    /// The fault, in one line.
    pub message: String,
    /// The reasons that the finding rests on.
    pub because: Vec<Reason>,
    /// The advice on how to resolve it.
    pub help: Vec<String>,
    /// The edits that follow the advice, each of them one way.
    pub fixes: Vec<Fix>,
    /// The ruling that covers the conflict.
    pub ruled: Option<String>,
    /// The key, or the word at fault, that tells the finding from others of its rule on its first record.
    pub key: Option<String>,
}

impl Finding {
    /// Returns a fault of reading, at these bytes.
    pub fn fault(rule: &'static str, file: u32, span: Span, message: impl Into<String>) -> Finding {
        Finding::about(rule, Route::Bytes(file, span), message)
    }

    /// Returns a finding about the target of the route; an error until its level is settled.
    pub fn about(rule: &'static str, route: Route, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            other_rules: Vec::new(),
            mechanism: None,
            level: Level::Error,
            certain: None,
            contested: None,
            records: Vec::new(),
            labels: vec![Label { route, text: String::new() }],
            message: message.into(),
            because: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            ruled: None,
            key: None,
        }
    }

    /// Returns true if the finding is a conflict between claims.
    pub fn is_conflict(&self) -> bool {
        self.mechanism.is_some() && self.certain.is_some()
    }

    /// Adds a caption to the first place of the finding.
    pub fn seen(mut self, text: impl Into<String>) -> Finding {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Adds another place.
    pub fn at(mut self, route: Route, text: impl Into<String>) -> Finding {
        self.labels.push(Label { route, text: text.into() });
        self
    }

    /// Adds a piece of advice.
    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help.push(text.into());
        self
    }

    /// Adds a fix, as data.
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Finding {
        self.fixes.extend(fix.into());
        self
    }

    /// Adds fixes.
    #[must_use]
    pub fn with_fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Finding {
        self.fixes.extend(fixes);
        self
    }

    /// Adds a fix that follows the advice and cannot change the meaning: a replacement of the route's target.
    pub fn fixed(mut self, route: Route, text: impl Into<String>) -> Finding {
        let title = self.help.last().cloned().unwrap_or_else(|| self.message.clone());
        self.fixes.push(Fix::safe(title).replacing(route, text));
        self
    }

    /// Adds a reason.
    pub fn because(mut self, text: impl Into<String>, route: Option<Route>) -> Finding {
        self.because.push(Reason::new(text).at(route));
        self
    }

    /// Adds a record that the finding concerns.
    pub fn of(mut self, kind: Kind, id: impl Into<String>) -> Finding {
        self.records.push(RecordName { kind, id: id.into() });
        self
    }

    /// Sets the key or word that tells the finding from others of its rule.
    pub fn keyed(mut self, key: impl Into<String>) -> Finding {
        self.key = Some(key.into());
        self
    }
}
