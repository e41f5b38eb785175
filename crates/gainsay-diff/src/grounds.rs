//! Grounds: the reasons of a conflict, a note or an answer, as values: derivations, oppositions, times, speakers and
//! doubts, each with the record that gives it. They name records by their ids, so that nothing else is needed to report
//! them; the front end makes the sentences.

mod derivation_steps;

pub use derivation_steps::{DerivationSteps, LedSteps};

use gainsay_model::date::{Day, Days};
use gainsay_model::finding::Route;
use gainsay_model::record::{Lasts, Stance};

use crate::time::{Meeting, Reach};
use crate::vocabulary::StepKind;

/// A reason on which a finding rests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ground {
    /// The kind of the ground.
    pub kind: GroundKind,
    /// The route to the record that gives the ground.
    pub route: Option<Route>,
}

impl Ground {
    /// Makes a ground that no single record gives.
    pub fn new(kind: GroundKind) -> Ground {
        Ground { kind, route: None }
    }

    /// Makes a ground that a record gives.
    pub fn at(kind: GroundKind, route: impl Into<Option<Route>>) -> Ground {
        Ground { kind, route: route.into() }
    }

    /// Returns every route of the ground.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        let steps = if let GroundKind::Derivation(derivation) = &self.kind { Some(&derivation.steps) } else { None };
        let steps = steps.into_iter().flat_map(DerivationSteps::iter);
        let presumed =
            if let GroundKind::Doubt(Doubt::Edges(steps)) = &self.kind { Some(steps.presumed()) } else { None };
        let steps = steps.chain(presumed.into_iter().flatten());
        self.route.into_iter().chain(steps.filter_map(|step| step.route))
    }

    /// Leads every route of the ground to where `lead` moves it.
    pub fn lead(&mut self, led: &mut LedSteps, lead: &mut impl FnMut(&mut Route)) {
        self.route.iter_mut().for_each(&mut *lead);
        match &mut self.kind {
            GroundKind::Derivation(derivation) => derivation.steps.lead(led, lead),
            GroundKind::Doubt(Doubt::Edges(steps)) => steps.lead(led, lead),
            _ => {}
        }
    }
}

/// The kinds of grounds. Records are named by their ids; statements and values are written as they are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GroundKind {
    /// A statement of a claim carries another.
    Derivation(Derivation),
    /// Two predicates exclude each other.
    Exclusion {
        /// The first predicate.
        one: String,
        /// The second predicate.
        other: String,
    },
    /// A predicate is functional: it has one object, at a time or ever.
    OneObject {
        /// The predicate.
        predicate: String,
        /// Whether that holds only at one time.
        at_a_time: bool,
    },
    /// A predicate is inverse-functional: it has one subject, at a time or ever.
    OneSubject {
        /// The predicate.
        predicate: String,
        /// Whether that holds only at one time.
        at_a_time: bool,
    },
    /// A predicate is of something that happens once, or holds over a single span of time.
    Once {
        /// The predicate.
        predicate: String,
        /// Whether it happens; otherwise it holds.
        happens: bool,
    },
    /// A predicate never holds both ways round.
    OneWay {
        /// The predicate.
        predicate: String,
        /// Whether the predicate is asymmetric; otherwise it is transitive and irreflexive.
        asymmetric: bool,
    },
    /// Marks around the whole text of a claim are read as a part of it.
    QuoteMarks {
        /// The claim.
        claim: String,
        /// The first character and the last.
        marks: [char; 2],
        /// The text between the marks.
        text: String,
    },
    /// The relation of two times.
    Times(TimeRelation),
    /// A predicate is transitive: statements that follow each other lead from the first to the last.
    LeadsOn {
        /// The predicate.
        predicate: String,
        /// The statement that follows.
        follows: String,
    },
    /// A predicate never leads back to where it began.
    NeverBack {
        /// The predicate.
        predicate: String,
        /// Whether the predicate is asymmetric; otherwise it is irreflexive.
        asymmetric: bool,
    },
    /// All claims may hold on one of these days.
    OneDay {
        /// The days.
        days: Days,
    },
    /// A statement that is affirmed for some time is denied on every day of it.
    Covered {
        /// The days that may be meant.
        days: Days,
        /// The first claims that deny, each with the days that it denies.
        denials: Vec<(String, Days)>,
        /// The number of further claims that deny.
        more: usize,
    },
    /// Values add up to more than a total.
    OverTotal {
        /// The predicate.
        predicate: String,
        /// The sum.
        sum: String,
        /// The total.
        total: String,
        /// The total and the tolerance, if there is one.
        with_tolerance: Option<String>,
        /// The day on which all of the values hold; none if time plays no part.
        day: Option<Day>,
    },
    /// One speaker made all claims of a set.
    AllBySpeaker {
        /// The speaker.
        speaker: String,
    },
    /// All claims of a set are made in one name.
    AllInOneName {
        /// The principal in whose name they are made.
        principal: String,
    },
    /// Two independent reports of one utterance.
    OneUtterance {
        /// The speaker.
        speaker: String,
    },
    /// One speaker made one claim before the other.
    InOrder {
        /// The speaker.
        speaker: String,
        /// The claim that was made first, and its time.
        first: (String, SaidTime),
        /// The other claim, and its time.
        second: (String, SaidTime),
    },
    /// One speaker made both claims.
    OneSpeaker {
        /// The speaker.
        speaker: String,
        /// The time, if it was one; otherwise it is not known which claim came first.
        together: Option<SaidTime>,
    },
    /// Both claims are made in one name.
    OneName {
        /// The principal in whose name they are made.
        principal: String,
    },
    /// One entity speaks for another.
    Office {
        /// The holder of the office.
        holder: String,
        /// The principal of the office.
        whom: String,
        /// The date from which the office is held, as it is written.
        from: Option<String>,
        /// The date until which the office is held, as it is written.
        until: Option<String>,
    },
    /// There are more offices on the way from a speaker to a principal than are shown.
    FurtherOffices {
        /// The holder of the first of these offices.
        holder: String,
        /// The principal at the end of the way.
        principal: String,
        /// The number of offices.
        offices: usize,
    },
    /// A point that keeps a conflict from being certain.
    Doubt(Doubt),
    /// Several values of one position do not differ.
    Agreement {
        /// The claims of that position that are shown.
        claims: Vec<String>,
        /// The number of claims of the position.
        of: usize,
        /// The values.
        held: FirstOfMany,
    },
    /// A position has more claims than are shown.
    Rest {
        /// The values or statements that the claims hold.
        held: Holding,
        /// The number of the claims.
        count: usize,
        /// The first of the claims.
        first: String,
    },
    /// A value is close enough to the one that is asked for.
    WithinTolerance {
        /// The value that is given.
        given: String,
        /// The value that is asked for.
        asked: String,
    },
    /// A statement does not carry another one, so that a speaker who affirms the one and denies the other does not
    /// contradict himself.
    NotCarried {
        /// The statement that is affirmed.
        less: String,
        /// The statement that is denied.
        more: String,
    },
    /// The vocabulary keeps two predicates apart.
    Guard {
        /// The predicate that has the guard.
        one: String,
        /// The other predicate.
        other: String,
        /// Whether the first must not imply the other; otherwise it is distinct from it.
        must_not_imply: bool,
    },
}

/// The derivation by which a statement carries another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Derivation {
    /// The claim with the statement; none if it is not that of one claim.
    pub claim: Option<String>,
    /// The statement that is made.
    pub says: String,
    /// The statement that it carries.
    pub carries: String,
    /// Whether a step is only presumed.
    pub presumed: bool,
    /// The steps, of which there is at least one.
    pub steps: DerivationSteps,
}

/// A step of a derivation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DerivationStep {
    /// The kind of the step.
    pub kind: StepOf,
    /// The record that gives the step.
    pub route: Option<Route>,
}

/// The kinds of steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepOf {
    /// The vocabulary leads from one predicate to another.
    Tie {
        /// The edge or trait of the step.
        kind: StepKind,
        /// The predicate before the step.
        from: String,
        /// The predicate behind the step.
        to: String,
        /// The reason, as the vocabulary gives it.
        because: Option<String>,
    },
    /// A statement about a part holds of the whole.
    Whole {
        /// The predicate for which that is so.
        predicate: String,
        /// The part and the whole; none for a step of predicates alone.
        lifted: Option<(String, String)>,
    },
    /// More steps of the vocabulary follow, by law.
    Entails {
        /// The predicate before the steps.
        from: String,
        /// The predicate behind the steps.
        to: String,
        /// The number of steps.
        steps: usize,
    },
    /// More steps from a part to a whole follow, one after the other.
    Further {
        /// The part.
        part: String,
        /// The whole at the end of the steps.
        whole: String,
        /// The number of steps.
        steps: u32,
    },
}

/// The time at which a claim was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaidTime {
    /// The claim was made on a day, as it is written.
    On(String),
    /// The claim was made in a span of time, as it is written.
    In(String),
    /// The claim was made some time in these days, no later than its source.
    NoLaterThanSource(Days),
}

/// The time that a claim speaks of. Dates are as they are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClaimTime {
    /// The claim speaks of all time.
    Timeless,
    /// The claim speaks of the time that it gives.
    Given(String),
    /// The claim speaks of a time that is taken from the date on which it was made.
    Presumed {
        /// The date that the time is taken from.
        date: String,
        /// Whether that is the date of the source; otherwise the claim was made on it.
        of_source: bool,
        /// The relation of the time to that date.
        bearing: TimeBearing,
    },
    /// The claim speaks of no known time.
    Unknown,
}

/// The relation of the time that a claim speaks of to the date on which it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeBearing {
    /// The time is from that date on: the claim is a promise.
    From,
    /// The time is up to that date: the claim is about an event.
    UpTo,
    /// The time is that date: the claim is about a state.
    At,
}

/// The relation of the times of two claims.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TimeRelation {
    /// The times for which a statement is said to hold, or not to hold.
    Spans(Spans, Meeting),
    /// The times at which something happens or holds once.
    Once {
        /// The claims.
        claims: [String; 2],
        /// The part of the two times that is compared.
        what: Contrast,
        /// The days that each gives.
        days: [Days; 2],
        /// The number of days that two times may lie apart and still be one.
        grace: i64,
        /// The result of the comparison.
        meeting: Meeting,
    },
}

/// The times of two claims, as a comparison looks at them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spans {
    /// The claim that affirms, or the first, and its days.
    pub a: (String, Reach),
    /// The claim that denies, or the second, and its days.
    pub b: (String, Reach),
    /// Whether the second claim denies.
    pub denial: bool,
}

/// The part of two times that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contrast {
    /// The whole times.
    Whole,
    /// The beginnings of the times.
    Begin,
    /// The ends of the times.
    End,
}

/// A point that would decide a conflict that is only possible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// A date.
    Date(DateDoubt),
    /// Whether a claim means the statement that it hedges.
    Hedge {
        /// The claim.
        claim: String,
        /// The stance of the claim.
        stance: Stance,
    },
    /// Whether the statements that usually follow do follow, of those to which these steps lead.
    Edges(DerivationSteps),
    /// The values that are meant exactly.
    Value([String; 2]),
    /// Whether the keys of the scope that only one of the two claims gives hold of both.
    Scope(Vec<String>),
    /// Whether both spoke for this principal on the day on which they spoke.
    Office(String),
    /// Whether all claims of a set hold on one and the same day.
    OneDay,
}

/// The date that would decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DateDoubt {
    /// Two events fit in one day.
    TwoInOneDay,
    /// The dates of these claims are not firm.
    NotFirm(Vec<(String, NotFirm)>),
    /// A statement is presumed to hold after it was made.
    Standing {
        /// The predicate.
        predicate: String,
        /// The time for which it is presumed to hold; none for the year in which an event may be spoken of.
        lasts: Option<Lasts>,
        /// The claims without a `when`.
        missing: Vec<String>,
    },
    /// The day that is meant is not known.
    WhichDay(Spans),
}

/// The reason for which the date of a claim is not firm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotFirm {
    /// The `when` of the claim has a mark, as it is written.
    When(String),
    /// The `said` of the claim has a mark, as it is written.
    Said(String),
    /// The claim has no `said`.
    OfSource,
}

/// The side, times or values that claims hold which are not shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Holding {
    /// A side of the contested statement.
    Side {
        /// The number of the contested statement.
        contested: String,
        /// `affirmed` or `denied`.
        how: String,
    },
    /// Times of something that happens or holds once.
    Times(FirstOfMany),
    /// Values, or statements.
    Values(FirstOfMany),
}

/// The first of some texts, and the number of the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstOfMany {
    /// The first texts.
    pub first: Vec<String>,
    /// The number of the other texts.
    pub more: usize,
}

impl FirstOfMany {
    /// Takes the first `most` of some texts.
    pub fn of(texts: &[String], most: usize) -> FirstOfMany {
        FirstOfMany { first: texts.iter().take(most).cloned().collect(), more: texts.len().saturating_sub(most) }
    }
}
