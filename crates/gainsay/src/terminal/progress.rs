//! A line on standard error that shows the progress of the work.

use std::io::{self, IsTerminal, Write};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A line on standard error for people who wait longer than half a second; removed when this value is dropped.
pub struct Progress {
    /// The thread that shows the line until it must go; its sender is never used, but ends the thread when it is
    /// dropped.
    shown: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
    /// The number of steps done, if they can be counted, and of all steps, if that is known.
    steps: Arc<[AtomicUsize; 2]>,
}

/// The time before the line is shown.
const PATIENCE: Duration = Duration::from_millis(500);

/// The time between two updates of the line.
const BEAT: Duration = Duration::from_millis(200);

impl Progress {
    /// Shows that `what` is going on, if that takes long and standard error is a terminal.
    pub fn start(what: &'static str) -> Progress {
        let steps = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        if !io::stderr().is_terminal() {
            return Progress { shown: Mutex::new(None), steps };
        }
        let (alive, gone) = channel();
        let counted = Arc::clone(&steps);
        let line = std::thread::spawn(move || show_line(what, &counted, &gone));
        Progress { shown: Mutex::new(Some((alive, line))), steps }
    }

    /// Removes the line for good, since something else is shown from now on.
    pub fn end(&self) {
        let shown = self.shown.lock().map(|mut shown| shown.take()).unwrap_or_default();
        if let Some((alive, line)) = shown {
            drop(alive);
            let _ = line.join();
        }
    }

    /// Counts one more step.
    pub fn step(&self) {
        self.steps[0].fetch_add(1, Ordering::Relaxed);
    }

    /// Sets the number of all steps.
    pub fn expect(&self, steps: usize) {
        self.steps[1].store(steps, Ordering::Relaxed);
    }
}

impl gainsay_store::Progress for Progress {
    fn expect(&self, steps: usize) {
        Progress::expect(self, steps);
    }

    fn step(&self) {
        Progress::step(self);
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

/// Returns the line: what is going on, and its progress as a bar and in numbers. Parts for which the terminal has no
/// room are left out, since a wrapped line cannot be removed.
fn line(what: &str, [done, all]: [usize; 2], width: usize) -> String {
    const BAR: RangeInclusive<usize> = 8..=40;
    let numbers = match (done, all) {
        (0, _) => String::new(),
        (done, 0) => format!(" {done}"),
        (done, all) => format!(" {done} of {all} files, {} %", done.min(all) * 100 / all),
    };
    let mut line = format!("{what} …");
    // The last column stays free: some terminals move to the next line once it is full.
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
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_progress_fits_the_terminal() {
        let told = |steps, width| line("reading the records", steps, width);
        assert_eq!(told([0, 0], 80), "reading the records …");
        assert_eq!(told([12, 0], 80), "reading the records … 12");
        assert_eq!(told([1_200, 5_000], 68), "reading the records … [====              ] 1200 of 5000 files, 24 %");
        assert_eq!(told([1_200, 5_000], 50), "reading the records … 1200 of 5000 files, 24 %");
        assert_eq!(told([1_200, 5_000], 30), "reading the records … 1200 of");
        assert_eq!(
            told([5_001, 5_000], 200),
            format!("reading the records … [{}] 5001 of 5000 files, 100 %", "=".repeat(40))
        );
        for width in 0..200 {
            assert!(told([999_999, 1_000_000], width).chars().count() < width.max(1), "{width}");
        }
    }
}
