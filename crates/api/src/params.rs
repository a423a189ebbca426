//! Query parameters: read strictly, so that a misspelt one is an error and not ignored.

use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::{Problem, Result};

/// The query parameters of a request.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Refuses parameters that are not in the list, or that come twice.
    pub(crate) fn only(&self, known: &[&str]) -> Result<()> {
        self.only_with(known, &[])
    }

    /// The same, with parameters that may come more than once.
    pub(crate) fn only_with(&self, once: &[&str], often: &[&str]) -> Result<()> {
        for (idx, (name, _)) in self.0.iter().enumerate() {
            if often.contains(&name.as_str()) {
                continue;
            }
            if !once.contains(&name.as_str()) {
                let known = [once, often].concat().join(", ");
                return Err(Problem::parameter(
                    &shown(name),
                    format_args!("one of those known here: {known}"),
                ));
            }
            if self.0.iter().take(idx).any(|(before, _)| before == name) {
                return Err(Problem::parameter(name, "given once"));
            }
        }
        Ok(())
    }

    /// The text of a parameter; an empty one counts as absent, as forms send those.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value.as_str()))
    }

    /// All values of a parameter that may come more than once.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter_map(move |(key, value)| (key == name).then_some(value.as_str()))
    }

    /// A parameter as a type; its error says what is expected.
    pub(crate) fn get<T>(&self, name: &str) -> Result<Option<T>>
    where
        T: FromStr<Err = hub_standard::ids::ParseIdError>,
    {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|error: T::Err| Problem::parameter(name, error.expected))
            })
            .transpose()
    }

    /// A parameter that must be there.
    pub(crate) fn required<T>(&self, name: &str) -> Result<T>
    where
        T: FromStr<Err = hub_standard::ids::ParseIdError>,
    {
        self.get(name)?
            .ok_or_else(|| Problem::parameter(name, "given"))
    }

    /// Whether a switch is on.
    pub(crate) fn switch(&self, name: &str) -> Result<bool> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::parameter(name, "true or false")),
        }
    }

    /// All pairs as sent.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

fn shown(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c))
        .take(40)
        .collect()
}

/// Names only: values may be anything that somebody typed.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self::of(query.as_bytes()))
    }
}

impl Params {
    /// Reads pairs as a query or a form has them.
    pub(crate) fn of(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }
}
