//! Answers questions about a statement: who affirms it, who denies it, and by what derivation.

use gainsay_model::date::Date;
use gainsay_model::finding::Route;
use gainsay_model::record::{DateId, Stance};

use crate::clash::values::{self, Given};
use crate::clash::{Candidate, Comparer};
use crate::explain::derivations;
use crate::grounds::{Ground, GroundKind};
use crate::ledger::{ClaimId, Entry, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::rulings::Rulings;
use crate::time::{self, Circumstances, Meeting, Relation, Time};
use crate::vocabulary::closure::Derived;

/// The answer to a question about a statement.
#[derive(Debug)]
pub struct Answer {
    /// `affirmed`, `denied`, `contested` or `unknown`.
    pub word: &'static str,
    /// The statement, as it was understood.
    pub statement: String,
    asked: StatementId,
    /// The claims by which the statement is so.
    pub affirmed: Vec<Voice>,
    /// The claims by which the statement is not so, or that affirm something that excludes it.
    pub denied: Vec<Voice>,
}

/// A claim that bears on a statement.
#[derive(Debug)]
pub struct Voice {
    /// The claim.
    pub claim: ClaimId,
    /// Whether the claim is neither hedged, nor presumed, nor of an uncertain time.
    pub certain: bool,
    bearing: Bearing,
    /// The ruling that prefers another claim.
    pub ruled_against: Option<String>,
    /// The first ruling that holds and names the claim.
    pub ruled: Option<String>,
}

impl Voice {
    fn new(claim: ClaimId, certain: bool, bearing: Bearing) -> Voice {
        Voice { claim, certain, bearing, ruled_against: None, ruled: None }
    }
}

/// The way in which a claim bears on a statement.
#[derive(Clone, Copy, Debug)]
enum Bearing {
    /// It carries the statement, or one with a value close to it.
    Affirms { carried: Derived, is_close: bool },
    /// It denies a statement that the one in question carries.
    Denies(Derived),
    /// It carries a statement that cannot hold with one that the one in question carries.
    Opposes(Candidate),
}

/// The most steps of derivations that are kept from one claim to the next, for those who share them: derivations of
/// thousands of steps would take memory by their square.
const MOST_STEPS: usize = 1 << 16;

impl Answer {
    /// Returns the steps from the statement of a claim to the one in question, or between the two. They are made when
    /// they are asked for, since claims on thousands of predicates hardly share any.
    pub fn grounds(&self, comparer: &Comparer, voice: &Voice) -> Vec<Ground> {
        let (ledger, claim) = (comparer.ledger, voice.claim);
        let asked = ledger.statement_of(self.asked);
        if comparer.steps.borrow().len() > MOST_STEPS {
            comparer.steps.borrow_mut().clear();
        }
        match &voice.bearing {
            Bearing::Affirms { carried, is_close } => {
                let close = is_close.then(|| within_tolerance(ledger, ledger.claim(claim), asked));
                derivations::derivation(comparer, claim, carried).into_iter().chain(close).collect()
            }
            Bearing::Denies(carried) => derivations::derivation_of(comparer, asked, carried).into_iter().collect(),
            Bearing::Opposes(candidate) => {
                let of_claim = derivations::derivation(comparer, claim, &candidate.a);
                let of_asked = derivations::derivation_of(comparer, asked, &candidate.b);
                let opposition = derivations::opposition(comparer, candidate);
                of_claim.into_iter().chain(of_asked).chain(opposition).collect()
            }
        }
    }
}

/// Returns the reason for which the value of a claim counts as the one in question.
fn within_tolerance(ledger: &Ledger, entry: &Entry, asked: &Statement) -> Ground {
    let word = ledger.vocabulary.word(asked.predicate);
    let text = |object| values::object_text(ledger.workspace, word.object(), object);
    let given = text(&ledger.statement_of(entry.statement).object);
    Ground::at(
        GroundKind::WithinTolerance { given, asked: text(&asked.object) },
        Route::Key(word.place(), "tolerance", None),
    )
}

/// The time that a question is about.
struct Asked {
    time: Time,
}

/// Answers the question about a statement that was added to the ledger; only for a time, if one is given.
pub fn ask(comparer: &Comparer, rulings: &Rulings, asked: StatementId, when: Option<DateId>) -> Answer {
    let ledger = comparer.ledger;
    let statement = ledger.statement_of(asked);
    let time = when.map(|when| Asked::new(ledger, statement, ledger.workspace.date(when)));
    let (mut affirmed, mut denied) = (Vec::new(), Vec::new());
    for id in ledger.ids() {
        if ledger.claim(id).stance.positive() {
            let affirms = affirms(comparer, id, statement, time.as_ref());
            // A claim that gives the value in question, within the tolerance, gives no other.
            if affirms.is_none() || statement.pair.object.is_some() {
                denied.extend(opposes(comparer, id, statement, time.as_ref()));
            }
            affirmed.extend(affirms);
        } else {
            denied.extend(denies(comparer, id, statement, time.as_ref()));
        }
    }
    let word = match (affirmed.is_empty(), denied.is_empty()) {
        (true, true) => "unknown",
        (false, true) => "affirmed",
        (true, false) => "denied",
        (false, false) => "contested",
    };
    let against = rulings.against(comparer);
    for voices in [&mut affirmed, &mut denied] {
        for voice in voices.iter_mut() {
            voice.ruled = rulings.naming(voice.claim).map(str::to_owned);
            voice.ruled_against = against.get(&ledger.claim(voice.claim).name).map(|ruling| (*ruling).to_owned());
        }
        voices.sort_by_key(|v: &Voice| (!v.certain, ledger.spoken(ledger.claim(v.claim)).days.last, v.claim));
    }
    Answer {
        word,
        statement: comparer.plain_text(statement.predicate, statement.pair, &statement.object),
        asked,
        affirmed,
        denied,
    }
}

/// Returns the claim's voice if it affirms the statement in question, or one that carries it. A value no further from
/// the one in question than the tolerance allows counts as that value.
fn affirms(comparer: &Comparer, id: ClaimId, asked: &Statement, time: Option<&Asked>) -> Option<Voice> {
    let ledger = comparer.ledger;
    let entry = ledger.claim(id);
    let own = ledger.statement_of(entry.statement);
    ledger.all_carried(own, asked.predicate, asked.pair).iter().find_map(|state| {
        let word = ledger.vocabulary.word(asked.predicate);
        let given = match asked.pair.object {
            Some(_) => Given::Inside,
            None => values::affirms(ledger.workspace, &own.object, &asked.object, word.record.tolerance.as_ref())?,
        };
        let meets = of_that_time(ledger, entry, state, asked, time, Speaks::For)?;
        let certain = given != Given::Perhaps && meets && state.usually == 0 && entry.stance == Stance::Affirms;
        Some(Voice::new(id, certain, Bearing::Affirms { carried: *state, is_close: given == Given::Close }))
    })
}

/// Returns the claim's voice if it denies the statement in question, or one that it carries.
fn denies(comparer: &Comparer, id: ClaimId, asked: &Statement, time: Option<&Asked>) -> Option<Voice> {
    let ledger = comparer.ledger;
    let entry = ledger.claim(id);
    let own = ledger.statement_of(entry.statement);
    let candidate = comparer.candidates(asked, own, true).into_iter().next()?;
    let meets = of_that_time(ledger, entry, &candidate.a, asked, time, Speaks::Not)?;
    let certain = candidate.exact && meets && candidate.usually == 0 && entry.stance == Stance::Denies;
    Some(Voice::new(id, certain, Bearing::Denies(candidate.a)))
}

/// Returns the claim's voice if it affirms something that excludes the statement in question: another value, the
/// mirror, or a statement that cannot hold with it.
fn opposes(comparer: &Comparer, id: ClaimId, asked: &Statement, time: Option<&Asked>) -> Option<Voice> {
    let ledger = comparer.ledger;
    let entry = ledger.claim(id);
    let own = ledger.statement_of(entry.statement);
    let candidates = comparer.candidates(own, asked, false).into_iter().filter(|c| c.mechanism != Mechanism::Denial);
    let at_that_time = |candidate: Candidate| {
        let meets = match candidate.mechanism {
            Mechanism::Once => at_another_time(ledger, entry, &candidate, time?),
            _ => of_that_time(ledger, entry, &candidate.a, asked, time, Speaks::Against),
        };
        meets.map(|meets| (candidate, meets))
    };
    let (candidate, meets) = candidates.into_iter().find_map(at_that_time)?;
    let certain = candidate.exact && meets && candidate.usually == 0 && entry.stance == Stance::Affirms;
    Some(Voice::new(id, certain, Bearing::Opposes(candidate)))
}

/// Returns true if a claim surely gives another time than the one in question for what happens or holds once, false if
/// it possibly does, and none if it does not.
fn at_another_time(ledger: &Ledger, entry: &Entry, candidate: &Candidate, asked: &Asked) -> Option<bool> {
    if entry.promises {
        return None;
    }
    let grace = ledger.vocabulary.word(candidate.a.predicate).grace;
    match time::compare_once((&ledger.time(entry), candidate.a.event), (&asked.time, candidate.b.event), grace) {
        Meeting::Surely(_) => Some(true),
        Meeting::Perhaps(_) => Some(false),
        Meeting::Never(_) => None,
    }
}

/// The way in which a claim bears on the statement in question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaks {
    /// The claim affirms it.
    For,
    /// The claim affirms something that cannot hold with it.
    Against,
    /// The claim denies it.
    Not,
}

/// Returns true if a claim surely speaks of the time in question, false if it possibly does, and none if it does not.
fn of_that_time(
    ledger: &Ledger,
    entry: &Entry,
    state: &Derived,
    asked: &Statement,
    time: Option<&Asked>,
    speaks: Speaks,
) -> Option<bool> {
    let Some(time) = time else { return Some(true) };
    let word = ledger.vocabulary.word(asked.predicate);
    let relation = if speaks == Speaks::Not { Relation::Denial } else { Relation::Together };
    // The statement in question has no successor: a claim speaks of its first day and its last, too.
    let takes_over = speaks != Speaks::For && time.time.stretch.is_some_and(|stretch| stretch.is_interval);
    // A statement is presumed to hold after it was made, and not before.
    let said = ledger.time(entry);
    let later = time.time.reach(false).outer.first >= said.reach(false).outer.first;
    let stands = !said.given && !said.promised && word.is_state() && later;
    let at = Circumstances {
        timeless: !word.is_event() && !word.is_state(),
        answers: false,
        together: false,
        event: false,
        standing: stands.then_some(word.lasts),
        grace: takes_over.then_some(word.grace),
    };
    let (own, asked) = ((&said, relation == Relation::Together && state.event), (&time.time, word.is_event()));
    let meeting = match relation {
        Relation::Denial => time::compare(relation, asked, own, &at),
        Relation::Together => time::compare(relation, own, asked, &at),
    };
    match meeting {
        Meeting::Surely(_) => Some(true),
        Meeting::Perhaps(_) => Some(false),
        Meeting::Never(_) => None,
    }
}

impl Asked {
    /// Returns the time of a question about a statement, as if somebody affirmed it for that time.
    fn new(ledger: &Ledger, statement: &Statement, when: Date) -> Asked {
        let word = ledger.vocabulary.word(statement.predicate);
        let dates = time::Dates {
            when: Some(when),
            said: None,
            published: None,
            promises: false,
            event: word.is_event(),
            lasts: word.lasts,
            negative: false,
        };
        Asked { time: Time::new(dates) }
    }
}
