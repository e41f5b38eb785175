//! `log`: the history of a record, or of a conflict.

use std::io::Write;

use gainsay_diff::compare::ConflictsOf;
use gainsay_git::Commit;
use gainsay_model::Workspace;
use gainsay_model::date::write_day;
use gainsay_model::text::escaped;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::paint::Paint;
use gainsay_render::prose::{self, Naming};
use gainsay_render::review::json;
use gainsay_render::review::records::Records;
use gainsay_render::safe_json::JsonList;
use gainsay_store::SnapshotSource;
use gainsay_store::history::{Chapter, Query, chapters, conflict_chapters};
use serde::Serialize;

use crate::Status;
use crate::args::{Log, TextFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::{find_root, load};

/// Shows the history of a record, or of a conflict, the newest commit first, each as soon as it is known.
///
/// # Errors
/// Returns the errors of the repository, and one if no commit ever had the record, or both claims.
pub fn log(args: &Log, terminal: &mut Terminal) -> Result<Status, Problem> {
    let events = terminal.events;
    let source = SnapshotSource::at(find_root()?, terminal.options, &events);
    let repository = source.repository()?;
    let from = repository.commit_of(&args.from)?;
    let progress = Progress::start("following the history");
    let named = names_of(args, terminal);
    let naming = if args.ids { Naming::by_ids(&named) } else { Naming::new(&named) };
    let (mut told_any, mut list) = (false, JsonList::default());
    let records = Records { paint: Paint { styled: terminal.styled } };
    let tell = |chapter: Chapter| -> Result<(), Problem> {
        told_any = true;
        progress.end();
        match args.output {
            TextFormat::Text => write_text(&naming, &chapter, &records, &mut terminal.out)?,
            TextFormat::Json => list.push(&told(&chapter), &mut terminal.out)?,
        }
        Ok(terminal.finish()?)
    };
    match (args.conflict.as_slice(), &args.id) {
        ([a, b], _) => {
            if let Some(id) = conflict_chapters(repository, from, [a, b], &progress, tell)? {
                return Err(never_there(id, "HEAD"));
            }
        }
        (_, Some(id)) => {
            let query = Query { id, kind: args.kind.map(|kind| kind.kind()), formatting: args.all };
            if !chapters(repository, from, query, &progress, tell)? {
                return Err(never_there(id, &args.from));
            }
        }
        _ => {}
    }
    drop(progress);
    if args.output == TextFormat::Json {
        list.end(&mut terminal.out)?;
    }
    if !told_any && !args.conflict.is_empty() {
        terminal.hint("no commit made a conflict between these two: `gainsay why A B` tells whether they conflict now, and why not");
    }
    if repository.is_shallow() {
        terminal.hint(
            "history was fetched only in part, and what is older is not told: `git fetch --unshallow` gets the rest",
        );
    }
    Ok(Status::Fine)
}

/// Returns the workspace that gives records their present names; an empty one, which names records by id, if it cannot
/// be read or ids are asked for.
fn names_of(args: &Log, terminal: &Terminal) -> Workspace {
    let is_named = args.output == TextFormat::Text && !args.ids;
    is_named.then(|| load(terminal).ok()).flatten().map(|loaded| loaded.workspace).unwrap_or_default()
}

/// Returns the problem that no commit up to this one ever had the record.
pub fn never_there(id: &str, from: &str) -> Problem {
    Problem::new(format!("no commit up to {from} has a record with the id `{}`", escaped(id)))
        .help("`gainsay list` lists the claims that are there now; what is not committed yet has no history")
}

fn write_text(naming: &Naming, chapter: &Chapter, records: &Records, out: &mut impl Write) -> Result<(), Problem> {
    let commit = &chapter.commit;
    let head = format!("{}  {}  {}", commit.id.short(), day_of(commit), escaped(&commit.author));
    writeln!(out, "{}\n    {}\n", records.paint.colored("33", &head), escaped(&commit.title))?;
    if commit.is_cut_off {
        writeln!(out, "history is cut off here: what follows may be older than this commit, and of somebody else\n")?;
    }
    if let Some(event) = &chapter.event {
        let headline = prose::changes::headline(&event.change);
        let place = format!("{}:{}", event.place.0, event.place.1);
        records.write(naming, &event.change, (&headline, &place), out)?;
    }
    for (conflicts, word, color) in
        [(&chapter.turn.introduced, "introduced", "31"), (&chapter.turn.resolved, "resolved", "32")]
    {
        for ((other, mechanism), (rule, certain)) in conflicts {
            let told = prose::history::conflict(naming, other, mechanism, (rule, *certain));
            write_line(word, &told, color, records, out)?;
        }
    }
    for ((other, mechanism), turn) in &chapter.turn.changed {
        write_line("changed", &prose::history::changed(naming, other, mechanism, *turn), "33", records, out)?;
    }
    Ok(writeln!(out)?)
}

/// Writes a line about a conflict, wrapped to the width of a page.
fn write_line(word: &str, told: &str, color: &str, records: &Records, out: &mut impl Write) -> Result<(), Problem> {
    for (i, line) in wrapped(&escaped(&format!("{word}: {told}")), WIDTH - 2).iter().enumerate() {
        writeln!(out, "{}{}", if i == 0 { "" } else { "  " }, records.paint.colored(color, line))?;
    }
    Ok(())
}

/// Returns the day on which a commit was written, in the author's time zone.
pub fn day_of(commit: &Commit) -> String {
    write_day((commit.written.0 + i64::from(commit.written.1)).div_euclid(86_400))
}

#[derive(Serialize)]
struct LogState<'c> {
    commit: String,
    date: String,
    author: &'c str,
    title: &'c str,
    /// Says that history was fetched no further: somebody else may have done before what the commit seems to do.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_off: bool,
    change: Option<json::JsonChange<'c>>,
    introduced: Vec<ToldConflict<'c>>,
    resolved: Vec<ToldConflict<'c>>,
    changed: Vec<ToldChange<'c>>,
}

#[derive(Serialize)]
struct ToldConflict<'c> {
    with: &'c str,
    mechanism: &'static str,
    rule: &'static str,
    certain: bool,
}

fn told(chapter: &Chapter) -> LogState<'_> {
    let change = chapter.event.as_ref().map(|event| json::told(&event.change, &event.place.0, event.place.1));
    LogState {
        commit: chapter.commit.id.to_string(),
        date: day_of(&chapter.commit),
        author: &chapter.commit.author,
        title: &chapter.commit.title,
        cut_off: chapter.commit.is_cut_off,
        change,
        introduced: conflicts(&chapter.turn.introduced),
        resolved: conflicts(&chapter.turn.resolved),
        changed: chapter.turn.changed.iter().map(ToldChange::new).collect(),
    }
}

fn conflicts(of: &ConflictsOf) -> Vec<ToldConflict<'_>> {
    of.iter()
        .map(|((with, mechanism), (rule, certain))| ToldConflict { with, mechanism, rule, certain: *certain })
        .collect()
}

/// A conflict that has changed, and what it was before.
#[derive(Serialize)]
struct ToldChange<'c> {
    #[serde(flatten)]
    is: ToldConflict<'c>,
    was: Was,
}

#[derive(Serialize)]
struct Was {
    rule: &'static str,
    certain: bool,
}

impl ToldChange<'_> {
    fn new<'c>(
        ((with, mechanism), [was, is]): (&'c (String, &'static str), &[(&'static str, bool); 2]),
    ) -> ToldChange<'c> {
        let is = ToldConflict { with, mechanism, rule: is.0, certain: is.1 };
        ToldChange { is, was: Was { rule: was.0, certain: was.1 } }
    }
}
