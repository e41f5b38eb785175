//! Selects claims by speaker, subject or object, and predicate.

use gainsay_model::Workspace;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Object};
use rustc_hash::FxHashSet;

use crate::ledger::Ledger;
use crate::ledger::entities::EntityId;
use crate::ledger::speakers::PrincipalSets;

/// A filter of claims. A claim fits if it fits each part that is given.
#[derive(Clone, Copy, Default, Debug)]
pub struct ClaimFilter {
    /// The speaker, or one for whom the speaker surely or possibly speaks on the day of saying.
    pub by: Option<EntityId>,
    /// Whether only claims of the speaker fit, and none that others make in that name.
    pub only: bool,
    /// The subject or the object of the statement.
    pub about: Option<EntityId>,
    /// The predicate of the statement.
    pub predicate: Option<Symbol>,
}

impl ClaimFilter {
    /// Returns true if every claim fits.
    pub fn is_empty(&self) -> bool {
        self.by.is_none() && self.about.is_none() && self.predicate.is_none()
    }

    /// Returns the claims that fit, as indices into the records.
    pub fn fitting(&self, ledger: &Ledger) -> FxHashSet<usize> {
        let mut sides = PrincipalSets::new(ledger.workspace, &ledger.entities);
        let claims = ledger.workspace.records.claims.iter().enumerate();
        claims.filter(|(_, claim)| self.fits(ledger, &mut sides, claim)).map(|(index, _)| index).collect()
    }

    /// Returns the ids of the claims that fit.
    pub fn ids<'w>(&self, ledger: &Ledger<'w>) -> FxHashSet<&'w str> {
        let workspace: &'w Workspace = ledger.workspace;
        let claims = self.fitting(ledger).into_iter().filter_map(|index| workspace.records.claims.get(index)?.id);
        claims.map(|id| workspace.text(id)).collect()
    }

    fn fits(&self, ledger: &Ledger, sides: &mut PrincipalSets, claim: &Claim) -> bool {
        let is = |name: Option<Symbol>, wanted| name.and_then(|name| ledger.entities.find(name)) == Some(wanted);
        self.by.is_none_or(|by| if self.only { is(claim.by, by) } else { speaks_for(ledger, sides, claim, by) })
            && self.about.is_none_or(|about| subject_and_object(claim).into_iter().any(|name| is(name, about)))
            && self.predicate.is_none_or(|predicate| predicate_of(claim) == Some(predicate))
    }
}

/// Returns true if a claim is made by an entity or, on the day of saying, surely or possibly in its name.
///
/// Claims that take no part in checks have speakers, too, so that this looks at the record and not at the ledger's
/// entry.
fn speaks_for(ledger: &Ledger, sides: &mut PrincipalSets, claim: &Claim, entity: EntityId) -> bool {
    let Some(speaker) = claim.by.and_then(|name| ledger.entities.find(name)) else { return false };
    let on_behalf = claim.more().on_behalf.and_then(|name| ledger.entities.find(name));
    let principals = sides.of(ledger.workspace, &ledger.entities, claim, speaker, on_behalf);
    sides.are_possibly(principals, entity)
}

/// Returns the subject and object of a claim, as far as they can be read.
fn subject_and_object(claim: &Claim) -> [Option<Symbol>; 2] {
    let object = |object: &Object| if let Object::Entity(name) = object { Some(*name) } else { None };
    match (claim.statement(), claim.written()) {
        (Some(statement), _) => [Some(statement.subject), object(&statement.object)],
        (None, Some(written)) => [Some(written.subject), Some(written.object)],
        (None, None) => [None, None],
    }
}

fn predicate_of(claim: &Claim) -> Option<Symbol> {
    let written = || claim.written().map(|written| written.predicate);
    claim.statement().map(|statement| statement.predicate).or_else(written)
}
