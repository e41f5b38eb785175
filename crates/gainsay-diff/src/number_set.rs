//! Sets of numbers that share what they have in common: a set that has one number more than another takes a few nodes
//! more.
//!
//! A set is a tree over the bits of its numbers ("Fast Mergeable Integer Maps", Okasaki and Gill 1998). Equal subtrees
//! are one node, so that equal sets are known by their roots.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

/// A set, or a part of one, that is not empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Part {
    /// One number.
    One(u32),
    /// A node, by its place.
    Node(u32),
}

/// Numbers that differ from some bit on: in the first part that bit is not set, in the second it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Node {
    bit: u32,
    without: Part,
    with: Part,
}

/// The nodes of all sets.
#[derive(Default, Debug)]
struct Nodes {
    nodes: Vec<Node>,
    /// The least number of each node.
    least: Vec<u32>,
    /// The number of numbers of each node.
    counts: Vec<u32>,
    known: FxHashMap<Node, u32>,
}

/// Sets that share their nodes.
#[derive(Clone, Default, Debug)]
pub struct NumberSets(Rc<RefCell<Nodes>>);

/// A set of numbers.
#[derive(Clone, Debug)]
pub struct NumberSet {
    sets: NumberSets,
    root: Option<Part>,
}

/// Sets as they were at some time, which can be sent to other threads.
#[derive(Debug)]
pub struct FrozenSets {
    nodes: Vec<Node>,
    counts: Vec<u32>,
}

/// A set among others that are frozen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrozenSet(Option<Part>);

impl FrozenSets {
    /// Returns true if a set was already there.
    pub fn has(&self, set: FrozenSet) -> bool {
        !matches!(set.0, Some(Part::Node(node)) if node as usize >= self.nodes.len())
    }

    /// Returns how many numbers are in a set.
    pub fn len(&self, set: FrozenSet) -> usize {
        match set.0 {
            None => 0,
            Some(Part::One(_)) => 1,
            Some(Part::Node(node)) => self.counts[node as usize] as usize,
        }
    }

    /// Returns whether a number is in a set.
    pub fn holds(&self, set: FrozenSet, number: u32) -> bool {
        holds(&self.nodes, set.0, number)
    }

    /// Iterates over the numbers of a set in order.
    pub fn iter(&self, set: FrozenSet) -> impl Iterator<Item = u32> {
        numbers(set.0, |node| self.nodes[node as usize])
    }
}

/// Iterates over the numbers of a part in order, given the nodes by their places.
fn numbers(root: Option<Part>, node: impl Fn(u32) -> Node) -> impl Iterator<Item = u32> {
    let mut open: Vec<Part> = root.into_iter().collect();
    std::iter::from_fn(move || {
        loop {
            match open.pop()? {
                Part::One(number) => return Some(number),
                Part::Node(at) => {
                    let node = node(at);
                    open.extend([node.with, node.without]);
                }
            }
        }
    })
}

fn holds(nodes: &[Node], root: Option<Part>, number: u32) -> bool {
    let mut at = root;
    while let Some(Part::Node(node)) = at {
        let node = nodes[node as usize];
        at = Some(if number & (1 << node.bit) == 0 { node.without } else { node.with });
    }
    at == Some(Part::One(number))
}

impl NumberSets {
    /// Returns the set without a number.
    pub fn empty(&self) -> NumberSet {
        NumberSet { sets: self.clone(), root: None }
    }

    /// Returns the number of parts that the sets share.
    pub fn parts(&self) -> usize {
        self.0.borrow().nodes.len()
    }
}

impl NumberSet {
    /// Returns the set with one number more, or the same where the number is in it.
    pub fn with(&self, number: u32) -> NumberSet {
        let one = Part::One(number);
        let root = self.root.map_or(one, |root| self.sets.0.borrow_mut().with(root, number));
        NumberSet { sets: self.sets.clone(), root: Some(root) }
    }

    /// Returns the set of these numbers.
    pub fn of(sets: &NumberSets, numbers: impl IntoIterator<Item = u32>) -> NumberSet {
        let mut sorted: Vec<u32> = numbers.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let root = (!sorted.is_empty()).then(|| sets.0.borrow_mut().of_sorted(&sorted));
        NumberSet { sets: sets.clone(), root }
    }

    /// Returns the set of all numbers of this one and of another one with the same nodes.
    pub fn union(&self, other: &NumberSet) -> NumberSet {
        let root = match (self.root, other.root) {
            (Some(one), Some(other)) => Some(self.sets.0.borrow_mut().union(one, other)),
            (one, other) => one.or(other),
        };
        NumberSet { sets: self.sets.clone(), root }
    }

    /// Returns how many numbers are in the set.
    pub fn len(&self) -> usize {
        self.root.map_or(0, |root| self.sets.0.borrow().count(root) as usize)
    }

    /// Returns true if there is no number in the set.
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Returns how many numbers two sets with the same nodes have in common.
    pub fn count_common(&self, other: &NumberSet) -> usize {
        match (self.root, other.root) {
            (Some(one), Some(other)) => self.sets.0.borrow().count_common(one, other),
            _ => 0,
        }
    }

    /// Returns true if two sets with the same nodes have a number in common.
    pub fn meets(&self, other: &NumberSet) -> bool {
        match (self.root, other.root) {
            (Some(one), Some(other)) => self.sets.0.borrow().meet(one, other),
            _ => false,
        }
    }

    /// Returns a number that is the same for equal sets with the same nodes, and for no others.
    pub fn key(&self) -> u64 {
        match self.root {
            None => u64::MAX,
            Some(Part::One(number)) => u64::from(number),
            Some(Part::Node(node)) => 1 << 32 | u64::from(node),
        }
    }

    /// Returns whether two sets with the same nodes are equal.
    pub fn is(&self, other: &NumberSet) -> bool {
        self.root == other.root
    }

    /// Returns whether a number is in the set.
    pub fn has(&self, number: u32) -> bool {
        holds(&self.sets.0.borrow().nodes, self.root, number)
    }

    /// Returns all sets with the same nodes as they are now.
    pub fn freeze(&self) -> FrozenSets {
        let nodes = self.sets.0.borrow();
        FrozenSets { nodes: nodes.nodes.clone(), counts: nodes.counts.clone() }
    }

    /// Returns the set as one among those that are frozen.
    pub fn frozen(&self) -> FrozenSet {
        FrozenSet(self.root)
    }

    /// Returns the least number.
    pub fn least(&self) -> Option<u32> {
        self.root.map(|root| self.sets.0.borrow().least(root))
    }

    /// Iterates over the numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        numbers(self.root, |node| self.sets.0.borrow().nodes[node as usize])
    }
}

impl Nodes {
    fn least(&self, part: Part) -> u32 {
        match part {
            Part::One(number) => number,
            Part::Node(node) => self.least[node as usize],
        }
    }

    fn has(&self, part: Part, number: u32) -> bool {
        holds(&self.nodes, Some(part), number)
    }

    fn node(&mut self, node: Node) -> Part {
        let (least, count) = (self.least(node.without), self.count(node.without) + self.count(node.with));
        let Nodes { nodes, least: all, counts, known } = self;
        Part::Node(*known.entry(node).or_insert_with(|| {
            nodes.push(node);
            all.push(least);
            counts.push(count);
            nodes.len() as u32 - 1
        }))
    }

    fn count(&self, part: Part) -> u32 {
        match part {
            Part::One(_) => 1,
            Part::Node(node) => self.counts[node as usize],
        }
    }

    /// Returns the two halves of a part at a bit at which it differs, or from which on another one does.
    fn halves(&self, part: Part, bit: u32) -> [Option<Part>; 2] {
        match part {
            Part::Node(at) if self.nodes[at as usize].bit == bit => {
                let node = self.nodes[at as usize];
                [Some(node.without), Some(node.with)]
            }
            _ if self.least(part) & (1 << bit) == 0 => [Some(part), None],
            _ => [None, Some(part)],
        }
    }

    /// Returns the highest bit at which any two numbers of two parts differ; none if both are one number.
    fn split(&self, a: Part, b: Part) -> Option<u32> {
        let between = self.least(a) ^ self.least(b);
        let own = |part: Part| if let Part::Node(node) = part { Some(self.nodes[node as usize].bit) } else { None };
        let bits = [own(a), own(b), between.checked_ilog2()];
        bits.into_iter().flatten().max()
    }

    fn union(&mut self, a: Part, b: Part) -> Part {
        if a == b {
            return a;
        }
        match (a, b) {
            (Part::One(number), part) | (part, Part::One(number)) => self.with(part, number),
            _ => {
                let Some(bit) = self.split(a, b) else { return a };
                let ([x, y], [u, v]) = (self.halves(a, bit), self.halves(b, bit));
                let mut both = |one: Option<Part>, other: Option<Part>| match (one, other) {
                    (Some(one), Some(other)) => Some(self.union(one, other)),
                    (one, other) => one.or(other),
                };
                match (both(x, u), both(y, v)) {
                    (Some(without), Some(with)) => self.node(Node { bit, without, with }),
                    (one, other) => one.or(other).unwrap_or(a),
                }
            }
        }
    }

    fn count_common(&self, a: Part, b: Part) -> usize {
        if a == b {
            return self.count(a) as usize;
        }
        match (a, b) {
            (Part::One(number), part) | (part, Part::One(number)) => usize::from(self.has(part, number)),
            _ => {
                let Some(bit) = self.split(a, b) else { return 0 };
                let both = self.halves(a, bit).into_iter().zip(self.halves(b, bit));
                both.map(|pair| if let (Some(one), Some(other)) = pair { self.count_common(one, other) } else { 0 })
                    .sum()
            }
        }
    }

    fn meet(&self, a: Part, b: Part) -> bool {
        if a == b {
            return true;
        }
        match (a, b) {
            (Part::One(number), part) | (part, Part::One(number)) => self.has(part, number),
            _ => {
                let Some(bit) = self.split(a, b) else { return false };
                let mut both = self.halves(a, bit).into_iter().zip(self.halves(b, bit));
                both.any(|pair| matches!(pair, (Some(one), Some(other)) if self.meet(one, other)))
            }
        }
    }

    /// Returns the part of some numbers, each once and in order; one at least.
    fn of_sorted(&mut self, numbers: &[u32]) -> Part {
        let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
        if first == last {
            return Part::One(first);
        }
        let bit = 31 - (first ^ last).leading_zeros();
        let (without, with) = numbers.split_at(numbers.partition_point(|number| number & (1 << bit) == 0));
        let (without, with) = (self.of_sorted(without), self.of_sorted(with));
        self.node(Node { bit, without, with })
    }

    /// Returns the part that has one number more, which differs from all of it from some bit on.
    fn joined(&mut self, part: Part, number: u32) -> Part {
        let bit = 31 - (self.least(part) ^ number).leading_zeros();
        let one = Part::One(number);
        let (without, with) = if number & (1 << bit) == 0 { (one, part) } else { (part, one) };
        self.node(Node { bit, without, with })
    }

    fn with(&mut self, part: Part, number: u32) -> Part {
        match part {
            Part::One(one) if one == number => part,
            Part::One(_) => self.joined(part, number),
            Part::Node(at) => {
                let node = self.nodes[at as usize];
                if (self.least[at as usize] ^ number) >> node.bit > 1 {
                    self.joined(part, number)
                } else if number & (1 << node.bit) == 0 {
                    let without = self.with(node.without, number);
                    self.node(Node { without, ..node })
                } else {
                    let with = self.with(node.with, number);
                    self.node(Node { with, ..node })
                }
            }
        }
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
        let mut compared = 0;
        for round in 0..400 {
            let sets = NumberSets::default();
            let most = [6, 40, 1 << 20][round % 3];
            let mut some: Vec<(Vec<u32>, NumberSet)> = Vec::new();
            for _ in 0..12 {
                // Half of them have one number more than another.
                let mut numbers: BTreeSet<u32> = match some.last() {
                    Some((numbers, _)) if draw(2) == 0 => numbers.iter().copied().collect(),
                    _ => (0..draw(9)).map(|_| draw(most) as u32).collect(),
                };
                numbers.insert(draw(most) as u32);
                let mut shuffled: Vec<u32> = numbers.iter().copied().collect();
                shuffled.sort_by_key(|number| number.wrapping_mul(0x9E37_79B1));
                let one_by_one = shuffled.iter().fold(sets.empty(), |set, number| set.with(*number));
                assert!(one_by_one.is(&NumberSet::of(&sets, shuffled)));
                some.push((numbers.into_iter().collect(), one_by_one));
            }
            for (a, of_a) in &some {
                assert_eq!(of_a.iter().collect::<Vec<_>>(), *a);
                assert_eq!(of_a.least(), a.first().copied());
                let frozen = of_a.freeze();
                assert!(frozen.has(of_a.frozen()) && frozen.iter(of_a.frozen()).eq(of_a.iter()));
                assert_eq!(frozen.len(of_a.frozen()), of_a.len());
                assert!((0..most.min(60) as u32).all(|number| of_a.has(number) == a.contains(&number)));
                for (b, of_b) in &some {
                    assert_eq!(of_a.is(of_b), a == b, "{a:?} {b:?}");
                    let both: BTreeSet<u32> = a.iter().chain(b).copied().collect();
                    let union = of_a.union(of_b);
                    assert!(union.is(&NumberSet::of(&sets, both.iter().copied())), "{a:?} {b:?}");
                    assert_eq!(union.len(), both.len());
                    let common = a.iter().filter(|number| b.contains(number)).count();
                    assert_eq!((of_a.count_common(of_b), of_a.meets(of_b)), (common, common > 0), "{a:?} {b:?}");
                    assert_eq!(of_a.key() == of_b.key(), a == b);
                    compared += usize::from(a != b && common == a.len());
                }
            }
            assert!(sets.empty().is_empty() && !some[0].1.is_empty() && !sets.empty().meets(&some[0].1));
            assert!(sets.empty().union(&some[0].1).is(&some[0].1));
        }
        assert!(compared > 0, "no set is within another");
    }
}
