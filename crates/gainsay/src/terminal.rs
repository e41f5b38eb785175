//! The terminal: the streams for data and hints, and their colours.

mod progress;

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use gainsay_model::read::Suggest;
use gainsay_model::text::escaped;
use gainsay_render::ci_log::{Disarming, disarmed};
use gainsay_render::layout::WIDTH;
use gainsay_store::cache::CacheMode;
use gainsay_store::{Events, LoadOptions, ci};

use crate::problem::Problem;
pub use progress::Progress;

/// The choice when to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set; elsewhere only if `CLICOLOR_FORCE` is.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Returns the choice of `--color` in arguments that could not be parsed.
    pub fn asked(arguments: impl Iterator<Item = OsString>) -> Color {
        let words: Vec<OsString> = arguments.collect();
        let after = |(i, word): (usize, &OsString)| match word.to_str()?.strip_prefix("--color")? {
            "" => words.get(i + 1)?.to_str().map(str::to_owned),
            rest => rest.strip_prefix('=').map(str::to_owned),
        };
        let asked = words.iter().enumerate().find_map(after);
        asked.and_then(|word| Color::from_str(&word, false).ok()).unwrap_or_default()
    }

    fn on(self, stream: &impl anstream::stream::RawStream) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }
}

/// The least width, in characters, for which a table is laid out, however narrow the terminal is.
const NARROWEST: usize = 40;

/// Standard output for data, standard error for hints, problems and progress.
pub struct Terminal {
    /// The stream for data.
    pub out: BufWriter<Disarming<Quiet<io::Stdout>>>,
    /// Says whether data is coloured.
    pub styled: bool,
    /// The options for reading workspaces.
    pub options: LoadOptions,
    /// The stream for hints, problems and progress.
    pub events: Messages,
}

impl Terminal {
    /// Returns the program's own terminal.
    pub fn new(color: Color) -> Terminal {
        let (out, err) = (io::stdout(), io::stderr());
        let (styled, read_by_ci) = (color.on(&out), ci::obeys_output());
        Terminal {
            styled,
            out: BufWriter::new(Disarming::new(Quiet { stream: out, closed: false }, read_by_ci)),
            options: LoadOptions { threads: None, cache: CacheMode::Auto, suggest: Suggest::All },
            events: Messages { styled: color.on(&err), read_by_ci },
        }
    }

    /// Shows the message of the argument parser: help as data, errors as a problem.
    ///
    /// # Errors
    /// Returns the errors of standard output.
    pub fn show(&mut self, answer: &clap::Error) -> io::Result<()> {
        let text = |styled: bool| if styled { answer.render().ansi().to_string() } else { answer.render().to_string() };
        if answer.use_stderr() {
            let _ = write!(io::stderr(), "{}", text(self.events.styled));
            return Ok(());
        }
        self.out.write_all(text(self.styled).as_bytes())?;
        self.finish()
    }

    /// Writes the data that is still buffered.
    ///
    /// # Errors
    /// Returns the errors of standard output.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Returns standard output for data that must arrive unchanged: files, scripts, and commands for a CI service.
    ///
    /// # Errors
    /// Returns the errors of writing the data that is still buffered.
    pub fn exact(&mut self) -> io::Result<&mut impl Write> {
        self.finish()?;
        self.out.get_mut().armed = false;
        Ok(&mut self.out)
    }

    /// Clears the screen, if data goes to one that can be cleared, and returns whether it did. What has scrolled away
    /// stays.
    ///
    /// # Errors
    /// Returns the errors of standard output.
    pub fn clear(&mut self) -> io::Result<bool> {
        let can = io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        if can {
            self.out.write_all(b"\x1b[2J\x1b[H")?;
            self.finish()?;
        }
        Ok(can)
    }

    /// Returns the width of a table, in characters: that of the terminal. Returns none if data does not go to a
    /// terminal: text for a file or a pipe is neither cut nor wrapped.
    pub fn page_width(&self) -> Option<usize> {
        let size = io::stdout().is_terminal().then(|| terminal_size::terminal_size_of(io::stdout()));
        size.map(|size| size.map_or(WIDTH, |(width, _)| usize::from(width.0).max(NARROWEST)))
    }

    /// Returns whether nobody reads standard output any more.
    pub fn is_left(&self) -> bool {
        self.out.get_ref().get_ref().closed
    }

    /// Writes a hint, after the data before it.
    pub fn hint(&mut self, text: &str) {
        // Data that could not be written is still buffered, and reported at the end.
        let _ = self.finish();
        self.events.tell("hint", "36", text);
    }

    /// Reports a fix that was made, after the data before it.
    pub fn fixed(&mut self, text: &str) {
        let _ = self.finish();
        self.events.tell("fixed", "32", text);
    }

    /// Warns of something that should be looked at.
    pub fn warn(&self, text: &str) {
        self.events.warn(text);
    }

    /// Reports a problem with its remedies, after the data before it.
    pub fn fail(&mut self, problem: &Problem) {
        let _ = self.finish();
        self.events.tell("error", "31", &problem.message);
        for help in &problem.help {
            self.events.tell("help", "36", help);
        }
    }
}

/// Standard error, for everything that is not data.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    /// Says whether words are coloured.
    styled: bool,
    /// Says whether a CI service reads the output, and obeys some of it.
    read_by_ci: bool,
}

impl Messages {
    fn tell(&self, word: &str, color: &str, text: &str) {
        let word = if self.styled { format!("\x1b[1;{color}m{word}\x1b[0m") } else { word.to_owned() };
        let line = format!("{word}: {}\n", escaped(text));
        let line = if self.read_by_ci { disarmed(&line) } else { line.as_str().into() };
        // The line is written at once, so that nothing gets into it. If nobody reads standard error, there is nobody to
        // tell.
        let _ = io::stderr().write_all(line.as_bytes());
    }
}

impl Events for Messages {
    fn warn(&self, text: &str) {
        self.tell("warning", "33", text);
    }

    fn begin(&self, what: &'static str) -> Box<dyn gainsay_store::Progress> {
        Box::new(Progress::start(what))
    }
}

/// A stream that continues silently once its reader has left (`gainsay list | head`): the findings of a verb, and its
/// exit status, do not depend on the reader.
pub struct Quiet<W> {
    stream: W,
    closed: bool,
}

impl<W: Write> Quiet<W> {
    fn unless_closed<T>(&mut self, instead: T, write: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.closed {
            return Ok(instead);
        }
        match write(&mut self.stream) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that takes four bytes before its reader leaves.
    struct Pipe(Vec<u8>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.len() >= 4 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.0.extend(&bytes[..1]);
            Ok(1)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_leaves_is_no_error() {
        let mut quiet = Quiet { stream: Pipe(Vec::new()), closed: false };
        assert!(quiet.write_all(b"claims and more claims").is_ok());
        assert!(quiet.closed);
        assert_eq!(quiet.stream.0, b"clai");
    }

    #[test]
    fn the_colour_asked_for_is_found_in_any_arguments() {
        let asked = |line: &str| Color::asked(line.split(' ').map(OsString::from));
        assert_eq!(asked("gainsay --color never chek"), Color::Never);
        assert_eq!(asked("gainsay check --color=always --frobnicate"), Color::Always);
        for other in ["gainsay", "gainsay --color", "gainsay --color=blue", "gainsay --colors=never"] {
            assert_eq!(asked(other), Color::Auto, "{other}");
        }
    }
}
