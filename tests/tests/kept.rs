//! What was kept is only bytes on a disk: whatever has become of them, they are refused or can be worked with, and take
//! no more memory than they are long. The checksum around them is for whoever means well.

use gainsay_model::snapshot_codec::CachedRecords;
use gainsay_tests::kept::{packed, work_with};
use gainsay_tests::random::{self, Draw};

/// A pack with some of its numbers changed: to small ones, great ones, or another of its own.
fn mutated(whole: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..1 + draw.below(4) {
        let at = draw.below(bytes.len().saturating_sub(4));
        let from = draw.below(whole.len().saturating_sub(4));
        match draw.below(6) {
            0 => bytes[at] ^= 1 << draw.below(8),
            1 => bytes[at..at + 4].copy_from_slice(&(draw.below(9) as u32).to_le_bytes()),
            2 => bytes[at..at + 4].copy_from_slice(&(u32::MAX - draw.below(9) as u32).to_le_bytes()),
            3 => bytes[at..at + 4].copy_from_slice(&whole[from..from + 4]),
            4 => bytes.truncate(at),
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
        if bytes.len() < 8 {
            break;
        }
    }
    bytes
}

#[test]
fn what_was_kept_and_has_changed_is_refused_or_can_be_worked_with() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    let (mut draw, mut worked) = (Draw(20_261_126), 0);
    for seed in 0..5 {
        let whole = packed(&random::workspace(seed, 12));
        assert!(work_with(&whole));
        for _ in 0..cases / 5 {
            worked += usize::from(work_with(&mutated(&whole, &mut draw)));
        }
    }
    assert!(worked > cases / 10, "nearly all were refused, and nothing is known of the others: {worked} of {cases}");
}

#[test]
fn a_count_that_cannot_be_is_refused_at_once() {
    let whole = packed(&random::workspace(3, 12));
    let greatest = u32::MAX.to_le_bytes();
    assert!(CachedRecords::unpack(&[]).is_none());
    assert!(CachedRecords::unpack(&greatest).is_none());
    for at in (0..whole.len() - 4).step_by(4) {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&greatest);
        drop(CachedRecords::unpack(&bytes));
        bytes.truncate(at + 4);
        drop(CachedRecords::unpack(&bytes));
    }
}
