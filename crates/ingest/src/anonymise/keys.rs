//! The keys of the pseudonyms, and the pseudonyms themselves.

use std::fmt;

use aes_siv::siv::Aes128Siv;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::corrections::CellPlace;

/// A pseudonym as it is stored: 32 bytes that say nothing without the key.
pub(crate) type StoredKey = [u8; 32];

/// The inner pseudonym. It never leaves memory unsealed.
pub(super) type InnerKey = [u8; 16];

/// The secrets that turn identities into pseudonyms.
///
/// `k_link` makes the inner pseudonym, which never leaves memory. `k_purpose` seals it for storage and can be changed
/// without seeing an identity again: open with the old key, seal with the new one.
pub struct IdentityKeys {
    link: [u8; 32],
    purpose: [u8; 32],
}

impl IdentityKeys {
    /// Takes the link key and the purpose key, 32 random bytes each.
    #[must_use]
    pub fn from_bytes(link: [u8; 32], purpose: [u8; 32]) -> Self {
        Self { link, purpose }
    }

    /// A keyed hash of a file, under a key of its own that is derived from the link key.
    pub(crate) fn file_tag(&self, bytes: &[u8]) -> ContentTag {
        ContentTag(mac(&self.derived(b"content-tag"), &[bytes]))
    }

    /// The same of a file as it was read: with what its sender said of it, and what they typed in place of its values.
    pub(crate) fn content_tag<'c>(
        &self,
        file: ContentTag,
        read_as: &str,
        corrections: impl Iterator<Item = (&'c CellPlace, &'c str)>,
    ) -> ContentTag {
        let key = self.derived(b"content-tag");
        let ContentTag(mut tag) = file;
        if !read_as.is_empty() {
            tag = mac(&key, &[b"read as", &tag, read_as.as_bytes()]);
        }
        for (cell, value) in corrections {
            // Place and value apart, so that no correction passes for another.
            let cell = mac(&key, &[b"corrected", &tag, cell.to_string().as_bytes()]);
            tag = mac(&key, &[b"corrected to", &cell, value.as_bytes()]);
        }
        ContentTag(tag)
    }

    /// The inner pseudonym of a value with its prefix.
    #[cfg(test)]
    pub(crate) fn linked(&self, value: &str) -> [u8; 32] {
        mac(&self.link, &[value.as_bytes()])
    }

    /// A key for another purpose than pseudonyms of rows, derived from the link key.
    pub(super) fn derived(&self, purpose: &[u8]) -> [u8; 32] {
        mac(&self.link, &[purpose])
    }

    pub(crate) fn pseudonymiser(&self) -> Pseudonymiser {
        Pseudonymiser {
            link: keyed(&self.link),
            purpose: Aes128Siv::new(&self.purpose.into()),
        }
    }
}

impl fmt::Debug for IdentityKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKeys(<redacted>)")
    }
}

impl Drop for IdentityKeys {
    fn drop(&mut self) {
        self.link.fill(0);
        self.purpose.fill(0);
        // Read after the write, so that the compiler keeps the write.
        std::hint::black_box((&self.link, &self.purpose));
    }
}

/// Tells one file, or one reading of it, from another. Nobody without the key can tell from it what the file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentTag([u8; 32]);

/// In hex.
impl fmt::Display for ContentTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Makes pseudonyms for one check. Keyed once, so that a row costs two hashes and two short encryptions.
pub(crate) struct Pseudonymiser {
    link: Hmac<Sha256>,
    purpose: Aes128Siv,
}

impl Pseudonymiser {
    /// The stored pseudonym of the parts taken together: AES-SIV under the purpose key, over the first 16 bytes of
    /// HMAC-SHA256 under the link key. Deterministic, since a person must be the same person next month.
    ///
    /// None only if the cipher refuses a 16-byte text, which it does not.
    pub(crate) fn key(&mut self, parts: &[&[u8]]) -> Option<StoredKey> {
        let inner = self.inner(parts);
        self.seal(&inner)
    }

    /// The inner pseudonym of the parts taken together.
    pub(super) fn inner(&self, parts: &[&[u8]]) -> InnerKey {
        let mut link = self.link.clone();
        for part in parts {
            link.update(part);
        }
        let linked: [u8; 32] = link.finalize().into_bytes().into();
        let mut inner = InnerKey::default();
        inner.copy_from_slice(linked.split_at(16).0);
        inner
    }

    /// The stored pseudonym of an inner one.
    pub(super) fn seal(&mut self, inner: &InnerKey) -> Option<StoredKey> {
        encrypt(&mut self.purpose, inner)
    }

    /// The inner pseudonym of a stored one; none if it was not made under this purpose key.
    pub(super) fn open(&mut self, stored: &[u8]) -> Option<InnerKey> {
        decrypt(&mut self.purpose, stored)
    }
}

impl fmt::Debug for Pseudonymiser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonymiser(<redacted>)")
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than the hash's block is defined to be padded with zeros.
    let mut block = [0_u8; 64];
    let (head, _) = block.split_at_mut(32);
    head.copy_from_slice(key);
    Hmac::new(&block.into())
}

/// 32 bytes of AES-SIV without a header, over an inner pseudonym.
pub(super) fn encrypt(cipher: &mut Aes128Siv, inner: &InnerKey) -> Option<StoredKey> {
    let no_header: [&[u8]; 0] = [];
    cipher.encrypt(no_header, inner).ok()?.try_into().ok()
}

/// The inner pseudonym that was encrypted; none under another key or if a byte is other.
pub(super) fn decrypt(cipher: &mut Aes128Siv, sealed: &[u8]) -> Option<InnerKey> {
    let no_header: [&[u8]; 0] = [];
    cipher.decrypt(no_header, sealed).ok()?.try_into().ok()
}

pub(super) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> IdentityKeys {
        let link = std::array::from_fn(|i| u8::try_from(i).unwrap());
        IdentityKeys::from_bytes(link, [7; 32])
    }

    #[test]
    fn the_inner_pseudonym_matches_the_published_vector() {
        let hex: String = keys()
            .linked("nhs:9990000018")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            hex,
            "2938af19c91665a5e28edb17fefeb5afcf79ea074813a1dac990e0d3283e0c1d"
        );
    }

    #[test]
    fn the_stored_key_opens_to_the_inner_pseudonym_with_the_purpose_key_only() {
        let stored = keys()
            .pseudonymiser()
            .key(&[b"nhs:", b"9990000018"])
            .unwrap();
        let no_header: [&[u8]; 0] = [];
        let opened = Aes128Siv::new(&[7; 32].into())
            .decrypt(no_header, &stored)
            .unwrap();
        assert_eq!(opened, keys().linked("nhs:9990000018")[..16]);
        assert!(
            Aes128Siv::new(&[8; 32].into())
                .decrypt(no_header, &stored)
                .is_err()
        );
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", keys()), "IdentityKeys(<redacted>)");
    }
}
