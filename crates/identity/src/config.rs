//! Which issuers are trusted, and with what: read from a TOML file, and checked before anybody signs in.

mod check;
mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

pub use check::ID_CHARS_MAX;

/// What kind of issuer it is, which decides who a person is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssuerKind {
    /// NHS Care Identity Service 2, and what is shaped like it.
    Cis2,
    /// One tenant of Microsoft Entra ID.
    Entra,
    /// Anything that keeps to OpenID Connect.
    Plain,
}

/// A text that is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// One issuer that is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Name in addresses: `/sign-in/{id}`.
    pub id: String,
    /// Name on the button.
    pub name: String,
    /// What kind it is.
    pub kind: IssuerKind,
    /// Its address, exactly as it names itself.
    pub issuer: String,
    /// The name by which it knows this hub.
    pub client_id: String,
    /// The secret by which it knows this hub; none for a public client.
    pub client_secret: Option<Secret>,
    /// What it is asked for, beside `openid`.
    pub scopes: Vec<String>,
    /// Ways to sign in of which one must have been used; none in particular where empty.
    pub acr_values: Vec<String>,
    /// Algorithms of signatures that are taken.
    pub algorithms: Vec<Algorithm>,
    /// Whether it is asked about the person besides (`userinfo`).
    pub userinfo: bool,
    /// Where claims name organisations, as a path of names; none where they are not looked at.
    pub organisations: Option<Vec<String>>,
    /// What an organisation of the claims is called here, where that is something else.
    pub organisation_codes: BTreeMap<String, Vec<String>>,
    /// Where claims name roles, as a path of names; none where they are not looked at.
    pub roles: Option<Vec<String>>,
    /// Which of the hub's roles a role of the claims lets somebody use.
    pub role_names: BTreeMap<String, Vec<String>>,
    /// Domains of e-mail addresses that it may vouch for, in lower case.
    pub email_domains: Vec<String>,
}

/// An algorithm of signatures. Those with a shared secret, and none at all, are never taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with SHA-256 (PKCS #1).
    Rs256,
    /// RSA with SHA-384 (PKCS #1).
    Rs384,
    /// RSA with SHA-512 (PKCS #1).
    Rs512,
    /// RSA with SHA-256 (PSS).
    Ps256,
    /// RSA with SHA-384 (PSS).
    Ps384,
    /// RSA with SHA-512 (PSS).
    Ps512,
    /// P-256 with SHA-256.
    Es256,
    /// P-384 with SHA-384.
    Es384,
}

/// All issuers, and where they find this hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuers {
    /// Address of the hub as browsers know it, without a path.
    pub public_url: String,
    /// Certificates of authorities beside those that the machine trusts, in PEM form.
    pub authorities: Option<Vec<u8>>,
    /// The issuers, in the order of their buttons.
    pub issuers: Vec<Issuer>,
}

/// What stands in the way of using a file of issuers: sentences for whoever wrote it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct ConfigError {
    /// Each with the issuer that it is about.
    pub problems: Vec<String>,
}

/// Where secrets come from.
pub trait Secrets {
    /// The value of a variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn file(&self, path: &Path) -> std::io::Result<Vec<u8>>;
}

/// The environment and the files of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Secrets for Machine {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

impl Issuers {
    /// Reads the text of a file of issuers.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong with it.
    pub fn parse(text: &str, secrets: &dyn Secrets) -> Result<Self, ConfigError> {
        let raw: file::File = toml::from_str(text).map_err(|error| ConfigError {
            // The line as it stands may hold what is no one's business; the message and where it is are enough.
            problems: vec![match error.span() {
                Some(span) => {
                    let before = text.get(..span.start).unwrap_or_default();
                    let line = before.matches('\n').count() + 1;
                    format!("Line {line}: {}.", error.message())
                }
                None => format!("{}.", error.message()),
            }],
        })?;
        check::checked(raw, secrets)
    }
}

#[cfg(test)]
mod tests;
