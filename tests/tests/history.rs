//! Reviews and histories against git itself: random histories with branches and merges, made by the `git` program; what
//! the program reads out of them is compared with checks of every commit, each checked out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use gainsay_model::Workspace;
use gainsay_tests::program::{gainsay, git_is_here};
use gainsay_tests::random;
use gainsay_tests::workspaces::{TODAY, records_of, today, write};
use serde_json::Value;

type State = BTreeMap<String, String>;

/// The files of a random workspace, a record each.
fn state(seed: u64) -> State {
    let mut state = State::new();
    for (path, text) in random::workspace(seed, 16) {
        if path == "gainsay.yaml" {
            state.insert(path, text);
            continue;
        }
        for (i, record) in records_of(&text).into_iter().enumerate() {
            let first = record.lines().next().unwrap_or_default();
            let name: String = first.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            state.insert(format!("{name}-{i}.yaml"), record);
        }
    }
    state
}

/// A history being made: what `git` does, and what every commit holds.
struct History {
    folder: tempfile::TempDir,
    states: Vec<(String, State)>,
    clock: u64,
}

impl History {
    fn new() -> History {
        let history =
            History { folder: tempfile::tempdir().expect("a folder"), states: Vec::new(), clock: 1_600_000_000 };
        history.git(&["init", "-q", "-b", "main"]);
        history
    }

    fn git(&self, arguments: &[&str]) -> String {
        let date = format!("{} +0000", self.clock);
        let run = Command::new("git")
            .current_dir(self.folder.path())
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .output()
            .expect("git runs");
        assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).trim().to_owned()
    }

    /// Has the checkout hold this state, and commits it.
    fn commit(&mut self, state: &State, parents: &[String]) -> String {
        self.clock += 60;
        for entry in std::fs::read_dir(self.folder.path()).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                std::fs::remove_file(path).expect("the file goes");
            } else if !path.ends_with(".git") {
                std::fs::remove_dir_all(path).expect("the folder goes");
            }
        }
        write(self.folder.path(), &state.iter().map(|(path, text)| (path.clone(), text.clone())).collect::<Vec<_>>());
        self.git(&["add", "-A"]);
        let tree = self.git(&["write-tree"]);
        let mut arguments = vec!["commit-tree", &tree, "-m", "a commit"];
        for parent in parents {
            arguments.extend(["-p", parent]);
        }
        let id = self.git(&arguments);
        self.git(&["reset", "-q", "--soft", &id]);
        self.states.push((id.clone(), state.clone()));
        id
    }

    fn pairs(&self, id: &str) -> BTreeMap<(String, String, String), (String, bool)> {
        let state = &self.states.iter().find(|(known, _)| known == id).expect("a commit").1;
        let inputs = state
            .iter()
            .map(|(path, text)| gainsay_model::Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) });
        let pairs = gainsay_diff::pairs(&Workspace::read(inputs.collect()), today());
        let key = |p: gainsay_diff::Pair| ((p.a, p.b, p.mechanism.to_owned()), (p.rule.to_owned(), p.certain));
        pairs.into_iter().filter_map(gainsay_diff::Line::pair).map(key).collect()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let run = gainsay(self.folder.path(), arguments);
        assert!(run.status == Some(0), "{arguments:?}: {}", run.text());
        String::from_utf8_lossy(&run.stdout).into_owned()
    }
}

/// One file in `each` as another random workspace has it.
fn edited(before: &State, seed: u64, each: u64) -> State {
    let other = state(seed);
    let mut after = before.clone();
    let paths: BTreeSet<&String> = before.keys().chain(other.keys()).filter(|path| *path != "gainsay.yaml").collect();
    for (i, path) in paths.into_iter().enumerate() {
        if (seed ^ (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
            & 0xFFFF_FFFF
            < u64::from(u32::MAX) / each
        {
            match other.get(path) {
                Some(text) => after.insert(path.clone(), text.clone()),
                None => after.remove(path),
            };
        }
    }
    after
}

/// A history of a trunk with a side branch that is merged in the middle.
fn random_history(seed: u64) -> (History, BTreeMap<String, Vec<String>>) {
    let mut history = History::new();
    let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = state(seed);
    let mut head = history.commit(&current, &[]);
    parents.insert(head.clone(), Vec::new());
    for step in 1..7_u64 {
        let next = edited(&current, seed.wrapping_add(step * 7919), 9);
        let mut onto = vec![head.clone()];
        if step == 4 {
            let side_state = edited(&current, seed.wrapping_add(step * 104_729), 9);
            let side = history.commit(&side_state, &onto);
            parents.insert(side.clone(), onto.clone());
            onto.push(side);
        }
        head = history.commit(&next, &onto);
        parents.insert(head.clone(), onto);
        current = next;
    }
    (history, parents)
}

#[test]
fn what_a_diff_streams_is_the_difference_of_two_checks() {
    if !git_is_here() {
        return;
    }
    for seed in 0..4 {
        let (history, _) = random_history(seed);
        let (first, last) = (&history.states[1].0, &history.states[5].0);
        for (from, to) in [(first, last), (last, first), (&history.states[2].0, &history.states[3].0)] {
            let (were, are) = (history.pairs(from), history.pairs(to));
            let stream = history.run(&["diff", &format!("{from}..{to}"), "--output", "pairs", "--today", TODAY]);
            let mut expected: Vec<String> = Vec::new();
            for key in were.keys().chain(are.keys()).collect::<BTreeSet<_>>() {
                let step = match (were.get(key), are.get(key)) {
                    (None, _) => "introduced",
                    (_, None) => "resolved",
                    (was, is) if was == is => continue,
                    _ => "changed",
                };
                expected.push(format!("{step} {} {} {}", key.0, key.1, key.2));
            }
            let told: Vec<String> = stream
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
                .map(|p| {
                    ["change", "a", "b", "mechanism"]
                        .map(|key| p[key].as_str().unwrap_or_default().to_owned())
                        .join(" ")
                })
                .collect();
            assert_eq!(told, expected, "seed {seed}: {from}..{to}");
        }
    }
}

#[test]
fn the_conflicts_of_a_history_are_those_of_its_commits() {
    if !git_is_here() {
        return;
    }
    let mut told_anything = false;
    let cases: u64 = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(6);
    for seed in 10..10 + cases {
        let (history, parents) = random_history(seed);
        let claims: BTreeSet<String> =
            history.states.iter().flat_map(|(id, _)| history.pairs(id)).map(|((a, ..), _)| a).collect();
        let head = &history.states.last().expect("a commit").0;
        for claim in claims.iter().take(4) {
            let of = |id: &str| -> BTreeSet<String> {
                let pairs = history.pairs(id).into_keys().filter(|(a, b, _)| a == claim || b == claim);
                pairs.map(|(a, b, mechanism)| format!("{} {mechanism}", if a == *claim { b } else { a })).collect()
            };
            let mut expected: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
            for (id, above) in &parents {
                let (now, before): (_, Vec<BTreeSet<String>>) =
                    (of(id), above.iter().map(|parent| of(parent)).collect());
                let introduced: BTreeSet<String> =
                    now.iter().filter(|key| before.iter().all(|b| !b.contains(*key))).cloned().collect();
                let all = before.iter().flatten().filter(|key| before.iter().all(|b| b.contains(*key)));
                let resolved: BTreeSet<String> = all.filter(|key| !now.contains(*key)).cloned().collect();
                if !introduced.is_empty() || !resolved.is_empty() {
                    expected.insert(id.clone(), (introduced, resolved));
                }
            }
            let log = history.run(&["log", claim, "--kind", "claim", "--from", head, "--output", "json"]);
            let log: Value = serde_json::from_str(&log).expect("JSON");
            let mut told = BTreeMap::new();
            for chapter in log.as_array().expect("a list") {
                let keys = |name: &str| -> BTreeSet<String> {
                    let list = chapter[name].as_array().cloned().unwrap_or_default();
                    list.iter()
                        .map(|c| {
                            format!(
                                "{} {}",
                                c["with"].as_str().unwrap_or_default(),
                                c["mechanism"].as_str().unwrap_or_default()
                            )
                        })
                        .collect()
                };
                let turned = (keys("introduced"), keys("resolved"));
                if turned != Default::default() {
                    told.insert(chapter["commit"].as_str().unwrap_or_default().to_owned(), turned);
                }
            }
            told_anything |= !told.is_empty();
            assert_eq!(told, expected, "seed {seed}, claim {claim}, in {}", history.folder.path().display());
        }
    }
    assert!(told_anything, "no history had a conflict that came or went");
}

#[test]
fn a_record_is_followed_through_moves_renames_and_splits() {
    if !git_is_here() {
        return;
    }
    let mut history = History::new();
    let manifest = ("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned());
    let claim = |id: &str, stance: &str| {
        format!(
            "claim: {id}\nby: ada\n{stance}: ada knows bob\nsaid: 2018-05-10\nsource: s\nquote: Of course we know each other, and have for years.\n"
        )
    };
    let mut state = State::from([manifest, ("a.yaml".into(), claim("a", "affirms"))]);
    let mut head = history.commit(&state, &[]);
    let first = head.clone();
    let mut step = |history: &mut History, state: &State| {
        head = history.commit(state, std::slice::from_ref(&head));
        head.clone()
    };
    // Moved, joined with another, renamed, split again with a flip.
    let text = state.remove("a.yaml").expect("it is there");
    state.insert("claims/moved.yaml".into(), text.clone());
    let moved = step(&mut history, &state);
    state.insert("claims/moved.yaml".into(), format!("{}---\n{text}", claim("z", "denies")));
    let joined = step(&mut history, &state);
    state.insert("claims/moved.yaml".into(), format!("{}---\n{}", claim("z", "denies"), claim("b", "affirms")));
    let renamed = step(&mut history, &state);
    state.insert("claims/moved.yaml".into(), claim("z", "denies"));
    state.insert("claims/b.yaml".into(), claim("b", "denies"));
    let flipped = step(&mut history, &state);
    state.remove("claims/b.yaml");
    let deleted = step(&mut history, &state);
    let words = |arguments: &[&str]| -> Vec<(String, String)> {
        let log: Value = serde_json::from_str(&history.run(arguments)).expect("JSON");
        let chapters = log.as_array().cloned().unwrap_or_default();
        let told = chapters.iter().filter(|c| !c["change"].is_null());
        told.map(|c| {
            (
                c["commit"].as_str().unwrap_or_default().to_owned(),
                c["change"]["words"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
    };
    let told = |list: &[(&String, &str)]| {
        list.iter().map(|(id, word)| ((*id).clone(), (*word).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(
        words(&["log", "b", "--output", "json"]),
        told(&[(&deleted, "deleted"), (&flipped, "stance flipped"), (&renamed, "renamed"), (&first, "created")])
    );
    assert_eq!(
        words(&["log", "b", "--all", "--output", "json"]),
        told(&[
            (&deleted, "deleted"),
            (&flipped, "stance flipped"),
            (&renamed, "renamed"),
            (&moved, "formatting"),
            (&first, "created")
        ])
    );
    assert_eq!(words(&["log", "z", "--output", "json"]), told(&[(&joined, "created")]));
    // Under its old id it is told what became of it.
    assert_eq!(words(&["log", "a", "--output", "json"]), told(&[(&renamed, "renamed"), (&first, "created")]));
    let run = gainsay(history.folder.path(), &["blame", "a"]);
    assert!(run.status == Some(2) && run.text().contains("made it `b`"), "{}", run.text());
}

#[test]
fn states_are_told_apart() {
    if !git_is_here() {
        return;
    }
    let mut history = History::new();
    let folder = history.folder.path().to_owned();
    let claim = |id: &str, stance: &str| {
        format!("claim: {id}\nby: ada\n{stance}: ada knows bob\nsaid: 2018-05-10\nsource: s\n")
    };
    let others =
        "entity: ada\nname: Ada\n---\nentity: bob\nname: Bob\n---\nsource: s\ntitle: S\n---\npredicate: knows\n";
    let state = State::from([
        ("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()),
        ("others.yaml".into(), others.into()),
        ("a.yaml".into(), claim("a", "affirms")),
    ]);
    history.commit(&state, &[]);
    let put = |path: &str, text: &str| write(Path::new(&folder), &[(path.to_owned(), text.to_owned())]);
    put("a.yaml", &claim("a", "denies"));
    history.git(&["add", "a.yaml"]);
    put("a.yaml", &claim("a", "affirms"));
    put("new.yaml", &claim("new", "denies"));
    let json = |arguments: &[&str]| -> Value { serde_json::from_str(&history.run(arguments)).expect("JSON") };
    let words = |answer: &Value| -> Vec<String> {
        let changes = answer["changes"].as_array().cloned().unwrap_or_default();
        changes
            .iter()
            .map(|c| format!("{} {}", c["id"].as_str().unwrap_or_default(), c["words"].as_str().unwrap_or_default()))
            .collect()
    };
    assert_eq!(words(&json(&["diff", "--output", "json"])), ["new created"]);
    assert_eq!(words(&json(&["diff", "--staged", "--output", "json"])), ["a stance flipped"]);
    assert_eq!(json(&["diff", "--output", "json"])["conflicts"]["introduced"][0]["rule"], "self-contradiction");
    assert_eq!(gainsay(&folder, &["diff", "--exit-code"]).status, Some(1));
    assert_eq!(gainsay(&folder, &["diff", "HEAD..HEAD", "--exit-code"]).status, Some(0));
    assert_eq!(gainsay(&folder, &["check", "--since", "HEAD", "--today", TODAY]).status, Some(1));
    std::fs::remove_file(folder.join("new.yaml")).expect("the file goes");
    assert_eq!(gainsay(&folder, &["check", "--since", "HEAD", "--today", TODAY]).status, Some(0));
    for (arguments, said) in [
        (&["diff", "no-such..HEAD"][..], "there is no revision `no-such`"),
        (&["diff", "--", "no-such"], "neither a revision nor the id"),
        (&["log", "no-such"], "no commit up to HEAD has a record"),
        (&["blame", "no-such"], "no commit up to HEAD has a record"),
        (&["diff", "HEAD..HEAD", "--staged"], "a range has two ends"),
    ] {
        let run = gainsay(&folder, arguments);
        assert!(run.status == Some(2) && run.text().contains(said), "{arguments:?}: {}", run.text());
    }
}

/// A small workspace under git: two people, and what one says of the other.
fn small() -> (History, State) {
    let mut history = History::new();
    let others =
        "entity: ada\nname: Ada\n---\nentity: bob\nname: Bob\n---\nsource: s\ntitle: S\n---\npredicate: knows\n";
    let claim = "claim: a\nby: ada\naffirms: ada knows bob\nsaid: 2018-05-10\nsource: s\nat: p. 1\nlang: en\n";
    let state = State::from([
        ("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()),
        ("others/people.yaml".into(), others.into()),
        ("claims/a.yaml".into(), claim.into()),
        ("claims/b.yaml".into(), claim.replace("claim: a", "claim: b").replace("affirms", "denies")),
    ]);
    history.commit(&state, &[]);
    (history, state)
}

fn blamed(history: &History, key: &str) -> String {
    let lines: Value = serde_json::from_str(&history.run(&["blame", "a", "--output", "json"])).expect("JSON");
    let line =
        lines.as_array().and_then(|lines| lines.iter().find(|line| line["key"] == key)).cloned().unwrap_or_default();
    format!("{} {}", line["commit"].as_str().unwrap_or_default(), line["value"].as_str().unwrap_or_default())
}

#[test]
fn blame_names_who_gave_the_value_whatever_clocks_and_merges_say() {
    if !git_is_here() {
        return;
    }
    let (mut history, mut state) = small();
    let base = history.states[0].0.clone();
    let edit = |state: &State, from: &str, to: &str| {
        let mut edited = state.clone();
        edited.insert("claims/a.yaml".into(), state["claims/a.yaml"].replace(from, to));
        edited
    };
    // A clock that goes wrong, and then right again.
    state = edit(&state, "2018-05-10", "2016");
    history.clock += 1_000_000;
    let wrong = history.commit(&state, &[base]);
    state = edit(&state, "2016", "2017");
    history.clock -= 2_000_000;
    let right = history.commit(&state, &[wrong]);
    assert_eq!(blamed(&history, "said"), format!("{right} 2017"));
    // Both sides of a merge edit the record; the merge itself does nothing to it.
    let ours = history.commit(&edit(&state, "p. 1", "p. 2"), std::slice::from_ref(&right));
    let theirs = history.commit(&edit(&state, "lang: en", "lang: fr"), &[right]);
    history.commit(&edit(&edit(&state, "p. 1", "p. 2"), "lang: en", "lang: fr"), &[ours.clone(), theirs.clone()]);
    assert_eq!(blamed(&history, "at"), format!("{ours} p. 2"));
    assert_eq!(blamed(&history, "lang"), format!("{theirs} fr"));
    let log = history.run(&["log", "a", "--output", "json"]);
    let log: Value = serde_json::from_str(&log).expect("JSON");
    assert_eq!(log.as_array().map(Vec::len), Some(5), "{log}");
}

#[test]
fn what_drops_out_of_the_check_is_no_good_news() {
    if !git_is_here() {
        return;
    }
    let (history, state) = small();
    let folder = history.folder.path();
    let put = |path: &str, text: &str| write(folder, &[(path.to_owned(), text.to_owned())]);
    put("claims/0.yaml", &state["claims/a.yaml"]);
    let told = history.run(&["diff", "--output", "concise"]);
    assert!(told.contains("resolved") && told.contains("fault error[duplicate-id]"), "{told}");
    std::fs::remove_file(folder.join("claims/0.yaml")).expect("the file goes");
    put("others/people.yaml", &state["others/people.yaml"].replace("entity: ada\nname: Ada\n---\n", ""));
    let told = history.run(&["diff", "--output", "concise"]);
    assert!(told.contains("resolved") && told.contains("fault error[unknown-reference]"), "{told}");
}

#[test]
fn no_report_is_written_over_a_record_or_over_git() {
    if !git_is_here() {
        return;
    }
    let (mut history, state) = small();
    history.commit(&state, &[history.states[0].0.clone()]);
    let folder = history.folder.path();
    write(folder, &[("claims/new.yaml".into(), "claim: new\n".into())]);
    for file in ["claims/new.yaml", ".git/config"] {
        let run = gainsay(folder, &["diff", "HEAD~1..HEAD", "--output", &format!("json={file}")]);
        assert_eq!(run.status, Some(2), "{file}: {}", run.text());
    }
    assert_eq!(std::fs::read_to_string(folder.join("claims/new.yaml")).expect("it is there"), "claim: new\n");
}

#[test]
fn what_git_counts_as_unchanged_is_unchanged() {
    if !git_is_here() {
        return;
    }
    let (history, _) = small();
    let folder = history.folder.path();
    let is_quiet = |what: &str| {
        let told = history.run(&["diff", "--output", "concise"]);
        assert!(told.is_empty(), "{what}: {told}");
        let run = gainsay(folder, &["check", "--since", "HEAD", "--output", "json"]);
        let answer: Value = serde_json::from_slice(&run.stdout).expect("JSON");
        assert_eq!((run.status, answer["findings"].as_array().map(Vec::len)), (Some(0), Some(0)), "{what}");
    };
    write(folder, &[(".gitignore".into(), "claims/\n".into())]);
    is_quiet("files that are ignored, and yet kept");
    std::fs::remove_file(folder.join(".gitignore")).expect("the file goes");
    history.git(&["sparse-checkout", "set", "claims"]);
    assert!(!folder.join("others").exists());
    is_quiet("a sparse checkout");
}

#[test]
fn where_history_is_cut_off_nobody_is_called_the_author() {
    if !git_is_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let sh = |line: &str| gainsay_tests::program::shell(folder.path(), folder.path(), line);
    let all = sh(
        "mkdir all && cd all && git init -q && printf 'gainsay: 1\\n' >gainsay.yaml && printf 'entity: a\\nname: A\\n' >a.yaml && git add . \
         && git commit -qm first --author 'Bea <b@x>' && printf 'since: 2018\\n' >>a.yaml && git commit -qam second --author 'Cy <c@x>' \
         && printf 'until: 2019\\n' >>a.yaml && git commit -qam third --author 'Di <d@x>' && cd .. \
         && git clone -q --depth 2 \"file://$PWD/all\" cut",
    );
    assert_eq!(all.status, Some(0), "{}", all.text());
    let blame = sh("cd cut && gainsay blame a").text();
    let line = |key: &str| blame.lines().find(|line| line.contains(key)).unwrap_or_default().to_owned();
    assert!(line("until").contains("Di") && !line("until").starts_with('^'), "{blame}");
    for key in ["name", "since"] {
        assert!(line(key).starts_with('^') && line(key).contains("not known") && !line(key).contains("Cy"), "{blame}");
    }
    assert!(blame.contains("git fetch --unshallow"), "{blame}");
    let json: Value =
        serde_json::from_slice(&sh("cd cut && gainsay blame a -o json 2>/dev/null").stdout).expect("JSON");
    let cut: Vec<_> =
        json.as_array().expect("a list").iter().map(|key| (key["author"].as_str(), key["cut_off"].as_bool())).collect();
    assert_eq!(cut, [(None, Some(true)), (None, Some(true)), (None, Some(true)), (Some("Di"), None)]);
    let log = sh("cd cut && gainsay log a").text();
    assert_eq!(log.matches("history is cut off here").count(), 1, "{log}");
    let json: Value = serde_json::from_slice(&sh("cd cut && gainsay log a -o json 2>/dev/null").stdout).expect("JSON");
    assert_eq!((json[0]["cut_off"].as_bool(), json[1]["cut_off"].as_bool()), (None, Some(true)), "{json}");
    let whole = sh("cd cut && git fetch -q --unshallow && gainsay blame a").text();
    assert!(whole.contains("Bea") && whole.contains("Cy") && !whole.contains('^'), "{whole}");
}

#[test]
fn what_git_does_not_have_is_no_answer() {
    if !git_is_here() {
        return;
    }
    let (mut history, state) = small();
    let mut edited = state.clone();
    edited.insert("claims/a.yaml".into(), state["claims/a.yaml"].replace("affirms", "denies"));
    history.commit(&edited, &[history.states[0].0.clone()]);
    // As in a partial clone whose origin is out of reach.
    let lost = history.git(&["rev-parse", "HEAD~1:claims/a.yaml"]);
    let object = history.folder.path().join(".git/objects").join(&lost[..2]).join(&lost[2..]);
    std::fs::remove_file(object).expect("the object goes");
    for arguments in
        [&["diff", "HEAD~1"][..], &["diff", "HEAD~1..HEAD"], &["check", "--since", "HEAD~1"], &["log", "a"]]
    {
        let run = gainsay(history.folder.path(), arguments);
        assert!(
            run.status == Some(2) && run.text().contains("is not in this repository"),
            "{arguments:?}: {}",
            run.text()
        );
    }
}
