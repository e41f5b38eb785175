//! Reads and checks any bytes. Every place lies in its file, pairs are sorted, and nothing depends on the order of the
//! records.
#![no_main]

use std::collections::BTreeMap;

use gainsay_diff::Line;
use gainsay_model::Input;
use gainsay_model::Workspace;
use gainsay_model::date::{self, Day};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::Digest;
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use gainsay_tests::cuts;
use libfuzzer_sys::fuzz_target;

fn read(manifest: &[u8], records: &[u8]) -> Workspace {
    let input = |path: &str, bytes: &[u8]| Input { path: path.into(), bytes: Ok(bytes.to_vec()) };
    Workspace::read(vec![input("gainsay.yaml", manifest), input("records.yaml", records)])
}

/// Asserts that every place that is shown lies in its file, between characters.
fn assert_places(workspace: &Workspace, findings: &[Finding]) {
    for finding in findings {
        assert!(!finding.message.is_empty() && !finding.labels.is_empty(), "{finding:#?}");
        let shown = finding.labels.iter().map(|label| label.route);
        for route in shown.chain(finding.because.iter().filter_map(|reason| reason.route)) {
            let span = workspace.span(route);
            let text = workspace.files[route.file() as usize].text();
            assert!(
                text.is_empty() || text.get(span.start as usize..span.end as usize).is_some(),
                "{span:?} {finding:#?}"
            );
        }
    }
}

/// Returns what the findings say, wherever the records are.
fn said(findings: &[Finding]) -> Vec<String> {
    let one = |f: &Finding| {
        let because: Vec<&str> = f.because.iter().map(|reason| reason.text.as_str()).collect();
        let mut records = f.records.clone();
        records.sort();
        format!(
            "{} {:?} {:?} {:?} {:?} {records:?} {} {because:?} {:?}",
            f.rule, f.mechanism, f.level, f.certain, f.contested, f.message, f.ruled
        )
    };
    let mut said: Vec<String> = findings.iter().map(one).collect();
    said.sort();
    said
}

/// Returns the digest of every claim and predicate that has an id.
fn digests(workspace: &Workspace) -> BTreeMap<(Kind, String), Option<Digest>> {
    fn of<R: Record>(workspace: &Workspace, records: &[R]) -> Vec<((Kind, String), Option<Digest>)> {
        let one = |r: &R| Some(((R::KIND, workspace.text(r.id()?).to_owned()), workspace.digest(R::KIND, r.place())));
        records.iter().filter_map(one).collect()
    }
    let records = &workspace.records;
    of(workspace, &records.claims).into_iter().chain(of(workspace, &records.predicates)).collect()
}

/// Returns the records in the opposite order; none if their order may matter.
fn turned(workspace: &Workspace, records: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(records).ok()?;
    // Beside `---`, these mark where a document begins or ends.
    let marks = text.contains(['%', '\u{feff}', '\r'])
        || text.contains("\n...")
        || text.starts_with("...")
        || text.contains("--- ")
        || text.contains("---\t");
    if marks || workspace.findings.iter().any(|f| matches!(f.rule, "duplicate-id" | "not-yaml")) {
        return None;
    }
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let text = text.strip_suffix("\n---").unwrap_or(text);
    let mut documents: Vec<&str> = text.split("\n---\n").collect();
    documents.reverse();
    Some(documents.join("\n---\n"))
}

fn checked(workspace: &Workspace, today: Day) -> (Vec<Finding>, Vec<Line>) {
    let findings = gainsay_tests::told::check(workspace, today);
    assert_places(workspace, &findings);
    (findings, gainsay_diff::pairs(workspace, today))
}

/// Returns the claims of a line of the stream, and its mechanism: the key by which the stream is sorted.
fn key(line: &Line) -> (Vec<&str>, &str) {
    match line {
        Line::Pair(pair) => (vec![&pair.a, &pair.b], pair.mechanism),
        Line::Set(set) => (set.claims.iter().map(String::as_str).collect(), set.mechanism),
    }
}

/// Asserts that every text that a `#` has cut off is reported at its place, and that the remedy gives the text that was
/// meant.
fn assert_cuts(workspace: &Workspace, records: &[u8]) {
    // A file in another encoding is told as a whole.
    let Ok(text) = gainsay_model::yaml::decode(records) else { return };
    let lost = cuts::lost(text);
    let file = workspace.files.iter().position(|file| file.path == "records.yaml").expect("the records") as u32;
    let told = |lost: &cuts::Lost| {
        let place = Route::Bytes(file, lost.comment);
        workspace.findings.iter().find(|finding| finding.rule == "cut-text" && finding.labels[0].route == place)
    };
    for lost in lost.iter().filter(|lost| !lost.before_brackets).take(3) {
        let finding = told(lost).unwrap_or_else(|| panic!("not told: {lost:?}"));
        let Some(mended) = cuts::remedied(text, finding, lost) else { continue };
        assert_eq!(cuts::text_at(&mended, lost.whole.start).as_ref(), Some(&lost.meant), "{mended:?}");
    }
}

fuzz_target!(|bytes: &[u8]| {
    // A line of `===` ends a file, so that one input can hold a manifest and records.
    let cut = bytes.windows(5).position(|window| window == b"\n===\n");
    let (manifest, records) = cut.map_or((&b"gainsay: 1\n"[..], bytes), |at| (&bytes[..at], &bytes[at + 5..]));
    let workspace = read(manifest, records);
    assert_cuts(&workspace, records);
    let today = date::day_of(2026, 11, 23).expect("a day of the calendar");
    let (findings, pairs) = checked(&workspace, today);
    assert!(pairs.iter().all(|line| key(line).0.is_sorted_by(|a, b| a < b)));
    assert!(pairs.is_sorted_by(|x, y| key(x) < key(y)));
    let digests = digests(&workspace);
    assert!(digests.values().all(Option::is_some), "a record is not found again: {digests:?}");
    if let Some(turned) = turned(&workspace, records) {
        let workspace = read(manifest, turned.as_bytes());
        let (other_findings, other_pairs) = checked(&workspace, today);
        assert_eq!(pairs, other_pairs);
        assert_eq!(digests, self::digests(&workspace));
        assert_eq!(said(&findings), said(&other_findings));
    }
});
