//! Conflicts of three and more claims in words.

use gainsay_diff::findings::Conflict;
use gainsay_diff::grounds::GroundKind;
use gainsay_diff::mechanism::Mechanism;
use gainsay_diff::rules::PairRule;

use super::conflicts::{parties, said, verb};
use super::listed;
use super::naming::Naming;
use super::origins::Reports;
use super::sides::{ToldSide, sides_of};

/// The largest number of statements of a set that a headline names.
const NAMED: usize = 4;

/// Returns the headline: `Brandt denies what Adler and Conti affirm together`.
pub fn headline(naming: &Naming, conflict: &Conflict) -> String {
    let [first, second] = &conflict.example.claims;
    let speaker = || naming.speaker(first);
    let may = |sure: &str, possible: &str| if conflict.certain { sure.to_owned() } else { format!("may {possible}") };
    match conflict.rule {
        PairRule::ReportDivergence => {
            format!("Reports of one utterance by {} {}", speaker(), may("differ", "differ"))
        }
        PairRule::Reversal => format!(
            "{} {} ({}, then {})",
            speaker(),
            may("changed position", "have changed position"),
            said(naming, first),
            said(naming, second)
        ),
        PairRule::SelfContradiction => {
            format!("Claims by {} {}", speaker(), may("contradict each other", "contradict each other"))
        }
        PairRule::MixedMessage => {
            let principal =
                conflict.example.principal.as_deref().map_or_else(|| "One party".to_owned(), |id| naming.entity(id));
            let (names, _) = parties(&all_of(&sides_of(naming, conflict)));
            format!("{principal} {}: {names}", may("contradicts itself", "contradict itself"))
        }
        PairRule::Dispute => dispute(naming, conflict),
    }
}

/// Returns who disputes what, if the claims have no party in common.
fn dispute(naming: &Naming, conflict: &Conflict) -> String {
    let sides = sides_of(naming, conflict);
    let affirm = |count: usize| verb("affirm", "s", "", count);
    let deny = |count: usize| verb("den", "ies", "y", count);
    match (conflict.mechanism, sides.as_slice()) {
        (Mechanism::DeniedChain, [affirmed, denied]) => {
            let ((who, count), (denier, deniers)) = (parties(affirmed), parties(denied));
            let together = if count > 1 { " together" } else { "" };
            format!("{denier} {} what {who} {}{together}", deny(deniers), affirm(count))
        }
        (Mechanism::JointlyDenied, [affirmed, denied]) => {
            let ((who, count), (deniers, several)) = (parties(affirmed), parties(denied));
            let together = if several > 1 { " together" } else { "" };
            format!("{deniers}{together} {} what {who} {}", deny(several), affirm(count))
        }
        (Mechanism::OverTotal, sides) => {
            format!("What {} say adds up to too much", parties(&all_of(sides)).0)
        }
        (_, sides) => format!("What {} say goes round in a circle", parties(&all_of(sides)).0),
    }
}

/// Returns all sides merged into one.
fn all_of(sides: &[ToldSide]) -> ToldSide {
    ToldSide {
        holds: String::new(),
        claims: sides.iter().flat_map(|side| side.claims.iter().cloned()).collect(),
        more: sides.iter().map(|side| side.more).sum(),
        reports: Reports::default(),
    }
}

/// Returns the contested statements, and how they are contested.
pub fn about(naming: &Naming, conflict: &Conflict) -> String {
    match conflict.mechanism {
        Mechanism::OrderCycle => all_held(naming, conflict),
        Mechanism::OverTotal => {
            let total = conflict.grounds.iter().find_map(|ground| match &ground.kind {
                GroundKind::OverTotal { total, .. } => Some(total.as_str()),
                _ => None,
            });
            format!("{} – more than {} in all", all_held(naming, conflict), total.unwrap_or("the total"))
        }
        // The words of the claim that denies it, or affirms it, are used.
        Mechanism::DeniedChain => naming.statement(conflict.example.denied.as_ref().unwrap_or(&conflict.contested)),
        _ => naming.statement(&conflict.contested),
    }
}

/// Returns the statements of the claims, as many as fit a line.
fn all_held(naming: &Naming, conflict: &Conflict) -> String {
    let held = conflict.positions.iter().flat_map(|position| &position.held);
    let names: Vec<String> = held.map(|text| naming.statement(text)).collect();
    let shown = names.len().min(NAMED);
    listed(&names[..shown], names.len() - shown, "and")
}
