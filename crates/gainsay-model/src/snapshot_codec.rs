//! Encodes records as numbers, close together: the cache that a reading leaves for the next one, so that only changed
//! files are parsed again.
//!
//! Claims, entities, sources and rulings are encoded. A file with anything else in it (the manifest, predicates or
//! faults) is left out and parsed every time. The references of encoded records are not resolved yet, so that they
//! depend on no other file. Bytes that were not encoded here give nothing, or records that no file has; the caller
//! makes sure that they are unchanged ([`CachedRecords::unpack`]).

mod bytes;
mod claims;
mod records;

use bytes::{ENOUGH, NOT_KEPT, Packer, Unpacker};
use records::Codec;

use crate::dates::Dates;
use crate::interner::Interner;
use crate::records::Records;

/// The records of files as they were parsed before.
pub struct CachedRecords {
    pub(crate) files: Files,
    pub(crate) names: Interner,
    pub(crate) dates: Dates,
    pub(crate) records: Records,
}

/// A list of files with their paths, one after the other: there may be a great number of them.
pub(crate) struct Files {
    /// The paths, one after the other, in their byte order.
    paths: String,
    all: Vec<CachedFile>,
}

struct CachedFile {
    /// The place where the path of the file ends.
    end: usize,
    /// The digest of the file; none if it has to be parsed again.
    digest: Option<u64>,
}

impl Files {
    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns each file by its path, with its digest; without one if it has to be parsed again.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, Option<u64>)> {
        let mut start = 0;
        self.all.iter().map(move |file| {
            let path = self.paths.get(start..file.end).unwrap_or_default();
            start = file.end;
            (path, file.digest)
        })
    }
}

impl CachedRecords {
    /// Returns the paths of the files, in byte order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|(path, _)| path)
    }

    /// Removes the files that have changed or are gone: `is_still` returns true for the number of a file that is
    /// unchanged.
    pub fn forget(&mut self, is_still: impl Fn(usize) -> bool) {
        for (number, file) in self.files.all.iter_mut().enumerate() {
            file.digest = file.digest.filter(|_| is_still(number));
        }
    }

    /// Decodes the bytes of [`ParsedFiles::pack`](crate::read::ParsedFiles::pack); none if they cannot come from it.
    pub fn unpack(mut bytes: &[u8]) -> Option<CachedRecords> {
        CachedRecords::unpack_from(bytes.len(), &mut |more| more.extend_from_slice(std::mem::take(&mut bytes)))
    }

    /// Decodes `length` bytes, of which `more` appends the next at each call; it appends nothing if there are no more.
    pub fn unpack_from(length: usize, more: &mut dyn FnMut(&mut Vec<u8>)) -> Option<CachedRecords> {
        let mut from = Unpacker {
            bytes: Vec::new(),
            at: 0,
            left: length,
            more,
            names: u32::MAX,
            dates: u32::MAX,
            files: u32::MAX,
        };
        let files = from.files()?;
        let mut names = from.names()?;
        let mut dates = Dates::default();
        for _ in 0..from.word()? {
            dates.read(from.text()?).ok()?;
        }
        from.names = u32::try_from(names.len()).ok()?;
        from.dates = u32::try_from(dates.tabled()).ok()?;
        from.files = u32::try_from(files.len()).ok()?;
        let (claims, entities) = (from.claims(&mut names)?, Codec::unpack(&mut from)?);
        let (sources, rulings) = (Codec::unpack(&mut from)?, Codec::unpack(&mut from)?);
        let records = Records { claims, entities, sources, rulings, ..Records::default() };
        (from.left == 0).then_some(CachedRecords { files, names, dates, records })
    }
}

/// Encodes the records of files, given by number, with their paths and digests. Bytes go to `sink`, some at a time.
pub(crate) fn pack(
    records: &Records,
    names: &Interner,
    dates: &Dates,
    files: &[(u32, &str, u64)],
    sink: &mut dyn FnMut(&[u8]),
) {
    let last = files.last().map_or(0, |(number, ..)| *number as usize + 1);
    let mut numbers = vec![NOT_KEPT; last];
    for (new, (old, ..)) in files.iter().enumerate() {
        numbers[*old as usize] = new as u32;
    }
    let mut into = Packer { bytes: Vec::with_capacity(ENOUGH * 2), numbers: &numbers, sink };
    into.word(files.len() as u32);
    for (_, path, digest) in files {
        into.word(*digest as u32);
        into.word((*digest >> 32) as u32);
        into.raw(path.as_bytes());
    }
    into.names(names);
    into.word(dates.tabled() as u32);
    dates.tabled_texts().for_each(|text| into.raw(text.as_bytes()));
    into.claims(&records.claims, names);
    into.records(&records.entities, |entity| entity.place);
    into.records(&records.sources, |source| source.place);
    into.records(&records.rulings, |ruling| ruling.place);
    into.flush();
}
