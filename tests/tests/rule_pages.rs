//! The pages that run: each rule's page, the page on contradictions, and the digests of the page on the format. A page
//! that lies fails by name.

use std::collections::{BTreeSet, HashMap};

use gainsay_diff::Asked;
use gainsay_diff::quotes::{Copies, Plan, QuoteCheck, Seen, Unreadable};
use gainsay_diff::rules::{Group, RULES, Rule};
use gainsay_model::Workspace;
use gainsay_model::finding::Finding;
use gainsay_model::record::Place;
use gainsay_model::schema::Kind;
use gainsay_model::yaml;
use gainsay_sources::CouldNotLook;
use gainsay_tests::pages::{Block, blocks};
use gainsay_tests::workspaces::{read_text, root, today};

fn doc(path: &str) -> String {
    let path = root().join("docs").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn findings_of(text: &str, copies: &Shown) -> Vec<Finding> {
    let workspace = read_text(text);
    let mut outcome = gainsay_diff::check(&workspace, today());
    let plan = Plan::of(&workspace);
    let seen: Vec<Seen> = plan.sources.iter().map(|source| Plan::look(&workspace, source, copies)).collect();
    outcome.add_quotes(&workspace, &QuoteCheck { plan, seen }, Asked::ALL);
    gainsay_tests::told::told(&workspace, &outcome.findings)
}

/// The copies that a page shows, by their paths.
#[derive(Clone, Default)]
struct Shown(HashMap<String, String>);

impl Copies for Shown {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        Ok(self.0.get(path).map(|text| text.clone().into_bytes()))
    }

    fn pdf_texts(&self, _: &[u8]) -> Result<Vec<String>, CouldNotLook> {
        Err(CouldNotLook::NoPdfToText)
    }
}

fn is_of(finding: &Finding, rule: &Rule) -> bool {
    if rule.group == Group::Mechanism { finding.mechanism == Some(rule.name) } else { finding.rule == rule.name }
}

fn is_fault(finding: &Finding) -> bool {
    RULES.iter().any(|rule| rule.name == finding.rule && rule.group == Group::Reading)
}

fn told(findings: &[Finding]) -> String {
    let one = |f: &Finding| format!("  {} {}: {}\n", f.rule, f.mechanism.unwrap_or("-"), f.message);
    if findings.is_empty() { "  nothing\n".into() } else { findings.iter().map(one).collect() }
}

/// What is wrong with an example of a rule, if anything. One with an earlier state shows what comparing the two says of
/// rulings.
fn lie(page: &str, example: &Example, rule: &Rule) -> Option<String> {
    let Example { before, copies, block } = example;
    let mut findings = findings_of(&block.text, copies);
    if let Some(before) = before {
        let (before, after) = (read_text(&before.text), read_text(&block.text));
        findings.extend(gainsay_tests::told::told(
            &after,
            &gainsay_diff::compare::compare(&before, &after, today()).rulings,
        ));
    }
    let raises = findings.iter().any(|finding| is_of(finding, rule));
    let wants = block.word(1) == "raises";
    let slip = findings.iter().find(|finding| is_fault(finding) && !(wants && rule.group == Group::Reading));
    let what = match (raises == wants, slip) {
        (false, _) if wants => "should raise it and does not",
        (false, _) => "should not raise it and does",
        (true, Some(_)) => "has a fault that it does not speak of",
        (true, None) => return None,
    };
    Some(format!("{page}:{}: `{}`: the example {what}; it raises\n{}", block.line, rule.name, told(&findings)))
}

/// An example, with the earlier state and the copies that stand before it, if any do.
struct Example {
    before: Option<Block>,
    copies: Shown,
    block: Block,
}

/// The examples of a page.
fn examples(text: &str) -> Vec<Example> {
    let (mut before, mut copies) = (None, Shown::default());
    let mut examples = Vec::new();
    for block in blocks(text) {
        match block.word(1) {
            "before" => before = Some(block),
            "copy" => _ = copies.0.insert(block.word(2).to_owned(), block.text),
            "raises" | "near-miss" => {
                examples.push(Example { before: before.take(), copies: std::mem::take(&mut copies), block })
            }
            _ => {}
        }
    }
    examples
}

#[test]
fn every_page_tells_the_truth() {
    let mut lies = Vec::new();
    for rule in RULES {
        let page = format!("docs/rules/{}.md", rule.name);
        let examples = examples(rule.page);
        for wanted in ["raises", "near-miss"] {
            assert!(examples.iter().any(|example| example.block.word(1) == wanted), "{page} has no `yaml {wanted}`");
        }
        lies.extend(examples.iter().filter_map(|example| lie(&page, example, rule)));
    }
    assert!(lies.is_empty(), "\n{}", lies.join("\n"));
}

#[test]
fn the_page_on_contradictions_tells_the_truth() {
    let text = doc("contradictions.md");
    let examples = examples(&text);
    assert!(examples.len() > 10, "only {} examples", examples.len());
    let lies: Vec<String> = examples
        .iter()
        .filter_map(|example| {
            let block = &example.block;
            let rule = gainsay_diff::rules::find(block.word(2))
                .unwrap_or_else(|| panic!("line {}: there is no rule `{}`", block.line, block.word(2)));
            lie("docs/contradictions.md", example, rule)
        })
        .collect();
    assert!(lies.is_empty(), "\n{}", lies.join("\n"));
}

#[test]
fn pages_files_and_table_agree() {
    let files: BTreeSet<String> = std::fs::read_dir(root().join("docs/rules"))
        .expect("the rules' folder")
        .map(|entry| entry.expect("an entry of the folder").file_name().to_string_lossy().into_owned())
        .collect();
    let table: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.name)).collect();
    assert_eq!(files, table);
    for rule in RULES {
        let page = rule.page;
        assert_eq!(page, doc(&format!("rules/{}.md", rule.name)), "another page is compiled in for {}", rule.name);
        assert!(
            rule.name.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())),
            "{} is not kebab-case",
            rule.name
        );
        let mut lines = page.lines().filter(|line| !line.is_empty());
        assert_eq!(lines.next(), Some(format!("# {}", rule.name).as_str()));
        let summary = lines.next().unwrap_or_default();
        assert!(
            summary.ends_with('.') && summary.chars().count() <= 100,
            "{}: the summary is one sentence of at most 100 characters: {summary}",
            rule.name
        );
        let level = match rule.group {
            Group::Mechanism => "as its rule".to_owned(),
            Group::Pair => format!("{}; possible: {}", rule.level.word(), rule.possible.word()),
            _ => rule.level.word().to_owned(),
        };
        assert_eq!(lines.next(), Some(format!("Level: {level}").as_str()), "{}", rule.name);
    }
}

#[test]
fn the_format_page_prints_the_true_digests() {
    let text = doc("format.md");
    let blocks = blocks(&text);
    let vectors: Vec<(&Block, &Block)> =
        blocks.iter().zip(blocks.iter().skip(1)).filter(|(block, _)| block.word(1) == "digest").collect();
    assert!(vectors.len() >= 8, "only {} digests", vectors.len());
    for (block, form) in vectors {
        assert_eq!(form.word(0), "json", "format.md:{}: the canonical form should follow", block.line);
        let workspace = read_text(&block.text);
        let (kind, place) = last_record(&workspace);
        assert_eq!(
            workspace.document_form(kind, place).as_deref(),
            Some(form.text.trim_end()),
            "format.md:{}",
            block.line
        );
        let digest = workspace.digest(kind, place).expect("a digest").to_string();
        assert_eq!(digest, block.word(2), "format.md:{}", block.line);
    }
}

/// The last record of the last file that is not built in.
fn last_record(workspace: &Workspace) -> (Kind, Place) {
    let number = workspace.files.iter().rposition(|file| !file.built_in).expect("a file");
    let documents = yaml::read(workspace.files[number].text()).documents;
    let last = documents.last().expect("a record");
    let kind = Kind::of_first_key(&last.entries[0].key.text).expect("a kind of record");
    (kind, Place { file: number as u32, start: last.span.start })
}
