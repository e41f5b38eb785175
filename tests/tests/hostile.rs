//! Whatever lies in a workspace, the program answers: with a finding, or with why it could not be done. It never
//! panics, never hangs, and never sends a terminal what the files would have it obey.

#![cfg(unix)]

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use gainsay_tests::program::{Run, gainsay, shell};
use gainsay_tests::workspaces::TODAY;
use tempfile::TempDir;

const ESCAPES: &str = "\u{1b}[31mred\u{1b}[0m\u{7}\u{9b}2J\u{202e}evil\u{2066}\u{200f}";
const SOUND: &str = "\
entity: ada
name: Ada
---
predicate: knows
---
source: letters
title: Letters
---
claim: ada-knows
by: ada
affirms: ada knows ada
source: letters
";

/// A folder with a manifest that says nothing.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(folder.path(), "gainsay.yaml", b"gainsay: 1\n");
    folder
}

fn put(folder: &Path, path: &str, bytes: &[u8]) {
    std::fs::write(folder.join(path), bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// What holds of every run: it ended, it did not panic, and its output is safe to look at.
fn assert_civil(run: &Run, what: &str) {
    let status = run.status.unwrap_or_else(|| panic!("{what}: killed, it took too long\n{}", run.text()));
    assert!((0..=3).contains(&status), "{what}: status {status}\n{}", run.text());
    let text = run.text();
    assert!(!text.contains("panicked at") && !text.contains("RUST_BACKTRACE"), "{what}:\n{text}");
    let obeyed = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let raw: Vec<String> =
        text.lines().filter(|line| line.chars().any(obeyed)).map(|line| line.escape_debug().to_string()).collect();
    assert!(raw.is_empty(), "{what}: a terminal would obey this:\n{}", raw.join("\n"));
}

/// Checks a workspace in every format, and returns the run in the short one.
fn check(folder: &Path, what: &str) -> Run {
    let runs = ["concise", "full", "json", "pairs", "github", "sarif", "junit", "gitlab"].map(|format| {
        let run = gainsay(folder, &["check", "--notes", "--output", format, "--today", TODAY]);
        assert_civil(&run, &format!("{what}, as {format}"));
        run
    });
    let [concise, others @ ..] = runs;
    assert!(others.iter().all(|run| run.status == concise.status), "{what}: no format changes the exit status");
    concise
}

/// A file of these bytes is told as a fault of one of these rules, and a sound file beside it is read all the same.
fn assert_told(what: &str, bytes: &[u8], rules: &[&str]) {
    let folder = workspace();
    put(folder.path(), "hostile.yaml", bytes);
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    let run = check(folder.path(), what);
    assert_eq!(run.status, Some(1), "{what}:\n{}", run.text());
    assert!(rules.iter().any(|rule| run.text().contains(rule)), "{what}: not told as {rules:?}:\n{}", run.text());
    assert!(run.text().contains("hostile.yaml"), "{what}: the file is not named:\n{}", run.text());
    let shown = gainsay(folder.path(), &["list", "--output", "ids"]);
    assert_civil(&shown, what);
    assert!(
        String::from_utf8_lossy(&shown.stdout).lines().any(|line| line == "ada-knows"),
        "{what}: its neighbour is lost:\n{}",
        shown.text()
    );
}

// --- text ---

#[test]
fn broken_yaml_is_told() {
    for text in [
        "claim: a\nquote: one: two\n",
        "claim: a\nquote: \"never closed\n",
        "claim: a\nquote: 'never closed\n",
        "claim: a\nvia: [b, c\n",
        "claim: a\nscope: {b: c\n",
        "claim: a\n\tby: b\n",
        "claim: a\n by: b\n",
        "claim: a\nby: b\n  said: 2018\n",
        "claim: a\nby b\n",
        "claim: a\nquote: \"\\q\"\n",
        "claim: a\nquote: \"\\uD800\"\n",
        "claim: a\nby: @b\n",
        "claim: a\nby: `b`\n",
        "claim: a\nby: %b\n",
        "claim: a\nvia: [a, , b]\n",
        "claim: a\n? by\n: - b\n",
        "claim: a\nby: b\n]\n",
        "}\n",
        "claim: a\nquote: |9x\n  a\n",
        "%YAML 9.9\n---\nclaim: a\n",
        "%TAG ! tag:example.org,2000:\n---\nclaim: a\n",
        "claim: a\nquote: \u{1}\n",
        "claim: a\nquote: a\0b\n",
    ] {
        assert_told(&format!("{text:?}"), text.as_bytes(), &["not-yaml", "wrong-shape", "unknown-key", "missing-key"]);
    }
}

#[test]
fn records_of_no_kind_are_told() {
    for text in [
        "just words\n",
        "- a\n- list\n",
        "[]\n",
        "42\n",
        "\"quoted\"\n",
        "by: b\nclaim: a\n",
        ": a\n",
        "? [claim, a]\n: b\n",
        "{claim: }\n",
        "claim:\n",
        "claim: []\n",
        "claim: {}\n",
        "claim: {a: b}\n",
    ] {
        assert_told(&format!("{text:?}"), text.as_bytes(), &["not-yaml", "wrong-shape", "unknown-key", "missing-key"]);
    }
}

#[test]
fn anchors_aliases_tags_and_merges_are_refused() {
    for text in [
        "claim: &a b\n",
        "claim: a\nby: *b\n",
        "claim: !!str a\n",
        "claim: !bang a\n",
        "claim: a\n<<: {by: b}\n",
        "&x claim: a\n",
        "--- !record\nclaim: a\n",
    ] {
        assert_told(&format!("{text:?}"), text.as_bytes(), &["wrong-shape"]);
    }
}

#[test]
fn an_alias_bomb_goes_off_quietly() {
    let mut bomb = String::from("claim: bomb\nscope:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("  a{level}: &a{level} [{aliases}]\n"));
    }
    assert_told("an alias bomb", bomb.as_bytes(), &["wrong-shape"]);
}

#[test]
fn deep_nesting_is_told() {
    for (what, text) in [
        ("lists", format!("claim: a\nvia: {}\n", "[".repeat(100_000))),
        ("closed lists", format!("claim: a\nvia: {}{}\n", "[".repeat(100_000), "]".repeat(100_000))),
        ("mappings", format!("claim: a\nscope: {}\n", "{a: ".repeat(100_000))),
        ("mixed", format!("claim: a\nscope: {}\n", "[{a: ".repeat(50_000))),
        ("blocks on a line", format!("claim: a\nvia:\n  {}x\n", "- ".repeat(100_000))),
        ("explicit keys", format!("{}x\n", "? ".repeat(100_000))),
        ("block mappings", (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
    ] {
        assert_told(&format!("deep nesting of {what}"), text.as_bytes(), &["not-yaml"]);
    }
}

#[test]
fn other_encodings_are_told() {
    let wide = |text: &str, little: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for (what, bytes) in [
        ("Latin-1", b"entity: caf\xe9\nname: Caf\xe9\n".to_vec()),
        ("a lone continuation", b"entity: a\nname: \x80\n".to_vec()),
        ("an overlong slash", b"entity: a\nname: \xc0\xaf\n".to_vec()),
        ("a surrogate", b"entity: a\nname: \xed\xa0\x80\n".to_vec()),
        ("cut in a letter", b"entity: a\nname: \xc3".to_vec()),
        ("UTF-16, little end first", [b"\xff\xfe".to_vec(), wide("entity: a\n", true)].concat()),
        ("UTF-16, big end first", [b"\xfe\xff".to_vec(), wide("entity: a\n", false)].concat()),
        ("UTF-16 without a mark", wide("entity: a\nname: b\n", true)),
        (
            "UTF-32",
            [b"\xff\xfe\0\0".to_vec(), "entity: a\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()]
                .concat(),
        ),
        ("zeros", vec![0; 4096]),
        ("noise", (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
    ] {
        assert_told(what, &bytes, &["not-yaml"]);
    }
}

#[test]
fn line_ends_and_marks_are_read() {
    for (what, text) in [
        ("CRLF", SOUND.replace('\n', "\r\n")),
        ("CR", SOUND.replace('\n', "\r")),
        ("a byte-order mark", format!("\u{feff}{SOUND}")),
        ("both", format!("\u{feff}{}", SOUND.replace('\n', "\r\n"))),
        ("no line end at the end", SOUND.trim_end().to_owned()),
        ("markers around", format!("---\n---\n{SOUND}---\n...\n---\n# nothing\n")),
    ] {
        let folder = workspace();
        put(folder.path(), "x.yaml", text.as_bytes());
        let run = check(folder.path(), what);
        assert_eq!(run.status, Some(0), "{what}:\n{}", run.text());
        let sealed = gainsay(folder.path(), &["seal"]);
        assert_civil(&sealed, what);
        assert_eq!(sealed.status, Some(0), "{what}:\n{}", sealed.text());
        assert_eq!(check(folder.path(), what).status, Some(0), "{what}, sealed");
        let after = std::fs::read_to_string(folder.path().join("x.yaml")).expect("the sealed file");
        let ends = |text: &str| text.matches("\r\n").count();
        assert_eq!(ends(&text) > 0, ends(&after) > 0, "{what}: sealing changed the line ends");
        assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'), "{what}: sealing changed the mark");
    }
}

// --- words that a terminal would obey ---

#[test]
fn escape_sequences_never_come_out_raw() {
    let yaml = ESCAPES
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && c != '"' && c != '\\' {
                c.to_string()
            } else {
                format!("\\U{:08X}", u32::from(c))
            }
        })
        .collect::<String>();
    for (what, text) in [
        ("a claim's id", format!("claim: \"{yaml}\"\nby: ada\naffirms: ada knows ada\nsource: letters\n")),
        ("an entity's id", format!("entity: \"{yaml}\"\nname: A\n")),
        ("a name", format!("entity: b\nname: \"{yaml}\"\nkind: \"{yaml}\"\nsince: \"{yaml}\"\n")),
        ("a key", format!("entity: b\nname: B\n\"{yaml}\": c\n")),
        ("two keys", format!("entity: b\nname: B\n\"{yaml}\": c\n\"{yaml}\": d\n")),
        ("the first key", format!("\"{yaml}\": c\n")),
        ("a speaker", format!("claim: b\nby: \"{yaml}\"\naffirms: ada knows ada\nsource: letters\n")),
        ("a statement", format!("claim: b\nby: ada\naffirms: \"ada {yaml} ada\"\nsource: letters\n")),
        (
            "an object",
            format!(
                "claim: b\nby: ada\naffirms: {{subject: ada, predicate: knows, object: \"{yaml}\"}}\nsource: letters\n"
            ),
        ),
        (
            "a quote",
            format!(
                "claim: b\nby: ada\ndenies: ada knows ada\nsource: letters\nquote: \"{yaml}\"\nnote: \"{yaml}\"\ntags: [\"{yaml}\"]\n"
            ),
        ),
        (
            "a date",
            format!("claim: b\nby: ada\naffirms: ada knows ada\nsource: letters\nwhen: \"{yaml}\"\nsaid: \"{yaml}\"\n"),
        ),
        ("a source", format!("source: b\ntitle: \"{yaml}\"\npublished: \"{yaml}\"\nurl: \"{yaml}\"\n")),
        (
            "a predicate",
            format!("predicate: \"{yaml}\"\nlabel: \"{yaml}\"\nobject: \"number {yaml}\"\ntotal: \"{yaml}\"\n"),
        ),
        ("an edge", format!("predicate: b\nimplies: [{{to: \"{yaml}\", because: \"{yaml}\"}}]\n")),
        (
            "a ruling",
            format!(
                "ruling: b\nbetween: [\"{yaml}\", \"ada-knows@{yaml}\"]\nverdict: \"prefers {yaml}\"\nbecause: \"{yaml}\"\n"
            ),
        ),
        (
            "a scope",
            format!("claim: b\nby: ada\ndenies: ada knows ada\nsource: letters\nscope: {{\"{yaml}\": \"{yaml}\"}}\n"),
        ),
        ("a rev", format!("entity: b\nrev: \"{yaml}\"\nname: B\n")),
        (
            "a label that conflicts",
            format!(
                "predicate: likes\nlabel: \"{yaml}\"\nimplies: {{to: knows, because: \"{yaml}\"}}\n---\n\
                 claim: b\nby: ada\naffirms: ada likes ada\nsource: letters\n---\nclaim: c\nby: ada\ndenies: ada knows ada\nsource: letters\n"
            ),
        ),
        ("raw, in a plain value", format!("entity: b\nname: {ESCAPES}\n")),
        ("raw, in a key", format!("entity: b\nname: B\n{ESCAPES}: c\n")),
        ("raw, in a comment", format!("entity: b\nname:   # {ESCAPES}\n")),
        ("C1 codes and marks that YAML allows", "entity: b\nnaem: \u{85}\u{202e}\u{2066}x\u{200f}\n".to_owned()),
    ] {
        let folder = workspace();
        put(folder.path(), "hostile.yaml", text.as_bytes());
        put(folder.path(), "sound.yaml", SOUND.as_bytes());
        check(folder.path(), what);
        for arguments in [
            &["list"][..],
            &["list", "entities"],
            &["list", "predicates"],
            &["list", "sources"],
            &["list", "rulings"],
            &["list", "--output", "json"],
            &["show", "b"],
            &["show", "c"],
            &["why", "b", "c"],
            &["why", "ada-knows", "b"],
            &["ask", "ada knows ada"],
            &["seal", "--check"],
            &["seal"],
        ] {
            assert_civil(&gainsay(folder.path(), arguments), &format!("{what}: {arguments:?}"));
        }
    }
}

#[test]
fn arguments_never_come_out_raw() {
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    for arguments in [
        &["check", ESCAPES][..],
        &["show", ESCAPES],
        &["why", ESCAPES, "ada-knows"],
        &["ask", ESCAPES],
        &["ask", "ada", ESCAPES, "ada"],
        &["ask", "ada knows ada", "--when", ESCAPES],
        &["list", "--by", ESCAPES],
        &["explain", ESCAPES],
        &["seal", ESCAPES],
        &["-C", ESCAPES, "check"],
    ] {
        let run = gainsay(folder.path(), arguments);
        assert_civil(&run, &format!("{arguments:?}"));
    }
}

#[test]
fn file_names_never_come_out_raw() {
    let folder = workspace();
    put(folder.path(), &format!("{ESCAPES}.yaml"), b"claim: a\nclaim: b\n");
    std::fs::create_dir(folder.path().join(ESCAPES)).expect("a folder");
    put(folder.path(), &format!("{ESCAPES}/new\nline.yaml"), b"claim: a\nby\n");
    std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"not-\xff-utf-8.yaml")), "claim: a\nby: [\n")
        .expect("a file");
    symlink("nowhere", folder.path().join(format!("{ESCAPES}-link.yaml"))).expect("a link");
    assert_eq!(check(folder.path(), "names").status, Some(1));
    for arguments in [&["list"][..], &["show", "a"], &["seal"], &["seal", "--check"]] {
        assert_civil(&gainsay(folder.path(), arguments), &format!("{arguments:?}"));
    }
    let inner = folder.path().join(ESCAPES);
    put(&inner, "gainsay.yaml", b"gainsay: 2\n");
    let run = gainsay(&inner, &["check"]);
    assert_civil(&run, "a folder's name in a problem");
    assert_eq!(run.status, Some(2));
}

// --- numbers and dates ---

#[test]
fn monstrous_numbers_and_dates_are_told() {
    let digits = "9".repeat(1_000_000);
    for object in [
        digits.clone(),
        format!("0.{digits}"),
        "1e999999999".into(),
        "1e-999999999".into(),
        format!("1e{digits}"),
        format!("{digits}..1"),
        format!("~{digits} %"),
        "1e401".into(),
        "--1".into(),
        "1__0".into(),
    ] {
        let text = format!(
            "predicate: measures\nobject: number %\ntolerance: 5%\nfunctional: true\n---\nclaim: b\nby: ada\naffirms: ada measures 7 %\n\
             source: letters\n---\nclaim: a\nby: ada\naffirms: ada measures {object}\nsource: letters\n---\nfirst: is unknown\n"
        );
        let what: String = object.chars().take(20).collect();
        assert_told(&format!("the number {what}"), text.as_bytes(), &["bad-quantity", "unknown-key"]);
    }
    for key in ["total", "tolerance", "lasts"] {
        for value in [digits.as_str(), "1e999999999", "1e-999999999 %", "999999999999999999999 y"] {
            let text = format!("predicate: measures\nobject: number\n{key}: {value}\n---\nfirst: is unknown\n");
            assert_told(
                &format!("{key} of {} digits", value.len()),
                text.as_bytes(),
                &["bad-quantity", "wrong-shape", "unknown-key"],
            );
        }
    }
    for date in [
        digits.as_str(),
        "99999999999999999999-01-01",
        "-99999999999999999999",
        "9999-12-31/..",
        "2018-02-30",
        "Y99999999999999999999",
        &format!("{digits}/{digits}"),
        &"X".repeat(1_000_000),
    ] {
        let text = format!(
            "claim: a\nby: ada\naffirms: ada knows ada\nsource: letters\nwhen: {date}\nsaid: {date}\n---\nfirst: is unknown\n"
        );
        assert_told(&format!("a date of {} signs", date.len()), text.as_bytes(), &["bad-date", "unknown-key"]);
    }
}

#[test]
fn long_words_are_read_in_time() {
    let long = "a".repeat(1_000_000);
    for text in [
        format!("claim: {long}\nby: ada\naffirms: ada knows ada\nsource: letters\n---\n{long}: b\n"),
        format!("claim: a\nby: {long}\naffirms: ada {long} ada\nsource: letters\n"),
        format!("claim: a\nby: ada\n{long}: ada\n"),
        (0..20_000).map(|i| format!("key-{i}: a\n")).fold("entity: a\nname: A\n".into(), |text, line| text + &line),
        (0..20_000)
            .map(|i| format!("unknown-{i}\n"))
            .fold("claim: a\nvia:\n".into(), |text, line| text + "  - " + &line),
        (0..20_000)
            .map(|i| format!("  - {{to: {i}, because: x}}\n"))
            .fold("predicate: a\nimplies:\n".into(), |text, line| text + &line),
    ] {
        assert_told(
            &format!("{} …", &text[..20]),
            text.as_bytes(),
            &["not-yaml", "unknown-key", "missing-key", "unknown-reference"],
        );
    }
}

/// Thousands of records that all hang together: what is quadratic in their number does not end in time.
#[test]
fn very_many_records_are_checked_in_time() {
    let claim =
        |id: String, rest: &str| format!("---\nclaim: {id}\nby: ada\naffirms: ada knows ada\nsource: letters\n{rest}");
    let many = |count: usize, record: &dyn Fn(usize) -> String| -> String { (0..count).map(record).collect() };
    let entity = |i: usize, part: usize| format!("---\nentity: e{i}\nname: E\npart-of: e{part}\n");
    let ruling =
        |i: usize, pin: &str| format!("---\nruling: r{i}\nbetween: [c0{pin}, c1]\nverdict: open\nbecause: x\n");
    let two_wholes =
        |i: usize, parts: [usize; 2]| format!("---\nentity: e{i}\npart-of: [e{}, e{}]\n", parts[0], parts[1]);
    let owns = |i: usize, stance: &str, object: usize| {
        format!("---\nclaim: c{i}\nby: ada\n{stance}: e{i} owns e{object}\nsource: letters\n")
    };
    let owned = |of: usize, denied_below: usize| {
        let stance = move |i: usize| if i < denied_below { "denies" } else { "affirms" };
        String::from("---\npredicate: owns\nwhole: both\nsymmetric: true\n")
            + &many(of, &|i| owns(i, stance(i), (i * 7 + of / 3) % of))
    };
    let long = format!("note: \"{}\"\n", "x ".repeat(50_000));
    let pair = || claim("c0".into(), &long) + &claim("c1".into(), "").replace("affirms", "denies");
    for (what, records) in [
        ("a circle", many(10_000, &|i| entity(i, (i + 1) % 10_000))),
        ("many circles", many(20_000, &|i| entity(i, i ^ 1))),
        ("one in the other", owned(10_000, 50) + &many(10_000, &|i| entity(i, if i < 2 { i } else { i - 2 }))),
        ("all of it in a circle", owned(300, 2) + &many(300, &|i| entity(i, (i + 1) % 300))),
        (
            "a ladder",
            owned(3_000, 20)
                + &many(3_000, &|i| two_wholes(i, [i.saturating_sub(2), i.saturating_sub(1 + 2 * (i % 2))])),
        ),
        ("a long scope", claim("c0".into(), &format!("scope:\n{}", many(30_000, &|i| format!("  k{i}: w\n"))))),
        (
            "a key that stands again and again",
            claim("c0".into(), &(many(15_000, &|i| format!("u{i}: x\n")) + &"note: x\n".repeat(15_000))),
        ),
        (
            "keys that all stand twice",
            claim("c0".into(), &("note: y\n".to_owned() + &many(8_000, &|i| format!("note: x{i}\n")))),
        ),
        ("ids that are typed otherwise", claim("c0".into(), &format!("via:\n{}", "  - Ada\n".repeat(8_000)))),
        (
            "unknown kinds",
            many(800, &|i| {
                format!("---\npredicate: p{i}\ndomain: some-kind-{i}\n---\nentity: e{i}\nname: E\nkind: kind-of-{i}\n")
            }),
        ),
        (
            "unknown kinds of one predicate",
            format!("---\npredicate: p\ndomain:\n{}", many(3_000, &|i| format!("  - kind-{i}\n"))),
        ),
        (
            "edges",
            many(400, &|i| {
                format!("---\npredicate: p{i}\nimplies: [p{}, p{}, p{}]\n", (i + 1) % 400, i * 7 % 400, i * 31 % 400)
            }),
        ),
        ("rulings on one claim", pair() + &many(4_000, &|i| ruling(i, ""))),
        ("pins on a long claim", pair() + &many(2_000, &|i| ruling(i, "@1-0123456789ab"))),
    ] {
        let folder = workspace();
        put(folder.path(), "sound.yaml", SOUND.as_bytes());
        put(folder.path(), "many.yaml", records.as_bytes());
        for arguments in
            [&["check", "--notes", "--output", "full", "--output", "json=report.json"][..], &["seal", "--check"]]
        {
            assert_civil(&gainsay(folder.path(), arguments), &format!("{what}, {arguments:?}"));
        }
    }
}

/// A file of 64 MiB could hold millions of faults, and each takes more room than what it is about.
#[test]
fn of_very_many_faults_most_are_only_counted() {
    let text = "claim: a\nby: b\n---\n".repeat(15_000);
    let workspace = gainsay_tests::workspaces::read_text(&text);
    let counted: Vec<&str> =
        workspace.findings.iter().map(|f| f.message.as_str()).filter(|m| m.contains("not told one by one")).collect();
    assert_eq!(
        counted,
        [
            "20000 more faults of this file are not told one by one",
            "4999 more faults of this file are not told one by one",
            "5000 more faults of this file are not told one by one"
        ],
        "missing keys, ids given twice, speakers that are not there"
    );
    assert_eq!(workspace.findings.len(), 30_003);
}

// --- the file system ---

#[test]
fn what_is_no_file_is_no_file() {
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    std::fs::create_dir(folder.path().join("folder.yaml")).expect("a folder");
    put(folder.path(), "folder.yaml/inner.yaml", b"entity: inner\nname: Inner\n");
    let run = check(folder.path(), "a folder that is called like a file");
    assert_eq!(run.status, Some(0), "{}", run.text());

    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.yaml")).status();
    assert!(made.is_ok_and(|status| status.success()), "a pipe can be made");
    let run = check(folder.path(), "a named pipe");
    assert_eq!(run.status, Some(1), "{}", run.text());
    assert!(run.text().contains("pipe.yaml"), "{}", run.text());
    std::fs::remove_file(folder.path().join("pipe.yaml")).expect("the pipe goes");

    symlink("/dev/zero", folder.path().join("zero.yaml")).expect("a link");
    let run = check(folder.path(), "a device");
    assert_eq!(run.status, Some(1), "{}", run.text());
}

#[test]
fn links_are_followed_with_care() {
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    std::fs::create_dir(folder.path().join("deep")).expect("a folder");
    symlink("..", folder.path().join("deep/up")).expect("a link");
    symlink(".", folder.path().join("self")).expect("a link");
    let run = check(folder.path(), "links that lead back");
    assert!(matches!(run.status, Some(0 | 1)), "{}", run.text());
    for name in ["deep/up", "self"] {
        std::fs::remove_file(folder.path().join(name)).expect("the link goes");
    }

    symlink("nowhere", folder.path().join("dangling.yaml")).expect("a link");
    symlink("b.yaml", folder.path().join("a.yaml")).expect("a link");
    symlink("a.yaml", folder.path().join("b.yaml")).expect("a link");
    let run = check(folder.path(), "links that lead nowhere");
    assert_eq!(run.status, Some(1), "{}", run.text());
    for name in ["dangling.yaml", "a.yaml", "b.yaml"] {
        assert!(run.text().contains(name), "{name} is not told:\n{}", run.text());
    }
}

#[test]
fn files_over_the_limit_are_told() {
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    let large = std::fs::File::create(folder.path().join("large.yaml")).expect("a file");
    large.set_len(64 * 1024 * 1024 + 1).expect("a large file");
    let run = check(folder.path(), "a file of 64 MiB and a byte");
    assert_eq!(run.status, Some(1));
    assert!(run.text().contains("large.yaml") && run.text().contains("64 MiB"), "{}", run.text());
    large.set_len(1 << 40).expect("a larger file");
    assert_eq!(check(folder.path(), "a file of 1 TiB").status, Some(1));
}

/// Whether permissions bind the user that runs these tests.
fn is_bound() -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(folder.path(), "x", b"x");
    std::fs::set_permissions(folder.path().join("x"), PermissionsExt::from_mode(0o000)).expect("permissions");
    let bound = std::fs::read(folder.path().join("x")).is_err();
    if !bound {
        gainsay_tests::skipped::say("this user may read and write everything");
    }
    bound
}

#[test]
fn files_without_permission_are_told() {
    if !is_bound() {
        return;
    }
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    put(folder.path(), "secret.yaml", b"entity: a\nname: A\n");
    std::fs::create_dir(folder.path().join("closed")).expect("a folder");
    let forbid = |path: &str, mode| {
        std::fs::set_permissions(folder.path().join(path), PermissionsExt::from_mode(mode)).expect("permissions")
    };
    forbid("secret.yaml", 0o000);
    forbid("closed", 0o000);
    let run = check(folder.path(), "no permission");
    forbid("closed", 0o755);
    assert_eq!(run.status, Some(1), "{}", run.text());
    assert!(run.text().contains("secret.yaml") && run.text().contains("closed"), "{}", run.text());
}

#[test]
fn folders_without_permission_are_left_as_they_are() {
    if !is_bound() {
        return;
    }
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    std::fs::set_permissions(folder.path().join("sound.yaml"), PermissionsExt::from_mode(0o444)).expect("permissions");
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o555)).expect("permissions");
    let sealed = gainsay(folder.path(), &["seal"]);
    let begun = gainsay(folder.path(), &["init", "inner"]);
    let written = gainsay(folder.path(), &["check", "--output", "json=report.json"]);
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("permissions");
    for (what, run) in [("seal", sealed), ("init", begun), ("a report", written)] {
        assert_civil(&run, what);
        assert_eq!(run.status, Some(2), "{what}:\n{}", run.text());
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("sound.yaml")).expect("the file"), SOUND);
}

#[test]
fn a_file_in_the_way_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(folder.path(), "claims", b"");
    let run = gainsay(folder.path(), &["init"]);
    assert_civil(&run, "init over a file");
    assert_eq!(run.status, Some(2), "{}", run.text());
    put(folder.path(), "taken", b"");
    let run = gainsay(folder.path(), &["init", "taken"]);
    assert_civil(&run, "init in a file");
    assert_eq!(run.status, Some(2), "{}", run.text());
}

// --- the manifest ---

#[test]
fn manifests_are_read_with_care() {
    let sure = |text: &[u8]| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        put(folder.path(), "gainsay.yaml", text);
        put(folder.path(), "sound.yaml", SOUND.as_bytes());
        let run = check(folder.path(), &String::from_utf8_lossy(text));
        (run.status, run.text())
    };
    for text in ["gainsay: 2\n", "gainsay: 99999\n"] {
        let (status, told) = sure(text.as_bytes());
        assert_eq!(status, Some(2), "{text:?}:\n{told}");
    }
    for text in [
        "gainsay: one\n",
        "gainsay: 99999999999999999999999\n",
        "gainsay: 0\n",
        "gainsay: -1\n",
        "gainsay:\n",
        "name: x\n",
        "gainsay: 1\nrules: x\n",
        "gainsay: 1\nrules: {denial: loud}\n",
        "gainsay: 1\nrules: {no-such-rule: error}\n",
        "gainsay: 1\nfail-on: never\n",
        "gainsay: 1\nuse: [no-such-vocabulary]\n",
        "gainsay: 1\nexclude: {a: b}\n",
        "gainsay: [\n",
        "",
        "just words\n",
        "gainsay: 1\n---\ngainsay: 1\n",
    ] {
        let (status, told) = sure(text.as_bytes());
        assert!(matches!(status, Some(1 | 2)), "{text:?} ended with {status:?}:\n{told}");
    }
    let (status, told) = sure(b"gainsay: 1\nname: \xff\xfe\n");
    assert!(matches!(status, Some(1 | 2)), "{status:?}:\n{told}");
    let (status, told) = sure(
        format!("gainsay: 1\nexclude: ['[', '{}', '**/**/**/**/**/**/**/a', '!']\n", "*a".repeat(5_000)).as_bytes(),
    );
    assert!(status.is_some(), "{told}");
}

#[test]
fn no_manifest_and_no_claims_have_their_status() {
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let run = gainsay(nowhere.path(), &["check"]);
    assert_civil(&run, "no manifest");
    assert_eq!(run.status, Some(2), "{}", run.text());
    assert!(run.text().contains("gainsay.yaml"), "{}", run.text());

    let folder = workspace();
    assert_eq!(check(folder.path(), "no claims").status, Some(3));
    put(folder.path(), "entity.yaml", b"entity: a\nname: A\n");
    assert_eq!(check(folder.path(), "an entity, no claims").status, Some(3));
    put(folder.path(), "entity.yaml", b"entity: a\nname: A\nname: B\n");
    let status = check(folder.path(), "a fault, no claims").status;
    assert!(matches!(status, Some(1 | 3)), "{status:?}");
}

// --- the terminal ---

#[test]
fn readers_may_leave() {
    let folder = workspace();
    let claims: String = (0..800)
        .map(|i| {
            format!(
                "---\nclaim: c{i}\nby: ada\n{}: ada knows ada\nsource: letters\n",
                if i % 2 == 0 { "affirms" } else { "denies" }
            )
        })
        .collect();
    put(folder.path(), "many.yaml", format!("{SOUND}{claims}").as_bytes());
    for line in [
        "gainsay check --output pairs | head -1",
        "gainsay check | head -1",
        "gainsay check --output json | head -c 10 | wc -c",
        "gainsay list | head -1",
        "gainsay list --output json | head -1",
        "gainsay explain | head -1",
        "gainsay --help | head -1",
        "gainsay man | head -1",
        "gainsay completions bash | head -1",
    ] {
        let run = shell(folder.path(), folder.path(), line);
        assert_civil(&run, line);
        assert_eq!(run.status, Some(0), "{line}: {}", run.text());
        assert_eq!(run.text().lines().count(), 1, "{line}: more was said:\n{}", run.text());
    }
    for line in [
        "gainsay check --output pairs >&-",
        "gainsay list >&- 2>&-",
        "gainsay check > /dev/full",
        "gainsay list --output json > /dev/full",
    ] {
        let run = shell(folder.path(), folder.path(), line);
        assert_civil(&run, line);
    }
}

#[test]
fn unknown_arguments_are_told() {
    let folder = workspace();
    put(folder.path(), "sound.yaml", SOUND.as_bytes());
    for arguments in [
        &["frobnicate"][..],
        &["check", "--no-such-flag"],
        &["check", "--output", "no-such-format"],
        &["check", "--output", "json="],
        &["check", "--output", "json=no/such/folder/report.json"],
        &["check", "--fail-on", "never"],
        &["check", "--today", "yesterday"],
        &["check", "--today", "2026-02-30"],
        &["check", "no/such/file.yaml"],
        &["check", "/"],
        &["-C", "no/such/folder", "check"],
        &["-C", "sound.yaml", "check"],
        &["--color", "sometimes", "check"],
        &["show"],
        &["show", "no-such-record"],
        &["show", ""],
        &["why", "ada-knows"],
        &["why", "ada-knows", "no-such-claim"],
        &["ask"],
        &["ask", "ada"],
        &["ask", "ada knows nobody"],
        &["ask", "ada knows ada", "--when", "2018-02-30"],
        &["explain", "no-such-rule"],
        &["seal", "no-such-record"],
        &["completions", "no-such-shell"],
        &["list", "--stance", "shouts"],
    ] {
        let run = gainsay(folder.path(), arguments);
        assert_civil(&run, &format!("{arguments:?}"));
        assert_eq!(run.status, Some(2), "{arguments:?}:\n{}", run.text());
        assert!(!run.stderr.is_empty(), "{arguments:?}: nothing was said");
    }
}
