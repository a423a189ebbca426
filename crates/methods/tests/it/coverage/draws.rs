//! A repeatable source of counts, and of the noise that protects them.

use hub_methods::moments::Noisy;

/// What the policy `sdc-1` lets one table tell of one person.
const EPSILON: f64 = 0.5;
/// The variance of rounding to 5.
pub(super) const ROUNDING: f64 = 25.0 / 12.0;
/// From this mean on the logarithm of a factorial is taken from Stirling's series.
const STIRLING_FROM: f64 = 10.0;

/// The variance of the noise of a count to which one person adds `clip` at most.
pub(super) fn noise_variance(clip: f64) -> f64 {
    let alpha = (-EPSILON / clip).exp();
    2.0 * alpha / (1.0 - alpha).powi(2)
}

/// Whether the hub shows a protected count.
pub(super) fn is_shown(count: f64, protected: f64) -> bool {
    count >= 8.0 && protected >= 12.0
}

/// A protected count as the hub displays it.
pub(super) fn displayed(protected: f64) -> f64 {
    (((protected + 2.0) / 5.0).floor() * 5.0).max(10.0)
}

/// 0, 1, 2 and so on, as many as `count` says.
pub(super) fn each(count: f64) -> impl Iterator<Item = f64> {
    (0u32..).map(f64::from).take_while(move |at| *at < count)
}

/// A stream of random numbers.
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Uniform on [0, 1): 52 bits of splitmix64.
    pub(super) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        f64::from_bits((bits >> 12) | 0x3FF0_0000_0000_0000) - 1.0
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Shares of a whole, the largest at most twice the smallest.
    pub(super) fn shares<const N: usize>(&mut self) -> [f64; N] {
        let parts = [(); N].map(|()| self.between(0.7, 1.4));
        let whole: f64 = parts.iter().sum();
        parts.map(|part| part / whole)
    }

    /// Standard normal, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// The place in `shares`, which add up to 1, that a person falls on.
    pub(super) fn place(&mut self, shares: &[f64]) -> usize {
        let mut left = self.uniform();
        for (place, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return place;
            }
        }
        shares.len() - 1
    }

    /// A Poisson count: the uniform number is used up from the likeliest count outwards, on both sides in turn.
    pub(super) fn poisson(&mut self, mean: f64) -> f64 {
        let likeliest = mean.floor();
        let at_likeliest = poisson_share(mean, likeliest);
        let (mut above, mut share_above) = (likeliest, at_likeliest);
        let (mut below, mut share_below) = (likeliest, at_likeliest);
        let mut left = self.uniform() - at_likeliest;
        while left >= 0.0 {
            above += 1.0;
            share_above *= mean / above;
            left -= share_above;
            // Beyond this only rounding is left of the uniform number.
            if left < 0.0 || share_above < 1e-17 {
                return above;
            }
            if below > 0.0 {
                share_below *= below / mean;
                below -= 1.0;
                left -= share_below;
                if left < 0.0 {
                    return below;
                }
            }
        }
        likeliest
    }

    /// `count` with two-sided geometric noise.
    pub(super) fn protected(&mut self, count: f64, clip: f64) -> f64 {
        count + self.one_sided(clip) - self.one_sided(clip)
    }

    /// The same with the variance of the noise.
    pub(super) fn noisy(&mut self, sum: f64, clip: f64) -> Noisy {
        Noisy {
            value: self.protected(sum, clip),
            noise_variance: noise_variance(clip),
        }
    }

    fn one_sided(&mut self, clip: f64) -> f64 {
        (-(1.0 - self.uniform()).ln() * clip / EPSILON).floor()
    }
}

/// The share of a Poisson distribution that falls on `count`.
pub(super) fn poisson_share(mean: f64, count: f64) -> f64 {
    if count < STIRLING_FROM {
        return each(count).fold((-mean).exp(), |share, at| share * mean / (at + 1.0));
    }
    let series = 1.0 / (12.0 * count) - 1.0 / (360.0 * count.powi(3));
    let scale = (std::f64::consts::TAU * count).sqrt();
    (count * (mean / count).ln() - mean + count - series).exp() / scale
}

#[test]
fn counts_and_noise_have_their_mean_and_variance() {
    let mut draws = Draws::new(5);
    let mut judge = |mean: f64, variance: f64, draw: &mut dyn FnMut(&mut Draws) -> f64| {
        let values: Vec<f64> = (0..20_000).map(|_| draw(&mut draws)).collect();
        let found = values.iter().sum::<f64>() / 20_000.0;
        let squares = values.iter().map(|value| (value - mean).powi(2));
        let spread = squares.sum::<f64>() / 20_000.0;
        // Five standard errors of the mean; the variance of the noise has the heaviest tails.
        assert!((found - mean).abs() < 5.0 * (variance / 20_000.0).sqrt());
        assert!((spread / variance - 1.0).abs() < 0.08, "{spread}");
    };
    for mean in [0.3, 7.5, 10.0, 380.2, 2_000.0] {
        judge(mean, mean, &mut |draws| draws.poisson(mean));
    }
    for clip in [1.0, 2.0, 100.0] {
        judge(0.0, noise_variance(clip), &mut |draws| {
            draws.protected(0.0, clip)
        });
    }
    judge(0.0, 1.0, &mut Draws::normal);
}
