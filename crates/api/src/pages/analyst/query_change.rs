//! A3: sharing one's own saved query, and removing it: the question, and the deed.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{SaveError, is_own_query, remove_query, share_query};
use hub_store::{Saved, State};
use hub_ui::view::{Link, QueryRemove};

use super::super::Page;
use super::super::form::SignedForm;
use super::super::reader::Reader;
use super::super::words;
use super::queries::QUERIES;
use super::tokens::breadcrumbs;
use crate::clock::local;
use crate::problem::{Kind, Problem, Result};

/// `POST /analyst/queries/{id}/sharing`
pub(crate) async fn share(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let state = reader.hub.state().await?;
    let saved = find(&reader, &state, &id)?;
    let shared = match fields.text("shared") {
        Some("yes") => true,
        Some("no") => false,
        _ => return Err(Problem::parameter("shared", "yes or no")),
    };
    let journal = reader.hub.store.journal();
    match share_query(journal, reader.principal(), &saved.query.id, shared).await {
        // The list says how it stands.
        Ok(()) | Err(SaveError::TooManySharings) => Ok(to_list("shared", saved)),
        Err(error) => Err(problem(error)),
    }
}

/// `GET /analyst/queries/{id}/remove`
pub(crate) async fn ask(reader: Reader, Path(id): Path<String>) -> Result<Response> {
    reader.params.only(&[])?;
    let state = reader.hub.state().await?;
    let saved = find(&reader, &state, &id)?;
    if saved.is_removed {
        return Ok(to_list("removed", saved));
    }
    let query = &saved.query;
    let view = QueryRemove {
        name: query.name.clone(),
        saved: words::date_time(local(query.at)),
        release: query.release.to_string(),
        sql: query.sql.clone(),
        effects: effects(saved),
        action: format!("{QUERIES}/{}/remove", query.id),
        back: Link::new("Keep it", QUERIES),
    };
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::a3_query_remove(&frame, &view)).into_response())
}

/// `POST /analyst/queries/{id}/remove`
pub(crate) async fn remove(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let state = reader.hub.state().await?;
    let saved = find(&reader, &state, &id)?;
    let journal = reader.hub.store.journal();
    remove_query(journal, reader.principal(), &saved.query.id)
        .await
        .map_err(problem)?;
    tracing::info!(query = %saved.query.id, "saved query removed");
    Ok(to_list("removed", saved))
}

/// A query that the reader saved, removed or not. Those of others they cannot change.
fn find<'a>(reader: &Reader, state: &'a State, id: &str) -> Result<&'a Saved> {
    let saved = state.saved.get(id);
    saved
        .filter(|saved| is_own_query(saved, reader.principal()))
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

/// Back to the list, which says what was done, if it was.
fn to_list(done: &str, saved: &Saved) -> Response {
    Redirect::to(&format!("{QUERIES}?{done}={}", saved.query.id)).into_response()
}

/// What happens when a query is removed, one sentence each.
fn effects(saved: &Saved) -> Vec<String> {
    let mut effects = vec!["You do not find it in your list any more.".to_owned()];
    if saved.is_shared {
        effects.push("Everybody else who sees it now does not find it any more either.".to_owned());
    }
    effects.push(
        "The journal of the hub, which nobody can change, still says what it was. Only the operator of the hub can read that."
            .to_owned(),
    );
    effects
}

fn problem(error: SaveError) -> Problem {
    match error {
        SaveError::NotFound => Problem::plain(Kind::NotFound),
        SaveError::Store(error) => error.into(),
        other => Problem::internal(other),
    }
}
