//! Drawings: time on an axis, and the vocabulary as a graph. Each is an SVG made by this crate whose title says what it
//! shows, and the page says the same in words beside it.

mod axis;
pub mod graph;
pub mod lanes;
pub mod time_bars;

pub use axis::Axis;
