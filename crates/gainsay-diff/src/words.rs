//! Values in words.

use gainsay_model::Workspace;
use gainsay_model::quantity::{Bound, Quantity};
use gainsay_model::record::{Object, ObjectType};

/// An object that is no entity, as text.
pub fn object_text(workspace: &Workspace, kind: &ObjectType, object: &Object) -> String {
    match object {
        Object::Entity(name) => workspace.text(*name).to_owned(),
        Object::Date(date) => workspace.dates.text(*date).to_owned(),
        Object::Text(text) => format!("\"{}\"", gainsay_model::text::trimmed_to(workspace.text(*text), 60)),
        Object::Quantity(quantity) => {
            let unit = if let ObjectType::Number(Some(unit)) = kind { unit.as_str() } else { "" };
            format!("{} {unit}", quantity_text(quantity)).trim_end().to_owned()
        }
    }
}

/// The numbers of a quantity: `50`, `45..55`, `>50`, `~45..55`.
fn quantity_text(quantity: &Quantity) -> String {
    let mark = if quantity.approximate { "~" } else { "" };
    match (&quantity.low, &quantity.high) {
        (Bound::Closed(low), Bound::Closed(high)) if low == high => format!("{mark}{low}"),
        (Bound::Closed(low), Bound::Unbounded) => format!(">={low}"),
        (Bound::Open(low), Bound::Unbounded) => format!(">{low}"),
        (Bound::Unbounded, Bound::Closed(high)) => format!("<={high}"),
        (Bound::Unbounded, Bound::Open(high)) => format!("<{high}"),
        (low, high) => match (low.number(), high.number()) {
            (Some(low), Some(high)) => format!("{mark}{low}..{high}"),
            _ => "any number".into(),
        },
    }
}
