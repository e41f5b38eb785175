//! Bytes looked for in bytes.

use memchr::memmem;

/// Returns where bytes stand in others, at or behind a place.
pub(crate) fn find_from(bytes: &[u8], sought: &[u8], from: usize) -> Option<usize> {
    memmem::find(bytes.get(from..)?, sought).map(|found| from + found)
}
