//! Edits of several files at once: all are made, or none.

use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashMap;

use super::rename::Rename;
use super::{Edit, Plan, Refusal, Target, apply, rewrite, spliced, splices_of};
use crate::canonical::{canonical_form, digest};
use crate::record::{Digest, ObjectType, Rev};
use crate::references::{Reference, references};
use crate::schema::Kind;
use crate::text::composed;
use crate::yaml::{self, Document, Node, Reading, Scalar};

/// The texts of files, by path.
pub type Texts = BTreeMap<String, String>;

/// An edit that was not made, and the file that it would have changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileRefusal {
    /// The path of the file; empty where no one file is to blame.
    pub path: String,
    /// The reason of the refusal.
    pub refusal: Refusal,
}

impl fmt::Display for FileRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { self.refusal.fmt(f) } else { write!(f, "{}: {}", self.path, self.refusal) }
    }
}

impl std::error::Error for FileRefusal {}

/// Returns the new texts of the files that these edits change, made one after the other. A file that is not there
/// counts as empty.
///
/// # Errors
///
/// Returns the first edit that cannot be made, and makes none then.
pub fn apply_to_files<'e>(
    files: &Texts,
    edits: impl IntoIterator<Item = (&'e str, &'e Edit)>,
) -> Result<Texts, FileRefusal> {
    let mut changed = Texts::new();
    for (path, edit) in edits {
        let text = changed.get(path).or(files.get(path)).map_or("", String::as_str);
        let after = apply(text, edit).map_err(|refusal| FileRefusal { path: path.to_owned(), refusal })?;
        changed.insert(path.to_owned(), after);
    }
    changed.retain(|path, text| files.get(path) != Some(text));
    Ok(changed)
}

/// Returns the new texts of the files that change where a record is given another id: its own file, and those that
/// refer to it. Each `rev` that fitted its record, and each pin that fitted its claim, fits again, with the same count:
/// the content is the same under another name. One that did not fit is left. `object_type` tells what a predicate takes
/// as its object, before the change.
///
/// # Errors
///
/// Returns the reason if that cannot be done: there is no such record, the new id is taken, or a file that may name the
/// record cannot be read.
pub fn rename<'t>(
    files: &Texts,
    kind: Kind,
    from: &str,
    to: &str,
    object_type: &dyn Fn(&str) -> Option<&'t ObjectType>,
) -> Result<Texts, FileRefusal> {
    let is_literal = |predicate: &str| object_type(predicate).is_some_and(|object| *object != ObjectType::Entity);
    let rename = Rename { kind, from, to, is_literal: &is_literal };
    let after_type = |predicate: &str| {
        let is_renamed = kind == Kind::Predicate && composed(predicate) == composed(to);
        object_type(if is_renamed { from } else { predicate })
    };
    let mut files = EditedFiles { old: files, new: Texts::new() };
    files.check_ids(kind, from, to)?;
    files.edit(&|piece| may_name(piece, from), |text, reading| rename.in_file(text, reading))?;
    let digests = files.changed_digests(object_type, &after_type);
    let with_pins =
        |text: &str, reading: &Reading| Ok(rewrite::texts(text, reading, |document, _| pins(document, &digests)));
    let has_new_pins = files.edit(&|piece| piece.contains('@'), with_pins)?;
    // A ruling with other pins has another digest, too.
    let digests = if has_new_pins { files.changed_digests(object_type, &after_type) } else { digests };
    let with_revs = |text: &str, reading: &Reading| {
        Ok(rewrite::texts(text, reading, |document, kind| rev(document, kind, &digests)))
    };
    files.edit(&|piece| piece.contains("rev"), with_revs)?;
    Ok(files.new)
}

/// The digests of records in changed files, before and after, by their kind and their new id. Of two records that share
/// an id both are here.
type DigestChanges = FxHashMap<(Kind, String), Vec<(Digest, Digest)>>;

/// Returns the new digest of a record that had the given one.
fn new_digest(changes: &DigestChanges, kind: Kind, id: &str, old: Digest) -> Option<Digest> {
    let of_id = changes.get(&(kind, composed(id).into_owned()))?;
    of_id.iter().find(|(before, _)| *before == old).map(|(_, after)| *after)
}

/// Files on their way to new texts.
struct EditedFiles<'f> {
    old: &'f Texts,
    new: Texts,
}

impl EditedFiles<'_> {
    /// Checks that one id is there and the other is not.
    fn check_ids(&self, kind: Kind, from: &str, to: &str) -> Result<(), FileRefusal> {
        let (old, new) = (Target::new(kind, from), Target::new(kind, to));
        let mut is_there = false;
        for (path, text) in self.old {
            let refused = |refusal| FileRefusal { path: path.clone(), refusal };
            for piece in pieces(text, &|piece| may_name(piece, from) || may_name(piece, to)) {
                let reading = yaml::read(piece.1);
                if may_name(piece.1, from) && reading.faults.iter().any(|fault| fault.rule == "not-yaml") {
                    return Err(refused(Refusal::Faulty));
                }
                for target in reading.documents.iter().filter_map(Target::of) {
                    is_there |= target.is_same(&old);
                    if target.is_same(&new) && !old.is_same(&new) {
                        return Err(refused(Refusal::RecordExists(new)));
                    }
                }
            }
        }
        if is_there { Ok(()) } else { Err(FileRefusal { path: String::new(), refusal: Refusal::NoSuchRecord(old) }) }
    }

    /// Makes an edit in each file for which there is one, and returns true if there is any. Only the pieces of a text
    /// are read for which `may_change` returns true.
    fn edit<F>(&mut self, may_change: &dyn Fn(&str) -> bool, plan: F) -> Result<bool, FileRefusal>
    where
        F: Fn(&str, &Reading) -> Result<Option<Plan>, Refusal>,
    {
        let mut is_changed = false;
        for (path, old) in self.old {
            let text = self.new.get(path).unwrap_or(old);
            let refused = |refusal| FileRefusal { path: path.clone(), refusal };
            let mut splices = Vec::new();
            for (start, piece) in pieces(text, may_change) {
                splices
                    .extend(splices_of(piece, &plan).map_err(refused)?.into_iter().map(|splice| splice.moved(start)));
            }
            if !splices.is_empty() {
                let edited = spliced(text, &splices).ok_or_else(|| refused(Refusal::Layout))?;
                self.new.insert(path.clone(), edited);
                is_changed = true;
            }
        }
        Ok(is_changed)
    }

    /// Returns the records of changed files whose digest has changed.
    fn changed_digests<'t>(
        &self,
        before: &dyn Fn(&str) -> Option<&'t ObjectType>,
        after: &dyn Fn(&str) -> Option<&'t ObjectType>,
    ) -> DigestChanges {
        let mut changes = DigestChanges::default();
        for (path, new) in &self.new {
            let Some(old) = self.old.get(path) else { continue };
            // No edit adds a piece, or takes one away.
            let both = pieces(old, &|_| true).zip(pieces(new, &|_| true)).filter(|((_, old), (_, new))| old != new);
            for ((_, old), (_, new)) in both {
                let (old, new) = (yaml::read(old), yaml::read(new));
                for (old, new) in old.documents.iter().zip(&new.documents) {
                    let Some(target) = Target::of(new) else { continue };
                    let of =
                        |document: &Document, object_type| digest(&canonical_form(document, target.kind, object_type));
                    let (before, after) = (of(old, before), of(new, after));
                    if before != after {
                        let id = composed(&target.id).into_owned();
                        changes.entry((target.kind, id)).or_default().push((before, after));
                    }
                }
            }
        }
        changes
    }
}

/// Returns the pieces of a text, from one document marker to the next, for which `is_wanted` returns true, each with
/// the byte at which it begins.
fn pieces<'t>(text: &'t str, is_wanted: &dyn Fn(&str) -> bool) -> impl Iterator<Item = (usize, &'t str)> {
    let all = yaml::piece_ranges(text).filter_map(|range| Some((range.start, text.get(range)?)));
    all.filter(|(_, piece)| is_wanted(piece))
}

/// Returns true if a text may have the id in it. An id may be written in several ways that are the same in NFC.
fn may_name(text: &str, id: &str) -> bool {
    !id.is_ascii() || text.contains(id)
}

/// Returns the pins of a ruling that fitted a claim before, each with its new text.
fn pins<'d>(document: &'d Document, changes: &DigestChanges) -> Vec<(&'d Scalar, String)> {
    let named = references(document, &|_| false).into_iter().filter(|one| one.kind == Kind::Claim);
    let new = |one: Reference<'d>| {
        let written = one.scalar.text.get(one.range.end..)?.strip_prefix('@')?.trim();
        let rev = Rev::read(written)?;
        let digest = new_digest(changes, Kind::Claim, one.id, rev.digest)?;
        Some((one.scalar, format!("{}@{}", one.id, Rev { digest, ..rev })))
    };
    named.filter_map(new).collect()
}

/// Returns the version of a record that fitted it before, with its new text.
fn rev<'d>(document: &'d Document, kind: Kind, changes: &DigestChanges) -> Vec<(&'d Scalar, String)> {
    let found = || {
        let Node::Scalar(scalar) = &yaml::entry(&document.entries, "rev")?.value else { return None };
        let rev = Rev::read(scalar.text.trim())?;
        let digest = new_digest(changes, kind, &Target::of(document)?.id, rev.digest)?;
        Some((scalar, Rev { digest, ..rev }.to_string()))
    };
    found().into_iter().collect()
}
