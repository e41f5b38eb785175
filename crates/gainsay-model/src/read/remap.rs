//! Records that come from elsewhere get the symbols, dates and quantities of this workspace.

use crate::interner::Symbol;
use crate::record::{
    Claim, DateId, Edge, Entity, Extras, Object, Office, Pinned, Predicate, QuantityId, RawStatement, Ruling, Source,
    Statement, StatementState, Text, Verdict,
};

/// Maps symbols, dates and quantities from elsewhere to those of this workspace.
pub(super) trait Remapper {
    /// Returns the symbol here of a word, or of the id of another record.
    fn name(&mut self, name: Symbol) -> Symbol;
    /// Returns the number here of a date.
    fn date(&mut self, date: DateId) -> DateId;
    /// Returns the number here of a quantity.
    fn quantity(&mut self, quantity: QuantityId) -> QuantityId;
}

/// A value with symbols from elsewhere in it, which get those of this workspace.
pub(super) trait Remap {
    fn rename(&mut self, here: &mut impl Remapper);
}

impl Remap for Symbol {
    fn rename(&mut self, here: &mut impl Remapper) {
        *self = here.name(*self);
    }
}

impl Remap for DateId {
    fn rename(&mut self, here: &mut impl Remapper) {
        *self = here.date(*self);
    }
}

impl<R: Remap> Remap for Option<R> {
    fn rename(&mut self, here: &mut impl Remapper) {
        if let Some(inner) = self {
            inner.rename(here);
        }
    }
}

impl<R: Remap> Remap for Vec<R> {
    fn rename(&mut self, here: &mut impl Remapper) {
        for inner in self {
            inner.rename(here);
        }
    }
}

impl<R: Remap> Remap for Box<R> {
    fn rename(&mut self, here: &mut impl Remapper) {
        self.as_mut().rename(here);
    }
}

impl<A: Remap, B: Remap> Remap for (A, B) {
    fn rename(&mut self, here: &mut impl Remapper) {
        self.0.rename(here);
        self.1.rename(here);
    }
}

/// Implements [`Remap`] for the named fields. A field that is added must be listed here if it holds symbols.
macro_rules! remap {
    ($($kind:ident: $($field:ident),*;)*) => {$(
        impl Remap for $kind {
            fn rename(&mut self, here: &mut impl Remapper) {
                $(self.$field.rename(here);)*
            }
        }
    )*};
}

remap! {
    RawStatement: subject, predicate, object;
    Statement: subject, predicate, object;
    Entity: id, kind, part_of, speaks_for, same_as, since, until, links;
    Office: whom, from, until;
    Predicate: id, domain, range, edges;
    Edge: to;
    Source: id, published, accessed, derived_from;
    Ruling: id, between, verdict, decided, until;
    Pinned: claim;
    Text: folded, written;
}

impl Remap for Claim {
    fn rename(&mut self, here: &mut impl Remapper) {
        // The id of the claim is set where it is taken in.
        let Claim { by, saying, when, said, source, more, .. } = self;
        by.rename(here);
        saying.rename(here);
        when.rename(here);
        said.rename(here);
        source.rename(here);
        more.rename(here);
    }
}

impl Remap for Extras {
    fn rename(&mut self, here: &mut impl Remapper) {
        let Extras { seal: _, on_behalf, via, utterance, scope, answers, based_on, supersedes, retracted } = self;
        on_behalf.rename(here);
        via.rename(here);
        utterance.rename(here);
        scope.rename(here);
        answers.rename(here);
        based_on.rename(here);
        supersedes.rename(here);
        retracted.rename(here);
        // Scopes are compared key by key, in the order of the symbols here.
        scope.sort_unstable_by_key(|(key, _)| *key);
    }
}

impl Remap for StatementState {
    fn rename(&mut self, here: &mut impl Remapper) {
        match self {
            StatementState::Nothing => {}
            StatementState::Written(written) => written.rename(here),
            StatementState::Read(statement) => statement.rename(here),
        }
    }
}

impl Remap for Object {
    fn rename(&mut self, here: &mut impl Remapper) {
        match self {
            Object::Entity(name) => name.rename(here),
            Object::Text(text) => text.rename(here),
            Object::Date(date) => date.rename(here),
            Object::Quantity(quantity) => *quantity = here.quantity(*quantity),
        }
    }
}

impl Remap for Verdict {
    fn rename(&mut self, here: &mut impl Remapper) {
        if let Verdict::Prefers(claim) = self {
            claim.rename(here);
        }
    }
}
