//! Proves that the seals of records hold while their texts are at hand, so that nobody has to read these again for it.
//!
//! A proof is kept with the record, in the cache too. It is made of the record's text, and says on what else the digest
//! depends, so that it holds under any vocabulary. Where nothing could be proved, the digest is made of the text.

use std::borrow::Cow;

use crate::canonical::proof;
use crate::interner::Interner;
use crate::record::{Claim, RawStatement, Seal, SealProof};
use crate::schema::Kind;
use crate::yaml::Document;

/// The choice whether reading proves that the seals of records hold.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Seals {
    /// Nothing is proved: few will ask for the seals.
    #[default]
    Unproved,
    /// What can be proved is.
    Proved,
}

impl Seals {
    /// Proves the seal of a record of that kind, if it has one. `document` returns its text as a document.
    pub(super) fn prove<'d>(self, seal: Option<&mut Seal>, kind: Kind, document: impl FnOnce() -> Cow<'d, Document>) {
        self.prove_stating(seal, kind, None, document);
    }

    /// Proves the seal of a claim, if it has one.
    pub(super) fn prove_claim<'d>(
        self,
        claim: &mut Claim,
        names: &Interner,
        document: impl FnOnce() -> Cow<'d, Document>,
    ) {
        let written = claim.written().copied();
        // Most claims have no seal, and no text is looked up for these.
        let seal = claim.more.as_deref_mut().and_then(|more| more.seal.as_mut());
        let Some(seal) = seal else { return };
        let text = |RawStatement { predicate, object, .. }| [predicate, object].map(|part| names.text(part));
        self.prove_stating(Some(seal), Kind::Claim, written.map(text), document);
    }

    fn prove_stating<'d>(
        self,
        seal: Option<&mut Seal>,
        kind: Kind,
        statement: Option<[&str; 2]>,
        document: impl FnOnce() -> Cow<'d, Document>,
    ) {
        if let Some(seal) = seal {
            seal.proof = match self {
                Seals::Unproved => SealProof::Nothing,
                Seals::Proved => proof(&document(), kind, seal.rev().digest, statement),
            };
        }
    }
}
