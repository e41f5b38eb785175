//! `check --since`: what it tells of the files on disk is what checking all of both states tells, and nothing is asked
//! of git but what differs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use gainsay_diff::compare::{compare, news};
use gainsay_diff::findings::AnyFinding;
use gainsay_render::prose::{Naming, told};
use gainsay_tests::edits::{State, edit, state, workspace};
use gainsay_tests::program::{Run, gainsay, git_is_here};
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::{TODAY, today, write};
use serde_json::{Value, json};

/// A repository with a workspace in a folder of it.
struct Made(tempfile::TempDir);

impl Made {
    fn new() -> Made {
        let made = Made(tempfile::tempdir().expect("a folder"));
        fs::create_dir(made.root()).expect("the folder can be made");
        made.git(&["init", "-q", "-b", "main"]);
        made
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("facts")
    }

    fn git(&self, arguments: &[&str]) -> String {
        let run = Command::new("git")
            .current_dir(self.0.path())
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git runs");
        assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).trim().to_owned()
    }

    /// Has the files on disk be those of a state, `before` until now.
    fn put(&self, before: &State, now: &State) {
        for path in before.keys().filter(|path| !now.contains_key(*path)) {
            fs::remove_file(self.root().join(path)).expect("the file goes");
        }
        let changed = now.iter().filter(|(path, text)| before.get(*path) != Some(text));
        write(&self.root(), &changed.map(|(path, text)| (path.clone(), text.clone())).collect::<Vec<_>>());
    }

    /// Has the files look as if they were written a while ago: what was written just before git looked at it may have
    /// been changed since.
    fn settle(&self, state: &State) {
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        for path in state.keys() {
            let file = fs::File::options().write(true).open(self.root().join(path)).expect("it is there");
            file.set_modified(long_ago).expect("its time can be set");
        }
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "a commit"]);
    }

    fn since(&self, revision: &str, format: &str) -> Run {
        gainsay(&self.root(), &["check", "--since", revision, "--today", TODAY, "--output", format])
    }

    /// What is told of the files on disk, to be compared with [`expected`].
    fn told(&self, revision: &str) -> Told {
        let run = self.since(revision, "json");
        let answer: Value =
            serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.text()));
        let taking_part = answer["summary"]["taking_part"].clone();
        let texts = |list: &Value, key: &str| {
            list.as_array().into_iter().flatten().map(|member| member[key].clone()).collect::<Vec<_>>()
        };
        let line = |finding: &Value| {
            let ids = texts(&finding["records"], "id");
            let files = texts(&finding["places"], "file");
            let because = texts(&finding["because"], "text");
            json!([
                finding["rule"],
                finding["level"],
                finding["certain"],
                finding["message"],
                finding["ruled"],
                ids,
                files,
                because
            ])
            .to_string()
        };
        let findings = answer["findings"].as_array().into_iter().flatten().map(line).collect();
        let pairs = self.since(revision, "pairs").stdout;
        let pairs = String::from_utf8_lossy(&pairs).lines().map(str::to_owned).collect();
        Told {
            findings,
            pairs,
            numbers: [&answer["since"]["resolved"], &answer["since"]["open"], &taking_part].map(Value::as_u64),
        }
    }
}

#[derive(PartialEq, Debug)]
struct Told {
    findings: Vec<String>,
    pairs: Vec<String>,
    /// Gone, remaining, taking part.
    numbers: [Option<u64>; 3],
}

/// What checking all of both states finds.
fn expected(before: &State, now: &State) -> Told {
    let (old, new) = (workspace(before), workspace(now));
    let (was, is) = (gainsay_diff::check(&old, today()), gainsay_diff::check(&new, today()));
    let mut comparison = compare(&old, &new, today());
    comparison.point_at(&new, &|path| before.get(path) != now.get(path));
    let news = news((&old, &was), (&new, is), &comparison);
    let naming = Naming::new(&new);
    let line = |any: &AnyFinding| {
        let finding = told(&naming, any);
        let ids: Vec<&str> = any.records().map(|(_, id)| id).collect();
        let files: Vec<&str> =
            finding.labels.iter().map(|label| new.files[label.route.file() as usize].path.as_str()).collect();
        let because: Vec<&str> = finding.because.iter().map(|reason| reason.text.as_str()).collect();
        json!([
            finding.rule,
            finding.level.word(),
            finding.certain,
            finding.message,
            finding.ruled,
            ids,
            files,
            because
        ])
        .to_string()
    };
    Told {
        findings: news.outcome.findings.iter().map(line).collect(),
        pairs: comparison.pairs.iter().map(|pair| serde_json::to_string(&pair).expect("JSON")).collect(),
        numbers: [news.resolved, news.open, news.outcome.summary.taking_part].map(|number| Some(number as u64)),
    }
}

#[test]
fn it_tells_what_checking_both_states_tells() {
    if !git_is_here() {
        return;
    }
    let cases: u64 = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10);
    for seed in 0..cases {
        let mut draw = Draw(seed);
        let (made, other) = (Made::new(), state(seed ^ 0x0BAD_5EED, 40, &mut draw));
        let mut states = vec![state(seed, 40, &mut draw)];
        made.put(&State::new(), &states[0]);
        made.commit();
        for round in 1..6 {
            let mut now = states[round - 1].clone();
            (0..1 + draw.below(2)).for_each(|_| drop(edit(&mut now, &other, &mut draw)));
            made.put(&states[round - 1], &now);
            // The last one stays on disk.
            let back = draw.below(round.min(3));
            assert_eq!(
                made.told(&format!("HEAD~{back}")),
                expected(&states[round - 1 - back], &now),
                "seed {seed}, round {round}"
            );
            made.commit();
            states.push(now);
        }
    }
}

/// Two people and what is said of them, in files of claims and another one.
fn small() -> State {
    let others =
        "entity: ada\nname: Ada\n---\nentity: bob\nname: Bob\n---\nsource: s\ntitle: S\n---\npredicate: knows\n";
    let claim =
        |id: &str, what: &str| format!("claim: {id}\nby: {id}\n{what}: ada knows bob\nsaid: 2018-05-10\nsource: s\n");
    State::from([
        ("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()),
        ("others.yaml".into(), others.to_owned() + "---\nentity: a\n---\nentity: b\n---\nentity: c\n"),
        ("claims/a.yaml".into(), claim("a", "affirms")),
        ("claims/b.yaml".into(), claim("b", "denies")),
        ("claims/c.yaml".into(), claim("c", "affirms")),
    ])
}

fn replaced(state: &State, path: &str, from: &str, to: &str) -> State {
    let mut state = state.clone();
    state.entry(path.to_owned()).and_modify(|text| *text = text.replace(from, to));
    state
}

#[test]
fn of_what_did_not_change_nothing_is_asked_but_where_all_has_to_be_compared() {
    if !git_is_here() {
        return;
    }
    let (made, before) = (Made::new(), small());
    made.put(&State::new(), &before);
    made.settle(&before);
    made.commit();
    // As in a partial clone whose origin is out of reach.
    let lost = made.git(&["rev-parse", "HEAD:facts/claims/b.yaml"]);
    fs::remove_file(made.0.path().join(".git/objects").join(&lost[..2]).join(&lost[2..])).expect("the object goes");
    let claims = replaced(&before, "claims/a.yaml", "affirms", "denies");
    made.put(&before, &claims);
    assert_eq!(made.told("HEAD"), expected(&before, &claims));
    let entities = replaced(&claims, "others.yaml", "name: Bob", "name: Bob\nsame-as: [c]");
    made.put(&claims, &entities);
    let run = made.since("HEAD", "json");
    assert!(run.status == Some(2) && run.text().contains("is not in this repository"), "{}", run.text());
}

#[test]
fn whatever_changed_it_tells_what_checking_both_states_tells() {
    if !git_is_here() {
        return;
    }
    let base = small();
    let with = |path: &str, text: &str| {
        let mut state = base.clone();
        state.insert(path.to_owned(), text.to_owned());
        state
    };
    let ruled = with("rulings.yaml", "ruling: r\nbetween: [a, b]\nfavours: a\nwhy: She was there.\nby: ada\n");
    let sealed = replaced(&base, "claims/a.yaml", "source: s\n", "source: s\nrev: 1-000000000000\n");
    let crlf: State = base.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n"))).collect();
    let without = |state: &State, path: &str| {
        state.iter().filter(|(known, _)| *known != path).map(|(p, t)| (p.clone(), t.clone())).collect()
    };
    for (what, before, now) in [
        ("nothing", base.clone(), base.clone()),
        ("no workspace before", State::from([("notes.txt".into(), "none yet\n".into())]), base.clone()),
        ("the manifest", base.clone(), with("gainsay.yaml", "gainsay: 1\nrules:\n  dispute: error\n")),
        ("an entity", base.clone(), replaced(&base, "others.yaml", "name: Bob", "name: Bob\nsame-as: [c]")),
        ("a new file", base.clone(), with("claims/d.yaml", &base["claims/b.yaml"].replace("claim: b", "claim: d"))),
        ("a file that is no more", base.clone(), without(&base, "claims/a.yaml")),
        ("a file that is another's", base.clone(), with("claims/d.yaml", &base["claims/b.yaml"])),
        ("a file elsewhere", base.clone(), without(&with("claims/d.yaml", &base["claims/b.yaml"]), "claims/b.yaml")),
        ("a broken file", base.clone(), with("claims/b.yaml", "claim: [\n")),
        ("a broken file before", with("claims/b.yaml", "claim: [\n"), base.clone()),
        ("what refers to nothing", base.clone(), replaced(&base, "claims/a.yaml", "by: a", "by: aa")),
        ("the text of a claim ruled upon", ruled.clone(), replaced(&ruled, "claims/a.yaml", "05-10", "05-11")),
        ("the ruling", base.clone(), ruled.clone()),
        ("the text of a sealed claim", sealed.clone(), replaced(&sealed, "claims/a.yaml", "05-10", "05-11")),
        ("ends of lines", base.clone(), crlf.clone()),
        ("ends of lines and a claim", crlf, replaced(&base, "claims/a.yaml", "affirms", "denies")),
    ] {
        let made = Made::new();
        made.put(&State::new(), &before);
        made.commit();
        made.put(&before, &now);
        let yaml_only = |state: &State| {
            state.iter().filter(|(p, _)| p.ends_with("yaml")).map(|(p, t)| (p.clone(), t.clone())).collect()
        };
        assert_eq!(made.told("HEAD"), expected(&yaml_only(&before), &now), "{what}");
    }
}

#[test]
fn files_that_git_changes_on_their_way_are_as_git_has_them() {
    if !git_is_here() {
        return;
    }
    let (made, before) = (Made::new(), small());
    for setting in
        [["filter.turned.clean", "tr ab ba"], ["filter.turned.smudge", "tr ab ba"], ["core.autocrlf", "false"]]
    {
        made.git(&["config", setting[0], setting[1]]);
    }
    fs::write(made.0.path().join(".gitattributes"), "facts/claims/** filter=turned\n").expect("written");
    made.put(&State::new(), &before);
    made.settle(&before);
    made.commit();
    // Of the others git has what nobody can read: then and now.
    made.put(&before, &replaced(&before, "claims/a.yaml", "source: s", "source: s\nnote: A word."));
    assert_eq!(made.told("HEAD").findings, Vec::<String>::new());
}

/// A source with a copy, and quotes of which the last stands nowhere.
const QUOTING: [(&str, &str); 4] = [
    ("gainsay.yaml", "gainsay: 1\n"),
    (
        "sources.yaml",
        "entity: ada\nname: Ada\n---\nentity: bob\nname: Bob\n---\npredicate: knows\n---\nsource: letters\ntitle: Letters\nfile: letters.txt\n",
    ),
    (
        "claims.yaml",
        "claim: a\nby: ada\naffirms: ada knows bob\nsource: letters\nquote: I know Bob.\n---\n\
         claim: b\nby: ada\naffirms: ada knows bob\nsource: letters\nquote: I met Bob.\n",
    ),
    ("letters.txt", "I know Bob.\n"),
];

#[test]
fn of_quotes_only_those_count_whose_claim_source_or_copy_has_changed() {
    if !git_is_here() {
        return;
    }
    let made = Made::new();
    let before: State = QUOTING.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    made.put(&State::new(), &before);
    made.commit();
    let told = |edits: &[(&str, &str, &str)]| {
        let mut now = before.clone();
        for (path, from, to) in edits {
            let text = now.get_mut(*path).expect("it is there");
            assert!(text.contains(from));
            *text = text.replace(from, to);
        }
        made.put(&before, &now);
        let run = made.since("HEAD", "json");
        let staged_as_on_disk = {
            made.git(&["add", "-A"]);
            made.since("HEAD", "json").stdout == run.stdout
        };
        assert!(staged_as_on_disk);
        made.git(&["reset", "-q", "--hard"]);
        let answer: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.text()));
        let findings = answer["findings"].as_array().into_iter().flatten();
        let findings: Vec<String> =
            findings.map(|f| format!("{} {}", f["rule"], f["records"][0]["id"]).replace('"', "")).collect();
        let numbers = ["resolved", "open"].map(|key| answer["since"][key].as_u64().unwrap_or(u64::MAX));
        (findings.join(", "), numbers)
    };
    let is = |findings: &str, numbers: [u64; 2]| (findings.to_owned(), numbers);
    // Nothing has changed: one quote was not found, and is not.
    assert_eq!(told(&[]), is("", [0, 1]));
    assert_eq!(told(&[("claims.yaml", "met", "have met")]), is("", [0, 1]));
    assert_eq!(told(&[("claims.yaml", "know Bob", "knew Bob")]), is("quote-not-found a", [0, 1]));
    assert_eq!(told(&[("claims.yaml", "met", "know")]), is("", [1, 0]));
    assert_eq!(told(&[("letters.txt", "know", "met")]), is("quote-not-found a", [1, 0]));
    assert_eq!(told(&[("sources.yaml", "letters.txt", "gone.txt")]), is("missing-copy letters", [1, 0]));
    let digest = "file: letters.txt\nsha256: 0000000000000000000000000000000000000000000000000000000000000000";
    assert_eq!(told(&[("sources.yaml", "file: letters.txt", digest)]), is("source-changed letters", [1, 0]));
}

/// Near words are looked for only of what is shown, and told as a whole check tells them.
#[test]
fn what_is_new_comes_with_the_advice_of_a_whole_check() {
    if !git_is_here() {
        return;
    }
    let made = Made::new();
    let records = "predicate: leads\nlabel: leads\n---\nsource: paper\ntitle: P\n---\nentity: taliban\nname: T\n---\n\
                   entity: south-korea\nname: Republic of Korea\n";
    let claim =
        |id: &str, by: &str, statement: &str| format!("claim: {id}\nby: {by}\naffirms: {statement}\nsource: paper\n");
    let old = claim("old", "talban", "taliban leads south-kore");
    let before = [("gainsay.yaml", "gainsay: 1\n".to_owned()), ("a.yaml", records.to_owned()), ("old.yaml", old)];
    write(&made.root(), &before.map(|(path, text)| (path.to_owned(), text)));
    made.commit();
    let new =
        [("new-a", "talban", "taliban leads south-kore"), ("new-b", "taliban", "taliban leads the republic of korea")];
    write(&made.root(), &new.map(|(id, by, said)| (format!("{id}.yaml"), claim(id, by, said))));
    let told = |arguments: &[&str]| -> Vec<Value> {
        let run = gainsay(&made.root(), &[&["check", "--today", TODAY, "--output", "json"], arguments].concat());
        let answer: Value = serde_json::from_slice(&run.stdout).expect("JSON");
        answer["findings"].as_array().expect("findings").clone()
    };
    let parts = |finding: &Value| json!([finding["rule"], finding["records"], finding["help"], finding["fixes"]]);
    let is_new = |finding: &&Value| finding["records"][0]["id"].as_str().is_some_and(|id| id.starts_with("new"));
    let all: Vec<Value> = told(&[]).iter().filter(is_new).map(parts).collect();
    let since: Vec<Value> = told(&["--since", "HEAD"]).iter().map(parts).collect();
    assert_eq!(since, all);
    let text = json!(since).to_string();
    for near in ["did you mean `taliban`?", "did you mean `south-korea`?"] {
        assert!(text.contains(near), "{near}: {text}");
    }
}
