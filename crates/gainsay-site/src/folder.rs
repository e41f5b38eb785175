//! The folder of a site. It is written whole or not at all; only changed files are written, and foreign files are not
//! touched.
//!
//! The written files are listed in the folder itself. New content is put into a folder within, and moved to its places
//! once all of it is there; a run that ends early leaves the site as it was.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use gainsay_store::Error;
use gainsay_store::write::{refuse_leaving, write_whole};

use crate::names::digest;

/// The name of the list of written files, by which a folder is recognized as a site.
pub const LIST: &str = "gainsay-site.txt";

/// The first line of the list.
const FIRST_LINE: &str = "gainsay site 1";

/// The name of the folder in which new content waits until all of it is there.
const STAGE: &str = ".gainsay-new";

/// A folder into which a site is being written.
pub struct SiteFolder {
    root: PathBuf,
    /// The files written the last time: paths from the folder, and digests.
    known: BTreeMap<String, String>,
    /// The files of the site now.
    now: BTreeMap<String, String>,
    /// The files that wait to be moved to their places.
    staged: Vec<String>,
}

/// Counts of the files of a site.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Written {
    /// The number of files of the site.
    pub files: usize,
    /// The number of files that were written: new and changed ones.
    pub written: usize,
    /// The number of files that were removed.
    pub removed: usize,
    /// The number of files that would have been removed, but were changed by somebody else.
    pub left: usize,
}

impl SiteFolder {
    /// Opens a folder, and makes it if it does not exist.
    ///
    /// # Errors
    /// Returns an error if the folder contains foreign files, or cannot be written.
    pub fn open(root: &Path) -> Result<SiteFolder, Error> {
        let at = |error: io::Error| Error::at(root, "used for a site", &error);
        refuse_leaving(&root.join(LIST)).map_err(at)?;
        fs::create_dir_all(root).map_err(at)?;
        let known = match fs::read_to_string(root.join(LIST)) {
            Ok(list) => read_list(&list).ok_or_else(|| not_ours(root, LIST))?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(at(error)),
        };
        if known.is_empty() {
            refuse_strange(root)?;
        }
        let folder = SiteFolder { root: root.to_owned(), known, now: BTreeMap::new(), staged: Vec::new() };
        folder.clear_stage()?;
        Ok(folder)
    }

    /// Adds a file. It is written only if its content has changed.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or if a foreign file is in its place.
    pub fn put(&mut self, path: &str, content: &[u8]) -> Result<(), Error> {
        debug_assert!(is_safe(path), "{path}");
        let place = self.root.join(path);
        let now = digest(content);
        let is_known = self.known.contains_key(path);
        let is_there = place.symlink_metadata().is_ok();
        let is_same = is_there && fs::read(&place).is_ok_and(|there| there == content);
        if is_there && !is_known && !is_same {
            return Err(not_ours(&self.root, path));
        }
        if !is_same {
            let staged = self.root.join(STAGE).join(path);
            let failed = |error: io::Error| Error::at(&place, "written", &error);
            if let Err(error) = fs::write(&staged, content) {
                let folder = staged.parent().filter(|_| error.kind() == ErrorKind::NotFound);
                folder.map_or(Err(error), fs::create_dir_all).map_err(failed)?;
                fs::write(&staged, content).map_err(failed)?;
            }
            self.staged.push(path.to_owned());
        }
        self.now.insert(path.to_owned(), now);
        Ok(())
    }

    /// Moves all new files to their places, and removes files that no longer belong to the site.
    ///
    /// # Errors
    /// Returns an error if a file cannot be moved or listed. The next run continues from there.
    pub fn finish(mut self) -> Result<Written, Error> {
        let stale: Vec<(String, String)> = self
            .known
            .iter()
            .filter(|(path, _)| !self.now.contains_key(*path))
            .map(|(path, digest)| (path.clone(), digest.clone()))
            .collect();
        let mut written = Written { files: self.now.len(), written: self.staged.len(), ..Written::default() };
        if !self.staged.is_empty() {
            // A file is in the list before it is moved to its place.
            let all: BTreeMap<String, String> =
                self.known.iter().chain(&self.now).map(|(path, digest)| (path.clone(), digest.clone())).collect();
            self.write_list(&all)?;
            self.move_staged()?;
        }
        for (path, known) in &stale {
            let place = self.root.join(path);
            match fs::read(&place) {
                Ok(there) if digest(&there) == *known => {
                    fs::remove_file(&place).map_err(|error| Error::at(&place, "taken away", &error))?;
                    written.removed += 1;
                    self.remove_empty(place.parent());
                }
                Ok(_) => written.left += 1,
                Err(_) => {}
            }
        }
        let now = std::mem::take(&mut self.now);
        if now != self.known || !self.staged.is_empty() {
            self.write_list(&now)?;
        }
        Ok(written)
    }

    fn move_staged(&self) -> Result<(), Error> {
        let stage = self.root.join(STAGE);
        let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
        for path in &self.staged {
            let folder = path.split_once('/').map(|(folder, _)| folder);
            if let Some(folder) = folder
                && !whole.contains_key(folder)
            {
                let place = self.root.join(folder);
                let is_new = place.symlink_metadata().is_err();
                if is_new {
                    fs::rename(stage.join(folder), &place).map_err(|error| Error::at(&place, "written", &error))?;
                } else if !place.symlink_metadata().is_ok_and(|about| about.is_dir()) {
                    return Err(not_ours(&self.root, folder));
                }
                whole.insert(folder, is_new);
            }
            if folder.is_none_or(|folder| whole.get(folder) != Some(&true)) {
                let place = self.root.join(path);
                fs::rename(stage.join(path), &place).map_err(|error| Error::at(&place, "written", &error))?;
            }
        }
        Ok(())
    }

    fn write_list(&self, files: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut list = format!("{FIRST_LINE}\n");
        for (path, digest) in files {
            list.push_str(&format!("{digest} {path}\n"));
        }
        let place = self.root.join(LIST);
        write_whole(&place, list.as_bytes()).map_err(|error| Error::at(&place, "written", &error))
    }

    fn clear_stage(&self) -> Result<(), Error> {
        let stage = self.root.join(STAGE);
        let failed = |error: io::Error| Error::at(&stage, "used", &error);
        match stage.symlink_metadata() {
            Ok(about) if about.is_dir() => fs::remove_dir_all(&stage).map_err(failed),
            Ok(_) => Err(not_ours(&self.root, STAGE)),
            Err(_) => Ok(()),
        }
    }

    /// Removes a folder of the site if it is empty.
    fn remove_empty(&self, folder: Option<&Path>) {
        if let Some(folder) = folder.filter(|folder| *folder != self.root) {
            // This fails if the folder is not empty.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for SiteFolder {
    fn drop(&mut self) {
        // The next run clears what is left here as well.
        let _ = self.clear_stage();
    }
}

/// Refuses a folder without a list that contains anything but hidden files: git keeps those beside a site.
fn refuse_strange(root: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(root).map_err(|error| Error::at(root, "used for a site", &error))?;
    for entry in entries {
        let name = entry.map_err(|error| Error::at(root, "used for a site", &error))?.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && name != LIST {
            return Err(not_ours(root, &name));
        }
    }
    Ok(())
}

fn not_ours(root: &Path, name: &str) -> Error {
    let name = gainsay_model::text::escaped(name);
    Error::new(format!("{} holds {name}, which no `gainsay site` has written", root.display()))
        .help("give an empty folder, or one that an earlier `gainsay site` has written, with `--out`")
}

/// Reads the list of an earlier run; none if the text is no such list.
fn read_list(list: &str) -> Option<BTreeMap<String, String>> {
    let mut lines = list.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let entry = |line: &str| {
        let (digest, path) = line.split_once(' ')?;
        is_safe(path).then(|| (path.to_owned(), digest.to_owned()))
    };
    lines.map(entry).collect()
}

/// Returns whether a path stays in the folder, and is none of this module's own files.
fn is_safe(path: &str) -> bool {
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    is_plain && !path.is_empty() && !path.starts_with(STAGE) && path != LIST && !path.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, files: &[(&str, &str)]) -> Result<Written, Error> {
        let mut folder = SiteFolder::open(root)?;
        for (path, content) in files {
            folder.put(path, content.as_bytes())?;
        }
        folder.finish()
    }

    fn has(root: &Path, path: &str) -> Option<String> {
        fs::read_to_string(root.join(path)).ok()
    }

    #[test]
    fn only_what_changed_is_written_and_what_is_gone_goes() {
        let made = tempfile::tempdir().expect("a folder");
        let root = made.path().join("site");
        let first = write(&root, &[("a.html", "a"), ("b/c.html", "c"), ("b/d.html", "d")]).expect("written");
        assert_eq!(first, Written { files: 3, written: 3, removed: 0, left: 0 });
        let again = write(&root, &[("a.html", "a"), ("b/c.html", "c"), ("b/d.html", "d")]).expect("written");
        assert_eq!(again, Written { files: 3, written: 0, removed: 0, left: 0 });
        let third = write(&root, &[("a.html", "other")]).expect("written");
        assert_eq!(third, Written { files: 1, written: 1, removed: 2, left: 0 });
        assert_eq!(has(&root, "a.html").as_deref(), Some("other"));
        assert!(!root.join("b").exists() && !root.join(STAGE).exists());
    }

    #[test]
    fn what_is_not_ours_stays() {
        let made = tempfile::tempdir().expect("a folder");
        let root = made.path();
        fs::write(root.join("thesis.txt"), "years of work").expect("a file");
        assert!(write(root, &[("a.html", "a")]).is_err());
        assert_eq!(fs::read_dir(root).expect("a folder").count(), 1);

        let site = root.join("site");
        write(&site, &[("a.html", "a"), ("b.html", "b")]).expect("written");
        fs::write(site.join("CNAME"), "example.org").expect("a file");
        fs::write(site.join("b.html"), "by hand").expect("a file");
        let written = write(&site, &[("a.html", "a")]).expect("written");
        assert_eq!((written.removed, written.left), (0, 1));
        assert_eq!(has(&site, "CNAME").as_deref(), Some("example.org"));
        assert_eq!(has(&site, "b.html").as_deref(), Some("by hand"));
        assert!(write(&site, &[("CNAME", "elsewhere")]).is_err());
        assert_eq!(has(&site, "CNAME").as_deref(), Some("example.org"));
    }

    #[test]
    fn a_run_that_ends_early_changes_nothing() {
        let made = tempfile::tempdir().expect("a folder");
        let root = made.path().join("site");
        write(&root, &[("a.html", "a")]).expect("written");
        let mut folder = SiteFolder::open(&root).expect("opened");
        folder.put("a.html", b"new").expect("staged");
        folder.put("b.html", b"new").expect("staged");
        drop(folder);
        assert_eq!(has(&root, "a.html").as_deref(), Some("a"));
        assert!(!root.join("b.html").exists() && !root.join(STAGE).exists());
    }

    #[test]
    fn a_list_that_leads_out_is_none() {
        for path in ["../x", "/etc/passwd", "a/../../x", "", ".gainsay-new/x", "a\\b"] {
            assert!(read_list(&format!("{FIRST_LINE}\n0 {path}\n")).is_none(), "{path}");
        }
        assert!(read_list("hello\n").is_none());
    }
}
