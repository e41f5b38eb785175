//! The days of the years 1900 to 2099, counted: all that the workloads need, and a table small enough for a core's
//! fastest cache.

const FIRST_YEAR: i32 = 1900;
const YEARS: i32 = 200;

/// A day, counted from 1900-01-01.
pub type Day = i32;

/// The first day of every month, by the number of the month counted from January 1900, and of the month after the last.
pub struct Calendar {
    starts: Vec<Day>,
}

impl Calendar {
    /// Makes the table.
    pub fn new() -> Calendar {
        let mut starts = vec![0];
        let mut start = 0;
        for year in FIRST_YEAR..FIRST_YEAR + YEARS {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for length in [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
                start += length;
                starts.push(start);
            }
        }
        Calendar { starts }
    }

    /// Returns the number of a day, if the calendar contains it.
    pub fn day(&self, year: u32, month: u32, day: u32) -> Option<Day> {
        if !(1..=12).contains(&month) {
            return None;
        }
        let month = usize::try_from((year as i32 - FIRST_YEAR) * 12 + month as i32 - 1).ok()?;
        let (start, next) = (*self.starts.get(month)?, *self.starts.get(month + 1)?);
        let found = start + day as i32 - 1;
        (found >= start && found < next).then_some(found)
    }

    /// Returns the day in written form: `2019-06-10`.
    pub fn text(&self, day: Day) -> String {
        let month = self.starts.partition_point(|start| *start <= day).saturating_sub(1);
        let (year, of_month) = (FIRST_YEAR + month as i32 / 12, day - self.starts[month] + 1);
        format!("{year}-{:02}-{of_month:02}", month % 12 + 1)
    }
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::new()
    }
}
