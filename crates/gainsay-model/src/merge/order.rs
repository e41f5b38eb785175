//! The order of what is merged: ours, with what theirs adds where it stands in theirs.

/// A place in the merged order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    /// By index in ours.
    Ours(usize),
    /// By index in theirs.
    Theirs(usize),
}

/// What one of theirs is to ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// It is that one of ours.
    At(usize),
    /// It is to be put in.
    New,
    /// It is not wanted.
    Gone,
}

/// Ours in its order, and every new one of theirs behind the neighbour that it follows in theirs, and behind what ours has added there;
/// before all others if it follows none. `added` tells of each of ours whether ours has added it.
pub(super) fn weave(added: &[bool], theirs: &[Place]) -> Vec<Slot> {
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); added.len() + 1];
    let mut anchor = None;
    for (i, place) in theirs.iter().enumerate() {
        match place {
            Place::At(at) => anchor = Some(*at),
            Place::Gone => {}
            Place::New => {
                // The first list holds what goes before everything.
                let at = anchor.map_or_else(|| before(added, next_known(theirs, i)), |at| past_added(added, at) + 1);
                if let Some(there) = behind.get_mut(at) {
                    there.push(i);
                }
            }
        }
    }
    let mut slots = Vec::with_capacity(added.len() + theirs.len());
    for (at, new) in behind.into_iter().enumerate() {
        slots.extend(at.checked_sub(1).map(Slot::Ours));
        slots.extend(new.into_iter().map(Slot::Theirs));
    }
    slots
}

/// The last of those that ours has added right behind one.
fn past_added(added: &[bool], at: usize) -> usize {
    at + added.iter().skip(at + 1).take_while(|added| **added).count()
}

/// How many of ours stand before the one that a new one of theirs is to precede; all, if there is none.
fn before(added: &[bool], next: Option<usize>) -> usize {
    next.unwrap_or(added.len())
}

fn next_known(theirs: &[Place], from: usize) -> Option<usize> {
    theirs.iter().skip(from).find_map(|place| if let Place::At(at) = place { Some(*at) } else { None })
}

#[cfg(test)]
mod tests {
    use super::Place::{At, Gone, New};
    use super::Slot::{Ours, Theirs};
    use super::*;

    #[test]
    fn what_theirs_adds_stands_behind_its_neighbour() {
        assert_eq!(weave(&[false, false], &[At(0), New, At(1)]), [Ours(0), Theirs(1), Ours(1)]);
        assert_eq!(weave(&[false, true, false], &[At(0), New, At(2), New]), [Ours(0), Ours(1), Theirs(1), Ours(2), Theirs(3)]);
    }

    #[test]
    fn what_follows_nothing_stands_before_the_next() {
        assert_eq!(weave(&[true, false], &[New, New, At(1)]), [Ours(0), Theirs(0), Theirs(1), Ours(1)]);
        assert_eq!(weave(&[true], &[Gone, New]), [Ours(0), Theirs(1)]);
        assert_eq!(weave(&[], &[New]), [Theirs(0)]);
    }
}
