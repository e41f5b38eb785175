//! Where it is looked up what was meant: made when it is first asked for, and kept by whoever keeps a workspace open.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::ops::Range;

use super::record_names::RecordNames;
use crate::interner::{Counted, Near, Symbol};
use crate::schema::Kind;
use crate::workspace::Workspace;

/// Which claims of a workspace are there, where its list holds such as were edited away, and its files are in no order.
pub trait ClaimsThere {
    /// Returns whether the claim of that index is there.
    fn is_there(&self, claim: u32) -> bool;
    /// Returns whether a claim of that id is there.
    fn has_id(&self, workspace: &Workspace, id: &str) -> bool;
    /// Returns whether a claim that is called so is there.
    fn has_name(&self, workspace: &Workspace, name: Symbol) -> bool;
    /// Returns which of two claims comes first, by file and place.
    fn order(&self, workspace: &Workspace, a: u32, b: u32) -> Ordering;
}

/// The ids and names of records, ready to be asked which of them was meant. Each part is made when it is first asked
/// for.
#[derive(Default)]
pub struct ReferenceIndex {
    ids: [OnceCell<Near>; 6],
    names: [OnceCell<RecordNames>; 6],
}

impl ReferenceIndex {
    /// Adds claims that stand behind all others.
    pub fn add_claims(&mut self, workspace: &Workspace, claims: Range<u32>) {
        if let Some(near) = self.ids[Kind::Claim as usize].get_mut() {
            for claim in claims {
                if let Some(id) = id_of(workspace, Kind::Claim, claim) {
                    near.add(claim, workspace.text(id));
                }
            }
        }
    }

    /// Takes in the names of a record, by kind and index, that was changed.
    pub fn renew(&mut self, workspace: &Workspace, kind: Kind, index: u32) {
        if let Some(names) = self.names[kind as usize].get_mut() {
            names.renew(workspace, index);
        }
    }

    /// Returns the id nearest to a text among those of the records of a kind.
    pub(super) fn nearest<'w>(
        &self,
        workspace: &'w Workspace,
        kind: Kind,
        text: &str,
        there: Option<&dyn ClaimsThere>,
    ) -> Option<&'w str> {
        let there = there.filter(|_| kind == Kind::Claim);
        let word = |index: u32| id_of(workspace, kind, index).map_or("", |id| workspace.text(id));
        let known = || {
            let ids = workspace.records.headers_of(kind).zip(0..);
            Near::new(ids.filter_map(|(header, index)| Some((index, workspace.text(header.id?)))))
        };
        let near = self.ids[kind as usize].get_or_init(known);
        let is_there = |index: u32| there.is_none_or(|there| there.is_there(index));
        let order = there.map(|there| move |a: u32, b: u32| there.order(workspace, a, b));
        let order = order.as_ref().map(|order| order as &dyn Fn(u32, u32) -> Ordering);
        near.nearest(text, &Counted { text: &word, is_there: &is_there, order })
    }

    /// Returns the names of the records of a kind.
    pub(super) fn names(&self, workspace: &Workspace, kind: Kind) -> &RecordNames {
        self.names[kind as usize].get_or_init(|| RecordNames::new(workspace, kind))
    }
}

/// Returns the id of the record of that kind and index.
fn id_of(workspace: &Workspace, kind: Kind, index: u32) -> Option<Symbol> {
    let (records, index) = (&workspace.records, index as usize);
    match kind {
        Kind::Claim => records.claims.get(index)?.id,
        Kind::Entity => records.entities.get(index)?.id,
        Kind::Predicate => records.predicates.get(index)?.id,
        Kind::Source => records.sources.get(index)?.id,
        Kind::Ruling => records.rulings.get(index)?.id,
        Kind::Manifest => None,
    }
}
