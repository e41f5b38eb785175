//! Makes fixes: the remedies of findings, as edits that a program can make.
//!
//! Findings about records have their own. Those of conflicts are made here, when they are asked for.

use gainsay_model::Workspace;
use gainsay_model::edit::{Edit, KeyPath, Target};
use gainsay_model::finding::Route;
use gainsay_model::fix::{Fix, FixEdit};
use gainsay_model::record::{Place, Rev};
use gainsay_model::schema::Kind;
use gainsay_model::value::Value;
use gainsay_model::workspace::node_at;

use crate::findings::{AnyFinding, Conflict};
use crate::rules::PairRule;

/// Returns the ways to mend a finding by edits of the workspace's own files.
pub fn fixes(workspace: &Workspace, finding: &AnyFinding) -> Vec<Fix> {
    let fixes = match finding {
        AnyFinding::Conflict(conflict) => supersede(conflict).into_iter().collect(),
        _ => finding.record_finding().map(|finding| finding.fixes.clone()).unwrap_or_default(),
    };
    let is_own = |edit: &FixEdit| workspace.files.get(edit.file() as usize).is_some_and(|file| !file.built_in);
    fixes.into_iter().filter(|fix| fix.edits.iter().all(is_own)).collect()
}

/// Returns the fix that lets the later of two claims by one speaker stand in the place of the earlier.
pub fn supersede(conflict: &Conflict) -> Option<Fix> {
    if conflict.rule != PairRule::Reversal || conflict.mechanism.is_of_sets() || conflict.ruled.is_some() {
        return None;
    }
    let [first, second] = conflict.example.in_order();
    let place = conflict.shown.iter().find(|shown| shown.claim == second)?.route.record()?;
    let record = Target::new(Kind::Claim, second);
    let edit = Edit::Add { record, key: "supersedes".to_owned(), member: Value::text(first) };
    let fix = Fix::ask(format!("let `{second}` supersede `{first}`"))
        .editing(place, edit)
        .with_command(format!("gainsay supersede {first} {second}"));
    Some(fix)
}

/// The members of a list for which a fix is made that takes one of them out: the first ones.
const MOST_TAKEN: u32 = 50;

/// A record that is to be mended.
#[derive(Clone, Copy)]
pub(crate) struct Mended<'w> {
    pub kind: Kind,
    pub id: &'w str,
    pub place: Place,
}

impl Mended<'_> {
    fn target(self) -> Target {
        Target::new(self.kind, self.id)
    }

    /// Returns the fix that gives a key a value.
    pub fn set(self, title: impl Into<String>, key: &str, value: Value) -> Fix {
        Fix::ask(title).editing(self.place, Edit::Set { record: self.target(), key: KeyPath::of(key), value })
    }

    /// Returns the fix that takes a key away.
    pub fn unset(self, key: &str) -> Fix {
        let edit = Edit::Unset { record: self.target(), key: KeyPath::of(key) };
        Fix::ask(format!("take `{key}` out of `{}`", self.id)).editing(self.place, edit)
    }

    /// Returns the fix that puts an id into the list of a key.
    pub fn add(self, key: &str, id: &str) -> Fix {
        let edit = Edit::Add { record: self.target(), key: key.to_owned(), member: Value::text(id) };
        Fix::ask(format!("add `{id}` to the `{key}` of `{}`", self.id)).editing(self.place, edit)
    }

    /// Returns the fix that takes a member, by its index, out of the list of a key, or a key away that takes no list.
    /// Returns none if the member cannot be read, or stands so far behind in a list that somebody would rather edit the
    /// list by hand: each such fix takes time by the length of the list.
    pub fn take(self, workspace: &Workspace, key: &'static str, index: u32) -> Option<Fix> {
        if self.kind.key(key).is_none_or(|known| !known.shape.is_list()) {
            return Some(self.unset(key));
        }
        if index >= MOST_TAKEN {
            return None;
        }
        let document = workspace.document(self.place)?;
        let member = Value::of(node_at(&document, Route::Key(self.place, key, Some(index)))?)?;
        let shown = match &member {
            Value::Text(text) => format!("`{text}`"),
            _ => "this member".to_owned(),
        };
        let edit = Edit::Take { record: self.target(), key: key.to_owned(), member };
        Some(Fix::ask(format!("take {shown} out of the `{key}` of `{}`", self.id)).editing(self.place, edit))
    }

    /// Returns the fix that takes the record out of its file.
    pub fn remove(self) -> Fix {
        let title = format!("take the {} `{}` out", self.kind, self.id);
        Fix::ask(title).editing(self.place, Edit::Remove { record: self.target() })
    }

    /// Returns the fix that seals the record as it is now.
    pub fn seal(self, rev: Rev) -> Fix {
        self.set(format!("seal `{}` as it is now", self.id), "rev", Value::text(rev.to_string()))
            .with_command(format!("gainsay seal {}", self.id))
    }
}
