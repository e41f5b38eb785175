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

/// The numbers of a quantity: `50`, `45..55`, `>50`, `~50`.
fn quantity_text(quantity: &Quantity) -> String {
    match (&quantity.low, &quantity.high) {
        (Bound::Closed(low), Bound::Closed(high)) if low == high => low.to_string(),
        (Bound::Closed(low), Bound::Closed(high)) if quantity.approximate => format!("~{}", low.midway(high)),
        (Bound::Closed(low), Bound::Closed(high)) => format!("{low}..{high}"),
        (Bound::Closed(low), _) => format!(">={low}"),
        (Bound::Open(low), _) => format!(">{low}"),
        (_, Bound::Closed(high)) => format!("<={high}"),
        (_, Bound::Open(high)) => format!("<{high}"),
        (Bound::Unbounded, Bound::Unbounded) => "any number".into(),
    }
}
