//! A3: queries that people keep, and how they save one.
//!
//! Only what the gate accepts is saved: it is asked for a description first, which reads no figure. So no text of a query
//! that is refused is ever kept.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{
    AskError, QUERY_NAME_CHARS_MAX, QueryWish, Question, SAVED_CHARS_MAX, SAVED_MAX,
    SAVES_A_DAY_MAX, SHARINGS_MAX, SaveError, Transport, is_own_query, own_query, save_query,
    seen_queries, unfit_query,
};
use hub_standard::ids::ReleaseId;
use hub_store::{Saved, State};
use hub_ui::view::{FormError, Link, QueryPage, SaveForm, SavedItem};

use super::super::Page;
use super::super::form::SignedForm;
use super::super::reader::Reader;
use super::super::words;
use super::asked::{self, ASKED_MAX};
use super::result::thousands;
use super::sql::refused;
use super::tokens::{breadcrumbs, role_words};
use super::{CHARACTERS_MAX, address, closed};
use crate::clock::local;
use crate::identity::Role;
use crate::problem::{Kind, Problem, Result};

/// Where they are.
pub(super) const QUERIES: &str = "/analyst/queries";
/// Most saved queries on a page.
const QUERIES_SEEN: usize = 50;

/// What can be asked on a page can be saved.
const _: () = assert!(CHARACTERS_MAX <= SAVED_CHARS_MAX);

/// `GET /analyst/queries`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader
        .params
        .only(&["page", "saved", "shared", "removed"])?;
    let number = match reader.params.text("page") {
        None => 1,
        Some(text) => {
            whole(text).ok_or_else(|| Problem::parameter("page", "a whole number from 1 on"))?
        }
    };
    let state = reader.hub.state().await?;
    let view = QueryPage {
        notice: notice(&reader, &state),
        ..view(&reader, &state, number).await
    };
    Ok(render(&reader, &view).await)
}

/// `POST /analyst/queries`
pub(crate) async fn save(form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
    let as_at: Option<ReleaseId> = fields.get("as_at")?;
    let (name, sql) = (text("name"), text("q"));
    let typed = |release: &str| SaveForm {
        name: name.clone(),
        release: release.to_owned(),
        ..form_of(&sql)
    };
    let unfit = unfit_query(&name, &sql);
    if !unfit.is_empty() {
        let errors = unfit
            .into_iter()
            .map(form_error)
            .collect::<Result<Vec<_>>>()?;
        let release = as_at.map(|release| release.to_string());
        return again(&reader, typed(&release.unwrap_or_default()), errors).await;
    }
    let release = reader.hub.asking.release(as_at.as_ref()).await?;
    if let Some((status, message)) = refusal(&reader, &sql, &release.id).await? {
        let errors = vec![of_field("q", message)];
        let page = again(&reader, typed(&release.id.to_string()), errors).await?;
        return Ok((status, page).into_response());
    }
    let wish = QueryWish {
        name: name.clone(),
        sql: sql.clone(),
        release: release.id.clone(),
    };
    let (hub, by) = (&reader.hub, reader.principal());
    match save_query(hub.store.journal(), by, &wish, hub.clock.now()).await {
        Ok(id) => {
            tracing::info!(query = %id, "query saved");
            Ok(Redirect::to(&format!("{QUERIES}?saved={id}")).into_response())
        }
        Err(error) => {
            let errors = vec![form_error(error)?];
            again(&reader, typed(&release.id.to_string()), errors).await
        }
    }
}

/// The form under the result of a query.
pub(super) fn form(sql: &str, release: &ReleaseId) -> SaveForm {
    SaveForm {
        release: release.to_string(),
        ..form_of(sql)
    }
}

fn form_of(sql: &str) -> SaveForm {
    SaveForm {
        name: String::new(),
        name_characters_max: QUERY_NAME_CHARS_MAX,
        sql: sql.to_owned(),
        characters_max: CHARACTERS_MAX,
        release: String::new(),
    }
}

/// Why the gate does not answer a query, if so. Nothing is read.
async fn refusal(
    reader: &Reader,
    sql: &str,
    release: &ReleaseId,
) -> Result<Option<(StatusCode, String)>> {
    let question = Question {
        sql,
        values: Vec::new(),
        as_at: Some(release),
        transport: Transport::Page,
    };
    let asking = &reader.hub.asking;
    Ok(match asking.describe(reader.principal(), &question).await {
        Ok((_, described)) if described.values.is_empty() => None,
        Ok(_) => Some((
            Kind::QueryRefused.status(),
            "A saved query has no places for values. Write the values into it in place of $1"
                .to_owned(),
        )),
        Err(AskError::Refused(refusal)) => Some((Kind::QueryRefused.status(), refused(&refusal))),
        Err(AskError::Busy) => Some((
            Kind::TooManyQueries.status(),
            format!(
                "{}. Try again in a few seconds",
                Kind::TooManyQueries.title()
            ),
        )),
        Err(error) => return Err(error.into()),
    })
}

/// What is said of what stands in the way, where it can be put right.
fn form_error(error: SaveError) -> Result<FormError> {
    let (field, message) = match error {
        SaveError::Name => (
            "name",
            format!("Enter a name of 1 to {QUERY_NAME_CHARS_MAX} characters"),
        ),
        SaveError::Text => (
            "q",
            format!(
                "Enter a query of 1 to {} characters",
                thousands(SAVED_CHARS_MAX)
            ),
        ),
        SaveError::NameTaken => (
            "name",
            "You have another saved query of this name. Choose another name, or remove that query first"
                .to_owned(),
        ),
        SaveError::TooMany => (
            "name",
            format!(
                "You have {SAVED_MAX} saved queries, and cannot save another. Remove one that you do not need any more"
            ),
        ),
        SaveError::TooManyToday => (
            "name",
            format!(
                "You have saved {SAVES_A_DAY_MAX} queries in the last 24 hours, and cannot save another today"
            ),
        ),
        SaveError::Store(error) => return Err(error.into()),
        other => return Err(Problem::internal(other)),
    };
    Ok(of_field(field, message))
}

fn of_field(field: &str, message: String) -> FormError {
    FormError {
        field: field.to_owned(),
        message,
    }
}

/// The page once more, with what stands in the way.
async fn again(reader: &Reader, form: SaveForm, errors: Vec<FormError>) -> Result<Response> {
    let state = reader.hub.state().await?;
    let view = QueryPage {
        form: Some(form),
        errors,
        ..view(reader, &state, 1).await
    };
    let page = render(reader, &view).await;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(reader: &Reader, view: &QueryPage) -> Page {
    let frame = reader.frame(breadcrumbs()).await;
    Page(hub_ui::pages::a3_queries(&frame, view))
}

async fn view(reader: &Reader, state: &State, number: usize) -> QueryPage {
    let by = reader.principal();
    let seen = seen_queries(state, by);
    let n_own = seen.iter().filter(|saved| is_own_query(saved, by)).count();
    let number = number.min(seen.len().div_ceil(QUERIES_SEEN)).max(1);
    let before = (number - 1) * QUERIES_SEEN;
    let shown = seen.iter().skip(before).take(QUERIES_SEEN);
    let queries: Vec<SavedItem> = shown.map(|saved| item(reader, saved)).collect();
    let after = before + queries.len();
    let page = |label: &str, number: usize| Link::new(label, format!("{QUERIES}?page={number}"));
    QueryPage {
        closed: (!reader.hub.asking.limits().answers).then(closed),
        range: if queries.len() < seen.len() {
            format!(
                "{} to {} of {}",
                thousands(before + 1),
                thousands(after),
                thousands(seen.len())
            )
        } else {
            String::new()
        },
        newer: (number > 1).then(|| page("Newer queries", number - 1)),
        older: (after < seen.len()).then(|| page("Older queries", number + 1)),
        queries,
        count: match n_own {
            0 => format!("You have none of at most {SAVED_MAX}."),
            some => format!("You have {some} of at most {SAVED_MAX}."),
        },
        asked: asked::last(reader, &seen).await,
        asked_max: ASKED_MAX,
        ..QueryPage::default()
    }
}

fn item(reader: &Reader, saved: &Saved) -> SavedItem {
    let query = &saved.query;
    let is_own = is_own_query(saved, reader.principal());
    let who = match Role::parse(&query.role, query.scope.as_deref()) {
        _ if is_own => "You".to_owned(),
        Some(role) => format!("{}, {}", query.by, role_words(reader, &role)),
        None => query.by.clone(),
    };
    let (sql, release) = (query.sql.as_str(), query.release.to_string());
    let run = [("q", sql), ("as_at", release.as_str()), ("run", "1")];
    let run_newest = [("q", sql), ("run", "1")];
    let path = |act: &str| format!("{QUERIES}/{}/{act}", query.id);
    SavedItem {
        name: query.name.clone(),
        who,
        saved: words::date_time(local(query.at)),
        sql: sql.to_owned(),
        is_shared: saved.is_shared,
        run_href: address("/analyst/sql", &run),
        run_newest_href: address("/analyst/sql", &run_newest),
        sharing_action: (is_own && !is_worn(saved)).then(|| path("sharing")),
        remove_href: is_own.then(|| path("remove")),
        release,
    }
}

/// Whether a query was shared so often that it cannot be again.
fn is_worn(saved: &Saved) -> bool {
    !saved.is_shared && saved.sharings >= SHARINGS_MAX
}

/// What is said after something was done. It is looked up, so that an address cannot make the page say anything.
fn notice(reader: &Reader, state: &State) -> String {
    let by = reader.principal();
    let own = |param: &str| own_query(state, by, reader.params.text(param)?);
    if let Some(saved) = own("saved") {
        return format!("The query {} is saved.", saved.query.name);
    }
    if let Some(saved) = own("shared") {
        let name = &saved.query.name;
        return if saved.is_shared {
            format!("Everybody who may ask in SQL sees the query {name}.")
        } else if is_worn(saved) {
            format!(
                "Only you see the query {name}. It was shared so often that it cannot be shared again: save it under another name."
            )
        } else {
            format!("Only you see the query {name}.")
        };
    }
    let removed = reader.params.text("removed");
    removed
        .and_then(|id| state.saved.get(id))
        .filter(|saved| saved.is_removed && is_own_query(saved, by))
        .map(|_| "The query is removed.".to_owned())
        .unwrap_or_default()
}

fn whole(text: &str) -> Option<usize> {
    text.parse::<usize>().ok().filter(|number| *number > 0)
}
