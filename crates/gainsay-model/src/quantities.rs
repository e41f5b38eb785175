//! The quantities of a workspace: equal ones are one, and each text is read once.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::names::Name;
use crate::quantity::Quantity;

/// A quantity of the workspace by its number: the same number is the same quantity, however it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct QuantityId(u32);

/// The quantities of a workspace.
#[derive(Default, Debug)]
pub struct Quantities {
    all: Vec<Quantity>,
    table: HashTable<u32>,
    /// What each text was read as.
    read: FxHashMap<Name, QuantityId>,
}

impl Quantities {
    /// The quantity of that number.
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        &self.all[id.0 as usize]
    }

    /// The number of what `text` writes, if it was read before.
    pub(crate) fn known(&self, text: Name) -> Option<QuantityId> {
        self.read.get(&text).copied()
    }

    /// The number of what `text` writes, read by `read` the first time.
    pub(crate) fn read<E>(&mut self, text: Name, read: impl FnOnce() -> Result<Quantity, E>) -> Result<QuantityId, E> {
        if let Some(&known) = self.read.get(&text) {
            return Ok(known);
        }
        let id = self.add(read()?);
        self.read.insert(text, id);
        Ok(id)
    }

    /// The number of a quantity.
    pub(crate) fn add(&mut self, quantity: Quantity) -> QuantityId {
        let hash = FxBuildHasher.hash_one(&quantity);
        let Self { all, table, .. } = self;
        if let Some(&known) = table.find(hash, |&i| all[i as usize] == quantity) {
            return QuantityId(known);
        }
        let number = all.len() as u32;
        all.push(quantity);
        table.insert_unique(hash, number, |&i| FxBuildHasher.hash_one(&all[i as usize]));
        QuantityId(number)
    }
}
