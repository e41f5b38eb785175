//! Reasons as a list, for `why` and `ask`.

use std::io::{self, Write};

use gainsay_model::finding::Reason;
use gainsay_model::text::escaped;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::location::Locations;
use gainsay_render::prose::Naming;

/// Writes each reason as an item of a list, its lines beginning with `indent`; in a naming by ids, with the place of
/// its source.
///
/// # Errors
/// Returns the errors of `out`.
pub fn write(
    naming: &Naming,
    locations: &Locations,
    reasons: &[Reason],
    indent: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for reason in reasons {
        let deeper = if reason.step { "  " } else { "" };
        let told = if naming.is_by_ids() { locations.told(reason) } else { escaped(&reason.text).into_owned() };
        let lines = wrapped(&told, WIDTH - indent.len() - deeper.len() - 4);
        for (i, line) in lines.iter().enumerate() {
            writeln!(out, "{indent}{deeper}  {} {line}", if i == 0 { "-" } else { " " })?;
        }
    }
    Ok(())
}
