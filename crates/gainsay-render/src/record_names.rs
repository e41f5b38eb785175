//! The name of a record in one line, for people who choose among ids.

use gainsay_model::records::RecordHeader;
use gainsay_model::schema::{Kind, STANCES};
use gainsay_model::yaml;

use crate::plain::text;
use crate::prose::Naming;

/// Returns the name of a record: for a claim who says what, for a ruling its verdict.
pub fn name_of(naming: &Naming, header: &RecordHeader) -> String {
    let workspace = naming.workspace();
    let id = header.id.map_or("", |id| workspace.text(id));
    match header.kind {
        Kind::Entity => naming.entity(id),
        Kind::Source => naming.source(id),
        Kind::Predicate => naming.predicate(id),
        Kind::Manifest => String::new(),
        Kind::Ruling => workspace
            .document(header.place)
            .and_then(|document| Some(text(&document, "verdict")?.into()))
            .unwrap_or_default(),
        Kind::Claim => {
            let document = workspace.document(header.place);
            let said = document.as_ref().and_then(|document| {
                let stance = STANCES.into_iter().find(|stance| yaml::entry(&document.entries, stance).is_some())?;
                let words = text(document, stance).map_or_else(String::new, |words| naming.statement(&words));
                Some(format!("{} {stance}: {words}", naming.entity(&text(document, "by")?)))
            });
            said.unwrap_or_default()
        }
    }
}
