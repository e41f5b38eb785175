//! Every page that holds a session is played: the cases, the README and the docs.
//! `UPDATE=1 cargo test -p gainsay-tests --test sessions` rewrites them.

use std::path::{Path, PathBuf};

use gainsay_tests::sessions::{is_session, play};
use gainsay_tests::workspaces::root;

/// The Markdown pages of a folder, by name.
fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

fn play_all(pages: &[PathBuf]) {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let wrong: Vec<String> = pages.iter().flat_map(|page| play(page, update)).collect();
    assert!(wrong.is_empty(), "\n\n{}\n{} went otherwise; UPDATE=1 rewrites the pages", wrong.join("\n"), wrong.len());
}

#[test]
fn cases() {
    let pages = pages_in(&root().join("tests/cases"));
    assert!(!pages.is_empty(), "there are no cases");
    for page in &pages {
        let text = std::fs::read_to_string(page).expect("a readable page");
        assert!(is_session(&text), "{} holds no session", page.display());
    }
    play_all(&pages);
}

#[test]
fn readme_and_docs() {
    let mut pages = vec![root().join("README.md")];
    pages.extend(pages_in(&root().join("docs")));
    pages.retain(|page| {
        is_session(&std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display())))
    });
    for must in ["README.md", "docs/tutorial.md"] {
        assert!(pages.contains(&root().join(must)), "{must} holds no session");
    }
    play_all(&pages);
}
