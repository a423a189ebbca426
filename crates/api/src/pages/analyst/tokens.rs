//! A5: the reader's own tokens, and how they make one.
//!
//! A token goes out once, in the answer to the form that made it: in no address, no log and no redirect. A form that is
//! sent twice, as a reload does, makes one token.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hub_access::{
    LABEL_CHARS_MAX, LIVE_TOKENS_MAX, SelfMadeError, TOKEN_DAYS_MAX, TOKENS_A_DAY_MAX, TokenWish,
    made_at, make_token, may_make, own_tokens,
};
use hub_store::{AuditRecord, Event, Refusal, State, StoreError, Token};
use hub_ui::view::{
    FormError, Link, Secret, TokenForm, TokenItem, TokenMade, TokenPage, TokenStanding,
};
use jiff::{SignedDuration, Timestamp};

use super::super::Page;
use super::super::form::SignedForm;
use super::super::reader::Reader;
use super::super::words;
use crate::clock::local;
use crate::identity::Role;
use crate::params::Params;
use crate::places;
use crate::problem::{Kind, Problem, Result};

/// Most tokens on the page that work no more.
const DEAD_SEEN: usize = 20;
/// Records of the audit log that are looked through for when a token was last used.
const RECORDS_READ: usize = 256;
/// What the form offers first.
const DAYS_OFFERED: &str = "30";

/// `GET /analyst/tokens`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&["revoked"])?;
    let state = reader.hub.state().await?;
    let notice = reader
        .params
        .text("revoked")
        .map(|id| revoked(&reader, &state, id));
    let view = TokenPage {
        notice: notice.unwrap_or_default(),
        ..view(&reader, &state, &Typed::default()).await
    };
    Ok(render(&reader, &view).await)
}

/// `POST /analyst/tokens`
pub(crate) async fn make(form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let typed = Typed::of(&fields);
    let wish = typed.wish();
    let unfit = wish.unfit();
    if !unfit.is_empty() {
        return again(&reader, &typed, &unfit).await;
    }
    let (hub, by) = (&reader.hub, reader.principal());
    let now = hub.clock.now();
    let state = hub.state().await?;
    let (token, event) = match make_token(&state, by, &wish, now) {
        Ok(made) => made,
        Err(error) => return again(&reader, &typed, &[error]).await,
    };
    let Event::TokenIssued { id, expires, .. } = &event else {
        return Err(Problem::internal("a token was made by another event"));
    };
    let (id, expires) = (id.clone(), *expires);
    let decide = {
        let (by, seen) = (by.clone(), wish.seen);
        move |state: &State| match may_make(state, &by, seen, now) {
            Ok(_) => Ok(vec![event.clone()]),
            Err(error) => Err(Refusal::because(error.to_string())),
        }
    };
    match hub.store.journal().append(decide).await {
        Ok(_) => {}
        Err(StoreError::Refused(_)) => {
            // The newest state says why; if it does not any more, another form was faster.
            let state = hub.state().await?;
            let error = may_make(&state, by, wish.seen, now).err();
            return again(&reader, &typed, &[error.unwrap_or(SelfMadeError::Stale)]).await;
        }
        Err(error) => return Err(error.into()),
    }
    tracing::info!(token = %id, "token made");
    let asked = SignedDuration::from_hours(24 * i64::from(wish.days));
    let is_sooner = expires.duration_since(now) < asked;
    let sooner = "It ends sooner than you asked, because it cannot outlast the token that you are signed in with.";
    let view = TokenMade {
        label: wish.label.trim().to_owned(),
        token: Secret(token),
        ends: words::date_time(local(expires)),
        sooner: if is_sooner { sooner } else { "" }.to_owned(),
        role: role(&reader),
    };
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::a5_token_made(&frame, &view)).into_response())
}

/// What was typed into the form.
struct Typed {
    label: String,
    days: String,
    /// `None`: the form was not sent, or not by this page.
    seen: Option<usize>,
    errors: Vec<FormError>,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            label: String::new(),
            days: DAYS_OFFERED.to_owned(),
            seen: None,
            errors: Vec::new(),
        }
    }
}

impl Typed {
    fn of(fields: &Params) -> Self {
        let text = |name: &str| fields.text(name).unwrap_or_default().to_owned();
        Self {
            label: text("label"),
            days: text("days"),
            seen: fields.text("seen").and_then(|seen| seen.parse().ok()),
            errors: Vec::new(),
        }
    }

    fn wish(&self) -> TokenWish {
        TokenWish {
            label: self.label.clone(),
            // No days are as wrong as what is no number.
            days: self.days.trim().parse().unwrap_or(0),
            // Nobody has so many: the form has to be loaded first.
            seen: self.seen.unwrap_or(usize::MAX),
        }
    }
}

/// The page once more, with what stands in the way.
async fn again(reader: &Reader, typed: &Typed, errors: &[SelfMadeError]) -> Result<Response> {
    let mut of_fields = Vec::new();
    for error in errors {
        let (field, message) = match error {
            SelfMadeError::Label => (
                "label",
                format!("Enter what the token is for, in 1 to {LABEL_CHARS_MAX} characters"),
            ),
            SelfMadeError::Days => (
                "days",
                format!("The number of days must be between 1 and {TOKEN_DAYS_MAX}"),
            ),
            SelfMadeError::Stale => (
                "label",
                "No token was made, because another was made since you loaded this page. Look at the list, then make one if you still need it"
                    .to_owned(),
            ),
            // The page says these in place of the form.
            SelfMadeError::TooManyLive | SelfMadeError::TooManyMade => continue,
            SelfMadeError::MakerEnded => return Err(Problem::plain(Kind::Unauthenticated)),
            other => return Err(Problem::internal(other.to_string())),
        };
        of_fields.push(FormError {
            field: field.to_owned(),
            message,
        });
    }
    let state = reader.hub.state().await?;
    let typed = Typed {
        label: typed.label.chars().take(LABEL_CHARS_MAX).collect(),
        days: typed.days.chars().take(DAYS_OFFERED.len() + 2).collect(),
        seen: None,
        errors: of_fields,
    };
    let view = view(reader, &state, &typed).await;
    let page = render(reader, &view).await;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(reader: &Reader, view: &TokenPage) -> Page {
    let frame = reader.frame(breadcrumbs()).await;
    Page(hub_ui::pages::a5_tokens(&frame, view))
}

async fn view(reader: &Reader, state: &State, typed: &Typed) -> TokenPage {
    let now = reader.hub.clock.now();
    let by = reader.principal();
    let asked = last_asked(reader).await;
    let mut own: Vec<&Token> = own_tokens(state, by).collect();
    own.sort_by_key(|token| std::cmp::Reverse(made_at(token)));
    let n_own = own.len();
    let (live, dead): (Vec<&Token>, Vec<&Token>) = own
        .into_iter()
        .partition(|token| standing(token, now) == TokenStanding::Works);
    let older = dead.len().saturating_sub(DEAD_SEEN);
    let shown = live.into_iter().chain(dead.into_iter().take(DEAD_SEEN));
    let may = may_make(state, by, n_own, now);
    let form = may.as_ref().ok().map(|maker| TokenForm {
        label: typed.label.clone(),
        days: typed.days.clone(),
        label_characters_max: LABEL_CHARS_MAX,
        days_max: TOKEN_DAYS_MAX,
        ends_by: words::date(local(maker.ends).date()),
        seen: n_own,
    });
    TokenPage {
        holder: format!("{}, {}", by.name, role(reader)),
        tokens: shown
            .map(|token| item(reader, token, asked.as_ref(), now))
            .collect(),
        live_max: LIVE_TOKENS_MAX,
        older: match older {
            0 => String::new(),
            1 => "One older token works no more.".to_owned(),
            more => format!("{more} older tokens work no more."),
        },
        notice: String::new(),
        // An error belongs to a field, and without the form there is none.
        errors: form
            .as_ref()
            .map(|_| typed.errors.clone())
            .unwrap_or_default(),
        form,
        full: may.err().map(|error| full(&error)).unwrap_or_default(),
    }
}

/// Why no token can be made now.
fn full(error: &SelfMadeError) -> String {
    match error {
        SelfMadeError::TooManyLive => format!(
            "You have {LIVE_TOKENS_MAX} tokens that work, and cannot make another. Revoke one that you do not need any more."
        ),
        SelfMadeError::TooManyMade => format!(
            "You have made {TOKENS_A_DAY_MAX} tokens in the last 24 hours, and cannot make another today."
        ),
        _ => "You cannot make a token now. Sign in again.".to_owned(),
    }
}

fn item(
    reader: &Reader,
    token: &Token,
    asked: Option<&BTreeMap<String, Timestamp>>,
    now: Timestamp,
) -> TokenItem {
    let last_question = match asked.map(|asked| asked.get(&token.id)) {
        Some(Some(at)) => words::date_time(local(*at)),
        Some(None) => "None of late".to_owned(),
        None => "Not known".to_owned(),
    };
    TokenItem {
        label: label(token).to_owned(),
        id: token.id.clone(),
        made: words::date_time(local(made_at(token))),
        ends: words::date_time(local(token.expires)),
        last_question,
        standing: standing(token, now),
        is_current: reader.principal().token_id.as_ref() == Some(&token.id),
        revoke_href: may_revoke(reader, token, now)
            .then(|| format!("/analyst/tokens/{}/revoke", token.id)),
    }
}

/// What its holder calls a token.
pub(in crate::pages) fn label(token: &Token) -> &str {
    token
        .made
        .as_ref()
        .map_or("Made by the operator of the hub", |made| {
            made.label.as_str()
        })
}

pub(in crate::pages) fn standing(token: &Token, now: Timestamp) -> TokenStanding {
    if token.revoked {
        TokenStanding::Revoked
    } else if now >= token.expires {
        TokenStanding::Expired
    } else {
        TokenStanding::Works
    }
}

/// Whether a token of the reader can be revoked on a page. In a demonstration everybody signs in with those that it began
/// with, so that nobody may take them away.
pub(in crate::pages) fn may_revoke(reader: &Reader, token: &Token, now: Timestamp) -> bool {
    let is_shared = reader.hub.config.demo && token.made.is_none();
    standing(token, now) == TokenStanding::Works && !is_shared
}

/// When tokens last asked, as far as the newest records tell; `None` where the log cannot be read. Whoever wants to revoke
/// a token must not depend on it.
pub(in crate::pages) async fn last_asked(reader: &Reader) -> Option<BTreeMap<String, Timestamp>> {
    match reader.hub.store.audit().records(None, RECORDS_READ).await {
        Ok(records) => {
            let asked = records
                .into_iter()
                .filter_map(|(_, at, record)| match record {
                    AuditRecord::Asked {
                        token_id: Some(id), ..
                    } => Some((id, at)),
                    _ => None,
                });
            // The newest come last, and stay.
            Some(asked.collect())
        }
        Err(error) => {
            tracing::warn!(%error, "the audit log cannot be read");
            None
        }
    }
}

/// What the reader may do, in words.
fn role(reader: &Reader) -> String {
    role_words(reader, &reader.principal().role)
}

/// What somebody may do, in words.
pub(in crate::pages) fn role_words(reader: &Reader, role: &Role) -> String {
    let board = match role {
        Role::Icb(code) => places::place(&reader.hub.reference, code.as_str()),
        _ => None,
    };
    match board {
        Some(board) => format!("{} for {}", role.words(), board.name),
        None => role.words().to_owned(),
    }
}

/// What is said after a token was revoked. It is looked up, so that an address cannot make the page say anything.
fn revoked(reader: &Reader, state: &State, id: &str) -> String {
    own_tokens(state, reader.principal())
        .find(|token| token.id == id && token.revoked)
        .map(|token| format!("The token {} ({id}) is of no use any more.", label(token)))
        .unwrap_or_default()
}

pub(super) fn breadcrumbs() -> Vec<Link> {
    vec![Link::new("Start", "/")]
}
