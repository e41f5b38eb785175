//! Other programs that give the same answer: DuckDB, from PyPI, in an environment of its own in the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::program::target;
use crate::run::Line;

/// The version with which the figures were measured.
const DUCKDB: &str = "duckdb==2.0.1";

/// A Python with DuckDB, and the script that queries it.
pub struct DuckDb {
    python: PathBuf,
}

impl DuckDb {
    /// Installs DuckDB unless it is installed; returns the reason if that is impossible.
    pub fn new() -> Result<DuckDb, String> {
        let folder = target().map_err(|error| error.to_string())?.join("peers");
        let python = folder.join("bin/python");
        let has_it = || quiet(Command::new(&python).args(["-c", "import duckdb"]));
        if !has_it() {
            let _ = quiet(Command::new("python3").args(["-m", "venv"]).arg(&folder));
            let _ = quiet(Command::new(&python).args(["-m", "pip", "install", "--quiet", DUCKDB]));
        }
        if has_it() { Ok(DuckDb { python }) } else { Err(format!("skipped: no {DUCKDB} to be had from pip")) }
    }

    /// Converts the JSON lines of a folder of rows to Parquet, once.
    pub fn pack(&self, rows: &Path) -> Result<(), String> {
        if rows.join("claims.parquet").exists() {
            return Ok(());
        }
        let packed = quiet(Command::new(&self.python).arg(script()).arg(rows).arg("pack"));
        if packed { Ok(()) } else { Err("skipped: DuckDB could not write Parquet".into()) }
    }

    /// Returns the command that finds the pairs of a folder of rows, from `json` or from `parquet`.
    pub fn pairs(&self, rows: &Path, form: &str) -> Line {
        Line::new(&self.python, &[]).and(script()).and(rows).and(form)
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/pairs.py")
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
