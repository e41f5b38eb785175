//! Attributes: lines in `.gitattributes` that select the files for which git uses the drivers. They are committed, so
//! that they apply to the whole team; if the drivers are not installed, git ignores them.

use std::io;
use std::path::{Path, PathBuf};

use gainsay_git::Repository;
use gainsay_store::read_file::read_unwaiting;

use super::changes::Changes;
use crate::problem::Problem;

/// The endings of record files.
pub const ENDINGS: [&str; 2] = ["yaml", "yml"];

/// The attributes that must have the value `gainsay`.
pub const NEEDED: [&str; 2] = ["diff", "merge"];

/// The line above the added lines.
const REMARK: &str = "# Shown and merged record by record, where `gainsay git install` was run.\n";

/// An attribute of a workspace's record files.
pub struct Attribute {
    /// The ending of the files.
    pub ending: &'static str,
    /// The name: `diff` or `merge`.
    pub name: &'static str,
    /// The value; none if it is not set.
    pub value: Option<String>,
}

/// Returns the attributes of record files in the workspace whose root is the repository value's folder.
pub fn look(door: &Repository) -> Vec<Attribute> {
    let all = ENDINGS.iter().flat_map(|ending| NEEDED.iter().map(move |name| (*ending, *name)));
    // Any name will do: folders below may have other rules for their files.
    all.map(|(ending, name)| Attribute { ending, name, value: door.attribute(&format!("record.{ending}"), name) })
        .collect()
}

/// Adds the missing lines. Lines of the file that say otherwise stay, and are returned.
///
/// # Errors
/// Returns an error if the file cannot be read or written.
pub fn add_missing(root: &Path, door: &Repository, changes: &mut Changes) -> Result<Vec<Attribute>, Problem> {
    let (missing, said): (Vec<Attribute>, Vec<Attribute>) =
        look(door).into_iter().partition(|attribute| attribute.value.is_none());
    let lines: Vec<String> = ENDINGS.iter().filter_map(|ending| line(ending, &missing)).collect();
    if !lines.is_empty() {
        let path = file(root);
        let before = match read_unwaiting(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|e| Problem::at(&path, "read", &e).help("nothing was changed"))?,
        };
        changes.write(&path, &with_lines(before, &lines), &format!("added {}", told(&lines)))?;
    }
    Ok(said.into_iter().filter(|attribute| attribute.value.as_deref() != Some("gainsay")).collect())
}

/// Returns the path of the workspace's file.
pub fn file(root: &Path) -> PathBuf {
    root.join(".gitattributes")
}

fn line(ending: &str, missing: &[Attribute]) -> Option<String> {
    let words: Vec<String> = missing
        .iter()
        .filter(|attribute| attribute.ending == ending)
        .map(|attribute| format!("{}=gainsay", attribute.name))
        .collect();
    (!words.is_empty()).then(|| format!("*.{ending} {}", words.join(" ")))
}

fn with_lines(mut text: Vec<u8>, lines: &[String]) -> Vec<u8> {
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend(REMARK.as_bytes());
    text.extend(lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()));
    text
}

fn told(lines: &[String]) -> String {
    lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(" and ")
}
