//! Records as numbers, close together: what a reading leaves for the next one, so that only files that have changed are read again.
//!
//! Claims, entities, sources and rulings are kept; of a file with anything else in it, the manifest, predicates or what was found faulty,
//! nothing is, and it is read every time. References are not looked up yet in what is kept, so that it depends on no other file. Bytes that
//! were not packed here give nothing, or records that no file has; whoever keeps them sees to it that they are whole ([`Kept::unpack`]).

use crate::dates::Dates;
use crate::names::{Key, Keys, LONG, Name, Names};
use crate::record::{
    Claim, DateId, Digest, Entity, More, Office, Pin, Pinned, Place, Records, Rev, Ruling, Saying, Source, Stance, Verdict, Written,
};

/// Files as they were read before.
pub struct Kept {
    pub(crate) files: Files,
    pub(crate) names: Names,
    pub(crate) dates: Dates,
    pub(crate) records: Records,
}

/// Files with their paths, one after the other: there may be very many.
pub(crate) struct Files {
    /// In their byte order.
    paths: String,
    all: Vec<KeptFile>,
}

struct KeptFile {
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

impl Kept {
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

    /// What [`Unlinked::pack`](crate::read::Unlinked::pack) made of files; none if it cannot have been that.
    pub fn unpack(mut bytes: &[u8]) -> Option<Kept> {
        Kept::unpack_from(bytes.len(), &mut |more| more.extend_from_slice(std::mem::take(&mut bytes)))
    }

    /// The same of so many bytes, of which `more` adds the next each time; it adds nothing if there are no more.
    pub fn unpack_from(length: usize, more: &mut dyn FnMut(&mut Vec<u8>)) -> Option<Kept> {
        let mut from = Unpacker { bytes: Vec::new(), at: 0, left: length, more, names: u32::MAX, dates: u32::MAX, files: u32::MAX };
        let files = from.files()?;
        let mut names = from.names()?;
        let mut dates = Dates::default();
        for _ in 0..from.word()? {
            dates.read(from.text()?).ok()?;
        }
        from.names = u32::try_from(names.len()).ok()?;
        from.dates = u32::try_from(dates.tabled()).ok()?;
        from.files = u32::try_from(files.len()).ok()?;
        let (claims, entities) = (from.claims(&mut names)?, Packed::unpack(&mut from)?);
        let (sources, rulings) = (Packed::unpack(&mut from)?, Packed::unpack(&mut from)?);
        let records = Records { claims, entities, sources, rulings, ..Records::default() };
        (from.left == 0).then_some(Kept { files, names, dates, records })
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

    fn names(&mut self, names: &Names) {
        let words = names.words();
        self.word(words.len() as u32);
        (0..words.len() as u32).for_each(|number| self.key(words, Some(number)));
    }

    /// A text as its key; one that is longer follows a key that only says so.
    fn key(&mut self, keys: &Keys, number: Option<u32>) {
        let (short, text) = number.map_or((Some(0), ""), |number| keys.parts(number));
        self.bytes.extend_from_slice(&short.map_or(LONG_KEY, u128::to_le_bytes));
        if short.is_none() {
            self.raw(text.as_bytes());
        }
        self.flush_if_enough();
    }

    fn flush_if_enough(&mut self) {
        if self.bytes.len() >= ENOUGH {
            self.flush();
        }
    }

    /// The records of files that are kept, each packed by `pack`.
    fn those_kept<R>(&mut self, records: &[R], place: impl Fn(&R) -> Place, pack: impl Fn(&mut Self, &R)) {
        let numbers = self.numbers;
        let is_kept = |record: &&R| numbers.get(place(record).file as usize).is_some_and(|number| *number != NOT_KEPT);
        self.word(records.iter().filter(is_kept).count() as u32);
        for record in records.iter().filter(is_kept) {
            pack(self, record);
            self.flush_if_enough();
        }
    }

    fn records<R: Packed>(&mut self, records: &[R], place: impl Fn(&R) -> Place) {
        self.those_kept(records, place, |into, record| record.pack(into));
    }

    /// Claims, each with its id.
    fn claims(&mut self, claims: &[Claim], names: &Names) {
        let pack = |into: &mut Self, claim: &Claim| {
            into.key(names.claims(), claim.id.and_then(Name::claim));
            into.claim(claim);
        };
        self.those_kept(claims, |claim| claim.place, pack);
    }
}

/// A key that only says that its text follows.
const LONG_KEY: Key = (LONG as u128 * 1 << 120).to_le_bytes();

/// Where numbers are unpacked from, and below what each must lie.
struct Unpacker<'f> {
    /// What is at hand, from `at` on.
    bytes: Vec<u8>,
    at: usize,
    /// How many bytes there are from there on, those included that are not at hand yet.
    left: usize,
    more: &'f mut dyn FnMut(&mut Vec<u8>),
    names: u32,
    dates: u32,
    files: u32,
}

impl Unpacker<'_> {
    /// The next so many bytes.
    #[inline(always)]
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        if self.bytes.len() - self.at < count {
            self.fetch(count)?;
        }
        let start = self.at;
        self.at += count;
        self.left = self.left.checked_sub(count)?;
        self.bytes.get(start..self.at)
    }

    /// Sees to it that so many bytes are at hand; none if there are not so many.
    #[cold]
    fn fetch(&mut self, count: usize) -> Option<()> {
        if self.left < count {
            return None;
        }
        self.bytes.drain(..self.at);
        self.at = 0;
        while self.bytes.len() < count {
            let before = self.bytes.len();
            (self.more)(&mut self.bytes);
            if self.bytes.len() == before {
                return None;
            }
        }
        Some(())
    }

    #[inline(always)]
    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk::<N>().copied()
    }

    #[inline(always)]
    fn word(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    fn raw(&mut self) -> Option<&[u8]> {
        let length = self.word()? as usize;
        self.take(length)
    }

    /// A count of what takes so many bytes at least: there cannot be more than there are bytes left, whatever the count says.
    fn count(&mut self, least: usize) -> Option<(u32, usize)> {
        let count = self.word()?;
        Some((count, (count as usize).min(self.left / least)))
    }

    fn text(&mut self) -> Option<&str> {
        std::str::from_utf8(self.raw()?).ok()
    }

    fn files(&mut self) -> Option<Files> {
        let (count, room) = self.count(3 * size_of::<u32>())?;
        let mut files = Files { paths: String::new(), all: Vec::with_capacity(room) };
        for _ in 0..count {
            let digest = u64::from(self.word()?) | u64::from(self.word()?) << 32;
            files.paths.push_str(self.text()?);
            files.all.push(KeptFile { end: files.paths.len(), digest: Some(digest) });
        }
        Some(files)
    }

    fn names(&mut self) -> Option<Names> {
        let (count, room) = self.count(size_of::<Key>())?;
        let mut names = Names::with_room(room);
        for number in 0..count {
            let key = self.chunk()?;
            let text = if key == LONG_KEY { self.text()? } else { "" };
            // Each stands there once.
            (names.add_key(key, text)?.index() == number as usize).then_some(())?;
        }
        Some(names)
    }

    /// Claims, with their ids.
    fn claims(&mut self, names: &mut Names) -> Option<Vec<Claim>> {
        let (count, room) = self.count(CLAIM)?;
        let mut claims = Vec::with_capacity(room);
        names.claims_mut().reserve(room);
        for _ in 0..count {
            let key = self.chunk()?;
            let text = if key == LONG_KEY { self.text()? } else { "" };
            let id = names.claims_mut().push_key(key, text)?;
            let mut claim = self.claim()?;
            claim.id = (!names.claims().is_blank(id)).then(|| Name::of_claim(id));
            claims.push(claim);
        }
        Some(claims)
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
        into.word(number_of(*self));
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Name>> {
        let number = from.word()?;
        from.name(number)
    }
}

impl Packed for Option<DateId> {
    fn pack(&self, into: &mut Packer) {
        date_words(*self).into_iter().for_each(|word| into.word(word));
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<DateId>> {
        let words = [from.word()?, from.word()?];
        from.date(words)
    }
}

impl<P: Packed> Packed for Vec<P> {
    fn pack(&self, into: &mut Packer) {
        into.word(self.len() as u32);
        self.iter().for_each(|inner| inner.pack(into));
    }

    fn unpack(from: &mut Unpacker) -> Option<Vec<P>> {
        let (count, room) = from.count(4)?;
        let mut all = Vec::with_capacity(room);
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
        into.word(into.number_of(*self));
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

/// So many bytes are the least that a claim takes.
const CLAIM: usize = size_of::<Key>() + 4 * WORDS;

/// So many words each claim has after its id.
const WORDS: usize = 12;

impl Packer<'_> {
    fn claim(&mut self, claim: &Claim) {
        let written = claim.written();
        let [subject, predicate, object] = written.map_or([0; 3], |w| [w.subject, w.predicate, w.object].map(|name| number_of(Some(name))));
        let ([when, until], [said, to]) = (date_words(claim.when), date_words(claim.said));
        let stance = claim.stance.map_or(0, |stance| stance as u32 + 1);
        let flags = [claim.promises, claim.retracted, claim.faulty, claim.more.is_some(), written.is_some_and(|written| written.long)];
        let flags = flags.into_iter().enumerate().fold(stance, |word, (i, flag)| word | u32::from(flag) << (8 + i));
        let file = self.number_of(claim.place);
        let start = claim.place.start;
        let words: [u32; WORDS] =
            [file, start, number_of(claim.by), number_of(claim.source), when, until, said, to, flags, subject, predicate, object];
        self.bytes.extend_from_slice(words.map(u32::to_le_bytes).as_flattened());
        if let Some(more) = &claim.more {
            more.pack(self);
        }
    }

    /// The number of a file among those that are kept.
    fn number_of(&self, place: Place) -> u32 {
        self.numbers.get(place.file as usize).copied().unwrap_or(NOT_KEPT)
    }
}

/// No name is 0.
fn number_of(name: Option<Name>) -> u32 {
    name.map_or(0, |name| name.index() as u32 + 1)
}

fn date_words(date: Option<DateId>) -> [u32; 2] {
    date.map_or([0, 0], DateId::to_words)
}

impl Unpacker<'_> {
    #[inline(always)]
    fn name(&self, number: u32) -> Option<Option<Name>> {
        match number.checked_sub(1) {
            None => Some(None),
            Some(number) => (number < self.names).then(|| Some(Name::of(number))),
        }
    }

    #[inline(always)]
    fn date(&self, words: [u32; 2]) -> Option<Option<DateId>> {
        match words {
            [_, 0] => Some(None),
            words => DateId::of_words(words, self.dates).map(Some),
        }
    }

    #[inline(always)]
    fn claim(&mut self) -> Option<Claim> {
        let (words, _) = self.take(4 * WORDS)?.as_chunks::<4>();
        let words: [u32; WORDS] = words.first_chunk::<WORDS>()?.map(u32::from_le_bytes);
        let [file, start, by, source, when, until, said, to, flags, subject, predicate, object] = words;
        let mut claim = Claim::at(Place { file: (file < self.files).then_some(file)?, start });
        (claim.by, claim.source) = (self.name(by)?, self.name(source)?);
        (claim.when, claim.said) = (self.date([when, until])?, self.date([said, to])?);
        let [promises, retracted, faulty, more, long] = [8, 9, 10, 11, 12].map(|bit| flags >> bit & 1 == 1);
        (claim.promises, claim.retracted, claim.faulty) = (promises, retracted, faulty);
        claim.stance = match flags & 0xFF {
            0 => None,
            number => Some(*Stance::ALL.get(number as usize - 1)?),
        };
        if let (Some(subject), Some(predicate), Some(object)) = (self.name(subject)?, self.name(predicate)?, self.name(object)?) {
            claim.saying = Saying::Written(Written { subject, predicate, object, long });
        }
        if more {
            claim.more = Some(Box::new(Packed::unpack(self)?));
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
