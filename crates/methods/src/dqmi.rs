//! The Data Quality Maturity Index: how complete and valid a data set is, and how much of it came.
//!
//! Source: NHS England, Data Quality Maturity Index, methodology, with its worked example in appendix 1.

use crate::error::{MethodError, Result, domain};

/// One data item of one data set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DataItem {
    /// Records, above 0.
    pub records: f64,
    /// Those that have a valid value: valid, other or default.
    pub valid_and_complete: f64,
    /// Those whose value is a default.
    pub defaults: f64,
    /// Share of records that may be defaults, 0 to 1; what is beyond is in excess.
    pub defaults_allowed: f64,
    /// Share of what is expected of the data set that came, 0 to 1.
    pub coverage: f64,
}

/// Score of an item, 0 to 1: valid and complete records without the defaults in excess, out of all.
///
/// # Errors
/// Counts that are no counts or more than the records, a share outside 0 to 1.
pub fn item_score(item: DataItem) -> Result<f64> {
    let records = domain("records", "above 0", item.records, |n| n > 0.0)?;
    let within = |n: f64| (0.0..=records).contains(&n);
    let valid = domain(
        "valid records",
        "0 to the records",
        item.valid_and_complete,
        within,
    )?;
    let is_part = |n: f64| (0.0..=valid).contains(&n);
    let defaults = domain("defaults", "0 to the valid records", item.defaults, is_part)?;
    let allowed = share("defaults allowed", item.defaults_allowed)?;
    let excess = (defaults - allowed * records).max(0.0);
    Ok((valid - excess) / records)
}

/// The index, 0 to 100: mean score of the items times their mean coverage.
///
/// # Errors
/// No item, or one as in [`item_score`].
pub fn dqmi(items: &[DataItem]) -> Result<f64> {
    let n = u32::try_from(items.len())
        .ok()
        .filter(|n| *n > 0)
        .ok_or(MethodError::Size {
            what: "data items",
            need: "1 or more",
            found: items.len(),
        })?;
    let (mut scores, mut coverage) = (0.0, 0.0);
    for item in items {
        scores += item_score(*item)?;
        coverage += share("coverage", item.coverage)?;
    }
    let n = f64::from(n);
    Ok(scores / n * (coverage / n) * 100.0)
}

fn share(what: &'static str, value: f64) -> Result<f64> {
    domain(what, "0 to 1", value, |share| (0.0..=1.0).contains(&share))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn item(
        records: f64,
        valid_and_complete: f64,
        defaults: f64,
        percent_allowed: f64,
        coverage: f64,
    ) -> DataItem {
        DataItem {
            records,
            valid_and_complete,
            defaults,
            defaults_allowed: percent_allowed / 100.0,
            coverage,
        }
    }

    const THIRD: f64 = 1.0 / 3.0;

    /// The twelve items of the methodology's worked example, with the coverage of its formula.
    const EXAMPLE: [DataItem; 12] = [
        item(2_500.0, 2_400.0, 100.0, 2.0, 1.0),
        item(2_500.0, 2_500.0, 100.0, 100.0, 1.0),
        item(2_500.0, 2_000.0, 100.0, 0.0, 1.0),
        item(1_000.0, 900.0, 900.0, 0.0, THIRD),
        item(1_000.0, 800.0, 800.0, 100.0, THIRD),
        item(1_000.0, 900.0, 450.0, 0.0, THIRD),
        item(1_000.0, 1_000.0, 100.0, 3.5, THIRD),
        item(10_000.0, 10_000.0, 0.0, 0.0, THIRD),
        item(10_000.0, 10_000.0, 0.0, 0.0, THIRD),
        item(50_000.0, 50_000.0, 100.0, 2.0, 2.0 * THIRD),
        item(50_000.0, 49_000.0, 5_000.0, 100.0, 2.0 * THIRD),
        item(50_000.0, 45_000.0, 5_000.0, 3.5, 2.0 * THIRD),
    ];

    #[test]
    fn the_worked_example_of_the_methodology_gives_47_2() {
        let percent = [
            94.0, 100.0, 76.0, 0.0, 80.0, 45.0, 93.5, 100.0, 100.0, 100.0, 98.0, 83.5,
        ];
        for (item, percent) in EXAMPLE.into_iter().zip(percent) {
            let score = item_score(item).unwrap() * 100.0;
            assert!((score - percent).abs() < 1e-9, "{score} for {percent}");
        }
        let index = dqmi(&EXAMPLE).unwrap();
        assert_eq!(format!("{index:.1}"), "47.2");
    }

    #[test]
    fn what_cannot_be_scored_is_an_error() {
        assert!(dqmi(&[]).is_err());
        for wrong in [
            item(0.0, 0.0, 0.0, 0.0, 1.0),
            item(10.0, 11.0, 0.0, 0.0, 1.0),
            item(10.0, 5.0, 6.0, 0.0, 1.0),
            item(10.0, 5.0, 5.0, 101.0, 1.0),
            item(10.0, 5.0, 5.0, 0.0, 1.1),
            item(10.0, f64::NAN, 0.0, 0.0, 1.0),
        ] {
            assert!(dqmi(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
