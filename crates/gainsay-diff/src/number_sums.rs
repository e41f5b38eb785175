//! Sets of numbers of which parts can be taken away: what a list of numbers has beyond another list that begins it is
//! known by these two, and worked out where it is asked for.
//!
//! A list is a binary tree over the bits of its numbers. A list with one number more shares all but a few nodes with it
//! ("Making Data Structures Persistent", Driscoll, Sarnak, Sleator and Tarjan 1989). A node counts its numbers, and
//! adds up a digest of each: two sets differ below a node if their counts or sums do.

use std::cmp::Ordering;

/// A list, by number.
pub type ListId = u32;

/// The list without a number.
pub const EMPTY: ListId = 0;

/// Lists of numbers that share their nodes. Their order is not known, nor that of equal numbers.
#[derive(Debug)]
pub struct NumberSums {
    /// The number of bits of the largest number.
    bits: u32,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The numbers without the bit, and those with it. Of a node with one number, that number comes second.
    parts: [ListId; 2],
    count: u32,
    sum: [u64; 2],
}

/// The most lists of which a set is made.
const MOST_LISTS: usize = 4;

/// A set of numbers: lists, others that are taken away from these, and one more number.
#[derive(Clone, Copy, Debug)]
pub struct NumberView<'s> {
    sums: &'s NumberSums,
    /// Lists that are put together, each followed by one that is taken away from it.
    lists: [ListId; MOST_LISTS],
    one: Option<u32>,
    /// The bits below which the numbers of the set differ.
    bits: u32,
}

/// Returns a digest of a number.
fn digest(number: u32) -> [u64; 2] {
    // The finalizer of MurmurHash3, from two places.
    [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03].map(|start: u64| {
        let mut digest = (u64::from(number) + 1).wrapping_mul(start);
        for factor in [0xFF51_AFD7_ED55_8CCD_u64, 0xC4CE_B9FE_1A85_EC53] {
            digest = (digest ^ (digest >> 33)).wrapping_mul(factor);
        }
        digest ^ (digest >> 33)
    })
}

impl NumberSums {
    /// Returns lists of numbers below `end`, none yet.
    pub fn new(end: u32) -> NumberSums {
        let empty = Node { parts: [EMPTY; 2], count: 0, sum: [0; 2] };
        NumberSums { bits: u32::BITS - end.saturating_sub(1).leading_zeros(), nodes: vec![empty] }
    }

    /// Returns a list with one number more, which may be in it already.
    pub fn with(&mut self, list: ListId, number: u32) -> ListId {
        self.with_below(list, number, self.bits)
    }

    fn with_below(&mut self, list: ListId, number: u32, bits: u32) -> ListId {
        let node = self.nodes[list as usize];
        let added = digest(number);
        let sum = [node.sum[0].wrapping_add(added[0]), node.sum[1].wrapping_add(added[1])];
        let count = node.count + 1;
        let parts = match bits.checked_sub(1) {
            _ if node.count == 0 => [EMPTY, number],
            None => [EMPTY, number],
            Some(bit) => {
                let mut parts = [false, true].map(|side| self.part(list, bit, side));
                let side = is_set(number, bit);
                parts[usize::from(side)] = self.with_below(parts[usize::from(side)], number, bit);
                parts
            }
        };
        self.nodes.push(Node { parts, count, sum });
        self.nodes.len() as ListId - 1
    }

    /// Returns the numbers of a list with a bit, or without it.
    fn part(&self, list: ListId, bit: u32, side: bool) -> ListId {
        let node = &self.nodes[list as usize];
        match node.count {
            0 => EMPTY,
            1 => {
                if is_set(node.parts[1], bit) == side {
                    list
                } else {
                    EMPTY
                }
            }
            _ => node.parts[usize::from(side)],
        }
    }

    /// Returns the set of the numbers of two lists and of one number more, without those of two lists that begin these.
    pub fn view(&self, lists: [(ListId, ListId); 2], one: Option<u32>) -> NumberView<'_> {
        let [(a, without_a), (b, without_b)] = lists;
        NumberView { sums: self, lists: [a, without_a, b, without_b], one, bits: self.bits }
    }
}

fn is_set(number: u32, bit: u32) -> bool {
    number >> bit & 1 == 1
}

impl<'s> NumberView<'s> {
    fn count(&self) -> u32 {
        let of = |i: usize| self.sums.nodes[self.lists[i] as usize].count;
        of(0) - of(1) + of(2) - of(3) + u32::from(self.one.is_some())
    }

    fn sum(&self) -> [u64; 2] {
        let one = self.one.map_or([0; 2], digest);
        [0, 1].map(|half| {
            let of = |i: usize| self.sums.nodes[self.lists[i] as usize].sum[half];
            of(0).wrapping_sub(of(1)).wrapping_add(of(2)).wrapping_sub(of(3)).wrapping_add(one[half])
        })
    }

    /// Returns the numbers with the highest bit in which they may differ, or without it.
    fn half(&self, side: bool) -> Self {
        let Some(bit) = self.bits.checked_sub(1) else { return *self };
        let [a, without_a, b, without_b] = self.lists;
        let part = |list: ListId| if list == EMPTY { EMPTY } else { self.sums.part(list, bit, side) };
        // Of a list that is taken away from itself nothing is left.
        let both = |of: ListId, without: ListId| match (part(of), part(without)) {
            (of, without) if of == without => (EMPTY, EMPTY),
            both => both,
        };
        let ((a, without_a), (b, without_b)) = (both(a, without_a), both(b, without_b));
        let lists = [a, without_a, b, without_b];
        NumberView { sums: self.sums, lists, one: self.one.filter(|one| is_set(*one, bit) == side), bits: bit }
    }

    /// Returns the first number, or the last one.
    fn outermost(&self, is_last: bool) -> Option<u32> {
        if self.count() == 0 {
            return None;
        }
        let (mut at, mut number) = (*self, 0);
        while at.bits > 0 {
            let half = at.half(is_last);
            let side = if half.count() > 0 { is_last } else { !is_last };
            at = if side == is_last { half } else { at.half(side) };
            number = number << 1 | u32::from(side);
        }
        Some(number)
    }

    /// Returns the least number.
    pub fn least(&self) -> Option<u32> {
        self.outermost(false)
    }

    /// Returns whether a number is in the set.
    pub fn has(&self, number: u32) -> bool {
        let mut at = *self;
        while at.bits > 0 && at.count() > 0 {
            at = at.half(is_set(number, at.bits - 1));
        }
        at.count() > 0 && number.checked_shr(self.bits).unwrap_or_default() == 0
    }

    /// Iterates over the numbers in order.
    pub fn iter(self) -> impl Iterator<Item = u32> + use<'s> {
        let mut open = vec![(self, 0_u32)];
        std::iter::from_fn(move || {
            loop {
                let (at, number) = open.pop()?;
                if at.count() == 0 {
                    continue;
                }
                if at.bits == 0 {
                    return Some(number);
                }
                open.extend([true, false].map(|side| (at.half(side), number << 1 | u32::from(side))));
            }
        })
    }

    /// Orders two sets of the same lists as the lists of their numbers, in order.
    pub fn order(&self, other: &Self) -> Ordering {
        let Some((first, is_in_this)) = self.first_difference(other) else { return Ordering::Equal };
        // Whoever has it stands first, unless the other one ends there.
        let without = if is_in_this { other } else { self };
        let ends = without.outermost(true).is_none_or(|last| last < first);
        if is_in_this == ends { Ordering::Greater } else { Ordering::Less }
    }

    /// Returns the least number that is in one set only, and whether it is in this one.
    fn first_difference(&self, other: &Self) -> Option<(u32, bool)> {
        let differ = |a: &Self, b: &Self| a.count() != b.count() || a.sum() != b.sum();
        if !differ(self, other) {
            return None;
        }
        let (mut a, mut b, mut number) = (*self, *other, 0);
        while a.bits > 0 {
            let (of_a, of_b) = (a.half(false), b.half(false));
            let side = !differ(&of_a, &of_b);
            (a, b) = if side { (a.half(true), b.half(true)) } else { (of_a, of_b) };
            number = number << 1 | u32::from(side);
        }
        Some((number, a.count() > b.count()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::draws::draws;

    #[test]
    fn sets_are_what_ordered_lists_are() {
        let mut draw = draws(20_261_130);
        let (mut empty, mut equal) = (0, 0);
        for round in 0..400 {
            let end = [1, 6, 40, 1 << 20][round % 4];
            let mut sums = NumberSums::new(end as u32);
            // Lists of which each begins another one.
            let mut lists: Vec<(ListId, Vec<u32>)> = vec![(EMPTY, Vec::new())];
            for _ in 0..12 {
                let (list, mut numbers) = lists[draw(lists.len() as u64) as usize].clone();
                let number = draw(end) as u32;
                numbers.push(number);
                lists.push((sums.with(list, number), numbers));
            }
            let mut sets: Vec<(BTreeSet<u32>, NumberView)> = Vec::new();
            while sets.len() < 12 {
                let mut part = || {
                    let (long, numbers) = &lists[draw(lists.len() as u64) as usize];
                    let begun: Vec<&(ListId, Vec<u32>)> =
                        lists.iter().filter(|(_, of)| numbers.starts_with(of)).collect();
                    let (short, of_short) = begun[draw(begun.len() as u64) as usize];
                    ((*long, *short), numbers[of_short.len()..].to_vec())
                };
                let ((a, mut numbers), (b, more)) = (part(), part());
                let one = (draw(2) == 0).then(|| draw(end) as u32);
                numbers.extend(more);
                numbers.extend(one);
                let set: BTreeSet<u32> = numbers.iter().copied().collect();
                // A set has each number once.
                if set.len() == numbers.len() || end == 1 && set.is_empty() {
                    sets.push((set, sums.view([a, b], one)));
                }
            }
            for (a, of_a) in &sets {
                assert_eq!(of_a.iter().collect::<Vec<_>>(), a.iter().copied().collect::<Vec<_>>());
                assert_eq!(of_a.least(), a.first().copied());
                assert!((0..end.min(60) as u32 + 3).all(|number| of_a.has(number) == a.contains(&number)));
                empty += usize::from(a.is_empty());
                for (b, of_b) in &sets {
                    assert_eq!(of_a.order(of_b), a.cmp(b), "{a:?} {b:?}");
                    equal += usize::from(a == b && !a.is_empty());
                }
            }
        }
        assert!(empty > 0 && equal > 0);
    }
}
