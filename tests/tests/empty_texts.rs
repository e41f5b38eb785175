//! Texts that a record cannot do without, and that say nothing: reported, and nothing else with them.

use gainsay_tests::workspaces::read_text;

const GROUND: &str = "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\n---\nsource: s\ntitle: S\n---\n";

fn faults(record: &str) -> Vec<(&'static str, Option<String>)> {
    let workspace = read_text(&format!("{GROUND}{record}"));
    workspace.findings.iter().map(|finding| (finding.rule, finding.key.clone())).collect()
}

#[test]
fn a_required_text_that_says_nothing_is_reported() {
    for empty in
        ["\"\"", "''", "\" \"", "\"\\t\\n\"", "\"\\u200b\"", "\u{a0}", "\u{200b}", "[]", "[ ]", ">-\n   \n", "|\n\n\n"]
    {
        for (key, record) in [
            ("name", "entity: e\nname: EMPTY\n"),
            ("title", "source: t\ntitle: EMPTY\npublished: 2018\n"),
            ("because", "ruling: r\nbetween: [x, y]\nverdict: open\nbecause: EMPTY\n"),
        ] {
            let told = faults(&record.replace("EMPTY", empty));
            let told: Vec<_> = told.iter().filter(|(rule, _)| *rule != "unknown-reference").collect();
            assert_eq!(told, [&("wrong-shape", Some(key.to_owned()))], "{empty:?} in {record:?}");
        }
    }
}

#[test]
fn what_must_be_there_is_no_empty_list() {
    let claim = |key: &str| {
        let lines = [("claim", "c"), ("by", "a"), ("affirms", "a p b"), ("source", "s")];
        lines.map(|(known, value)| format!("{known}: {}\n", if known == key { "[]" } else { value })).concat()
    };
    for key in ["claim", "by", "affirms", "source"] {
        assert_eq!(faults(&claim(key)), [("wrong-shape", Some(key.to_owned()))], "{key}");
    }
    for record in ["entity: []\nname: E\n", "predicate: []\n"] {
        assert_eq!(faults(record).len(), 1, "{record}");
    }
    let told = faults("ruling: r\nbetween: []\nverdict: []\nbecause: B\n");
    assert_eq!(told, [("wrong-shape", Some("between".into())), ("wrong-shape", Some("verdict".into()))]);
}

#[test]
fn every_other_text_may_be_empty() {
    for record in [
        "claim: c\nby: a\naffirms: a p b\nsource: s\nquote: \"\"\nnote: ' '\nvia: []\ntags: []\nat: \"\"\n",
        "entity: e\nname: E\nnote: \"\"\naka: []\npart-of: []\n",
        "predicate: q\nlabel: \"\"\nimplies: []\nnote: \"\"\n",
        "entity: e\nname: \".\"\n",
    ] {
        assert_eq!(faults(record), [], "{record}");
    }
}
