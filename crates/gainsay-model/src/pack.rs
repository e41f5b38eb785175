//! Records as numbers, close together: what a reading leaves for the next one, so that only files that have changed are read again.
//!
//! Claims, entities, sources and rulings are kept; of a file with anything else in it, the manifest, predicates or what was found faulty,
//! nothing is, and it is read every time. References are not looked up yet in what is kept, so that it depends on no other file. Bytes that
//! were not packed here give nothing, or records that no file has; whoever keeps them sees to it that they are whole ([`Kept::unpack`]).

use crate::dates::Dates;
use crate::names::{Name, Names};
use crate::record::{
    Claim, DateId, Digest, Entity, More, Office, Pin, Pinned, Place, Records, Rev, Ruling, Saying, Source, Stance, Verdict, Written,
};

/// Files as they were read before.
pub struct Kept {
    /// Each with what it was made of, in the byte order of their paths; with nothing, if it has to be read again.
    pub(crate) files: Vec<(String, Option<u64>)>,
    pub(crate) names: Names,
    pub(crate) dates: Dates,
    pub(crate) records: Records,
}

impl Kept {
    /// The paths of the files, in byte order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|(path, _)| path.as_str())
    }

    /// Forgets the files that have changed, or are gone: for each, by number, whether it is still what it was.
    pub fn forget(&mut self, is_still: impl Fn(usize) -> bool) {
        for (number, (_, digest)) in self.files.iter_mut().enumerate() {
            *digest = digest.filter(|_| is_still(number));
        }
    }

    /// What [`Unlinked::pack`](crate::read::Unlinked::pack) made of files; none if it cannot have been that.
    pub fn unpack(bytes: &[u8]) -> Option<Kept> {
        let mut from = Unpacker { bytes, names: u32::MAX, dates: u32::MAX, files: u32::MAX };
        let paths = from.texts()?.into_iter();
        let files =
            paths.map(|path| Some((path, Some(u64::from(from.word()?) | u64::from(from.word()?) << 32)))).collect::<Option<Vec<_>>>()?;
        let names = from.names()?;
        let mut dates = Dates::default();
        for text in from.texts()? {
            dates.read(&text).ok()?;
        }
        from.names = u32::try_from(names.len()).ok()?;
        from.dates = u32::try_from(dates.tabled()).ok()?;
        from.files = u32::try_from(files.len()).ok()?;
        let (claims, entities) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let (sources, rulings) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let records = Records { claims, entities, sources, rulings, ..Records::default() };
        from.bytes.is_empty().then_some(Kept { files, names, dates, records })
    }
}

/// Packs the records of files, given by number, with their paths and digests; bytes go to `sink`, some at a time.
pub(crate) fn pack(records: &Records, names: &Names, dates: &Dates, files: &[(u32, &str, u64)], sink: &mut dyn FnMut(&[u8])) {
    let last = files.last().map_or(0, |(number, ..)| *number as usize + 1);
    let mut numbers = vec![NOT_KEPT; last];
    for (new, (old, ..)) in files.iter().enumerate() {
        numbers[*old as usize] = new as u32;
    }
    let mut into = Packer { bytes: Vec::with_capacity(ENOUGH * 2), numbers: &numbers, sink };
    into.texts(files.iter().map(|(_, path, _)| *path));
    for (.., digest) in files {
        into.word(*digest as u32);
        into.word((*digest >> 32) as u32);
    }
    into.names(names);
    into.texts(dates.tabled_texts());
    into.records(&records.claims, |claim| claim.place);
    into.records(&records.entities, |entity| entity.place);
    into.records(&records.sources, |source| source.place);
    into.records(&records.rulings, |ruling| ruling.place);
    into.flush();
}

/// A file whose records are not kept.
const NOT_KEPT: u32 = u32::MAX;

/// So many bytes are handed over together.
const ENOUGH: usize = 1 << 16;

/// Where numbers are packed into.
struct Packer<'i> {
    bytes: Vec<u8>,
    /// The number of each file among those that are kept.
    numbers: &'i [u32],
    sink: &'i mut dyn FnMut(&[u8]),
}

impl Packer<'_> {
    fn word(&mut self, word: u32) {
        self.bytes.extend_from_slice(&word.to_le_bytes());
    }

    fn flush(&mut self) {
        (self.sink)(&self.bytes);
        self.bytes.clear();
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u32);
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= ENOUGH {
            self.flush();
        }
    }

    fn texts<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        self.word(texts.len() as u32);
        texts.for_each(|text| self.raw(text.as_bytes()));
    }

    fn names(&mut self, names: &Names) {
        let (keys, long) = names.parts();
        self.raw(keys.as_flattened());
        self.raw(long.as_bytes());
    }

    fn records<R: Packed>(&mut self, records: &[R], place: impl Fn(&R) -> Place) {
        let numbers = self.numbers;
        let is_kept = |record: &&R| numbers.get(place(record).file as usize).is_some_and(|number| *number != NOT_KEPT);
        self.word(records.iter().filter(is_kept).count() as u32);
        for record in records.iter().filter(is_kept) {
            record.pack(self);
            if self.bytes.len() >= ENOUGH {
                self.flush();
            }
        }
    }
}

/// Where numbers are unpacked from, and below what each must lie.
struct Unpacker<'f> {
    bytes: &'f [u8],
    names: u32,
    dates: u32,
    files: u32,
}

impl<'f> Unpacker<'f> {
    fn word(&mut self) -> Option<u32> {
        let (word, rest) = self.bytes.split_first_chunk::<4>()?;
        self.bytes = rest;
        Some(u32::from_le_bytes(*word))
    }

    fn raw(&mut self) -> Option<&'f [u8]> {
        let length = self.word()? as usize;
        let (raw, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(raw)
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        let count = self.word()?;
        (0..count).map(|_| self.raw().and_then(|raw| Some(std::str::from_utf8(raw).ok()?.to_owned()))).collect()
    }

    fn names(&mut self) -> Option<Names> {
        let (keys, long) = (self.raw()?, self.raw()?);
        Names::from_parts(keys, std::str::from_utf8(long).ok()?)
    }
}

/// What can be written as numbers.
trait Packed: Sized {
    fn pack(&self, into: &mut Packer);
    fn unpack(from: &mut Unpacker) -> Option<Self>;
}

impl Packed for u32 {
    fn pack(&self, into: &mut Packer) {
        into.word(*self);
    }

    fn unpack(from: &mut Unpacker) -> Option<u32> {
        from.word()
    }
}

impl Packed for Name {
    fn pack(&self, into: &mut Packer) {
        into.word(self.index() as u32);
    }

    fn unpack(from: &mut Unpacker) -> Option<Name> {
        let number = from.word()?;
        (number < from.names).then(|| Name::of(number))
    }
}

impl Packed for Option<Name> {
    fn pack(&self, into: &mut Packer) {
        into.word(self.map_or(0, |name| name.index() as u32 + 1));
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Name>> {
        match from.word()?.checked_sub(1) {
            None => Some(None),
            Some(number) => (number < from.names).then(|| Some(Name::of(number))),
        }
    }
}

impl Packed for Option<DateId> {
    fn pack(&self, into: &mut Packer) {
        let [first, last] = self.map_or([0, 0], DateId::to_words);
        into.word(first);
        into.word(last);
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<DateId>> {
        match [from.word()?, from.word()?] {
            [_, 0] => Some(None),
            words => DateId::of_words(words, from.dates).map(Some),
        }
    }
}

impl<P: Packed> Packed for Vec<P> {
    fn pack(&self, into: &mut Packer) {
        into.word(self.len() as u32);
        self.iter().for_each(|inner| inner.pack(into));
    }

    fn unpack(from: &mut Unpacker) -> Option<Vec<P>> {
        let count = from.word()? as usize;
        // There cannot be more than there are words left, whatever the count says.
        let mut all = Vec::with_capacity(count.min(from.bytes.len() / 4));
        for _ in 0..count {
            all.push(P::unpack(from)?);
        }
        Some(all)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, into: &mut Packer) {
        self.0.pack(into);
        self.1.pack(into);
    }

    fn unpack(from: &mut Unpacker) -> Option<(A, B)> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

impl Packed for Option<Rev> {
    fn pack(&self, into: &mut Packer) {
        into.word(u32::from(self.is_some()));
        if let Some(rev) = self {
            into.word(rev.count);
            into.word(rev.digest.0 as u32);
            into.word((rev.digest.0 >> 32) as u32);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Rev>> {
        if from.word()? == 0 {
            return Some(None);
        }
        let count = from.word()?;
        Some(Some(Rev { count, digest: Digest(u64::from(from.word()?) | u64::from(from.word()?) << 32) }))
    }
}

impl Packed for Place {
    fn pack(&self, into: &mut Packer) {
        into.word(into.numbers.get(self.file as usize).copied().unwrap_or(NOT_KEPT));
        into.word(self.start);
    }

    fn unpack(from: &mut Unpacker) -> Option<Place> {
        let file = from.word()?;
        (file < from.files).then_some(Place { file, start: from.word()? })
    }
}

/// Packs the fields in this order.
macro_rules! packed {
    ($($kind:ident: $($field:ident),*;)*) => {$(
        impl Packed for $kind {
            fn pack(&self, into: &mut Packer) {
                $(self.$field.pack(into);)*
            }

            fn unpack(from: &mut Unpacker) -> Option<$kind> {
                Some($kind { $($field: Packed::unpack(from)?,)* })
            }
        }
    )*};
}

packed! {
    Entity: id, place, rev, kind, part_of, speaks_for, same_as, since, until;
    Office: whom, index, from, until;
    Source: id, place, rev, published, derived_from;
    Ruling: id, place, rev, between, verdict, until;
    Pinned: claim, index, pin;
}

impl Packed for Claim {
    fn pack(&self, into: &mut Packer) {
        self.id.pack(into);
        self.place.pack(into);
        self.by.pack(into);
        self.source.pack(into);
        self.when.pack(into);
        self.said.pack(into);
        let written = if let Saying::Written(written) = &self.saying { Some(written) } else { None };
        let stance = self.stance.map_or(0, |stance| stance as u32 + 1);
        let flags = [self.promises, self.retracted, self.faulty, self.more.is_some(), written.is_some(), written.is_some_and(|w| w.long)];
        into.word(flags.into_iter().enumerate().fold(stance, |word, (i, flag)| word | u32::from(flag) << (8 + i)));
        if let Some(Written { subject, predicate, object, .. }) = written {
            [subject, predicate, object].into_iter().for_each(|name| name.pack(into));
        }
        if let Some(more) = &self.more {
            more.pack(into);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Claim> {
        let id = Packed::unpack(from)?;
        let mut claim = Claim::at(Packed::unpack(from)?);
        (claim.id, claim.by, claim.source) = (id, Packed::unpack(from)?, Packed::unpack(from)?);
        (claim.when, claim.said) = (Packed::unpack(from)?, Packed::unpack(from)?);
        let word = from.word()?;
        let [promises, retracted, faulty, more, written, long] = [8, 9, 10, 11, 12, 13].map(|bit| word >> bit & 1 == 1);
        (claim.promises, claim.retracted, claim.faulty) = (promises, retracted, faulty);
        claim.stance = match word & 0xFF {
            0 => None,
            number => Some(*Stance::ALL.get(number as usize - 1)?),
        };
        if written {
            let (subject, predicate, object) = (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
            claim.saying = Saying::Written(Written { subject, predicate, object, long });
        }
        if more {
            claim.more = Some(Box::new(Packed::unpack(from)?));
        }
        Some(claim)
    }
}

impl Packed for More {
    fn pack(&self, into: &mut Packer) {
        self.rev.pack(into);
        (self.on_behalf, self.utterance).pack(into);
        self.answers.pack(into);
        // No list and an empty one are told apart.
        into.word(u32::from(self.via.is_some()));
        self.via.iter().for_each(|via| via.pack(into));
        self.scope.pack(into);
        self.based_on.pack(into);
        self.supersedes.pack(into);
    }

    fn unpack(from: &mut Unpacker) -> Option<More> {
        let rev = Packed::unpack(from)?;
        let (on_behalf, utterance) = Packed::unpack(from)?;
        let answers = Packed::unpack(from)?;
        let via = if from.word()? == 0 { None } else { Some(Packed::unpack(from)?) };
        let (scope, based_on, supersedes) = (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
        Some(More { rev, on_behalf, via, utterance, scope, answers, based_on, supersedes })
    }
}

impl Packed for Pin {
    fn pack(&self, into: &mut Packer) {
        match self {
            Pin::Loose => into.word(0),
            Pin::Unreadable => into.word(1),
            Pin::At(rev) => {
                into.word(2);
                Some(*rev).pack(into);
            }
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Pin> {
        match from.word()? {
            0 => Some(Pin::Loose),
            1 => Some(Pin::Unreadable),
            2 => Some(Pin::At(<Option<Rev>>::unpack(from)??)),
            _ => None,
        }
    }
}

/// The verdicts that say nothing beside themselves.
const VERDICTS: [Verdict; 5] = [Verdict::Open, Verdict::Explained, Verdict::NotComparable, Verdict::ChangedPosition, Verdict::ReportError];

impl Packed for Option<Verdict> {
    fn pack(&self, into: &mut Packer) {
        match self {
            None => into.word(0),
            Some(Verdict::Prefers(claim)) => {
                into.word(1);
                claim.pack(into);
            }
            Some(other) => into.word(VERDICTS.iter().position(|verdict| verdict == other).map_or(0, |at| at as u32 + 2)),
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Verdict>> {
        match from.word()? {
            0 => Some(None),
            1 => Some(Some(Verdict::Prefers(Packed::unpack(from)?))),
            number => Some(Some(*VERDICTS.get(number as usize - 2)?)),
        }
    }
}
