//! The destinations of the formats that were asked for: standard output, or files of their own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use gainsay_store::belonging::is_yaml;
use gainsay_store::paths::root_above;
use gainsay_store::write::write_whole_by;

use crate::args::{Formats, Output};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Returns the formats asked for, or the default.
///
/// # Errors
/// Returns an error if more than one would go to standard output.
pub fn asked<F: Copy>(asked: &[Output<F>], default: F) -> Result<Vec<Output<F>>, Problem> {
    if asked.is_empty() {
        return Ok(vec![Output { format: default, file: None }]);
    }
    if asked.iter().filter(|o| o.file.is_none()).count() > 1 {
        return Err(Problem::new("two formats cannot both go to standard output")
            .help("name a file for one of them: `--output json=FILE`"));
    }
    Ok(asked.iter().map(|output| Output { format: output.format, file: output.file.clone() }).collect())
}

/// Writes one format to its destination; `render` is told whether it may use colours.
///
/// # Errors
/// Returns the error of the operating system; a file is then as it was.
pub fn write<F: Formats>(
    output: &Output<F>,
    terminal: &mut Terminal,
    render: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), Problem> {
    match &output.file {
        None => {
            let styled = terminal.styled;
            if output.format.commands_ci() {
                return Ok(render(terminal.exact()?, styled)?);
            }
            Ok(render(&mut terminal.out, styled)?)
        }
        Some(file) => write_whole_by(file, |out| render(out, false)).map_err(|e| Problem::at(file, "written", &e)),
    }
}

/// Refuses to write a report over a record, or over another report. `read` are the files of the workspace, from its
/// root.
///
/// # Errors
/// Returns an error if a report would be written there.
pub fn refuse_damage<'f, F>(
    outputs: &[Output<F>],
    root: &Path,
    read: impl Iterator<Item = &'f str> + Clone,
) -> Result<(), Problem> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    let files: Vec<&Path> = outputs.iter().filter_map(|output| output.file.as_deref()).collect();
    for (i, file) in files.iter().enumerate() {
        if files[..i].iter().any(|other| real(other) == real(file)) {
            return Err(Problem::new(format!("two formats cannot both be written to {}", file.display()))
                .help("name a file for each"));
        }
        let target: PathBuf = real(file);
        if target.components().any(|part| part.as_os_str() == ".git") {
            return Err(
                Problem::new(format!("{} belongs to git", file.display())).help("write the report to another file")
            );
        }
        // A file that another snapshot no longer has may well lie here.
        let is_record =
            target.is_file() && is_yaml(&target.to_string_lossy()) && target.parent().and_then(root_above).is_some();
        if is_record || read.clone().any(|path| real(&root.join(path)) == target) {
            return Err(Problem::new(format!(
                "{} is a file of this workspace, and would be overwritten",
                file.display()
            ))
            .help("write the report to another file"));
        }
    }
    Ok(())
}
