//! Many stretches of days, or of anything else that is counted, to be asked which of them meet another: n log n to sort them, and for an
//! answer little more than its length.

use gainsay_model::date::{DAWN, Day, Days};

/// A stretch, and the number of what it belongs to.
pub type Stretch = (Days, usize);

/// Stretches, sorted by where they begin, with the latest end of every block of a tree above them.
pub struct Stretches {
    sorted: Vec<Stretch>,
    /// A heap-shaped tree of the latest last day below each node; the leaves are `sorted`.
    latest: Vec<Day>,
    leaves: usize,
}

impl Stretches {
    /// Sorts them.
    pub fn new(mut sorted: Vec<Stretch>) -> Stretches {
        sorted.sort_unstable_by_key(|(days, i)| (days.first, days.last, *i));
        let leaves = sorted.len().next_power_of_two();
        let mut latest = vec![DAWN - 1; 2 * leaves];
        for (i, (days, _)) in sorted.iter().enumerate() {
            latest[leaves + i] = days.last;
        }
        for node in (1..leaves).rev() {
            latest[node] = latest[2 * node].max(latest[2 * node + 1]);
        }
        Stretches { sorted, latest, leaves }
    }

    /// Those that meet `days`, by their first days.
    pub fn meeting(&self, days: Days) -> impl Iterator<Item = usize> {
        let end = self.sorted.partition_point(|(s, _)| s.first <= days.last);
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.next_lasting(at, days.first).filter(|i| *i < end)?;
            at = found + 1;
            Some(self.sorted[found].1)
        })
    }

    /// The first leaf from `from` on whose last day is `day` or later.
    fn next_lasting(&self, from: usize, day: Day) -> Option<usize> {
        if from >= self.sorted.len() {
            return None;
        }
        let mut node = self.leaves + from;
        // Up while nothing to the right lasts long enough, then down to the leftmost that does.
        while self.latest[node] < day {
            while node % 2 == 1 {
                node /= 2;
                if node == 0 {
                    return None;
                }
            }
            node += 1;
            if node.is_power_of_two() {
                return None;
            }
        }
        while node < self.leaves {
            node = if self.latest[2 * node] >= day { 2 * node } else { 2 * node + 1 };
        }
        Some(node - self.leaves).filter(|i| *i < self.sorted.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_found_as_by_looking_at_each() {
        let mut seed = 7u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) % below
        };
        for size in 0..60 {
            let stretches: Vec<Stretch> = (0..size)
                .map(|i| {
                    let first = random(40) as i64;
                    (Days { first, last: first + random(12) as i64 }, i)
                })
                .collect();
            let index = Stretches::new(stretches.clone());
            for _ in 0..20 {
                let first = random(50) as i64 - 5;
                let asked = Days { first, last: first + random(10) as i64 };
                let mut found: Vec<usize> = index.meeting(asked).collect();
                found.sort_unstable();
                let by_looking: Vec<usize> = stretches.iter().filter(|(d, _)| d.meets(asked)).map(|(_, i)| *i).collect();
                assert_eq!(found, by_looking);
            }
        }
    }
}
