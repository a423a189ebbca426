//! Ending a service, and taking that back: the question, and the deed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{ServiceError, end_service, keep_service};
use hub_standard::ids::Month;
use hub_store::{Service, State};
use hub_ui::view::{FormError, Link, ServiceEnd};

use super::super::super::Page;
use super::super::super::form::SignedForm;
use super::super::super::reader::Reader;
use super::told::{self, board, months};
use super::{beside, find, href, this_month, way, write};
use crate::problem::Result;

/// Longest text that comes back in the field for a month.
const MONTH_CHARS_MAX: usize = 20;
const NO_MONTH: &str = "Enter a year and month, like 2027-04";

/// `GET /operate/services/{service}/end`
pub(crate) async fn ask(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    reader.params.only(&["month"])?;
    let state = reader.hub.state().await?;
    let service = find(&state, &code)?;
    if reader.params.pairs().is_empty() {
        let view = view(&reader, service, "", Vec::new());
        return Ok(render(&reader, &view).await.into_response());
    }
    let typed = reader.params.text("month").unwrap_or_default();
    let month = match read(&reader, &state, service, typed) {
        Ok(month) => month,
        Err(error) => return Ok(refuse(&reader, service, typed, error).await),
    };
    let view = ServiceEnd {
        asked: month.words(),
        follows: follows(&reader, &state, service, month),
        stays: stays(&state, service, month),
        ..view(&reader, service, &month.to_string(), Vec::new())
    };
    Ok(render(&reader, &view).await.into_response())
}

/// `POST /operate/services/{service}/end`
pub(crate) async fn end(Path(code): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let state = reader.hub.state().await?;
    let service = find(&state, &code)?;
    let typed = fields.text("month").unwrap_or_default();
    let Ok(month) = typed.trim().parse::<Month>() else {
        let error = beside("month", NO_MONTH);
        return Ok(refuse(&reader, service, typed, error).await);
    };
    let decide = {
        let (code, by) = (service.code.clone(), reader.principal().clone());
        let this = this_month(&reader.hub);
        move |state: &State| end_service(state, &code, month, this, Some(&by))
    };
    match write(&reader.hub, decide).await? {
        Ok(()) => tracing::info!(service = %service.code, "service ends"),
        // It was said before, as its page says.
        Err(ServiceError::Same) => {}
        Err(error) => {
            let error = beside("month", error.to_string());
            return Ok(refuse(&reader, service, typed, error).await);
        }
    }
    let to = format!("{}?done=ends", href(&service.code));
    Ok(Redirect::to(&to).into_response())
}

/// `POST /operate/services/{service}/keep`
pub(crate) async fn keep(Path(code): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let state = reader.hub.state().await?;
    let service = find(&state, &code)?;
    let decide = {
        let (code, by) = (service.code.clone(), reader.principal().clone());
        move |state: &State| keep_service(state, &code, Some(&by))
    };
    // Whatever stands in the way, it goes on already.
    if write(&reader.hub, decide).await?.is_ok() {
        tracing::info!(service = %service.code, "service goes on");
    }
    let to = format!("{}?done=kept", href(&service.code));
    Ok(Redirect::to(&to).into_response())
}

/// The month that was typed, if it may be the first without a return.
fn read(
    reader: &Reader,
    state: &State,
    service: &Service,
    typed: &str,
) -> Result<Month, FormError> {
    let month = typed
        .trim()
        .parse::<Month>()
        .map_err(|_| beside("month", NO_MONTH))?;
    let this = this_month(&reader.hub);
    match end_service(state, &service.code, month, this, None) {
        Ok(_) => Ok(month),
        Err(error) => Err(beside("month", error.to_string())),
    }
}

async fn refuse(reader: &Reader, service: &Service, typed: &str, error: FormError) -> Response {
    let typed: String = typed.chars().take(MONTH_CHARS_MAX).collect();
    let view = view(reader, service, &typed, vec![error]);
    let page = render(reader, &view).await;
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

async fn render(reader: &Reader, view: &ServiceEnd) -> Page {
    let frame = reader.frame(way()).await;
    Page(hub_ui::pages::o7_service_end(&frame, view))
}

fn view(reader: &Reader, service: &Service, month: &str, errors: Vec<FormError>) -> ServiceEnd {
    ServiceEnd {
        facts: vec![
            ("Service".to_owned(), service.name.clone()),
            ("Code".to_owned(), service.code.to_string()),
            ("Board".to_owned(), board(&reader.hub.reference, service)),
            ("Returns expected".to_owned(), months(service)),
        ],
        month: month.to_owned(),
        errors,
        action: format!("{}/end", href(&service.code)),
        back: Link::new("Leave it as it is", href(&service.code)),
        ..ServiceEnd::default()
    }
}

fn follows(reader: &Reader, state: &State, service: &Service, ends: Month) -> Vec<String> {
    let words = ends.words();
    let mut follows = vec![
        format!(
            "No return is expected for {words} or any later month, and the page of the service asks for none."
        ),
        "Completeness counts the service no more from then on.".to_owned(),
    ];
    if ends < this_month(&reader.hub) {
        follows.push(format!(
            "{words} is past: months from then on for which its return is missing are complete without it from the next release on. \
             Releases that there are stay as they are."
        ));
    }
    let n_later = n_returns(state, service, |month| month >= ends);
    match n_later {
        0 => {}
        1 => follows.push(format!(
            "One return for {words} or later stays and counts, and for its month the service counts as one that was expected and sent."
        )),
        more => follows.push(format!(
            "{} returns for {words} or later stay and count, and for their months the service counts as one that was expected and sent.",
            told::count(more)
        )),
    }
    follows
}

fn stays(state: &State, service: &Service, ends: Month) -> Vec<String> {
    let n_earlier = n_returns(state, service, |month| month < ends);
    let mut stays = vec![match n_earlier {
        0 => "Returns for earlier months are expected and can be sent.".to_owned(),
        1 => {
            "One return for an earlier month stays and counts. What is missing of these months is expected and can still be sent."
                .to_owned()
        }
        more => format!(
            "{} returns for earlier months stay and count. What is missing of these months is expected and can still be sent.",
            told::count(more)
        ),
    }];
    let n_people = told::n_people(state);
    let n_people = n_people.get(service.code.as_str()).copied();
    match n_people.unwrap_or_default() {
        0 => {}
        1 => stays.push(
            "One person keeps a role for it, until you end that role on the page of the person."
                .to_owned(),
        ),
        n => stays.push(format!(
            "{} people keep a role for it, until you end these roles on their pages.",
            told::count(n)
        )),
    }
    stays.push("Its code is never given to another service.".to_owned());
    stays.push("You can take this back on its page, or choose another month.".to_owned());
    stays
}

fn n_returns(state: &State, service: &Service, is_meant: impl Fn(Month) -> bool) -> usize {
    let first = (service.code.clone(), Month::MIN);
    let last = (service.code.clone(), Month::MAX);
    let own = state.current.range(first..=last);
    own.filter(|((_, month), _)| is_meant(*month)).count()
}
