//! The extension for VS Code is sound TypeScript, and packages. npm and the packages of `editors/vscode` are looked
//! for, and only where `GAINSAY_VSCODE` says `required` must they be there.

use std::process::Command;

use gainsay_tests::skipped;
use gainsay_tests::workspaces::root;

#[test]
fn the_extension_packages() {
    let folder = root().join("editors/vscode");
    let has_npm = Command::new("npm").arg("--version").output().is_ok_and(|done| done.status.success());
    if !has_npm || !folder.join("node_modules").is_dir() {
        assert!(std::env::var("GAINSAY_VSCODE").as_deref() != Ok("required"), "npm or its packages are missing");
        return skipped::say("the extension for VS Code: needs npm, and `npm ci --prefix editors/vscode`");
    }
    let into = tempfile::tempdir().expect("a folder");
    let package = into.path().join("gainsay.vsix");
    let mut vsce = Command::new("npm");
    vsce.current_dir(&folder).args(["run", "package", "--", "--out"]).arg(&package);
    let done = vsce.output().expect("npm runs");
    let told = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(done.status.success(), "{told}");
    let size = std::fs::metadata(&package).expect("a package").len();
    assert!((10_000..2_000_000).contains(&size), "the package has {size} bytes: {told}");
    assert!(!told.contains("node_modules/") && told.contains("extension.js"), "{told}");
}
