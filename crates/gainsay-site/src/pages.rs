//! The pages: the list of all, and each as a value that is made independently.

mod about;
pub mod claim;
mod contradiction;
mod entity;
mod faults;
mod front;
pub mod history;
mod lists;
mod matrix;
mod rulings;
mod search;
mod source;
mod statement;
mod vocabulary;

use gainsay_diff::ledger::entities::EntityId;
use maud::html;

use crate::page::{Frame, Page};
use crate::view::View;

/// A page, identified by its subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageKey {
    /// The front page.
    Front,
    /// A part of the list of contradictions, counted from 0.
    Contradictions(usize),
    /// A contradiction, by its index in the findings.
    Contradiction(usize),
    /// A part of the list of entities, counted from 0.
    Entities(usize),
    /// An entity.
    Entity(EntityId),
    /// A part of the list of statements, counted from 0.
    Statements(usize),
    /// A statement, by its index.
    Statement(u32),
    /// The matrix of statements by speakers.
    Matrix,
    /// A part of the list of sources, counted from 0.
    Sources(usize),
    /// A source, by its index in the records.
    Source(usize),
    /// The predicates.
    Vocabulary,
    /// The rulings.
    Rulings,
    /// A part of the list of faults of records, counted from 0.
    Faults(usize),
    /// The effects of the last commits.
    History,
    /// The page about the site.
    About,
    /// The search page.
    Search,
}

/// Makes the page that is shown for an unknown address.
pub fn not_found(view: &View) -> Page {
    let body = html! {
        h1 { "There is no such page" }
        p {
            "What it was about may have been renamed or taken away. The search at the top finds names, statements \
             and quotes."
        }
    };
    Frame::passing(view).page("There is no such page", body, &())
}

impl PageKey {
    /// Returns all pages of a view, in the order in which they are made.
    pub fn all(view: &View) -> Vec<PageKey> {
        use PageKey::*;
        let parts = |count: usize| 0..lists::parts(count);
        let mut all = vec![Front, Matrix, Vocabulary, Rulings, History, About, Search];
        all.extend(parts(view.conflicts.len()).map(Contradictions));
        all.extend(parts(view.ledger.entities.classes.len()).map(Entities));
        all.extend(parts(view.statements.len()).map(Statements));
        all.extend(parts(view.sources().count()).map(Sources));
        all.extend(parts(faults::count(view)).map(Faults));
        all.extend(view.conflicts.iter().copied().map(Contradiction));
        all.extend(view.entities().map(Entity));
        all.extend((0..view.statements.len() as u32).map(Statement));
        let indices = view.sources().filter_map(|(_, source)| view.workspace.source_index(source.id?));
        all.extend(indices.map(Source));
        all
    }

    /// Returns the address of the page, from the root of the site; none if its subject does not exist.
    pub fn path(self, view: &View) -> Option<String> {
        let fixed = match self {
            PageKey::Front => "index.html",
            PageKey::Matrix => "matrix.html",
            PageKey::Vocabulary => "vocabulary.html",
            PageKey::Rulings => "rulings.html",
            PageKey::History => "history.html",
            PageKey::About => "about.html",
            PageKey::Search => "search.html",
            PageKey::Contradictions(part) => return Some(lists::path("contradictions", part)),
            PageKey::Entities(part) => return Some(lists::path("entities", part)),
            PageKey::Statements(part) => return Some(lists::path("statements", part)),
            PageKey::Sources(part) => return Some(lists::path("sources", part)),
            PageKey::Faults(part) => return Some(lists::path("faults", part)),
            PageKey::Contradiction(finding) => return view.conflict_path(finding),
            PageKey::Entity(entity) => return view.entity_path(view.entity_id(entity)),
            PageKey::Statement(number) => return view.statement_path(number),
            PageKey::Source(index) => {
                let source = view.workspace.records.sources.get(index)?;
                return view.source_path(view.workspace.text(source.id?));
            }
        };
        Some(fixed.to_owned())
    }

    /// Makes the page.
    pub fn page(self, view: &View) -> Page {
        match self {
            PageKey::Front => front::page(view),
            PageKey::Contradictions(part) => lists::contradictions(view, part),
            PageKey::Contradiction(finding) => contradiction::page(view, finding),
            PageKey::Entities(part) => lists::entities(view, part),
            PageKey::Entity(entity) => entity::page(view, entity),
            PageKey::Statements(part) => lists::statements(view, part),
            PageKey::Statement(number) => statement::page(view, number),
            PageKey::Matrix => matrix::page(view),
            PageKey::Sources(part) => lists::sources(view, part),
            PageKey::Source(index) => source::page(view, index),
            PageKey::Vocabulary => vocabulary::page(view),
            PageKey::Rulings => rulings::page(view),
            PageKey::Faults(part) => faults::page(view, part),
            PageKey::History => history::page(view),
            PageKey::About => about::page(view),
            PageKey::Search => search::page(view),
        }
    }
}
