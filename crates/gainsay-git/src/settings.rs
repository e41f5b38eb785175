//! A file of git's settings, changed in place: everything else in it stays as it is, byte for byte.

use gix::config::File;
use gix::config::file::init::Options;
use gix::config::file::{Metadata, SectionRef};

use crate::{GitError, library_error};

/// The settings in the text of a file. Nothing is written to disk here.
pub struct Settings {
    /// The sections as they are written, each with all lines up to the next; the lines before the first section are one
    /// too.
    parts: Vec<Vec<u8>>,
}

/// The section to which a setting belongs: `("diff", "gainsay")` is `[diff "gainsay"]`.
pub type Section<'s> = (&'s str, &'s str);

impl Settings {
    /// Reads the text of a file; an empty text has no settings.
    ///
    /// # Errors
    /// Returns an error if git could not read it either.
    pub fn read(text: &[u8]) -> Result<Settings, GitError> {
        parsed(text)?;
        Ok(Settings { parts: parts(text) })
    }

    /// Returns the text of the file.
    pub fn text(&self) -> Vec<u8> {
        self.parts.concat()
    }

    /// Returns the value of a setting: the last one of that name counts.
    pub fn value(&self, section: Section<'_>, name: &str) -> Option<String> {
        let value = parsed(&self.text()).ok()?.raw_value_by(section.0, section.1, name).ok()?;
        Some(value.to_string())
    }

    /// Changes a setting, or adds it, together with its section if that is missing.
    ///
    /// # Errors
    /// Returns an error if it could not be written so that it reads back the same.
    pub fn set(&mut self, section: Section<'_>, name: &str, value: &str) -> Result<(), GitError> {
        let unset = |error: &dyn std::fmt::Display| {
            library_error(&format!("{}.{}.{name} cannot be set", section.0, section.1), error)
        };
        let there = self
            .parts
            .iter()
            .rposition(|part| parsed(part).is_ok_and(|file| file.sections().any(|found| is(&found, section))));
        let mut file = parsed(there.and_then(|i| self.parts.get(i)).map_or(b"".as_slice(), Vec::as_slice))?;
        let mut found = file.section_mut_or_create_new(section.0, section.1).map_err(|e| unset(&e))?;
        found.set(name, value).map_err(|e| unset(&e))?;
        let text: Vec<u8> = file.to_bstring().into();
        match there.and_then(|i| self.parts.get_mut(i)) {
            Some(part) => *part = text,
            None => {
                if let Some(last) = self.parts.last_mut().filter(|last| !last.is_empty() && !last.ends_with(b"\n")) {
                    last.push(b'\n');
                }
                self.parts.push(text);
            }
        }
        if self.value(section, name).as_deref() == Some(value) {
            Ok(())
        } else {
            Err(unset(&"it would not read back the same"))
        }
    }

    /// Removes settings from a section, and with the last one the heading of the section; comments below them stay.
    /// Returns whether any setting was removed.
    ///
    /// # Errors
    /// Returns an error if the rest could not be read any more.
    pub fn remove(&mut self, section: Section<'_>, names: &[&str]) -> Result<bool, GitError> {
        let mut found = false;
        for part in &mut self.parts {
            let file = parsed(part)?;
            if file.sections().any(|found| is(&found, section)) {
                let rest = without(file, part, section, names)?;
                found |= *part != rest;
                *part = rest;
            }
        }
        parsed(&self.text()).map(|_| found)
    }
}

fn parsed(text: &[u8]) -> Result<File, GitError> {
    File::from_bytes_no_includes(text, Metadata::api(), Options::default())
        .map_err(|e| library_error("git's settings cannot be understood", &e))
}

/// Cuts a text before every line that begins a section. The library cannot do this: a whole file that it writes may get
/// new line breaks.
fn parts(text: &[u8]) -> Vec<Vec<u8>> {
    let mut parts: Vec<Vec<u8>> = vec![Vec::new()];
    let mut goes_on = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii_start().starts_with(b"[") && !goes_on {
            parts.push(Vec::new());
        }
        // A comment never continues on the next line, whatever it ends with.
        let is_comment = line.trim_ascii_start().starts_with(b"#") || line.trim_ascii_start().starts_with(b";");
        goes_on = !is_comment
            && line
                .iter()
                .rev()
                .skip_while(|byte| matches!(byte, b'\n' | b'\r'))
                .take_while(|byte| **byte == b'\\')
                .count()
                % 2
                == 1;
        if let Some(part) = parts.last_mut() {
            part.extend(line);
        }
    }
    parts
}

fn is(found: &SectionRef<'_>, section: Section<'_>) -> bool {
    let header = found.header();
    header.name().eq_ignore_ascii_case(section.0.as_bytes())
        && header.subsection_name().is_some_and(|name| name == section.1)
}

/// Returns a section's text without these settings; if nothing else is set in it, only the comments below them.
fn without(mut file: File, text: &[u8], section: Section<'_>, names: &[&str]) -> Result<Vec<u8>, GitError> {
    let is_ours = |name: &String| names.iter().any(|ours| name.eq_ignore_ascii_case(ours));
    if file.sections().flat_map(|found| found.body().value_names().collect::<Vec<_>>()).all(|name| is_ours(&name)) {
        return Ok(remarks_below(text).to_vec());
    }
    let mut rest =
        file.section_mut(section.0, section.1).map_err(|e| library_error("git's settings cannot be changed", &e))?;
    for name in names {
        while rest.remove(name).is_some() {}
    }
    Ok(file.to_bstring().into())
}

/// Returns the empty lines and comments at the end of a text: they may well belong to what follows.
fn remarks_below(text: &[u8]) -> &[u8] {
    let is_remark = |line: &&[u8]| matches!(line.trim_ascii().first(), None | Some(b'#' | b';'));
    let length: usize = text.split_inclusive(|byte| *byte == b'\n').rev().take_while(is_remark).map(<[u8]>::len).sum();
    text.get(text.len() - length..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: Section<'_> = ("diff", "gainsay");
    const COMMAND: &str = "f() { a \"$1\" 2>/dev/null || cat \"$1\"; }; f";

    fn read(text: &str) -> Settings {
        Settings::read(text.as_bytes()).unwrap()
    }

    fn text(settings: &Settings) -> String {
        String::from_utf8(settings.text()).unwrap()
    }

    #[test]
    fn whatever_else_stands_there_stays() {
        for before in [
            "",
            "# mine\n\n[user]\n\tname = \"Ada # L\" ; who\n",
            "[core]\r\n  bare=false\r\n",
            "[a \"b\"] c = d\n[diff]\n\trenames\n\n\n",
            "[alias]\n\tl = log \\\n  --oneline\n# the end\n",
        ] {
            let mut settings = read(before);
            settings.set(DIFF, "textconv", COMMAND).unwrap();
            settings.set(("merge", "gainsay"), "name", "records").unwrap();
            settings.set(DIFF, "xfuncname", "^(claim): ").unwrap();
            let after = text(&settings);
            assert!(after.starts_with(before), "{after}");
            let mut again = read(&after);
            assert_eq!(again.value(DIFF, "textconv").as_deref(), Some(COMMAND));
            assert!(again.remove(DIFF, &["textconv", "xfuncname"]).unwrap());
            assert!(again.remove(("merge", "gainsay"), &["name"]).unwrap());
            assert!(!again.remove(DIFF, &["textconv"]).unwrap());
            assert_eq!(text(&again), before);
        }
    }

    #[test]
    fn only_what_is_named_goes() {
        let before =
            "[x]\n\ta = 1\n[diff \"gainsay\"]\n\ttextconv = a\n\tbinary = true\n\ttextconv = b\n# about y\n[y]\n";
        let mut settings = read(before);
        assert_eq!(settings.value(DIFF, "textconv").as_deref(), Some("b"));
        settings.set(DIFF, "textconv", "c").unwrap();
        assert_eq!(settings.value(DIFF, "textconv").as_deref(), Some("c"));
        assert!(settings.remove(DIFF, &["textconv"]).unwrap());
        assert_eq!(text(&settings), "[x]\n\ta = 1\n[diff \"gainsay\"]\n\tbinary = true\n# about y\n[y]\n");
        assert!(settings.remove(DIFF, &["binary"]).unwrap());
        assert_eq!(text(&settings), "[x]\n\ta = 1\n# about y\n[y]\n");
    }

    #[test]
    fn what_git_could_not_read_is_refused() {
        assert!(Settings::read(b"[core\nx = 1\n").is_err());
    }
}
