//! `check`: all findings about the records, and every conflict.

mod fixing;
mod watching;

use std::collections::HashSet;
use std::path::Path;

use gainsay_diff::claim_filter::ClaimFilter;
use gainsay_diff::compare::PairChanges;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::pins;
use gainsay_diff::{Asked, Outcome, PairWriter, UnusedKey, unused_keys};
use gainsay_model::LeftUnread;
use gainsay_model::Workspace;
use gainsay_model::finding::Level;
use gainsay_model::read::Suggest;
use gainsay_model::record::{Pin, Ruling};
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_model::workspace::MANIFEST;
use gainsay_render::location::Locations;
use gainsay_render::plural::plural;
use gainsay_render::prose::Naming;
use gainsay_render::selection::{FindingFilters, Order, Selection};
use gainsay_render::summary::{NO_CLAIMS, left_unread};
use gainsay_render::{
    Report, SinceThen, concise, full, github, gitlab, html, json, junit, markdown, pairs, sarif, statistics,
};
use gainsay_store::belonging::{Aside, probably_meant};
use gainsay_store::clock::today;
use gainsay_store::files::why_unread;
use gainsay_store::paths::path_within;
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::repository;
use gainsay_store::review::Since;
use gainsay_store::{LoadOptions, Loaded};
use rustc_hash::FxHashSet;

use super::{baseline, entity, known};
use crate::Status;
use crate::args::{Check, Filters, FindingOrder, Format, Output};
use crate::outputs::{asked, refuse_damage, write};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::{find_root, load_with, snapshots};

/// Checks the workspace and shows the findings in every format asked for; repeatedly, if that is asked for.
///
/// # Errors
/// Returns the errors of reading the workspace, of unknown paths and revisions, and of writing.
pub fn check(args: &Check, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = asked(&args.output, Format::Full)?;
    let root = find_root()?;
    if let Some(mode) = args.fix {
        fixing::fix(args, mode, &root, terminal)?;
    }
    if args.watch {
        watching::check(args, &root, &outputs, terminal)
    } else {
        let events = terminal.events;
        let mut quotes = QuoteChecker::new(&root, terminal.options, &events);
        check_once(args, &root, &outputs, &mut quotes, terminal)
    }
}

/// Checks the workspace with that root as it is now.
fn check_once(
    args: &Check,
    root: &Path,
    outputs: &[Output<Format>],
    quotes: &mut QuoteChecker,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    match &args.since {
        None => check_all(args, root, outputs, quotes, terminal),
        Some(revision) => check_since(args, root, revision, outputs, quotes, terminal),
    }
}

fn check_all(
    args: &Check,
    root: &Path,
    outputs: &[Output<Format>],
    quotes: &mut QuoteChecker,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let asks_for = |format: Format| outputs.iter().any(|output| output.format == format);
    // If only pairs are shown, only findings that fail matter.
    let only_pairs = outputs.iter().all(|output| output.format == Format::Pairs);
    let advice = advice(args, outputs, terminal);
    let suggest = match advice {
        _ if only_pairs => Suggest::Nothing,
        Advice::All => Suggest::All,
        Advice::None | Advice::First(_) => Suggest::Remedies,
    };
    let options = LoadOptions { suggest, ..terminal.options };
    let Loaded { root, workspace, left, .. } = load_with(root, options, terminal)?;
    let progress = Progress::start("comparing the claims");
    let today = today(args.today.today);
    let from = if only_pairs { fail_on(args.fail_on, &workspace) } else { Level::Note };
    let grounds = outputs.iter().any(|output| has_place_for_reasons(args, output.format));
    let what = Asked { from, notes: shows_notes(args, outputs), grounds };
    let told = |mut outcome: Outcome, pairs: Pairs| {
        drop(progress);
        quotes.add_to(&mut outcome, &workspace, what);
        if let Advice::First(count) = advice {
            add_near_words(args, &root, &workspace, &mut outcome, count)?;
        }
        let checked =
            Checked { root: &root, workspace: &workspace, outcome: &outcome, pairs, since: None, left: &left };
        let status = show(args, checked, outputs, terminal);
        if !args.watch {
            // The memory is freed at once when the program ends.
            std::mem::forget(outcome);
        }
        status
    };
    let status = if asks_for(Format::Pairs) {
        gainsay_diff::check_and_pairs(&workspace, today, what, |outcome, pairs| told(outcome, Pairs::All(pairs)))
    } else {
        told(gainsay_diff::check_for(&workspace, today, what), Pairs::None)
    };
    if !args.watch {
        std::mem::forget(workspace);
    }
    status
}

/// Checks only what a revision does not have. `main...` is the commit at which this branch left `main`.
fn check_since(
    args: &Check,
    root: &Path,
    revision: &str,
    outputs: &[Output<Format>],
    quotes: &mut QuoteChecker,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let source = snapshots(root.to_owned(), terminal);
    if revision.contains("..")
        && revision.strip_suffix("...").is_none_or(|other| other.is_empty() || other.contains(".."))
    {
        return Err(Problem::new(format!("`--since` takes one revision, and `{}` is a range", escaped(revision)))
            .help("write `--since main`, or `--since main...` for where this branch left main; `gainsay diff` compares any two"));
    }
    let before = match revision.strip_suffix("...") {
        None => source.revision(revision)?,
        Some(other) => {
            let repository = source.repository()?;
            let base = repository.merge_base(repository.commit_of(other)?, repository.commit_of("HEAD")?)?;
            source.commit(base, &format!("{} (where HEAD left {other})", base.short()))?
        }
    };
    // Of what is not new nothing is shown, and nothing is suggested for it.
    let options = LoadOptions { suggest: Suggest::Remedies, ..terminal.options };
    let mut loaded = load_with(root, options, terminal)?;
    let mut left = std::mem::take(&mut loaded.left);
    // These files are compared as git has them.
    left.not_checked_out.clear();
    let progress = Progress::start("comparing the claims");
    let asked = (today(args.today.today), Asked { notes: shows_notes(args, outputs), ..Asked::ALL });
    let Since { name, workspace, mut news, pairs } = Since::on_disk(&source, &before, loaded, quotes, asked)?;
    match advice(args, outputs, terminal) {
        Advice::None => {}
        Advice::First(count) => add_near_words(args, root, &workspace, &mut news.outcome, count)?,
        Advice::All => {
            workspace.add_near_words(news.outcome.findings.iter_mut().filter_map(AnyFinding::record_finding_mut));
        }
    }
    drop(progress);
    let since = SinceThen { name, resolved: news.resolved, open: news.open };
    let (outcome, pairs) = (&news.outcome, Pairs::Changed(&pairs));
    let checked = Checked { root, workspace: &workspace, outcome, pairs, since: Some(&since), left: &left };
    let status = show(args, checked, outputs, terminal);
    if !args.watch {
        std::mem::forget((workspace, news));
    }
    status
}

/// The findings with which advice is shown.
#[derive(Clone, Copy)]
enum Advice {
    None,
    /// The first ones, so many of them.
    First(usize),
    All,
}

/// Returns the findings with which advice is shown: only some outputs show it, and the one for people may be limited.
fn advice(args: &Check, outputs: &[Output<Format>], terminal: &Terminal) -> Advice {
    let mut advised = outputs.iter().filter(|output| has_place_for_reasons(args, output.format)).peekable();
    if advised.peek().is_none() {
        return Advice::None;
    }
    match limit(args, outputs, terminal) {
        Some(count) if advised.all(|output| output.format == Format::Full) => Advice::First(count),
        _ => Advice::All,
    }
}

/// Looks for words similar to unknown ones, for the first findings that are shown.
fn add_near_words(
    args: &Check,
    root: &Path,
    workspace: &Workspace,
    outcome: &mut Outcome,
    count: usize,
) -> Result<(), Problem> {
    if !workspace.puts_off_near_words() {
        return Ok(());
    }
    let report = report(args, root, workspace, outcome)?;
    let records = report.shown_with_numbers().filter(|(_, finding)| finding.record_finding().is_some());
    let shown: HashSet<usize> = records.map(|(number, _)| number).take(count).collect();
    let findings = outcome.findings.iter_mut().enumerate().filter(|(number, _)| shown.contains(number));
    workspace.add_near_words(findings.filter_map(|(_, finding)| finding.record_finding_mut()));
    Ok(())
}

/// Returns true if an output shows the notes that are no conflicts.
fn shows_notes(args: &Check, outputs: &[Output<Format>]) -> bool {
    args.notes || outputs.iter().any(|output| output.format == Format::Json)
}

/// Returns true if an output has a place for reasons and advice.
fn has_place_for_reasons(args: &Check, format: Format) -> bool {
    match format {
        Format::Concise | Format::Pairs | Format::Gitlab => false,
        Format::Full => !args.statistics,
        _ => true,
    }
}

/// A workspace, and the result of its check.
struct Checked<'c> {
    root: &'c Path,
    workspace: &'c Workspace,
    outcome: &'c Outcome,
    pairs: Pairs<'c>,
    since: Option<&'c SinceThen>,
    left: &'c LeftUnread,
}

/// The stream of pairs, if it is asked for.
enum Pairs<'c> {
    None,
    All(&'c PairWriter<'c>),
    Changed(&'c PairChanges),
}

/// Shows the result of a check in every format asked for.
fn show(
    args: &Check,
    checked: Checked,
    outputs: &[Output<Format>],
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let Checked { root, workspace, outcome, pairs, since, left } = checked;
    let files = workspace.files.iter().filter(|file| !file.built_in).map(|file| file.path.as_str());
    refuse_damage(outputs, root, files)?;
    refuse_unread(workspace, root, &within(args, root)?, left, terminal)?;
    let report = report(args, root, workspace, outcome)?;
    let report = Report { since, limit: limit(args, outputs, terminal), left: Some(left), ..report };
    let width = terminal.page_width();
    for output in outputs {
        write(output, terminal, |out, styled| match output.format {
            Format::Full if args.statistics => statistics::render(&report, width, out),
            Format::Full => full::render(&report, out, styled),
            Format::Concise => concise::render(&report, out),
            Format::Json => json::render(&report, out),
            Format::Pairs => match pairs {
                Pairs::None => Ok(()),
                Pairs::All(pairs) => pairs::render_all(pairs, out),
                Pairs::Changed(pairs) => pairs::render(pairs.iter(), out),
            },
            Format::Github => github::render(&report, out),
            Format::Sarif => sarif::render(&report, out),
            Format::Junit => junit::render(&report, out),
            Format::Gitlab => gitlab::render(&report, out),
            Format::Markdown => markdown::render(&report, out),
            Format::Html => html::render(&report, out),
        })?;
    }
    hint_at_stale_baseline(args, &report, terminal);
    hint_at_pins(&report, terminal);
    hint_at_unused_keys(workspace, terminal);
    // Some formats have no place for it.
    let tells = |format: Format| !matches!(format, Format::Concise | Format::Pairs | Format::Gitlab);
    if let Some(left) =
        left_unread(&report).filter(|_| !outputs.iter().any(|output| output.file.is_none() && tells(output.format)))
    {
        terminal.hint(&left);
    }
    let status = status(&report);
    if status == Status::NoClaims {
        terminal.hint(&format!(
            "{NO_CLAIMS}: write one into the workspace, or look whether `exclude` or git leaves them out"
        ));
    }
    Ok(status)
}

/// Returns the report on a check, without a limit.
fn report<'c>(
    args: &Check,
    root: &Path,
    workspace: &'c Workspace,
    outcome: &'c Outcome,
) -> Result<Report<'c>, Problem> {
    let within = within(args, root)?;
    let locations = Locations::new(workspace);
    let selection = select(args, workspace, &locations, outcome)?;
    Ok(Report {
        workspace,
        locations,
        naming: if args.ids { Naming::by_ids(workspace) } else { Naming::new(workspace) },
        outcome,
        since: None,
        selection,
        within,
        limit: None,
        statistics: args.statistics,
        notes: args.notes,
        ruled: args.ruled,
        fail_on: fail_on(args.fail_on, workspace),
        prefix: repository::prefix(root),
        left: None,
    })
}

/// Returns the paths asked for, from the root of the workspace.
fn within(args: &Check, root: &Path) -> Result<Vec<String>, Problem> {
    Ok(args.paths.iter().map(|path| path_within(root, path)).collect::<Result<Vec<_>, _>>()?)
}

/// Selects the findings that the arguments ask for.
fn select(args: &Check, workspace: &Workspace, locations: &Locations, outcome: &Outcome) -> Result<Selection, Problem> {
    let filters = &args.filters;
    let baseline = filters.baseline.as_deref().map(baseline::read).transpose()?;
    let is_about_claims = filters.by.is_some() || filters.about.is_some() || filters.predicate.is_some();
    let claims = is_about_claims.then(|| claims_of(filters, workspace)).transpose()?;
    let order = match args.sort {
        FindingOrder::Level => Order::Level,
        FindingOrder::Place => Order::Place,
        FindingOrder::Date => Order::Date,
    };
    let wanted = FindingFilters {
        rules: &filters.rule,
        level: filters.level,
        certain: filters.certain,
        claims,
        baseline: baseline.as_ref(),
        order,
    };
    Ok(Selection::of(&wanted, workspace, locations, outcome))
}

/// Returns the ids of the claims that match the filters.
fn claims_of<'w>(filters: &Filters, workspace: &'w Workspace) -> Result<FxHashSet<&'w str>, Problem> {
    let ledger = Ledger::new(workspace);
    let filter = ClaimFilter {
        by: filters.by.as_deref().map(|id| entity(&ledger, id)).transpose()?,
        only: false,
        about: filters.about.as_deref().map(|id| entity(&ledger, id)).transpose()?,
        predicate: filters.predicate.as_deref().map(|id| known(workspace, Kind::Predicate, id)).transpose()?,
    };
    Ok(filter.ids(&ledger))
}

/// The number of findings shown on a terminal without overwhelming a person.
pub const MOST_ON_A_TERMINAL: usize = 50;

/// Returns the number of findings shown in full: limited on a terminal, unless all are asked for.
fn limit(args: &Check, outputs: &[Output<Format>], terminal: &Terminal) -> Option<usize> {
    let is_for_a_person = outputs.iter().any(|output| output.file.is_none() && output.format == Format::Full);
    match args.limit {
        _ if args.all => None,
        Some(limit) => Some(limit),
        None => (is_for_a_person && terminal.page_width().is_some()).then_some(MOST_ON_A_TERMINAL),
    }
}

/// Says that a baseline has entries that are no finding any more.
fn hint_at_stale_baseline(args: &Check, report: &Report, terminal: &mut Terminal) {
    let stale = report.selection.baseline.map_or(0, |baseline| baseline.stale);
    if let Some(file) = args.filters.baseline.as_deref().filter(|_| stale > 0) {
        let entries = if stale == 1 { "1 entry is".to_owned() } else { format!("{stale} entries are") };
        let file = file.display();
        terminal
            .hint(&format!("{entries} no finding any more: `gainsay baseline prune {file}` takes such out of {file}"));
    }
}

/// Shows the pins to add for the first ruling that does not pin its claims: without pins, nothing shows that a claim
/// has changed.
fn hint_at_pins(report: &Report, terminal: &mut Terminal) {
    if report.summary().unpinned == 0 {
        return;
    }
    let stale =
        report.outcome.findings.iter().filter(|finding| finding.rule() == "stale-ruling").flat_map(AnyFinding::records);
    let stale: HashSet<&str> = stale.map(|(_, id)| id).collect();
    let id = |ruling: &Ruling| ruling.id.map_or("", |id| report.workspace.text(id));
    let is_loose =
        |ruling: &&Ruling| ruling.between.iter().any(|pinned| pinned.pin == Pin::Loose) && !stale.contains(id(ruling));
    if let Some(ruling) = report.workspace.rulings().filter(is_loose).min_by_key(|ruling| id(ruling)) {
        let id = escaped(id(ruling));
        let told = if ruling.between.len() <= MOST_PINS {
            format!("as they are now: `{}`", escaped(&pins(report.workspace, ruling)))
        } else {
            format!("`gainsay show {id}` gives the pins")
        };
        terminal.hint(&format!(
            "the ruling `{id}` does not pin every claim, so that a later change would go unnoticed; {told}"
        ));
    }
}

/// Shows which keys of the workspace a check does not use, for people who rely on one.
fn hint_at_unused_keys(workspace: &Workspace, terminal: &mut Terminal) {
    for UnusedKey { kind, key, count, partly, why } in unused_keys(workspace) {
        let how = if partly { "is used only in part" } else { "is not used" };
        terminal.hint(&format!("`{key}` of {} {how}: {why}", plural(count, kind.word())));
    }
}

/// The largest number of pins in a hint.
const MOST_PINS: usize = 8;

/// Refuses to check only paths that are not read at all: that would never find anything. Warns of a folder that is
/// merely empty.
fn refuse_unread(
    workspace: &Workspace,
    root: &Path,
    within: &[String],
    left: &LeftUnread,
    terminal: &Terminal,
) -> Result<(), Problem> {
    let mut files: Vec<&str> =
        workspace.files.iter().filter(|file| !file.built_in).map(|file| file.path.as_str()).collect();
    files.sort_unstable();
    // Paths that begin alike are neighbours; but a file and a folder of its name need not be.
    let has_file_in = |folder: &str| {
        let below = format!("{folder}/");
        files.get(files.partition_point(|file| *file < below.as_str())).is_some_and(|file| file.starts_with(&below))
    };
    for path in within.iter().filter(|path| !path.is_empty()) {
        if files.binary_search(&path.as_str()).is_ok() || has_file_in(path) {
            continue;
        }
        let shown = escaped(path);
        let Some(why) = why_unread(root, path, left)? else {
            terminal.warn(&format!(
                "there is no file to read in {shown}: records are read from files that end in .yaml or .yml"
            ));
            continue;
        };
        let (why, help) = words(why, path);
        return Err(Problem::new(format!("{shown} is not read: {why}")).help(help));
    }
    Ok(())
}

/// Returns the reason why a path is not read, and the remedy.
fn words(why: Aside, path: &str) -> (&'static str, String) {
    match why {
        Aside::Hidden => {
            ("its name, or that of a folder on the way to it, begins with a dot", "give it a name without one".into())
        }
        Aside::OtherEnding => {
            ("its name does not end in .yaml or .yml", "records are read from files whose names do".into())
        }
        Aside::ProbablyMeant => {
            let meant = probably_meant(path).unwrap_or("a name that ends in .yaml");
            ("its name does not end in .yaml or .yml", format!("rename it to {}", escaped(meant)))
        }
        Aside::Excluded => ("the manifest excludes it", format!("take the pattern out of `exclude` in {MANIFEST}")),
        Aside::Ignored => {
            let quoted = escaped(path).replace('\'', "'\\''");
            (
                "git ignores it and does not track it",
                format!("`git check-ignore -v -- '{quoted}'` names the pattern; `git add -f` tracks it all the same"),
            )
        }
    }
}

/// Returns the lowest level at which a check fails: as asked, else as the manifest says, else errors.
pub fn fail_on(asked: Option<Level>, workspace: &Workspace) -> Level {
    let manifest = || workspace.manifest().fail_on.as_deref().and_then(Level::of_word);
    asked.or_else(manifest).unwrap_or(Level::Error)
}

/// Returns the status of a check. A workspace without a single claim is not one in which all is well.
fn status(report: &Report<'_>) -> Status {
    match (report.fails(report.fail_on), report.claims()) {
        (true, _) => Status::Findings,
        (false, 0) => Status::NoClaims,
        (false, _) => Status::Fine,
    }
}
