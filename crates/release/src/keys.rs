//! The two secrets of a deployment's releases.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use hub_disclosure::NoiseKey;

/// The key of the noise and the key that signs manifests.
///
/// The noise key stays the same for the life of a deployment: a cell's noise depends on it and on the cell's name.
#[derive(Clone)]
pub struct ReleaseKeys {
    noise: NoiseKey,
    signing: SigningKey,
}

impl ReleaseKeys {
    /// The keys of these bytes.
    #[must_use]
    pub fn from_bytes(noise: [u8; 32], signing: [u8; 32]) -> Self {
        Self {
            noise: NoiseKey::from_bytes(noise),
            signing: SigningKey::from_bytes(&signing),
        }
    }

    /// The public half of the signing key, by which anyone can verify a release.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    pub(crate) fn noise(&self) -> &NoiseKey {
        &self.noise
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }
}

impl fmt::Debug for ReleaseKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReleaseKeys(<redacted>)")
    }
}
