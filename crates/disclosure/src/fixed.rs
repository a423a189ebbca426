//! Fixed-point numbers with 112 fractional bits.
//!
//! The noise must be the same on every machine for ever. `f64::exp` may differ in the last bit between platforms and
//! cannot give thresholds to one part in 2⁶⁴, so the few operations needed are done here in integers.

/// A number in `0..=1` (or a sum of such numbers below 2¹⁵), times 2¹¹².
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fixed(u128);

const FRACTION_BITS: u32 = 112;
const LOW: u128 = u64::MAX as u128;

impl Fixed {
    pub(crate) const ZERO: Self = Self(0);
    pub(crate) const ONE: Self = Self(1 << FRACTION_BITS);
    /// Above this, [`Fixed::ratio_of_u64`] would overflow.
    pub(crate) const SUM_MAX: Self = Self(1 << 127);

    /// `numerator / denominator`, rounded down; zero where the denominator is zero.
    pub(crate) fn ratio(numerator: u16, denominator: u32) -> Self {
        Self(
            (u128::from(numerator) << FRACTION_BITS)
                .checked_div(u128::from(denominator))
                .unwrap_or(0),
        )
    }

    /// Sum, at most the largest number there is.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Product of two numbers in `0..=1`, rounded down.
    pub(crate) fn times(self, other: Self) -> Self {
        let (a1, a0) = (self.0 >> 64, self.0 & LOW);
        let (b1, b0) = (other.0 >> 64, other.0 & LOW);
        // Both factors are at most 2^112, so no partial sum below passes 2^128.
        let middle = a1 * b0 + ((a0 * b0) >> 64);
        let middle_low = (middle & LOW) + a0 * b1;
        let high = a1 * b1 + (middle >> 64) + (middle_low >> 64);
        Self((high << 16) | ((middle_low & LOW) >> 48))
    }

    /// `e⁻ˣ` for x in `0..=1`, by its power series.
    pub(crate) fn exp_of_minus(x: Self) -> Self {
        let (mut added, mut taken, mut term) = (Self::ZERO, Self::ZERO, Self::ONE);
        let mut index: u128 = 0;
        while term > Self::ZERO {
            if index.is_multiple_of(2) {
                added = added.plus(term);
            } else {
                taken = taken.plus(term);
            }
            index += 1;
            term = Self(term.times(x).0 / index);
        }
        added.minus(taken)
    }

    /// `⌊2⁶⁴ · part / whole⌋` for a part smaller than the whole and a whole of at most [`Fixed::SUM_MAX`].
    pub(crate) fn ratio_of_u64(part: Self, whole: Self) -> u64 {
        let mut rest = part.0;
        let mut quotient = 0_u64;
        for _ in 0..64 {
            rest <<= 1;
            quotient <<= 1;
            if rest >= whole.0 {
                rest -= whole.0;
                quotient |= 1;
            }
        }
        quotient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e_agree_with_the_platform_to_its_precision() {
        for (numerator, denominator) in [(1, 2), (1, 1), (1, 24), (1, 360), (7, 10)] {
            let exact = Fixed::exp_of_minus(Fixed::ratio(numerator, denominator));
            let found = exact.0 as f64 / 2_f64.powi(112);
            let expected = (-f64::from(numerator) / f64::from(denominator)).exp();
            assert!(
                (found - expected).abs() < 1e-15,
                "{numerator}/{denominator}: {found} {expected}"
            );
        }
    }

    #[test]
    fn a_product_is_exact_for_exact_factors() {
        let half = Fixed::ratio(1, 2);
        assert_eq!(half.times(half), Fixed::ratio(1, 4));
        assert_eq!(Fixed::ONE.times(Fixed::ONE), Fixed::ONE);
        assert_eq!(
            Fixed::ratio(3, 4).times(Fixed::ratio(5, 8)),
            Fixed::ratio(15, 32)
        );
    }

    #[test]
    fn ratios_are_rounded_down_to_64_bits() {
        assert_eq!(Fixed::ratio_of_u64(Fixed::ratio(1, 2), Fixed::ONE), 1 << 63);
        assert_eq!(
            Fixed::ratio_of_u64(Fixed::ratio(1, 1), Fixed::ratio(3, 1)),
            0x5555_5555_5555_5555
        );
    }
}
