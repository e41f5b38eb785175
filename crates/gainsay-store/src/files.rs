//! The files of a workspace on disk: those that are read, and those that are passed over.

mod walk;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use gainsay_git::Checkout;
use gainsay_model::LeftUnread;
use gainsay_model::text::escaped;
use gainsay_model::workspace::{MANIFEST, lies_within};

use crate::belonging::{Aside, Belonging, is_copy};
use crate::cache::{self, Below, CacheMode, Surroundings, Walk, lookup_files};
use crate::clock::Begun;
use crate::disk::ListedFile;
use crate::ignoring::{IgnoreContext, Ignoring};
use crate::load_options::LoadOptions;
use crate::manifest::read_manifest;
use crate::paths::{below, path_from};
use crate::read_file::NO_REGULAR_FILE;
use crate::{Error, Events};
use walk::{Passed, Walked, look_at_passed, walk};

/// Returns every file of the workspace with that root, unread.
///
/// # Errors
/// Returns an error if its manifest cannot be read or asks for a newer version of the format, and if its root cannot be
/// listed.
pub fn listed(root: &Path, options: LoadOptions, events: &dyn Events) -> Result<Vec<ListedFile>, Error> {
    Ok(find(root, options.cache != CacheMode::Never, |text| events.warn(text))?.files)
}

/// The files of a workspace.
pub(crate) struct FoundFiles {
    pub files: Vec<ListedFile>,
    /// The walk that found the files; none if they are known without a walk, or if the walk found something that cannot
    /// be kept.
    pub walk: Option<Walk>,
    /// The files that are read only because git tracks them, although its patterns ignore them.
    pub tracked: HashSet<String>,
    /// The files that were left unread on purpose.
    pub left: LeftUnread,
    /// Says whether the list of files may be kept for the next run.
    pub may_keep: bool,
}

/// Finds the files of a workspace: from the last run's list, if `may_be_kept` and it still holds; otherwise by a walk.
pub(crate) fn find(root: &Path, may_be_kept: bool, warn: impl Fn(&str)) -> Result<FoundFiles, Error> {
    let manifest = read_manifest(&root.join(MANIFEST))?;
    let belonging = Belonging::by_manifest(&manifest);
    belonging.faults.iter().for_each(|fault| warn(fault));
    let around = IgnoreContext::of(root);
    let may_keep = may_be_kept && cache_is_our_own(root, around.checkout.as_ref(), &warn);
    let (begun, surroundings) =
        (Begun::now(), if may_keep { Surroundings::of(root, &manifest, &around) } else { None });
    let walk_below = |folder: &str| {
        let Walked { files, folders, passed_over, is_odd, .. } = walk(root, folder, &belonging, &around).ok()?;
        (!is_odd).then(|| Below { files: files.into_iter().map(|file| file.path).collect(), folders, passed_over })
    };
    let known = surroundings.as_ref().and_then(|surroundings| lookup_files(root, surroundings, begun, walk_below));
    if let Some((Below { files, passed_over, .. }, walk)) = known {
        let mut files = files.into_iter().map(|path| ListedFile { path, other: None }).collect();
        let passed = look_at_passed(root, &passed_over, &belonging);
        let (tracked, left) = add_tracked(root, passed, &[], &belonging, &around, &mut files)?;
        return Ok(FoundFiles { files, walk, tracked, left, may_keep });
    }
    let Walked { mut files, folders, passed_over, repositories, is_odd } = walk(root, "", &belonging, &around)?;
    let walk = surroundings.filter(|_| !is_odd).map(|surroundings| Walk::whole(begun, surroundings, folders));
    let passed = look_at_passed(root, &passed_over, &belonging);
    let (tracked, left) = add_tracked(root, passed, &repositories, &belonging, &around, &mut files)?;
    Ok(FoundFiles { files, walk, tracked, left, may_keep })
}

/// Returns whether the folder of the cache can contain our own files. If git tracks it, others may have written it.
fn cache_is_our_own(root: &Path, checkout: Option<&Checkout>, warn: &impl Fn(&str)) -> bool {
    if root.join(cache::FOLDER).symlink_metadata().is_err() {
        return true;
    }
    if cache::is_of_others(root) {
        warn(&format!(
            "{folder}/ belongs to another user, so that the cache in it is not used and none is made: delete it, or check as that user",
            folder = cache::FOLDER
        ));
        return false;
    }
    let below = [format!("{}/", cache::FOLDER)];
    // If the index cannot be read, nobody knows.
    let is_tracked =
        checkout.is_some_and(|checkout| checkout.tracked(&below).map_or(true, |tracked| !tracked.is_empty()));
    if is_tracked {
        warn(&format!(
            "git tracks {folder}/, in which this program keeps what it has read: others may have written it, and it is not used; \
             `git rm -r --cached {folder}` takes it out of git",
            folder = cache::FOLDER
        ));
    }
    !is_tracked
}

/// Adds the files that git's patterns ignore and its index tracks: git does not ignore them. Returns their paths, and
/// what is then left unread.
fn add_tracked(
    root: &Path,
    passed: Passed,
    repositories: &[String],
    belonging: &Belonging,
    around: &IgnoreContext,
    files: &mut Vec<ListedFile>,
) -> Result<(HashSet<String>, LeftUnread), Error> {
    let Passed { excluded, mut ignored, ignored_in, meant, is_all } = passed;
    let is_in =
        |path: &str, repository: &str| lies_within(path, repository) && path.trim_end_matches('/') != repository;
    // The innermost repository decides.
    let of = |path: &String| {
        repositories.iter().filter(|repository| is_in(path, repository)).max_by_key(|repository| repository.len())
    };
    let mut by_repository: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in &ignored_in {
        let repository = of(path).map_or("", String::as_str);
        let inner = path.strip_prefix(repository).unwrap_or(path).trim_start_matches('/');
        by_repository.entry(repository).or_default().push(inner.to_owned());
    }
    let mut added = HashSet::new();
    for (repository, paths) in by_repository {
        for path in tracked_in(root, repository, &paths, around)? {
            ignored.remove(&path.path);
            let found = belonging_tracked(root, path, belonging, around);
            // Everything that is read of another, tracked repository is tracked.
            found.iter().for_each(|file| _ = ignored.remove(&file.path));
            added.extend(found.iter().map(|file| file.path.clone()));
            files.extend(found);
        }
    }
    let (excluded, ignored) = (excluded.into_iter().collect(), ignored.into_iter().collect());
    let not_checked_out = not_checked_out(root, belonging, around, files)?;
    Ok((
        added,
        LeftUnread { excluded, ignored, not_checked_out, may_be_more: !is_all, meant: worth_telling(meant, files) },
    ))
}

/// Returns the files that would belong if a sparse checkout did not leave them out.
fn not_checked_out(
    root: &Path,
    belonging: &Belonging,
    around: &IgnoreContext,
    files: &[ListedFile],
) -> Result<Vec<String>, Error> {
    let left_out = around.checkout.as_ref().map(Checkout::left_out).transpose()?.unwrap_or_default();
    if left_out.is_empty() {
        return Ok(left_out);
    }
    let read: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let is_missing = |path: &String| !read.contains(path.as_str()) && below(root, path).symlink_metadata().is_err();
    Ok(left_out.into_iter().filter(|path| belonging.of_whole(path).is_ok() && is_missing(path)).collect())
}

/// Returns the entries at or below some paths in the index of a repository, which is given by its path from the root.
/// All paths are from the root.
fn tracked_in(
    root: &Path,
    repository: &str,
    paths: &[String],
    around: &IgnoreContext,
) -> Result<Vec<gainsay_git::Tracked>, Error> {
    let unknown = |trouble: gainsay_git::GitError| {
        let problem = Error::from(trouble);
        let first = escaped(paths.first().map_or("", String::as_str)).into_owned();
        let message = format!(
            "{}, so that nobody can say whether git tracks {first}, which its patterns ignore",
            problem.message
        );
        Error { message, ..problem }.help("mend the repository; `git status` tells what is wrong with it")
    };
    let inner;
    let checkout = if repository.is_empty() {
        around.trouble.clone().map_or(Ok(around.checkout.as_ref()), |trouble| Err(unknown(trouble)))?
    } else {
        let place = below(root, repository);
        inner = IgnoreContext::of_repository(&place.canonicalize().unwrap_or(place));
        inner.checkout.as_ref()
    };
    let asked: Vec<String> = paths.iter().map(|path| askable(path).to_owned()).collect();
    let mut found = checkout.map(|checkout| checkout.tracked(&asked)).transpose().map_err(unknown)?.unwrap_or_default();
    if asked != paths {
        found.retain(|tracked| paths.iter().any(|path| lies_within(&tracked.path, path.trim_end_matches('/'))));
    }
    if repository.is_empty() {
        return Ok(found);
    }
    let within = |tracked: gainsay_git::Tracked| gainsay_git::Tracked {
        path: format!("{repository}/{}", tracked.path),
        file: Path::new(repository).join(tracked.file),
    };
    Ok(found.into_iter().map(within).collect())
}

/// Returns a path that git can be asked for: the path itself, or the nearest folder above it, with `/` at its end,
/// whose name is known. A name that is not UTF-8 is known only as it is shown.
fn askable(path: &str) -> &str {
    let Some(odd) = path.find(char::REPLACEMENT_CHARACTER) else { return path };
    let end = path.get(..odd).and_then(|before| before.rfind('/')).map_or(0, |slash| slash + 1);
    path.get(..end).unwrap_or_default()
}

/// Returns the files to read for a path that git tracks, although its patterns ignore it.
fn belonging_tracked(
    root: &Path,
    tracked: gainsay_git::Tracked,
    belonging: &Belonging,
    around: &IgnoreContext,
) -> Vec<ListedFile> {
    let place = root.join(&tracked.file);
    let Ok(found) = fs::metadata(&place) else { return Vec::new() };
    let path = tracked.path;
    if found.is_dir() {
        // This is another repository, or a link to a folder.
        let is_taken = belonging.of_folders_above(&path).is_ok() && belonging.takes(&path, true);
        return if is_taken {
            walk(root, &path, belonging, around).map(|walked| walked.files).unwrap_or_default()
        } else {
            Vec::new()
        };
    }
    if belonging.of_whole(&path).is_err() {
        return Vec::new();
    }
    let is_plain = below(root, &path) == place;
    let other = if !found.is_file() { Some(Err(NO_REGULAR_FILE.to_owned())) } else { (!is_plain).then_some(Ok(place)) };
    vec![ListedFile { path, other }]
}

/// Returns those of the files probably meant as record files that are worth reporting: not the copies beside a file
/// that is read.
fn worth_telling(meant: Vec<String>, files: &[ListedFile]) -> Vec<String> {
    if meant.is_empty() {
        return meant;
    }
    let read: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    meant.into_iter().filter(|path| !is_copy(path, |meant| read.contains(meant))).collect()
}

/// Returns whether a workspace reads the files in one of its folders, judging by names: neither the folder nor any
/// above it is hidden, or left out by the manifest.
///
/// # Errors
/// Returns an error if the manifest cannot be read.
pub fn reads_folder(root: &Path, within: &Path) -> Result<bool, Error> {
    let belonging = Belonging::by_manifest(&read_manifest(&root.join(MANIFEST))?);
    let path = path_from(Path::new(""), within);
    Ok(belonging.of_folders_above(&path).is_ok() && belonging.takes(&path, true))
}

/// Returns whether a workspace would read a file at this path if it were saved; for paths that no walk has seen.
/// Repositories within the workspace, and the index of git, are not considered.
pub fn belongs(root: &Path, path: &str) -> bool {
    let Ok(manifest) = read_manifest(&root.join(MANIFEST)) else { return false };
    if Belonging::by_manifest(&manifest).of_whole(path).is_err() {
        return false;
    }
    let mut ignoring = Ignoring::of(&IgnoreContext::of(root), "", root);
    ignoring.enter("", root);
    let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    for folder in folders {
        if ignoring.ignores(folder, true) {
            return false;
        }
        ignoring.enter(folder, &below(root, folder));
    }
    !ignoring.ignores(path, false)
}

/// Returns the reason why a file or folder of a workspace is not read, by its path from the root, provided that no file
/// at or below the path is read; none if there is nothing in it to read.
///
/// # Errors
/// Returns an error if the manifest cannot be read.
pub fn why_unread(root: &Path, path: &str, left: &LeftUnread) -> Result<Option<Aside>, Error> {
    let belonging = Belonging::by_manifest(&read_manifest(&root.join(MANIFEST))?);
    let is_folder = root.join(path).is_dir();
    if let Err(aside) = belonging.of_folders_above(path).and_then(|()| belonging.of(path, is_folder, || false)) {
        return Ok(Some(aside));
    }
    let lies_here = |files: &[String]| files.iter().any(|file| lies_within(file, path));
    let found =
        [(&left.ignored, Aside::Ignored), (&left.excluded, Aside::Excluded), (&left.meant, Aside::ProbablyMeant)];
    let found = found.into_iter().find(|(files, _)| lies_here(files)).map(|(_, aside)| aside);
    // A file that everything else lets in can only be ignored.
    Ok(found.or((!is_folder).then_some(Aside::Ignored)))
}
