//! What is asked of an issuer once somebody has come back from it.

use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use jiff::Timestamp;
use openidconnect::{
    AccessToken, AuthorizationCode, Nonce, OAuth2TokenResponse, PkceCodeVerifier,
    RequestTokenError, SubjectIdentifier, UserInfoError,
};

use super::SignIns;
use crate::claims::Claims;
use crate::config::Issuer;
use crate::error::{SignInError, Untrusted};
use crate::known::{Book, Known, unusable};
use crate::oidc::{ErrorAnswer, PersonClaims, TokenAnswer};
use crate::pending::Pending;
use crate::verify::{Expected, Verified, verified};
use crate::web::{Carrier, Web, WebError};

const TOKEN: &str = "answer to the code";
const PERSON: &str = "answer about the person";
/// Said where the answer is about somebody, so that none of it gets into a log.
const UNREADABLE: &str = "it is not of the form that it should have";

impl SignIns {
    /// What stands behind a code.
    pub(super) async fn exchanged(
        &self,
        issuer: &Issuer,
        book: &Book,
        pending: &Pending,
        code: &str,
        now: Timestamp,
    ) -> Result<Verified, SignInError> {
        let known = book.known(&issuer.issuer, &self.web, now).await?;
        let answer = self.token(issuer, &known, pending, code).await?;
        let token = answer.extra_fields().id_token().ok_or(Untrusted::Missing)?;
        let nonce = Nonce::new(pending.nonce.clone());
        let expected = |known: &Known| -> Result<Verified, SignInError> {
            let expected = Expected {
                issuer,
                keys: &known.keys,
                nonce: &nonce,
                access_token: answer.access_token(),
                is_fresh: pending.is_fresh,
                now,
            };
            verified(token, &expected)
        };
        let mut verified = match expected(&known) {
            Err(SignInError::Untrusted(Untrusted::Key)) => {
                let newer = book.with_newer_keys(&known, &self.web, now).await?;
                expected(&newer.ok_or(Untrusted::Key)?)
            }
            first => first,
        }?;
        if issuer.userinfo {
            let more = self
                .person(&known, answer.access_token(), &verified.claims.subject)
                .await?;
            verified.claims.add(more);
        }
        Ok(verified)
    }

    async fn token(
        &self,
        issuer: &Issuer,
        known: &Known,
        pending: &Pending,
        code: &str,
    ) -> Result<TokenAnswer, SignInError> {
        let client = self.client(issuer, known)?;
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| unusable(TOKEN, error))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()));
        request.request_async(&self.web).await.map_err(no_token)
    }

    /// What the issuer says of the person besides.
    async fn person(
        &self,
        known: &Known,
        access_token: &AccessToken,
        subject: &str,
    ) -> Result<Claims, SignInError> {
        let endpoint = known.metadata.userinfo_endpoint();
        let endpoint =
            endpoint.ok_or_else(|| unusable(PERSON, "the issuer has no such address"))?;
        let bearer = HeaderValue::from_str(&format!("Bearer {}", access_token.secret()));
        let mut bearer = bearer.map_err(|_| unusable(TOKEN, UNREADABLE))?;
        bearer.set_sensitive(true);
        let request = http::Request::get(endpoint.as_str())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(AUTHORIZATION, bearer)
            .body(Vec::new())
            .map_err(|error| unusable(PERSON, error))?;
        let Carrier(web) = &self.web;
        let answer = Web::send(web.as_ref(), request).await;
        let answer = answer.map_err(SignInError::Unreachable)?;
        if answer.status() != http::StatusCode::OK {
            let status = answer.status().as_u16();
            return Err(unusable(
                PERSON,
                format!("it came with the status {status}"),
            ));
        }
        let subject = SubjectIdentifier::new(subject.to_owned());
        let person = PersonClaims::from_json::<WebError>(answer.body(), Some(&subject));
        let person = person.map_err(|error| match error {
            UserInfoError::ClaimsVerification(_) => SignInError::from(Untrusted::Subject),
            _ => unusable(PERSON, UNREADABLE),
        })?;
        Ok(Claims {
            subject: person.subject().to_string(),
            email: person.email().map(|email| email.to_string()),
            is_email_verified: person.email_verified() == Some(true),
            extra: person.additional_claims().0.clone(),
        })
    }
}

fn no_token(error: RequestTokenError<WebError, ErrorAnswer>) -> SignInError {
    match error {
        RequestTokenError::Request(error) => SignInError::Unreachable(error),
        RequestTokenError::ServerResponse(answer) => match answer.error().as_ref() {
            "invalid_grant" => SignInError::Refused {
                code: "invalid_grant",
            },
            "invalid_client" | "unauthorized_client" => {
                unusable(TOKEN, "the issuer does not take this hub's name and secret")
            }
            _ => unusable(TOKEN, "the issuer answered with an error"),
        },
        _ => unusable(TOKEN, UNREADABLE),
    }
}
