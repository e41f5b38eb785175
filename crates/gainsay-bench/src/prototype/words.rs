//! A table of ids and their numbers. An id has at most sixteen bytes, which are its key.

/// An id: its bytes as they are in memory, filled up with zeros.
pub type Key = u128;

/// A table of ids, each with a number from 0 on, with open addressing, at most half full. Key zero marks a free slot.
pub struct Words {
    keys: Vec<Key>,
    numbers: Vec<u32>,
    count: u32,
}

impl Words {
    /// Makes an empty table.
    pub fn new() -> Words {
        Words { keys: vec![0; 1 << 10], numbers: vec![0; 1 << 10], count: 0 }
    }

    /// Returns the number of ids.
    pub fn count(&self) -> u32 {
        self.count
    }

    fn place(&self, key: Key) -> usize {
        let (low, high) = (key as u64, (key >> 64) as u64);
        let mixed =
            (low.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32) ^ high).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        (mixed >> 32) as usize & (self.keys.len() - 1)
    }

    /// Returns the slot of an id and true, or the free slot where it belongs and false.
    #[inline(always)]
    fn find(&self, key: Key) -> (usize, bool) {
        let mut place = self.place(key);
        loop {
            let there = self.keys[place];
            if there == key {
                return (place, true);
            }
            if there == 0 {
                return (place, false);
            }
            place = (place + 1) & (self.keys.len() - 1);
        }
    }

    /// Returns the number of an id, if it is known.
    #[inline(always)]
    pub fn number(&self, key: Key) -> Option<u32> {
        let (place, known) = self.find(key);
        known.then(|| self.numbers[place])
    }

    /// Returns whether an id is known.
    #[inline(always)]
    pub fn knows(&self, key: Key) -> bool {
        self.find(key).1
    }

    /// Gives a new id the next number; none if it is not new.
    pub fn add(&mut self, key: Key) -> Option<u32> {
        let (place, known) = self.find(key);
        if known || key == 0 {
            return None;
        }
        (self.keys[place], self.numbers[place]) = (key, self.count);
        self.count += 1;
        if self.count as usize * 2 > self.keys.len() {
            self.grow();
        }
        Some(self.count - 1)
    }

    fn grow(&mut self) {
        let free = self.keys.len() * 2;
        let keys = std::mem::replace(&mut self.keys, vec![0; free]);
        let numbers = std::mem::replace(&mut self.numbers, vec![0; free]);
        for (key, number) in keys.into_iter().zip(numbers).filter(|(key, _)| *key != 0) {
            let (place, _) = self.find(key);
            (self.keys[place], self.numbers[place]) = (key, number);
        }
    }
}
