//! Who somebody is to an issuer, and how the hub knows them again without keeping that.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Longest name of anything here, in bytes.
const NAME_BYTES_MAX: usize = 512;
/// Longest e-mail address, in bytes.
const ADDRESS_BYTES_MAX: usize = 254;

/// Somebody as an issuer knows them. Not for logs: there is no `Debug` that tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    realm: String,
    name: String,
}

impl Subject {
    /// By the address of the issuer and its own name for the person (`iss` and `sub`).
    ///
    /// `None` where one of them is empty or too long to be one.
    #[must_use]
    pub fn of(issuer: &str, name: &str) -> Option<Self> {
        let fits = |text: &str| (1..=NAME_BYTES_MAX).contains(&text.len());
        (fits(issuer) && fits(name)).then(|| Self {
            realm: issuer.to_owned(),
            name: name.to_owned(),
        })
    }

    /// By the tenant and the person's object in it (`tid` and `oid`), which Entra gives every program alike.
    #[must_use]
    pub fn in_tenant(tenant: &str, object: &str) -> Option<Self> {
        let realm = format!("entra:{}", tenant.to_ascii_lowercase());
        (is_guid(tenant) && is_guid(object))
            .then(|| Self::of(&realm, &object.to_ascii_lowercase()))
            .flatten()
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(<redacted>)")
    }
}

/// Whether a text looks like the identifiers of tenants and objects: 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

/// At what somebody was invited before it was known who they are to an issuer.
#[derive(Clone, PartialEq, Eq)]
pub enum Invitation {
    /// An e-mail address, in lower case.
    Email(String),
    /// A national user identifier of NHS staff.
    Uid(String),
}

impl Invitation {
    /// An e-mail address; `None` for what is none.
    #[must_use]
    pub fn email(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.split_once('@')?;
        let is_plain = text
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | ',' | ';'));
        let fits = !local.is_empty() && domain.contains('.') && !domain.contains('@');
        (is_plain && fits && text.len() <= ADDRESS_BYTES_MAX)
            .then(|| Self::Email(text.to_ascii_lowercase()))
    }

    /// A national user identifier: digits.
    #[must_use]
    pub fn uid(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        ((5..=20).contains(&text.len()) && is_number).then(|| Self::Uid(text.to_owned()))
    }

    /// As it is typed: an e-mail address, or a national user identifier.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::uid(text).or_else(|| Self::email(text))
    }

    /// The domain of an e-mail address.
    pub(crate) fn domain(&self) -> Option<&str> {
        match self {
            Self::Email(address) => address.rsplit_once('@').map(|(_, domain)| domain),
            Self::Uid(_) => None,
        }
    }
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invitation(<redacted>)")
    }
}

/// Makes the tags by which the journal knows people. They are keyed, so that nobody who reads the journal can try names.
#[derive(Clone)]
pub struct Tags(Hmac<Sha256>);

impl Tags {
    /// Under a key that lasts: another one would know nobody again.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        // A key shorter than the hash's block is defined to be padded with zeros.
        let mut block = [0_u8; 64];
        let (head, _) = block.split_at_mut(32);
        head.copy_from_slice(key);
        Self(Hmac::new(&block.into()))
    }

    /// The tag of somebody as an issuer knows them.
    #[must_use]
    pub fn subject(&self, subject: &Subject) -> String {
        self.tag("subject", &subject.realm, &subject.name)
    }

    /// The tag of an invitation.
    #[must_use]
    pub fn invitation(&self, invitation: &Invitation) -> String {
        match invitation {
            Invitation::Email(address) => self.tag("invited", "email", address),
            Invitation::Uid(uid) => self.tag("invited", "uid", uid),
        }
    }

    fn tag(&self, purpose: &str, realm: &str, name: &str) -> String {
        let mut mac = self.0.clone();
        for part in [purpose, realm, name] {
            // Each with its length, so that no two of them read alike.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        bytes
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect()
    }
}

impl fmt::Debug for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tags(<redacted>)")
    }
}

/// Whether a text looks like a tag.
#[must_use]
pub fn is_tag(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_depend_on_the_key_and_on_each_part() {
        let tags = Tags::new(&[1; 32]);
        let tag = |issuer, name| tags.subject(&Subject::of(issuer, name).unwrap());
        let one = tag("https://a.example", "bc");
        assert!(is_tag(&one));
        assert_eq!(one, tag("https://a.example", "bc"));
        assert_ne!(one, tag("https://a.exampleb", "c"));
        let other = Tags::new(&[2; 32]);
        assert_ne!(
            one,
            other.subject(&Subject::of("https://a.example", "bc").unwrap())
        );
    }

    #[test]
    fn an_address_is_known_again_however_it_is_written() {
        let tags = Tags::new(&[1; 32]);
        let tag = |text| tags.invitation(&Invitation::read(text).unwrap());
        assert_eq!(tag("A.Khan@NHS.net "), tag("a.khan@nhs.net"));
        assert_ne!(tag("555254242102"), tag("555254242103"));
    }

    #[test]
    fn what_is_no_address_or_identifier_invites_nobody() {
        for text in [
            "",
            "a.khan",
            "@nhs.net",
            "a@localhost",
            "a b@nhs.net",
            "a@b@nhs.net",
            "A <a@nhs.net>",
            "a@nhs.net,b@nhs.net",
            "1234",
            "a@nh\u{455}.net",
        ] {
            assert!(Invitation::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn tenants_and_objects_are_guids() {
        let guid = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
        assert!(Subject::in_tenant(guid, &guid.to_uppercase()).is_some());
        assert!(Subject::in_tenant("common", guid).is_none());
        assert!(Subject::in_tenant(guid, "").is_none());
    }
}
