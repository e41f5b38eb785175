//! The claims that take part, and the reasons for which others do not.

use gainsay_model::{Symbol, Workspace};
use rustc_hash::FxHashSet;

/// The reason for which a claim takes no part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// The claim could not be read.
    Faulty,
    /// Other claims have the same id.
    Double,
    /// The claim was withdrawn.
    Retracted,
    /// Another claim replaces it.
    Superseded,
}

/// The records of claims that count, and the reasons of the others.
pub(super) struct Presence {
    pub absences: Vec<Option<Absence>>,
    pub doubled: FxHashSet<Symbol>,
    pub superseded: FxHashSet<Symbol>,
}

impl Presence {
    /// Returns the presence of the claims of a workspace. Every claim that is not retracted supersedes, be it faulty, a
    /// relay, or superseded itself.
    pub fn of(workspace: &Workspace) -> Presence {
        let claims = &workspace.records.claims;
        let mut absences = vec![None; claims.len()];
        let (mut retracted, mut superseded) = (FxHashSet::default(), FxHashSet::default());
        for index in workspace.claims_out().iter().map(|index| *index as usize) {
            absences[index] = Some(if claims[index].retracted { Absence::Retracted } else { Absence::Faulty });
            retracted.extend(claims[index].id.filter(|_| claims[index].retracted));
        }
        for claim in
            workspace.rich_claims().iter().map(|index| &claims[*index as usize]).filter(|claim| !claim.retracted)
        {
            superseded.extend(claim.more().supersedes.iter().copied());
        }
        let doubled: FxHashSet<Symbol> =
            workspace.doubled_claims().iter().filter_map(|index| claims[*index as usize].id).collect();
        if !(retracted.is_empty() && superseded.is_empty() && doubled.is_empty()) {
            for (claim, absence) in claims.iter().zip(&mut absences) {
                let is_in = |ids: &FxHashSet<Symbol>| claim.id.is_some_and(|id| ids.contains(&id));
                // Of several claims with one id, a retracted one makes the id retracted.
                *absence = match *absence {
                    _ if claim.retracted || is_in(&retracted) => Some(Absence::Retracted),
                    _ if is_in(&superseded) => Some(Absence::Superseded),
                    _ if is_in(&doubled) => Some(Absence::Double),
                    other => other,
                };
            }
        }
        Presence { absences, doubled, superseded }
    }
}
