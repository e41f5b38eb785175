//! Changes of records for the terminal: the kind of each change, and the differences key by key.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_model::text::escaped;

use crate::layout::{WIDTH, wrapped};
use crate::paint::Paint;
use crate::prose::Naming;
use crate::prose::changes::{self, TextRun};

/// The style in which changes are shown.
#[derive(Clone, Copy)]
pub struct Records {
    /// The colours.
    pub paint: Paint,
}

impl Records {
    /// Writes a change: its headline with the place, and the differences.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write(
        self,
        naming: &Naming,
        change: &Change,
        (headline, place): (&str, &str),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(out, "{}  ({})", self.paint.bold(&escaped(headline)), escaped(place))?;
        match change.meaning {
            Meaning::Created | Meaning::Deleted => {
                let gist = changes::gist(naming, change);
                let lines = wrapped(&escaped(&gist), WIDTH - 4);
                lines.iter().filter(|line| !line.is_empty()).try_for_each(|line| writeln!(out, "    {line}"))
            }
            _ => change.fields.iter().try_for_each(|field| self.write_field(field, out)),
        }
    }

    fn write_field(self, field: &FieldChange, out: &mut dyn Write) -> io::Result<()> {
        let key = escaped(&field.key);
        if let Some(stretches) = changes::word_by_word(field) {
            let lines = wrapped_stretches(&stretches, WIDTH - 6);
            writeln!(out, "    {key}:")?;
            for line in lines {
                let shown: String = line.iter().map(|stretch| self.stretch(stretch)).collect();
                writeln!(out, "      {}", shown.trim_end())?;
            }
            return Ok(());
        }
        for (value, color, sign) in [(&field.before, "31", "-"), (&field.after, "32", "+")] {
            let Some(value) = value else { continue };
            let text = format!("{key}: {}", escaped(&value.to_string()));
            let lines = wrapped(&text, WIDTH - 6);
            writeln!(out, "    {}", self.paint.colored(color, &format!("{sign} {}", lines.join("\n      "))))?;
        }
        Ok(())
    }

    fn stretch(self, stretch: &TextRun) -> String {
        match stretch {
            TextRun::Same(text) => escaped(text).into_owned(),
            TextRun::Out(text) if self.paint.styled => self.paint.colored("31;9", &escaped(text)),
            TextRun::In(text) if self.paint.styled => self.paint.colored("32", &escaped(text)),
            TextRun::Out(text) => format!("[-{}-]", escaped(text)),
            TextRun::In(text) => format!("{{+{}+}}", escaped(text)),
        }
    }
}

/// Returns runs of text in lines of at most this number of characters, broken between words; the signs that mark a
/// change are not counted.
fn wrapped_stretches(stretches: &[TextRun], width: usize) -> Vec<Vec<TextRun>> {
    let mut lines: Vec<Vec<TextRun>> = vec![Vec::new()];
    let mut column = 0;
    for stretch in stretches {
        let (text, make): (&str, fn(String) -> TextRun) = match stretch {
            TextRun::Same(text) => (text, TextRun::Same),
            TextRun::Out(text) => (text, TextRun::Out),
            TextRun::In(text) => (text, TextRun::In),
        };
        let mut piece = String::new();
        for word in text.split_inclusive(' ') {
            let length = word.trim_end().chars().count();
            if column + length > width && column > 0 {
                push(&mut lines, make(std::mem::take(&mut piece)));
                lines.push(Vec::new());
                column = 0;
            }
            piece.push_str(word);
            column += word.chars().count();
        }
        push(&mut lines, make(piece));
    }
    lines
}

fn push(lines: &mut [Vec<TextRun>], stretch: TextRun) {
    let (TextRun::Same(text) | TextRun::Out(text) | TextRun::In(text)) = &stretch;
    if let (false, Some(line)) = (text.is_empty(), lines.last_mut()) {
        line.push(stretch);
    }
}
