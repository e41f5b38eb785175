//! `man`: the manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, roman};
use gainsay_model::text::escaped;
use gainsay_store::write::write_whole;

use crate::Status;
use crate::args::Man;
use crate::manual::{ENVIRONMENT, STATUSES, command, examples, verbs};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the page of the program, or writes the pages of all verbs.
///
/// # Errors
/// Returns an error if the folder cannot be made or a page cannot be written.
pub fn man(args: &Man, terminal: &mut Terminal) -> Result<Status, Problem> {
    let command = command();
    match &args.folder {
        None => terminal.exact()?.write_all(&page(&command)?)?,
        Some(folder) => write_pages(&command, folder, terminal)?,
    }
    Ok(Status::Fine)
}

fn write_pages(command: &Command, folder: &Path, terminal: &mut Terminal) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|e| Problem::at(folder, "made", &e))?;
    // A verb with actions has a page that lists them.
    let lists = command.get_subcommands().filter(|verb| verb.has_subcommands());
    for command in std::iter::once(command).chain(lists).chain(verbs(command)) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = folder.join(format!("{name}.1"));
        write_whole(&path, &page(command)?).map_err(|e| Problem::at(&path, "written", &e))?;
        writeln!(terminal.out, "{}", escaped(&path.to_string_lossy()))?;
    }
    Ok(())
}

/// Returns a page in the format that `man` reads.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let is_program = command.get_name() == "gainsay";
    let version = format!("gainsay {}", env!("CARGO_PKG_VERSION"));
    let page = Page::new(command.clone()).source(version).manual("Gainsay");
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    if is_program {
        listed("EXIT STATUS", &STATUSES).to_writer(&mut text)?;
        listed("ENVIRONMENT", &ENVIRONMENT).to_writer(&mut text)?;
    }
    section_of_examples(command).to_writer(&mut text)?;
    Ok(text)
}

fn listed(heading: &str, entries: &[(&str, &str)]) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (word, text) in entries {
        roff.control("TP", []);
        roff.text([roman(*word)]);
        roff.text([roman(*text)]);
    }
    roff
}

/// Returns the examples with their layout.
fn section_of_examples(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let examples = examples(command);
    if !examples.is_empty() {
        roff.control("SH", ["EXAMPLES"]);
        roff.control("nf", []);
        for line in examples {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff
}
