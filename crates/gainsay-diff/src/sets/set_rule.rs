//! Finds the rule of a set of claims, and its certainty.

use gainsay_model::Symbol;
use rustc_hash::FxHashSet;

use super::Found;
use crate::clash::Comparer;
use crate::ledger::{ClaimId, Entry};
use crate::rules::PairRule;
use crate::set_conflict::SetConflict;

/// Returns a set that was found, with its rule. Where no claim is surely made for one principal, a mixed message is
/// only possible.
pub fn ruled(comparer: &Comparer, found: Found) -> SetConflict {
    let Found { mechanism, claims, proof, certain } = found;
    let (rule, may_be_certain) = rule(comparer, &claims);
    // The numbers of claims follow the byte order of their ids.
    let mut sorted = claims.clone();
    sorted.sort_unstable();
    SetConflict { mechanism, rule, certain: certain && may_be_certain, claims, sorted, proof }
}

fn rule(comparer: &Comparer, claims: &[ClaimId]) -> (PairRule, bool) {
    let ledger = comparer.ledger;
    let entries: Vec<&Entry> = claims.iter().map(|id| ledger.claim(*id)).collect();
    let Some(first) = entries.first() else { return (PairRule::Dispute, true) };
    let speaks_alike = |entry: &&Entry| (entry.speaker, entry.for_himself) == (first.speaker, first.for_himself);
    if entries.iter().all(speaks_alike) {
        let utterance = first.record.more().utterance;
        let one_utterance =
            utterance.is_some() && entries.iter().all(|entry| entry.record.more().utterance == utterance);
        let rule = if one_utterance && any_two_reports_differ(comparer, &entries) {
            PairRule::ReportDivergence
        } else if any_two_in_order(comparer, &entries) {
            PairRule::Reversal
        } else {
            PairRule::SelfContradiction
        };
        return (rule, true);
    }
    let is_common =
        |sure: bool| !ledger.sides.common_to_all(entries.iter().map(|entry| entry.principals), sure).is_empty();
    if is_common(false) { (PairRule::MixedMessage, is_common(true)) } else { (PairRule::Dispute, true) }
}

/// Returns true if any two claims come from different reports: sources without a common origin, or one source and two
/// ways that lead to it.
fn any_two_reports_differ(comparer: &Comparer, entries: &[&Entry]) -> bool {
    let reports: Vec<_> = entries.iter().map(|entry| comparer.report(entry)).collect();
    let mut ways: FxHashSet<(Symbol, &[_])> = FxHashSet::default();
    let mut sources: Vec<Symbol> = Vec::new();
    for (source, via) in &reports {
        let Some(source) = source else { continue };
        sources.push(*source);
        ways.extend(via.as_deref().map(|via| (*source, via)));
    }
    sources.sort_unstable();
    sources.dedup();
    let apart = |i: usize| sources[i + 1..].iter().any(|other| !comparer.share_an_origin(sources[i], *other));
    let mut with_ways: Vec<Symbol> = ways.iter().map(|(source, _)| *source).collect();
    with_ways.sort_unstable();
    with_ways.windows(2).any(|two| two[0] == two[1]) || (0..sources.len()).any(apart)
}

/// Returns true if any of them was certainly made before any other. Claims of one utterance are made together.
fn any_two_in_order(comparer: &Comparer, entries: &[&Entry]) -> bool {
    let ledger = comparer.ledger;
    let spoken = |entry: &&Entry| (ledger.spoken(entry).days, entry.record.more().utterance);
    let spoken: Vec<_> = entries.iter().map(spoken).collect();
    // The earliest last day, and the earliest of any other utterance.
    let Some((first, utterance)) = spoken.iter().map(|(days, utterance)| (days.last, *utterance)).min() else {
        return false;
    };
    let apart = |other: Option<Symbol>| other.is_none() || other != utterance;
    let second = spoken.iter().filter(|(_, other)| apart(*other)).map(|(days, _)| days.last).min();
    spoken.iter().any(|(days, other)| {
        let earliest = if apart(*other) { Some(first) } else { second };
        earliest.is_some_and(|earliest| earliest < days.first)
    })
}
