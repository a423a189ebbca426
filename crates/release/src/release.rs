//! A published release in memory.

use std::cmp::Ordering;
use std::fmt;

use hub_standard::ids::{AreaCode, Month, ReleaseId};

use crate::manifest::Manifest;
use crate::measure::MeasureInfo;
use crate::value::{AreaType, Geography, MeasureValue};

/// A release: its manifest and every figure.
pub struct Release {
    /// The release.
    pub id: ReleaseId,
    /// What it is made of.
    pub manifest: Manifest,
    /// SHA-256 of the manifest file, as the journal has it.
    pub manifest_sha256: String,
    /// Sorted by [`key`].
    values: Vec<MeasureValue>,
}

/// Which figures to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueQuery {
    /// Identifier of the measure.
    pub measure: String,
    /// Only areas of this kind.
    pub area_type: Option<AreaType>,
    /// Only this area.
    pub area: Option<AreaCode>,
    /// Not before this month.
    pub from: Option<Month>,
    /// Not after this month.
    pub to: Option<Month>,
    /// The breakdown; `None` is `all`.
    pub breakdown: Option<String>,
    /// Areas as they are now or as they were.
    pub geography: Geography,
}

impl Release {
    pub(crate) fn new(
        manifest: Manifest,
        manifest_sha256: String,
        mut values: Vec<MeasureValue>,
    ) -> Self {
        // A stable sort: categories keep the order that the measure states.
        values.sort_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| number(&a.category).cmp(&number(&b.category)))
        });
        Self {
            id: manifest.id.clone(),
            manifest,
            manifest_sha256,
            values,
        }
    }

    /// The measures of the release, as defined when it was made.
    #[must_use]
    pub fn measures(&self) -> &[MeasureInfo] {
        &self.manifest.measures
    }

    /// The measure of that identifier.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&MeasureInfo> {
        self.measures().iter().find(|measure| measure.id == id)
    }

    /// The months that the release covers, in order.
    #[must_use]
    pub fn months(&self) -> &[Month] {
        &self.manifest.months
    }

    /// Whether returns may still come for a month.
    #[must_use]
    pub fn is_provisional(&self, month: Month) -> bool {
        self.manifest.provisional_months.contains(&month)
    }

    /// The figures asked for, in order of area kind, area, month and category.
    #[must_use]
    pub fn values(&self, query: &ValueQuery) -> Vec<&MeasureValue> {
        let breakdown = query.breakdown.as_deref().unwrap_or("all");
        let head = (query.measure.as_str(), breakdown, query.geography);
        let mut found = Vec::new();
        for area_type in AreaType::ALL {
            if query.area_type.is_some_and(|only| only != area_type) {
                continue;
            }
            let wanted = |value: &MeasureValue| -> Ordering {
                let order = (
                    &*value.measure,
                    &*value.breakdown,
                    value.geography,
                    value.area_type,
                );
                let order = order.cmp(&(head.0, head.1, head.2, area_type));
                order.then_with(|| {
                    query
                        .area
                        .as_ref()
                        .map_or(Ordering::Equal, |area| value.area_code.cmp(area))
                })
            };
            let in_months = |value: &&MeasureValue| {
                query.from.is_none_or(|from| value.month >= from)
                    && query.to.is_none_or(|to| value.month <= to)
            };
            let start = self.values.partition_point(|value| wanted(value).is_lt());
            let matching = self
                .values
                .iter()
                .skip(start)
                .take_while(|value| wanted(value).is_eq());
            found.extend(matching.filter(in_months));
        }
        found
    }

    /// Every figure.
    pub fn all_values(&self) -> impl Iterator<Item = &MeasureValue> {
        self.values.iter()
    }

    /// The figure of the same name as `other`, which may be of another release.
    #[must_use]
    pub fn same_name(&self, other: &MeasureValue) -> Option<&MeasureValue> {
        let start = self.values.partition_point(|value| key(value) < key(other));
        self.values
            .iter()
            .skip(start)
            .take_while(|value| key(value) == key(other))
            .find(|value| value.category == other.category)
    }
}

impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Release")
            .field("id", &self.id)
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

type Key<'a> = (&'a str, &'a str, Geography, AreaType, &'a AreaCode, Month);

fn key(value: &MeasureValue) -> Key<'_> {
    (
        &value.measure,
        &value.breakdown,
        value.geography,
        value.area_type,
        &value.area_code,
        value.month,
    )
}

/// Categories that are numbers come in the order of the numbers, before words.
fn number(category: &str) -> u32 {
    category.parse().unwrap_or(u32::MAX)
}
