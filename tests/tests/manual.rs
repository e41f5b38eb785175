//! The manual is what the program says of itself. `UPDATE=1 cargo test -p gainsay-tests --test manual` rewrites
//! `docs/cli.md`.

use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::root;

/// The manual as the program prints it.
fn printed() -> String {
    let run = gainsay(&root(), &["docs-cli"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    String::from_utf8(run.stdout).expect("the manual is UTF-8")
}

#[test]
fn the_page_is_what_the_program_prints() {
    let printed = printed();
    let page = root().join("docs/cli.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&page, &printed).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&page).expect("docs/cli.md is there");
    let differing = kept.lines().zip(printed.lines()).enumerate().find(|(_, (kept, printed))| kept != printed);
    assert!(
        kept == printed,
        "docs/cli.md is no longer what `gainsay docs-cli` prints; UPDATE=1 rewrites it. First: {differing:#?}"
    );
}

/// The verbs in the table at the head of the manual.
fn verbs() -> Vec<String> {
    let verbs: Vec<String> =
        printed().lines().filter_map(|line| Some(line.strip_prefix("| [`")?.split_once('`')?.0.to_owned())).collect();
    assert!(verbs.len() > 5, "{verbs:?}");
    verbs
}

#[test]
fn every_verb_has_help_and_a_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = gainsay(folder.path(), &["man", "man1"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let written = String::from_utf8_lossy(&run.stdout).into_owned();
    for verb in verbs() {
        let path = format!("man1/gainsay-{}.1", verb.replace(' ', "-"));
        assert!(written.lines().any(|line| line == path), "{path} is not among\n{written}");
        let page = std::fs::read_to_string(folder.path().join(&path)).expect("the page can be read");
        assert!(page.contains(".SH NAME") && page.contains(".SH EXAMPLES"), "{page}");
        let typed: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let help = gainsay(folder.path(), &typed);
        assert!(help.status == Some(0) && help.stderr.is_empty() && help.text().contains("Example"), "{}", help.text());
    }
}

#[test]
fn every_shell_has_a_script_that_asks_the_program() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = gainsay(&root(), &["completions", shell]);
        let text = run.text();
        assert_eq!(run.status, Some(0), "{text}");
        assert!(text.contains("GAINSAY_COMPLETE") && text.contains("gainsay"), "{text}");
    }
}
