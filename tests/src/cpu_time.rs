//! The CPU time of a process or a thread, which does not depend on other programs on the machine.

use std::time::Duration;

/// Returns the CPU time of a process; none if the system does not report it.
pub fn of_process(id: u32) -> Option<Duration> {
    from_stat(&std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// Returns the CPU time of this thread; none if the system does not report it.
pub fn of_this_thread() -> Option<Duration> {
    from_stat(&std::fs::read_to_string("/proc/thread-self/stat").ok()?)
}

/// Reads the user time and the system time, the 14th and the 15th value, in hundredths of a second. The second value, a
/// name in brackets, may contain anything.
fn from_stat(stat: &str) -> Option<Duration> {
    let (_, values) = stat.rsplit_once(')')?;
    let times: Vec<u64> = values.split_whitespace().skip(11).take(2).filter_map(|time| time.parse().ok()).collect();
    let [own, system] = times[..] else { return None };
    Some(Duration::from_millis(10 * (own + system)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_behind_a_name_that_may_hold_anything() {
        let stat = "17 (a) b (c)) R 1 17 17 0 -1 4194304 93 0 0 0 250 31 0 0 20 0 1 0 5 2 3";
        assert_eq!(from_stat(stat), Some(Duration::from_millis(2_810)));
        assert_eq!(from_stat("17 (a) R 1"), None);
    }

    #[test]
    fn work_is_counted() {
        let Some(before) = of_this_thread() else { return };
        let mut sum = 0u64;
        while of_this_thread().is_some_and(|now| now < before + Duration::from_millis(30)) {
            sum = (0..100_000u64).fold(sum, |sum, i| std::hint::black_box(sum.wrapping_add(i)));
        }
        assert!(of_this_thread() >= Some(before + Duration::from_millis(30)));
    }
}
