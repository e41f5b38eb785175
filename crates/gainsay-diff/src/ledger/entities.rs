//! Entities as the checks see them: entities that are the same are one, with its parts, its offices and its life.

pub use crate::ids::EntityId;

use std::rc::Rc;

use gainsay_model::date::{Day, INFINITY, NEG_INFINITY};
use gainsay_model::record::{Entity, Office, Place};
use gainsay_model::{Symbol, Workspace};
use rustc_hash::FxHashSet;

use crate::by_name::ByName;
use crate::ledger::parts::{Interval, Parts, WayUp};

/// A `speaks-for` edge of a class.
#[derive(Clone, Copy, Debug)]
pub struct Speaks<'w> {
    /// The principal for whom the class speaks.
    pub whom: EntityId,
    /// The office, with its bounds.
    pub office: &'w Office,
    /// The record that gives the office.
    pub place: Place,
}

/// A class of entities.
#[derive(Debug)]
pub struct Class<'w> {
    /// The smallest id of its members, in byte order.
    pub representative: Symbol,
    /// The classes that any member is a part of.
    pub parents: Vec<EntityId>,
    /// The classes that are a part of any member.
    pub parts: Vec<EntityId>,
    /// The offices of any member.
    pub speaks_for: Vec<Speaks<'w>>,
    /// The kinds of the members.
    pub kinds: Vec<Symbol>,
    /// The life of the members: from the earliest `since` to the latest `until`, widened by their marks; without bound
    /// where none is given, or where it would end before it begins.
    pub life: (Day, Day),
}

/// All classes of entities.
#[derive(Debug)]
pub struct Entities<'w> {
    /// The classes by number, in the byte order of their representatives.
    pub classes: Vec<Class<'w>>,
    by_name: ByName,
    /// For each class, whether it is a part of anything: this is asked most often, and so kept close together.
    are_parts: Vec<bool>,
    /// The tree of parts and wholes, if anything is a part of something.
    parts: Option<Parts>,
    /// Whether the life of any class has a bound.
    pub have_lives: bool,
}

impl<'w> Entities<'w> {
    /// Joins entities that are `same-as` each other, and unites their parts, offices and lives.
    pub fn new(workspace: &'w Workspace) -> Entities<'w> {
        // The records are sorted by name, so that the numbers do not depend on the order of files.
        let mut records: Vec<(&str, Symbol, &Entity)> =
            workspace.entities().filter_map(|entity| Some((workspace.text(entity.id?), entity.id?, entity))).collect();
        if !records.is_sorted_by_key(|(id, ..)| *id) {
            records.sort_unstable_by_key(|(id, ..)| *id);
        }
        let mut position = ByName::default();
        for (i, (_, name, _)) in records.iter().enumerate() {
            position.set(*name, i as u32);
        }
        let mut joined = Joined::new(records.len());
        for (i, (_, _, entity)) in records.iter().enumerate() {
            for same in entity.same_as.iter().filter_map(|name| position.get(*name)) {
                joined.join(i, same as usize);
            }
        }
        // The first by name of entities that are the same is the root of them all.
        let mut number: Vec<u32> = vec![0; records.len()];
        let mut classes: Vec<Class<'w>> = Vec::new();
        let mut by_name = position;
        for (i, (_, name, entity)) in records.iter().enumerate() {
            let root = joined.root(i);
            if root == i {
                number[i] = classes.len() as u32;
                classes.push(Class {
                    representative: *name,
                    parents: Vec::new(),
                    parts: Vec::new(),
                    speaks_for: Vec::new(),
                    kinds: Vec::new(),
                    life: (INFINITY, NEG_INFINITY),
                });
            }
            let class = &mut classes[number[root] as usize];
            class.kinds.extend(entity.kind);
            // This is not yet a life: the earliest beginning given, and the latest end given.
            if let Some(since) = entity.since {
                class.life.0 = class.life.0.min(workspace.date(since).wide_span().first);
            }
            if let Some(until) = entity.until {
                class.life.1 = class.life.1.max(workspace.date(until).wide_span().last);
            }
            by_name.set(*name, number[root]);
        }
        let find = |name: Symbol| by_name.get(name).map(EntityId);
        for entity in workspace.entities().filter(|entity| !entity.part_of.is_empty() || !entity.speaks_for.is_empty())
        {
            let Some(id) = entity.id.and_then(find) else { continue };
            let class = &mut classes[id.0 as usize];
            class.parents.extend(entity.part_of.iter().filter_map(|name| find(*name)));
            let speaks = entity
                .speaks_for
                .iter()
                .filter_map(|office| Some(Speaks { whom: find(office.whom)?, office, place: entity.place }));
            class.speaks_for.extend(speaks);
        }
        for class in &mut classes {
            class.parents.sort_unstable();
            class.parents.dedup();
            class.life = life(class.life);
        }
        for part in 0..classes.len() {
            for parent in classes[part].parents.clone() {
                classes[parent.0 as usize].parts.push(EntityId(part as u32));
            }
        }
        let are_parts: Vec<bool> = classes.iter().map(|class| !class.parents.is_empty()).collect();
        let parts = are_parts.contains(&true).then(|| Parts::new(&classes));
        let have_lives = classes.iter().any(|class| class.life != (NEG_INFINITY, INFINITY));
        Entities { classes, by_name, are_parts, parts, have_lives }
    }

    /// Returns the class of a known entity.
    pub fn find(&self, name: Symbol) -> Option<EntityId> {
        self.by_name.get(name).map(EntityId)
    }

    /// Returns a class.
    pub fn class(&self, id: EntityId) -> &Class<'w> {
        &self.classes[id.0 as usize]
    }

    /// Returns all wholes of an entity, at any remove; itself only if it is part of itself.
    pub fn wholes(&self, id: EntityId) -> FxHashSet<EntityId> {
        let mut found = FxHashSet::default();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            open.extend(self.class(at).parents.iter().filter(|e| found.insert(**e)));
        }
        found
    }

    /// Returns true if one entity is, at any remove, a part of the other, or any entity is a part of both.
    pub fn overlap(&self, a: EntityId, b: EntityId) -> bool {
        a == b || self.parts.as_ref().is_some_and(|parts| parts.meet(a, b))
    }

    /// Returns true if any entity is a part of another.
    pub fn have_parts(&self) -> bool {
        self.parts.is_some()
    }

    /// Returns true if the entity is a part of another.
    pub fn is_part(&self, id: EntityId) -> bool {
        self.are_parts.get(id.0 as usize) == Some(&true)
    }

    /// Returns the fewest steps by which a part comes up to a whole; to itself, if it lies on a circle.
    pub fn steps(&self, part: EntityId, whole: EntityId) -> Option<u32> {
        self.parts.as_ref()?.steps(part, whole)
    }

    /// Returns true if any entity is a part of itself, at any remove.
    pub fn have_circles(&self) -> bool {
        self.parts.as_ref().is_some_and(Parts::have_circles)
    }

    /// Returns the place of an entity in a preorder in which all of its parts, at any remove, lie in few intervals,
    /// which are [`Entities::below`].
    pub fn place(&self, id: EntityId) -> u32 {
        self.parts.as_ref().map_or(id.0, |parts| parts.first(id))
    }

    /// Returns the intervals of an entity and all its parts.
    pub fn below(&self, id: EntityId) -> Rc<[Interval]> {
        self.parts.as_ref().map_or_else(|| Rc::from([(id.0, id.0)]), |parts| parts.below(id))
    }

    /// Returns the interval of an entity and those of its parts that hang from it.
    pub fn branch(&self, id: EntityId) -> Interval {
        self.parts.as_ref().map_or((id.0, id.0), |parts| parts.branch(id))
    }

    /// Returns the number of the head of an entity, to which straight ways lead up.
    pub fn head(&self, id: EntityId) -> u32 {
        self.parts.as_ref().map_or(0, |parts| parts.head(id))
    }

    /// Returns the straight ways on which an entity and all its wholes lie that have a wanted head, sorted.
    pub fn above(&self, id: EntityId, wanted: impl Fn(u32) -> bool) -> Vec<WayUp> {
        match &self.parts {
            Some(parts) => parts.above(id, wanted),
            None => vec![WayUp { head: 0, from: id.0 }],
        }
    }

    /// Returns the shortest way up from a part to a whole, the first by name at every step.
    pub fn way(&self, part: EntityId, whole: EntityId) -> impl Iterator<Item = EntityId> {
        let mut rest = self.steps(part, whole).map(|steps| (part, steps));
        std::iter::from_fn(move || {
            let (at, steps) = rest.take()?;
            let on_the_way = |next: &&EntityId| {
                if steps == 1 { **next == whole } else { self.steps(**next, whole) == Some(steps - 1) }
            };
            let next = match self.class(at).parents.as_slice() {
                [only] => Some(only),
                several => several.iter().find(on_the_way),
            }?;
            rest = (steps > 1).then_some((*next, steps - 1));
            Some(*next)
        })
    }
}

/// Returns a life from its earliest beginning and latest end: a bound that is not given is none, and a life that ends
/// before it begins has no bounds.
fn life((since, until): (Day, Day)) -> (Day, Day) {
    let since_or_dawn = if since == INFINITY { NEG_INFINITY } else { since };
    let until_or_dusk = if until == NEG_INFINITY { INFINITY } else { until };
    if since_or_dawn <= until_or_dusk { (since_or_dawn, until_or_dusk) } else { (NEG_INFINITY, INFINITY) }
}

/// Sets that are joined two by two.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Joined {
        Joined((0..count).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
