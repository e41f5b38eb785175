//! Verbs that edit: several at once, and files that are changed meanwhile.

use std::fs;
use std::process::{Command, Stdio};

use gainsay_tests::dialogue::Dialogue;
use gainsay_tests::program::{gainsay, program};

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("a file");
    put("gainsay.yaml", "gainsay: 1\n");
    put("all.yaml", "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\n---\nsource: s\ntitle: S\n");
    folder
}

#[test]
fn of_eight_at_once_that_said_0_all_eight_are_there() {
    let folder = workspace();
    let ids: Vec<String> = (0..8).map(|number| format!("claim-{number}")).collect();
    let run = |id: &String| {
        let arguments =
            ["add", "claim", "--by", "a", "--affirms", "a p b", "--source", "s", "--into", "all.yaml", "--id", id];
        Command::new(program())
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program")
    };
    let children: Vec<_> = ids.iter().map(run).collect();
    let done: Vec<bool> = children.into_iter().map(|mut child| child.wait().expect("an end").success()).collect();
    let text = fs::read_to_string(folder.path().join("all.yaml")).expect("the file");
    for (id, done) in ids.iter().zip(&done) {
        assert_eq!(text.contains(&format!("claim: {id}\n")), *done, "{id}: {text}");
    }
    assert!(done.iter().any(|done| *done));
    assert!(text.starts_with("entity: a\nname: A\n---\n"), "{text}");
}

#[test]
fn records_from_json_are_all_written_or_none() {
    let folder = workspace();
    let before = fs::read_to_string(folder.path().join("all.yaml")).expect("the file");
    let good = r#"{"claim": "c", "by": "a", "affirms": "a p b", "source": "s"}"#;
    for bad in [
        r#"{"claim": "c", "by": "a", "affirms": "a p b", "source": "s"}"#,
        r#"{"claim": "d", "by": "a", "affirms": "a p b", "source": "nowhere"}"#,
        r#"{"claim": "d", "by": "a", "affirms": "a p b"}"#,
        r#"{"claim": "d", "by": "a", "affirms": "a p b", "source": "s", "quoted": "x"}"#,
        r#"{"claim": "D", "by": "a", "affirms": "a p b", "source": "s"}"#,
        r#"{"entity": "e", "name": "E"}"#,
        r#"["c"]"#,
        "{",
    ] {
        fs::write(folder.path().join("new.json"), format!("{good}\n{bad}\n")).expect("a file");
        let run = gainsay(folder.path(), &["add", "claim", "--json", "new.json", "--into", "all.yaml"]);
        assert_eq!(run.status, Some(2), "{bad}: {}", run.text());
        assert_eq!(fs::read_to_string(folder.path().join("all.yaml")).expect("the file"), before, "{bad}");
    }
    fs::write(
        folder.path().join("new.json"),
        format!("[{good}]\n{{\"by\": \"b\", \"denies\": \"a p b\", \"source\": \"s\", \"at\": 7}}"),
    )
    .expect("a file");
    let run = gainsay(folder.path(), &["add", "claim", "--json", "new.json", "--into", "more/new.yaml"]);
    assert!(run.status == Some(0) && run.text().contains("this brings possible dispute"), "{}", run.text());
    let text = fs::read_to_string(folder.path().join("more/new.yaml")).expect("the file");
    assert!(text.contains("---\nclaim: b-p-") && text.contains("at: \"7\"\n"), "{text}");
}

#[test]
fn an_edit_that_has_nothing_to_do_ends_well() {
    let folder = workspace();
    let before = fs::read_to_string(folder.path().join("all.yaml")).expect("the file");
    for arguments in [["set", "a", "name", "A"], ["set", "entity:b", "name", "B"]] {
        let run = gainsay(folder.path(), &arguments);
        assert!(
            run.status == Some(0) && run.stdout.is_empty() && run.text().contains("nothing to change"),
            "{}",
            run.text()
        );
    }
    assert_eq!(gainsay(folder.path(), &["unset", "a", "note"]).status, Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("all.yaml")).expect("the file"), before);
}

/// A claim with a new source, going back once, with the contradiction shown before it is saved.
#[test]
fn a_claim_is_asked_for_key_by_key() {
    let folder = workspace();
    fs::write(folder.path().join("b.yaml"), "claim: b-denies\nby: b\ndenies: a p b\nsource: s\n").expect("a file");
    let line = format!("{} add claim --id new --today 2026-11-30", program().display());
    let Some(mut dialogue) = Dialogue::begin(folder.path(), &line) else { return };
    dialogue.expect("by (").send("A\r");
    dialogue.expect("stance (").send("<\r");
    dialogue.expect("by (").expect("[a]").send("\r");
    dialogue.expect("stance (").send("affirms\r");
    dialogue.expect("statement (").send("a p b\r");
    dialogue.expect("said (").send("2018-13\r").expect("there is no month 13");
    dialogue.expect("said (").send("2018-05\r");
    dialogue.expect("source (").send("A new talk\r");
    dialogue.expect("as `a-new-talk`?").send("\r");
    dialogue.expect("at (").send("\r");
    dialogue.expect("quote (").send("no: #1\r");
    dialogue.expect("when (").send("\r");
    dialogue.expect("note (").send("\r");
    dialogue.expect("this brings possible dispute").expect("save it?").send("\r");
    dialogue.expect("new.yaml");
    assert_eq!(dialogue.end(), 0);
    let claim = fs::read_to_string(folder.path().join("new.yaml")).expect("the claim");
    assert_eq!(claim, "claim: new\nby: a\naffirms: a p b\nsaid: 2018-05\nsource: a-new-talk\nquote: \"no: #1\"\n");
    let all = fs::read_to_string(folder.path().join("all.yaml")).expect("the sources");
    assert!(all.ends_with("---\nsource: a-new-talk\ntitle: A new talk\n"), "{all}");
}

/// Tab puts the id of the one record in the line of which a word begins with what was typed, and lists several.
#[test]
fn tab_completes_the_names_of_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = "entity: bahrami\nname: Mohammad Reza Bahrami\n---\nentity: iran\nname: Iran\n---\nentity: intra-talks\nname: Talks between Bashar and Hamid\n---\npredicate: informs\nlabel: informs\n---\nsource: tabnak\ntitle: Tabnak\n";
    for (path, text) in [("gainsay.yaml", "gainsay: 1\n"), ("all.yaml", records)] {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    let line = format!("{} add claim --id new --into new.yaml --today 2026-11-30", program().display());
    let Some(mut dialogue) = Dialogue::begin(folder.path(), &line) else { return };
    dialogue.expect("by (").send("mohammad r\t").expect("bahrami").send("\r");
    dialogue.expect("stance (").send("den\t").expect("denies").send("\r");
    dialogue.expect("statement (").send("i\t").expect("intra-talks – Talks").expect("iran").send("n\t");
    dialogue.expect("intra-talks").send(" in\t").expect("informs").send(" ir\t").expect("iran").send("\r");
    dialogue.expect("said (").send("2018\r");
    dialogue.expect("source (").send("tab\t").expect("tabnak").send("\r");
    for key in ["at (", "quote (", "when (", "note (", "save it?"] {
        dialogue.expect(key).send("\r");
    }
    dialogue.expect("new.yaml");
    assert_eq!(dialogue.end(), 0);
    let claim = fs::read_to_string(folder.path().join("new.yaml")).expect("the claim");
    assert_eq!(claim, "claim: new\nby: bahrami\ndenies: intra-talks informs iran\nsaid: 2018\nsource: tabnak\n");
}

/// A bad option is refused at once, so that nobody types a record in vain.
#[test]
fn a_bad_option_is_refused_before_anything_is_asked() {
    let folder = workspace();
    fs::write(folder.path().join("b.yaml"), "claim: b-denies\nby: b\ndenies: a p b\nsource: s\n").expect("a file");
    for (option, told) in [
        ("--id b-denies", "there is a claim `b-denies` already"),
        ("--id 'B x'", "`B x` is no id"),
        ("--into ../x.yaml", "is not in this workspace"),
    ] {
        let line = format!("{} add claim {option}", program().display());
        let Some(mut dialogue) = Dialogue::begin(folder.path(), &line) else { return };
        dialogue.expect(told);
        assert_eq!(dialogue.end(), 2, "{option}");
    }
}

#[test]
fn an_interrupt_leaves_nothing() {
    let folder = workspace();
    let before = fs::read_dir(folder.path()).expect("the folder").count();
    let Some(mut dialogue) = Dialogue::begin(folder.path(), &format!("{} add claim", program().display())) else {
        return;
    };
    dialogue.expect("by (").send("a\r");
    dialogue.expect("stance (").send("\u{3}");
    dialogue.expect("nothing was written");
    assert_eq!(dialogue.end(), 2);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), before);
}

#[test]
fn a_refusal_says_what_is_wrong_with_what_was_typed() {
    let folder = workspace();
    let add = ["add", "claim", "--by", "a", "--affirms", "a p b", "--source", "s", "--id", "c", "--into", "all.yaml"];
    assert_eq!(gainsay(folder.path(), &add).status, Some(0));
    fs::write(folder.path().join("new.json"), r#"[{"claim": "d", "by": "a", "affirms": "a p b"}]"#).expect("a file");
    let before = fs::read_to_string(folder.path().join("all.yaml")).expect("the file");
    for (arguments, told) in [
        (&["set", "c", "scope.", "x"][..], "the entry of `scope` has no name"),
        (&["add", "claim", "--like", "c", "--scope", "=x"], "the entry of `scope` has no name"),
        (&["set", "c", "via", "[a, b"], "`[` opened here is not closed"),
        (&["set", "c", "quote", ""], "there is nothing to write for `quote`; unset it"),
        (&["supersede", "c", "c"], "`c` cannot supersede itself"),
        (&["rename", "a", "b"], "there is an entity `b` already"),
        (&["set", "a", "names", "x"], "an entity has no key `names`"),
        (&["add", "claim", "--json", "new.json"], "record 1: the claim is not complete\nhelp: give source\n"),
    ] {
        let run = gainsay(folder.path(), arguments);
        assert!(run.status == Some(2) && run.text().contains(told), "{arguments:?}: {}", run.text());
    }
    assert_eq!(fs::read_to_string(folder.path().join("all.yaml")).expect("the file"), before);
}
