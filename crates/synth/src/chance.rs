//! Draws that depend on nothing but the seed and the name of what is drawn.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of one thing: the numbers say which, the first of them what kind of thing.
    pub(crate) fn of(seed: u64, name: &[u64]) -> Self {
        let mixed = name
            .iter()
            .fold(mix(seed), |state, part| mix(state ^ mix(*part)));
        Self(ChaCha8Rng::seed_from_u64(mixed))
    }

    /// The stream of something that has a code.
    pub(crate) fn of_code(seed: u64, kind: u64, code: &str) -> Self {
        let name: Vec<u64> = std::iter::once(kind)
            .chain(code.bytes().map(u64::from))
            .collect();
        Self::of(seed, &name)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from 0 up to, not including, `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            self.0.random_range(0..end)
        }
    }

    /// One of the choices, each as likely as the others.
    pub(crate) fn one<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// A normal draw (Box and Muller).
    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + deviation * radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A log-normal draw.
    pub(crate) fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * self.normal(0.0, sigma).exp()
    }

    /// A Poisson draw: Knuth's method, or the normal one where that would take long.
    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 60.0 {
            return whole(self.normal(mean, mean.sqrt()), 1_000_000);
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > limit && count < 1_000 {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// One of the choices, by weight; none only when there is no choice.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [(T, f64)]) -> Option<&'a T> {
        let total: f64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return Some(choice);
            }
        }
        choices.last().map(|(choice, _)| choice)
    }
}

/// The nearest whole number, held to 0 and `max`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held to the range of u32 first"
)]
pub(crate) fn whole(value: f64, max: u32) -> u32 {
    value.round().clamp(0.0, f64::from(max)) as u32
}

/// A number of things as a weight.
pub(crate) fn weight(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// SplitMix64: spreads neighbouring numbers over all of the range.
pub(crate) fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Kinds of things that have a stream of their own.
pub(crate) mod kind {
    pub(crate) const AREA: u64 = 1;
    pub(crate) const SERVICE: u64 = 2;
    pub(crate) const COHORT: u64 = 3;
    pub(crate) const PERSON: u64 = 4;
    pub(crate) const REFERRAL: u64 = 5;
    pub(crate) const SENDING: u64 = 6;
    pub(crate) const STEP: u64 = 7;
    pub(crate) const DIRT: u64 = 8;
    pub(crate) const CONTACT: u64 = 9;
    pub(crate) const SUPPORT: u64 = 10;
    pub(crate) const OUTCOME: u64 = 11;
    pub(crate) const SERVICE_USE: u64 = 12;
    pub(crate) const COMPARISON: u64 = 13;
}
