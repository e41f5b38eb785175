//! Accusations that nobody has answered: what is told of them alone, of many at once, and after an edit.

use gainsay_diff::accusations::{Accusation, Accusations, answers};
use gainsay_diff::clash::Comparer;
use gainsay_diff::conflicts::{Met, Wanted, find};
use gainsay_diff::incremental::{FileEdit, Standing};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rules::levels::Levels;
use gainsay_diff::rulings::Rulings;
use gainsay_model::Workspace;
use gainsay_model::finding::Level;
use gainsay_tests::random;
use gainsay_tests::workspaces::{read, read_text, shown, today};

/// The accusations that a search finds unanswered where statements are swept that more pairs contest than these.
fn unanswered(comparer: &Comparer, most_pairs: usize) -> Vec<Accusation> {
    let mut accusations = Accusations::new(comparer);
    let mut met = |met: Met| accusations.meet(met);
    let wanted = Wanted { pairs: None, from: Level::Note, position_changes: None, answers: Some(&mut met) };
    find(comparer, &Rulings::new(comparer.ledger, today()), &Levels::default(), most_pairs, wanted);
    accusations.unanswered().collect()
}

/// The unanswered accusations of a workspace, by id.
fn told(workspace: &Workspace) -> Vec<String> {
    let findings = gainsay_diff::check(workspace, today()).findings;
    let unanswered = findings.iter().filter(|finding| finding.rule() == "unanswered");
    unanswered.flat_map(|finding| finding.records().map(|(_, id)| id.to_owned()).collect::<Vec<String>>()).collect()
}

#[test]
fn many_accusations_at_once_are_told_as_each_is_alone() {
    let (mut answered, mut silent, mut swept) = (0, 0, 0);
    for seed in 0..600 {
        let files = random::workspace(seed, 14);
        let workspace = read(&files);
        let ledger = Ledger::new(&workspace);
        let comparer = Comparer::new(&ledger);
        let found = unanswered(&comparer, usize::MAX);
        let all = ledger.ids().filter_map(|claim| Accusation::of(&ledger, claim));
        let (with_answers, without): (Vec<Accusation>, Vec<Accusation>) =
            all.partition(|accusation| !answers(&comparer, *accusation).is_empty());
        assert_eq!(found, without, "seed {seed}\n{}", shown(&files));
        // Where too many statements meet, nobody is called silent who is not.
        let few = unanswered(&comparer, 0);
        assert!(few.iter().all(|accusation| without.contains(accusation)), "seed {seed}\n{}", shown(&files));
        (answered, silent, swept) =
            (answered + with_answers.len(), silent + without.len(), swept + without.len() - few.len());
    }
    assert!(answered > 40 && silent > 100, "{answered} were answered, {silent} were not");
    assert!(swept < silent / 4, "{swept} of {silent} were taken for answered");
}

/// What all workspaces below have in common.
const COMMON: &str = "entity: iran\nname: Iran\n---\nentity: envoy\nname: Envoy\nspeaks-for: iran\n---\n\
    entity: taliban\nname: Taliban\n---\nentity: accuser\nname: Accuser\n---\n\
    predicate: funds\nlabel: funds\nimplies: supports\n---\npredicate: supports\nlabel: supports\n---\n\
    predicate: talks-to\nlabel: talks to\n---\npredicate: spares\nlabel: spares\nexcludes: supports\n---\n\
    predicate: pays\nlabel: pays\nobject: number\n---\nsource: s\ntitle: S\n";

fn claim(id: &str, by: &str, rest: &str) -> String {
    format!("claim: {id}\nby: {by}\n{rest}\nsource: s\n")
}

#[test]
fn a_value_is_answered_by_another_value() {
    let accusation = claim("a", "accuser", "affirms: iran pays 100\nact: accuses");
    let text = |answer: &str| format!("{COMMON}---\n{accusation}---\n{}", claim("b", "envoy", answer));
    assert_eq!(told(&read_text(&text("affirms: iran pays 5"))), [""; 0]);
    assert_eq!(told(&read_text(&text("denies: iran pays 100"))), [""; 0]);
    assert_eq!(told(&read_text(&text("affirms: taliban pays 5"))), ["a"]);
}

#[test]
fn who_affirms_what_excludes_the_accusation_has_answered_it_if_the_times_meet() {
    let accusation = claim("a", "accuser", "affirms: iran funds taliban\nact: accuses\nsaid: 2018-05-01\nwhen: 2018");
    let text = |when: &str| {
        let answer = claim("b", "envoy", &format!("affirms: iran spares taliban\nsaid: 2018-05-02\nwhen: {when}"));
        format!("{COMMON}---\n{accusation}---\n{answer}")
    };
    assert_eq!(told(&read_text(&text("2018"))), [""; 0]);
    assert_eq!(told(&read_text(&text("2015"))), ["a"]);
}

#[test]
fn a_check_that_stands_knows_other_answers_than_the_one_that_goes() {
    let gone = claim("b", "envoy", "affirms: iran talks-to accuser\nanswers: a");
    let accusation = claim("a", "accuser", "affirms: iran funds taliban\nact: accuses");
    let others = [
        ("none", claim("c", "envoy", "affirms: iran talks-to taliban")),
        ("of the same kind", claim("c", "envoy", "relays: iran talks-to envoy\nanswers: a")),
        ("a denial of what it implies", claim("c", "envoy", "denies: iran supports taliban")),
    ];
    for (what, other) in others {
        let files = [
            ("gainsay.yaml", "gainsay: 1\n".to_owned()),
            ("a.yaml", format!("{COMMON}---\n{accusation}")),
            ("b.yaml", gone.clone()),
            ("c.yaml", other),
        ];
        let files: Vec<(String, String)> = files.map(|(path, text)| (path.to_owned(), text)).into();
        let standing = Standing::new(read(&files), today());
        let told = |standing: &Standing| {
            standing.outcome().findings.iter().filter(|finding| finding.rule() == "unanswered").count()
        };
        assert_eq!(told(&standing), 0, "{what}");
        let edit = FileEdit { path: "b.yaml".into(), bytes: Vec::new() };
        let Some(standing) = standing.after(vec![edit], today()) else { panic!("{what}: checked anew") };
        assert_eq!(told(&standing), usize::from(what == "none"), "{what}");
        let edit = FileEdit { path: "b.yaml".into(), bytes: gone.clone().into_bytes() };
        let Some(standing) = standing.after(vec![edit], today()) else { panic!("{what}: checked anew") };
        assert_eq!(told(&standing), 0, "{what}");
    }
}

#[test]
fn where_too_many_claims_meet_nobody_is_called_silent() {
    let text = |count: usize| {
        let pair = |i: usize| {
            let (day, year) = (1 + i % 28, 1000 + i / 28);
            let accusation = format!("affirms: iran funds taliban\nact: accuses\nwhen: {year}-05-{day:02}");
            let other = format!("affirms: iran spares taliban\nwhen: {year}-07-{day:02}");
            let both = [claim(&format!("a{i}"), "accuser", &accusation), claim(&format!("b{i}"), "envoy", &other)]
                .join("---\n");
            format!("---\n{both}")
        };
        format!("{COMMON}{}", (0..count).map(pair).collect::<String>())
    };
    assert_eq!(told(&read_text(&text(50))).len(), 50);
    assert_eq!(told(&read_text(&text(200))), [""; 0]);
}
