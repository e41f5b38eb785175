//! Adds up values of subjects: a subject that is a part of another with a value is left out.

use gainsay_model::quantity::Decimal;
use rustc_hash::FxHashMap;

use crate::ledger::entities::{Entities, EntityId};

/// The sum of the values of some subjects.
///
/// Where some are parts of others, the subjects are the leaves of a tree, in the preorder in which all parts of one lie
/// in few intervals. A subject with a value raises, for every part of it, the number of subjects that take its place,
/// and a node of the tree stores the sum of those below it for which this number is smallest.
pub struct Summed {
    /// The value of each subject.
    values: Vec<Option<Decimal>>,
    sum: Decimal,
    count: usize,
    parts: Option<Parts>,
}

/// The subjects, of which some are parts of others.
struct Parts {
    /// For each subject, its circle: the subjects that are all parts of each other, most of them alone.
    circle: Vec<usize>,
    circles: Vec<Circle>,
    tree: Tree,
}

/// Subjects that are parts of each other, or one subject.
struct Circle {
    members: Vec<usize>,
    /// The number of members with a value.
    present: usize,
    /// The subjects below them, themselves included.
    below: Vec<(usize, usize)>,
}

impl Summed {
    /// Returns a sum of values of these subjects, which are sorted by their places.
    pub fn new(entities: &Entities, subjects: &[EntityId]) -> Summed {
        let parts = subjects.iter().any(|subject| entities.is_part(*subject)).then(|| Parts::new(entities, subjects));
        Summed { values: vec![None; subjects.len()], sum: Decimal::zero(), count: 0, parts }
    }

    /// Sets the value of a subject, or removes it.
    pub fn set(&mut self, subject: usize, value: Option<&Decimal>) {
        if self.values[subject].as_ref() == value {
            return;
        }
        let old = std::mem::replace(&mut self.values[subject], value.cloned());
        match &mut self.parts {
            Some(parts) => {
                parts.set(subject, old.is_some(), value);
                (self.count, self.sum) = parts.tree.sum();
            }
            None => {
                if let Some(old) = &old {
                    self.sum = &self.sum - old;
                }
                if let Some(new) = value {
                    self.sum = &self.sum + new;
                }
                self.count = self.count + usize::from(value.is_some()) - usize::from(old.is_some());
            }
        }
    }

    /// Returns the number of subjects that count.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the sum of their values.
    pub fn sum(&self) -> &Decimal {
        &self.sum
    }

    /// Returns true if a subject has a value and counts.
    pub fn counts(&self, subject: usize) -> bool {
        self.values[subject].is_some() && self.parts.as_ref().is_none_or(|parts| parts.tree.covers(subject) == 0)
    }
}

impl Parts {
    fn new(entities: &Entities, subjects: &[EntityId]) -> Parts {
        let places: Vec<u32> = subjects.iter().map(|subject| entities.place(*subject)).collect();
        let (mut circle, mut circles): (Vec<usize>, Vec<Circle>) = (Vec::new(), Vec::new());
        let mut known: FxHashMap<Vec<(u32, u32)>, usize> = FxHashMap::default();
        for (i, subject) in subjects.iter().enumerate() {
            let stretches = entities.below(*subject);
            // Subjects on one circle have the same parts.
            let round = entities.is_part(*subject) && entities.steps(*subject, *subject).is_some();
            let next = circles.len();
            let number = if round { *known.entry(stretches.to_vec()).or_insert(next) } else { next };
            if number == next {
                let range = |(first, last): &(u32, u32)| {
                    (places.partition_point(|place| place < first), places.partition_point(|place| place <= last))
                };
                let below = stretches.iter().map(range).filter(|(start, end)| start < end).collect();
                circles.push(Circle { members: Vec::new(), present: 0, below });
            }
            circles[number].members.push(i);
            circle.push(number);
        }
        Parts { circle, circles, tree: Tree::new(subjects.len()) }
    }

    fn set(&mut self, subject: usize, was_there: bool, value: Option<&Decimal>) {
        let circle = &mut self.circles[self.circle[subject]];
        self.tree.set(subject, value);
        let before = circle.present;
        circle.present = circle.present + usize::from(value.is_some()) - usize::from(was_there);
        let more = match (before, circle.present) {
            (0, 1..) => 1,
            (1.., 0) => -1,
            _ => return,
        };
        for (start, end) in &circle.below {
            self.tree.add(*start, *end, more);
        }
        // A subject does not take its own place.
        for member in &circle.members {
            self.tree.add(*member, *member + 1, -more);
        }
    }
}

/// A tree of subjects, with the summary of each range.
struct Tree {
    count: usize,
    nodes: Vec<Node>,
}

#[derive(Clone)]
struct Node {
    /// The smallest number of subjects that take the place of one here that has a value.
    fewest: i64,
    /// The number of subjects for which it is that small, and the sum of their values.
    count: usize,
    sum: Decimal,
    /// The number that is still to be added below.
    pending: i64,
}

/// The number for a subject without a value, which is more than can take the place of one.
const ABSENT: i64 = 1 << 40;

impl Tree {
    fn new(count: usize) -> Tree {
        let absent = Node { fewest: ABSENT, count: 0, sum: Decimal::zero(), pending: 0 };
        Tree { count, nodes: vec![absent; 2 * count.next_power_of_two()] }
    }

    fn leaves(&self) -> usize {
        self.nodes.len() / 2
    }

    /// Returns the number of subjects that count, and their sum.
    fn sum(&self) -> (usize, Decimal) {
        let root = &self.nodes[1];
        if root.fewest == 0 { (root.count, root.sum.clone()) } else { (0, Decimal::zero()) }
    }

    /// Returns the number of subjects that take the place of a subject with a value.
    fn covers(&self, subject: usize) -> i64 {
        let mut node = self.leaves() + subject;
        let mut covers = self.nodes[node].fewest;
        while node > 1 {
            node /= 2;
            covers += self.nodes[node].pending;
        }
        covers
    }

    /// Sets the value of a subject, or removes it.
    fn set(&mut self, subject: usize, value: Option<&Decimal>) {
        let leaf = self.leaves() + subject;
        let node = &mut self.nodes[leaf];
        let was_there = node.count > 0;
        node.fewest += match (was_there, value.is_some()) {
            (false, true) => -ABSENT,
            (true, false) => ABSENT,
            _ => 0,
        };
        node.count = usize::from(value.is_some());
        node.sum = value.cloned().unwrap_or_else(Decimal::zero);
        self.renew_above(leaf);
    }

    fn renew_above(&mut self, mut node: usize) {
        while node > 1 {
            node /= 2;
            self.renew(node);
        }
    }

    fn renew(&mut self, at: usize) {
        let (a, b) = (&self.nodes[2 * at], &self.nodes[2 * at + 1]);
        let fewest = a.fewest.min(b.fewest);
        let (count, sum) = match (a.fewest == fewest, b.fewest == fewest) {
            (true, true) => (a.count + b.count, &a.sum + &b.sum),
            (true, false) => (a.count, a.sum.clone()),
            _ => (b.count, b.sum.clone()),
        };
        let node = &mut self.nodes[at];
        (node.fewest, node.count, node.sum) = (fewest + node.pending, count, sum);
    }

    /// Adds to the numbers of the subjects from `start` to before `end`.
    fn add(&mut self, start: usize, end: usize, more: i64) {
        let (mut first, mut last) = (self.leaves() + start, self.leaves() + end.min(self.count));
        let (left, right) = (first, last.saturating_sub(1));
        while first < last {
            if first % 2 == 1 {
                self.add_to(first, more);
                first += 1;
            }
            if last % 2 == 1 {
                last -= 1;
                self.add_to(last, more);
            }
            (first, last) = (first / 2, last / 2);
        }
        self.renew_above(left);
        self.renew_above(right);
    }

    fn add_to(&mut self, node: usize, more: i64) {
        self.nodes[node].fewest += more;
        if node < self.leaves() {
            self.nodes[node].pending += more;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::quantity::{Bound, Quantity};
    use gainsay_model::{Input, Workspace};

    use super::*;
    use crate::ledger::Ledger;

    fn decimal(number: u64) -> Decimal {
        match Quantity::read(&number.to_string()).map(|quantity| quantity.low) {
            Ok(Bound::Closed(number)) => number,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parts_of_what_has_a_value_do_not_count() {
        let mut left_out = 0;
        for seed in 0..200u64 {
            let mut random = draws(seed);
            let entities = 9;
            let text: String = (0..entities)
                .map(|i| {
                    let parts: Vec<String> = (0..random(3)).map(|_| format!("e{}", random(entities))).collect();
                    format!("---\nentity: e{i}\nname: E\npart-of: [{}]\n", parts.join(", "))
                })
                .collect();
            let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
            let ledger = Ledger::new(&workspace);
            let entities = &ledger.entities;
            let mut subjects: Vec<EntityId> = (0..entities.classes.len() as u32).map(EntityId).collect();
            subjects.sort_unstable_by_key(|subject| entities.place(*subject));
            let mut summed = Summed::new(entities, &subjects);
            let mut values: Vec<Option<u64>> = vec![None; subjects.len()];
            for _ in 0..40 {
                let (subject, value) = (random(9) as usize, Some(1 + random(9)).filter(|value| *value > 3));
                values[subject] = value;
                summed.set(subject, value.map(decimal).as_ref());
                let is_part = |part: usize, whole: usize| entities.wholes(subjects[part]).contains(&subjects[whole]);
                let counts = |one: &usize| {
                    values[*one].is_some()
                        && !(0..values.len())
                            .any(|w| w != *one && values[w].is_some() && is_part(*one, w) && !is_part(w, *one))
                };
                let wanted: Vec<usize> = (0..values.len()).filter(counts).collect();
                let found: Vec<usize> = (0..values.len()).filter(|subject| summed.counts(*subject)).collect();
                assert_eq!(found, wanted, "seed {seed}");
                let sum: u64 = wanted.iter().filter_map(|subject| values[*subject]).sum();
                assert_eq!((summed.count(), summed.sum()), (wanted.len(), &decimal(sum)), "seed {seed}");
                left_out += values.iter().flatten().count() - wanted.len();
            }
        }
        assert!(left_out > 1000, "{left_out}");
    }
}
