//! The files and folders in which git keeps what concerns more than one revision: settings, hooks, and rules for paths.

use std::path::{Path, PathBuf};

use crate::{GitError, Repository, library_error};

impl Repository {
    /// Returns the file of this repository's own settings, shared by all its checkouts.
    pub fn settings_file(&self) -> PathBuf {
        self.common_folder().join("config")
    }

    /// Returns the folder in which git looks for hooks: that of the setting `core.hooksPath`, else the repository's
    /// own.
    ///
    /// # Errors
    /// Returns an error if the setting leads nowhere, or stands in a file that is not to be trusted.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let set = self
            .git
            .config_snapshot()
            .trusted_path("core.hooksPath")
            .map_err(|e| library_error("core.hooksPath cannot be followed", &e))?;
        let Some(set) = set else { return Ok(self.common_folder().join("hooks")) };
        // Git resolves the path from the folder in which it runs hooks.
        Ok(self.git.workdir().unwrap_or(self.git.git_dir()).join(set))
    }

    /// Returns whether a path lies in the repository: in its checkout, or in the folders that git uses for it.
    pub fn holds(&self, path: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        // A path that does not exist yet lies where its folder lies.
        let there = path.ancestors().find(|path| path.exists()).map_or_else(|| path.to_path_buf(), real);
        [self.git.workdir(), Some(self.git_folder()), Some(self.common_folder())]
            .into_iter()
            .flatten()
            .any(|own| there.starts_with(real(own)))
    }
}

/// Returns the file of a user's own settings, for all repositories, as git chooses it: the one that the environment
/// names; otherwise `~/.gitconfig`, unless only the newer location has one.
///
/// # Errors
/// Returns an error if there is no home folder to look in.
pub fn global_settings() -> Result<PathBuf, GitError> {
    if let Some(named) = std::env::var_os("GIT_CONFIG_GLOBAL") {
        return Ok(named.into());
    }
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let newer = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let newer =
        newer.or_else(|| home.as_ref().map(|home| home.join(".config"))).map(|folder| folder.join("git/config"));
    match (home.map(|home| home.join(".gitconfig")), newer) {
        (Some(own), Some(newer)) if !own.exists() && newer.exists() => Ok(newer),
        (Some(own), _) => Ok(own),
        _ => Err(GitError::new("there is no home folder to keep git's settings in")
            .help("set HOME, or GIT_CONFIG_GLOBAL to a file")),
    }
}
