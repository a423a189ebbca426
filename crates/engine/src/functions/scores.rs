//! Score tables of questionnaires.

use std::ops::RangeInclusive;

use hub_methods::scores::swemwbs_metric;

use super::rowwise::RowAnswer;

/// `swemwbs_metric(raw)`: the metric score of a raw total; null unless that is a whole number of 7 to 35.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SwemwbsMetric;

impl RowAnswer for SwemwbsMetric {
    fn name(self) -> &'static str {
        "swemwbs_metric"
    }

    fn arity(self) -> RangeInclusive<usize> {
        1..=1
    }

    fn of(self, row: &[f64]) -> Option<f64> {
        let [given] = *row else {
            return None;
        };
        let raw = (0..=u8::MAX).find(|raw| f64::from(*raw) == given)?;
        swemwbs_metric(raw).ok()
    }
}
