//! Measurements as Markdown.

use std::time::Duration;

use crate::run::{Measured, Use};

/// Prints a table; the last two columns compare wall times and CPU with those of the row at that position.
pub fn print(title: &str, rows: &[(String, Measured)], beside: Option<usize>) {
    let other =
        beside.and_then(|place| rows.get(place)).and_then(|(name, measured)| Some((name, measured.as_ref().ok()?)));
    let headings = other.map(|(name, _)| format!(" × {name} | × its CPU |")).unwrap_or_default();
    println!("| {title} | median | least | CPU | peak memory |{headings}");
    println!("| --- | --- | --- | --- | --- |{}", if other.is_some() { " --- | --- |" } else { "" });
    for (name, measured) in rows {
        match measured {
            Ok(uses) => println!(
                "| {name} | {} |{}",
                figures(uses),
                other.map(|(_, other)| ratios(uses, other)).unwrap_or_default()
            ),
            Err(why) => println!("| {name} | {why} | | | |{}", if other.is_some() { " | |" } else { "" }),
        }
    }
    println!();
}

/// Returns the ratios of the medians of wall time and of CPU. If the two differ, something else was running.
fn ratios(uses: &[Use], other: &[Use]) -> String {
    let ratio = |of: fn(&Use) -> Duration| rounded(median(uses, of).as_secs_f64() / median(other, of).as_secs_f64());
    format!(" {} | {} |", ratio(|used| used.wall), ratio(|used| used.cpu))
}

fn figures(uses: &[Use]) -> String {
    let wall = median(uses, |used| used.wall);
    let least = uses.iter().map(|used| used.wall).min().unwrap_or_default();
    let cpu = median(uses, |used| used.cpu);
    let peak = uses.iter().map(|used| used.peak).max().unwrap_or_default();
    format!("{} | {} | {} | {} MiB", time(wall), time(least), time(cpu), peak.div_ceil(1 << 20))
}

/// Returns the median of a figure.
pub fn median(uses: &[Use], of: impl Fn(&Use) -> Duration) -> Duration {
    let mut all: Vec<Duration> = uses.iter().map(of).collect();
    all.sort();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Writes a time.
pub fn time(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ..9.95 => format!("{ms:.1} ms"),
        ..999.5 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1e3),
    }
}

fn rounded(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

/// Returns a whole number with commas between groups of digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
