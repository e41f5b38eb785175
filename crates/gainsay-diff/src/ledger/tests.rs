use gainsay_model::Input;
use gainsay_model::record::Text;

use super::*;

/// Returns a workspace of claims with these ids, one in each file, in this order of files.
fn claims(ids: &[&str]) -> Workspace {
    let shared = "entity: a\n---\nentity: b\n---\npredicate: p\n---\nsource: s\n";
    let record = |(i, id): (usize, &&str)| {
        let (stance, object) = (["affirms", "denies", "relays"][i % 3], ["a", "b"][i % 2]);
        format!("claim: {id}\nby: a\n{stance}: b p {object}\nsaid: 2018-01-01\nsource: s\n")
    };
    let texts = std::iter::once(shared.to_owned()).chain(ids.iter().enumerate().map(record));
    let input = |(i, text): (usize, String)| Input { path: format!("{i:03}.yaml"), bytes: Ok(text.into()) };
    Workspace::read(texts.enumerate().map(input).collect())
}

#[test]
fn claims_come_in_the_byte_order_of_their_ids_and_are_found() {
    for ids in [
        &["a", "b", "ba", "c"][..],
        &["c", "ba", "b", "a"],
        &["long-id-of-a-claim-2", "long-id-of-a-claim-10", "long-id-of-a-claim", "long-id-of-a-claim-1", "z"],
        &["x.1", "x-1", "x/1", "x1", "x", "é", "xé"],
    ] {
        let workspace = claims(ids);
        let ledger = Ledger::new(&workspace);
        let all: Vec<&Entry> = ledger.claims.iter().chain(&ledger.relays).collect();
        assert_eq!(all.len(), ids.len(), "{ids:?}");
        for entries in [&ledger.claims, &ledger.relays] {
            assert!(entries.is_sorted_by_key(|entry| workspace.text(entry.name)), "{ids:?}");
        }
        for (number, entry) in ledger.claims.iter().enumerate() {
            assert_eq!(ledger.find(entry.name), Some(ClaimId(number as u32)), "{ids:?}");
        }
    }
}

#[test]
fn a_claim_whose_id_is_given_twice_goes_by_the_first() {
    let text = |key: &str| {
        let shared = "entity: a\nname: A\n---\npredicate: p\n---\nsource: s\ntitle: S\n---\n";
        format!("{shared}claim: one\nby: a\naffirms: a p a\nsource: s\n{key}\n")
    };
    for (key, takes_part) in [
        ("claim: two", true),
        ("claim: two\nnote: x\nclaim: three", true),
        ("by: a", false),
        ("source: s", true),
        ("scope: {k: v}\nscope: {k: v}", false),
    ] {
        let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text(key).into()) }]);
        let ledger = Ledger::new(&workspace);
        assert_eq!(ledger.find_id("one").is_some(), takes_part, "{key}");
        assert!(ledger.find_id("two").is_none());
        assert!(workspace.findings.iter().any(|finding| finding.rule == "duplicate-key"), "{key}");
    }
}

#[test]
fn texts_are_compared_as_texts_and_shown_as_written() {
    let claim =
        |id: &str, subject: &str, text: &str| format!("claim: {id}\nby: a\naffirms: {subject} p {text}\nsource: s\n");
    let shared =
        "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\nobject: text\n---\nsource: s\ntitle: S\n"
            .to_owned();
    let claims =
        [claim("c1", "a", "“Kabul”"), claim("c2", "a", "\"\\\"KABUL\\\"\""), claim("c3", "b", "\"\\\"kabul\\\"\"")];
    let all = [&[shared], &claims[..]].concat().join("---\n");
    let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(all.into()) }]);
    assert!(workspace.findings.is_empty(), "{:?}", workspace.findings);
    let ledger = Ledger::new(&workspace);
    let objects: Vec<Text> = ledger
        .statements
        .iter()
        .filter_map(|statement| if let Object::Text(text) = statement.object { Some(text) } else { None })
        .collect();
    let [of_a, of_b] = objects[..] else { panic!("{objects:?}") };
    assert_eq!(of_a, of_b);
    assert_eq!([of_a, of_b].map(|text| workspace.text(text.written)), ["\"KABUL\"", "\"kabul\""]);
}

#[test]
fn every_claim_is_a_voice_of_its_statement() {
    let workspace = claims(&["c", "a", "e", "b", "d", "f", "g"]);
    let ledger = Ledger::new(&workspace);
    for id in ledger.ids() {
        let entry = ledger.claim(id);
        let voices =
            if entry.stance.positive() { ledger.affirming(entry.statement) } else { ledger.denying(entry.statement) };
        assert!(voices.contains(&id));
        assert_eq!(Some(ledger.statement_of(entry.statement).object), entry.record.statement().map(|s| s.object));
    }
    assert_eq!(ledger.statements.len(), 2);
}
