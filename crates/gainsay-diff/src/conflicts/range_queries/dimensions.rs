//! The dimensions of points: what of a claim is a number.

use crate::kd_tree::AxisRange;

// --- the dimensions ---

/// The days in which the time may lie: the first, and the last.
pub const OUTER: [usize; 2] = [0, 1];
/// The days of which the time is sure; if there are none, the last comes before the first.
pub const SURE: [usize; 2] = [2, 3];
/// The days of which another time must be sure to cover all of this one.
pub const INNER: [usize; 2] = [4, 5];
/// The days on which the claim can have been made.
pub const SAID: [usize; 2] = [6, 7];
/// The place of the value among the others.
pub const VALUE: [usize; 2] = [8, 9];
/// The speaker, and whether he speaks for himself.
pub const ROLE: usize = 10;
/// The party: claims that can have a principal in common lie in one party.
pub const PARTY: usize = 11;
/// Some of the principals of the claim: the first and the last place of an interval.
pub const PRINCIPALS: [usize; 2] = [12, 13];
/// 1 if the claim leaves room for doubt.
pub const HEDGED: usize = 14;
/// 1 if the claim gives a value without a date.
pub const UNDATED: usize = 15;
/// 1 if a certain conclusion can rest on the claim's time.
pub const FIRM: usize = 16;
/// 1 if the claim says of a state, without a `when`, that it holds: that may be presumed to last.
pub const OPEN: usize = 17;
/// The utterance of which the claim is a part; -1 if none is given.
pub const UTTERANCE: usize = 18;
/// The moment that the claim speaks of in its utterance.
pub const MOMENT: usize = 19;
/// The source of a part of an utterance, the way that led there, and the origin of that source.
pub const SOURCE: usize = 20;
pub const WAY: usize = 21;
pub const ORIGIN: usize = 22;
/// The values between which one must lie to differ from all that is suggested with it in one utterance: after the
/// first, and before the last.
pub const GAP: [usize; 2] = [23, 24];
/// The rulings that name the claim, as a number; -1 if there are none.
pub const RULED: usize = 25;
pub const DIMENSIONS: usize = 26;

// --- other meanings of some dimensions, where two times of what happens or holds once are looked for; the days in
// which it can lie as an event are in `OUTER` ---

/// The days between which it began and ended; an end that is no date is without bound.
pub const WHOLE: [usize; 2] = VALUE;
/// The days in which its start lies, if that is a date.
pub const START: [usize; 2] = SURE;
/// The days in which its end lies, if that is a date.
pub const END: [usize; 2] = INNER;
/// 1 if the time is an interval.
pub const INTERVAL: usize = OPEN;

/// The dimensions that most queries use. Those of the sure days lie close to those of the time that a claim may lie in.
pub const SORTING: [usize; 21] = [
    OUTER[0],
    OUTER[1],
    SAID[0],
    SAID[1],
    VALUE[0],
    VALUE[1],
    ROLE,
    PARTY,
    PRINCIPALS[0],
    PRINCIPALS[1],
    HEDGED,
    UNDATED,
    OPEN,
    UTTERANCE,
    MOMENT,
    SOURCE,
    WAY,
    ORIGIN,
    GAP[0],
    GAP[1],
    RULED,
];

/// The dimensions that tell whether a certain conflict can come of two claims, whoever makes them.
pub const CERTAINTY: [usize; 8] = [SURE[0], SURE[1], INNER[0], INNER[1], HEDGED, FIRM, UTTERANCE, MOMENT];

pub type Point = [i64; DIMENSIONS];
pub type Extents = [AxisRange; DIMENSIONS];
