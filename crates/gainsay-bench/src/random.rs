//! Pseudo-random numbers that are the same on every machine: whole numbers only, no floating point.

/// A stream of numbers from a seed: xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift
/// generators, scrambled").
pub struct Random(u64);

impl Random {
    /// Returns the stream of a seed.
    pub fn new(seed: u64) -> Random {
        // Zero is the one state that the generator never leaves.
        Random(mixed(seed, 0, 0) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }

    /// Returns a number from 0 to below `limit`, all equally likely; 0 if `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        ((self.next() * limit as u64) >> 32) as usize
    }

    /// Returns true this many times in a thousand.
    pub fn in_a_thousand(&mut self, times: usize) -> bool {
        self.below(1_000) < times
    }

    /// Returns a number from 0 to below `limit` by a power law: the share of the numbers below `x` is the `power`th
    /// root of `x / limit`.
    pub fn skewed(&mut self, limit: usize, power: u32) -> usize {
        let unit = self.next();
        (0..power).fold(limit as u64, |rank, _| (rank * unit) >> 32) as usize
    }

    /// Puts the members of a list into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }

    /// Returns a random member of a list that is not empty.
    pub fn one_of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// Returns one number that looks random, made from three: a fact about a thing that need not be stored.
pub fn mixed(a: u64, b: u64, c: u64) -> u64 {
    let mut x = 0x6A09_E667_F3BC_C908;
    for part in [a, b, c] {
        // These are the finishing steps of MurmurHash3.
        x = (x ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        x = (x ^ x >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        x = (x ^ x >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        x ^= x >> 33;
    }
    x
}
