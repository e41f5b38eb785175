//! Texts of copies, kept for later runs by what they were made from: the copy, the addresses of its source, and the
//! programs. Each is a file of its own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use gainsay_sources::{Form, KeptCopy, LARGEST_COPY, LineEndHyphens, Reading, TextOfRecord};

use super::sealed::{BLOCK, Magic};
use super::{CacheMode, Writing, open_sealed, own_folder};

/// The beginning of the files' names. Another form of the files gets another name.
const NAME: &str = "text-1-";

const MAGIC: Magic = *b"gainsay texts 1\n";

/// The size in bytes of a page from which its text is worth keeping: the text of a smaller page is extracted quicker
/// than anybody notices.
const LARGE: usize = 64 << 10;

/// The texts of copies that are kept for a workspace.
#[derive(Debug)]
pub struct TextCache {
    root: PathBuf,
    mode: CacheMode,
    /// The names of the files that were read or written.
    used: Mutex<HashSet<String>>,
    pdftotext: OnceLock<Vec<u8>>,
}

impl TextCache {
    /// Makes the cache of texts for the workspace with that root.
    pub fn of(root: &Path, mode: CacheMode) -> TextCache {
        TextCache { root: root.to_owned(), mode, used: Mutex::default(), pdftotext: OnceLock::new() }
    }

    /// Returns the text of a copy, if it is kept and whole.
    pub fn get(&self, copy: &KeptCopy<'_>) -> Option<TextOfRecord> {
        let (name, form) = self.name(copy)?;
        let mut file = open_sealed(&self.root, &name, &MAGIC)?;
        // Folding takes several times this memory; a larger file was not written here.
        let length = usize::try_from(file.length()).ok().filter(|length| *length <= 4 * LARGEST_COPY)?;
        let mut bytes = Vec::with_capacity(length);
        while file.next(&mut bytes).is_some() {}
        let readings = file.is_whole().then(|| unpack(&bytes)).flatten()?;
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        Some(TextOfRecord { form, readings })
    }

    /// Keeps the text of a copy. If that is impossible, everything works without it, only slower.
    pub fn keep(&self, copy: &KeptCopy<'_>, text: &TextOfRecord) {
        let Some((name, form)) = self.name(copy).filter(|_| self.mode.writes()) else { return };
        // A text extracted from a page in a WARC file may have another form.
        if form != text.form {
            return;
        }
        if let Some(writing) = Writing::begin(&self.root)
            && writing.keep_sealed(&name, &MAGIC, &pack(text)).is_ok()
        {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        }
    }

    /// Deletes the files that were neither read nor written: what they were made from no longer exists.
    pub fn sweep(&self) {
        if !self.mode.writes() {
            return;
        }
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = own_folder(&self.root) else { return };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(NAME) && !used.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Returns the name of the file for the text of a copy, and its form; none if the text is not worth keeping.
    fn name(&self, copy: &KeptCopy<'_>) -> Option<(String, Form)> {
        if self.mode == CacheMode::Never || copy.bytes.len() > LARGEST_COPY {
            return None;
        }
        let form = Form::of(copy.name, copy.bytes).ok()?;
        let is_worth_it = match form {
            Form::PlainText => false,
            Form::Pdf => true,
            Form::Markdown | Form::Html | Form::Mhtml | Form::Warc => {
                self.mode == CacheMode::Always || copy.bytes.len() >= LARGE
            }
        };
        let mut hasher = blake3::Hasher::new();
        let version = env!("CARGO_PKG_VERSION").as_bytes();
        let pdftotext = if form == Form::Pdf { self.pdftotext() } else { b"" };
        let parts = [version, pdftotext, copy.name.as_bytes(), copy.bytes];
        for part in parts.into_iter().chain(copy.addresses.iter().map(|address| address.as_bytes())) {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        let digest = hasher.finalize().to_hex();
        is_worth_it.then(|| (format!("{NAME}{}", &digest[..32]), form))
    }

    /// Returns the version that `pdftotext` reports.
    fn pdftotext(&self) -> &[u8] {
        self.pdftotext.get_or_init(|| {
            let asked = Command::new("pdftotext").arg("-v").stdin(Stdio::null()).output();
            asked.map(|output| output.stderr).unwrap_or_default()
        })
    }
}

fn pack(text: &TextOfRecord) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BLOCK);
    for reading in &text.readings {
        bytes.push(u8::from(reading.hyphens == LineEndHyphens::MaySplitWords));
        bytes.extend((reading.text.len() as u64).to_le_bytes());
        bytes.extend(reading.text.as_bytes());
    }
    bytes
}

fn unpack(mut bytes: &[u8]) -> Option<Vec<Reading>> {
    let mut readings = Vec::new();
    while let Some((hyphens, rest)) = bytes.split_first() {
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (text, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let hyphens = if *hyphens == 1 { LineEndHyphens::MaySplitWords } else { LineEndHyphens::Kept };
        readings.push(Reading { text: std::str::from_utf8(text).ok()?.to_owned(), hyphens });
        bytes = rest;
    }
    (!readings.is_empty()).then_some(readings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: &str) -> Vec<u8> {
        format!("<!doctype html><meta charset=utf-8><p>{words}").into_bytes()
    }

    #[test]
    fn a_text_is_kept_by_what_it_was_made_of() {
        let folder = tempfile::tempdir().unwrap();
        let cache = TextCache::of(folder.path(), CacheMode::Always);
        let reading = |text: &str| Reading { text: text.to_owned(), hyphens: LineEndHyphens::Kept };
        let text = TextOfRecord { form: Form::Html, readings: vec![reading("Wörter"), reading("")] };
        let (one, other) = (page("one"), page("other"));
        let copy = KeptCopy { name: "a.html", bytes: &one, addresses: &["x"] };
        assert_eq!(cache.get(&copy), None);
        cache.keep(&copy, &text);
        assert_eq!(cache.get(&copy), Some(text.clone()));
        assert_eq!(TextCache::of(folder.path(), CacheMode::Always).get(&copy), Some(text));
        for changed in [
            KeptCopy { bytes: &other, ..copy },
            KeptCopy { addresses: &["y"], ..copy },
            KeptCopy { addresses: &[], ..copy },
        ] {
            assert_eq!(cache.get(&changed), None);
        }
        TextCache::of(folder.path(), CacheMode::Always).sweep();
        assert_eq!(cache.get(&copy), None);
    }

    #[test]
    fn a_file_that_was_changed_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = TextCache::of(folder.path(), CacheMode::Always);
        let bytes = page("words");
        let copy = KeptCopy { name: "a.html", bytes: &bytes, addresses: &[] };
        let readings = vec![Reading { text: "words".to_owned(), hyphens: LineEndHyphens::Kept }];
        cache.keep(&copy, &TextOfRecord { form: Form::Html, readings });
        let (name, _) = cache.name(&copy).unwrap();
        let path = folder.path().join(".gainsay").join(name);
        let mut kept = fs::read(&path).unwrap();
        let at = kept.windows(5).position(|part| part == b"words").unwrap();
        kept[at] = b'W';
        fs::write(&path, kept).unwrap();
        assert_eq!(cache.get(&copy), None);
    }
}
