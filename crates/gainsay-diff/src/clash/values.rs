//! Compares two objects that are no entities. Their units were compared before.

use gainsay_model::date::{Days, INFINITY, Mark, NEG_INFINITY};
use gainsay_model::quantity::{Bound, Decimal, Quantity, Tolerance};
use gainsay_model::record::{Object, ObjectType};
use gainsay_model::{Symbol, Workspace};

/// The result of a comparison of two values: none if it does not hold, else whether it is certain.
pub type Verdict = Option<Certain>;

/// Whether a result is certain.
pub type Certain = bool;

/// Returns whether a denial of `denied` denies `affirmed` too.
///
/// A denial denies all that its value can mean, and an affirmation affirms its plain value: *not about 50* denies 47,
/// but *not 47* does not deny *about 50*.
pub fn denies(workspace: &Workspace, affirmed: &Object, denied: &Object) -> Verdict {
    let alike = same(workspace, affirmed) == same(workspace, denied);
    match (affirmed, denied) {
        (Object::Quantity(a), Object::Quantity(d)) => {
            let (a, d) = (workspace.quantity(*a), workspace.quantity(*d));
            let approximate = a.approximate || d.approximate;
            grade(alike || (!approximate && a.within(d)), approximate && a.unwidened().within(d))
        }
        (Object::Date(a), Object::Date(d)) => {
            let (a, d) = (workspace.date(*a), workspace.date(*d));
            let marked = a.is_marked() || d.is_marked();
            grade(alike || (!marked && a.span().within(d.span())), marked && a.span().within(d.wide_span()))
        }
        _ => alike.then_some(true),
    }
}

/// The common form of equal values: for numbers their bounds, whether each is included, and `~`; for dates their days
/// and marks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Same<'w> {
    /// An entity or a text, by its symbol.
    Named(Symbol),
    /// A date, by its days and marks.
    Date(Days, (Mark, Mark)),
    /// A quantity, by its bounds, and whether it is approximate.
    Quantity(&'w Bound, &'w Bound, bool),
}

/// Returns the common form of a value and its equals, which tells it from all others.
pub fn same<'w>(workspace: &'w Workspace, value: &Object) -> Same<'w> {
    match value {
        Object::Entity(name) => Same::Named(*name),
        Object::Text(text) => Same::Named(text.folded),
        Object::Date(date) => Same::Date(workspace.date(*date).span(), workspace.date(*date).marks()),
        Object::Quantity(quantity) => {
            let quantity = workspace.quantity(*quantity);
            Same::Quantity(&quantity.low, &quantity.high, quantity.approximate)
        }
    }
}

/// Returns whether two values cannot both be the one value of a functional predicate.
pub fn differ(workspace: &Workspace, a: &Object, b: &Object, tolerance: Option<&Tolerance>) -> Verdict {
    match (a, b) {
        (Object::Quantity(a), Object::Quantity(b)) => {
            quantities_differ(workspace.quantity(*a), workspace.quantity(*b), tolerance)
        }
        (Object::Date(a), Object::Date(b)) => {
            let (a, b) = (workspace.date(*a), workspace.date(*b));
            (!a.wide_span().meets(b.wide_span())).then(|| !a.is_marked() && !b.is_marked())
        }
        (a, b) => (a != b).then_some(true),
    }
}

/// The relation of a given value to the one that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given {
    /// The given value is the one asked for, or lies inside it.
    Inside,
    /// The given value is no further from the one asked for than the tolerance allows.
    Close,
    /// One of the two is approximate, and the other lies inside its widened bounds.
    Perhaps,
}

/// Returns the way in which a given value affirms the one that is asked for, if it does. `>=200` does not affirm `280`.
pub fn affirms(workspace: &Workspace, given: &Object, asked: &Object, tolerance: Option<&Tolerance>) -> Option<Given> {
    if same(workspace, given) == same(workspace, asked) {
        return Some(Given::Inside);
    }
    match (given, asked) {
        (Object::Quantity(given), Object::Quantity(asked)) => {
            let (given, asked) = (workspace.quantity(*given), workspace.quantity(*asked));
            let (plain_given, plain_asked) = (given.unwidened(), asked.unwidened());
            if given.approximate || asked.approximate {
                let close = tolerance.is_some_and(|tolerance| tolerance.spans(&plain_given, &plain_asked));
                let perhaps = plain_given.within(asked) || (given.approximate && plain_asked.within(given)) || close;
                return perhaps.then_some(Given::Perhaps);
            }
            let close = || tolerance.is_some_and(|tolerance| tolerance.spans(given, asked));
            if given.within(asked) { Some(Given::Inside) } else { close().then_some(Given::Close) }
        }
        (Object::Date(given), Object::Date(asked)) => {
            let (given, asked) = (workspace.date(*given), workspace.date(*asked));
            if !given.is_marked() && !asked.is_marked() {
                return given.span().within(asked.span()).then_some(Given::Inside);
            }
            let perhaps =
                given.span().within(asked.wide_span()) || (given.is_marked() && asked.span().within(given.wide_span()));
            perhaps.then_some(Given::Perhaps)
        }
        _ => None,
    }
}

/// Returns the place of each of some values of one type among the others: numbers by their ranks, dates by their days,
/// texts by their symbols. Two values whose places do not meet have nothing in common.
pub fn stretches(workspace: &Workspace, values: &[&Object]) -> Vec<Days> {
    let numbers = numbers(workspace, values);
    // Between two numbers there is a rank for values above the one and below the other.
    let rank = |number: &Decimal| 2 * numbers.partition_point(|n| *n < number) as i64;
    let at = |name: Symbol| Days { first: name.index() as i64, last: name.index() as i64 };
    let stretch = |value: &&Object| match value {
        Object::Quantity(quantity) => {
            let quantity = workspace.quantity(*quantity);
            Days {
                first: match &quantity.low {
                    Bound::Unbounded => NEG_INFINITY,
                    Bound::Closed(low) => rank(low),
                    Bound::Open(low) => rank(low) + 1,
                },
                last: match &quantity.high {
                    Bound::Unbounded => INFINITY,
                    Bound::Closed(high) => rank(high),
                    Bound::Open(high) => rank(high) - 1,
                },
            }
        }
        Object::Date(date) => workspace.date(*date).wide_span(),
        Object::Entity(name) => at(*name),
        Object::Text(text) => at(text.folded),
    };
    values.iter().map(stretch).collect()
}

/// Returns, for each of some values, the limits of values that differ from it, in the places of [`stretches`]: a value
/// that differs ends before the first of these days, or begins after the last. `tolerances` are those of the predicates
/// by which it may differ.
pub fn limits(workspace: &Workspace, values: &[&Object], tolerances: &[Option<&Tolerance>]) -> Vec<Days> {
    let stretches = stretches(workspace, values);
    if tolerances.is_empty() || tolerances.iter().any(Option::is_none) {
        return stretches;
    }
    let numbers = numbers(workspace, values);
    let nearest = |count: usize, at: &dyn Fn(usize) -> usize, from: &Decimal| {
        let first = |tolerance: &&Tolerance| first_beyond(count, |i| numbers[at(i)], from, tolerance);
        tolerances.iter().flatten().filter_map(first).min().map(|i| 2 * at(i) as i64)
    };
    let limit = |(value, stretch): (&&Object, Days)| {
        let Object::Quantity(quantity) = value else { return stretch };
        let quantity = workspace.quantity(*quantity);
        let above = |high: &Decimal| {
            let start = numbers.partition_point(|number| *number < high);
            nearest(numbers.len() - start, &|i| start + i, high).map_or(INFINITY, |place| place - 1)
        };
        let below = |low: &Decimal| {
            let end = numbers.partition_point(|number| *number <= low);
            nearest(end, &|i| end - 1 - i, low).map_or(NEG_INFINITY, |place| place + 1)
        };
        Days {
            first: quantity.low.number().map_or(NEG_INFINITY, below),
            last: quantity.high.number().map_or(INFINITY, above),
        }
    };
    values.iter().zip(stretches).map(limit).collect()
}

/// Returns the index of the first of `count` numbers, which lead away from one, that lies further from it than the
/// tolerance allows.
fn first_beyond<'d>(
    count: usize,
    number: impl Fn(usize) -> &'d Decimal,
    from: &Decimal,
    tolerance: &Tolerance,
) -> Option<usize> {
    let is_far = |i: usize| {
        let (a, b) = (number(i), from);
        (a - b).size() > tolerance.allowance(&a.size().max(b.size()))
    };
    // As long as the numbers are no larger in size, the same distance is allowed beside each.
    let size = from.size();
    let larger = first_where(0, count, |i| number(i).size() > size);
    let far = first_where(0, larger, is_far);
    if far < larger {
        return Some(far);
    }
    // Beside larger numbers, a share of more than the whole grows faster than their distance.
    let far = if tolerance.is_no_more_than_all() { first_where(larger, count, is_far) } else { larger };
    (far < count && is_far(far)).then_some(far)
}

/// Returns the first of these numbers for which a condition holds, if it holds for all that follow; else the end.
fn first_where(mut start: usize, mut end: usize, is_so: impl Fn(usize) -> bool) -> usize {
    while start < end {
        let middle = start + (end - start) / 2;
        if is_so(middle) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    start
}

/// Returns true if the whole of the first value lies above the whole of the second.
pub fn lies_beyond(workspace: &Workspace, a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Quantity(a), Object::Quantity(b)) => {
            let (a, b) = (workspace.quantity(*a), workspace.quantity(*b));
            a.disjoint(b) && a.low.number().zip(b.high.number()).is_some_and(|(low, high)| low >= high)
        }
        (Object::Date(a), Object::Date(b)) => {
            workspace.date(*a).wide_span().first > workspace.date(*b).wide_span().last
        }
        (Object::Entity(a), Object::Entity(b)) => a > b,
        (Object::Text(a), Object::Text(b)) => a.folded > b.folded,
        _ => false,
    }
}

/// Returns all numbers that bound some values, sorted.
fn numbers<'w>(workspace: &'w Workspace, values: &[&Object]) -> Vec<&'w Decimal> {
    let mut numbers: Vec<&Decimal> =
        values.iter().flat_map(|value| bounds(workspace, value)).filter_map(Bound::number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn bounds<'w>(workspace: &'w Workspace, value: &Object) -> impl Iterator<Item = &'w Bound> {
    let quantity = if let Object::Quantity(quantity) = value { Some(workspace.quantity(*quantity)) } else { None };
    quantity.into_iter().flat_map(|quantity| [&quantity.low, &quantity.high])
}

/// Returns whether two quantities differ. Values written with `~` differ certainly only if they would with each `~`
/// read as half of its size either way.
fn quantities_differ(a: &Quantity, b: &Quantity, tolerance: Option<&Tolerance>) -> Verdict {
    let apart = |a: &Quantity, b: &Quantity| a.disjoint(b) && tolerance.is_none_or(|t| t.exceeded_by(a, b));
    let approximate = a.approximate || b.approximate;
    apart(a, b).then(|| !approximate || apart(&a.far_widened(), &b.far_widened()))
}

fn grade(certain: bool, possible: bool) -> Verdict {
    if certain { Some(true) } else { possible.then_some(false) }
}

/// Returns an object that is no entity, as a text that fits a line.
pub fn object_text(workspace: &Workspace, kind: &ObjectType, object: &Object) -> String {
    match object {
        Object::Text(text) => format!("\"{}\"", gainsay_model::text::trimmed_to(workspace.text(text.written), 60)),
        other => whole_object_text(workspace, kind, other),
    }
}

/// Returns an object that is no entity, as a text that is never cut: different objects have different texts.
pub fn whole_object_text(workspace: &Workspace, kind: &ObjectType, object: &Object) -> String {
    match object {
        Object::Entity(name) => workspace.text(*name).to_owned(),
        Object::Date(date) => workspace.dates.text(*date).into_owned(),
        Object::Text(text) => format!("\"{}\"", workspace.text(text.written)),
        Object::Quantity(quantity) => {
            let unit = if let ObjectType::Number(Some(unit)) = kind { unit.as_str() } else { "" };
            format!("{} {unit}", quantity_text(workspace.quantity(*quantity))).trim_end().to_owned()
        }
    }
}

/// Returns the numbers of a quantity: `50`, `45..55`, `>50`, `~50`.
pub fn quantity_text(quantity: &Quantity) -> String {
    match (&quantity.low, &quantity.high) {
        (Bound::Closed(low), Bound::Closed(high)) if quantity.approximate => format!("~{}", low.midway(high)),
        (Bound::Closed(low), Bound::Closed(high)) if low == high => low.to_string(),
        (Bound::Closed(low), Bound::Closed(high)) => format!("{low}..{high}"),
        (Bound::Closed(low), _) => format!(">={low}"),
        (Bound::Open(low), _) => format!(">{low}"),
        (_, Bound::Closed(high)) => format!("<={high}"),
        (_, Bound::Open(high)) => format!("<{high}"),
        (Bound::Unbounded, Bound::Unbounded) => "any number".into(),
    }
}
