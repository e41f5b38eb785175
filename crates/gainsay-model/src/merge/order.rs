//! Computes the merged order: that of ours, with the additions of theirs where they stand in theirs.

/// A place in the merged order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MergedSlot {
    /// The part of ours at this index.
    Ours(usize),
    /// The part of theirs at this index.
    Theirs(usize),
}

/// The place of a part of theirs in ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TheirPlace {
    /// The part is the one of ours at this index.
    At(usize),
    /// The part is to be added.
    New,
    /// The part is not wanted.
    Gone,
}

/// Returns the merged order: ours in its order, and each new part of theirs behind the neighbour that it follows in
/// theirs, and behind the additions of ours there; before all others if it follows none. `added` has for each part of
/// ours whether ours has added it.
pub(super) fn weave(added: &[bool], theirs: &[TheirPlace]) -> Vec<MergedSlot> {
    // The first list has the parts before everything, each other one the parts behind one of ours.
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

/// Returns for each part of ours the number of parts up to it and the additions of ours right behind it.
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

/// Returns for each part of theirs the place in ours of the next one that ours has too.
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
