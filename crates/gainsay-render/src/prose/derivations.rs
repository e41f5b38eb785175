//! Derivations in words.

use gainsay_diff::grounds::{Derivation, DerivationStep, StepOf};
use gainsay_diff::vocabulary::StepKind;
use gainsay_model::finding::Reason;

use super::naming::Naming;

/// Returns a derivation: its conclusion, and the steps below it.
pub fn derivation(naming: &Naming, derivation: &Derivation) -> Vec<Reason> {
    let Derivation { says, carries, presumed, steps, .. } = derivation;
    let usually = if *presumed { "it usually follows that " } else { "" };
    let heading = format!("if {}, then {usually}{}:", naming.statement(says), naming.statement(carries));
    let steps = steps.iter().map(|step| Reason::new(sentence(naming, step)).at(step.route).as_step());
    std::iter::once(Reason::new(heading)).chain(steps).collect()
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
