//! Returns that are missing in the months that practices are judged by.

use hub_standard::ids::Month;
use hub_ui::view::ChaseRow;

use super::seen::Stretch;
use crate::pages::figures::Scope;
use crate::pages::missing_returns::{self, Total};
use crate::pages::reader::Reader;
use crate::pages::trust;
use crate::problem::Result;

/// How many returns the release misses, and which services have not sent.
pub(super) struct Gaps {
    total: Total,
    services: Vec<ChaseRow>,
}

impl Gaps {
    pub(super) async fn of(reader: &Reader, scope: &Scope, stretch: Stretch) -> Result<Self> {
        let total =
            missing_returns::total(&missing_returns::of(scope, stretch.first, stretch.last));
        let months: Vec<Month> = Month::range(stretch.first, stretch.last).collect();
        let services = if total.missing() > 0 {
            trust::to_remind(reader, scope, &months).await?
        } else {
            Vec::new()
        };
        Ok(Self { total, services })
    }

    pub(super) fn expected(&self) -> u32 {
        self.total.expected
    }

    pub(super) fn missing(&self) -> u32 {
        self.total.missing()
    }

    /// Services by name with the months that they have not sent, for those who see services by name.
    pub(super) fn services(&self) -> &[ChaseRow] {
        &self.services
    }

    /// How many are missing, in a sentence.
    pub(super) fn sentence(&self, stretch: Stretch) -> String {
        self.total.sentence(&stretch.words())
    }

    /// The services in one line.
    pub(super) fn named(&self) -> String {
        let services: Vec<String> = self
            .services
            .iter()
            .map(|row| format!("{}: {}", row.service, row.months))
            .collect();
        services.join("; ")
    }
}
