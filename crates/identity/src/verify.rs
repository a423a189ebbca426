//! Whether an ID token is what it must be: this issuer's, for this hub, for this sign-in, now.
//!
//! Signature, issuer, audience, nonce and end are checked by the protocol's library; what it leaves to its callers is
//! checked here.

use chrono::DateTime;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IdTokenVerifier, IssuerUrl,
    Nonce, SignatureVerificationError,
};

use crate::claims::Claims;
use crate::config::Issuer;
use crate::error::{SignInError, Untrusted};
use crate::oidc::{IdClaims, IdToken, Key, Keys, algorithm};

/// How far the clocks of issuer and hub may be apart.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// A token is used as soon as it was made.
const AGE_MAX: SignedDuration = SignedDuration::from_mins(10);
/// How long ago somebody may have signed in where that must have been just now.
pub const FRESH_LASTS: SignedDuration = SignedDuration::from_mins(10);

/// What an ID token must fit.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a Issuer,
    pub(crate) keys: &'a Keys,
    pub(crate) nonce: &'a Nonce,
    pub(crate) access_token: &'a AccessToken,
    pub(crate) is_fresh: bool,
    pub(crate) now: Timestamp,
}

/// What a token proves.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) claims: Claims,
    /// When the person signed in at the issuer, if it says so.
    pub(crate) authenticated: Option<Timestamp>,
}

pub(crate) fn verified(token: &IdToken, expected: &Expected) -> Result<Verified, SignInError> {
    let verifier = verifier(expected)?;
    let claims = token.claims(&verifier, expected.nonce).map_err(fault)?;
    made_for_us(claims, expected.issuer)?;
    made_now(claims, expected.now)?;
    belongs_to_access_token(token, claims, &verifier, expected.access_token)?;
    let acr = claims.auth_context_ref().map(|acr| acr.as_str());
    let wanted = &expected.issuer.acr_values;
    if !wanted.is_empty() && !acr.is_some_and(|acr| wanted.iter().any(|wanted| wanted == acr)) {
        return Err(SignInError::NotStrong);
    }
    let authenticated = authenticated(claims, expected)?;
    Ok(Verified {
        claims: Claims {
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()),
            is_email_verified: claims.email_verified() == Some(true),
            extra: claims.additional_claims().0.clone(),
        },
        authenticated,
    })
}

/// One without a secret, so that no shared secret is ever taken for the key of a signature.
fn verifier<'a>(expected: &Expected<'a>) -> Result<IdTokenVerifier<'a, Key>, SignInError> {
    let issuer = expected.issuer;
    let address = IssuerUrl::new(issuer.issuer.clone()).map_err(|_| Untrusted::Issuer)?;
    let client = ClientId::new(issuer.client_id.clone());
    let verifier = IdTokenVerifier::new_public_client(client, address, expected.keys.clone());
    // The end of a token is looked at a little early, so that it lasts a little longer.
    let early = expected
        .now
        .saturating_sub(LEEWAY)
        .map_err(|_| Untrusted::Time)?;
    let early = DateTime::from_timestamp(early.as_second(), 0).ok_or(Untrusted::Time)?;
    let algorithms = issuer.algorithms.iter().map(|&named| algorithm(named));
    Ok(verifier
        .set_allowed_algs(algorithms)
        .set_time_fn(move || early))
}

fn fault(error: ClaimsVerificationError) -> Untrusted {
    match error {
        ClaimsVerificationError::Expired(_) => Untrusted::Expired,
        ClaimsVerificationError::InvalidAudience(_) => Untrusted::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => Untrusted::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => Untrusted::Nonce,
        ClaimsVerificationError::InvalidSubject(_) => Untrusted::Subject,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => Untrusted::Key,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_) => Untrusted::Algorithm,
            _ => Untrusted::Signature,
        },
        _ => Untrusted::Other,
    }
}

/// The library takes no other audience beside ours; whoever it was made for must be we too.
fn made_for_us(claims: &IdClaims, issuer: &Issuer) -> Result<(), Untrusted> {
    let party = claims.authorized_party();
    match party.is_none_or(|party| **party == issuer.client_id) {
        true => Ok(()),
        false => Err(Untrusted::Audience),
    }
}

fn made_now(claims: &IdClaims, now: Timestamp) -> Result<(), Untrusted> {
    let made = second(claims.issue_time().timestamp())?;
    let begins = claims.additional_claims().0.get("nbf");
    let begins = match begins.map(|begins| begins.as_i64().ok_or(Untrusted::Time)) {
        Some(begins) => second(begins?)?,
        None => made,
    };
    let age = now.duration_since(made);
    let wait = begins.max(made).duration_since(now);
    match age <= AGE_MAX + LEEWAY && wait <= LEEWAY {
        true => Ok(()),
        false => Err(Untrusted::Time),
    }
}

fn second(seconds: i64) -> Result<Timestamp, Untrusted> {
    Timestamp::from_second(seconds).map_err(|_| Untrusted::Time)
}

fn belongs_to_access_token(
    token: &IdToken,
    claims: &IdClaims,
    verifier: &IdTokenVerifier<'_, Key>,
    access_token: &AccessToken,
) -> Result<(), Untrusted> {
    let Some(said) = claims.access_token_hash() else {
        return Ok(());
    };
    let algorithm = token.signing_alg().map_err(|_| Untrusted::Algorithm)?;
    let key = token.signing_key(verifier).map_err(|_| Untrusted::Key)?;
    let hash = AccessTokenHash::from_token(access_token, algorithm, key);
    match hash.is_ok_and(|hash| hash == *said) {
        true => Ok(()),
        false => Err(Untrusted::AccessToken),
    }
}

fn authenticated(claims: &IdClaims, expected: &Expected) -> Result<Option<Timestamp>, SignInError> {
    let Some(said) = claims.auth_time() else {
        return match expected.is_fresh {
            true => Err(SignInError::NotFresh),
            false => Ok(None),
        };
    };
    let at = second(said.timestamp())?;
    let age = expected.now.duration_since(at);
    if age < -LEEWAY {
        return Err(Untrusted::Time.into());
    }
    if expected.is_fresh && age > FRESH_LASTS + LEEWAY {
        return Err(SignInError::NotFresh);
    }
    Ok(Some(at))
}
