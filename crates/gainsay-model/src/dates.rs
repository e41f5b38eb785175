//! The dates of a workspace. The commonest forms (a day, an interval of days, an interval of days with an open end) are
//! their own number; every other text is read once and kept in a table.

use std::borrow::Cow;
use std::num::NonZeroU32;

use rustc_hash::FxHashMap;

use crate::date::{Date, DateFault, Day, Days, End, Mark, Moment, day_of, write_day};

/// A date of the workspace by its number. Equal numbers are equal texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DateId {
    /// The first day, counted from 0000-01-01, or a place in the table.
    first: u32,
    /// The form of the date, or its last day.
    last: NonZeroU32,
}

/// The form of a single day.
const SINGLE: NonZeroU32 = nonzero(1);
/// The form of an interval with an open end.
const OPEN: NonZeroU32 = nonzero(2);
/// The form of a place in the table.
const TABLE: NonZeroU32 = nonzero(3);
/// The value from which the last day of an interval is counted.
const FIRST_LAST: u32 = 4;

const fn nonzero(n: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(n - 1)
}

/// The day 0000-01-01.
const YEAR_ZERO: Day = -719_528;

impl DateId {
    /// Returns the two numbers of the date, of which the second is never 0.
    pub(crate) fn to_words(self) -> [u32; 2] {
        [self.first, self.last.get()]
    }

    /// Returns the date of two such numbers, where the table has `tabled` dates; none if there is no such date.
    pub(crate) fn of_words([first, last]: [u32; 2], tabled: u32) -> Option<DateId> {
        let id = DateId { first, last: NonZeroU32::new(last)? };
        (id.last != TABLE || first < tabled).then_some(id)
    }
}

/// The dates of a workspace.
#[derive(Default, Debug)]
pub struct Dates {
    known: FxHashMap<Box<str>, u32>,
    table: Vec<(Date, Box<str>)>,
}

impl Dates {
    /// Returns the number of the date that `text` writes.
    ///
    /// # Errors
    ///
    /// Returns the fault of the text if it is no date.
    pub fn read(&mut self, text: &str) -> Result<DateId, DateFault> {
        match self.find(text) {
            Some(date) => Ok(date),
            None => Date::read(text.trim()).map(|date| self.add_new(text.trim(), date)),
        }
    }

    /// Returns the number of the date that `text` writes; none if it is no date, which is known sooner than what is
    /// wrong with it.
    pub fn find(&mut self, text: &str) -> Option<DateId> {
        if let Some(plain) = plain(text.as_bytes()) {
            return Some(plain);
        }
        let text = text.trim();
        if let Some(plain) = plain(text.as_bytes()) {
            return Some(plain);
        }
        match self.known.get(text) {
            Some(&first) => Some(DateId { first, last: TABLE }),
            None => Date::find(text).map(|date| self.add_new(text, date)),
        }
    }

    /// Adds all dates of another workspace. Returns for each place in its table the number that the date has here.
    pub(crate) fn add_all(&mut self, others: &Dates) -> Vec<DateId> {
        (0..others.table.len() as u32).map(|first| self.copied(others, DateId { first, last: TABLE })).collect()
    }

    /// Returns the number that a date of another workspace has here. `tabled` has the numbers here of the dates in its
    /// table.
    pub(crate) fn renamed(id: DateId, tabled: &[DateId]) -> DateId {
        if id.last == TABLE { tabled.get(id.first as usize).copied().unwrap_or(id) } else { id }
    }

    /// Returns the number that a date of another workspace has here, where it is added if it is new.
    pub(crate) fn copied(&mut self, from: &Dates, id: DateId) -> DateId {
        if id.last != TABLE {
            return id;
        }
        let (date, text) = &from.table[id.first as usize];
        match self.known.get(text) {
            Some(&first) => DateId { first, last: TABLE },
            None => self.add_new(text, *date),
        }
    }

    /// Returns the number of dates in the table.
    pub(crate) fn tabled(&self) -> usize {
        self.table.len()
    }

    /// Returns the texts of the table, in its order.
    pub(crate) fn tabled_texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.table.iter().map(|(_, text)| &**text)
    }

    /// Forgets all dates.
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.table.clear();
    }

    /// Adds a date that is not in the table yet.
    fn add_new(&mut self, text: &str, date: Date) -> DateId {
        let first = self.table.len() as u32;
        self.table.push((date, text.into()));
        self.known.insert(text.into(), first);
        DateId { first, last: TABLE }
    }

    /// Returns the date of that number.
    pub fn date(&self, id: DateId) -> Date {
        let first = YEAR_ZERO + i64::from(id.first);
        match id.last {
            TABLE => self.table[id.first as usize].0,
            SINGLE => Date::Single(one_day(first)),
            OPEN => Date::Interval { start: End::At(one_day(first)), end: End::Open },
            last => Date::Interval { start: End::At(one_day(first)), end: End::At(one_day(last_day(last))) },
        }
    }

    /// Returns the first day that the date can mean, widened by its mark; [`NEG_INFINITY`](crate::date::NEG_INFINITY)
    /// if it has none.
    pub fn earliest(&self, id: DateId) -> Day {
        match id.last {
            TABLE => self.table[id.first as usize].0.wide_span().first,
            _ => YEAR_ZERO + i64::from(id.first),
        }
    }

    /// Returns the date as it was written.
    pub fn text(&self, id: DateId) -> Cow<'_, str> {
        let first = YEAR_ZERO + i64::from(id.first);
        match id.last {
            TABLE => Cow::Borrowed(&self.table[id.first as usize].1),
            SINGLE => Cow::Owned(write_day(first)),
            OPEN => Cow::Owned(format!("{}/..", write_day(first))),
            last => Cow::Owned(format!("{}/{}", write_day(first), write_day(last_day(last)))),
        }
    }
}

fn last_day(last: NonZeroU32) -> Day {
    YEAR_ZERO + i64::from(last.get() - FIRST_LAST)
}

fn one_day(day: Day) -> Moment {
    let days = Days { first: day, last: day };
    Moment { days, wide: days, mark: Mark::None }
}

/// Returns the number of `YYYY-MM-DD`, `YYYY-MM-DD/YYYY-MM-DD` or `YYYY-MM-DD/..`; none for any other text, be it a
/// date or not.
fn plain(text: &[u8]) -> Option<DateId> {
    let first = day(text.get(..10)?)?;
    match text.get(10..)? {
        [] => Some(DateId { first, last: SINGLE }),
        b"/.." => Some(DateId { first, last: OPEN }),
        [b'/', end @ ..] => {
            let end = day(end)?;
            (first <= end).then(|| Some(DateId { first, last: NonZeroU32::new(end + FIRST_LAST)? }))?
        }
        _ => None,
    }
}

/// Returns the day that `YYYY-MM-DD` names, counted from 0000-01-01.
fn day(text: &[u8]) -> Option<u32> {
    let text: &[u8; 10] = text.try_into().ok()?;
    let (date, [g, h]) =
        text.split_first_chunk::<8>().and_then(|(date, day)| Some((date, <[u8; 2]>::try_from(day).ok()?)))?;
    // The differences of `YYYY-MM-` and `DD` from `0`s and dashes: a byte that was no digit is more than 9, one that
    // was no dash is more than 0.
    let date = u64::from_le_bytes(*date) ^ u64::from_le_bytes(*b"0000-00-");
    let day = u64::from(g ^ b'0') << 8 | u64::from(h ^ b'0');
    let above_nine = |digits: u64| (digits & 0x7F7F_7F7F_7F7F_7F7F).wrapping_add(0x7676_7676_7676_7676) | digits;
    let dashes = date & 0xFF00_00FF_0000_0000;
    if dashes | ((above_nine(date) | above_nine(day)) & 0x8080_8080_8080_8080) != 0 {
        return None;
    }
    let [a, b, c, d, _, e, f, _] = date.to_le_bytes().map(u32::from);
    let (g, h) = (day as u32 >> 8, day as u32 & 0xF);
    let (year, month, day) = (a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h);
    // The calendar decides on the 29th to the 31st.
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) {
        return u32::try_from(day_of(i64::from(year), month, day)? - YEAR_ZERO).ok();
    }
    Some(first_of(year, month) + day - 1)
}

/// Returns the first day of a month, counted from 0000-01-01.
fn first_of(year: u32, month: u32) -> u32 {
    /// The number of days before each month, in a year that is no leap year.
    const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let leap_days = year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400) + u32::from(is_leap && month > 2);
    year * 365 + leap_days + BEFORE.get(month as usize - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_days_are_what_the_calendar_says() {
        let mut dates = Dates::default();
        for day in (YEAR_ZERO..2_932_897).step_by(13).chain(-60..800) {
            let text = write_day(day);
            let id = dates.read(&text).unwrap();
            assert_eq!(dates.date(id), Date::read(&text).unwrap(), "{text}");
            assert_eq!(dates.text(id), text);
        }
        assert!(dates.table.is_empty());
    }

    #[test]
    fn every_form_reads_as_it_does_alone() {
        let texts = [
            "2018-02-29",
            "2016-02-29",
            "1900-02-29",
            "2000-02-29",
            "2018-13-01",
            "2018-00-10",
            "2018-01-00",
            "2018-01-32",
            "2018-04-31",
            "2018-04-30/2018-05-01",
            "2018-05-01/2018-04-30",
            "2018-05-01/2018-05-01",
            "2018-05-01/..",
            "2018-05-01/",
            "../2018-05-01",
            "2018-05-01/2018",
            "2018-05-01?",
            "2018",
            "0000-01-01",
            "0000-01-01/9999-12-31",
            "9999-12-31",
            "x018-05-01",
            "2018-05-01 ",
            "",
            "2018-05-01/...",
            "2018-05-0a",
        ];
        let mut dates = Dates::default();
        for text in texts {
            let read = dates.read(text);
            assert_eq!(read.clone().map(|id| dates.date(id)), Date::read(text.trim()), "{text}");
            assert_eq!(Date::find(text), Date::read(text).ok(), "{text}");
            if let Ok(id) = read {
                assert_eq!(dates.text(id), text.trim());
            }
        }
    }
}
