//! The server: it turns an address into a question to the renderer or the editor, and the result into an answer.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Redirect, Response, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;
use gainsay_model::schema::Kind;
use gainsay_store::clock::today;
use serde::Deserialize;

use super::editor::{Answer, Draft, Editor};
use super::forms::FormRequest;
use super::guard::{Guard, guard, told};
use super::renderer::{Asks, LiveFile};

/// The largest draft that is read, in bytes: a long text may be pasted.
const LARGEST: usize = 16 << 20;

/// Returns a router that answers every request. Without an editor nothing can be edited.
pub fn router(own: Guard, asks: Asks, editor: Option<Editor>) -> Router {
    let pages = Router::new()
        .route("/", get(front))
        .route("/-/changes", get(changes))
        .route("/{*path}", get(file))
        .with_state(asks.clone());
    let edits = editor.map(|editor| edits(asks, editor)).unwrap_or_default();
    pages.merge(edits).layer(from_fn_with_state(Arc::new(own), guard))
}

/// Returns a router for the requests that edit records.
fn edits(asks: Asks, editor: Editor) -> Router {
    Router::new()
        .route("/-/new/{kind}", get(new))
        .route("/-/edit/{kind}", get(edit))
        .route("/-/names/{kind}", get(names))
        .route("/-/record/{kind}", get(record))
        .route("/-/uncommitted", get(uncommitted))
        .route("/-/preview", post(preview))
        .route("/-/save", post(save))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Edits { asks, editor })
}

#[derive(Clone)]
struct Edits {
    asks: Asks,
    editor: Editor,
}

async fn front(State(asks): State<Asks>) -> Response {
    answer(asks.file("index.html".to_owned()).await)
}

async fn file(State(asks): State<Asks>, Path(path): Path<String>) -> Response {
    answer(asks.file(path).await)
}

fn answer(file: Option<LiveFile>) -> Response {
    match file {
        Some(file) => (file.status, [(CONTENT_TYPE, file.media)], file.bytes).into_response(),
        None => told(StatusCode::SERVICE_UNAVAILABLE, "The program is ending."),
    }
}

/// A page that somebody has open.
#[derive(Deserialize)]
struct Shown {
    /// The address of the page.
    page: String,
    /// The digest of the page.
    digest: String,
}

/// Answers a page when its content is no longer the one that is shown.
async fn changes(State(asks): State<Asks>, Query(shown): Query<Shown>) -> impl IntoResponse {
    let changed = async move {
        let mut rounds = asks.rounds();
        while asks.file(shown.page.clone()).await.is_some_and(|file| file.digest == shown.digest) {
            if rounds.changed().await.is_err() {
                break;
            }
        }
        Ok::<_, Infallible>(Event::default().event("changed").data(""))
    };
    Sse::new(stream::once(changed)).keep_alive(KeepAlive::default())
}

/// Returns the kind of record that a word in an address names.
fn kind_of(word: &str) -> Option<Kind> {
    Kind::of_first_key(word).filter(|kind| *kind != Kind::Manifest)
}

fn no_kind() -> Response {
    told(StatusCode::NOT_FOUND, "There is no such kind of record.")
}

async fn new(
    State(edits): State<Edits>,
    Path(kind): Path<String>,
    Query(given): Query<BTreeMap<String, String>>,
) -> Response {
    let Some(kind) = kind_of(&kind) else { return no_kind() };
    let request = FormRequest { kind, id: None, given, today: today(edits.editor.today) };
    answer(edits.asks.form(request).await)
}

/// The id of a record in a request.
#[derive(Deserialize)]
struct Named {
    id: String,
}

async fn edit(State(edits): State<Edits>, Path(kind): Path<String>, Query(named): Query<Named>) -> Response {
    let Some(kind) = kind_of(&kind) else { return no_kind() };
    let request = FormRequest { kind, id: Some(named.id), given: BTreeMap::new(), today: today(edits.editor.today) };
    answer(edits.asks.form(request).await)
}

/// A part of a name in a request.
#[derive(Deserialize)]
struct Typed {
    q: String,
}

async fn names(State(edits): State<Edits>, Path(kind): Path<String>, Query(typed): Query<Typed>) -> Response {
    let Some(kind) = kind_of(&kind) else { return no_kind() };
    Json(edits.asks.names(kind, typed.q).await.unwrap_or_default()).into_response()
}

/// Redirects to the page of a record.
async fn record(State(edits): State<Edits>, Path(kind): Path<String>, Query(named): Query<Named>) -> Response {
    let Some(kind) = kind_of(&kind) else { return no_kind() };
    let path = edits.asks.record(kind, named.id).await.unwrap_or_else(|| "index.html".to_owned());
    Redirect::to(&format!("/{path}")).into_response()
}

async fn uncommitted(State(edits): State<Edits>) -> Response {
    answer(edits.asks.uncommitted().await)
}

async fn preview(State(edits): State<Edits>, Json(draft): Json<Draft>) -> Response {
    let looked_at = tokio::task::spawn_blocking(move || edits.editor.preview(&draft)).await;
    looked_at.map_or_else(|_| failed(), |answer| Json(answer).into_response())
}

async fn save(State(edits): State<Edits>, Json(draft): Json<Draft>) -> Response {
    let editor = edits.editor;
    let saved = tokio::task::spawn_blocking(move || editor.save(&draft)).await;
    let Ok((answer, written)) = saved else { return failed() };
    if !written.is_empty() {
        // The page that is shown next takes it into account, whenever the watch notices it.
        edits.asks.tell_changed(written);
    }
    Json::<Answer>(answer).into_response()
}

fn failed() -> Response {
    told(StatusCode::INTERNAL_SERVER_ERROR, "The program has failed at this. Nothing is known to be written.")
}
