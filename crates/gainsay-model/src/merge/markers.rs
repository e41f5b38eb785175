//! The markers around a conflict, as git writes and reads them.

use super::Options;
use super::outcome::Side;

/// Returns both sides between markers. Each is whole lines, or empty.
pub(super) fn around(ours: &str, theirs: &str, options: &Options) -> String {
    let [open, middle, close] = markers(options);
    format!("{open}\n{ours}{middle}\n{theirs}{close}\n")
}

/// A text with each conflict decided for one side.
pub(super) struct Decided {
    pub text: String,
    /// The places where each range of the text begins, here and in the text with markers.
    ranges: Vec<(usize, usize)>,
}

impl Decided {
    /// Returns the place in the text with markers of a place in this one, in bytes.
    pub(super) fn place_in_full(&self, at: usize) -> usize {
        let next = self.ranges.partition_point(|(here, _)| *here <= at);
        let range = next.checked_sub(1).and_then(|last| self.ranges.get(last));
        range.map_or(at, |(here, there)| there + at - here)
    }
}

/// Returns the text with each conflict decided for one side.
pub(super) fn decided(text: &str, whose: Side, options: &Options) -> Decided {
    let [open, middle, close] = markers(options);
    let mut side = None;
    let mut kept = String::with_capacity(text.len());
    let mut ranges = vec![(0, 0)];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let bare = line.trim_end_matches(['\n', '\r']);
        let marked = if bare == open && side.is_none() {
            Some(Some(Side::Ours))
        } else if bare == middle && side == Some(Side::Ours) {
            Some(Some(Side::Theirs))
        } else if bare == close && side == Some(Side::Theirs) {
            Some(None)
        } else {
            None
        };
        if let Some(next) = marked {
            side = next;
            ranges.push((kept.len(), at));
        } else if side.is_none_or(|side| side == whose) {
            kept.push_str(line);
        }
    }
    Decided { text: kept, ranges }
}

/// Returns the lines, from 1, on which conflicts begin.
pub(super) fn lines(text: &str, options: &Options) -> Vec<usize> {
    let [open, ..] = markers(options);
    let is_open = |line: &str| line.trim_end_matches('\r') == open;
    text.split('\n').enumerate().filter(|(_, line)| is_open(line)).map(|(i, _)| i + 1).collect()
}

fn markers(options: &Options) -> [String; 3] {
    let one = |mark: &str, label: &str| {
        // A label must not break its line.
        let label: String = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{} {}", mark.repeat(options.marker), label).trim_end().to_owned()
    };
    [one("<", &options.ours), "=".repeat(options.marker), one(">", &options.theirs)]
}
