//! `lsp`: a server for an editor.

use std::io::{self, BufReader};

use crate::Status;
use crate::terminal::Terminal;

/// Serves the editor that has started the program, until it ends. Where it leaves without saying so before, that is a
/// finding.
pub fn lsp(terminal: &Terminal) -> Status {
    let ended_well = gainsay_lsp::serve(BufReader::new(io::stdin()), io::stdout(), terminal.options);
    if ended_well { Status::Fine } else { Status::Findings }
}
