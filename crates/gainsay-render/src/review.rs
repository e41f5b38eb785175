//! The formats of a review: the verdict, the findings that need attention, and the change of each record.

pub mod bulk;
pub mod concise;
pub mod full;
pub mod html;
pub mod json;
pub mod markdown;
pub mod records;

use gainsay_diff::changes::Change;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::review::Review;
use gainsay_model::finding::Route;

use crate::links::Links;
use crate::location::{Location, Locations};
use crate::prose::Naming;

/// A review, with the locations in both snapshots.
pub struct ReviewReport<'r> {
    /// The review to show.
    pub review: &'r Review,
    before: (Locations<'r>, Naming<'r>),
    after: (Locations<'r>, Naming<'r>),
    links: Links,
}

/// Findings of one sort that need attention.
pub struct Section<'r> {
    /// The name of the sort, for a heading.
    pub title: &'static str,
    /// The name of the sort in one word, for a line.
    pub word: &'static str,
    /// The findings.
    pub findings: &'r [AnyFinding],
    /// Says whether they are of the earlier snapshot.
    pub earlier: bool,
}

impl<'r> ReviewReport<'r> {
    /// Makes a report of a review, with records by name or by id. Nothing is read before it is needed.
    pub fn new(review: &'r Review, links: Links, by_ids: bool) -> ReviewReport<'r> {
        let naming = |workspace| if by_ids { Naming::by_ids(workspace) } else { Naming::new(workspace) };
        let of = |workspace| (Locations::new(workspace), naming(workspace));
        ReviewReport { review, before: of(&review.before.workspace), after: of(&review.after.workspace), links }
    }

    /// Returns the findings that need attention, in this order, without empty sections.
    pub fn sections(&self) -> impl Iterator<Item = Section<'r>> + use<'r> {
        let comparison = &self.review.comparison;
        let section =
            |title, word, findings: &'r [AnyFinding]| Section { title, word, findings, earlier: word == "resolved" };
        let all = [
            section("could not be read", "fault", &self.review.faults),
            section("introduced", "introduced", &comparison.introduced),
            section("changed", "changed", &comparison.changed),
            section("resolved", "resolved", &comparison.resolved),
            section("rulings that no longer hold", "ruling", &comparison.rulings),
        ];
        all.into_iter().filter(|section| !section.findings.is_empty())
    }

    /// Returns the changes of records; with `all`, also those of their layout.
    pub fn changes(&self, all: bool) -> impl Iterator<Item = &'r Change> + use<'r> {
        let changes = &self.review.changes;
        changes.list.iter().chain(changes.formatting.iter().filter(move |_| all))
    }

    /// Returns the locations in a snapshot.
    pub fn locations(&self, earlier: bool) -> &Locations<'r> {
        if earlier { &self.before.0 } else { &self.after.0 }
    }

    /// Returns the names of the records of a snapshot.
    pub fn naming(&self, earlier: bool) -> &Naming<'r> {
        if earlier { &self.before.1 } else { &self.after.1 }
    }

    /// Returns the names of the records of the snapshot that has a changed record.
    pub fn naming_of(&self, change: &Change) -> &Naming<'r> {
        self.naming(change.after.is_none())
    }

    /// Returns the location of a changed record, and whether it is in the earlier snapshot because the record is gone.
    pub fn place_of(&self, change: &Change) -> Option<(Location<'r>, bool)> {
        let earlier = change.after.is_none();
        let place = change.after.or(change.before)?;
        Some((self.locations(earlier).find(Route::Record(place)), earlier))
    }

    /// Returns the address of a place on a forge; none for a place in the earlier snapshot, which has no line in the
    /// later one.
    pub fn link(&self, place: &Location<'_>, earlier: bool) -> Option<String> {
        self.links.to(place.file, place.start.0).filter(|_| !earlier)
    }
}

/// Returns a heading with a capital first letter.
fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
