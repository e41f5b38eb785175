//! References to records that are not there.

use crate::interner::Symbol;
use crate::record::{Place, RawStatement, Stance};
use crate::route::Route;
use crate::schema::Kind;

/// A reference to a record that is not there.
#[derive(Clone, Debug)]
pub(crate) struct Unknown {
    /// The kind of the record that refers.
    pub kind: Kind,
    /// The id of the record that refers.
    pub id: Option<Symbol>,
    /// The route to the reference.
    pub route: Route,
    /// The kind of record that is referred to.
    pub wanted: Kind,
    /// The word that refers.
    pub name: Symbol,
    /// The statement that the word stands in.
    pub said: Option<StatementContext>,
    /// Whether there are several words in the place of an id.
    pub phrase: bool,
}

/// The statement that a reference stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatementContext {
    pub place: Place,
    pub stance: Stance,
    pub written: RawStatement,
}
