//! `source`: kept copies of sources, their text, and the quotes in them.

mod add;
mod verify;

use std::io::Write;

use gainsay_diff::quotes::{Plan, SourcePlan, Why, path_of_copy};
use gainsay_model::Workspace;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::summary::why_unchecked;
use gainsay_store::copies::DiskCopies;

use super::known;
use crate::Status;
use crate::args::{SourceText, SourceVerb};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load;

/// Adds a source, prints its text, or looks for its quotes.
///
/// # Errors
/// Returns the errors of reading the workspace and of writing, and one if a source or a copy does not exist.
pub fn source(verb: &SourceVerb, terminal: &mut Terminal) -> Result<Status, Problem> {
    match verb {
        SourceVerb::Add(args) => add::add(args, terminal),
        SourceVerb::Text(args) => text(args, terminal),
        SourceVerb::Verify(args) => verify::verify(args, terminal),
    }
}

fn text(args: &SourceText, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let source = with_copy(workspace, &args.id)?;
    let (seen, text) =
        Plan::look_and_keep(workspace, &SourcePlan::without_quotes(source), &DiskCopies::of(&loaded.root));
    let Some(text) = text else {
        let why = seen.finding(workspace).map(|finding| finding.message);
        let why = why.unwrap_or_else(|| {
            let key = seen.why_unread().as_ref().map_or("", Why::key);
            format!("a source {}", why_unchecked(key))
        });
        return Err(Problem::new(format!("there is no text of record of `{}`: {why}", escaped(&args.id))));
    };
    let reading = text.readings.first().map_or("", |reading| reading.text.as_str());
    let is_for_a_person = terminal.page_width().is_some();
    for line in reading.lines() {
        // A terminal obeys some characters that a copy may contain.
        let shown = if is_for_a_person { escaped(line) } else { line.into() };
        writeln!(terminal.out, "{shown}")?;
    }
    Ok(Status::Fine)
}

/// Returns the index of a source that has a copy.
fn with_copy(workspace: &Workspace, id: &str) -> Result<usize, Problem> {
    let name = known(workspace, Kind::Source, id)?;
    let source = workspace.source_index(name).ok_or_else(|| super::unknown(id, Some(Kind::Source), []))?;
    if !workspace.records.sources.get(source).is_some_and(|source| source.kept) {
        return Err(Problem::new(format!("`{}` has no kept copy", escaped(id)))
            .help("keep one inside the workspace, and give its path by `file`"));
    }
    if path_of_copy(workspace, source).is_none() {
        return Err(Problem::new(format!("the copy of `{}` lies outside the workspace", escaped(id)))
            .help("keep the copy inside the workspace, and give its path from the record's own file"));
    }
    Ok(source)
}
