//! Figures of a release as figures of a page, and what may be said of them.

use std::sync::Arc;

use hub_methods::Interval as Limits;
use hub_methods::benchmark::{self, Comparison as Judgement};
use hub_release::{
    AreaType, Geography, MeasureInfo, MeasureValue, Polarity, Release, Status as Released,
    ValueQuery,
};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{
    About, ChartBlock, Comparison, Downloads, Figure, Interval, Link, Status, Strip, Word,
};

use super::brief::is_of_census;
use super::picture;
use super::words;
use crate::places::Place;
use crate::problem::{Kind, Problem, Result};

/// Below this share of returns received an area is not ranked and not judged.
pub(crate) const COMPLETE_ENOUGH: f64 = 0.8;

/// What a page about an area shows: which release, area, month, and way to look at the past.
pub(crate) struct Scope {
    pub(crate) release: Arc<Release>,
    pub(crate) place: Place,
    pub(crate) month: Month,
    pub(crate) geography: Geography,
    /// The parameters that keep this scope from page to page, beginning with `?`, or empty.
    pub(crate) query: String,
    /// The address of the page, with all its parameters and its release.
    pub(crate) page: String,
}

impl Scope {
    /// The same release and way to look at the past, for another area or month.
    pub(crate) fn with(&self, place: Place, month: Month) -> Self {
        Self {
            release: Arc::clone(&self.release),
            place,
            month,
            geography: self.geography,
            query: self.query.clone(),
            page: self.page.clone(),
        }
    }

    /// The figures of a measure for the area, over months.
    pub(crate) fn values(
        &self,
        measure: &str,
        breakdown: &str,
        from: Month,
        to: Month,
    ) -> Vec<&MeasureValue> {
        self.values_of(&self.place.code, measure, breakdown, from, to)
    }

    /// The figures of a measure for any area.
    pub(crate) fn values_of(
        &self,
        area: &AreaCode,
        measure: &str,
        breakdown: &str,
        from: Month,
        to: Month,
    ) -> Vec<&MeasureValue> {
        self.release.values(&ValueQuery {
            measure: measure.to_owned(),
            area_type: None,
            area: Some(area.clone()),
            from: Some(from),
            to: Some(to),
            breakdown: Some(breakdown.to_owned()),
            geography: self.geography,
        })
    }

    /// The figures of a measure for all areas of a kind in one month.
    pub(crate) fn values_in(
        &self,
        area_type: AreaType,
        measure: &str,
        breakdown: &str,
        month: Month,
    ) -> Vec<&MeasureValue> {
        self.release.values(&ValueQuery {
            measure: measure.to_owned(),
            area_type: Some(area_type),
            area: None,
            from: Some(month),
            to: Some(month),
            breakdown: Some(breakdown.to_owned()),
            geography: self.geography,
        })
    }

    /// The same in another month, for figures that are of one.
    pub(crate) fn at(&self, month: Month) -> Self {
        Self {
            release: Arc::clone(&self.release),
            place: self.place.clone(),
            month,
            geography: self.geography,
            query: self.query.clone(),
            page: self.page.clone(),
        }
    }

    /// The address of a page, kept in this scope.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{path}{}", self.query)
    }

    /// The definition of a measure, as of the release that the address names.
    pub(crate) fn definition(&self, measure: &str) -> String {
        let pinned = self
            .query
            .trim_start_matches('?')
            .split('&')
            .find(|pair| pair.starts_with("as_at="));
        match pinned {
            Some(release) => format!("/measures/{measure}?{release}"),
            None => format!("/measures/{measure}"),
        }
    }

    /// Downloads of the same figures.
    pub(crate) fn downloads(&self, measure: &str, breakdown: &str) -> Vec<Link> {
        files(&format!(
            "/api/v1/measures/{measure}/values?area={}&by={breakdown}&geography={}&as_at={}",
            self.place.code, self.geography, self.release.id
        ))
    }

    /// Who has sent, for the area and month.
    pub(crate) fn strip(&self) -> Strip {
        let found = self.values("returns_received", "all", self.month, self.month);
        let counts = found
            .first()
            .map(|value| (value.numerator, value.denominator));
        let whole = |number: Option<f64>| number.map(words::whole).unwrap_or_default();
        let (received, expected) = counts.unwrap_or_default();
        Strip {
            received: whole(received),
            expected: whole(expected),
            month: self.month.words(),
            provisional: self.release.is_provisional(self.month),
            more: Vec::new(),
            href: self.href(&format!("/areas/{}/trust", self.place.code)),
        }
    }

    /// The frame of a chart of a measure.
    pub(crate) fn block(
        &self,
        id: &str,
        info: &MeasureInfo,
        breakdown: &str,
        finding: String,
        period: &str,
    ) -> ChartBlock {
        let (unit, suffix) = unit(info);
        // How many services have sent says nothing of a census.
        let completeness = if is_of_census(info) {
            String::new()
        } else {
            completeness(&self.strip())
        };
        ChartBlock {
            id: id.to_owned(),
            finding,
            subtitle: format!("{}, {}, {period}, {unit}", info.title, self.place.name),
            completeness,
            source: format!(
                "{} Release {}, {}.",
                info.source,
                self.release.id,
                words::date(self.release.id.date())
            ),
            downloads: Downloads {
                figures: self.downloads(&info.id, breakdown),
                picture: picture::href(&self.page, id),
            },
            unit,
            decimals: info.decimals,
            suffix,
            about: Some(About {
                href: self.definition(&info.id),
                ..about(info)
            }),
        }
    }

    /// A measure of the release.
    pub(crate) fn measure(&self, id: &str) -> Result<&MeasureInfo> {
        self.release
            .measure(id)
            .ok_or_else(|| Problem::new(Kind::NotFound, "This release has no such measure."))
    }
}

/// Formats that figures are offered in: what a link says, and what the address does.
pub(crate) const FORMATS: [(&str, &str); 3] = [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")];

/// Links to each format of what an address with parameters gives.
pub(crate) fn files(address: &str) -> Vec<Link> {
    FORMATS
        .map(|(label, format)| Link::new(label, format!("{address}&format={format}")))
        .into()
}

/// How complete, in one sentence.
pub(crate) fn completeness(strip: &Strip) -> String {
    if strip.expected == 0 {
        return format!("No returns were expected for {}.", strip.month);
    }
    let provisional = if strip.provisional {
        " The month is provisional."
    } else {
        ""
    };
    format!(
        "{} of {} services have sent {}.{provisional}",
        strip.received, strip.expected, strip.month
    )
}

/// About a measure.
pub(crate) fn about(info: &MeasureInfo) -> About {
    About {
        definition: info.why.clone(),
        numerator: info.numerator.clone(),
        denominator: info.denominator.clone(),
        method: info.method.clone(),
        limits: info.limits.clone(),
        href: format!("/measures/{}", info.id),
    }
}

/// The unit of the total of a measure: what its breakdowns have instead comes after it.
pub(crate) fn unit_of_total(info: &MeasureInfo) -> &str {
    info.unit.split(';').next().unwrap_or_default().trim_end()
}

/// The unit as it follows a value that is displayed with its sign: "89%", "of practices".
pub(crate) fn unit_beside(info: &MeasureInfo) -> String {
    let unit = unit_of_total(info);
    unit.strip_prefix('%')
        .unwrap_or(unit)
        .trim_start()
        .to_owned()
}

/// The unit in words for axes and heads, and what follows each number: a share has its sign.
pub(crate) fn unit(info: &MeasureInfo) -> (String, String) {
    let unit = unit_of_total(info);
    match unit.strip_prefix('%') {
        Some(rest) => (format!("percentage{rest}"), "%".to_owned()),
        None => (unit.to_owned(), String::new()),
    }
}

/// A figure as a page shows it: rounded as displayed, so that nothing drawn tells more than the number beside it.
pub(crate) fn figure(value: &MeasureValue, info: &MeasureInfo) -> Figure {
    let (_, suffix) = unit(info);
    rounded(value, decimals(value, info), &suffix)
}

/// The decimals that the release displays a value with: a share of many has one more than its measure says.
pub(crate) fn decimals(value: &MeasureValue, info: &MeasureInfo) -> u8 {
    let shown = value
        .display
        .split_once('.')
        .and_then(|(_, digits)| u8::try_from(digits.len()).ok());
    shown.unwrap_or(info.decimals)
}

/// A figure with other decimals than those of its measure.
pub(crate) fn rounded(value: &MeasureValue, decimals: u8, suffix: &str) -> Figure {
    let show = |number: f64| format!("{}{suffix}", words::decimal(number, decimals));
    let interval = match (value.lower95, value.upper95) {
        (Some(lower), Some(upper)) => Some(Interval {
            lower: words::as_displayed(lower, decimals),
            upper: words::as_displayed(upper, decimals),
            display: if show(lower) == show(upper) {
                format!("{}, narrower than it is rounded", show(upper))
            } else {
                format!("{} to {}", words::decimal(lower, decimals), show(upper))
            },
        }),
        _ => None,
    };
    Figure {
        value: value
            .value
            .map(|number| words::as_displayed(number, decimals)),
        display: match value.value {
            // At its ends a share is said no finer than that.
            Some(_) if value.display.starts_with(['≤', '≥']) => {
                format!("{}{suffix}", value.display)
            }
            Some(number) => show(number),
            None => String::new(),
        },
        status: status(value.status),
        interval: interval.filter(|_| value.value.is_some()),
        completeness: value.completeness,
        revision: None,
    }
}

/// How the page draws a status.
pub(crate) fn status(status: Released) -> Status {
    match status {
        Released::Shown => Status::Shown,
        Released::Hidden => Status::Hidden,
        Released::NotSubmitted => Status::NotSubmitted,
        Released::NotApplicable => Status::NotApplicable,
        Released::Provisional => Status::Provisional,
        Released::Revised => Status::Revised,
        Released::NotCalculated => Status::NotCalculated,
    }
}

/// A figure that the release does not hold.
pub(crate) fn none() -> Figure {
    Figure::without_value(Status::NotCalculated)
}

/// A count as the release displays it.
pub(crate) fn count(number: Option<f64>, like: Released) -> Figure {
    match number {
        Some(number) => {
            Figure::shown(number, words::decimal(number, 0)).with_status(Status::Rounded)
        }
        None => Figure::without_value(match status(like) {
            Status::Shown | Status::Provisional | Status::Revised | Status::Rounded => {
                Status::NotCalculated
            }
            other => other,
        }),
    }
}

/// Which of two values of a complete count is greater, or how an interval lies: the word, and what to say with it.
pub(crate) fn against(
    name: &str,
    own: &Figure,
    other: Option<&Figure>,
    info: &MeasureInfo,
) -> Comparison {
    let Some(comparator) = other.and_then(Figure::drawn) else {
        return not_compared(format!("There is no figure for {name} to compare with."));
    };
    let against = format!(
        "{name} ({})",
        other
            .map(|figure| figure.display.as_str())
            .unwrap_or_default()
    );
    let unsaid = |reason: &str| Comparison {
        against: against.clone(),
        ..not_compared(reason)
    };
    let Some(value) = own.drawn() else {
        return unsaid("There is no figure to compare.");
    };
    if own
        .completeness
        .is_some_and(|share| share < COMPLETE_ENOUGH)
    {
        return unsaid("Fewer than 80% of returns were received.");
    }
    let (judgement, reason) = match &own.interval {
        Some(interval) => (within(info.polarity, value, interval, comparator), None),
        // A complete count of things that are not people has no uncertainty of its own.
        None if info.cells.is_empty() => {
            let point = Interval {
                lower: value,
                upper: value,
                display: String::new(),
            };
            (
                within(info.polarity, value, &point, comparator),
                Some("A complete count, so it has no interval."),
            )
        }
        None => {
            return unsaid(
                "This figure has no interval, so no difference can be told from chance.",
            );
        }
    };
    Comparison {
        word: word(judgement, info.polarity),
        against,
        reason: reason.map(str::to_owned),
    }
}

fn within(polarity: Polarity, value: f64, interval: &Interval, comparator: f64) -> Judgement {
    let limits = Limits::between(interval.lower, interval.upper).ok();
    benchmark::one_level(judged(polarity), Some(value), limits, Some(comparator))
}

fn not_compared(reason: impl Into<String>) -> Comparison {
    Comparison {
        word: Word::NotCompared,
        against: String::new(),
        reason: Some(reason.into()),
    }
}

fn judged(polarity: Polarity) -> benchmark::Polarity {
    match polarity {
        Polarity::HighIsGood => benchmark::Polarity::HighIsGood,
        Polarity::LowIsGood => benchmark::Polarity::LowIsGood,
        Polarity::NoJudgement => benchmark::Polarity::NoJudgement,
    }
}

fn word(judgement: Judgement, polarity: Polarity) -> Word {
    let neutral = polarity == Polarity::NoJudgement;
    match judgement {
        Judgement::NotCompared => Word::NotCompared,
        Judgement::Same => Word::Similar,
        Judgement::Worst | Judgement::Worse if neutral => Word::Lower,
        Judgement::Worst | Judgement::Worse => Word::Worse,
        Judgement::Better | Judgement::Best if neutral => Word::Higher,
        Judgement::Better | Judgement::Best => Word::Better,
    }
}

#[cfg(test)]
mod tests {
    use super::{unit, unit_beside};
    use crate::pages::samples;

    #[test]
    fn a_share_is_followed_by_what_it_is_a_share_of() {
        let mut info = samples::info();
        assert_eq!(unit_beside(&info), "per 1,000 people");
        info.unit = "% of practices".to_owned();
        // "89%" stands before it.
        assert_eq!(unit_beside(&info), "of practices");
        assert_eq!(unit(&info).0, "percentage of practices");
        // What follows is of other breakdowns.
        info.unit = "days; for seen_within the share of people in %".to_owned();
        assert_eq!(unit(&info), ("days".to_owned(), String::new()));
        assert_eq!(unit_beside(&info), "days");
    }
}
