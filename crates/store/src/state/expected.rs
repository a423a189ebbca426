//! Which returns are expected.

use hub_standard::ids::Month;

use super::{Service, State};

/// Months without a return after which a service is no longer expected to send one.
const SILENT_MONTHS_MAX: i32 = 7;

impl State {
    /// Whether a return of the service belongs to the month: it is there, or the service should have sent one. It should
    /// from its first month on, until it ends or has been silent for long.
    #[must_use]
    pub fn expects(&self, service: &Service, month: Month) -> bool {
        if service.has_ended_by(month) {
            return self.current_for(&service.code, month).is_some();
        }
        let sent_for = (0..=SILENT_MONTHS_MAX)
            .any(|back| self.current_for(&service.code, month.plus(-back)).is_some());
        let first = (service.code.clone(), Month::MIN);
        let sent_before = self
            .current
            .range(first..=(service.code.clone(), month))
            .next()
            .is_some();
        sent_for || (!sent_before && service.at_month <= month)
    }
}
