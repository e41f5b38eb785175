//! Which claims are comparable by their scopes: those that give no key two words. Claims that give the same keys lie
//! together, and of two such sets only those meet that give the keys common to both the same words.

use std::collections::BTreeMap;

use gainsay_model::Symbol;
use gainsay_model::record::Text;
use rustc_hash::FxHashMap;

use crate::ledger::{ClaimId, Ledger};

/// Claims by the keys of their scopes; they are known by their place in a list.
pub struct Scopes<'w> {
    scopes: Vec<&'w [(Symbol, Text)]>,
    by_keys: BTreeMap<Vec<Symbol>, Vec<usize>>,
}

impl<'w> Scopes<'w> {
    /// Sorts these claims.
    pub fn new(ledger: &Ledger<'w>, claims: impl Iterator<Item = ClaimId>) -> Scopes<'w> {
        let scopes: Vec<&[(Symbol, Text)]> = claims.map(|id| &*ledger.claim(id).record.more().scope).collect();
        let mut by_keys: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
        for (i, scope) in scopes.iter().enumerate() {
            by_keys.entry(scope.iter().map(|(key, _)| *key).collect()).or_default().push(i);
        }
        Scopes { scopes, by_keys }
    }

    /// Calls `found` with claims of this list and claims of the other one that are comparable, each with each. Each two
    /// that are comparable are among them once.
    pub fn comparable(&self, others: &Scopes, found: &mut dyn FnMut(&[usize], &[usize])) {
        for (theirs, members) in &others.by_keys {
            let mut by_common: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
            for (mine, claims) in &self.by_keys {
                let common = mine.iter().filter(|key| theirs.binary_search(key).is_ok()).copied().collect();
                by_common.entry(common).or_default().extend(claims);
            }
            for (common, claims) in &by_common {
                self.join(others, common, (claims, members), found);
            }
        }
    }

    /// Calls `found` with claims of this list and claims of the other one that give the same scope.
    pub fn alike(&self, others: &Scopes, found: &mut dyn FnMut(&[usize], &[usize])) {
        for (keys, claims) in &self.by_keys {
            if let Some(members) = others.by_keys.get(keys) {
                self.join(others, keys, (claims, members), found);
            }
        }
    }

    /// Those of either list that give some keys the same words.
    fn join(
        &self,
        others: &Scopes,
        keys: &[Symbol],
        (mine, theirs): (&[usize], &[usize]),
        found: &mut dyn FnMut(&[usize], &[usize]),
    ) {
        if keys.is_empty() {
            return found(mine, theirs);
        }
        let mut by_words: FxHashMap<Vec<Symbol>, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
        for i in mine {
            by_words.entry(words(self.scopes[*i], keys)).or_default().0.push(*i);
        }
        for j in theirs {
            // What nobody of the one list says meets nothing.
            if let Some((_, theirs)) = by_words.get_mut(&words(others.scopes[*j], keys)) {
                theirs.push(*j);
            }
        }
        let mut both: Vec<(Vec<usize>, Vec<usize>)> =
            by_words.into_values().filter(|(_, theirs)| !theirs.is_empty()).collect();
        both.sort_unstable();
        both.iter().for_each(|(mine, theirs)| found(mine, theirs));
    }
}

/// Returns the words that a scope gives some of its keys. Both are sorted.
fn words(scope: &[(Symbol, Text)], keys: &[Symbol]) -> Vec<Symbol> {
    scope.iter().filter(|(key, _)| keys.binary_search(key).is_ok()).map(|(_, word)| word.folded).collect()
}
