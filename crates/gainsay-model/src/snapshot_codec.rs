//! Records as numbers, close together: what a reading leaves for the next one, so that only files that have changed are
//! read again.
//!
//! Claims, entities, sources and rulings are kept; of a file with anything else in it, the manifest, predicates or what
//! was found faulty, nothing is, and it is read every time. References are not looked up yet in what is kept, so that
//! it depends on no other file. Bytes that were not packed here give nothing, or records that no file has; whoever
//! keeps them sees to it that they are whole ([`CachedRecords::unpack`]).

mod bytes;
mod claims;
mod records;

use bytes::{ENOUGH, NOT_KEPT, Packer, Unpacker};
use records::Codec;

use crate::dates::Dates;
use crate::interner::Interner;
use crate::records::Records;

/// Files as they were read before.
pub struct CachedRecords {
    pub(crate) files: Files,
    pub(crate) names: Interner,
    pub(crate) dates: Dates,
    pub(crate) records: Records,
}

/// Files with their paths, one after the other: there may be very many.
pub(crate) struct Files {
    /// In their byte order.
    paths: String,
    all: Vec<CachedFile>,
}

struct CachedFile {
    /// Where its path ends.
    end: usize,
    /// What it was made of; nothing, if it has to be read again.
    digest: Option<u64>,
}

impl Files {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Each by its path, with what it was made of; with nothing, if it has to be read again.
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
    /// The paths of the files, in byte order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|(path, _)| path)
    }

    /// Forgets the files that have changed, or are gone: for each, by number, whether it is still what it was.
    pub fn forget(&mut self, is_still: impl Fn(usize) -> bool) {
        for (number, file) in self.files.all.iter_mut().enumerate() {
            file.digest = file.digest.filter(|_| is_still(number));
        }
    }

    /// What [`ParsedFiles::pack`](crate::read::ParsedFiles::pack) made of files; none if it cannot have been that.
    pub fn unpack(mut bytes: &[u8]) -> Option<CachedRecords> {
        CachedRecords::unpack_from(bytes.len(), &mut |more| more.extend_from_slice(std::mem::take(&mut bytes)))
    }

    /// The same of so many bytes, of which `more` adds the next each time; it adds nothing if there are no more.
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

/// Packs the records of files, given by number, with their paths and digests; bytes go to `sink`, some at a time.
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
