//! How many returns of an area were expected in several months, and how many came.

use hub_standard::ids::Month;

use super::figures::Scope;
use super::words;

/// The returns of one month, as the release has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) month: Month,
    pub(crate) received: u32,
    pub(crate) expected: u32,
}

/// Those of several months together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) received: u32,
    pub(crate) expected: u32,
}

/// Month by month, those in which something was expected.
pub(crate) fn of(scope: &Scope, first: Month, last: Month) -> Vec<Received> {
    scope
        .values("returns_received", "all", first, last)
        .into_iter()
        .filter_map(|value| {
            let expected = words::whole(value.denominator?);
            (expected > 0).then(|| Received {
                month: value.month,
                received: value.numerator.map(words::whole).unwrap_or_default(),
                expected,
            })
        })
        .collect()
}

/// All of them.
pub(crate) fn total(months: &[Received]) -> Total {
    months.iter().fold(Total::default(), |sum, month| Total {
        received: sum.received.saturating_add(month.received),
        expected: sum.expected.saturating_add(month.expected),
    })
}

/// The months of which some are missing, in words and without any service's name: "September 2026: 2 of 9".
pub(crate) fn by_month(months: &[Received]) -> Vec<String> {
    months
        .iter()
        .filter(|month| month.missing() > 0)
        .map(|month| {
            format!(
                "{}: {} of {}",
                month.month.words(),
                month.missing(),
                month.expected
            )
        })
        .collect()
}

impl Received {
    pub(crate) fn missing(&self) -> u32 {
        self.expected.saturating_sub(self.received)
    }
}

impl Total {
    pub(crate) fn missing(&self) -> u32 {
        self.expected.saturating_sub(self.received)
    }

    /// How many are missing in a period, in a sentence; empty where none was expected.
    pub(crate) fn sentence(&self, period: &str) -> String {
        let number = |n: u32| words::thousands(u64::from(n));
        let expected = number(self.expected);
        match (self.expected, self.missing()) {
            (0, _) => String::new(),
            (_, 0) => format!("All {expected} returns expected for {period} have come."),
            (_, 1) => format!("1 of the {expected} returns expected for {period} is missing."),
            (_, n) => format!(
                "{} of the {expected} returns expected for {period} are missing.",
                number(n)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Received, Total, by_month, total};

    #[test]
    fn missing_returns_of_several_months_add_up() {
        let month = |month: &str, received, expected| Received {
            month: month.parse().unwrap(),
            received,
            expected,
        };
        let months = [month("2026-08", 9, 9), month("2026-09", 7, 9)];
        assert_eq!(by_month(&months), ["September 2026: 2 of 9"]);
        let sum = total(&months);
        assert_eq!(
            sum.sentence("August 2026 to September 2026"),
            "2 of the 18 returns expected for August 2026 to September 2026 are missing."
        );
        assert_eq!(total(&[]).sentence("August 2026"), "");
        let all = Total {
            received: 9,
            expected: 9,
        };
        assert_eq!(
            all.sentence("August 2026"),
            "All 9 returns expected for August 2026 have come."
        );
    }
}
