//! `rename`: a record gets another id, in every file that refers to it.

use gainsay_model::edit;
use gainsay_model::interner::is_id;
use gainsay_model::record::ObjectType;
use rustc_hash::FxHashMap;

use super::edit::{EditedRecord, Editing, refused};
use super::no_id;
use crate::Status;
use crate::args::edit::Rename;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Gives a record another id: in its own key and in every reference, or nowhere.
///
/// # Errors
/// Returns the errors of editing, and one for an id that is invalid or taken.
pub fn rename(args: &Rename, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut editing = Editing::begin(&args.options, terminal)?;
    let name = args.kind.map_or_else(|| args.old.clone(), |kind| format!("{}:{}", kind.kind().word(), args.old));
    let EditedRecord { target, .. } = editing.record(&name)?;
    if !is_id(&args.new) {
        return Err(no_id(&args.new));
    }
    let predicates = &editing.workspace.records.predicates;
    let named = predicates.iter().filter_map(|p| Some((editing.workspace.text(p.id?).to_owned(), p.object.clone()?)));
    let objects: FxHashMap<String, ObjectType> = named.collect();
    let texts = editing.all_texts()?;
    let made = edit::rename(texts, target.kind, &target.id, &args.new, &|predicate| objects.get(predicate));
    let after = made.map_err(|refusal| refused(&refusal))?;
    editing.finish(&after, &args.options, terminal)
}
