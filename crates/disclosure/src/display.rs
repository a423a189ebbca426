//! What of a protected value is shown: rules 5, 7 and 8 of the mechanism.

use std::fmt;

use crate::policy::Policy;

/// The sign in place of a figure that is not shown; zero, one to seven and "near the line" all look like this.
pub const HIDDEN: &str = "*";

impl Policy {
    /// The count as shown, or `None` where it is hidden.
    ///
    /// `protected` is the protected number of people of the row; `floor_met` says whether at least
    /// [`Policy::floor`] distinct people are in it. For a row composed of several cells, the floor is met when it is
    /// met in one of them.
    #[must_use]
    pub fn display(&self, protected: i64, floor_met: bool) -> Option<i64> {
        if self.shows_zero && protected == 0 {
            return Some(0);
        }
        if !floor_met || protected < i64::from(self.soft_floor) {
            return None;
        }
        let base = i64::from(self.round_to.max(1));
        let rounded = (protected + base / 2).div_euclid(base) * base;
        Some(rounded.max(i64::from(self.least_shown)))
    }

    /// The count as text: digits, or [`HIDDEN`].
    #[must_use]
    pub fn display_text(&self, protected: i64, floor_met: bool) -> String {
        self.display(protected, floor_met)
            .map_or_else(|| HIDDEN.to_owned(), |shown| shown.to_string())
    }

    /// Whether a number can be a displayed count: a multiple of [`Policy::round_to`] that is not below
    /// [`Policy::least_shown`], or nought where the policy shows it.
    #[must_use]
    pub fn can_display(&self, number: f64) -> bool {
        if self.shows_zero && number == 0.0 {
            return true;
        }
        number >= f64::from(self.least_shown) && number % f64::from(self.round_to.max(1)) == 0.0
    }

    /// A mean from a protected sum and the protected number of people, or `None` where too few.
    #[must_use]
    pub fn mean(
        &self,
        protected_sum: i64,
        protected_persons: i64,
        floor_met: bool,
        kind: Mean,
    ) -> Option<f64> {
        self.display(protected_persons, floor_met)?;
        if protected_persons < i64::from(self.mean_persons_min) {
            return None;
        }
        let mean = match kind {
            // The noise may have taken them below.
            Mean::Days => (to_f64(protected_sum) / to_f64(protected_persons)).max(0.0),
            Mean::Score => to_f64(protected_sum) / to_f64(protected_persons),
        };
        Some(match kind {
            Mean::Days => mean.round(),
            Mean::Score => (mean * 10.0).round() / 10.0,
        })
    }
}

/// How a mean is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// Whole days, which are 0 or more.
    Days,
    /// One decimal.
    Score,
}

/// A percentage as shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Percent {
    /// At most 5: said no finer.
    AtMost5,
    /// Between the ends, rounded; with one decimal where the denominator is large.
    Value {
        /// The rounded percentage.
        value: f64,
        /// 0 or 1.
        decimals: u8,
    },
    /// At least 95: said no finer.
    AtLeast95,
}

/// The percentage of two *displayed* counts, or `None` where one is hidden or the denominator is too small.
#[must_use]
pub fn percent(
    policy: &Policy,
    shown_numerator: Option<i64>,
    shown_denominator: Option<i64>,
) -> Option<Percent> {
    let (numerator, denominator) = (shown_numerator?, shown_denominator?);
    if denominator < i64::from(policy.percent_denominator_min.max(1)) {
        return None;
    }
    let value = 100.0 * to_f64(numerator) / to_f64(denominator);
    let large = denominator >= i64::from(policy.percent_decimal_from);
    let (rounded, decimals) = if large {
        ((value * 10.0).round() / 10.0, 1)
    } else {
        (value.round(), 0)
    };
    Some(if rounded <= 5.0 {
        Percent::AtMost5
    } else if rounded >= 95.0 {
        Percent::AtLeast95
    } else {
        Percent::Value {
            value: rounded,
            decimals,
        }
    })
}

impl Percent {
    /// The number to compute and draw with: 5 stands for 5 or less, 95 for 95 or more.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::AtMost5 => 5.0,
            Self::Value { value, .. } => value,
            Self::AtLeast95 => 95.0,
        }
    }

    /// Decimals with which it is shown.
    #[must_use]
    pub fn decimals(self) -> u8 {
        match self {
            Self::Value { decimals, .. } => decimals,
            Self::AtMost5 | Self::AtLeast95 => 0,
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost5 => f.write_str("≤5"),
            Self::Value { value, decimals } => write!(f, "{value:.*}", usize::from(*decimals)),
            Self::AtLeast95 => f.write_str("≥95"),
        }
    }
}

/// Counts are far below 2⁵³, where the conversion is exact.
fn to_f64(count: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of people and clipped sums are far below 2^53"
    )]
    let value = count as f64;
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::noise::NoiseKey;

    proptest! {
        #[test]
        fn no_noise_shows_fewer_than_eight_people_or_a_value_below_twelve(
            people in 0_i64..60,
            key in any::<[u8; 32]>(),
            cell in any::<u32>(),
        ) {
            let policy = Policy::sdc_1();
            let noise = policy.noise(1).unwrap().unwrap();
            let key = NoiseKey::from_bytes(key);
            let protected = || people + noise.draw(key.uniform(&format!("cell={cell}")));
            let shown = |y: i64| policy.display(y, people >= i64::from(policy.floor));
            if let Some(shown) = shown(protected()) {
                prop_assert!(people >= 8 && protected() >= 12);
                prop_assert!(shown >= 10 && shown % 5 == 0 && (shown - protected()).abs() <= 2);
            }
            // The same cell is always shown the same.
            prop_assert_eq!(shown(protected()), shown(protected()));
        }
    }

    #[test]
    fn nothing_is_shown_below_the_floor_or_the_soft_floor() {
        let policy = Policy::sdc_1();
        assert_eq!(policy.display(1_000, false), None);
        assert_eq!(policy.display(11, true), None);
        assert_eq!(policy.display(-3, true), None);
        assert_eq!(policy.display(0, false), None);
        assert_eq!(policy.display(12, true), Some(10));
        assert_eq!(policy.display(13, true), Some(15));
        assert_eq!(policy.display_text(7, true), "*");
        assert_eq!(policy.display_text(1_234, true), "1235");
    }

    #[test]
    fn percentages_are_coarse_at_the_ends_and_for_small_denominators() {
        let policy = Policy::sdc_1();
        let text = |n, d| percent(&policy, Some(n), Some(d)).map(|p| p.to_string());
        assert_eq!(text(20, 45), None);
        assert_eq!(text(20, 50).as_deref(), Some("40"));
        assert_eq!(text(10, 200).as_deref(), Some("≤5"));
        assert_eq!(text(195, 200).as_deref(), Some("≥95"));
        assert_eq!(text(210, 200).as_deref(), Some("≥95"));
        assert_eq!(text(1_000, 3_995).as_deref(), Some("25"));
        assert_eq!(text(1_005, 4_000).as_deref(), Some("25.1"));
        let number = |n, d| percent(&policy, Some(n), Some(d)).map(|p| (p.value(), p.decimals()));
        assert_eq!(number(10, 200), Some((5.0, 0)));
        assert_eq!(number(195, 200), Some((95.0, 0)));
        assert_eq!(number(1_005, 4_000), Some((25.1, 1)));
        assert_eq!(percent(&policy, None, Some(200)), None);
        assert_eq!(percent(&policy, Some(20), None), None);
    }

    #[test]
    fn only_multiples_of_five_from_ten_can_be_displayed_counts() {
        let policy = Policy::sdc_1();
        for shown in [10.0, 15.0, 1_235.0] {
            assert!(policy.can_display(shown), "{shown}");
        }
        for raw in [
            -10.0,
            0.0,
            5.0,
            11.0,
            12.5,
            1_234.0,
            f64::NAN,
            f64::INFINITY,
        ] {
            assert!(!policy.can_display(raw), "{raw}");
        }
        assert!(Policy::hes_2018().can_display(0.0));
        assert!(!Policy::hes_2018().can_display(5.0));
    }

    #[test]
    fn means_need_thirty_people() {
        let policy = Policy::sdc_1();
        assert_eq!(policy.mean(290, 29, true, Mean::Days), None);
        assert_eq!(policy.mean(415, 30, true, Mean::Days), Some(14.0));
        assert_eq!(policy.mean(-40, 30, true, Mean::Days), Some(0.0));
        assert_eq!(policy.mean(-40, 30, true, Mean::Score), Some(-1.3));
        assert_eq!(policy.mean(415, 30, true, Mean::Score), Some(13.8));
        assert_eq!(policy.mean(415, 30, false, Mean::Score), None);
    }
}
