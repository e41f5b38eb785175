//! Routes: pointers of findings and fixes to a part of a file. Bytes, lines and columns are worked out from a route
//! when something is shown to somebody.

use crate::record::Place;
use crate::yaml::Span;

/// The way to a part of a file, by record, key and index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Route {
    /// A whole file.
    File(u32),
    /// A range of bytes in a file.
    Bytes(u32, Span),
    /// A record: its first line.
    Record(Place),
    /// A key of a record: the key and its value; with an index, the value's list item of that index, or the value
    /// alone.
    Key(Place, &'static str, Option<u32>),
    /// A part of the statement under a stance of a record.
    Part(Place, &'static str, Part),
}

/// The parts of a statement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// The thing that the statement is about.
    Subject,
    /// The relation or property that is stated.
    Predicate,
    /// The thing or value to which the predicate relates the subject.
    Object,
}

impl Part {
    /// Returns the key of the part in the long form of a statement.
    pub fn key(self) -> &'static str {
        match self {
            Part::Subject => "subject",
            Part::Predicate => "predicate",
            Part::Object => "object",
        }
    }
}

impl Route {
    /// Returns the record that the route leads into, if it names one.
    pub fn record(self) -> Option<Place> {
        match self {
            Route::File(_) | Route::Bytes(..) => None,
            Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => Some(place),
        }
    }

    /// Returns the file that the route leads into, as an index into [`crate::Workspace::files`].
    pub fn file(self) -> u32 {
        match self {
            Route::File(file) | Route::Bytes(file, _) => file,
            Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => place.file,
        }
    }

    /// Returns the byte of the file at which it begins, or the record that it leads into does; none of a whole file.
    pub fn start(self) -> Option<u32> {
        match self {
            Route::File(_) => None,
            Route::Bytes(_, span) => Some(span.start),
            Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => Some(place.start),
        }
    }

    /// Has it begin at another byte of the file, and end as far behind that as before.
    pub fn move_to(&mut self, start: u32) {
        match self {
            Route::File(_) => {}
            Route::Bytes(_, span) => *span = Span { start, end: start.saturating_add(span.end - span.start) },
            Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => place.start = start,
        }
    }

    /// Returns the index of the file, to be changed.
    pub fn file_mut(&mut self) -> &mut u32 {
        match self {
            Route::File(file) | Route::Bytes(file, _) => file,
            Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) => &mut place.file,
        }
    }
}
