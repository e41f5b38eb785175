//! The faces of a review.

pub mod concise;
pub mod full;
pub mod html;
pub mod json;
pub mod markdown;
pub mod records;
pub mod words;
