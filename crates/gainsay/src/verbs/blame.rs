//! `blame`: who last touched each key of a record.

use std::io::Write;

use gainsay_diff::changes::Meaning;
use gainsay_git::Commit;
use gainsay_model::canonical::Value;
use gainsay_model::text::escaped;
use serde::Serialize;

use super::log::{day_of, never_there};
use crate::Status;
use crate::args::{Blame, TextFormat};
use crate::files::find_root;
use crate::history::{Event, history};
use crate::json::write_json;
use crate::layout::{Column, table};
use crate::problem::Problem;
use crate::states::Origin;
use crate::terminal::{Progress, Terminal};

/// Says for each key of a record which commit last changed what it says.
///
/// # Errors
/// Those of the repository; and if the record is not there.
pub fn blame(args: &Blame, terminal: &mut Terminal) -> Result<Status, Problem> {
    let events = {
        let origin = Origin::at(find_root()?, terminal);
        let repository = origin.repository()?;
        let progress = Progress::start("following the history");
        history(repository, repository.commit_of(&args.from)?, &args.id, args.kind.map(|kind| kind.kind()), &progress)?
    };
    match events.first() {
        None => return Err(never_there(&args.id, &args.from)),
        Some(event) if event.change.meaning == Meaning::Deleted => {
            return Err(Problem::new(format!(
                "`{}` is not there in {}: {} took it away",
                escaped(&args.id),
                args.from,
                event.commit.id.short()
            ))
            .help(format!(
                "`gainsay log {}` tells its history; `gainsay blame {0} --from {}~1` looks at it before",
                args.id,
                event.commit.id.short()
            )));
        }
        Some(_) => {}
    }
    let lines = lines(&events);
    match args.output {
        TextFormat::Text => write_text(&lines, terminal)?,
        TextFormat::Json => write_json(&lines.iter().map(told).collect::<Vec<_>>(), &mut terminal.out)?,
    }
    Ok(Status::Fine)
}

/// A key, with the commit that last changed what it says.
struct Line<'e> {
    key: &'e str,
    value: Option<Value>,
    commit: &'e Commit,
}

/// The keys of the record in the order of the schema, each by the newest event that changed it.
fn lines(events: &[Event]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    // What was before the record was last taken away is another life.
    let life = events.iter().take_while(|event| event.change.meaning != Meaning::Deleted);
    for event in life {
        if let Some(id) = named_by(event) {
            let known = lines.iter().any(|line| line.key == id);
            lines.extend((!known).then_some(Line { key: id, value: Some(Value::Text(event.change.id.clone())), commit: &event.commit }));
        }
        for field in &event.change.fields {
            if lines.iter().all(|line| line.key != field.key) {
                lines.push(Line { key: &field.key, value: field.after.clone(), commit: &event.commit });
            }
        }
    }
    let kind = events.first().map(|event| event.change.kind);
    let place = |key: &str| kind.and_then(|kind| kind.keys().iter().position(|known| known.name == key)).unwrap_or(usize::MAX);
    lines.sort_by_key(|line| place(line.key));
    // What is not there any more has no line to show.
    lines.retain(|line| line.value.is_some());
    lines
}

/// The key under which a record's id stands, if the event gave it that id.
fn named_by(event: &Event) -> Option<&'static str> {
    (event.change.meaning == Meaning::Created || event.change.was.is_some()).then(|| event.change.kind.first_key())
}

fn write_text(lines: &[Line<'_>], terminal: &mut Terminal) -> Result<(), Problem> {
    const COLUMNS: &[Column] = &[Column("commit", 10), Column("date", 10), Column("author", 8), Column("key", 8), Column("value", 16)];
    let row = |line: &Line<'_>| {
        let value = line.value.as_ref().map(Value::to_string).unwrap_or_default();
        vec![line.commit.id.short(), day_of(line.commit), line.commit.author.clone(), line.key.to_owned(), value]
    };
    for line in table(COLUMNS, &lines.iter().map(row).collect::<Vec<_>>()) {
        writeln!(terminal.out, "{line}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Told<'l> {
    key: &'l str,
    value: Option<&'l Value>,
    commit: String,
    date: String,
    author: &'l str,
    title: &'l str,
}

fn told<'l>(line: &'l Line<'l>) -> Told<'l> {
    Told {
        key: line.key,
        value: line.value.as_ref(),
        commit: line.commit.id.to_string(),
        date: day_of(line.commit),
        author: &line.commit.author,
        title: &line.commit.title,
    }
}
