//! The program: see [`gainsay`].

use std::process::ExitCode;

fn main() -> ExitCode {
    gainsay::run()
}
