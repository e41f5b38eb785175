//! The ledger: the claims that take part, prepared for comparison. The data of every comparison is looked up here once.

pub mod derived;
mod distances;
pub mod entities;
pub mod offices;
pub mod origins;
pub(crate) mod parts;
mod place_set;
mod presence;
pub mod speakers;
mod statement_keys;

pub use crate::ids::{ClaimId, StatementId};
pub use presence::Absence;

use std::cell::{Cell, OnceCell, RefCell};

use gainsay_model::date::Date;
use gainsay_model::record::{Claim, DateId, Object, Stance, Whole};
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ledger::entities::{Entities, EntityId};
use crate::ledger::presence::Presence;
use crate::ledger::speakers::{PrincipalSets, PrincipalsId, SaidDays};
use crate::ledger::statement_keys::{ClaimRef, ShownTexts, StatementKey, VALUE, Values, sorted};
use crate::time::{self, Time};
use crate::vocabulary::closure::{Arguments, Carriers, Closure};
use crate::vocabulary::laws::unsatisfiable;
use crate::vocabulary::lifting::Lifting;
use crate::vocabulary::{PredicateId, PredicateInfo, Vocabulary};

/// A claim that takes part. A great number must fit in memory: values that can be worked out from these few numbers are
/// asked of the [`Ledger`].
#[derive(Debug)]
pub struct Entry<'w> {
    /// The record of the claim.
    pub record: &'w Claim,
    /// The `when` of the record, which may be far away in memory.
    pub when: Option<DateId>,
    /// The `said` of the record, which may be far away in memory.
    pub said: Option<DateId>,
    /// The index of the claim in the records of the workspace.
    pub index: u32,
    /// The id of the claim.
    pub name: Symbol,
    /// The entity that makes the claim.
    pub speaker: EntityId,
    /// The principals in whose name the claim is made.
    pub principals: PrincipalsId,
    /// The statement of the claim.
    pub statement: StatementId,
    /// The stance of the claim.
    pub stance: Stance,
    /// Whether the speaker speaks only for himself.
    pub for_himself: bool,
    /// Whether the claim promises.
    pub promises: bool,
    /// Whether the claim accuses.
    pub accuses: bool,
    /// Whether the record has none of the keys that few claims have.
    pub plain: bool,
}

/// A statement that claims make.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The predicate of the statement.
    pub predicate: PredicateId,
    /// The entities that the statement is about.
    pub pair: Arguments,
    /// The object as read; for one of several entities that are the same, their representative.
    pub object: Object,
    /// Whether the statement needs a closure of its own, and does not share that of its predicate: something can be
    /// lifted, or it is about one thing as subject and object.
    pub own: bool,
    /// The places in [`Ledger::voices`] where the claims that affirm it begin, where those that deny it begin, and
    /// where these end.
    voices: [u32; 3],
}

/// The claims that take part.
#[derive(Debug)]
pub struct Ledger<'w> {
    /// The workspace of the records.
    pub workspace: &'w Workspace,
    /// The entities of the workspace.
    pub entities: Entities<'w>,
    /// The vocabulary of the workspace.
    pub vocabulary: Vocabulary<'w>,
    /// The principals of the claims.
    pub sides: PrincipalSets,
    /// The claims that take a position, in the byte order of their ids.
    pub claims: Vec<Entry<'w>>,
    /// The claims that only relay, in the byte order of their ids.
    pub relays: Vec<Entry<'w>>,
    /// The statements: those of the same two entities beside each other, and so those that give values to the same one;
    /// among these, those of the same predicate.
    pub statements: Vec<Statement>,
    /// The claims of each statement.
    voices: Vec<ClaimId>,
    /// The closures of the predicates, nothing lifted; each is worked out when it is first asked for.
    closures: Vec<OnceCell<Closure>>,
    /// The number of states that searches from each predicate have looked at, where its closure is not known.
    searched: RefCell<FxHashMap<PredicateId, usize>>,
    /// The number of questions about each predicate for which others had to be worked out.
    missed: Vec<Cell<u8>>,
    /// The number of states of the closures that were worked out.
    states: Cell<usize>,
    /// The number of states in closures beyond which the carriers of a predicate are worked out, and not the closure of
    /// each predicate.
    many_states: usize,
    /// The carriers of the predicates; each is worked out where many claims deny statements to which many predicates
    /// lead.
    carriers: Vec<OnceCell<Carriers>>,
    /// For each predicate, whether it carries anything that holds of wholes, too; each is worked out when it is first
    /// asked for.
    have_wholes: Vec<OnceCell<bool>>,
    /// The closures of the predicates with lifting; each is worked out when it is first asked for.
    liftings: Vec<OnceCell<Lifting>>,
    /// The predicates that contradict themselves.
    pub unsatisfiable: FxHashSet<PredicateId>,
    /// For each record of a claim, the reason for which it takes no part.
    pub absences: Vec<Option<Absence>>,
    /// The ids that more than one claim has.
    pub doubled: FxHashSet<Symbol>,
    /// The ids that a claim which is not withdrawn replaces.
    superseded: FxHashSet<Symbol>,
    /// The number of claims that say of a state that it holds, at an unknown time.
    pub undated: usize,
}

/// The number of states in closures that counts as many, unless a caller sets another.
const MANY_STATES: usize = 1 << 17;

/// The number of questions about a predicate for which others are worked out, before its closure is.
const MOST_MISSED: u8 = 64;

impl<'w> Ledger<'w> {
    /// Returns the ledger of a workspace.
    pub fn new(workspace: &'w Workspace) -> Ledger<'w> {
        let (vocabulary, entities, presence) =
            (Vocabulary::new(workspace), Entities::new(workspace), Presence::of(workspace));
        let mut ledger = Ledger {
            workspace,
            sides: PrincipalSets::new(workspace, &entities),
            entities,
            claims: Vec::new(),
            relays: Vec::new(),
            statements: Vec::new(),
            voices: Vec::new(),
            closures: vocabulary.ids().map(|_| OnceCell::new()).collect(),
            searched: RefCell::default(),
            missed: vocabulary.ids().map(|_| Cell::new(0)).collect(),
            states: Cell::new(0),
            many_states: MANY_STATES,
            carriers: vocabulary.ids().map(|_| OnceCell::new()).collect(),
            have_wholes: vocabulary.ids().map(|_| OnceCell::new()).collect(),
            liftings: vocabulary.ids().map(|_| OnceCell::new()).collect(),
            unsatisfiable: unsatisfiable(&vocabulary),
            vocabulary,
            absences: presence.absences,
            doubled: presence.doubled,
            superseded: presence.superseded,
            undated: 0,
        };
        let mut values = Values::default();
        let keys = match workspace.claims_by_id() {
            Some(by_id) => ledger.enter(by_id.iter().map(|index| *index as usize), &mut values),
            None => ledger.enter(0..workspace.records.claims.len(), &mut values),
        };
        ledger.state(keys, &values);
        ledger
    }

    /// Adds the claims. Returns their statements, with the keys of the claims.
    fn enter(&mut self, records: impl Iterator<Item = usize>, values: &mut Values) -> Vec<(StatementKey, u32)> {
        let workspace = self.workspace;
        let count = workspace.records.claims.len();
        let mut said = Vec::with_capacity(count);
        self.claims.reserve_exact(count);
        for index in records {
            let record = &workspace.records.claims[index];
            // Each of these was read, or the claim would be faulty.
            let (None, Some(name), Some(by), Some(stance)) =
                (self.absences[index], record.id, record.by, record.stance)
            else {
                continue;
            };
            let (Some(speaker), Some(says)) =
                (self.entities.find(by), record.statement().and_then(|s| self.read(s, values)))
            else {
                continue;
            };
            let on_behalf = record.more().on_behalf.and_then(|name| self.entities.find(name));
            let entry = Entry {
                record,
                when: record.when,
                said: record.said,
                index: index as u32,
                name,
                speaker,
                principals: self.sides.of(workspace, &self.entities, record, speaker, on_behalf),
                statement: StatementId(u32::MAX),
                stance,
                for_himself: on_behalf == Some(speaker),
                promises: record.promises,
                accuses: record.accuses,
                plain: !record.has_more(),
            };
            if stance == Stance::Relays {
                said.push((says, ClaimRef::Relays(self.relays.len() as u32).key()));
                self.relays.push(entry);
            } else {
                let word = self.vocabulary.word(PredicateId(says.predicate));
                self.undated += usize::from(self.is_undated(&entry, word));
                let number = self.claims.len() as u32;
                let maker = if stance.positive() { ClaimRef::Affirms(number) } else { ClaimRef::Denies(number) };
                said.push((says, maker.key()));
                self.claims.push(entry);
            }
        }
        self.claims.shrink_to_fit();
        said
    }

    /// Returns a statement by numbers; none if one of its words is not known.
    fn read(&self, statement: &gainsay_model::record::Statement, values: &mut Values) -> Option<StatementKey> {
        let predicate = self.vocabulary.find(statement.predicate)?.0;
        let subject = self.entities.find(statement.subject)?.0;
        Some(match &statement.object {
            Object::Entity(name) => {
                let object = self.entities.find(*name)?.0;
                StatementKey {
                    first: subject.min(object),
                    second: subject.max(object),
                    predicate,
                    third: u32::from(subject > object),
                }
            }
            value => StatementKey { first: subject, second: VALUE, predicate, third: values.number(value) },
        })
    }

    /// Numbers the statements, sorted, and stores their claims.
    fn state(&mut self, said: Vec<(StatementKey, u32)>, values: &Values) {
        let (keys, ends) = sorted(said, self.entities.classes.len());
        // The representatives lie close together, since they are looked up in no order.
        let representatives: Vec<Symbol> = self.entities.classes.iter().map(|class| class.representative).collect();
        self.voices.reserve_exact(self.claims.len());
        let mut start = 0;
        for (first, end) in ends.into_iter().enumerate() {
            let shown = if values.any_text {
                self.shown_texts(first as u32, &keys[start..end as usize], values)
            } else {
                ShownTexts::default()
            };
            for makers in keys[start..end as usize].chunk_by(|a, b| a >> 32 == b >> 32) {
                let id = StatementId(self.statements.len() as u32);
                let mut voices = [self.voices.len() as u32; 3];
                for key in makers {
                    match ClaimRef::of(*key) {
                        ClaimRef::Affirms(number) => {
                            self.claims[number as usize].statement = id;
                            self.voices.push(ClaimId(number));
                            voices[1] += 1;
                            voices[2] += 1;
                        }
                        ClaimRef::Denies(number) => {
                            self.claims[number as usize].statement = id;
                            self.voices.push(ClaimId(number));
                            voices[2] += 1;
                        }
                        ClaimRef::Relays(number) => self.relays[number as usize].statement = id,
                    }
                }
                if let Some(said) = makers.first().map(|key| StatementKey::of(first as u32, *key)) {
                    let object = match said.object(values, |entity| representatives[entity.0 as usize]) {
                        Object::Text(text) => Object::Text(shown.get(&said.third).copied().unwrap_or(text)),
                        other => other,
                    };
                    self.push_statement(said, object, voices);
                }
            }
            start = end as usize;
        }
        self.statements.shrink_to_fit();
    }

    /// Returns for each text about one subject, by its number, the form in which it is shown: of the forms in which
    /// claims write it, the first in byte order.
    fn shown_texts(&self, first: u32, keys: &[u128], values: &Values) -> ShownTexts {
        let mut shown = ShownTexts::default();
        for key in keys {
            let said = StatementKey::of(first, *key);
            if said.second != VALUE || !matches!(values.all[said.third as usize], Object::Text(_)) {
                continue;
            }
            let record = match ClaimRef::of(*key) {
                ClaimRef::Affirms(number) | ClaimRef::Denies(number) => self.claims[number as usize].record,
                ClaimRef::Relays(number) => self.relays[number as usize].record,
            };
            if let Some(Object::Text(text)) = record.statement().map(|statement| statement.object) {
                let known = shown.entry(said.third).or_insert(text);
                if self.workspace.text(text.written) < self.workspace.text(known.written) {
                    *known = text;
                }
            }
        }
        shown
    }

    /// Adds a statement that no claim makes, to compare claims with; none if one of its words is not known.
    pub fn add_statement(&mut self, statement: &gainsay_model::record::Statement) -> Option<StatementId> {
        let statement = self.read_statement(statement)?;
        self.statements.push(statement);
        Some(StatementId(self.statements.len() as u32 - 1))
    }

    /// Returns a statement in the form in which it would be added, without adding it, where no claim that takes part
    /// makes it. Returns none if one of its words is not known.
    pub fn read_statement(&self, statement: &gainsay_model::record::Statement) -> Option<Statement> {
        let mut values = Values::default();
        let said = self.read(statement, &mut values)?;
        let object = said.object(&values, |entity| self.entities.class(entity).representative);
        let (predicate, pair) = (PredicateId(said.predicate), said.pair());
        Some(Statement { predicate, pair, object, own: self.carries_its_own(predicate, pair), voices: [0; 3] })
    }

    fn push_statement(&mut self, said: StatementKey, object: Object, voices: [u32; 3]) {
        let (predicate, pair) = (PredicateId(said.predicate), said.pair());
        let own = self.carries_its_own(predicate, pair);
        self.statements.push(Statement { predicate, pair, object, own, voices });
    }

    /// Returns true if a statement of the predicate needs a closure of its own.
    fn carries_its_own(&self, predicate: PredicateId, pair: Arguments) -> bool {
        let is_part =
            [Some(pair.subject), pair.object].map(|entity| entity.is_some_and(|entity| self.entities.is_part(entity)));
        let lifts = || [0, 1].into_iter().any(|side| is_part[side] && self.lifting(predicate).lifts(side));
        Some(pair.subject) == pair.object || (is_part != [false, false] && self.has_whole(predicate) && lifts())
    }

    /// Returns true if a statement with the predicate carries anything that holds of wholes, too.
    fn has_whole(&self, predicate: PredicateId) -> bool {
        let any = || {
            self.shared_closure(predicate)
                .states
                .iter()
                .any(|s| self.vocabulary.word(s.predicate).whole != Whole::default())
        };
        *self.have_wholes[predicate.0 as usize].get_or_init(any)
    }

    /// Returns a claim.
    pub fn claim(&self, id: ClaimId) -> &Entry<'w> {
        &self.claims[id.0 as usize]
    }

    /// Returns a statement.
    pub fn statement_of(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize]
    }

    /// Returns the claims that affirm or suggest a statement.
    pub fn affirming(&self, id: StatementId) -> &[ClaimId] {
        let [start, middle, _] = self.statement_of(id).voices;
        &self.voices[start as usize..middle as usize]
    }

    /// Returns the claims that deny or doubt a statement.
    pub fn denying(&self, id: StatementId) -> &[ClaimId] {
        let [_, middle, end] = self.statement_of(id).voices;
        &self.voices[middle as usize..end as usize]
    }

    /// Returns two statements in order: the one first on which the first claim by id takes a position, so that the
    /// order is the same wherever else they differ.
    pub fn in_order(&self, a: StatementId, b: StatementId) -> (StatementId, StatementId) {
        let first = |s: StatementId| self.affirming(s).first().into_iter().chain(self.denying(s).first()).min();
        if (first(a), a) <= (first(b), b) { (a, b) } else { (b, a) }
    }

    /// Returns the ledger with another limit of states in closures, beyond which the carriers of a predicate are worked
    /// out; the answers are the same.
    #[must_use]
    pub fn with_many_states(self, many_states: usize) -> Ledger<'w> {
        Ledger { many_states, ..self }
    }

    /// Returns the closure of every statement with that predicate, lifting aside.
    pub fn shared_closure(&self, predicate: PredicateId) -> &Closure {
        self.closures[predicate.0 as usize].get_or_init(|| {
            let closure = Closure::shared(&self.vocabulary, predicate);
            self.states.set(self.states.get() + closure.states.len());
            closure
        })
    }

    fn is_closure_known(&self, predicate: PredicateId) -> bool {
        self.closures[predicate.0 as usize].get().is_some()
    }

    /// Returns the carriers of a predicate, if they take less to work out than the closure of the other: closures that
    /// are there already cost nothing, and few cost little. Of a predicate that is asked about several others, the
    /// closure is worked out.
    fn carriers_of(&self, target: PredicateId, by: PredicateId) -> Option<&Carriers> {
        if self.is_closure_known(by) || self.states.get() < self.many_states {
            return None;
        }
        let (known, missed) = (self.carriers[target.0 as usize].get(), &self.missed[by.0 as usize]);
        if known.is_some() || missed.get() >= MOST_MISSED {
            return known;
        }
        missed.set(missed.get() + 1);
        Some(self.carriers(target))
    }

    /// Returns the carriers of a predicate, nothing lifted.
    pub fn carriers(&self, target: PredicateId) -> &Carriers {
        self.carriers[target.0 as usize].get_or_init(|| Carriers::new(&self.vocabulary, target))
    }

    /// Returns a statement about two entities that no claim makes.
    pub fn statement_about(&self, predicate: PredicateId, subject: EntityId, object: EntityId) -> Statement {
        let pair = Arguments { subject, object: Some(object) };
        let own = self.carries_its_own(predicate, pair);
        let object = Object::Entity(self.entities.class(object).representative);
        Statement { predicate, pair, object, own, voices: [0; 3] }
    }

    /// Returns the claim of that id, if it takes part and takes a position.
    pub fn find(&self, name: Symbol) -> Option<ClaimId> {
        self.find_id(self.workspace.text(name)).filter(|found| self.claim(*found).name == name)
    }

    /// Returns the claim of that id, given as a text, if it takes part and takes a position.
    pub fn find_id(&self, id: &str) -> Option<ClaimId> {
        let at = self.claims.partition_point(|entry| self.workspace.text(entry.name) < id);
        self.claims.get(at).filter(|entry| self.workspace.text(entry.name) == id).map(|_| ClaimId(at as u32))
    }

    // --- values of a claim that are worked out when they are asked for ---

    /// Returns the predicate of a claim's statement.
    pub fn word(&self, entry: &Entry) -> &PredicateInfo<'w> {
        self.vocabulary.word(self.statement_of(entry.statement).predicate)
    }

    /// Returns the time at which a claim's statement is said to hold.
    pub fn time(&self, entry: &Entry) -> Time {
        let word = self.word(entry);
        let when = entry.when.map(|id| self.workspace.date(id));
        let said = entry.said.map(|id| self.workspace.date(id));
        Time::new(time::Dates {
            when,
            said,
            published: if when.is_none() && said.is_none() { self.published(entry) } else { None },
            promises: entry.promises,
            event: word.is_event(),
            lasts: word.lasts,
            negative: entry.stance.negative(),
        })
    }

    /// Returns the days on which a claim was made.
    pub fn spoken(&self, entry: &Entry) -> SaidDays {
        let said = entry.said.map(|id| self.workspace.date(id));
        SaidDays::new(said, if said.is_none() { self.published(entry) } else { None })
    }

    /// Returns true if a claim says of a state that it holds, at an unknown time.
    pub fn undated(&self, entry: &Entry) -> bool {
        self.is_undated(entry, self.word(entry))
    }

    fn is_undated(&self, entry: &Entry, word: &PredicateInfo) -> bool {
        let nobody_knows = || entry.when.is_none() && entry.said.is_none() && self.published(entry).is_none();
        entry.stance.positive() && word.is_state() && nobody_knows()
    }

    /// Returns the date on which a claim's source was published.
    fn published(&self, entry: &Entry) -> Option<Date> {
        entry
            .record
            .source
            .and_then(|s| self.workspace.source(s))
            .and_then(|s| s.published)
            .map(|id| self.workspace.date(id))
    }

    /// Returns all claims that take a position.
    pub fn ids(&self) -> impl Iterator<Item = ClaimId> + use<> {
        (0..self.claims.len() as u32).map(ClaimId)
    }

    /// Returns the claims that have any of the keys that few claims have.
    pub fn rich_ids(&self) -> impl Iterator<Item = ClaimId> {
        let claims = if self.workspace.rich_claims().is_empty() { 0 } else { self.claims.len() as u32 };
        (0..claims).map(ClaimId).filter(|id| !self.claim(*id).plain)
    }

    /// Returns the id of an entity's representative.
    pub fn entity_text(&self, id: EntityId) -> &'w str {
        self.workspace.text(self.entities.class(id).representative)
    }

    /// Returns the id of a predicate.
    pub fn predicate_text(&self, id: PredicateId) -> &'w str {
        self.workspace.text(self.vocabulary.word(id).name)
    }

    /// Returns the id of a claim.
    pub fn claim_text(&self, id: ClaimId) -> &'w str {
        self.workspace.text(self.claim(id).name)
    }

    /// Returns true if a withdrawn claim would take part, or relay, if it were not withdrawn.
    pub fn would_take_part(&self, claim: &Claim) -> bool {
        !claim.faulty && claim.id.is_some_and(|id| !self.doubled.contains(&id) && !self.superseded.contains(&id))
    }

    /// Returns the number of claims that were left out for a fault.
    pub fn left_out(&self) -> usize {
        self.absences.iter().filter(|a| matches!(a, Some(Absence::Faulty | Absence::Double))).count()
    }
}

#[cfg(test)]
mod tests;
