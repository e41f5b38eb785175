//! Claims by their ids.
//!
//! There are a great number of these, and most are named only once, so that none is looked up. The ids are sorted,
//! which brings equal ones together, and all references to claims are looked up in the sorted ids at once.

use std::cmp::Ordering;

use crate::interner::{StringTable, Symbol, SymbolSet};
use crate::order::by_text;
use crate::record::{Extras, Verdict};
use crate::records::Records;
use crate::workspace::Workspace;

impl Workspace {
    /// Sorts the claims' ids, and gives claims with equal ids the symbol of the first. Returns the claims, by index,
    /// that have the id of an earlier one, each with that one; in the order of the claims.
    pub(super) fn order_claims(&mut self) -> Vec<(usize, usize)> {
        let ids = self.names.claims();
        let (order, mut doubles) = match ordered(ids) {
            Some(doubles) => (None, doubles),
            None => {
                let mut order = by_text(ids.len() as u32, |number| ids.text(number));
                order.retain(|number| !ids.is_blank(*number));
                let doubles = doubles(ids, &order);
                (Some(order), doubles)
            }
        };
        doubles.sort_unstable_by_key(|(_, second)| *second);
        (self.by_id, self.doubled) = (order, doubles.iter().map(|(_, second)| *second).collect());
        for (first, second) in &doubles {
            if let Some(claim) = self.records.claims.get_mut(*second as usize) {
                claim.id = Some(Symbol::of_claim(*first));
            }
        }
        doubles.into_iter().map(|(first, second)| (first as usize, second as usize)).collect()
    }

    /// Gives each reference to an existing claim the symbol of the claim's id; `rich` are the claims, by index, that
    /// may refer to others.
    pub(super) fn find_claims(&mut self, rich: &[u32]) {
        let Workspace { records, names, .. } = self;
        let mut wanted = SymbolSet::default();
        each_reference(records, rich, &mut |name| wanted.add(names, *name));
        let found = wanted.among_claims(names);
        if !found.is_empty() {
            each_reference(records, rich, &mut |name| *name = found.get(name).copied().unwrap_or(*name));
        }
    }

    /// Sets the number of each claim's id to the claim's index, after claims were dropped or moved.
    pub(super) fn renumber_claims(&mut self) {
        let Workspace { records, names, .. } = self;
        let old = std::mem::take(names.claims_mut());
        names.claims_mut().reserve(records.claims.len());
        for claim in &mut records.claims {
            claim.id = names.take_claim(&old, claim.id);
        }
    }
}

/// Calls `take` with each reference to a claim.
fn each_reference(records: &mut Records, rich: &[u32], take: &mut impl FnMut(&mut Symbol)) {
    for index in rich {
        let more = records.claims.get_mut(*index as usize).and_then(|claim| claim.more.as_deref_mut());
        more.into_iter().flat_map(Extras::ids_of_claims).for_each(&mut *take);
    }
    for ruling in &mut records.rulings {
        ruling.between.iter_mut().for_each(|pinned| take(&mut pinned.claim));
        if let Some(Verdict::Prefers(claim)) = &mut ruling.verdict {
            take(claim);
        }
    }
}

/// Returns the doubles among sorted ids; none if the ids are not sorted. A claim without an id has an empty one, and is
/// passed over.
fn ordered(ids: &StringTable) -> Option<Vec<(u32, u32)>> {
    let (mut last, mut doubles) = (None, Vec::new());
    for number in (0..ids.len() as u32).filter(|number| !ids.is_blank(*number)) {
        // Of equal ids the first is taken.
        let Some(first) = last.replace(number) else { continue };
        match ids.compare(first, number) {
            Ordering::Less => {}
            Ordering::Equal => {
                doubles.push((first, number));
                last = Some(first);
            }
            Ordering::Greater => return None,
        }
    }
    Some(doubles)
}

/// Returns the doubles among ids, given their order.
fn doubles(ids: &StringTable, order: &[u32]) -> Vec<(u32, u32)> {
    let alike = order.chunk_by(|a, b| ids.compare(*a, *b).is_eq());
    alike
        .filter_map(|alike| alike.split_first())
        .flat_map(|(first, others)| others.iter().map(|other| (*first, *other)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Input;
    use crate::records::Record;

    /// Returns a workspace of claims with these ids, one in each file; each answers the next one.
    fn claims(ids: &[String]) -> Workspace {
        let input = |(i, id): (usize, &String)| {
            let text =
                format!("claim: {id}\nby: a\naffirms: a p a\nsource: s\nanswers: {}\n", ids[(i + 1) % ids.len()]);
            Input { path: format!("{i:04}.yaml"), bytes: Ok(text.into()) }
        };
        Workspace::read(ids.iter().enumerate().map(input).collect())
    }

    #[test]
    fn ids_are_in_order_doubled_ones_found_and_references_lead_to_the_first() {
        let short = |n: usize| format!("c{n}");
        let long = |n: usize| format!("an-id-that-is-longer-than-a-key-{n}");
        for (name, ids) in [
            ("in order", (10..40).map(short).collect::<Vec<_>>()),
            ("in order, doubled", (20..80).map(|n| short(n / 2)).collect()),
            ("backwards", (10..40).rev().map(short).collect()),
            (
                "mixed, doubled",
                (0..200).map(|n| if n % 3 == 0 { long(n * 31 % 50) } else { short(n * 37 % 60) }).collect(),
            ),
            ("long, in order", (10..40).map(long).collect()),
            (
                "one begins another",
                ["a", "a-b", "a.b", "a/b", "aa", "a", "é", "a-b-c-d-e-f-g-h-i", "a-b-c-d-e-f-g-h"]
                    .map(str::to_owned)
                    .into(),
            ),
            ("all alike", vec!["same".to_owned(); 9]),
        ] {
            let workspace = claims(&ids);
            let records = &workspace.records.claims;
            let mut first: BTreeMap<&str, usize> = BTreeMap::new();
            ids.iter().enumerate().for_each(|(i, id)| _ = first.entry(id).or_insert(i));
            let doubled: Vec<u32> =
                (0..ids.len() as u32).filter(|i| first[ids[*i as usize].as_str()] != *i as usize).collect();
            assert_eq!(workspace.doubled_claims(), doubled, "{name}");
            let told = workspace.findings.iter().filter(|finding| finding.rule == "duplicate-id").count();
            assert_eq!(told, doubled.len(), "{name}");
            assert!(workspace.findings.iter().all(|finding| !finding.message.contains("no claim")), "{name}");
            for (i, claim) in records.iter().enumerate() {
                let id = claim.id().map(|id| (workspace.text(id), workspace.claim_index(id)));
                assert_eq!(id, Some((ids[i].as_str(), Some(first[ids[i].as_str()]))), "{name}");
                let next = ids[(i + 1) % ids.len()].as_str();
                assert_eq!(claim.more().answers.and_then(|id| workspace.claim_index(id)), Some(first[next]), "{name}");
            }
            let order: Vec<&String> = match workspace.claims_by_id() {
                Some(order) => order.iter().map(|i| &ids[*i as usize]).collect(),
                None => ids.iter().collect(),
            };
            assert!(order.is_sorted() && order.len() == ids.len(), "{name}");
        }
    }
}
