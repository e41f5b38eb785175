//! The words and signs by which a statement denies itself.

/// Signs that deny the word behind them.
pub(super) const DENYING_SIGNS: [char; 6] = ['!', '¬', '-', '−', '≠', '~'];

/// Returns true if a word of a statement denies it.
pub(super) fn is_denial(word: &str) -> bool {
    const WORDS: [&str; 9] = ["not", "no", "never", "cannot", "can't", "won't", "without", "neither", "nor"];
    let lower = word.to_lowercase().replace(['’', 'ʼ'], "'");
    WORDS.contains(&lower.as_str()) || lower.ends_with("n't")
}

/// Returns the words without a denial among them, for each place where one may stand, and whether nothing else is lost.
pub(super) fn without_denial<'t>(words: &[&'t str], is_statement: bool) -> Vec<(Vec<&'t str>, bool)> {
    const DENIALS: [(&str, bool); 17] = [
        ("not", true),
        ("no", true),
        ("non", true),
        ("isn't", true),
        ("isnt", true),
        ("doesn't", true),
        ("doesnt", true),
        ("didn't", false),
        ("didnt", false),
        ("wasn't", false),
        ("wasnt", false),
        ("aren't", true),
        ("arent", true),
        ("hasn't", true),
        ("hasnt", true),
        ("never", false),
        ("longer", false),
    ];
    const AUXILIARIES: [&str; 12] =
        ["is", "are", "was", "were", "does", "do", "did", "has", "have", "had", "be", "will"];
    const OTHER_TIMES: [&str; 5] = ["was", "were", "did", "had", "will"];
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let lower = word.to_lowercase().replace(['’', 'ʼ'], "'");
        let Some((_, sure)) = DENIALS.iter().find(|(denial, _)| *denial == lower) else { continue };
        let from =
            if lower == "longer" && at > 0 && words.get(at - 1).is_some_and(|word| word.eq_ignore_ascii_case("no")) {
                at - 1
            } else {
                at
            };
        let without =
            |from: usize, to: usize| words.iter().take(from).chain(words.iter().skip(to)).copied().collect::<Vec<_>>();
        let is_aux = |at: usize| words.get(at).is_some_and(|word| AUXILIARIES.contains(&&*word.to_lowercase()));
        let is_other = |at: usize| words.get(at).is_some_and(|word| OTHER_TIMES.contains(&&*word.to_lowercase()));
        // A denial before the subject may be about the subject alone; a verb in another tense says more than the
        // denial.
        let is_first = is_statement && at == 0;
        let sure = *sure && !is_first && !at.checked_sub(1).is_some_and(is_other) && !is_other(at + 1);
        found.push((without(from, at + 1), sure));
        if from > 0 && is_aux(from - 1) {
            found.push((without(from - 1, at + 1), sure));
        }
        if is_aux(at + 1) {
            found.push((without(from, at + 2), sure));
        }
    }
    // `no longer` is no plain `no`.
    let has_longer = words.windows(2).any(|pair| {
        pair.first().is_some_and(|a| a.eq_ignore_ascii_case("no"))
            && pair.last().is_some_and(|b| b.eq_ignore_ascii_case("longer"))
    });
    found.retain(|(_, sure)| !(has_longer && *sure));
    found
}
