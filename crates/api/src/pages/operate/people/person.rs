//! One person: what they may do for whom, and the tokens for it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hub_access::{
    NewMembership, PeopleError, TOKEN_DAYS_MAX, TokenForWish, give_role, made_at, make_token_for,
    n_tokens_of,
};
use hub_store::{Event, Membership, Person, State, Token};
use hub_ui::view::{
    Choice, FormError, Link, PersonPage, PersonRole, PersonToken, PersonTokenForm, PersonTokenMade,
    Secret, TokenStanding,
};
use jiff::Timestamp;

use super::super::super::Page;
use super::super::super::analyst::tokens::{label, last_asked, standing};
use super::super::super::filter::choice;
use super::super::super::form::SignedForm;
use super::super::super::organisations;
use super::super::super::reached::base;
use super::super::super::reader::Reader;
use super::super::super::words;
use super::add::{TypedRole, field_of};
use super::{beside, find, href, onward, revoke, told, way, write};
use crate::clock::local;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// Most roles on the page that have ended, and most tokens that work no more.
const PAST_SEEN: usize = 20;
/// What the form for a token offers first.
const DAYS_OFFERED: &str = "30";

/// `GET /operate/people/{id}`
pub(crate) async fn page(reader: Reader, Path(id): Path<String>) -> Result<Page> {
    reader.params.only(&["given", "ended", "revoked"])?;
    let state = reader.hub.state().await?;
    let person = find(&state, &id)?;
    let view = PersonPage {
        notice: notice(&reader, &state, person),
        ..view(&reader, &state, person, Typed::default()).await
    };
    Ok(render(&reader, &view).await)
}

/// `POST /operate/people/{id}/roles`
pub(crate) async fn give(Path(id): Path<String>, form: SignedForm) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let state = reader.hub.state().await?;
    find(&state, &id)?;
    let role = TypedRole::of(&fields);
    let error = match role.read(&reader, &state)? {
        Ok(membership) => match given(&reader, &id, membership).await? {
            Ok(response) => return Ok(response),
            Err(error) => beside(field_of(&error), error.to_string()),
        },
        Err(error) => error,
    };
    let typed = Typed {
        role,
        errors: vec![error],
        ..Typed::default()
    };
    again(&reader, &id, typed).await
}

async fn given(
    reader: &Reader,
    id: &str,
    membership: NewMembership,
) -> Result<Result<Response, PeopleError>> {
    let to = format!("{}?given={}", href(id), membership.id());
    let decide = {
        let (person, by) = (id.to_owned(), reader.principal().clone());
        move |state: &State| give_role(state, &person, &membership, Some(&by))
    };
    match write(&reader.hub, decide).await? {
        Ok(()) => {
            tracing::info!(person = %id, "role given");
            Ok(Ok(onward(reader, &to).await?))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// `POST /operate/people/{id}/tokens`
pub(crate) async fn make(
    headers: HeaderMap,
    Path(id): Path<String>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let hub = &reader.hub;
    let now = hub.clock.now();
    let state = hub.state().await?;
    let person = find(&state, &id)?;
    let mut typed = Typed::of(&fields);
    if typed.membership.is_empty() {
        typed.errors.push(beside("membership", "Select a role"));
        return again(&reader, &id, typed).await;
    }
    if !person.memberships.contains(&typed.membership) {
        return Err(Problem::plain(Kind::NotFound));
    }
    let wish = typed.wish();
    match made(&reader, &state, &wish, now).await? {
        Ok((token, expires)) => {
            let view = PersonTokenMade {
                person: person.name.clone(),
                token: Secret(token),
                acts: acts(&reader, &state, &wish.membership),
                ends: format!(
                    "{}, until {}",
                    match wish.days {
                        1 => "one day".to_owned(),
                        days => format!("{days} days"),
                    },
                    words::date_time(local(expires))
                ),
                sign_in: format!("{}/sign-in", base(&reader, &headers)),
                back: Link::new(person.name.clone(), href(&person.id)),
            };
            let frame = reader.frame(way()).await;
            Ok(Page(hub_ui::pages::o1_person_token_made(&frame, &view)).into_response())
        }
        Err(error) => {
            let field = match error {
                PeopleError::Days => "days",
                _ => "membership",
            };
            typed.errors.push(beside(field, error.to_string()));
            again(&reader, &id, typed).await
        }
    }
}

/// Makes a token and lets it in; its text, and when it ends.
async fn made(
    reader: &Reader,
    state: &State,
    wish: &TokenForWish,
    now: Timestamp,
) -> Result<Result<(String, Timestamp), PeopleError>> {
    let (token, event) = match make_token_for(state, wish, Some(reader.principal()), now) {
        Ok(made) => made,
        Err(PeopleError::Token(error)) => return Err(Problem::internal(error)),
        Err(error) => return Ok(Err(error)),
    };
    let Event::TokenIssued { id, expires, .. } = &event else {
        return Err(Problem::internal("a token was made by another event"));
    };
    let (id, expires) = (id.clone(), *expires);
    let decide = {
        let wish = wish.clone();
        move |state: &State| {
            let may = wish.may_be_made(state, now);
            may.map(|()| vec![event.clone()])
        }
    };
    let written = write(&reader.hub, decide).await?;
    Ok(written.map(|()| {
        tracing::info!(token = %id, "token made for a person");
        (token, expires)
    }))
}

/// What was typed into the forms of the page.
struct Typed {
    role: TypedRole,
    membership: String,
    days: String,
    /// `None`: the form was not sent, or not by this page.
    seen: Option<usize>,
    errors: Vec<FormError>,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            role: TypedRole::default(),
            membership: String::new(),
            days: DAYS_OFFERED.to_owned(),
            seen: None,
            errors: Vec::new(),
        }
    }
}

impl Typed {
    fn of(fields: &Params) -> Self {
        let days = fields.text("days").unwrap_or_default();
        Self {
            membership: fields.text("membership").unwrap_or_default().to_owned(),
            days: days.chars().take(DAYS_OFFERED.len() + 2).collect(),
            seen: fields.text("seen").and_then(|seen| seen.parse().ok()),
            ..Self::default()
        }
    }

    fn wish(&self) -> TokenForWish {
        TokenForWish {
            membership: self.membership.clone(),
            // No days are as wrong as what is no number.
            days: self.days.trim().parse().unwrap_or(0),
            // Nobody has so many: the form has to be loaded first.
            seen: Some(self.seen.unwrap_or(usize::MAX)),
        }
    }
}

/// The page once more, with what stands in the way.
async fn again(reader: &Reader, id: &str, typed: Typed) -> Result<Response> {
    let state = reader.hub.state().await?;
    let person = find(&state, id)?;
    let view = view(reader, &state, person, typed).await;
    let page = render(reader, &view).await;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(reader: &Reader, view: &PersonPage) -> Page {
    let frame = reader.frame(way()).await;
    Page(hub_ui::pages::o1_person(&frame, view))
}

async fn view(reader: &Reader, state: &State, person: &Person, typed: Typed) -> PersonPage {
    let now = reader.hub.clock.now();
    let asked = last_asked(reader).await;
    let mut tokens: Vec<&Token> = state
        .people
        .of(person)
        .flat_map(|membership| &membership.tokens)
        .filter_map(|id| state.tokens.get(id))
        .collect();
    tokens.sort_by_key(|token| std::cmp::Reverse(made_at(token)));
    let (live, past): (Vec<&Token>, Vec<&Token>) = tokens
        .into_iter()
        .partition(|token| standing(token, now) == TokenStanding::Works);
    let older = past.len().saturating_sub(PAST_SEEN);
    let shown = live.into_iter().chain(past.into_iter().take(PAST_SEEN));
    let is_here = person.left.is_none();
    PersonPage {
        name: person.name.clone(),
        id: person.id.clone(),
        entered: told::act(&person.entered),
        left: person.left.as_ref().map(told::act).unwrap_or_default(),
        notice: String::new(),
        roles: roles(reader, state, person),
        tokens: shown
            .map(|token| item(reader, state, token, asked.as_ref(), now))
            .collect(),
        older: match older {
            0 => String::new(),
            1 => "One older token works no more.".to_owned(),
            more => format!("{more} older tokens work no more."),
        },
        give: is_here.then(|| typed.role.form()),
        make: token_form(reader, state, person, &typed),
        leave_href: is_here.then(|| format!("{}/leave", href(&person.id))),
        // An error belongs to a field, and without the forms there is none.
        errors: if is_here { typed.errors } else { Vec::new() },
        action: href(&person.id),
    }
}

/// The form that makes a token. It is there for who has a role.
fn token_form(
    reader: &Reader,
    state: &State,
    person: &Person,
    typed: &Typed,
) -> Option<PersonTokenForm> {
    let live = state.people.live_of(person);
    let roles: Vec<Choice> = live
        .map(|membership| {
            let words = told::membership(&reader.hub, state, membership);
            choice(&membership.id, &words, membership.id == typed.membership)
        })
        .collect();
    (!roles.is_empty()).then(|| PersonTokenForm {
        roles,
        days: typed.days.clone(),
        days_max: TOKEN_DAYS_MAX,
        seen: n_tokens_of(state, person),
    })
}

/// Those that hold, oldest first, then those that ended, newest first.
fn roles(reader: &Reader, state: &State, person: &Person) -> Vec<PersonRole> {
    let mut past: Vec<_> = state
        .people
        .of(person)
        .filter(|membership| membership.ended.is_some())
        .collect();
    past.reverse();
    let live = state.people.live_of(person);
    live.chain(past.into_iter().take(PAST_SEEN))
        .map(|membership| role(reader, state, membership))
        .collect()
}

fn role(reader: &Reader, state: &State, membership: &Membership) -> PersonRole {
    let role = told::role(membership);
    let organisation = role
        .as_ref()
        .map(|role| organisations::name(&reader.hub.reference, state, role));
    let end = || format!("{}/roles/{}/end", href(&membership.person), membership.id);
    PersonRole {
        organisation: organisation.unwrap_or_default(),
        code: membership.scope.clone().unwrap_or_default(),
        role: role.map_or_else(|| membership.role.clone(), |role| role.words().to_owned()),
        given: told::act(&membership.granted),
        ended: membership.ended.as_ref().map(told::act).unwrap_or_default(),
        end_href: membership.ended.is_none().then(end),
    }
}

fn item(
    reader: &Reader,
    state: &State,
    token: &Token,
    asked: Option<&BTreeMap<String, Timestamp>>,
    now: Timestamp,
) -> PersonToken {
    let membership = token.membership.as_deref().unwrap_or_default();
    let known = state.people.memberships.get(membership);
    let person = known.map_or("", |membership| membership.person.as_str());
    PersonToken {
        label: label(token).to_owned(),
        id: token.id.clone(),
        acts: acts(reader, state, membership),
        made: words::date_time(local(made_at(token))),
        ends: words::date_time(local(token.expires)),
        last_question: match asked.map(|asked| asked.get(&token.id)) {
            Some(Some(at)) => words::date_time(local(*at)),
            Some(None) => "None of late".to_owned(),
            None => "Not known".to_owned(),
        },
        standing: standing(token, now),
        ending: revoke::ending(token),
        revoke_href: (standing(token, now) == TokenStanding::Works)
            .then(|| revoke::href_of(person, token)),
    }
}

/// As what a membership lets somebody act.
fn acts(reader: &Reader, state: &State, membership: &str) -> String {
    let known = state.people.memberships.get(membership);
    known
        .map(|known| told::membership(&reader.hub, state, known))
        .unwrap_or_default()
}

/// What has just been done. It is looked up, so that an address cannot make the page say anything.
fn notice(reader: &Reader, state: &State, person: &Person) -> String {
    let of = |name: &str, has_ended: bool| {
        let id = reader.params.text(name)?;
        let mut own = state.people.of(person);
        let found =
            own.find(|membership| membership.id == id && membership.ended.is_some() == has_ended)?;
        Some(told::membership(&reader.hub, state, found))
    };
    if let Some(words) = of("given", false) {
        return format!("The role is given: {words}.");
    }
    if let Some(words) = of("ended", true) {
        return format!("The role has ended: {words}.");
    }
    let revoked = reader.params.text("revoked");
    let revoked = revoked.and_then(|id| revoke::of_person(state, person, id).ok());
    match revoked.filter(|token| token.revoked) {
        Some(token) => format!(
            "The token that ends in {} is revoked.",
            revoke::ending(token)
        ),
        None => String::new(),
    }
}
