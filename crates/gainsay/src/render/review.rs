//! The faces of a review.

pub mod concise;
pub mod full;
pub mod html;
pub mod json;
pub mod markdown;
mod words;
