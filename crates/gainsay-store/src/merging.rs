//! Effects of a merge that git does not see: it merges each file by itself, and a record may have moved from one file
//! to another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use gainsay_git::{Blob, Id, Repository, Staged};
use gainsay_model::schema::Kind;
use gainsay_model::yaml::{self, Node};

use crate::Error;
use crate::paths::{path_from, root_above};
use crate::trees::{BlobChange, Trees};

/// A record that one side of a merge has deleted, and that is back because the other side has moved it to another file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Revived {
    /// The record, as `claim an-id`.
    pub record: String,
    /// The file that has it again, from the repository's folder.
    pub path: String,
    /// Says whether the branch that is merged into deleted it; otherwise the merged branch did.
    pub deleted_by_ours: bool,
}

/// Returns the commits that are being merged, as git names them: from a file or, while git makes the commit of a merge
/// by itself, from the environment.
pub fn heads(repository: &Repository) -> Vec<String> {
    if let Ok(heads) = std::fs::read_to_string(repository.git_folder().join("MERGE_HEAD")) {
        return heads.lines().map(str::to_owned).collect();
    }
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter_map(|name| name.strip_prefix("GITHEAD_").map(str::to_owned)).collect()
}

/// Returns the deletions that a merge has undone, by record, in the workspace in whose folder the repository was
/// opened. Only files in which the commits differ are read, and of these only what belongs to the workspace.
///
/// # Errors
/// Returns an error if a commit or a file in git cannot be read.
pub fn revived(repository: &Repository, ours: Id, theirs: Id) -> Result<Vec<Revived>, Error> {
    // Without a common ancestor nothing can have been deleted since.
    let Ok(base) = repository.merge_base(ours, theirs) else { return Ok(Vec::new()) };
    let (here, there) = (Changed::between(repository, base, ours)?, Changed::between(repository, base, theirs)?);
    let mut revived = Vec::new();
    for (deleted, moved, deleted_by_ours) in [(&here, &there, true), (&there, &here, false)] {
        for (record, path) in &moved.moved {
            if deleted.deleted.contains(record) {
                revived.push(Revived { record: record.clone(), path: path.clone(), deleted_by_ours });
            }
        }
    }
    if revived.is_empty() {
        return Ok(revived);
    }
    let index = repository.index()?;
    let mut staged: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for (path, blob) in index.files().filter(|(path, _)| revived.iter().any(|revived| revived.path == *path)) {
        if let Staged::As(blob) = blob {
            staged.insert(path, records(&repository.content(blob.id)?));
        }
    }
    revived
        .retain(|revived| staged.get(revived.path.as_str()).is_some_and(|records| records.contains(&revived.record)));
    let whole = |path: &str| {
        if repository.folder().is_empty() { path.to_owned() } else { format!("{}/{path}", repository.folder()) }
    };
    revived.iter_mut().for_each(|revived| revived.path = whole(&revived.path));
    revived.sort();
    Ok(revived)
}

/// Returns the paths in which a side of a merge differs from the common ancestor.
///
/// # Errors
/// Returns an error if a commit or a folder in git cannot be read.
pub fn touched(repository: &Repository, ours: Id, theirs: Id) -> Result<Vec<String>, Error> {
    let Ok(base) = repository.merge_base(ours, theirs) else { return Ok(Vec::new()) };
    let (mut paths, theirs) =
        (repository.paths_between(Some(base), ours)?, repository.paths_between(Some(base), theirs)?);
    paths.extend(theirs);
    Ok(paths)
}

/// Returns the file to which a side of a merge has moved a record that is no longer in `path`, if there is one. Both
/// paths are from the root of the repository. `ours` selects the side. Only files in which the two sides differ are
/// read, and of these only what belongs to the workspace around `path`.
///
/// # Errors
/// Returns an error if a commit or a file in git cannot be read.
pub fn moved_to(repository: &Repository, record: &str, path: &str, ours: bool) -> Result<Option<String>, Error> {
    let heads = heads(repository);
    let ([head], Some(checkout)) = (heads.as_slice(), repository.checkout()) else { return Ok(None) };
    let Some(root) = checkout.join(path).parent().and_then(root_above).filter(|root| root.starts_with(&checkout))
    else {
        return Ok(None);
    };
    let repository = Repository::around(&root)?;
    let inner = path_from(&root, &checkout.join(path));
    let (here, there) = (repository.commit_of("HEAD")?, repository.commit_of(head)?);
    let (from, to) = if ours { (there, here) } else { (here, there) };
    let id = record.split_once(' ').map_or(record, |(_, id)| id);
    for step in steps(&repository, &Trees::new(&repository), from, to)? {
        let Some(blob) = step.after.filter(|_| step.path != inner) else { continue };
        let content = repository.content(blob.id)?;
        let may_have = String::from_utf8_lossy(&content).contains(id);
        if may_have && records(&content).contains(record) {
            return Ok(Some(path_from(Path::new(&checkout), &root.join(step.path))));
        }
    }
    Ok(None)
}

/// The changes of records between two commits.
struct Changed {
    /// The records that are in no file any more.
    deleted: BTreeSet<String>,
    /// The records that are in another file, with that file.
    moved: BTreeMap<String, String>,
}

impl Changed {
    fn between(repository: &Repository, before: Id, after: Id) -> Result<Changed, Error> {
        let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
        for difference in steps(repository, &Trees::new(repository), before, after)? {
            let read = |blob: Option<Blob>| {
                blob.map_or_else(|| Ok(BTreeSet::new()), |blob| repository.content(blob.id).map(|text| records(&text)))
            };
            old.extend(read(difference.before)?.into_iter().map(|record| (record, difference.path.clone())));
            new.extend(read(difference.after)?.into_iter().map(|record| (record, difference.path.clone())));
        }
        let deleted = old.keys().filter(|record| !new.contains_key(*record)).cloned().collect();
        new.retain(|record, path| old.get(record).is_some_and(|before| before != path));
        Ok(Changed { deleted, moved: new })
    }
}

/// Returns the files in which two commits differ and that belong to the workspace of their own commit.
fn steps(repository: &Repository, trees: &Trees, before: Id, after: Id) -> Result<Vec<BlobChange>, Error> {
    trees.steps(repository.tree(before)?, repository.tree(after)?)
}

/// Returns the records of a file, as `claim an-id`; none if it cannot be read.
fn records(content: &[u8]) -> BTreeSet<String> {
    let Ok(text) = yaml::decode(content) else { return BTreeSet::new() };
    let name = |document: &yaml::Document| {
        let first = document.entries.first()?;
        Kind::of_first_key(&first.key.text).filter(|kind| *kind != Kind::Manifest)?;
        if let Node::Scalar(id) = &first.value { Some(format!("{} {}", first.key.text, id.text)) } else { None }
    };
    yaml::read(text).documents.iter().filter_map(name).collect()
}
