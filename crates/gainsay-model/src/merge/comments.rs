//! The comments of a text, and the law that a merge keeps them: each comment of either side is in the result, or there is a conflict.
//!
//! A comment is known by its words and by the key or member that it stands at. The law is about numbers: what one side has added must be
//! there in addition, what one side has deleted may go, and nothing else may.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::Options;
use super::layout::line_end;
use super::markers;
use super::outcome::Whose;
use super::value::start_of;
use crate::yaml::{self, Entry, Node};

/// A comment of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Comment<'t> {
    /// The byte offset of its `#`.
    pub at: usize,
    /// Its words, from the `#` to the end of the line, without white space at the end.
    pub words: &'t str,
    /// A number for the key or member that it belongs to.
    place: u64,
}

impl Comment<'_> {
    /// Whether nothing but white space stands before it on its line.
    pub(super) fn is_alone(&self, text: &str) -> bool {
        text.get(..self.at).is_some_and(stands_alone)
    }
}

/// Whether what follows this text is the first on its line.
fn stands_alone(before: &str) -> bool {
    before.trim_end_matches([' ', '\t']).ends_with('\n') || before.trim().is_empty()
}

/// What a comment belongs to: a document, a key or a member, each within another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope(u64);

impl Scope {
    /// Returns the scope of a document, by its name.
    pub(super) fn document(name: &str) -> Scope {
        Scope(0).within(name)
    }

    fn within(self, part: &str) -> Scope {
        let mut hasher = FxHasher::default();
        self.0.hash(&mut hasher);
        part.hash(&mut hasher);
        Scope(hasher.finish())
    }
}

/// Returns the comments in a stretch of a text that holds these entries of a mapping, in order.
pub(super) fn of_entries<'t>(text: &'t str, stretch: Range<usize>, entries: &[Entry], scope: Scope) -> Vec<Comment<'t>> {
    let mut outline = Outline::default();
    outline.add_entries(text, entries, scope);
    outline.scan(text, stretch, scope)
}

/// Returns the comments in a stretch of a text that holds this value and no other, in order.
pub(super) fn of_node<'t>(text: &'t str, stretch: Range<usize>, node: Option<&Node>, scope: Scope) -> Vec<Comment<'t>> {
    if !text.get(stretch.clone()).is_some_and(|text| text.contains('#')) {
        return Vec::new();
    }
    let mut outline = Outline::default();
    if let Some(node) = node {
        outline.add(text, node, scope);
    }
    outline.scan(text, stretch, scope)
}

/// Returns the words of the comment lines among lines that hold nothing but comments and white space.
pub(super) fn of_lines(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

/// Returns the words of all comments of a merged text, those of both sides of its conflicts included; none if it cannot be read.
pub(super) fn of_merged(text: &str, has_conflicts: bool, options: &Options) -> Option<Vec<String>> {
    if !text.contains('#') {
        return Some(Vec::new());
    }
    if !has_conflicts {
        let mut words = Vec::new();
        for_each(text, |_, comment| words.push(comment.to_owned()))?;
        return Some(words);
    }
    // What stands outside the markers is read twice, and counted once.
    let mut found: HashMap<usize, String> = HashMap::new();
    for whose in [Whose::Ours, Whose::Theirs] {
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
        let stretch = part.span.start as usize..part.span.end as usize;
        for comment in of_node(text, stretch, part.root.as_ref(), Scope::document("")) {
            call(comment.at, comment.words);
        }
    }
    Some(())
}

/// Returns the words of the comments that a merge of these three would lose if it kept only those: of each as often as it is missing,
/// those of theirs first.
pub(super) fn lost<'t, S: AsRef<str>>(base: &[Comment<'_>], ours: &[Comment<'t>], theirs: &[Comment<'t>], kept: &[S]) -> Vec<&'t str> {
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

/// Whether a side has a comment that the base has not, or has elsewhere, or less often.
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

/// How often a comment stands in base, ours and theirs.
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

    /// Returns how often the comment must be in the result.
    fn wanted(&self) -> usize {
        let [base, ours, theirs] = self.total;
        // Where it has only been moved or deleted, it is one comment wherever it stands.
        if ours <= base && theirs <= base { wanted(self.total) } else { self.places.values().copied().map(wanted).sum() }
    }
}

fn wanted([base, ours, theirs]: [usize; 3]) -> usize {
    if ours >= base && theirs >= base { ours.max(theirs) } else { (ours + theirs).saturating_sub(base) }
}

/// Where the scalars of a value stand, in which a `#` begins no comment, and where its keys and members begin.
#[derive(Default)]
struct Outline {
    scalars: Vec<Range<usize>>,
    starts: Vec<(usize, Scope)>,
}

impl Outline {
    fn add(&mut self, text: &str, node: &Node, scope: Scope) {
        match node {
            Node::Scalar(scalar) => self.scalars.push(scalar.span.start as usize..scalar.span.end as usize),
            Node::Refused { span } => self.scalars.push(start_of(text, node)..span.end as usize),
            Node::List { items, .. } => {
                for item in items {
                    let scope = scope.within("-").within(name_of(item));
                    self.starts.push((start_of(text, item), scope));
                    self.add(text, item, scope);
                }
            }
            Node::Map { entries, .. } => self.add_entries(text, entries, scope),
        }
    }

    fn add_entries(&mut self, text: &str, entries: &[Entry], scope: Scope) {
        for entry in entries {
            let scope = scope.within(&entry.key.text);
            let key = entry.key.span;
            self.starts.push((key.start as usize, scope));
            self.scalars.push(key.start as usize..key.end as usize);
            self.add(text, &entry.value, scope);
        }
    }

    /// Returns the comments between the scalars.
    fn scan<'t>(&self, text: &'t str, stretch: Range<usize>, scope: Scope) -> Vec<Comment<'t>> {
        let mut comments = Vec::new();
        let mut at = stretch.start;
        for scalar in &self.scalars {
            self.scan_gap(text, at..scalar.start.min(stretch.end), scope, &mut comments);
            at = at.max(scalar.end);
        }
        self.scan_gap(text, at..stretch.end, scope, &mut comments);
        comments
    }

    fn scan_gap<'t>(&self, text: &'t str, gap: Range<usize>, scope: Scope, comments: &mut Vec<Comment<'t>>) {
        let mut at = gap.start;
        while let Some(found) = text.get(at..gap.end).and_then(|rest| rest.find('#')) {
            let hash = at + found;
            let before = text.get(..hash).unwrap_or_default();
            if before.is_empty() || before.ends_with([' ', '\t', '\n', '\r', '\u{feff}']) {
                let end = line_end(text, hash);
                let words = text.get(hash..end).unwrap_or_default().trim_end();
                comments.push(Comment { at: hash, words, place: self.place(before, hash, scope).0 });
                at = end;
            } else {
                at = hash + 1;
            }
        }
    }

    /// Returns what a comment belongs to: on a line of its own what follows it, else what stands before it.
    fn place(&self, before: &str, hash: usize, scope: Scope) -> Scope {
        let next = self.starts.partition_point(|(start, _)| *start < hash);
        let start = if stands_alone(before) { self.starts.get(next) } else { next.checked_sub(1).and_then(|last| self.starts.get(last)) };
        start.map_or(scope.within("end"), |(_, scope)| *scope)
    }
}

/// Returns what a member of a list is called: the text of the key by which it is known. A member that is a text has none, so that its comment
/// is still the same when the text is changed.
fn name_of(item: &Node) -> &str {
    match item {
        Node::Map { entries, .. } => {
            let known = super::list::IDENTIFYING.iter().find_map(|key| yaml::entry(entries, key));
            match known.map(|entry| &entry.value) {
                Some(Node::Scalar(scalar)) => &scalar.text,
                _ => "",
            }
        }
        _ => "",
    }
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
        assert_eq!(comments(text.trim_end_matches("- \n")), ["# top", "# marker", "# behind", "# header", "# own", "# in"]);
        assert_eq!(comments("a: b\n   # indented   \n\n#\n"), ["# indented", "#"]);
        assert_eq!(comments("- a # one\n# two\n- k: v # three\n  # four\n"), ["# one", "# two", "# three", "# four"]);
    }

    #[test]
    fn a_comment_of_one_side_must_be_kept() {
        assert_eq!(words_lost("a: 1\n", "a: 1 # o\n", "a: 1 # t\n", &["# o"]), ["# t"]);
        assert_eq!(words_lost("a: 1 # b\n", "a: 1 # b\n", "a: 1\n", &[]), [""; 0]);
        assert_eq!(words_lost("a: 1 # b\n", "a: 1 # b\n", "a: 1 # b\n", &[]), ["# b"]);
        // The same words at two keys are two comments; at one key they are one.
        assert_eq!(words_lost("a: 1\nb: 1\n", "a: 1 # x\nb: 1\n", "a: 1\nb: 1 # x\n", &["# x"]), ["# x"]);
        assert_eq!(words_lost("a: 1\nb: 1\n", "a: 1 # x\nb: 1\n", "a: 1 # x\nb: 1\n", &["# x"]), [""; 0]);
        // What one side has moved and the other deleted may go.
        assert_eq!(words_lost("a: 1 # x\nb: 1\n", "a: 1\nb: 1 # x\n", "a: 1\nb: 1\n", &[]), [""; 0]);
    }

    #[test]
    fn both_sides_of_a_conflict_count() {
        let text = "a: 1 # all\n<<<<<<< ours\nb: 1 # o\n=======\nb: 2 # t\n>>>>>>> theirs\n";
        assert_eq!(of_merged(text, true, &Options::default()).expect("YAML"), ["# all", "# o", "# t"]);
    }
}
