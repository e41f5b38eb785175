//! `show --output yaml`: whatever reads it, YAML 1.1 or 1.2, every text of a record comes out as that text.

use std::io::Write;
use std::process::{Command, Stdio};

use gainsay_model::yaml::{self, for_any_reader};
use gainsay_tests::program::gainsay;
use gainsay_tests::random::Draw;

/// What one YAML reader or another takes for a number, a date, a time, a truth value, nothing, or a part of its
/// grammar.
const ODD: [&str; 106] = [
    "no",
    "No",
    "NO",
    "yes",
    "Yes",
    "on",
    "On",
    "off",
    "y",
    "Y",
    "n",
    "N",
    "true",
    "True",
    "FALSE",
    "false",
    "~",
    "null",
    "Null",
    "NULL",
    "",
    "1",
    "-1",
    "+1",
    "012",
    "0o14",
    "0x1F",
    "0b101",
    "1_000",
    "1_000_000",
    "1,000",
    "0_1",
    "12:30",
    "12:30:45",
    "190:20:30",
    "-12:30",
    "1:30.5",
    "1.5",
    ".5",
    "5.",
    "1e3",
    "1E3",
    "1.e+3",
    "-1.5e-3",
    "1_0.5",
    ".inf",
    "-.inf",
    "+.Inf",
    ".INF",
    ".nan",
    ".NaN",
    "inf",
    "nan",
    "=",
    "<<",
    "2018",
    "2018-05",
    "2018-05-01",
    "2018-5-1",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5",
    "2001-12-15 2:59:43.10",
    "2016/2018",
    "../2018-05",
    "201X",
    "2018~",
    " a",
    "a ",
    "\ta",
    "a\t",
    "a: b",
    "a:",
    ": a",
    "a #b",
    "# a",
    "#",
    "- a",
    "-",
    "---",
    "...",
    "? a",
    "?",
    "[a",
    "a]",
    "{a",
    "a}",
    "a, b",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "\"a\"",
    "'a'",
    "it's",
    "a\nb",
    "a\n",
    "\n",
    "a\u{85}b",
    "a\u{2028}b",
    "a\u{feff}b",
    "\u{a0}a",
    "\u{7f}",
];

/// Every text to be tried: the odd ones, and what is put together of pieces of them.
fn texts() -> Vec<String> {
    let mut draw = Draw(20_261_130);
    let pieces = [
        "0", "1", "9", "x", "o", "b", "e", "E", "_", ".", ":", "-", "+", "a", "f", "~", "=", " ", "n", "T", "Z", "<",
        "#", "é", "\n", "\"",
    ];
    let random = (0..1_000).map(|_| (0..1 + draw.below(6)).map(|_| pieces[draw.below(pieces.len())]).collect());
    ODD.iter().map(|text| (*text).to_owned()).chain(random).collect()
}

#[test]
fn no_text_that_looks_like_something_else_stands_plain() {
    for text in texts() {
        let written = for_any_reader(&text);
        if written.starts_with('"') {
            let read = yaml::read(&format!("k: {written}\n"));
            assert!(read.faults.is_empty(), "{text:?}");
            continue;
        }
        assert_eq!(written, text);
        assert!(!is_typed(&text), "{text:?} stands plain");
    }
    // What is only a text needs no quotes.
    for text in [
        "We are honest",
        "al-monitor",
        "iran has-relations-with taliban",
        "Zoë",
        "3 ships, or 4",
        "1.5 million",
        "50 %",
        "تهران",
        "no one",
        "a=b",
    ] {
        assert_eq!(for_any_reader(text), text);
    }
}

/// Whether YAML 1.1 or 1.2 takes a plain scalar for anything but a text: read off their tables of types, slowly.
fn is_typed(text: &str) -> bool {
    let words = ["~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", ".nan"];
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let digits_of = |text: &str, set: &str| !text.is_empty() && text.chars().all(|c| set.contains(c) || c == '_');
    let radix = [("0x", "0123456789abcdef"), ("0b", "01"), ("0o", "01234567")]
        .iter()
        .any(|(prefix, set)| lower.strip_prefix(prefix).is_some_and(|rest| digits_of(rest, set)));
    let starts = lower.starts_with(|c: char| c.is_ascii_digit())
        || (lower.starts_with('.') && lower[1..].starts_with(|c: char| c.is_ascii_digit()));
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "1"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let decimal = starts
        && mantissa.matches('.').count() <= 1
        && digits_of(&mantissa.replace(['.', ','], ""), "0123456789")
        && digits_of(exponent, "0123456789");
    let sixty =
        starts && lower.contains(':') && lower.split(':').all(|part| digits_of(&part.replace('.', ""), "0123456789"));
    let date = starts && {
        let mut parts = text.splitn(3, '-');
        let is_number = |part: Option<&str>, from: usize, to: usize| {
            part.is_some_and(|p| (from..=to).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
        };
        is_number(parts.next(), 4, 4)
            && is_number(parts.next(), 1, 2)
            && parts.next().is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_digit())
                    && rest.bytes().all(|b| b"0123456789:.tTzZ +-".contains(&b))
            })
    };
    text.is_empty() || words.contains(&lower.as_str()) || radix || decimal || sixty || date
}

#[test]
fn python_reads_the_same_texts() {
    let Some(version) = run_python("import yaml; print(yaml.__version__)", "") else {
        gainsay_tests::skipped::say("Python with PyYAML is not at hand");
        return;
    };
    let texts = texts();
    let lines: String =
        texts.iter().map(|text| format!("- {0}\n- {0}: {0}\n- k: {0}\n", for_any_reader(text))).collect();
    let read = run_python("import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)", &lines)
        .unwrap_or_else(|| panic!("PyYAML {version} cannot read what is written"));
    let read: Vec<serde_json::Value> = serde_json::from_str(&read).unwrap();
    for (text, triple) in texts.iter().zip(read.chunks(3)) {
        let text = text.as_str();
        assert_eq!(
            triple,
            [serde_json::json!(text), serde_json::json!({ text: text }), serde_json::json!({ "k": text })],
            "{text:?}"
        );
    }
}

/// What a line of Python prints, with this as its input; none if it fails.
fn run_python(program: &str, input: &str) -> Option<String> {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

#[test]
fn a_record_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").unwrap();
    let links: String = ODD.iter().enumerate().map(|(i, text)| format!("  k{i}: {}\n", yaml::quoted(text))).collect();
    let record = format!(
        "entity: a\nname: \"012\"\naka: [no, '1_000', '12:30', =]\nsince: 2018-05-01\nlinks:\n  on: off\n{links}"
    );
    std::fs::write(folder.path().join("a.yaml"), record).unwrap();
    let shown = |format: &str| String::from_utf8(gainsay(folder.path(), &["show", "a", "-o", format]).stdout).unwrap();
    let json: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    let by_own: serde_json::Value = serde_yaml::from_str(&shown("yaml")).unwrap();
    assert_eq!(json, by_own);
    assert_eq!(json["record"]["links"]["on"], "off");
    let Some(python) =
        run_python("import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)", &shown("yaml"))
    else {
        gainsay_tests::skipped::say("Python with PyYAML is not at hand");
        return;
    };
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(&python).unwrap());
}
