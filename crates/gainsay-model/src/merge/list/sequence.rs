//! Merges lists whose order means something: each side has changed one range, and the two must lie apart.

use std::ops::Range;

use super::Pick;
use crate::merge::value::Value;

/// Returns the merged list; none if the changes of both sides meet.
pub(super) fn plan(base: &[Value], ours: &[Value], theirs: &[Value]) -> Option<Vec<Pick>> {
    let (here, there) = (changed(base, ours), changed(base, theirs));
    let (our_new, their_new) = (side_range(&here, base, ours), side_range(&there, base, theirs));
    let all_ours = |range: Range<usize>| range.map(Pick::Ours);
    if here == there && ours.get(our_new) == theirs.get(their_new.clone()) {
        return Some(all_ours(0..ours.len()).collect());
    }
    if here.end < there.start {
        // Behind its changed range, ours is the base, counted from the end.
        let moved = |at: usize| (at + ours.len()).checked_sub(base.len());
        let head = all_ours(0..moved(there.start)?);
        return Some(head.chain(their_new.map(Pick::Theirs)).chain(all_ours(moved(there.end)?..ours.len())).collect());
    }
    if there.end < here.start {
        return Some(
            all_ours(0..there.start)
                .chain(their_new.map(Pick::Theirs))
                .chain(all_ours(there.end..ours.len()))
                .collect(),
        );
    }
    None
}

/// Returns the range of the base that a side has changed.
fn changed(base: &[Value], side: &[Value]) -> Range<usize> {
    let shorter = base.len().min(side.len());
    let same = |(a, b): &(&Value, &Value)| a == b;
    let first = base.iter().zip(side).take_while(same).count();
    let last = base.iter().rev().zip(side.iter().rev()).take(shorter - first).take_while(same).count();
    first..base.len() - last
}

/// Returns the range of a side that stands in the place of a changed range of the base.
fn side_range(changed: &Range<usize>, base: &[Value], side: &[Value]) -> Range<usize> {
    changed.start..side.len().saturating_sub(base.len() - changed.end)
}
