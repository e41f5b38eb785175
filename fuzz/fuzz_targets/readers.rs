//! Reads any bytes as the records of a workspace: the fast path gives the same records as the parser.
#![no_main]

use gainsay_model::{Input, Workspace};
use gainsay_tests::retold::retold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let input = |path: &str, bytes: &[u8]| Input { path: path.into(), bytes: Ok(bytes.to_vec()) };
    let inputs = || vec![input("gainsay.yaml", b"gainsay: 1\n"), input("records.yaml", bytes)];
    let (quick, by_parser) = (retold(&Workspace::read(inputs())), retold(&Workspace::read_by_parser(inputs())));
    assert!(quick == by_parser, "{quick}\n--- by the parser:\n{by_parser}");
});
