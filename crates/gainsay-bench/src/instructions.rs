//! Instructions counted by valgrind: the counts are the same from run to run, so that a small change shows where times
//! would hide it.

use std::path::{Path, PathBuf};

use crate::Done;
use crate::args::Instructions;
use crate::data::ordinary;
use crate::figures::grouped;
use crate::program::{Program, forget, self_path, target};
use crate::run::Line;

/// The number of claims in the workspace.
const CLAIMS: u64 = 10_000;

/// The difference from the baseline, in percent, that is tolerated.
const TOLERATED: f64 = 2.0;

/// Counts instructions, and compares the counts with the baseline. Returns whether they are unchanged.
pub fn instructions(args: &Instructions) -> Done<bool> {
    let program = Program::new(args.program.gainsay.as_deref())?;
    let baseline = std::fs::read_to_string(baseline()).unwrap_or_default();
    let (mut kept, mut changed) = (String::new(), Vec::new());
    println!("| path | instructions | a claim | baseline |");
    println!("| --- | --- | --- | --- |");
    let workspace = ordinary(CLAIMS as usize)?;
    for (name, line) in paths(&program, &workspace)? {
        // Each run begins without a cache, whatever the one before has kept.
        forget(&workspace)?;
        let Some(count) = count(&line)? else {
            println!("| {name} | SKIPPED: no valgrind here | | |");
            return Ok(true);
        };
        let before = baseline.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        let difference = before.map(|before| (count as f64 / before as f64 - 1.0) * 100.0);
        let beside = difference.map_or("none".into(), |percent| format!("{percent:+.1} %"));
        println!("| {name} | {} | {} | {beside} |", grouped(count), grouped(count / CLAIMS));
        if let Some(percent) = difference.filter(|percent| percent.abs() > TOLERATED) {
            changed.push(format!("{name}: {percent:+.1} %"));
        }
        kept.push_str(&format!("{name}\t{count}\n"));
    }
    println!();
    if args.update {
        std::fs::write(self::baseline(), kept)?;
        println!("The baseline is written.");
        return Ok(true);
    }
    match &changed[..] {
        [] => println!("Nothing differs from the baseline by more than {TOLERATED} %."),
        some => println!("Changed by more than {TOLERATED} %: {}", some.join("; ")),
    }
    Ok(changed.is_empty())
}

fn baseline() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.tsv")
}

/// Returns the runs that are counted. The prototype is there to distinguish a change of the compiler from one of ours.
fn paths(program: &Program, workspace: &Path) -> Done<Vec<(&'static str, Line)>> {
    let folder = workspace.to_string_lossy().into_owned();
    let later = changed_copy(workspace)?;
    Ok(vec![
        ("check, pairs", program.cold(workspace, "pairs")),
        ("check, concise", program.cold(workspace, "concise")),
        ("check, full", program.cold(workspace, "full")),
        ("check, json", program.cold(workspace, "json")),
        ("list claims", program.run(&["-C", &folder, "list"])),
        ("diff of two folders", program.run(&["diff", &folder, &later.to_string_lossy()])),
        ("explain a rule", program.run(&["explain", "dispute"])),
        ("prototype", Line::new(self_path()?, &["prototype"]).and(workspace)),
    ])
}

/// Returns a copy of the workspace in which the denials of one file are reversed.
fn changed_copy(workspace: &Path) -> Done<PathBuf> {
    let copy = target()?.join("later");
    if copy.exists() {
        std::fs::remove_dir_all(&copy)?;
    }
    for path in gainsay_bench::prototype::yaml_files(workspace)? {
        let relative = path.strip_prefix(workspace)?;
        let mut text = std::fs::read_to_string(&path)?;
        if relative == Path::new("claims/00003.yaml") {
            text = text.replace("\ndenies: ", "\naffirms: ");
        }
        let to = copy.join(relative);
        std::fs::create_dir_all(to.parent().unwrap_or(&copy))?;
        std::fs::write(to, text)?;
    }
    Ok(copy)
}

/// Returns the number of instructions of a run; none if valgrind is missing.
fn count(line: &Line) -> Done<Option<u64>> {
    let run = line.under("valgrind", &["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let (status, said) = match run {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        run => run?,
    };
    let count = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    match (status.code(), count) {
        (code, Some(count)) if line.is_fine(code) => Ok(Some(count)),
        _ => Err(format!("valgrind: {}", said.lines().last().unwrap_or_default()).into()),
    }
}
