//! Lanes: what somebody has held on each statement, with one lane per statement, in the order of days.

use gainsay_model::date::{Day, Days};
use gainsay_model::record::Stance;
use gainsay_model::text::trimmed_to;
use maud::{Markup, html};

use super::Axis;
use super::time_bars::{anchor_at, axis_of, part};
use crate::shown::Shown;

/// The claims of somebody on a statement.
pub struct Lane {
    /// The statement.
    pub label: String,
    /// The address of its page.
    pub address: String,
    /// The claims, oldest first.
    pub marks: Vec<LaneMark>,
}

/// A claim on a lane.
pub struct LaneMark {
    /// The last day on which it can have been said.
    pub day: Day,
    /// The stance.
    pub stance: Stance,
    /// Says whether it was neither retracted nor replaced.
    pub stands: bool,
    /// Says whether it contradicts an earlier claim on the lane, or another one of the side.
    pub turns: bool,
    /// The claim in words.
    pub told: String,
}

impl LaneMark {
    /// Returns whether the side says the opposite in the next claim.
    fn turns_to(&self, next: &LaneMark) -> bool {
        let (was, is) = (self.stance, next.stance);
        self.stands && next.stands && ((was.positive() && is.negative()) || (was.negative() && is.positive()))
    }
}

const ROW: usize = 44;
const TOP: usize = 26;

/// Draws lanes on one axis. Shape as well as colour shows the stance, and a reversal is marked.
pub fn draw(title: &str, lanes: &[Lane]) -> Markup {
    let days = lanes.iter().flat_map(|lane| &lane.marks).map(|mark| Days { first: mark.day, last: mark.day });
    let axis = Axis::around(days, 2.0, 98.0);
    let height = TOP + ROW * lanes.len() + 4;
    html! {
        svg.lanes role="group" aria-label=(Shown(title)) width="100%" height=(height) {
            (axis_of(&axis, height))
            @for (row, lane) in lanes.iter().enumerate() { (lane_of(&axis, lane, TOP + ROW * row)) }
        }
    }
}

fn lane_of(axis: &Axis, lane: &Lane, y: usize) -> Markup {
    let middle = y + 30;
    let places: Vec<(f64, &LaneMark)> = lane.marks.iter().map(|mark| (axis.at(mark.day), mark)).collect();
    html! {
        g.lane {
            a href=(lane.address) { text x="0" y=(y + 13) { (Shown(&trimmed_to(&lane.label, LONGEST_LABEL))) } }
            line.ground x1="0" x2="100%" y1=(middle) y2=(middle) {}
            @for two in places.windows(2) {
                @let turns = two[0].1.turns_to(two[1].1);
                line.held.turn[turns] x1=(part(two[0].0)) x2=(part(two[1].0)) y1=(middle) y2=(middle) {}
            }
            @for (x, mark) in &places { (mark_of(*x, middle, mark)) }
        }
    }
}

/// The length of the longest label; a longer one is cut, and the page of the statement has the whole.
const LONGEST_LABEL: usize = 90;

fn mark_of(x: f64, y: usize, mark: &LaneMark) -> Markup {
    html! {
        g.mark.withdrawn[!mark.stands] data-stance=(mark.stance.key()) {
            title { (Shown(&mark.told)) }
            text.shape x=(part(x)) y=(y + 6) text-anchor="middle" { (shape(mark.stance)) }
            @if mark.turns { text.turned x=(part(x)) y=(y - 7) text-anchor=(anchor_at(x)) { "↯" } }
        }
    }
}

/// Returns the shape of a stance.
pub fn shape(stance: Stance) -> &'static str {
    match stance {
        Stance::Affirms => "●",
        Stance::Suggests => "◐",
        Stance::Denies => "✕",
        Stance::Doubts => "◌",
        Stance::Relays => "▸",
    }
}
