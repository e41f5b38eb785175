//! What a conflict, a note or an answer rests on, as values: derivations, oppositions, times, speakers and doubts, each
//! with the record that says so. They name records by their ids and need nothing else to be told; the sentences are
//! made by whoever tells them.

use gainsay_model::date::{Day, Days};
use gainsay_model::finding::Route;
use gainsay_model::record::{Lasts, Stance};

use crate::clash::time::{Meeting, Reach};
use crate::vocabulary::StepKind;

/// Something that a finding rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ground {
    /// What it is.
    pub kind: GroundKind,
    /// What says so.
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

    /// Returns every route that it points by.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        let steps = if let GroundKind::Derivation(derivation) = &self.kind { derivation.steps.as_slice() } else { &[] };
        self.route.into_iter().chain(steps.iter().filter_map(|step| step.route))
    }

    /// Calls `lead` with every route that it points by.
    pub fn lead(&mut self, lead: &mut impl FnMut(&mut Route)) {
        self.route.iter_mut().for_each(&mut *lead);
        if let GroundKind::Derivation(derivation) = &mut self.kind {
            derivation.steps.iter_mut().filter_map(|step| step.route.as_mut()).for_each(lead);
        }
    }
}

/// The kinds of grounds. Records are named by their ids, statements and values written as they are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GroundKind {
    /// What somebody says carries something else.
    Derivation(Derivation),
    /// Two predicates exclude each other.
    Exclusion {
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// A predicate is functional: it has one object, at a time or ever.
    OneObject {
        /// The predicate.
        predicate: String,
        /// Only at one time.
        at_a_time: bool,
    },
    /// A predicate is inverse-functional: it has one subject, at a time or ever.
    OneSubject {
        /// The predicate.
        predicate: String,
        /// Only at one time.
        at_a_time: bool,
    },
    /// What a predicate says happens once, or holds over one stretch of time.
    Once {
        /// The predicate.
        predicate: String,
        /// It happens; otherwise it holds.
        happens: bool,
    },
    /// A predicate never holds both ways round.
    OneWay {
        /// The predicate.
        predicate: String,
        /// It is asymmetric; otherwise it is transitive and irreflexive.
        asymmetric: bool,
    },
    /// Marks around the whole text of a claim are read as a part of it.
    QuoteMarks {
        /// The claim.
        claim: String,
        /// The first character and the last.
        marks: [char; 2],
        /// What stands between them.
        text: String,
    },
    /// How two times bear on each other.
    Times(TimeRelation),
    /// A predicate is transitive: of statements that follow each other, one from the first to the last.
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
        /// It is asymmetric; otherwise it is irreflexive.
        asymmetric: bool,
    },
    /// All claims may hold on one of these days.
    OneDay {
        /// The days.
        days: Days,
    },
    /// What is affirmed for some time is denied on every day of it.
    Covered {
        /// The days that may be meant.
        days: Days,
        /// The first claims that deny, each with the days that it denies.
        denials: Vec<(String, Days)>,
        /// How many more deny.
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
        /// The day on which all of them hold; none if time plays no part.
        day: Option<Day>,
    },
    /// One speaker made all claims of a set.
    AllBySpeaker {
        /// Who spoke.
        speaker: String,
    },
    /// All claims of a set are made in one name.
    AllInOneName {
        /// In whose.
        principal: String,
    },
    /// Two independent reports of one utterance.
    OneUtterance {
        /// Who spoke.
        speaker: String,
    },
    /// One speaker said one thing before the other.
    InOrder {
        /// Who spoke.
        speaker: String,
        /// The claim that was said first, and when.
        first: (String, SaidTime),
        /// The other claim, and when that was said.
        second: (String, SaidTime),
    },
    /// One speaker said both.
    OneSpeaker {
        /// Who spoke.
        speaker: String,
        /// When, if it was at one time; otherwise nothing says which was first.
        together: Option<SaidTime>,
    },
    /// Both are said in one name.
    OneName {
        /// In whose.
        principal: String,
    },
    /// Somebody speaks for somebody.
    Office {
        /// Who speaks.
        holder: String,
        /// For whom.
        whom: String,
        /// From when on, as it is written.
        from: Option<String>,
        /// Until when, as it is written.
        until: Option<String>,
    },
    /// More offices on the way from somebody to a principal than are shown.
    FurtherOffices {
        /// Who speaks.
        holder: String,
        /// In whose name.
        principal: String,
        /// How many offices.
        offices: usize,
    },
    /// What keeps a conflict from being certain.
    Doubt(Doubt),
    /// Several values of one position do not differ.
    Agreement {
        /// The claims of that position that are shown.
        claims: Vec<String>,
        /// How many claims the position has.
        of: usize,
        /// The values.
        held: FirstOfMany,
    },
    /// More claims of a position than are shown.
    Rest {
        /// What they hold.
        held: Holding,
        /// How many they are.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// A value is close enough to the one that is asked for.
    WithinTolerance {
        /// The value that is given.
        given: String,
        /// The value that is asked for.
        asked: String,
    },
    /// A statement does not carry another one, so that who says the one and denies the other says nothing against it.
    NotCarried {
        /// The statement that is affirmed.
        less: String,
        /// The statement that is denied.
        more: String,
    },
    /// The vocabulary keeps two predicates apart.
    Guard {
        /// The predicate that says so.
        one: String,
        /// The other.
        other: String,
        /// It must not imply the other; otherwise it is distinct from it.
        must_not_imply: bool,
    },
}

/// How a statement carries another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Derivation {
    /// The claim that says it; none of whoever says it.
    pub claim: Option<String>,
    /// What is said.
    pub says: String,
    /// What it carries.
    pub carries: String,
    /// A step is only presumed.
    pub presumed: bool,
    /// The steps; at least one.
    pub steps: Vec<DerivationStep>,
}

/// One step of a derivation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DerivationStep {
    /// What it is.
    pub kind: StepOf,
    /// The record that says so.
    pub route: Option<Route>,
}

/// The kinds of steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepOf {
    /// The vocabulary leads from one predicate to another.
    Tie {
        /// By which edge or trait.
        kind: StepKind,
        /// From this predicate.
        from: String,
        /// To this one.
        to: String,
        /// Why, as the vocabulary says.
        because: Option<String>,
    },
    /// What holds of a part holds of the whole.
    Whole {
        /// The predicate for which that is so.
        predicate: String,
        /// The part and the whole; none where it is told of predicates alone.
        lifted: Option<(String, String)>,
    },
    /// More steps of the vocabulary, by law.
    Entails {
        /// From this predicate.
        from: String,
        /// To this one.
        to: String,
        /// How many steps.
        steps: usize,
    },
    /// More steps from a part to a whole, in a row.
    Further {
        /// The part.
        part: String,
        /// What it comes up to.
        whole: String,
        /// How many steps.
        steps: u32,
    },
}

/// When something was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaidTime {
    /// On a day, as it is written.
    On(String),
    /// In a stretch of time, as it is written.
    In(String),
    /// Some time in these days, no later than its source.
    NoLaterThanSource(Days),
}

/// For what time a claim speaks. Dates are as they are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClaimTime {
    /// For all time.
    Timeless,
    /// For the time that it gives.
    Given(String),
    /// For a time that is taken from when it was said.
    Presumed {
        /// The date.
        date: String,
        /// When its source appeared; otherwise when it was said.
        of_source: bool,
        /// How the time lies to that date.
        bearing: TimeBearing,
    },
    /// For no known time.
    Unknown,
}

/// How the time that a claim speaks for lies to the date it was said at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeBearing {
    /// From then on: it promises.
    From,
    /// Up to then: something happened.
    UpTo,
    /// Then: something is so.
    At,
}

/// How the times of two claims bear on each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TimeRelation {
    /// Two times for which something is said to be so, or not.
    Spans(Spans, Meeting),
    /// Two times at which something happens or holds once.
    Once {
        /// The claims.
        claims: [String; 2],
        /// What of the two times is compared.
        what: Contrast,
        /// The days that each gives.
        days: [Days; 2],
        /// How far apart two times may lie and still be one.
        grace: i64,
        /// What comes of it.
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
    /// The second denies.
    pub denial: bool,
}

/// What of two times is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contrast {
    /// When it is.
    Whole,
    /// When it begins.
    Begin,
    /// When it ends.
    End,
}

/// What would decide a conflict that is only possible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// A date.
    Date(DateDoubt),
    /// Whether a claim means what it hedges.
    Hedge {
        /// The claim.
        claim: String,
        /// Its stance.
        stance: Stance,
    },
    /// Whether what usually follows does follow.
    Edge {
        /// From this predicate.
        from: String,
        /// To this one.
        to: String,
    },
    /// Which values are meant exactly.
    Value([String; 2]),
    /// Whether what only one of the two says of its scope holds of both: the keys.
    Scope(Vec<String>),
    /// Whether both spoke for this principal on the day they spoke.
    Office(String),
    /// Whether all claims of a set hold on one and the same day.
    OneDay,
}

/// Which date would decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DateDoubt {
    /// Two events fit in one day.
    TwoInOneDay,
    /// The dates of these claims are not firm.
    NotFirm(Vec<(String, NotFirm)>),
    /// What was said is presumed to stand.
    Standing {
        /// The predicate.
        predicate: String,
        /// How long it stands; none for the year in which an event may be spoken of.
        lasts: Option<Lasts>,
        /// The claims without a `when`.
        missing: Vec<String>,
    },
    /// Which day is meant.
    WhichDay(Spans),
}

/// Why the date of a claim is not firm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotFirm {
    /// Its `when` is marked, as it is written.
    When(String),
    /// Its `said` is marked, as it is written.
    Said(String),
    /// It has no `said`.
    OfSource,
}

/// What claims that are not shown hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Holding {
    /// A side of what is contested.
    Side {
        /// What is contested.
        contested: String,
        /// `affirmed` or `denied`.
        how: String,
    },
    /// Times of something that happens or holds once.
    Times(FirstOfMany),
    /// Values, or statements.
    Values(FirstOfMany),
}

/// The first of some texts, and how many more there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstOfMany {
    /// The first ones.
    pub first: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

impl FirstOfMany {
    /// Takes the first `most` of some texts.
    pub fn of(texts: &[String], most: usize) -> FirstOfMany {
        FirstOfMany { first: texts.iter().take(most).cloned().collect(), more: texts.len().saturating_sub(most) }
    }
}
