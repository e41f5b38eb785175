//! The kept copy of a source: its path, whether it is the one that was kept, and its text of record.

use gainsay_model::Workspace;
use gainsay_model::record::Place;
use gainsay_model::yaml::{self, Node};
use gainsay_sources::{CouldNotLook, Extracted, KeptCopy, TextOfRecord};
use sha2::{Digest, Sha256};

use super::{Copies, CopyState, Unreadable, Why};

pub(super) fn read_copy(
    path: &str,
    sha256: Option<&str>,
    addresses: &[String],
    copies: &dyn Copies,
) -> Result<TextOfRecord, (CopyState, Why)> {
    let missing = |why: Option<String>| (CopyState::Missing(why), Why::MissingCopy);
    let bytes = match copies.read(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(missing(None)),
        Err(Unreadable::Outside) => return Err((CopyState::Outside, Why::MissingCopy)),
        Err(Unreadable::Because(why)) => return Err(missing(Some(why))),
    };
    if yaml::is_lfs_pointer(&bytes) {
        return Err(missing(Some("Git LFS has left only a pointer to it: `git lfs pull` fetches it".to_owned())));
    }
    if let Some(digest) = sha256.filter(|text| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())) {
        let now = sha256_of(&bytes);
        if !now.eq_ignore_ascii_case(digest) {
            let by_line_ends = sha256_of(&with_plain_line_ends(&bytes)).eq_ignore_ascii_case(digest);
            return Err((CopyState::Changed { now, by_line_ends }, Why::SourceChanged));
        }
    }
    let beside = copies.read(&format!("{path}.txt")).ok().flatten();
    let text = match beside {
        Some(text) => gainsay_sources::text_beside_copy(&text),
        None => text_of(path, &bytes, addresses, copies),
    };
    text.map_err(|why| (CopyState::CouldNotLook(why.key()), Why::CouldNotLook(why.key())))
}

fn text_of(path: &str, bytes: &[u8], addresses: &[String], copies: &dyn Copies) -> Result<TextOfRecord, CouldNotLook> {
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let name = path.rsplit('/').next().unwrap_or(path);
    let copy = KeptCopy { name, bytes, addresses: &addresses };
    if let Some(text) = copies.cached_text(&copy) {
        return Ok(text);
    }
    let text = match gainsay_sources::text_of_record(&copy)? {
        Extracted::Text(text) => text,
        Extracted::Pdf(pdf) => TextOfRecord::from_pdf(copies.pdf_texts(&pdf)?)?,
    };
    copies.cache_text(&copy, &text);
    Ok(text)
}

pub(super) fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn with_plain_line_ends(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, b) in bytes.iter().enumerate() {
        if *b != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            plain.push(*b);
        }
    }
    plain
}

/// Returns the path of a source's copy from the workspace's root.
///
/// # Errors
///
/// Returns `file` as it is written, if that leads out of the workspace.
pub(super) fn copy_of(workspace: &Workspace, source: usize) -> Result<String, String> {
    let place = workspace.records.sources[source].place;
    let folder = workspace.files[place.file as usize].path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file = value(workspace, place, "file").unwrap_or_default();
    path_from_root(folder, &file).ok_or(file)
}

/// Returns a path from the root, given one from a folder; none if it leads out of the workspace.
fn path_from_root(folder: &str, file: &str) -> Option<String> {
    if file.starts_with(['/', '\\'])
        || file.contains(':') && file.split_once(':').is_some_and(|(drive, _)| drive.len() == 1)
    {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

pub(super) fn value(workspace: &Workspace, place: Place, key: &str) -> Option<String> {
    let document = workspace.document(place)?;
    match &yaml::entry(&document.entries, key)?.value {
        Node::Scalar(scalar) => Some(scalar.text.clone()),
        _ => None,
    }
}
