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
    fn no_command_to_a_ci_service_stands_in_it() {
        let text = "##[error]x ###vso[y]";
        let mut written = Vec::new();
        write_json(&[text], &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.contains("##"), "{written}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap(), [text]);
    }
}
