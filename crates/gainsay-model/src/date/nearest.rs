//! Guesses the meaning of a text that is no date, and how to write it.
//!
//! An answer in the imperative (*write `2018-05`*) is given only where the form means exactly what the text says. Where
//! it may mean something else, the answer is a question; where no form says it, the nearest ones are named with what
//! they leave out. Every form in an answer has been read.

mod calendars;
mod moments;
mod phrases;
mod words;

use super::DateFault;
use super::read::{EXAMPLES, read_exactly, shown};
use crate::text::unseen;

/// The likely meaning of a text that is no date.
struct Guess {
    /// The fault in the way the text is written.
    why: String,
    answer: Suggestion,
}

/// The advice on how to write what a text says.
enum Suggestion {
    /// The form that means the same as the text.
    Exactly(String),
    /// The forms of which one may be meant.
    Perhaps(Vec<String>),
    /// The advice in words, each form in back quotes, where no form says quite the same.
    Described(String),
}

impl Guess {
    fn exactly(why: &str, form: impl Into<String>) -> Option<Guess> {
        let form = form.into();
        read_exactly(&form).is_ok().then(|| Guess { why: why.to_string(), answer: Suggestion::Exactly(form) })
    }

    /// Returns a question without the forms that cannot be read; none if all are such.
    fn perhaps<S: Into<String>>(why: &str, forms: impl IntoIterator<Item = S>) -> Option<Guess> {
        let mut read: Vec<String> = Vec::new();
        for form in forms.into_iter().map(Into::into) {
            if !read.contains(&form) && read_exactly(&form).is_ok() {
                read.push(form);
            }
        }
        (!read.is_empty()).then(|| Guess { why: why.to_string(), answer: Suggestion::Perhaps(read) })
    }

    fn described(why: &str, help: impl Into<String>) -> Option<Guess> {
        let help = help.into();
        let sound = help.split('`').skip(1).step_by(2).all(|form| read_exactly(form).is_ok());
        sound.then(|| Guess { why: why.to_string(), answer: Suggestion::Described(help) })
    }

    /// Returns the one form that means the same.
    fn exact(&self) -> Option<&str> {
        if let Suggestion::Exactly(form) = &self.answer { Some(form) } else { None }
    }

    /// Returns the form that is named first.
    fn first(&self) -> Option<&str> {
        match &self.answer {
            Suggestion::Exactly(form) => Some(form),
            Suggestion::Perhaps(forms) => forms.first().map(String::as_str),
            Suggestion::Described(_) => None,
        }
    }

    /// Returns the meaning with each form changed by `change`, and as sure as before.
    fn changed(self, why: &str, change: impl Fn(&str) -> Option<String>) -> Option<Guess> {
        match self.answer {
            Suggestion::Exactly(form) => Guess::exactly(why, change(&form)?),
            Suggestion::Perhaps(forms) => Guess::perhaps(why, forms.iter().filter_map(|form| change(form))),
            Suggestion::Described(_) => None,
        }
    }

    /// Returns the meaning as a question, however sure it was.
    fn doubted(self) -> Guess {
        match self.answer {
            Suggestion::Exactly(form) => Guess { answer: Suggestion::Perhaps(vec![form]), ..self },
            _ => self,
        }
    }
}

pub(super) fn explain(text: &str) -> DateFault {
    if text.trim().is_empty() {
        return DateFault {
            message: "there is no date".to_string(),
            help: EXAMPLES.to_string(),
            fix: None,
            perhaps: Vec::new(),
        };
    }
    let plain = Plain::of(text);
    let Some(Guess { mut why, answer }) = guess(&plain) else {
        let message = match unseen(text) {
            Some(name) => format!("{name} stands in the date and cannot be seen: `{}`", shown(text)),
            None => format!("`{}` is not a date that can be read", shown(text)),
        };
        return DateFault { message, help: EXAMPLES.to_string(), fix: None, perhaps: Vec::new() };
    };
    if let Some(name) = unseen(text) {
        why = format!("{name} stands in the date and cannot be seen");
    }
    let (help, fix, perhaps) = match answer {
        Suggestion::Exactly(form) => (format!("write `{form}`"), Some(form), Vec::new()),
        Suggestion::Perhaps(mut forms) => {
            forms.truncate(3);
            (format!("did you mean {}?", quoted(forms.iter())), None, forms)
        }
        Suggestion::Described(help) => (help, None, Vec::new()),
    };
    DateFault { message: format!("{why}: `{}`", shown(text)), help, fix, perhaps }
}

fn quoted<'f>(forms: impl Iterator<Item = &'f String>) -> String {
    forms.map(|form| format!("`{form}`")).collect::<Vec<_>>().join(" or ")
}

/// Reads a text from the outside in: the words around it, the marks that enclose it, then the date itself.
fn guess(plain: &Plain) -> Option<Guess> {
    let text = plain.text.as_str();
    calendars::foreign(plain)
        .or_else(|| calendars::twice(text))
        .or_else(|| moments::exactly(text).and_then(|form| Guess::exactly(plain.why(), form)))
        .or_else(|| phrases::no_date(text))
        .or_else(|| phrases::set(text))
        .or_else(|| phrases::time_of_day(text))
        .or_else(|| phrases::spoken(text))
        .or_else(|| phrases::double_year(text))
        .or_else(|| moments::single(text))
        .or_else(|| phrases::range(text))
        .or_else(|| phrases::bound(text))
        .or_else(|| phrases::doubted(text))
        .or_else(|| phrases::part(text))
        .or_else(|| phrases::weekday(text))
}

/// A text in plain signs, so that texts which differ only in their typing are the same.
struct Plain {
    /// The text in lower case, with digits 0 to 9 and single spaces, none of them at the ends, without quotation marks
    /// around it and signs behind it. A printer's dash is `–`, every other one `-`.
    text: String,
    /// Whether the text has digits of another script.
    foreign_digits: bool,
    /// Whether the text stood in quotation marks.
    quoted: bool,
    /// Whether a comma or a similar sign stood behind the text.
    punctuated: bool,
    /// Whether the text has typographic or full-width signs.
    typed: bool,
}

impl Plain {
    fn of(text: &str) -> Plain {
        let (mut foreign_digits, mut typed, mut letters) = (false, false, String::new());
        for c in text.chars() {
            let c = match c {
                '\u{ff01}'..='\u{ff5e}' => {
                    typed = true;
                    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
                }
                '‐' | '‑' => '-',
                '–' | '—' | '−' | '‒' | '―' => '–',
                '’' | '‘' | 'ʼ' | '′' => '\'',
                '“' | '”' | '„' | '«' | '»' | '″' => '"',
                '≈' | '≃' | '∼' => '~',
                '…' => {
                    letters.push_str("..");
                    continue;
                }
                c if c.is_whitespace() => ' ',
                c if crate::text::shows_nothing(c) => continue,
                c => match words::digit(c) {
                    Some(digit) => {
                        foreign_digits = true;
                        digit
                    }
                    None => c,
                },
            };
            letters.extend(c.to_lowercase());
        }
        let spaced = letters.split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = spaced.trim_matches(['\'', '"', '`']).trim();
        let quoted = bare.len() < spaced.len() && spaced.ends_with(['\'', '"', '`']);
        let bare = if quoted { bare } else { spaced.as_str() };
        let kept = bare.trim_end_matches([' ', ',', ';', ':', '!']);
        let kept = if kept.ends_with("..") { kept } else { kept.strip_suffix('.').unwrap_or(kept) };
        Plain { text: kept.to_string(), foreign_digits, quoted, punctuated: kept.len() < bare.len(), typed }
    }

    /// Returns the fault of the text, if its plain form is a date.
    fn why(&self) -> &'static str {
        match self {
            Plain { foreign_digits: true, .. } => "the digits of a date are 0 to 9",
            Plain { quoted: true, .. } => "these are no quotation marks that can stand around a date",
            Plain { typed: true, .. } => "a date is written in plain signs, none of full width",
            Plain { punctuated: true, .. } => "nothing stands behind a date",
            _ => "a date has no spaces in it or around it, plain hyphens, and its letters are capital",
        }
    }
}

#[cfg(test)]
mod tests;
