//! Makes fixes in the texts of a workspace's files. A [`FixBatch`] makes several fixes at once, as far as they do not
//! touch each other.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::edit::{Refusal, Texts, splices_around, splices_without_entry};
use crate::fix::{Fix, FixEdit};
use crate::lately::LatelyRead;
use crate::layout::{Splice, spliced};
use crate::route::Route;
use crate::schema::Kind;
use crate::text::composed;
use crate::workspace::{Workspace, node_at, span_in};
use crate::yaml::{self, Document, Node, Scalar, piece_at};

/// Fixes of a workspace that are made together: they do not touch each other.
pub struct FixBatch<'w> {
    documents: LatelyRead<'w>,
    files: BTreeMap<u32, FileFixes>,
}

impl<'w> FixBatch<'w> {
    /// Returns a batch without fixes.
    pub fn new(workspace: &'w Workspace) -> FixBatch<'w> {
        FixBatch { documents: LatelyRead::new(workspace), files: BTreeMap::new() }
    }

    /// Adds a fix. Returns false if it was not added, since it cannot be made or touches a part that an earlier one
    /// touches.
    pub fn add(&mut self, fix: &Fix) -> bool {
        let Some((touched, splices)) = self.changes(fix) else { return false };
        for (file, range) in touched {
            self.files.entry(file).or_default().touch(range);
        }
        for (file, splice) in splices {
            self.files.entry(file).or_default().splices.push(splice);
        }
        true
    }

    /// Returns the ranges that a fix touches and its replacements; none where it cannot be made with the others.
    #[expect(clippy::type_complexity, reason = "two lists, each by file")]
    fn changes(&self, fix: &Fix) -> Option<(Vec<(u32, Range<usize>)>, Vec<(u32, Splice)>)> {
        let (mut touched, mut splices) = (Vec::new(), Vec::new());
        for edit in &fix.edits {
            let of_edit = edit.splices(&self.documents).ok()?;
            match edit.reserved(self.documents.workspace()) {
                Some(reserved) => touched.push(reserved),
                None => touched.extend(of_edit.iter().map(|(file, splice)| (*file, splice.range.clone()))),
            }
            splices.extend(of_edit);
        }
        let files = &self.documents.workspace().files;
        let is_own = |file: u32| files.get(file as usize).is_some_and(|file| !file.built_in);
        let is_free = |file: u32, range| self.files.get(&file).is_none_or(|fixes| !fixes.touches(range));
        let can_be_made = touched.iter().all(|(file, range)| is_own(*file) && is_free(*file, range));
        (can_be_made && !splices.is_empty()).then_some((touched, splices))
    }

    /// Returns the new texts of the files that change.
    pub fn texts(&self) -> Texts {
        let text = |(number, fixes): (&u32, &FileFixes)| {
            let file = self.documents.workspace().files.get(*number as usize)?;
            let text = spliced(file.text(), &fixes.splices).filter(|text| text != file.text())?;
            Some((file.path.clone(), text))
        };
        self.files.iter().filter_map(text).collect()
    }
}

/// The fixes of a file.
#[derive(Default)]
struct FileFixes {
    /// The ranges that the fixes touch, apart from each other: the end of each by its start.
    touched: BTreeMap<usize, usize>,
    splices: Vec<Splice>,
}

impl FileFixes {
    /// Returns true if a range meets one that is touched, as two insertions at one place do.
    fn touches(&self, range: &Range<usize>) -> bool {
        self.touched.range(..=range.end).next_back().is_some_and(|(_, end)| *end >= range.start)
    }

    fn touch(&mut self, mut range: Range<usize>) {
        while let Some((&start, &end)) =
            self.touched.range(..=range.end).next_back().filter(|(_, end)| **end >= range.start)
        {
            self.touched.remove(&start);
            range = range.start.min(start)..range.end.max(end);
        }
        self.touched.insert(range.start, range.end);
    }
}

impl Fix {
    /// Returns the replacements that make the fix in the files of a workspace, each with the number of its file, in no
    /// order.
    ///
    /// # Errors
    ///
    /// Returns the reason for which one of the edits cannot be made.
    pub fn splices(&self, documents: &LatelyRead) -> Result<Vec<(u32, Splice)>, Refusal> {
        let mut all = Vec::new();
        for edit in &self.edits {
            all.extend(edit.splices(documents)?);
        }
        Ok(all)
    }
}

impl FixEdit {
    fn splices(&self, documents: &LatelyRead) -> Result<Vec<(u32, Splice)>, Refusal> {
        let text_of = |file: u32| documents.workspace().files.get(file as usize).map_or("", |file| file.text());
        match self {
            FixEdit::Text { route, text } => {
                let document = route.record().and_then(|place| documents.document(place));
                let whole = document.as_deref().and_then(|document| whole_part(document, *route));
                let text = whole.map_or_else(|| text.clone(), |scalar| yaml::in_place_of(scalar, text));
                let span = span_in(*route, document.as_deref());
                Ok(vec![(route.file(), Splice::new(span.start as usize..span.end as usize, text))])
            }
            FixEdit::Id { route, from, to } => {
                let document = route.record().and_then(|place| documents.document(place));
                let file = text_of(route.file());
                let splice = reference(file, *route, document.as_deref(), from, to).ok_or(Refusal::Unsafe)?;
                Ok(vec![(route.file(), splice)])
            }
            FixEdit::WithoutEntry { route } => {
                let at = span_in(*route, None).start as usize;
                let splices = splices_without_entry(text_of(route.file()), at)?;
                Ok(splices.into_iter().map(|splice| (route.file(), splice)).collect())
            }
            FixEdit::Record { place, edit } => {
                let splices = splices_around(text_of(place.file), place.start as usize, edit)?;
                Ok(splices.into_iter().map(|splice| (place.file, splice)).collect())
            }
        }
    }

    /// Returns the range of a file that no other fix may touch, its last byte included; none where that is only the
    /// text that the edit replaces.
    fn reserved(&self, workspace: &Workspace) -> Option<(u32, Range<usize>)> {
        let FixEdit::Record { place, .. } = self else { return None };
        let text = workspace.files.get(place.file as usize).map_or("", |file| file.text());
        let piece = piece_at(text, place.start as usize);
        Some((place.file, piece.start..piece.end.saturating_sub(1).max(piece.start)))
    }
}

/// Returns the replacement of a word by an id within the target of a route; none where the word does not stand there
/// exactly once, by itself.
fn reference(text: &str, route: Route, document: Option<&Document>, from: &str, to: &str) -> Option<Splice> {
    let scalar = document.and_then(|document| referring(document, route));
    let span = scalar.map_or_else(|| span_in(route, document), |scalar| scalar.span);
    let range = span.start as usize..span.end as usize;
    let raw = text.get(range.clone())?;
    if let Some(scalar) = scalar.filter(|scalar| composed(scalar.text.trim()) == from) {
        return Some(Splice::new(range, yaml::in_place_of(scalar, to)));
    }
    let mut found = raw.match_indices(from).map(|(at, _)| at);
    let at = range.start + found.next().filter(|_| found.next().is_none())?;
    // Within a longer text, a space, a quote or the `@` of a pin ends a word.
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "\"'@".contains(c));
    let before = text.get(range.start..at)?.chars().next_back();
    let behind = text.get(at + from.len()..range.end)?.chars().next();
    (ends(before) && ends(behind)).then(|| Splice::new(at..at + from.len(), to))
}

/// Returns the part of a statement that a route leads to, where it is a text of its own.
fn whole_part(document: &Document, route: Route) -> Option<&Scalar> {
    let Route::Part(_, key, part) = route else { return None };
    let Node::Map { entries, .. } = &yaml::entry(&document.entries, key)?.value else { return None };
    match &yaml::entry(entries, part.key())?.value {
        Node::Scalar(scalar) => Some(scalar),
        _ => None,
    }
}

/// Returns the text in which a reference stands: for a mapping, the value of its main key.
fn referring(document: &Document, route: Route) -> Option<&Scalar> {
    let Route::Key(_, key, _) = route else { return whole_part(document, route) };
    let node = node_at(document, route)?;
    match node {
        Node::Scalar(scalar) => Some(scalar),
        Node::Map { entries, .. } => {
            let kind = Kind::of_first_key(&document.entries.first()?.key.text)?;
            let main = kind.key(key)?.shape.main_key()?;
            match &yaml::entry(entries, main)?.value {
                Node::Scalar(scalar) => Some(scalar),
                _ => None,
            }
        }
        Node::List { .. } | Node::Refused { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;
    use crate::edit::{Edit, KeyPath, Target};
    use crate::record::Place;
    use crate::value::Value;

    const TEXT: &str = "entity: a # x\nname: A\n---\nentity: b\nname: B\n";

    fn workspace(text: &str) -> Workspace {
        Workspace::read(vec![Input { path: "a.yaml".into(), bytes: Ok(text.into()) }])
    }

    fn place(workspace: &Workspace, id: &str) -> Place {
        workspace.entities().find(|entity| entity.id.is_some_and(|own| workspace.text(own) == id)).unwrap().place
    }

    fn apply(workspace: &Workspace, fixes: &[Fix]) -> (Texts, Vec<bool>) {
        let mut batch = FixBatch::new(workspace);
        let made = fixes.iter().map(|fix| batch.add(fix)).collect();
        (batch.texts(), made)
    }

    fn setting(workspace: &Workspace, id: &str, key: &str, value: &str) -> Fix {
        let record = Target::new(Kind::Entity, id);
        let edit = Edit::Set { record, key: KeyPath::of(key), value: Value::text(value) };
        Fix::ask("set it").editing(place(workspace, id), edit)
    }

    #[test]
    fn fixes_of_one_record_are_made_one_after_the_other() {
        let workspace = workspace(TEXT);
        let fixes = [("a", "name", "C"), ("b", "kind", "state"), ("a", "kind", "state")];
        let fixes = fixes.map(|(id, key, value)| setting(&workspace, id, key, value));
        let (texts, made) = apply(&workspace, &fixes);
        assert_eq!(made, [true, true, false]);
        assert_eq!(texts["a.yaml"], "entity: a # x\nname: C\n---\nentity: b\nname: B\nkind: state\n");
    }

    #[test]
    fn replacements_that_touch_are_not_made_together() {
        let workspace = workspace(TEXT);
        let at = |start: u32, end: u32| Route::Bytes(0, yaml::Span { start, end });
        let fixes = [
            Fix::safe("").replacing(at(8, 9), "c"),
            Fix::safe("").replacing(at(9, 9), "d"),
            Fix::safe("").replacing(at(20, 21), "C"),
            Fix::safe("").replacing(at(7, 22), ""),
            Fix::safe(""),
        ];
        let (texts, made) = apply(&workspace, &fixes);
        assert_eq!(made, [true, false, true, false, false]);
        assert_eq!(texts["a.yaml"], "entity: c # x\nname: C\n---\nentity: b\nname: B\n");
    }

    #[test]
    fn one_edit_that_cannot_be_made_leaves_all_of_a_fix_undone() {
        let workspace = workspace(TEXT);
        let fix = setting(&workspace, "a", "name", "C");
        let record = Target::new(Kind::Entity, "nobody");
        let fix = fix.editing(place(&workspace, "b"), Edit::Remove { record });
        assert_eq!(apply(&workspace, &[fix]), (Texts::new(), vec![false]));
    }
}
