//! Pages of rules on disk, for front ends that can only point to a file.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cache::make_own_folder;
use crate::temp_files::TempFile;

/// The name of the folder of the pages, within the folder of the cache.
const FOLDER: &str = "rules";

/// Writes the page of a rule into the program's own folder in a workspace, unless it is already there, and returns its
/// path; none if that is impossible.
pub fn put_page(root: &Path, rule: &str, text: &str) -> Option<PathBuf> {
    let folder = make_own_folder(root)?.join(FOLDER);
    let _ = fs::create_dir(&folder);
    let is_own = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
    let page = Some(folder.join(format!("{rule}.md"))).filter(|_| is_own)?;
    if fs::read(&page).is_ok_and(|known| known == text.as_bytes()) {
        return Some(page);
    }
    let (temporary, mut file) = TempFile::new_in(&folder, None).ok()?;
    file.write_all(text.as_bytes()).ok()?;
    drop(file);
    temporary.put_at(&page).ok()?;
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_put_there_and_put_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = put_page(folder.path(), "dispute", "# One\n").expect("a page");
        assert_eq!(fs::read_to_string(&page).ok().as_deref(), Some("# One\n"));
        assert_eq!(put_page(folder.path(), "dispute", "# Two\n"), Some(page.clone()));
        assert_eq!(fs::read_to_string(&page).ok().as_deref(), Some("# Two\n"));
    }
}
