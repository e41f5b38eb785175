//! The records of a workspace by kind, and the ways to go through all kinds.

use crate::interner::Symbol;
use crate::record::{Claim, Entity, Manifest, Place, Predicate, Rev, Ruling, Seal, Source};
use crate::schema::Kind;

/// The records of a workspace, by kind, in the order of their places.
#[derive(Default, Debug)]
pub struct Records {
    /// The claims.
    pub claims: Vec<Claim>,
    /// The entities.
    pub entities: Vec<Entity>,
    /// The predicates of the vocabulary.
    pub predicates: Vec<Predicate>,
    /// The sources.
    pub sources: Vec<Source>,
    /// The rulings.
    pub rulings: Vec<Ruling>,
    /// Returns the manifest, or its defaults.
    pub manifest: Manifest,
}

/// A record of any kind but the manifest.
pub trait Record {
    /// The kind of the record.
    const KIND: Kind;
    /// Returns the id, unless it is faulty.
    fn id(&self) -> Option<Symbol>;
    /// Returns the place of the record.
    fn place(&self) -> Place;
    /// Moves the record to another place.
    fn set_place(&mut self, place: Place);
    /// Returns the seal.
    fn seal(&self) -> Option<Seal>;
    /// Returns the sealed version.
    fn rev(&self) -> Option<Rev> {
        self.seal().map(Seal::rev)
    }
    /// Returns the predicate of the statement that the record makes, if it makes one.
    fn predicate(&self) -> Option<Symbol>;
}

/// The keys that any record has, whatever its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordHeader {
    /// The kind of the record.
    pub kind: Kind,
    /// The id of the record; none if it could not be read.
    pub id: Option<Symbol>,
    /// The place of the record.
    pub place: Place,
    /// The sealed version of the record.
    pub rev: Option<Rev>,
}

impl RecordHeader {
    /// Returns the header of a record.
    pub fn of<R: Record>(record: &R) -> RecordHeader {
        RecordHeader { kind: R::KIND, id: record.id(), place: record.place(), rev: record.rev() }
    }
}

/// A visitor of the records of every kind.
pub(crate) trait VisitorMut {
    /// Visits the records of one kind.
    fn visit<R: Record>(&mut self, records: &mut Vec<R>);
}

impl Records {
    /// Returns the headers of the records of one kind, in their order; none of the manifest.
    pub fn headers_of(&self, kind: Kind) -> Box<dyn Iterator<Item = RecordHeader> + '_> {
        fn of<R: Record>(records: &[R]) -> Box<dyn Iterator<Item = RecordHeader> + '_> {
            Box::new(records.iter().map(RecordHeader::of))
        }
        match kind {
            Kind::Claim => of(&self.claims),
            Kind::Entity => of(&self.entities),
            Kind::Predicate => of(&self.predicates),
            Kind::Source => of(&self.sources),
            Kind::Ruling => of(&self.rulings),
            Kind::Manifest => Box::new(std::iter::empty()),
        }
    }

    /// Counts the records of one kind at the beginning for whose place `is_first` returns true; it must return false
    /// for all others. The manifest does not count.
    pub fn count_first(&self, kind: Kind, is_first: &dyn Fn(Place) -> bool) -> usize {
        fn of<R: Record>(records: &[R], is_first: &dyn Fn(Place) -> bool) -> usize {
            records.partition_point(|record| is_first(record.place()))
        }
        match kind {
            Kind::Claim => of(&self.claims, is_first),
            Kind::Entity => of(&self.entities, is_first),
            Kind::Predicate => of(&self.predicates, is_first),
            Kind::Source => of(&self.sources, is_first),
            Kind::Ruling => of(&self.rulings, is_first),
            Kind::Manifest => 0,
        }
    }

    /// Returns the place of the record of that kind and index, to be changed; none of the manifest.
    pub fn place_mut(&mut self, kind: Kind, index: u32) -> Option<&mut Place> {
        let index = index as usize;
        match kind {
            Kind::Claim => self.claims.get_mut(index).map(|record| &mut record.place),
            Kind::Entity => self.entities.get_mut(index).map(|record| &mut record.place),
            Kind::Predicate => self.predicates.get_mut(index).map(|record| &mut record.place),
            Kind::Source => self.sources.get_mut(index).map(|record| &mut record.place),
            Kind::Ruling => self.rulings.get_mut(index).map(|record| &mut record.place),
            Kind::Manifest => None,
        }
    }

    /// Returns the headers of all records but the manifest, in the order of kinds and places.
    pub fn headers(&self) -> impl Iterator<Item = RecordHeader> + '_ {
        Kind::ALL.into_iter().flat_map(|kind| self.headers_of(kind))
    }

    /// Visits the records of every kind, the manifest aside.
    pub(crate) fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        visitor.visit(&mut self.claims);
        visitor.visit(&mut self.entities);
        visitor.visit(&mut self.predicates);
        visitor.visit(&mut self.sources);
        visitor.visit(&mut self.rulings);
    }

    /// Gives every record the new number of its file, and removes those whose file has none.
    pub(crate) fn renumber(&mut self, numbers: &[Option<u32>]) {
        struct Renumber<'n>(&'n [Option<u32>]);
        impl VisitorMut for Renumber<'_> {
            fn visit<R: Record>(&mut self, records: &mut Vec<R>) {
                records.retain_mut(|record| {
                    let place = record.place();
                    let number = self.0.get(place.file as usize).copied().flatten();
                    record.set_place(Place { file: number.unwrap_or_default(), ..place });
                    number.is_some()
                });
            }
        }
        self.visit_mut(&mut Renumber(numbers));
    }

    /// Sorts the records by their places.
    pub(crate) fn sort(&mut self) {
        struct Sort;
        impl VisitorMut for Sort {
            fn visit<R: Record>(&mut self, records: &mut Vec<R>) {
                records.sort_by_key(R::place);
            }
        }
        self.visit_mut(&mut Sort);
    }
}

macro_rules! records {
    ($($kind:ident: $seal:expr, $predicate:expr;)*) => {$(
        impl Record for $kind {
            const KIND: Kind = Kind::$kind;
            fn id(&self) -> Option<Symbol> {
                self.id
            }
            fn place(&self) -> Place {
                self.place
            }
            fn set_place(&mut self, place: Place) {
                self.place = place;
            }
            fn seal(&self) -> Option<Seal> {
                let seal: fn(&$kind) -> Option<Seal> = $seal;
                seal(self)
            }
            fn predicate(&self) -> Option<Symbol> {
                let predicate: fn(&$kind) -> Option<Symbol> = $predicate;
                predicate(self)
            }
        }
    )*};
}

records!(
    Claim: |claim| claim.more().seal, Claim::predicate;
    Entity: |entity| entity.seal, |_| None;
    Predicate: |predicate| predicate.seal, |_| None;
    Source: |source| source.seal, |_| None;
    Ruling: |ruling| ruling.seal, |_| None;
);
