//! Sealed versions of records, and the digests that tell one version from another.

/// A sealed version: `3-9c41d07be2a5`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rev {
    /// The count of sealed versions.
    pub count: u32,
    /// The first 12 hex digits of the digest, as a number.
    pub digest: Digest,
}

impl Rev {
    /// Reads `N-DIGEST`: a count without leading zeros, and 12 lower-case hex digits.
    pub fn read(text: &str) -> Option<Rev> {
        let (count, digest) = text.split_once('-')?;
        let plain =
            |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s == "0" || !s.starts_with('0'));
        let hex = digest.len() == 12 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !plain(count) || !hex {
            return None;
        }
        Some(Rev { count: count.parse().ok()?, digest: Digest(u64::from_str_radix(digest, 16).ok()?) })
    }
}

impl std::fmt::Display for Rev {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.count, self.digest)
    }
}

/// The seal of a record: the version that the record gives, and what reading has proved about it.
///
/// Two seals are equal if their versions are: a proof only saves looking at the record once more.
#[derive(Clone, Copy, Debug)]
pub struct Seal {
    count: u32,
    pub(crate) proof: SealProof,
    digest: Digest,
}

impl Seal {
    /// Returns the seal with that version, of which nothing is proved.
    pub(crate) fn unproved(rev: Rev) -> Seal {
        Seal::proved(rev, SealProof::Nothing)
    }

    /// Returns the seal with that version, and what is proved of it.
    pub(crate) fn proved(rev: Rev, proof: SealProof) -> Seal {
        Seal { count: rev.count, proof, digest: rev.digest }
    }

    /// Returns the sealed version.
    pub fn rev(self) -> Rev {
        Rev { count: self.count, digest: self.digest }
    }
}

impl PartialEq for Seal {
    fn eq(&self, other: &Seal) -> bool {
        self.rev() == other.rev()
    }
}

impl Eq for Seal {}

/// The condition under which the digest of a record is proved to be that of its seal.
///
/// The digest depends on the text of the record, and on one thing outside of it: whether the predicate of its statement
/// takes a text.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum SealProof {
    /// Nothing is proved: the digest has to be made from the text of the record.
    #[default]
    Nothing,
    /// The digest is that of the seal, whatever the predicate takes.
    Always,
    /// The digest is that of the seal if the predicate takes a text.
    IfText,
    /// The digest is that of the seal unless the predicate takes a text.
    UnlessText,
}

impl SealProof {
    /// All conditions, by their numbers.
    pub(crate) const ALL: [SealProof; 4] =
        [SealProof::Nothing, SealProof::Always, SealProof::IfText, SealProof::UnlessText];

    /// Returns true if the seal is proved to hold. `takes_text` says whether the predicate takes a text.
    pub(crate) fn holds(self, takes_text: impl FnOnce() -> bool) -> bool {
        match self {
            SealProof::Nothing => false,
            SealProof::Always => true,
            SealProof::IfText => takes_text(),
            SealProof::UnlessText => !takes_text(),
        }
    }
}

/// The first 48 bits of a record's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Digest(pub u64);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}
