//! The findings about quotes and copies.

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::fix::Fix;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_model::value::Value;
use gainsay_sources::{Nearest, Side, WIDEST_GAP};

use crate::fixes::Mended;

use super::{CopyState, Plan, QuoteState, Seen, Why};

/// Returns the findings, in no order.
pub(super) fn of(workspace: &Workspace, plan: &Plan, seen: &[Seen]) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        plan.translated.iter().map(|claim| translation_without_quote(workspace, *claim)).collect();
    for seen in seen {
        findings.extend(of_copy(workspace, seen));
        for (claim, state) in &seen.quotes {
            findings.extend(match state {
                QuoteState::Found(found) if found.far_apart => Some(far_apart(workspace, *claim)),
                QuoteState::NotFound { nearest, passage } => {
                    let finding = not_found(workspace, *claim, seen, nearest.as_ref());
                    Some(finding.with_fix(quoted_anew(workspace, *claim, passage.as_deref())))
                }
                QuoteState::Unchecked(Why::EmptyQuote) => Some(empty_quote(workspace, *claim)),
                QuoteState::Found(_) | QuoteState::Unchecked(_) => None,
            });
        }
    }
    findings
}

pub(super) fn of_copy(workspace: &Workspace, seen: &Seen) -> Option<Finding> {
    let source = &workspace.records.sources[seen.source];
    let id = source.id.map_or("", |id| workspace.text(id));
    let path = escaped(&seen.path);
    let about = |rule: &'static str, key: &'static str, message: String| {
        Finding::about(rule, Route::Key(source.place, key, None), message).of(Kind::Source, id)
    };
    match &seen.copy {
        CopyState::Read | CopyState::CouldNotLook(_) => None,
        CopyState::Outside => Some(
            about("wrong-shape", "file", format!("`file` of `{id}` leads out of the workspace"))
                .keyed("file")
                .help("keep the copy inside the workspace, and give its path from the record's own file"),
        ),
        CopyState::Missing(why) => {
            let why = why
                .as_deref()
                .map_or_else(|| format!("there is no file {path}"), |why| format!("{path} cannot be read: {why}"));
            Some(
                about("missing-copy", "file", format!("the copy of `{id}` is missing: {why}"))
                    .help("put the copy there, or correct `file`: its path from the record's own file"),
            )
        }
        CopyState::Changed { now, by_line_ends } => {
            let finding = about(
                "source-changed",
                "sha256",
                format!("the copy of `{id}` is not the file whose digest the source gives"),
            )
            .seen(format!("not that of {path}"))
            .because(format!("the digest of the file is now {now}"), None);
            Some(if *by_line_ends {
                finding.because("the digest fits once CRLF is read as LF, so it was git that changed the line ends", None).help(format!(
                    "write `/{path} -text` into .gitattributes; then delete the file and let `git checkout -- '{path}'` write it anew"
                ))
            } else {
                let title = format!("take over the digest of {path} as it is now");
                let record = Mended { kind: Kind::Source, id, place: source.place };
                finding
                    .help("put the old copy back; if the new one is meant, look whether the quotes stand in it before you write its digest")
                    .with_fix(record.set(title, "sha256", Value::text(now)))
            })
        }
    }
}

fn about_quote(
    workspace: &Workspace,
    claim: usize,
    rule: &'static str,
    message: impl FnOnce(&str) -> String,
) -> Finding {
    let claim = &workspace.records.claims[claim];
    let id = claim.id.map_or("", |id| workspace.text(id));
    Finding::about(rule, Route::Key(claim.place, "quote", None), message(id)).of(Kind::Claim, id)
}

fn not_found(workspace: &Workspace, claim: usize, seen: &Seen, nearest: Option<&Nearest>) -> Finding {
    let source = &workspace.records.sources[seen.source];
    let source = source.id.map_or("", |id| workspace.text(id));
    let finding = about_quote(workspace, claim, "quote-not-found", |id| {
        format!("the quote of `{id}` does not stand in the copy of `{source}`")
    })
    .of(Kind::Source, source)
    .seen(format!("not in {}", escaped(&seen.path)));
    let Some(nearest) = nearest else {
        return finding.because("nothing like it stands there", None).help(HELP);
    };
    let finding = if nearest.out_of_order {
        finding.because("each piece stands there by itself, but not in this order", None)
    } else {
        finding
    };
    finding
        .because(format!("nearest, on line {} of its text: {}", nearest.line, escaped(&nearest.text)), None)
        .because(format!("what differs: {}", escaped(&differences(nearest))), None)
        .help(HELP)
}

/// Returns the fix that quotes a passage of the copy in the place of a quote that does not stand there.
fn quoted_anew(workspace: &Workspace, claim: usize, passage: Option<&str>) -> Option<Fix> {
    let claim = &workspace.records.claims[claim];
    let record = Mended { kind: Kind::Claim, id: workspace.text(claim.id?), place: claim.place };
    Some(record.set("quote the nearest passage", "quote", Value::text(passage?)))
}

const HELP: &str = "quote the words as they stand; mark what is left out by `[…]` and what is put in by brackets";

/// Returns the words of both, those of the quote alone as `[-…-]`, those of the text alone as `{+…+}`.
pub(super) fn differences(nearest: &Nearest) -> String {
    let part = |side: Side, words: &str| match side {
        Side::Both => words.to_owned(),
        Side::Quote => format!("[-{words}-]"),
        Side::Text => format!("{{+{words}+}}"),
    };
    nearest.diff.iter().map(|difference| part(difference.side, &difference.words)).collect()
}

fn empty_quote(workspace: &Workspace, claim: usize) -> Finding {
    about_quote(workspace, claim, "empty-quote", |id| {
        format!("the quote of `{id}` has no letter or digit that could be looked for")
    })
    .help("give the words of the source; what stands in brackets is not looked for")
}

fn far_apart(workspace: &Workspace, claim: usize) -> Finding {
    about_quote(workspace, claim, "far-apart", |id| {
        format!("two pieces of the quote of `{id}` stand more than {WIDEST_GAP} characters apart in the source")
    })
    .help("look whether they belong together; else make two claims of it")
}

fn translation_without_quote(workspace: &Workspace, claim: usize) -> Finding {
    let claim = &workspace.records.claims[claim];
    let id = claim.id.map_or("", |id| workspace.text(id));
    let message = format!("`{id}` has a translation and no quote that it could be held against");
    Finding::about("translation-without-quote", Route::Key(claim.place, "translation", None), message)
        .of(Kind::Claim, id)
        .help("give the words of the source as `quote`")
}
