//! The scopes of claims: only claims of equal scope conflict in a set.

use gainsay_model::Symbol;
use rustc_hash::FxHashMap;

use crate::ledger::{ClaimId, Ledger};

/// A scope, by number.
pub type ScopeId = u32;

/// The scopes of all claims. Most claims have none.
pub struct ScopeIds {
    of: FxHashMap<ClaimId, ScopeId>,
}

impl ScopeIds {
    /// Numbers the scopes of the claims of a ledger.
    pub fn new(ledger: &Ledger) -> ScopeIds {
        let mut numbers: FxHashMap<Vec<(Symbol, Symbol)>, ScopeId> = FxHashMap::from_iter([(Vec::new(), 0)]);
        let mut of = FxHashMap::default();
        for id in ledger.rich_ids() {
            let scope = &ledger.claim(id).record.more().scope;
            if scope.is_empty() {
                continue;
            }
            let next = numbers.len() as ScopeId;
            // Scopes are sorted by key, and their words are compared as texts are.
            let words = scope.iter().map(|(key, word)| (*key, word.folded)).collect();
            of.insert(id, *numbers.entry(words).or_insert(next));
        }
        ScopeIds { of }
    }

    /// Returns the scope of a claim.
    pub fn of(&self, claim: ClaimId) -> ScopeId {
        if self.of.is_empty() { 0 } else { self.of.get(&claim).copied().unwrap_or(0) }
    }
}
