//! What a request costs.

use axum::http::Uri;

use crate::routes::{Access, Route};

/// What monitoring asks: never refused.
const PROBES: [&str; 4] = ["/livez", "/readyz", "/version", "/metrics"];

/// Routes that put a query before the gate.
const QUERIES: [&str; 9] = [
    "/api/v1/sql",
    "/api/v1/evaluations/{id}",
    "/analyst/sql",
    "/areas/{code}/evaluations",
    "/operate/audit",
    "/sign-in/{issuer}",
    "/areas/{code}/pack",
    "/areas/{code}/pack.xlsx",
    "/areas/{code}/pack.ods",
];

/// What a request costs, by what it makes the hub do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// What monitoring asks.
    Nothing,
    /// A page, a file of figures, a form.
    Page,
    /// A question in SQL, and what takes as long.
    Query,
    /// A file that is sent.
    Upload,
    /// An attempt to sign in, which is counted beside what a page costs.
    SignIn,
}

impl Cost {
    /// What a route costs.
    pub(crate) fn of(route: &Route) -> Self {
        match (route.method, route.path) {
            (_, path) if route.access == Access::Open && PROBES.contains(&path) => Self::Nothing,
            ("POST", "/sign-in") | ("GET", "/sign-in/{issuer}/callback") => Self::SignIn,
            _ if route.takes_file() => Self::Upload,
            (_, path) if QUERIES.contains(&path) => Self::Query,
            _ => Self::Page,
        }
    }

    /// The same for an address: a link of a demonstration signs in too.
    pub(crate) fn at(self, uri: &Uri) -> Self {
        let has_token = uri.query().is_some_and(|query| query.contains("token="));
        match uri.path() == "/sign-in" && has_token {
            true => Self::SignIn,
            false => self,
        }
    }

    /// Units that it takes.
    pub(super) const fn units(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Page | Self::SignIn => 1,
            Self::Query => 10,
            Self::Upload => 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::route_table;

    #[test]
    fn every_route_that_is_named_is_there() {
        for path in PROBES.into_iter().chain(QUERIES) {
            assert!(route_table().any(|route| route.path == path), "{path}");
        }
        let costs = |cost: Cost| route_table().filter(move |route| Cost::of(route) == cost);
        assert_eq!(costs(Cost::Nothing).count(), PROBES.len());
        assert_eq!(costs(Cost::SignIn).count(), 2);
        assert!(costs(Cost::Upload).count() >= 2);
    }

    #[test]
    fn a_link_that_signs_in_is_an_attempt() {
        let at = |uri: &'static str| Cost::Page.at(&Uri::from_static(uri));
        assert_eq!(at("/sign-in?token=x"), Cost::SignIn);
        assert_eq!(at("/sign-in?next=/a"), Cost::Page);
        assert_eq!(at("/compare?token=x"), Cost::Page);
    }
}
