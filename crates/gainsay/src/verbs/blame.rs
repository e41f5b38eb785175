//! `blame`: the last author of each key of a record.

use std::io::Write;

use gainsay_diff::changes::Meaning;
use gainsay_git::Commit;
use gainsay_model::canonical::Value;
use gainsay_model::text::escaped;
use gainsay_render::layout::{Column, table};
use gainsay_render::safe_json::write_json;
use gainsay_store::history::{Event, History, history};
use serde::Serialize;

use super::log::{day_of, never_there};
use crate::Status;
use crate::args::{Blame, TextFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::{find_root, snapshots};

/// Shows for each key of a record the commit that last changed it.
///
/// # Errors
/// Returns the errors of the repository, and one if the record does not exist.
pub fn blame(args: &Blame, terminal: &mut Terminal) -> Result<Status, Problem> {
    let history = {
        let source = snapshots(find_root()?, terminal);
        let repository = source.repository()?;
        let progress = Progress::start("following the history");
        history(repository, repository.commit_of(&args.from)?, &args.id, args.kind.map(|kind| kind.kind()), &progress)?
    };
    if history.now.is_empty() {
        return Err(not_there(args, &history));
    }
    let lines = lines(&history);
    match args.output {
        TextFormat::Text => write_text(&lines, terminal)?,
        TextFormat::Json => write_json(&lines.iter().map(told).collect::<Vec<_>>(), &mut terminal.out)?,
    }
    if lines.iter().any(|line| line.commit.is_cut_off) {
        terminal.hint(
            "history was fetched only in part: what is marked `^` was there by that commit, and who wrote it is not known here; \
             `git fetch --unshallow` gets the rest",
        );
    }
    Ok(Status::Fine)
}

/// A key, with the commit that last changed it.
struct Line<'e> {
    key: &'e str,
    value: &'e Value,
    commit: &'e Commit,
}

impl Line<'_> {
    /// Returns the author of the key's value; none if history is cut off at that commit, so that somebody else may have
    /// written it before.
    fn author(&self) -> Option<&str> {
        (!self.commit.is_cut_off).then_some(self.commit.author.as_str())
    }
}

fn not_there(args: &Blame, history: &History) -> Problem {
    let Some(last) = history.events.first() else { return never_there(&args.id, &args.from) };
    let (id, commit) = (escaped(&args.id), last.commit.id.short());
    if let Some(now) = last.change.was.as_ref().filter(|was| **was == args.id).map(|_| escaped(&last.change.id)) {
        return Problem::new(format!("`{id}` is not there in {}: {commit} made it `{now}`", args.from))
            .help(format!("`gainsay blame {now}` tells of both"));
    }
    Problem::new(format!("`{id}` is not there in {}: {commit} took it away", args.from)).help(format!(
        "`gainsay log {id}` tells its history; `gainsay blame {id} --from {commit}~1` looks at it before"
    ))
}

/// Returns the keys of the record as they are written, each with the last commit that gave it its present value.
fn lines(history: &History) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (key, value) in &history.now {
        let gave = |event: &&Event| {
            let id = event.change.kind.first_key() == key
                && (event.change.meaning == Meaning::Created || event.change.was.is_some());
            id || event.change.fields.iter().any(|field| field.key == *key && field.after.as_ref() == Some(value))
        };
        let event = history.events.iter().find(gave).or(history.events.last());
        lines.extend(event.map(|event| Line { key, value, commit: &event.commit }));
    }
    lines
}

fn write_text(lines: &[Line<'_>], terminal: &mut Terminal) -> Result<(), Problem> {
    const COLUMNS: &[Column] =
        &[Column("commit", 10), Column("date", 10), Column("author", 8), Column("key", 8), Column("value", 16)];
    let row = |line: &Line<'_>| {
        let (id, day) = (line.commit.id.short(), day_of(line.commit));
        let (id, day, author) = match line.author() {
            Some(author) => (id, day, author.to_owned()),
            None => (format!("^{id}"), format!("by {day}"), "not known".to_owned()),
        };
        vec![id, day, author, line.key.to_owned(), line.value.to_string()]
    };
    for line in table(COLUMNS, &lines.iter().map(row).collect::<Vec<_>>(), terminal.page_width()) {
        writeln!(terminal.out, "{line}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct BlameReport<'l> {
    key: &'l str,
    value: &'l Value,
    commit: String,
    date: String,
    author: Option<&'l str>,
    title: &'l str,
    /// Says that history was fetched no further than this commit: the key may be older.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_off: bool,
}

fn told<'l>(line: &'l Line<'l>) -> BlameReport<'l> {
    BlameReport {
        key: line.key,
        value: line.value,
        commit: line.commit.id.to_string(),
        date: day_of(line.commit),
        author: line.author(),
        title: &line.commit.title,
        cut_off: line.commit.is_cut_off,
    }
}
