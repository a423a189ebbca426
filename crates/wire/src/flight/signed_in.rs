//! Knowing who calls, before anything of a call is read.

use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use hub_access::{AskError, Asking, Principal};
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::{Request, Status};

use super::connection::Guest;
use super::status::asked;

/// The one call without a token: there it is shown first.
const HANDSHAKE: &str = "/arrow.flight.protocol.FlightService/Handshake";
/// The header with the token.
pub(super) const AUTHORIZATION: &str = "authorization";
/// A wrong token is answered after this pause, so that trying many takes long.
const WRONG_TIME: Duration = Duration::from_millis(300);
/// The name to sign in under where none is known.
const ANY_NAME: &str = "token";

/// Lets through what comes with a token, and tells whose it is.
#[derive(Clone)]
pub(super) struct SignedIn<S> {
    inner: S,
    asking: Asking,
}

impl<S> SignedIn<S> {
    pub(super) fn new(inner: S, asking: Asking) -> Self {
        Self { inner, asking }
    }
}

impl<S> Service<http::Request<Body>> for SignedIn<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        // The one that is ready is taken, its copy stays.
        let copy = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, copy);
        let asking = self.asking.clone();
        Box::pin(async move {
            let guest = request.extensions().get::<Guest>().cloned();
            if let Some(Err(status)) = guest.as_ref().map(Guest::is_let_in) {
                return Ok(status.into_http());
            }
            if request.uri().path() != HANDSHAKE {
                let shown = request.headers().get(AUTHORIZATION);
                let shown = shown.and_then(|shown| Shown::read(shown.to_str().ok()?));
                let holder = match shown {
                    Some(Shown::Token(token)) => holder(&asking, None, &token).await,
                    Some(Shown::Basic { .. }) | None => Err(no_token()),
                };
                match holder {
                    Ok(principal) => {
                        if let Some(Err(status)) = guest.map(|guest| guest.sign_in(&principal)) {
                            return Ok(status.into_http());
                        }
                        request.extensions_mut().insert(principal);
                    }
                    Err(status) => return Ok(status.into_http()),
                }
            }
            inner.call(request).await
        })
    }
}

/// What a client shows of itself.
pub(super) enum Shown {
    /// A token.
    Token(String),
    /// A name with a token as its password.
    Basic {
        /// The name.
        name: String,
        /// The token.
        token: String,
    },
}

impl Shown {
    /// Reads the header.
    pub(super) fn read(header: &str) -> Option<Self> {
        let (scheme, shown) = header.split_once(' ')?;
        let shown = shown.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Token(shown.to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let shown = String::from_utf8(STANDARD.decode(shown).ok()?).ok()?;
        // A name may have a colon, a token has none.
        let (name, token) = shown.rsplit_once(':')?;
        Some(Self::Basic {
            name: name.to_owned(),
            token: token.to_owned(),
        })
    }
}

/// Who holds a token, if they may ask. A name must be theirs, or just "token".
///
/// # Errors
/// What the client is told.
pub(super) async fn holder(
    asking: &Asking,
    name: Option<&str>,
    token: &str,
) -> Result<Principal, Status> {
    let known = asking.holder(token).await.map_err(asked)?;
    let is_named = |principal: &Principal| match name {
        Some(name) => name == ANY_NAME || name == principal.name,
        None => true,
    };
    let Some(principal) = known.filter(is_named) else {
        tokio::time::sleep(WRONG_TIME).await;
        return Err(Status::unauthenticated("this name or token is not known"));
    };
    if !principal.role.may_ask() {
        return Err(asked(AskError::NotAllowed));
    }
    if !asking.limits().answers {
        return Err(asked(AskError::Closed));
    }
    Ok(principal)
}

/// Who calls, as [`SignedIn`] has told.
pub(super) fn caller<T>(request: &Request<T>) -> Result<Principal, Status> {
    let principal = request.extensions().get::<Principal>();
    principal.cloned().ok_or_else(no_token)
}

pub(super) fn no_token() -> Status {
    Status::unauthenticated("a token is needed: send it as a bearer token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_a_colon() {
        let header = format!("Basic {}", STANDARD.encode("A: Khan:hub_1_x"));
        let Some(Shown::Basic { name, token }) = Shown::read(&header) else {
            panic!("not read");
        };
        assert_eq!((name.as_str(), token.as_str()), ("A: Khan", "hub_1_x"));
        assert!(matches!(
            Shown::read("bearer hub_1_x"),
            Some(Shown::Token(_))
        ));
        assert!(Shown::read("Digest x").is_none());
    }
}
