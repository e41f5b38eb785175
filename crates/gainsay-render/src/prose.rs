//! Sentences: the one place where conflicts, notes, reasons and answers are put into words.

pub mod ask;
mod conflicts;
mod derivations;
mod grounds;
mod times;
pub mod why;

use std::borrow::Cow;

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::{Finding, Reason};

pub use times::claim_time;

/// Returns a finding in words. What is said of records has them already.
pub fn told(finding: &AnyFinding) -> Cow<'_, Finding> {
    match finding {
        AnyFinding::Record(finding) => Cow::Borrowed(finding),
        AnyFinding::Guard(guard) => {
            let steps = guard.path.iter().map(|step| Reason::new(derivations::between(&step.kind)).at(step.route));
            Cow::Owned(Finding { because: steps.collect(), ..guard.finding.clone() })
        }
        AnyFinding::Conflict(conflict) => Cow::Owned(conflicts::conflict(conflict)),
        AnyFinding::Note(note) => Cow::Owned(conflicts::note(note)),
    }
}

/// As many texts as are listed, joined by a word, and the count of the rest: `1 or 2 or 5 more`.
fn listed(texts: &[String], more: usize, word: &str) -> String {
    let rest = (more > 0).then(|| format!("{more} more"));
    let texts: Vec<&str> = texts.iter().chain(&rest).map(String::as_str).collect();
    texts.join(&format!(" {word} "))
}
