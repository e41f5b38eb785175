//! Texts of records on a page.

use gainsay_model::text::escaped;
use maud::{Render, html};

/// A text of a record as it is shown: characters that a browser would obey instead of showing are written out.
pub struct Shown<'t>(pub &'t str);

impl Render for Shown<'_> {
    fn render_to(&self, buffer: &mut String) {
        escaped(self.0).as_ref().render_to(buffer);
    }
}

/// A name as it is shown, set apart from the text around it where it may be written from right to left.
pub struct Name<'t>(pub &'t str);

impl Render for Name<'_> {
    fn render_to(&self, buffer: &mut String) {
        if self.0.is_ascii() {
            Shown(self.0).render_to(buffer)
        } else {
            html! { bdi { (Shown(self.0)) } }.render_to(buffer)
        }
    }
}
