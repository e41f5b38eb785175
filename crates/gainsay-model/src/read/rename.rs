//! Records that come from elsewhere: what they name is called otherwise here.

use crate::names::Name;
use crate::record::{
    Claim, DateId, Edge, Entity, More, Object, Office, Pinned, Predicate, QuantityId, Ruling, Saying, Source,
    Statement, Text, Verdict, Written,
};

/// What names, dates and quantities from elsewhere are called here.
pub(super) trait Renaming {
    /// A name, or the id of another record.
    fn name(&mut self, name: Name) -> Name;
    /// A date.
    fn date(&mut self, date: DateId) -> DateId;
    /// A quantity.
    fn quantity(&mut self, quantity: QuantityId) -> QuantityId;
}

/// What has names from elsewhere in it, and is to have those of here.
pub(super) trait Rename {
    fn rename(&mut self, here: &mut impl Renaming);
}

impl Rename for Name {
    fn rename(&mut self, here: &mut impl Renaming) {
        *self = here.name(*self);
    }
}

impl Rename for DateId {
    fn rename(&mut self, here: &mut impl Renaming) {
        *self = here.date(*self);
    }
}

impl<R: Rename> Rename for Option<R> {
    fn rename(&mut self, here: &mut impl Renaming) {
        if let Some(inner) = self {
            inner.rename(here);
        }
    }
}

impl<R: Rename> Rename for Vec<R> {
    fn rename(&mut self, here: &mut impl Renaming) {
        for inner in self {
            inner.rename(here);
        }
    }
}

impl<R: Rename> Rename for Box<R> {
    fn rename(&mut self, here: &mut impl Renaming) {
        self.as_mut().rename(here);
    }
}

impl<A: Rename, B: Rename> Rename for (A, B) {
    fn rename(&mut self, here: &mut impl Renaming) {
        self.0.rename(here);
        self.1.rename(here);
    }
}

/// Renames what is named in these fields; that no other holds names is for whoever adds one to see to.
macro_rules! rename {
    ($($kind:ident: $($field:ident),*;)*) => {$(
        impl Rename for $kind {
            fn rename(&mut self, here: &mut impl Renaming) {
                $(self.$field.rename(here);)*
            }
        }
    )*};
}

rename! {
    Written: subject, predicate, object;
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

impl Rename for Claim {
    fn rename(&mut self, here: &mut impl Renaming) {
        // Its id is given to it where it is taken in.
        let Claim { by, saying, when, said, source, more, .. } = self;
        by.rename(here);
        saying.rename(here);
        when.rename(here);
        said.rename(here);
        source.rename(here);
        more.rename(here);
    }
}

impl Rename for More {
    fn rename(&mut self, here: &mut impl Renaming) {
        let More { rev: _, on_behalf, via, utterance, scope, answers, based_on, supersedes, retracted } = self;
        on_behalf.rename(here);
        via.rename(here);
        utterance.rename(here);
        scope.rename(here);
        answers.rename(here);
        based_on.rename(here);
        supersedes.rename(here);
        retracted.rename(here);
        // Scopes are compared key by key, in the order of the names of here.
        scope.sort_unstable_by_key(|(key, _)| *key);
    }
}

impl Rename for Saying {
    fn rename(&mut self, here: &mut impl Renaming) {
        match self {
            Saying::Nothing => {}
            Saying::Written(written) => written.rename(here),
            Saying::Read(statement) => statement.rename(here),
        }
    }
}

impl Rename for Object {
    fn rename(&mut self, here: &mut impl Renaming) {
        match self {
            Object::Entity(name) => name.rename(here),
            Object::Text(text) => text.rename(here),
            Object::Date(date) => date.rename(here),
            Object::Quantity(quantity) => *quantity = here.quantity(*quantity),
        }
    }
}

impl Rename for Verdict {
    fn rename(&mut self, here: &mut impl Renaming) {
        if let Verdict::Prefers(claim) = self {
            claim.rename(here);
        }
    }
}
