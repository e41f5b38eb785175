//! What bears on a predicate.

use gainsay_diff::vocabulary::PredicateId;
use gainsay_diff::vocabulary::closure::Derived;
use gainsay_model::interner::Symbol;
use serde::Serialize;

use super::{Ground, Line, claims_that, counted, counted_or_none};

/// What bears on a predicate.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// What follows from it, at any remove.
    implies: Vec<Step<'w>>,
    /// What it follows from, at any remove.
    implied_by: Vec<Step<'w>>,
    excludes: Vec<&'w str>,
    claims: Vec<&'w str>,
}

/// Another predicate, and how it follows.
#[derive(Serialize)]
struct Step<'w> {
    predicate: &'w str,
    /// As a rule only, not always.
    usually: bool,
    /// With subject and object exchanged.
    exchanged: bool,
}

impl<'w> Bearing<'w> {
    /// Looks for everything that bears on a predicate.
    pub fn of(ground: &Ground<'_, 'w>, id: Symbol) -> Bearing<'w> {
        let ledger = ground.comparer.ledger;
        let vocabulary = &ledger.vocabulary;
        let Some(predicate) = vocabulary.find(id) else {
            return Bearing { implies: Vec::new(), implied_by: Vec::new(), excludes: Vec::new(), claims: Vec::new() };
        };
        let step = |state: &Derived, other: PredicateId| Step {
            predicate: ledger.predicate_text(other),
            usually: state.usually > 0,
            exchanged: state.exchanged(),
        };
        let steps = |from: PredicateId, to: PredicateId, shown: PredicateId| {
            // The best way is enough: others only add doubt.
            ledger.shared_closure(from).with(to).next().map(|(_, state)| step(state, shown))
        };
        let others = || vocabulary.ids().filter(|other| *other != predicate);
        Bearing {
            implies: others().filter_map(|other| steps(predicate, other, other)).collect(),
            implied_by: others().filter_map(|other| steps(other, predicate, other)).collect(),
            excludes: vocabulary.word(predicate).excludes.iter().map(|other| ledger.predicate_text(*other)).collect(),
            claims: claims_that(ground.workspace, |claim| {
                claim.statement().is_some_and(|statement| statement.predicate == id)
            }),
        }
    }

    /// For people.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for (always, usually, all) in
            [("implies", "usually implies", &self.implies), ("implied by", "usually implied by", &self.implied_by)]
        {
            lines.extend(steps(always, all.iter().filter(|step| !step.usually)));
            lines.extend(steps(usually, all.iter().filter(|step| step.usually)));
        }
        lines.extend(counted("excludes", &self.excludes));
        lines.push(counted_or_none("claims", &self.claims));
        lines
    }
}

/// All of them: a vocabulary is read as a whole.
fn steps<'s>(word: &'static str, steps: impl Iterator<Item = &'s Step<'s>>) -> Option<Line> {
    let told: Vec<String> = steps.map(Step::told).collect();
    if told.is_empty() { None } else { Some((word, told.join(", "))) }
}

impl Step<'_> {
    fn told(&self) -> String {
        if self.exchanged { format!("{} (the other way round)", self.predicate) } else { self.predicate.to_owned() }
    }
}
