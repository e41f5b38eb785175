//! The history page: the effect of each of the last commits, in the words of `diff`.

use gainsay_render::html::text;
use gainsay_render::plural::plural;
use maud::{Markup, html};
use serde::Serialize;

use crate::history::{Episode, ToldConflict};
use crate::page::{Frame, Page};
use crate::shown::Shown;
use crate::view::View;

#[derive(Serialize)]
struct Data<'d> {
    schema: u32,
    commits: &'d [Episode],
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "history.html");
    let body = html! {
        h1 { "History" }
        @if view.history.is_empty() {
            p { "No commit that changed a record is known here." }
        } @else {
            p {
                "What the last " (plural(view.history.len(), "commit")) " did to the records and to the \
                    contradictions between them; the last one comes first."
            }
        }
        @for one in view.history { (episode(&frame, one, false)) }
    };
    frame.page("History", body, &Data { schema: 1, commits: view.history })
}

/// Makes the page of the changes that are not committed yet.
pub fn uncommitted(view: &View, told: Option<&Episode>) -> Page {
    let frame = Frame::passing(view);
    let title = "Not committed yet";
    let body = html! {
        h1 { (title) }
        @match told {
            None => p { (text("There is no commit yet to compare the files with: `git commit` makes one.")) },
            Some(told) if told.changes.is_empty() && told.more_changes == 0 => {
                p { "The files are as the last commit has them." }
            },
            Some(told) => {
                p { (text("This is what the files say, and the last commit does not: `git commit` keeps it.")) }
                (episode(&frame, told, false))
            }
        }
    };
    frame.page(title, body, &())
}

/// Returns the effect of a commit. `in_short` leaves out the records.
pub fn episode(frame: &Frame, told: &Episode, in_short: bool) -> Markup {
    html! {
        article.episode {
            @let untitled = if told.commit.is_empty() { "Since the last commit" } else { "A change" };
            @let title = told.title.as_deref().unwrap_or(untitled);
            @if in_short { h3 { (Shown(title)) } } @else { h2 { (Shown(title)) } }
            @if !told.commit.is_empty() { p.note {
                code { (told.commit) } ", " time datetime=(told.date) { (Shown(&frame.view.naming.date(&told.date))) }
                @if let Some(author) = &told.author { ", " (Shown(author)) }
            } }
            p { (text(&told.verdict)) "; " (text(&told.summary)) "." }
            (conflicts(frame, "Introduced", "introduced", &told.introduced))
            (conflicts(frame, "Changed", "changed", &told.changed))
            (conflicts(frame, "Resolved", "resolved", &told.resolved))
            @if told.more_conflicts > 0 { p.more { "and " (plural(told.more_conflicts, "more contradiction")) } }
            @if !in_short && !told.changes.is_empty() {
                details open[told.changes.len() <= 12] {
                    summary { (plural(told.changes.len() + told.more_changes, "record")) }
                    ul.rows {
                        @for change in &told.changes {
                            li {
                                (change.kind) " " code { (Shown(&change.id)) }
                                @if let Some(was) = &change.was { ", was " code { (Shown(was)) } }
                                ": " (text(&change.meaning))
                                @if !change.gist.is_empty() { p.gist { (Shown(&change.gist)) } }
                            }
                        }
                    }
                    @if told.more_changes > 0 { p.more { "and " (plural(told.more_changes, "more record")) } }
                }
            }
        }
    }
}

fn conflicts(frame: &Frame, title: &str, class: &str, all: &[ToldConflict]) -> Markup {
    let view = frame.view;
    let page = |told: &ToldConflict| {
        let finding = view.finding_of(&told.fingerprint)?;
        view.conflict(finding).and_then(|_| view.conflict_path(finding))
    };
    html! {
        @if !all.is_empty() {
            div class={ "changes " (class) } {
                p.sort { (title) }
                ul.rows {
                    @for told in all {
                        li {
                            span.kind { (Shown(&told.kind)) } " "
                            @match page(told) {
                                Some(path) => a href=(frame.to(&path)) { (text(&told.message)) }
                                , None => (text(&told.message))
                            }
                        }
                    }
                }
            }
        }
    }
}
