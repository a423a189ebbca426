//! One service, and changing it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{ServiceEdit, ServiceError, change_service, service_place};
use hub_store::{Service, ServiceKind, State};
use hub_ui::view::{FormError, Link, ServicePage};

use super::super::super::Page;
use super::super::super::form::SignedForm;
use super::super::super::reader::Reader;
use super::super::super::{trust, words};
use super::super::returns::opening;
use super::add::Typed;
use super::told::{self, board, months};
use super::{back, beside, field_of, find, href, this_month, way, write};
use crate::clock::local;
use crate::problem::Result;

/// `GET /operate/services/{service}`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Page> {
    reader.params.only(&["done"])?;
    let state = reader.hub.state().await?;
    let service = find(&state, &code)?;
    let view = ServicePage {
        notice: notice(&reader, service),
        ..view(
            &reader,
            &state,
            service,
            as_it_is(&reader, service),
            Vec::new(),
        )
    };
    Ok(render(&reader, &view).await)
}

/// `POST /operate/services/{service}`
pub(crate) async fn change(Path(code): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let hub = &reader.hub;
    let state = hub.state().await?;
    let service = find(&state, &code)?;
    let typed = Typed::of(&fields);
    // The place is looked up only where it is another, so that one of long ago may stay.
    let is_there = typed.area == service_place(&hub.reference, service);
    let meant = match typed.read(&hub.reference) {
        Ok(meant) => meant,
        Err(errors) => {
            let errors: Vec<FormError> = errors
                .into_iter()
                .filter(|error| !(is_there && error.field == "area"))
                .collect();
            if !errors.is_empty() || !is_there {
                return again(&reader, &code, typed, errors).await;
            }
            return changed(&reader, service, typed, None).await;
        }
    };
    let edit = ServiceEdit {
        name: Some(meant.name),
        area: (!is_there).then_some(meant.area),
        kind: Some(meant.kind),
        from: Some(meant.from),
    };
    changed(&reader, service, typed, Some(edit)).await
}

/// Writes a change. Without one, only what was typed beside the place is changed.
async fn changed(
    reader: &Reader,
    service: &Service,
    typed: Typed,
    edit: Option<ServiceEdit>,
) -> Result<Response> {
    let edit = edit.unwrap_or_else(|| ServiceEdit {
        name: Some(typed.name.clone()),
        area: None,
        kind: ServiceKind::parse(&typed.kind),
        from: typed.from.parse().ok(),
    });
    let decide = {
        let (code, by) = (service.code.clone(), reader.principal().clone());
        let this = this_month(&reader.hub);
        move |state: &State| change_service(state, &code, &edit, this, Some(&by))
    };
    match write(&reader.hub, decide).await? {
        Ok(()) => tracing::info!(service = %service.code, "service changed"),
        // It is so already, as its page says.
        Err(ServiceError::Same) => {}
        Err(error) => {
            let errors = vec![beside(field_of(&error), error.to_string())];
            return again(reader, service.code.as_str(), typed, errors).await;
        }
    }
    let to = format!("{}?done=changed", href(&service.code));
    Ok(Redirect::to(&to).into_response())
}

/// The page once more, with what stands in the way.
async fn again(
    reader: &Reader,
    code: &str,
    typed: Typed,
    errors: Vec<FormError>,
) -> Result<Response> {
    let state = reader.hub.state().await?;
    let service = find(&state, code)?;
    let view = view(reader, &state, service, typed, errors);
    let page = render(reader, &view).await;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(reader: &Reader, view: &ServicePage) -> Page {
    let frame = reader.frame(way()).await;
    Page(hub_ui::pages::o7_service(&frame, view))
}

/// The fields as they are registered.
fn as_it_is(reader: &Reader, service: &Service) -> Typed {
    Typed {
        code: service.code.to_string(),
        name: service.name.clone(),
        area: service_place(&reader.hub.reference, service),
        kind: service
            .kind
            .map(ServiceKind::as_str)
            .unwrap_or_default()
            .to_owned(),
        from: service.at_month.to_string(),
    }
}

fn view(
    reader: &Reader,
    state: &State,
    service: &Service,
    typed: Typed,
    errors: Vec<FormError>,
) -> ServicePage {
    let own = href(&service.code);
    let n_people = told::n_people(state);
    let n_people = n_people
        .get(service.code.as_str())
        .copied()
        .unwrap_or_default();
    let people = match n_people {
        0 => "Nobody has a role for it yet".to_owned(),
        1 => "One person has a role for it".to_owned(),
        more => format!("{} people have a role for it", told::count(more)),
    };
    ServicePage {
        name: service.name.clone(),
        notice: String::new(),
        facts: facts(reader, state, service),
        form: typed.form(None, own.clone(), errors),
        people: vec![
            Link::new(people, told::people_href(&service.code)),
            Link::new(
                "Add a person, with the role of a service and its code",
                "/operate/people/add",
            ),
        ],
        end: Link::new(
            match service.ends {
                None => "End this service",
                Some(_) => "Let it end in another month",
            },
            format!("{own}/end"),
        ),
        keep_action: service.ends.map(|_| format!("{own}/keep")),
        back: back(),
    }
}

/// What is known of a service.
fn facts(reader: &Reader, state: &State, service: &Service) -> Vec<(String, String)> {
    let today = reader.hub.clock.today();
    let month = opening(this_month(&reader.hub).prev(), today);
    let mark = trust::mark(state, service, month, today);
    let reference = &reader.hub.reference;
    let kind = service.kind.map_or("Not said", ServiceKind::words);
    let mut facts = vec![
        ("Code".to_owned(), service.code.to_string()),
        ("Board".to_owned(), board(reference, service)),
        ("Kind of organisation".to_owned(), kind.to_owned()),
        ("Returns expected".to_owned(), months(service)),
        (
            format!("Return for {}", month.words()),
            told::mark(mark, month),
        ),
    ];
    let mut changes = state.service_changes.iter().rev();
    if let Some(change) = changes.find(|change| change.service == service.code) {
        let at = words::date_time(local(change.act.at));
        let by = match &change.act.by {
            Some(by) => format!("{at}, by {by}"),
            None => format!("{at}, by command"),
        };
        facts.push(("Last change".to_owned(), by));
    }
    facts
}

/// What has just been done. It is looked up, so that an address cannot make the page say anything.
fn notice(reader: &Reader, service: &Service) -> String {
    match (reader.params.text("done"), service.ends) {
        (Some("registered"), None) => {
            "The service is registered. Give somebody a role for it, so that they can send its returns."
                .to_owned()
        }
        (Some("changed"), _) => "The service is registered as you see it.".to_owned(),
        (Some("ends"), Some(ends)) => {
            format!("No return is expected from {} on.", ends.words())
        }
        (Some("kept"), None) => "The service goes on: returns of it are expected.".to_owned(),
        _ => String::new(),
    }
}
