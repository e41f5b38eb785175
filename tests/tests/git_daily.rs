//! Git's daily life with the program and without it: every line of the table in `docs/reviewing.md`, tried by the real
//! `git`.
#![cfg(unix)]

use std::fs;

use gainsay_tests::repositories::{CLAIM, Made, WITH_A_FAILING, WITHOUT_OURS};
use gainsay_tests::workspaces::root;

/// What a line of the table is tried by.
type Trial = fn(&Made);

/// The first cell of each line of the table, and what tries that line.
const TRIALS: [(&str, Trial); 12] = [
    ("`git commit`", commit),
    ("`git commit --amend`", amend),
    ("`git commit --no-verify`", no_verify),
    ("`git merge`", merge),
    ("`git pull`, fast-forward", pull),
    ("`git rebase`", rebase),
    ("`git cherry-pick`, `git revert`", cherry_pick),
    ("`git push`", push),
    ("`git push`, `gainsay.blockPush` on", blocked_push),
    ("`git diff`, `git log -p`", diff),
    ("`git diff` after `git install --textconv`", textconv),
    ("`git blame`", blame),
];

const CONTRADICTS: &str = ": contradiction[self-contradiction]";

/// What is set before a command where the program is missing or fails, and why a hook did nothing then.
const MISSING_OR_FAILING: [(&str, &str); 2] =
    [(WITHOUT_OURS, "gainsay is not on the PATH"), (WITH_A_FAILING, "gainsay ended with status 2")];
const NOT_CHECKED: &str = ": the records were not checked";
const NOT_LOOKED_AT: &str = ": what came in was not looked at";

#[test]
fn every_line_of_the_table_is_tried() {
    let page = fs::read_to_string(root().join("docs/reviewing.md")).expect("the page");
    let table = page.split("\n| in git |").nth(1).expect("the table").split("\n\n").next().expect("its lines");
    let lines: Vec<&str> =
        table.lines().skip(2).filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
    assert_eq!(lines, TRIALS.map(|(line, _)| line), "the lines of the table, and what tries them");
    for (line, trial) in TRIALS {
        let Some(made) = Made::new() else { return };
        made.sh("gainsay git install");
        eprintln!("trying {line}");
        trial(&made);
    }
}

/// Writes a claim that contradicts the one that is there.
fn write_contradiction(made: &Made) {
    made.write(
        "claims/again.yaml",
        &CLAIM.replace("claim: visit", "claim: again\nanswers: visit").replace("denies", "affirms"),
    );
}

/// Makes a branch `side` with a contradiction that nobody has checked, and goes back to `main`.
fn branch_with_contradiction(made: &Made) {
    made.sh("git checkout -qb side");
    write_contradiction(made);
    made.sh("git add -A && git commit -qm side --no-verify && git checkout -q main");
}

/// Commits something else on `main`.
fn go_on(made: &Made) {
    made.write("entities/more.yaml", "entity: cy\nname: Cy\n");
    made.sh("git add -A && git commit -qm more --no-verify");
}

fn subject(made: &Made) -> String {
    made.sh("git log -1 --format=%s").trim().to_owned()
}

fn commit(made: &Made) {
    write_contradiction(made);
    made.sh("git add -A");
    let (status, text) = made.run("git commit -qm again");
    assert!(status == 1 && text.contains(CONTRADICTS) && subject(made) == "first", "{text}");
    for (without, why) in MISSING_OR_FAILING {
        let text = made.sh(&format!("{without} git commit -qm again"));
        assert!(text.contains(&[why, NOT_CHECKED].concat()) && subject(made) == "again", "{text}");
        made.sh("git reset -q --soft HEAD~1");
    }
}

fn amend(made: &Made) {
    write_contradiction(made);
    made.sh("git add -A");
    let (status, text) = made.run("git commit -q --amend -m amended");
    assert!(status == 1 && text.contains(CONTRADICTS) && subject(made) == "first", "{text}");
    for (without, why) in MISSING_OR_FAILING {
        let text = made.sh(&format!("{without} git commit -q --amend -m amended"));
        // Of an amended commit only the check says anything, and what a rebase brought in does not.
        assert!(text.contains(&[why, NOT_CHECKED].concat()) && subject(made) == "amended", "{text}");
        made.sh("git reset -q --soft HEAD@{1}");
    }
}

fn no_verify(made: &Made) {
    write_contradiction(made);
    assert_eq!(made.sh("git add -A && git commit -qm again --no-verify"), "");
}

fn merge(made: &Made) {
    branch_with_contradiction(made);
    go_on(made);
    let (status, text) = made.run("git merge --no-edit side");
    assert!(status == 1 && text.contains(CONTRADICTS) && subject(made) == "more", "{text}");
    made.sh("git merge --abort");
    for (without, why) in MISSING_OR_FAILING {
        let text = made.sh(&format!("{without} git merge --no-edit side"));
        assert!(text.contains(&[why, NOT_CHECKED].concat()) && subject(made).starts_with("Merge"), "{text}");
        made.sh("git reset -q --hard HEAD~1");
    }
}

fn pull(made: &Made) {
    branch_with_contradiction(made);
    let text = made.sh("git pull -q . side");
    assert!(text.starts_with("came in:\n") && text.contains(CONTRADICTS) && subject(made) == "side", "{text}");
    assert!(made.sh("gainsay check --since ORIG_HEAD --output concise || true").contains(CONTRADICTS));
    for (without, why) in MISSING_OR_FAILING {
        made.sh("git reset -q --hard HEAD~1");
        let text = made.sh(&format!("{without} git merge --ff-only side"));
        assert!(text.contains(&[why, NOT_LOOKED_AT].concat()) && subject(made) == "side", "{text}");
    }
    // Nothing new is nobody's news.
    assert_eq!(made.sh("git pull -q . side"), "");
}

fn rebase(made: &Made) {
    branch_with_contradiction(made);
    go_on(made);
    let text = made.sh("git rebase -q side");
    assert!(text.starts_with("came in:\n") && text.contains(CONTRADICTS) && subject(made) == "more", "{text}");
    for (without, why) in MISSING_OR_FAILING {
        made.sh("git reset -q --hard ORIG_HEAD");
        let text = made.sh(&format!("{without} git rebase -q side"));
        assert!(text.contains(&[why, NOT_LOOKED_AT].concat()) && subject(made) == "more", "{text}");
    }
}

fn cherry_pick(made: &Made) {
    branch_with_contradiction(made);
    go_on(made);
    assert!(!made.sh("git cherry-pick side").contains(CONTRADICTS));
    with_remote(made, "main~1");
    assert!(made.sh("git push -q there main").contains(CONTRADICTS));
    assert!(!made.sh("git revert --no-edit HEAD && git revert --no-edit HEAD").contains(CONTRADICTS));
}

/// A bare repository `there` that has this commit as its `main`.
fn with_remote(made: &Made, commit: &str) {
    made.sh(&format!(
        "git init -q --bare ../there.git && git remote add there ../there.git && git push -q --no-verify there {commit}:refs/heads/main"
    ));
}

fn push(made: &Made) {
    with_remote(made, "main");
    write_contradiction(made);
    made.sh("git add -A && git commit -qm again --no-verify");
    let text = made.sh("git push -q there main");
    assert!(
        text.starts_with("goes out:\n") && text.contains(CONTRADICTS) && text.contains("pushed all the same"),
        "{text}"
    );
    assert_eq!(made.sh("git push -q there main"), "", "what is there already goes nowhere");
    // A new branch is compared with the one that it left.
    made.sh("git fetch -q there && git checkout -qb topic HEAD~1 && git checkout -q main -- claims && git commit -qm topic --no-verify");
    let text = made.sh("git push -q there topic");
    assert!(text.contains("since there/main: 0 findings resolved"), "{text}");
    for (without, why) in MISSING_OR_FAILING {
        made.sh("git push -q there --delete topic");
        let text = made.sh(&format!("{without} git push -q there topic"));
        assert!(text.contains(&[why, NOT_CHECKED].concat()), "{text}");
        assert_eq!(made.sh("git ls-remote there topic | cut -f1"), made.sh("git rev-parse topic"));
    }
}

fn blocked_push(made: &Made) {
    with_remote(made, "main");
    write_contradiction(made);
    made.sh("git add -A && git commit -qm again --no-verify && git config gainsay.blockPush true");
    let (status, text) = made.run("git push -q there main");
    assert!(status != 0 && text.contains(CONTRADICTS) && text.contains("nothing was pushed"), "{text}");
    assert_eq!(made.sh("git ls-remote there main | cut -f1"), made.sh("git rev-parse HEAD~1"));
    // A program that is missing, too old to know the hook, or fails, stops nothing.
    for (without, why) in MISSING_OR_FAILING {
        let text = made.sh(&format!("{without} git push -q there main"));
        assert!(text.contains(&[why, NOT_CHECKED].concat()), "{text}");
        made.sh("git push -q --no-verify --force there main~1:main");
    }
}

fn diff(made: &Made) {
    made.write("claims/visit.yaml", &CLAIM.replace("via: [bo]", "via: [ada]"));
    for without in ["", WITHOUT_OURS, WITH_A_FAILING] {
        assert!(made.sh(&format!("{without} git diff -U0")).contains("@@ claim: visit\n-via: [bo]"));
    }
    made.sh("git diff > ../patch && git checkout -q . && git apply ../patch");
    assert!(made.read("claims/visit.yaml").contains("via: [ada]"));
    made.sh("git commit -qam via");
    assert!(made.sh("git log -1 -p -U0").contains("@@ claim: visit\n-via: [bo]"));
}

fn textconv(made: &Made) {
    made.sh("gainsay git install --textconv");
    made.write(
        "claims/visit.yaml",
        &CLAIM.replace("said: 2018-05\n", "").replace("via: [bo]", "said: 2018\nvia: [bo]"),
    );
    assert_eq!(made.changed("git diff"), ["-said: 2018-05", "+said: 2018"]);
    made.sh("git diff > ../patch && git checkout -q .");
    assert_ne!(made.run("git apply ../patch").0, 0, "the page says that it does not apply");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018"));
    for (without, _) in MISSING_OR_FAILING {
        assert!(made.sh(&format!("{without} git diff -U0")).contains("-said: 2018-05\n+said: 2018"));
    }
    made.sh("gainsay git install --no-textconv");
    assert!(made.sh("gainsay git status").contains("textconv          off"));
}

fn blame(made: &Made) {
    let lines = |without: &str| made.sh(&format!("{without} git blame -s claims/visit.yaml")).lines().count();
    for without in ["", WITHOUT_OURS, WITH_A_FAILING] {
        assert_eq!(lines(without), CLAIM.lines().count());
    }
}
