//! The steps of derivations. Derivations that begin alike share their first steps, so that a great number of long ones
//! take little more memory than one of them.

use std::fmt;
use std::sync::Arc;

use gainsay_model::finding::Route;
use rustc_hash::FxHashMap;

use crate::grounds::{DerivationStep, StepOf};
use crate::vocabulary::StepKind;

/// The steps of a derivation, first to last.
#[derive(Clone, Default)]
pub struct DerivationSteps {
    last: Option<Arc<LastStep>>,
}

/// The last step of a derivation, and the steps before it.
struct LastStep {
    step: DerivationStep,
    before: DerivationSteps,
    /// Fewer steps, so that it takes few jumps to come to the first ones.
    jump: DerivationSteps,
    length: usize,
}

impl DerivationSteps {
    /// Returns the number of steps.
    pub fn len(&self) -> usize {
        self.last.as_ref().map_or(0, |last| last.length)
    }

    /// Returns true if there is no step.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// Returns these steps with one more at the end. The two share what they have in common.
    pub fn with(&self, step: DerivationStep) -> DerivationSteps {
        let jump = self.jump();
        let far = jump.jump();
        // Two jumps of one length are followed by one over both.
        let are_equal = self.len() - jump.len() == jump.len() - far.len();
        let jump = if are_equal && !jump.is_empty() { far } else { self };
        let last = LastStep { step, before: self.clone(), jump: jump.clone(), length: self.len() + 1 };
        DerivationSteps { last: Some(Arc::new(last)) }
    }

    fn jump(&self) -> &DerivationSteps {
        self.last.as_ref().map_or(self, |last| &last.jump)
    }

    /// Returns the first steps, at most `count` of them.
    pub fn first(&self, count: usize) -> Vec<&DerivationStep> {
        let mut first = self;
        while let Some(last) = first.last.as_ref().filter(|last| last.length > count) {
            first = if last.jump.len() >= count { &last.jump } else { &last.before };
        }
        first.iter().collect()
    }

    /// Returns the last steps, at most `count` of them, first to last.
    pub fn last(&self, count: usize) -> Vec<&DerivationStep> {
        let mut steps: Vec<&DerivationStep> = self.backward().take(count).map(|last| &last.step).collect();
        steps.reverse();
        steps
    }

    /// Iterates over the steps, first to last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &DerivationStep> + ExactSizeIterator {
        let mut steps: Vec<&DerivationStep> = self.backward().map(|last| &last.step).collect();
        steps.reverse();
        steps.into_iter()
    }

    /// Iterates over the steps that are only presumed, first to last.
    pub fn presumed(&self) -> impl DoubleEndedIterator<Item = &DerivationStep> {
        self.iter().filter(|step| matches!(step.kind, StepOf::Tie { kind: StepKind::Usually, .. }))
    }

    /// Iterates over the steps, last to first, each with all that come before it.
    fn backward(&self) -> impl Iterator<Item = &LastStep> {
        std::iter::successors(self.last.as_deref(), |last| last.before.last.as_deref())
    }

    /// Leads the route of every step to where `lead` moves it. Steps that are shared, and were led before, are looked up
    /// in `led` and stay shared; so do those that keep their routes up to some place.
    pub fn lead(&mut self, led: &mut LedSteps, lead: &mut impl FnMut(&mut Route)) {
        let mut steps = self.clone();
        let mut left: Vec<(DerivationSteps, Arc<LastStep>)> = Vec::new();
        let mut is = loop {
            let Some(last) = steps.last.clone() else { break DerivationSteps::default() };
            if let Some((_, is)) = led.by_address.get(&Arc::as_ptr(&last)) {
                break is.clone();
            }
            let before = last.before.clone();
            left.push((std::mem::replace(&mut steps, before), last));
        };
        for (was, last) in left.into_iter().rev() {
            let mut route = last.step.route;
            route.iter_mut().for_each(&mut *lead);
            is = if route == last.step.route && is.is_shared_with(&last.before) {
                was.clone()
            } else {
                is.with(DerivationStep { kind: last.step.kind.clone(), route })
            };
            led.by_address.insert(Arc::as_ptr(&last), (was, is.clone()));
        }
        *self = is;
    }

    /// Returns true if both are the same steps in memory.
    fn is_shared_with(&self, other: &DerivationSteps) -> bool {
        self.last.as_ref().map(Arc::as_ptr) == other.last.as_ref().map(Arc::as_ptr)
    }
}

/// Steps that were led elsewhere by one function, each with what it was, which keeps its address from being used again.
#[derive(Default)]
pub struct LedSteps {
    by_address: FxHashMap<*const LastStep, (DerivationSteps, DerivationSteps)>,
}

impl Drop for LastStep {
    /// Frees the steps before one by one: there can be more than a stack has room for. A jump leads to one of them.
    fn drop(&mut self) {
        self.jump = DerivationSteps::default();
        let mut before = self.before.last.take();
        while let Some(mut last) = before.and_then(Arc::into_inner) {
            before = last.before.last.take();
        }
    }
}

impl FromIterator<DerivationStep> for DerivationSteps {
    fn from_iter<I: IntoIterator<Item = DerivationStep>>(steps: I) -> DerivationSteps {
        steps.into_iter().fold(DerivationSteps::default(), |steps, step| steps.with(step))
    }
}

impl PartialEq for DerivationSteps {
    fn eq(&self, other: &DerivationSteps) -> bool {
        if self.len() != other.len() {
            return false;
        }
        for (one, other) in self.backward().zip(other.backward()) {
            if std::ptr::eq(one, other) {
                return true;
            }
            if one.step != other.step {
                return false;
            }
        }
        true
    }
}

impl Eq for DerivationSteps {}

impl fmt::Debug for DerivationSteps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::record::Place;

    use super::*;

    fn step(number: usize) -> DerivationStep {
        let kind = StepOf::Entails { from: format!("p{number}"), to: "q".into(), steps: number };
        DerivationStep { kind, route: Some(Route::Record(Place { file: 0, start: number as u32 })) }
    }

    fn number(step: &DerivationStep) -> usize {
        if let StepOf::Entails { steps, .. } = step.kind { steps } else { usize::MAX }
    }

    fn numbers(steps: &DerivationSteps) -> Vec<usize> {
        steps.iter().map(number).collect()
    }

    #[test]
    fn steps_are_shared_and_stay_as_they_are() {
        let some: DerivationSteps = (0..3).map(step).collect();
        let (one, other) = (some.with(step(3)), some.with(step(4)));
        assert_eq!((numbers(&one), numbers(&other)), (vec![0, 1, 2, 3], vec![0, 1, 2, 4]));
        assert_eq!((some.len(), one.len(), DerivationSteps::default().is_empty()), (3, 4, true));
        assert_ne!(one, other);
        assert_ne!(one, some);
        assert_eq!(one, (0..4).map(step).collect());
        for (count, steps) in (0..40).map(|count| (count, (0..40).map(step).collect::<DerivationSteps>())) {
            let first: Vec<usize> = steps.first(count).into_iter().map(number).collect();
            let last: Vec<usize> = steps.last(count).into_iter().map(number).collect();
            assert_eq!((first, last), ((0..count).collect(), (40 - count..40).collect()));
        }
        assert_eq!(some.first(9).len() + some.last(9).len(), 6);
        assert_eq!(format!("{some:?}"), format!("{:?}", (0..3).map(step).collect::<Vec<_>>()));
    }

    #[test]
    fn routes_lead_elsewhere_without_a_change_to_others() {
        let some: DerivationSteps = (0..4).map(step).collect();
        let ten_further = |route: &mut Route| {
            route.move_to(route.start().map_or(0, |start| if start < 2 { start } else { start + 10 }))
        };
        let (mut one, mut other) = (some.with(step(4)), some.with(step(5)));
        let mut led = LedSteps::default();
        one.lead(&mut led, &mut { ten_further });
        other.lead(&mut led, &mut { ten_further });
        let starts = |steps: &DerivationSteps| -> Vec<Option<u32>> {
            steps.iter().map(|step| step.route.and_then(|route| route.start())).collect()
        };
        let before = |steps: &DerivationSteps| steps.last.as_ref().unwrap().before.clone();
        assert_eq!(starts(&one), [0, 1, 12, 13, 14].map(Some));
        assert_eq!(starts(&other), [0, 1, 12, 13, 15].map(Some));
        assert_eq!(starts(&some), [0, 1, 2, 3].map(Some));
        assert!(before(&one).is_shared_with(&before(&other)), "led once");
        assert!(before(&before(&before(&one))).is_shared_with(&before(&before(&some))), "kept their routes");
        let led = one.clone();
        one.lead(&mut LedSteps::default(), &mut |_| {});
        assert!(one.is_shared_with(&led), "nothing changed");
    }

    #[test]
    fn very_many_steps_are_freed() {
        let many: DerivationSteps = (0..1_000_000).map(|_| step(0)).collect();
        assert_eq!(many.clone().len(), 1_000_000);
        drop(many);
    }
}
