//! Reasons as a list, for `why` and `ask`.

use std::io::{self, Write};

use gainsay_model::finding::Reason;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::location::Locations;

/// Writes each reason as an item of a list, with the place of what says so, its lines beginning with `indent`.
///
/// # Errors
/// Those of `out`.
pub fn write(locations: &Locations, reasons: &[Reason], indent: &str, out: &mut dyn Write) -> io::Result<()> {
    for reason in reasons {
        let deeper = if reason.step { "  " } else { "" };
        let lines = wrapped(&locations.told(reason), WIDTH - indent.len() - deeper.len() - 4);
        for (i, line) in lines.iter().enumerate() {
            writeln!(out, "{indent}{deeper}  {} {line}", if i == 0 { "-" } else { " " })?;
        }
    }
    Ok(())
}
