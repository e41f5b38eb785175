//! A cache of the records that were read last: one finding asks for the same record several times.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::record::Place;
use crate::workspace::Workspace;
use crate::yaml::Document;

/// The number of records kept: about as many as one finding mentions.
const KEPT: usize = 32;

/// The records of a workspace, of which the last ones asked for are kept in memory.
pub struct LatelyRead<'w> {
    workspace: &'w Workspace,
    /// The kept records, the one asked for last first.
    kept: RefCell<VecDeque<(Place, Option<Arc<Document>>)>>,
}

impl<'w> LatelyRead<'w> {
    /// Returns the workspace.
    pub fn workspace(&self) -> &'w Workspace {
        self.workspace
    }

    /// Makes a cache that has read nothing yet.
    pub fn new(workspace: &'w Workspace) -> LatelyRead<'w> {
        LatelyRead { workspace, kept: RefCell::default() }
    }

    /// Returns the record at a place as it is written; none if it cannot be read again.
    pub fn document(&self, place: Place) -> Option<Arc<Document>> {
        let mut kept = self.kept.borrow_mut();
        let known = kept.iter().position(|(known, _)| *known == place).and_then(|at| kept.remove(at));
        let read = known.unwrap_or_else(|| (place, self.workspace.document(place).map(Arc::new)));
        let document = read.1.clone();
        kept.push_front(read);
        kept.truncate(KEPT);
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    #[test]
    fn records_that_are_asked_for_again_are_not_read_again_while_they_are_kept() {
        let names = |i: usize| format!("---\nentity: e{i:03}\nname: Entity {i}\n");
        let text: String = (0..KEPT + 1).map(names).collect();
        let workspace = Workspace::read(vec![Input { path: "records.yaml".into(), bytes: Ok(text.into()) }]);
        let places: Vec<Place> = workspace.records.entities.iter().map(|entity| entity.place).collect();
        let lately = LatelyRead::new(&workspace);
        let first = lately.document(places[0]).expect("a record");
        assert_eq!(Some(&*first), workspace.document(places[0]).as_ref());
        assert!(places[..KEPT].iter().all(|place| lately.document(*place).is_some()));
        let is_kept = |lately: &LatelyRead| lately.document(places[0]).is_some_and(|again| Arc::ptr_eq(&first, &again));
        assert!(is_kept(&lately));
        places.iter().skip(1).for_each(|place| assert!(lately.document(*place).is_some()));
        assert!(!is_kept(&lately));
    }
}
