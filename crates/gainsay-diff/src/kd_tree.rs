//! A k-d tree: an index of many points of several dimensions, for queries which of them lie in a box. It takes n log n
//! to build; a query takes little more than the length of its answer, as long as the dimensions depend on each other as
//! those of times do.

use std::ops::Range;

/// A range of values of one dimension: the first and the last, both included.
pub type AxisRange = (i64, i64);

/// The range of all values.
pub const ANY: AxisRange = (i64::MIN, i64::MAX);

/// The number of points in a leaf.
const LEAF: usize = 8;

/// Points of `D` dimensions, each with a number.
#[derive(Debug)]
pub struct KdTree<const D: usize> {
    /// For each dimension the values that occur, sorted: points and boxes are compared by rank.
    values: [Vec<i64>; D],
    /// The dimensions in which the points differ. Of the others nothing is stored.
    varied: Vec<usize>,
    /// The numbers of the points, in the order of the tree.
    numbers: Vec<u32>,
    /// The ranks of each point in the varied dimensions, in the order of the tree.
    ranks: Vec<u32>,
    /// The least and the greatest ranks below each node of a heap-shaped tree, in the varied dimensions.
    bounds: Vec<(u32, u32)>,
}

impl<const D: usize> KdTree<D> {
    /// Builds the tree by some of the dimensions, as long as the points differ in these. If one is named as
    /// `before_all`, the points are sorted by it first, so that a query for one value of it looks nowhere else.
    pub fn new(points: &[([i64; D], usize)], before_all: Option<usize>, by: &[usize]) -> KdTree<D> {
        let values: [Vec<i64>; D] = std::array::from_fn(|d| distinct(points, d));
        let varied: Vec<usize> = (0..D).filter(|d| values[*d].len() > 1).collect();
        let rank = |at: &[i64; D], d: usize| values[d].partition_point(|v| *v < at[d]) as u32;
        let ranks: Vec<u32> = points.iter().flat_map(|(at, _)| varied.iter().map(|d| rank(at, *d))).collect();
        let place = |d: &usize| varied.binary_search(d).ok();
        let leaves = points.len().div_ceil(LEAF).next_power_of_two();
        let mut tree = Tree {
            ranks: &ranks,
            width: varied.len(),
            bounds: vec![(0, 0); 2 * leaves * varied.len()],
            before_all: before_all.as_ref().and_then(place),
            by: by.iter().filter_map(place).collect(),
        };
        let mut order: Vec<u32> = (0..points.len() as u32).collect();
        tree.split(&mut order, 1);
        let bounds = tree.bounds;
        let sorted = |i: &u32| {
            let start = *i as usize * varied.len();
            ranks[start..start + varied.len()].iter().copied()
        };
        let numbers = order.iter().map(|i| points[*i as usize].1 as u32).collect();
        KdTree { numbers, ranks: order.iter().flat_map(sorted).collect(), bounds, values, varied }
    }

    /// Iterates over the points, each with its number.
    pub fn points(&self) -> impl Iterator<Item = ([i64; D], usize)> + '_ {
        // Where all points have one value, only that is stored.
        let first: [i64; D] = std::array::from_fn(|d| self.values[d].first().copied().unwrap_or_default());
        (0..self.numbers.len()).map(move |i| {
            let mut point = first;
            self.varied.iter().zip(self.at(i)).for_each(|(d, rank)| point[*d] = self.values[*d][*rank as usize]);
            (point, self.numbers[i] as usize)
        })
    }

    /// Returns the ranks of a point.
    fn at(&self, i: usize) -> &[u32] {
        &self.ranks[i * self.varied.len()..][..self.varied.len()]
    }

    /// Returns the least and the greatest ranks below a node.
    fn bounds(&self, node: usize) -> &[(u32, u32)] {
        &self.bounds[node * self.varied.len()..][..self.varied.len()]
    }

    /// Iterates over the points in the box, taken from all over it: a query for one of a kind need not go through all
    /// that lie together.
    pub fn within<'p>(&'p self, extents: &[AxisRange; D]) -> impl Iterator<Item = usize> + use<'p, D> {
        let ranks = |d: usize| {
            let ((first, last), values) = (extents[d], &self.values[d]);
            values.partition_point(|v| *v < first) as u32..values.partition_point(|v| *v <= last) as u32
        };
        // Only dimensions that exclude any point are compared.
        let asked: Vec<(usize, Range<u32>)> = (0..self.varied.len())
            .filter(|place| extents[self.varied[*place]] != ANY)
            .map(|place| (place, ranks(self.varied[place])))
            .filter(|(place, ranks)| ranks.start > 0 || (ranks.end as usize) < self.values[self.varied[*place]].len())
            .collect();
        let is_elsewhere = |(values, (first, last)): (&Vec<i64>, &AxisRange)| {
            values.len() == 1 && !(*first..=*last).contains(&values[0])
        };
        let nowhere =
            asked.iter().any(|(_, ranks)| ranks.is_empty()) || self.values.iter().zip(extents).any(is_elsewhere);
        let mut open = if nowhere { Vec::new() } else { vec![(1, 0..self.numbers.len())] };
        let mut leaf = 0..0;
        let mut random = 0u32;
        std::iter::from_fn(move || {
            loop {
                for i in leaf.by_ref() {
                    let at = self.at(i);
                    if asked.iter().all(|(place, ranks)| ranks.contains(&at[*place])) {
                        return Some(self.numbers[i] as usize);
                    }
                }
                let (node, range) = open.pop()?;
                if range.is_empty() {
                    continue;
                }
                let bounds = self.bounds(node);
                if asked.iter().any(|(place, ranks)| bounds[*place].1 < ranks.start || bounds[*place].0 >= ranks.end) {
                    continue;
                }
                if range.len() <= LEAF {
                    leaf = range;
                    // Neighbours are alike, so that the next point is taken from anywhere.
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

    /// Calls `found` with the points that lie, in every dimension, in one of its ranges; these are sorted and disjoint.
    pub fn within_any(&self, extents: [&[AxisRange]; D], found: &mut impl FnMut(usize)) {
        let ranks = |d: usize| -> Vec<Range<u32>> {
            let rank = |value: i64| self.values[d].partition_point(|v| *v < value) as u32;
            let range = |(first, last): &AxisRange| rank(*first)..self.values[d].partition_point(|v| v <= last) as u32;
            extents[d].iter().map(range).filter(|ranks| !ranks.is_empty()).collect()
        };
        let asked: [Vec<Range<u32>>; D] = std::array::from_fn(ranks);
        if !self.numbers.is_empty() && asked.iter().all(|ranges| !ranges.is_empty()) {
            let asked: Vec<&[Range<u32>]> = self.varied.iter().map(|d| asked[*d].as_slice()).collect();
            self.walk(1, 0..self.numbers.len(), &asked, found);
        }
    }

    fn walk(&self, node: usize, range: Range<usize>, asked: &[&[Range<u32>]], found: &mut impl FnMut(usize)) {
        let meets = |(place, (first, last)): (usize, (u32, u32))| {
            let at = asked[place].partition_point(|ranks| ranks.end <= first);
            asked[place].get(at).is_some_and(|ranks| ranks.start <= last)
        };
        if range.is_empty() || !self.bounds(node).iter().copied().enumerate().all(meets) {
            return;
        }
        if range.len() > LEAF {
            let middle = range.start + range.len() / 2;
            self.walk(2 * node, range.start..middle, asked, found);
            self.walk(2 * node + 1, middle..range.end, asked, found);
        } else {
            let is_inside = |i: &usize| self.at(*i).iter().map(|rank| (*rank, *rank)).enumerate().all(meets);
            range.filter(is_inside).for_each(|i| found(self.numbers[i] as usize));
        }
    }
}

/// Returns the values that occur in a dimension, sorted.
fn distinct<const D: usize>(points: &[([i64; D], usize)], d: usize) -> Vec<i64> {
    let Some((first, others)) = points.split_first() else { return Vec::new() };
    if others.iter().all(|(at, _)| at[d] == first.0[d]) {
        return vec![first.0[d]];
    }
    let mut values: Vec<i64> = points.iter().map(|(at, _)| at[d]).collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// A tree that is being built.
struct Tree<'t> {
    ranks: &'t [u32],
    /// The number of ranks of each point.
    width: usize,
    bounds: Vec<(u32, u32)>,
    before_all: Option<usize>,
    by: Vec<usize>,
}

impl Tree<'_> {
    /// Sorts the points below a node, half and half by the dimension in which they lie farthest apart, or by the one
    /// that comes before all.
    fn split(&mut self, points: &mut [u32], node: usize) {
        let (ranks, width) = (self.ranks, self.width);
        let Some((first, others)) = points.split_first() else { return };
        let at = |i: u32| &ranks[i as usize * width..][..width];
        let bounds = &mut self.bounds[node * width..][..width];
        bounds.iter_mut().zip(at(*first)).for_each(|(bound, rank)| *bound = (*rank, *rank));
        for i in others {
            for (bound, rank) in bounds.iter_mut().zip(at(*i)) {
                *bound = (bound.0.min(*rank), bound.1.max(*rank));
            }
        }
        if points.len() > LEAF {
            let apart = |place: usize| bounds[place].1 - bounds[place].0;
            let widest = || self.by.iter().copied().max_by_key(|place| (apart(*place), width - place));
            let widest = self.before_all.filter(|place| apart(*place) > 0).or_else(widest);
            let middle = points.len() / 2;
            points.select_nth_unstable_by_key(middle, |i| (widest.map(|place| ranks[*i as usize * width + place]), *i));
            let (left, right) = points.split_at_mut(middle);
            self.split(left, 2 * node);
            self.split(right, 2 * node + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::draws;

    #[test]
    fn points_are_found_as_by_looking_at_each() {
        let mut draw = draws(7);
        let mut random = |below: u64| draw(below) as i64;
        for size in 0..120 {
            // In every fifth tree all points lie in one plane.
            let planes = if size % 5 == 0 { 1 } else { 6 };
            let points: Vec<([i64; 3], usize)> =
                (0..size).map(|i| ([random(40) - 9, random(planes), random(500)], i)).collect();
            let tree = KdTree::new(&points, [None, Some(1)][size % 2], [&[0, 1, 2][..], &[0, 2]][size / 2 % 2]);
            let mut given = points.clone();
            let mut kept: Vec<([i64; 3], usize)> = tree.points().collect();
            given.sort_unstable();
            kept.sort_unstable();
            assert_eq!(kept, given);
            for _ in 0..20 {
                let asked: [AxisRange; 3] = std::array::from_fn(|d| {
                    let first = random([50, 8, 500][d]) - 10;
                    if random(3) == 0 { ANY } else { (first, first + random([20, 4, 300][d])) }
                });
                let mut found: Vec<usize> = tree.within(&asked).collect();
                found.sort_unstable();
                let inside = |at: &[i64; 3]| (0..3).all(|d| asked[d].0 <= at[d] && at[d] <= asked[d].1);
                let by_looking: Vec<usize> = points.iter().filter(|(at, _)| inside(at)).map(|(_, i)| *i).collect();
                assert_eq!(found, by_looking);
                let apart = |d: usize| -> Vec<AxisRange> {
                    let second = asked[d].1.saturating_add(3);
                    if asked[d] == ANY { vec![ANY] } else { vec![asked[d], (second, second + 4)] }
                };
                let several: [Vec<AxisRange>; 3] = std::array::from_fn(apart);
                let mut found: Vec<usize> = Vec::new();
                tree.within_any(std::array::from_fn(|d| several[d].as_slice()), &mut |i| found.push(i));
                found.sort_unstable();
                let inside = |at: &[i64; 3]| {
                    (0..3).all(|d| several[d].iter().any(|extent| extent.0 <= at[d] && at[d] <= extent.1))
                };
                let by_looking: Vec<usize> = points.iter().filter(|(at, _)| inside(at)).map(|(_, i)| *i).collect();
                assert_eq!(found, by_looking);
            }
        }
    }
}
