//! `check --fix`: the fixes of findings, made in the files of the workspace before it is checked.
//!
//! Fixes that cannot change what was meant are made together, and then the remaining findings are looked at again. A
//! fix is undone if its finding is still there after it: only the other fixes are written then.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fixes::fixes;
use gainsay_diff::{Asked, Outcome};
use gainsay_model::Workspace;
use gainsay_model::edit::Texts;
use gainsay_model::fix::Fix;
use gainsay_model::fix_batch::FixBatch;
use gainsay_model::text::escaped;
use gainsay_model::workspace::lies_within;
use gainsay_render::location::Locations;
use gainsay_render::plural::plural;
use gainsay_render::prose::{Naming, told};
use gainsay_render::text_diff::unified;
use gainsay_store::clock::today;
use gainsay_store::edit_session::EditSession;
use gainsay_store::paths::path_within;
use gainsay_store::quotes::QuoteChecker;

use super::select;
use crate::args::{Check, FixMode};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::edit::escaped_lines;

/// The largest number of rounds: a fixed record may show a fault that was hidden.
const MOST_ROUNDS: usize = 20;

/// Makes the fixes of the findings that are asked for, and reports each.
///
/// # Errors
/// Returns the errors of reading and writing the workspace, and one if somebody has to be asked and nobody is there.
pub fn fix(args: &Check, mode: FixMode, root: &Path, terminal: &mut Terminal) -> Result<(), Problem> {
    let made = match mode {
        FixMode::Safe => {
            let session = EditSession::begin(root)?;
            let made = safe(args, root, &session, terminal)?;
            session.write(&made.before, &made.after)?;
            made
        }
        FixMode::Ask => {
            // The files are locked only at the end: nobody else waits while a person thinks.
            let made = asked(args, root, &EditSession::dry(root), terminal)?;
            if !made.after.is_empty() {
                EditSession::begin(root)?.write(&made.before, &made.after)?;
            }
            made
        }
    };
    made.lines.iter().for_each(|line| terminal.fixed(line));
    if made.lines.is_empty() {
        terminal.hint("nothing was fixed");
    }
    Ok(())
}

/// The fixes that were made, in the texts of files and not yet on disk.
#[derive(Default)]
struct Made {
    /// The files that change, as they are on disk.
    before: Texts,
    /// The texts of these files with the fixes made.
    after: Texts,
    /// The fixes in words.
    lines: Vec<String>,
}

impl Made {
    /// Adds new texts of a workspace.
    fn take(&mut self, workspace: &Workspace, texts: Texts) {
        for file in workspace.files.iter().filter(|file| texts.contains_key(&file.path)) {
            self.before.entry(file.path.clone()).or_insert_with(|| file.text().to_owned());
        }
        self.after.extend(texts);
        let Made { before, after, .. } = self;
        after.retain(|path, text| before.get(path) != Some(text));
    }
}

/// The identity of a finding, which is the same before and after an edit.
type FindingKey = (&'static str, Vec<String>, String);

// --- without asking ---

/// Makes every fix that cannot change what was meant.
fn safe(args: &Check, root: &Path, session: &EditSession, terminal: &Terminal) -> Result<Made, Problem> {
    let mut useless: BTreeSet<FindingKey> = BTreeSet::new();
    loop {
        let (made, failed) = without(args, root, session, &useless, terminal)?;
        if failed.is_empty() {
            return Ok(made);
        }
        // Each round there is one more of them, so the loop ends.
        useless.extend(failed);
    }
}

/// Makes every safe fix except those of `useless` findings; also returns the findings that are still there after their
/// fix.
fn without(
    args: &Check,
    root: &Path,
    session: &EditSession,
    useless: &BTreeSet<FindingKey>,
    terminal: &Terminal,
) -> Result<(Made, Vec<FindingKey>), Problem> {
    let mut made = Made::default();
    let mut expected: HashMap<FindingKey, usize> = HashMap::new();
    for _ in 0..MOST_ROUNDS {
        let state = State::of(args, root, session, &made.after, terminal)?;
        let counts = state.counts();
        let failed: Vec<FindingKey> = expected
            .drain()
            .filter(|(key, left)| counts.get(key).is_some_and(|count| count > left))
            .map(|(key, _)| key)
            .collect();
        if !failed.is_empty() {
            return Ok((made, failed));
        }
        let (locations, naming) = (Locations::new(&state.workspace), Naming::new(&state.workspace));
        let mut batch = FixBatch::new(&state.workspace);
        for finding in state.asked(args, root)? {
            let key = key(&naming, finding);
            let fix = fixes(&state.workspace, finding).into_iter().find(Fix::is_safe);
            let Some(fix) = fix.filter(|fix| !useless.contains(&key) && batch.add(fix)) else { continue };
            made.lines.push(line(&locations, finding, &fix));
            let left = expected.remove(&key).or_else(|| counts.get(&key).copied()).unwrap_or_default();
            expected.insert(key, left.saturating_sub(1));
        }
        if expected.is_empty() {
            break;
        }
        let texts = batch.texts();
        made.take(&state.workspace, texts);
    }
    Ok((made, Vec::new()))
}

// --- asking ---

/// Shows every fix, and makes those that the person wants.
fn asked(args: &Check, root: &Path, session: &EditSession, terminal: &Terminal) -> Result<Made, Problem> {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(Problem::new("there is nobody to ask: `--fix=ask` needs a terminal")
            .help("`gainsay check --fix` makes those fixes that cannot change what was meant"));
    }
    let mut made = Made::default();
    let state = State::of(args, root, session, &made.after, terminal)?;
    let (locations, naming) = (Locations::new(&state.workspace), Naming::new(&state.workspace));
    let mut batch = FixBatch::new(&state.workspace);
    let (mut later, mut is_left) = (0, false);
    for finding in state.asked(args, root)? {
        if is_left {
            break;
        }
        let message = told(&naming, finding).message.clone();
        for fix in fixes(&state.workspace, finding) {
            let mut alone = FixBatch::new(&state.workspace);
            if !alone.add(&fix) {
                continue;
            }
            match answer(&state.workspace, &message, &fix, &alone.texts())? {
                Answer::Yes if batch.add(&fix) => made.lines.push(line(&locations, finding, &fix)),
                Answer::Yes => later += 1,
                Answer::No => continue,
                Answer::Leave => is_left = true,
            }
            break;
        }
    }
    if later > 0 {
        let what = plural(later, "fix");
        terminal.warn(&format!("{what} of a record that another one changes: say it again to be asked again"));
    }
    let texts = batch.texts();
    made.take(&state.workspace, texts);
    Ok(made)
}

/// The answer of a person about a fix.
enum Answer {
    Yes,
    No,
    /// No, and ask about no more.
    Leave,
}

/// Shows a fix, and asks whether to make it.
fn answer(workspace: &Workspace, message: &str, fix: &Fix, texts: &Texts) -> Result<Answer, Problem> {
    let mut err = std::io::stderr();
    writeln!(err, "\n{}", escaped(message))?;
    for (path, text) in texts {
        let before = workspace.files.iter().find(|file| file.path == *path).map(|file| file.text());
        write!(err, "{}", escaped_lines(&unified(path, before, text)))?;
    }
    write!(err, "{}? [y/N/q] ", escaped(&fix.title))?;
    err.flush()?;
    let mut typed = String::new();
    let is_end = std::io::stdin().lock().read_line(&mut typed)? == 0;
    Ok(match typed.trim().to_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        "q" | "quit" => Answer::Leave,
        _ if is_end => Answer::Leave,
        _ => Answer::No,
    })
}

// --- the state to fix ---

/// A workspace with new texts in some of its files, and the result of its check.
struct State {
    workspace: Workspace,
    outcome: Outcome,
}

impl State {
    fn of(
        args: &Check,
        root: &Path,
        session: &EditSession,
        texts: &Texts,
        terminal: &Terminal,
    ) -> Result<State, Problem> {
        let workspace = session.load_with(texts, terminal.options, &terminal.events)?;
        let mut outcome = gainsay_diff::check(&workspace, today(args.today.today));
        QuoteChecker::new(root, terminal.options, &terminal.events).add_to(&mut outcome, &workspace, Asked::ALL);
        Ok(State { workspace, outcome })
    }

    /// Returns the findings that are asked for, in the order asked for.
    fn asked(&self, args: &Check, root: &Path) -> Result<Vec<&AnyFinding>, Problem> {
        let State { workspace, outcome } = self;
        let within = args.paths.iter().map(|path| path_within(root, path)).collect::<Result<Vec<_>, _>>()?;
        let is_within = |finding: &&AnyFinding| {
            let path = |file: u32| workspace.files.get(file as usize).map_or("", |file| file.path.as_str());
            let is_in = |file: u32| within.iter().any(|asked| lies_within(path(file), asked));
            within.is_empty() || finding.places().any(|route| is_in(route.file()))
        };
        let selection = select(args, workspace, &Locations::new(workspace), outcome)?;
        let findings = selection.findings.iter().filter_map(|number| outcome.findings.get(*number));
        Ok(findings.filter(is_within).collect())
    }

    /// Counts findings that are alike.
    fn counts(&self) -> HashMap<FindingKey, usize> {
        let naming = Naming::new(&self.workspace);
        let mut counts = HashMap::new();
        for finding in self.outcome.findings.iter().filter(|finding| finding.record_finding().is_some()) {
            *counts.entry(key(&naming, finding)).or_default() += 1;
        }
        counts
    }
}

fn key(naming: &Naming, finding: &AnyFinding) -> FindingKey {
    let records = finding.records().map(|(kind, id)| format!("{kind} {id}")).collect();
    (finding.rule(), records, told(naming, finding).message.clone())
}

/// Returns a line about a fix: its place, and what it does.
fn line(locations: &Locations, finding: &AnyFinding, fix: &Fix) -> String {
    let place = finding.first_route().map(|route| locations.find(route));
    let place = place.map_or_else(String::new, |place| format!("{}:{}: ", place.file, place.start.0));
    format!("{place}{}", fix.title)
}
