//! Unpacks compressed content, with a limit to its size.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::could_not_look::CouldNotLook;

/// The largest copy that is searched, in bytes, as stored and unpacked.
pub const LARGEST_COPY: usize = 256 << 20;

pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Returns the first bytes of packed content, as many as can be unpacked.
pub(crate) fn beginning_of_gzip(bytes: &[u8], length: u64) -> Vec<u8> {
    let mut beginning = Vec::new();
    // The bytes that came out before an error are the beginning.
    let _ = MultiGzDecoder::new(bytes).take(length).read_to_end(&mut beginning);
    beginning
}

/// The number of bytes that may still be unpacked from one copy.
#[derive(Debug)]
pub(crate) struct Allowance(usize);

impl Allowance {
    /// Returns the number of bytes that may be unpacked from one copy.
    pub(crate) fn of_one_copy() -> Allowance {
        Allowance(LARGEST_COPY)
    }

    /// Unpacks gzip, each member of it. Of a damaged file, returns the content before the damage.
    pub(crate) fn gunzip(&mut self, bytes: &[u8]) -> Result<Vec<u8>, CouldNotLook> {
        self.read_all(MultiGzDecoder::new(bytes))
    }

    /// Unpacks the content that HTTP calls `deflate`: zlib, or, from some servers, zlib without its frame.
    pub(crate) fn inflate(&mut self, bytes: &[u8]) -> Result<Vec<u8>, CouldNotLook> {
        let framed = self.read_all(ZlibDecoder::new(bytes))?;
        if framed.is_empty() { self.read_all(DeflateDecoder::new(bytes)) } else { Ok(framed) }
    }

    fn read_all(&mut self, decoder: impl Read) -> Result<Vec<u8>, CouldNotLook> {
        let mut unpacked = Vec::new();
        // The bytes that came out before an error are kept; their reader decides whether they are enough.
        let _ = decoder.take(self.0 as u64 + 1).read_to_end(&mut unpacked);
        self.0 = self.0.checked_sub(unpacked.len()).ok_or(CouldNotLook::UnpacksTooLarge)?;
        Ok(unpacked)
    }
}
