//! The relation of two claims, whatever their statements: their stances, scopes and speakers.

use gainsay_model::Symbol;
use gainsay_model::record::Text;

use crate::clash::Comparer;
use crate::ledger::entities::EntityId;
use crate::ledger::origins::EndsOf;
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry};
use crate::rules::PairRule;

/// The relation of two claims, whatever their statements.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// The principals for whom both speakers speak.
    pub common: Common,
    /// Whether both claims have the same speaker, in the same role.
    pub same_speaker: bool,
    /// Whether one claim answers the other, and has no `when`.
    pub answered: bool,
    /// Whether both claims are one utterance.
    pub one_utterance: bool,
    /// Whether both claims are one utterance about one moment.
    pub one_moment: bool,
    /// Whether one of the claims leaves room for doubt.
    pub hedged: bool,
    /// Whether a key of the scope is given on one side only.
    pub scope_partial: bool,
    /// The rule of the pair, by its speakers.
    pub rule: PairRule,
}

/// The reason for which two claims do not conflict, whatever their statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Both claims leave room for doubt.
    BothHedged,
    /// The scopes of the claims have different words for this key.
    Scope(Symbol),
}

impl Comparer<'_, '_> {
    /// Compares two claims' stances, scopes and speakers.
    pub fn pairing(&self, a: ClaimId, b: ClaimId) -> Result<Pairing, Obstacle> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        if x.stance.hedged() && y.stance.hedged() {
            return Err(Obstacle::BothHedged);
        }
        self.ties(a, b)
    }

    /// Compares two claims' stances, scopes and speakers, hedges aside.
    pub fn ties(&self, a: ClaimId, b: ClaimId) -> Result<Pairing, Obstacle> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let same_speaker = x.speaker == y.speaker && x.for_himself == y.for_himself;
        let common = self.ledger.sides.common(x.principals, y.principals);
        if x.plain && y.plain {
            return Ok(Pairing {
                common,
                same_speaker,
                answered: false,
                one_utterance: false,
                one_moment: false,
                hedged: x.stance.hedged() || y.stance.hedged(),
                scope_partial: false,
                rule: self.rule(x, y, same_speaker, false, common),
            });
        }
        let scope_partial = compare_scopes(&x.record.more().scope, &y.record.more().scope).map_err(Obstacle::Scope)?;
        let answered = |c: &Entry, other: &Entry| c.when.is_none() && c.record.more().answers == Some(other.name);
        let one_utterance =
            x.record.more().utterance.is_some() && x.record.more().utterance == y.record.more().utterance;
        Ok(Pairing {
            common,
            same_speaker,
            answered: answered(x, y) || answered(y, x),
            one_utterance,
            one_moment: one_utterance && self.about_one_moment(x, y),
            hedged: x.stance.hedged() || y.stance.hedged(),
            scope_partial,
            rule: self.rule(x, y, same_speaker, one_utterance, common),
        })
    }

    /// Returns true if one of the two claims was certainly made before the other.
    pub fn in_order(&self, x: &Entry, y: &Entry) -> bool {
        let (one, other) = (self.ledger.spoken(x), self.ledger.spoken(y));
        one.before(&other) || other.before(&one)
    }

    fn about_one_moment(&self, x: &Entry, y: &Entry) -> bool {
        let event = |e: &Entry| self.ledger.word(e).is_event();
        let alike = match (x.record.when, y.record.when) {
            (None, None) => x.record.promises == y.record.promises,
            (Some(a), Some(b)) => a == b,
            _ => false,
        };
        event(x) == event(y) && alike
    }

    fn rule(&self, x: &Entry, y: &Entry, same_speaker: bool, one_utterance: bool, common: Common) -> PairRule {
        if same_speaker && one_utterance && self.different_reports(x, y) {
            PairRule::ReportDivergence
        } else if same_speaker && !one_utterance && self.in_order(x, y) {
            PairRule::Reversal
        } else if same_speaker {
            PairRule::SelfContradiction
        } else if common != Common::Nobody {
            PairRule::MixedMessage
        } else {
            PairRule::Dispute
        }
    }

    /// Returns true if the reports of two claims are independent: their sources have no common origin, or one source
    /// has them by two ways.
    fn different_reports(&self, x: &Entry, y: &Entry) -> bool {
        match (self.report(x), self.report(y)) {
            ((Some(a), v), (Some(b), w)) if a == b => v.is_some() && w.is_some() && v != w,
            ((Some(a), _), (Some(b), _)) => !self.ends.share(a, b),
            _ => false,
        }
    }

    /// Returns true if two sources have an origin in common.
    pub(crate) fn share_an_origin(&self, a: Symbol, b: Symbol) -> bool {
        self.ends.share(a, b)
    }

    /// Returns the sources at which a source ends.
    pub(crate) fn ends(&self, source: Symbol) -> EndsOf<'_> {
        self.ends.of(source)
    }

    /// Returns the report by which a claim is known: its source, and the way that led there. A source that is not there
    /// counts as not given.
    pub(crate) fn report(&self, entry: &Entry) -> (Option<Symbol>, Option<Vec<EntityId>>) {
        let source = entry.record.source.filter(|source| self.ledger.workspace.source(*source).is_some());
        let via = entry
            .record
            .more()
            .via
            .as_ref()
            .map(|via| via.iter().filter_map(|name| self.ledger.entities.find(*name)).collect());
        (source, via)
    }
}

/// Compares two scopes, sorted by key. Returns true if a key is given on one side only.
///
/// # Errors
///
/// Returns the key whose words differ.
fn compare_scopes(a: &[(Symbol, Text)], b: &[(Symbol, Text)]) -> Result<bool, Symbol> {
    let word = |key| {
        let at = b.partition_point(|(k, _)| *k < key);
        b.get(at).filter(|(k, _)| *k == key).map(|(_, word)| *word)
    };
    let mut shared = 0;
    for (key, mine) in a {
        match word(*key) {
            Some(theirs) if theirs != *mine => return Err(*key),
            Some(_) => shared += 1,
            None => {}
        }
    }
    Ok(shared < a.len() || shared < b.len())
}
