//! Numbers by name: names are dense, so a table is as good as any map, and faster.

use gainsay_model::Symbol;

/// A number for some of the names.
#[derive(Clone, Default, Debug)]
pub struct ByName(Vec<u32>);

impl ByName {
    /// Stands for no number.
    const NONE: u32 = u32::MAX;

    /// Gives a name its number.
    pub fn set(&mut self, name: Symbol, number: u32) {
        if self.0.len() <= name.index() {
            self.0.resize(name.index() + 1, ByName::NONE);
        }
        self.0[name.index()] = number;
    }

    /// The number of a name, if it has one.
    pub fn get(&self, name: Symbol) -> Option<u32> {
        self.0.get(name.index()).copied().filter(|number| *number != ByName::NONE)
    }
}
