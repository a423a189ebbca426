//! How to reach whoever runs a deployment.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// Most characters of a contact.
const CHARS_MAX: usize = 200;
/// Digits of a telephone number.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// An e-mail address, a telephone number, or a page: checked, so that it can be shown as a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    text: String,
    href: String,
}

impl Contact {
    /// Where a link of it goes: `mailto:`, `tel:` or `https:`.
    #[must_use]
    pub fn href(&self) -> &str {
        &self.href
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is no contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContactError {
    /// It is longer than a contact is.
    #[error("a contact has at most {} characters", CHARS_MAX)]
    TooLong,
    /// It is neither of the three.
    #[error(
        "write an e-mail address, a telephone number of digits and spaces, or an address that begins with https://"
    )]
    Unknown,
}

impl FromStr for Contact {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.chars().count() > CHARS_MAX {
            return Err(ContactError::TooLong);
        }
        let href = page(text)
            .or_else(|| email(text))
            .or_else(|| telephone(text));
        Ok(Self {
            text: text.to_owned(),
            href: href.ok_or(ContactError::Unknown)?,
        })
    }
}

/// The address of a page. Nobody's name and password are in it.
fn page(text: &str) -> Option<String> {
    let is_plain = text.chars().all(|sign| sign.is_ascii_graphic());
    let is_safe = text.starts_with("https://") && is_plain;
    let address = Url::parse(text).ok().filter(|_| is_safe)?;
    let is_open = address.username().is_empty() && address.password().is_none();
    (address.has_host() && is_open).then(|| address.to_string())
}

fn email(text: &str) -> Option<String> {
    let (name, domain) = text.split_once('@')?;
    let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || "._+-".contains(sign);
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || sign == '-')
    };
    let is_address = !name.is_empty()
        && name.chars().all(is_of_name)
        && domain.contains('.')
        && domain.split('.').all(is_label);
    is_address.then(|| format!("mailto:{text}"))
}

fn telephone(text: &str) -> Option<String> {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let is_number = DIGITS.contains(&digits.len())
        && rest
            .chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, ' ' | '-'));
    let plus = if rest.len() < text.len() { "+" } else { "" };
    is_number.then(|| format!("tel:{plus}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::{CHARS_MAX, Contact, ContactError};

    fn href(text: &str) -> Result<String, ContactError> {
        text.parse()
            .map(|contact: Contact| contact.href().to_owned())
    }

    #[test]
    fn an_address_a_number_and_a_page_become_links() {
        for (text, expected) in [
            ("help@example.org", "mailto:help@example.org"),
            (" a.b+c@nhs.example.org ", "mailto:a.b+c@nhs.example.org"),
            ("0161 496 0000", "tel:01614960000"),
            ("+44 161 496-0000", "tel:+441614960000"),
            (
                "https://example.org/help?x=1",
                "https://example.org/help?x=1",
            ),
        ] {
            assert_eq!(href(text).as_deref(), Ok(expected), "{text}");
        }
        let contact: Contact = " 0161 496 0000".parse().unwrap();
        assert_eq!(contact.to_string(), "0161 496 0000");
    }

    #[test]
    fn nothing_else_is_a_contact() {
        for text in [
            "",
            "ask Jo",
            "12",
            "1234567890123456",
            "++44 161",
            "http://example.org",
            "https://",
            "https://a:b@example.org",
            "https://example.org/a b",
            "javascript:alert(1)",
            "help@example",
            "help@.org",
            "@example.org",
            "a@b@example.org",
            "help@example.org?body=x",
            "help@example.org\r\nBcc: x@example.org",
        ] {
            assert_eq!(href(text), Err(ContactError::Unknown), "{text}");
        }
    }

    #[test]
    fn a_contact_has_a_bound() {
        let of = |chars: usize| format!("https://example.org/{}", "a".repeat(chars - 20));
        assert!(href(&of(CHARS_MAX)).is_ok());
        assert_eq!(href(&of(CHARS_MAX + 1)), Err(ContactError::TooLong));
    }
}
