//! What every measure's SQL must have done before its figures are taken.
//!
//! Each measure hides and rounds in its own `case`. These checks stand behind all of them: a file that forgets one
//! stops the release instead of publishing what must not be seen.

use hub_disclosure::Policy;

use super::MeasureValue;
use crate::error::{ReleaseError, Result};
use crate::measure::MeasureInfo;

/// Refuses figures, as their SQL yields them, that show more than the policy allows.
pub(super) fn check(info: &MeasureInfo, policy: &Policy, figures: &[MeasureValue]) -> Result<()> {
    let counts_people = !info.cells.is_empty();
    for figure in figures {
        let numbers = [
            figure.numerator,
            figure.value,
            figure.lower95,
            figure.upper95,
        ];
        if figure.status.hides() && numbers.iter().any(Option::is_some) {
            return Err(ReleaseError::shape(
                &info.id,
                "a row that is hidden or not submitted has a number: its numerator, value and limits must be null",
            ));
        }
        let is_raw = |number: f64| !policy.can_display(number);
        if counts_people && figure.numerator.is_some_and(is_raw) {
            return Err(ReleaseError::shape(
                &info.id,
                "a numerator is not a displayed count: it must go through sdc_shown and sdc_display",
            ));
        }
    }
    Ok(())
}
