//! Keyed marks that only this hub can make.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use hub_access::hex;
use sha2::Sha256;

/// Makes and checks marks under the session key. Each purpose has its own marks.
pub(crate) struct Seal(Hmac<Sha256>);

impl Seal {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        // A key shorter than the hash's block is defined to be padded with zeros.
        let mut block = [0_u8; 64];
        let (head, _) = block.split_at_mut(32);
        head.copy_from_slice(key);
        Self(Hmac::new(&block.into()))
    }

    /// The mark of a text for a purpose, as 64 hexadecimal digits.
    pub(crate) fn mark(&self, purpose: &str, text: &[u8]) -> String {
        hex(&self.keyed(purpose, text).finalize().into_bytes())
    }

    /// Whether a mark is the right one, in constant time.
    pub(crate) fn is_mark(&self, purpose: &str, text: &[u8], mark: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.mark(purpose, text)
            .as_bytes()
            .ct_eq(mark.as_bytes())
            .into()
    }

    fn keyed(&self, purpose: &str, text: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(purpose.as_bytes());
        // Ends the purpose: purposes hold no zero byte, so no two pairs read alike.
        mac.update(&[0]);
        mac.update(text);
        mac
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(<redacted>)")
    }
}
