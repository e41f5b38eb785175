//! Unsaved texts that lie over the files of a workspace on disk, such as those of an editor.

use std::collections::BTreeMap;
use std::sync::Arc;

use gainsay_model::file::FileSource;

use crate::DiskFiles;

/// Unsaved texts by the paths of their files, from the workspace's root.
#[derive(Clone, Default, Debug)]
pub struct Overlays {
    texts: Arc<BTreeMap<String, Arc<str>>>,
}

impl Overlays {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Returns the text over a file, if there is one.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        self.texts.get(path)
    }

    /// Iterates over the paths, in byte order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Lays a text over a file. Returns whether it differs from the earlier one.
    pub fn set(&mut self, path: &str, text: String) -> bool {
        if self.text(path).is_some_and(|known| **known == *text) {
            return false;
        }
        Arc::make_mut(&mut self.texts).insert(path.to_owned(), text.into());
        true
    }

    /// Removes the text over a file. Returns whether there was one.
    pub fn clear(&mut self, path: &str) -> bool {
        self.texts.contains_key(path) && Arc::make_mut(&mut self.texts).remove(path).is_some()
    }
}

/// The files of a workspace on disk, with unsaved texts over them.
pub(crate) struct OverlaidFiles {
    pub disk: Arc<DiskFiles>,
    pub overlays: Overlays,
}

impl FileSource for OverlaidFiles {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        match self.overlays.text(path) {
            Some(text) => {
                bytes.extend_from_slice(text.as_bytes());
                Ok(())
            }
            None => self.disk.fetch(path, bytes),
        }
    }
}
