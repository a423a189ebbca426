//! P6: a sign-in that ended, and what is kept of what the reader was doing.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hub_ui::view::{DemoButton, Frame, Link, Secret, SignedInAgain, SignedOut, TypedFields};
use jiff::{SignedDuration, Timestamp};

use super::Page;
use super::reader::Reader;
use super::refusal::{Sent, draft_of, form_page};
use super::sign_in;
use super::through::ways_in;
use super::words;
use crate::clock::local;
use crate::front::Asked;
use crate::kept::{Kept, KeptForm};

/// The answer to somebody who has to sign in first. Who asked for a page and may never have been signed in gets the plain
/// form; everybody else is told what is kept.
pub(super) fn page(reader: &Reader, frame: &Frame, asked: &Asked, kept: Option<&Kept>) -> Page {
    let path = asked.uri.path();
    let sent = Sent::of(asked);
    let here = asked.uri.path_and_query().map_or("/", |path| path.as_str());
    if sent == Sent::Nothing && !asked.had_session && draft_of(path).is_none() {
        let notice = Some("Sign in to see this page.".to_owned());
        return sign_in::form(reader, frame, here, None, notice);
    }
    let next = match sent {
        Sent::Nothing => here.to_owned(),
        Sent::Form | Sent::File => form_page(path).unwrap_or_default(),
    };
    let mut view = SignedOut {
        what: what(sent).to_owned(),
        ..form(reader, &next, kept)
    };
    draft(reader, path, &mut view);
    match (sent, kept) {
        (Sent::Nothing, _) | (Sent::Form, Some(_)) => {}
        (Sent::Form, None) => view
            .lost
            .push("What you filled in on the form: fill it in again.".to_owned()),
        (Sent::File, _) => view
            .lost
            .push("The file: we did not keep it. Select the file again.".to_owned()),
    }
    if path.starts_with("/s/") {
        let safe = "Returns that you submitted before are safe.";
        view.kept.push(safe.to_owned());
    }
    Page(hub_ui::pages::p6_signed_out(frame, &view))
}

/// The page once more, with what was typed, where a token was of no use.
pub(super) async fn refused(reader: &Reader, error: String, kept: &Kept) -> Response {
    let frame = reader.frame(Vec::new()).await;
    let view = SignedOut {
        error: Some(error),
        what: "You are not signed in yet.".to_owned(),
        ..form(reader, &kept.form.path(), Some(kept))
    };
    let page = Page(hub_ui::pages::p6_signed_out(&frame, &view));
    (StatusCode::UNAUTHORIZED, page).into_response()
}

/// What somebody who has just signed in had typed before. `reader` is they.
pub(super) async fn again(reader: &Reader, kept: &Kept) -> Page {
    let frame = reader.frame(Vec::new()).await;
    let waits = capitalised(&kept.words());
    let (effect, button, leave) = match kept.form {
        KeptForm::TypeIn(..) => (
            "Nothing was checked or submitted yet.",
            "Go on with what you typed",
            "Leave it, and begin with an empty form",
        ),
        KeptForm::SaveQuery => (
            "Nothing was saved yet.",
            "Save the query",
            "Leave it, and go to your saved queries",
        ),
    };
    let path = kept.form.path();
    let view = SignedInAgain {
        what: format!("{waits} waits here. {effect}"),
        action: path.clone(),
        fields: TypedFields(kept.fields().to_vec()),
        button: button.to_owned(),
        leave: Link::new(leave, path),
    };
    Page(hub_ui::pages::p6_signed_in_again(&frame, &view))
}

fn what(sent: Sent) -> &'static str {
    match sent {
        Sent::Nothing => {
            "Your sign-in has ended, so we cannot show this page. Sign in, and you come back to it."
        }
        Sent::Form | Sent::File => {
            "You are not signed in, or your sign-in has ended, so we did not take what you sent. Sign in, and you come back to the \
             page that you were on."
        }
    }
}

/// The form to sign in, with what was typed.
fn form(reader: &Reader, next: &str, kept: Option<&Kept>) -> SignedOut {
    let config = &reader.hub.config;
    let buttons = config
        .demo_sign_ins
        .iter()
        .filter(|_| config.demo)
        .map(|sign_in| DemoButton {
            label: sign_in.label.clone(),
            what: sign_in.what.clone(),
            token: Secret(sign_in.token.clone()),
        });
    let typed = kept.map(|kept| {
        format!(
            "{}. It is in this page and nowhere else: sign in here, and do not close the page until you have.",
            capitalised(&kept.words())
        )
    });
    SignedOut {
        kept: typed.into_iter().collect(),
        action: "/sign-in".to_owned(),
        next: sign_in::inside(next).unwrap_or_default().to_owned(),
        fields: TypedFields(kept.map(Kept::to_come_back).unwrap_or_default()),
        issuers: ways_in(reader, next),
        demo: buttons.collect(),
        ..SignedOut::default()
    }
}

/// What is kept of the check that an address is about. Its name tells when it began, and whether there is or was one is
/// not told to somebody who is not signed in.
fn draft(reader: &Reader, path: &str, view: &mut SignedOut) {
    let Some((_, id)) = draft_of(path) else {
        return;
    };
    let lasts = reader.hub.drafts.limits().lasts;
    let ends = i64::try_from(id.millis())
        .ok()
        .and_then(|millis| Timestamp::from_millisecond(millis).ok())
        .zip(SignedDuration::try_from(lasts).ok())
        .and_then(|(began, lasts)| began.saturating_add(lasts).ok());
    match ends.filter(|ends| reader.hub.clock.now() < *ends) {
        Some(ends) => view.kept.push(format!(
            "The result of the check, until {} at the latest.",
            words::time(local(ends))
        )),
        None => view.lost.push(
            "The result of the check: we keep it for a short time only. If you did not submit the return, send it again."
                .to_owned(),
        ),
    }
}

/// With a capital letter at the beginning.
pub(super) fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
