//! All measurements, as the tables of `docs/performance.md`.

mod growth;
mod warm;

use std::path::Path;
use std::process::Command;

use gainsay_bench::shapes::Shape;

use crate::Done;
use crate::args::{Part, Table};
use crate::data::{one_each, ordinary, packed_of, rows_of, shaped, short};
use crate::figures::{grouped, print};
use crate::peers::DuckDb;
use crate::program::{Program, forget, self_path};
use crate::run::{Limits, Line, Row, core, rounds};

/// Measures what was asked for. Returns whether all programs that gave an answer gave the same.
pub fn table(args: &Table) -> Done<bool> {
    let program = Program::new(args.program.gainsay.as_deref())?;
    let before = args.before.as_deref().map(|path| Program::new(Some(path))).transpose()?;
    let before = before.as_ref();
    let wants = |part: Part| args.only.contains(&part);
    println!("{}\n", setting(&program, args));
    let mut agreed = true;
    if wants(Part::Cold) {
        let duckdb = DuckDb::new();
        for size in &args.sizes {
            agreed &= cold(&program, before, *size, duckdb.as_ref(), args.rounds)?;
        }
    }
    if wants(Part::Files) {
        agreed &= files(&program, before, args.files, args.rounds)?;
    }
    if wants(Part::Warm) {
        warm::warm(&program, args.files, args.rounds)?;
    }
    if wants(Part::Start) {
        start(&program, args.rounds);
    }
    if wants(Part::Shapes) {
        shapes(&program, args)?;
    }
    if wants(Part::Growth) {
        let programs: Vec<&Program> = before.into_iter().chain([&program]).collect();
        growth::growth(&programs, args)?;
    }
    Ok(agreed)
}

/// Returns a description of the setting: the program, the machine and the method, which readers of figures need first.
fn setting(program: &Program, args: &Table) -> String {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|text| !text.is_empty())
    };
    let from = |path: &str, key: &str| {
        let text = std::fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let unknown = || String::from("unknown");
    let memory = from("/proc/meminfo", "MemTotal").and_then(|text| text.trim_end_matches(" kB").parse::<u64>().ok());
    format!(
        "Measured on {}, at commit {}{}: {}, {} cores, {} GiB, Linux {}, {}, {}. Rounds: {}; {}; {}{}.",
        said("date", &["+%Y-%m-%d"]).unwrap_or_else(unknown),
        said("git", &["describe", "--always", "--dirty", "--exclude", "*"]).unwrap_or_else(unknown),
        if args.program.gainsay.is_some() { ", which the program may not be of" } else { "" },
        from("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        memory.unwrap_or_default() >> 20,
        said("uname", &["-r"]).unwrap_or_else(unknown),
        said("rustc", &["--version"])
            .map(|text| text.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .unwrap_or_else(unknown),
        said("git", &["--version"]).unwrap_or_else(unknown),
        args.rounds,
        core()
            .map_or("not pinned to a core".into(), |core| format!("pinned to core {core} where nothing else is said")),
        if program.caches { "gainsay keeps a cache, which cold runs do not use" } else { "gainsay has no cache" },
        if program.threads { "" } else { ", and one thread" },
    )
}

/// The name of the other build of the program.
const BEFORE: &str = "the same of the program before";

fn prototype(arguments: &[&Path]) -> Done<Line> {
    Ok(arguments.iter().fold(Line::new(self_path()?, &["prototype"]), |line, argument| line.and(argument)))
}

fn read(workspace: &Path) -> Done<Line> {
    Ok(Line::new(self_path()?, &["read"]).and(workspace))
}

fn cold(
    program: &Program,
    before: Option<&Program>,
    size: usize,
    duckdb: Result<&DuckDb, &String>,
    times: u32,
) -> Done<bool> {
    let workspace = ordinary(size)?;
    let (rows, packed) = (rows_of(&workspace), packed_of(&workspace));
    prototype(&[&workspace, Path::new("--save"), &packed])?.answer()?;
    forget(&workspace)?;
    let duckdb = duckdb.map_err(Clone::clone).and_then(|duckdb| duckdb.pack(&rows).map(|()| duckdb));
    let peer = |name: &str, form: &str| match &duckdb {
        Ok(duckdb) => (name.to_owned(), Ok(duckdb.pairs(&rows, form))),
        Err(why) => (name.to_owned(), Err(why.clone())),
    };
    let mut answering = vec![
        ("prototype".to_owned(), Ok(prototype(&[&workspace])?)),
        ("prototype, packed records".into(), Ok(prototype(&[Path::new("--packed"), &packed])?)),
        ("**`gainsay check --output pairs`**".into(), Ok(program.cold(&workspace, "pairs"))),
        peer("DuckDB, JSON lines", "json"),
        peer("DuckDB, Parquet", "parquet"),
    ];
    answering.extend(before.map(|before| (BEFORE.into(), Ok(before.cold(&workspace, "pairs")))));
    let agreed = agree(&format!("{} claims", grouped(size as u64)), &answering)?;
    let mut all: Vec<Row> = answering
        .into_iter()
        .map(|(name, line)| match line {
            Ok(line) => Row::new(name, line),
            Err(why) => Row::skipped(name, why),
        })
        .collect();
    all.insert(0, Row::new("open, read, close", read(&workspace)?));
    all.insert(4, Row::new("`gainsay check --output concise`", program.cold(&workspace, "concise")));
    all.insert(4, on_all_cores(program, &workspace));
    print(
        &format!("{}, {} MB, 1,000 records a file", short(size), megabytes(&workspace)?),
        &rounds(all, times),
        Some(1),
    );
    Ok(agreed)
}

fn files(program: &Program, before: Option<&Program>, size: usize, times: u32) -> Done<bool> {
    let workspace = one_each(size, "files")?;
    forget(&workspace)?;
    let mut answering = vec![
        ("prototype".to_owned(), Ok(prototype(&[&workspace])?)),
        ("prototype, 1,000 records a file".into(), Ok(prototype(&[&ordinary(size)?])?)),
        ("`gainsay check --output pairs`".into(), Ok(program.cold(&workspace, "pairs"))),
    ];
    answering.extend(before.map(|before| (BEFORE.into(), Ok(before.cold(&workspace, "pairs")))));
    let agreed = agree(&format!("{} files", grouped(size as u64)), &answering)?;
    let mut all = vec![
        Row::new("open, read, close", read(&workspace)?),
        Row::new("prototype", prototype(&[&workspace])?),
        Row::new("**`gainsay check --output pairs`**", program.cold(&workspace, "pairs")),
        on_all_cores(program, &workspace),
    ];
    all.extend(before.map(|before| Row::new(BEFORE, before.cold(&workspace, "pairs"))));
    print(
        &format!("{} files of one record, {} MB", grouped(size as u64), megabytes(&workspace)?),
        &rounds(all, times),
        Some(0),
    );
    Ok(agreed)
}

fn on_all_cores(program: &Program, workspace: &Path) -> Row {
    let name = "the same on all cores";
    if program.threads {
        Row::new(name, program.cold_on_all(workspace, "pairs"))
    } else {
        Row::skipped(name, "skipped: one thread")
    }
}

/// Returns whether all give the same answer, and prints a line about it. A row that was skipped has no answer.
fn agree(what: &str, answering: &[(String, Result<Line, String>)]) -> Done<bool> {
    let mut answers = Vec::new();
    for (name, line) in answering {
        match line {
            Ok(line) => answers.push((name, line.answer()?)),
            Err(why) => eprintln!("{name}: {why}"),
        }
    }
    let agreed = answers.windows(2).all(|two| two[0].1 == two[1].1);
    let verdict = if agreed { "AGREE" } else { "DIFFER" };
    match (agreed, answers.first()) {
        (true, Some((_, answer))) => {
            println!(
                "{what}: {verdict}, {} of {}: {} pairs, md5 {}\n",
                answers.len(),
                answering.len(),
                grouped(answer.lines as u64),
                answer.md5
            )
        }
        _ => {
            println!("{what}: {verdict}\n");
            answers.iter().for_each(|(name, answer)| println!("- {name}: {} pairs, md5 {}", answer.lines, answer.md5));
            println!();
        }
    }
    Ok(agreed)
}

/// Returns the size of the YAML files in megabytes. Another process reads them, so that this one stays small.
fn megabytes(workspace: &Path) -> Done<u64> {
    let output = Command::new(self_path()?).arg("read").arg(workspace).output()?;
    let bytes: u64 = String::from_utf8(output.stdout)?.split(' ').next().unwrap_or_default().parse()?;
    Ok((bytes + 500_000) / 1_000_000)
}

fn start(program: &Program, times: u32) {
    let rows = vec![
        Row::new("`gainsay --help`", program.run(&["--help"])),
        Row::new("`gainsay explain dispute`", program.run(&["explain", "dispute"])),
        Row::new("`true`, to compare", Line::new("true", &[])),
    ];
    print("starting", &rounds(rows, times.max(20)), None);
}

/// Iterates over the shapes of these families that are asked for.
fn asked<'a>(families: &'a [&'static [Shape]], args: &'a Table) -> impl Iterator<Item = Shape> + 'a {
    let is_asked = |shape: &Shape| args.shape.is_empty() || args.shape.iter().any(|asked| asked.name == shape.name);
    families.iter().copied().flatten().copied().filter(is_asked)
}

fn shapes(program: &Program, args: &Table) -> Done {
    let limits = Limits { seconds: args.patience, memory: args.memory };
    let mut rows = Vec::new();
    for (shape, size) in asked(&Shape::LARGE, args).flat_map(|shape| shape.sizes.iter().map(move |size| (shape, *size)))
    {
        let workspace = shaped(shape, size)?;
        forget(&workspace)?;
        rows.push(Row::new(
            format!("`{}`, {}", shape.name, grouped(size as u64)),
            program.cold(&workspace, "concise").within(limits),
        ));
    }
    print("shapes that hurt", &rounds(rows, args.rounds.min(3)), None);
    Ok(())
}
