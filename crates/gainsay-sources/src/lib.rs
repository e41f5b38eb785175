//! Kept copies of sources as text, and quotes looked for in them.
//!
//! From the bytes of a kept copy comes its text of record ([`text_of_record()`]); a [`Quote`] is looked for in that
//! ([`Searchable::find`]), and where it does not stand there the nearest passage is shown ([`Searchable::nearest`]).
//! Bytes come in and values go out: no file is opened and no process started here.

#![forbid(unsafe_code)]

mod bytes;
mod characters;
mod could_not_look;
mod detect;
mod edges;
mod encoding;
mod find;
mod fold;
mod form;
mod headers;
mod html;
mod markdown;
mod metadata;
mod mhtml;
mod nearest;
mod quote;
mod surroundings;
mod text_of_record;
mod unpack;
mod warc;
mod words;

pub use could_not_look::CouldNotLook;
pub use find::{Found, Replaced, Searchable, Verdict, WIDEST_GAP};
pub use fold::{Folded, LineEndHyphens};
pub use form::Form;
pub use metadata::Metadata;
pub use nearest::{Difference, Nearest, Side};
pub use quote::Quote;
pub use surroundings::Surroundings;
pub use text_of_record::{Extracted, KeptCopy, Reading, TextOfRecord, text_beside_copy, text_of_record};
pub use unpack::LARGEST_COPY;
