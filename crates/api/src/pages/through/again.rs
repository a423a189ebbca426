//! What asks for a new sign-in: acts that take something from others for good.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ui::view::{ErrorPage, Link};
use url::form_urlencoded;

use super::super::Page;
use super::super::reader::Reader;
use super::FRESH;

/// Leads the reader of such a page to a new sign-in, where an issuer proved who they are longer than ten minutes ago.
/// Whoever came with a token has no sign-in that could be newer.
pub(crate) fn asks_again(reader: &Reader) -> Option<Response> {
    let to = new_sign_in(reader)?;
    Some(Redirect::to(&to).into_response())
}

/// The same for what such a page sends. A link and no redirect: forms lead nowhere beyond this site.
pub(crate) async fn asks_again_for_form(reader: &Reader) -> Option<Response> {
    let to = new_sign_in(reader)?;
    let view = ErrorPage {
        status: StatusCode::FORBIDDEN.as_u16(),
        title: "Sign in again to do this".to_owned(),
        what: "What you are about to do cannot be taken back, so it asks for a sign-in of the last ten minutes. Yours is older."
            .to_owned(),
        safe: "Nothing was changed.".to_owned(),
        steps: vec!["Sign in again. You come back to the page that you were on.".to_owned()],
        links: vec![Link::new("Sign in again", to)],
        ..ErrorPage::default()
    };
    let frame = reader.frame(Vec::new()).await;
    let page = Page(hub_ui::pages::p5_error(&frame, &view));
    Some((StatusCode::FORBIDDEN, page).into_response())
}

/// Where a new sign-in begins that leads back to this page. None: it is new enough, or began with a token.
fn new_sign_in(reader: &Reader) -> Option<String> {
    let session = reader.visitor.session.as_ref()?;
    let proof = session.proof.as_ref()?;
    if proof.is_fresh(reader.hub.clock.now()) {
        return None;
    }
    let back = reader.uri.path().as_bytes();
    let back: String = form_urlencoded::byte_serialize(back).collect();
    Some(format!("/sign-in/{}?{FRESH}=yes&next={back}", proof.issuer))
}
