//! The files that git ignores: its patterns, wherever they are set, and the files that the index tracks all the same.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, BString, ByteSlice};
use gix::discover::upwards::Error as NoRepository;
use gix::glob::Pattern;
use gix::glob::pattern::Case;
use gix::glob::wildmatch::Mode;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode as EntryMode};

use crate::environment::heed_parameters;
use crate::{GitError, Repository, library_error};

/// A folder that git has checked out, seen from a folder in it. Opening one reads git's settings and nothing else.
pub struct Checkout {
    git: gix::Repository,
    root: PathBuf,
    /// The path of the folder from the root, with `/` at its end; empty if the folder is the root.
    prefix: String,
}

/// A file, or another repository, that the index tracks below the folder from which a [`Checkout`] is seen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Tracked {
    /// The path from that folder. Bytes that are not UTF-8 are replaced.
    pub path: String,
    /// The path from that folder, as the operating system has it.
    pub file: PathBuf,
}

impl Checkout {
    /// Opens the checkout around a folder. Returns none if the folder is in no repository, or in no checkout of one.
    ///
    /// # Errors
    /// Returns an error if there is a repository that cannot be opened.
    pub fn around(folder: &Path) -> Result<Option<Checkout>, GitError> {
        let Ok(real) = folder.canonicalize() else { return Ok(None) };
        let mut git = match gix::discover_with_environment_overrides(&real) {
            Ok(git) => git,
            Err(error) if error.downcast_any_ref::<NoRepository>().is_some() => return Ok(None),
            Err(error) => {
                return Err(library_error(
                    &format!("the git repository around {} cannot be read", folder.display()),
                    &error,
                ));
            }
        };
        heed_parameters(&mut git);
        let root = git.workdir().and_then(|root| root.canonicalize().ok());
        let Some(root) = root.filter(|root| real.starts_with(root)) else { return Ok(None) };
        let within = real.strip_prefix(&root).unwrap_or(Path::new(""));
        let prefix: String =
            within.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect();
        Ok(Some(Checkout { git, root, prefix }))
    }

    /// Returns the folder that is checked out.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns whether git treats capital and small letters as equal here (`core.ignoreCase`).
    pub fn folds_case(&self) -> bool {
        self.git.config_snapshot().boolean("core.ignoreCase").unwrap_or(false)
    }

    /// Returns the files of patterns that hold for the whole checkout, the one with the lowest priority first: the one
    /// of `core.excludesFile`, wherever it is set, or its default; and the repository's own `info/exclude`. They need
    /// not be there.
    pub fn pattern_files(&self) -> Vec<PathBuf> {
        let own = self.git.common_dir().join("info/exclude");
        self.excludes_file().into_iter().chain([own]).collect()
    }

    fn excludes_file(&self) -> Option<PathBuf> {
        let settings = self.git.config_snapshot();
        if settings.string("core.excludesFile").is_none() {
            return default_excludes_file();
        }
        let file =
            settings.trusted_path("core.excludesFile").ok().flatten().filter(|file| !file.as_os_str().is_empty())?;
        Some(self.root.join(file))
    }

    /// Returns what the index has at or below these paths, in the order of paths. A path that ends in `/` is a folder,
    /// with all that lies in it; an empty one is all of it. A repository within this one is given by its own path,
    /// without what lies in it.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn tracked(&self, below: &[String]) -> Result<Vec<Tracked>, GitError> {
        let wanted: Vec<BString> = below.iter().map(|path| BString::from(format!("{}{path}", self.prefix))).collect();
        let unread = |error: &dyn std::fmt::Display| library_error("git's index cannot be read", error);
        let bytes = match std::fs::read(self.git.index_path()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unread(&error)),
        };
        if wanted.is_empty() || (wanted.len() <= FEW && holds_none(&bytes, &wanted)) {
            return Ok(Vec::new());
        }
        drop(bytes);
        let index = self.git.open_index().map_err(|error| unread(&error))?;
        let mut found = Vec::new();
        for path in &wanted {
            let whole = path.trim_end_with(|c| c == '/');
            let below =
                if path.is_empty() || path.ends_with(b"/") { index.prefixed_entries(path.as_bstr()) } else { None };
            // A path that was once a folder may be a link or a repository now.
            let own = index
                .prefixed_entries(whole.as_bstr())
                .unwrap_or_default()
                .iter()
                .filter(|entry| entry.path(&index) == whole.as_bstr());
            for entry in below.unwrap_or_default().iter().chain(own) {
                if entry.mode != EntryMode::DIR {
                    found.extend(self.below_folder(entry.path(&index)));
                }
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Returns the files below this folder that are left out of the checkout on purpose, in the order of paths: by a
    /// sparse checkout, or one by one by `git update-index --skip-worktree`. Links are not among them.
    ///
    /// # Errors
    /// Returns an error if the index, or a folder that it holds as one, cannot be read.
    pub fn left_out(&self) -> Result<Vec<String>, GitError> {
        let settings = self.git.config_snapshot();
        let is_set = |key: &str| settings.boolean(key).unwrap_or(false);
        if !(is_set("core.sparseCheckout") || is_set("core.splitIndex") || self.may_leave_out()) {
            return Ok(Vec::new());
        }
        let repository = Repository { git: self.git.clone(), folder: self.prefix.trim_end_matches('/').to_owned() };
        let index = repository.index()?;
        let mut paths: Vec<String> =
            index.skipped().filter(|(_, blob)| !blob.link).map(|(path, _)| path.to_owned()).collect();
        paths.sort_unstable();
        Ok(paths)
    }

    /// Returns whether the entries of the index can have marks that leave files out. Version 2, which nearly all
    /// indexes have, cannot.
    fn may_leave_out(&self) -> bool {
        let mut start = [0; 8];
        let is_read = File::open(self.git.index_path()).and_then(|mut file| file.read_exact(&mut start)).is_ok();
        if !is_read || start == *b"DIRC\0\0\0\x02" {
            return false;
        }
        let is_marked = |entry: &Entry| entry.mode == EntryMode::DIR || entry.flags.contains(Flags::SKIP_WORKTREE);
        self.git.open_index().is_ok_and(|index| index.entries().iter().any(is_marked))
    }

    fn below_folder(&self, path: &BStr) -> Option<Tracked> {
        let inner = path.strip_prefix(self.prefix.as_bytes())?.as_bstr();
        Some(Tracked { path: inner.to_string(), file: gix::path::from_bstr(inner).ok()?.into_owned() })
    }
}

/// The largest number of paths for which the bytes of the index are searched before it is parsed.
const FEW: usize = 16;

/// Returns whether the bytes of an index show that it has nothing at or below these paths. Where entries are written in
/// full, as in versions 2 and 3, the path of an entry is in the bytes as it is.
fn holds_none(index: &[u8], paths: &[BString]) -> bool {
    let is_in_full = index.starts_with(b"DIRC\0\0\0\x02") || index.starts_with(b"DIRC\0\0\0\x03");
    // A split index has most of its entries in another file.
    let is_split = || index.find(b"link\0\0\0").is_some();
    is_in_full && paths.iter().all(|path| index.find(path.trim_end_with(|c| c == '/')).is_none()) && !is_split()
}

/// Returns the file in which git looks for patterns if `core.excludesFile` is not set.
fn default_excludes_file() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let home = || std::env::home_dir().filter(|home| !home.as_os_str().is_empty()).map(|home| home.join(".config"));
    Some(set.or_else(home)?.join("git/ignore"))
}

/// The patterns of one file, such as a `.gitignore`.
pub struct Patterns {
    list: Vec<Pattern>,
    case: Case,
}

impl Patterns {
    /// Reads the text of a file of patterns. Any text can be read.
    pub fn read(text: &[u8], folds_case: bool) -> Patterns {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let list = text.split(|byte| *byte == b'\n').filter_map(pattern).collect();
        Patterns { list, case: if folds_case { Case::Fold } else { Case::Sensitive } }
    }

    /// Returns whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns true if the last pattern that fits a path says that the path is ignored, false if it says the opposite,
    /// and none if no pattern fits. The path is relative to the folder to which the patterns belong.
    pub fn says(&self, path: &str, is_folder: bool) -> Option<bool> {
        let base = path.rfind('/').map(|slash| slash + 1);
        let fits = |pattern: &&Pattern| {
            pattern.matches_repo_relative_path(
                path.into(),
                base,
                Some(is_folder),
                self.case,
                Mode::NO_MATCH_SLASH_LITERAL,
            )
        };
        self.list.iter().rev().find(fits).map(|pattern| !pattern.is_negative())
    }
}

/// Reads a line as a pattern; none for comments and empty lines.
fn pattern(line: &[u8]) -> Option<Pattern> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.starts_with(b"#") {
        return None;
    }
    Pattern::from_bytes(without_trailing_spaces(line))
}

/// Returns a line without the spaces at its end. A space after a backslash counts.
fn without_trailing_spaces(line: &[u8]) -> &[u8] {
    let (mut at, mut end) = (0, 0);
    while let Some(byte) = line.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte != b' ' {
            end = at.min(line.len());
        }
    }
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(patterns: &str, path: &str, is_folder: bool) -> Option<bool> {
        Patterns::read(patterns.as_bytes(), false).says(path, is_folder)
    }

    #[test]
    fn patterns_are_read_as_git_reads_them() {
        for (patterns, path, is_folder, wanted) in [
            ("drafts/", "drafts", true, Some(true)),
            ("drafts/", "drafts", false, None),
            ("/a.yaml", "a.yaml", false, Some(true)),
            ("/a.yaml", "x/a.yaml", false, None),
            ("x/*.yaml", "x/a.yaml", false, Some(true)),
            ("x/*.yaml", "y/x/a.yaml", false, None),
            ("**/x/a.yaml", "y/x/a.yaml", false, Some(true)),
            ("*.yaml\n!a.yaml", "x/a.yaml", false, Some(false)),
            ("!a.yaml\n*.yaml", "x/a.yaml", false, Some(true)),
            ("# a.yaml\n\n", "a.yaml", false, None),
            ("\\#a.yaml", "#a.yaml", false, Some(true)),
            ("a.yaml  ", "a.yaml", false, Some(true)),
            ("a\\ ", "a ", false, Some(true)),
            ("a.yaml\r\nb.yaml\r\n", "a.yaml", false, Some(true)),
            ("\u{FEFF}a.yaml", "a.yaml", false, Some(true)),
            ("[[:upper:]]*.yaml", "A.yaml", false, Some(true)),
            ("[!a].yaml", "b.yaml", false, Some(true)),
            ("[", "b.yaml", false, None),
            ("A.yaml", "a.yaml", false, None),
        ] {
            assert_eq!(ignored(patterns, path, is_folder), wanted, "{patterns:?} {path}");
        }
        assert_eq!(Patterns::read(b"A.yaml", true).says("a.yaml", false), Some(true));
    }
}
