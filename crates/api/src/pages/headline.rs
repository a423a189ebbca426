//! One figure of a measure as the head of a part of a page: the value, and its words against England.

use hub_release::{MeasureInfo, MeasureValue, Polarity};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{Comparison, Figure, Headline};

use super::figures::{self, Scope};

/// One series of a measure in one month.
pub(crate) struct Series<'a> {
    pub(crate) info: &'a MeasureInfo,
    pub(crate) breakdown: &'a str,
    pub(crate) category: &'a str,
    pub(crate) month: Month,
    /// How its values are written.
    pub(crate) write: fn(&MeasureValue, &MeasureInfo) -> Figure,
}

impl<'a> Series<'a> {
    /// The total of a measure.
    pub(crate) fn total(info: &'a MeasureInfo, month: Month) -> Self {
        Self {
            info,
            breakdown: "all",
            category: "all",
            month,
            write: figures::figure,
        }
    }

    /// One category of a breakdown.
    pub(crate) fn of(
        info: &'a MeasureInfo,
        breakdown: &'a str,
        category: &'a str,
        month: Month,
    ) -> Self {
        Self {
            breakdown,
            category,
            ..Self::total(info, month)
        }
    }

    /// The same, written in another way.
    pub(crate) fn written(self, write: fn(&MeasureValue, &MeasureInfo) -> Figure) -> Self {
        Self { write, ..self }
    }

    /// The value of the release for an area, if it has one.
    pub(crate) fn value<'s>(&self, scope: &'s Scope, area: &AreaCode) -> Option<&'s MeasureValue> {
        scope
            .values_of(area, &self.info.id, self.breakdown, self.month, self.month)
            .into_iter()
            .find(|value| &*value.category == self.category)
    }

    /// The figure of an area.
    pub(crate) fn figure(&self, scope: &Scope, area: &AreaCode) -> Figure {
        self.value(scope, area)
            .map_or_else(figures::none, |value| (self.write)(value, self.info))
    }

    /// The figure of the page's area, with its words against England.
    pub(crate) fn headline(&self, scope: &Scope, title: &str, period: &str) -> Headline {
        let figure = self.figure(scope, &scope.place.code);
        Headline {
            title: title.to_owned(),
            unit: figures::unit_beside(self.info),
            period: period.to_owned(),
            comparison: self.comparison(scope, &figure),
            href: scope.definition(&self.info.id),
            figure,
        }
    }

    fn comparison(&self, scope: &Scope, own: &Figure) -> Comparison {
        if scope.place.area_type == hub_reference::AreaType::England {
            return Comparison {
                reason: Some("This is all of England.".to_owned()),
                ..Comparison::default()
            };
        }
        let england = self.figure(scope, &AreaCode::england());
        figures::against("England", own, Some(&england), self.info)
    }
}

/// A measure as some of its breakdowns have it, whose unit or wished direction is not that of its total.
pub(crate) fn as_told(info: &MeasureInfo, unit: &str, polarity: Polarity) -> MeasureInfo {
    MeasureInfo {
        unit: unit.to_owned(),
        polarity,
        ..info.clone()
    }
}
