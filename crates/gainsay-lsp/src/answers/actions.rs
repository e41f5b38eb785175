//! Code actions for findings: their own fixes.

use std::collections::HashMap;
use std::ops::Range as Bytes;

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fixes::fixes;
use gainsay_model::fix::Fix;
use gainsay_model::lately::LatelyRead;
use gainsay_model::yaml::Span;
use lsp_types::{CodeAction, CodeActionKind, TextEdit, Uri, WorkspaceEdit};

use super::{Answer, Answers, answer};
use crate::query::OpenFile;

impl Answers<'_, '_> {
    pub(super) fn actions(&self, file: &OpenFile, within: Bytes<usize>) -> Answer {
        let Some(number) = self.last.file(&file.path) else { return answer(Vec::<CodeAction>::new()) };
        let meets = |finding: &&AnyFinding| {
            let here = finding.places().filter(|route| route.file() == number);
            here.map(|route| self.workspace().span(route))
                .any(|span| span.start as usize <= within.end && within.start <= span.end as usize)
        };
        let found = self.last.findings_in(number).filter(|finding| finding.ruled().is_none()).filter(meets);
        let fixes = found.flat_map(|finding| fixes(self.workspace(), finding));
        answer(fixes.filter_map(|fix| self.action(&fix)).collect::<Vec<_>>())
    }

    /// Returns a fix as an action; none if it cannot be made.
    fn action(&self, fix: &Fix) -> Option<CodeAction> {
        let mut translator = self.translator();
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for (file, splice) in fix.splices(&LatelyRead::new(self.workspace())).ok()? {
            let bytes = |at: usize| u32::try_from(at).ok();
            let span = Span { start: bytes(splice.range.start)?, end: bytes(splice.range.end)? };
            let location = translator.location(file, span);
            changes.entry(location.uri).or_default().push(TextEdit::new(location.range, splice.text));
        }
        (!changes.is_empty()).then(|| CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QuickFix),
            is_preferred: fix.is_safe().then_some(true),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            ..CodeAction::default()
        })
    }
}
