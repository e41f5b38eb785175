//! `site`: the workspace as pages.

use std::path::Path;

use gainsay_render::plural::plural;
use gainsay_site::{Built, SiteOptions, build};
use gainsay_store::clock::today;

use crate::Status;
use crate::args::site::{Only, Site};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load;

/// Writes the workspace as a folder of pages.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if the folder is not one for a site, or cannot be written.
pub fn site(args: &Site, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let out = args.out.clone().unwrap_or_else(|| loaded.root.join("site"));
    let options = SiteOptions {
        version: env!("CARGO_PKG_VERSION"),
        base: args.base.clone(),
        words: args.words.into(),
        only_public: args.only == Some(Only::Public),
        commits: args.commits,
        today: today(args.today.today),
    };
    let built = build(loaded, &out, &options, terminal.options, &terminal.events)?;
    tell(&built, &options, &out, terminal)?;
    Ok(if built.claims == 0 { Status::NoClaims } else { Status::Fine })
}

fn tell(built: &Built, options: &SiteOptions, out: &Path, terminal: &mut Terminal) -> Result<(), Problem> {
    use std::io::Write;
    let Built { written, left_out, .. } = built;
    let index = out.join("index.html");
    writeln!(terminal.out, "{}", gainsay_model::text::escaped(&index.display().to_string()))?;
    let removed = if written.removed == 0 { String::new() } else { format!(", {} removed", written.removed) };
    terminal.hint(&format!("{}, {} written{removed}", plural(written.files, "file"), written.written));
    if options.only_public {
        terminal.hint(&format!("{} left out as private", plural(*left_out, "claim")));
    }
    if written.left > 0 {
        let are = if written.left == 1 { "file is" } else { "files are" };
        terminal.warn(&format!("{} {are} no part of the site any more, but changed by hand, and stay", written.left));
    }
    Ok(())
}
