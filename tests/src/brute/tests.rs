//! The second reading is tried before it judges: here on the digest that the contract prints, and in
//! `tests/tests/contract.rs` on the contract's example workspaces.

use super::{digest, records, yaml};

#[test]
fn the_printed_claim_has_the_printed_digest() {
    let claim = "claim: bahrami-denies-relations-k3vq\nby: bahrami\ndenies: iran has-relations-with taliban\n\
        said: 2018-05\nsource: tabnak-2018-12-31\nvia: [al-monitor]\nquote: >-\n  We did not turn these contacts into \
        relations because\n  we did not want to legitimize the Taliban.\n";
    let documents = yaml::read(claim).expect("it can be read");
    assert_eq!(digest::of(&documents[0], &records::Workspace::default()), "87de77096678");
}
