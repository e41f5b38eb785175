//! `lsp`: a server for an editor.

use std::io::{self, BufReader};

use crate::Status;
use crate::terminal::Terminal;

/// Serves the editor that started the program, until it ends. Returns findings as the status if the editor left without
/// announcing it.
pub fn lsp(terminal: &Terminal) -> Status {
    let ended_well = gainsay_lsp::serve(BufReader::new(io::stdin()), io::stdout(), terminal.options);
    if ended_well { Status::Fine } else { Status::Findings }
}
