//! Resolves references once every file is read: finds the record of each id, reports ids that are not there, and reads
//! each statement by its predicate.

use super::Suggest;
use super::fields::fixes_by_forms;
use super::others::{check_unit, is_of_unit};
use super::suggest::{ClaimsThere, ReferenceIndex, Suggestions};
use crate::edit::{Edit, Target};
use crate::finding::{FaultLimit, Finding, Part, Route};
use crate::fix::{Fix, FixEdit};
use crate::interner::Symbol;
use crate::quantities::Ambiguous;
use crate::quantity::QuantityFault;
use crate::record::{
    Claim, Entity, Object, ObjectType, Place, Predicate, Quantities, QuantityId, RawStatement, Ruling, Source,
    Statement, StatementState, Text, Verdict, split_statement, text_object,
};
use crate::records::Record;
use crate::schema::Kind;
use crate::text::{escaped, trimmed_to};
use crate::unknown_reference::{StatementContext, Unknown};
use crate::value;
use crate::workspace::{Ids, Workspace};

/// The most numbers that are tried for a new id: where more are taken, a person finds a better one.
const MOST_TRIED: usize = 100;

/// Resolves every id of the workspace; `suggest` is the effort for suggestions where one is unknown. Where it is none,
/// unknown ids are not reported.
pub(crate) fn resolve(workspace: &mut Workspace, suggest: Option<Suggest>) {
    index(workspace);
    workspace.suggest = suggest.unwrap_or(Suggest::Nothing);
    let (mut of_claims, mut of_statements) = (Vec::new(), Vec::new());
    let (mut rich, mut out, mut ambiguous) = (Vec::new(), Vec::new(), Vec::new());
    // One pass goes through all claims, of which there are a great number; only those with rare keys are looked at
    // again.
    let mut claims = std::mem::take(&mut workspace.records.claims);
    for (i, claim) in claims.iter_mut().enumerate() {
        link_claim(workspace, claim, &mut of_statements);
        if claim.has_more() {
            rich.push(i as u32);
        } else if claim.faulty || claim.source.is_some_and(|source| !is_known(workspace, Kind::Source, source)) {
            // Any other claim refers only to its source and its speaker, which is known.
            check_claim(workspace, None, claim, &mut of_claims);
        }
        if claim.retracted || claim.faulty {
            out.push(i as u32);
        }
        if claim.ambiguous {
            ambiguous.push(i as u32);
        }
    }
    workspace.records.claims = claims;
    workspace.find_claims(&rich);
    for claim in rich.iter().filter_map(|i| workspace.records.claims.get(*i as usize)) {
        check_claim(workspace, None, claim, &mut of_claims);
    }
    of_claims.sort_by_key(|reference| reference.route.record());
    let mut unknown = Vec::new();
    check_others(workspace, &mut unknown);
    (workspace.rich, workspace.out, workspace.ambiguous) = (rich, out, ambiguous);
    unknown.append(&mut of_claims);
    unknown.append(&mut of_statements);
    if let Some(suggest) = suggest {
        let (findings, put_off) = unknown_references(workspace, &unknown, suggest);
        workspace.findings.extend(findings);
        workspace.put_off = put_off;
    }
}

/// Returns the findings for references to records that are not there, and the references for which no similar words
/// were looked for yet.
fn unknown_references(workspace: &Workspace, unknown: &[Unknown], suggest: Suggest) -> (Vec<Finding>, Vec<Unknown>) {
    let index = ReferenceIndex::default();
    let suggestions = Suggestions::new(workspace, suggest, &index, None);
    let findings = told_of(&suggestions, unknown);
    (findings, suggestions.put_off())
}

/// Returns the findings for references to records that are not there. One that the remedy of the finding before mends,
/// too, is not reported.
fn told_of(suggestions: &Suggestions, unknown: &[Unknown]) -> Vec<Finding> {
    let mut told = FaultLimit::default();
    let mut findings = Vec::new();
    let mut mended = None;
    for reference in unknown {
        let statement = reference.said.map(|said| said.place);
        if statement.is_some() && statement == mended || !told.admits(reference.route.file(), "unknown-reference") {
            continue;
        }
        let (finding, is_whole) = suggestions.finding(reference);
        // A finding about the whole statement covers each word of it.
        let mends_all = match finding.fixes.as_slice() {
            [fix] => fix.edits.iter().any(|edit| matches!(edit, FixEdit::Record { .. })),
            _ => false,
        };
        mended = statement.filter(|_| is_whole || mends_all);
        findings.push(finding);
    }
    findings.extend(told.rest());
    findings
}

fn index(workspace: &mut Workspace) {
    let d1 = workspace.order_claims();
    let Workspace { records, names, .. } = &*workspace;
    let mut ids = Ids::for_names(names.len());
    let (d2, d3) = (ids.add(&records.entities), ids.add(&records.predicates));
    let (d4, d5) = (ids.add(&records.sources), ids.add(&records.rulings));
    let mut told = FaultLimit::default();
    let mut findings = doubles(workspace, &records.claims, d1, &mut told);
    findings.extend(doubles(workspace, &records.entities, d2, &mut told));
    findings.extend(doubles(workspace, &records.predicates, d3, &mut told));
    findings.extend(doubles(workspace, &records.sources, d4, &mut told));
    findings.extend(doubles(workspace, &records.rulings, d5, &mut told));
    findings.extend(told.rest());
    workspace.ids = ids;
    workspace.findings.extend(findings);
}

fn doubles<R: Record>(
    workspace: &Workspace,
    records: &[R],
    pairs: Vec<(usize, usize)>,
    told: &mut FaultLimit,
) -> Vec<Finding> {
    let finding = |(first, second): (usize, usize)| {
        let id = records[second].id()?;
        let (first, second) = (records[first].place(), records[second].place());
        if !told.admits(second.file, "duplicate-id") {
            return None;
        }
        let id = workspace.text(id).to_owned();
        let counts = match (R::KIND, workspace.built_in(second)) {
            (Kind::Claim, _) => "neither counts until one of them has another id",
            (_, true) => "the workspace's own counts",
            _ => "the first counts",
        };
        let fixes = if workspace.built_in(first) || workspace.built_in(second) {
            Vec::new()
        } else {
            without_double(workspace, Target::new(R::KIND, &*id), [first, second])
        };
        // The workspace can mend only its own record.
        let (shown, other) = if workspace.built_in(second) { (first, second) } else { (second, first) };
        let finding = Finding::about(
            "duplicate-id",
            Route::Record(shown),
            format!("two records are the {} `{id}`: {counts}", R::KIND),
        )
        .seen("this one")
        .at(Route::Record(other), "and this one")
        .of(R::KIND, id)
        .help("give one of them another id, or delete the one that is a copy")
        .with_fixes(fixes);
        Some(finding)
    };
    pairs.into_iter().filter_map(finding).collect()
}

/// Returns the fixes for two records of one id: the second goes if it says the same as the first; or else it gets
/// another id, so that nothing is lost.
fn without_double(workspace: &Workspace, record: Target, [first, second]: [Place; 2]) -> Vec<Fix> {
    let content = |place: Place| workspace.document(place).and_then(|document| value::Record::of(&document));
    if content(first).is_some_and(|first| content(second) == Some(first)) {
        let fix = Fix::ask(format!("take the second {record} out, which says the same"));
        return vec![fix.editing(second, Edit::Remove { record })];
    }
    // The digest of a sealed record is that of its id, too.
    if content(second).is_none_or(|second| second.get("rev").is_some()) {
        return Vec::new();
    }
    let is_free = |id: &String| workspace.names.find(id).is_none() && workspace.claim_with_id(id).is_none();
    let new = (2..MOST_TRIED).map(|number| format!("{}-{number}", record.id)).find(is_free);
    let route = Route::Key(second, record.kind.first_key(), None);
    let fix =
        |new: String| Fix::ask(format!("give the second {record} the id `{new}`")).referring(route, &*record.id, new);
    new.map(fix).into_iter().collect()
}

fn is_known(workspace: &Workspace, kind: Kind, name: Symbol) -> bool {
    match kind {
        Kind::Claim => workspace.claim_index(name).is_some(),
        _ => workspace.ids.get(kind, name).is_some(),
    }
}

/// A record that refers to others; references to records that are not there go to `unknown`.
struct Referring<'r> {
    workspace: &'r Workspace,
    there: Option<&'r dyn ClaimsThere>,
    unknown: &'r mut Vec<Unknown>,
    kind: Kind,
    id: Option<Symbol>,
    place: Place,
}

impl<'r> Referring<'r> {
    fn new<R: Record>(
        workspace: &'r Workspace,
        there: Option<&'r dyn ClaimsThere>,
        record: &R,
        unknown: &'r mut Vec<Unknown>,
    ) -> Referring<'r> {
        Referring { workspace, there, unknown, kind: R::KIND, id: record.id(), place: record.place() }
    }

    fn one(&mut self, key: &'static str, index: u32, wanted: Kind, name: Symbol) {
        let is_known = match self.there.filter(|_| wanted == Kind::Claim) {
            Some(there) => there.has_name(self.workspace, name),
            None => is_known(self.workspace, wanted, name),
        };
        if !is_known {
            let route = Route::Key(self.place, key, Some(index));
            self.unknown.push(Unknown { kind: self.kind, id: self.id, route, wanted, name, said: None, phrase: false });
        }
    }

    fn many(&mut self, key: &'static str, wanted: Kind, names: &[Symbol]) {
        names.iter().enumerate().for_each(|(i, name)| self.one(key, i as u32, wanted, *name));
    }

    fn entity(&mut self, entity: &Entity) {
        self.many("part-of", Kind::Entity, &entity.part_of);
        self.many("same-as", Kind::Entity, &entity.same_as);
        for office in &entity.speaks_for {
            self.one("speaks-for", office.index, Kind::Entity, office.whom);
        }
    }

    fn predicate(&mut self, predicate: &Predicate) {
        predicate.edges.iter().for_each(|edge| self.one(edge.kind.key(), edge.index, Kind::Predicate, edge.to));
    }

    fn source(&mut self, source: &Source) {
        self.many("derived-from", Kind::Source, &source.derived_from);
    }

    fn ruling(&mut self, ruling: &Ruling) {
        ruling.between.iter().for_each(|pinned| self.one("between", pinned.index, Kind::Claim, pinned.claim));
        if let Some(Verdict::Prefers(claim)) = ruling.verdict {
            self.one("verdict", 0, Kind::Claim, claim);
        }
    }
}

/// Checks each reference of all records but claims.
fn check_others(workspace: &Workspace, unknown: &mut Vec<Unknown>) {
    let records = &workspace.records;
    records.entities.iter().for_each(|entity| Referring::new(workspace, None, entity, unknown).entity(entity));
    records.predicates.iter().for_each(|word| Referring::new(workspace, None, word, unknown).predicate(word));
    records.sources.iter().for_each(|source| Referring::new(workspace, None, source, unknown).source(source));
    records.rulings.iter().for_each(|ruling| Referring::new(workspace, None, ruling, unknown).ruling(ruling));
}

impl Workspace {
    /// Returns what is to be said of the references of some records, by kind and index, to what is not there: the same
    /// as where everything is read. `there` tells which claims are there.
    pub fn reference_findings(
        &mut self,
        records: &[(Kind, u32)],
        index: &ReferenceIndex,
        there: &dyn ClaimsThere,
    ) -> Vec<Vec<Finding>> {
        let unknown: Vec<Vec<Unknown>> =
            records.iter().map(|(kind, index)| self.unknown_in(*kind, *index as usize, there)).collect();
        let suggestions = Suggestions::new(self, self.suggest, index, Some(there));
        unknown.iter().map(|unknown| told_of(&suggestions, unknown)).collect()
    }

    /// Returns the references of a record to what is not there.
    fn unknown_in(&mut self, kind: Kind, index: usize, there: &dyn ClaimsThere) -> Vec<Unknown> {
        let (mut unknown, mut of_statement) = (Vec::new(), Vec::new());
        if kind == Kind::Claim
            && let Some(mut claim) = self.records.claims.get(index).cloned()
        {
            let found = self.findings.len();
            link_claim(self, &mut claim, &mut of_statement);
            self.findings.truncate(found);
        }
        let (all, there) = (&self.records, Some(there));
        match kind {
            Kind::Claim => {
                all.claims.get(index).into_iter().for_each(|claim| check_claim(self, there, claim, &mut unknown));
            }
            Kind::Entity => all
                .entities
                .get(index)
                .into_iter()
                .for_each(|entity| Referring::new(self, there, entity, &mut unknown).entity(entity)),
            Kind::Predicate => all
                .predicates
                .get(index)
                .into_iter()
                .for_each(|word| Referring::new(self, there, word, &mut unknown).predicate(word)),
            Kind::Source => all
                .sources
                .get(index)
                .into_iter()
                .for_each(|source| Referring::new(self, there, source, &mut unknown).source(source)),
            Kind::Ruling => all
                .rulings
                .get(index)
                .into_iter()
                .for_each(|ruling| Referring::new(self, there, ruling, &mut unknown).ruling(ruling)),
            Kind::Manifest => {}
        }
        unknown.append(&mut of_statement);
        unknown
    }
}

/// Checks each reference of a claim but its statement.
fn check_claim(workspace: &Workspace, there: Option<&dyn ClaimsThere>, claim: &Claim, unknown: &mut Vec<Unknown>) {
    let mut referring = Referring::new(workspace, there, claim, unknown);
    let more = claim.more();
    let one = [
        ("by", claim.by, Kind::Entity),
        ("for", more.on_behalf, Kind::Entity),
        ("source", claim.source, Kind::Source),
        ("answers", more.answers, Kind::Claim),
    ];
    for (key, name, wanted) in one {
        if let Some(name) = name {
            referring.one(key, 0, wanted, name);
        }
    }
    referring.many("via", Kind::Entity, more.via.as_deref().unwrap_or_default());
    referring.many("based-on", Kind::Claim, &more.based_on);
    referring.many("supersedes", Kind::Claim, &more.supersedes);
}

/// Reads the statement of a claim by its predicate; a claim whose speaker or statement cannot be resolved is faulty.
pub(super) fn link_claim(workspace: &mut Workspace, claim: &mut Claim, unknown: &mut Vec<Unknown>) {
    let speakers = [claim.by, claim.more().on_behalf];
    claim.faulty |= speakers.into_iter().flatten().any(|name| !is_known(workspace, Kind::Entity, name));
    let (Some(stance), StatementState::Written(written)) = (claim.stance, claim.saying) else { return };
    let place = claim.place;
    if let Some((statement, ambiguous)) = sound_statement(workspace, &written) {
        (claim.saying, claim.ambiguous) = (StatementState::Read(statement), ambiguous);
        return;
    }
    let said = StatementContext { place, stance, written };
    match read_statement(
        workspace,
        &written,
        (claim.id, Some(said), &|part| Route::Part(place, stance.key(), part)),
        unknown,
    ) {
        Some((statement, ambiguous)) => (claim.saying, claim.ambiguous) = (StatementState::Read(statement), ambiguous),
        None => claim.faulty = true,
    }
}

/// Reads a statement that stands in no record, as somebody asks it.
///
/// # Errors
///
/// Returns the findings for the statement if it cannot be read.
pub(crate) fn ask(workspace: &mut Workspace, text: &str) -> Result<Statement, Vec<Finding>> {
    let route = Route::File(0);
    let parts = split_statement(text).map_err(|missing| {
        let shown = trimmed_to(&escaped(text), 60).into_owned();
        vec![
            Finding::about("bad-statement", route, format!("this statement has no {missing}: `{shown}`"))
                .help(super::claim::FORM),
        ]
    })?;
    let [subject, predicate, object] = parts.map(|part| workspace.names.add_id(part));
    let written = RawStatement { subject, predicate, object, long: false };
    let (before, mut unknown) = (workspace.findings.len(), Vec::new());
    let statement = read_statement(workspace, &written, (None, None, &|_| route), &mut unknown);
    let mut faults = workspace.findings.split_off(before);
    faults.extend(unknown_references(workspace, &unknown, Suggest::All).0);
    statement.map(|(statement, _)| statement).ok_or(faults)
}

/// Returns the statement that [`read_statement`] would read, where it is between known entities, or gives a number that
/// was read before.
fn sound_statement(workspace: &Workspace, written: &RawStatement) -> Option<(Statement, Ambiguous)> {
    let RawStatement { subject, predicate, object, .. } = *written;
    let is_entity = |name: Symbol| is_known(workspace, Kind::Entity, name).then_some(name);
    let mut ambiguous = false;
    let object = match workspace.predicate(predicate)?.object.as_ref()? {
        ObjectType::Entity => Object::Entity(is_entity(object)?),
        ObjectType::Number(unit) => {
            let quantity;
            (quantity, ambiguous) = workspace.quantities.known(object)?;
            is_of_unit(workspace.quantity(quantity), unit.as_deref()).then_some(())?;
            Object::Quantity(quantity)
        }
        ObjectType::Date | ObjectType::Text => return None,
    };
    Some((Statement { subject: is_entity(subject)?, predicate, object }, ambiguous))
}

fn read_statement(
    workspace: &mut Workspace,
    written: &RawStatement,
    at: (Option<Symbol>, Option<StatementContext>, &dyn Fn(Part) -> Route),
    unknown: &mut Vec<Unknown>,
) -> Option<(Statement, Ambiguous)> {
    let (id, said, route) = at;
    let mut look_up = |workspace: &Workspace, wanted: Kind, part: Part, name: Symbol| {
        let known = is_known(workspace, wanted, name);
        if !known {
            unknown.push(Unknown { kind: Kind::Claim, id, route: route(part), wanted, name, said, phrase: false });
        }
        known.then_some(name)
    };
    let subject = look_up(workspace, Kind::Entity, Part::Subject, written.subject);
    let predicate = look_up(workspace, Kind::Predicate, Part::Predicate, written.predicate)?;
    let object_type = workspace.predicate(predicate)?.object.clone()?;
    let fault = |workspace: &mut Workspace, rule: &'static str, message: String, help: String, fixes: Vec<Fix>| {
        let own = id.map(|id| workspace.text(id).to_owned()).unwrap_or_default();
        let finding = Finding::about(rule, route(Part::Object), message).of(Kind::Claim, own).keyed("statement");
        workspace.findings.push(Finding { fixes, ..finding.help(help) });
    };
    let forms = |exact, perhaps| fixes_by_forms(route(Part::Object), exact, perhaps, str::to_owned);
    let mut ambiguous = false;
    let Workspace { names, dates, quantities, .. } = &mut *workspace;
    let text = names.text(written.object);
    let object = match &object_type {
        ObjectType::Entity if text.split_whitespace().nth(1).is_some() => {
            let (route, wanted, name) = (route(Part::Object), Kind::Entity, written.object);
            unknown.push(Unknown { kind: Kind::Claim, id, route, wanted, name, said, phrase: true });
            return None;
        }
        ObjectType::Entity => Object::Entity(look_up(workspace, Kind::Entity, Part::Object, written.object)?),
        ObjectType::Number(unit) => match read_quantity(quantities, written.object, text, unit.as_deref()) {
            Ok((quantity, is_ambiguous)) => {
                ambiguous = is_ambiguous;
                Object::Quantity(quantity)
            }
            Err(bad) => {
                fault(workspace, "bad-quantity", bad.message, bad.help, forms(bad.fix, bad.perhaps));
                return None;
            }
        },
        ObjectType::Date => match dates.read(text) {
            Ok(date) => Object::Date(date),
            Err(bad) => {
                fault(workspace, "bad-date", bad.message, bad.help, forms(bad.fix, bad.perhaps));
                return None;
            }
        },
        ObjectType::Text => match text_object(text, written.long) {
            Some(text) => Object::Text(Text::new(names, &text)),
            None => {
                let message = format!("this quoted text does not end as it should: {}", trimmed_to(&escaped(text), 60));
                fault(
                    workspace,
                    "bad-statement",
                    message,
                    "close it with `\"`; inside it write `\\\"` for a quote and `\\\\` for a backslash".into(),
                    Vec::new(),
                );
                return None;
            }
        },
    };
    Some((Statement { subject: subject?, predicate, object }, ambiguous))
}

/// Returns the quantity that the text of a symbol writes, in the predicate's unit, and whether it could be meant
/// otherwise.
fn read_quantity(
    quantities: &mut Quantities,
    name: Symbol,
    text: &str,
    unit: Option<&str>,
) -> Result<(QuantityId, Ambiguous), QuantityFault> {
    let (id, ambiguous) = quantities.read(name, text).map_err(|fault| fault.for_unit(text, unit))?;
    check_unit(text, quantities.quantity(id), unit)?;
    Ok((id, ambiguous))
}
