//! Pages for whom a sign-in through an issuer did not let in: what happened, what to do, and whom to ask.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hub_identity::{Issuer, Proven, SignInError};
use hub_store::Person;
use hub_ui::view::{ErrorPage, Frame, Link};

use super::super::Page;
use super::super::reader::Reader;

const NOTHING_CHANGED: &str = "Nothing was changed.";
/// Digits of a code that stand together, so that it can be read and breaks into lines.
const GROUP: usize = 8;

/// The sign-in itself came to nothing.
pub(super) async fn failed(reader: &Reader, error: &SignInError) -> Response {
    let causes = causes(error);
    if error.is_for_operators() {
        tracing::warn!(causes, "a sign-in through an issuer failed");
    } else {
        tracing::info!(causes, "a sign-in through an issuer was not finished");
    }
    let status = match error {
        _ if error.is_transient() => StatusCode::SERVICE_UNAVAILABLE,
        SignInError::Unusable { .. } | SignInError::Untrusted(_) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::FORBIDDEN,
    };
    let told = error.words();
    let view = ErrorPage {
        title: "You are not signed in".to_owned(),
        what: told.what.to_owned(),
        steps: told.steps.iter().map(|&step| step.to_owned()).collect(),
        ..ErrorPage::default()
    };
    render(reader, status, view).await
}

/// The hub knows nobody of that proof.
pub(super) async fn unknown(reader: &Reader, proven: &Proven) -> Response {
    let issuer = name(reader, proven);
    tracing::info!(issuer = %proven.issuer, "somebody signed in who is not on the list of people");
    let view = ErrorPage {
        title: "You are not on the list of this hub yet".to_owned(),
        what: format!(
            "{issuer} has told us who you are, but nobody has given you a role here, or what they gave it to is not tied to this sign-in."
        ),
        steps: vec![
            format!("Ask {} to give you a role, for the organisation that you work for.", whom(reader)),
            "Send them the reference on this page. It stands for you at this hub, and lets nobody in.".to_owned(),
            "If you were invited by e-mail, sign in with the account of that address, within 30 days.".to_owned(),
        ],
        reference: Some(grouped(&proven.subject)),
        ..ErrorPage::default()
    };
    render(reader, StatusCode::FORBIDDEN, view).await
}

/// The person is known, and has no role that holds.
pub(super) async fn without_role(reader: &Reader, person: &Person) -> Response {
    tracing::info!(person = %person.id, "somebody signed in who has no role");
    let view = ErrorPage {
        title: "You have no role here any more".to_owned(),
        what: "We know you, but every role that you had here has ended.".to_owned(),
        steps: vec![format!(
            "If you still work for a service, a board or the hub, ask {} to give you a role.",
            whom(reader)
        )],
        ..ErrorPage::default()
    };
    render(reader, StatusCode::FORBIDDEN, view).await
}

/// The person has roles, and the issuer names none of their organisations.
pub(super) async fn narrowed(reader: &Reader, proven: &Proven) -> Response {
    let issuer = name(reader, proven);
    tracing::info!(issuer = %proven.issuer, "somebody signed in whose claims open none of their roles");
    let view = ErrorPage {
        title: "Your roles here are for another organisation".to_owned(),
        what: format!(
            "You have a role here, but {issuer} does not say that you work in it, or for that organisation, so we do not open it."
        ),
        steps: vec![
            "If you chose a role or an organisation as you signed in, sign in again and choose the one that you are here for.".to_owned(),
            format!("If it is not offered, ask whoever looks after your account at {issuer}."),
            format!("If you changed organisation, ask {} to give you a role for the new one.", whom(reader)),
        ],
        ..ErrorPage::default()
    };
    render(reader, StatusCode::FORBIDDEN, view).await
}

/// A page without what the address says: it may carry a code of the issuer.
async fn render(reader: &Reader, status: StatusCode, view: ErrorPage) -> Response {
    let frame = Frame {
        address: "/sign-in".to_owned(),
        ..reader.frame(Vec::new()).await
    };
    let view = ErrorPage {
        status: status.as_u16(),
        safe: NOTHING_CHANGED.to_owned(),
        links: vec![
            Link::new("Go to the sign-in page", "/sign-in"),
            Link::new("How to reach us", "/accessibility#contact"),
            Link::new("Go to the start page", "/?start=1"),
        ],
        ..view
    };
    let page = Page(hub_ui::pages::p5_error(&frame, &view));
    (status, page).into_response()
}

/// Whom to ask.
fn whom(reader: &Reader) -> String {
    let site = &reader.hub.config.site;
    match &site.contact {
        None => format!(
            "whoever arranged access in your organisation, or {}",
            site.operator
        ),
        Some(contact) => format!(
            "whoever arranged access in your organisation, or {} ({})",
            site.operator, contact
        ),
    }
}

fn name(reader: &Reader, proven: &Proven) -> String {
    let sign_ins = reader.hub.config.sign_ins.as_ref();
    let issuer = sign_ins.and_then(|all| all.issuer(&proven.issuer));
    issuer.map_or_else(
        || proven.issuer.clone(),
        |issuer: &Issuer| issuer.name.clone(),
    )
}

/// A tag in groups of digits.
fn grouped(tag: &str) -> String {
    let digits: Vec<char> = tag.chars().collect();
    let groups = digits
        .chunks(GROUP)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// The chain of causes, for the log. None of them tells of a person.
fn causes(error: &SignInError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_groups() {
        assert_eq!(grouped(&"ab".repeat(8)), "abababab abababab");
    }
}
