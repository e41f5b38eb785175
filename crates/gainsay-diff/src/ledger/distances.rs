//! The numbers of steps by which parts come up to wholes where more than one way leads up.
//!
//! Only entities from which more than one way leads up, or none, are nodes here (*heads*): from one head to the next
//! there is one way, which is an edge as long as it has steps. The distance of two is found by searches from both ends
//! at once, which have to go only as far as they meet: where everything has several wholes, that is about as far as the
//! root of the number of entities. The last searches are kept and go on where they ended, so that many queries for
//! one entity do not cost more than one search of everything above or below it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::ids::EntityId;

/// A distance that is not known, or that of what does not lie below.
const UNKNOWN: u32 = u32::MAX;

/// The number of labels of kept searches beyond which fewer searches are kept.
const MOST_LABELS: usize = 1 << 21;

/// The number of distances that are kept.
const KEPT_DISTANCES: usize = 1 << 10;

/// A way from one head up to the next.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// The head at which the way begins.
    pub part: u32,
    /// The head at which the way ends.
    pub whole: u32,
    /// The number of its steps.
    pub steps: u32,
    /// The place of the first entity on the way up.
    pub via: u32,
}

/// An entity to which heads come up.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The entity.
    pub entity: EntityId,
    /// The head above it.
    pub head: u32,
    /// The number of steps up to the head.
    pub height: u32,
    /// The first and the last place of its branch.
    pub branch: (u32, u32),
}

/// The heads and the ways between them.
#[derive(Debug)]
pub struct HeadGraph {
    up: Edges,
    down: Edges,
}

/// The edges of each node.
#[derive(Debug)]
struct Edges {
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    to: u32,
    steps: u32,
    /// The place of the first entity on the way up.
    via: u32,
}

/// The last searches, and the distances found by them.
#[derive(Debug, Default)]
pub struct Searches {
    from_wholes: Vec<Search>,
    from_parts: Vec<Search>,
    /// The last distances, each at the position that its two ends give.
    found: Vec<Option<FoundDistance>>,
    clock: u64,
}

#[derive(Clone, Copy, Debug)]
struct FoundDistance {
    part: u32,
    whole: EntityId,
    steps: Option<u32>,
}

/// A search by the number of steps, which can go on.
#[derive(Debug)]
struct Search {
    /// The number of the entity or the head from which the search began.
    origin: u32,
    /// The time of the last query.
    used: u64,
    /// The number of steps to each head, as far as known.
    labels: Vec<u32>,
    /// The heads that have a label.
    labeled: Vec<u32>,
    /// The heads to go on from at the least number of steps.
    nearest: Vec<u32>,
    /// That number.
    least: u32,
    /// The heads to go on from at one step more, which are the most.
    next: Vec<u32>,
    /// The other numbers of steps, and the heads to go on from at each.
    farther: BinaryHeap<Reverse<(u32, u32)>>,
}

impl HeadGraph {
    /// Returns the graph of that many heads.
    pub fn new(heads: usize, ways: &[Way]) -> HeadGraph {
        let up = ways.iter().map(|way| (way.part, Edge { to: way.whole, steps: way.steps, via: way.via }));
        let down = ways.iter().map(|way| (way.whole, Edge { to: way.part, steps: way.steps, via: way.via }));
        HeadGraph { up: Edges::new(heads, up), down: Edges::new(heads, down) }
    }

    fn heads(&self) -> usize {
        self.up.starts.len() - 1
    }

    /// Calls `found` with every head to which one comes up, and the place of the first entity on the way there, once
    /// for each way.
    pub fn above(&self, head: u32, passed: &mut Marks, mut found: impl FnMut(u32, u32)) {
        passed.clear(self.heads());
        passed.mark(head);
        let mut open = vec![head];
        while let Some(head) = open.pop() {
            for edge in self.up.of(head) {
                found(edge.to, edge.via);
                if passed.mark(edge.to) {
                    open.push(edge.to);
                }
            }
        }
    }
}

/// Marks of numbers, which are taken away one by one.
#[derive(Debug, Default)]
pub struct Marks {
    are_marked: Vec<bool>,
    marked: Vec<u32>,
}

impl Marks {
    fn clear(&mut self, numbers: usize) {
        self.marked.drain(..).for_each(|number| self.are_marked[number as usize] = false);
        self.are_marked.resize(numbers, false);
    }

    /// Marks a number. Returns true if it was not marked.
    fn mark(&mut self, number: u32) -> bool {
        let was_marked = std::mem::replace(&mut self.are_marked[number as usize], true);
        if !was_marked {
            self.marked.push(number);
        }
        !was_marked
    }
}

impl Edges {
    /// Returns the edges of each node, by the places that they go through.
    fn new(nodes: usize, edges: impl Iterator<Item = (u32, Edge)> + Clone) -> Edges {
        let mut starts = vec![0; nodes + 1];
        edges.clone().for_each(|(from, _)| starts[from as usize + 1] += 1);
        for node in 1..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut next = starts.clone();
        let mut all = vec![Edge { to: 0, steps: 0, via: 0 }; starts[nodes] as usize];
        for (from, edge) in edges {
            let place = &mut next[from as usize];
            all[*place as usize] = edge;
            *place += 1;
        }
        for node in starts.windows(2) {
            all[node[0] as usize..node[1] as usize].sort_unstable_by_key(|edge| edge.via);
        }
        Edges { starts, edges: all }
    }

    fn of(&self, node: u32) -> &[Edge] {
        &self.edges[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}

impl Searches {
    /// Returns the fewest steps, at least one, by which a head comes up to an entity; none if it does not.
    pub fn distance(&mut self, graph: &HeadGraph, part: u32, whole: &Target) -> Option<u32> {
        self.found.resize(KEPT_DISTANCES, None);
        let at = (part.wrapping_mul(0x9E37_79B1) ^ whole.entity.0.wrapping_mul(0x85EB_CA77)) as usize >> 8;
        if let Some(found) = self.found[at % KEPT_DISTANCES]
            && (found.part, found.whole) == (part, whole.entity)
        {
            return found.steps;
        }
        self.clock += 1;
        let most = (MOST_LABELS / graph.heads()).clamp(4, 8);
        let down = search_from(&mut self.from_wholes, whole.entity.0, (graph.heads(), most, self.clock), |search| {
            let edges = graph.down.of(whole.head);
            let first = edges.partition_point(|edge| edge.via < whole.branch.0);
            let last = edges.partition_point(|edge| edge.via <= whole.branch.1);
            edges[first..last].iter().for_each(|edge| {
                search.label(edge.to, edge.steps - whole.height);
            });
        });
        let known = down.labels[part as usize];
        let steps = if known <= down.floor() {
            known
        } else {
            let origin = |search: &mut Search| {
                search.label(part, 0);
            };
            let up = search_from(&mut self.from_parts, part, (graph.heads(), most, self.clock), origin);
            meeting(graph, up, down)
        };
        let steps = Some(steps).filter(|steps| *steps != UNKNOWN);
        self.found[at % KEPT_DISTANCES] = Some(FoundDistance { part, whole: whole.entity, steps });
        steps
    }
}

/// Returns the search from an origin: one that is kept, or a new one in the place of the one that was not used for the
/// longest time.
fn search_from(
    kept: &mut Vec<Search>,
    origin: u32,
    (heads, most, now): (usize, usize, u64),
    begin: impl FnOnce(&mut Search),
) -> &mut Search {
    let known = kept.iter().position(|search| search.origin == origin);
    let at = match known {
        Some(at) => at,
        None if kept.len() < most => {
            kept.push(Search::new(heads));
            kept.len() - 1
        }
        None => kept.iter().enumerate().min_by_key(|(_, search)| search.used).map_or(0, |(at, _)| at),
    };
    let search = &mut kept[at];
    if known.is_none() {
        search.clear();
        search.origin = origin;
        begin(search);
    }
    search.used = now;
    search
}

/// Lets two searches, one up and one down, go on until the shortest way between their origins is known, each as much as
/// the other.
fn meeting(graph: &HeadGraph, up: &mut Search, down: &mut Search) -> u32 {
    let labeled = if up.labeled.len() < down.labeled.len() { &up.labeled } else { &down.labeled };
    let both = |head: &u32| up.labels[*head as usize].saturating_add(down.labels[*head as usize]);
    let mut best = labeled.iter().map(both).min().unwrap_or(UNKNOWN);
    let (mut of_up, mut of_down) = (0, 0);
    while up.floor().saturating_add(down.floor()) < best {
        if of_up <= of_down {
            of_up += up.go_on(&graph.up, |head, steps| best = best.min(steps.saturating_add(down.labels[head])));
        } else {
            of_down += down.go_on(&graph.down, |head, steps| best = best.min(steps.saturating_add(up.labels[head])));
        }
    }
    best
}

impl Search {
    fn new(heads: usize) -> Search {
        Search {
            origin: u32::MAX,
            used: 0,
            labels: vec![UNKNOWN; heads],
            labeled: Vec::new(),
            nearest: Vec::new(),
            least: 0,
            next: Vec::new(),
            farther: BinaryHeap::new(),
        }
    }

    fn clear(&mut self) {
        self.labeled.iter().for_each(|head| self.labels[*head as usize] = UNKNOWN);
        self.labeled.clear();
        self.nearest.clear();
        self.least = 0;
        self.next.clear();
        self.farther.clear();
    }

    /// Returns a number of steps that no label which is still to come falls below; all labels up to it are right.
    fn floor(&self) -> u32 {
        if !self.nearest.is_empty() {
            self.least
        } else if !self.next.is_empty() {
            self.least + 1
        } else {
            self.farther.peek().map_or(UNKNOWN, |Reverse((steps, _))| *steps)
        }
    }

    /// Sets the label of a head, if that is less than before. Returns true if it is.
    fn label(&mut self, head: u32, steps: u32) -> bool {
        let label = &mut self.labels[head as usize];
        if *label <= steps {
            return false;
        }
        if *label == UNKNOWN {
            self.labeled.push(head);
        }
        *label = steps;
        match steps - self.least {
            0 => self.nearest.push(head),
            1 => self.next.push(head),
            _ => self.farther.push(Reverse((steps, head))),
        }
        true
    }

    /// Goes on from the nearest head, and calls `labeled` with each new label. Returns the number of edges that were
    /// looked at, and one.
    fn go_on(&mut self, edges: &Edges, mut labeled: impl FnMut(usize, u32)) -> usize {
        if self.nearest.is_empty() {
            self.least = self.floor();
            std::mem::swap(&mut self.nearest, &mut self.next);
            while let Some(Reverse((steps, head))) = self.farther.peek().copied()
                && steps == self.least
            {
                self.farther.pop();
                self.nearest.push(head);
            }
        }
        let Some(head) = self.nearest.pop().filter(|head| self.labels[*head as usize] == self.least) else { return 1 };
        let edges = edges.of(head);
        for edge in edges {
            let steps = self.least + edge.steps;
            if self.label(edge.to, steps) {
                labeled(edge.to as usize, steps);
            }
        }
        1 + edges.len()
    }
}
