//! The live pages, served on one's own machine: each is made when it is requested, from the workspace as it is then.
//!
//! One thread owns the workspace and makes pages (`renderer`); another waits for files to change. The server itself
//! (`http`) does neither: it asks the renderer, and admits only those who were given the token (`guard`).

mod editor;
mod forms;
mod guard;
mod http;
mod renderer;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use gainsay_model::date::Day;
use gainsay_store::watch::Watch;
use gainsay_store::{Error, Events, LoadOptions};
use tokio::net::TcpListener;

use editor::Editor;
use guard::Guard;
use renderer::{Asks, Renderer};

/// The port that is used if none is asked for and it is free.
pub const PORT: u16 = 7780;

/// Options for serving a workspace.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The version of the program.
    pub version: &'static str,
    /// The port; if there is none, [`PORT`] or any other that is free.
    pub port: Option<u16>,
    /// The largest number of the last commits shown.
    pub commits: usize,
    /// Says whether records can be edited from the pages.
    pub edit: bool,
    /// The day on which rulings are judged; today if there is none.
    pub today: Option<Day>,
}

/// Serves the pages of the workspace with that root until the program ends. `begun` is called with the address, which
/// contains the token that admits a browser.
///
/// # Errors
/// Returns an error if the workspace cannot be read, or nothing can be served at the port.
pub fn serve(
    root: PathBuf,
    options: &ServeOptions,
    load: LoadOptions,
    events: Arc<dyn Events + Send>,
    begun: impl FnOnce(&str),
) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::new(format!("pages cannot be served: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let listener = listen(options.port).await?;
        let port = listener.local_addr().map_err(failed)?.port();
        let guard = Guard::new(port)?;
        let address = guard.address();
        // The watch begins before anything is read, so that no change is missed.
        let watch = Watch::begin(&root);
        let editor = Editor { root: root.clone(), load, events: Arc::clone(&events), today: options.today };
        let asks = Renderer::start(root, options.clone(), load, events, watch.handle()).await?;
        watch_files(watch, asks.clone());
        begun(&address);
        axum::serve(listener, http::router(guard, asks, options.edit.then_some(editor))).await.map_err(failed)
    })
}

/// Listens on this machine only.
async fn listen(asked: Option<u16>) -> Result<TcpListener, Error> {
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match (asked, at(asked.unwrap_or(PORT)).await) {
        (_, Ok(listener)) => Ok(listener),
        (None, Err(_)) => at(0).await.map_err(|error| Error::new(format!("no port is free: {error}"))),
        (Some(port), Err(error)) => Err(Error::new(format!("nothing can be served at port {port}: {error}"))
            .help("`--port 0` takes any that is free")),
    }
}

/// Reports every change of the files to the renderer, for as long as it listens.
fn watch_files(mut watch: Watch, asks: Asks) {
    std::thread::spawn(move || {
        loop {
            let changed;
            (watch, changed) = watch.wait();
            if !asks.tell_changed(changed) {
                return;
            }
        }
    });
}
