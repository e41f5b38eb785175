//! `log`: the history of a record, or of a conflict.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::Write;

use gainsay_diff::compare::ConflictsOf;
use gainsay_git::{Commit, Id, Repository};
use gainsay_model::date::write_day;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::paint::Paint;
use gainsay_render::review::json;
use gainsay_render::review::records::Records;
use gainsay_render::safe_json::write_json;
use gainsay_store::history::conflicts::{ChangesOf, Turn, oldest_first, turns};
use gainsay_store::history::{Event, history, says_something};
use serde::Serialize;

use crate::Status;
use crate::args::{Log, TextFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::{find_root, snapshots};

/// Tells the history of a record, or of a conflict, the newest commit first.
///
/// # Errors
/// Those of the repository; and if no commit ever had the record, or both claims.
pub fn log(args: &Log, terminal: &mut Terminal) -> Result<Status, Problem> {
    let (chapters, shallow) = {
        let source = snapshots(find_root()?, terminal);
        let repository = source.repository()?;
        let from = repository.commit_of(&args.from)?;
        let progress = Progress::start("following the history");
        let chapters = match (args.conflict.as_slice(), &args.id) {
            ([a, b], _) => of_conflict(repository, from, a, b, &progress)?,
            (_, Some(id)) => of_record(repository, from, id, args, &progress)?,
            _ => Vec::new(),
        };
        (chapters, repository.is_shallow())
    };
    match args.output {
        TextFormat::Text => write_text(&chapters, terminal)?,
        TextFormat::Json => write_json(&chapters.iter().map(told).collect::<Vec<_>>(), &mut terminal.out)?,
    }
    if chapters.is_empty() && !args.conflict.is_empty() {
        terminal.hint("no commit made a conflict between these two: `gainsay why A B` tells whether they conflict now, and why not");
    }
    if shallow {
        terminal.hint("history was fetched only in part, and what is older is not told: `git fetch --unshallow` gets the rest");
    }
    Ok(Status::Fine)
}

/// What one commit did.
struct Chapter {
    commit: Commit,
    event: Option<Event>,
    introduced: ConflictsOf,
    resolved: ConflictsOf,
    changed: ChangesOf,
}

impl Chapter {
    /// A commit that did something to a record, and to no conflict.
    fn of_event(event: Event) -> Chapter {
        let commit = event.commit.clone();
        Chapter { commit, event: Some(event), introduced: ConflictsOf::new(), resolved: ConflictsOf::new(), changed: ChangesOf::new() }
    }

    /// A commit that did something to conflicts, and not to the record.
    fn of_turn(Turn { commit, introduced, resolved, changed }: Turn) -> Chapter {
        Chapter { commit, event: None, introduced, resolved, changed }
    }
}

fn of_record(repository: &Repository, from: Id, id: &str, args: &Log, progress: &Progress) -> Result<Vec<Chapter>, Problem> {
    let events = history(repository, from, id, args.kind.map(|kind| kind.kind()), progress)?.events;
    let Some(kind) = events.first().map(|event| event.change.kind) else { return Err(never_there(id, &args.from)) };
    let mut chapters: Vec<Chapter> = Vec::new();
    for event in events.into_iter().filter(|event| args.all || says_something(event)) {
        chapters.push(Chapter::of_event(event));
    }
    if kind == Kind::Claim {
        let by_commit: HashMap<Id, usize> = chapters.iter().enumerate().map(|(i, chapter)| (chapter.commit.id, i)).collect();
        for turn in turns(repository, from, id, progress)? {
            let known = by_commit.get(&turn.commit.id).and_then(|i| chapters.get_mut(*i));
            match known {
                Some(chapter) => *chapter = Chapter { event: chapter.event.take(), ..Chapter::of_turn(turn) },
                None => chapters.push(Chapter::of_turn(turn)),
            }
        }
    }
    // Children before their parents, whatever their clocks say.
    let order: HashMap<Id, usize> = oldest_first(repository, from)?.into_iter().enumerate().map(|(i, commit)| (commit.id, i)).collect();
    chapters.sort_by_key(|chapter| Reverse(order.get(&chapter.commit.id).copied()));
    Ok(chapters)
}

/// No commit up to this one ever had the record.
pub fn never_there(id: &str, from: &str) -> Problem {
    Problem::new(format!("no commit up to {from} has a record with the id `{}`", escaped(id)))
        .help("`gainsay list` lists the claims that are there now; what is not committed yet has no history")
}

fn of_conflict(repository: &Repository, from: Id, a: &str, b: &str, progress: &Progress) -> Result<Vec<Chapter>, Problem> {
    for id in [a, b] {
        if history(repository, from, id, Some(Kind::Claim), progress)?.events.is_empty() {
            return Err(never_there(id, "HEAD"));
        }
    }
    let mut chapters: Vec<Chapter> = turns(repository, from, a, progress)?.into_iter().map(Chapter::of_turn).collect();
    for chapter in &mut chapters {
        chapter.introduced.retain(|(other, _), _| other == b);
        chapter.resolved.retain(|(other, _), _| other == b);
        chapter.changed.retain(|(other, _), _| other == b);
    }
    chapters.retain(|chapter| !(chapter.introduced.is_empty() && chapter.resolved.is_empty() && chapter.changed.is_empty()));
    Ok(chapters)
}

fn write_text(chapters: &[Chapter], terminal: &mut Terminal) -> Result<(), Problem> {
    let records = Records { paint: Paint { styled: terminal.styled } };
    for chapter in chapters {
        let out = &mut terminal.out;
        let commit = &chapter.commit;
        let head = format!("{}  {}  {}", commit.id.short(), day_of(commit), escaped(&commit.author));
        writeln!(out, "{}\n    {}\n", records.paint.colored("33", &head), escaped(&commit.title))?;
        if commit.is_cut_off {
            writeln!(out, "history is cut off here: what follows may be older than this commit, and of somebody else\n")?;
        }
        if let Some(event) = &chapter.event {
            records.write(&event.change, &format!("{}:{}", event.place.0, event.place.1), out)?;
        }
        for (conflicts, word, color) in [(&chapter.introduced, "introduced", "31"), (&chapter.resolved, "resolved", "32")] {
            for ((other, mechanism), (rule, certain)) in conflicts {
                let line = format!("{word}: {} {rule} with {} ({mechanism})", sure(*certain), escaped(other));
                writeln!(out, "{}", records.paint.colored(color, &line))?;
            }
        }
        for ((other, mechanism), [was, is]) in &chapter.changed {
            let (with, was, is) = (escaped(other), (sure(was.1), was.0), (sure(is.1), is.0));
            let line = format!("changed: {} {} with {with} ({mechanism}), was a {} {}", is.0, is.1, was.0, was.1);
            writeln!(out, "{}", records.paint.colored("33", &line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn sure(certain: bool) -> &'static str {
    if certain { "certain" } else { "possible" }
}

/// The day on which a commit was written, where its author was.
pub fn day_of(commit: &Commit) -> String {
    write_day((commit.written.0 + i64::from(commit.written.1)).div_euclid(86_400))
}

#[derive(Serialize)]
struct Told<'c> {
    commit: String,
    date: String,
    author: &'c str,
    title: &'c str,
    /// History was fetched no further: what the commit seems to do may have been done before it, by somebody else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_off: bool,
    change: Option<json::Told<'c>>,
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

fn told(chapter: &Chapter) -> Told<'_> {
    let change = chapter.event.as_ref().map(|event| json::told(&event.change, &event.place.0, event.place.1));
    Told {
        commit: chapter.commit.id.to_string(),
        date: day_of(&chapter.commit),
        author: &chapter.commit.author,
        title: &chapter.commit.title,
        cut_off: chapter.commit.is_cut_off,
        change,
        introduced: conflicts(&chapter.introduced),
        resolved: conflicts(&chapter.resolved),
        changed: chapter.changed.iter().map(ToldChange::new).collect(),
    }
}

fn conflicts(of: &ConflictsOf) -> Vec<ToldConflict<'_>> {
    of.iter().map(|((with, mechanism), (rule, certain))| ToldConflict { with, mechanism, rule, certain: *certain }).collect()
}

/// A conflict that is another than before, and what it was.
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
    fn new<'c>(((with, mechanism), [was, is]): (&'c (String, &'static str), &[(&'static str, bool); 2])) -> ToldChange<'c> {
        let is = ToldConflict { with, mechanism, rule: is.0, certain: is.1 };
        ToldChange { is, was: Was { rule: was.0, certain: was.1 } }
    }
}
