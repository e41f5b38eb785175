//! The drawing of a predicate among its neighbours: those that lead to it on the left, those that follow from it on the
//! right, and those that it excludes below.

use gainsay_model::text::trimmed_to;
use maud::{Markup, html};

use crate::shown::Shown;

/// A neighbour in the graph.
pub struct Neighbour {
    /// The words for it in a sentence.
    pub label: String,
    /// The address of its page.
    pub address: String,
    /// Says whether it follows only as a rule.
    pub usually: bool,
    /// Says whether it follows with subject and object exchanged.
    pub exchanged: bool,
}

const WIDTH: usize = 720;
const BOX: usize = 200;
const ROW: usize = 40;
const MIDDLE: usize = (WIDTH - BOX) / 2;

/// Draws a predicate with the predicates that it follows from, that follow from it, and that it excludes.
pub fn draw(label: &str, before: &[Neighbour], after: &[Neighbour], excluded: &[Neighbour]) -> Markup {
    let rows = before.len().max(after.len()).max(1);
    let centre = rows * ROW / 2 + 8;
    let height = rows * ROW + 16 + if excluded.is_empty() { 0 } else { 30 + excluded.len().div_ceil(3) * ROW };
    let row_of = |count: usize, row: usize| 8 + (rows - count) * ROW / 2 + row * ROW + ROW / 2;
    let title = format!("{label}: follows from {}, carries {}, excludes {}", before.len(), after.len(), excluded.len());
    html! {
        div.scroll tabindex="0" role="group" aria-label=(Shown(&title)) {
            svg.graph viewBox={ "0 0 " (WIDTH) " " (height) } {
                @for (row, other) in before.iter().enumerate() {
                    @let y = row_of(before.len(), row);
                    (edge(BOX + 4, y, MIDDLE - 6, centre, other.usually))
                    (boxed(4, y, other))
                }
                @for (row, other) in after.iter().enumerate() {
                    @let y = row_of(after.len(), row);
                    (edge(MIDDLE + BOX, centre, WIDTH - BOX - 10, y, other.usually))
                    (boxed(WIDTH - BOX - 4, y, other))
                }
                g.own {
                    rect x=(MIDDLE) y=(centre - 15) width=(BOX) height="30" rx="15" {}
                    text x=(WIDTH / 2) y=(centre + 5) text-anchor="middle" { (Shown(&trimmed_to(label, LONGEST_LABEL))) }
                }
                @if !excluded.is_empty() {
                    text.excludes x="4" y=(rows * ROW + 34) { "⊘ never together with" }
                }
                @for (number, other) in excluded.iter().enumerate() {
                    (boxed(4 + number % 3 * (BOX + 56), rows * ROW + 46 + number / 3 * ROW + ROW / 2, other))
                }
            }
        }
    }
}

/// The length of the longest label; a longer one is cut, and is whole in the title and in the words beside the drawing.
const LONGEST_LABEL: usize = 26;

/// Returns an arrow: solid for a law, dashed for a mere rule.
fn edge(x1: usize, y1: usize, x2: usize, y2: usize, usually: bool) -> Markup {
    let half = x1.midpoint(x2);
    html! {
        g.edge.usually[usually] {
            path d={ "M" (x1) " " (y1) " C" (half) " " (y1) " " (half) " " (y2) " " (x2) " " (y2) } {}
            path.head d={ "M" (x2) " " (y2 - 5) " l6 5 l-6 5z" } {}
        }
    }
}

fn boxed(x: usize, y: usize, other: &Neighbour) -> Markup {
    let label = if other.exchanged { format!("⇄ {}", other.label) } else { other.label.clone() };
    html! {
        a href=(other.address) {
            title { (Shown(&other.label)) }
            rect x=(x) y=(y - 15) width=(BOX) height="30" rx="6" {}
            text x=(x + BOX / 2) y=(y + 5) text-anchor="middle" { (Shown(&trimmed_to(&label, LONGEST_LABEL))) }
        }
    }
}
