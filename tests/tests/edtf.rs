//! Every date of the collected EDTF tables, read by us: what all other programs accept or refuse, and the days they
//! give.
//!
//! The tables stand beside the repository; without them the test says so and looks at nothing.

use gainsay_model::date::{Date, Day, INFINITY, NEG_INFINITY, day_of, write_day};

const TABLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/edtf");

/// The rows of a table, its heading left out; none if it is absent.
fn rows(name: &str) -> Option<Vec<Vec<String>>> {
    let path = format!("{TABLES}/{name}");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text.lines().skip(1).map(|line| line.split('\t').map(str::to_string).collect()).collect()),
        Err(_) => {
            gainsay_tests::skipped::say(&format!("there is no {path}"));
            None
        }
    }
}

/// Whether a valid date lies beyond what is read: level 2 (but seasons 25 to 32 and `1XXX`), or a time of day.
fn is_beyond(text: &str) -> bool {
    text.starts_with(['[', '{'])
        || text.contains(['T', 'E', 'S'])
        || text.split('/').any(|date| {
            let body = date.strip_suffix(['?', '~', '%']).unwrap_or(date);
            let inner_mark = body.contains(['?', '~', '%']);
            let parts: Vec<&str> = body.trim_start_matches('-').split('-').collect();
            let inner_x = match parts.as_slice() {
                [year] => year.trim_end_matches('X').contains('X') || year.starts_with('X'),
                [year, month] => year.contains('X') || month.contains('X') && *month != "XX",
                [year, month, day] => {
                    year.contains('X')
                        || month.contains('X') && (*month != "XX" || *day != "XX")
                        || day.contains('X') && *day != "XX"
                }
                _ => true,
            };
            let part_of_a_year = parts.len() == 2 && matches!(parts[1].parse::<u32>(), Ok(33..=41));
            inner_mark || inner_x || part_of_a_year
        })
}

#[test]
fn what_all_agree_upon_is_agreed_upon() {
    let Some(rows) = rows("cases.tsv") else {
        return;
    };
    let mut wrong = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for row in &rows {
        let (text, verdict) = (&*row[0], &*row[1]);
        let read = Date::read(text);
        let right = match verdict {
            "unanimous-valid" => read.is_ok() != is_beyond(text),
            "unanimous-invalid" => read.is_err(),
            "disputed" => true,
            _ => false,
        };
        if read.is_ok() {
            accepted += 1
        } else {
            refused += 1
        }
        // What one source calls level 0 or 1 lies within, times of day aside: this keeps `is_beyond` honest.
        let low_level = row[2].contains("valid:L0") || row[2].contains("valid:L1");
        if !right || verdict == "unanimous-valid" && low_level && is_beyond(text) && !text.contains('T') {
            wrong.push(format!("{text} ({verdict}): {read:?}"));
        }
        // A refusal shows an accepted form.
        if let Err(fault) = read {
            let offered: Vec<&str> = fault.help.split('`').skip(1).step_by(2).collect();
            if offered.is_empty() || offered.iter().any(|form| Date::read(form).is_err()) {
                wrong.push(format!("{text}: {fault:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows.len(), 407);
    assert!(accepted > 150 && refused > 150, "{accepted} accepted, {refused} refused");
}

/// `1964-01-01`, `-044-12-31`, `170000002-01-01`, `inf`
fn bound(text: &str) -> Option<Day> {
    match text.trim_matches([' ', '"', '[', ']']) {
        "inf" => Some(INFINITY),
        "-inf" => Some(NEG_INFINITY),
        text => {
            let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
            let mut parts = unsigned.split('-').map(|part| part.parse::<i64>().ok());
            let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
            day_of(sign * year, month.try_into().ok()?, day.try_into().ok()?)
        }
    }
}

/// Where the days rightly differ from those of the table.
fn differs_by_contract(text: &str) -> bool {
    // Winter runs on into February.
    text.ends_with("-24") || text.ends_with("-28") || text.ends_with("-30")
        // An unknown end bounds nothing; the table gives it ten years.
        || text.starts_with('/') || text.ends_with('/')
        // The table has the ends of unspecified months and days before the year 0 the wrong way round.
        || text.starts_with('-') && text.contains("-XX")
}

#[test]
fn days_are_those_of_the_table() {
    let Some(rows) = rows("bounds.tsv") else {
        return;
    };
    let mut wrong = Vec::new();
    let mut compared = 0;
    for row in &rows {
        let text = &*row[0];
        let Ok(date) = Date::read(text) else { continue };
        if let (Some(first), Some(last), false) = (bound(&row[2]), bound(&row[3]), differs_by_contract(text)) {
            compared += 1;
            let days = date.span();
            if (days.first, days.last) != (first, last) {
                wrong.push(format!("{text}: {} to {}", write_day(days.first), write_day(days.last)));
            }
        }
        // Marks on years, decades and centuries widen alike there; months by 30 days and days by months do not.
        let by_years = !text.trim_start_matches('-').replace("/-", "/").contains('-');
        if let (Some(first), Some(last), true, true) =
            (bound(&row[4]), bound(&row[5]), date.is_marked(), by_years && !differs_by_contract(text))
        {
            compared += 1;
            let days = date.wide_span();
            if (days.first, days.last) != (first, last) {
                wrong.push(format!("{text}, widened: {} to {}", write_day(days.first), write_day(days.last)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 130, "only {compared} compared");
}
