//! The page of the vocabulary: each predicate in words, with what follows from it, what it follows from and what it
//! excludes, as a drawing and as text.

use gainsay_diff::vocabulary::PredicateId;
use gainsay_model::record::{EdgeKind, ObjectType, Predicate, Temporal};
use gainsay_render::plural::plural;
use maud::{Markup, html};
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::svg::graph::{self, Neighbour};
use crate::view::{View, anchor};

/// The largest number of neighbours drawn on each side.
const MOST_DRAWN: usize = 8;

#[derive(Serialize)]
struct Data<'w> {
    schema: u32,
    predicates: Vec<PredicateData<'w>>,
}

#[derive(Serialize)]
struct PredicateData<'w> {
    predicate: &'w str,
    label: String,
    temporal: &'static str,
    object: Option<String>,
    statements: usize,
    traits: Vec<&'static str>,
    edges: Vec<EdgeData<'w>>,
}

#[derive(Serialize)]
struct EdgeData<'w> {
    kind: &'static str,
    to: &'w str,
    because: Option<&'w str>,
}

/// The edges of the vocabulary, from either end.
#[derive(Default)]
struct Edges<'w> {
    /// The edges that lead to a predicate.
    before: FxHashMap<&'w str, Vec<(&'w str, EdgeKind)>>,
    /// The edges that lead from a predicate, and its exclusions, which are mutual.
    after: FxHashMap<&'w str, Vec<(&'w str, EdgeKind)>>,
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "vocabulary.html");
    let workspace = view.workspace;
    let mut all: Vec<(&str, &Predicate)> =
        workspace.predicates().filter_map(|predicate| Some((workspace.text(predicate.id?), predicate))).collect();
    all.sort_unstable_by_key(|(id, _)| *id);
    let mut statements: FxHashMap<PredicateId, usize> = FxHashMap::default();
    for said in &view.statements {
        *statements.entry(said.statement.predicate).or_default() += 1;
    }
    let count = |predicate: &Predicate| {
        let number = predicate.id.and_then(|id| view.ledger.vocabulary.find(id));
        number.and_then(|number| statements.get(&number)).copied().unwrap_or_default()
    };
    // Predicates that are used come before those that are not.
    all.sort_by_key(|(_, predicate)| count(predicate) == 0);
    let edges = Edges::of(view, &all);
    let told = |(id, predicate): &(&'_ str, &'_ Predicate)| PredicateData {
        predicate: workspace.names.find(id).map_or("", |id| workspace.text(id)),
        label: view.naming.predicate(id),
        temporal: temporal(predicate.temporal),
        object: predicate.object.as_ref().map(object),
        statements: count(predicate),
        traits: traits(predicate),
        edges: predicate
            .edges
            .iter()
            .map(|edge| EdgeData { kind: edge.kind.key(), to: workspace.text(edge.to), because: None })
            .collect(),
    };
    let data = Data { schema: 1, predicates: all.iter().map(told).collect() };
    let body = html! {
        h1 { "Vocabulary" }
        p { (plural(all.len(), "predicate")) ": in which words statements are made, and how they bear on each other." }
        p.note {
            "A line is a law: whoever does this does that. A dashed line is what usually follows. ⇄: with the two \
                exchanged."
        }
        (super::lists::filter("predicates"))
        div.filtered {
            @for (id, predicate) in &all { (section(&frame, id, predicate, &edges, count(predicate))) }
        }
    };
    frame.page("Vocabulary", body, &data)
}

impl<'w> Edges<'w> {
    fn of(view: &View<'_, 'w>, all: &[(&'w str, &'w Predicate)]) -> Edges<'w> {
        let mut edges = Edges::default();
        for (id, predicate) in all {
            for edge in &predicate.edges {
                let to = view.workspace.text(edge.to);
                edges.after.entry(id).or_default().push((to, edge.kind));
                match edge.kind {
                    EdgeKind::Implies | EdgeKind::UsuallyImplies => {
                        edges.before.entry(to).or_default().push((id, edge.kind))
                    }
                    EdgeKind::Excludes | EdgeKind::InverseOf | EdgeKind::DistinctFrom => {
                        edges.after.entry(to).or_default().push((id, edge.kind))
                    }
                    EdgeKind::MustNotImply => {}
                }
            }
        }
        for all in edges.before.values_mut().chain(edges.after.values_mut()) {
            all.sort_unstable_by_key(|(other, kind)| (kind.key(), *other));
            all.dedup();
        }
        edges
    }

    fn before(&self, id: &str) -> &[(&'w str, EdgeKind)] {
        self.before.get(id).map_or(&[], Vec::as_slice)
    }

    fn after(&self, id: &str, kinds: &[EdgeKind]) -> Vec<(&'w str, EdgeKind)> {
        let all = self.after.get(id).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|(_, kind)| kinds.contains(kind)).copied().collect()
    }
}

fn section(frame: &Frame, id: &str, predicate: &Predicate, edges: &Edges, count: usize) -> Markup {
    let view = frame.view;
    let label = view.naming.predicate(id);
    let leads = edges.after(id, &[EdgeKind::Implies, EdgeKind::UsuallyImplies, EdgeKind::InverseOf]);
    let (before, excluded) = (edges.before(id), edges.after(id, &[EdgeKind::Excludes]));
    let neighbours = |all: &[(&str, EdgeKind)]| -> Vec<Neighbour> {
        all.iter().take(MOST_DRAWN).map(|other| neighbour(view, *other)).collect()
    };
    let takes = predicate.object.as_ref().map(object).unwrap_or_default();
    let is_drawn = !(before.is_empty() && leads.is_empty() && excluded.is_empty());
    html! {
        section.predicate id=(anchor("predicate", id)) {
            h2 { (Name(&label)) " " code { (Shown(id)) } }
            p.note {
                (temporal(predicate.temporal)) ", of " (Shown(&takes))
                @for word in traits(predicate) { ", " (word) }
                "; " (plural(count, "statement")) "."
            }
            @if let Some(note) = view.text_of(predicate.place, "note") { p { (Shown(&note)) } }
            @if is_drawn { (graph::draw(&label, &neighbours(before), &neighbours(&leads), &neighbours(&excluded))) }
            dl.edges {
                @for (kind, words) in WORDS {
                    @let all = edges.after(id, &[kind]);
                    @if !all.is_empty() { dt { (words) } dd { (others(frame, &all, false)) } }
                }
                @if !before.is_empty() { dt { "follows from" } dd { (others(frame, before, true)) } }
            }
        }
    }
}

/// The words for each kind of edge.
const WORDS: [(EdgeKind, &str); 6] = [
    (EdgeKind::Implies, "implies"),
    (EdgeKind::UsuallyImplies, "usually implies"),
    (EdgeKind::Excludes, "excludes"),
    (EdgeKind::InverseOf, "is the same, seen from the other side, as"),
    (EdgeKind::DistinctFrom, "is not the same as"),
    (EdgeKind::MustNotImply, "must not imply"),
];

fn others(frame: &Frame, all: &[(&str, EdgeKind)], are_mixed: bool) -> Markup {
    html! {
        @for (i, (other, kind)) in all.iter().enumerate() {
            @if i > 0 { ", " }
            (frame.predicate(other)) @if are_mixed && *kind == EdgeKind::UsuallyImplies { " (usually)" }
        }
    }
}

fn neighbour(view: &View, (id, kind): (&str, EdgeKind)) -> Neighbour {
    Neighbour {
        label: view.naming.predicate(id),
        address: format!("#{}", anchor("predicate", id)),
        usually: kind == EdgeKind::UsuallyImplies,
        exchanged: kind == EdgeKind::InverseOf,
    }
}

fn temporal(temporal: Temporal) -> &'static str {
    match temporal {
        Temporal::State => "holds over time",
        Temporal::Event => "happens at a time",
        Temporal::Timeless => "time plays no part",
    }
}

fn object(object: &ObjectType) -> String {
    match object {
        ObjectType::Entity => "two names".to_owned(),
        ObjectType::Number(Some(unit)) => format!("a name and a number of {unit}"),
        ObjectType::Number(None) => "a name and a number".to_owned(),
        ObjectType::Date => "a name and a date".to_owned(),
        ObjectType::Text => "a name and a text".to_owned(),
    }
}

fn traits(predicate: &Predicate) -> Vec<&'static str> {
    let traits = &predicate.traits;
    let all = [
        (traits.symmetric, "holds both ways round"),
        (traits.asymmetric, "never holds both ways round"),
        (traits.irreflexive, "never of a thing and itself"),
        (traits.transitive, "leads on from one to the next"),
        (traits.functional, "has one object at a time"),
        (traits.inverse_functional, "has one subject at a time"),
        (traits.once, "only once"),
        (traits.posthumous, "may hold of the dead"),
    ];
    all.into_iter().filter_map(|(holds, words)| holds.then_some(words)).collect()
}
