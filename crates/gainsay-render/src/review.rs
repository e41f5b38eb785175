//! The formats of a review: the verdict, what needs attention, and what happened to each record.

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

/// A review, with the places of both states.
pub struct ReviewReport<'r> {
    /// What is shown.
    pub review: &'r Review,
    before: (Locations<'r>, Naming<'r>),
    after: (Locations<'r>, Naming<'r>),
    links: Links,
}

/// Findings that need attention, of one sort.
pub struct Section<'r> {
    /// What they are, for a heading.
    pub title: &'static str,
    /// The same in a word, for a line.
    pub word: &'static str,
    /// The findings.
    pub findings: &'r [AnyFinding],
    /// They are of the earlier state.
    pub earlier: bool,
}

impl<'r> ReviewReport<'r> {
    /// Shows a review, records by name or by id. Nothing is looked at before it is asked for.
    pub fn new(review: &'r Review, links: Links, by_ids: bool) -> ReviewReport<'r> {
        let naming = |workspace| if by_ids { Naming::by_ids(workspace) } else { Naming::new(workspace) };
        let of = |workspace| (Locations::new(workspace), naming(workspace));
        ReviewReport { review, before: of(&review.before.workspace), after: of(&review.after.workspace), links }
    }

    /// What needs attention, in this order; sections with nothing in them are left out.
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

    /// Changes of records; `all` are those of their layout, too.
    pub fn changes(&self, all: bool) -> impl Iterator<Item = &'r Change> + use<'r> {
        let changes = &self.review.changes;
        changes.list.iter().chain(changes.formatting.iter().filter(move |_| all))
    }

    /// Returns the places of a state.
    pub fn locations(&self, earlier: bool) -> &Locations<'r> {
        if earlier { &self.before.0 } else { &self.after.0 }
    }

    /// What the records of a snapshot are called.
    pub fn naming(&self, earlier: bool) -> &Naming<'r> {
        if earlier { &self.before.1 } else { &self.after.1 }
    }

    /// What the records of the state are called in which a changed record stands.
    pub fn naming_of(&self, change: &Change) -> &Naming<'r> {
        self.naming(change.after.is_none())
    }

    /// Where a changed record stands, and whether that is in the earlier state because it is gone.
    pub fn place_of(&self, change: &Change) -> Option<(Location<'r>, bool)> {
        let earlier = change.after.is_none();
        let place = change.after.or(change.before)?;
        Some((self.locations(earlier).find(Route::Record(place)), earlier))
    }

    /// Returns the address of a place, where a forge shows it. What is only in the earlier state has no line to go to
    /// in the later one.
    pub fn link(&self, place: &Location<'_>, earlier: bool) -> Option<String> {
        self.links.to(place.file, place.start.0).filter(|_| !earlier)
    }
}

/// Returns a heading with a capital at its beginning.
fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
