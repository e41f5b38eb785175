//! Claims: who said what, when and where.

use super::{DateId, Object, Place, RawStatement, Rev, Statement, StatementState, Text};
use crate::interner::Symbol;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_claims_fit() {
        assert!(size_of::<Claim>() <= 72, "{}", size_of::<Claim>());
    }
}
