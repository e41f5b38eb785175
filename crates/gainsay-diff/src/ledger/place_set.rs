//! A set of places of the preorder of [`Parts`].
//!
//! [`Parts`]: crate::ledger::parts::Parts

use std::collections::BTreeMap;

use crate::cover::apart;
use crate::ledger::parts::{Interval, joined};

/// A set of places of the preorder. Short intervals are marked place by place, which costs least where there are a
/// great number of them; of long ones the ends are stored.
#[derive(Debug, Default)]
pub struct PlaceSet {
    /// The marks of the places of short intervals: the number of the set.
    marks: Vec<u32>,
    number: u32,
    short: Vec<Interval>,
    long: IntervalSet,
}

impl PlaceSet {
    /// The most places of a short interval.
    const SHORT: u32 = 64;

    /// Empties the set, and makes room for that many places.
    pub fn clear(&mut self, places: usize) {
        self.short.clear();
        self.long.stretches.clear();
        self.number = self.number.wrapping_add(1);
        if self.marks.len() < places || self.number == 0 {
            self.marks = vec![0; places];
            self.number = 1;
        }
    }

    /// Adds an interval.
    pub fn insert(&mut self, (first, last): Interval) {
        if last - first < PlaceSet::SHORT {
            self.marks[first as usize..=last as usize].fill(self.number);
            self.short.push((first, last));
        } else {
            self.long.insert((first, last));
        }
    }

    /// Returns true if a place is in the set.
    pub fn holds(&self, place: u32) -> bool {
        self.marks[place as usize] == self.number || self.long.covers(place)
    }

    /// Returns the intervals, sorted and disjoint.
    pub fn stretches(&self) -> Vec<Interval> {
        let (first, last) = self.short.iter().fold((u32::MAX, 0), |all, stretch| joined(all, *stretch));
        // Where most places between the ends are marked, a walk through them is faster than sorting.
        let between = (last.saturating_sub(first)) as usize;
        let mut all = if between > self.short.len() * 16 { self.short.clone() } else { self.marked(first, last) };
        all.extend(self.long.stretches.iter().map(|(first, last)| (*first, *last)));
        apart(all)
    }

    /// Returns the intervals of marked places between two places, in order.
    fn marked(&self, first: u32, last: u32) -> Vec<Interval> {
        let mut stretches: Vec<Interval> = Vec::new();
        let is_marked = |place: &u32| self.marks[*place as usize] == self.number;
        for place in (first..=last).filter(is_marked) {
            match stretches.last_mut() {
                Some(before) if before.1 + 1 == place => before.1 = place,
                _ => stretches.push((place, place)),
            }
        }
        stretches
    }
}

/// Intervals of the preorder, of which no two touch.
#[derive(Debug, Default)]
struct IntervalSet {
    /// The last place of each interval, by its first.
    stretches: BTreeMap<u32, u32>,
}

impl IntervalSet {
    fn insert(&mut self, (mut first, mut last): Interval) {
        if let Some((before, end)) = self.stretches.range(..=first).next_back()
            && first <= end.saturating_add(1)
        {
            if last <= *end {
                return;
            }
            (first, last) = (*before, last.max(*end));
        }
        while let Some((&next, &end)) = self.stretches.range(first..=last.saturating_add(1)).next() {
            self.stretches.remove(&next);
            last = last.max(end);
        }
        self.stretches.insert(first, last);
    }

    fn covers(&self, place: u32) -> bool {
        self.stretches.range(..=place).next_back().is_some_and(|(_, last)| place <= *last)
    }
}
