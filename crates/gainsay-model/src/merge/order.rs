//! The order of what is merged: ours, with what theirs adds where it stands in theirs.

/// A place in the merged order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MergedSlot {
    /// By index in ours.
    Ours(usize),
    /// By index in theirs.
    Theirs(usize),
}

/// What one of theirs is to ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TheirPlace {
    /// It is that one of ours.
    At(usize),
    /// It is to be put in.
    New,
    /// It is not wanted.
    Gone,
}

/// Ours in its order, and every new one of theirs behind the neighbour that it follows in theirs, and behind what ours
/// has added there; before all others if it follows none. `added` tells of each of ours whether ours has added it.
pub(super) fn weave(added: &[bool], theirs: &[TheirPlace]) -> Vec<MergedSlot> {
    // The first list holds what goes before everything, each other one what goes behind one of ours.
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); added.len() + 1];
    let (past, ahead) = (past_added(added), next_known(theirs));
    let mut anchor = None;
    for (i, place) in theirs.iter().enumerate() {
        match place {
            TheirPlace::At(at) => anchor = past.get(*at).copied(),
            TheirPlace::Gone => {}
            TheirPlace::New => {
                let at = anchor.or(ahead.get(i).copied().flatten()).unwrap_or(added.len());
                if let Some(there) = behind.get_mut(at) {
                    there.push(i);
                }
            }
        }
    }
    let mut slots = Vec::with_capacity(added.len() + theirs.len());
    for (at, new) in behind.into_iter().enumerate() {
        slots.extend(at.checked_sub(1).map(MergedSlot::Ours));
        slots.extend(new.into_iter().map(MergedSlot::Theirs));
    }
    slots
}

/// For each of ours, how many stand up to it and what ours has added right behind it.
fn past_added(added: &[bool]) -> Vec<usize> {
    let mut past = vec![added.len(); added.len()];
    for at in (1..added.len()).rev() {
        let end = if added.get(at) == Some(&true) { past.get(at).copied() } else { Some(at) };
        if let (Some(before), Some(end)) = (past.get_mut(at - 1), end) {
            *before = end;
        }
    }
    past
}

/// For each of theirs, where the next one that ours has too stands in ours.
fn next_known(theirs: &[TheirPlace]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut known: Vec<Option<usize>> = theirs
        .iter()
        .rev()
        .map(|place| {
            if let TheirPlace::At(at) = place {
                next = Some(*at);
            }
            next
        })
        .collect();
    known.reverse();
    known
}

#[cfg(test)]
mod tests {
    use super::MergedSlot::{Ours, Theirs};
    use super::TheirPlace::{At, Gone, New};
    use super::*;

    #[test]
    fn what_theirs_adds_stands_behind_its_neighbour() {
        assert_eq!(weave(&[false, false], &[At(0), New, At(1)]), [Ours(0), Theirs(1), Ours(1)]);
        assert_eq!(
            weave(&[false, true, false], &[At(0), New, At(2), New]),
            [Ours(0), Ours(1), Theirs(1), Ours(2), Theirs(3)]
        );
    }

    #[test]
    fn what_follows_nothing_stands_before_the_next() {
        assert_eq!(weave(&[true, false], &[New, New, At(1)]), [Ours(0), Theirs(0), Theirs(1), Ours(1)]);
        assert_eq!(weave(&[true], &[Gone, New]), [Ours(0), Theirs(1)]);
        assert_eq!(weave(&[], &[New]), [Theirs(0)]);
    }
}
