//! Changes of records in words: the verdict of a review, the change of a record, a record in one line, and the
//! difference of two texts.

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::review::Review;
use gainsay_model::canonical::Value;
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;
use similar::{ChangeTag, TextDiff};

use super::Naming;
use super::naming::is_event;
use super::sides::Utterance;
use crate::plural::plural;

/// The largest number of created or deleted records named as causes of one conflict.
const CAUSES: usize = 3;

/// Returns the verdict in one line: what a reviewer has to know before anything else.
pub fn verdict(review: &Review) -> String {
    let comparison = &review.comparison;
    let conflicts = [
        (comparison.introduced.iter().filter(|f| f.ruled().is_none()).count(), "introduced"),
        (comparison.resolved.len(), "resolved"),
        (comparison.changed.len(), "changed"),
    ];
    let mut parts: Vec<String> = Vec::new();
    let mut noun = true;
    for (count, what) in conflicts.into_iter().filter(|(count, _)| *count > 0) {
        parts.push(if noun { format!("{} {what}", plural(count, "conflict")) } else { format!("{count} {what}") });
        noun = false;
    }
    if parts.is_empty() {
        parts.push("no conflict introduced or resolved".into());
    }
    let mut told = parts.join(", ");
    let asides = [
        counted_if(comparison.rulings.len(), "ruling", "no longer holds", "no longer hold"),
        counted_if(review.faults.len(), "fault", "in the records", "in the records"),
        counted_if(flipped(review).len(), "claim", "changed sides or speaker", "changed sides or speaker"),
    ];
    for aside in asides.into_iter().flatten() {
        told.push_str("; ");
        told.push_str(&aside);
    }
    told
}

/// Returns the number of records by kind of change, in one line.
pub fn summary(review: &Review) -> String {
    let changes = &review.changes.list;
    let count = |meaning: Meaning| changes.iter().filter(|change| change.meaning == meaning).count();
    let (created, deleted, renamed) =
        (count(Meaning::Created), count(Meaning::Deleted), changes.iter().filter(|c| c.was.is_some()).count());
    let following = changes.iter().filter(|change| change.was.is_none() && !change.follows.is_empty()).count();
    let others = changes.len() - created - deleted - renamed - following;
    let counts = [
        (created, "created"),
        (deleted, "deleted"),
        (renamed, "renamed"),
        (others, "changed"),
        (following, "with new ids"),
    ];
    let told: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let formatting = review.changes.formatting.len();
    let unread = counted_if(review.unread_before, "text", "", "").map(|texts| {
        format!("; {}of {} could not be read, and what was in it seems to be new", texts, review.before.name)
    });
    let laid_out = counted_if(formatting, "record", "only laid out otherwise", "only laid out otherwise");
    let records = if told.is_empty() {
        "no record says anything else".to_owned()
    } else {
        format!("records: {}", told.join(", "))
    };
    let told = laid_out.map_or_else(|| records.clone(), |aside| format!("{records}; {aside}"));
    told + &unread.unwrap_or_default()
}

/// Returns the changes that a reviewer should look at, whatever conflicts they cause.
pub fn flipped(review: &Review) -> Vec<&Change> {
    review.changes.list.iter().filter(|change| change.meaning.needs_a_look()).collect()
}

fn counted_if(count: usize, noun: &str, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| format!("{} {}", plural(count, noun), if count == 1 { one } else { many }))
}

/// Returns a change in one line: the record, and the kind of change.
pub fn headline(change: &Change) -> String {
    let was = change.was.as_ref().map(|was| format!(", was `{was}`")).unwrap_or_default();
    // The manifest has no id, and neither has a record with a faulty id.
    let id = if change.id.is_empty() { String::new() } else { format!(" `{}`", change.id) };
    format!("{}{id}{was}: {}", change.kind.word(), meaning(change))
}

/// Returns the kind of a change; for records other than claims, and for mere editing or new ids, with the keys.
pub fn meaning(change: &Change) -> String {
    let keys = || change.fields.iter().map(|field| field.key.as_str()).collect::<Vec<_>>().join(", ");
    match change.meaning {
        Meaning::Editorial if !change.follows.is_empty() => format!("only new ids ({})", keys()),
        Meaning::Changed | Meaning::Editorial => format!("{} ({})", change.meaning.words(), keys()),
        meaning => meaning.words().to_owned(),
    }
}

/// Returns the number of records, given their kinds, in which only the id of a renamed record has changed, to put behind
/// its change: `; 7 claims and 1 ruling use the new id`.
pub fn followed_by(kinds: &[Kind]) -> String {
    let verb = if kinds.len() == 1 { "uses" } else { "use" };
    format!("; {} {verb} the new id", kinds_counted(kinds))
}

/// Returns the content of a created or deleted record in one line: a claim as a clause, another record by its name.
pub fn gist(naming: &Naming, change: &Change) -> String {
    let value = |key: &str| {
        let field = change.fields.iter().find(|field| field.key == key)?;
        field.after.as_ref().or(field.before.as_ref()).map(Value::to_string)
    };
    let stance = change.fields.iter().find_map(|field| Some((Stance::of_key(&field.key)?, value(&field.key)?)));
    if let (Kind::Claim, Some((stance, statement))) = (change.kind, stance) {
        let utterance = Utterance {
            speaker: value("by").map_or_else(|| "somebody".to_owned(), |by| naming.entity(&by)),
            on_behalf: value("for").map(|id| naming.entity(&id)),
            said: value("said").map(|said| naming.date(&said)),
            stance,
            when: value("when").map(|when| naming.when(&when, is_event(naming.workspace(), &statement))),
            statement: naming.statement(&statement),
        };
        return utterance.clause();
    }
    let name = ["name", "label", "title", "verdict", "text"].into_iter().find_map(value);
    let published = value("published").map(|published| naming.date(&published));
    name.into_iter().chain(published).collect::<Vec<_>>().join(", ")
}

/// Returns the changes that caused or ended a conflict: those to show one by one and, if very many records were created
/// or deleted, their numbers: `7 claims and 3 entities created`.
pub fn causes<'c>(changes: &[&'c Change]) -> (Vec<&'c Change>, Vec<String>) {
    let (mut told, mut counted) = (changes.to_vec(), Vec::new());
    for meaning in [Meaning::Created, Meaning::Deleted] {
        let kinds: Vec<Kind> = changes.iter().filter(|c| c.meaning == meaning).map(|change| change.kind).collect();
        if kinds.len() > CAUSES {
            told.retain(|change| change.meaning != meaning);
            counted.push(format!("{} {}", kinds_counted(&kinds), meaning.words()));
        }
    }
    (told, counted)
}

/// Returns how many records of each kind there are: `7 claims, 3 entities and 1 source`.
pub fn kinds_counted(kinds: &[Kind]) -> String {
    let of_kind = |kind: &Kind| match kinds.iter().filter(|other| *other == kind).count() {
        1 => format!("1 {}", kind.word()),
        count => format!("{count} {}", kind.plural()),
    };
    let mut distinct: Vec<Kind> = kinds.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    match distinct.iter().map(of_kind).collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// A part of a text that was removed, inserted, or kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextRun {
    /// The part is in both texts.
    Same(String),
    /// The part is only in the earlier text.
    Out(String),
    /// The part is only in the later text.
    In(String),
}

/// Returns the difference between the earlier and the later value of a field, word by word; none if one of them is
/// missing, or if little was kept.
pub fn word_by_word(field: &FieldChange) -> Option<Vec<TextRun>> {
    let (Some(before), Some(after)) = (&field.before, &field.after) else { return None };
    let (before, after) = (before.to_string(), after.to_string());
    let long = before.chars().count() + after.chars().count() > 60;
    let diff = TextDiff::from_unicode_words(before.as_str(), after.as_str());
    if !long || diff.ratio() < 0.4 {
        return None;
    }
    let mut stretches: Vec<TextRun> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), stretches.last_mut()) {
            (ChangeTag::Equal, Some(TextRun::Same(last))) => last.push_str(text),
            (ChangeTag::Delete, Some(TextRun::Out(last))) => last.push_str(text),
            (ChangeTag::Insert, Some(TextRun::In(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => stretches.push(TextRun::Same(text.to_owned())),
            (ChangeTag::Delete, _) => stretches.push(TextRun::Out(text.to_owned())),
            (ChangeTag::Insert, _) => stretches.push(TextRun::In(text.to_owned())),
        }
    }
    Some(stretches)
}

/// Returns the ids of a finding's records, for people to read.
pub fn between(finding: &AnyFinding) -> String {
    let ids: Vec<&str> = finding.records().map(|(_, id)| id).collect();
    match ids.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, second] => format!("{first} and {second}"),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
    }
}
