//! Files: where a workspace begins, and what is read of it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use gainsay_model::read::{format_version, manifest_of};
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Input, Workspace, yaml};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::problem::{Problem, reason};
use crate::terminal::{Progress, Terminal};

/// The newest version of the format that this program reads.
const VERSION: u64 = 1;

/// A workspace on disk, read.
pub struct Loaded {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// What its files say.
    pub workspace: Workspace,
}

/// Reads the workspace around the current folder.
///
/// # Errors
/// Where there is none, where its manifest cannot be read or asks for a newer version of the format, and where its root cannot be listed.
pub fn load(terminal: &Terminal) -> Result<Loaded, Problem> {
    let _progress = Progress::start("reading the records");
    let root = find_root()?;
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let excluded = read_patterns(&root, &manifest_of(&manifest).exclude, terminal);
    let inputs = walk(&root, excluded)?;
    Ok(Loaded { workspace: Workspace::read(inputs), root })
}

/// The nearest folder upward from the current one that holds a manifest.
fn find_root() -> Result<PathBuf, Problem> {
    let here = std::env::current_dir().map_err(|e| Problem::new(format!("the current folder cannot be used: {}", reason(&e))))?;
    root_above(&here).ok_or_else(|| {
        Problem::new(format!("no workspace here or above: no {MANIFEST} in {} or any folder around it", here.display()))
            .help("run `gainsay init` to make one here, or name the folder of one with `-C DIR`")
    })
}

/// The nearest folder upward from `folder`, itself included, that holds a manifest.
pub fn root_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|dir| dir.join(MANIFEST).is_file()).map(Path::to_path_buf)
}

fn read_manifest(path: &Path) -> Result<String, Problem> {
    let bytes = read_file(path).map_err(|why| Problem::new(format!("the workspace's {MANIFEST} could not be read: {why}")))?;
    // What is wrong with its text is told with all other findings, once everything is read.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match format_version(&text) {
        Some(version) if version > VERSION => Err(Problem::new(format!(
            "this workspace is written in {} of the format, and this program reads only version {VERSION} ({})",
            if version == u64::MAX { "a much later version".into() } else { format!("version {version}") },
            path.display()
        ))
        .help("get a newer gainsay")),
        _ => Ok(text),
    }
}

fn read_patterns(root: &Path, patterns: &[String], terminal: &Terminal) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        if let Err(error) = builder.add_line(None, pattern) {
            terminal.warn(&format!(
                "{MANIFEST}: the pattern `{}` under `exclude` is not understood and leaves nothing out: {error}",
                gainsay_model::text::escaped(pattern)
            ));
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether a workspace reads what lies in a folder of it, by its name: neither it nor what it lies in is hidden, or left out by the
/// manifest.
///
/// # Errors
/// If the manifest cannot be read.
pub fn reads_folder(root: &Path, within: &Path, terminal: &Terminal) -> Result<bool, Problem> {
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let excluded = read_patterns(root, &manifest_of(&manifest).exclude, terminal);
    let is_hidden = within.components().any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.')));
    Ok(!is_hidden && !excluded.matched_path_or_any_parents(within, true).is_ignore())
}

/// Every YAML file of the workspace, and everything that stands in the way of reading one.
fn walk(root: &Path, excluded: Gitignore) -> Result<Vec<Input>, Problem> {
    fs::read_dir(root).map_err(|e| Problem::at(root, "listed", &e))?;
    // Outside a repository no `.gitignore` above the workspace counts: one in a home folder would hide everything.
    let in_repository = root.ancestors().any(|dir| dir.join(".git").exists() || dir.join(".jj").exists());
    let left_out = excluded.clone();
    let walker = WalkBuilder::new(root)
        .hidden(true)
        .ignore(false)
        .require_git(in_repository)
        .parents(in_repository)
        .follow_links(true)
        .filter_entry(move |entry| !is_excluded(&left_out, entry))
        .build();
    let mut inputs = Vec::new();
    for entry in walker {
        match entry {
            Ok(entry) => inputs.extend(read_entry(root, &entry)),
            Err(error) => inputs.extend(obstacle(root, &excluded, &error)),
        }
    }
    Ok(inputs)
}

fn is_excluded(excluded: &Gitignore, entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    entry.depth() > 0 && excluded.matched(entry.path(), is_folder).is_ignore()
}

fn read_entry(root: &Path, entry: &DirEntry) -> Option<Input> {
    let kind = entry.file_type()?;
    if kind.is_dir() || !is_yaml(entry.path()) {
        return None;
    }
    let bytes = if kind.is_file() { read_file(entry.path()) } else { Err("it is no file, but a pipe, a socket or a device".into()) };
    Some(Input { path: path_from(root, entry.path()), bytes })
}

/// A file's bytes; in words why not.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let words = |error: std::io::Error| reason(&error);
    let size = fs::metadata(path).map_err(words)?.len();
    if size > yaml::LARGEST as u64 {
        return Err("it is larger than 64 MiB".into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // A file may grow while it is read; one byte too many is enough to know.
    File::open(path).map_err(words)?.take(yaml::LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(words)?;
    Ok(bytes)
}

/// What the walk could not pass, as a file that could not be read; none if nothing of the workspace is behind it.
fn obstacle(root: &Path, excluded: &Gitignore, error: &ignore::Error) -> Option<Input> {
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
    (matters && !is_left_out).then(|| Input { path: path_from(root, &path), bytes: Err(why) })
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

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
}

/// The path from the root, with `/` between folders.
pub fn path_from(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn shown_folder(root: &Path, folder: &Path) -> String {
    let path = path_from(root, folder);
    if path.is_empty() { "the workspace's own folder".into() } else { path }
}

/// A path given by the user, as a path from the root; empty for the root itself.
///
/// # Errors
/// If it is not there, or lies outside the workspace.
pub fn path_within(root: &Path, given: &Path) -> Result<String, Problem> {
    let real = given.canonicalize().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Problem::new(format!("there is no {}", given.display())),
        _ => Problem::at(given, "looked at", &e),
    })?;
    // A link inside the workspace may lead out of it: as written it is still inside.
    let written = std::path::absolute(given).unwrap_or_else(|_| real.clone());
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let plain = !written.components().any(|part| part == Component::ParentDir);
    if plain && written.starts_with(root) {
        return Ok(path_from(root, &written));
    }
    if real.starts_with(&real_root) {
        return Ok(path_from(&real_root, &real));
    }
    Err(Problem::new(format!("{} is not in this workspace ({})", given.display(), root.display()))
        .help("name files or folders of the workspace"))
}
