//! The language server, which shows a workspace in editors while it is written. It only translates: findings come from
//! the [`LiveWorkspace`](gainsay_store::LiveWorkspace), sentences come from `gainsay-render`, and edits from
//! `gainsay-model`.
//!
//! `transport` reads and writes messages; `server` keeps the protocol and the open `documents`; a `folder` is a
//! workspace that stays open, on a thread of its own, and answers questions about it.

mod answers;
mod capabilities;
mod diagnostics;
mod documents;
mod folder;
mod outbox;
mod positions;
mod query;
mod server;
mod transport;
mod uri;

use std::io::{BufRead, Write};

use gainsay_store::LoadOptions;

/// Serves one client until it asks to end, or disconnects. Returns whether it followed the protocol: the client asked
/// to shut down before it left.
pub fn serve<R, W>(input: R, output: W, options: LoadOptions) -> bool
where
    R: BufRead + Send + 'static,
    W: Write + Send + 'static,
{
    let (outbox, writer) = outbox::start(output);
    let incoming = transport::start(input);
    let went_well = server::Server::new(options, outbox).run(&incoming);
    // The last answers are written before the program ends.
    let _ = writer.join();
    went_well
}
