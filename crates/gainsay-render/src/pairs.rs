//! The stream of pairs: what the definitions give, whatever the manifest's `rules` say; or of those that a change touches.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one JSON object a line.
///
/// # Errors
/// Those of `out`.
pub fn render<P: Serialize>(pairs: &[P], out: &mut dyn Write) -> io::Result<()> {
    for pair in pairs {
        serde_json::to_writer(&mut *out, pair)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
