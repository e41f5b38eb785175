//! The walk through a workspace: the files that are read, and those that are passed over.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use super::ListedFile;
use crate::belonging::{Aside, Belonging, is_yaml, probably_meant};
use crate::ignoring::{IgnoreContext, Ignoring, PATTERNS};
use crate::paths::below;
use crate::read_file::NO_REGULAR_FILE;
use crate::temp_files::{is_temp_file, sweep};
use crate::{Error, reason};

/// The greatest depth of folders: deeper folders are reported, and not entered.
const DEEPEST: usize = 1_000;

/// The result of a walk.
#[derive(Default)]
pub struct Walked {
    /// Every file that belongs to the workspace, and everything that prevents one from being read.
    pub files: Vec<ListedFile>,
    /// Every folder that was entered, by its path from the root, including the first one.
    pub folders: Vec<String>,
    /// The paths that were passed over although their names could be read: files, and folders with `/` at their end.
    pub passed_over: Vec<String>,
    /// The repositories within the workspace, by their paths from the root.
    pub repositories: Vec<String>,
    /// Says that something does not lie where its path says, or could not be passed.
    pub is_odd: bool,
}

/// Walks through a folder of the workspace, given by its path from the root.
///
/// # Errors
/// Returns an error if that folder cannot be listed.
pub fn walk(root: &Path, folder: &str, belonging: &Belonging, around: &IgnoreContext) -> Result<Walked, Error> {
    let begin = if folder.is_empty() { root.to_owned() } else { below(root, folder) };
    fs::read_dir(&begin).map_err(|e| Error::at(&begin, "listed", &e))?;
    let mut ignoring = Ignoring::of(around, "", root);
    for (at, _) in folder.match_indices('/').chain((!folder.is_empty()).then_some((0, ""))) {
        let above = folder.get(..at).unwrap_or_default();
        ignoring.enter(above, &below(root, above));
    }
    let mut walker = Walker { root, belonging, walked: Walked::default() };
    walker.enter(&mut Vec::new(), folder, &begin, &ignoring);
    Ok(walker.walked)
}

struct Walker<'w> {
    root: &'w Path,
    belonging: &'w Belonging,
    walked: Walked,
}

/// An entry of a folder.
struct DirEntry<'f> {
    name: &'f OsStr,
    path: String,
    place: PathBuf,
    kind: FileType,
}

impl Walker<'_> {
    /// Walks a folder, given by its path from the root and its location. `above` has the locations of the folders
    /// around it.
    fn enter(&mut self, above: &mut Vec<PathBuf>, folder: &str, place: &Path, ignoring: &Ignoring) {
        let listed = fs::read_dir(place).and_then(|entries| {
            let entries = entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))));
            entries.collect::<Result<Vec<_>, _>>()
        });
        let entries = match listed {
            Ok(entries) => entries,
            Err(error) => return self.tell_obstacle(folder, reason(&error)),
        };
        self.walked.folders.push(folder.to_owned());
        if entries.iter().any(|(name, _)| is_temp_file(name)) {
            sweep(place);
        }
        let has = |name: &str| entries.iter().any(|(entry, _)| entry == name);
        let mut own;
        let mut ignoring = ignoring;
        if (has(".git") || has(".jj")) && !folder.is_empty() {
            // Another repository has its own patterns, and takes none from around it.
            self.walked.repositories.push(folder.to_owned());
            self.walked.is_odd = true;
            let real = place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
            own = Ignoring::of(&IgnoreContext::of_repository(&real), folder, &real);
            ignoring = &own;
        }
        if has(PATTERNS) {
            own = ignoring.clone();
            own.enter(folder, place);
            ignoring = &own;
        }
        above.push(place.to_owned());
        for (name, kind) in &entries {
            // Nearly all names are UTF-8, and most that are not read need nothing more.
            let text = name.to_string_lossy();
            let may_be_read = kind.is_dir() || kind.is_symlink() || is_yaml(&text) || probably_meant(&text).is_some();
            if text.starts_with('.') || !may_be_read {
                continue;
            }
            let path = if folder.is_empty() { text.into_owned() } else { format!("{folder}/{text}") };
            self.look_at(above, DirEntry { name, path, place: place.join(name), kind: *kind }, ignoring);
        }
        above.pop();
    }

    fn look_at(&mut self, above: &mut Vec<PathBuf>, found: DirEntry<'_>, ignoring: &Ignoring) {
        // The target of a link decides what it is; but to git a link is no folder.
        let target = if found.kind.is_symlink() {
            fs::metadata(&found.place).map(|target| target.file_type())
        } else {
            Ok(found.kind)
        };
        let is_folder = target.as_ref().is_ok_and(FileType::is_dir);
        match self.belonging.of(&found.path, is_folder, || ignoring.ignores(&found.path, found.kind.is_dir())) {
            Ok(()) => {}
            Err(Aside::Excluded | Aside::Ignored | Aside::ProbablyMeant) => {
                return self.walked.passed_over.push(if is_folder { format!("{}/", found.path) } else { found.path });
            }
            Err(Aside::Hidden | Aside::OtherEnding) => return,
        }
        match target {
            Err(_) if found.kind.is_symlink() => self.tell_obstacle(&found.path, "this link leads nowhere".into()),
            Err(error) => self.tell_obstacle(&found.path, reason(&error)),
            Ok(target) if target.is_dir() => self.enter_folder(above, &found, ignoring),
            Ok(target) if target.is_file() => self.take(found),
            Ok(_) => self.tell_obstacle(&found.path, NO_REGULAR_FILE.into()),
        }
    }

    fn enter_folder(&mut self, above: &mut Vec<PathBuf>, found: &DirEntry<'_>, ignoring: &Ignoring) {
        if above.len() > DEEPEST {
            return self.tell_obstacle(&found.path, "folders lie too deep in each other".into());
        }
        if found.kind.is_symlink() {
            self.walked.is_odd = true;
            if let Some(ancestor) = leads_back(above, &found.place) {
                let ancestor = ancestor.strip_prefix(self.root).unwrap_or(ancestor).to_string_lossy().into_owned();
                let shown = if ancestor.is_empty() { "the workspace's own folder".to_owned() } else { ancestor };
                return self.tell_obstacle(&found.path, format!("this link leads back to {shown}, in which it lies"));
            }
        }
        self.enter(above, &found.path, &found.place, ignoring);
    }

    fn take(&mut self, found: DirEntry<'_>) {
        self.walked.is_odd |= found.kind.is_symlink();
        // A name that is not UTF-8 is shown as well as possible, and so may be that of a folder above it.
        let other =
            (found.name.to_str().is_none() || below(self.root, &found.path) != found.place).then_some(Ok(found.place));
        self.walked.is_odd |= other.is_some();
        self.walked.files.push(ListedFile { path: found.path, other });
    }

    fn tell_obstacle(&mut self, path: &str, why: String) {
        self.walked.is_odd = true;
        self.walked.files.push(ListedFile { path: path.to_owned(), other: Some(Err(why)) });
    }
}

/// Returns the folder around a link that the link leads back to, if there is one.
fn leads_back<'a>(above: &'a [PathBuf], link: &Path) -> Option<&'a Path> {
    let target = link.canonicalize().ok()?;
    above.iter().rev().find(|folder| folder.canonicalize().is_ok_and(|folder| folder == target)).map(PathBuf::as_path)
}

/// The largest number of files, and of folders, that are examined among the paths passed over; the rest are not
/// counted.
const MOST: usize = 20_000;

/// The files that were passed over on purpose and would belong otherwise.
#[derive(Default)]
pub struct Passed {
    /// The files that the manifest leaves out.
    pub excluded: BTreeSet<String>,
    /// The files that git's patterns ignore, as far as they were searched. Git may track them.
    pub ignored: BTreeSet<String>,
    /// The files and folders (with `/` at their end) in which the ignored files lie, or may lie.
    pub ignored_in: Vec<String>,
    /// The files that, by their names, were probably meant to be read.
    pub meant: Vec<String>,
    /// Says that everything was examined.
    pub is_all: bool,
}

/// Examines the paths that a walk passed over.
pub fn look_at_passed(root: &Path, passed_over: &[String], belonging: &Belonging) -> Passed {
    let mut passed = Passed { is_all: true, ..Passed::default() };
    let mut left = MOST;
    for path in passed_over {
        let (whole, is_folder) = path.strip_suffix('/').map_or((path.as_str(), false), |folder| (folder, true));
        let mut files = BTreeSet::new();
        let is_excluded = match belonging.of(whole, is_folder, || false) {
            Err(Aside::Excluded) => true,
            Err(Aside::ProbablyMeant) => {
                passed.meant.push(whole.to_owned());
                continue;
            }
            _ => false,
        };
        // In a folder that the manifest leaves out, it leaves out everything.
        let nothing = Belonging::by_manifest("");
        let inner = if is_excluded { &nothing } else { belonging };
        match is_folder {
            true => collect(root, whole, inner, &mut files, &mut left, 0),
            false if is_yaml(whole) => _ = files.insert(whole.to_owned()),
            false => {}
        }
        passed.is_all &= left > 0;
        if is_excluded {
            passed.excluded.append(&mut files);
        } else if !files.is_empty() || left == 0 {
            passed.ignored_in.push(path.clone());
            passed.ignored.append(&mut files);
        }
    }
    passed
}

fn collect(
    root: &Path,
    folder: &str,
    belonging: &Belonging,
    files: &mut BTreeSet<String>,
    left: &mut usize,
    depth: usize,
) {
    for entry in fs::read_dir(below(root, folder)).into_iter().flatten().flatten() {
        *left = left.saturating_sub(1);
        if *left == 0 || depth > DEEPEST {
            return;
        }
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.to_string_lossy());
        if belonging.takes(&path, kind.is_dir()) {
            if kind.is_dir() {
                collect(root, &path, belonging, files, left, depth + 1);
            } else if kind.is_file() {
                files.insert(path);
            }
        }
    }
}
