//! `source verify`: every quote with the words around it.

use std::io::{BufRead, Write};
use std::path::Path;

use gainsay_diff::quotes::{Plan, QuoteCheck, QuoteState, Seen, differences, quote_of};
use gainsay_model::Workspace;
use gainsay_model::edit::{Edit, KeyPath, Target, Texts, apply_to_files};
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_model::value::Value;
use gainsay_render::summary::{quotes_line, why_unchecked};
use gainsay_sources::TextOfRecord;
use gainsay_store::copies::DiskCopies;
use gainsay_store::edit_session::EditSession;

use super::with_copy;
use crate::Status;
use crate::args::SourceVerify;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::edit::refused;
use crate::workspace::{load, load_records};

/// The number of words shown before and after a quote.
const WORDS: usize = 10;

/// Shows each quote with the text around it, and lists those that are not in the copy.
///
/// # Errors
/// Returns the errors of reading the workspace and of writing, and one if a source does not exist or has no copy.
pub fn verify(args: &SourceVerify, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let copies = DiskCopies::cached(&loaded.root, terminal.options.cache);
    let plan = plan(args, workspace)?;
    if plan.sources.is_empty() {
        terminal.hint("no source has a kept copy: `gainsay source add FILE` records one");
    }
    let (mut seen_all, mut is_mended) = (Vec::new(), false);
    for source in &plan.sources {
        let (seen, text) = Plan::look_and_keep(workspace, source, &copies);
        show(workspace, &seen, text.as_ref(), terminal)?;
        if args.fix {
            is_mended |= fix(&loaded.root, workspace, &seen, terminal)?;
        }
        seen_all.push(seen);
    }
    let check = QuoteCheck { plan, seen: seen_all };
    if is_mended {
        let loaded = load_records(terminal)?;
        return sum_up(&loaded.workspace, &look(args, &loaded.workspace, &copies)?, terminal);
    }
    sum_up(workspace, &check, terminal)
}

/// Returns the sources that are asked for.
fn plan(args: &SourceVerify, workspace: &Workspace) -> Result<Plan, Problem> {
    let wanted = args.ids.iter().map(|id| with_copy(workspace, id)).collect::<Result<Vec<_>, _>>()?;
    let mut plan = Plan::of(workspace);
    if !wanted.is_empty() {
        plan.retain_sources(&|source| wanted.contains(&source));
    }
    Ok(plan)
}

/// Looks for the quotes of the sources that are asked for, and shows none.
fn look(args: &SourceVerify, workspace: &Workspace, copies: &DiskCopies) -> Result<QuoteCheck, Problem> {
    let plan = plan(args, workspace)?;
    let seen = plan.sources.iter().map(|source| Plan::look(workspace, source, copies)).collect();
    Ok(QuoteCheck { plan, seen })
}

/// Writes the results of checking the quotes.
fn sum_up(workspace: &Workspace, check: &QuoteCheck, terminal: &mut Terminal) -> Result<Status, Problem> {
    if let Some(line) = quotes_line(&check.counts()) {
        writeln!(terminal.out, "{line}")?;
    }
    let is_missing = |(_, state): &(usize, QuoteState)| matches!(state, QuoteState::NotFound { .. });
    let is_fine = |seen: &Seen| seen.finding(workspace).is_none() && !seen.quotes().iter().any(is_missing);
    Ok(if check.seen.iter().all(is_fine) { Status::Fine } else { Status::Findings })
}

/// Shows the quotes of a source.
fn show(
    workspace: &Workspace,
    seen: &Seen,
    text: Option<&TextOfRecord>,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let source = workspace.records.sources.get(seen.source()).and_then(|source| source.id);
    let path = seen.path().unwrap_or("outside the workspace");
    writeln!(terminal.out, "{} ({})", escaped(source.map_or("", |id| workspace.text(id))), escaped(path))?;
    if let Some(finding) = seen.finding(workspace) {
        writeln!(terminal.out, "  {}: {}", finding.rule, finding.message)?;
    }
    for (claim, state) in seen.quotes() {
        let id = escaped(id_of(workspace, *claim)).into_owned();
        match state {
            QuoteState::Found(found) => {
                writeln!(terminal.out, "  found: {id}")?;
                if let Some(around) = text.and_then(|text| text.around(found, WORDS)) {
                    let [before, passage, behind] =
                        [around.before, around.passage, around.behind].map(|text| escaped(&text).into_owned());
                    let line = format!("… {before} >>{passage}<< {behind} …");
                    writeln!(terminal.out, "    {}", line.replace("…  >>", ">>").replace("<<  …", "<<"))?;
                }
                for replaced in &found.replaced {
                    let (bracket, words) = (escaped(&replaced.bracket), escaped(&replaced.words));
                    let words = if words.is_empty() { "nothing".into() } else { words };
                    writeln!(terminal.out, "    [{bracket}] stands for: {words}")?;
                }
            }
            QuoteState::NotFound { nearest, .. } => {
                writeln!(terminal.out, "  not found: {id}")?;
                match nearest {
                    None => writeln!(terminal.out, "    nothing like it stands there")?,
                    Some(nearest) => {
                        let (line, text) = (nearest.line, escaped(&nearest.text));
                        writeln!(terminal.out, "    nearest, on line {line}: {text}")?;
                        writeln!(terminal.out, "    what differs: {}", escaped(&differences(nearest)))?;
                    }
                }
            }
            QuoteState::Unchecked(why) => {
                writeln!(terminal.out, "  not checked: {id} ({})", why_unchecked(why.key()))?;
            }
        }
    }
    writeln!(terminal.out)?;
    Ok(())
}

fn id_of(workspace: &Workspace, claim: usize) -> &str {
    workspace.records.claims.get(claim).and_then(|claim| claim.id).map_or("", |id| workspace.text(id))
}

/// Asks for each quote that was not found whether to replace it by the nearest passage, and returns whether one was
/// replaced.
fn fix(root: &Path, workspace: &Workspace, seen: &Seen, terminal: &mut Terminal) -> Result<bool, Problem> {
    let mut is_mended = false;
    for (claim, state) in seen.quotes() {
        let QuoteState::NotFound { passage: Some(passage), .. } = state else { continue };
        let id = id_of(workspace, *claim);
        writeln!(terminal.out, "{}:", escaped(id))?;
        writeln!(terminal.out, "- quote: {}", escaped(&quote_of(workspace, *claim).unwrap_or_default()))?;
        writeln!(terminal.out, "+ quote: {}", escaped(passage))?;
        write!(terminal.out, "take it over? [y/N] ")?;
        terminal.out.flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        let is_wanted = ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str());
        writeln!(terminal.out)?;
        if is_wanted {
            write_quote(root, workspace, *claim, passage.clone())?;
            is_mended = true;
        }
    }
    Ok(is_mended)
}

fn write_quote(root: &Path, workspace: &Workspace, claim: usize, passage: String) -> Result<(), Problem> {
    let file = workspace.records.claims.get(claim).and_then(|claim| workspace.files.get(claim.place.file as usize));
    let Some(file) = file else { return Ok(()) };
    let session = EditSession::begin(root)?;
    let before = Texts::from_iter(session.text(&file.path)?.map(|text| (file.path.clone(), text)));
    let edit = Edit::Set {
        record: Target::new(Kind::Claim, id_of(workspace, claim)),
        key: KeyPath::of("quote"),
        value: Value::text(passage),
    };
    let after = apply_to_files(&before, [(file.path.as_str(), &edit)]).map_err(|refusal| refused(&refusal))?;
    Ok(session.write(&before, &after)?)
}
