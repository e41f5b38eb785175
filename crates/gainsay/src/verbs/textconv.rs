//! `textconv`: a file of records as git's diff shows it. Git gives it any version of a file, often under a temporary
//! name, so only the content of the file is used.

mod comments;
mod readable;

use std::fs::{self, File};
use std::io::{self, Write};

use gainsay_model::yaml;

use crate::Status;
use crate::args::Textconv;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the records of a file laid out for comparing. A file that does not consist of valid YAML records is printed
/// unchanged.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn textconv(args: &Textconv, terminal: &mut Terminal) -> Result<Status, Problem> {
    let unread = |e: io::Error| Problem::at(&args.file, "read", &e).help("name a file, as git does");
    let size = fs::metadata(&args.file).map_err(unread)?.len();
    if size > yaml::LARGEST as u64 {
        let mut file = File::open(&args.file).map_err(unread)?;
        io::copy(&mut file, terminal.exact()?)?;
        return Ok(Status::Fine);
    }
    let bytes = fs::read(&args.file).map_err(unread)?;
    match yaml::decode(&bytes).ok().and_then(readable::readable) {
        Some(text) => terminal.exact()?.write_all(text.as_bytes())?,
        // Git gives up on the whole diff if this fails, and a broken file is what people want to see.
        None => terminal.exact()?.write_all(&bytes)?,
    }
    Ok(Status::Fine)
}
