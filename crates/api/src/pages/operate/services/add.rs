//! Registering a service.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{NewService, ServiceArea, ServiceError, register_service, service_area};
use hub_reference::Reference;
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{ServiceKind, State};
use hub_ui::view::{FormError, ServiceAdd, ServiceForm};

use super::super::super::Page;
use super::super::super::filter::choice;
use super::super::super::form::SignedForm;
use super::super::super::reader::Reader;
use super::{HREF, back, beside, field_of, href, this_month, way, write};
use crate::params::Params;
use crate::problem::Result;

/// Most characters of a name.
pub(super) const NAME_CHARS_MAX: usize = 100;
/// Longest text that comes back in another field.
const FIELD_CHARS_MAX: usize = 40;
const KIND_WORDS: &str = "Select a kind of organisation";

/// What was typed into the fields of a service.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) area: String,
    pub(super) kind: String,
    pub(super) from: String,
}

/// What that means, apart from the code.
pub(super) struct Meant {
    pub(super) name: String,
    pub(super) area: ServiceArea,
    pub(super) kind: ServiceKind,
    pub(super) from: Month,
}

impl Typed {
    pub(super) fn of(fields: &Params) -> Self {
        let text = |name: &str, max: usize| -> String {
            let text = fields.text(name).unwrap_or_default();
            text.trim().chars().take(max).collect()
        };
        Self {
            code: text("code", FIELD_CHARS_MAX).to_ascii_uppercase(),
            // One more than fits, so that a longer name is refused and not cut.
            name: text("name", NAME_CHARS_MAX + 1),
            area: text("area", FIELD_CHARS_MAX).to_ascii_uppercase(),
            kind: text("kind", FIELD_CHARS_MAX),
            from: text("from", FIELD_CHARS_MAX),
        }
    }

    /// What it means, or everything that is wrong with it.
    pub(super) fn read(&self, reference: &Reference) -> Result<Meant, Vec<FormError>> {
        let mut errors = Vec::new();
        if self.name.is_empty() {
            errors.push(beside("name", ServiceError::Name.to_string()));
        }
        let from = self.from.parse::<Month>().ok();
        let area = match (self.area.as_str(), from) {
            ("", _) => {
                let says = "Enter the code of a practice, network or board";
                errors.push(beside("area", says));
                None
            }
            // It is looked up in a month.
            (_, None) => None,
            (code, Some(from)) => match service_area(reference, code, from) {
                Ok(area) => Some(area),
                Err(error) => {
                    errors.push(beside("area", error.to_string()));
                    None
                }
            },
        };
        let kind = ServiceKind::parse(&self.kind);
        if kind.is_none() {
            errors.push(beside("kind", KIND_WORDS));
        }
        if from.is_none() {
            let says = "Enter a year and month, like 2026-10";
            errors.push(beside("from", says));
        }
        match (errors.is_empty(), area, kind, from) {
            (true, Some(area), Some(kind), Some(from)) => Ok(Meant {
                name: self.name.clone(),
                area,
                kind,
                from,
            }),
            _ => Err(errors),
        }
    }

    /// The form with it.
    pub(super) fn form(
        self,
        code: Option<String>,
        action: String,
        errors: Vec<FormError>,
    ) -> ServiceForm {
        let kinds = ServiceKind::ALL.into_iter().map(|kind| {
            let is_chosen = self.kind == kind.as_str();
            choice(kind.as_str(), kind.words(), is_chosen)
        });
        let none = choice("", KIND_WORDS, self.kind.is_empty());
        ServiceForm {
            code,
            name_characters_max: NAME_CHARS_MAX,
            kinds: std::iter::once(none).chain(kinds).collect(),
            name: self.name,
            area: self.area,
            from: self.from,
            errors,
            action,
        }
    }
}

/// `GET /operate/services/add`
pub(crate) async fn form(reader: Reader) -> Result<Response> {
    reader.params.only(&[])?;
    let typed = Typed {
        from: this_month(&reader.hub).to_string(),
        ..Typed::default()
    };
    Ok(render(&reader, typed, Vec::new()).await.into_response())
}

/// `POST /operate/services/add`
pub(crate) async fn add(form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let hub = &reader.hub;
    let typed = Typed::of(&fields);
    let code = typed.code.parse::<ServiceCode>();
    let (code, meant) = match (code, typed.read(&hub.reference)) {
        (Ok(code), Ok(meant)) => (code, meant),
        (code, meant) => {
            let mut errors = Vec::new();
            if code.is_err() {
                let says = "Enter a code of 3 to 8 capital letters and digits, like YA001";
                errors.push(beside("code", says));
            }
            errors.extend(meant.err().unwrap_or_default());
            return Ok(again(&reader, typed, errors).await);
        }
    };
    let new = NewService {
        code: code.clone(),
        name: meant.name,
        area: meant.area,
        kind: Some(meant.kind),
        from: meant.from,
    };
    let decide = {
        let (new, by) = (new.clone(), reader.principal().clone());
        let this = this_month(hub);
        move |state: &State| register_service(state, &new, this, Some(&by))
    };
    match write(hub, decide).await? {
        Ok(()) => tracing::info!(service = %code, "service registered"),
        Err(error) => {
            // The same form, sent twice.
            let is_there =
                error == ServiceError::Taken && is_registered(&*hub.state().await?, &new);
            if !is_there {
                let errors = vec![beside(field_of(&error), error.to_string())];
                return Ok(again(&reader, typed, errors).await);
            }
        }
    }
    let to = format!("{}?done=registered", href(&code));
    Ok(Redirect::to(&to).into_response())
}

fn is_registered(state: &State, new: &NewService) -> bool {
    state.services.get(&new.code).is_some_and(|known| {
        known.name == new.name
            && known.atom == new.area.atom
            && known.kind == new.kind
            && known.at_month == new.from
    })
}

/// The form once more, with what stands in the way.
async fn again(reader: &Reader, typed: Typed, errors: Vec<FormError>) -> Response {
    let page = render(reader, typed, errors).await;
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

async fn render(reader: &Reader, typed: Typed, errors: Vec<FormError>) -> Page {
    let code = typed.code.clone();
    let view = ServiceAdd {
        form: typed.form(Some(code), format!("{HREF}/add"), errors),
        back: back(),
    };
    let frame = reader.frame(way()).await;
    Page(hub_ui::pages::o7_service_add(&frame, &view))
}
