//! What git ignores in a working tree: which of its files of patterns count for a path, in the order in which they do.
//!
//! Patterns count from the folder on in which their file lies, up to the root of the repository; then the repository's
//! own `info/exclude`, then what `core.excludesFile` names. Where there is no repository, the workspace's own
//! `.gitignore` files count all the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gainsay_git::{Checkout, GitError, Patterns};

/// The name of a file of patterns.
pub const PATTERNS: &str = ".gitignore";

/// So many bytes of a file of patterns are read at most.
const LARGEST: u64 = 16 << 20;

/// The repository around a workspace, as far as it decides what is ignored in it.
pub struct IgnoreContext {
    /// The checkout of git, if the workspace lies in one that can be opened.
    pub checkout: Option<Checkout>,
    /// Why the repository could not be opened.
    pub trouble: Option<GitError>,
    /// Whether there is a repository of git's or of Jujutsu's.
    pub in_repository: bool,
    /// The folder from which patterns count; the workspace itself where there is no repository.
    top: PathBuf,
}

impl IgnoreContext {
    /// Looks for the repository around a folder, whose path is real.
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

    /// Looks at a repository within a workspace. What the environment says of another one does not hold for it.
    pub fn of_repository(folder: &Path) -> IgnoreContext {
        let around = IgnoreContext::of(folder);
        if around.checkout.as_ref().is_none_or(|checkout| checkout.root() == folder) {
            return around;
        }
        IgnoreContext { checkout: None, trouble: None, in_repository: true, top: folder.to_path_buf() }
    }

    /// Returns every file of patterns that counts for all of a folder, the one that counts least first, each with the
    /// folder to which its patterns belong. The folder's own is not among them.
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

    /// Returns whether git takes capital and small letters for the same.
    pub fn folds_case(&self) -> bool {
        self.checkout.as_ref().is_some_and(Checkout::folds_case)
    }
}

/// Files of patterns that count in a folder, the nearest last.
#[derive(Clone)]
pub struct Ignoring {
    files: Vec<Rc<Level>>,
    folds_case: bool,
}

/// One file of patterns.
struct Level {
    patterns: Patterns,
    /// How the path of something in the workspace becomes one from the folder to which the patterns belong: this is
    /// put before it,
    before: String,
    /// or so many bytes are cut off.
    cut: usize,
}

impl Ignoring {
    /// Returns what counts for all of a workspace, or of a repository at `folder` within one. `place` is where that
    /// lies.
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
        // A pipe would be waited for.
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

    /// Returns whether git's patterns say that something is ignored, by its path from the root of the workspace. The
    /// folder that it lies in is not asked about.
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
