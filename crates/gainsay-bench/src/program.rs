//! The program that is measured: its path, and its options.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Done;
use crate::run::Line;

/// The date that every run uses as today.
const TODAY: &str = "2026-11-23";

/// Returns the path of this program.
pub fn self_path() -> Done<PathBuf> {
    Ok(std::env::current_exe()?)
}

/// Returns the folder of everything made for measuring: `bench` in cargo's target folder.
pub fn target() -> Done<PathBuf> {
    let program = self_path()?;
    let folder = program.ancestors().nth(2).ok_or("this program does not lie in a target folder")?.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A program, and which of the newer options it has.
pub struct Program {
    path: PathBuf,
    /// Says whether it keeps what it has read for the next run, and can be told not to.
    pub caches: bool,
    /// Says whether it can use several cores.
    pub threads: bool,
}

impl Program {
    /// Returns the program at a path, or the release program, built where cargo built this one.
    pub fn new(path: Option<&Path>) -> Done<Program> {
        if cfg!(debug_assertions) {
            return Err("measuring wants a release build: cargo run --release -p gainsay-bench".into());
        }
        let path = match path {
            Some(path) => std::path::absolute(path)?,
            None => build()?,
        };
        let help = Command::new(&path)
            .args(["check", "--help"])
            .output()
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let help = String::from_utf8_lossy(&help.stdout).into_owned();
        Ok(Program { path, caches: help.contains("--no-cache"), threads: help.contains("--threads") })
    }

    /// Returns a run with these arguments.
    pub fn run(&self, arguments: &[&str]) -> Line {
        Line::new(&self.path, arguments).finding()
    }

    /// Returns a check of a workspace that reads everything, on one core.
    pub fn cold(&self, workspace: &Path, output: &str) -> Line {
        let line = self.check(workspace, output, "1");
        if self.caches { line.and("--no-cache") } else { line }
    }

    /// Returns a check of a workspace that reads everything, on all cores.
    pub fn cold_on_all(&self, workspace: &Path, output: &str) -> Line {
        let line = self.check(workspace, output, "0").on_all_cores();
        if self.caches { line.and("--no-cache") } else { line }
    }

    /// Returns a check that may use its cache, on one core.
    pub fn warm(&self, workspace: &Path, output: &str) -> Line {
        self.check(workspace, output, "1")
    }

    fn check(&self, workspace: &Path, output: &str, threads: &str) -> Line {
        let line = self.run(&["-C", &workspace.to_string_lossy(), "check", "--today", TODAY, "--output", output]);
        if self.threads { line.and("--threads").and(threads) } else { line }
    }
}

/// Deletes what a program has kept in a workspace.
pub fn forget(workspace: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(workspace.join(".gainsay")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn build() -> Done<PathBuf> {
    let program = self_path()?;
    let folder = program.parent().ok_or("this program lies in no folder")?;
    let target = folder.parent().ok_or("this program does not lie in a target folder")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--release", "--quiet", "-p", "gainsay", "--target-dir"])
        .arg(target);
    if !cargo.stdout(Stdio::null()).status()?.success() {
        return Err("the program could not be built".into());
    }
    Ok(folder.join(format!("gainsay{}", std::env::consts::EXE_SUFFIX)))
}
