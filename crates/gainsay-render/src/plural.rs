//! Numbers with their nouns.

/// Returns a number with its noun: `1 claim`, `2 claims`, `2 fixes`.
pub fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ if word.ends_with('x') => format!("{count} {word}es"),
        _ => format!("{count} {word}s"),
    }
}
