//! A hash table that finds the number of an interned string.

/// A table of numbers by hash, with open addressing: each number is in the first free slot from the place of its hash
/// on. At most seven of ten slots are taken.
#[derive(Default, Debug)]
pub(super) struct HashTable {
    /// The slots, whose number is a power of two.
    slots: Vec<Slot>,
    taken: usize,
    /// The most slots that may be taken.
    limit: usize,
}

/// A slot of the table, with the hash of its string: the hash alone rules out most other strings.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    number: u32,
}

/// A slot without a string.
const FREE: Slot = Slot { hash: 0, number: u32::MAX };

/// The most slots that are kept when the table is cleared: to clear a larger table again and again would take longer
/// than to make a new one.
const MOST_KEPT: usize = 1 << 15;

impl HashTable {
    /// Returns the number with that hash for which `is_it` returns true; else the slot where it can be put.
    #[inline(always)]
    pub fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        // An empty table ends the search at once, since there is no slot at any place.
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        while let Some(slot) = self.slots.get(place) {
            if slot.number == FREE.number {
                break;
            }
            if slot.hash == hash && is_it(slot.number) {
                return Ok(slot.number);
            }
            place = (place + 1) & mask;
        }
        Err(place)
    }

    /// Returns the number in the first slot for a hash, which is most often the one that is looked for.
    pub fn likely(&self, hash: u32) -> u32 {
        self.slots.get(hash as usize & self.slots.len().wrapping_sub(1)).map_or(FREE.number, |slot| slot.number)
    }

    pub fn put(&mut self, place: usize, hash: u32, number: u32) {
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = Slot { hash, number };
            self.taken += 1;
        }
    }

    /// Makes room for that many more numbers.
    #[inline(always)]
    pub fn make_room(&mut self, more: usize) {
        if self.taken + more > self.limit {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let wanted = ((self.taken + more) * 10 / 7 + 1).next_power_of_two().max(64);
        let mut larger = HashTable { slots: vec![FREE; wanted], taken: 0, limit: wanted * 7 / 10 };
        for slot in self.slots.iter().filter(|slot| slot.number != FREE.number) {
            if let Err(place) = larger.find(slot.hash, |_| false) {
                larger.put(place, slot.hash, slot.number);
            }
        }
        *self = larger;
    }

    pub fn clear(&mut self) {
        if self.slots.len() > MOST_KEPT {
            *self = HashTable::default();
        }
        self.slots.fill(FREE);
        self.taken = 0;
    }
}
