//! Stores reachability in a graph as intervals of a preorder: a tree cover, as by Agrawal, Borgida and Jagadish
//! ("Efficient management of transitive relationships in large data and knowledge bases", 1989).
//!
//! All nodes stand in one row, each right before one of those that it leads to, where that is possible. So the nodes
//! that one reaches in a chain, a ring, a ladder or a tree are one interval, however many there are, and whole sets are
//! compared by their ends.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::graph::components;

/// An interval of consecutive places in the row: the first and the last.
pub type Interval = (u32, u32);

/// The number of intervals that are stored for each node, on average, with [`SPARE`] more in all; larger sets are
/// followed when they are asked for.
const EACH: usize = 16;

/// The number of intervals that are stored in any case.
const SPARE: usize = 1 << 16;

/// The nodes of a graph in a row, and the nodes that each reaches.
#[derive(Debug, Default)]
pub struct Cover {
    /// The place of each node.
    places: Vec<u32>,
    /// The node in each place.
    row: Vec<u32>,
    /// The intervals of nodes that each node reaches, itself included, as far as they are stored.
    known: Vec<Option<Rc<[Interval]>>>,
}

impl Cover {
    /// Returns the cover of a graph.
    pub fn new(count: usize, next: &dyn Fn(usize) -> Vec<usize>) -> Cover {
        Cover::of_some(count, next, &|_| true)
    }

    /// Returns the cover of a graph, in which nothing is stored for nodes that reach one that is not `plain`.
    pub fn of_some(count: usize, next: &dyn Fn(usize) -> Vec<usize>, plain: &dyn Fn(usize) -> bool) -> Cover {
        let row = row(count, next);
        let mut places = vec![0; count];
        row.iter().enumerate().for_each(|(place, node)| places[*node as usize] = place as u32);
        let mut cover = Cover { places, row, known: vec![None; count] };
        let mut kept = 0;
        for component in components(count, next) {
            if !component.iter().all(|node| plain(*node)) || kept > EACH * count + SPARE {
                continue;
            }
            let Some(all) = cover.beyond(&component, next) else { continue };
            kept += all.len();
            component.iter().for_each(|node| cover.known[*node] = Some(Rc::clone(&all)));
        }
        cover
    }

    /// Returns the nodes that a component reaches, if they are stored for all others that it leads to.
    fn beyond(&self, component: &[usize], next: &dyn Fn(usize) -> Vec<usize>) -> Option<Rc<[Interval]>> {
        let own = |node: &usize| (self.places[*node], self.places[*node]);
        if let [node] = component
            && let [only] = next(*node).as_slice()
            && only != node
        {
            let beyond = self.known[*only].as_deref()?;
            return Some(apart(beyond.iter().copied().chain([own(node)]).collect()).into());
        }
        let members: FxHashSet<usize> = component.iter().copied().collect();
        let others: FxHashSet<usize> =
            component.iter().flat_map(|node| next(*node)).filter(|node| !members.contains(node)).collect();
        let mut all: Vec<Interval> = component.iter().map(own).collect();
        for node in others {
            all.extend_from_slice(self.known[node].as_deref()?);
        }
        Some(apart(all).into())
    }

    /// Returns the place of a node in the row.
    pub fn place(&self, node: usize) -> Option<u32> {
        self.places.get(node).copied()
    }

    /// Returns the node in a place of the row.
    pub fn at(&self, place: u32) -> Option<usize> {
        self.row.get(place as usize).map(|node| *node as usize)
    }

    /// Returns the nodes that a node reaches, itself included, if they are stored: sorted and disjoint intervals.
    pub fn known(&self, node: usize) -> Option<&[Interval]> {
        self.known.get(node)?.as_deref()
    }

    /// Returns the nodes that a node reaches, itself included; `next` must lead on as it did when the graph was
    /// covered.
    pub fn reach(&self, node: usize, next: &dyn Fn(usize) -> Vec<usize>) -> Rc<[Interval]> {
        if let Some(Some(known)) = self.known.get(node) {
            return Rc::clone(known);
        }
        let (mut found, mut seen, mut open) = (Vec::new(), FxHashSet::default(), vec![node]);
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match self.known(node) {
                Some(known) => found.extend_from_slice(known),
                None => {
                    found.extend(self.place(node).map(|place| (place, place)));
                    open.extend(next(node));
                }
            }
        }
        apart(found).into()
    }
}

/// Returns all nodes in a row, each before the nodes that it leads to and that are not in the row yet.
fn row(count: usize, next: &dyn Fn(usize) -> Vec<usize>) -> Vec<u32> {
    let mut is_led_to = vec![false; count];
    (0..count).flat_map(next).for_each(|node| is_led_to[node] = true);
    let (mut row, mut is_in) = (Vec::with_capacity(count), vec![false; count]);
    // Nodes to which none leads come first; the rest lie on cycles.
    for start in (0..count).filter(|node| !is_led_to[*node]).chain(0..count) {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut is_in[node], true) {
                row.push(node as u32);
                open.extend(next(node).into_iter().rev());
            }
        }
    }
    row
}

/// Returns intervals sorted and disjoint: intervals that touch become one.
pub fn apart(mut stretches: Vec<Interval>) -> Vec<Interval> {
    stretches.sort_unstable();
    let mut apart: Vec<Interval> = Vec::with_capacity(stretches.len().min(8));
    for (first, last) in stretches {
        match apart.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => apart.push((first, last)),
        }
    }
    apart
}

/// Iterates over the common parts of two lists of intervals, in order.
pub fn shared<'s>(a: &'s [Interval], b: &'s [Interval]) -> impl Iterator<Item = Interval> + 's {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let (one, other) = (a.get(i)?, b.get(j)?);
            if one.1 <= other.1 {
                i += 1;
            } else {
                j += 1;
            }
            let (first, last) = (one.0.max(other.0), one.1.min(other.1));
            if first <= last {
                return Some((first, last));
            }
        }
    })
}

/// Returns true if a place lies in one of some sorted intervals.
pub fn holds(stretches: &[Interval], place: u32) -> bool {
    stretches.get(stretches.partition_point(|(_, last)| *last < place)).is_some_and(|(first, _)| *first <= place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::draws;

    fn set(stretches: &[Interval]) -> FxHashSet<u32> {
        stretches.iter().flat_map(|(first, last)| *first..=*last).collect()
    }

    #[test]
    fn stretches_are_compared_as_sets_are() {
        let mut draw = draws(9);
        let mut random = |below: u64| draw(below) as u32;
        for _ in 0..500 {
            let [a, b] = [0; 2].map(|_| {
                let stretch = |_| (random(40), random(5));
                (0..3).map(stretch).map(|(first, more)| (first, first + more)).collect::<Vec<_>>()
            });
            let of_a = set(&a);
            let (a, b) = (apart(a), apart(b));
            assert_eq!(set(&a), of_a);
            assert!(a.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
            let in_common: Vec<Interval> = shared(&a, &b).collect();
            assert_eq!(set(&in_common), set(&a).intersection(&set(&b)).copied().collect());
        }
    }

    #[test]
    fn what_is_reached_is_what_is_found_by_following_every_edge() {
        let mut draw = draws(3);
        let mut random = |below: u64| draw(below) as usize;
        for size in 1..60_u64 {
            let edges: Vec<Vec<usize>> = (0..size).map(|_| (0..random(4)).map(|_| random(size)).collect()).collect();
            let next = |node: usize| edges[node].clone();
            let plain: Vec<bool> = (0..size).map(|_| size % 2 == 0 || random(6) > 0).collect();
            let cover = Cover::of_some(size as usize, &next, &|node| plain[node]);
            for node in 0..size as usize {
                let (mut all, mut open) = (FxHashSet::default(), vec![node]);
                while let Some(node) = open.pop() {
                    open.extend(next(node).into_iter().filter(|node| all.insert(*node)));
                }
                all.insert(node);
                let reach = cover.reach(node, &next);
                let by_stretches: FxHashSet<usize> =
                    set(&reach).into_iter().filter_map(|place| cover.at(place)).collect();
                assert_eq!(by_stretches, all, "{edges:?}");
                assert_eq!(cover.known(node).is_some(), all.iter().all(|node| plain[*node]), "{edges:?}");
            }
        }
    }

    #[test]
    fn chains_rings_and_ladders_take_one_stretch_a_node() {
        const MANY: usize = 20_000;
        let takes_one = |name: &str, next: &dyn Fn(usize) -> Vec<usize>| {
            let cover = Cover::new(MANY, next);
            assert!((0..MANY).all(|node| cover.known(node).is_some_and(|known| known.len() == 1)), "{name}");
        };
        takes_one("chain", &|node| (node + 1 < MANY).then_some(node + 1).into_iter().collect());
        takes_one("ring", &|node| vec![(node + 1) % MANY]);
        takes_one("ladder", &|node| [node + 1, node + 2].into_iter().filter(|to| *to < MANY).collect());
    }
}
