//! Findings for an editor, file by file: each place with its message, and the related places.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::text::escaped;
use gainsay_model::workspace::{MANIFEST, span_in};
use gainsay_model::yaml::Span;

use crate::prose::{self, Naming};

/// A place in a file where an editor shows a finding.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The name of the rule.
    pub rule: &'static str,
    /// The level; none if the finding is ruled upon, and so matters no more.
    pub level: Option<Level>,
    /// The bytes of the file's text.
    pub span: Span,
    /// The message, the reasons and the remedies, on several lines.
    pub message: String,
    /// The related places.
    pub related: Vec<Related>,
}

/// A place related to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// The number of the file in the workspace.
    pub file: u32,
    /// The bytes of the file's text.
    pub span: Span,
    /// The text to show for the place.
    pub text: String,
}

/// The largest number of related places shown for one finding.
const MOST_RELATED: usize = 24;

/// Returns the places of a file where an editor shows a finding, given as it is and in words ([`prose::told`]). A conflict is shown at each of its claims, any other
/// finding at its first place. A built-in vocabulary is in no file: the manifest, which uses it, stands for it. Notes
/// that are no conflicts are not shown, as in a check that does not ask for them.
pub fn marked(naming: &Naming, finding: &AnyFinding, told: &Finding, file: u32) -> Vec<Marked> {
    if finding.is_note() {
        return Vec::new();
    }
    let places = Places { naming, told };
    let shown = if finding.conflict().is_some() { told.labels.len() } else { 1 };
    let first = told.labels.iter().position(|label| !places.is_built_in(label.route)).unwrap_or_default();
    let labels = told.labels.iter().enumerate().skip(first).take(shown);
    let in_file = labels.filter(|(_, label)| places.place(label.route).0 == file);
    in_file
        .map(|(number, label)| Marked {
            rule: finding.rule(),
            level: finding.ruled().is_none().then(|| finding.level()),
            span: places.place(label.route).1,
            message: message(finding, told, &label.text),
            related: places.others(number),
        })
        .collect()
}

/// Returns the files in which [`marked`] may show something of a finding, by their numbers.
pub fn files_of(naming: &Naming, finding: &AnyFinding) -> Vec<u32> {
    let mut files: Vec<u32> = finding.places().map(|route| file_of(naming, route)).collect();
    files.sort_unstable();
    files.dedup();
    files
}

fn message(any: &AnyFinding, finding: &Finding, seen: &str) -> String {
    let mut lines = vec![escaped(&finding.message).into_owned()];
    if any.conflict().is_some() {
        let why = [prose::why_of(finding), prose::doubts_of(finding)];
        lines.extend(why.into_iter().filter(|text| !text.is_empty()).map(|text| escaped(&text).into_owned()));
    } else {
        lines.extend((!seen.is_empty()).then(|| escaped(seen).into_owned()));
        lines.extend(finding.because.iter().map(|reason| format!("because: {}", escaped(&reason.text))));
    }
    lines.extend(finding.help.iter().map(|text| format!("help: {}", escaped(text))));
    lines.extend(prose::next(any).iter().map(|command| format!("next: {}", escaped(command))));
    lines.extend(finding.ruled.iter().map(|id| format!("ruled upon: {}", escaped(id))));
    lines.join("\n")
}

fn file_of(naming: &Naming, route: Route) -> u32 {
    let files = &naming.workspace().files;
    match files.get(route.file() as usize) {
        Some(file) if file.built_in => {
            let manifest = files.iter().position(|file| file.path == MANIFEST).and_then(|at| u32::try_from(at).ok());
            manifest.unwrap_or_else(|| route.file())
        }
        _ => route.file(),
    }
}

/// The places to which the labels and reasons of a finding point.
struct Places<'p, 'w> {
    naming: &'p Naming<'w>,
    told: &'p Finding,
}

impl Places<'_, '_> {
    fn is_built_in(&self, route: Route) -> bool {
        self.naming.workspace().files.get(route.file() as usize).is_some_and(|file| file.built_in)
    }

    /// Returns the file and the bytes that a route leads to.
    fn place(&self, route: Route) -> (u32, Span) {
        if self.is_built_in(route) {
            return (file_of(self.naming, route), Span { start: 0, end: 0 });
        }
        let document = route.record().and_then(|place| self.naming.document(place));
        (route.file(), span_in(route, document.as_deref()))
    }

    /// Returns the places related to the label with that number.
    fn others(&self, number: usize) -> Vec<Related> {
        let labels = self.told.labels.iter().enumerate().filter(|(other, _)| *other != number);
        let labels = labels.map(|(_, label)| (label.route, label.text.as_str()));
        let reasons = self.told.because.iter().filter_map(|reason| Some((reason.route?, reason.text.as_str())));
        let here = self.told.labels.get(number).map(|label| label.route);
        labels
            .chain(reasons)
            .filter(|(route, _)| !self.is_built_in(*route) && Some(*route) != here)
            .take(MOST_RELATED)
            .map(|(route, text)| {
                let (file, span) = self.place(route);
                let text = if text.is_empty() { self.told.message.as_str() } else { text };
                Related { file, span, text: escaped(text).into_owned() }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::{Input, Workspace};

    use super::*;

    fn workspace() -> Workspace {
        let words = "predicate: leads\nlabel: leads\ntemporal: timeless\n---\nsource: s\ntitle: S\n---\nentity: ada\nname: A\n\
                     ---\nentity: x\nname: X\n---\nentity: a-by\nname: A\n---\nentity: b-by\nname: B\n";
        let claim = |id: &str, stance: &str| format!("claim: {id}\nby: {id}-by\n{stance}: ada leads x\nsource: s\n");
        let files = [
            ("0.yaml", words.to_owned()),
            ("a.yaml", claim("a", "affirms")),
            ("b.yaml", claim("b", "denies")),
            ("c.yaml", "claim: c\nby: nobody\naffirms: ada leads x\nsource: s\n".to_owned()),
        ];
        Workspace::read(files.map(|(path, text)| Input { path: path.into(), bytes: Ok(text.into_bytes()) }).into())
    }

    #[test]
    fn a_conflict_is_shown_at_each_claim_and_points_to_the_others() {
        let workspace = workspace();
        let naming = Naming::new(&workspace);
        let found = gainsay_diff::check(&workspace, 20_000).findings;
        let conflict = found.iter().find(|finding| finding.conflict().is_some()).expect("a conflict");
        for (file, other) in [(1, 2), (2, 1)] {
            let marked = marked(&naming, conflict, &prose::told(&naming, conflict), file);
            assert_eq!(marked.len(), 1, "{marked:?}");
            assert!(marked[0].related.iter().any(|related| related.file == other), "{marked:?}");
            let text =
                &workspace.files[file as usize].text()[marked[0].span.start as usize..marked[0].span.end as usize];
            assert!(text.contains("ada leads x"), "{text}");
        }
        assert!(marked(&naming, conflict, &prose::told(&naming, conflict), 3).is_empty());
        assert_eq!(files_of(&naming, conflict), [1, 2]);
    }

    #[test]
    fn a_fault_is_shown_where_it_is() {
        let workspace = workspace();
        let naming = Naming::new(&workspace);
        let found = gainsay_diff::check(&workspace, 20_000).findings;
        let fault = found.iter().find(|finding| finding.rule() == "unknown-reference").expect("a fault");
        let marked = marked(&naming, fault, &prose::told(&naming, fault), 3);
        assert_eq!((marked.len(), marked[0].level), (1, Some(Level::Error)));
        assert!(marked[0].message.contains("nobody"), "{}", marked[0].message);
    }
}
