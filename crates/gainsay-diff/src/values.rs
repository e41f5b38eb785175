//! How two objects that are no entities bear on each other. Units have been checked before.

use gainsay_model::Workspace;
use gainsay_model::date::{Date, Mark};
use gainsay_model::quantity::{Quantity, Tolerance};
use gainsay_model::record::Object;

/// Whether something said of two values is so, and whether certainly.
pub type Verdict = Option<Certain>;

/// Whether it is certain.
pub type Certain = bool;

/// Whether who denies `denied` denies `affirmed` too.
pub fn denies(workspace: &Workspace, affirmed: &Object, denied: &Object) -> Verdict {
    match (affirmed, denied) {
        (Object::Quantity(a), Object::Quantity(d)) => {
            let approximate = a.approximate || d.approximate;
            grade((!approximate && a.within(d)) || a.same_bounds(d), approximate && a.meets(d))
        }
        (Object::Date(a), Object::Date(d)) => {
            let (a, d) = (workspace.date(*a), workspace.date(*d));
            let marked = a.is_marked() || d.is_marked();
            grade((!marked && a.span().within(d.span())) || same_dates(a, d), marked && a.wide_span().meets(d.wide_span()))
        }
        (a, d) => (a == d).then_some(true),
    }
}

/// Whether two values are one and the same.
pub fn same(workspace: &Workspace, a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Quantity(a), Object::Quantity(b)) => a.same_bounds(b),
        (Object::Date(a), Object::Date(b)) => same_dates(workspace.date(*a), workspace.date(*b)),
        (a, b) => a == b,
    }
}

/// Whether two values cannot both be the one value of a functional predicate.
pub fn differ(workspace: &Workspace, a: &Object, b: &Object, tolerance: Option<&Tolerance>) -> Verdict {
    match (a, b) {
        (Object::Quantity(a), Object::Quantity(b)) => quantities_differ(a, b, tolerance),
        (Object::Date(a), Object::Date(b)) => {
            let (a, b) = (workspace.date(*a), workspace.date(*b));
            (!a.wide_span().meets(b.wide_span())).then(|| !a.is_marked() && !b.is_marked())
        }
        (a, b) => (a != b).then_some(true),
    }
}

fn quantities_differ(a: &Quantity, b: &Quantity, tolerance: Option<&Tolerance>) -> Verdict {
    let apart = a.disjoint(b) && tolerance.is_none_or(|t| t.exceeded_by(a, b));
    apart.then_some(!a.approximate && !b.approximate)
}

fn grade(certain: bool, possible: bool) -> Verdict {
    if certain { Some(true) } else { possible.then_some(false) }
}

fn same_dates(a: &Date, b: &Date) -> bool {
    a.span() == b.span() && marks(a) == marks(b)
}

/// The marks of both ends; of a single date, twice its own.
fn marks(date: &Date) -> (Mark, Mark) {
    match date {
        Date::Single(moment) => (moment.mark, moment.mark),
        Date::Interval { start, end } => (start.mark(), end.mark()),
    }
}
