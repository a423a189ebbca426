//! The cookie of a sign-in that has begun and waits for the issuer's answer. What is in it is sealed by
//! [`hub_identity::SignIns`].

use axum::http::HeaderMap;
use hub_identity::PENDING_LASTS;

use super::cookie_value;

const COOKIE: &str = "hub_sign_in";
/// Only what belongs to signing in gets it.
const PATH: &str = "/sign-in";

/// What a request brings of it.
pub(crate) fn pending_of(headers: &HeaderMap) -> Option<&str> {
    cookie_value(headers, COOKIE)
}

/// The `Set-Cookie` value that begins a sign-in.
pub(crate) fn set_pending(sealed: &str, secure: bool) -> String {
    cookie(sealed, PENDING_LASTS.as_secs(), secure)
}

/// The `Set-Cookie` value that ends it.
pub(crate) fn clear_pending(secure: bool) -> String {
    cookie("", 0, secure)
}

/// It comes back when the issuer leads the browser here, which browsers allow for cookies that are lax.
fn cookie(value: &str, max_age_s: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path={PATH}; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
}
