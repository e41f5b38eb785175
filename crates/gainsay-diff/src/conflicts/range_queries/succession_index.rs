//! An index of claims with their times in full, for those that meet a claim in time and are not in succession with it.
//! Most searches do without: it is built once a search has looked at many claims in vain.

use std::cell::OnceCell;

use gainsay_model::date::Day;
use rustc_hash::FxHashMap;

use super::dimensions::{self, Extents, SORTING};
use crate::kd_tree::{AxisRange, KdTree};
use crate::ledger::{ClaimId, Ledger};
use crate::time::Relation;
use crate::time::succession::{self, TimeBox, TimePoint};

/// The dimensions of a claim, and after them those of its time.
const DIMENSIONS: usize = dimensions::DIMENSIONS + succession::DIMENSIONS;

/// A succession that may keep the times of two claims from contradicting.
#[derive(Clone, Copy)]
pub struct Succession {
    /// The way in which times are compared.
    pub relation: Relation,
    /// The number of days that two times may overlap where one takes over from the other.
    pub grace: Day,
    /// The number of claims that a search looks at before it asks for those that are not in succession.
    pub patience: usize,
}

/// An index of claims by the dimensions of another index and by their times.
#[derive(Default)]
pub struct SuccessionIndex(OnceCell<KdTree<DIMENSIONS>>);

impl SuccessionIndex {
    /// Iterates over the claims in a box of the other index whose times lie in one of these boxes. `claims` are the
    /// claims of the other index by their numbers, and `before_all` is the dimension that the index is sorted by first.
    pub fn within<'i>(
        &'i self,
        ledger: &Ledger,
        (like, before_all): (&KdTree<{ dimensions::DIMENSIONS }>, Option<usize>),
        claims: &[(usize, ClaimId)],
        extents: &Extents,
        times: Vec<TimeBox>,
    ) -> impl Iterator<Item = usize> + use<'i> {
        let index = self.0.get_or_init(|| {
            let times: FxHashMap<usize, TimePoint> =
                claims.iter().map(|(i, id)| (*i, ledger.time(ledger.claim(*id)).point())).collect();
            let points: Vec<_> = like.points().filter_map(|(at, i)| Some((joined(&at, times.get(&i)?), i))).collect();
            let by: Vec<usize> = SORTING.into_iter().chain(dimensions::DIMENSIONS..DIMENSIONS).collect();
            KdTree::new(&points, before_all, &by)
        });
        let extents = *extents;
        times.into_iter().flat_map(move |times| {
            let extents: [AxisRange; DIMENSIONS] = joined(&extents, &times);
            index.within(&extents)
        })
    }
}

/// Returns the dimensions of a claim and of its time together.
fn joined<T: Copy>(claim: &[T; dimensions::DIMENSIONS], time: &[T; succession::DIMENSIONS]) -> [T; DIMENSIONS] {
    std::array::from_fn(|d| if d < claim.len() { claim[d] } else { time[d - claim.len()] })
}
