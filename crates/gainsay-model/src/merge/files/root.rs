//! Merges a document that both sides have.

use std::collections::HashMap;

use super::{FileVersions, Merged, kept};
use crate::layout::is_quiet;
use crate::merge::commented::deletes_commented;
use crate::merge::comments;
use crate::merge::document::Document;
use crate::merge::field::BlockMapping;
use crate::merge::flow::{self, LocatedNode};
use crate::merge::outcome::{Outcome, Side};
use crate::merge::value::{ScalarReading, Value};
use crate::merge::{Counts, Why};
use crate::yaml::{self, Node, StreamPart};

impl FileVersions<'_> {
    /// Returns a document that both have, with every comment of either side.
    pub(super) fn both(
        &self,
        base: Option<&Document<'_>>,
        ours: &Document<'_>,
        theirs: &Document<'_>,
    ) -> Result<Merged, String> {
        let mut merged = self.by_keys(base, ours, theirs)?;
        if merged.is_whole {
            return Ok(merged);
        }
        let marker = if base.map_or("", Document::marker_comment) == ours.marker_comment() { theirs } else { ours };
        if marker.marker.starts_with("---") && ours.marker.ends_with('\n') {
            merged.marker = Some(marker.marker.to_owned()).filter(|marker| marker.ends_with('\n'));
        }
        let (here, there) = (ours.comments(), theirs.comments());
        if here.is_empty() && there.is_empty() {
            return Ok(merged);
        }
        let has_conflicts = merged.outcome.as_ref().is_some_and(|outcome| !outcome.is_settled());
        let marker = merged.marker.as_deref().unwrap_or(ours.marker);
        let text = format!("{marker}{}", merged.lines);
        let Some(kept) = comments::of_merged(&text, has_conflicts, self.merger.options) else { return Ok(merged) };
        let before = base.map(Document::comments).unwrap_or_default();
        let lost: String =
            comments::lost(&before, &here, &there, &kept).iter().map(|words| format!("{words}\n")).collect();
        if !lost.is_empty() && marker.is_empty() | marker.ends_with('\n') {
            merged.lines.insert_str(0, &lost);
        }
        Ok(merged)
    }

    fn by_keys(
        &self,
        base: Option<&Document<'_>>,
        ours: &Document<'_>,
        theirs: &Document<'_>,
    ) -> Result<Merged, String> {
        let reading = self.merger.reading;
        let whole = |one: &Document<'_>| Ok(kept(one));
        if ours.is_written_like(theirs) || base.is_some_and(|base| theirs.is_written_like(base)) {
            return whole(ours);
        }
        if base.is_some_and(|base| ours.is_written_like(base)) {
            return whole(theirs);
        }
        let before = base.and_then(|base| base.table(reading));
        if let (Some(o), Some(t)) = (ours.table(reading), theirs.table(reading))
            && before.is_some() == base.is_some()
        {
            let (lines, outcome) = self.merger.tables(before.as_ref(), &o, &t, ours.kind);
            let is_filled = |whose| outcome.iter().any(|(_, outcome)| outcome.is_there(whose));
            return Ok(match (is_filled(Side::Ours), is_filled(Side::Theirs)) {
                (true, true) => Merged { lines, outcome: Some(Outcome::Map(outcome)), is_whole: false, marker: None },
                (false, false) if outcome.is_empty() => Merged { lines, outcome: None, is_whole: false, marker: None },
                // A decision for one side would leave no document.
                _ => self.open(Some(ours), Some(theirs), Why::BothChanged),
            });
        }
        let versions = base.and_then(Document::version).zip(ours.version()).zip(theirs.version());
        if versions.is_some_and(|((base, ours), theirs)| deletes_commented(&base, &ours, &theirs, reading)) {
            return Err(format!("in {}, one side has deleted what the other has commented on", shown(&ours.name.0)));
        }
        if ours.value == theirs.value || base.is_some_and(|base| base.value == theirs.value) {
            return whole(ours);
        }
        if base.is_some_and(|base| base.value == ours.value) {
            return whole(theirs);
        }
        self.lists(base, ours, theirs)
            .or_else(|| self.in_brackets(base?, ours, theirs))
            .ok_or_else(|| format!("the layout of {} does not allow it to be merged key by key", shown(&ours.name.0)))
    }

    fn in_brackets(&self, base: &Document<'_>, ours: &Document<'_>, theirs: &Document<'_>) -> Option<Merged> {
        if ours.kind.is_some() {
            // The meaning of the document's keys would not be taken into account.
            return None;
        }
        let of = |text, node| LocatedNode { text, node };
        let (text, value) = flow::merge(
            of(base.text, base.root?),
            of(ours.text, ours.root?),
            of(theirs.text, theirs.root?),
            self.merger.reading,
        )?;
        let span = ours.root?.span();
        let before = ours.text.get(ours.region.start..span.start as usize)?;
        let after = ours.text.get(span.end as usize..ours.region.end)?;
        Some(Merged {
            lines: format!("{before}{text}{after}"),
            outcome: Some(Outcome::Value(value)),
            is_whole: false,
            marker: None,
        })
    }

    /// Merges lists that are whole documents.
    fn lists(&self, base: Option<&Document<'_>>, ours: &Document<'_>, theirs: &Document<'_>) -> Option<Merged> {
        let reading = self.merger.reading;
        let (b, o, t) = (base.map(Keyed::of), Keyed::of(ours)?, Keyed::of(theirs)?);
        let b = match &b {
            Some(keyed) => Some(keyed.as_ref()?.table(reading)?),
            None => None,
        };
        let (lines, outcome) = self.merger.tables(b.as_ref(), &o.table(reading)?, &t.table(reading)?, None);
        let (_, list) = outcome.into_iter().next().filter(|(_, list)| list.is_settled())?;
        // Comments that found no place stand above the key.
        let (comments, members) = lines.split_once(&format!("{KEY}:\n")).filter(|(above, _)| is_quiet(above))?;
        let lines = format!("{comments}{members}");
        Some(Merged { lines, outcome: list.decided(Side::Ours).map(Outcome::Value), is_whole: false, marker: None })
    }
}

/// The key that stands for a list without one.
const KEY: &str = "members";

/// A document that is a list in block style, as a mapping with one key.
struct Keyed {
    text: String,
    parts: Vec<StreamPart>,
}

impl Keyed {
    fn of(document: &Document<'_>) -> Option<Keyed> {
        document.root.filter(|root| matches!(root, Node::List { .. }))?;
        let text = format!("{KEY}:\n{}", document.lines());
        let parts = yaml::parts(&text).ok()?;
        Some(Keyed { text, parts })
    }

    fn table(&self, reading: ScalarReading) -> Option<BlockMapping<'_>> {
        match self.parts.as_slice() {
            [StreamPart { root: Some(Node::Map { entries, .. }), .. }] => {
                BlockMapping::cut(&self.text, entries, 0..self.text.len(), None, reading)
            }
            _ => None,
        }
    }
}

/// Counts the keys of a document that either side changed.
pub(super) fn count(counts: &mut Counts, base: Option<&Document<'_>>, ours: &Document<'_>, theirs: &Document<'_>) {
    let keys = |document: Option<&Document<'_>>| -> HashMap<String, Value> {
        match document.and_then(|document| document.value.clone()) {
            Some(Value::Map(entries)) => entries.into_iter().filter(|(key, _)| key != "rev").collect(),
            _ => HashMap::new(),
        }
    };
    let (b, o, t) = (keys(base), keys(Some(ours)), keys(Some(theirs)));
    let mut all: Vec<&String> = b.keys().chain(o.keys()).chain(t.keys()).collect();
    all.sort_unstable();
    all.dedup();
    for key in all {
        counts.add(b.get(key) != o.get(key), b.get(key) != t.get(key));
    }
}

fn shown(name: &str) -> String {
    if name.is_empty() { "the document".into() } else { format!("`{name}`") }
}
