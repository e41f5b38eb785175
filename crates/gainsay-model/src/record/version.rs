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

/// The first 48 bits of a record's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Digest(pub u64);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}
