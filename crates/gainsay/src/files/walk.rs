//! The walk through a workspace: which of its files are read.

use std::fs;
use std::path::Path;

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};

use super::{Listed, below, is_yaml, path_from};
use crate::problem::{Problem, reason};

/// What a walk came by.
#[derive(Default)]
pub struct Walked {
    /// Every YAML file, and everything that stands in the way of reading one.
    pub files: Vec<Listed>,
    /// Every folder, by its path from the root; that in which it began, too.
    pub folders: Vec<String>,
    /// Something is not where its path says, or could not be passed.
    pub is_odd: bool,
}

/// Walks through a folder of the workspace, given by its path from the root, but for what is left out.
///
/// # Errors
/// If that folder cannot be listed.
pub fn walk(root: &Path, folder: &str, excluded: &Gitignore) -> Result<Walked, Problem> {
    let begin = if folder.is_empty() { root.to_owned() } else { below(root, folder) };
    fs::read_dir(&begin).map_err(|e| Problem::at(&begin, "listed", &e))?;
    // Outside a repository no `.gitignore` above the workspace counts: one in a home folder would hide everything.
    let in_repository = root.ancestors().any(|dir| dir.join(".git").exists() || dir.join(".jj").exists());
    let left_out = excluded.clone();
    let walker = WalkBuilder::new(begin)
        .hidden(true)
        .ignore(false)
        .require_git(in_repository)
        .parents(in_repository)
        .follow_links(true)
        .filter_entry(move |entry| !is_excluded(&left_out, entry))
        .build();
    let mut walked = Walked::default();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => walked.folders.push(path_from(root, entry.path())),
            Ok(entry) => walked.files.extend(list_entry(root, &entry)),
            Err(error) => {
                walked.is_odd = true;
                walked.files.extend(obstacle(root, excluded, &error));
            }
        }
    }
    walked.is_odd |= walked.files.iter().any(|file| file.other.is_some());
    Ok(walked)
}

fn is_excluded(excluded: &Gitignore, entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    entry.depth() > 0 && excluded.matched(entry.path(), is_folder).is_ignore()
}

fn list_entry(root: &Path, entry: &DirEntry) -> Option<Listed> {
    let kind = entry.file_type()?;
    if !is_yaml(entry.path()) {
        return None;
    }
    if !kind.is_file() {
        let why = "it is no file, but a pipe, a socket or a device".into();
        return Some(Listed { path: path_from(root, entry.path()), other: Some(Err(why)) });
    }
    // Nearly every path is its root and a text after it.
    let after = entry.path().as_os_str().as_encoded_bytes().strip_prefix(root.as_os_str().as_encoded_bytes());
    let plain = after.and_then(|after| std::str::from_utf8(after.strip_prefix(b"/")?).ok());
    if let Some(plain) = plain.filter(|_| std::path::MAIN_SEPARATOR == '/') {
        return Some(Listed { path: plain.to_owned(), other: None });
    }
    let path = path_from(root, entry.path());
    let other = (below(root, &path) != entry.path()).then(|| Ok(entry.path().to_owned()));
    Some(Listed { path, other })
}

/// What the walk could not pass, as a file that could not be read; none if nothing of the workspace is behind it.
fn obstacle(root: &Path, excluded: &Gitignore, error: &ignore::Error) -> Option<Listed> {
    let (path, why) = match unwrapped(error, None) {
        (_, ignore::Error::Loop { ancestor, child }) => {
            (child.clone(), format!("this link leads back to {}, in which it lies", shown_folder(root, ancestor)))
        }
        (Some(path), ignore::Error::Io(error)) => (path.to_path_buf(), why_impassable(path, error)),
        _ => return None,
    };
    let is_link = path.symlink_metadata().is_ok_and(|m| m.is_symlink());
    let is_loop = why.starts_with("this link leads back");
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let matters = if is_link && !is_loop { is_yaml(&path) } else { true };
    let is_left_out = is_hidden || excluded.matched_path_or_any_parents(&path, !is_yaml(&path)).is_ignore();
    (matters && !is_left_out).then(|| Listed { path: path_from(root, &path), other: Some(Err(why)) })
}

fn why_impassable(path: &Path, error: &std::io::Error) -> String {
    if path.symlink_metadata().is_ok_and(|m| m.is_symlink()) { "this link leads nowhere".into() } else { reason(error) }
}

/// The error itself, and the path that it is about.
fn unwrapped<'e>(error: &'e ignore::Error, path: Option<&'e Path>) -> (Option<&'e Path>, &'e ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => unwrapped(err, Some(path)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unwrapped(err, path),
        other => (path, other),
    }
}

fn shown_folder(root: &Path, folder: &Path) -> String {
    let path = path_from(root, folder);
    if path.is_empty() { "the workspace's own folder".into() } else { path }
}
