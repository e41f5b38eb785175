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
    /// Of each claim the number of its set of keys, in their order.
    sets: Vec<usize>,
    /// The keys, each with its word and the number of the scope that has both, sorted.
    by_word: Vec<(Symbol, Symbol, u32)>,
}

impl<'w> Scopes<'w> {
    /// Sorts these claims.
    pub fn new(ledger: &Ledger<'w>, claims: impl Iterator<Item = ClaimId>) -> Scopes<'w> {
        let scopes: Vec<&[(Symbol, Text)]> = claims.map(|id| &*ledger.claim(id).record.more().scope).collect();
        let mut by_keys: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
        for (i, scope) in scopes.iter().enumerate() {
            by_keys.entry(scope.iter().map(|(key, _)| *key).collect()).or_default().push(i);
        }
        let mut sets = vec![0; scopes.len()];
        for (number, claims) in by_keys.values().enumerate() {
            claims.iter().for_each(|i| sets[*i] = number);
        }
        let words = |(i, scope): (usize, &&'w [(Symbol, Text)])| {
            scope.iter().map(move |(key, word)| (*key, word.folded, i as u32))
        };
        let mut by_word: Vec<(Symbol, Symbol, u32)> = scopes.iter().enumerate().flat_map(words).collect();
        by_word.sort_unstable();
        Scopes { scopes, by_keys, sets, by_word }
    }

    /// Calls `found` with claims of this list and claims of the other one that are comparable, each with each. Each two
    /// that are comparable are among them once. Those of the other one all give the same keys.
    pub fn comparable(&self, others: &Scopes, found: &mut dyn FnMut(&[usize], &[usize])) {
        for (theirs, members) in &others.by_keys {
            let mut by_common: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
            let sharing = self.sharing(others, members);
            for (number, (mine, claims)) in self.by_keys.iter().enumerate() {
                let common: Vec<Symbol> =
                    mine.iter().filter(|key| theirs.binary_search(key).is_ok()).copied().collect();
                let claims = sharing.as_ref().filter(|_| !common.is_empty()).map_or(claims.as_slice(), |sharing| {
                    let start = sharing.partition_point(|i| self.sets[*i] < number);
                    &sharing[start..][..sharing[start..].partition_point(|i| self.sets[*i] == number)]
                });
                if !claims.is_empty() {
                    by_common.entry(common).or_default().extend(claims);
                }
            }
            for (common, claims) in &by_common {
                self.join(others, common, (claims, members), found);
            }
        }
    }

    /// Returns the claims of this list that give any key the word that one of theirs gives it, by their sets of keys;
    /// none, if it is less to look at all claims.
    fn sharing(&self, others: &Scopes, theirs: &[usize]) -> Option<Vec<usize>> {
        let mut sharing = Vec::new();
        for (key, word) in theirs.iter().flat_map(|j| others.scopes[*j]) {
            let start = self.by_word.partition_point(|(k, w, _)| (k, w) < (key, &word.folded));
            let giving = self.by_word[start..].iter().take_while(|(k, w, _)| (k, w) == (key, &word.folded));
            sharing.extend(giving.map(|(_, _, i)| *i as usize));
            if sharing.len() > self.scopes.len() {
                return None;
            }
        }
        sharing.sort_unstable_by_key(|i| (self.sets[*i], *i));
        sharing.dedup();
        Some(sharing)
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
