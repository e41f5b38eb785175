//! Reads any bytes as the cache of an earlier run: they are refused, or give a workspace that can be checked, whatever
//! it says.
#![no_main]

use gainsay_tests::kept::work_with;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    work_with(bytes);
});
