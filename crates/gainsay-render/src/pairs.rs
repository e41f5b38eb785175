//! The stream of pairs: the conflicts by the definitions, whatever the manifest's `rules` say; or the pairs that a
//! change touches.

use std::io::{self, Write};

use gainsay_diff::{PairWriter, Stop};
use serde::Serialize;

/// Writes one JSON object per line.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(pairs: impl IntoIterator<Item: Serialize>, out: &mut dyn Write) -> io::Result<()> {
    pairs.into_iter().try_for_each(|pair| line(&pair, out))
}

/// Writes all pairs of a workspace, in the order in which they are found.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render_all(pairs: &PairWriter, out: &mut dyn Write) -> io::Result<()> {
    let mut failed = Ok(());
    let stopped = pairs.write(&mut |pair| {
        line(&pair, out).map_err(|error| {
            failed = Err(error);
            Stop
        })
    });
    match stopped {
        Ok(()) => Ok(()),
        Err(Stop) => failed,
    }
}

fn line(pair: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, pair)?;
    out.write_all(b"\n")
}
