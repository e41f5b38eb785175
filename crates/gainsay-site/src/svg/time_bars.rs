//! Time bars: the days that claims are about, one bar below the other on one axis.

use gainsay_diff::time::Reach;
use gainsay_model::date::{Days, is_a_day};
use gainsay_model::text::trimmed_to;
use maud::{Markup, html};

use super::Axis;
use crate::shown::Shown;

/// A bar for one claim.
pub struct Bar {
    /// The speaker, and the date of the claim.
    pub label: String,
    /// The days that the claim is about.
    pub reach: Reach,
    /// Says whether the claim denies.
    pub denies: bool,
    /// The day or days on which it was said.
    pub said: Days,
    /// The bar in words.
    pub told: String,
}

const ROW: usize = 38;
const TOP: usize = 26;

/// Draws bars on one axis: outer days light, sure days dark, open ends fading. The days that `both` claim are marked.
/// All horizontal positions are in hundredths of the width, so that text keeps its size on a narrow screen.
pub fn draw(title: &str, bars: &[Bar], both: Option<Days>) -> Markup {
    let days = bars.iter().flat_map(|bar| [bar.reach.outer, bar.said]).chain(both);
    let axis = Axis::around(days, 1.0, 99.0);
    let height = TOP + ROW * bars.len() + 4;
    let told: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.told)).collect();
    html! {
        svg.time role="img" aria-label={ (title) ": " (Shown(&told.join("; "))) } width="100%" height=(height) {
            (axis_of(&axis, height))
            @if let Some(both) = both {
                @let (x, width) = axis.stretch(both);
                rect.both x=(part(x)) y=(TOP - 4) width=(part(width)) height=(height - TOP) {}
            }
            @for (row, bar) in bars.iter().enumerate() { (bar_of(&axis, bar, TOP + ROW * row)) }
        }
    }
}

/// Returns the marks of an axis, and lines from them through the drawing.
pub(super) fn axis_of(axis: &Axis, height: usize) -> Markup {
    html! {
        g.axis {
            @for (number, (x, text)) in axis.ticks().into_iter().enumerate() {
                g.second[number % 2 == 1] {
                    line x1=(part(x)) y1="16" x2=(part(x)) y2=(height) {}
                    text x=(part(x)) y="12" text-anchor=(anchor_at(x)) { (text) }
                }
            }
        }
    }
}

/// Returns the anchor of a text at a position that keeps it within the drawing.
pub(super) fn anchor_at(x: f64) -> &'static str {
    if x < 12.0 {
        "start"
    } else if x > 88.0 {
        "end"
    } else {
        "middle"
    }
}

fn bar_of(axis: &Axis, bar: &Bar, y: usize) -> Markup {
    let (x, width) = axis.stretch(bar.reach.outer);
    // A label is centred on its bar, and begins or ends with it near an edge.
    let middle = x + width / 2.0;
    let (at, anchor) = match middle {
        middle if middle < 35.0 => (x, "start"),
        middle if middle > 65.0 => (x + width, "end"),
        middle => (middle, "middle"),
    };
    html! {
        g.bar.denies[bar.denies] {
            title { (Shown(&bar.label)) ": " (bar.told) }
            (stretch_of(axis, bar.reach.outer, "outer", y + 18))
            @if let Some(sure) = bar.reach.sure { (stretch_of(axis, sure, "sure", y + 18)) }
            @if is_a_day(bar.said.last) {
                text.said x=(part(axis.at(bar.said.last))) y=(y + 33) text-anchor="middle" { "▴" }
            }
            text x=(part(at)) y=(y + 12) text-anchor=(anchor) { (Shown(&trimmed_to(&bar.label, LONGEST_LABEL))) }
        }
    }
}

/// The length of the longest label; a longer one is cut, and is whole in the title.
const LONGEST_LABEL: usize = 44;

fn stretch_of(axis: &Axis, days: Days, class: &str, y: usize) -> Markup {
    let (x, width) = axis.stretch(days);
    let mask = match (is_a_day(days.first), is_a_day(days.last)) {
        (true, true) => None,
        (false, true) => Some("url(#fades-before)"),
        (true, false) => Some("url(#fades-after)"),
        (false, false) => Some("url(#fades-both)"),
    };
    html! { rect class=(class) x=(part(x)) y=(y) width=(part(width)) height="10" rx="2" mask=[mask] {} }
}

/// Returns hundredths of the width with two digits at most, so that drawings are the same on every machine.
pub(super) fn part(hundredths: f64) -> String {
    let text = format!("{hundredths:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Returns the masks that fade a bar at an open end. A page with bars has them once.
pub fn masks() -> Markup {
    let mask = |id: &str, stops: &[(&str, &str)]| {
        html! {
            linearGradient id={ (id) "-gradient" } {
                @for (offset, opacity) in stops { stop offset=(offset) stop-color="#fff" stop-opacity=(opacity) {} }
            }
            mask id=(id) maskContentUnits="objectBoundingBox" {
                rect width="1" height="1" fill={ "url(#" (id) "-gradient)" } {}
            }
        }
    };
    html! {
        svg.masks width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                (mask("fades-before", &[("0", "0"), ("0.35", "1")]))
                (mask("fades-after", &[("0.65", "1"), ("1", "0")]))
                (mask("fades-both", &[("0", "0"), ("0.3", "1"), ("0.7", "1"), ("1", "0")]))
            }
        }
    }
}
