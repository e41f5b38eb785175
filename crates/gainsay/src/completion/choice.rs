//! The choice among many texts: all of them, or their beginnings.

use std::collections::BTreeSet;

/// The largest number of choices that a person can look through.
const MOST: usize = 300;

/// Returns the texts to offer: all of them or, if they are too many, the different ways in which they continue after
/// their common beginning. All offers begin with the letters that all texts share, so that a shell may type those.
pub fn choice<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let texts: BTreeSet<&str> = texts.into_iter().collect();
    let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return Vec::new() };
    if texts.len() <= MOST {
        return texts.into_iter().map(str::to_owned).collect();
    }
    let shared = first.char_indices().zip(last.chars()).take_while(|((_, a), b)| a == b);
    let shared = shared.last().map_or(0, |((at, letter), _)| at + letter.len_utf8());
    let words: BTreeSet<&str> =
        texts.iter().map(|text| beginning(text, shared, |letter| "-./ ".contains(letter))).collect();
    let beginnings =
        if words.len() <= MOST { words } else { texts.iter().map(|text| beginning(text, shared, |_| true)).collect() };
    beginnings.into_iter().map(str::to_owned).collect()
}

/// Returns a text up to the first letter at or after a byte that ends it.
fn beginning(text: &str, from: usize, ends: impl Fn(char) -> bool) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    let end = rest.char_indices().find(|(_, letter)| ends(*letter)).map(|(at, letter)| from + at + letter.len_utf8());
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_offered_as_they_are_and_many_by_their_beginnings() {
        assert_eq!(choice(["b", "a", "b"]), ["a", "b"]);
        assert_eq!(choice([]), [""; 0]);
        let many: Vec<String> = (0..1_000).map(|n| format!("us-{}-{n}", 2010 + n % 5)).collect();
        assert_eq!(
            choice(many.iter().map(String::as_str)),
            ["us-2010-", "us-2011-", "us-2012-", "us-2013-", "us-2014-"]
        );
        let bare: Vec<String> = (1_000..2_000).map(|n| format!("c{n}")).collect();
        assert_eq!(
            choice(bare.iter().map(String::as_str)),
            ["c10", "c11", "c12", "c13", "c14", "c15", "c16", "c17", "c18", "c19"]
        );
    }
}
