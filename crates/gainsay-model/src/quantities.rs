//! The quantities of a workspace. Equal quantities are stored once, and each text is read once.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::interner::Symbol;
use crate::quantity::{Quantity, QuantityFault, is_ambiguous};

/// A quantity of the workspace by its number. Equal numbers are equal quantities, however they are written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct QuantityId(u32);

/// Whether a quantity could be meant otherwise than it is read ([`is_ambiguous`]).
pub(crate) type Ambiguous = bool;

/// The quantities of a workspace.
#[derive(Default, Debug)]
pub struct Quantities {
    all: Vec<Quantity>,
    table: HashTable<u32>,
    /// The quantity that each text was read as, and whether it could be meant otherwise.
    read: FxHashMap<Symbol, (QuantityId, Ambiguous)>,
}

impl Quantities {
    /// Returns the quantity of that number.
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        &self.all[id.0 as usize]
    }

    /// Returns the number of the quantity that `text` writes, if the text was read before.
    pub(crate) fn known(&self, text: Symbol) -> Option<(QuantityId, Ambiguous)> {
        self.read.get(&text).copied()
    }

    /// Returns the number of the quantity that the text of a symbol writes, read for the first time.
    pub(crate) fn read(&mut self, name: Symbol, text: &str) -> Result<(QuantityId, Ambiguous), QuantityFault> {
        if let Some(&known) = self.read.get(&name) {
            return Ok(known);
        }
        let known = (self.add(Quantity::read(text)?), is_ambiguous(text));
        self.read.insert(name, known);
        Ok(known)
    }

    /// Returns the number of a quantity.
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
