//! Laws: what must hold of every workspace, tried on random ones, on the examples, and on nonsense.

use std::collections::BTreeSet;

use gainsay_diff::Line;
use gainsay_diff::clash::Comparer;
use gainsay_diff::conflicts::{Gathered, conflicts};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_model::Input;
use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::record::{Place, Rev};
use gainsay_model::schema::Kind;
use gainsay_model::seal::with_rev;
use gainsay_model::yaml::{self, Document, Entry, Node};
use gainsay_model::{Workspace, canonical};
use gainsay_tests::workspaces::{File, files_in, read, records_of, root, shown, today};
use gainsay_tests::{crowds, random};
use proptest::prelude::*;

/// The most claims of a random workspace.
const SIZE: usize = 24;

fn often(cases: u32) -> ProptestConfig {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A random workspace.
fn any_workspace() -> impl Strategy<Value = Vec<File>> {
    any::<u64>().prop_map(|seed| random::workspace(seed, SIZE))
}

/// The example workspaces that come with the repository.
fn examples() -> Vec<Vec<File>> {
    let folder = root().join("data/examples");
    let mut folders: Vec<_> =
        std::fs::read_dir(&folder).expect("the examples").map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|path| files_in(path)).collect()
}

/// What a finding says, whatever the places of its records.
fn said(finding: &Finding) -> String {
    let mut records: Vec<String> =
        finding.records.iter().map(|record| format!("{} {}", record.kind, record.id)).collect();
    records.sort();
    format!(
        "{} {:?} {:?} {:?} {:?} {records:?} {:?} {:?} {}",
        finding.rule,
        finding.mechanism,
        finding.level,
        finding.certain,
        finding.contested,
        finding.ruled,
        finding.key,
        finding.message
    )
}

/// All that a check says, as a set.
fn all_said(files: &[File]) -> BTreeSet<String> {
    gainsay_tests::told::check(&read(files), today()).iter().map(said).collect()
}

/// Pairs and sets by their claims and mechanisms.
fn pairs(files: &[File]) -> Vec<(Vec<String>, &'static str)> {
    let key = |line: &Line| (line.claims().into_iter().map(str::to_owned).collect(), line.mechanism());
    gainsay_diff::pairs(&read(files), today()).iter().map(key).collect()
}

/// Whether an id is used twice: then the order of files decides by the contract which record counts.
fn has_doubles(files: &[File]) -> bool {
    read(files).findings.iter().any(|finding| finding.rule == "duplicate-id")
}

/// The records of a workspace apart from its manifest, dealt into as many files anew, in the order that `numbers`
/// gives.
fn dealt(files: &[File], numbers: &[u32]) -> Vec<File> {
    let is_manifest = |file: &&File| file.0 == "gainsay.yaml";
    let mut records: Vec<String> =
        files.iter().filter(|file| !is_manifest(file)).flat_map(|(_, text)| records_of(text)).collect();
    let number = |i: usize| {
        numbers[i % numbers.len()]
            .wrapping_mul(2_654_435_761)
            .wrapping_add(numbers[(i / numbers.len()) % numbers.len()])
    };
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&i| number(i));
    let mut dealt: Vec<File> = files.iter().filter(is_manifest).cloned().collect();
    for (position, i) in order.into_iter().enumerate() {
        let path = format!("{}.yaml", number(position) % 5);
        let record = std::mem::take(&mut records[i]);
        match dealt.iter_mut().find(|file| file.0 == path) {
            Some((_, text)) => *text = format!("{text}---\n{record}"),
            None => dealt.push((path, record)),
        }
    }
    dealt
}

// --- checking ---

fn order_is_of_no_account(files: &[File], numbers: &[u32]) -> Result<(), TestCaseError> {
    let mut reversed = files.to_vec();
    reversed.reverse();
    prop_assert_eq!(all_said(files), all_said(&reversed), "files in another order\n{}", shown(files));
    // Files are cut into records first, so that broken ones are missing on both sides.
    let before = dealt(files, &[0]);
    if has_doubles(&before) {
        return Ok(());
    }
    let after = dealt(files, numbers);
    prop_assert_eq!(all_said(&before), all_said(&after), "records in another order\n{}", shown(&before));
    prop_assert_eq!(pairs(&before), pairs(&after), "records in another order\n{}", shown(&before));
    Ok(())
}

const UNRELATED: &str = "\
entity: heron-lodge
name: Heron Lodge
---
predicate: overlooks-the-mere
---
source: heron-lodge-letters
title: Letters from the lodge
---
claim: heron-lodge-on-the-mere
by: heron-lodge
affirms: heron-lodge overlooks-the-mere heron-lodge
said: 1921-04-02
source: heron-lodge-letters
";

fn the_unrelated_changes_nothing(files: &[File]) -> Result<(), TestCaseError> {
    for path in ["0.yaml", "zzz/unrelated.yaml"] {
        let mut more = files.to_vec();
        more.push((path.into(), UNRELATED.into()));
        prop_assert_eq!(all_said(files), all_said(&more), "{}", shown(files));
    }
    Ok(())
}

/// Every claim once more, under another id.
fn doubled(files: &[File]) -> Vec<File> {
    let copies = |text: &str| -> Vec<String> {
        let documents = yaml::read(text).documents;
        let claims = documents.iter().filter(|document| document.entries[0].key.text == "claim");
        claims
            .filter_map(|document| match &document.entries[0].value {
                Node::Scalar(id) if id.plain && !id.text.is_empty() => {
                    let (start, at, end) =
                        (document.span.start as usize, id.span.end as usize, document.span.end as usize);
                    Some(format!("{}-once-more{}\n", &text[start..at], text[at..end].trim_end()))
                }
                _ => None,
            })
            .collect()
    };
    let more: Vec<String> = files.iter().flat_map(|(_, text)| copies(text)).collect();
    let mut files = files.to_vec();
    files.push(("zzz.yaml".into(), more.join("---\n")));
    files
}

/// A copy of a claim denies nothing of it and gives no other value. (What a claim carries may still exclude itself: `a
/// q a`, where q excludes its inverse.)
fn nothing_contradicts_itself(files: &[File]) -> Result<(), TestCaseError> {
    for (claims, mechanism) in pairs(&doubled(files)) {
        let [a, b] = claims.as_slice() else { continue };
        let is_copy = |a: &str, b: &str| {
            a.strip_suffix("-once-more") == Some(b) && !matches!(mechanism, "exclusion" | "asymmetry")
        };
        prop_assert!(!is_copy(a, b) && !is_copy(b, a), "{a} contradicts its own copy by {mechanism}\n{}", shown(files));
    }
    Ok(())
}

fn pairs_are_sorted_and_unique(files: &[File]) -> Result<(), TestCaseError> {
    let pairs = pairs(files);
    prop_assert!(pairs.iter().all(|(claims, _)| claims.len() > 1 && claims.is_sorted_by(|a, b| a < b)), "{pairs:#?}");
    prop_assert!(pairs.is_sorted_by(|x, y| x < y), "{pairs:#?}");
    Ok(())
}

fn places_lie_inside_their_files(workspace: &Workspace) -> Result<(), TestCaseError> {
    for finding in gainsay_tests::told::check(workspace, today()) {
        let reasons = finding.because.iter().filter_map(|reason| reason.route);
        let routes: Vec<Route> = finding.labels.iter().map(|label| label.route).chain(reasons).collect();
        prop_assert!(!routes.is_empty(), "a finding without a place: {finding:#?}");
        for route in routes {
            let span = workspace.span(route);
            let text = workspace.files[route.file() as usize].text();
            // A file that could not be decoded has no text: its fault stands at its beginning or at the byte at fault.
            if !text.is_empty() {
                prop_assert!(
                    text.get(span.start as usize..span.end as usize).is_some(),
                    "{span:?} is outside of its file: {finding:#?}"
                );
            }
        }
    }
    Ok(())
}

/// A conflict, with ids in the place of numbers.
#[derive(Debug)]
struct Told {
    /// Mechanism, contested statement and ruling.
    contest: (String, String, Option<String>),
    /// The claims of each position with what they hold.
    positions: BTreeSet<BTreeSet<(String, String)>>,
    claims: BTreeSet<String>,
    rules: BTreeSet<&'static str>,
    rule: &'static str,
    level: Level,
    certain: bool,
}

/// The conflicts, with at most so many pairs of one contested statement compared one by one.
fn conflicts_told(files: &[File], most_pairs: usize) -> Vec<Told> {
    let workspace = read(files);
    let ledger = Ledger::new(&workspace);
    // What is swept is joined before, too.
    let comparer = Comparer::new(&ledger).with_many_statements(most_pairs);
    let rulings = Rulings::new(&ledger, today());
    let id = |claim| ledger.claim_text(claim).to_owned();
    let told = |c: &Gathered| Told {
        contest: (c.mechanism.name().into(), c.contested.clone(), c.ruled.clone()),
        positions: c
            .positions
            .iter()
            .map(|p| p.claims.iter().map(|(claim, held)| (id(claim), p.held[held].clone())).collect())
            .collect(),
        claims: c.claims().map(id).collect(),
        rules: c.other_rules.iter().chain([&c.rule]).map(|rule| rule.name()).collect(),
        rule: c.rule.name(),
        level: c.level,
        certain: c.certain,
    };
    conflicts(&comparer, &rulings, most_pairs).iter().map(told).collect()
}

/// Where many claims meet components may come apart, and nothing else may differ: the parts of a conflict have its
/// claims, its rules and its certainty.
fn the_sweep_finds_what_comparing_finds(files: &[File]) -> Result<(), TestCaseError> {
    let (compared, swept) = (conflicts_told(files, usize::MAX), conflicts_told(files, 0));
    let mut found = 0;
    for whole in &compared {
        let is_part = |part: &&Told| part.contest == whole.contest && part.claims.is_subset(&whole.claims);
        let parts: Vec<&Told> = swept.iter().filter(is_part).collect();
        let all =
            |of: &dyn Fn(&Told) -> BTreeSet<String>| parts.iter().flat_map(|part| of(part)).collect::<Vec<String>>();
        let mut claims = all(&|part| part.claims.clone());
        claims.sort();
        prop_assert_eq!(claims, Vec::from_iter(whole.claims.clone()), "{:?} of {:?}\n{}", &parts, &whole, shown(files));
        let rules: BTreeSet<&str> = parts.iter().flat_map(|part| part.rules.iter().copied()).collect();
        prop_assert_eq!(&rules, &whole.rules, "{:?} of {:?}\n{}", &parts, &whole, shown(files));
        prop_assert_eq!(
            parts.iter().any(|part| part.certain),
            whole.certain,
            "{:?} of {:?}\n{}",
            &parts,
            &whole,
            shown(files)
        );
        let worst = parts.iter().filter(|part| Some(part.level) == parts.iter().map(|part| part.level).max());
        prop_assert!(
            worst.clone().all(|part| part.level == whole.level),
            "{:?} of {:?}\n{}",
            &parts,
            &whole,
            shown(files)
        );
        prop_assert!(
            worst.clone().any(|part| part.rule == whole.rule),
            "{:?} of {:?}\n{}",
            &parts,
            &whole,
            shown(files)
        );
        if let [part] = parts[..] {
            prop_assert_eq!(&part.positions, &whole.positions, "{}", shown(files));
        }
        found += parts.len();
    }
    prop_assert_eq!(found, swept.len(), "{}", shown(files));
    Ok(())
}

/// Conflicts are the components of the graph of pairs, and no two claims of one position are a pair.
fn conflicts_are_components(files: &[File]) -> Result<(), TestCaseError> {
    let workspace = read(files);
    let stream: Vec<gainsay_diff::Pair> =
        gainsay_diff::pairs(&workspace, today()).into_iter().filter_map(Line::pair).collect();
    let compared = conflicts_told(files, usize::MAX);
    let conflicts_of = |claim: &str, mechanism: &str| {
        let claim = claim.to_owned();
        compared
            .iter()
            .filter(move |told| told.contest.0 == mechanism && told.claims.contains(&claim))
            .collect::<Vec<&Told>>()
    };
    for pair in &stream {
        let both = conflicts_of(&pair.a, pair.mechanism)
            .into_iter()
            .filter(|told| told.claims.contains(&pair.b))
            .collect::<Vec<&Told>>();
        let tells = |told: &&Told| {
            told.contest.2 == pair.ruled && told.rules.contains(pair.rule) && (told.certain || !pair.certain)
        };
        prop_assert!(both.iter().any(tells), "nothing tells {pair:?}: {both:?}\n{}", shown(files));
    }
    for told in &compared {
        let position = |id: &String| told.positions.iter().position(|p| p.iter().any(|(claim, _)| claim == id));
        let inside = |pair: &&gainsay_diff::Pair| {
            pair.mechanism == told.contest.0
                && pair.ruled == told.contest.2
                && told.claims.contains(&pair.a)
                && told.claims.contains(&pair.b)
        };
        let pairs: Vec<&gainsay_diff::Pair> = stream.iter().filter(inside).collect();
        prop_assert!(told.positions.len() > 1, "{told:?}\n{}", shown(files));
        prop_assert_eq!(told.positions.iter().map(BTreeSet::len).sum::<usize>(), told.claims.len(), "{:?}", told);
        // Two claims may contest something else, too; then they may stand together in this.
        let alone = |pair: &gainsay_diff::Pair| {
            conflicts_of(&pair.a, pair.mechanism).iter().filter(|t| t.claims.contains(&pair.b)).count() == 1
        };
        for pair in pairs.iter().filter(|pair| alone(pair)) {
            prop_assert!(
                position(&pair.a) != position(&pair.b),
                "{pair:?} stand together in {told:?}\n{}",
                shown(files)
            );
        }
        // From any claim all others can be reached.
        let mut reached: BTreeSet<&str> = told.claims.iter().take(1).map(String::as_str).collect();
        loop {
            let meets =
                |pair: &&&gainsay_diff::Pair| reached.contains(pair.a.as_str()) != reached.contains(pair.b.as_str());
            let Some(pair) = pairs.iter().find(meets) else { break };
            reached.extend([pair.a.as_str(), pair.b.as_str()]);
        }
        prop_assert_eq!(reached.len(), told.claims.len(), "{:?} is no component\n{}", told, shown(files));
    }
    Ok(())
}

proptest! {
    #![proptest_config(often(48))]

    #[test]
    fn sweeping_many_claims_finds_what_comparing_every_two_finds(files in any_workspace()) {
        the_sweep_finds_what_comparing_finds(&files)?;
    }

    #[test]
    fn sweeping_crowds_finds_what_comparing_every_two_finds(seed in any::<u64>()) {
        the_sweep_finds_what_comparing_finds(&crowds::workspace(seed))?;
    }

    #[test]
    fn conflicts_are_the_components_of_their_pairs(files in any_workspace()) {
        conflicts_are_components(&files)?;
    }

    #[test]
    fn a_check_does_not_depend_on_order(files in any_workspace(), numbers in prop::collection::vec(any::<u32>(), 8)) {
        order_is_of_no_account(&files, &numbers)?;
    }

    #[test]
    fn an_unrelated_record_changes_no_finding(files in any_workspace()) {
        the_unrelated_changes_nothing(&files)?;
    }

    #[test]
    fn no_claim_contradicts_itself(files in any_workspace()) {
        nothing_contradicts_itself(&files)?;
    }

    #[test]
    fn pairs_come_sorted_and_once(files in any_workspace()) {
        pairs_are_sorted_and_unique(&files)?;
    }

    #[test]
    fn every_place_lies_inside_its_file(files in any_workspace()) {
        places_lie_inside_their_files(&read(&files))?;
    }
}

#[test]
fn what_many_contest_at_once_is_one_conflict_and_what_they_contest_day_by_day_is_many() {
    let claim = |i: usize, when: String| {
        let stance = if i.is_multiple_of(2) { "affirms" } else { "denies" };
        format!("claim: c{i}\nby: e{}\n{stance}: a p b\nwhen: {when}\nsource: s\n", i % 7)
    };
    let workspace = |when: &dyn Fn(usize) -> String| -> Vec<File> {
        let words = ["predicate: p\n", "source: s\ntitle: S\n", "entity: a\nname: A\n", "entity: b\nname: B\n"]
            .map(str::to_owned);
        let speakers = (0..7).map(|i| format!("entity: e{i}\nname: E\n"));
        let records: Vec<String> =
            words.into_iter().chain(speakers).chain((0..400).map(|i| claim(i, when(i)))).collect();
        vec![("gainsay.yaml".into(), "gainsay: 1\n".into()), ("all.yaml".into(), records.join("---\n"))]
    };
    let at_once = workspace(&|i| format!("{}/{}", 1900 + i % 13, 1950 + i % 17));
    let by_year = workspace(&|i| format!("{}-05-01", 1500 + i / 4));
    for most_pairs in [0, usize::MAX] {
        assert_eq!(conflicts_told(&at_once, most_pairs).len(), 1);
        assert_eq!(conflicts_told(&by_year, most_pairs).len(), 100);
    }
    the_sweep_finds_what_comparing_finds(&at_once).unwrap();
    the_sweep_finds_what_comparing_finds(&by_year).unwrap();
}

#[test]
fn the_examples_obey_the_same_laws() {
    let examples = examples();
    assert!(examples.len() >= 4, "only {} examples", examples.len());
    for files in &examples {
        order_is_of_no_account(files, &[7, 11, 5, 2_000_003, 1, 99]).unwrap();
        the_unrelated_changes_nothing(files).unwrap();
        nothing_contradicts_itself(files).unwrap();
        pairs_are_sorted_and_unique(files).unwrap();
        places_lie_inside_their_files(&read(files)).unwrap();
    }
}

// --- sealing and digests ---

/// The kind and place of every record that can be sealed, of a workspace's own files.
fn records(workspace: &Workspace) -> Vec<(Kind, Place)> {
    let mut found = Vec::new();
    for (number, file) in workspace.files.iter().enumerate().filter(|(_, file)| !file.built_in) {
        for document in yaml::read(file.text()).documents {
            match Kind::of_first_key(&document.entries[0].key.text) {
                Some(Kind::Manifest) | None => {}
                Some(kind) => found.push((kind, Place { file: number as u32, start: document.span.start })),
            }
        }
    }
    found
}

/// A document's content, places and `rev` aside.
fn content(document: &Document) -> Vec<String> {
    document
        .entries
        .iter()
        .filter(|entry| entry.key.text != "rev")
        .map(|entry| format!("{}: {}", entry.key.text, value(&entry.value)))
        .collect()
}

fn value(node: &Node) -> String {
    match node {
        Node::Scalar(scalar) => format!("{:?}", scalar.text),
        Node::List { items, .. } => format!("{:?}", items.iter().map(value).collect::<Vec<_>>()),
        Node::Map { entries, .. } => {
            format!("{:?}", entries.iter().map(|e| (e.key.text.clone(), value(&e.value))).collect::<Vec<_>>())
        }
        Node::Refused { .. } => "refused".into(),
    }
}

/// The number of lines that are not the same in two texts: added, or written anew.
fn lines_touched(before: &str, after: &str) -> usize {
    let diff = similar::TextDiff::from_lines(before, after);
    let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    count(similar::ChangeTag::Insert).max(count(similar::ChangeTag::Delete))
}

fn sealing_touches_one_line(files: &[File]) -> Result<usize, TestCaseError> {
    let workspace = read(files);
    let mut sealed = 0;
    for (kind, place) in records(&workspace) {
        let text = workspace.files[place.file as usize].text();
        let Some(digest) = workspace.digest(kind, place) else { continue };
        let rev = Rev { count: 3, digest };
        let Ok(once) = with_rev(text, place.start, rev) else { continue };
        prop_assert!(lines_touched(text, &once) <= 1, "more than a line was touched:\n{text}\nbecame\n{once}");
        let twice = with_rev(&once, place.start, rev);
        prop_assert_eq!(twice.as_ref(), Ok(&once), "sealing twice is not sealing once");
        let (before, after) = (yaml::read(text).documents, yaml::read(&once).documents);
        let all = |documents: &[Document]| documents.iter().map(content).collect::<Vec<_>>();
        prop_assert_eq!(all(&before), all(&after));
        let changed: Vec<File> = files
            .iter()
            .map(|(path, old)| {
                if *path == workspace.files[place.file as usize].path {
                    (path.clone(), once.clone())
                } else {
                    (path.clone(), old.clone())
                }
            })
            .collect();
        prop_assert_eq!(read(&changed).digest(kind, place), Some(digest), "sealing changed what it seals:\n{}", once);
        sealed += 1;
    }
    Ok(sealed)
}

proptest! {
    #![proptest_config(often(24))]

    #[test]
    fn a_seal_touches_one_line_and_lasts(files in any_workspace()) {
        prop_assert!(sealing_touches_one_line(&files)? > 0, "nothing could be sealed");
    }

    #[test]
    fn a_seal_keeps_the_line_ends(files in any_workspace()) {
        let files: Vec<File> = files.into_iter().map(|(path, text)| (path, text.replace('\n', "\r\n"))).collect();
        prop_assert!(sealing_touches_one_line(&files)? > 0, "nothing could be sealed");
    }

    #[test]
    fn digests_look_through_layout(files in any_workspace(), numbers in prop::collection::vec(any::<u32>(), 32)) {
        layout_is_of_no_account(&files, &numbers)?;
    }
}

#[test]
fn the_examples_can_be_sealed_and_laid_out_anew() {
    for files in examples() {
        let sealed = sealing_touches_one_line(&files).unwrap();
        assert_eq!(sealed, records(&read(&files)).len(), "every record of an example can be sealed");
        for number in 0..20 {
            layout_is_of_no_account(&files, &[number, 3 * number + 1, 7, number * number]).unwrap();
        }
    }
}

fn layout_is_of_no_account(files: &[File], numbers: &[u32]) -> Result<(), TestCaseError> {
    let workspace = read(files);
    for (kind, place) in records(&workspace) {
        let Some(document) = workspace.document(place) else { continue };
        let (Some(text), Some(form)) =
            (laid_out_anew(&document, &mut Choices::new(numbers)), workspace.document_form(kind, place))
        else {
            continue;
        };
        let again = yaml::read(&text);
        prop_assert!(
            again.faults.is_empty() && again.documents.len() == 1,
            "not read back: {:#?}\n{text}",
            again.faults
        );
        let anew = canonical::canonical_form(&again.documents[0], kind, &|predicate| workspace.object_type(predicate));
        prop_assert_eq!(form, anew, "laid out anew:\n{}", text);
    }
    Ok(())
}

/// Choices made by numbers, one after the other and around.
struct Choices<'n> {
    numbers: &'n [u32],
    next: usize,
}

impl<'n> Choices<'n> {
    fn new(numbers: &'n [u32]) -> Choices<'n> {
        Choices { numbers, next: 0 }
    }

    fn of(&mut self, count: usize) -> usize {
        self.next += 1;
        let number =
            self.numbers[self.next % self.numbers.len()].wrapping_add(self.next as u32).wrapping_mul(2_654_435_761);
        (number >> 8) as usize % count
    }
}

/// A record in another layout: other order of keys, other quotes, lists and mappings in flow or in block style,
/// comments, other line ends. None where the order of keys says something (one is given twice), or a value was refused.
fn laid_out_anew(document: &Document, choices: &mut Choices<'_>) -> Option<String> {
    let mut keys: Vec<&str> = document.entries.iter().map(|entry| entry.key.text.as_ref()).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() < document.entries.len() {
        return None;
    }
    let (first, rest) = document.entries.split_first()?;
    let mut rest: Vec<&Entry> = rest.iter().collect();
    let turn = choices.of(rest.len().max(1));
    rest.rotate_left(turn);
    let mut text = String::from("# laid out anew\n\n");
    for entry in std::iter::once(first).chain(rest) {
        let key = if choices.of(3) == 0 { quoted(&entry.key.text) } else { plain_or_quoted(&entry.key.text) };
        text.push_str(&format!("{key}:{}", block(&entry.value, 0, choices)?));
        if choices.of(4) == 0 {
            text.push_str("# a comment: with a colon\n");
        }
    }
    Some(match choices.of(3) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("---\n{text}...\n"),
        _ => text,
    })
}

/// A value after its key's colon, up to the end of its line.
fn block(node: &Node, depth: usize, choices: &mut Choices<'_>) -> Option<String> {
    let indent = "  ".repeat(depth + 1);
    let in_block = choices.of(2) == 0;
    match node {
        Node::Scalar(scalar) if scalar.text.is_empty() => {
            Some(if scalar.plain { "\n".into() } else { " \"\"\n".into() })
        }
        Node::Scalar(scalar) => Some(match choices.of(4) {
            0 if can_fold(&scalar.text) => {
                format!(" >-\n{indent}{}\n", scalar.text.replace(' ', &format!("\n{indent}")))
            }
            1 if can_fold(&scalar.text) => format!(" |-\n{indent}{}\n", scalar.text),
            2 => format!(" {}   # said so\n", scalar_inline(&scalar.text, choices)),
            _ => format!(" {}\n", scalar_inline(&scalar.text, choices)),
        }),
        Node::List { items, .. }
            if in_block
                && items.iter().all(|item| matches!(item, Node::Scalar(s) if !s.text.is_empty()))
                && !items.is_empty() =>
        {
            let lines = items
                .iter()
                .map(|item| Some(format!("{indent}- {}\n", flow(item, choices)?)))
                .collect::<Option<String>>()?;
            Some(format!("\n{lines}"))
        }
        Node::Map { entries, .. } if in_block && !entries.is_empty() => {
            let lines = entries
                .iter()
                .map(|entry| {
                    Some(format!(
                        "{indent}{}:{}",
                        plain_or_quoted(&entry.key.text),
                        block(&entry.value, depth + 1, choices)?
                    ))
                })
                .collect::<Option<String>>()?;
            Some(format!("\n{lines}"))
        }
        _ => Some(format!(" {}\n", flow(node, choices)?)),
    }
}

fn flow(node: &Node, choices: &mut Choices<'_>) -> Option<String> {
    match node {
        Node::Scalar(scalar) if choices.of(2) == 0 && yaml::plain_reads_back_in_flow(&scalar.text) => {
            Some(scalar.text.to_string())
        }
        Node::Scalar(scalar) => Some(quoted(&scalar.text)),
        Node::List { items, .. } => {
            Some(format!("[{}]", items.iter().map(|item| flow(item, choices)).collect::<Option<Vec<_>>>()?.join(", ")))
        }
        Node::Map { entries, .. } => {
            let one = |entry: &Entry| {
                Some(format!("{}: {}", quoted(&entry.key.text), flow(&entry.value, &mut Choices::new(&[1]))?))
            };
            Some(format!("{{ {} }}", entries.iter().map(one).collect::<Option<Vec<_>>>()?.join(" , ")))
        }
        Node::Refused { .. } => None,
    }
}

fn scalar_inline(text: &str, choices: &mut Choices<'_>) -> String {
    match choices.of(3) {
        0 if yaml::plain_reads_back(text) => text.to_owned(),
        1 if !text.chars().any(char::is_control) => format!("'{}'", text.replace('\'', "''")),
        _ => quoted(text),
    }
}

fn plain_or_quoted(text: &str) -> String {
    if yaml::plain_reads_back_in_flow(text) { text.to_owned() } else { quoted(text) }
}

/// In double quotes, as JSON writes it, which YAML reads alike.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Words with one space between them, nothing that a block would keep or lose.
fn can_fold(text: &str) -> bool {
    !text.is_empty()
        && text.split(' ').all(|word| {
            !word.is_empty() && word.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '\u{feff}')
        })
}

// --- nonsense ---

fn read_bytes(files: Vec<(String, Vec<u8>)>) -> Workspace {
    Workspace::read(files.into_iter().map(|(path, bytes)| Input { path, bytes: Ok(bytes) }).collect())
}

/// Reads, checks and points at everything found.
fn survives(files: Vec<(String, Vec<u8>)>) -> Result<(), TestCaseError> {
    let workspace = read_bytes(files);
    let _ = gainsay_diff::pairs(&workspace, today());
    places_lie_inside_their_files(&workspace)
}

/// What is put into real records to break them.
fn any_scrap() -> impl Strategy<Value = Vec<u8>> {
    let scraps = [
        "---\n",
        "...\n",
        "\n",
        "\r",
        "\t",
        "  ",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "|",
        ">-",
        "#",
        "&a",
        "*a",
        "!!str ",
        "<<: ",
        "?",
        "~",
        "%",
        "@",
        "`",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\0",
        "claim: ",
        "by: ",
        "affirms: ",
        "when: ",
        "9999999999",
        "1e400",
        "..",
        "/",
        "XXXX",
        "\\",
        "\u{202e}",
        "é",
        "ẞ",
        "none",
        "between: [a@0-0]",
    ];
    prop_oneof![
        4 => prop::sample::select(scraps.to_vec()).prop_map(|scrap| scrap.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ]
}

proptest! {
    #![proptest_config(often(256))]

    #[test]
    fn reading_survives_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), manifest in any::<bool>()) {
        survives(vec![(if manifest { "gainsay.yaml" } else { "x.yaml" }.to_owned(), bytes)])?;
    }

    #[test]
    fn reading_survives_any_text(text in "([a-z-]{1,8}(: |:\n  - |\n)?[\\[\\]{}\"'&*!|>%@#,0-9a-z./~ -]{0,12}\n){0,12}") {
        survives(vec![("x.yaml".into(), text.into_bytes())])?;
    }

    #[test]
    fn reading_survives_broken_records(
        files in any_workspace(),
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_usize, any_scrap()), 1..12),
    ) {
        let mut files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
        for (file, place, lost, scrap) in breaks {
            let at = file.index(files.len());
            let bytes = &mut files[at].1;
            let start = place.index(bytes.len() + 1);
            let end = (start + lost).min(bytes.len());
            bytes.splice(start..end, scrap);
        }
        survives(files)?;
    }
}
