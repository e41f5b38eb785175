//! The data of all pages: a checked workspace, looked up once, from which each page is made independently.

use std::cell::RefCell;

use gainsay_diff::Outcome;
use gainsay_diff::clash::Comparer;
use gainsay_diff::findings::{AnyFinding, Conflict};
use gainsay_diff::fingerprint::fingerprints;
use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::ledger::speakers::PrincipalSets;
use gainsay_diff::ledger::{ClaimId, Ledger};
use gainsay_diff::quotes::{QuoteCheck, QuoteState};
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements::{OpenClaims, StatedClaim, StatementClaims, StatementFilter, statements};
use gainsay_model::Workspace;
use gainsay_model::date::is_a_day;
use gainsay_model::finding::Finding;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Object, Place, Ruling, Source};
use gainsay_model::schema::Kind;
use gainsay_render::location::Locations;
use gainsay_render::prose::Naming;
use gainsay_render::prose::sides::{ClaimLine, spoken_claim, spoken_for};
use gainsay_render::told_claim::Teller;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::about::About;
use crate::history::Episode;
use crate::names::{file_name, hashed_name};
use crate::texts::Texts;

/// A claim among the statements of a [`View`]: the index of the statement, and that of the claim in it.
pub type ClaimPlace = (u32, u32);

/// A checked workspace as pages need it. Each page is made from it independently of the others.
pub struct View<'v, 'w> {
    /// The workspace.
    pub workspace: &'w Workspace,
    /// The claims that take part.
    pub ledger: &'v Ledger<'w>,
    /// The comparer of the claims.
    pub comparer: &'v Comparer<'v, 'w>,
    /// The rulings on the claims.
    pub rulings: &'v Rulings<'w>,
    /// The outcome of the check, with the results for quotes.
    pub outcome: &'v Outcome,
    /// The names of records.
    pub naming: &'v Naming<'w>,
    /// The writer of claims as rows.
    pub teller: Teller<'v, 'w>,
    /// The locations of records.
    pub locations: Locations<'w>,
    /// The facts about the site as a whole.
    pub about: &'v About,
    /// The effects of the last commits, the last one first.
    pub history: &'v [Episode],
    /// The source of the texts of kept copies.
    pub texts: &'v dyn Texts,
    /// The statements, by their texts.
    pub statements: Vec<StatementClaims<'w>>,
    /// The fingerprints of the findings.
    pub fingerprints: Vec<String>,
    /// The conflicts, as indices into the findings: open ones first, then by weight and by day, the newest first.
    pub conflicts: Vec<usize>,
    /// The number of conflicts that nobody has ruled upon.
    pub open: usize,
    /// The claims that still need attention, as indices into the records.
    pub open_claims: OpenClaims,
    /// The entities that speak for others, kept because they are looked up often.
    sides: RefCell<PrincipalSets>,
    /// The index of each claim that makes a statement, by its id.
    claims: FxHashMap<&'w str, usize>,
    /// The place of each claim, by its index in the records.
    places: Vec<Option<ClaimPlace>>,
    /// The statements about each entity.
    about_entity: FxHashMap<EntityId, Vec<u32>>,
    /// The claims of each speaker.
    by_speaker: FxHashMap<EntityId, Vec<ClaimPlace>>,
    /// The holders of offices for each entity.
    speaking_for: FxHashMap<EntityId, Vec<EntityId>>,
    /// The claims of each source.
    by_source: FxHashMap<Symbol, Vec<ClaimPlace>>,
    /// The conflicts of each claim, as indices into the findings.
    by_claim: FxHashMap<&'v str, Vec<usize>>,
    /// The conflicts among claims that each ruling covers, as indices into the findings.
    by_ruling: FxHashMap<&'v str, Vec<usize>>,
    /// The other ids of entities that have several, by the first of them.
    same: FxHashMap<Symbol, Vec<Symbol>>,
    /// The faults of each ruling, as indices into the findings.
    faults_of_rulings: FxHashMap<&'v str, Vec<usize>>,
    /// The findings, by fingerprint.
    by_fingerprint: FxHashMap<String, usize>,
    /// The result for the quote of each claim, by its index in the records.
    quotes: FxHashMap<usize, bool>,
}

/// The data that a [`View`] is made from.
pub struct Checked<'v, 'w> {
    /// The comparer of the claims.
    pub comparer: &'v Comparer<'v, 'w>,
    /// The rulings on the claims.
    pub rulings: &'v Rulings<'w>,
    /// The outcome of the check, with the results for quotes.
    pub outcome: &'v Outcome,
    /// The results of the search for quotes.
    pub quotes: &'v QuoteCheck,
    /// The names of records.
    pub naming: &'v Naming<'w>,
    /// The facts about the site as a whole.
    pub about: &'v About,
    /// The effects of the last commits, the last one first.
    pub history: &'v [Episode],
    /// The source of the texts of kept copies.
    pub texts: &'v dyn Texts,
}

impl<'v, 'w> View<'v, 'w> {
    /// Makes a view, and looks up everything that more than one page needs.
    pub fn new(checked: Checked<'v, 'w>) -> View<'v, 'w> {
        let Checked { comparer, rulings, outcome, quotes, naming, about, history, texts } = checked;
        let ledger = comparer.ledger;
        let workspace = ledger.workspace;
        let statements = statements(comparer, &StatementFilter::default());
        let mut view = View {
            workspace,
            ledger,
            comparer,
            rulings,
            outcome,
            naming,
            teller: Teller::new(comparer, naming),
            locations: Locations::new(workspace),
            about,
            history,
            texts,
            statements,
            fingerprints: fingerprints(workspace, &outcome.findings),
            conflicts: Vec::new(),
            open: 0,
            open_claims: OpenClaims::default(),
            sides: RefCell::new(PrincipalSets::new(workspace, &ledger.entities)),
            claims: FxHashMap::default(),
            places: vec![None; workspace.records.claims.len()],
            about_entity: FxHashMap::default(),
            by_speaker: FxHashMap::default(),
            speaking_for: FxHashMap::default(),
            by_source: FxHashMap::default(),
            by_claim: FxHashMap::default(),
            by_ruling: FxHashMap::default(),
            by_fingerprint: FxHashMap::default(),
            same: FxHashMap::default(),
            faults_of_rulings: FxHashMap::default(),
            quotes: FxHashMap::default(),
        };
        view.index_claims();
        view.index_conflicts();
        view.index_offices();
        for (claim, state) in quotes.seen.iter().flat_map(|seen| seen.quotes()) {
            match state {
                QuoteState::Found(_) => _ = view.quotes.insert(*claim, true),
                QuoteState::NotFound { .. } => _ = view.quotes.insert(*claim, false),
                QuoteState::Unchecked(_) => {}
            }
        }
        view
    }

    fn index_claims(&mut self) {
        for (number, said) in self.statements.iter().enumerate() {
            let number = number as u32;
            let pair = said.statement.pair;
            self.about_entity.entry(pair.subject).or_default().push(number);
            if let Some(object) = pair.object.filter(|object| *object != pair.subject) {
                self.about_entity.entry(object).or_default().push(number);
            }
            for (at, claim) in said.claims.iter().enumerate() {
                let place = (number, at as u32);
                self.claims.entry(self.workspace.text(claim.name)).or_insert(claim.index);
                if let Some(known) = self.places.get_mut(claim.index) {
                    *known = Some(place);
                }
                self.by_speaker.entry(claim.speaker).or_default().push(place);
                if let Some(source) = claim.record.source {
                    self.by_source.entry(source).or_default().push(place);
                }
            }
        }
    }

    fn index_conflicts(&mut self) {
        self.by_fingerprint =
            self.fingerprints.iter().enumerate().map(|(number, print)| (print.clone(), number)).collect();
        let findings = &self.outcome.findings;
        let mut all: Vec<(bool, u8, i64, usize)> = Vec::new();
        for (number, conflict) in findings.iter().enumerate().filter_map(|(i, any)| Some((i, any.conflict()?))) {
            for claim in conflict.claims() {
                self.by_claim.entry(claim).or_default().push(number);
                if let Some(index) = self.claims.get(claim).filter(|_| conflict.ruled.is_none()) {
                    self.open_claims.contested.insert(*index);
                }
            }
            if let Some(ruling) = &conflict.ruled {
                self.by_ruling.entry(ruling).or_default().push(number);
            }
            all.push((conflict.ruled.is_some(), weight(conflict), -self.last_day(conflict), number));
        }
        let unanswered = findings.iter().filter(|any| any.rule() == "unanswered").flat_map(AnyFinding::records);
        let unanswered = unanswered.filter_map(|(_, claim)| self.claims.get(claim)).copied();
        self.open_claims.unanswered = unanswered.collect();
        all.sort_unstable();
        self.open = all.iter().filter(|(is_ruled, ..)| !is_ruled).count();
        self.conflicts = all.into_iter().map(|(.., number)| number).collect();
    }

    fn index_offices(&mut self) {
        for id in self.workspace.entities().filter_map(|entity| entity.id) {
            let class = self.ledger.entities.find(id).map(|class| self.ledger.entities.class(class));
            if let Some(class) = class.filter(|class| class.representative != id) {
                self.same.entry(class.representative).or_default().push(id);
            }
        }
        let findings = self.outcome.findings.iter().enumerate();
        for (number, finding) in findings.filter(|(_, any)| any.conflict().is_none()) {
            for (_, id) in finding.records().filter(|(kind, _)| *kind == Kind::Ruling) {
                self.faults_of_rulings.entry(id).or_default().push(number);
            }
        }
        for (number, class) in self.ledger.entities.classes.iter().enumerate() {
            for office in &class.speaks_for {
                self.speaking_for.entry(office.whom).or_default().push(EntityId(number as u32));
            }
        }
        for holders in self.speaking_for.values_mut() {
            holders.sort_unstable();
            holders.dedup();
        }
    }

    /// Returns the last day on which anybody spoke in a conflict, as far as that is known.
    pub fn last_day(&self, conflict: &Conflict) -> i64 {
        let days = conflict.shown.iter().filter_map(|shown| Some(self.claim_of(&shown.claim)?.said.last));
        days.filter(|day| is_a_day(*day)).max().unwrap_or(i64::MIN / 2)
    }

    /// Returns the place of a claim, by its index in the records.
    pub fn place(&self, index: usize) -> Option<ClaimPlace> {
        self.places.get(index).copied().flatten()
    }

    /// Returns the claim at a place.
    pub fn claim_at(&self, (statement, claim): ClaimPlace) -> Option<&StatedClaim<'w>> {
        self.statements.get(statement as usize)?.claims.get(claim as usize)
    }

    /// Returns the claim with that id, if it makes a statement.
    pub fn claim_of(&self, id: &str) -> Option<&StatedClaim<'w>> {
        self.claim_at(self.place(*self.claims.get(id)?)?)
    }

    /// Returns a claim in words, with the nearest entity in whose name it may have been made.
    pub fn line_of(&self, claim: &StatedClaim<'w>) -> Option<ClaimLine> {
        let number = self.number_of(claim);
        let in_office = number.and_then(|id| spoken_for(self.naming, self.ledger, id));
        in_office.or_else(|| spoken_claim(self.naming, claim.record))
    }

    /// Returns the number of a claim in the ledger, if it takes part.
    pub fn number_of(&self, claim: &StatedClaim) -> Option<ClaimId> {
        self.ledger.find(claim.name)
    }

    /// Returns the conflict at an index of the findings.
    pub fn conflict(&self, finding: usize) -> Option<&'v Conflict> {
        self.outcome.findings.get(finding).and_then(AnyFinding::conflict)
    }

    /// Returns the index of the finding with that fingerprint.
    pub fn finding_of(&self, fingerprint: &str) -> Option<usize> {
        self.by_fingerprint.get(fingerprint).copied()
    }

    /// Returns the conflicts of a claim, as indices into the findings.
    pub fn conflicts_of(&self, claim: &str) -> &[usize] {
        self.by_claim.get(claim).map_or(&[], Vec::as_slice)
    }

    /// Returns the conflicts that a ruling covers, as indices into the findings.
    pub fn ruled_by(&self, ruling: &str) -> &[usize] {
        self.by_ruling.get(ruling).map_or(&[], Vec::as_slice)
    }

    /// Returns the statements about an entity.
    pub fn statements_about(&self, entity: EntityId) -> &[u32] {
        self.about_entity.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// Returns the claims that rest on a source.
    pub fn claims_of_source(&self, source: Symbol) -> &[ClaimPlace] {
        self.by_source.get(&source).map_or(&[], Vec::as_slice)
    }

    /// Returns the claims that an entity makes itself.
    pub fn claims_by(&self, entity: EntityId) -> &[ClaimPlace] {
        self.by_speaker.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// Returns the entities that have an office for an entity.
    pub fn holders(&self, entity: EntityId) -> &[EntityId] {
        self.speaking_for.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// Returns the claims of an entity and of those who surely or possibly spoke for it on the day said, by statement,
    /// and whether these are all: if very many speak for one entity, not all are examined.
    pub fn claims_of_side(&self, entity: EntityId) -> (Vec<ClaimPlace>, bool) {
        let mut sides = self.sides.borrow_mut();
        let (mut found, mut seen, mut open) = (Vec::new(), FxHashSet::default(), vec![entity]);
        let (mut looked_at, mut is_whole) = (0, true);
        while let Some(speaker) = open.pop() {
            if !seen.insert(speaker) {
                continue;
            }
            let claims = self.claims_by(speaker);
            looked_at += claims.len() + 1;
            if looked_at > MOST_LOOKED_AT && speaker != entity {
                is_whole = false;
                break;
            }
            let mut is_its = |place: &&ClaimPlace| {
                let speaks = |claim| self.speaks_for(&mut sides, claim, entity);
                speaker == entity || self.claim_at(**place).is_some_and(speaks)
            };
            found.extend(claims.iter().filter(&mut is_its).copied());
            open.extend(self.holders(speaker));
        }
        found.sort_unstable();
        (found, is_whole)
    }

    fn speaks_for(&self, sides: &mut PrincipalSets, claim: &StatedClaim, entity: EntityId) -> bool {
        let on_behalf = claim.record.more().on_behalf.and_then(|name| self.ledger.entities.find(name));
        let principals = sides.of(self.workspace, &self.ledger.entities, claim.record, claim.speaker, on_behalf);
        sides.are_possibly(principals, entity)
    }

    /// Returns whether the quote of a claim is in the kept copy of its source; none if it was not looked for.
    pub fn quote_found(&self, claim: usize) -> Option<bool> {
        self.quotes.get(&claim).copied()
    }

    /// Returns the entities, by number.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + use<> {
        (0..self.ledger.entities.classes.len() as u32).map(EntityId)
    }

    /// Returns the id of an entity.
    pub fn entity_id(&self, entity: EntityId) -> &'w str {
        self.ledger.entity_text(entity)
    }

    /// Returns the other ids of an entity, which are declared to be the same.
    pub fn same_as(&self, representative: Symbol) -> &[Symbol] {
        self.same.get(&representative).map_or(&[], Vec::as_slice)
    }

    /// Returns the findings under a rule about the ruling with that id.
    pub fn faults_of(&self, rule: &str, ruling: &str) -> Vec<&'v Finding> {
        let all = self.faults_of_rulings.get(ruling).map_or(&[][..], Vec::as_slice);
        let findings = all.iter().filter_map(|number| self.outcome.findings.get(*number)?.record_finding());
        findings.filter(|finding| finding.rule == rule).collect()
    }

    /// Returns the sources that have an id, in the order of the records.
    pub fn sources(&self) -> impl Iterator<Item = (&'w str, &'w Source)> + use<'w> {
        let workspace = self.workspace;
        workspace.sources().filter_map(|source| Some((workspace.text(source.id?), source)))
    }

    /// Returns the rulings that have an id, in the order of the records.
    pub fn rulings_told(&self) -> impl Iterator<Item = (&'w str, &'w Ruling)> + use<'w> {
        let workspace = self.workspace;
        workspace.rulings().filter_map(|ruling| Some((workspace.text(ruling.id?), ruling)))
    }

    /// Returns the entity of an object, if it is one.
    pub fn object_entity(&self, object: &Object) -> Option<EntityId> {
        if let Object::Entity(name) = object { self.ledger.entities.find(*name) } else { None }
    }

    /// Returns a text of a record, as it is written.
    pub fn text_of(&self, place: Place, key: &str) -> Option<String> {
        self.naming.text_of(place, key)
    }

    // --- addresses, from the root of the site ---

    /// Returns the address of an entity's page.
    pub fn entity_path(&self, id: &str) -> Option<String> {
        let entity = self.ledger.entities.find(self.naming.find(id)?)?;
        Some(format!("entities/{}.html", file_name(self.entity_id(entity))))
    }

    /// Returns the address of a statement's page.
    pub fn statement_path(&self, statement: u32) -> Option<String> {
        let text = &self.statements.get(statement as usize)?.text;
        Some(format!("statements/{}.html", hashed_name(text)))
    }

    /// Returns the address of a claim, on the page of its statement.
    pub fn claim_path(&self, id: &str) -> Option<String> {
        let (statement, _) = self.place(*self.claims.get(id)?)?;
        Some(format!("{}#{}", self.statement_path(statement)?, anchor("claim", id)))
    }

    /// Returns the address of a source's page.
    pub fn source_path(&self, id: &str) -> Option<String> {
        let id = self.naming.find(id)?;
        self.workspace.source(id).map(|_| format!("sources/{}.html", file_name(self.workspace.text(id))))
    }

    /// Returns the address of a conflict's page, by its index in the findings.
    pub fn conflict_path(&self, finding: usize) -> Option<String> {
        self.fingerprints.get(finding).map(|print| format!("contradictions/{print}.html"))
    }

    /// Returns the address of a predicate.
    pub fn predicate_path(&self, id: &str) -> Option<String> {
        self.workspace.predicate(self.naming.find(id)?).map(|_| format!("vocabulary.html#{}", anchor("predicate", id)))
    }

    /// Returns the address of a ruling.
    pub fn ruling_path(&self, id: &str) -> Option<String> {
        self.workspace.ruling(self.naming.find(id)?).map(|_| format!("rulings.html#{}", anchor("ruling", id)))
    }
}

/// The largest number of claims examined for those made in the name of one entity: whole chains of offices can end in
/// it.
const MOST_LOOKED_AT: usize = 5_000;

/// Returns the anchor of a record on a page.
pub fn anchor(kind: &str, id: &str) -> String {
    format!("{kind}-{}", file_name(id))
}

/// Returns the weight of a conflict, the heaviest first: certain conflicts, then those of one speaker, then those of
/// one side.
fn weight(conflict: &Conflict) -> u8 {
    use gainsay_diff::rules::PairRule;
    let by_rule = match conflict.rule {
        PairRule::Reversal | PairRule::SelfContradiction => 0,
        PairRule::ReportDivergence => 1,
        PairRule::MixedMessage => 2,
        PairRule::Dispute => 3,
    };
    by_rule + if conflict.certain { 0 } else { 4 }
}
