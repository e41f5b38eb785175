//! The key by which this program recognizes its own files: random bytes in a file of the user, in the folder for the
//! state of programs. It is made when it is first needed. If it cannot be kept so that nobody else can read or write
//! it, there is no key, and nothing is kept.

#[cfg(not(test))]
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::own;
#[cfg(not(test))]
use crate::temp_files::TempFile;

/// The length of a key in bytes.
const LENGTH: usize = 32;

/// The name of the file.
const NAME: &str = "key";

/// A user's key on a machine.
#[derive(Clone)]
pub struct Key(pub [u8; LENGTH]);

impl Key {
    /// Returns the key for a workspace with that root, if there is one already.
    #[cfg(not(test))]
    pub fn known(root: &Path) -> Option<Key> {
        Key::in_folder(&state_folder().filter(|folder| !came_with(folder, root))?)
    }

    /// Returns the key for a workspace with that root, and makes it if there is none yet.
    #[cfg(not(test))]
    pub fn known_or_made(root: &Path) -> Option<Key> {
        let folder = state_folder().filter(|folder| !came_with(folder, root))?;
        Key::in_folder(&folder).or_else(|| {
            make(&folder)?;
            Key::in_folder(&folder)
        })
    }

    /// Returns a key that is always there.
    #[cfg(test)]
    pub fn known(_root: &Path) -> Option<Key> {
        Some(Key([7; LENGTH]))
    }

    /// Returns a key that is always there.
    #[cfg(test)]
    pub fn known_or_made(root: &Path) -> Option<Key> {
        Key::known(root)
    }

    /// Reads the key in a folder. Only the user can have put it there or read it: git, and archives made by others,
    /// write files that everybody may read.
    fn in_folder(folder: &Path) -> Option<Key> {
        own::is_private_folder(folder).then_some(())?;
        let mut file = own::open(&folder.join(NAME), own::Access::Private)?;
        let mut bytes = Vec::with_capacity(LENGTH + 1);
        (&mut file).take(LENGTH as u64 + 1).read_to_end(&mut bytes).ok()?;
        bytes.try_into().ok().map(Key)
    }
}

/// Makes a key, unless its place is taken.
#[cfg(not(test))]
fn make(folder: &Path) -> Option<()> {
    use std::io::Write;
    let mut key = [0; LENGTH];
    getrandom::fill(&mut key).ok()?;
    own::make_private_folder(folder).ok()?;
    own::is_private_folder(folder).then_some(())?;
    // The file is whole before it gets its name: another run may look for it at this moment.
    let (temporary, mut file) = TempFile::new_in(folder, None).ok()?;
    file.write_all(&key).and_then(|()| file.sync_all()).ok()?;
    drop(file);
    let place = folder.join(NAME);
    match temporary.put_at_new(&place) {
        Ok(()) => Some(()),
        // A file that is there, and is not to be trusted, stays: it belongs to somebody.
        Err(_) => fs::symlink_metadata(&place).ok().map(|_| ()),
    }
}

/// Returns whether a folder lies in a workspace with that root, or in the repository around it. Then whoever made the
/// workspace may have put their own key there, as when the workspace is the home folder of a container.
#[cfg_attr(test, allow(dead_code))]
fn came_with(folder: &Path, root: &Path) -> bool {
    let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok());
    let (Some(there), Some(root)) = (real(folder), real(root)) else { return true };
    let top = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&root);
    there.starts_with(top)
}

/// Returns the folder in which this program keeps its state for a user; none if there is none.
#[cfg_attr(test, allow(dead_code))]
fn state_folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || std::env::home_dir().filter(|home| home.is_absolute());
    let states = named("XDG_STATE_HOME").or_else(|| {
        if cfg!(windows) {
            named("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            home().map(|home| home.join("Library/Application Support"))
        } else {
            home().map(|home| home.join(".local/state"))
        }
    });
    Some(states?.join("gainsay"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_key_that_others_may_know_or_write_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path();
        let is_one = || Key::in_folder(own).is_some();
        let file = own.join(NAME);
        let mode = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        mode(own, 0o700);
        assert!(!is_one(), "there is none");
        fs::write(&file, [1; LENGTH]).unwrap();
        mode(&file, 0o600);
        assert!(is_one());
        for open in [0o640, 0o604, 0o620, 0o602] {
            mode(&file, open);
            assert!(!is_one(), "{open:o}");
        }
        mode(&file, 0o600);
        mode(own, 0o770);
        assert!(!is_one(), "others may put another in its place");
        mode(own, 0o700);
        for wrong in [LENGTH - 1, LENGTH + 1, 0] {
            fs::write(&file, vec![1; wrong]).unwrap();
            assert!(!is_one(), "{wrong} bytes");
        }
        fs::rename(&file, own.join("other")).unwrap();
        fs::write(own.join("other"), [1; LENGTH]).unwrap();
        symlink(own.join("other"), &file).unwrap();
        assert!(!is_one(), "a link");
    }
}
