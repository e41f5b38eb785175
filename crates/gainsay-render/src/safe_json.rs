//! JSON that is safe to display: laid out for reading, with everything escaped that a terminal or the log of a CI
//! service would obey; the data stays the same.

use std::io::{self, Write};

use gainsay_model::text::is_obeyed;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

/// Writes a value and a line end.
///
/// # Errors
/// Returns the errors of `out`.
pub fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Safe(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// A list that is written member by member, with the layout that [`write_json`] gives a whole list. Nothing is written
/// before the first member.
#[derive(Default)]
pub struct JsonList {
    has_members: bool,
}

impl JsonList {
    /// Writes one more member.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn push(&mut self, value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut text, Safe(PrettyFormatter::new())))?;
        out.write_all(if self.has_members { b"," } else { b"[" })?;
        self.has_members = true;
        // In JSON a line end is always one of the layout.
        for line in text.split(|byte| *byte == b'\n') {
            out.write_all(b"\n  ")?;
            out.write_all(line)?;
        }
        Ok(())
    }

    /// Writes the end of the list and a line end.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn end(self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.has_members { b"\n]\n" } else { b"[]\n" })
    }
}

/// A formatter with the usual layout that escapes every character in a text that a terminal would obey, and `##`, with
/// which commands to CI services begin.
struct Safe(PrettyFormatter<'static>);

macro_rules! as_usual {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(writer $(, $argument)*)
        }
    )*};
}

impl Formatter for Safe {
    as_usual! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let (mut written, mut before) = (0, ' ');
        for (at, c) in fragment.char_indices() {
            if is_obeyed(c) || (c == '#' && before == '#') {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + c.len_utf8();
            }
            before = c;
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_is_obeyed_and_it_reads_back_the_same() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}é\u{2028}\n😀";
        let mut written = Vec::new();
        write_json(&[text], &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(written.chars().all(|c| c == '\n' || !is_obeyed(c)), "{written:?}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap(), [text]);
        assert!(written.contains("\\u202eé\\u2028"), "{written}");
    }

    #[test]
    fn a_list_written_by_its_members_is_the_list_written_whole() {
        let all = [vec![("a", "x\ny"), ("b", "")], vec![], vec![("c", "z")]];
        for count in 0..=all.len() {
            let (mut whole, mut by_members) = (Vec::new(), Vec::new());
            write_json(&all[..count].iter().collect::<Vec<_>>(), &mut whole).unwrap();
            let mut list = JsonList::default();
            all[..count].iter().for_each(|member| list.push(member, &mut by_members).unwrap());
            assert!(count > 0 || by_members.is_empty());
            list.end(&mut by_members).unwrap();
            assert_eq!(String::from_utf8(by_members).unwrap(), String::from_utf8(whole).unwrap());
        }
    }

    #[test]
    fn no_command_to_a_ci_service_stands_in_it() {
        let text = "##[error]x ###vso[y]";
        let mut written = Vec::new();
        write_json(&[text], &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.contains("##"), "{written}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap(), [text]);
    }
}
