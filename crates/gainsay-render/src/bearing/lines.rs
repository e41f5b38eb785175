//! Everything that concerns a record, in words.

use gainsay_model::schema::Kind;

use super::conflict::Conflict;
use super::entity::Spoken;
use super::predicate::Step;
use super::{Bearing, Shown, Version, claim, entity, predicate, ruling, source};
use crate::plural::plural;
use crate::prose::dates::term;
use crate::prose::naming::Naming;
use crate::prose::{self, sides};

/// The largest number of records that are named; the others are counted.
const NAMED: usize = 5;

/// A fact about a record: a word for what it is, and the rest.
pub type Line = (&'static str, String);

/// Returns everything that concerns a record.
pub fn in_words(naming: &Naming, shown: &Shown<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Bearing::Claim(bearing) = &shown.bearing {
        let claim = naming.workspace().claim_with_id(shown.id);
        let spoken = claim.and_then(|claim| sides::spoken_claim(naming, claim));
        lines.extend(spoken.map(|spoken| ("says", spoken.sentence())));
        lines.extend(of_claim(naming, bearing));
    }
    // The reasons why a ruling no longer holds are shown with the ruling.
    let findings = shown.findings.iter().filter(|finding| finding.rule != "stale-ruling");
    lines.extend(findings.map(|finding| (finding.level, format!("{} [{}]", finding.message, finding.rule))));
    lines.extend(shown.doubles.iter().map(|double| {
        ("also", format!("another {} of this id stands at {}:{}", shown.kind, double.file, double.line))
    }));
    match &shown.bearing {
        Bearing::Claim(_) | Bearing::Nothing {} => {}
        Bearing::Entity(bearing) => lines.extend(of_entity(naming, bearing)),
        Bearing::Predicate(bearing) => lines.extend(of_predicate(naming, bearing)),
        Bearing::Source(bearing) => lines.extend(of_source(naming, bearing)),
        Bearing::Ruling(bearing) => lines.extend(of_ruling(naming, bearing)),
    }
    lines.push(("version", version(&shown.version, shown.kind, shown.id)));
    lines
}

fn version(version: &Version, kind: &str, id: &str) -> String {
    let digest = version.digest.as_deref().unwrap_or("not known");
    match (version.state, &version.sealed) {
        ("sealed", Some(rev)) => format!("sealed as {rev}"),
        ("changed", Some(rev)) => format!("changed since it was sealed as {rev}: its digest is {digest} now"),
        ("built in", _) => "comes with the program".into(),
        _ if kind == Kind::Claim.word() => format!("not sealed; a ruling pins it as {id}@0-{digest}"),
        _ => format!("not sealed; its digest is {digest}"),
    }
}

// --- claims ---

fn of_claim(naming: &Naming, bearing: &claim::Bearing<'_>) -> Vec<Line> {
    let claim = |id: &&str| naming.claim_named(id);
    let mut lines: Vec<Line> =
        bearing.absence.map(|absence| ("left out", left_out(absence).to_owned())).into_iter().collect();
    lines.extend(bearing.time.as_ref().map(|time| ("time", time.clone())));
    lines.extend(said_for(naming, &bearing.said_for));
    lines.extend(bearing.source.as_ref().map(|source| ("source", named_source(naming, source.id))));
    lines.extend(bearing.answers.map(|id| ("answers", naming.claim_named(id))));
    lines.extend(counted("answered by", &bearing.answered_by, claim));
    lines.extend(bearing.accuses.as_ref().map(|accused| ("accuses", accusation(naming, accused))));
    lines.extend(counted("supersedes", &bearing.supersedes, claim));
    lines.extend(counted("superseded by", &bearing.superseded_by, claim));
    lines.extend(counted("basis of", &bearing.basis_of, claim));
    lines.extend(bearing.conflicts.iter().map(|conflict| ("conflict", with_others(naming, conflict))));
    let more = (bearing.more_conflicts > 0).then(|| plural(bearing.more_conflicts, "more conflict"));
    lines.extend(more.map(|more| ("conflict", format!("and {more}"))));
    lines.extend(bearing.rulings.iter().map(|ruling| {
        let verdict = ruling.verdict.as_ref().map(|verdict| format!(": {verdict}")).unwrap_or_default();
        ("ruling", format!("{}{verdict}{}", ruling.id, if ruling.holds { "" } else { ", which no longer holds" }))
    }));
    lines
}

/// Returns the entity that a claim accuses, and the answers, in words.
fn accusation(naming: &Naming, accused: &claim::Accused<'_>) -> String {
    let name = naming.entity(accused.entity);
    if accused.answers.is_empty() {
        return format!("{name}; no claim in that name answers it [unanswered]");
    }
    format!("{name}; answered by {}", few(&accused.answers, |id| naming.claim_named(id)))
}

fn left_out(absence: &str) -> &'static str {
    match absence {
        "faulty" => "it takes no part in comparisons: it could not be wholly read",
        "double" => "it takes no part in comparisons: another claim has its id",
        "retracted" => "it takes no part in comparisons: it is retracted",
        "superseded" => "it takes no part in comparisons: another claim supersedes it",
        _ => "it takes no part in comparisons: who relays takes no position",
    }
}

fn said_for(naming: &Naming, principals: &[claim::Principal<'_>]) -> Option<Line> {
    let all: Vec<String> = principals.iter().map(|one| principal(naming, one)).collect();
    (!all.is_empty()).then(|| ("said for", all.join(", ")))
}

/// Returns the entity in whose name a claim is made, in words.
pub fn principal(naming: &Naming, principal: &claim::Principal<'_>) -> String {
    let name = naming.entity(principal.entity);
    if principal.surely { name } else { format!("{name} (possibly)") }
}

/// Returns a conflict of a claim, with the other claims.
fn with_others(naming: &Naming, conflict: &Conflict) -> String {
    let first: Vec<&str> = conflict.with.iter().take(NAMED).collect();
    let with = few_of(&first, conflict.with.len(), |id| naming.claim_named(id));
    let reports = conflict.reports.sentence().map(|reports| format!(" ({reports})")).unwrap_or_default();
    format!("{} with {with}{reports}: {}{}", kind(conflict), contested(naming, conflict), ruled(conflict, None))
}

/// Returns a conflict among the claims of a ruling. If several rulings cover a conflict, the first by name counts.
fn among(naming: &Naming, conflict: &Conflict, ruling: &str) -> String {
    let between: Vec<String> = conflict.with.iter().map(|id| naming.claim_named(id)).collect();
    let between = between.join(" and ");
    format!("{} between {between}: {}{}", kind(conflict), contested(naming, conflict), ruled(conflict, Some(ruling)))
}

fn kind(conflict: &Conflict) -> String {
    format!("{}, by {},", prose::kind_of(conflict.rule, conflict.certain), conflict.mechanism)
}

fn contested(naming: &Naming, conflict: &Conflict) -> String {
    let statements = conflict.contested.split(" / ").map(|statement| naming.statement(statement));
    statements.collect::<Vec<_>>().join(" against ")
}

fn ruled(conflict: &Conflict, by: Option<&str>) -> String {
    let other = conflict.ruled.filter(|ruling| by != Some(ruling));
    other.map(|ruling| format!("; ruled upon by {ruling}")).unwrap_or_default()
}

// --- other records ---

fn of_entity(naming: &Naming, bearing: &entity::Bearing<'_>) -> Vec<Line> {
    let entity = |id: &&str| naming.entity(id);
    let claim = |id: &&str| (*id).to_owned();
    let mut lines: Vec<Line> = counted("same as", &bearing.same_as, entity).into_iter().collect();
    lines.extend(counted("part of", &bearing.part_of, entity));
    lines.extend(counted("parts", &bearing.parts, entity));
    lines.extend(bearing.speaks_for.iter().map(|office| ("speaks for", office_of(naming, office))));
    lines.extend(bearing.spoken_for_by.iter().map(|office| ("spoken for by", office_of(naming, office))));
    lines.push(counted_or_none("claims by it", &bearing.claims_by, claim));
    lines.push(counted_or_none("claims about it", &bearing.claims_about, claim));
    lines
}

/// Returns an office: the other entity, and its beginning and end. If a bound is known only from one side, the text
/// says so.
fn office_of(naming: &Naming, office: &Spoken<'_>) -> String {
    format!("{}{}", naming.entity(office.entity), term(naming, office.from.as_deref(), office.until.as_deref()))
}

fn of_predicate(naming: &Naming, bearing: &predicate::Bearing<'_>) -> Vec<Line> {
    let predicate = |id: &&str| naming.predicate_named(id);
    let mut lines: Vec<Line> = Vec::new();
    for (always, usually, all) in
        [("implies", "usually implies", &bearing.implies), ("implied by", "usually implied by", &bearing.implied_by)]
    {
        lines.extend(steps(naming, always, all.iter().filter(|step| !step.usually)));
        lines.extend(steps(naming, usually, all.iter().filter(|step| step.usually)));
    }
    lines.extend(counted("excludes", &bearing.excludes, predicate));
    lines.push(counted_or_none("claims", &bearing.claims, |id| (*id).to_owned()));
    lines
}

/// Returns all steps: a vocabulary is read as a whole.
fn steps<'s>(naming: &Naming, word: &'static str, steps: impl Iterator<Item = &'s Step<'s>>) -> Option<Line> {
    let told = |step: &Step| {
        let exchanged = if step.exchanged { " (the other way round)" } else { "" };
        format!("{}{exchanged}", naming.predicate_named(step.predicate))
    };
    let told: Vec<String> = steps.map(told).collect();
    (!told.is_empty()).then(|| (word, told.join(", ")))
}

fn of_source(naming: &Naming, bearing: &source::Bearing<'_>) -> Vec<Line> {
    let source = |id: &&str| named_source(naming, id);
    let mut lines: Vec<Line> = counted("draws on", &bearing.draws_on, source).into_iter().collect();
    lines.extend(counted("reprints", &bearing.drawn_on_by, source));
    lines.push(counted_or_none("claims", &bearing.claims, |id| (*id).to_owned()));
    lines
}

/// Returns a source as it is cited, with its id.
fn named_source(naming: &Naming, id: &str) -> String {
    if naming.is_by_ids() { id.to_owned() } else { format!("{} ({id})", sides::source(naming, id.to_owned()).cited()) }
}

fn of_ruling(naming: &Naming, bearing: &ruling::Bearing<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if bearing.holds {
        lines.push(("holds", "yes; conflicts between its claims are shown only if asked for".into()));
    }
    lines.extend(bearing.stale.iter().map(|why| ("holds", format!("not any more; {why}"))));
    if let Some(pins) = &bearing.pins {
        lines.push((
            "pins",
            format!("not all claims are pinned, so that a change would go unnoticed; as they are now: `{pins}`"),
        ));
    }
    if !bearing.left_out.is_empty() {
        let claims = few(&bearing.left_out, |id| naming.claim_named(id));
        lines.push(("left out", format!("these of its claims take no part: {claims}")));
    }
    if bearing.conflicts.is_empty() {
        lines.push(("conflict", "none between its claims".into()));
    }
    lines.extend(bearing.conflicts.iter().map(|conflict| ("conflict", among(naming, conflict, bearing.id))));
    lines
}

// --- how many ---

/// Returns the first few names, and the number of the remaining ones.
fn few<'i>(ids: &[&'i str], name: impl Fn(&&'i str) -> String) -> String {
    few_of(ids, ids.len(), name)
}

/// Returns the first few names of so many, and the number of the remaining ones.
fn few_of<'i>(ids: &[&'i str], count: usize, name: impl Fn(&&'i str) -> String) -> String {
    let first: Vec<String> = ids.iter().take(NAMED).map(name).collect();
    match count.saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// Returns the number of records, and the first few names; none if there are no records.
fn counted<'i>(word: &'static str, ids: &[&'i str], name: impl Fn(&&'i str) -> String) -> Option<Line> {
    match ids {
        [] => None,
        [one] => Some((word, name(one))),
        many => Some((word, format!("{}: {}", many.len(), few(many, name)))),
    }
}

/// Returns the number of records, and the first few names; the text `none` if there are no records.
fn counted_or_none<'i>(word: &'static str, ids: &[&'i str], name: impl Fn(&&'i str) -> String) -> Line {
    counted(word, ids, name).unwrap_or_else(|| (word, "none".into()))
}
