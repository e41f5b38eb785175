//! A batch of the files, parsed by itself: with symbols and dates of its own, so that no thread waits for another. The
//! workspace takes the batches in, in the order of their files.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use rustc_hash::FxHashMap;

use super::keys::Advice;
use super::remap::{Remap, Remapper};
use super::{Reader, Seals};
use crate::dates::Dates;
use crate::file::{FileSource, digest};
use crate::finding::{FaultLimit, Finding, Route};
use crate::fix::Fix;
use crate::interner::{Interner, Symbol};
use crate::record::{Claim, DateId, Manifest, QuantityId};
use crate::records::Records;
use crate::workspace::{MANIFEST, Workspace};
use crate::yaml::fast_path::Field;
use crate::yaml::{self, Document, Documents, Fault, Next};

/// The records of some files.
#[derive(Default)]
pub(super) struct ParseBatch {
    names: Interner,
    dates: Dates,
    records: Records,
    findings: Vec<Finding>,
    /// The digest of each file that was read from a source of files.
    pub digests: Vec<(u32, u64)>,
    /// The fields of the current record; the buffer is used again for each.
    fields: Vec<Field>,
    /// Whether everything is read by the parser.
    parser_only: bool,
    /// Whether the seals of records are proved.
    seals: Seals,
    /// The advice on unknown keys that was given before.
    advice: Advice,
}

/// The number of bytes of files from which on a batch is handed over: its symbols then fit the processor's nearest
/// cache.
const LARGEST: usize = 1 << 17;

/// The number of parts into which a thread's files are divided, if there are as many files: so that no thread waits
/// long for another in the end.
const PARTS: usize = 64;

/// Reads files, given by number and path, from a source of files, on that many threads, and proves seals or not;
/// `take_in` gets each batch in the order of the files.
pub(super) fn read_all(
    source: &dyn FileSource,
    files: &[(u32, &str)],
    (threads, seals): (usize, Seals),
    step: &(dyn Fn() + Sync),
    mut take_in: impl FnMut(&mut ParseBatch),
) {
    let read = |part: &[(u32, &str)],
                bytes: &mut Vec<u8>,
                share: &mut ParseBatch,
                hand_over: &mut dyn FnMut(&mut ParseBatch)| {
        let mut size = 0;
        for (number, path) in part {
            share.fetch(source, *number, path, bytes);
            step();
            size += bytes.len();
            if size >= LARGEST {
                hand_over(share);
                size = 0;
            }
        }
        hand_over(share);
    };
    if threads <= 1 {
        return read(files, &mut Vec::new(), &mut ParseBatch::with(seals), &mut take_in);
    }
    let parts: Vec<&[(u32, &str)]> = files.chunks(files.len().div_ceil(threads * PARTS).max(1)).collect();
    let next = AtomicUsize::new(0);
    // A few batches wait here for their turn, so that no thread runs far ahead of the taking in.
    let (give, get) = sync_channel::<(usize, Vec<ParseBatch>)>(2 * threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let give = give.clone();
            let (next, parts, read) = (&next, &parts, &read);
            scope.spawn(move || {
                let mut bytes = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(part) = parts.get(number) else { break };
                    let mut shares = Vec::new();
                    read(part, &mut bytes, &mut ParseBatch::with(seals), &mut |share| {
                        shares.push(std::mem::replace(share, ParseBatch::with(seals)));
                    });
                    if give.send((number, shares)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(give);
        let (mut early, mut turn) = (BTreeMap::new(), 0);
        for (number, shares) in get {
            early.insert(number, shares);
            while let Some(mut shares) = early.remove(&turn) {
                shares.iter_mut().for_each(&mut take_in);
                turn += 1;
            }
        }
    });
}

impl ParseBatch {
    /// Returns a batch whose seals are proved or not.
    fn with(seals: Seals) -> ParseBatch {
        ParseBatch { seals, ..ParseBatch::default() }
    }

    /// Returns a batch that is read by the parser alone.
    pub fn by_parser() -> ParseBatch {
        ParseBatch { parser_only: true, ..ParseBatch::default() }
    }

    /// Reads the file of that number from a source of files.
    fn fetch(&mut self, source: &dyn FileSource, number: u32, path: &str, bytes: &mut Vec<u8>) {
        bytes.clear();
        match source.fetch(path, bytes) {
            Ok(()) => {
                self.digests.push((number, digest(bytes)));
                self.read_bytes(number, path, bytes);
            }
            Err(why) => {
                self.miss(number, &why);
            }
        }
    }

    /// Reads a file's bytes. Returns its text, or an empty one.
    pub fn read_bytes<'b>(&mut self, number: u32, path: &str, bytes: &'b [u8]) -> &'b str {
        match yaml::decode(bytes) {
            Ok(text) => {
                self.read(number, path, text);
                text
            }
            Err(fault) => {
                self.findings.push(fault_of(Route::File(number), fault));
                ""
            }
        }
    }

    /// Reads the text of the file of that number.
    pub fn read(&mut self, number: u32, path: &str, text: &str) {
        self.read_within(number, path, text, 0..text.len());
    }

    /// Reads a stretch of whole documents of the text of the file of that number.
    pub fn read_within(&mut self, number: u32, path: &str, text: &str, stretch: Range<usize>) {
        let ParseBatch { names, dates, records, findings, fields, parser_only, seals, advice, .. } = self;
        let mut documents = Documents::within(text, stretch);
        let (mut found, mut told) = (Vec::new(), FaultLimit::default());
        let mut reader =
            Reader { names, dates, records, findings: &mut found, seals: *seals, counts_only: false, advice };
        while let Some(next) = documents.next(fields) {
            let document = match next {
                Next::Simple(..) if *parser_only => documents.full(),
                Next::Simple(kind, start) => {
                    if reader.simple(number, text, kind, start, fields).is_some() {
                        continue;
                    }
                    documents.of_fields(kind, fields)
                }
                Next::Full(document) => Some(document),
            };
            if let Some(document) = document {
                let before = reader.findings.len();
                reader.counts_only = told.is_reached(number);
                reader.read(number, &document, path == MANIFEST);
                let mut more = reader.findings.split_off(before);
                more.retain(|finding| told.admits(number, finding.rule));
                reader.findings.append(&mut more);
            }
        }
        findings.extend(documents.faults().into_iter().map(|fault| fault_of(Route::Bytes(number, fault.span), fault)));
        findings.extend(found);
        findings.extend(told.rest());
    }

    /// Reads documents that are already parsed, as those of a built-in vocabulary.
    pub fn read_documents(&mut self, number: u32, documents: &[Document]) {
        let ParseBatch { names, dates, records, findings, seals, advice, .. } = self;
        let mut reader = Reader { names, dates, records, findings, seals: *seals, counts_only: false, advice };
        documents.iter().for_each(|document| reader.read(number, document, false));
    }

    /// Reports the reason for which a file could not be read. Returns an empty text for it.
    pub fn miss(&mut self, number: u32, why: &str) -> &'static str {
        let finding = Finding::about("not-yaml", Route::File(number), format!("this file could not be read: {why}"));
        self.findings.push(finding.help("make it readable, move it away, or name it under `exclude` in the manifest"));
        ""
    }

    /// Returns the manifest that was read, or the default one.
    pub fn into_manifest(self) -> Manifest {
        self.records.manifest
    }
}

fn fault_of(route: Route, fault: Fault) -> Finding {
    let mut finding = Finding::about(fault.rule, route, fault.message);
    finding.help.extend(fault.help);
    if let Some((span, text)) = fault.fix {
        finding = finding.fixed(Route::Bytes(route.file(), span), text);
    }
    let perhaps = fault.perhaps.map(|edit| {
        let (span, text) = *edit;
        let title = finding.help.last().cloned().unwrap_or_default();
        Fix::ask(title).replacing(Route::Bytes(route.file(), span), text)
    });
    finding.with_fix(perhaps)
}

impl Workspace {
    /// Takes in a batch, and leaves it empty.
    pub(super) fn take_in(&mut self, share: &mut ParseBatch) {
        self.names.claims_mut().reserve(share.records.claims.len());
        self.take_in_called(share, |names, others, id| names.take_claim(others.claims(), id));
    }

    /// Takes in a batch whose claims may have ids that others have, and leaves it empty. The ids of claims become
    /// words.
    pub(super) fn take_in_version(&mut self, share: &mut ParseBatch) {
        self.take_in_called(share, |names, others, id| id.map(|id| names.add(others.text(id))));
    }

    /// Takes in a batch; `called` returns the symbol that the id of a claim has here.
    #[inline(always)]
    fn take_in_called(
        &mut self,
        share: &mut ParseBatch,
        called: impl Fn(&mut Interner, &Interner, Option<Symbol>) -> Option<Symbol>,
    ) {
        let (names, dates) = (self.names.add_all(&share.names), self.dates.add_all(&share.dates));
        let mut here = BatchRemap { names: &names, dates: &dates };
        let (all, more) = (&mut self.records, &mut share.records);
        for claim in &mut more.claims {
            claim.rename(&mut here);
            claim.id = called(&mut self.names, &share.names, claim.id);
        }
        all.claims.append(&mut more.claims);
        take(&mut all.entities, &mut more.entities, &mut here);
        take(&mut all.predicates, &mut more.predicates, &mut here);
        take(&mut all.sources, &mut more.sources, &mut here);
        take(&mut all.rulings, &mut more.rulings, &mut here);
        if more.manifest.place.is_some() {
            all.manifest = std::mem::take(&mut more.manifest);
        }
        self.findings.append(&mut share.findings);
        share.names.clear();
        share.dates.clear();
    }
}

impl ParseBatch {
    /// Returns its records, in the words of a workspace that does not take them in, and what reading found. A claim
    /// that has the id of one there that is `known`, by index, is called as that is; the ids of the others are words.
    pub(super) fn into_records(mut self, there: &mut Workspace, known: &[u32]) -> (Records, Vec<Finding>) {
        // Nearly all are, and these few lie close together in memory, where all words do not.
        let known: FxHashMap<&str, Symbol> = known
            .iter()
            .filter_map(|i| there.records.claims[*i as usize].id)
            .map(|id| (there.names.text(id), id))
            .collect();
        let called = |claim: &Claim| known.get(self.names.text(claim.id?)).copied();
        let called: Vec<Option<Symbol>> = self.records.claims.iter().map(called).collect();
        let (names, dates) = (there.names.add_all(&self.names), there.dates.add_all(&self.dates));
        let mut here = BatchRemap { names: &names, dates: &dates };
        let Records { claims, entities, predicates, sources, rulings, .. } = &mut self.records;
        for (claim, called) in claims.iter_mut().zip(called) {
            claim.rename(&mut here);
            claim.id = claim.id.map(|id| called.unwrap_or_else(|| there.names.add(self.names.text(id))));
        }
        entities.rename(&mut here);
        predicates.rename(&mut here);
        sources.rename(&mut here);
        rulings.rename(&mut here);
        (self.records, self.findings)
    }
}

fn take<R: Remap>(all: &mut Vec<R>, more: &mut Vec<R>, here: &mut BatchRemap) {
    all.reserve(more.len());
    all.extend(more.drain(..).map(|mut record| {
        record.rename(here);
        record
    }));
}

/// The symbols and dates that those of a batch have here.
struct BatchRemap<'h> {
    names: &'h [Symbol],
    dates: &'h [DateId],
}

impl Remapper for BatchRemap<'_> {
    fn name(&mut self, name: Symbol) -> Symbol {
        self.names.get(name.index()).copied().unwrap_or(name)
    }

    fn date(&mut self, date: DateId) -> DateId {
        Dates::renamed(date, self.dates)
    }

    fn quantity(&mut self, quantity: QuantityId) -> QuantityId {
        // Quantities are read once all batches are here.
        quantity
    }
}
