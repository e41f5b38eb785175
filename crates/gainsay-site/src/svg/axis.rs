//! The time axis: the days that a drawing shows, and the position of each.

use gainsay_model::date::{Day, Days, MONTHS, day_of, is_a_day, year_month_day};

/// The largest number of marks on an axis.
const MOST_TICKS: i64 = 8;

/// The days that a drawing shows, from its left end to its right.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    first: Day,
    last: Day,
    left: f64,
    width: f64,
}

impl Axis {
    /// Makes an axis between `left` and `right` that shows the ends of all these days, with some space on either side.
    pub fn around(all: impl IntoIterator<Item = Days>, left: f64, right: f64) -> Axis {
        let ends = all.into_iter().flat_map(|days| [days.first, days.last]).filter(|day| is_a_day(*day));
        let range = ends.fold(None, |range: Option<(Day, Day)>, day| match range {
            None => Some((day, day)),
            Some((first, last)) => Some((first.min(day), last.max(day))),
        });
        let (first, last) = range.unwrap_or((0, 365));
        let room = ((last - first) / 12).max(20);
        Axis { first: first - room, last: last + room, left, width: right - left }
    }

    /// Returns the position of the middle of a day; an open end is at the end of the axis.
    pub fn at(&self, day: Day) -> f64 {
        let day = day.clamp(self.first, self.last);
        self.left + (day - self.first) as f64 / (self.last - self.first).max(1) as f64 * self.width
    }

    /// Returns the position and the width of days: wide enough to be seen.
    pub fn stretch(&self, days: Days) -> (f64, f64) {
        let (from, to) = (self.at(days.first), self.at(days.last.saturating_add(1)));
        if to - from < NARROWEST { ((from + to - NARROWEST) / 2.0, NARROWEST) } else { (from, to - from) }
    }

    /// Returns the marks of the axis, each with its label: years, or months if few years are shown.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let (Some((first_year, ..)), Some((last_year, ..))) = (year_month_day(self.first), year_month_day(self.last))
        else {
            return Vec::new();
        };
        let months = (last_year - first_year) * 12;
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000, 120_000, 1_200_000, 12_000_000]
            .into_iter()
            .find(|step| (months + 12) / step <= MOST_TICKS || (self.last - self.first) / (step * 30) < MOST_TICKS)
            .unwrap_or(120_000_000);
        let mut ticks = Vec::new();
        let start = first_year * 12;
        let mut month = start.div_euclid(step) * step;
        while month <= last_year * 12 + 11 && ticks.len() < 64 {
            let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
            if let Some(day) = day_of(year, of_year, 1).filter(|day| (self.first..=self.last).contains(day)) {
                ticks.push((self.at(day), label(year, of_year, step)));
            }
            month += step;
        }
        ticks
    }
}

/// The least width of a span of days, in hundredths of the width of the drawing.
const NARROWEST: f64 = 0.8;

fn label(year: i64, month: u32, step: i64) -> String {
    let year = if year <= 0 { format!("{} BC", 1 - year) } else { year.to_string() };
    if step >= 12 {
        return year;
    }
    let month = MONTHS.get(month.saturating_sub(1) as usize).and_then(|name| name.get(..3)).unwrap_or_default();
    format!("{month} {year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::date::{Date, INFINITY, NEG_INFINITY};

    fn days(text: &str) -> Days {
        Date::read(text).map(|date| date.span()).unwrap_or(Days::ALWAYS)
    }

    #[test]
    fn open_ends_are_no_days() {
        assert!(!is_a_day(NEG_INFINITY) && !is_a_day(INFINITY) && !is_a_day(INFINITY / 2));
        assert!(is_a_day(days("-9999-01-01").first) && is_a_day(days("Y170000").first));
    }

    #[test]
    fn an_axis_has_few_marks_whatever_it_shows() {
        for (from, to) in [
            ("2018-05-03", "2018-05-03"),
            ("2018-01", "2019"),
            ("1410", "2020"),
            ("-4000", "2000"),
            ("Y-170000", "2020"),
        ] {
            let axis = Axis::around([days(from), days(to)], 0.0, 600.0);
            let ticks = axis.ticks();
            assert!((1..=16).contains(&ticks.len()), "{from} {to}: {ticks:?}");
            assert!(ticks.windows(2).all(|two| two[0].0 < two[1].0));
        }
        assert!(Axis::around([Days::ALWAYS], 0.0, 100.0).at(INFINITY) <= 100.0);
    }
}
