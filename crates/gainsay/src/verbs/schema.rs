//! `schema`: the JSON Schema of records, for editors.

use std::io::Write;

use gainsay_render::json_schema::json_schema;

use crate::Status;
use crate::args::Schema;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load;

/// Prints the JSON Schema of records.
///
/// # Errors
/// Returns the errors of standard output and, with the ids of a workspace, those of reading it.
pub fn schema(args: &Schema, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = args.with_ids.then(|| load(terminal)).transpose()?;
    let schema = json_schema(loaded.as_ref().map(|loaded| &loaded.workspace));
    terminal.exact()?.write_all(schema.as_bytes())?;
    Ok(Status::Fine)
}
