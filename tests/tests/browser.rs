//! The pages of HTML in a real browser: nothing in them is obeyed, nothing is asked for from elsewhere, and all of it
//! can be read, in light and dark, on paper and on a narrow screen.
//!
//! Chromium, node and the packages of `tests/browser` are looked for, and only where `GAINSAY_BROWSER` says `required`
//! must they be there.

use std::fmt::Write as _;
use std::path::Path;

use gainsay_tests::browser;
use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::{TODAY, root};

/// Texts that a browser would obey, run over the edge of a narrow screen with, or turn around.
const HOSTILE: [&str; 8] = [
    "<script>window.hit = 1; alert(1)</script>",
    "\"><img src=https://example.org/x.png onerror=window.hit=1>",
    "' onmouseover='window.hit=1",
    "</style><style>body{display:none}</style>",
    "&lt;b&gt; &amp; <b>bold</b>",
    "javascript:window.hit=1",
    "\u{627}\u{6cc}\u{631}\u{627}\u{646} \u{648} \u{637}\u{627}\u{644}\u{628}\u{627}\u{646}",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsvorsitzender",
];

#[test]
fn pages_are_sound_in_a_browser() {
    let Some(tools) = browser::tools() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hostile = folder.path().join("hostile");
    write_hostile(&hostile);
    let example = root().join("data/examples/iran-taliban-2015-2021");
    let page = |name: &str| folder.path().join(name);
    let pages = [page("hostile.html"), page("faults.html"), page("example.html"), page("diff.html"), page("bulk.html")];
    let output = |page: &Path| format!("html={}", page.display());
    let check = |folder: &Path, page: &Path| {
        let done = gainsay(folder, &["check", "--notes", "--no-cache", "--today", TODAY, "--output", &output(page)]);
        assert!(matches!(done.status, Some(0 | 1)), "{}", done.text());
    };
    let diff = |before: &Path, after: &Path, page: &Path| {
        let folders = [before, after].map(|folder| folder.display().to_string());
        let done = gainsay(after, &["diff", &folders[0], &folders[1], "--today", TODAY, "--output", &output(page)]);
        assert_eq!(done.status, Some(0), "{}", done.text());
    };
    check(&hostile, &pages[0]);
    check(&example, &pages[2]);
    let empty = folder.path().join("empty");
    put(&empty, "gainsay.yaml", "gainsay: 1\n");
    diff(&empty, &hostile, &pages[3]);
    diff(&empty, &example, &pages[4]);
    put(&hostile, "faults.yaml", &faults());
    check(&hostile, &pages[1]);

    let texts = folder.path().join("texts");
    let lines: Vec<String> = HOSTILE.iter().map(|text| serde_json::to_string(text).expect("a text")).collect();
    std::fs::write(&texts, lines.join("\n")).expect("the texts");
    browser::run(&tools, "pages.mjs", std::iter::once(texts).chain(pages));
}

/// A workspace in which everything that a page shows is hostile: names, labels, titles, quotes, the words of a ruling.
fn write_hostile(folder: &Path) {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text");
    put(folder, "gainsay.yaml", &format!("gainsay: 1\nname: {}\n", quoted(HOSTILE[0])));
    let mut records = format!("predicate: knows\nlabel: {}\n", quoted(HOSTILE[4]));
    for (i, text) in HOSTILE.iter().enumerate() {
        let (text, stance, lang) = (quoted(text), if i % 2 == 0 { "affirms" } else { "denies" }, ["fa", "en"][i % 2]);
        let _ = write!(
            records,
            "---\nentity: e{i}\nname: {text}\n---\nsource: s{i}\ntitle: {text}\npublisher: {text}\nurl: {text}\n\
             ---\nclaim: c{i}\nby: e{i}\n{stance}: e0 knows e1\nsaid: 2020-01-01\nsource: s{i}\nat: {text}\n\
             quote: {text}\nlang: {lang}\ntranslation: {text}\n"
        );
    }
    put(folder, "records.yaml", &records);
}

/// Records that are at fault, with hostile words in every place that a finding quotes.
fn faults() -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text");
    let record = |(i, text): (usize, &&str)| {
        let text = quoted(text);
        format!("claim: f{i}\nby: {text}\naffirms: {text}\nsaid: {text}\nsource: {text}\n{text}: {text}\n")
    };
    HOSTILE.iter().enumerate().map(record).collect::<Vec<_>>().join("---\n")
}

fn put(folder: &Path, path: &str, text: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join(path), text).expect("a file");
}
