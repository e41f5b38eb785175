//! The ledger: the claims that take part, ready to be compared. Everything that a comparison asks for is looked up here once.

pub mod entities;
pub mod origins;
pub mod speakers;

use gainsay_model::date::Date;
use gainsay_model::record::{Claim, DateId, Object, QuantityId, Stance};
use gainsay_model::{Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::time::{self, Time};
use crate::ledger::entities::{Entities, EntityId};
use crate::ledger::speakers::{PrincipalsId, Sides, Spoken};
use crate::vocabulary::closure::{Closure, Pair, contradiction};
use crate::vocabulary::{PredicateId, Vocabulary, Word};

/// A claim that takes part, by number, in the byte order of the ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClaimId(pub u32);

/// A statement that claims make, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatementId(pub u32);

/// A claim that takes part.
#[derive(Debug)]
pub struct Entry<'w> {
    /// The record.
    pub record: &'w Claim,
    /// Its index in the records of the workspace.
    pub index: u32,
    /// Its id.
    pub name: Name,
    /// Who makes it.
    pub speaker: EntityId,
    /// The speaker speaks for himself.
    pub for_himself: bool,
    /// In whose name.
    pub principals: PrincipalsId,
    /// Its stance.
    pub stance: Stance,
    /// What it says.
    pub statement: StatementId,
    /// When that is said to hold.
    pub time: Time,
    /// When it was said.
    pub spoken: Spoken,
    /// Says of a state that it holds, nobody knows when.
    pub undated: bool,
}

/// A statement that claims make.
#[derive(Debug)]
pub struct Statement<'w> {
    /// Its predicate.
    pub predicate: PredicateId,
    /// Whom it is about.
    pub pair: Pair,
    /// Its object as read.
    pub object: &'w Object,
    /// The closure, in [`Ledger::closures`].
    closure: u32,
    /// Lifting or a reflexive statement gave it a closure of its own.
    pub own_closure: bool,
}

/// The claims that take part.
#[derive(Debug)]
pub struct Ledger<'w> {
    /// The records.
    pub workspace: &'w Workspace,
    /// Who is spoken of.
    pub entities: Entities<'w>,
    /// In which words.
    pub vocabulary: Vocabulary<'w>,
    /// Who speaks for whom.
    pub sides: Sides,
    /// The claims that take a position, in the byte order of their ids.
    pub claims: Vec<Entry<'w>>,
    /// The claims that only relay, likewise.
    pub relays: Vec<Entry<'w>>,
    /// What is said.
    pub statements: Vec<Statement<'w>>,
    closures: Vec<Closure>,
    /// Predicates that contradict themselves.
    pub unsatisfiable: FxHashSet<PredicateId>,
    /// What keeps each claim record out.
    pub absences: Vec<Option<Absence>>,
    /// Ids that more than one claim has.
    pub doubled: FxHashSet<Name>,
    by_name: FxHashMap<Name, ClaimId>,
}

/// Why a claim takes no part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// It could not be read.
    Faulty,
    /// Others have its id.
    Double,
    /// It was withdrawn.
    Retracted,
    /// Another claim replaces it.
    Superseded,
}

impl<'w> Ledger<'w> {
    /// Makes the ledger of a workspace.
    pub fn new(workspace: &'w Workspace) -> Ledger<'w> {
        let vocabulary = Vocabulary::new(workspace);
        let mut closures: Vec<Closure> = vocabulary.ids().map(|p| Closure::shared(&vocabulary, p)).collect();
        closures.shrink_to_fit();
        let unsatisfiable = vocabulary.ids().filter(|p| contradiction(&vocabulary, *p).is_some()).collect();
        let doubled = doubled(workspace);
        let mut ledger = Ledger {
            workspace,
            entities: Entities::new(workspace),
            vocabulary,
            sides: Sides::default(),
            claims: Vec::new(),
            relays: Vec::new(),
            statements: Vec::new(),
            closures,
            unsatisfiable,
            absences: absences(workspace, &doubled),
            doubled,
            by_name: FxHashMap::default(),
        };
        ledger.enter();
        ledger
    }

    fn enter(&mut self) {
        let workspace = self.workspace;
        let mut present: Vec<(u32, &Claim, Name)> = Vec::new();
        for (i, claim) in workspace.records.claims.iter().enumerate() {
            if let (None, Some(name)) = (self.absences[i], claim.id) {
                present.push((i as u32, claim, name));
            }
        }
        present.sort_by(|a, b| workspace.text(a.2).cmp(workspace.text(b.2)));
        let mut known = FxHashMap::default();
        for (index, record, name) in present {
            // All of these were read, or the claim would be faulty.
            let (Some(by), Some(stance), Some(statement)) = (record.by, record.stance, record.statement()) else { continue };
            let (Some(speaker), Some(predicate)) = (self.entities.find(by), self.vocabulary.find(statement.predicate)) else { continue };
            let Some(statement) = self.statement(&mut known, predicate, statement) else { continue };
            let on_behalf = record.more().on_behalf.and_then(|name| self.entities.find(name));
            let date = |id: Option<DateId>| id.map(|id| workspace.date(id));
            let published = date(record.source.and_then(|s| workspace.source(s)).and_then(|s| s.published));
            let word = self.vocabulary.word(predicate);
            let entry = Entry {
                record,
                index,
                name,
                speaker,
                for_himself: on_behalf == Some(speaker),
                principals: self.sides.of(workspace, &self.entities, record, speaker, on_behalf),
                stance,
                statement,
                time: time_of(record, word, date(record.when), date(record.said), published),
                spoken: Spoken::new(date(record.said), published),
                undated: stance.positive() && word.is_state() && record.when.is_none() && record.said.is_none() && published.is_none(),
            };
            if stance == Stance::Relays {
                self.relays.push(entry);
            } else {
                self.by_name.insert(name, ClaimId(self.claims.len() as u32));
                self.claims.push(entry);
            }
        }
    }

    /// Enters a statement that no claim makes, to compare claims with; none if one of its words is not known.
    pub fn add_statement(&mut self, statement: &'w gainsay_model::record::Statement) -> Option<StatementId> {
        let predicate = self.vocabulary.find(statement.predicate)?;
        self.statement(&mut FxHashMap::default(), predicate, statement)
    }

    fn statement(
        &mut self,
        known: &mut FxHashMap<(PredicateId, EntityId, Value), StatementId>,
        predicate: PredicateId,
        statement: &'w gainsay_model::record::Statement,
    ) -> Option<StatementId> {
        let subject = self.entities.find(statement.subject)?;
        let (object, value) = match &statement.object {
            Object::Entity(name) => {
                let object = self.entities.find(*name)?;
                (Some(object), Value::Entity(object))
            }
            Object::Text(text) => (None, Value::Text(*text)),
            Object::Date(date) => (None, Value::Date(*date)),
            Object::Quantity(quantity) => (None, Value::Quantity(*quantity)),
        };
        let id = StatementId(self.statements.len() as u32);
        let entry = known.entry((predicate, subject, value)).or_insert(id);
        if *entry != id {
            return Some(*entry);
        }
        let pair = Pair { subject, object };
        let own_closure = self.needs_own_closure(predicate, pair);
        let closure = if own_closure {
            self.closures.push(Closure::of(&self.vocabulary, &self.entities, predicate, pair));
            self.closures.len() as u32 - 1
        } else {
            predicate.0
        };
        self.statements.push(Statement { predicate, pair, object: &statement.object, closure, own_closure });
        Some(id)
    }

    /// Whether the closure that all statements of the predicate share will not do: something can be lifted, or the two are one.
    fn needs_own_closure(&self, predicate: PredicateId, pair: Pair) -> bool {
        let part = |e: EntityId| !self.entities.class(e).parents.is_empty();
        let lifts =
            || self.closures[predicate.0 as usize].states.iter().any(|s| self.vocabulary.word(s.predicate).whole != Default::default());
        Some(pair.subject) == pair.object || ((part(pair.subject) || pair.object.is_some_and(part)) && lifts())
    }

    /// A claim.
    pub fn claim(&self, id: ClaimId) -> &Entry<'w> {
        &self.claims[id.0 as usize]
    }

    /// A statement.
    pub fn statement_of(&self, id: StatementId) -> &Statement<'w> {
        &self.statements[id.0 as usize]
    }

    /// What a statement carries.
    pub fn closure(&self, statement: &Statement) -> &Closure {
        &self.closures[statement.closure as usize]
    }

    /// What every statement with that predicate carries, lifting aside.
    pub fn shared_closure(&self, predicate: PredicateId) -> &Closure {
        &self.closures[predicate.0 as usize]
    }

    /// The claim of that id, if it takes part and takes a position.
    pub fn find(&self, name: Name) -> Option<ClaimId> {
        self.by_name.get(&name).copied()
    }

    /// All claims that take a position.
    pub fn ids(&self) -> impl Iterator<Item = ClaimId> + use<> {
        (0..self.claims.len() as u32).map(ClaimId)
    }

    /// The id of an entity's representative.
    pub fn entity_text(&self, id: EntityId) -> &'w str {
        self.workspace.text(self.entities.class(id).representative)
    }

    /// The id of a predicate.
    pub fn predicate_text(&self, id: PredicateId) -> &'w str {
        self.workspace.text(self.vocabulary.word(id).name)
    }

    /// The id of a claim.
    pub fn claim_text(&self, id: ClaimId) -> &'w str {
        self.workspace.text(self.claim(id).name)
    }

    /// How many claims were left out for a fault.
    pub fn left_out(&self) -> usize {
        self.absences.iter().filter(|a| matches!(a, Some(Absence::Faulty | Absence::Double))).count()
    }
}

/// What tells two objects apart when statements are gathered. Values that only look different (`50` and `5e1`) are equal here.
#[derive(PartialEq, Eq, Hash)]
enum Value {
    Entity(EntityId),
    Text(Name),
    Date(DateId),
    Quantity(QuantityId),
}

fn time_of(claim: &Claim, word: &Word, when: Option<Date>, said: Option<Date>, published: Option<Date>) -> Time {
    Time::new(time::Dates {
        when,
        said,
        published,
        promises: claim.promises,
        event: word.is_event(),
        lasts: word.lasts,
        negative: claim.stance.is_some_and(Stance::negative),
    })
}

/// What keeps each claim record out. Whatever is not retracted supersedes, be it faulty, a relay, or superseded itself.
fn absences(workspace: &Workspace, doubled: &FxHashSet<Name>) -> Vec<Option<Absence>> {
    let claims = &workspace.records.claims;
    let retracted: FxHashSet<Name> = claims.iter().filter(|c| c.retracted).filter_map(|c| c.id).collect();
    // Of several claims with one id, each that is not itself retracted supersedes; one that is retracted makes the id so.
    let is_retracted = |claim: &Claim| claim.retracted || claim.id.is_some_and(|id| retracted.contains(&id));
    let superseded: FxHashSet<Name> = claims.iter().filter(|c| !c.retracted).flat_map(|c| c.more().supersedes.iter().copied()).collect();
    let absence = |claim: &Claim| {
        let id = claim.id;
        if is_retracted(claim) {
            Some(Absence::Retracted)
        } else if id.is_some_and(|id| superseded.contains(&id)) {
            Some(Absence::Superseded)
        } else if id.is_some_and(|id| doubled.contains(&id)) {
            Some(Absence::Double)
        } else {
            claim.faulty.then_some(Absence::Faulty)
        }
    };
    claims.iter().map(absence).collect()
}

fn doubled(workspace: &Workspace) -> FxHashSet<Name> {
    let mut seen = FxHashSet::default();
    workspace.records.claims.iter().filter_map(|c| c.id).filter(|id| !seen.insert(*id)).collect()
}
