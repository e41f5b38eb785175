//! The editing of a workspace's files: by one program at a time, and each file whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gainsay_model::Workspace;
use gainsay_model::edit::Texts;
use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Seals, Suggest};
use gainsay_model::workspace::MANIFEST;

use crate::belonging::Belonging;
use crate::cache::make_own_folder;
use crate::clock::Begun;
use crate::disk::DiskFiles;
use crate::files::find;
use crate::manifest::read_manifest;
use crate::paths::below;
use crate::write::{Draft, refuse_leaving};
use crate::{Error, Events, LoadOptions};

/// The time for which another program that edits the workspace is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The time between two attempts to take the lock.
const PAUSE: Duration = Duration::from_millis(20);

/// The files of a workspace, which no other program edits while this value lives.
pub struct EditSession {
    root: PathBuf,
    /// The lock, held until it is dropped; none for a dry run.
    _lock: Option<File>,
}

impl EditSession {
    /// Begins to edit a workspace. Waits up to two seconds for another program that edits it.
    ///
    /// # Errors
    /// Returns an error if the other program edits for longer, or if the lock cannot be made.
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

    /// Begins a dry run, which shows what edits would do and writes nothing.
    pub fn dry(root: &Path) -> EditSession {
        EditSession { root: root.to_owned(), _lock: None }
    }

    /// Returns the text of a file, by its path from the root; none if there is no such file.
    ///
    /// # Errors
    /// Returns the reason why it cannot be read.
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
    /// Returns an error if its root cannot be listed, or if a file with a new text would not be read.
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
        let read =
            ParsedFiles::read(&source, all.into_iter().collect(), None, options.threads(), Seals::default(), &|| ());
        Ok(read.finish(Suggest::All))
    }

    /// Writes new texts, all or none, provided that the files still have the texts that were read. A file without an
    /// earlier text is new.
    ///
    /// # Errors
    /// Returns an error if a file was changed meanwhile or cannot be written. Then nothing is written, unless the
    /// system fails while files are put in their places; the message then says which are written.
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

/// The files on disk, with other texts in the place of some of them.
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
