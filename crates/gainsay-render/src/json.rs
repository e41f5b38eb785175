//! The format of findings as one JSON object, for programs: schema 1.

use std::collections::BTreeMap;
use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_diff::fixes::fixes;
use gainsay_diff::{UnusedKey, unused_keys};
use gainsay_model::LeftUnread;
use gainsay_model::edit::Splice;
use gainsay_model::finding::{Finding, Label, Level, Route};
use gainsay_model::fix::Fix;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::Span;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::Report;
use crate::location::Locations;
use crate::prose::sides::{ClaimLine, ToldSide, sides};
use crate::prose::{Naming, for_programs, next, title};
use crate::safe_json::write_json;
use crate::statistics::Statistics;

#[derive(Serialize)]
struct Answer<'r> {
    schema: u32,
    findings: Vec<ToldFinding<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Since<'r>>,
    /// The counts by rule, predicate and speaker, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Statistics>,
    summary: Summary<'r>,
}

/// The earlier snapshot that the findings are compared with, if only new ones are shown, and the numbers of findings
/// that are gone or remain.
#[derive(Serialize)]
struct Since<'r> {
    revision: &'r str,
    resolved: usize,
    open: usize,
}

/// A finding as programs read it. It is put into words when it is written.
pub struct ToldFinding<'r> {
    locations: &'r Locations<'r>,
    naming: &'r Naming<'r>,
    finding: &'r AnyFinding,
    fingerprint: String,
}

impl<'r> ToldFinding<'r> {
    /// Makes the value for a finding of the workspace that has these locations.
    pub fn new(
        locations: &'r Locations<'r>,
        naming: &'r Naming<'r>,
        finding: &'r AnyFinding,
        fingerprint: String,
    ) -> ToldFinding<'r> {
        ToldFinding { locations, naming, finding, fingerprint }
    }
}

impl Serialize for ToldFinding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = for_programs(self.naming, self.finding);
        let sides = sides(self.naming, self.finding);
        let positions = sides.iter().map(|side| position(self.locations, side)).collect();
        let shown = shown(self.locations, (self.finding, &told), &self.fingerprint);
        let (workspace, next) = (self.naming.workspace(), next(self.finding));
        let fixes = fixes(workspace, self.finding);
        let fixes = fixes.iter().filter_map(|fix| told_fix(self.locations, fix)).collect();
        Shown { title: title(self.finding), positions, next, fixes, ..shown }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Shown<'r> {
    rule: &'r str,
    other_rules: &'r [&'static str],
    mechanism: Option<&'r str>,
    level: &'static str,
    certain: Option<bool>,
    contested: Option<&'r str>,
    records: Records<'r>,
    places: Vec<Place<'r>>,
    /// The kind of the finding, with its rule: `possible contradiction[mixed-message]`.
    title: String,
    message: &'r str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    positions: Vec<Position<'r>>,
    because: Vec<Because<'r>>,
    help: &'r [String],
    /// The commands that would record a decision.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<ToldFix<'r>>,
    ruled: Option<&'r str>,
    fingerprint: &'r str,
}

/// A position: claims that do not conflict with each other, in words and with ids.
#[derive(Serialize)]
struct Position<'r> {
    holds: &'r str,
    claims: Vec<Claim<'r>>,
    /// The number of further claims that hold it.
    more: usize,
    /// The number of different sources of the claims.
    reports: usize,
    /// The number of these sources that share no origin.
    origins: usize,
}

/// A claim of a position: its speaker, date, words and place.
#[derive(Serialize)]
struct Claim<'r> {
    id: &'r str,
    by: &'r str,
    speaker: &'r str,
    on_behalf: Option<&'r str>,
    said: Option<&'r str>,
    stance: &'static str,
    statement: &'r str,
    when: Option<&'r str>,
    sentence: String,
    quote: Option<&'r str>,
    translation: Option<&'r str>,
    lang: Option<&'r str>,
    source: Option<Source<'r>>,
    place: Place<'r>,
}

/// A source as it is cited.
#[derive(Serialize)]
struct Source<'r> {
    id: &'r str,
    publisher: Option<&'r str>,
    title: &'r str,
    published: Option<&'r str>,
    at: Option<&'r str>,
    via: &'r [String],
    url: Option<&'r str>,
}

/// The records that a finding is about, listed when they are written: a conflict may have very many claims.
struct Records<'r>(&'r AnyFinding);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.records().map(|(kind, id)| Record { kind: kind.word(), id }))
    }
}

#[derive(Serialize)]
struct Record<'r> {
    kind: &'static str,
    id: &'r str,
}

/// A place by lines and columns from 1, columns in characters; the end is after the last character.
#[derive(Serialize)]
struct Place<'r> {
    file: &'r str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'r str>,
}

/// A fix of a finding: all of its edits are made, or none.
#[derive(Serialize)]
struct ToldFix<'r> {
    title: String,
    /// Says that the fix cannot change what was meant; somebody has to be asked about any other fix.
    safe: bool,
    /// The command that has the same effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    edits: Vec<Edit<'r>>,
}

/// A range of a file, and the text that replaces it.
#[derive(Serialize)]
struct Edit<'r> {
    place: Place<'r>,
    text: String,
}

#[derive(Serialize)]
struct Because<'r> {
    text: &'r str,
    place: Option<Place<'r>>,
}

/// The summary. `findings` counts those that are not ruled upon; notes that are no conflicts count only if they were
/// asked for.
#[derive(Serialize)]
struct Summary<'r> {
    records: Map<String, Value>,
    taking_part: usize,
    left_out: usize,
    undated: usize,
    findings: Map<String, Value>,
    ruled: usize,
    unpinned: usize,
    silenced: usize,
    quotes: Quotes,
    unchecked_why: &'r BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Baseline>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Unread<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused_keys: Vec<Unused>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    within: &'r [String],
}

/// The numbers of quotes that are in the copies of their sources, that are not, and that were not looked for.
#[derive(Serialize)]
struct Quotes {
    found: usize,
    not_found: usize,
    unchecked: usize,
}

/// The number of findings that the baseline left out, and the number of its entries that are no finding any more.
#[derive(Serialize)]
struct Baseline {
    known: usize,
    stale: usize,
}

/// A key that a check does not use, or not fully, and the number of the workspace's own records that have it.
#[derive(Serialize)]
struct Unused {
    kind: &'static str,
    key: &'static str,
    count: usize,
    partly: bool,
    why: &'static str,
}

/// The files that were not read on purpose: how many the manifest excludes and git ignores, whether there may be more
/// of both, how many a sparse checkout leaves out, and those that were probably meant to be read.
#[derive(Serialize)]
struct Unread<'r> {
    excluded: usize,
    ignored: usize,
    #[serde(skip_serializing_if = "is_zero")]
    not_checked_out: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_be_more: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    probably_meant: &'r [String],
}

fn unused(UnusedKey { kind, key, count, partly, why }: UnusedKey) -> Unused {
    Unused { kind: kind.word(), key, count, partly, why }
}

fn unread(left: &LeftUnread) -> Unread<'_> {
    let LeftUnread { excluded, ignored, not_checked_out, may_be_more, meant } = left;
    Unread {
        excluded: excluded.len(),
        ignored: ignored.len(),
        not_checked_out: not_checked_out.len(),
        may_be_more: *may_be_more,
        probably_meant: meant,
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Writes the findings, including those ruled upon and all notes, and the summary.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = fingerprints(report.workspace, &report.outcome.findings);
    let mut fingerprint = |i: usize| fingerprints.get_mut(i).map(std::mem::take).unwrap_or_default();
    let findings = report
        .findings()
        .map(|(i, finding)| ToldFinding::new(&report.locations, &report.naming, finding, fingerprint(i)))
        .collect();
    let answer = Answer {
        schema: 1,
        findings,
        since: report.since.map(|since| Since { revision: &since.name, resolved: since.resolved, open: since.open }),
        statistics: report.statistics.then(|| Statistics::of(report)),
        summary: summary(report),
    };
    write_json(&answer, out)
}

fn shown<'r>(
    locations: &Locations<'r>,
    (any, finding): (&'r AnyFinding, &'r Finding),
    fingerprint: &'r str,
) -> Shown<'r> {
    Shown {
        records: Records(any),
        rule: finding.rule,
        other_rules: &finding.other_rules,
        mechanism: finding.mechanism,
        level: finding.level.word(),
        certain: finding.certain,
        contested: finding.contested.as_deref(),
        places: finding.labels.iter().map(|label| labelled(locations, label)).collect(),
        title: String::new(),
        message: &finding.message,
        positions: Vec::new(),
        because: finding
            .because
            .iter()
            .map(|b| Because { text: &b.text, place: b.route.map(|route| place(locations, route, None)) })
            .collect(),
        help: &finding.help,
        next: Vec::new(),
        fixes: Vec::new(),
        ruled: finding.ruled.as_deref(),
        fingerprint,
    }
}

/// Returns a fix with its edits of the text; none if it cannot be made.
fn told_fix<'r>(locations: &Locations<'r>, fix: &Fix) -> Option<ToldFix<'r>> {
    let edit = |(file, splice): (u32, Splice)| {
        let at = |byte: usize| u32::try_from(byte).ok();
        let span = Span { start: at(splice.range.start)?, end: at(splice.range.end)? };
        Some(Edit { place: place(locations, Route::Bytes(file, span), None), text: splice.text })
    };
    let edits: Option<Vec<Edit>> = fix.splices(locations.records()).ok()?.into_iter().map(edit).collect();
    Some(ToldFix { title: fix.title.clone(), safe: fix.is_safe(), command: fix.command.clone(), edits: edits? })
}

fn position<'r>(locations: &Locations<'r>, side: &'r ToldSide) -> Position<'r> {
    Position {
        holds: &side.holds,
        claims: side.claims.iter().map(|spoken| claim(locations, spoken)).collect(),
        more: side.more,
        reports: side.reports.reports,
        origins: side.reports.origins,
    }
}

fn claim<'r>(locations: &Locations<'r>, spoken: &'r ClaimLine) -> Claim<'r> {
    Claim {
        id: &spoken.id,
        by: &spoken.by,
        speaker: &spoken.speaker,
        on_behalf: spoken.on_behalf.as_deref(),
        said: spoken.said.as_deref(),
        stance: spoken.stance.key(),
        statement: &spoken.statement,
        when: spoken.when.as_deref(),
        sentence: spoken.sentence(),
        quote: spoken.quote.as_deref(),
        translation: spoken.translation.as_deref(),
        lang: spoken.lang.as_deref(),
        source: spoken.source.as_ref().map(|source| Source {
            id: &source.id,
            publisher: source.publisher.as_deref(),
            title: &source.title,
            published: source.published.as_deref(),
            at: source.at.as_deref(),
            via: &source.via,
            url: source.url.as_deref(),
        }),
        place: place(locations, spoken.route, None),
    }
}

fn labelled<'r>(locations: &Locations<'r>, label: &'r Label) -> Place<'r> {
    place(locations, label.route, Some(&label.text))
}

fn place<'r>(locations: &Locations<'r>, route: Route, label: Option<&'r str>) -> Place<'r> {
    let found = locations.find(route);
    Place {
        file: found.file,
        line: found.start.0,
        column: found.start.1,
        end_line: found.end.0,
        end_column: found.end.1,
        label,
    }
}

fn summary<'r>(report: &'r Report<'_>) -> Summary<'r> {
    let numbers = report.summary();
    let quotes = &numbers.quotes;
    let records = numbers
        .records
        .iter()
        .map(|(kind, count): &(Kind, usize)| (kind.word().to_owned(), Value::from(*count)))
        .collect();
    let level_count = |level: Level| report.counted().filter(|f| f.level() == level).count();
    let findings = [Level::Error, Level::Warning, Level::Note]
        .into_iter()
        .map(|level| (level.word().to_owned(), Value::from(level_count(level))))
        .collect();
    Summary {
        records,
        taking_part: numbers.taking_part,
        left_out: numbers.left_out,
        undated: numbers.undated,
        findings,
        ruled: numbers.ruled,
        unpinned: numbers.unpinned,
        silenced: numbers.silenced,
        quotes: Quotes { found: quotes.found, not_found: quotes.not_found, unchecked: quotes.unchecked() },
        unchecked_why: &quotes.unchecked,
        baseline: report.selection.baseline.map(|used| Baseline { known: used.known, stale: used.stale }),
        unread: report.left.map(unread),
        unused_keys: unused_keys(report.workspace).into_iter().map(unused).collect(),
        within: &report.within,
    }
}
