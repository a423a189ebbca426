//! A small seeded source of normal deviates for the simulated limits.
//!
//! Published limits must never change between runs or machines, so the generator is part of the method: splitmix64
//! (Steele, Lea and Flood 2014) and the Box-Muller transform (1958).

/// A reproducible stream of independent standard normal deviates.
#[derive(Debug, Clone)]
pub(crate) struct Normals {
    state: u64,
    spare: Option<f64>,
}

impl Normals {
    pub(crate) const fn new(seed: u64) -> Self {
        Self {
            state: seed,
            spare: None,
        }
    }

    pub(crate) fn draw(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        // 1 - u lies in (0, 1], so the logarithm is finite.
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }

    /// Uniform on [0, 1), 52 bits.
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        // Random mantissa bits under the exponent of 1.0 give a number in [1, 2).
        f64::from_bits((bits >> 12) | 0x3FF0_0000_0000_0000) - 1.0
    }
}
