//! The files that git ignores in a working tree: which files of patterns count for a path, and in which order.
//!
//! Patterns count from the folder of their file on, up to the root of the repository; then the repository's own
//! `info/exclude` counts, then the file that `core.excludesFile` names. If there is no repository, the workspace's own
//! `.gitignore` files count all the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gainsay_git::{Checkout, GitError, Patterns};

/// The name of a file of patterns.
pub const PATTERNS: &str = ".gitignore";

/// The largest number of bytes that are read of a file of patterns.
const LARGEST: u64 = 16 << 20;

/// The repository around a workspace, as far as it decides what is ignored in it.
pub struct IgnoreContext {
    /// The git checkout, if the workspace lies in one that can be opened.
    pub checkout: Option<Checkout>,
    /// The reason why the repository could not be opened.
    pub trouble: Option<GitError>,
    /// Says whether there is a repository of git or of Jujutsu.
    pub in_repository: bool,
    /// The folder from which patterns count; the workspace itself if there is no repository.
    top: PathBuf,
}

impl IgnoreContext {
    /// Looks for the repository around a folder, whose path has no links.
    pub fn of(root: &Path) -> IgnoreContext {
        let (checkout, trouble) = match Checkout::around(root) {
            Ok(checkout) => (checkout, None),
            Err(trouble) => (None, Some(trouble)),
        };
        let is_top = |folder: &&Path| folder.join(".git").exists() || folder.join(".jj").exists();
        let nearest = root.ancestors().find(is_top);
        let top = checkout.as_ref().map(Checkout::root).filter(|top| root.starts_with(top)).or(nearest);
        IgnoreContext { in_repository: top.is_some(), top: top.unwrap_or(root).to_path_buf(), checkout, trouble }
    }

    /// Looks at a repository within a workspace. Environment variables about another repository do not apply to it.
    pub fn of_repository(folder: &Path) -> IgnoreContext {
        let around = IgnoreContext::of(folder);
        if around.checkout.as_ref().is_none_or(|checkout| checkout.root() == folder) {
            return around;
        }
        IgnoreContext { checkout: None, trouble: None, in_repository: true, top: folder.to_path_buf() }
    }

    /// Returns every file of patterns that counts for all of a folder, the one with the lowest priority first, each
    /// with the folder to which its patterns belong. The folder's own is not among them.
    pub fn pattern_files(&self, root: &Path) -> Vec<(PathBuf, PathBuf)> {
        let everywhere = self.checkout.as_ref().map(Checkout::pattern_files);
        let own = || self.top.join(".git").is_dir().then(|| vec![self.top.join(".git/info/exclude")]);
        let mut files: Vec<_> =
            everywhere.or_else(own).unwrap_or_default().into_iter().map(|file| (file, self.top.clone())).collect();
        let above = root.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.top));
        let above: Vec<_> = above.map(|folder| (folder.join(PATTERNS), folder.to_path_buf())).collect();
        files.extend(above.into_iter().rev());
        files
    }

    /// Returns whether git treats capital and small letters as equal.
    pub fn folds_case(&self) -> bool {
        self.checkout.as_ref().is_some_and(Checkout::folds_case)
    }
}

/// The files of patterns that count in a folder, the nearest last.
#[derive(Clone)]
pub struct Ignoring {
    files: Vec<Rc<Level>>,
    folds_case: bool,
}

/// One file of patterns.
struct Level {
    patterns: Patterns,
    /// The text put before a path in the workspace to make it relative to the folder of the patterns.
    before: String,
    /// The number of bytes cut off from a path in the workspace to make it relative to the folder of the patterns.
    cut: usize,
}

impl Ignoring {
    /// Returns the files of patterns that count for a whole workspace, or for a repository at `folder` within one.
    /// `place` is the location of that folder.
    pub fn of(around: &IgnoreContext, folder: &str, place: &Path) -> Ignoring {
        let mut ignoring = Ignoring { files: Vec::new(), folds_case: around.folds_case() };
        for (file, belongs_to) in around.pattern_files(place) {
            let within = place.strip_prefix(&belongs_to).unwrap_or(Path::new(""));
            let before = within.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect();
            ignoring.add(&file, before, folder);
        }
        ignoring
    }

    /// Adds the patterns that lie in a folder of the workspace.
    pub fn enter(&mut self, folder: &str, place: &Path) {
        self.add(&place.join(PATTERNS), String::new(), folder);
    }

    fn add(&mut self, file: &Path, before: String, folder: &str) {
        // Opening a pipe would wait for a writer.
        let is_read = |found: &fs::Metadata| found.is_file() && found.len() <= LARGEST;
        let text = fs::metadata(file).ok().filter(is_read).and_then(|_| fs::read(file).ok());
        let Some(patterns) =
            text.map(|text| Patterns::read(&text, self.folds_case)).filter(|patterns| !patterns.is_empty())
        else {
            return;
        };
        let cut = if folder.is_empty() { 0 } else { folder.len() + 1 };
        self.files.push(Rc::new(Level { patterns, before, cut }));
    }

    /// Returns whether git's patterns ignore a path, given from the root of the workspace. Its folder is not
    /// considered.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let says = |level: &Rc<Level>| {
            let inner = path.get(level.cut..).unwrap_or(path);
            match level.before.as_str() {
                "" => level.patterns.says(inner, is_folder),
                before => level.patterns.says(&format!("{before}{inner}"), is_folder),
            }
        };
        self.files.iter().rev().find_map(says).unwrap_or(false)
    }
}
