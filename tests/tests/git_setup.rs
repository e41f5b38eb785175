//! Git wired to the program and without it, by the real `git`: what it shows, merges and checks, and that nothing of it
//! is lost where the program is missing. Without `git` on the PATH these tests are skipped, and say so.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gainsay_tests::repositories::{CLAIM, Made, WITHOUT_OURS};

#[test]
fn a_diff_tells_what_changed_in_meaning() {
    let Some(made) = Made::new() else { return };
    made.sh("gainsay git install --textconv");
    // Another layout, and one other word.
    made.write(
        "claims/visit.yaml",
        "claim: visit\nsource: news\nvia:\n  - bo\nby: ada\naffirms: {subject: ada, predicate: knows, object: bo}\nsaid: \"2018-05\"\n",
    );
    assert_eq!(made.changed("git diff"), ["-denies: ada knows bo", "+affirms: ada knows bo"]);
    assert!(made.sh("git diff -U0").contains("@@ claim visit"), "the record is named");
    assert!(made.changed("git diff --no-textconv").len() > 6);
    assert_eq!(made.changed(&format!("{WITHOUT_OURS} git diff")), made.changed("git diff --no-textconv"));
    // What is broken is shown as it is, and the diff goes on.
    made.write("claims/visit.yaml", "claim: [\n");
    assert!(made.changed("git diff").contains(&"+claim: [".to_owned()));
}

#[test]
fn a_program_that_fails_is_as_good_as_none() {
    let Some(made) = Made::new() else { return };
    made.sh("gainsay git install");
    let broken = made.home.path().join("bin/gainsay");
    fs::write(&broken, "#!/bin/sh\necho half\nexit 2\n").expect("a file");
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).expect("permissions");
    two_branches(&made, "claims/other.yaml", &CLAIM.replace("visit", "other"));
    let text = made.sh(&format!("{WITHOUT_OURS} git merge --no-edit side"));
    // The hook fails, too: it says so, and git goes on.
    assert!(
        text.contains("half") && text.contains("gainsay ended with status 2: the records were not checked"),
        "{text}"
    );
    assert!(made.read("claims/other.yaml").contains("claim: other"));
    assert_eq!(made.sh("git log -1 --format=%P").split(' ').count(), 2, "the merge is committed");
}

#[test]
fn kept_copies_come_through_git_byte_for_byte() {
    let Some(made) = Made::new() else { return };
    // Line ends of every kind, a byte that is no UTF-8, and what git could take for its own keyword.
    let copies: [(&str, &[u8]); 3] = [
        ("page.html", b"<p>One\r\ntwo\nthree\r$Id$ \xe9</p>\r\n"),
        ("letter.txt", b"Dear Ada,\r\nit was the drought.\r\n"),
        ("unix.txt", b"Dear Bo,\nit was the wheel.\n"),
    ];
    fs::create_dir_all(made.root.join("sources/copies")).expect("a folder");
    for (name, bytes) in copies {
        fs::write(made.root.join("sources/copies").join(name), bytes).expect("a file");
        made.sh(&format!("gainsay source add sources/copies/{name} --title {name} --id {}", name.replace('.', "-")));
    }
    // One that lies elsewhere: a line of its own keeps it.
    let elsewhere = b"Dear Cy,\r\nit was nobody.\r\n";
    fs::write(made.root.join("elsewhere.txt"), elsewhere).expect("a file");
    made.sh("gainsay source add elsewhere.txt --title Elsewhere --id elsewhere");
    made.sh("git add -A && git -c core.autocrlf=true -c core.safecrlf=false commit -qm copies --no-verify");
    for autocrlf in ["true", "input", "false"] {
        made.sh(&format!("git -c core.autocrlf={autocrlf} -c core.eol=crlf clone -q . ../clone-{autocrlf}"));
        let clone = made.root.join("../").join(format!("clone-{autocrlf}"));
        for (name, bytes) in copies {
            let found = fs::read(clone.join("sources/copies").join(name)).expect("a copy");
            assert_eq!(found, bytes, "{name} with core.autocrlf={autocrlf}");
        }
        assert_eq!(fs::read(clone.join("elsewhere.txt")).expect("a copy"), elsewhere, "core.autocrlf={autocrlf}");
        let text = made.sh(&format!("cd ../clone-{autocrlf} && gainsay check --output concise"));
        assert!(!text.contains("source-changed") && !text.contains("missing-copy"), "{text}");
    }
}

/// A branch `side` that adds a file and changes the last line of the claim; `main` changes its third.
fn two_branches(made: &Made, path: &str, text: &str) {
    made.sh("git checkout -qb side");
    made.write(path, text);
    made.write("claims/visit.yaml", &CLAIM.replace("via: [bo]", "via: [ada]"));
    made.sh("git add -A && git commit -qm side --no-verify && git checkout -q main");
    made.write("claims/visit.yaml", &CLAIM.replace("denies", "affirms"));
    made.sh("git commit -qam main --no-verify");
}

#[test]
fn where_the_program_is_missing_a_merge_is_gits_own() {
    let Some(made) = Made::new() else { return };
    made.sh("gainsay git install");
    two_branches(&made, "claims/other.yaml", &CLAIM.replace("visit", "other"));
    let text = made.sh(&format!("{WITHOUT_OURS} git merge --no-edit side"));
    assert!(text.contains("the records were not checked"), "{text}");
    assert_eq!(made.read("claims/visit.yaml"), CLAIM.replace("denies", "affirms").replace("[bo]", "[ada]"));

    made.sh("git reset -q --hard HEAD^");
    made.write("claims/visit.yaml", &CLAIM.replace("via: [bo]", "via: []"));
    made.sh("git commit -qam clash --no-verify");
    let (status, _) = made.run(&format!("{WITHOUT_OURS} git -c merge.conflictStyle=merge merge --no-edit side"));
    assert_eq!(status, 1);
    let merged = made.read("claims/visit.yaml");
    assert!(merged.contains("<<<<<<<") && merged.contains("via: []\n=======\nvia: [ada]\n>>>>>>>"), "{merged}");
    let labels = merged.contains("<<<<<<< HEAD") || merged.contains("<<<<<<< ours");
    assert!(labels && (merged.contains(">>>>>>> side") || merged.contains(">>>>>>> theirs")), "{merged}");
}

#[test]
fn a_git_that_knows_no_labels_gets_some() {
    let Some(made) = Made::new() else { return };
    made.sh("gainsay git install && printf 'a\\n' > base && printf 'b\\n' > ours && printf 'c\\n' > theirs");
    let driver = made.sh("git config merge.gainsay.driver");
    let filled = driver.trim().replace("%L %P %O %A %B", "9 'x y' base ours theirs");
    assert!(filled.ends_with("theirs %X %S %Y"), "{filled}");
    made.write("driver", &filled);
    assert_eq!(made.run(&format!("{WITHOUT_OURS} sh driver")).0, 1);
    assert_eq!(made.read("ours"), "<<<<<<<<< ours\nb\n=========\nc\n>>>>>>>>> theirs\n");
}

#[test]
fn a_commit_is_checked_where_it_can_be() {
    let Some(made) = Made::new() else { return };
    made.sh("gainsay git install");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018-13"));
    made.sh("git add -A");
    let (status, text) = made.run("git commit -qm bad");
    assert!(status == 1 && text.contains("bad-date"), "{text}");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018"));
    made.sh("git commit -qam good");
    // Another workspace, in which nothing is staged, is not asked.
    made.sh("sed -i.old '/^exclude/d' gainsay.yaml && echo 'exclude: [other/, \"*.old\"]' >> gainsay.yaml && gainsay init other");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018-13"));
    made.sh("git add other && git commit -qm other");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018-13"));
    let text = made.sh(&format!("{WITHOUT_OURS} git commit -qam unchecked"));
    assert!(text.contains("gainsay is not on the PATH: the records were not checked"), "{text}");
}

#[test]
fn twice_is_once_and_undone_is_undone() {
    let Some(made) = Made::new() else { return };
    let before = format!("{}# mine\n[alias]\n\tl = \"log # x\" ; so\n[x \"y\"] z = 1\n", made.read(".git/config"));
    made.write(".git/config", &before);
    assert_eq!(made.run("gainsay git status --output concise").0, 2);
    assert_eq!(made.run("gainsay git status").0, 1);
    let text = made.sh("gainsay git install");
    assert!(
        text.contains(".git/config: diff and merge drivers\n") && text.contains(".git/hooks/pre-commit: checks"),
        "{text}"
    );
    let installed = made.read(".git/config");
    assert!(installed.starts_with(&before));
    assert_eq!(made.sh("gainsay git install --local"), "hint: everything was there already, as it should be\n");
    assert_eq!(made.read(".git/config"), installed);
    let told = made.sh("gainsay git status");
    assert!(told.lines().skip(1).all(|line| line.contains(" wired ") || line == "textconv          off"), "{told}");
    // An older version is brought up to date.
    made.sh("git config diff.gainsay.xfuncname old && echo '# gainsay hook 0: old' > .git/hooks/pre-commit");
    assert!(made.run("gainsay git status").1.contains("out of date"));
    assert_eq!(made.sh("gainsay git install").matches("brought up to date").count(), 2);
    assert_eq!(made.read(".git/config"), installed);
    made.sh("gainsay git install --uninstall");
    assert_eq!(made.read(".git/config"), before);
    assert!(!made.root.join(".git/hooks/pre-commit").exists() && made.root.join(".gitattributes").exists());
    assert!(made.sh("gainsay git install --uninstall").contains("nothing to take away"));
}

#[test]
fn attributes_are_added_and_never_rewritten() {
    let Some(made) = Made::new() else { return };
    let own = "*.txt text\n*.yaml text eol=lf\n*.yml merge=union";
    made.write(".gitattributes", own);
    let (status, text) = made.run("gainsay git install");
    assert!(status == 1 && text.contains("say of *.yml that `merge` is `union`"), "{text}");
    let after = made.read(".gitattributes");
    let added: Vec<&str> =
        after.strip_prefix(own).expect("the old lines").lines().filter(|line| line.starts_with('*')).collect();
    assert_eq!(added, ["*.yaml diff=gainsay merge=gainsay", "*.yml diff=gainsay"]);
    assert_eq!(made.sh("git check-attr merge claims/visit.yaml").trim(), "claims/visit.yaml: merge: gainsay");
    assert_eq!(made.run("gainsay git install").0, 1);
    assert_eq!(made.read(".gitattributes"), after);
}

#[test]
fn a_hook_of_somebody_else_stays() {
    let Some(made) = Made::new() else { return };
    let theirs = "#!/bin/sh\necho theirs\n";
    made.write(".git/hooks/pre-commit", theirs);
    let (status, text) = made.run("gainsay git install");
    assert!(status == 1 && text.contains(".git/hooks/pre-commit is somebody else's, and stays as it is"), "{text}");
    assert!(text.contains("then gainsay git hook pre-commit") && text.contains("pre-merge-commit: checks"), "{text}");
    assert_eq!(made.read(".git/hooks/pre-commit"), theirs);
    // The remedy works, and counts.
    let line =
        text.split_once("add this line to it: `").and_then(|(_, rest)| rest.split_once('`')).expect("a remedy").0;
    made.write(".git/hooks/pre-commit", &format!("#!/bin/sh\n{line}\necho theirs\n"));
    made.sh("chmod +x .git/hooks/pre-commit && gainsay git install && gainsay git status");
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018-13"));
    assert_eq!(made.run("git commit -qam bad").0, 1);
    made.sh("gainsay git install --uninstall");
    assert!(made.read(".git/hooks/pre-commit").contains("theirs"));
    made.write(
        ".git/hooks/pre-commit",
        "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n",
    );
    assert!(made.run("gainsay git install").1.contains("have pre-commit run `gainsay git hook pre-commit`"));
}

#[test]
fn hooks_are_where_git_is_told_to_look() {
    let Some(made) = Made::new() else { return };
    made.sh("git config core.hooksPath team/hooks && gainsay git install");
    assert!(made.root.join("team/hooks/pre-commit").exists() && !made.root.join(".git/hooks/pre-commit").exists());
    made.write("claims/visit.yaml", &CLAIM.replace("2018-05", "2018-13"));
    assert_eq!(made.run("git commit -qam bad").0, 1);
    // A folder that other repositories share is not ours to write in.
    made.sh("mkdir ../shared && git config core.hooksPath ../shared");
    let (status, text) = made.run("gainsay git install");
    assert!(status == 1 && text.contains("has the hooks of other repositories too"), "{text}");
    assert_eq!(fs::read_dir(made.root.join("../shared")).expect("a folder").count(), 0);
    made.sh("git config core.hooksPath .husky/_");
    assert!(made.run("gainsay git install").1.contains("have husky run `gainsay git hook pre-commit`: in .husky"));
    assert!(!made.root.join(".husky").exists());
    for hook in ["pre-commit", "pre-merge-commit", "post-merge", "post-rewrite", "pre-push"] {
        made.write(&format!(".husky/{hook}"), &format!("gainsay git hook {hook}\n"));
    }
    assert!(made.sh("gainsay git install").contains("everything was there"));
}

#[test]
fn what_cannot_be_written_is_told_and_nothing_is_half_done() {
    let Some(made) = Made::new() else { return };
    fs::write(made.root.join(".gitattributes"), "").expect("a file");
    let config = made.root.join(".git/config");
    let permissions = fs::metadata(&config).expect("a file").permissions();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o444)).expect("permissions");
    let (status, text) = made.run("gainsay git install");
    assert!(
        status == 2 && text.contains("config could not be written") && text.contains("nothing was changed"),
        "{text}"
    );
    fs::set_permissions(&config, permissions).expect("permissions");
    fs::write(made.root.join(".git/config.lock"), "").expect("a file");
    let (status, text) = made.run("gainsay git install");
    assert!(status == 2 && text.contains("is being changed by another program"), "{text}");
    assert!(!made.root.join(".git/hooks/pre-commit").exists() && made.read(".gitattributes").is_empty());
    assert!(made.root.join(".git/config.lock").exists(), "another's lock stays");
    let left: Vec<_> = fs::read_dir(made.root.join(".git")).expect("a folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().contains(".tmp")), "{left:?}");
}

#[test]
fn for_all_repositories_there_are_drivers_and_no_hooks() {
    let Some(made) = Made::new() else { return };
    let all = "GIT_CONFIG_GLOBAL=\"$HOME/mine\"";
    assert!(made.sh(&format!("{all} gainsay git install --global")).contains("mine: diff and merge drivers"));
    let (status, text) = made.run(&format!("{all} gainsay git status"));
    assert!(
        status == 1 && text.contains("all of your repositories") && text.contains("pre-commit        missing"),
        "{text}"
    );
    made.write("claims/visit.yaml", &CLAIM.replace("denies", "affirms"));
    assert!(made.sh(&format!("{all} git diff -U0")).contains("@@ claim: visit"), "the record is named");
    made.sh(&format!("{all} gainsay git install --global --uninstall"));
    assert_eq!(fs::read_to_string(made.home.path().join("mine")).expect("the file"), "");
    // Git's own choice of the file.
    made.sh(
        "unset GIT_CONFIG_GLOBAL && mkdir -p \"$HOME/.config/git\" && : > \"$HOME/.config/git/config\" && gainsay git install --global",
    );
    assert!(
        fs::read_to_string(made.home.path().join(".config/git/config"))
            .expect("the file")
            .contains("gainsay merge-file")
    );
    let (status, text) = made.run("GIT_CONFIG_GLOBAL=/dev/null gainsay git install --global");
    assert!(status == 2 && text.contains("/dev/null is no file"), "{text}");
    assert!(!Path::new("/dev/null").is_file());
}

#[test]
fn other_checkouts_and_kinds_of_repository() {
    let Some(made) = Made::new() else { return };
    made.sh("git worktree add -q ../second && cd ../second && gainsay git install && gainsay git status");
    made.sh("gainsay git status");
    assert!(made.read(".git/hooks/pre-commit").contains("gainsay git hook"));
    let text = made
        .sh("git clone -q --bare . ../bare.git 2>&1 && cd ../bare.git && gainsay git install && gainsay git status");
    assert!(text.contains("config: diff and merge drivers") && text.contains("a bare repository"), "{text}");
    made.sh("git -c protocol.file.allow=always submodule --quiet add \"$PWD/../bare.git\" sub && cd sub && gainsay git install && gainsay git status");
    assert!(made.read(".git/modules/sub/config").contains("gainsay merge-file"));
    let (status, text) = made.run("cd .. && gainsay git install");
    assert!(status == 2 && text.contains("is in no git repository"), "{text}");
    let (status, text) = made.run("mkdir ../plain && cd ../plain && git init -q && gainsay git install");
    assert!(status == 1 && text.contains("no workspace around this folder"), "{text}");
}
