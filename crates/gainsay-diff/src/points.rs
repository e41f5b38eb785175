//! Many points of several dimensions, to be asked which of them lie in a box: a k-d tree. n log n to build; an answer costs little more
//! than its length, as long as the dimensions go together as those of times do.

use std::ops::Range;

/// From the first to the last value, both included.
pub type Extent = (i64, i64);

/// Whatever there is.
pub const ANY: Extent = (i64::MIN, i64::MAX);

/// So many points lie in a leaf.
const LEAF: usize = 8;

/// Points of `D` dimensions, each with the number of what it stands for.
#[derive(Debug)]
pub struct Points<const D: usize> {
    /// Of each dimension the values that occur, sorted: points and boxes are compared by rank.
    values: [Vec<i64>; D],
    sorted: Vec<([u32; D], u32)>,
    /// The least and the greatest ranks below each node of a heap-shaped tree.
    bounds: Vec<[(u32, u32); D]>,
}

impl<const D: usize> Points<D> {
    /// Sorts them by some of the dimensions, as long as they differ in these; if one is named before all, by that first, so that what asks
    /// for one value of it looks nowhere else.
    pub fn new(points: &[([i64; D], usize)], before_all: Option<usize>, by: &[usize]) -> Points<D> {
        let values: [Vec<i64>; D] = std::array::from_fn(|d| {
            let mut values: Vec<i64> = points.iter().map(|(at, _)| at[d]).collect();
            values.sort_unstable();
            values.dedup();
            values
        });
        let ranked = |at: &[i64; D]| std::array::from_fn(|d| values[d].partition_point(|v| *v < at[d]) as u32);
        let mut sorted: Vec<([u32; D], u32)> = points.iter().map(|(at, number)| (ranked(at), *number as u32)).collect();
        let leaves = sorted.len().div_ceil(LEAF).next_power_of_two();
        let mut bounds = vec![[(0, 0); D]; 2 * leaves];
        split(&mut sorted, 1, &mut bounds, before_all, by);
        Points { values, sorted, bounds }
    }

    /// Those that lie in the box, from all over it: whoever looks for one of a kind need not look through all that lie together.
    pub fn within<'p>(&'p self, extents: &[Extent; D]) -> impl Iterator<Item = usize> + use<'p, D> {
        // Only the dimensions that leave anything out.
        let asked: Vec<(usize, Range<u32>)> = (0..D)
            .filter(|d| extents[*d] != ANY)
            .map(|d| {
                let (first, last) = extents[d];
                let values = &self.values[d];
                (d, values.partition_point(|v| *v < first) as u32..values.partition_point(|v| *v <= last) as u32)
            })
            .filter(|(d, ranks)| ranks.start > 0 || (ranks.end as usize) < self.values[*d].len())
            .collect();
        let nowhere = asked.iter().any(|(_, ranks)| ranks.is_empty());
        let mut open = if nowhere { Vec::new() } else { vec![(1, 0..self.sorted.len())] };
        let mut leaf = 0..0;
        let mut random = 0u32;
        std::iter::from_fn(move || {
            loop {
                for i in leaf.by_ref() {
                    let (at, number) = &self.sorted[i];
                    if asked.iter().all(|(d, ranks)| ranks.contains(&at[*d])) {
                        return Some(*number as usize);
                    }
                }
                let (node, range) = open.pop()?;
                let bounds = &self.bounds[node];
                if range.is_empty() || asked.iter().any(|(d, ranks)| bounds[*d].1 < ranks.start || bounds[*d].0 >= ranks.end) {
                    continue;
                }
                if range.len() <= LEAF {
                    leaf = range;
                    // Neighbours are alike: what comes next is taken from anywhere.
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    if let Some(last) = open.len().checked_sub(1) {
                        open.swap((random >> 16) as usize % (last + 1), last);
                    }
                } else {
                    let middle = range.start + range.len() / 2;
                    open.push((2 * node + 1, middle..range.end));
                    open.push((2 * node, range.start..middle));
                }
            }
        })
    }

    /// Those that lie, in every dimension, in one of its extents; these come in order and lie apart.
    pub fn within_any(&self, extents: [&[Extent]; D], found: &mut impl FnMut(usize)) {
        let ranks = |d: usize| -> Vec<Range<u32>> {
            let rank = |value: i64| self.values[d].partition_point(|v| *v < value) as u32;
            let range = |(first, last): &Extent| rank(*first)..self.values[d].partition_point(|v| v <= last) as u32;
            extents[d].iter().map(range).filter(|ranks| !ranks.is_empty()).collect()
        };
        let asked: [Vec<Range<u32>>; D] = std::array::from_fn(ranks);
        if !self.sorted.is_empty() && asked.iter().all(|ranges| !ranges.is_empty()) {
            self.walk(1, 0..self.sorted.len(), &asked, found);
        }
    }

    fn walk(&self, node: usize, range: Range<usize>, asked: &[Vec<Range<u32>>; D], found: &mut impl FnMut(usize)) {
        let meets = |(d, (first, last)): (usize, (u32, u32))| {
            let at = asked[d].partition_point(|ranks| ranks.end <= first);
            asked[d].get(at).is_some_and(|ranks| ranks.start <= last)
        };
        if range.is_empty() || !self.bounds[node].into_iter().enumerate().all(meets) {
            return;
        }
        if range.len() > LEAF {
            let middle = range.start + range.len() / 2;
            self.walk(2 * node, range.start..middle, asked, found);
            self.walk(2 * node + 1, middle..range.end, asked, found);
        } else {
            let inside = |(at, _): &&([u32; D], u32)| at.map(|rank| (rank, rank)).into_iter().enumerate().all(meets);
            self.sorted[range].iter().filter(inside).for_each(|(_, number)| found(*number as usize));
        }
    }
}

/// Sorts the points below a node, half and half by the dimension in which they lie farthest apart, or by the one that comes before all.
fn split<const D: usize>(
    points: &mut [([u32; D], u32)],
    node: usize,
    bounds: &mut [[(u32, u32); D]],
    before_all: Option<usize>,
    by: &[usize],
) {
    let Some((first, others)) = points.split_first() else { return };
    bounds[node] = first.0.map(|rank| (rank, rank));
    for (at, _) in others {
        for (bound, rank) in bounds[node].iter_mut().zip(at) {
            *bound = (bound.0.min(*rank), bound.1.max(*rank));
        }
    }
    if points.len() > LEAF {
        let apart = |d: usize| bounds[node][d].1 - bounds[node][d].0;
        let widest = || by.iter().copied().max_by_key(|d| (apart(*d), D - d));
        let widest = before_all.filter(|d| apart(*d) > 0).or_else(widest).unwrap_or(0);
        let middle = points.len() / 2;
        points.select_nth_unstable_by_key(middle, |(at, number)| (at[widest], *number));
        let (left, right) = points.split_at_mut(middle);
        split(left, 2 * node, bounds, before_all, by);
        split(right, 2 * node + 1, bounds, before_all, by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_found_as_by_looking_at_each() {
        let mut seed = 7u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((seed >> 33) % below) as i64
        };
        for size in 0..120 {
            let points: Vec<([i64; 3], usize)> = (0..size).map(|i| ([random(40) - 9, random(6), random(500)], i)).collect();
            let tree = Points::new(&points, [None, Some(1)][size % 2], [&[0, 1, 2][..], &[0, 2]][size / 2 % 2]);
            for _ in 0..20 {
                let asked: [Extent; 3] = std::array::from_fn(|d| {
                    let first = random([50, 8, 500][d]) - 10;
                    if random(3) == 0 { ANY } else { (first, first + random([20, 4, 300][d])) }
                });
                let mut found: Vec<usize> = tree.within(&asked).collect();
                found.sort_unstable();
                let inside = |at: &[i64; 3]| (0..3).all(|d| asked[d].0 <= at[d] && at[d] <= asked[d].1);
                let by_looking: Vec<usize> = points.iter().filter(|(at, _)| inside(at)).map(|(_, i)| *i).collect();
                assert_eq!(found, by_looking);
                let apart = |d: usize| -> Vec<Extent> {
                    let second = asked[d].1.saturating_add(3);
                    if asked[d] == ANY { vec![ANY] } else { vec![asked[d], (second, second + 4)] }
                };
                let several: [Vec<Extent>; 3] = std::array::from_fn(apart);
                let mut found: Vec<usize> = Vec::new();
                tree.within_any(std::array::from_fn(|d| several[d].as_slice()), &mut |i| found.push(i));
                found.sort_unstable();
                let inside = |at: &[i64; 3]| (0..3).all(|d| several[d].iter().any(|extent| extent.0 <= at[d] && at[d] <= extent.1));
                let by_looking: Vec<usize> = points.iter().filter(|(at, _)| inside(at)).map(|(_, i)| *i).collect();
                assert_eq!(found, by_looking);
            }
        }
    }
}
