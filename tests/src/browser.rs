//! A real browser, driven by the scripts of `tests/browser`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspaces::root;

/// Returns the folder of the scripts; none, with a line on stderr, if a browser or its packages are missing. If
/// `GAINSAY_BROWSER` is `required`, they must be there.
pub fn tools() -> Option<PathBuf> {
    let tools = root().join("tests/browser");
    let chromium =
        std::env::var_os("GAINSAY_CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let missing = [
        (!chromium.exists()).then_some("chromium"),
        (!tools.join("node_modules/playwright-core").exists()).then_some("`npm ci --prefix tests/browser`"),
        Command::new("node").arg("--version").output().is_err().then_some("node"),
    ];
    let missing: Vec<&str> = missing.into_iter().flatten().collect();
    if missing.is_empty() {
        return Some(tools);
    }
    let told = format!("no page was looked at in a browser, for want of {}", missing.join(", "));
    assert!(std::env::var("GAINSAY_BROWSER").as_deref() != Ok("required"), "{told}");
    eprintln!("{told}");
    None
}

/// Runs a script, and fails with the errors that it reports.
pub fn run(tools: &Path, script: &str, arguments: impl IntoIterator<Item = PathBuf>) {
    let looked = Command::new("node").arg(tools.join(script)).args(arguments).output().expect("node runs");
    let told = [looked.stdout, looked.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(looked.status.success(), "{told}");
}
