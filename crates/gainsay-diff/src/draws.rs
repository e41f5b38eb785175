//! Random numbers for tests: the same for the same seed, on every machine.

/// Returns a function that draws numbers below its argument.
///
/// The generator is the 64-bit linear congruential one of D. Knuth's MMIX, of which the upper half is used.
pub(crate) fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}
