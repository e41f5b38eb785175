//! `serve`: the workspace as pages, live.

use std::io::Write;
use std::sync::Arc;

use gainsay_site::serve::{ServeOptions, serve as serve_pages};

use crate::Status;
use crate::args::site::Serve;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::find_root;

/// Serves the workspace around the current folder until the program ends, and prints the address.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if nothing can be served at the port.
pub fn serve(args: &Serve, terminal: &mut Terminal) -> Result<Status, Problem> {
    let options = ServeOptions {
        version: env!("CARGO_PKG_VERSION"),
        port: args.port,
        commits: args.commits,
        edit: args.edit,
        today: args.today.today,
    };
    let (load, events) = (terminal.options, Arc::new(terminal.events));
    let mut printed = Ok(());
    let begun = |address: &str| {
        printed = writeln!(terminal.out, "{address}").map_err(Problem::from).and_then(|()| Ok(terminal.finish()?));
        terminal.hint("open this address in a browser; Ctrl-C ends the server");
        if args.open && open::that_detached(address).is_err() {
            terminal.warn("no browser could be opened");
        }
    };
    serve_pages(find_root()?, &options, load, events, begun)?;
    printed.map(|()| Status::Fine)
}
