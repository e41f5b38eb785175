//! The index of the search, in parts, each of them a classic script that hands over its entries.

use gainsay_diff::ledger::entities::EntityId;
use gainsay_model::schema::Kind;
use gainsay_render::prose;
use serde::Serialize;

use crate::view::View;

/// The largest number of entries in one part.
const ENTRIES: usize = 4_000;

/// An entry: its kind, its address, its name, and further text by which it is found.
#[derive(Serialize)]
struct Entry(&'static str, String, String, String);

/// The things to find, kind by kind, so that each entry can be made independently.
struct Entries<'e, 'v, 'w> {
    view: &'e View<'v, 'w>,
    entities: usize,
    statements: usize,
    sources: Vec<&'w str>,
    rulings: Vec<&'w str>,
    predicates: Vec<&'w str>,
}

/// Returns the number of parts of the index: at least one.
pub fn parts(view: &View) -> usize {
    Entries::of(view).count().div_ceil(ENTRIES).max(1)
}

/// Returns the address of a part.
pub fn path(part: usize) -> String {
    format!("search/index-{}.js", part + 1)
}

/// Makes a part.
pub fn part(view: &View, part: usize) -> String {
    let entries = Entries::of(view);
    let from = part * ENTRIES;
    let shown: Vec<Entry> = (from..(from + ENTRIES).min(entries.count())).filter_map(|at| entries.entry(at)).collect();
    let json = serde_json::to_string(&shown).unwrap_or_default();
    format!("gainsay.found({part},{json});\n")
}

impl<'e, 'v, 'w> Entries<'e, 'v, 'w> {
    fn of(view: &'e View<'v, 'w>) -> Entries<'e, 'v, 'w> {
        let workspace = view.workspace;
        Entries {
            view,
            entities: view.ledger.entities.classes.len(),
            statements: view.statements.len(),
            sources: view.sources().map(|(id, _)| id).collect(),
            rulings: view.rulings_told().map(|(id, _)| id).collect(),
            predicates: workspace.predicates().filter_map(|predicate| Some(workspace.text(predicate.id?))).collect(),
        }
    }

    fn count(&self) -> usize {
        let own = self.entities + self.statements + self.sources.len() + self.rulings.len() + self.predicates.len();
        own + self.view.conflicts.len() + self.view.workspace.records.claims.len()
    }

    fn entry(&self, mut at: usize) -> Option<Entry> {
        let view = self.view;
        if let Some(finding) = view.conflicts.get(at) {
            let any = view.outcome.findings.get(*finding)?;
            let message = prose::brief(view.naming, any).message.clone();
            return Some(Entry("contradiction", view.conflict_path(*finding)?, message, prose::title(any)));
        }
        at -= view.conflicts.len();
        if at < self.entities {
            let id = view.entity_id(EntityId(at as u32));
            let place = view.workspace.entity(view.naming.find(id)?)?.place;
            let document = view.naming.document(place);
            let aka =
                document.map(|document| gainsay_render::plain::texts(&document, "aka").join(" ")).unwrap_or_default();
            return Some(Entry("name", view.entity_path(id)?, view.naming.entity(id), format!("{id} {aka}")));
        }
        at -= self.entities;
        if at < self.statements {
            let text = &view.statements.get(at)?.text;
            return Some(Entry(
                "statement",
                view.statement_path(at as u32)?,
                view.naming.statement(text),
                text.clone(),
            ));
        }
        at -= self.statements;
        if let Some(id) = self.sources.get(at) {
            let source = view.workspace.source(view.naming.find(id)?)?;
            let publisher = view.text_of(source.place, "publisher").unwrap_or_default();
            return Some(Entry("source", view.source_path(id)?, view.naming.source(id), format!("{id} {publisher}")));
        }
        at -= self.sources.len();
        if let Some(id) = self.rulings.get(at) {
            let ruling = view.workspace.ruling(view.naming.find(id)?)?;
            let because = view.text_of(ruling.place, "because").unwrap_or_default();
            let verdict = view.text_of(ruling.place, "verdict").unwrap_or_default();
            return Some(Entry("ruling", view.ruling_path(id)?, format!("{verdict}: {because}"), (*id).to_owned()));
        }
        at -= self.rulings.len();
        if let Some(id) = self.predicates.get(at) {
            return Some(Entry(
                Kind::Predicate.word(),
                view.predicate_path(id)?,
                view.naming.predicate(id),
                (*id).to_owned(),
            ));
        }
        at -= self.predicates.len();
        self.claim(at)
    }

    /// Returns the entry of a claim, by its index in the records: it is found by its words.
    fn claim(&self, index: usize) -> Option<Entry> {
        let view = self.view;
        let claim = view.claim_at(view.place(index)?)?;
        let id = view.workspace.text(claim.name);
        let line = view.line_of(claim)?;
        let words = [line.quote.as_deref().unwrap_or_default(), line.translation.as_deref().unwrap_or_default(), id];
        Some(Entry("claim", view.claim_path(id)?, line.sentence(), words.join(" ")))
    }
}
