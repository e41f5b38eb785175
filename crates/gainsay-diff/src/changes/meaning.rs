//! The meaning of a change, in a word: the words of the contract for claims, and a few for other records.

use gainsay_model::Workspace;
use gainsay_model::canonical::Value;
use gainsay_model::date::{Date, Days};
use gainsay_model::record::{Lasts, Stance, Temporal};
use gainsay_model::schema::Kind;

use super::{FieldChange, RecordText, Turned};
use crate::time::{Dates, Time};

/// The meaning of a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Meaning {
    /// The record is new.
    Created,
    /// The record is gone.
    Deleted,
    /// The claim was withdrawn.
    Retracted,
    /// Another claim now replaces the claim.
    Superseded,
    /// The claim takes part again: it is no longer withdrawn or replaced.
    Reinstated,
    /// The stance has changed from affirmed to denied, or back.
    StanceFlipped,
    /// The claim is now made without reserve.
    Hardened,
    /// The claim is now made with a reserve.
    Hedged,
    /// The claim makes another statement.
    StatementChanged,
    /// Another speaker makes the claim, or it is made in another's name.
    SpeakerChanged,
    /// The claim speaks of fewer days.
    Narrowed,
    /// The claim speaks of more days.
    Widened,
    /// The claim speaks of other days.
    Moved,
    /// The scope of the claim has changed.
    Rescoped,
    /// The claim rests on another source or report.
    Resourced,
    /// The quote of the claim has changed.
    Requoted,
    /// Only the id has changed.
    Renamed,
    /// The content of a record that is no claim has changed.
    Changed,
    /// No key has changed that bears on the claim.
    Editorial,
    /// Only the layout or the place has changed.
    Formatting,
}

impl Meaning {
    /// Returns the words for the meaning, for people and programs alike.
    pub fn words(self) -> &'static str {
        match self {
            Meaning::Created => "created",
            Meaning::Deleted => "deleted",
            Meaning::Retracted => "retracted",
            Meaning::Superseded => "superseded",
            Meaning::Reinstated => "reinstated",
            Meaning::StanceFlipped => "stance flipped",
            Meaning::Hardened => "hardened",
            Meaning::Hedged => "hedged",
            Meaning::StatementChanged => "statement changed",
            Meaning::SpeakerChanged => "speaker changed",
            Meaning::Narrowed => "narrowed in time",
            Meaning::Widened => "widened in time",
            Meaning::Moved => "moved in time",
            Meaning::Rescoped => "re-scoped",
            Meaning::Resourced => "re-sourced",
            Meaning::Requoted => "requoted",
            Meaning::Renamed => "renamed",
            Meaning::Changed => "changed",
            Meaning::Editorial => "editorial",
            Meaning::Formatting => "formatting",
        }
    }

    /// Returns true if a reviewer should look at the change whatever conflicts it makes, since a speaker's position has
    /// changed.
    pub fn needs_a_look(self) -> bool {
        matches!(self, Meaning::StanceFlipped | Meaning::SpeakerChanged)
    }
}

/// Returns the first meaning that fits.
pub(super) fn of(
    old: Option<&RecordText>,
    new: Option<&RecordText>,
    fields: &[FieldChange],
    turned: &Turned,
    before: &Workspace,
    after: &Workspace,
) -> Meaning {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => return Meaning::Deleted,
        (None, _) => return Meaning::Created,
    };
    let found = if new.kind == Kind::Claim {
        of_claim(old, new, fields, turned, before, after)
    } else {
        of_other(new.kind, fields)
    };
    match found {
        Meaning::Formatting | Meaning::Editorial if old.id != new.id => Meaning::Renamed,
        found => found,
    }
}

/// Returns the meaning for a record that is no claim: whether a key has changed that matters to a check. The changed
/// keys are listed elsewhere.
fn of_other(kind: Kind, fields: &[FieldChange]) -> Meaning {
    let editorial =
        |field: &FieldChange| kind != Kind::Manifest && matches!(field.key.as_str(), "rev" | "note" | "tags" | "links");
    match fields {
        [] => Meaning::Formatting,
        fields if fields.iter().all(editorial) => Meaning::Editorial,
        _ => Meaning::Changed,
    }
}

fn of_claim(
    old: &RecordText,
    new: &RecordText,
    fields: &[FieldChange],
    turned: &Turned,
    before: &Workspace,
    after: &Workspace,
) -> Meaning {
    let differs = |keys: &[&str]| fields.iter().any(|field| keys.contains(&field.key.as_str()));
    let (was, is) = (said(old), said(new));
    let sign = |said: &Option<(Stance, &Value)>| said.map(|(stance, _)| (stance.positive(), stance.negative()));
    let hedged = |said: &Option<(Stance, &Value)>| said.is_some_and(|(stance, _)| stance.hedged());
    let retracted = |told: &RecordText| told.field("retracted").is_some();
    if retracted(new) && !retracted(old) {
        Meaning::Retracted
    } else if turned.superseded.contains(&new.id) {
        Meaning::Superseded
    } else if (retracted(old) && !retracted(new)) || turned.reinstated.contains(&new.id) {
        Meaning::Reinstated
    } else if sign(&was) != sign(&is) {
        Meaning::StanceFlipped
    } else if hedged(&was) != hedged(&is) {
        if hedged(&is) { Meaning::Hedged } else { Meaning::Hardened }
    } else if was.map(|(_, statement)| statement) != is.map(|(_, statement)| statement) {
        Meaning::StatementChanged
    } else if differs(&["by", "for"]) {
        Meaning::SpeakerChanged
    } else if let Some(meaning) = in_time(old, new, before, after) {
        meaning
    } else if differs(&["scope"]) {
        Meaning::Rescoped
    } else if differs(&["source", "at", "via", "utterance", "answers", "based-on"]) {
        Meaning::Resourced
    } else if differs(&["quote", "translation", "lang"]) {
        Meaning::Requoted
    } else if fields.is_empty() {
        Meaning::Formatting
    } else {
        Meaning::Editorial
    }
}

/// Returns the stance and the statement.
fn said(told: &RecordText) -> Option<(Stance, &Value)> {
    told.fields.iter().find_map(|(key, value)| Some((Stance::of_key(key)?, value)))
}

/// Returns the meaning of a change of the days that the claim speaks of: fewer, more or other ones; none if they are
/// the same.
fn in_time(old: &RecordText, new: &RecordText, before: &Workspace, after: &Workspace) -> Option<Meaning> {
    let dates = |told: &RecordText| [told.field("when").cloned(), told.field("said").cloned()];
    let promises = |told: &RecordText| told.text("act") == Some("promises");
    if dates(old) == dates(new) && promises(old) == promises(new) {
        return None;
    }
    let within = |inner: Days, outer: Days| outer.first <= inner.first && inner.last <= outer.last && inner != outer;
    Some(match (days(old, before), days(new, after)) {
        (Some(was), Some(is)) if within(is, was) => Meaning::Narrowed,
        (Some(was), Some(is)) if within(was, is) => Meaning::Widened,
        _ => Meaning::Moved,
    })
}

/// Returns the days that a claim speaks of; none if its dates cannot be read.
fn days(told: &RecordText, workspace: &Workspace) -> Option<Days> {
    let read = |key: &str| told.text(key).map(Date::read).transpose().ok();
    let (when, said) = (read("when")?, read("said")?);
    let (stance, statement) = said_words(told)?;
    let predicate = workspace.names.find(statement).and_then(|name| workspace.predicate(name));
    let time = Time::new(Dates {
        when,
        said,
        published: None,
        promises: told.text("act") == Some("promises"),
        event: predicate.is_some_and(|p| p.temporal == Temporal::Event),
        lasts: predicate.and_then(|p| p.lasts).unwrap_or(Lasts::Days(365)),
        negative: stance.negative(),
    });
    Some(time.reach(false).outer)
}

/// Returns the stance, and the predicate's id.
fn said_words(told: &RecordText) -> Option<(Stance, &str)> {
    let (stance, statement) = said(told)?;
    let Value::Text(statement) = statement else { return Some((stance, "")) };
    Some((stance, statement.split(' ').nth(1).unwrap_or_default()))
}
