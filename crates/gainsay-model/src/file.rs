//! Files of a workspace, and the sources that their texts are fetched from.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxBuildHasher;

use crate::vocabularies::Vocabulary;

/// A file that was read. Its text is fetched again when somebody asks for it.
#[derive(Debug)]
pub struct File {
    /// The path from the workspace's root, with `/` between folders; `<NAME>` for a built-in vocabulary.
    pub path: String,
    /// The text, from the first time that it is asked for.
    text: OnceLock<Arc<str>>,
    /// The source that the text is fetched from, and the digest of the bytes that were read.
    source: Option<(SharedSource, u64)>,
    /// Whether the file is a vocabulary that comes with the program.
    pub built_in: bool,
}

impl File {
    pub(crate) fn new(path: String, text: &str, built_in: bool) -> File {
        File { path, text: OnceLock::from(Arc::from(text)), source: None, built_in }
    }

    pub(crate) fn built_in(vocabulary: &Vocabulary) -> File {
        File::new(format!("<{}>", vocabulary.name), vocabulary.text, true)
    }

    pub(crate) fn from_source(path: String, source: Arc<dyn FileSource>, digest: u64) -> File {
        File { path, text: OnceLock::new(), source: Some((SharedSource(source), digest)), built_in: false }
    }

    /// Returns a copy that shares the text.
    pub(crate) fn shared(&self) -> File {
        File { path: self.path.clone(), text: self.text.clone(), source: self.source.clone(), built_in: self.built_in }
    }

    /// Returns the text of the file; it is empty if the file could not be read, or has changed since.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| self.fetch().unwrap_or_default().into())
    }

    fn fetch(&self) -> Option<String> {
        let (SharedSource(source), known) = self.source.as_ref()?;
        let mut bytes = Vec::new();
        source.fetch(&self.path, &mut bytes).ok()?;
        String::from_utf8(bytes).ok().filter(|text| digest(text.as_bytes()) == *known)
    }
}

/// A source of files, which are fetched from it again and again while a workspace is in use.
pub trait FileSource: Send + Sync {
    /// Reads a file into `bytes`, which is emptied first.
    ///
    /// # Errors
    ///
    /// Returns, in words, the reason for which the file cannot be read.
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String>;
}

/// A source whose `Debug` output shows nothing of it.
#[derive(Clone)]
struct SharedSource(Arc<dyn FileSource>);

impl std::fmt::Debug for SharedSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedSource")
    }
}

/// Returns a number that tells these bytes from others, in one run of the program. It is no cryptographic digest, and
/// two texts with one number can be made on purpose.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    FxBuildHasher.hash_one(bytes)
}
