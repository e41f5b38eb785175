//! Ranges of dimensions, put together.

use gainsay_model::date::Days;

use super::dimensions::{Extents, GAP, Point, VALUE};
use crate::kd_tree::AxisRange;

/// Returns the point in the place of all alternatives: it may conflict with claims whose value lies in a gap between
/// theirs.
pub fn between(mut at: Point, gap: (i64, i64)) -> Point {
    (at[GAP[0]], at[GAP[1]]) = gap;
    // The point begins after every value, so that it is found once.
    (at[VALUE[0]], at[VALUE[1]]) = (i64::MAX, i64::MAX);
    at
}

/// Returns a point with another value in one dimension.
pub fn with_value(dimension: usize, value: i64, mut at: Point) -> Point {
    at[dimension] = value;
    at
}

/// Returns a box with another range in one dimension.
pub fn with(dimension: usize, extent: AxisRange, mut extents: Extents) -> Extents {
    extents[dimension] = extent;
    extents
}

pub fn only(value: i64) -> AxisRange {
    (value, value)
}

pub fn below(value: i64) -> AxisRange {
    (i64::MIN, value.saturating_sub(1))
}

pub fn above(value: i64) -> AxisRange {
    (value.saturating_add(1), i64::MAX)
}

pub fn meets(extents: &mut Extents, dimensions: [usize; 2], days: Days) {
    extents[dimensions[0]] = (i64::MIN, days.last);
    extents[dimensions[1]] = (days.first, i64::MAX);
}

pub fn both(a: &Extents, b: &Extents) -> Extents {
    std::array::from_fn(|d| (a[d].0.max(b[d].0), a[d].1.min(b[d].1)))
}
