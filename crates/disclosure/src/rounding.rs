//! The rounding rules of the field's own publications, to compare with and to test against.

/// What a rule makes of a count: a number, or hidden.
pub type Rounded = Option<u64>;

/// Hospital Episode Statistics since 2018: 0 shown, 1 to 7 hidden, the rest to the nearest 5.
#[must_use]
pub fn hes(n: u64) -> Rounded {
    match n {
        0 => Some(0),
        1..=7 => None,
        _ => Some(nearest_5(n)),
    }
}

/// Mental Health Services monthly statistics: below 5 hidden, zero too, the rest to the nearest 5.
#[must_use]
pub fn mhsds(n: u64) -> Rounded {
    (n >= 5).then(|| nearest_5(n))
}

/// OpenSAFELY's default for measures: 7 or fewer become 0, the rest to the nearest 5.
#[must_use]
pub fn ehrql(n: u64) -> Rounded {
    Some(if n <= 7 { 0 } else { nearest_5(n) })
}

/// OpenSAFELY's midpoint of 6: each count becomes the middle of its bin of six, zero stays zero.
#[must_use]
pub fn midpoint_6(n: u64) -> Rounded {
    Some(if n == 0 { 0 } else { n.div_ceil(6) * 6 - 3 })
}

/// The Integrated Data Service's "10-5": below 10 hidden, the rest to the nearest 5.
#[must_use]
pub fn ons_10_5(n: u64) -> Rounded {
    (n >= 10).then(|| nearest_5(n))
}

fn nearest_5(n: u64) -> u64 {
    (n + 2) / 5 * 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const COUNTS: [u64; 19] = [
        0, 1, 4, 5, 6, 7, 8, 9, 10, 12, 13, 17, 18, 22, 23, 25, 30, 102, 103,
    ];

    fn line(rule: fn(u64) -> Rounded) -> String {
        let cells: Vec<_> = COUNTS
            .iter()
            .map(|n| rule(*n).map_or_else(|| "*".to_owned(), |shown| shown.to_string()))
            .collect();
        cells.join(" ")
    }

    #[test]
    fn published_rules_give_the_golden_tables() {
        assert_eq!(
            line(hes),
            "0 * * * * * 10 10 10 10 15 15 20 20 25 25 30 100 105"
        );
        assert_eq!(
            line(mhsds),
            "* * * 5 5 5 10 10 10 10 15 15 20 20 25 25 30 100 105"
        );
        assert_eq!(
            line(ehrql),
            "0 0 0 0 0 0 10 10 10 10 15 15 20 20 25 25 30 100 105"
        );
        assert_eq!(
            line(midpoint_6),
            "0 3 3 3 3 9 9 9 9 9 15 15 15 21 21 27 27 99 105"
        );
        assert_eq!(
            line(ons_10_5),
            "* * * * * * * * 10 10 15 15 20 20 25 25 30 100 105"
        );
    }

    #[test]
    fn the_hes_policy_is_the_hes_rule() {
        let policy = Policy::hes_2018();
        for n in 0..2_000_u64 {
            let shown = policy.display(i64::try_from(n).unwrap(), n >= u64::from(policy.floor));
            assert_eq!(shown.map(|v| u64::try_from(v).unwrap()), hes(n), "{n}");
        }
    }
}
