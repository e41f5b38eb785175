//! Numbers by symbol: symbols are dense, so that a table does as well as a map, and is faster.

use gainsay_model::Symbol;

/// A table of numbers for some of the symbols.
#[derive(Clone, Default, Debug)]
pub struct ByName(Vec<u32>);

impl ByName {
    /// The value for a symbol without a number.
    const NONE: u32 = u32::MAX;

    /// Gives a symbol its number.
    pub fn set(&mut self, name: Symbol, number: u32) {
        if self.0.len() <= name.index() {
            self.0.resize(name.index() + 1, ByName::NONE);
        }
        self.0[name.index()] = number;
    }

    /// Returns the number of a symbol, if it has one.
    pub fn get(&self, name: Symbol) -> Option<u32> {
        self.0.get(name.index()).copied().filter(|number| *number != ByName::NONE)
    }
}
