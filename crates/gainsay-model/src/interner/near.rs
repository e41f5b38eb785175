//! Finds words that are similar to each other, and pairs of similar words of which neither may be suggested for the
//! other.

use std::cmp::Ordering;

/// Returns the known word nearest to `written`, if one is near enough to be what was meant and the two do not differ in
/// sense.
pub fn nearest<'w>(written: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // A word of a million letters is no slip of the pen, and to compare it with every id would take too long.
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let length = written.len();
    let near = |k: &&str| *k != written && k.len() <= 2 * length + 2 && length <= 2 * k.len() + 2;
    let candidates: Vec<&str> = known.into_iter().filter(near).collect();
    // The nearest word may be the opposite; the next one is taken then.
    let close = similar::get_close_matches(written, &candidates, 4, 0.7);
    close.into_iter().find(|candidate| !differ_in_sense(written, candidate))
}

/// The longest word that is compared, in bytes.
const LONGEST: usize = 200;

/// Many words, ready to be asked which of them is nearest to another. Each has a number.
pub(crate) struct Near {
    words: Vec<(Traits, u32)>,
}

/// Which words count among those that were given to [`Near`], and what comes first.
pub(crate) struct Counted<'c, 'w> {
    /// The word of that number.
    pub text: &'c dyn Fn(u32) -> &'w str,
    /// Whether it counts.
    pub is_there: &'c dyn Fn(u32) -> bool,
    /// The order of words, where it is not that in which they were given.
    pub order: Option<&'c dyn Fn(u32, u32) -> Ordering>,
}

impl Near {
    pub fn new<'w>(words: impl IntoIterator<Item = (u32, &'w str)>) -> Near {
        Near { words: words.into_iter().map(|(number, word)| (Traits::of(word), number)).collect() }
    }

    /// Adds a word behind all others.
    pub fn add(&mut self, number: u32, word: &str) {
        self.words.push((Traits::of(word), number));
    }

    /// Returns the word nearest to `written`, as [`nearest`] finds it among the words that share nearly all letters
    /// with it.
    ///
    /// One look at each word takes a few instructions. Only the few dozen words that are most alike are compared letter
    /// by letter.
    pub fn nearest<'w>(&self, written: &str, counted: &Counted<'_, 'w>) -> Option<&'w str> {
        if written.is_empty() || written.len() > LONGEST {
            return None;
        }
        let wanted = Traits::of(written);
        // Words that differ in a third of their places differ in no more letters than that.
        let slack = (wanted.length / 3).max(1);
        let most = if counted.order.is_some() { usize::MAX } else { MOST_COMPARED };
        let mut by_distance: Vec<Vec<u32>> = vec![Vec::new(); 3 * slack as usize + 1];
        for (traits, number) in &self.words {
            let (letters, length) =
                ((traits.letters ^ wanted.letters).count_ones(), traits.length.abs_diff(wanted.length));
            // Words with other digits say another thing, however near they are.
            if letters > 2 * slack || length > slack || traits.digits != wanted.digits || !(counted.is_there)(*number) {
                continue;
            }
            if let Some(alike) = by_distance.get_mut((letters + length) as usize).filter(|alike| alike.len() < most) {
                alike.push(*number);
            }
        }
        if let Some(order) = counted.order {
            for alike in &mut by_distance {
                if alike.len() > MOST_COMPARED {
                    alike.select_nth_unstable_by(MOST_COMPARED, |a, b| order(*a, *b));
                    alike.truncate(MOST_COMPARED);
                }
                alike.sort_by(|a, b| order(*a, *b));
            }
        }
        nearest(written, by_distance.into_iter().flatten().take(MOST_COMPARED).map(counted.text))
    }
}

/// The largest number of words that are compared letter by letter in one search.
const MOST_COMPARED: usize = 48;

/// The traits of a word that can be compared at once.
struct Traits {
    /// The letters of the word, by bits; unusual letters share a bit.
    letters: u64,
    /// A number made of the digits of the word in their order.
    digits: u32,
    /// The length of the word in bytes.
    length: u32,
}

impl Traits {
    fn of(word: &str) -> Traits {
        let (mut letters, mut digits) = (0, 0_u32);
        for byte in word.bytes() {
            letters |= 1 << (byte & 63);
            if byte.is_ascii_digit() {
                digits = digits.wrapping_mul(31).wrapping_add(u32::from(byte));
            }
        }
        Traits { letters, digits, length: u32::try_from(word.len()).unwrap_or(u32::MAX) }
    }
}

/// Returns true if two words that look alike say different things: they differ by a number, a negation, a direction, or
/// a syllable that reverses the sense.
pub fn differ_in_sense(a: &str, b: &str) -> bool {
    let digits = |text: &str| {
        text.split(|c: char| !c.is_numeric())
            .filter(|number| !number.is_empty())
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    if digits(a) != digits(b) {
        return true;
    }
    let parts = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    let (mut a, mut b) = (parts(a), parts(b));
    // The words that both have at either end, in the same order, make no difference.
    while !a.is_empty() && !b.is_empty() && a.first() == b.first() {
        a.remove(0);
        b.remove(0);
    }
    while !a.is_empty() && !b.is_empty() && a.last() == b.last() {
        a.pop();
        b.pop();
    }
    let is_turning = |part: &str| TURNING.contains(&part);
    // `wiht` is a misspelt `with`, and reverses nothing.
    let misspelt = |word: &str, others: &[String]| {
        let slips: Vec<&str> = others.iter().map(String::as_str).filter(|other| !is_turning(other)).collect();
        !similar::get_close_matches(word, &slips, 1, 0.7).is_empty()
    };
    let turns =
        |parts: &[String], others: &[String]| parts.iter().any(|part| is_turning(part) && !misspelt(part, others));
    let is_rank = |part: &String| part.chars().nth(1).is_none() || RANKS.contains(&part.as_str());
    let ranks = |parts: &[String]| !parts.is_empty() && parts.iter().all(is_rank);
    turns(&a, &b) || turns(&b, &a) || ranks(&a) || ranks(&b) || a.iter().any(|x| b.iter().any(|y| opposed(x, y)))
}

/// Returns true if the two words are one stem with different syllables before or behind it, of which one reverses the
/// sense.
fn opposed(a: &str, b: &str) -> bool {
    let stems = |word: &str| -> Vec<(String, String)> {
        let cut = |syllable: &&str| {
            word.strip_prefix(*syllable)
                .filter(|stem| stem.chars().nth(1).is_some())
                .map(|stem| (syllable.to_string(), stem.to_string()))
        };
        SYLLABLES.iter().filter_map(cut).chain([(String::new(), word.to_string())]).collect()
    };
    let ending =
        |word: &str| ["less", "ful"].iter().find_map(|end| word.strip_suffix(end).map(|stem| (stem.to_string(), *end)));
    let prefixed = stems(a)
        .iter()
        .any(|(one, stem)| stems(b).iter().any(|(other, other_stem)| one != other && stem == other_stem));
    let ended = match (ending(a), ending(b)) {
        (Some((x, end)), Some((y, other))) => x == y && end != other,
        (Some((x, "less")), None) => x == b,
        (None, Some((y, "less"))) => y == a,
        _ => false,
    };
    prefixed || ended
}

/// Words that reverse the sense of their neighbours.
const TURNING: [&str; 97] = [
    "not",
    "no",
    "non",
    "un",
    "de",
    "dis",
    "in",
    "im",
    "anti",
    "pro",
    "ex",
    "former",
    "never",
    "longer",
    "without",
    "with",
    "isnt",
    "doesnt",
    "didnt",
    "wont",
    "cannot",
    "cant",
    "none",
    "neither",
    "nor",
    "hardly",
    "only",
    "pre",
    "post",
    "before",
    "after",
    "since",
    "until",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "central",
    "left",
    "right",
    "upper",
    "lower",
    "up",
    "down",
    "above",
    "below",
    "over",
    "under",
    "inner",
    "outer",
    "inside",
    "outside",
    "new",
    "old",
    "first",
    "second",
    "third",
    "last",
    "next",
    "senior",
    "junior",
    "sr",
    "jr",
    "elder",
    "younger",
    "male",
    "female",
    "men",
    "women",
    "boys",
    "girls",
    "min",
    "max",
    "minimum",
    "maximum",
    "more",
    "less",
    "most",
    "least",
    "from",
    "to",
    "by",
    "against",
    "for",
    "out",
    "off",
    "on",
    "vice",
    "deputy",
];

/// Parts that number the word beside them.
const RANKS: [&str; 30] = [
    "ii",
    "iii",
    "iv",
    "vi",
    "vii",
    "viii",
    "ix",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "one",
];

/// Syllables before a stem that reverse the sense when one is replaced by another, or by none.
const SYLLABLES: [&str; 36] = [
    "un", "in", "im", "il", "ir", "de", "dis", "non", "anti", "counter", "pro", "ex", "mis", "pre", "post", "sub",
    "super", "over", "under", "re", "trans", "inter", "intra", "extra", "hyper", "hypo", "e", "em", "im", "a", "ab",
    "ad", "con", "contra", "co", "out",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_offered() {
        assert_eq!(nearest("affirm", ["affirms", "denies"]), Some("affirms"));
        assert_eq!(nearest("zzz", ["affirms", "denies"]), None);
        assert_eq!(nearest("talban", ["taliban", "tabnak"]), Some("taliban"));
    }

    #[test]
    fn what_differs_in_sense_is_not_asked_for() {
        for (written, known) in [
            ("not-in-contact-with", "in-contact-with"),
            ("no-longer-in-contact-with", "in-contact-with"),
            ("never-in-contact-with", "in-contact-with"),
            ("non-in-contact-with", "in-contact-with"),
            ("noncombatant", "combatant"),
            ("unsupported", "supported"),
            ("disapproves-of", "approves-of"),
            ("decreases", "increases"),
            ("deflates", "inflates"),
            ("immigrates-to", "emigrates-to"),
            ("imports", "exports"),
            ("irregular", "regular"),
            ("antiwar-party", "war-party"),
            ("ex-minister", "minister"),
            ("former-minister", "minister"),
            ("vice-president", "president"),
            ("north-korea", "south-korea"),
            ("north-dakota", "dakota"),
            ("western-sahara", "eastern-sahara"),
            ("flight-17", "flight-71"),
            ("report-1", "report-2"),
            ("report-2018", "report-2019"),
            ("charles-i", "charles-ii"),
            ("school-a", "school-b"),
            ("before-war", "after-war"),
            ("upper-house", "lower-house"),
            ("visited-by", "visited"),
            ("harmless", "harmful"),
            ("asymmetric", "symmetric"),
            ("overpaid", "underpaid"),
        ] {
            assert!(differ_in_sense(written, known) && differ_in_sense(known, written), "{written} and {known}");
            assert_eq!(nearest(written, [known]), None, "{written}");
        }
    }

    #[test]
    fn slips_of_the_pen_differ_in_nothing() {
        for (written, known) in [
            ("talban", "taliban"),
            ("has-relation-with", "has-relations-with"),
            ("in-contct-with", "in-contact-with"),
            ("al-montor", "al-monitor"),
            ("almonitor", "al-monitor"),
            ("qoute", "quote"),
            ("in-contact-wiht", "in-contact-with"),
            ("noth-korea", "north-korea"),
            ("sorce", "source"),
            ("glaciologist", "glaciologists"),
            ("iraq", "iran"),
            ("tabnak-2018-12-13", "tabnack-2018-12-13"),
        ] {
            assert_eq!(nearest(written, [known]), Some(known), "{written}");
        }
    }

    #[test]
    fn among_many_the_same_is_found() {
        let words: Vec<String> = (0..3000)
            .map(|n| {
                format!("speaker-{}", "abcdefghij".chars().cycle().skip(n % 10).take(1 + n % 7).collect::<String>())
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["bahrami", "taliban"]).collect();
        let near = Near::new((0..).zip(words.iter().copied()));
        let text = |number: u32| words[number as usize];
        let counted = Counted { text: &text, is_there: &|_| true, order: None };
        for written in ["bahrmi", "talibann", "speker-abc", "nothing-like-it"] {
            assert_eq!(near.nearest(written, &counted).is_some(), written != "nothing-like-it", "{written}");
        }
    }

    #[test]
    fn a_word_among_very_many_of_its_letters_is_found() {
        // The words are as many permutations of the same letters as there may be; the one that was meant comes last.
        let letters: Vec<char> = "abcdefgh".chars().collect();
        let mut words: Vec<String> = (0..20_000_usize)
            .map(|n| {
                let mut order = letters.clone();
                let mut n = n;
                for at in 0..order.len() {
                    let other = at + n % (order.len() - at);
                    n /= order.len() - at;
                    order.swap(at, other);
                }
                order.into_iter().collect::<String>() + "-party"
            })
            .collect();
        words.push("zoroastrian-league".to_string());
        let near = Near::new((0..).zip(words.iter().map(String::as_str)));
        let text = |number: u32| words[number as usize].as_str();
        let counted = Counted { text: &text, is_there: &|_| true, order: None };
        assert_eq!(near.nearest("zoroastrian-leage", &counted), Some("zoroastrian-league"));
    }
}
