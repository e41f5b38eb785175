//! The terminal: where data and hints go, and whether in colour.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use clap::ValueEnum;
use gainsay_model::text::escaped;

use crate::cache::When;
use crate::ci_log::{Disarming, disarmed, is_read_by_ci};
use crate::files::Means;
use crate::layout::WIDTH;
use crate::problem::Problem;

/// When to use colours.
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
    /// What `--color` asks for, in arguments that could not be read.
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

/// The least width, in characters, that a table is laid out for, however narrow the terminal is.
const NARROWEST: usize = 40;

/// Standard output for data, standard error for hints, problems and progress.
pub struct Terminal {
    /// Data goes here.
    pub out: BufWriter<Disarming<Quiet<io::Stdout>>>,
    /// Whether data is coloured.
    pub styled: bool,
    /// With what means workspaces are read.
    pub means: Means,
    styled_errors: bool,
    /// What is printed goes into the log of a CI service.
    read_by_ci: bool,
}

impl Terminal {
    /// The program's own terminal.
    pub fn new(color: Color) -> Terminal {
        let (out, err) = (io::stdout(), io::stderr());
        let (styled, styled_errors, read_by_ci) = (color.on(&out), color.on(&err), is_read_by_ci());
        Terminal {
            styled,
            styled_errors,
            out: BufWriter::new(Disarming::new(Quiet { stream: out, closed: false }, read_by_ci)),
            read_by_ci,
            means: Means { threads: None, cache: When::Auto },
        }
    }

    /// Shows what the reader of the arguments has to say: help as data, what is wrong with them as a problem.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn show(&mut self, answer: &clap::Error) -> io::Result<()> {
        let text = |styled: bool| if styled { answer.render().ansi().to_string() } else { answer.render().to_string() };
        if answer.use_stderr() {
            let _ = write!(io::stderr(), "{}", text(self.styled_errors));
            return Ok(());
        }
        self.out.write_all(text(self.styled).as_bytes())?;
        self.finish()
    }

    /// Writes out what is still held back.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Returns standard output for data that must arrive byte for byte: files, scripts, and commands that are meant for a CI service.
    ///
    /// # Errors
    /// Those of writing out what is still held back.
    pub fn exact(&mut self) -> io::Result<&mut impl Write> {
        self.finish()?;
        self.out.get_mut().armed = false;
        Ok(&mut self.out)
    }

    /// Makes the screen empty, if data goes to one that can be made so; whether it does. What has scrolled away stays.
    ///
    /// # Errors
    /// Those of standard output.
    pub fn clear(&mut self) -> io::Result<bool> {
        let can = io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        if can {
            self.out.write_all(b"\x1b[2J\x1b[H")?;
            self.finish()?;
        }
        Ok(can)
    }

    /// Returns how wide a table may be, in characters: as the terminal is. None where data does not go to a terminal: what is
    /// written to a file or a pipe is neither cut nor broken.
    pub fn page_width(&self) -> Option<usize> {
        let size = io::stdout().is_terminal().then(|| terminal_size::terminal_size_of(io::stdout()));
        size.map(|size| size.map_or(WIDTH, |(width, _)| usize::from(width.0).max(NARROWEST)))
    }

    /// Whether nobody reads standard output any more.
    pub fn is_left(&self) -> bool {
        self.out.get_ref().get_ref().closed
    }

    /// Tells something that is not data, once the data before it stands there.
    pub fn hint(&mut self, text: &str) {
        // What could not be written is still held back, and told at the end.
        let _ = self.finish();
        self.tell("hint", "36", text);
    }

    /// Tells of something that should be looked at.
    pub fn warn(&self, text: &str) {
        self.tell("warning", "33", text);
    }

    /// Tells why it could not be done, once the data before it stands there.
    pub fn fail(&mut self, problem: &Problem) {
        let _ = self.finish();
        self.tell("error", "31", &problem.message);
        for help in &problem.help {
            self.tell("help", "36", help);
        }
    }

    fn tell(&self, word: &str, color: &str, text: &str) {
        let word = if self.styled_errors { format!("\x1b[1;{color}m{word}\x1b[0m") } else { word.to_owned() };
        let line = format!("{word}: {}\n", escaped(text));
        let line = if self.read_by_ci { disarmed(&line) } else { line.as_str().into() };
        // Written at once, so that nothing gets between it and its end. If nobody listens on standard error there is nobody to tell.
        let _ = io::stderr().write_all(line.as_bytes());
    }
}

/// A stream that goes on quietly once its reader has left (`gainsay list | head`): what a verb found, and its exit status, do not
/// depend on who reads on.
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

/// A line on standard error for who waits longer than half a second; gone when this is dropped.
pub struct Progress {
    /// Dropped first, which tells the line to go.
    alive: Option<Sender<()>>,
    line: Option<JoinHandle<()>>,
    /// How far it has come, where that can be counted, and how far it will be in the end, where that is known.
    steps: Arc<[AtomicUsize; 2]>,
}

/// How long nobody is told anything.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the count is told anew.
const BEAT: Duration = Duration::from_millis(200);

impl Progress {
    /// Says `what` is going on, if that takes long and standard error is a terminal.
    pub fn start(what: &'static str) -> Progress {
        let steps = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        if !io::stderr().is_terminal() {
            return Progress { alive: None, line: None, steps };
        }
        let (alive, gone) = channel();
        let counted = Arc::clone(&steps);
        Progress { alive: Some(alive), line: Some(std::thread::spawn(move || show_line(what, &counted, &gone))), steps }
    }

    /// One more is done.
    pub fn step(&self) {
        self.steps[0].fetch_add(1, Ordering::Relaxed);
    }

    /// So many will be done in the end.
    pub fn expect(&self, steps: usize) {
        self.steps[1].store(steps, Ordering::Relaxed);
    }
}

fn show_line(what: &str, steps: &[AtomicUsize; 2], gone: &Receiver<()>) {
    let mut wait = PATIENCE;
    while gone.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let steps = [0, 1].map(|i| steps[i].load(Ordering::Relaxed));
        let width = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
        let _ = write!(io::stderr(), "\r\x1b[K{}", line(what, steps, width));
        wait = BEAT;
    }
    if wait == BEAT {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

/// The line: what is going on, how far it has come as a bar, and in numbers. What a terminal has no room for is left out, since a line that
/// is broken in two cannot be taken back.
fn line(what: &str, [done, all]: [usize; 2], width: usize) -> String {
    const BAR: RangeInclusive<usize> = 8..=40;
    let numbers = match (done, all) {
        (0, _) => String::new(),
        (done, 0) => format!(" {done}"),
        (done, all) => format!(" {done} of {all} files, {} %", done.min(all) * 100 / all),
    };
    let mut line = format!("{what} …");
    // The last column stays free: some terminals go on to the next line once it is full.
    let room = width.saturating_sub(1);
    let left = room.saturating_sub(line.chars().count() + numbers.len() + 3).min(*BAR.end());
    if all > 0 && left >= *BAR.start() {
        let full = left * done.min(all) / all;
        line.push_str(&format!(" [{}{}]", "=".repeat(full), " ".repeat(left - full)));
    }
    line.push_str(&numbers);
    line.chars().take(room).collect()
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.alive.take();
        if let Some(line) = self.line.take() {
            let _ = line.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes four bytes, then its reader has left.
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
    fn the_line_of_progress_fits_the_terminal() {
        let told = |steps, width| line("reading the records", steps, width);
        assert_eq!(told([0, 0], 80), "reading the records …");
        assert_eq!(told([12, 0], 80), "reading the records … 12");
        assert_eq!(told([1_200, 5_000], 68), "reading the records … [====              ] 1200 of 5000 files, 24 %");
        assert_eq!(told([1_200, 5_000], 50), "reading the records … 1200 of 5000 files, 24 %");
        assert_eq!(told([1_200, 5_000], 30), "reading the records … 1200 of");
        assert_eq!(told([5_001, 5_000], 200), format!("reading the records … [{}] 5001 of 5000 files, 100 %", "=".repeat(40)));
        for width in 0..200 {
            assert!(told([999_999, 1_000_000], width).chars().count() < width.max(1), "{width}");
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
