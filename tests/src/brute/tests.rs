//! The brute force is proved before it judges: on the contract's example workspaces, where they are at hand, and on the
//! digest that the contract prints.

use super::{Answer, answer, answer_given_sets, digest, records, yaml};
use std::path::Path;

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).map(|t| t.lines().map(str::to_owned).collect()).unwrap_or_default()
}

#[test]
fn the_example_workspaces_come_out_as_expected() {
    let shared = std::env::var("GAINSAY_SHARED").unwrap_or_else(|_| "../../shared".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("data/conflicts");
    let Ok(folders) = std::fs::read_dir(&root) else {
        eprintln!("SKIPPED, as it is not there: {}", root.display());
        return;
    };
    let mut seen = 0;
    let mut wrong = Vec::new();
    for folder in folders.flatten().map(|f| f.path()).filter(|f| f.is_dir()) {
        let mut files = Vec::new();
        for file in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if name.ends_with(".yaml") {
                files.push((name, std::fs::read_to_string(file.path()).unwrap_or_default()));
            }
        }
        // The set mechanisms are not found here.
        let mut pairs = lines(&folder.join("expected.jsonl"));
        pairs.retain(|line| !line.starts_with(r#"{"claims""#));
        let expected =
            Answer { pairs, notes: lines(&folder.join("expected.notes.jsonl")), singles: lines(&folder.join("expected.single.jsonl")) };
        let found = answer(&files, "2026-11-23");
        if found != expected {
            wrong.push(format!("{}\n found {found:#?}\n expected {expected:#?}", folder.display()));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 0, "no workspace in {}", root.display());
}

#[test]
fn the_printed_claim_has_the_printed_digest() {
    let claim = "claim: bahrami-denies-relations-k3vq\nby: bahrami\ndenies: iran has-relations-with taliban\n\
        said: 2018-05\nsource: tabnak-2018-12-31\nvia: [al-monitor]\nquote: >-\n  We did not turn these contacts into \
        relations because\n  we did not want to legitimize the Taliban.\n";
    let documents = yaml::read(claim).expect("it can be read");
    assert_eq!(digest::of(&documents[0], &records::Workspace::default()), "87de77096678");
}

#[test]
fn a_ruling_is_used_by_a_set_that_is_told_from_outside() {
    let files = [("a.yaml".to_owned(), "ruling: r\nbetween: [x, y, z]\nverdict: open\nbecause: so\n".to_owned())];
    let unused = vec![r#"{"rule":"unused-ruling","kind":"ruling","id":"r"}"#.to_owned()];
    assert_eq!(answer(&files, "2026-11-23").singles, unused);
    let set = vec!["x".to_owned(), "y".to_owned(), "z".to_owned()];
    assert_eq!(answer_given_sets(&files, "2026-11-23", &[set]).singles, Vec::<String>::new());
}
