//! Where reports come from: a reprint is not a second witness.

use std::rc::Rc;

use gainsay_model::{Name, Workspace};
use rustc_hash::FxHashMap;

use crate::cover::{Cover, Stretch};
use crate::vocabulary::graph::circles;

/// The sources that draw on others, and on which ones, at any remove. Two have an origin in common if there is any source that both are or
/// draw on.
#[derive(Debug)]
pub struct Origins<'w> {
    workspace: &'w Workspace,
    /// The sources by number, if any draws on another.
    numbers: FxHashMap<Name, usize>,
    names: Vec<Name>,
    cover: Cover,
}

impl<'w> Origins<'w> {
    /// Of all sources of a workspace.
    pub fn new(workspace: &'w Workspace) -> Origins<'w> {
        let mut origins = Origins { workspace, numbers: FxHashMap::default(), names: Vec::new(), cover: Cover::default() };
        if workspace.sources().any(|source| !source.derived_from.is_empty()) {
            origins.names = workspace.sources().filter_map(|source| source.id).collect();
            origins.numbers = origins.names.iter().enumerate().map(|(i, id)| (*id, i)).collect();
            origins.cover = Cover::new(origins.names.len(), &|source| origins.next(source));
        }
        origins
    }

    /// What a source draws on itself. What is not there is no origin that anybody could share.
    fn next(&self, number: usize) -> Vec<usize> {
        let source = self.names.get(number).and_then(|name| self.workspace.source(*name));
        source.into_iter().flat_map(|source| &source.derived_from).filter_map(|name| self.numbers.get(name).copied()).collect()
    }

    /// Returns the place of a source among all; none if no source draws on another.
    pub fn place(&self, source: Name) -> Option<u32> {
        self.cover.place(*self.numbers.get(&source)?)
    }

    /// Returns the places of all that a source draws on, itself included; in order.
    pub fn all_of(&self, source: Name) -> Rc<[Stretch]> {
        self.numbers.get(&source).map_or_else(|| Rc::from([]), |number| self.cover.reach(*number, &|source| self.next(source)))
    }
}

/// The sources at which each ends that draws on something, sorted: those that it draws on at any remove and that draw on nothing else. Two
/// have an origin in common if they have such an end in common. Sources that draw on each other are one, the first of them by place.
pub fn origins(workspace: &Workspace) -> FxHashMap<Name, Vec<Name>> {
    let sources: Vec<_> = workspace.sources().filter_map(|source| Some((source.id?, source))).collect();
    if sources.iter().all(|(_, source)| source.derived_from.is_empty()) {
        return FxHashMap::default();
    }
    let number: FxHashMap<Name, usize> = sources.iter().enumerate().map(|(i, (id, _))| (*id, i)).collect();
    // What is not there is no origin that anybody could share.
    let next = |i: usize| -> Vec<usize> { sources[i].1.derived_from.iter().filter_map(|name| number.get(name).copied()).collect() };
    let mut one: Vec<usize> = (0..sources.len()).collect();
    let mut drawn: Vec<Vec<usize>> = (0..sources.len()).map(next).collect();
    for circle in circles(sources.len(), next) {
        let all = circle.iter().flat_map(|member| std::mem::take(&mut drawn[*member])).collect();
        drawn[circle[0]] = all;
        circle.iter().for_each(|member| one[*member] = circle[0]);
    }
    for (i, drawn) in drawn.iter_mut().enumerate() {
        drawn.iter_mut().for_each(|to| *to = one[*to]);
        drawn.retain(|to| *to != i);
    }
    let ends = ends(&one, &drawn);
    let names = |i: usize| {
        let mut names: Vec<Name> = ends[one[i]].iter().map(|end| sources[*end].0).collect();
        names.sort_unstable();
        names
    };
    (0..sources.len()).filter(|i| !sources[*i].1.derived_from.is_empty()).map(|i| (sources[i].0, names(i))).collect()
}

/// The ends of each, once those that it draws on have theirs: without recursion, since chains can be long.
fn ends(one: &[usize], drawn: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut ends: Vec<Vec<usize>> = vec![Vec::new(); one.len()];
    for &root in one {
        let mut open = vec![root];
        while let Some(&at) = open.last() {
            let before = open.len();
            if ends[at].is_empty() {
                open.extend(drawn[at].iter().filter(|to| ends[**to].is_empty()));
            }
            if open.len() > before {
                continue;
            }
            open.pop();
            if ends[at].is_empty() {
                let mut found: Vec<usize> = drawn[at].iter().flat_map(|to| &ends[*to]).copied().collect();
                found.sort_unstable();
                found.dedup();
                ends[at] = if found.is_empty() { vec![at] } else { found };
            }
        }
    }
    ends
}

/// Whether two sources have a common origin.
pub fn share(origins: &FxHashMap<Name, Vec<Name>>, a: Name, b: Name) -> bool {
    let (of_a, of_b) = (origins.get(&a), origins.get(&b));
    let (of_a, of_b) = (of_a.map_or(std::slice::from_ref(&a), Vec::as_slice), of_b.map_or(std::slice::from_ref(&b), Vec::as_slice));
    of_a.iter().any(|origin| of_b.binary_search(origin).is_ok())
}

#[cfg(test)]
mod tests {
    use gainsay_model::Input;

    use super::*;
    use crate::cover::holds;

    #[test]
    fn two_have_an_origin_in_common_if_they_lead_back_to_one_source() {
        let text = "source: a\nderived-from: [b, c]\n---\nsource: b\nderived-from: d\n---\nsource: c\n---\nsource: d\nderived-from: [e, not-there]\n\
                    ---\nsource: e\nderived-from: d\n---\nsource: f\nderived-from: e\n---\nsource: g\n---\nsource: h\nderived-from: [h, g]\n";
        let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
        let origins = origins(&workspace);
        let name = |id| workspace.names.find(id).unwrap();
        for (a, b, shared) in [
            ("a", "c", true),
            ("a", "f", true),
            ("b", "e", true),
            ("d", "e", true),
            ("c", "f", false),
            ("b", "c", false),
            ("g", "h", true),
            ("a", "h", false),
            ("g", "g", true),
        ] {
            assert_eq!((share(&origins, name(a), name(b)), share(&origins, name(b), name(a))), (shared, shared), "{a} and {b}");
        }
    }

    #[test]
    fn a_source_draws_on_those_that_it_leads_back_to_and_on_itself_in_a_circle_only() {
        let text = "source: a\nderived-from: b\n---\nsource: b\nderived-from: c\n---\nsource: c\n---\nsource: d\nderived-from: d\n";
        let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
        let origins = Origins::new(&workspace);
        let name = |id| workspace.names.find(id).unwrap();
        let place = |id| origins.place(name(id)).unwrap();
        assert!(holds(&origins.all_of(name("a")), place("c")) && holds(&origins.all_of(name("b")), place("c")));
        assert!(!holds(&origins.all_of(name("c")), place("a")) && !holds(&origins.all_of(name("d")), place("a")));
    }
}
