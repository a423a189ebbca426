//! Decides, before any handler runs, who is asking and whether they may.

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hub_access::acts_of;
use hub_store::State as Journal;

use crate::body;
use crate::edge::{Client, FORWARDED_HOST};
use crate::hub::Hub;
use crate::identity::{Principal, Role, Session, principal_of_id, principal_of_token};
use crate::kept::KeptForm;
use crate::problem::{Kind, Problem, Result};
use crate::rates::{Attempt, Cost};
use crate::routes::{Access, Route, Surface};

/// What guards one route.
#[derive(Clone)]
pub(crate) struct Guard {
    hub: Hub,
    access: Access,
    surface: Surface,
    cost: Cost,
}

impl Guard {
    pub(crate) fn new(hub: &Hub, route: &Route) -> Self {
        Self {
            hub: hub.clone(),
            access: route.access,
            surface: route.surface,
            cost: Cost::of(route),
        }
    }
}

/// Who is asking, with the session they came with.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) principal: Principal,
    pub(crate) session: Option<Session>,
}

impl Visitor {
    pub(crate) fn public() -> Self {
        Self {
            principal: Principal::public(),
            session: None,
        }
    }

    /// All that they may act as, as far as what they came with opens it.
    pub(crate) fn acts(&self, state: &Journal) -> Vec<Principal> {
        let proof = self
            .session
            .as_ref()
            .and_then(|session| session.proof.as_ref());
        let mut acts = acts_of(state, &self.principal);
        acts.retain(|acts| proof.is_none_or(|proof| proof.opens(acts)));
        acts
    }

    /// Checks the secret that a form sent back.
    ///
    /// A form that came with a bearer token needs none: no browser adds that token by itself.
    pub(crate) fn check_form(&self, hub: &Hub, sent: Option<&str>) -> Result<()> {
        match (&self.session, sent) {
            (None, _) => Ok(()),
            (Some(session), Some(sent)) if session.is_csrf(&hub.seal, sent) => Ok(()),
            (Some(_), _) => Err(Problem::plain(Kind::FormExpired)),
        }
    }
}

/// A handler that asks for the visitor behind no guard gets an error, not the public.
impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("a route without a guard"))
    }
}

/// The middleware of every route.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let (visitor, mut response) = match admit(&guard, &mut parts).await {
        Ok((visitor, attempt)) => {
            parts.extensions.insert(visitor.clone());
            let answer = next.run(Request::from_parts(parts, body)).await;
            if let Some(attempt) = attempt {
                guard.hub.limits.came_of(attempt, answer.headers());
            }
            (visitor, answer)
        }
        Err((visitor, problem)) => {
            let form = KeptForm::of(&parts).filter(|_| problem.kind == Kind::Unauthenticated);
            let mut response = problem.into_response();
            match form {
                Some(form) => {
                    if let Some(kept) = form.read(body).await {
                        response.extensions_mut().insert(kept);
                    }
                }
                // A sender in the middle of a file would see a broken connection instead of our answer.
                None => body::refuse(body).await,
            }
            (visitor, response)
        }
    };
    response.extensions_mut().insert(visitor);
    response.extensions_mut().insert(guard.surface);
    response
}

async fn admit(
    guard: &Guard,
    parts: &mut Parts,
) -> Result<(Visitor, Option<Attempt>), (Visitor, Problem)> {
    if guard.access == Access::Open {
        // Health checks and style sheets must not depend on the journal, whatever cookie comes along.
        let visitor = Visitor::public();
        return match spend(guard, parts, &visitor) {
            Ok(attempt) => Ok((visitor, attempt)),
            Err(problem) => Err((visitor, problem)),
        };
    }
    let unsafe_method = !matches!(parts.method, Method::GET | Method::HEAD);
    let visitor = match identify(guard, &parts.headers, unsafe_method).await {
        Ok(visitor) => visitor,
        Err(problem) => return Err((Visitor::public(), refused(guard, parts, problem))),
    };
    let attempt = match spend(guard, parts, &visitor) {
        Ok(attempt) => attempt,
        Err(problem) => return Err((visitor, problem)),
    };
    if guard.surface == Surface::Page && unsafe_method && comes_from_elsewhere(&parts.headers) {
        return Err((visitor, Problem::plain(Kind::FormExpired)));
    }
    match authorize(guard.access, &visitor.principal, parts).await {
        Ok(()) => Ok((visitor, attempt)),
        Err(problem) => Err((visitor, problem)),
    }
}

/// Spends what the request costs whoever asks, before it is looked at whether they may: asking for what one may not have
/// costs too.
fn spend(guard: &Guard, parts: &Parts, visitor: &Visitor) -> Result<Option<Attempt>> {
    let limits = &guard.hub.limits;
    let client = Client::of(&parts.extensions);
    let cost = guard.cost.at(&parts.uri);
    limits.spend(cost, &visitor.principal, &client)?;
    match cost {
        Cost::SignIn => limits.attempt(&client).map(Some),
        _ => Ok(None),
    }
}

/// What is told to whom we do not know. A token that lets nobody in costs as much as a question: it is looked up, but
/// nobody guesses 32 random bytes, and others of the same address are to be able to sign in.
fn refused(guard: &Guard, parts: &Parts, problem: Problem) -> Problem {
    if problem.kind != Kind::Unauthenticated {
        return problem;
    }
    let client = Client::of(&parts.extensions);
    let spent = guard
        .hub
        .limits
        .spend(Cost::Query, &Principal::public(), &client);
    spent.err().unwrap_or(problem)
}

/// Finds out who is asking. A wrong bearer token is refused, since its sender believes to be known; a cookie that has
/// ended just leaves the reader signed out.
async fn identify(guard: &Guard, headers: &HeaderMap, unsafe_method: bool) -> Result<Visitor> {
    let hub = &guard.hub;
    let now = hub.clock.now();
    if let Some(header) = headers.get(AUTHORIZATION) {
        let token = header.to_str().ok().and_then(bearer);
        let principal = match token {
            Some(token) => principal_of_token(&*hub.state().await?, token, now),
            None => None,
        };
        return match principal {
            Some(principal) => Ok(Visitor {
                principal,
                session: None,
            }),
            None => Err(Problem::plain(Kind::Unauthenticated)),
        };
    }
    // Browsers send cookies along with what other sites make them send, so programs must show their token to change
    // anything, and a link of another site asks nothing in the reader's name; pages have the secret in their forms instead.
    if guard.surface != Surface::Page && (unsafe_method || comes_from_elsewhere(headers)) {
        return Ok(Visitor::public());
    }
    let Some(session) = Session::of(&hub.seal, headers, now) else {
        return Ok(Visitor::public());
    };
    let principal = principal_of_id(&*hub.state().await?, &session.credential_id, now);
    let principal = principal.filter(|principal| still_proves(hub, &session, principal));
    Ok(principal.map_or_else(Visitor::public, |principal| Visitor {
        principal,
        session: Some(session),
    }))
}

/// Whether what a session began with is still good for it: an issuer that is trusted no more ends its sessions.
fn still_proves(hub: &Hub, session: &Session, principal: &Principal) -> bool {
    let Some(proof) = &session.proof else {
        return true;
    };
    let sign_ins = hub.config.sign_ins.as_ref();
    let is_trusted = sign_ins.is_some_and(|all| all.issuer(&proof.issuer).is_some());
    is_trusted && proof.opens(principal)
}

/// Who reads the page about an address that there is not: no guard stands before it, and the page has a head like all.
pub(crate) async fn reader_of(hub: &Hub, headers: &HeaderMap) -> Visitor {
    let now = hub.clock.now();
    let Some(session) = Session::of(&hub.seal, headers, now) else {
        return Visitor::public();
    };
    // Storage that does not answer is no reason for having no page.
    let Ok(state) = hub.state().await else {
        return Visitor::public();
    };
    let principal = principal_of_id(&state, &session.credential_id, now);
    let principal = principal.filter(|principal| still_proves(hub, &session, principal));
    principal.map_or_else(Visitor::public, |principal| Visitor {
        principal,
        session: Some(session),
    })
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whether the browser says that another site made it send this. Browsers that do not say so name the site that the
/// form came from.
pub(crate) fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    // A proxy in front may speak to us under another name, and says which one it was asked for.
    let host = text(FORWARDED_HOST).or_else(|| text("host"));
    match (text("origin"), host) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").map(|(_, origin_host)| origin_host) != Some(host)
        }
        // Programs send neither.
        (None, _) => false,
        (Some(_), None) => true,
    }
}

async fn authorize(access: Access, principal: &Principal, parts: &mut Parts) -> Result<()> {
    let allowed = match (access, &principal.role) {
        (Access::Open | Access::Public, _) => true,
        (_, Role::Public) => return Err(Problem::plain(Kind::Unauthenticated)),
        (Access::SignedIn, _)
        | (Access::Officer | Access::Overseer, Role::Officer)
        | (Access::Operator | Access::Overseer, Role::Operator)
        | (Access::Sender, Role::Service(_)) => true,
        (Access::Asker, role) => role.may_ask(),
        (Access::OwnService, Role::Service(own)) => {
            let params = parts
                .extract::<RawPathParams>()
                .await
                .map_err(|_| Problem::plain(Kind::NotFound))?;
            let asked = params
                .iter()
                .find_map(|(name, value)| (name == "service").then_some(value));
            if asked != Some(own.as_str()) {
                // Whether another service exists is none of this one's business.
                return Err(Problem::plain(Kind::NotFound));
            }
            true
        }
        (
            Access::Officer
            | Access::Operator
            | Access::Overseer
            | Access::Sender
            | Access::OwnService,
            _,
        ) => false,
    };
    if allowed {
        Ok(())
    } else {
        Err(Problem::plain(Kind::Forbidden))
    }
}
