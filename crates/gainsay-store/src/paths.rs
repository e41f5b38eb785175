//! Conversion between paths of the operating system and paths from the root of a workspace.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use gainsay_model::workspace::MANIFEST;

use crate::{Error, reason};

/// Returns the nearest folder upward from the current one that holds a manifest.
///
/// # Errors
/// Returns an error if there is none.
pub fn find_root() -> Result<PathBuf, Error> {
    let here = std::env::current_dir()
        .map_err(|e| Error::new(format!("the current folder cannot be used: {}", reason(&e))))?;
    root_above(&here).ok_or_else(|| {
        Error::new(format!("no workspace here or above: no {MANIFEST} in {} or any folder around it", here.display()))
            .help("run `gainsay init` to make one here, or name the folder of one with `-C DIR`")
    })
}

/// Returns the nearest folder upward from `folder`, itself included, that holds a manifest.
pub fn root_above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|dir| dir.join(MANIFEST).is_file()).map(Path::to_path_buf)
}

/// Returns the path from the root, with `/` between folders.
pub fn path_from(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Converts a path given by the user into a path from the root; empty for the root itself.
///
/// # Errors
/// Returns an error if it is not there, or lies outside the workspace.
pub fn path_within(root: &Path, given: &Path) -> Result<String, Error> {
    let real = given.canonicalize().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new(format!("there is no {}", given.display())).help("name a file or folder of the workspace")
        }
        _ => Error::at(given, "looked at", &e),
    })?;
    // A link inside the workspace may lead out of it; the path as written is still inside.
    let written = std::path::absolute(given).unwrap_or_else(|_| real.clone());
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let plain = !written.components().any(|part| part == Component::ParentDir);
    if plain && written.starts_with(root) {
        return Ok(path_from(root, &written));
    }
    if real.starts_with(&real_root) {
        return Ok(path_from(&real_root, &real));
    }
    Err(Error::new(format!("{} is not in this workspace ({})", given.display(), root.display()))
        .help("name files or folders of the workspace"))
}

/// Converts the path of a file that need not exist yet, given by the user, into a path from the root.
///
/// # Errors
/// Returns an error if it lies outside the workspace.
pub fn new_path_within(root: &Path, given: &Path) -> Result<String, Error> {
    if given.exists() {
        return path_within(root, given);
    }
    let (mut folder, mut missing) = (given.to_path_buf(), Vec::new());
    while !folder.as_os_str().is_empty() && !folder.exists() {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        missing.push(name.ok_or_else(|| Error::new(format!("{} names no file", given.display())))?);
        folder.pop();
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let above = path_within(root, folder)?;
    let parts = (!above.is_empty()).then_some(above).into_iter().chain(missing.into_iter().rev());
    Ok(parts.collect::<Vec<_>>().join("/"))
}

/// Returns whether a path from the root is hidden, or leads through a folder that is.
pub fn is_hidden(within: &Path) -> bool {
    within.components().any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.')))
}

/// Returns the place of a path from the root. It is put together as text, since there are very many of them.
pub(crate) fn below(root: &Path, path: &str) -> PathBuf {
    let mut place = OsString::with_capacity(root.as_os_str().len() + 1 + path.len());
    place.push(root);
    place.push(std::path::MAIN_SEPARATOR_STR);
    place.push(path);
    place.into()
}
