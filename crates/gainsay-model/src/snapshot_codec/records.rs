//! Encodes the records of all other kinds as numbers, one kind after the other.

use super::bytes::{Packer, Unpacker};
use super::claims::{date_words, number_of};
use crate::interner::Symbol;
use crate::record::{
    DateId, Digest, Entity, Extras, Office, Pin, Pinned, Place, Rev, Ruling, Seal, SealProof, Source, Text, Verdict,
};

/// A value that can be encoded as numbers.
pub(super) trait Codec: Sized {
    fn pack(&self, into: &mut Packer);
    fn unpack(from: &mut Unpacker) -> Option<Self>;
}

impl Codec for u32 {
    fn pack(&self, into: &mut Packer) {
        into.word(*self);
    }

    fn unpack(from: &mut Unpacker) -> Option<u32> {
        from.word()
    }
}

impl Codec for bool {
    fn pack(&self, into: &mut Packer) {
        into.word(u32::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> Option<bool> {
        from.word().map(|word| word == 1)
    }
}

impl Codec for [u64; 3] {
    fn pack(&self, into: &mut Packer) {
        for number in self {
            into.word(*number as u32);
            into.word((number >> 32) as u32);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<[u64; 3]> {
        let mut numbers = [0; 3];
        for number in &mut numbers {
            *number = u64::from(from.word()?) | u64::from(from.word()?) << 32;
        }
        Some(numbers)
    }
}

impl Codec for Symbol {
    fn pack(&self, into: &mut Packer) {
        into.word(self.index() as u32);
    }

    fn unpack(from: &mut Unpacker) -> Option<Symbol> {
        let number = from.word()?;
        (number < from.names).then(|| Symbol::of(number))
    }
}

impl Codec for Option<Symbol> {
    fn pack(&self, into: &mut Packer) {
        into.word(number_of(*self));
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Symbol>> {
        let number = from.word()?;
        from.name(number)
    }
}

impl Codec for Option<DateId> {
    fn pack(&self, into: &mut Packer) {
        date_words(*self).into_iter().for_each(|word| into.word(word));
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<DateId>> {
        let words = [from.word()?, from.word()?];
        from.date(words)
    }
}

impl<P: Codec> Codec for Vec<P> {
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

impl<A: Codec, B: Codec> Codec for (A, B) {
    fn pack(&self, into: &mut Packer) {
        self.0.pack(into);
        self.1.pack(into);
    }

    fn unpack(from: &mut Unpacker) -> Option<(A, B)> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

impl Codec for Option<Seal> {
    fn pack(&self, into: &mut Packer) {
        self.map(Seal::rev).pack(into);
        if let Some(seal) = self {
            into.word(seal.proof as u32);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Seal>> {
        let Some(rev) = <Option<Rev>>::unpack(from)? else { return Some(None) };
        let proof = *SealProof::ALL.get(from.word()? as usize)?;
        Some(Some(Seal::proved(rev, proof)))
    }
}

impl Codec for Option<Rev> {
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

impl Codec for Place {
    fn pack(&self, into: &mut Packer) {
        into.word(into.file_number(*self));
        into.word(self.start);
    }

    fn unpack(from: &mut Unpacker) -> Option<Place> {
        let file = from.word()?;
        (file < from.files).then_some(Place { file, start: from.word()? })
    }
}

/// Implements [`Codec`] by the fields in this order.
macro_rules! codec {
    ($($kind:ident: $($field:ident),*;)*) => {$(
        impl Codec for $kind {
            fn pack(&self, into: &mut Packer) {
                $(self.$field.pack(into);)*
            }

            fn unpack(from: &mut Unpacker) -> Option<$kind> {
                Some($kind { $($field: Codec::unpack(from)?,)* })
            }
        }
    )*};
}

codec! {
    Entity: id, place, seal, kind, part_of, speaks_for, same_as, since, until, links;
    Office: whom, index, from, until;
    Source: id, place, seal, published, accessed, derived_from, marks, kept;
    Ruling: id, place, seal, between, verdict, decided, until;
    Pinned: claim, index, pin;
    Text: folded, written;
}

impl Codec for Extras {
    fn pack(&self, into: &mut Packer) {
        self.seal.pack(into);
        (self.on_behalf, self.utterance).pack(into);
        self.answers.pack(into);
        // An absent list and an empty one are told apart.
        into.word(u32::from(self.via.is_some()));
        self.via.iter().for_each(|via| via.pack(into));
        self.scope.pack(into);
        self.based_on.pack(into);
        self.supersedes.pack(into);
        self.retracted.pack(into);
    }

    fn unpack(from: &mut Unpacker) -> Option<Extras> {
        let seal = Codec::unpack(from)?;
        let (on_behalf, utterance) = Codec::unpack(from)?;
        let answers = Codec::unpack(from)?;
        let via = if from.word()? == 0 { None } else { Some(Codec::unpack(from)?) };
        let (scope, based_on, supersedes) = (Codec::unpack(from)?, Codec::unpack(from)?, Codec::unpack(from)?);
        let retracted = Codec::unpack(from)?;
        Some(Extras { seal, on_behalf, via, utterance, scope, answers, based_on, supersedes, retracted })
    }
}

impl Codec for Pin {
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

/// The verdicts that are a word alone.
const VERDICTS: [Verdict; 5] =
    [Verdict::Open, Verdict::Explained, Verdict::NotComparable, Verdict::ChangedPosition, Verdict::ReportError];

impl Codec for Option<Verdict> {
    fn pack(&self, into: &mut Packer) {
        match self {
            None => into.word(0),
            Some(Verdict::Prefers(claim)) => {
                into.word(1);
                claim.pack(into);
            }
            Some(other) => {
                into.word(VERDICTS.iter().position(|verdict| verdict == other).map_or(0, |at| at as u32 + 2))
            }
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Option<Verdict>> {
        match from.word()? {
            0 => Some(None),
            1 => Some(Some(Verdict::Prefers(Codec::unpack(from)?))),
            number => Some(Some(*VERDICTS.get(number as usize - 2)?)),
        }
    }
}
