//! What claims mean: who somebody is, at what they may have been invited, and what narrows their roles.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{Issuer, IssuerKind};
use crate::error::Untrusted;
use crate::narrowing::Narrowing;
use crate::subject::{Invitation, Subject, is_guid};

/// Most values of one claim that are looked at.
const VALUES_MAX: usize = 1_000;
/// Claims of NHS CIS2.
const NHS_ROLES: &str = "nhsid_nrbac_roles";
const NHS_ROLE_ID: &str = "person_roleid";
const NHS_SELECTED: [&str; 2] = ["selected_roleid", "selectedroleid"];
const NHS_UID: &str = "nhsid_useruid";

/// Claims beside the standard ones, as they came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Extra(pub(crate) Map<String, Value>);

impl openidconnect::AdditionalClaims for Extra {}

/// What was proven of somebody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claims {
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    pub(crate) is_email_verified: bool,
    /// All others: of the ID token, and of the answer about the person where that was asked for.
    pub(crate) extra: Map<String, Value>,
}

impl Claims {
    /// Adds what the answer about the person says. What the ID token said stands.
    pub(crate) fn add(&mut self, more: Self) {
        for (name, value) in more.extra {
            self.extra.entry(name).or_insert(value);
        }
        if self.email.is_none() {
            self.email = more.email;
            self.is_email_verified = more.is_email_verified;
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.extra.get(name).and_then(Value::as_str)
    }
}

/// Who it is.
pub(crate) fn subject_of(issuer: &Issuer, claims: &Claims) -> Result<Subject, Untrusted> {
    let subject = match issuer.kind {
        IssuerKind::Entra => {
            let tenant = claims.text("tid").filter(|tenant| is_of(issuer, tenant));
            let object = claims.text("oid");
            tenant
                .zip(object)
                .and_then(|(tenant, object)| Subject::in_tenant(tenant, object))
        }
        IssuerKind::Cis2 | IssuerKind::Plain => {
            Subject::of(issuer.issuer.as_str(), &claims.subject)
        }
    };
    subject.ok_or(Untrusted::Subject)
}

/// Whether a tenant is the one that the address of the issuer names, where it names one.
fn is_of(issuer: &Issuer, tenant: &str) -> bool {
    let mut parts = issuer.issuer.split('/');
    parts
        .find(|part| is_guid(part))
        .is_none_or(|own| own.eq_ignore_ascii_case(tenant))
}

/// At what somebody may have been invited, as far as the issuer vouches for it and is trusted to.
pub(crate) fn invitations_of(issuer: &Issuer, claims: &Claims) -> Vec<Invitation> {
    let uid = match issuer.kind {
        IssuerKind::Cis2 => claims.text(NHS_UID).and_then(Invitation::uid),
        IssuerKind::Entra | IssuerKind::Plain => None,
    };
    let is_verified = match issuer.kind {
        // Whoever runs a tenant may write any address into it; this claim says that they proved its domain theirs.
        IssuerKind::Entra => claims.extra.get("xms_edov").is_some_and(is_yes),
        IssuerKind::Cis2 | IssuerKind::Plain => claims.is_email_verified,
    };
    let email = claims.email.as_deref().filter(|_| is_verified);
    let email = email.and_then(Invitation::email).filter(|email| {
        let domain = email.domain().unwrap_or_default();
        issuer.email_domains.iter().any(|own| own == domain)
    });
    uid.into_iter().chain(email).collect()
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::String(text) => text == "1" || text.eq_ignore_ascii_case("true"),
        Value::Number(number) => number.as_i64() == Some(1),
        _ => false,
    }
}

/// What narrows the roles of somebody.
pub(crate) fn narrowing_of(issuer: &Issuer, claims: &Claims) -> Narrowing {
    let chosen = chosen(issuer, &claims.extra);
    let extra = chosen.as_ref().unwrap_or(&claims.extra);
    let organisations = issuer.organisations.as_ref().map(|path| {
        let codes = values_at(extra, path).into_iter();
        let codes = codes.flat_map(|code| match issuer.organisation_codes.get(&code) {
            Some(codes) => codes.clone(),
            None => vec![code],
        });
        codes.map(|code| code.to_ascii_uppercase()).collect()
    });
    let roles = issuer.roles.as_ref().map(|path| {
        let names = values_at(extra, path).into_iter();
        let known = names.filter_map(|name| issuer.role_names.get(&name));
        known.flatten().cloned().collect()
    });
    Narrowing {
        organisations,
        roles,
    }
}

/// Of NHS staff who chose one of their roles as they signed in, the claims with that role alone.
fn chosen(issuer: &Issuer, extra: &Map<String, Value>) -> Option<Map<String, Value>> {
    if issuer.kind != IssuerKind::Cis2 {
        return None;
    }
    let selected = NHS_SELECTED.iter().find_map(|&name| extra.get(name))?;
    let mut chosen = extra.clone();
    if let Some(Value::Array(roles)) = chosen.get_mut(NHS_ROLES) {
        roles.retain(|role| role.get(NHS_ROLE_ID) == Some(selected));
    }
    Some(chosen)
}

/// All texts and numbers under a claim, along a path of names. Lists on the way are gone through.
fn values_at(extra: &Map<String, Value>, path: &[String]) -> BTreeSet<String> {
    let Some((first, rest)) = path.split_first() else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    let mut waiting: Vec<(&Value, &[String])> = extra
        .get(first)
        .map(|value| (value, rest))
        .into_iter()
        .collect();
    while let Some((value, path)) = waiting.pop() {
        if found.len() >= VALUES_MAX {
            break;
        }
        match (value, path) {
            (Value::Array(values), path) => {
                let values = values.iter().take(VALUES_MAX);
                waiting.extend(values.map(|value| (value, path)));
            }
            (Value::Object(fields), [name, rest @ ..]) => {
                waiting.extend(fields.get(name).map(|value| (value, rest)));
            }
            (Value::String(text), []) => {
                found.insert(text.trim().to_owned());
            }
            (Value::Number(number), []) => {
                found.insert(number.to_string());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
