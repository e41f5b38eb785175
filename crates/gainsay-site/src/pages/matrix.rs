//! The matrix page: statements by speakers; a speaker who says nothing has an empty cell.

use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::matrix::{Cell, Row, matrix};
use gainsay_render::plural::plural;
use maud::{Markup, html};
use serde::Serialize;

use super::lists::{filter, shape_of};
use crate::page::{Frame, Page};
use crate::view::View;

/// The largest number of statements shown: those on which most speakers take a stance.
const MOST_ROWS: usize = 200;

/// The largest number of speakers shown: those with most statements.
const MOST_COLUMNS: usize = 24;

#[derive(Serialize)]
struct Data<'d> {
    schema: u32,
    speakers: Vec<&'d str>,
    more_speakers: usize,
    statements: Vec<RowData<'d>>,
    more_statements: usize,
}

#[derive(Serialize)]
struct RowData<'d> {
    statement: &'d str,
    contested: bool,
    cells: Vec<CellData<'d>>,
}

#[derive(Serialize)]
struct CellData<'d> {
    speaker: &'d str,
    held: &'d str,
    claims: Vec<&'d str>,
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "matrix.html");
    let matrix = matrix(view.comparer, &view.statements, &[], &view.open_claims);
    let speakers: Vec<EntityId> = matrix.speakers.iter().take(MOST_COLUMNS).copied().collect();
    let rows: Vec<&Row> = matrix
        .rows
        .iter()
        .filter(|row| row.cells.iter().any(|cell| cell.speaker < speakers.len()))
        .take(MOST_ROWS)
        .collect();
    let more = (matrix.speakers.len() - speakers.len(), matrix.rows.len() - rows.len());
    let id = |speaker: usize| matrix.speakers.get(speaker).map_or("", |id| view.entity_id(*id));
    let cell = |cell: &Cell| CellData {
        speaker: id(cell.speaker),
        held: cell.held.word(),
        claims: cell.claims.iter().map(|claim| view.workspace.text(*claim)).collect(),
    };
    let data = Data {
        schema: 1,
        speakers: speakers.iter().map(|id| view.entity_id(*id)).collect(),
        more_speakers: more.0,
        statements: rows
            .iter()
            .map(|row| RowData {
                statement: &row.statement,
                contested: row.contested,
                cells: row.cells.iter().map(cell).collect(),
            })
            .collect(),
        more_statements: more.1,
    };
    let body = html! {
        h1 { "Who says what" }
        p {
            "Statements by speakers. An empty cell is silence. ● affirmed · ✕ denied · ◐ hedged · ▸ relayed · ↯ both \
                affirmed and denied."
        }
        @if more.0 + more.1 > 0 {
            p.note {
                "Not shown: " (plural(more.0, "speaker")) " and " (plural(more.1, "statement")) "; "
                a href=(frame.to("data/matrix.csv")) {
                    "the table"
                }
                " has them all."
            }
        }
        (filter("statements"))
        @if !rows.is_empty() {
            div.scroll.matrix tabindex="0" role="group" aria-label="Statements by speakers" {
                table.sortable.filtered {
                    thead {
                        tr {
                            th scope="col" { "Statement" }
                            @for speaker in &speakers { th scope="col" { (frame.entity(view.entity_id(*speaker))) } }
                        }
                    }
                    tbody { @for row in &rows { (row_of(&frame, row, speakers.len())) } }
                }
            }
        }
    };
    frame.page("Who says what", body, &data)
}

fn row_of(frame: &Frame, row: &Row, columns: usize) -> Markup {
    let view = frame.view;
    let number = view.statements.binary_search_by(|said| said.text.as_str().cmp(&row.statement)).ok();
    let path = number.and_then(|number| view.statement_path(number as u32));
    html! {
        tr {
            th scope="row" {
                (frame.link(path, &view.naming.statement(&row.statement))) @if row.contested {
                    " " span.contested { "contested" }
                }
                @if !row.unanswered.is_empty() { " " span.contested { "unanswered" } }
            }
            @for column in 0..columns {
                @match row.cells.iter().find(|cell| cell.speaker == column) {
                    Some(cell) => td data-held=(cell.held.word()) { (held(frame, cell)) },
                    None => td {},
                }
            }
        }
    }
}

fn held(frame: &Frame, cell: &Cell) -> Markup {
    let view = frame.view;
    let path = cell.claims.first().and_then(|claim| view.claim_path(view.workspace.text(*claim)));
    html! {
        @match path {
            Some(path) => a href=(frame.to(&path)) title=(cell.held.word()) {
                span aria-hidden="true" { (shape_of(cell.held)) } span.hidden { (cell.held.word()) }
            },
            None => (cell.held.word()),
        }
    }
}
