//! A record of what could not be tested on this machine.

use std::fs::OpenOptions;
use std::io::Write as _;

/// Reports that something is not tested here, and why: on standard error, and in the file that `GAINSAY_SKIPPED` names,
/// which `tests/all.sh` prints after all tests have run.
pub fn say(why: &str) {
    eprintln!("skipped: {why}");
    let Some(path) = std::env::var_os("GAINSAY_SKIPPED") else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the list of what was skipped");
    file.write_all(format!("{why}\n").as_bytes()).expect("a line in the list of what was skipped");
}
