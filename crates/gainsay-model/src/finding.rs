//! Findings: what a check has to say, as plain values. They point by route (record, key, index); bytes, lines and
//! columns are worked out when a finding is shown to somebody.

use rustc_hash::FxHashMap;

pub use crate::route::{Part, Route};

use crate::fix::Fix;
use crate::schema::Kind;
use crate::yaml::Span;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Worth a second look.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of that word.
    pub fn of_word(word: &str) -> Option<Level> {
        [Level::Note, Level::Warning, Level::Error].into_iter().find(|level| level.word() == word)
    }

    /// One step less, never below a note.
    pub fn lowered(self) -> Level {
        if self == Level::Error { Level::Warning } else { Level::Note }
    }
}

/// A place that a finding shows, with what is to be seen there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub route: Route,
    /// What is to be seen there.
    pub text: String,
}

/// A reason that a finding rests on, perhaps with the record that gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// In plain words.
    pub text: String,
    /// What says so.
    pub route: Option<Route>,
    /// It is a step of the reason before it.
    pub step: bool,
}

impl Reason {
    /// A reason without a record that gives it.
    pub fn new(text: impl Into<String>) -> Reason {
        Reason { text: text.into(), route: None, step: false }
    }

    /// With what says so.
    pub fn at(self, route: impl Into<Option<Route>>) -> Reason {
        Reason { route: route.into(), ..self }
    }

    /// As a step of the reason before it.
    pub fn as_step(self) -> Reason {
        Reason { step: true, ..self }
    }
}

/// A record, by kind and id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordName {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
}

/// So many faults of one file are told one by one, each time that its faults are looked for. A file of 64 MiB could
/// hold millions.
const MOST_TOLD: usize = 10_000;

/// Counts the faults of each file, so that not all of very many are kept.
#[derive(Default)]
pub(crate) struct FaultLimit {
    files: FxHashMap<u32, (usize, &'static str)>,
}

impl FaultLimit {
    /// Whether another fault of that rule in the file is to be told.
    pub fn admits(&mut self, file: u32, rule: &'static str) -> bool {
        let (count, last) = self.files.entry(file).or_default();
        (*count, *last) = (*count + 1, rule);
        *count <= MOST_TOLD
    }

    /// For each file that has more of them: how many were not told.
    pub fn rest(self) -> impl Iterator<Item = Finding> {
        let mut more: Vec<_> = self.files.into_iter().filter(|(_, (count, _))| *count > MOST_TOLD).collect();
        more.sort_unstable();
        more.into_iter().map(|(file, (count, rule))| {
            let message = format!("{} more faults of this file are not told one by one", count - MOST_TOLD);
            Finding::about(rule, Route::File(file), message).help("mend the faults above first")
        })
    }
}

/// What a check has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule that it falls under; of a conflict, that of its most serious pair.
    pub rule: &'static str,
    /// For conflicts: the other rules among its pairs.
    pub other_rules: Vec<&'static str>,
    /// For conflicts: how the claims clash.
    pub mechanism: Option<&'static str>,
    /// How much it matters.
    pub level: Level,
    /// For conflicts: whether one is certain.
    pub certain: Option<bool>,
    /// For conflicts: what is contested.
    pub contested: Option<String>,
    /// All records concerned, as shown.
    pub records: Vec<RecordName>,
    /// The places to show; the first is the one to go to.
    pub labels: Vec<Label>,
    /// What is the matter, in one line.
    pub message: String,
    /// Why.
    pub because: Vec<Reason>,
    /// What to do.
    pub help: Vec<String>,
    /// Edits that do it, each of them one way.
    pub fixes: Vec<Fix>,
    /// The ruling that covers it.
    pub ruled: Option<String>,
    /// What tells it from other findings of its rule on its first record: a key, or the word at fault.
    pub key: Option<String>,
}

impl Finding {
    /// A fault of reading, at these bytes.
    pub fn fault(rule: &'static str, file: u32, span: Span, message: impl Into<String>) -> Finding {
        Finding::about(rule, Route::Bytes(file, span), message)
    }

    /// A finding about what the route leads to; an error until its level is settled.
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

    /// Returns whether the finding is a conflict between claims.
    pub fn is_conflict(&self) -> bool {
        self.mechanism.is_some() && self.certain.is_some()
    }

    /// With what is to be seen at its first place.
    pub fn seen(mut self, text: impl Into<String>) -> Finding {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// With another place.
    pub fn at(mut self, route: Route, text: impl Into<String>) -> Finding {
        self.labels.push(Label { route, text: text.into() });
        self
    }

    /// With a remedy.
    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help.push(text.into());
        self
    }

    /// With a way to mend it as data.
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Finding {
        self.fixes.extend(fix.into());
        self
    }

    /// With an edit that does what the remedy says, and cannot change what was meant.
    pub fn fixed(mut self, route: Route, text: impl Into<String>) -> Finding {
        let title = self.help.last().cloned().unwrap_or_else(|| self.message.clone());
        self.fixes.push(Fix::safe(title).replacing(route, text));
        self
    }

    /// With a reason.
    pub fn because(mut self, text: impl Into<String>, route: Option<Route>) -> Finding {
        self.because.push(Reason::new(text).at(route));
        self
    }

    /// Concerning this record.
    pub fn of(mut self, kind: Kind, id: impl Into<String>) -> Finding {
        self.records.push(RecordName { kind, id: id.into() });
        self
    }

    /// Told apart by this key or word.
    pub fn keyed(mut self, key: impl Into<String>) -> Finding {
        self.key = Some(key.into());
        self
    }
}
