//! The faces of a review.

pub mod concise;
pub mod full;
pub mod html;
pub mod json;
pub mod markdown;
mod words;

use gainsay_diff::compare::PairChange;
use std::io::{self, Write};

/// Writes every pair that is not kept, one JSON object a line.
///
/// # Errors
/// Those of `out`.
pub fn pairs(pairs: &[PairChange], out: &mut dyn Write) -> io::Result<()> {
    for pair in pairs {
        serde_json::to_writer(&mut *out, pair)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
