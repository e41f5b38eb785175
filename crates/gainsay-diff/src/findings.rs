//! The findings of a check, as values: findings about records, conflicts, and the notes about two claims that are no
//! conflicts.
//!
//! A conflict holds its claims, derivations, times, certainty, rule, ruling and positions. It holds no sentences: the
//! front end makes them.

use std::cmp::Ordering;

use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::grounds::{ClaimTime, DerivationStep, Ground, LedSteps};
use crate::held_claims::{self, HeldClaims};
use crate::mechanism::Mechanism;
use crate::rules::levels::Levels;
use crate::rules::{self, Group, PairRule};

/// A finding of a check: about a record, or about claims among each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnyFinding {
    /// A finding about records.
    Record(Box<Finding>),
    /// A guard of the vocabulary that is broken.
    Guard(Box<BrokenGuard>),
    /// A contradiction between claims.
    Conflict(Box<Conflict>),
    /// A note about two claims that are no conflict.
    Note(Box<Note>),
}

/// A contradiction: claims that contest one statement by one mechanism, connected by their pairs, under one ruling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The rule of the most serious pair: by level, then in the order of [`PairRule::ALL`].
    pub rule: PairRule,
    /// The other rules among the pairs, in the order of [`PairRule::ALL`].
    pub other_rules: Vec<PairRule>,
    /// The way in which the claims clash.
    pub mechanism: Mechanism,
    /// The level of the most serious pair.
    pub level: Level,
    /// Whether any pair is certain.
    pub certain: bool,
    /// The number of the contested statement.
    pub contested: String,
    /// The ruling that covers the pairs.
    pub ruled: Option<String>,
    /// The positions, two or more, oldest first: claims, by id, that do not conflict with each other in this matter.
    pub positions: Vec<Position<HeldClaims>>,
    /// The pair that explains the conflict.
    pub example: Example,
    /// The speakers: the speaker of the most serious pair, where its rule is about one; otherwise all speakers of the
    /// claims shown, by name.
    pub speakers: Vec<String>,
    /// The claims to show, the one to go to first.
    pub shown: Vec<ShownClaim>,
    /// The reasons of the conflict, and the points that would decide it.
    pub grounds: Vec<Ground>,
    /// The conflict in an earlier state, where it is compared with one and has changed.
    pub was: Option<Was>,
    /// For a set of claims, the part that stays the same from one state to another, whichever claims are in it.
    pub lasting: Option<String>,
}

/// The pair that explains a conflict: one of the most serious.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// The claims; in a denial the second denies.
    pub claims: [String; 2],
    /// Whether the pair is certain.
    pub certain: bool,
    /// Whether both claims give the day on which they were made.
    pub dated: bool,
    /// Whether the second claim was made before the first, or the first gives no date.
    pub second_came_first: bool,
    /// The denied statement, if the conflict is a denial.
    pub denied: Option<String>,
    /// The principal in whose name both claims are made, if the rule is about that.
    pub principal: Option<String>,
}

impl Example {
    /// Returns the claims, the one that was made first before the other.
    pub fn in_order(&self) -> [&str; 2] {
        let [a, b] = self.claims.each_ref().map(String::as_str);
        if self.second_came_first { [b, a] } else { [a, b] }
    }
}

/// The rule and certainty of a conflict in an earlier state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Was {
    /// The former rule.
    pub rule: PairRule,
    /// Whether the conflict was certain.
    pub certain: bool,
}

/// A claim that is shown with a conflict or a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownClaim {
    /// The id of the claim.
    pub claim: String,
    /// The route to the stance of the claim.
    pub route: Route,
    /// The stance.
    pub stance: Stance,
    /// The statement of the claim, as in a record.
    pub statement: String,
    /// The value or statement that the claim holds; none where the stance says it all.
    pub held: Option<String>,
    /// The speaker.
    pub speaker: String,
    /// The principal, if it is not the speaker: the nearest one for whom the speaker may have spoken that day.
    pub on_behalf: Option<String>,
    /// The time that the claim speaks of.
    pub time: ClaimTime,
}

/// A note about two claims that are no conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The kind of the note.
    pub kind: NoteKind,
    /// The weight of the note.
    pub level: Level,
    /// The two claims.
    pub shown: [ShownClaim; 2],
    /// The reasons of the note.
    pub grounds: Vec<Ground>,
}

/// The kinds of notes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteKind {
    /// A distinction that the speaker draws: the less is affirmed, the more denied.
    Distinction {
        /// The affirmed statement.
        less: String,
        /// The denied statement.
        more: String,
    },
    /// A position that one side gave up: the first claim held it, the second gave it up.
    PositionChange {
        /// The statement that is denied at one of the two times.
        denied: String,
        /// Whether the statement was affirmed first and denied later; otherwise it was denied first.
        affirmed_first: bool,
    },
}

/// A guard of the vocabulary that is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrokenGuard {
    /// The finding about the guard.
    pub finding: Finding,
    /// The steps by which the one predicate leads to the other, if it does.
    pub path: Vec<DerivationStep>,
}

impl Note {
    /// Compares notes of one kind by their speakers and statements.
    fn order(&self, other: &Note) -> Ordering {
        fn key(note: &Note) -> (&str, &str, &str) {
            let (one, other) = match &note.kind {
                NoteKind::Distinction { less, more } => (less.as_str(), more.as_str()),
                NoteKind::PositionChange { denied, affirmed_first } => {
                    (if *affirmed_first { "affirmed" } else { "denied" }, denied.as_str())
                }
            };
            (&note.shown[0].speaker, one, other)
        }
        key(self).cmp(&key(other))
    }

    /// Returns the rule that the note falls under.
    pub fn rule(&self) -> &'static str {
        match self.kind {
            NoteKind::Distinction { .. } => "distinction",
            NoteKind::PositionChange { .. } => "position-change",
        }
    }
}

impl Conflict {
    /// Compares conflicts by mechanism, speakers, certainty and contested statement.
    fn order(&self, other: &Conflict) -> Ordering {
        let key = |conflict: &Conflict| (conflict.mechanism.name(), !conflict.example.certain);
        let by_speakers = key(self).0.cmp(key(other).0).then_with(|| self.speakers.cmp(&other.speakers));
        let by_certainty = by_speakers.then(key(self).1.cmp(&key(other).1));
        by_certainty
            .then_with(|| (&self.example.denied, &self.contested).cmp(&(&other.example.denied, &other.contested)))
    }

    fn held(&self) -> impl Iterator<Item = &HeldClaims> {
        self.positions.iter().map(|position| &position.claims)
    }

    /// Iterates over the ids of all claims, position by position.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.first_claims(usize::MAX)
    }

    /// Returns true if two claims or more are in both conflicts.
    pub fn shares_two_claims(&self, other: &Conflict) -> bool {
        // Sets tell at once whether they have a claim; lists are looked through once.
        let (subsets, lists): (Vec<_>, Vec<_>) = other.held().partition(|held| matches!(held, HeldClaims::Subset(_)));
        let listed: FxHashSet<&str> = lists.into_iter().flat_map(HeldClaims::iter).map(|(id, _)| id).collect();
        let is_shared = |id: &&str| listed.contains(id) || subsets.iter().any(|held| held.has(id));
        self.claims().filter(is_shared).take(2).count() == 2
    }

    /// Iterates over the ids of the first claims, at most `count` of them, position by position.
    pub fn first_claims(&self, count: usize) -> impl Iterator<Item = &str> {
        self.positions.iter().flat_map(move |position| position.claims.first(count)).map(|(claim, _)| claim).take(count)
    }
}

impl From<Finding> for AnyFinding {
    fn from(finding: Finding) -> AnyFinding {
        AnyFinding::Record(Box::new(finding))
    }
}

impl From<Conflict> for AnyFinding {
    fn from(conflict: Conflict) -> AnyFinding {
        AnyFinding::Conflict(Box::new(conflict))
    }
}

impl Levels {
    /// Returns the level of a finding; none if the manifest silences it. The entry for a mechanism wins over that for a
    /// rule. A conflict has the level of its most serious pair, which was settled when it was grouped.
    pub fn of(&self, finding: &AnyFinding) -> Option<Level> {
        if finding.conflict().is_some() { Some(finding.level()) } else { self.of_rule(finding.rule()) }
    }
}

impl AnyFinding {
    /// Returns the rule that the finding falls under; for a conflict, that of its most serious pair.
    pub fn rule(&self) -> &'static str {
        match self {
            AnyFinding::Record(finding) => finding.rule,
            AnyFinding::Guard(guard) => guard.finding.rule,
            AnyFinding::Conflict(conflict) => conflict.rule.name(),
            AnyFinding::Note(note) => note.rule(),
        }
    }

    /// Returns the weight of the finding.
    pub fn level(&self) -> Level {
        match self {
            AnyFinding::Record(finding) => finding.level,
            AnyFinding::Guard(guard) => guard.finding.level,
            AnyFinding::Conflict(conflict) => conflict.level,
            AnyFinding::Note(note) => note.level,
        }
    }

    /// Sets the weight of the finding.
    pub fn set_level(&mut self, level: Level) {
        match self {
            AnyFinding::Record(finding) => finding.level = level,
            AnyFinding::Guard(guard) => guard.finding.level = level,
            AnyFinding::Conflict(conflict) => conflict.level = level,
            AnyFinding::Note(note) => note.level = level,
        }
    }

    /// Returns the conflict, if it is one.
    pub fn conflict(&self) -> Option<&Conflict> {
        if let AnyFinding::Conflict(conflict) = self { Some(conflict) } else { None }
    }

    /// Returns the finding about records, if it is neither a conflict nor a note.
    pub fn record_finding(&self) -> Option<&Finding> {
        match self {
            AnyFinding::Record(finding) => Some(finding),
            AnyFinding::Guard(guard) => Some(&guard.finding),
            AnyFinding::Conflict(_) | AnyFinding::Note(_) => None,
        }
    }

    /// Returns the finding about records, to be changed, if the finding is neither a conflict nor a note.
    pub fn record_finding_mut(&mut self) -> Option<&mut Finding> {
        match self {
            AnyFinding::Record(finding) => Some(finding),
            AnyFinding::Guard(guard) => Some(&mut guard.finding),
            AnyFinding::Conflict(_) | AnyFinding::Note(_) => None,
        }
    }

    /// Returns true if the finding is one of the notes that are no conflicts.
    pub fn is_note(&self) -> bool {
        let is_of_notes = |finding: &Finding| rules::find(finding.rule).is_some_and(|rule| rule.group == Group::Note);
        matches!(self, AnyFinding::Note(_)) || self.record_finding().is_some_and(is_of_notes)
    }

    /// Returns the ruling that covers the finding.
    pub fn ruled(&self) -> Option<&str> {
        self.conflict()?.ruled.as_deref()
    }

    /// Returns the key that tells the finding from others of its rule on its first record.
    pub fn key(&self) -> Option<&str> {
        match self {
            AnyFinding::Note(note) => Some(&note.shown[1].claim),
            _ => self.record_finding()?.key.as_deref(),
        }
    }

    /// Returns the kinds and ids of all records concerned, in the order in which they are shown.
    pub fn records(&self) -> Box<dyn Iterator<Item = (Kind, &str)> + '_> {
        match self {
            AnyFinding::Record(finding) => {
                Box::new(finding.records.iter().map(|record| (record.kind, record.id.as_str())))
            }
            AnyFinding::Guard(guard) => {
                Box::new(guard.finding.records.iter().map(|record| (record.kind, record.id.as_str())))
            }
            AnyFinding::Conflict(conflict) => Box::new(conflict.claims().map(|claim| (Kind::Claim, claim))),
            AnyFinding::Note(note) => Box::new(note.shown.iter().map(|shown| (Kind::Claim, shown.claim.as_str()))),
        }
    }

    /// Compares findings of one level at one place.
    pub(crate) fn order(&self, other: &AnyFinding) -> Ordering {
        let says = match (self, other) {
            (AnyFinding::Conflict(a), AnyFinding::Conflict(b)) => a.order(b),
            (AnyFinding::Note(a), AnyFinding::Note(b)) => a.order(b),
            _ => self.record_finding().map(|f| &f.message).cmp(&other.record_finding().map(|f| &f.message)),
        };
        let by_records = || match (self, other) {
            (AnyFinding::Conflict(a), AnyFinding::Conflict(b)) => held_claims::order(a.held(), b.held()),
            _ => self.records().cmp(other.records()),
        };
        self.rule().cmp(other.rule()).then(says).then_with(by_records)
    }

    /// Returns the place to go to.
    pub fn first_route(&self) -> Option<Route> {
        match self {
            AnyFinding::Record(finding) => finding.labels.first().map(|label| label.route),
            AnyFinding::Guard(guard) => guard.finding.labels.first().map(|label| label.route),
            AnyFinding::Conflict(conflict) => conflict.shown.first().map(|shown| shown.route),
            AnyFinding::Note(note) => Some(note.shown[0].route),
        }
    }

    /// Returns the places that are shown.
    pub fn places(&self) -> Box<dyn Iterator<Item = Route> + '_> {
        match self {
            AnyFinding::Record(finding) => Box::new(finding.labels.iter().map(|label| label.route)),
            AnyFinding::Guard(guard) => Box::new(guard.finding.labels.iter().map(|label| label.route)),
            AnyFinding::Conflict(conflict) => Box::new(conflict.shown.iter().map(|shown| shown.route)),
            AnyFinding::Note(note) => Box::new(note.shown.iter().map(|shown| shown.route)),
        }
    }

    /// Returns the routes to the records that give the finding's reasons.
    pub fn grounds(&self) -> Box<dyn Iterator<Item = Route> + '_> {
        match self {
            AnyFinding::Record(finding) => Box::new(finding.because.iter().filter_map(|reason| reason.route)),
            AnyFinding::Guard(guard) => Box::new(guard.path.iter().filter_map(|step| step.route)),
            AnyFinding::Conflict(conflict) => Box::new(conflict.grounds.iter().flat_map(Ground::routes)),
            AnyFinding::Note(note) => Box::new(note.grounds.iter().flat_map(Ground::routes)),
        }
    }

    /// Leads every route of the finding to where `lead` moves it. Findings that are led by one function have one `led`,
    /// so that the steps which they share stay shared.
    pub fn lead(&mut self, led: &mut LedSteps, mut lead: impl FnMut(&mut Route)) {
        match self {
            AnyFinding::Record(finding) => finding.routes(lead),
            AnyFinding::Guard(guard) => {
                guard.finding.routes(&mut lead);
                guard.path.iter_mut().filter_map(|step| step.route.as_mut()).for_each(lead);
            }
            AnyFinding::Conflict(conflict) => {
                conflict.shown.iter_mut().for_each(|shown| lead(&mut shown.route));
                conflict.grounds.iter_mut().for_each(|ground| ground.lead(led, &mut lead));
            }
            AnyFinding::Note(note) => {
                note.shown.iter_mut().for_each(|shown| lead(&mut shown.route));
                note.grounds.iter_mut().for_each(|ground| ground.lead(led, &mut lead));
            }
        }
    }
}

/// The conflicts among some findings, by the claims in them.
pub struct ConflictsByClaim<'f> {
    by_claim: FxHashMap<&'f str, Vec<&'f Conflict>>,
}

impl<'f> ConflictsByClaim<'f> {
    /// Returns the index of the conflicts among some findings.
    pub fn new(findings: &'f [AnyFinding]) -> ConflictsByClaim<'f> {
        let mut by_claim: FxHashMap<&str, Vec<&Conflict>> = FxHashMap::default();
        for conflict in findings.iter().filter_map(AnyFinding::conflict) {
            for claim in conflict.claims() {
                by_claim.entry(claim).or_default().push(conflict);
            }
        }
        ConflictsByClaim { by_claim }
    }

    /// Returns the conflicts that a claim is in, in the order of the findings.
    pub fn of(&self, claim: &str) -> &[&'f Conflict] {
        self.by_claim.get(claim).map_or(&[], Vec::as_slice)
    }
}

/// Claims of a conflict that do not conflict with each other in it, given by their numbers or, as [`HeldClaims`], by
/// their ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Position<Claims> {
    /// The values or statements that the claims hold, as texts: each text once, in the order of the claims.
    pub held: Vec<String>,
    /// The claims, oldest first, each with the index of its text in `held`.
    pub claims: Claims,
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::{Input, Workspace};

    #[test]
    fn the_conflicts_of_a_claim_are_found_by_its_id() {
        let entity = |id: &str| format!("---\nentity: {id}\nname: {id}\n");
        let entities: String = ["ada", "x", "y", "z", "a-by", "b-by", "c-by", "d-by", "e-by"].map(entity).concat();
        let claim = |id: &str, stance: &str, whom: &str| {
            format!("---\nclaim: {id}\nby: {id}-by\n{stance}: ada leads {whom}\nsource: s\n")
        };
        let sides = [
            ("a", "affirms", "x"),
            ("b", "denies", "x"),
            ("c", "affirms", "y"),
            ("d", "denies", "y"),
            ("e", "affirms", "z"),
        ];
        let claims = sides.map(|(id, stance, whom)| claim(id, stance, whom)).concat();
        let text =
            format!("predicate: leads\nlabel: leads\ntemporal: timeless\n---\nsource: s\ntitle: S\n{entities}{claims}");
        let workspace = Workspace::read(vec![Input { path: "a.yaml".into(), bytes: Ok(text.into_bytes()) }]);
        let findings = crate::check(&workspace, 0).findings;
        let by_claim = ConflictsByClaim::new(&findings);
        for (claim, other) in [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")] {
            let [conflict] = by_claim.of(claim) else { panic!("{claim}: {findings:#?}") };
            assert!(conflict.claims().any(|id| id == other) && conflict.claims().count() == 2, "{conflict:#?}");
        }
        assert!(by_claim.of("e").is_empty() && by_claim.of("nobody").is_empty());
    }
}
