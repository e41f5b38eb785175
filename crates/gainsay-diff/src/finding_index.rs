//! An index of findings by the records that they are about, and by the files that they show.

use gainsay_model::schema::Kind;
use rustc_hash::FxHashMap;

use crate::findings::AnyFinding;

/// An index of findings by the records that they are about, and by the files that they show. It holds the indices of
/// findings in a list, so that it can be kept beside the list.
#[derive(Default, Debug)]
pub struct FindingIndex {
    by_record: FxHashMap<Kind, FxHashMap<String, Vec<u32>>>,
    by_file: FxHashMap<u32, Vec<u32>>,
}

impl FindingIndex {
    /// Returns the index of some findings.
    pub fn new(findings: &[AnyFinding]) -> FindingIndex {
        let mut index = FindingIndex::default();
        for (finding, number) in findings.iter().zip(0..) {
            for (kind, id) in finding.records() {
                index.enter_record(kind, id, number);
            }
            for route in finding.places() {
                enter(index.by_file.entry(route.file()).or_default(), number);
            }
        }
        index
    }

    fn enter_record(&mut self, kind: Kind, id: &str, number: u32) {
        let of_kind = self.by_record.entry(kind).or_default();
        match of_kind.get_mut(id) {
            Some(numbers) => enter(numbers, number),
            None => _ = of_kind.insert(id.to_owned(), vec![number]),
        }
    }

    /// Returns the findings about a record, as indices in the list, in order.
    pub fn of_record(&self, kind: Kind, id: &str) -> &[u32] {
        self.by_record.get(&kind).and_then(|of_kind| of_kind.get(id)).map_or(&[], Vec::as_slice)
    }

    /// Returns the findings that show a place in a file, as indices in the list, in order.
    pub fn in_file(&self, file: u32) -> &[u32] {
        self.by_file.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Iterates over the files in which findings show a place, in no order.
    pub fn files(&self) -> impl Iterator<Item = u32> {
        self.by_file.keys().copied()
    }
}

/// Adds a number that is not lower than those that are there, once.
fn enter(numbers: &mut Vec<u32>, number: u32) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::{Input, Workspace};

    use super::*;

    #[test]
    fn a_conflict_is_found_by_each_of_its_claims_and_files() {
        let claim = |id: &str, stance: &str| format!("claim: {id}\nby: {id}-by\n{stance}: ada leads x\nsource: s\n");
        let words = "predicate: leads\nlabel: leads\ntemporal: timeless\n---\nsource: s\ntitle: S\n---\nentity: ada\nname: A\n\
                     ---\nentity: x\nname: X\n---\nentity: a-by\nname: A\n---\nentity: b-by\nname: B\n";
        let files = [("0.yaml", words.to_owned()), ("a.yaml", claim("a", "affirms")), ("b.yaml", claim("b", "denies"))];
        let inputs = files.map(|(path, text)| Input { path: path.into(), bytes: Ok(text.into_bytes()) });
        let found = crate::check(&Workspace::read(inputs.into()), 20_000).findings;
        let conflict = found.iter().position(|finding| finding.conflict().is_some()).map(|at| at as u32);
        let index = FindingIndex::new(&found);
        for claim in ["a", "b"] {
            assert!(index.of_record(Kind::Claim, claim).iter().any(|number| Some(*number) == conflict), "{claim}");
        }
        assert!(index.of_record(Kind::Claim, "c").is_empty() && index.of_record(Kind::Entity, "a").is_empty());
        for file in [1, 2] {
            assert!(index.in_file(file).iter().any(|number| Some(*number) == conflict), "{file}");
        }
        assert!(index.in_file(0).iter().all(|number| Some(*number) != conflict));
    }
}
