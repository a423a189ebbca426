//! Somebody whom an operator names, as the keys of this hub know them: to honour an objection, or to erase.
//!
//! From one identifier come three things that cannot be turned into each other without the keys: the key under which
//! rows are stored, the tag that stands on the list of those who object, and the mark on a certificate.

use std::fmt;

use aes_siv::siv::Aes128Siv;
use hub_standard::ids::ServiceCode;
use hub_standard::nhs_number;

use super::identity::wipe;
use super::keys::{IdentityKeys, InnerKey, Pseudonymiser, StoredKey, decrypt, encrypt, mac};

/// Keys derived from the link key, each for one purpose.
const OPT_OUT: &[u8] = b"opt-out";
const ORDER: &[u8] = b"erasure order";
const CERTIFICATE: &[u8] = b"erasure certificate";

/// What somebody is known by. Wiped when it is let go, and never shown.
pub struct Identifier {
    /// The service whose own reference it is; none for an NHS number.
    service: Option<ServiceCode>,
    text: String,
}

impl Identifier {
    /// An NHS number, with or without spaces.
    #[must_use]
    pub fn nhs_number(text: String) -> Self {
        Self {
            service: None,
            text,
        }
    }

    /// A service's own reference for a person, as the service writes it.
    #[must_use]
    pub fn local(service: ServiceCode, text: String) -> Self {
        Self {
            service: Some(service),
            text,
        }
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identifier(<redacted>)")
    }
}

impl Drop for Identifier {
    fn drop(&mut self) {
        wipe(&mut self.text);
    }
}

/// Why an identifier names nobody. It does not repeat the identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentifierProblem {
    /// Not ten digits, or the last does not check the others.
    NotNhsNumber,
    /// A reference of nothing.
    Empty,
    /// The cipher refused, which it does not.
    Unsealed,
}

impl fmt::Display for IdentifierProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotNhsNumber => {
                "this is not an NHS number: ten digits, of which the last checks the others"
            }
            Self::Empty => "the reference is empty",
            Self::Unsealed => "no pseudonym could be made",
        })
    }
}

impl std::error::Error for IdentifierProblem {}

/// The key of a person in stored rows. It says nothing without the keys of the hub, but it is what rows are found by:
/// so it is shown nowhere, and wiped when it is let go.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey(StoredKey);

impl PersonKey {
    /// The bytes, as the column `person_key` holds them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(<redacted>)")
    }
}

impl Drop for PersonKey {
    fn drop(&mut self) {
        self.0.fill(0);
        std::hint::black_box(&self.0);
    }
}

/// Somebody, as the keys of this hub know them.
#[derive(Clone)]
pub struct Person {
    inner: InnerKey,
    key: PersonKey,
}

impl Person {
    /// The key of the person's rows.
    #[must_use]
    pub fn key(&self) -> &PersonKey {
        &self.key
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(<redacted>)")
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.inner.fill(0);
        std::hint::black_box(&self.inner);
    }
}

/// The tag of a person on the list of those who object: a keyed hash, in hex. It depends on the link key only, so that
/// the list outlives a change of the purpose key, and it is not the key of the person's rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptOutTag(pub(crate) String);

impl fmt::Debug for OptOutTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OptOutTag(<redacted>)")
    }
}

impl IdentityKeys {
    /// The person whom an identifier names. Test numbers are taken too: nobody has one.
    ///
    /// # Errors
    /// When it is no identifier.
    pub fn person(&self, identifier: &Identifier) -> Result<Person, IdentifierProblem> {
        let mut pseudonyms = self.pseudonymiser();
        // The prefixes are those of the door, which a test holds against it.
        let inner = match &identifier.service {
            None => {
                let mut digits = nhs_number::normalise(&identifier.text)
                    .ok_or(IdentifierProblem::NotNhsNumber)?;
                let inner = nhs_number::is_valid(&digits)
                    .then(|| pseudonyms.inner(&[b"nhs:", digits.as_bytes()]));
                wipe(&mut digits);
                inner.ok_or(IdentifierProblem::NotNhsNumber)?
            }
            Some(service) => {
                let reference = identifier.text.trim().as_bytes();
                if reference.is_empty() {
                    return Err(IdentifierProblem::Empty);
                }
                pseudonyms.inner(&[b"loc:", service.as_str().as_bytes(), b":", reference])
            }
        };
        known(&mut pseudonyms, inner).ok_or(IdentifierProblem::Unsealed)
    }

    /// The person's tag on the list of those who object.
    #[must_use]
    pub fn opt_out_tag(&self, person: &Person) -> OptOutTag {
        OptOutTag(hex(&mac(&self.derived(OPT_OUT), &[&person.inner])))
    }

    /// The person sealed in hex, so that an erasure that was cut short can be finished without asking again who it was.
    #[must_use]
    pub fn seal_person(&self, person: &Person) -> Option<String> {
        Some(hex(&encrypt(&mut self.order_cipher(), &person.inner)?))
    }

    /// The person who was [sealed](Self::seal_person) with these keys.
    #[must_use]
    pub fn open_person(&self, sealed: &str) -> Option<Person> {
        let inner = decrypt(&mut self.order_cipher(), &from_hex(sealed)?)?;
        known(&mut self.pseudonymiser(), inner)
    }

    /// The mark of a person on the certificate of an erasure, in hex. Another erasure has another mark of the same
    /// person, so that two certificates cannot be put together; who holds the keys and the identifier can check it.
    #[must_use]
    pub fn certificate_mark(&self, person: &Person, erasure: &str) -> String {
        let parts: [&[u8]; 3] = [erasure.as_bytes(), b":", &person.inner];
        hex(&mac(&self.derived(CERTIFICATE), &parts))
    }

    fn order_cipher(&self) -> Aes128Siv {
        use aes_siv::KeyInit as _;
        Aes128Siv::new(&self.derived(ORDER).into())
    }

    pub(crate) fn tagger(&self) -> Tagger {
        Tagger {
            pseudonyms: self.pseudonymiser(),
            key: self.derived(OPT_OUT),
        }
    }
}

/// Makes tags from the keys of stored rows.
pub(crate) struct Tagger {
    pseudonyms: Pseudonymiser,
    key: [u8; 32],
}

impl Tagger {
    /// The tag of the person with this key; none if it was not made with these keys.
    pub(crate) fn tag(&mut self, stored: &[u8]) -> Option<String> {
        let inner = self.pseudonyms.open(stored)?;
        Some(hex(&mac(&self.key, &[&inner])))
    }
}

impl fmt::Debug for Tagger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tagger(<redacted>)")
    }
}

fn known(pseudonyms: &mut Pseudonymiser, inner: InnerKey) -> Option<Person> {
    let key = PersonKey(pseudonyms.seal(&inner)?);
    Some(Person { inner, key })
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from_digit(u32::from(nibble), 16).unwrap_or('0'))
        .collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? << 4 | digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> IdentityKeys {
        IdentityKeys::from_bytes([1; 32], [2; 32])
    }

    fn named(number: &str) -> Person {
        keys()
            .person(&Identifier::nhs_number(number.to_owned()))
            .unwrap()
    }

    #[test]
    fn a_sealed_person_is_opened_with_the_same_keys_only() {
        let person = named("943 476 5919");
        let sealed = keys().seal_person(&person).unwrap();
        assert_eq!(keys().open_person(&sealed).unwrap().key(), person.key());
        assert!(
            IdentityKeys::from_bytes([3; 32], [2; 32])
                .open_person(&sealed)
                .is_none()
        );
        assert!(keys().open_person("00").is_none());
        assert!(keys().open_person("zz").is_none());
    }

    #[test]
    fn key_tag_seal_and_mark_have_nothing_in_common() {
        let person = named("9434765919");
        let key = hex(person.key().as_bytes());
        let inner = hex(&person.inner);
        let all = [
            keys().opt_out_tag(&person).0,
            keys().seal_person(&person).unwrap(),
            keys().certificate_mark(&person, "one"),
            keys().certificate_mark(&person, "two"),
            key,
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(!one.contains(&inner));
            assert!(all.iter().skip(n + 1).all(|other| other != one));
        }
    }

    #[test]
    fn the_tag_outlives_a_change_of_the_purpose_key() {
        let rotated = IdentityKeys::from_bytes([1; 32], [9; 32]);
        let before = named("9434765919");
        let after = rotated
            .person(&Identifier::nhs_number("9434765919".to_owned()))
            .unwrap();
        assert_ne!(before.key(), after.key());
        assert_eq!(keys().opt_out_tag(&before), rotated.opt_out_tag(&after));
        assert_eq!(
            rotated.tagger().tag(after.key().as_bytes()),
            Some(keys().opt_out_tag(&before).0)
        );
    }

    #[test]
    fn what_is_no_identifier_is_refused_without_repeating_it() {
        for wrong in ["943 476 5918", "12", "", "1111111111"] {
            let problem = keys()
                .person(&Identifier::nhs_number(wrong.to_owned()))
                .unwrap_err();
            assert_eq!(problem, IdentifierProblem::NotNhsNumber);
        }
        let empty = Identifier::local("YA001".parse().unwrap(), "  ".to_owned());
        assert_eq!(keys().person(&empty).unwrap_err(), IdentifierProblem::Empty);
        let shown = format!("{:?} {:?}", named("9434765919"), empty);
        assert_eq!(shown, "Person(<redacted>) Identifier(<redacted>)");
    }
}
