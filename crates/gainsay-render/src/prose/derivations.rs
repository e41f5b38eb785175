//! Derivations in words.

use gainsay_diff::grounds::{Derivation, DerivationStep, DerivationSteps, StepOf};
use gainsay_diff::vocabulary::StepKind;
use gainsay_model::finding::Reason;

use super::naming::Naming;

/// The most steps of a derivation that are all told to people.
const MOST_TOLD: usize = 12;

/// The numbers of steps at the beginning and at the end of a longer derivation that are told to people.
const TOLD: [usize; 2] = [4, 2];

/// The steps of a derivation that are told.
#[derive(Clone, Copy)]
pub enum Extent<'e> {
    /// All steps.
    All,
    /// Of very many steps the first and the last ones, and what shows them all, as the given function says.
    Ends(&'e dyn Fn(&Derivation) -> String),
}

/// Returns a derivation: its conclusion, and the steps below it.
pub fn derivation(naming: &Naming, derivation: &Derivation, extent: Extent) -> Vec<Reason> {
    let Derivation { says, carries, presumed, steps, .. } = derivation;
    let usually = if *presumed { "it usually follows that " } else { "" };
    let heading = format!("if {}, then {usually}{}:", naming.statement(says), naming.statement(carries));
    let told = |step: &DerivationStep| Reason::new(sentence(naming, step)).at(step.route).as_step();
    let mut reasons = vec![Reason::new(heading)];
    match extent {
        Extent::Ends(all) if steps.len() > MOST_TOLD => {
            let [first, last] = TOLD;
            reasons.extend(steps.first(first).into_iter().map(told));
            let between = format!("and so on, by {} more steps ({})", steps.len() - first - last, all(derivation));
            reasons.push(Reason::new(between).as_step());
            reasons.extend(steps.last(last).into_iter().map(told));
        }
        Extent::All | Extent::Ends(_) => reasons.extend(steps.iter().map(told)),
    }
    reasons
}

/// Returns the steps that are only presumed as reasons, each with the words that it may not be so.
pub fn presumptions(naming: &Naming, steps: &DerivationSteps, extent: Extent) -> Vec<Reason> {
    let told = |step: &DerivationStep| {
        let StepOf::Tie { from, to, .. } = &step.kind else { return None };
        let (from, to) = (naming.predicate(from), naming.predicate(to));
        Some(Reason::new(format!("“{from}” usually implies “{to}”, and not always")).at(step.route))
    };
    let presumed: Vec<&DerivationStep> = steps.presumed().collect();
    let [first, last] = TOLD;
    match extent {
        Extent::Ends(_) if presumed.len() > MOST_TOLD => {
            let more = presumed.len() - first - last;
            let (first, rest) = presumed.split_at(first);
            let between = Reason::new(format!("{more} more steps in between are only usual, too"));
            let last = rest[more..].iter().filter_map(|step| told(step));
            first.iter().filter_map(|step| told(step)).chain([between]).chain(last).collect()
        }
        Extent::All | Extent::Ends(_) => presumed.into_iter().filter_map(told).collect(),
    }
}

/// Returns the reason for one step of a derivation.
pub fn sentence(naming: &Naming, step: &DerivationStep) -> String {
    match &step.kind {
        StepOf::Tie { because: Some(because), .. } => {
            format!("{} ({})", between(naming, &step.kind), because.trim_end_matches('.'))
        }
        StepOf::Whole { predicate, lifted: Some((part, whole)) } => format!(
            "what “{}” says of a part holds of the whole, and {} is part of {}",
            naming.predicate(predicate),
            naming.entity(part),
            naming.entity(whole)
        ),
        StepOf::Further { part, whole, steps } => {
            format!("and so on: {} is part of {} by {steps} more steps", naming.entity(part), naming.entity(whole))
        }
        StepOf::Tie { .. } | StepOf::Whole { .. } | StepOf::Entails { .. } => between(naming, &step.kind),
    }
}

/// Returns a step from one predicate to another, whoever it is about: `“funds” means also “supports”`.
pub fn between(naming: &Naming, step: &StepOf) -> String {
    let predicate =
        |id: &String| if naming.is_by_ids() { id.clone() } else { format!("“{}”", naming.predicate(id)) };
    match step {
        StepOf::Tie { kind, from, to, .. } => {
            let (from, to) = (predicate(from), predicate(to));
            match kind {
                StepKind::Implies => format!("{from} implies {to}"),
                StepKind::Usually => format!("{from} usually implies {to}"),
                StepKind::Symmetric => format!("{from} holds both ways round"),
                StepKind::Inverse => format!("{from} is {to} seen from the other side"),
                StepKind::WholeSubject | StepKind::WholeObject => format!("{from} holds of the whole if of a part"),
            }
        }
        StepOf::Whole { predicate: of, .. } => format!("{} of a part holds of the whole", predicate(of)),
        StepOf::Entails { from, to, steps } => {
            format!("{} leads to {} by {steps} more steps", predicate(from), predicate(to))
        }
        StepOf::Further { part, whole, .. } => format!("{} is part of {}", naming.entity(part), naming.entity(whole)),
    }
}
