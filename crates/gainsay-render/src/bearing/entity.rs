//! Everything that concerns an entity.

use std::borrow::Cow;

use gainsay_diff::ledger::entities::EntityId;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{DateId, Entity, Object, Office};
use serde::Serialize;

use super::{Ground, claims_that};

/// Everything that concerns an entity, and all entities that are the same.
#[derive(Serialize)]
pub struct Bearing<'w> {
    pub(crate) same_as: Vec<&'w str>,
    pub(crate) part_of: Vec<&'w str>,
    pub(crate) parts: Vec<&'w str>,
    pub(crate) speaks_for: Vec<Spoken<'w>>,
    pub(crate) spoken_for_by: Vec<Spoken<'w>>,
    pub(crate) claims_by: Vec<&'w str>,
    pub(crate) claims_about: Vec<&'w str>,
}

/// An office: the other entity, and the dates from which and until which it is held.
#[derive(Serialize)]
pub struct Spoken<'w> {
    pub(crate) entity: &'w str,
    pub(crate) from: Option<Cow<'w, str>>,
    pub(crate) until: Option<Cow<'w, str>>,
}

impl<'w> Bearing<'w> {
    /// Collects everything that concerns an entity.
    pub fn of(ground: &Ground<'_, 'w>, entity: &'w Entity) -> Bearing<'w> {
        let workspace = ground.workspace;
        let entities = &ground.comparer.ledger.entities;
        let class = entity.id.and_then(|id| entities.find(id));
        let is_it = |name: Symbol| class.is_some() && entities.find(name) == class;
        let text = |id: Symbol| workspace.text(id);
        let representatives = |ids: &[EntityId]| -> Vec<&'w str> {
            ids.iter().map(|id| ground.comparer.ledger.entity_text(*id)).collect()
        };
        let members = || workspace.entities().filter(|other| other.id.is_some_and(is_it));
        let object = |object: &Object| if let Object::Entity(name) = object { is_it(*name) } else { false };
        let bounds = |office: &Office, whom: Symbol| {
            let date = |id: Option<DateId>| id.map(|id| workspace.dates.text(id));
            Spoken { entity: text(whom), from: date(office.from), until: date(office.until) }
        };
        Bearing {
            same_as: members().filter_map(|other| other.id).filter(|id| Some(*id) != entity.id).map(text).collect(),
            part_of: class.map(|id| representatives(&entities.class(id).parents)).unwrap_or_default(),
            parts: class.map(|id| representatives(&entities.class(id).parts)).unwrap_or_default(),
            speaks_for: members()
                .flat_map(|member| &member.speaks_for)
                .map(|office| bounds(office, office.whom))
                .collect(),
            spoken_for_by: workspace
                .entities()
                .filter_map(|other| Some((other.id?, other)))
                .flat_map(|(id, other)| other.speaks_for.iter().map(move |office| (id, office)))
                .filter(|(_, office)| is_it(office.whom))
                .map(|(id, office)| bounds(office, id))
                .collect(),
            claims_by: claims_that(workspace, |claim| claim.by.is_some_and(is_it)),
            claims_about: claims_that(workspace, |claim| {
                claim.statement().is_some_and(|s| is_it(s.subject) || object(&s.object))
            }),
        }
    }
}
