//! Finds the claims on which an edit of claims and rulings bears: the pairs of all others are as they were, and need
//! not be compared.

use gainsay_model::Workspace;
use gainsay_model::record::Place;
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::conflicts::pairs::ClaimSelection;

/// Returns the ids of the claims whose text differs between two snapshots; none if the text of any other record but a
/// ruling does. `differs` returns true for the path of a file whose content differs.
pub fn edited_claims(
    before: &Workspace,
    after: &Workspace,
    differs: &dyn Fn(&str) -> bool,
) -> Option<FxHashSet<String>> {
    let (old, new) = (Texts::of(before, differs)?, Texts::of(after, differs)?);
    if old.others != new.others {
        return None;
    }
    let differing = |these: &Texts, those: &Texts| -> Vec<String> {
        let is_other = |(id, texts): &(&&str, &Vec<&str>)| those.claims.get(*id) != Some(*texts);
        these.claims.iter().filter(is_other).map(|(id, _)| (*id).to_owned()).collect()
    };
    Some(differing(&old, &new).into_iter().chain(differing(&new, &old)).collect())
}

/// The texts of the records in files that may differ, rulings aside.
struct Texts<'w> {
    /// The texts of all records that are no claims, in their order.
    others: Vec<(Kind, &'w str, &'w str)>,
    /// The texts of the claims that have each id.
    claims: FxHashMap<&'w str, Vec<&'w str>>,
}

impl<'w> Texts<'w> {
    /// Reads the texts; none if one cannot be read again.
    fn of(workspace: &'w Workspace, differs: &dyn Fn(&str) -> bool) -> Option<Texts<'w>> {
        let may_differ: Vec<bool> = workspace.files.iter().map(|file| !file.built_in && differs(&file.path)).collect();
        let is_wanted = |place: &Place| may_differ.get(place.file as usize) == Some(&true);
        fn places<R: Record>(records: &[R]) -> impl Iterator<Item = (Kind, Place)> {
            records.iter().map(|record| (R::KIND, record.place()))
        }
        let records = &workspace.records;
        let others = places(&records.entities).chain(places(&records.predicates)).chain(places(&records.sources));
        let others = others
            .chain(records.manifest.place.map(|place| (Kind::Manifest, place)))
            .filter(|(_, place)| is_wanted(place));
        let others = others.map(|(kind, place)| Some((kind, path(workspace, place)?, text(workspace, place)?)));
        let others = others.collect::<Option<Vec<_>>>()?;
        let mut claims: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for claim in records.claims.iter().filter(|claim| is_wanted(&claim.place)) {
            let Some(id) = claim.id else { continue };
            claims.entry(workspace.text(id)).or_default().push(text(workspace, claim.place)?);
        }
        Some(Texts { others, claims })
    }
}

fn path(workspace: &Workspace, place: Place) -> Option<&str> {
    Some(&workspace.files.get(place.file as usize)?.path)
}

fn text(workspace: &Workspace, place: Place) -> Option<&str> {
    let span = workspace.document(place)?.span;
    workspace.files.get(place.file as usize)?.text().get(span.start as usize..span.end as usize)
}

/// Returns, for each snapshot, the claims whose pairs may differ: the edited claims, those that take part in only one
/// of the two, and the alternatives of these.
pub fn chosen_in(sides: [&Comparer; 2], edited: &FxHashSet<String>) -> [ClaimSelection; 2] {
    let ids = |side: usize| sides[side].ledger.ids().map(move |id| (id, sides[side].ledger.claim_text(id)));
    let mut touched: FxHashSet<&str> = edited.iter().map(String::as_str).collect();
    for side in [0, 1] {
        touched.extend(ids(side).map(|(_, id)| id).filter(|id| sides[1 - side].ledger.find_id(id).is_none()));
    }
    let beside: Vec<&str> = [0, 1].into_iter().flat_map(|side| beside(sides[side], &touched)).collect();
    touched.extend(beside);
    [0, 1].map(|side| ClaimSelection::new(sides[side].ledger, ids(side).map(|(_, id)| touched.contains(id)).collect()))
}

/// Returns all alternatives of which one is among these claims.
fn beside<'l>(comparer: &Comparer<'l, '_>, ids: &FxHashSet<&str>) -> Vec<&'l str> {
    let ledger = comparer.ledger;
    let groups =
        comparer.alternatives.all().filter(|group| group.iter().any(|id| ids.contains(ledger.claim_text(*id))));
    groups.flatten().map(|id| ledger.claim_text(*id)).collect()
}
