//! Records as understood: what the checks work on. Texts that only a reader needs (quotes, notes, titles …) are not
//! kept here; they are read again from the file when shown ([`crate::Workspace::document`]).

pub use crate::dates::{DateId, Dates};
use crate::interner::{Interner, Symbol};
pub use crate::quantities::{Quantities, QuantityId};
use crate::quantity::{Decimal, Tolerance};
use crate::text::{folded, spaced};

/// Where a record stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// Index into [`crate::Workspace::files`].
    pub file: u32,
    /// Byte offset of its first key.
    pub start: u32,
}

/// Who said what. What few claims have stands in [`Extras`], so that very many fit in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// Its id, unless faulty.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The speaker.
    pub by: Option<Symbol>,
    /// Affirmed, denied, hedged or passed on.
    pub stance: Option<Stance>,
    /// What is said to hold.
    pub(crate) saying: StatementState,
    /// The source's verb is `promises`, which looks forward.
    pub promises: bool,
    /// The source's verb is `accuses`, which asks for an answer.
    pub accuses: bool,
    /// When the statement is said to hold.
    pub when: Option<DateId>,
    /// When it was said.
    pub said: Option<DateId>,
    /// Where it was said.
    pub source: Option<Symbol>,
    /// Withdrawn.
    pub retracted: bool,
    /// A key that decides whether it takes part could not be read.
    pub faulty: bool,
    /// Its statement has a number that could be meant with grouped thousands ([`crate::quantity::is_ambiguous`]).
    pub ambiguous: bool,
    /// It gives a quote.
    pub quoted: bool,
    /// It gives a translation.
    pub translated: bool,
    /// What few claims have; none if it has nothing of it.
    pub(crate) more: Option<Box<Extras>>,
}

/// What few claims have.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Extras {
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// In whose name, where given.
    pub on_behalf: Option<Symbol>,
    /// Through whom it reached the source, nearest first; none if not given.
    pub via: Option<Vec<Symbol>>,
    /// The act of speech that it shares with others.
    pub utterance: Option<Symbol>,
    /// What narrows the statement: free keys and their words, in the order of the keys' numbers.
    pub scope: Vec<(Symbol, Text)>,
    /// The claim that it responds to.
    pub answers: Option<Symbol>,
    /// What it rests upon.
    pub based_on: Vec<Symbol>,
    /// What it replaces.
    pub supersedes: Vec<Symbol>,
    /// When it was withdrawn, where that can be read.
    pub retracted: Option<DateId>,
}

static NO_MORE: Extras = Extras {
    rev: None,
    on_behalf: None,
    via: None,
    utterance: None,
    scope: Vec::new(),
    answers: None,
    based_on: Vec::new(),
    supersedes: Vec::new(),
    retracted: None,
};

impl Extras {
    /// Every id of a claim that it refers to.
    pub(crate) fn ids_of_claims(&mut self) -> impl Iterator<Item = &mut Symbol> {
        self.answers.iter_mut().chain(&mut self.based_on).chain(&mut self.supersedes)
    }

    /// Itself, if there is anything in it.
    pub(crate) fn kept(self) -> Option<Box<Extras>> {
        (self != NO_MORE).then(|| Box::new(self))
    }
}

impl Claim {
    /// A claim at that place of which nothing else is known yet.
    pub(crate) fn at(place: Place) -> Claim {
        Claim {
            id: None,
            place,
            by: None,
            stance: None,
            saying: StatementState::Nothing,
            promises: false,
            accuses: false,
            when: None,
            said: None,
            source: None,
            retracted: false,
            faulty: false,
            ambiguous: false,
            quoted: false,
            translated: false,
            more: None,
        }
    }

    /// Whether two claims of a workspace say the same, wherever they stand.
    pub fn says_the_same(&self, other: &Claim) -> bool {
        let written = |claim: &Claim| -> Vec<Symbol> {
            let object = claim
                .statement()
                .and_then(|statement| if let Object::Text(text) = statement.object { Some(text) } else { None });
            object
                .into_iter()
                .chain(claim.more().scope.iter().map(|(_, word)| *word))
                .map(|text| text.written)
                .collect()
        };
        // Equal texts need not be written alike, and are shown as written.
        // What is quoted is no part of what is said.
        let Claim { place, quoted, translated, .. } = *self;
        *self == Claim { place, quoted, translated, ..other.clone() } && written(self) == written(other)
    }

    /// What few claims have.
    pub fn more(&self) -> &Extras {
        self.more.as_deref().unwrap_or(&NO_MORE)
    }

    /// Whether it has anything of what few claims have.
    pub fn has_more(&self) -> bool {
        self.more.is_some()
    }

    /// The same, to be added to.
    pub(crate) fn more_mut(&mut self) -> &mut Extras {
        self.more.get_or_insert_default()
    }

    /// Every id of a claim in it, its own first.
    pub fn ids_of_claims(&mut self) -> impl Iterator<Item = &mut Symbol> {
        self.id.iter_mut().chain(self.more.as_deref_mut().into_iter().flat_map(Extras::ids_of_claims))
    }

    /// What is said to hold, once its predicate is known to read it by.
    pub fn statement(&self) -> Option<&Statement> {
        if let StatementState::Read(statement) = &self.saying { Some(statement) } else { None }
    }

    /// What is said to hold, as written, where it could not be read.
    pub fn written(&self) -> Option<&RawStatement> {
        if let StatementState::Written(written) = &self.saying { Some(written) } else { None }
    }
}

/// What a claim says to hold, on its way from a text to a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StatementState {
    /// It could not even be split into its parts.
    Nothing,
    /// As written.
    Written(RawStatement),
    /// As read by its predicate.
    Read(Statement),
}

/// A statement as written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RawStatement {
    /// The first word.
    pub subject: Symbol,
    /// The second.
    pub predicate: Symbol,
    /// All the rest.
    pub object: Symbol,
    /// The long form, in which a text object is the scalar itself.
    pub long: bool,
}

/// Splits `SUBJECT PREDICATE OBJECT`; says what is missing where that is not all there.
pub fn split_statement(text: &str) -> Result<[&str; 3], &'static str> {
    let mut rest = text.trim();
    let mut word = || {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        word
    };
    let (subject, predicate) = (word(), word());
    match (predicate.is_empty(), rest.is_empty()) {
        (true, _) => Err("predicate and object"),
        (_, true) => Err("object"),
        _ => Ok([subject, predicate, rest]),
    }
}

/// The text that a text object stands for: in the long form, or bare, as it is; else without its quotes and escapes.
/// None if the quotes are not well-formed.
pub fn text_object(written: &str, long: bool) -> Option<String> {
    let Some(quoted) = written.strip_prefix('"').filter(|_| !long) else { return Some(written.to_owned()) };
    let mut plain = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return chars.as_str().trim().is_empty().then_some(plain),
            '\\' => match chars.next()? {
                c @ ('"' | '\\') => plain.push(c),
                _ => return None,
            },
            c => plain.push(c),
        }
    }
}

/// A statement as read by its predicate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Statement {
    /// An entity.
    pub subject: Symbol,
    /// A predicate.
    pub predicate: Symbol,
    /// What the predicate's `object` asks for.
    pub object: Object,
}

/// The object of a statement. Equal objects are equal values: numbers that are written differently, as `50` and `5e1`,
/// are one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Object {
    /// An entity.
    Entity(Symbol),
    /// A number, perhaps with bounds and a unit.
    Quantity(QuantityId),
    /// A date.
    Date(DateId),
    /// A text.
    Text(Text),
}

/// A text that is compared with others. Two are equal if their folded forms are, however they are written.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The form by which it is compared ([`crate::text::folded`]).
    pub folded: Symbol,
    /// As written, each run of white space one space: what is shown.
    pub written: Symbol,
}

impl Text {
    /// Takes a text in.
    pub(crate) fn new(names: &mut Interner, text: &str) -> Text {
        Text { folded: names.add(&folded(text)), written: names.add(&spaced(text)) }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Text {}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

/// The speaker's stance towards the statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stance {
    /// Positive, certain.
    Affirms,
    /// Negative, certain.
    Denies,
    /// Positive, hedged.
    Suggests,
    /// Negative, hedged.
    Doubts,
    /// No position taken.
    Relays,
}

impl Stance {
    /// All of them, in the order of the keys.
    pub const ALL: [Stance; 5] = [Stance::Affirms, Stance::Denies, Stance::Suggests, Stance::Doubts, Stance::Relays];

    /// The key that writes it.
    pub fn key(self) -> &'static str {
        match self {
            Stance::Affirms => "affirms",
            Stance::Denies => "denies",
            Stance::Suggests => "suggests",
            Stance::Doubts => "doubts",
            Stance::Relays => "relays",
        }
    }

    /// The stance that a key writes.
    pub fn of_key(key: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|stance| stance.key() == key)
    }

    /// Says that it holds.
    pub fn positive(self) -> bool {
        matches!(self, Stance::Affirms | Stance::Suggests)
    }

    /// Says that it does not hold.
    pub fn negative(self) -> bool {
        matches!(self, Stance::Denies | Stance::Doubts)
    }

    /// Leaves room for doubt.
    pub fn hedged(self) -> bool {
        matches!(self, Stance::Suggests | Stance::Doubts)
    }
}

/// A sealed version: `3-9c41d07be2a5`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rev {
    /// The count of sealed versions.
    pub count: u32,
    /// The first 12 hex digits of the digest, as a number.
    pub digest: Digest,
}

/// The first 48 bits of a record's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Digest(pub u64);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

impl std::fmt::Display for Rev {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.count, self.digest)
    }
}

impl Rev {
    /// Reads `N-DIGEST`: a count without leading zeros, and 12 lower-case hex digits.
    pub fn read(text: &str) -> Option<Rev> {
        let (count, digest) = text.split_once('-')?;
        let plain =
            |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit()) && (s == "0" || !s.starts_with('0'));
        let hex = digest.len() == 12 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !plain(count) || !hex {
            return None;
        }
        Some(Rev { count: count.parse().ok()?, digest: Digest(u64::from_str_radix(digest, 16).ok()?) })
    }
}

/// Who or what is spoken of.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// A word of the workspace's own.
    pub kind: Option<Symbol>,
    /// What it is a part of.
    pub part_of: Vec<Symbol>,
    /// Whom it speaks for, and from when until when.
    pub speaks_for: Vec<Office>,
    /// Other entities that are the same.
    pub same_as: Vec<Symbol>,
    /// Birth or founding.
    pub since: Option<DateId>,
    /// Death or end.
    pub until: Option<DateId>,
    /// Its ids elsewhere: schemes and ids.
    pub links: Vec<(Symbol, Symbol)>,
}

impl Entity {
    /// An entity at that place of which nothing else is known yet.
    pub(crate) fn at(place: Place) -> Entity {
        Entity {
            id: None,
            place,
            rev: None,
            kind: None,
            part_of: vec![],
            speaks_for: vec![],
            same_as: vec![],
            since: None,
            until: None,
            links: vec![],
        }
    }
}

impl Entity {
    /// Returns whether two entities of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Entity) -> bool {
        *self == Entity { place: self.place, ..other.clone() }
    }
}

/// A `speaks-for` edge.
#[derive(Clone, PartialEq, Debug)]
pub struct Office {
    /// For whom.
    pub whom: Symbol,
    /// Its index in the list, to point at it.
    pub index: u32,
    /// From when; no bound if not given.
    pub from: Option<DateId>,
    /// Until when; no bound if not given.
    pub until: Option<DateId>,
}

/// What a predicate takes as its object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ObjectType {
    /// An entity (the default).
    Entity,
    /// A number, with this unit or none.
    Number(Option<String>),
    /// A date.
    Date,
    /// A text.
    Text,
}

/// How a predicate relates to time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Temporal {
    /// Holds over time (the default).
    State,
    /// Happens at a time.
    Event,
    /// Time plays no part.
    Timeless,
}

/// How long a state is presumed to stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    /// So many days.
    Days(i64),
    /// Without end.
    Forever,
}

/// A word of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Predicate {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// How it reads in a sentence.
    pub label: Option<String>,
    /// State, event or timeless.
    pub temporal: Temporal,
    /// How long a state is presumed to stand, where given.
    pub lasts: Option<Lasts>,
    /// What its object is; none if it could not be read.
    pub object: Option<ObjectType>,
    /// Kinds allowed as subject; any if empty.
    pub domain: Vec<Symbol>,
    /// Kinds allowed as object; any if empty.
    pub range: Vec<Symbol>,
    /// Edges to other predicates.
    pub edges: Vec<Edge>,
    /// The flags that are `true`.
    pub traits: Traits,
    /// What the values of all subjects can add up to at most.
    pub total: Option<Decimal>,
    /// So many days two holdings may overlap at a handover, or two dates of what is `once` lie apart.
    pub grace: Option<i64>,
    /// The total could be meant with grouped thousands ([`crate::quantity::is_ambiguous`]).
    pub ambiguous_total: bool,
    /// Two values no further apart do not differ.
    pub tolerance: Option<Tolerance>,
    /// On which sides what holds of a part holds of the whole.
    pub whole: Whole,
}

impl Predicate {
    /// Returns whether two predicates of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Predicate) -> bool {
        *self == Predicate { place: self.place, ..other.clone() }
    }
}

/// An edge of the vocabulary.
#[derive(Clone, PartialEq, Debug)]
pub struct Edge {
    /// What it says.
    pub kind: EdgeKind,
    /// The other predicate.
    pub to: Symbol,
    /// Its index in the list of its key, to point at it.
    pub index: u32,
    /// Why, where given.
    pub because: Option<String>,
}

/// The kinds of edge.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EdgeKind {
    /// A law.
    Implies,
    /// A presumption.
    UsuallyImplies,
    /// Never both of the same pair at the same time.
    Excludes,
    /// The same, with subject and object exchanged.
    InverseOf,
    /// A guard: not two words for one thing, and no exclusion.
    DistinctFrom,
    /// A guard: the one must not entail the other.
    MustNotImply,
}

impl EdgeKind {
    /// All of them, in the order of the keys.
    pub const ALL: [EdgeKind; 6] = [
        EdgeKind::Implies,
        EdgeKind::UsuallyImplies,
        EdgeKind::Excludes,
        EdgeKind::InverseOf,
        EdgeKind::DistinctFrom,
        EdgeKind::MustNotImply,
    ];

    /// The key that writes it.
    pub fn key(self) -> &'static str {
        match self {
            EdgeKind::Implies => "implies",
            EdgeKind::UsuallyImplies => "usually-implies",
            EdgeKind::Excludes => "excludes",
            EdgeKind::InverseOf => "inverse-of",
            EdgeKind::DistinctFrom => "distinct-from",
            EdgeKind::MustNotImply => "must-not-imply",
        }
    }
}

/// The flags of a predicate.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[allow(missing_docs)]
pub struct Traits {
    pub symmetric: bool,
    pub asymmetric: bool,
    pub irreflexive: bool,
    pub transitive: bool,
    pub functional: bool,
    pub inverse_functional: bool,
    pub once: bool,
    pub posthumous: bool,
}

/// On which sides what holds of a part holds of the whole.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Whole {
    /// Of the subject.
    pub subject: bool,
    /// Of the object.
    pub object: bool,
}

/// Where things were said.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// When it was published.
    pub published: Option<DateId>,
    /// When somebody last looked at it.
    pub accessed: Option<DateId>,
    /// The sources that it draws on.
    pub derived_from: Vec<Symbol>,
    /// Digests of what tells one text from another ([`Source::MARKS`]), in that order; 0 for what is not given. There
    /// are many sources, and their addresses are long.
    pub marks: [u64; 3],
    /// It names a kept copy.
    pub kept: bool,
}

impl Source {
    /// A source at that place of which nothing else is known yet.
    pub(crate) fn at(place: Place) -> Source {
        Source {
            id: None,
            place,
            rev: None,
            published: None,
            accessed: None,
            derived_from: vec![],
            marks: [0; 3],
            kept: false,
        }
    }

    /// Returns whether two sources of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Source) -> bool {
        *self == Source { place: self.place, ..other.clone() }
    }

    /// The keys whose values tell one text from another: sources that give one value for one of them are likely one.
    pub const MARKS: [&str; 3] = ["url", "archived", "sha256"];

    /// Returns the digest of the value of such a key, never 0.
    pub(crate) fn mark(text: &str) -> u64 {
        crate::workspace::digest(text.as_bytes()).max(1)
    }
}

/// What the editors decided about a conflict.
#[derive(Clone, PartialEq, Debug)]
pub struct Ruling {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// The claims it covers.
    pub between: Vec<Pinned>,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// When it was decided.
    pub decided: Option<DateId>,
    /// When it must be looked at again.
    pub until: Option<DateId>,
}

/// A claim that a ruling names.
#[derive(Clone, PartialEq, Debug)]
pub struct Pinned {
    /// The claim.
    pub claim: Symbol,
    /// Its index in the list, to point at it.
    pub index: u32,
    /// The version ruled upon.
    pub pin: Pin,
}

/// The version of a claim that a ruling pins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// None: whatever the claim says.
    Loose,
    /// This one.
    At(Rev),
    /// Something after the `@` that is no version.
    Unreadable,
}

/// What a ruling decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A real, acknowledged disagreement.
    Open,
    /// No conflict once understood.
    Explained,
    /// The claims speak of different things.
    NotComparable,
    /// The speaker changed position.
    ChangedPosition,
    /// A report is wrong.
    ReportError,
    /// One claim is preferred.
    Prefers(Symbol),
}

/// The workspace itself.
#[derive(Clone, Default, Debug)]
pub struct Manifest {
    /// Its name.
    pub name: Option<String>,
    /// The built-in vocabularies that it takes in.
    pub vocabularies: Vec<(String, u32)>,
    /// Levels of rules and mechanisms, as written.
    pub rules: Vec<(String, String)>,
    /// The level from which on a check fails, as written.
    pub fail_on: Option<String>,
    /// Patterns of files to leave out.
    pub exclude: Vec<String>,
    /// Where it stands, if it was found.
    pub place: Option<Place>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_claims_fit() {
        assert!(size_of::<Claim>() <= 72, "{}", size_of::<Claim>());
    }
}
