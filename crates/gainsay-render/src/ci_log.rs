//! Logs of CI services, in which some lines are commands to the service, whoever wrote them.
//!
//! A claim may quote `##[error]nothing to see` or `::stop-commands::x`. If it were printed unchanged in the log of a
//! job, GitHub, Azure Pipelines or TeamCity would obey it. What is printed for people is therefore changed by one space
//! there, and nowhere else.

use std::borrow::Cow;
use std::io::{self, Write};

/// Returns a line of text with a space inserted into whatever a CI service would obey: `##[…`, `##vso[…`,
/// `##teamcity[…` anywhere, and `::name …` at the start, ignoring white space.
pub fn disarmed(line: &str) -> Cow<'_, str> {
    if !line.contains("##") && !line.trim_start().starts_with("::") {
        return Cow::Borrowed(line);
    }
    let mut safe = String::with_capacity(line.len() + 1);
    let mut rest = line;
    if let Some(command) = line.trim_start().strip_prefix("::").filter(|command| !command.starts_with(':')) {
        safe.push_str(&line[..line.len() - command.len() - 1]);
        safe.push_str(" :");
        rest = command;
    }
    while let Some(at) = rest.find("##") {
        let after = rest[at..].trim_start_matches('#');
        let is_command = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[');
        safe.push_str(&rest[..rest.len() - after.len() - 1]);
        safe.push_str(if is_command { " #" } else { "#" });
        rest = after;
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// A stream whose lines are [`disarmed`] while it is armed against a CI service.
pub struct Disarming<W> {
    stream: W,
    /// Says whether lines are examined; otherwise every byte passes unchanged.
    pub armed: bool,
    /// The line that has not ended yet.
    line: Vec<u8>,
}

impl<W: Write> Disarming<W> {
    /// Makes a stream that examines what is written to `stream` if `armed`.
    pub fn new(stream: W, armed: bool) -> Disarming<W> {
        Disarming { stream, armed, line: Vec::new() }
    }

    /// Returns the stream below.
    pub fn get_ref(&self) -> &W {
        &self.stream
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        match std::str::from_utf8(&line) {
            Ok(text) => self.stream.write_all(disarmed(text).as_bytes()),
            // All that is printed for people is UTF-8.
            Err(_) => self.stream.write_all(&line),
        }
    }
}

impl<W: Write> Write for Disarming<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.armed {
            return self.stream.write(bytes);
        }
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_line()?;
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_would_obey_is_broken_by_one_space() {
        let cases = [
            ("he said ##[error]x", "he said # #[error]x"),
            ("##vso[task.setvariable variable=x]y", "# #vso[task.setvariable variable=x]y"),
            ("a ##teamcity[buildStop] ###[b", "a # #teamcity[buildStop] ## #[b"),
            ("  ::set-output name=x::y", "  : :set-output name=x::y"),
            ("::stop-commands::x ##[a", ": :stop-commands::x # #[a"),
            ("\u{3000}::error::x", "\u{3000}: :error::x"),
        ];
        for (line, safe) in cases {
            assert_eq!(disarmed(line), safe);
            assert_eq!(disarmed(safe), safe);
        }
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        for line in ["## Heading", "a ## b [c]", " ::: claims/a.yaml:3:1", "a::b", "#[x]", "##", "", "####"] {
            assert_eq!(disarmed(line), line);
        }
    }

    #[test]
    fn lines_are_looked_at_whole_however_they_are_written() {
        let mut out = Disarming::new(Vec::new(), true);
        for part in ["a #", "#[b\n:", ":error::c\nd", ""] {
            out.write_all(part.as_bytes()).unwrap();
        }
        out.flush().unwrap();
        assert_eq!(String::from_utf8(out.stream).unwrap(), "a # #[b\n: :error::c\nd");
        let mut exact = Disarming::new(Vec::new(), false);
        exact.write_all(b"##[b\xff\n").unwrap();
        assert_eq!(exact.stream, b"##[b\xff\n");
    }
}
