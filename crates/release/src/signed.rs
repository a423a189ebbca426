//! Documents signed with the deployment's key.
//!
//! The file is `{"<name>":<body>,"signature":"<hex>"}`. What is signed is the bytes of the body as they are in the file:
//! a verifier needs no agreement on how JSON is written.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::encode::{from_hex, hex};
use crate::keys::ReleaseKeys;

const MIDDLE: &str = ",\"signature\":\"";
const TAIL: &str = "\"}\n";

fn head(name: &str) -> String {
    format!("{{\"{name}\":")
}

/// The file with this body and its signature.
pub(crate) fn seal(keys: &ReleaseKeys, name: &str, body: &str) -> Vec<u8> {
    let signature = hex(&keys.sign(body.as_bytes()));
    [head(name).as_str(), body, MIDDLE, &signature, TAIL]
        .concat()
        .into_bytes()
}

/// The body and the signature of a file, which is not judged; or why it is no such file.
pub(crate) fn open<'a>(name: &str, file: &'a [u8]) -> Result<(&'a [u8], [u8; 64]), &'static str> {
    let rest = file
        .strip_prefix(head(name).as_bytes())
        .and_then(|rest| rest.strip_suffix(TAIL.as_bytes()))
        .ok_or("it is no document of this kind")?;
    let (body, signature) = rest
        .split_at_checked(rest.len().saturating_sub(128))
        .and_then(|(body, signature)| Some((body.strip_suffix(MIDDLE.as_bytes())?, signature)))
        .ok_or("it has no signature")?;
    let signature = std::str::from_utf8(signature)
        .ok()
        .and_then(from_hex)
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
        .ok_or("its signature is not one")?;
    Ok((body, signature))
}

/// Whether `signature` was made over `body` by the holder of `public_key`.
pub(crate) fn is_signed(public_key: &[u8; 32], body: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key)
        .and_then(|key| key.verify_strict(body, &Signature::from_bytes(signature)))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_under_its_own_name_and_key_only() {
        let keys = ReleaseKeys::from_bytes([3; 32], [4; 32]);
        let other = ReleaseKeys::from_bytes([3; 32], [5; 32]);
        let file = seal(&keys, "note", "{\"a\":1}");
        let (body, signature) = open("note", &file).unwrap();
        assert_eq!(body, b"{\"a\":1}");
        assert!(is_signed(&keys.public_key(), body, &signature));
        assert!(!is_signed(&other.public_key(), body, &signature));
        assert!(!is_signed(&keys.public_key(), b"{\"a\":2}", &signature));
        assert!(open("letter", &file).is_err());
        assert!(open("note", b"").is_err());
        assert!(open("note", b"{\"note\":1}\n").is_err());
    }
}
