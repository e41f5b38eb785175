//! Copies of sources put into a workspace: written where no other file lies, and protected from git's conversion of
//! line ends.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use gainsay_git::Repository;

use crate::Error;
use crate::write::{refuse_leaving, write_new, write_whole};

/// Returns the path of a copy from the file of a record, both given from the root.
pub fn path_beside(record: &str, copy: &str) -> String {
    let folders: Vec<&str> = record.split('/').collect();
    let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
    let parts: Vec<&str> = copy.split('/').collect();
    let common = folders.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folders.len() - common);
    up.chain(parts[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Makes git leave the line ends of the copy at a path alone. Returns the path of the file that was written for that,
/// if any.
///
/// # Errors
/// Returns an error if `.gitattributes` cannot be read or written.
pub fn keep_line_ends(root: &Path, place: &str) -> Result<Option<String>, Error> {
    const FILE: &str = ".gitattributes";
    let is_kept = || {
        let repository = Repository::around(root).ok()?;
        Some(repository.attribute(place, "text").as_deref() == Some("unset"))
    };
    let path = root.join(FILE);
    let before = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read.map_err(|e| Error::at(&path, "read", &e))?,
    };
    let line = format!("{} -text", pattern(place));
    if is_kept() == Some(true) || before.lines().any(|known| known == line) {
        return Ok(None);
    }
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    refuse_leaving(&path).map_err(|e| Error::at(&path, "written", &e))?;
    write_whole(&path, format!("{before}{end}{line}\n").as_bytes()).map_err(|e| Error::at(&path, "written", &e))?;
    Ok(Some(FILE.to_owned()))
}

/// Returns a pattern for `.gitattributes` that matches one path only.
fn pattern(place: &str) -> String {
    let mut plain = String::from("/");
    for c in place.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            plain.push('\\');
        }
        plain.push(c);
    }
    if plain.chars().any(|c| c.is_whitespace() || c == '"') {
        format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        plain
    }
}

/// Writes a copy at a path, unless it is already there. Another file there stays.
///
/// # Errors
/// Returns an error if another file is at that path, or if a folder cannot be written.
pub fn keep(root: &Path, place: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = &root.join(place);
    refuse_leaving(path).map_err(|e| Error::at(path, "written", &e))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| Error::at(folder, "made", &e))?;
    }
    let is_written = write_new(path, bytes).map_err(|e| Error::at(path, "written", &e))?;
    let is_same = || path.is_file() && fs::read(path).is_ok_and(|there| there == bytes);
    if is_written || is_same() {
        Ok(())
    } else {
        Err(Error::new(format!("{} is there already, and is another file", path.display()))
            .help("give the copy another name first, or name another folder"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_named_from_the_file_of_its_record() {
        assert_eq!(path_beside("sources/a.yaml", "sources/copies/a.html"), "copies/a.html");
        assert_eq!(path_beside("sources/a.yaml", "copies/a.html"), "../copies/a.html");
        assert_eq!(path_beside("all.yaml", "a.html"), "a.html");
        assert_eq!(path_beside("a/b/c.yaml", "a/d/e.html"), "../d/e.html");
    }

    #[test]
    fn a_pattern_fits_one_path_alone() {
        assert_eq!(pattern("copies/a.html"), "/copies/a.html");
        assert_eq!(pattern("copies/[a] b.html"), "\"/copies/\\\\[a] b.html\"");
    }
}
