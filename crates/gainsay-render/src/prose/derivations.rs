//! What follows from what, and what cannot go together, in words.

use gainsay_diff::grounds::{Derivation, Step, StepOf};
use gainsay_diff::vocabulary::StepKind;
use gainsay_model::finding::Reason;

/// Returns a derivation: what it leads to, and its steps below.
pub fn derivation(derivation: &Derivation) -> Vec<Reason> {
    let Derivation { claim, says, carries, presumed, steps } = derivation;
    let rule = if *presumed { ", as a rule," } else { "" };
    let heading = match claim {
        Some(claim) => format!("{claim} says `{says}`, and with it{rule} `{carries}`:"),
        None => format!("who says `{says}` says with it{rule} `{carries}`:"),
    };
    std::iter::once(Reason::new(heading)).chain(steps.iter().map(|step| told(step).as_step())).collect()
}

fn told(step: &Step) -> Reason {
    let text = match &step.kind {
        StepOf::Tie { because: Some(because), .. } => format!("{}: {}", between(&step.kind), because.trim_end_matches('.')),
        StepOf::Whole { predicate, lifted: Some((part, whole)) } => {
            format!("{predicate} holds of the whole if of a part, and {part} is part of {whole}")
        }
        StepOf::Further { part, whole, steps } => format!("and so on: {part} comes up to {whole} by {steps} more steps of that kind"),
        StepOf::Tie { .. } | StepOf::Whole { .. } | StepOf::Entails { .. } => between(&step.kind),
    };
    Reason::new(text).at(step.route)
}

/// Returns a step from one predicate to another, whoever it is about: `funds implies supports`.
pub fn between(step: &StepOf) -> String {
    match step {
        StepOf::Tie { kind, from, to, .. } => match kind {
            StepKind::Implies => format!("{from} implies {to}"),
            StepKind::Usually => format!("{from} usually implies {to}"),
            StepKind::Symmetric => format!("{from} is symmetric"),
            StepKind::Inverse => format!("{from} is the inverse of {to}"),
            StepKind::WholeSubject | StepKind::WholeObject => format!("{from} holds of the whole"),
        },
        StepOf::Whole { predicate, .. } => format!("{predicate} of a part holds of the whole"),
        StepOf::Entails { from, to, steps } => format!("`{from}` entails `{to}`, by {steps} more steps"),
        StepOf::Further { part, whole, .. } => format!("{part} comes up to {whole}"),
    }
}
