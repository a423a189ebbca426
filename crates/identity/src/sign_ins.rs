//! A sign-in from beginning to end.

mod asking;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreResponseType,
};
use openidconnect::{
    AuthType, AuthenticationContextClass, ClientId, ClientSecret, CsrfToken, Nonce,
    PkceCodeChallenge, RedirectUrl, Scope,
};
use tokio::sync::Semaphore;

use crate::claims::{invitations_of, narrowing_of, subject_of};
use crate::config::{Issuer, Issuers, Secret};
use crate::error::{SignInError, Untrusted};
use crate::known::{Book, Known, unusable};
use crate::narrowing::Narrowing;
use crate::oidc::OidcClient;
use crate::pending::{Pending, PendingSeal};
use crate::spent::Spent;
use crate::subject::Tags;
use crate::verify::FRESH_LASTS;
use crate::web::{Carrier, Web};

/// Answers that are looked at and issuers that are asked at once; whoever comes beyond is told to come again.
const PLACES: usize = 32;
/// Errors of issuers that are told apart; all others are one.
const CODES: [&str; 10] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
];

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What signing in through issuers is made of.
pub struct SignInParts {
    /// The issuers.
    pub issuers: Issuers,
    /// Asks them.
    pub web: Arc<dyn Web>,
    /// Tells the time.
    pub clock: Clock,
    /// Signs sessions; what waits in a browser is sealed under a key that comes from it.
    pub session_key: [u8; 32],
    /// Makes the tags by which people are known. It must last as long as they are.
    pub people_key: [u8; 32],
}

impl fmt::Debug for SignInParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInParts")
            .field("issuers", &self.issuers)
            .finish_non_exhaustive()
    }
}

/// Signs people in through issuers that prove who they are.
pub struct SignIns {
    public_url: String,
    issuers: Vec<(Issuer, Book)>,
    web: Carrier,
    clock: Clock,
    seal: PendingSeal,
    tags: Tags,
    spent: Spent,
    places: Semaphore,
}

/// What somebody wants who begins to sign in.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The page of this site to go on to, which the caller has checked to be one; empty: none in particular.
    pub next: String,
    /// Whether they must sign in at the issuer again, however short ago they did.
    pub is_fresh: bool,
}

/// A sign-in that has begun.
pub struct Begun {
    /// Where to send the browser.
    pub location: String,
    /// What the browser has to bring back, as the value of a cookie.
    pub cookie: String,
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Begun(<redacted>)")
    }
}

/// What the issuer sent the browser back with.
#[derive(Clone, Default)]
pub struct Answer {
    /// The code that the issuer gives its answer for.
    pub code: Option<String>,
    /// The mark of the sign-in.
    pub state: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// Which issuer it comes from, where that one says so.
    pub iss: Option<String>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(<redacted>)")
    }
}

/// What an issuer has proven.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Name of the issuer in addresses.
    pub issuer: String,
    /// Tag of the person, by which the journal knows them.
    pub subject: String,
    /// Tags of what they may have been invited at.
    pub invitations: Vec<String>,
    /// What narrows their roles.
    pub narrowing: Narrowing,
    /// When they signed in at the issuer, if it says so.
    pub authenticated: Option<Timestamp>,
    /// The page to go on to; empty: none in particular.
    pub next: String,
}

impl SignIns {
    /// Nobody is asked yet.
    #[must_use]
    pub fn new(parts: SignInParts) -> Self {
        let Issuers {
            public_url,
            issuers,
            ..
        } = parts.issuers;
        let issuers = issuers.into_iter();
        Self {
            public_url,
            issuers: issuers.map(|issuer| (issuer, Book::default())).collect(),
            web: Carrier(parts.web),
            clock: parts.clock,
            seal: PendingSeal::new(&parts.session_key),
            tags: Tags::new(&parts.people_key),
            spent: Spent::default(),
            places: Semaphore::new(PLACES),
        }
    }

    /// The issuers, in the order of their buttons.
    pub fn issuers(&self) -> impl Iterator<Item = &Issuer> {
        self.issuers.iter().map(|(issuer, _)| issuer)
    }

    /// An issuer by its name in addresses.
    #[must_use]
    pub fn issuer(&self, id: &str) -> Option<&Issuer> {
        self.issuers().find(|issuer| issuer.id == id)
    }

    /// Begins to sign somebody in.
    ///
    /// # Errors
    /// [`SignInError`] where there is no such issuer, or it cannot be used.
    pub async fn begin(&self, id: &str, wish: &Wish) -> Result<Begun, SignInError> {
        let _place = self.places.try_acquire().map_err(|_| SignInError::Busy)?;
        let (issuer, book) = self.of(id)?;
        let now = (self.clock)();
        let known = book.known(&issuer.issuer, &self.web, now).await?;
        let client = self.client(issuer, &known)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client
            .authorize_url::<_, CoreResponseType, _>(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(issuer.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        let ways = issuer.acr_values.iter().cloned();
        let asked = ways
            .map(AuthenticationContextClass::new)
            .fold(asked, |asked, way| asked.add_auth_context_value(way));
        let asked = match wish.is_fresh {
            true => asked
                .set_max_age(FRESH_LASTS.unsigned_abs())
                .add_prompt(CoreAuthPrompt::Login),
            false => asked,
        };
        let (location, state, nonce) = asked.url();
        let pending = Pending {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            ..Pending::new(&issuer.id, &wish.next, wish.is_fresh, now)
        };
        let cookie = self.seal.seal(&pending);
        Ok(Begun {
            location: location.into(),
            cookie: cookie.ok_or_else(|| unusable("sign-in", "it cannot be sealed"))?,
        })
    }

    /// Finishes it: the browser came back with an answer, and with the cookie that it was given.
    ///
    /// # Errors
    /// [`SignInError`]; then nobody is signed in, and the answer is of no use any more.
    pub async fn finish(
        &self,
        id: &str,
        cookie: Option<&str>,
        answer: &Answer,
    ) -> Result<Proven, SignInError> {
        let (issuer, book) = self.of(id)?;
        let now = (self.clock)();
        let pending = cookie.and_then(|cookie| self.seal.open(cookie));
        let pending = pending.ok_or(SignInError::NotBegunHere)?;
        pending.belongs(id, answer.state.as_deref().unwrap_or_default(), now)?;
        let _place = self.places.try_acquire().map_err(|_| SignInError::Busy)?;
        self.spent.spend(&pending, now)?;
        if answer.iss.as_ref().is_some_and(|iss| *iss != issuer.issuer) {
            return Err(Untrusted::Issuer.into());
        }
        if let Some(error) = &answer.error {
            return Err(refused(error));
        }
        let code = answer.code.as_ref().filter(|code| !code.is_empty());
        let code = code.ok_or(Untrusted::Missing)?;
        let verified = self.exchanged(issuer, book, &pending, code, now).await?;
        let claims = verified.claims;
        let subject = subject_of(issuer, &claims)?;
        let invitations = invitations_of(issuer, &claims).into_iter();
        Ok(Proven {
            issuer: issuer.id.clone(),
            subject: self.tags.subject(&subject),
            invitations: invitations.map(|one| self.tags.invitation(&one)).collect(),
            narrowing: narrowing_of(issuer, &claims),
            authenticated: verified.authenticated,
            next: pending.next,
        })
    }

    fn of(&self, id: &str) -> Result<&(Issuer, Book), SignInError> {
        let mut all = self.issuers.iter();
        all.find(|(issuer, _)| issuer.id == id)
            .ok_or(SignInError::NoIssuer)
    }

    fn client(&self, issuer: &Issuer, known: &Known) -> Result<OidcClient, SignInError> {
        let back = format!("{}/sign-in/{}/callback", self.public_url, issuer.id);
        let back = RedirectUrl::new(back).map_err(|error| unusable("way back", error))?;
        let secret = issuer.client_secret.as_ref();
        let client = OidcClient::from_provider_metadata(
            known.metadata.as_ref().clone(),
            ClientId::new(issuer.client_id.clone()),
            secret.map(|secret| ClientSecret::new(Secret::text(secret).to_owned())),
        );
        Ok(client
            .set_auth_type(auth_type(known))
            .set_redirect_uri(back))
    }
}

impl fmt::Debug for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.issuers().map(|issuer| issuer.id.as_str()).collect();
        f.debug_struct("SignIns")
            .field("issuers", &ids)
            .finish_non_exhaustive()
    }
}

/// How the secret is shown: in the head of the request, unless the issuer takes it in the body alone.
fn auth_type(known: &Known) -> AuthType {
    let ways = known.metadata.token_endpoint_auth_methods_supported();
    let takes = |way| ways.is_some_and(|ways| ways.contains(&way));
    let in_head = ways.is_none() || takes(CoreClientAuthMethod::ClientSecretBasic);
    match !in_head && takes(CoreClientAuthMethod::ClientSecretPost) {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    }
}

fn refused(error: &str) -> SignInError {
    let known = CODES.iter().find(|&&code| code == error);
    SignInError::Refused {
        code: known.copied().unwrap_or("another error"),
    }
}
