//! Measures a check that is kept up to date: the time to find what one edited claim changes, findings included. The
//! variable `CLAIMS` gives the number of claims; the default is 100,000.

use std::time::{Duration, Instant};

use gainsay_bench::text::Layout;
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, collected, workspace};
use gainsay_diff::incremental::{FileEdit, Standing};
use gainsay_model::date::day_of;
use gainsay_model::{Input, Workspace};

/// The number of claims, spread over the workspace, that are edited.
const EDITS: usize = 300;

fn main() {
    let claims = std::env::var("CLAIMS").ok().and_then(|claims| claims.parse().ok()).unwrap_or(100_000);
    for (layout, files) in [("1,000 claims a file", Files::Thousands), ("one claim a file", Files::OneEach)] {
        measure(claims, layout, files);
    }
}

fn measure(claims: usize, layout: &str, files: Files) {
    let workload = Workload::new(claims, 1);
    let texts = collected(|take| workspace(&workload, files, Layout::Canonical, take));
    let edited: Vec<(String, String)> = texts.iter().filter(|(_, text)| text.starts_with("claim:")).cloned().collect();
    let read =
        Workspace::read(texts.into_iter().map(|(path, text)| Input { path, bytes: Ok(text.into_bytes()) }).collect());
    let today = day_of(2026, 11, 23).unwrap_or_default();
    let mut standing = Standing::new(read, today);
    let (mut times, mut first) = (Vec::new(), Duration::ZERO);
    for i in 0..=EDITS {
        let (path, text) = &edited[i * 7_919 % edited.len()];
        let edit = FileEdit { path: path.clone(), bytes: with_one_changed(text, i * 131).into_bytes() };
        let begun = Instant::now();
        match standing.after(vec![edit], today) {
            Some(after) => standing = after,
            None => return println!("{claims} claims, {layout}: edit {i} is for a new check"),
        }
        if i == 0 { first = begun.elapsed() } else { times.push(begun.elapsed()) }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    let findings = standing.outcome().findings.len();
    let first = first.as_secs_f64() * 1_000.0;
    println!(
        "{claims} claims, {layout}, {findings} findings: median {:.2} ms, nine of ten within {:.2} ms, the slowest {:.2} ms; the first edit {first:.0} ms",
        at(50),
        at(90),
        at(100)
    );
}

/// Returns a text in which the first claim at or after about that line says the opposite.
fn with_one_changed(text: &str, line: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = if lines.len() < 100 { 0 } else { line % (lines.len() - 50) };
    let is_stance = |line: &&str| line.starts_with("affirms: ") || line.starts_with("denies: ");
    let Some(at) = lines[from..].iter().position(is_stance).map(|at| at + from) else { return text.to_owned() };
    let opposite = match lines[at].strip_prefix("affirms: ") {
        Some(rest) => format!("denies: {rest}"),
        None => lines[at].replacen("denies: ", "affirms: ", 1),
    };
    let changed = lines.iter().enumerate().map(|(i, line)| if i == at { opposite.as_str() } else { line });
    changed.fold(String::with_capacity(text.len()), |text, line| text + line + "\n")
}
