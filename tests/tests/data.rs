//! What comes with the program is in order: the vocabularies, and the example workspaces.

use gainsay_diff::rules::{self, Group};
use gainsay_model::vocabularies::VOCABULARIES;
use gainsay_tests::workspaces::{File, files_in, read, root, today};

/// The faults of reading, and what is wrong with a vocabulary, each in a line.
fn disorder(files: &[File]) -> Vec<String> {
    let is_disorder = |rule: &rules::Rule| matches!(rule.group, Group::Reading | Group::Vocabulary);
    let findings = gainsay_tests::told::check(&read(files), today());
    findings
        .iter()
        .filter(|finding| rules::find(finding.rule).is_none_or(is_disorder))
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

#[test]
fn vocabularies_are_free_of_findings() {
    for vocabulary in &VOCABULARIES {
        let manifest = format!("gainsay: 1\nuse: [{}]\n", vocabulary.name);
        let workspace = read(&[("gainsay.yaml".into(), manifest)]);
        let findings = gainsay_tests::told::check(&workspace, today());
        assert!(findings.is_empty(), "{}: {findings:#?}", vocabulary.name);
        assert!(workspace.predicates().count() > 10, "{} holds no words", vocabulary.name);
    }
}

#[test]
fn vocabularies_are_the_files_in_the_repository() {
    let files = files_in(&root().join("data/vocabulary"));
    let names: Vec<String> = files.iter().map(|(path, _)| path.trim_end_matches(".yaml").to_owned()).collect();
    assert_eq!(names, VOCABULARIES.iter().map(|vocabulary| vocabulary.name).collect::<Vec<_>>());
    for ((path, text), vocabulary) in files.iter().zip(&VOCABULARIES) {
        assert_eq!(text, vocabulary.text, "{path}");
    }
}

#[test]
fn examples_have_conflicts_and_no_faults() {
    for entry in std::fs::read_dir(root().join("data/examples")).expect("the examples") {
        let folder = entry.expect("an entry of the folder").path();
        if folder.is_dir() {
            let files = files_in(&folder);
            let found = disorder(&files);
            assert!(found.is_empty(), "{}:\n{}", folder.display(), found.join("\n"));
            assert!(
                !gainsay_diff::pairs(&read(&files), today()).is_empty(),
                "{} has no conflict to show",
                folder.display()
            );
        }
    }
}
