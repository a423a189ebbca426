//! Sticky two-sided geometric noise: the same cell and version always gets the same draw.
//!
//! `u` is the first eight bytes of HMAC-SHA256(key, node id), read big-endian; the draw is the least `k` whose
//! cumulative threshold exceeds `u` (the inverse distribution function on 2⁶⁴). `P(k)` is proportional to
//! `α^|k|`, `α = e^(−ε/clip)`, cut at `±⌈20·clip/ε⌉`, beyond which lies less than one part in 10⁸.

use std::fmt;

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::fixed::Fixed;
use crate::node::{NodeError, NodeUnit};
use crate::policy::{Epsilon, Policy};

/// Largest `clip / ε` for which thresholds are made.
pub const SCALE_MAX: u32 = 4_000;

/// No noise can be made of these parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoiseError {
    /// The bound on a person's contribution is zero or too large for its ε.
    #[error("a clip of {clip} is outside 1..={max}")]
    Clip {
        /// The clip asked for.
        clip: u32,
        /// The largest at this ε.
        max: u32,
    },
    /// The cell has no proper name.
    #[error("cell cannot be named")]
    Node(#[from] NodeError),
}

/// The secret that fixes all noise of a deployment. Whoever holds it and the outputs can remove the noise.
#[derive(Clone)]
pub struct NoiseKey(Hmac<Sha256>);

impl NoiseKey {
    /// The key of these 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        // HMAC pads a short key with zeros to the block of the hash; doing so here cannot fail.
        let mut block = [0_u8; 64];
        for (slot, byte) in block.iter_mut().zip(bytes) {
            *slot = byte;
        }
        Self(Hmac::new(&block.into()))
    }

    /// The uniform number of a node id.
    #[must_use]
    pub fn uniform(&self, node_id: &str) -> u64 {
        let mut mac = self.0.clone();
        mac.update(node_id.as_bytes());
        first_u64(mac)
    }

    /// Readies the draws of one unit: the shared head of its node ids is hashed once.
    ///
    /// # Errors
    /// [`NodeError`] where the unit has no proper name.
    pub fn unit(&self, unit: &NodeUnit<'_>) -> Result<UnitNoise, NodeError> {
        let mut mac = self.0.clone();
        mac.update(unit.prefix()?.as_bytes());
        Ok(UnitNoise(mac))
    }
}

impl fmt::Debug for NoiseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoiseKey(<redacted>)")
    }
}

/// Draws for the cells of one unit, countable and version.
#[derive(Clone)]
pub struct UnitNoise(Hmac<Sha256>);

impl UnitNoise {
    /// The uniform number of the cell with these values in canonical form (see [`crate::node::write_values`]).
    #[must_use]
    pub fn uniform(&self, canonical_values: &str) -> u64 {
        let mut mac = self.0.clone();
        mac.update(canonical_values.as_bytes());
        first_u64(mac)
    }
}

impl fmt::Debug for UnitNoise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitNoise(<redacted>)")
    }
}

fn first_u64(mac: Hmac<Sha256>) -> u64 {
    let bytes = mac.finalize().into_bytes();
    bytes
        .iter()
        .take(8)
        .fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// The distribution for one clip: a table of thresholds, made once and shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geometric {
    /// Thresholds of `−reach ..= reach − 1`; what passes the last is `reach`.
    thresholds: Vec<u64>,
    reach: i64,
}

impl Geometric {
    /// Makes the table for a contribution bounded by `clip`.
    ///
    /// # Errors
    /// [`NoiseError::Clip`] outside `1 ..= SCALE_MAX·ε`.
    pub fn new(epsilon: Epsilon, clip: u32) -> Result<Self, NoiseError> {
        let (numerator, denominator) = (
            u32::from(epsilon.numerator()),
            u32::from(epsilon.denominator()),
        );
        let clip_max = SCALE_MAX * numerator / denominator;
        if clip == 0 || clip > clip_max {
            return Err(NoiseError::Clip {
                clip,
                max: clip_max,
            });
        }
        let reach = (20 * clip * denominator).div_ceil(numerator);
        let ratio = Fixed::exp_of_minus(Fixed::ratio(epsilon.numerator(), denominator * clip));
        let mut powers = vec![Fixed::ONE];
        for _ in 0..reach {
            let next = powers.last().map_or(Fixed::ONE, |last| last.times(ratio));
            powers.push(next);
        }
        let side = powers
            .iter()
            .skip(1)
            .fold(Fixed::ZERO, |sum, power| sum.plus(*power));
        let whole = side.plus(side).plus(Fixed::ONE);
        debug_assert!(whole <= Fixed::SUM_MAX, "SCALE_MAX keeps the sum small");
        let mut below = Fixed::ZERO;
        let falling_then_rising = powers
            .iter()
            .skip(1)
            .rev()
            .chain(&powers)
            .take(powers.len() * 2 - 2);
        let thresholds = falling_then_rising
            .map(|power| {
                below = below.plus(*power);
                Fixed::ratio_of_u64(below, whole)
            })
            .collect();
        Ok(Self {
            thresholds,
            reach: i64::from(reach),
        })
    }

    /// The draw at a uniform number.
    #[must_use]
    pub fn draw(&self, uniform: u64) -> i64 {
        let passed = self
            .thresholds
            .partition_point(|threshold| *threshold <= uniform);
        i64::try_from(passed).map_or(self.reach, |passed| passed - self.reach)
    }

    /// Largest draw there is.
    #[must_use]
    pub fn reach(&self) -> i64 {
        self.reach
    }
}

impl Policy {
    /// The noise of a countable with this clip; `None` where the policy adds none.
    ///
    /// # Errors
    /// [`NoiseError::Clip`] as in [`Geometric::new`].
    pub fn noise(&self, clip: u32) -> Result<Option<Geometric>, NoiseError> {
        self.epsilon
            .map(|epsilon| Geometric::new(epsilon, clip))
            .transpose()
    }

    /// Variance of one cell's noise, `2α/(1−α)²`; the sum of n cells has n times this.
    #[must_use]
    pub fn noise_variance(&self, clip: u32) -> f64 {
        self.epsilon.map_or(0.0, |epsilon| {
            let alpha = (-epsilon.value() / f64::from(clip.max(1))).exp();
            2.0 * alpha / (1.0 - alpha).powi(2)
        })
    }
}

/// The noise of one named cell. To draw many, keep a [`Geometric`] and a [`UnitNoise`].
///
/// # Errors
/// [`NoiseError::Clip`] as in [`Geometric::new`].
pub fn noise(
    key: &NoiseKey,
    node_id: &str,
    epsilon: Epsilon,
    clip: u32,
) -> Result<i64, NoiseError> {
    Ok(Geometric::new(epsilon, clip)?.draw(key.uniform(node_id)))
}

#[cfg(test)]
mod tests;
