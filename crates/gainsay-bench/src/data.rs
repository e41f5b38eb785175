//! Workspaces on disk: written once, kept in the target folder, and written again when the generator has changed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use gainsay_bench::EDITION;
use gainsay_bench::shapes::Shape;
use gainsay_bench::text::Layout;
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, rows, shape, workspace};

use crate::Done;
use crate::args::Generate;
use crate::program::{self_path, target};

/// Writes the workspace that was asked for.
pub fn generate(args: &Generate) -> Done {
    let mut take = into(&args.folder);
    if let Some(which) = args.shape {
        return Ok(shape(which, args.size, args.seed, &mut take)?);
    }
    let workload = Workload::new(args.size, args.seed);
    workspace(&workload, if args.per_file { Files::OneEach } else { Files::Thousands }, Layout::Canonical, &mut take)?;
    if let Some(folder) = &args.rows {
        rows(&workload, &mut into(folder))?;
    }
    Ok(())
}

/// Returns a function that writes files below a folder.
fn into(folder: &Path) -> impl FnMut(&str, &str) -> std::io::Result<()> {
    let (folder, mut made) = (folder.to_owned(), PathBuf::new());
    move |path, text| {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(&folder);
        if made != parent {
            std::fs::create_dir_all(parent)?;
            made = parent.to_owned();
        }
        std::fs::write(&path, text)
    }
}

/// Returns a short form of a size: `10k` for 10,000.
pub fn short(size: usize) -> String {
    match size {
        _ if size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        _ if size.is_multiple_of(1_000) => format!("{}k", size / 1_000),
        _ => size.to_string(),
    }
}

/// Returns the folder of the ordinary workload of a size, with a thousand records per file; its rows for other programs
/// are at [`rows_of`] it.
pub fn ordinary(size: usize) -> Done<PathBuf> {
    let name = format!("ordinary-{}", short(size));
    let rows = target()?.join(format!("{name}.rows"));
    kept(&name, &[&size.to_string(), "--rows", &rows.to_string_lossy()])
}

/// Returns the folder of the rows of an ordinary workspace.
pub fn rows_of(workspace: &Path) -> PathBuf {
    workspace.with_extension("rows")
}

/// Returns the path of the packed records of an ordinary workspace.
pub fn packed_of(workspace: &Path) -> PathBuf {
    workspace.with_extension("packed")
}

/// Returns the folder of the ordinary workload of a size, with one claim per file. The `purpose` distinguishes
/// workspaces that must not share a folder.
pub fn one_each(size: usize, purpose: &str) -> Done<PathBuf> {
    kept(&format!("{purpose}-{}", short(size)), &[&size.to_string(), "--per-file"])
}

/// Returns the folder of a workspace of a difficult shape.
pub fn shaped(which: Shape, size: usize) -> Done<PathBuf> {
    kept(&format!("{}-{}", which.name, short(size)), &[&size.to_string(), "--shape", which.name])
}

/// Returns the folder of a workspace as this edition of the generator writes it. Another process writes it, so that
/// this one stays small: a program started from a large process seems to be as large.
fn kept(name: &str, arguments: &[&str]) -> Done<PathBuf> {
    let folder = target()?.join(name);
    let mark = target()?.join(format!("{name}.edition"));
    if std::fs::read_to_string(&mark).is_ok_and(|text| text == EDITION) {
        return Ok(folder);
    }
    eprintln!("writing {}", folder.display());
    for old in [&folder, &rows_of(&folder)].into_iter().filter(|old| old.exists()) {
        std::fs::remove_dir_all(old)?;
    }
    let (size, options) = arguments.split_first().ok_or("no size")?;
    let status = Command::new(self_path()?).arg("generate").arg(size).arg(&folder).args(options).status()?;
    if !status.success() {
        return Err(format!("{name} could not be written").into());
    }
    std::fs::File::create(mark)?.write_all(EDITION.as_bytes())?;
    Ok(folder)
}
