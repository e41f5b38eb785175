//! The message for a bug in the program itself: it says so in plain words, and how to report it. The exit status is
//! then 101.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, Write};
use std::panic::PanicHookInfo;

/// The address of the repository; empty as long as `Cargo.toml` names none.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Says that this is a bug, and how to report it.
pub fn report(info: &PanicHookInfo<'_>) {
    let what = info.payload_as_str().unwrap_or("it does not know why");
    let place = info.location().map(|l| format!(", at {}:{}", l.file(), l.line())).unwrap_or_default();
    // If nobody reads standard error, there is nobody to tell.
    let _ = write!(io::stderr(), "{}", confession(what, &place, REPOSITORY));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        let _ = writeln!(io::stderr(), "{trace}");
    }
}

fn confession(what: &str, place: &str, repository: &str) -> String {
    let (version, what) = (env!("CARGO_PKG_VERSION"), gainsay_model::text::escaped(what));
    let whom = if repository.is_empty() {
        "to those from whom you have the program".to_owned()
    } else {
        format!("at {repository}")
    };
    format!(
        "\
bug: gainsay {version} came to a point that it should never reach: {what}{place}
help: this is a fault of the program, and not of your records; no file was left half written
help: please report it {whom}: this text, what you typed, and if you can the records
help: with RUST_BACKTRACE=1 in the environment it also says how it came there
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_called_one_and_can_be_reported() {
        let told = confession("index\u{1b} out of bounds", ", at src/x.rs:1", "https://example.org/gainsay");
        assert!(told.starts_with("bug: ") && told.contains("report it at https://example.org/gainsay:"), "{told}");
        assert!(told.contains(env!("CARGO_PKG_VERSION")) && !told.contains('\u{1b}'), "{told}");
    }
}
