//! The pages live, on one's own machine: each made when it is asked for, of the workspace as it is.
//!
//! One thread owns the workspace and makes pages (`renderer`); another waits for files to change. The server itself
//! (`http`) knows neither: it asks the renderer, and lets nobody ask who was not given the token (`guard`).

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

/// The port that is taken where none is asked for, if it is free.
pub const PORT: u16 = 7780;

/// How a workspace is served.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The version of the program.
    pub version: &'static str,
    /// The port; [`PORT`] or any other that is free, if none is given.
    pub port: Option<u16>,
    /// So many of the last commits are told.
    pub commits: usize,
    /// Records can be edited from the pages.
    pub edit: bool,
    /// The day by which rulings are judged; the day it is, if none is given.
    pub today: Option<Day>,
}

/// Serves the pages of the workspace with that root until the program ends. `begun` gets the address, with the token
/// that lets a browser in.
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

/// Listens on this machine alone.
async fn listen(asked: Option<u16>) -> Result<TcpListener, Error> {
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match (asked, at(asked.unwrap_or(PORT)).await) {
        (_, Ok(listener)) => Ok(listener),
        (None, Err(_)) => at(0).await.map_err(|error| Error::new(format!("no port is free: {error}"))),
        (Some(port), Err(error)) => Err(Error::new(format!("nothing can be served at port {port}: {error}"))
            .help("`--port 0` takes any that is free")),
    }
}

/// Tells the renderer of every change of the files, for as long as it listens.
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
