//! The location of a workspace in its repository: services name files from there.

use std::env;
use std::path::{Path, PathBuf};

use crate::paths::path_from;

/// Returns the path from the root of the repository to a folder in it, with a `/` at its end; empty if the folder is
/// the root, or in no repository.
///
/// The root is the nearest folder above that git keeps, or that a GitHub workflow calls its own: a workflow without git
/// gets the files alone.
pub fn prefix(folder: &Path) -> String {
    let own = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    prefix_below(folder, own.as_deref())
}

/// Returns the address under which a forge shows the files of the repository at the commit that is checked, as GitHub's
/// and GitLab's runners tell it in the environment; none elsewhere.
pub fn forge_address() -> Option<String> {
    let get = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let github =
        || Some(format!("{}/{}/blob/{}", get("GITHUB_SERVER_URL")?, get("GITHUB_REPOSITORY")?, get("GITHUB_SHA")?));
    let gitlab = || Some(format!("{}/-/blob/{}", get("CI_PROJECT_URL")?, get("CI_COMMIT_SHA")?));
    github().or_else(gitlab)
}

fn prefix_below(folder: &Path, own: Option<&Path>) -> String {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let (folder, own) = (real(folder), own.map(real));
    match folder.ancestors().find(|dir| dir.join(".git").exists() || own.as_deref() == Some(dir)) {
        Some(root) if root != folder => format!("{}/", path_from(root, &folder)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_root_counts() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("story/claims of 2018");
        std::fs::create_dir_all(&inner).unwrap();
        assert_eq!(prefix_below(&inner, None), "");
        assert_eq!(prefix_below(&inner, Some(Path::new(""))), "");
        assert_eq!(prefix_below(&inner, Some(outer.path())), "story/claims of 2018/");
        std::fs::create_dir(outer.path().join("story/.git")).unwrap();
        assert_eq!(prefix_below(&inner, Some(outer.path())), "claims of 2018/");
        assert_eq!(prefix_below(&outer.path().join("story"), None), "");
    }
}
