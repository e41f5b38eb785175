//! Similar words, looked for after a workspace was read without them.

use rustc_hash::FxHashMap;

use crate::finding::{Finding, Route};
use crate::read::Suggest;
use crate::unknown_reference::Unknown;
use crate::workspace::Workspace;

use super::Suggestions;
use super::index::ReferenceIndex;

impl Workspace {
    /// Returns whether similar words were looked for where a reference leads to a record that is not there.
    pub fn has_near_words(&self) -> bool {
        self.suggest == Suggest::All
    }

    /// Has the references for which no similar words were looked for yet point to where their records stand now.
    pub fn lead_references(&mut self, lead: impl Fn(&mut Route)) {
        for unknown in &mut self.put_off {
            lead(&mut unknown.route);
            if let Some(said) = &mut unknown.said {
                let mut route = Route::Record(said.place);
                lead(&mut route);
                said.place = route.record().unwrap_or(said.place);
            }
        }
    }

    /// Returns true if words similar to unknown ones are still to be looked for.
    pub fn puts_off_near_words(&self) -> bool {
        !self.put_off.is_empty()
    }

    /// Looks for words similar to unknown ones for some of the findings of a workspace that was read without them
    /// ([`Suggest::Remedies`]).
    pub fn add_near_words<'f>(&self, findings: impl IntoIterator<Item = &'f mut Finding>) {
        if self.put_off.is_empty() {
            return;
        }
        let index = ReferenceIndex::default();
        let suggestions = Suggestions::new(self, Suggest::All, &index, None);
        let by_finding: FxHashMap<(Route, &str, &str), &Unknown> = self
            .put_off
            .iter()
            .map(|unknown| {
                let (rule, key) = suggestions.told_by(unknown);
                ((unknown.route, rule, key), unknown)
            })
            .collect();
        for finding in findings {
            let (Some(label), Some(key)) = (finding.labels.first(), &finding.key) else { continue };
            if let Some(unknown) = by_finding.get(&(label.route, finding.rule, key.as_str())) {
                let text = self.text(unknown.name);
                // Whatever is told otherwise of the same place stays.
                if finding.help == suggestions.plain_advice(unknown, text).help {
                    let advice = suggestions.near(unknown, text);
                    (finding.help, finding.fixes) = (advice.help, advice.fixes);
                }
            }
        }
    }
}
