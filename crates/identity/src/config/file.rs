//! The file as it is written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::IssuerKind;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) public_url: String,
    pub(super) authorities_file: Option<PathBuf>,
    #[serde(default, rename = "issuer")]
    pub(super) issuers: Vec<RawIssuer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIssuer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: RawKind,
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) client_secret_file: Option<PathBuf>,
    pub(super) client_secret_env: Option<String>,
    #[serde(default)]
    pub(super) public_client: bool,
    pub(super) scopes: Option<Vec<String>>,
    #[serde(default)]
    pub(super) acr_values: Vec<String>,
    pub(super) algorithms: Option<Vec<String>>,
    pub(super) userinfo: Option<bool>,
    pub(super) organisations: Option<Vec<String>>,
    #[serde(default)]
    pub(super) organisation_codes: BTreeMap<String, OneOrMore>,
    pub(super) roles: Option<Vec<String>>,
    #[serde(default)]
    pub(super) role_names: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(super) email_domains: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawKind {
    Cis2,
    Entra,
    Plain,
}

impl From<RawKind> for IssuerKind {
    fn from(kind: RawKind) -> Self {
        match kind {
            RawKind::Cis2 => Self::Cis2,
            RawKind::Entra => Self::Entra,
            RawKind::Plain => Self::Plain,
        }
    }
}

/// One value, or a list of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn into_values(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value],
            Self::More(values) => values,
        }
    }
}
