//! Editing the files of a workspace: by one program at a time, and each file whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gainsay_model::Workspace;
use gainsay_model::edit::Texts;
use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Suggest};
use gainsay_model::workspace::MANIFEST;

use crate::belonging::Belonging;
use crate::cache::make_own_folder;
use crate::clock::Begun;
use crate::disk::{DiskFiles, below};
use crate::files::find;
use crate::manifest::read_manifest;
use crate::write::{Draft, refuse_leaving};
use crate::{Error, Events, LoadOptions};

/// How long to wait for whoever edits the workspace now.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// The files of a workspace, which nobody else edits while this value lives.
pub struct EditSession {
    root: PathBuf,
    /// The lock, held until it is dropped; none where nothing is to be written.
    _lock: Option<File>,
}

impl EditSession {
    /// Begins to edit a workspace. Another program that edits it is waited for, for two seconds.
    ///
    /// # Errors
    /// Returns an error where another program edits for longer, and where the lock cannot be made.
    pub fn begin(root: &Path) -> Result<EditSession, Error> {
        let folder = make_own_folder(root).ok_or_else(|| {
            Error::new(format!("{} cannot be locked for editing", root.display()))
                .help("make its folder `.gainsay` your own and writable")
        })?;
        let path = folder.join("lock");
        let open = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = open.map_err(|e| Error::at(&path, "opened", &e))?;
        let begun = Begun::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(EditSession { root: root.to_owned(), _lock: Some(lock) }),
                Err(TryLockError::WouldBlock) if begun.passed() < PATIENCE => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new("another program is editing this workspace")
                        .help("wait until it is done, and try again; nothing was changed"));
                }
                Err(TryLockError::Error(e)) => return Err(Error::at(&path, "locked", &e)),
            }
        }
    }

    /// Begins to look at what edits would do, and to write nothing.
    pub fn dry(root: &Path) -> EditSession {
        EditSession { root: root.to_owned(), _lock: None }
    }

    /// Returns the text of a file, by its path from the root; none if there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn text(&self, path: &str) -> Result<Option<String>, Error> {
        let file = below(&self.root, path);
        match fs::read(&file) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(Error::new(format!("{} is not UTF-8", file.display())).help("save it as UTF-8 first")),
            },
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::at(&file, "read", &e)),
        }
    }

    /// Reads the workspace as it would be with other texts in some of its files.
    ///
    /// # Errors
    /// Returns an error where its root cannot be listed, or a file with a new text would not be read.
    pub fn load_with(&self, texts: &Texts, options: LoadOptions, events: &dyn Events) -> Result<Workspace, Error> {
        let listed = find(&self.root, false, |text| events.warn(text))?.files;
        let (disk, paths) = DiskFiles::of(&self.root, listed);
        let belonging = Belonging::by_manifest(&read_manifest(&self.root.join(MANIFEST))?);
        let mut all: BTreeSet<String> = paths.into_iter().collect();
        for path in texts.keys() {
            if belonging.of_whole(path).is_err() {
                return Err(Error::new(format!("{path} is no file that is read as part of this workspace"))
                    .help("name a file that ends in `.yaml`, not hidden, and not excluded by the manifest"));
            }
            all.insert(path.clone());
        }
        let source: Arc<dyn FileSource> = Arc::new(Overlay { disk, texts: texts.clone() });
        let read = ParsedFiles::read(&source, all.into_iter().collect(), None, options.threads(), &|| ());
        Ok(read.finish(Suggest::All))
    }

    /// Writes new texts, all of them or none, where the files still say what was read. A file with no text before is a
    /// new one.
    ///
    /// # Errors
    /// Returns an error where a file was changed meanwhile or cannot be written. Then nothing is, but where the system
    /// fails in the midst of putting files in their places; then the message says which are written.
    pub fn write(&self, before: &Texts, after: &Texts) -> Result<(), Error> {
        let mut drafts = Vec::new();
        for (path, text) in after {
            let file = below(&self.root, path);
            if self.text(path)?.as_ref() != before.get(path) {
                return Err(Error::new(format!("{} was changed meanwhile", file.display()))
                    .help("try again; nothing was written"));
            }
            refuse_leaving(&file).map_err(|e| Error::at(&file, "written", &e))?;
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).map_err(|e| Error::at(folder, "made", &e))?;
            }
            let draft = Draft::write(&file, text.as_bytes());
            drafts.push((path, draft.map_err(|e| Error::at(&file, "written", &e).help("nothing was written"))?));
        }
        let mut written: Vec<&str> = Vec::new();
        for (path, draft) in drafts {
            if let Err(e) = draft.put_in_place() {
                let error = Error::at(&below(&self.root, path), "written", &e);
                return Err(match written.as_slice() {
                    [] => error.help("nothing was written"),
                    done => error.help(format!("written before that: {}", done.join(", "))),
                });
            }
            written.push(path);
        }
        Ok(())
    }
}

/// The files on disk, some of them with other texts.
struct Overlay {
    disk: DiskFiles,
    texts: Texts,
}

impl FileSource for Overlay {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        match self.texts.get(path) {
            Some(text) => {
                bytes.clear();
                bytes.extend_from_slice(text.as_bytes());
                Ok(())
            }
            None => self.disk.fetch(path, bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").expect("a manifest");
        fs::write(folder.path().join("a.yaml"), "entity: a\nname: A\n").expect("a file");
        folder
    }

    fn texts(path: &str, text: &str) -> Texts {
        Texts::from([(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn what_was_changed_meanwhile_is_not_overwritten() {
        let folder = workspace();
        let session = EditSession::begin(folder.path()).expect("a session");
        let before = texts("a.yaml", "entity: a\nname: A\n");
        fs::write(folder.path().join("a.yaml"), "entity: a\nname: B\n").expect("a file");
        let mut after = texts("a.yaml", "entity: a\nname: C\n");
        after.insert("b.yaml".into(), "entity: b\nname: B\n".into());
        assert!(session.write(&before, &after).is_err());
        assert!(!folder.path().join("b.yaml").exists());
        assert_eq!(session.text("a.yaml"), Ok(Some("entity: a\nname: B\n".to_owned())));
        assert_eq!(session.write(&texts("a.yaml", "entity: a\nname: B\n"), &after), Ok(()));
        assert_eq!(session.text("b.yaml"), Ok(Some("entity: b\nname: B\n".to_owned())));
    }

    #[test]
    fn only_one_edits_at_a_time() {
        let folder = workspace();
        let session = EditSession::begin(folder.path()).expect("a session");
        assert!(EditSession::begin(folder.path()).is_err());
        drop(session);
        assert!(EditSession::begin(folder.path()).is_ok());
    }
}
