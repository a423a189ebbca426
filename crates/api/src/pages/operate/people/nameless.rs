//! Tokens that are nobody's in particular: made by command for a role, or with such a token.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::{end_token, made_at};
use hub_store::{State, Token};
use hub_ui::view::{Link, NamelessToken, PersonChange, TokenStanding};
use jiff::Timestamp;

use super::super::super::Page;
use super::super::super::analyst::tokens::{label, may_revoke, standing};
use super::super::super::form::SignedForm;
use super::super::super::organisations;
use super::super::super::reader::Reader;
use super::super::super::words;
use super::listed::{BOARD, NATIONAL, NONE, SERVICE, count};
use super::revoke::{ending, ends};
use super::{HREF, onward, way};
use crate::clock::local;
use crate::identity::Role;
use crate::problem::{Kind, Problem, Result};

/// Most of them on the page.
const TOKENS_SEEN: usize = 50;

/// Those that work and are of the kind, and hold what is looked for; and what is said of more.
pub(super) fn list(
    reader: &Reader,
    state: &State,
    kind: &str,
    sought: &str,
) -> (Vec<NamelessToken>, String) {
    let now = reader.hub.clock.now();
    let mut found: Vec<(u8, &Token)> = live(state, now)
        .filter_map(|token| {
            let role = role(token)?;
            let is_wanted = is_of_kind(&role, kind) && holds(reader, state, token, sought);
            is_wanted.then(|| (order(&role), token))
        })
        .collect();
    found.sort_by(|(a_order, a), (b_order, b)| {
        (a_order, &a.name, &a.id).cmp(&(b_order, &b.name, &b.id))
    });
    let more = match found.len().saturating_sub(TOKENS_SEEN) {
        0 => String::new(),
        more => format!(
            "{} more such tokens are not shown. Choose a kind above, or look for the name that they were made for.",
            count(more)
        ),
    };
    let seen = found.into_iter().take(TOKENS_SEEN);
    let rows = seen.map(|(_, token)| row(reader, state, token, now));
    (rows.collect(), more)
}

/// How many of them work for a role, whatever it is bound to.
pub(super) fn of_role(reader: &Reader, state: &State, role: &Role) -> usize {
    let now = reader.hub.clock.now();
    live(state, now)
        .filter(|token| token.role == role.name())
        .count()
}

/// How many of them work.
pub(super) fn count_live(reader: &Reader, state: &State) -> usize {
    live(state, reader.hub.clock.now()).count()
}

/// The token of that id, working or not; those of people are not found here.
pub(super) fn find<'a>(state: &'a State, id: &str) -> Result<&'a Token> {
    let token = state.tokens.get(id);
    token
        .filter(|token| token.membership.is_none())
        .ok_or_else(|| Problem::plain(Kind::NotFound))
}

/// `GET /operate/people/tokens/{token}/revoke`
pub(crate) async fn ask(reader: Reader, Path(id): Path<String>) -> Result<Response> {
    reader.params.only(&[])?;
    let state = reader.hub.state().await?;
    let now = reader.hub.clock.now();
    let token = find(&state, &id)?;
    if standing(token, now) != TokenStanding::Works {
        return Ok(Redirect::to(HREF).into_response());
    }
    let view = question(&reader, &state, token, now);
    let frame = reader.frame(way()).await;
    Ok(Page(hub_ui::pages::o1_person_change(&frame, &view)).into_response())
}

/// `POST /operate/people/tokens/{token}/revoke`
pub(crate) async fn revoke(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, .. } = form;
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let token = find(&state, &id)?;
    if is_shared(&reader, token, now) {
        return Err(Problem::new(Kind::Forbidden, SHARED));
    }
    if standing(token, now) == TokenStanding::Works {
        let ended = token.id.clone();
        let decide = move |state: &State| Ok(end_token(state, &ended, now));
        hub.store.journal().append(decide).await?;
        tracing::info!(token = %token.id, "token of nobody in particular revoked");
    }
    onward(&reader, &format!("{HREF}?revoked={}", token.id)).await
}

/// Why a token of a demonstration stays.
const SHARED: &str = "In a demonstration everybody signs in with the tokens that it began with, so that nobody may revoke them.";

/// Whether it is one that everybody signs in with.
fn is_shared(reader: &Reader, token: &Token, now: Timestamp) -> bool {
    standing(token, now) == TokenStanding::Works && !may_revoke(reader, token, now)
}

fn live(state: &State, now: Timestamp) -> impl Iterator<Item = &Token> {
    state
        .tokens
        .values()
        .filter(move |token| token.membership.is_none())
        .filter(move |token| standing(token, now) == TokenStanding::Works)
}

fn role(token: &Token) -> Option<Role> {
    Role::parse(&token.role, token.scope.as_deref())
}

fn is_of_kind(role: &Role, kind: &str) -> bool {
    match kind {
        SERVICE => matches!(role, Role::Service(_)),
        BOARD => matches!(role, Role::Icb(_)),
        NATIONAL => matches!(role, Role::Operator | Role::Officer | Role::Analyst),
        NONE => false,
        _ => true,
    }
}

/// Those who may do most come first.
fn order(role: &Role) -> u8 {
    match role {
        Role::Operator => 0,
        Role::Officer => 1,
        Role::Analyst => 2,
        Role::Icb(_) => 3,
        Role::Service(_) | Role::Public => 4,
    }
}

fn holds(reader: &Reader, state: &State, token: &Token, sought: &str) -> bool {
    let acts = acts(reader, state, token);
    let mut texts = [token.name.as_str(), token.id.as_str(), acts.as_str()].into_iter();
    sought.is_empty() || texts.any(|text| text.to_lowercase().contains(sought))
}

fn acts(reader: &Reader, state: &State, token: &Token) -> String {
    role(token).map_or_else(
        || token.role.clone(),
        |role| organisations::words(&reader.hub.reference, state, &role),
    )
}

fn href_of(token: &Token) -> String {
    format!("{HREF}/tokens/{}/revoke", token.id)
}

fn row(reader: &Reader, state: &State, token: &Token, now: Timestamp) -> NamelessToken {
    let own = reader.principal().token_id.as_deref();
    NamelessToken {
        name: token.name.clone(),
        label: label(token).to_owned(),
        acts: acts(reader, state, token),
        made: words::date_time(local(made_at(token))),
        ends: words::date_time(local(token.expires)),
        ending: ending(token),
        is_own: own == Some(token.id.as_str()),
        revoke_href: (!is_shared(reader, token, now)).then(|| href_of(token)),
    }
}

fn question(reader: &Reader, state: &State, token: &Token, now: Timestamp) -> PersonChange {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    PersonChange {
        title: format!("Revoke the token that ends in {}", ending(token)),
        facts: vec![
            fact("Made for", token.name.clone()),
            fact("Token", label(token).to_owned()),
            fact("Id", token.id.clone()),
            fact("Acts as", acts(reader, state, token)),
            fact("Made", words::date_time(local(made_at(token)))),
            fact("Ends by itself", words::date_time(local(token.expires))),
        ],
        ends: ends(reader, state, token, now),
        stays: vec![
            "Other tokens of the same role work on.".to_owned(),
            "What was done with this token stays on record, with the name that it was made for."
                .to_owned(),
        ],
        refused: match is_shared(reader, token, now) {
            true => SHARED.to_owned(),
            false => String::new(),
        },
        action: href_of(token),
        button: "Revoke this token".to_owned(),
        back: Link::new("Leave it as it is", HREF),
    }
}
