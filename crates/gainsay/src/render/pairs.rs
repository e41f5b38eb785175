//! The stream of pairs: what the definitions give, whatever the manifest's `rules` say.

use std::io::{self, Write};

use gainsay_diff::Pair;

/// Writes one JSON object a line.
///
/// # Errors
/// Those of `out`.
pub fn render(pairs: &[Pair], out: &mut dyn Write) -> io::Result<()> {
    for pair in pairs {
        serde_json::to_writer(&mut *out, pair)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
