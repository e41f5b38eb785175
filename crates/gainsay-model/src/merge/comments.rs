//! The comments of a text, and the law that a merge keeps them: each comment of either side is in the result, or there
//! is a conflict.
//!
//! A comment is identified by its words and by the key or member that it stands at. The law is about numbers: a comment
//! that one side has added must be there in addition, one that a side has deleted may go, and no other may.

use std::collections::HashMap;

use super::Options;
use super::markers;
use super::outcome::Side;
use crate::layout::{Comment, Scope, of_node};
use crate::yaml;

/// Returns the words of all comments of a merged text, those of both sides of its conflicts included; none if the text
/// cannot be read.
pub(super) fn of_merged(text: &str, has_conflicts: bool, options: &Options) -> Option<Vec<String>> {
    if !text.contains('#') {
        return Some(Vec::new());
    }
    if !has_conflicts {
        let mut words = Vec::new();
        for_each(text, |_, comment| words.push(comment.to_owned()))?;
        return Some(words);
    }
    // The text outside the markers is read twice, and its comments are counted once.
    let mut found: HashMap<usize, String> = HashMap::new();
    for whose in [Side::Ours, Side::Theirs] {
        let side = markers::decided(text, whose, options);
        for_each(&side.text, |at, comment| drop(found.insert(side.place_in_full(at), comment.to_owned())))?;
    }
    let mut found: Vec<(usize, String)> = found.into_iter().collect();
    found.sort_unstable();
    Some(found.into_iter().map(|(_, words)| words).collect())
}

/// Calls a function with the place and the words of every comment of a text; none if the text cannot be read.
fn for_each(text: &str, mut call: impl FnMut(usize, &str)) -> Option<()> {
    for part in yaml::parts(text).ok()? {
        let range = part.span.start as usize..part.span.end as usize;
        for comment in of_node(text, range, part.root.as_ref(), Scope::document("")) {
            call(comment.at, comment.words);
        }
    }
    Some(())
}

/// Returns the words of the comments that a merge of these three would lose if it kept only `kept`: each as often as it
/// is missing, those of theirs first.
pub(super) fn lost<'t, S: AsRef<str>>(
    base: &[Comment<'_>],
    ours: &[Comment<'t>],
    theirs: &[Comment<'t>],
    kept: &[S],
) -> Vec<&'t str> {
    if ours.is_empty() && theirs.is_empty() {
        return Vec::new();
    }
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for (side, comments) in [base, ours, theirs].into_iter().enumerate() {
        for comment in comments {
            tallies.entry(comment.words).or_default().count(side, comment.place);
        }
    }
    let mut missing: HashMap<&str, usize> = tallies.iter().map(|(words, tally)| (*words, tally.wanted())).collect();
    for words in kept {
        if let Some(count) = missing.get_mut(words.as_ref()) {
            *count = count.saturating_sub(1);
        }
    }
    let take = |comment: &&Comment<'t>| {
        let count = missing.get_mut(comment.words).filter(|count| **count > 0)?;
        *count -= 1;
        Some(comment.words)
    };
    theirs.iter().chain(ours).collect::<Vec<_>>().iter().filter_map(take).collect()
}

/// Returns true if a side has a comment that the base lacks, or has elsewhere or less often.
pub(super) fn has_new(base: &[Comment<'_>], side: &[Comment<'_>]) -> bool {
    let mut known: HashMap<(&str, u64), usize> = HashMap::new();
    for comment in base {
        *known.entry((comment.words, comment.place)).or_default() += 1;
    }
    side.iter().any(|comment| match known.get_mut(&(comment.words, comment.place)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

/// The number of times that a comment stands in base, ours and theirs.
#[derive(Default)]
struct Tally {
    total: [usize; 3],
    places: HashMap<u64, [usize; 3]>,
}

impl Tally {
    fn count(&mut self, side: usize, place: u64) {
        for counts in [&mut self.total, self.places.entry(place).or_default()] {
            if let Some(count) = counts.get_mut(side) {
                *count += 1;
            }
        }
    }

    /// Returns the number of times that the comment must be in the result.
    fn wanted(&self) -> usize {
        let [base, ours, theirs] = self.total;
        // A comment that was only moved or deleted is one comment wherever it stands.
        if ours <= base && theirs <= base {
            wanted(self.total)
        } else {
            self.places.values().copied().map(wanted).sum()
        }
    }
}

fn wanted([base, ours, theirs]: [usize; 3]) -> usize {
    if ours >= base && theirs >= base { ours.max(theirs) } else { (ours + theirs).saturating_sub(base) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(text: &str) -> Vec<String> {
        of_merged(text, false, &Options::default()).expect("YAML")
    }

    fn words_lost(base: &str, ours: &str, theirs: &str, kept: &[&str]) -> Vec<String> {
        let parts = [base, ours, theirs].map(|text| yaml::parts(text).expect("YAML"));
        let of = |text: &'static str, side: usize| {
            let part = &parts[side][0];
            of_node(text, 0..text.len(), part.root.as_ref(), Scope::document(""))
        };
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let [b, o, t] = [(base, 0), (ours, 1), (theirs, 2)].map(|(text, side)| of(leak(text), side));
        lost(&b, &o, &t, kept).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn every_comment_is_found_and_nothing_else() {
        let text = "# top\n--- # marker\na: x # behind\nb: 'no # comment'\nc: | # header\n  # text\n  more # text\n# own\nd: [x, # in\n  y#z]\n- \n";
        assert_eq!(
            comments(text.trim_end_matches("- \n")),
            ["# top", "# marker", "# behind", "# header", "# own", "# in"]
        );
        assert_eq!(comments("a: b\n   # indented   \n\n#\n"), ["# indented", "#"]);
        assert_eq!(comments("- a # one\n# two\n- k: v # three\n  # four\n"), ["# one", "# two", "# three", "# four"]);
    }

    #[test]
    fn a_comment_of_one_side_must_be_kept() {
        assert_eq!(words_lost("a: 1\n", "a: 1 # o\n", "a: 1 # t\n", &["# o"]), ["# t"]);
        assert_eq!(words_lost("a: 1 # b\n", "a: 1 # b\n", "a: 1\n", &[]), [""; 0]);
        assert_eq!(words_lost("a: 1 # b\n", "a: 1 # b\n", "a: 1 # b\n", &[]), ["# b"]);
        // Equal words at two keys are two comments; at one key they are one.
        assert_eq!(words_lost("a: 1\nb: 1\n", "a: 1 # x\nb: 1\n", "a: 1\nb: 1 # x\n", &["# x"]), ["# x"]);
        assert_eq!(words_lost("a: 1\nb: 1\n", "a: 1 # x\nb: 1\n", "a: 1 # x\nb: 1\n", &["# x"]), [""; 0]);
        // A comment that one side has moved and the other deleted may go.
        assert_eq!(words_lost("a: 1 # x\nb: 1\n", "a: 1\nb: 1 # x\n", "a: 1\nb: 1\n", &[]), [""; 0]);
    }

    #[test]
    fn both_sides_of_a_conflict_count() {
        let text = "a: 1 # all\n<<<<<<< ours\nb: 1 # o\n=======\nb: 2 # t\n>>>>>>> theirs\n";
        assert_eq!(of_merged(text, true, &Options::default()).expect("YAML"), ["# all", "# o", "# t"]);
    }
}
