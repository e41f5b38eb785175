//! Encodes claims as numbers. There are a great number of them, so each takes a block of one length.

use super::bytes::{LONG_KEY, NOT_KEPT, Packer, Unpacker};
use super::records::Codec;
use crate::interner::{Interner, Key, StringTable, Symbol};
use crate::record::{Claim, DateId, Place, RawStatement, Stance, StatementState};

/// The number of bytes of each claim; long texts and rare keys follow.
const CLAIM: usize = size_of::<Key>() + 4 * WORDS;

/// The number of words of each claim behind its id.
const WORDS: usize = 12;

impl Packer<'_> {
    /// Encodes claims, each with its id.
    pub fn claims(&mut self, claims: &[Claim], names: &Interner) {
        self.records_of_encoded_files(claims, |claim| claim.place, |into, claim| into.claim(claim, names.claims()));
    }

    /// Encodes the key and the numbers of a claim, then its long texts and rare keys.
    fn claim(&mut self, claim: &Claim, ids: &StringTable) {
        let (short, id) = claim.id.and_then(Symbol::claim).map_or((Some(0), ""), |number| ids.parts(number));
        let written = claim.written();
        let [subject, predicate, object] =
            written.map_or([0; 3], |w| [w.subject, w.predicate, w.object].map(|name| number_of(Some(name))));
        let ([when, until], [said, to]) = (date_words(claim.when), date_words(claim.said));
        let stance = claim.stance.map_or(0, |stance| stance as u32 + 1);
        let long = written.is_some_and(|written| written.long);
        let flags = [
            claim.promises,
            claim.retracted,
            claim.faulty,
            claim.more.is_some(),
            long,
            claim.quoted,
            claim.translated,
            claim.accuses,
        ];
        let flags = flags.into_iter().enumerate().fold(stance, |word, (i, flag)| word | u32::from(flag) << (8 + i));
        let file = self.file_number(claim.place);
        let start = claim.place.start;
        let words: [u32; WORDS] = [
            file,
            start,
            number_of(claim.by),
            number_of(claim.source),
            when,
            until,
            said,
            to,
            flags,
            subject,
            predicate,
            object,
        ];
        self.bytes.extend_from_slice(&short.map_or(LONG_KEY, u128::to_le_bytes));
        self.bytes.extend_from_slice(words.map(u32::to_le_bytes).as_flattened());
        if short.is_none() {
            self.raw(id.as_bytes());
        }
        if let Some(more) = &claim.more {
            more.pack(self);
        }
    }

    /// Returns the number of a file among those that are encoded.
    pub fn file_number(&self, place: Place) -> u32 {
        self.numbers.get(place.file as usize).copied().unwrap_or(NOT_KEPT)
    }
}

/// Returns the number for a symbol; 0 stands for none.
pub(super) fn number_of(name: Option<Symbol>) -> u32 {
    name.map_or(0, |name| name.index() as u32 + 1)
}

pub(super) fn date_words(date: Option<DateId>) -> [u32; 2] {
    date.map_or([0, 0], DateId::to_words)
}

impl Unpacker<'_> {
    /// Decodes claims, with their ids.
    pub fn claims(&mut self, names: &mut Interner) -> Option<Vec<Claim>> {
        let (count, room) = self.count(CLAIM)?;
        let mut claims = Vec::with_capacity(room);
        let ids = names.claims_mut();
        ids.reserve(room);
        for _ in 0..count {
            let block: [u8; CLAIM] = self.chunk()?;
            let (key, words) = block.split_first_chunk::<16>()?;
            let text = if *key == LONG_KEY { self.text()? } else { "" };
            let id = ids.push_key(*key, text)?;
            let mut claim = self.claim(words)?;
            claim.id = (!ids.is_blank(id)).then(|| Symbol::of_claim(id));
            claims.push(claim);
        }
        Some(claims)
    }

    #[inline(always)]
    pub fn name(&self, number: u32) -> Option<Option<Symbol>> {
        match number.checked_sub(1) {
            None => Some(None),
            Some(number) => (number < self.names).then(|| Some(Symbol::of(number))),
        }
    }

    #[inline(always)]
    pub fn date(&self, words: [u32; 2]) -> Option<Option<DateId>> {
        match words {
            [_, 0] => Some(None),
            words => DateId::of_words(words, self.dates).map(Some),
        }
    }

    #[inline(always)]
    fn claim(&mut self, words: &[u8]) -> Option<Claim> {
        let (words, _) = words.as_chunks::<4>();
        let words: [u32; WORDS] = words.first_chunk::<WORDS>()?.map(u32::from_le_bytes);
        let [file, start, by, source, when, until, said, to, flags, subject, predicate, object] = words;
        let mut claim = Claim::at(Place { file: (file < self.files).then_some(file)?, start });
        (claim.by, claim.source) = (self.name(by)?, self.name(source)?);
        (claim.when, claim.said) = (self.date([when, until])?, self.date([said, to])?);
        let [promises, retracted, faulty, more, long, quoted, translated, accuses] =
            [8, 9, 10, 11, 12, 13, 14, 15].map(|bit| flags >> bit & 1 == 1);
        (claim.promises, claim.accuses) = (promises, accuses);
        (claim.retracted, claim.faulty) = (retracted, faulty);
        (claim.quoted, claim.translated) = (quoted, translated);
        claim.stance = match flags & 0xFF {
            0 => None,
            number => Some(*Stance::ALL.get(number as usize - 1)?),
        };
        if let (Some(subject), Some(predicate), Some(object)) =
            (self.name(subject)?, self.name(predicate)?, self.name(object)?)
        {
            claim.saying = StatementState::Written(RawStatement { subject, predicate, object, long });
        }
        if more {
            claim.more = Some(Box::new(Codec::unpack(self)?));
        }
        Some(claim)
    }
}
