//! Finds claims that are comparable by their scopes: those that give no key different words. Claims with the same keys
//! lie together, and of two such sets only those meet that give the common keys the same words. A key that no claim of
//! the other side gives makes no difference.

use std::collections::BTreeMap;

use gainsay_model::Symbol;
use gainsay_model::record::Text;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ledger::{ClaimId, Ledger};

/// Claims by the keys of their scopes. Claims are given by their index in a list.
pub struct Scopes<'w> {
    scopes: Vec<&'w [(Symbol, Text)]>,
    by_keys: BTreeMap<Vec<Symbol>, Vec<usize>>,
    /// The keys, each with its word and the number of the scope that has both, sorted.
    by_word: Vec<(Symbol, Symbol, u32)>,
    /// For each key, one claim that gives it, and whether there are others.
    givers: FxHashMap<Symbol, (ClaimId, bool)>,
}

impl<'w> Scopes<'w> {
    /// Groups these claims by their scopes.
    pub fn new(ledger: &Ledger<'w>, claims: impl Iterator<Item = ClaimId>) -> Scopes<'w> {
        let (mut scopes, mut givers) = (Vec::new(), FxHashMap::default());
        for claim in claims {
            let scope: &[(Symbol, Text)] = &ledger.claim(claim).record.more().scope;
            for (key, _) in scope {
                let of_key = givers.entry(*key).or_insert((claim, false));
                of_key.1 |= of_key.0 != claim;
            }
            scopes.push(scope);
        }
        let mut by_keys: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
        for (i, scope) in scopes.iter().enumerate() {
            by_keys.entry(scope.iter().map(|(key, _)| *key).collect()).or_default().push(i);
        }
        let words = |(i, scope): (usize, &&'w [(Symbol, Text)])| {
            scope.iter().map(move |(key, word)| (*key, word.folded, i as u32))
        };
        let mut by_word: Vec<(Symbol, Symbol, u32)> = scopes.iter().enumerate().flat_map(words).collect();
        by_word.sort_unstable();
        Scopes { scopes, by_keys, by_word, givers }
    }

    /// Calls `found` with claims of this list and claims of the other one that are comparable, each with each. Each two
    /// that are comparable are among them once. The claims of the other list in one call all give the same keys, or each
    /// gives a key that no other claim of this list gives.
    pub fn comparable(&self, others: &Scopes, found: &mut dyn FnMut(&[usize], &[usize])) {
        let shared = self.shared_keys(others);
        let mut all_mine: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
        for (keys, claims) in &self.by_keys {
            all_mine.entry(among(keys, &shared)).or_default().extend(claims);
        }
        // For each claim of this list, the number of its set of keys, in their order.
        let mut sets = vec![0; self.scopes.len()];
        for (number, claims) in all_mine.values_mut().enumerate() {
            claims.sort_unstable();
            claims.iter().for_each(|i| sets[*i] = number);
        }
        for ((theirs, _), members) in &others.by_shared_keys(&shared) {
            let mut by_common: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
            let sharing = self.sharing(others, members, &sets);
            for (number, (mine, claims)) in all_mine.iter().enumerate() {
                let common: Vec<Symbol> =
                    mine.iter().filter(|key| theirs.binary_search(key).is_ok()).copied().collect();
                let claims = sharing.as_ref().filter(|_| !common.is_empty()).map_or(claims.as_slice(), |sharing| {
                    let start = sharing.partition_point(|i| sets[*i] < number);
                    &sharing[start..][..sharing[start..].partition_point(|i| sets[*i] == number)]
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

    /// Returns the keys that both a claim of this list and another claim of the other list give.
    fn shared_keys(&self, others: &Scopes) -> FxHashSet<Symbol> {
        let is_shared = |(key, (giver, are_more)): &(&Symbol, &(ClaimId, bool))| {
            others.givers.get(key).is_some_and(|(other, more)| *are_more || *more || other != giver)
        };
        self.givers.iter().filter(is_shared).map(|(key, _)| *key).collect()
    }

    /// Returns the claims by their shared keys; claims that give other keys, too, are apart.
    fn by_shared_keys(&self, shared: &FxHashSet<Symbol>) -> BTreeMap<(Vec<Symbol>, bool), Vec<usize>> {
        let mut sets: BTreeMap<(Vec<Symbol>, bool), Vec<usize>> = BTreeMap::new();
        for (keys, claims) in &self.by_keys {
            let some = among(keys, shared);
            let gives_others = some.len() < keys.len();
            sets.entry((some, gives_others)).or_default().extend(claims);
        }
        sets.values_mut().for_each(|claims| claims.sort_unstable());
        sets
    }

    /// Returns the claims of this list that give any key the word that one of theirs gives it, by their sets of keys,
    /// which are numbered; none if it takes less to look at all claims.
    fn sharing(&self, others: &Scopes, theirs: &[usize], sets: &[usize]) -> Option<Vec<usize>> {
        let mut sharing = Vec::new();
        for (key, word) in theirs.iter().flat_map(|j| others.scopes[*j]) {
            let start = self.by_word.partition_point(|(k, w, _)| (k, w) < (key, &word.folded));
            let giving = self.by_word[start..].iter().take_while(|(k, w, _)| (k, w) == (key, &word.folded));
            sharing.extend(giving.map(|(_, _, i)| *i as usize));
            if sharing.len() > self.scopes.len() {
                return None;
            }
        }
        sharing.sort_unstable_by_key(|i| (sets[*i], *i));
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

    /// Joins the claims of either list that give some keys the same words.
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
            // Words that no claim of the one list has meet nothing.
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

/// Returns the shared ones of some keys.
fn among(keys: &[Symbol], shared: &FxHashSet<Symbol>) -> Vec<Symbol> {
    keys.iter().filter(|key| shared.contains(key)).copied().collect()
}

/// Returns the words of a scope under some of its keys. Both are sorted.
fn words(scope: &[(Symbol, Text)], keys: &[Symbol]) -> Vec<Symbol> {
    scope.iter().filter(|(key, _)| keys.binary_search(key).is_ok()).map(|(_, word)| word.folded).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use gainsay_model::{Input, Workspace};

    use super::*;
    use crate::draws::draws;

    /// Returns a workspace of claims, each with the scope of that index.
    fn workspace(scopes: &[Vec<(String, String)>]) -> Workspace {
        let mut text = "predicate: supplies\n---\nsource: s\ntitle: S\n".to_owned();
        for id in ["a", "b", "by"] {
            let _ = write!(text, "---\nentity: {id}\nname: {id}\n");
        }
        for (i, scope) in scopes.iter().enumerate() {
            let words: Vec<String> = scope.iter().map(|(key, word)| format!("{key}: {word}")).collect();
            let scope = words.join(", ");
            let _ = write!(text, "---\nclaim: c{i:03}\nby: by\naffirms: a supplies b\nsource: s\nscope: {{{scope}}}\n");
        }
        Workspace::read(vec![Input { path: "all.yaml".into(), bytes: Ok(text.into_bytes()) }])
    }

    #[test]
    fn each_two_that_are_comparable_are_found_once_and_with_their_likes() {
        let mut draw = draws(20_261_130);
        let mut merged = 0;
        for round in 0..200 {
            let mut random = |below: usize| draw(below as u64) as usize;
            let keys = [2, 5, 40][round % 3];
            let scopes: Vec<Vec<(String, String)>> = (0..24)
                .map(|_| {
                    let given: FxHashSet<usize> = (0..random(4)).map(|_| random(keys)).collect();
                    given.into_iter().map(|key| (format!("k{key}"), format!("w{}", random(2)))).collect()
                })
                .collect();
            let workspace = workspace(&scopes);
            let ledger = Ledger::new(&workspace);
            let all: Vec<ClaimId> = ledger.ids().collect();
            let scope = |id: ClaimId| -> &[(Symbol, Text)] { &ledger.claim(id).record.more().scope };
            let is_comparable = |a: ClaimId, b: ClaimId| {
                let differs = |key: &Symbol, word: &Text| {
                    scope(b).iter().any(|(other, text)| other == key && text.folded != word.folded)
                };
                !scope(a).iter().any(|(key, word)| differs(key, word))
            };
            let keys_of = |id: ClaimId| scope(id).iter().map(|(key, _)| *key).collect::<Vec<_>>();
            // The two lists are one, have claims in common, or have none.
            for (mine, theirs) in [(&all[..], &all[..]), (&all[..16], &all[8..]), (&all[..12], &all[12..])] {
                let of = |claims: &[ClaimId]| Scopes::new(&ledger, claims.iter().copied());
                let mut met = Vec::new();
                of(mine).comparable(&of(theirs), &mut |some, among| {
                    for i in some {
                        let others: Vec<usize> = among.iter().copied().filter(|j| theirs[*j] != mine[*i]).collect();
                        let alike = |j: &usize| keys_of(theirs[*j]) == keys_of(mine[*i]);
                        assert!(others.iter().all(alike) || !others.iter().any(alike), "{scopes:?}");
                        merged += usize::from(
                            others.windows(2).any(|two| keys_of(theirs[two[0]]) != keys_of(theirs[two[1]])),
                        );
                    }
                    met.extend(some.iter().flat_map(|i| among.iter().map(|j| (*i, *j))));
                });
                let mut wanted = Vec::new();
                for (i, a) in mine.iter().enumerate() {
                    wanted.extend((0..theirs.len()).filter(|j| is_comparable(*a, theirs[*j])).map(|j| (i, j)));
                }
                met.sort_unstable();
                assert_eq!(met, wanted, "{scopes:?}");
            }
        }
        assert!(merged > 0, "no sets of keys were taken together");
    }
}
