//! The second reading is tried before it judges: here on the digest that the contract prints, and in `tests/tests/contract.rs` on the contract's
//! example workspaces.

use super::{answer, answer_given_sets, digest, records, yaml};

#[test]
fn the_printed_claim_has_the_printed_digest() {
    let claim = "claim: bahrami-denies-relations-k3vq\nby: bahrami\ndenies: iran has-relations-with taliban\n\
        said: 2018-05\nsource: tabnak-2018-12-31\nvia: [al-monitor]\nquote: >-\n  We did not turn these contacts into \
        relations because\n  we did not want to legitimize the Taliban.\n";
    let documents = yaml::read(claim).expect("it can be read");
    assert_eq!(digest::of(&documents[0], &records::Workspace::default()), "87de77096678");
}

#[test]
fn a_ruling_is_used_by_a_set_that_is_told_from_outside() {
    let files = [("a.yaml".to_owned(), "ruling: r\nbetween: [x, y, z]\nverdict: open\nbecause: so\n".to_owned())];
    let unused = vec![r#"{"rule":"unused-ruling","kind":"ruling","id":"r"}"#.to_owned()];
    assert_eq!(answer(&files, "2026-11-23").singles, unused);
    let set = vec!["x".to_owned(), "y".to_owned(), "z".to_owned()];
    assert_eq!(answer_given_sets(&files, "2026-11-23", &[set]).singles, Vec::<String>::new());
}
