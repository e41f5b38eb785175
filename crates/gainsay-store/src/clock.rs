//! The only place that looks at a clock: today's date, given or by the local clock; how long something took; and how
//! old a file is.

use std::fs::Metadata;
use std::time::{Duration, Instant};

use chrono::{Local, NaiveDate};
use gainsay_model::date::{Date, Day};

/// Returns the day given by `--today`, or today by the local clock.
pub fn today(given: Option<Day>) -> Day {
    given.unwrap_or_else(|| Local::now().date_naive().signed_duration_since(NaiveDate::default()).num_days())
}

/// The moment at which something began.
#[derive(Clone, Copy, Debug)]
pub struct Begun(Instant);

impl Begun {
    /// Returns the present moment.
    pub fn now() -> Begun {
        Begun(Instant::now())
    }

    /// Returns how much time has passed since then.
    pub fn passed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Returns how long ago a file was changed, as far as that is known.
pub fn age(file: &Metadata) -> Option<Duration> {
    file.modified().ok()?.elapsed().ok()
}

/// Reads the value of `--today`: one day, without a mark.
///
/// # Errors
/// Returns the reason why it is no such day, with the form that is wanted.
pub fn read_day(text: &str) -> Result<Day, String> {
    const FORM: &str = "one day is wanted, as 2026-11-23";
    let date = Date::read(text).map_err(|fault| format!("{}; {FORM}", fault.message))?;
    match date {
        Date::Single(moment) if moment.days.is_one_day() && !date.is_marked() => Ok(moment.days.first),
        _ => Err(FORM.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_one_day() {
        assert_eq!(read_day("1970-01-02"), Ok(1));
        for none in ["2026-11", "2026-11-23?", "2026-11-01/2026-11-02", "tomorrow", "2026-02-30", ""] {
            assert!(read_day(none).is_err(), "{none}");
        }
    }
}
