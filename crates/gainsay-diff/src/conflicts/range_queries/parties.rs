//! Parties: claims that can have a principal in common.

use rustc_hash::{FxHashMap, FxHashSet};

use super::setting::role;
use crate::clash::Comparer;
use crate::conflicts::utterances::leader;
use crate::cover::{Interval, shared};
use crate::ledger::ClaimId;
use crate::ledger::speakers::PrincipalsId;

/// Claims that may have a principal in common, grouped into parties.
pub struct Parties {
    party: FxHashMap<PrincipalsId, i64>,
    /// The parties in which not all claims have a principal in common.
    pub(super) divided: FxHashSet<i64>,
    /// Whether claims are made for somebody in more than one role.
    pub(super) several_roles: bool,
}

impl Parties {
    /// Returns the parties of all these claims.
    pub fn new(comparer: &Comparer, claims: impl Iterator<Item = ClaimId>) -> Parties {
        let ledger = comparer.ledger;
        let mut roles: FxHashMap<PrincipalsId, FxHashSet<i64>> = FxHashMap::default();
        for id in claims {
            let entry = ledger.claim(id);
            roles.entry(entry.principals).or_default().insert(role(entry));
        }
        let of = |principals: &PrincipalsId| ledger.sides.principals(*principals).possible;
        // Principals whose intervals overlap are joined; intervals that only touch join nobody.
        let mut stretches: Vec<Interval> = roles.keys().flat_map(of).copied().collect();
        stretches.sort_unstable();
        let mut joined: Vec<Interval> = Vec::new();
        for (first, last) in stretches {
            match joined.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        let island = |stretch: &Interval| joined.partition_point(|(_, last)| *last < stretch.0) as u32;
        let mut lead: FxHashMap<u32, u32> = FxHashMap::default();
        for principals in roles.keys() {
            for pair in of(principals).windows(2) {
                let (a, b) = (leader(&mut lead, island(&pair[0])), leader(&mut lead, island(&pair[1])));
                lead.insert(a.max(b), a.min(b));
            }
        }
        let mut members: FxHashMap<i64, Vec<PrincipalsId>> = FxHashMap::default();
        let mut party = FxHashMap::default();
        for principals in roles.keys() {
            // A claim is made in its speaker's name at least.
            let to = of(principals).first().map_or(-1, |first| i64::from(leader(&mut lead, island(first))));
            party.insert(*principals, to);
            members.entry(to).or_default().push(*principals);
        }
        let divided = |members: &[PrincipalsId]| {
            let mut common = of(&members[0]).to_vec();
            members.iter().for_each(|m| common = shared(&common, of(m)).collect());
            common.is_empty()
        };
        let several =
            |members: &[PrincipalsId]| members.iter().flat_map(|m| &roles[m]).collect::<FxHashSet<_>>().len() > 1;
        Parties {
            divided: members.iter().filter(|(_, members)| divided(members)).map(|(of, _)| *of).collect(),
            several_roles: members.values().any(|members| several(members)),
            party,
        }
    }

    /// Returns the party of these principals.
    pub fn of(&self, principals: PrincipalsId) -> i64 {
        self.party.get(&principals).copied().unwrap_or(-1)
    }
}
