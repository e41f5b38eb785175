//! Measures Gainsay: see `docs/performance.md`.

mod args;
mod data;
mod figures;
mod instructions;
mod peers;
mod program;
mod run;
mod table;

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use gainsay_bench::prototype;

use args::{Args, Verb};

/// The result of an action, or the reason in one line why it failed.
type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let done = match Args::parse().verb {
        Verb::Generate(args) => data::generate(&args).map(|()| true),
        Verb::Prototype(args) => answer(&args).map(|()| true),
        Verb::Read(args) => read_all(&args.folder).map(|()| true),
        Verb::Table(args) => table::table(&args),
        Verb::Instructions(args) => instructions::instructions(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("gainsay-bench: {error}");
            ExitCode::from(2)
        }
    }
}

fn answer(args: &args::Prototype) -> Done {
    let base = match (&args.packed, &args.folder) {
        (Some(packed), _) => prototype::load(packed)?,
        (None, Some(folder)) => prototype::read(folder)?.0,
        (None, None) => return Err("neither a folder nor packed records".into()),
    };
    if let Some(file) = &args.save {
        prototype::save(&base, file)?;
    }
    let pairs = prototype::pairs(&base)?;
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    base.write(&pairs, &mut out)?;
    Ok(out.flush()?)
}

/// Reads all files and does nothing else: no program that looks at every file can be faster.
fn read_all(folder: &Path) -> Done {
    let mut bytes = 0;
    for path in prototype::yaml_files(folder)? {
        bytes += std::fs::read(path)?.len();
    }
    println!("{bytes} bytes");
    Ok(())
}
