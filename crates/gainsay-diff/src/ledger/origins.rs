//! The origins of reports: a reprint is not a second witness.

use std::rc::Rc;

use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cover::{Cover, Interval, apart, shared};
use crate::graph::components;

/// The sources that draw on others, with those they draw on, at any remove. Two have a common origin if there is any
/// source that both are or draw on.
#[derive(Debug)]
pub struct Origins<'w> {
    workspace: &'w Workspace,
    /// The sources by number, if any draws on another.
    numbers: FxHashMap<Symbol, usize>,
    names: Vec<Symbol>,
    cover: Cover,
}

impl<'w> Origins<'w> {
    /// Returns the origins of all sources of a workspace.
    pub fn new(workspace: &'w Workspace) -> Origins<'w> {
        let mut origins =
            Origins { workspace, numbers: FxHashMap::default(), names: Vec::new(), cover: Cover::default() };
        if workspace.sources().any(|source| !source.derived_from.is_empty()) {
            origins.names = workspace.sources().filter_map(|source| source.id).collect();
            origins.numbers = origins.names.iter().enumerate().map(|(i, id)| (*id, i)).collect();
            origins.cover = Cover::new(origins.names.len(), &|source| origins.next(source));
        }
        origins
    }

    /// Returns the sources that one draws on directly. A source that is not there is no origin that two could share.
    fn next(&self, number: usize) -> Vec<usize> {
        let source = self.names.get(number).and_then(|name| self.workspace.source(*name));
        source
            .into_iter()
            .flat_map(|source| &source.derived_from)
            .filter_map(|name| self.numbers.get(name).copied())
            .collect()
    }

    /// Returns the place of a source among all; none if no source draws on another.
    pub fn place(&self, source: Symbol) -> Option<u32> {
        self.cover.place(*self.numbers.get(&source)?)
    }

    /// Returns the places of all sources that one draws on, itself included, in order.
    pub fn all_of(&self, source: Symbol) -> Rc<[Interval]> {
        self.numbers
            .get(&source)
            .map_or_else(|| Rc::from([]), |number| self.cover.reach(*number, &|source| self.next(source)))
    }
}

/// The ends of all sources: the sources that they draw on at any remove and that draw on nothing else. Two sources have
/// a common origin if they share an end. Sources that draw on each other are one.
#[derive(Debug, Default)]
pub struct Ends {
    /// For each source that draws on another, the numbers of its ends.
    of: FxHashMap<Symbol, Rc<[Interval]>>,
    /// The number of each source that draws on nothing.
    own: FxHashMap<Symbol, u32>,
    /// The number of ends that are numbered.
    count: u32,
}

/// The numbers of the ends of one source: sorted and disjoint intervals.
#[derive(Clone, Debug)]
pub enum EndsOf<'e> {
    /// The source draws on nothing.
    Itself([Interval; 1]),
    /// The source draws on others.
    Of(&'e [Interval]),
}

impl EndsOf<'_> {
    /// Returns the intervals of the numbers.
    pub fn stretches(&self) -> &[Interval] {
        match self {
            EndsOf::Itself(own) => own,
            EndsOf::Of(ends) => ends,
        }
    }
}

impl Ends {
    /// Returns the ends of all sources of a workspace.
    pub fn new(workspace: &Workspace) -> Ends {
        let origins = Origins::new(workspace);
        let count = origins.names.len();
        let mut is_end = vec![false; count];
        for component in components(count, |source| origins.next(source)) {
            let members: FxHashSet<usize> = component.iter().copied().collect();
            let is_last = component.iter().flat_map(|source| origins.next(*source)).all(|to| members.contains(&to));
            if let (true, Some(first)) =
                (is_last, component.iter().filter_map(|source| origins.cover.place(*source)).min())
            {
                is_end[first as usize] = true;
            }
        }
        // The number of ends before each place.
        let mut before = vec![0];
        is_end.iter().for_each(|is_end| before.push(before[before.len() - 1] + u32::from(*is_end)));
        let (mut of, mut own) = (FxHashMap::default(), FxHashMap::default());
        for (number, name) in origins.names.iter().enumerate() {
            let ends = origins.cover.reach(number, &|source| origins.next(source));
            let ends = ends.iter().map(|(first, last)| (before[*first as usize], before[*last as usize + 1]));
            let ends: Vec<Interval> = ends.filter(|(from, to)| from < to).map(|(from, to)| (from, to - 1)).collect();
            match (origins.next(number).is_empty(), ends.as_slice()) {
                (true, [(end, _), ..]) => _ = own.insert(*name, *end),
                _ => _ = of.insert(*name, apart(ends).into()),
            }
        }
        Ends { of, own, count: before[count] }
    }

    /// Returns the ends of a source. A source that is not there draws on nothing.
    pub fn of(&self, source: Symbol) -> EndsOf<'_> {
        match self.of.get(&source) {
            Some(ends) => EndsOf::Of(ends),
            None => {
                let own = self.own.get(&source).copied().unwrap_or(self.count + source.index() as u32);
                EndsOf::Itself([(own, own)])
            }
        }
    }

    /// Returns true if two sources have an origin in common.
    pub fn share(&self, a: Symbol, b: Symbol) -> bool {
        shared(self.of(a).stretches(), self.of(b).stretches()).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::Input;

    use super::*;
    use crate::cover::holds;

    #[test]
    fn two_have_an_origin_in_common_if_they_lead_back_to_one_source() {
        let text = "source: a\nderived-from: [b, c]\n---\nsource: b\nderived-from: d\n---\nsource: c\n---\nsource: d\nderived-from: [e, not-there]\n\
                    ---\nsource: e\nderived-from: d\n---\nsource: f\nderived-from: e\n---\nsource: g\n---\nsource: h\nderived-from: [h, g]\n";
        let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
        let ends = Ends::new(&workspace);
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
            assert_eq!((ends.share(name(a), name(b)), ends.share(name(b), name(a))), (shared, shared), "{a} and {b}");
        }
    }

    #[test]
    fn sources_share_an_origin_if_both_reach_any_source() {
        let mut random = draws(5);
        let mut differing = 0;
        for size in 2..24_u64 {
            let drawn: Vec<Vec<u64>> = (0..size).map(|_| (0..random(3)).map(|_| random(size)).collect()).collect();
            let source = |(i, drawn): (usize, &Vec<u64>)| {
                let from: Vec<String> = drawn.iter().map(|to| format!("s{to}")).collect();
                format!("source: s{i}\nderived-from: [{}]\n---\n", from.join(", "))
            };
            let text: String = drawn.iter().enumerate().map(source).collect();
            let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
            let ends = Ends::new(&workspace);
            let reach = |from: u64| {
                let (mut all, mut open) = (FxHashSet::from_iter([from]), vec![from]);
                while let Some(at) = open.pop() {
                    open.extend(drawn[at as usize].iter().filter(|to| all.insert(**to)));
                }
                all
            };
            let name = |i: u64| workspace.names.find(&format!("s{i}")).unwrap();
            for (a, b) in (0..size).flat_map(|a| (0..size).map(move |b| (a, b))) {
                let shared = !reach(a).is_disjoint(&reach(b));
                assert_eq!(ends.share(name(a), name(b)), shared, "{drawn:?}: {a} and {b}");
                differing += usize::from(!shared);
            }
        }
        assert!(differing > 100, "{differing}");
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
