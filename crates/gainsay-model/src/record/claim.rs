//! Claims: who said what, when and where.

use super::{DateId, Object, Place, RawStatement, Seal, Statement, StatementState, Text};
use crate::interner::Symbol;

/// A claim: a speaker and a statement, with a stance and times. Keys that few claims have stand in [`Extras`], so that
/// great numbers of claims fit in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The id of the claim, unless it is faulty.
    pub id: Option<Symbol>,
    /// The place of the claim.
    pub place: Place,
    /// The speaker of the claim.
    pub by: Option<Symbol>,
    /// The stance: affirmed, denied, hedged or passed on.
    pub stance: Option<Stance>,
    /// The statement that is made.
    pub(crate) saying: StatementState,
    /// Whether the source's verb is `promises`, which looks forward.
    pub promises: bool,
    /// Whether the source's verb is `accuses`, which asks for an answer.
    pub accuses: bool,
    /// The time at which the statement is said to hold.
    pub when: Option<DateId>,
    /// The time at which the claim was made.
    pub said: Option<DateId>,
    /// The source in which the claim was made.
    pub source: Option<Symbol>,
    /// Whether the claim is withdrawn.
    pub retracted: bool,
    /// Whether a key that decides if the claim takes part could not be read.
    pub faulty: bool,
    /// Whether the statement has a number that could be meant with grouped thousands
    /// ([`crate::quantity::is_ambiguous`]).
    pub ambiguous: bool,
    /// Whether the claim gives a quote.
    pub quoted: bool,
    /// Whether the claim gives a translation.
    pub translated: bool,
    /// The keys that few claims have; none if the claim has none of them.
    pub(crate) more: Option<Box<Extras>>,
}

impl Claim {
    /// Returns a claim at that place without any other content.
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

    /// Returns true if two claims of a workspace say the same, wherever they stand.
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
        // Equal texts need not be written alike, and are shown as written. A quote is no part of the statement.
        let Claim { place, quoted, translated, .. } = *self;
        *self == Claim { place, quoted, translated, ..other.clone() } && written(self) == written(other)
    }

    /// Returns the keys that few claims have, or their defaults.
    pub fn more(&self) -> &Extras {
        self.more.as_deref().unwrap_or(&NO_MORE)
    }

    /// Returns true if the claim has any of the keys that few claims have.
    pub fn has_more(&self) -> bool {
        self.more.is_some()
    }

    /// Returns the keys that few claims have, for changes.
    pub(crate) fn more_mut(&mut self) -> &mut Extras {
        self.more.get_or_insert_default()
    }

    /// Returns each id of a claim in this one, its own first.
    pub fn ids_of_claims(&mut self) -> impl Iterator<Item = &mut Symbol> {
        self.id.iter_mut().chain(self.more.as_deref_mut().into_iter().flat_map(Extras::ids_of_claims))
    }

    /// Returns the id of the claim, its utterance, and every id in it, but not those of claims that it rests upon.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> {
        let more = self.more();
        let single = [self.id, self.by, more.on_behalf, self.source, more.utterance, more.answers];
        let read = self.statement().map(|statement| {
            let object = if let Object::Entity(name) = statement.object { Some(name) } else { None };
            [Some(statement.subject), Some(statement.predicate), object]
        });
        let written = self.written().map(|written| [written.subject, written.predicate, written.object].map(Some));
        let others = more.via.iter().flatten().chain(&more.supersedes).copied();
        single.into_iter().chain(read.or(written).into_iter().flatten()).flatten().chain(others)
    }

    /// Returns the statement, once its predicate is known and it could be read.
    pub fn statement(&self) -> Option<&Statement> {
        if let StatementState::Read(statement) = &self.saying { Some(statement) } else { None }
    }

    /// Returns the predicate of the statement, whether or not it could be read by it.
    pub fn predicate(&self) -> Option<Symbol> {
        match &self.saying {
            StatementState::Nothing => None,
            StatementState::Written(written) => Some(written.predicate),
            StatementState::Read(statement) => Some(statement.predicate),
        }
    }

    /// Returns the statement as written, where it could not be read by its predicate.
    pub fn written(&self) -> Option<&RawStatement> {
        if let StatementState::Written(written) = &self.saying { Some(written) } else { None }
    }
}

/// The keys that few claims have.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Extras {
    /// The seal, if any was written.
    pub seal: Option<Seal>,
    /// The principal in whose name the claim is made, where given.
    pub on_behalf: Option<Symbol>,
    /// The persons through whom the claim reached the source, nearest first; none if not given.
    pub via: Option<Vec<Symbol>>,
    /// The act of speech that the claim shares with others.
    pub utterance: Option<Symbol>,
    /// The scope that narrows the statement: free keys and their words, in the order of the keys' numbers.
    pub scope: Vec<(Symbol, Text)>,
    /// The claim to which this one responds.
    pub answers: Option<Symbol>,
    /// The claims that this one rests upon.
    pub based_on: Vec<Symbol>,
    /// The claims that this one replaces.
    pub supersedes: Vec<Symbol>,
    /// The date of the retraction, where it can be read.
    pub retracted: Option<DateId>,
}

static NO_MORE: Extras = Extras {
    seal: None,
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
    /// Returns each id of a claim that these keys refer to.
    pub(crate) fn ids_of_claims(&mut self) -> impl Iterator<Item = &mut Symbol> {
        self.answers.iter_mut().chain(&mut self.based_on).chain(&mut self.supersedes)
    }

    /// Returns the keys in a box; none if none of them is given.
    pub(crate) fn kept(self) -> Option<Box<Extras>> {
        (self != NO_MORE).then(|| Box::new(self))
    }
}

/// The speaker's stance towards the statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stance {
    /// Positive and certain.
    Affirms,
    /// Negative and certain.
    Denies,
    /// Positive and hedged.
    Suggests,
    /// Negative and hedged.
    Doubts,
    /// Without a position: the statement is passed on.
    Relays,
}

impl Stance {
    /// All stances, in the order of the keys.
    pub const ALL: [Stance; 5] = [Stance::Affirms, Stance::Denies, Stance::Suggests, Stance::Doubts, Stance::Relays];

    /// Returns the key of the stance.
    pub fn key(self) -> &'static str {
        match self {
            Stance::Affirms => "affirms",
            Stance::Denies => "denies",
            Stance::Suggests => "suggests",
            Stance::Doubts => "doubts",
            Stance::Relays => "relays",
        }
    }

    /// Returns the stance of a key.
    pub fn of_key(key: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|stance| stance.key() == key)
    }

    /// Returns true if the stance says that the statement holds.
    pub fn positive(self) -> bool {
        matches!(self, Stance::Affirms | Stance::Suggests)
    }

    /// Returns true if the stance says that the statement does not hold.
    pub fn negative(self) -> bool {
        matches!(self, Stance::Denies | Stance::Doubts)
    }

    /// Returns true if the stance leaves room for doubt.
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
