//! Where a name stands, found by its hash.

/// Numbers by hash: a row of slots, each name in the first free one from where its hash points. At most seven of ten
/// are taken.
#[derive(Default, Debug)]
pub(super) struct HashTable {
    /// As many as a power of two.
    slots: Vec<Slot>,
    taken: usize,
    /// So many may be taken.
    limit: usize,
}

/// A place in the table, with the hash of what stands there: most that are not looked for are told by that.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    number: u32,
}

/// Where no name stands.
const FREE: Slot = Slot { hash: 0, number: u32::MAX };

/// A larger table is not kept when it is cleared: clearing it again and again would take longer than making it.
const MOST_KEPT: usize = 1 << 15;

impl HashTable {
    /// The number of that hash that is the one; else the place where it can be put.
    #[inline(always)]
    pub fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        // An empty table ends at once: nothing stands at any place.
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

    /// The number that a hash points at: most often the one that is looked for.
    pub fn likely(&self, hash: u32) -> u32 {
        self.slots.get(hash as usize & self.slots.len().wrapping_sub(1)).map_or(FREE.number, |slot| slot.number)
    }

    pub fn put(&mut self, place: usize, hash: u32, number: u32) {
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = Slot { hash, number };
            self.taken += 1;
        }
    }

    /// Sees to it that so many more find room.
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
