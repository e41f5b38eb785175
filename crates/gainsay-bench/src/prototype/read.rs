//! The reading of files into numbers. Vocabulary, entities and sources are read first, so that every id in a claim is
//! known when it comes.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::scan::{PADDING, Scan};
use super::words::{Key, Words};
use super::{Base, CARRIED, CARRIES, Claim, EXCLUDES, Refusal};
use crate::calendar::{Calendar, Day};
use crate::vocabulary::{Closure, Predicate};

/// The time in days for which a state without end is presumed to last: no predicate gives `lasts`.
const LASTS: Day = 365;

/// The amount of data that was read.
#[derive(Clone, Copy, Default, Debug)]
pub struct Read {
    /// The number of files.
    pub files: usize,
    /// The number of bytes in them.
    pub bytes: usize,
}

/// Returns all YAML files of a workspace, by folder and name; hidden ones are left out.
///
/// # Errors
/// Returns an error if a folder cannot be read.
pub fn yaml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_cached_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(b".") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else if name.ends_with(b".yaml") || name.ends_with(b".yml") {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// The bytes of a file with their padding, in one buffer for all files.
struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    /// Reads a file into the buffer. A read that returns less than there is room for is at the end of the file, so that
    /// one call is enough.
    fn fill(&mut self, path: &Path) -> std::io::Result<&[u8]> {
        let mut file = File::open(path)?;
        let mut length = 0;
        loop {
            let end = self.bytes.len() - PADDING;
            let got = file.read(&mut self.bytes[length..end])?;
            length += got;
            if got == 0 || length < end {
                break;
            }
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        self.bytes[length..length + PADDING].fill(0);
        Ok(&self.bytes[..length + PADDING])
    }
}

/// Reads a workspace.
///
/// # Errors
/// Returns an error for anything that the generator does not write.
pub fn read(folder: &Path) -> Result<(Base, Read), Refusal> {
    let files = yaml_files(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut buffer = Buffer { bytes: vec![0; 1 << 18] };
    let mut reader = Reader::default();
    let mut read = Read::default();
    // The vocabulary goes first, claims go last.
    for turn in 0..3 {
        for path in files.iter().filter(|path| turn_of(path.strip_prefix(folder).unwrap_or(path)) == turn) {
            let text = buffer.fill(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let mut scan = Scan::new(text);
            read.files += 1;
            read.bytes += scan.left();
            let all = scan.left();
            reader.file(&mut scan).ok_or_else(|| {
                format!("{}: byte {}: not what the generator writes", path.display(), all - scan.left())
            })?;
        }
        if turn == 0 {
            reader.tie()?;
        }
    }
    Ok((reader.base(), read))
}

fn turn_of(path: &Path) -> usize {
    match path.iter().next().map(std::ffi::OsStr::as_encoded_bytes) {
        Some(b"vocabulary") => 0,
        Some(b"claims") => 2,
        _ => 1,
    }
}

/// The references of a claim, before they are looked up.
struct Named {
    speaker: Key,
    subject: Key,
    object: Object,
    source: Key,
}

enum Object {
    Thing(Key),
    Number(u32),
}

#[derive(Default)]
struct Reader {
    calendar: Calendar,
    predicates: Words,
    vocabulary: Vec<Predicate>,
    /// The relations to predicates that are not known yet: of which predicate, of which kind, and to which.
    ties: Vec<(usize, Tie, Key)>,
    things: Words,
    sources: Words,
    claims: Vec<Claim>,
    ids: Vec<u128>,
    largest: u32,
    named: Vec<Named>,
}

#[derive(Clone, Copy)]
enum Tie {
    Implies,
    Excludes,
    InverseOf,
}

impl Default for Words {
    fn default() -> Words {
        Words::new()
    }
}

impl Reader {
    /// Reads a file; none if it is not as expected: the scan then stands at that place.
    fn file(&mut self, scan: &mut Scan) -> Option<()> {
        if scan.is(b"gainsay: 1\n") {
            while scan.line() {}
            return Some(());
        }
        loop {
            if scan.is(b"claim: ") {
                self.claim(scan)?;
            } else if scan.is(b"source: ") {
                self.sources.add(scan.word()?)?;
                other_lines(scan)?;
            } else if scan.is(b"entity: ") {
                self.things.add(scan.word()?)?;
                other_lines(scan)?;
            } else {
                scan.is(b"predicate: ").then_some(())?;
                self.predicate(scan)?;
            }
            if !scan.another()? {
                // The ids of a whole file are looked up one after the other without anything between, so that the waits
                // for memory overlap.
                return self.look_up();
            }
        }
    }

    #[inline(always)]
    fn claim(&mut self, scan: &mut Scan) -> Option<()> {
        let id = scan.word()?.swap_bytes();
        // If the ids ascend, none is there twice.
        self.ids.last().is_none_or(|last| *last < id).then_some(())?;
        scan.is(b"\nby: ").then_some(())?;
        let speaker = scan.word()?;
        let affirms = scan.is(b"\naffirms: ");
        (affirms || scan.is(b"\ndenies: ")).then_some(())?;
        let subject = scan.word()?;
        scan.is(b" ").then_some(())?;
        let predicate = self.predicates.number(scan.word()?)?;
        scan.is(b" ").then_some(())?;
        let object = match self.vocabulary[predicate as usize].number {
            true => Object::Number(scan.number()?),
            false => Object::Thing(scan.word()?),
        };
        scan.is(b"\nwhen: ").then_some(())?;
        let from = scan.day(&self.calendar)?;
        scan.is(b"/").then_some(())?;
        let until = if scan.is(b"..") { None } else { Some(scan.day(&self.calendar)?) };
        scan.is(b"\nsaid: ").then_some(())?;
        let said = scan.day(&self.calendar)?;
        scan.is(b"\nsource: ").then_some(())?;
        let source = scan.word()?;
        scan.is(b"\n").then_some(())?;
        if scan.is(b"quote: ") {
            let folded = scan.is(b">-\n");
            (folded || scan.line()).then_some(())?;
            while folded && scan.is(b"  ") {
                scan.line().then_some(())?;
            }
        }
        let outer = until.unwrap_or(from.max(said + LASTS));
        (outer >= from).then_some(())?;
        let (predicate, open) = (predicate as u16, until.is_none());
        self.ids.push(id);
        self.claims.push(Claim { subject: 0, object: 0, speaker: 0, from, outer, said, predicate, affirms, open });
        self.named.push(Named { speaker, subject, object, source });
        Some(())
    }

    fn look_up(&mut self) -> Option<()> {
        let first = self.claims.len() - self.named.len();
        let numbers = self.things.count();
        for (claim, named) in self.claims[first..].iter_mut().zip(&self.named) {
            claim.speaker = self.things.number(named.speaker)?;
            claim.subject = self.things.number(named.subject)?;
            claim.object = match named.object {
                Object::Thing(key) => self.things.number(key)?,
                Object::Number(number) => {
                    self.largest = self.largest.max(number);
                    numbers + number
                }
            };
            (self.sources.knows(named.source) && claim.subject != claim.object).then_some(())?;
        }
        self.named.clear();
        Some(())
    }

    fn predicate(&mut self, scan: &mut Scan) -> Option<()> {
        let key = scan.word()?;
        let name = String::from_utf8_lossy(&key.to_le_bytes()).trim_end_matches('\0').to_owned();
        let number = self.predicates.add(key)? as usize;
        let mut predicate = Predicate { name, ..Predicate::default() };
        scan.is(b"\n").then_some(())?;
        while scan.left() > 0 && !Scan::is(&mut scan.clone(), b"---\n") {
            let tie = if scan.is(b"implies: ") {
                Tie::Implies
            } else if scan.is(b"excludes: ") {
                Tie::Excludes
            } else if scan.is(b"inverse-of: ") {
                Tie::InverseOf
            } else {
                match scan.text()? {
                    b"symmetric: true" => predicate.symmetric = true,
                    b"functional: true" => predicate.functional = true,
                    b"object: number" => predicate.number = true,
                    b"temporal: state" => {}
                    label => label.starts_with(b"label: ").then_some(())?,
                }
                continue;
            };
            for name in scan.text()?.split(|byte| b"[], ".contains(byte)).filter(|name| !name.is_empty()) {
                let mut bytes = [0; 16];
                bytes.get_mut(..name.len())?.copy_from_slice(name);
                self.ties.push((number, tie, Key::from_le_bytes(bytes)));
            }
        }
        self.vocabulary.push(predicate);
        Some(())
    }

    /// Links the predicates once all are known.
    fn tie(&mut self) -> Result<(), Refusal> {
        for (from, tie, to) in std::mem::take(&mut self.ties) {
            let to = self.predicates.number(to).ok_or("a predicate that no record has")? as usize;
            let predicate = &mut self.vocabulary[from];
            match tie {
                Tie::Implies => predicate.implies.push(to),
                Tie::Excludes => predicate.excludes.push(to),
                Tie::InverseOf => predicate.inverse_of = Some(to),
            }
        }
        Ok(())
    }

    fn base(self) -> Base {
        let count = self.vocabulary.len();
        let closure = Closure::new(&self.vocabulary);
        let excluded = closure.excluded(&self.vocabulary);
        let mut relations = vec![0; excluded.len()];
        for p in 0..count {
            for q in 0..count {
                for exchanged in [false, true] {
                    let at = closure.at(p, q, exchanged);
                    let carries = u8::from(closure.carries(p, q, exchanged)) * CARRIES;
                    let carried = u8::from(closure.carries(q, p, exchanged)) * CARRIED;
                    let excludes = u8::from(excluded[at]) * EXCLUDES;
                    relations[at] = carries | carried | excludes;
                }
            }
        }
        // The path to a functional predicate never exchanges subject and object: the generator makes none of those
        // symmetric or an inverse.
        let functional = |p: usize| {
            let following = closure.of(p).iter().filter(|(q, _)| self.vocabulary[*q].functional);
            following.map(|(q, _)| *q as u16).collect()
        };
        let things = self.things.count() + self.largest + 1;
        Base {
            ids: self.ids,
            things,
            predicates: count,
            relations,
            functional: (0..count).map(functional).collect(),
            claims: self.claims,
        }
    }
}

/// Skips the other lines of an entity or a source, which are not needed.
fn other_lines(scan: &mut Scan) -> Option<()> {
    scan.is(b"\n").then_some(())?;
    while scan.left() > 0 && !Scan::is(&mut scan.clone(), b"---\n") {
        scan.line().then_some(())?;
    }
    Some(())
}
