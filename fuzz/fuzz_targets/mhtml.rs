//! Reads any bytes as an MHTML file: they are read or refused, and what is read can be searched. Nothing panics and
//! nothing hangs.
#![no_main]

use gainsay_tests::copies::read_and_search;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_and_search("page.mhtml", bytes));
