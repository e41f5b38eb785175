//! The relation of the times of two claims for a way in which their statements clash.

use gainsay_model::record::Lasts;

use crate::clash::{Candidate, Comparer, Pairing};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry};
use crate::mechanism::Mechanism;
use crate::time::{self, Circumstances, Meeting, Relation, Time};
use crate::vocabulary::PredicateInfo;
use crate::vocabulary::closure::Derived;

impl Comparer<'_, '_> {
    /// Returns true if the times of two claims can bear on each other at all, whatever is contested.
    pub fn may_meet(&self, a: ClaimId, b: ClaimId) -> bool {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let timeless = |e: &Entry| !self.ledger.word(e).is_event() && !self.ledger.word(e).is_state();
        let met = |pairing: Pairing| {
            let any_time = pairing.answered || pairing.one_moment || timeless(x) || timeless(y) || self.may_stand(x, y);
            any_time || self.ledger.time(x).outer().meets(self.ledger.time(y).outer())
        };
        self.pairing(a, b).is_ok_and(met)
    }

    /// Compares the times of two claims for a candidate.
    pub fn meeting(&self, a: ClaimId, b: ClaimId, pairing: &Pairing, candidate: &Candidate) -> Meeting {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        self.meeting_of((x, y), (&self.ledger.time(x), &self.ledger.time(y)), pairing, candidate)
    }

    pub(super) fn meeting_of(
        &self,
        (x, y): (&Entry, &Entry),
        times: (&Time, &Time),
        pairing: &Pairing,
        candidate: &Candidate,
    ) -> Meeting {
        let from = &candidate.a;
        let word = self.ledger.vocabulary.word(from.predicate);
        if candidate.mechanism == Mechanism::Once {
            return time::compare_once((times.0, from.event), (times.1, candidate.b.event), word.grace);
        }
        let denial = candidate.mechanism == Mechanism::Denial;
        let to = (!denial).then_some(&candidate.b);
        let other = to.map_or(word, |state| self.ledger.vocabulary.word(state.predicate));
        let circumstances = Circumstances {
            timeless: !word.is_event() && !word.is_state(),
            answers: pairing.answered,
            together: pairing.one_moment,
            event: word.is_event() || other.is_event(),
            standing: self.standing(x, y, pairing, candidate.mechanism, word, other),
            grace: Some(word.grace.min(other.grace)),
        };
        let relation = if denial { Relation::Denial } else { Relation::Together };
        time::compare(relation, (times.0, from.event), (times.1, to.is_some_and(|state| state.event)), &circumstances)
    }

    /// Returns true if the predicates leave it possible that a candidate is certain: two events fit in one day.
    pub fn can_be_sure(&self, candidate: &Candidate) -> bool {
        let word = |state: &Derived| self.ledger.vocabulary.word(state.predicate);
        let one = word(&candidate.a);
        let timeless = !one.is_event() && !one.is_state();
        let whatever = matches!(candidate.mechanism, Mechanism::Denial | Mechanism::Once);
        timeless || whatever || !(one.is_event() || word(&candidate.b).is_event())
    }

    /// Returns the time for which a statement may be presumed to hold between two claims, where it may at all.
    fn standing(
        &self,
        x: &Entry,
        y: &Entry,
        pairing: &Pairing,
        mechanism: Mechanism,
        word: &PredicateInfo,
        other: &PredicateInfo,
    ) -> Option<Lasts> {
        let in_common = pairing.common != Common::Nobody;
        match mechanism {
            Mechanism::Denial => self.standing_of_denial(x, y, in_common, word),
            Mechanism::Asymmetry | Mechanism::Once => None,
            _ if in_common || !self.may_stand(x, y) => None,
            _ => [word, other].iter().all(|w| w.is_state() && w.lasts_given).then(|| shorter(word.lasts, other.lasts)),
        }
    }

    /// Returns the time for which an affirmation and a denial of that predicate may be presumed to hold, where they may
    /// at all.
    pub fn standing_of_denial(&self, x: &Entry, y: &Entry, in_common: bool, word: &PredicateInfo) -> Option<Lasts> {
        if !self.may_stand(x, y) || (in_common && (x.when.is_some() || y.when.is_some())) {
            None
        } else if word.is_event() {
            Some(Lasts::Days(365))
        } else {
            Some(word.lasts)
        }
    }

    /// Returns true if one of the two claims says of a state that it holds, or does not, when the claim is made.
    fn may_stand(&self, x: &Entry, y: &Entry) -> bool {
        let open_state = |e: &Entry| e.when.is_none() && self.ledger.word(e).is_state();
        let promised = |e: &Entry| e.promises && e.when.is_none();
        !promised(x) && !promised(y) && (open_state(x) || open_state(y))
    }
}

fn shorter(a: Lasts, b: Lasts) -> Lasts {
    match (a, b) {
        (Lasts::Days(a), Lasts::Days(b)) => Lasts::Days(a.min(b)),
        (Lasts::Forever, other) | (other, Lasts::Forever) => other,
    }
}
