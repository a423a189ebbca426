//! From the file as it is written to issuers that can be used, or to everything that is wrong with it.

use std::collections::BTreeMap;

use url::Url;

use super::file::{File, OneOrMore, RawIssuer};
use super::{Algorithm, ConfigError, Issuer, IssuerKind, Issuers, Secret, Secrets};
use crate::subject::is_guid;
use crate::web::is_safe;

/// Longest name of an issuer in addresses.
pub const ID_CHARS_MAX: usize = 32;
/// Most issuers: each is a button on a page.
const ISSUERS_MAX: usize = 8;
const NAME_CHARS_MAX: usize = 60;
/// Last parts of addresses under `/sign-in` that belong to the hub.
const TAKEN: [&str; 2] = ["callback", "choose"];
/// The hub's own roles.
const ROLES: [&str; 5] = ["service", "icb", "analyst", "officer", "operator"];
const ALGORITHMS: [(&str, Algorithm); 8] = [
    ("RS256", Algorithm::Rs256),
    ("RS384", Algorithm::Rs384),
    ("RS512", Algorithm::Rs512),
    ("PS256", Algorithm::Ps256),
    ("PS384", Algorithm::Ps384),
    ("PS512", Algorithm::Ps512),
    ("ES256", Algorithm::Es256),
    ("ES384", Algorithm::Es384),
];
/// Taken where none are named.
const ALGORITHMS_USUAL: [Algorithm; 3] = [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256];

/// What is wrong, with whom it is about.
struct Problems {
    about: String,
    found: Vec<String>,
}

impl Problems {
    fn add(&mut self, what: impl AsRef<str>) {
        self.found.push(format!("{}{}", self.about, what.as_ref()));
    }
}

pub(super) fn checked(raw: File, secrets: &dyn Secrets) -> Result<Issuers, ConfigError> {
    let mut problems = Problems {
        about: String::new(),
        found: Vec::new(),
    };
    let public_url = public_url(&raw.public_url, &mut problems);
    let authorities = raw.authorities_file.and_then(|path| {
        let read = secrets.file(&path);
        read.map_err(|error| {
            problems.add(format!(
                "authorities_file: {} cannot be read: {error}.",
                path.display()
            ));
        })
        .ok()
    });
    match raw.issuers.len() {
        0 => problems.add("Name at least one [[issuer]]."),
        1..=ISSUERS_MAX => {}
        more => problems.add(format!(
            "At most {ISSUERS_MAX} issuers fit on the page, and these are {more}."
        )),
    }
    let mut issuers: Vec<Issuer> = Vec::new();
    for raw in raw.issuers {
        problems.about = format!("Issuer \"{}\": ", raw.id);
        let issuer = issuer(raw, secrets, &mut problems);
        if issuers.iter().any(|other| other.id == issuer.id) {
            problems.add("another issuer has the same id.");
        }
        issuers.push(issuer);
    }
    if problems.found.is_empty() {
        Ok(Issuers {
            public_url,
            authorities,
            issuers,
        })
    } else {
        Err(ConfigError {
            problems: problems.found,
        })
    }
}

/// The address of the hub, without a slash at its end.
fn public_url(text: &str, problems: &mut Problems) -> String {
    let url = Url::parse(text).ok().filter(|url| {
        is_safe(url)
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && has_no_user(url)
    });
    match url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => {
            problems.add(
                "public_url must be the address of this hub as browsers know it, without a path, like https://hub.example.nhs.uk \
                 (http only on this machine).",
            );
            String::new()
        }
    }
}

fn has_no_user(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn issuer(raw: RawIssuer, secrets: &dyn Secrets, problems: &mut Problems) -> Issuer {
    let kind = IssuerKind::from(raw.kind);
    names(&raw, problems);
    address(&raw.issuer, kind, problems);
    let client_secret = secret(&raw, secrets, problems);
    let algorithms = algorithms(raw.algorithms.as_deref(), problems);
    let organisations = path(
        "organisations",
        raw.organisations,
        usual_organisations(kind),
        problems,
    );
    let roles = path("roles", raw.roles, None, problems);
    if roles.is_some() && raw.role_names.is_empty() {
        problems.add(
            "roles are looked at, so say under role_names which of the hub's roles each opens.",
        );
    }
    if roles.is_none() && !raw.role_names.is_empty() {
        problems.add("role_names are of no use without roles, the claim that holds them.");
    }
    if organisations.is_none() && !raw.organisation_codes.is_empty() {
        problems.add(
            "organisation_codes are of no use without organisations, the claim that holds them.",
        );
    }
    let role_names = values(raw.role_names);
    for role in role_names.values().flatten() {
        if !ROLES.contains(&role.as_str()) {
            problems.add(format!(
                "the hub has no role \"{role}\": write {}.",
                ROLES.join(", ")
            ));
        }
    }
    Issuer {
        userinfo: raw.userinfo.unwrap_or(kind == IssuerKind::Cis2),
        scopes: scopes(raw.scopes, kind, problems),
        acr_values: raw.acr_values,
        email_domains: domains(raw.email_domains, problems),
        organisation_codes: values(raw.organisation_codes),
        id: raw.id,
        name: raw.name.trim().to_owned(),
        kind,
        issuer: raw.issuer,
        client_id: raw.client_id,
        client_secret,
        algorithms,
        organisations,
        roles,
        role_names,
    }
}

fn names(raw: &RawIssuer, problems: &mut Problems) {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=ID_CHARS_MAX).contains(&raw.id.len()) || !raw.id.bytes().all(is_plain) {
        problems.add(format!(
            "id must be 1 to {ID_CHARS_MAX} small letters, digits and hyphens: it stands in addresses."
        ));
    }
    if TAKEN.contains(&raw.id.as_str()) {
        problems.add("this id stands for a page of the hub itself.");
    }
    let n_chars = raw.name.trim().chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&n_chars) || raw.name.chars().any(char::is_control) {
        problems.add(format!(
            "name must be 1 to {NAME_CHARS_MAX} characters: it stands on the button."
        ));
    }
    if raw.client_id.trim().is_empty() {
        problems.add("client_id must be the name by which the issuer knows this hub.");
    }
}

fn address(text: &str, kind: IssuerKind, problems: &mut Problems) {
    let url = Url::parse(text).ok();
    let usable = url.as_ref().filter(|url| {
        is_safe(url) && url.query().is_none() && url.fragment().is_none() && has_no_user(url)
    });
    let Some(url) = usable else {
        problems.add(
            "issuer must be an https address without a query, exactly as the issuer names itself (http only on this machine).",
        );
        return;
    };
    let names_tenant = url.path().split('/').any(is_guid);
    if kind == IssuerKind::Entra && url.scheme() == "https" && !names_tenant {
        problems.add(
            "the address of an Entra issuer must hold the id of one tenant, like https://login.microsoftonline.com/TENANT/v2.0: with \
             \"common\" or \"organizations\" anybody could sign in.",
        );
    }
}

fn secret(raw: &RawIssuer, secrets: &dyn Secrets, problems: &mut Problems) -> Option<Secret> {
    let text = match (&raw.client_secret_file, &raw.client_secret_env) {
        (Some(path), None) => match secrets.file(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                problems.add("client_secret_file: it is no text.");
                return None;
            }
            Err(error) => {
                problems.add(format!(
                    "client_secret_file: {} cannot be read: {error}.",
                    path.display()
                ));
                return None;
            }
        },
        (None, Some(name)) => match secrets.variable(name) {
            Some(text) => text,
            None => {
                problems.add(format!(
                    "client_secret_env: the variable {name} is not set."
                ));
                return None;
            }
        },
        (None, None) if raw.public_client => return None,
        (None, None) => {
            problems.add(
                "name the client secret by client_secret_file or client_secret_env, or say public_client = true if the issuer gave none.",
            );
            return None;
        }
        (Some(_), Some(_)) => {
            problems
                .add("name the client secret once, by client_secret_file or by client_secret_env.");
            return None;
        }
    };
    if raw.public_client {
        problems.add("a public client has no secret: leave out one of the two.");
    }
    let text = text.trim();
    if text.is_empty() {
        problems.add("the client secret is empty.");
    }
    Some(Secret::new(text))
}

fn algorithms(named: Option<&[String]>, problems: &mut Problems) -> Vec<Algorithm> {
    let Some(named) = named else {
        return ALGORITHMS_USUAL.to_vec();
    };
    if named.is_empty() {
        problems.add("algorithms must name at least one, or be left out.");
    }
    let mut found = Vec::new();
    for name in named {
        match ALGORITHMS.iter().find(|(known, _)| known == name) {
            Some((_, algorithm)) => found.push(*algorithm),
            None => {
                let known = ALGORITHMS.map(|(known, _)| known).join(", ");
                problems.add(format!(
                    "signatures by \"{name}\" are not taken: write some of {known}."
                ));
            }
        }
    }
    found
}

fn scopes(named: Option<Vec<String>>, kind: IssuerKind, problems: &mut Problems) -> Vec<String> {
    let usual: &[&str] = match kind {
        IssuerKind::Cis2 => &["profile", "nationalrbacaccess", "selectedroleid"],
        IssuerKind::Entra | IssuerKind::Plain => &["profile", "email"],
    };
    let scopes = named.unwrap_or_else(|| usual.iter().map(|&scope| scope.to_owned()).collect());
    let is_token = |scope: &String| {
        !scope.is_empty()
            && scope
                .chars()
                .all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')
    };
    if !scopes.iter().all(is_token) {
        problems.add("each of the scopes must be one word.");
    }
    scopes
        .into_iter()
        .filter(|scope| scope != "openid")
        .collect()
}

/// Where the claims of a kind name organisations, unless something else is said.
fn usual_organisations(kind: IssuerKind) -> Option<Vec<String>> {
    (kind == IssuerKind::Cis2).then(|| vec!["nhsid_nrbac_roles".to_owned(), "org_code".to_owned()])
}

/// A path of names; an empty one says that the claim is not to be looked at.
fn path(
    field: &str,
    named: Option<Vec<String>>,
    usual: Option<Vec<String>>,
    problems: &mut Problems,
) -> Option<Vec<String>> {
    let path = match named {
        None => return usual,
        Some(path) if path.is_empty() => return None,
        Some(path) => path,
    };
    if path.iter().any(String::is_empty) || path.len() > 5 {
        problems.add(format!(
            "{field} must be the name of a claim, or a path of up to 5 names, like [\"nhsid_nrbac_roles\", \"org_code\"]."
        ));
    }
    Some(path)
}

fn domains(named: Vec<String>, problems: &mut Problems) -> Vec<String> {
    let is_domain = |domain: &String| {
        domain.contains('.')
            && domain
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    };
    if !named.iter().all(is_domain) {
        problems.add("each of the email_domains must be a domain, like nhs.net, without an @.");
    }
    named
        .into_iter()
        .map(|domain| domain.to_ascii_lowercase())
        .collect()
}

fn values(named: BTreeMap<String, OneOrMore>) -> BTreeMap<String, Vec<String>> {
    let named = named.into_iter();
    named
        .map(|(name, values)| (name, values.into_values()))
        .collect()
}
