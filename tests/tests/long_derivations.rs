//! A derivation of very many steps is told in full where all of it is asked for, and by its ends to people.

use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::{File, TODAY, write};

/// A chain of implications, affirmed at its beginning and denied at its end.
fn chain(steps: usize) -> tempfile::TempDir {
    let mut text = String::from("source: s\n---\nentity: ada\nname: Ada\n---\nentity: bob\nname: Bob\n");
    for i in 0..=steps {
        let implies = if i < steps { format!("implies: p{}\n", i + 1) } else { String::new() };
        text.push_str(&format!("---\npredicate: p{i}\n{implies}"));
    }
    for (id, stance, i) in [("a", "affirms", 0), ("z", "denies", steps)] {
        text.push_str(&format!("---\nclaim: {id}\nby: ada\n{stance}: ada p{i} bob\nsaid: 2018-05-01\nsource: s\n"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let files: [File; 2] = [("gainsay.yaml".into(), "gainsay: 1\n".into()), ("a.yaml".into(), text)];
    write(folder.path(), &files);
    folder
}

/// Returns an output of a check on one line.
fn told(folder: &tempfile::TempDir, format: &str) -> String {
    let text = gainsay(folder.path(), &["check", "--output", format, "--today", TODAY]).text();
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn people_are_told_the_ends_of_a_long_derivation() {
    let folder = chain(30);
    let ends = "“p0” implies “p1”; “p1” implies “p2”; “p2” implies “p3”; “p3” implies “p4”; and so on, by 24 more steps \
                (`gainsay why a z` shows all); “p28” implies “p29”; “p29” implies “p30”";
    for format in ["full", "markdown", "github", "sarif", "junit"] {
        let text = told(&folder, format).replace("%25", "%");
        assert!(text.contains(ends), "{format}: {text}");
        assert!(!text.contains("“p10”"), "{format}: {text}");
    }
    let json = told(&folder, "json");
    assert!(
        json.contains("and so on, by 24 more steps (`gainsay why a z` shows all)") && !json.contains("“p10”"),
        "{json}"
    );
    let asked = gainsay(folder.path(), &["ask", "ada p30 bob"]).text();
    let words = asked.split_whitespace().collect::<Vec<&str>>().join(" ");
    assert!(words.contains("and so on, by 24 more steps (`--output json` has them all)"), "{asked}");
    assert!(!words.contains("“p10”"), "{asked}");
    let why = gainsay(folder.path(), &["why", "a", "z"]).text();
    let answer = gainsay(folder.path(), &["ask", "ada p30 bob", "--output", "json"]).text();
    for i in 0..30 {
        let step = format!("“p{i}” implies “p{}”", i + 1);
        assert!(why.contains(&step) && answer.contains(&step), "{step}");
    }
}

#[test]
fn a_dozen_steps_are_told_to_everybody() {
    let folder = chain(12);
    for format in ["full", "markdown", "json"] {
        let text = told(&folder, format);
        for i in 0..12 {
            assert!(text.contains(&format!("“p{i}” implies “p{}”", i + 1)), "{format}: {text}");
        }
    }
}
