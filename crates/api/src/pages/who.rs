//! C4: who is and is not being referred.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{MeasureInfo, MeasureValue};
use hub_standard::ids::AreaCode;
use hub_ui::view::{
    Comparison, Dot, DotChart, EmptyNote, Figure, GroupRow, Link, MissingShare, RefLine,
    ShareChart, ShareRow, Status, Tab, WhoIsReferred, Word,
};

use super::Page;
use super::figures::{self, Scope};
use super::filter::{self, Asked};
use super::gap::gap;
use super::overview::crumbs;
use super::reader::Reader;
use super::words;
use crate::problem::{Problem, Result};

/// Above this share of referrals without the item, words of comparison are withheld.
const MISSING_MAX_PERCENT: f64 = 20.0;
const UNKNOWN: &str = "unknown";
/// Fewest groups with a figure that a comparison takes.
const GROUPS_TO_COMPARE: usize = 2;

/// A way to break referrals down.
struct Dimension {
    by: &'static str,
    measure: &'static str,
    tab: &'static str,
    words: &'static str,
    heading: &'static str,
    /// The item of the return whose completeness decides.
    item: &'static str,
    /// Begins the sentence on what is missing.
    missing: &'static str,
}

const DIMENSIONS: [Dimension; 2] = [
    Dimension {
        by: "imd_decile",
        measure: "referrals_by_deprivation",
        tab: "Deprivation",
        words: "deprivation",
        heading: "Deprivation decile",
        item: "postcode_or_lsoa",
        missing: "Where people live",
    },
    Dimension {
        by: "ethnic_group",
        measure: "referrals_by_ethnicity",
        tab: "Ethnicity",
        words: "ethnicity",
        heading: "Ethnic group",
        item: "ethnic_category",
        missing: "Ethnicity",
    },
];

/// `GET /areas/{code}/who`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &["by"]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let by = reader.params.text("by").unwrap_or("imd_decile");
    let dimension = DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == by)
        .ok_or_else(|| Problem::parameter("by", "imd_decile or ethnic_group"))?;
    let info = scope.measure(dimension.measure)?;
    let view = view(&reader, &scope, dimension, info);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c4_who(&frame, &view)).into_response())
}

fn view(
    reader: &Reader,
    scope: &Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
) -> WhoIsReferred {
    let path = format!("/areas/{}/who", scope.place.code);
    let values = scope.values(&info.id, dimension.by, scope.month, scope.month);
    let england = scope.values_of(
        &AreaCode::england(),
        &info.id,
        dimension.by,
        scope.month,
        scope.month,
    );
    let missing = missing(scope, dimension);
    let average = average(&values, info);
    let withheld = missing.withheld;
    let groups: Vec<GroupRow> = values
        .iter()
        .map(|value| group(value, info, dimension, average, withheld))
        .collect();
    let has_data = values.iter().any(|value| value.value.is_some());
    let mut filter = filter::bar(reader, scope, &path, true, Vec::new());
    filter
        .hidden
        .push(("by".to_owned(), dimension.by.to_owned()));
    WhoIsReferred {
        area: filter::head(reader, scope),
        filter,
        strip: scope.strip(),
        tabs: tabs(scope, &path, dimension),
        dimension: dimension.words.to_owned(),
        rates: rates(scope, dimension, info, &values, &england, average, withheld),
        shares: shares(scope, dimension, info, &values),
        groups_caption: format!("{}, {}, {}", info.title, scope.place.name, scope.month.words()),
        groups,
        missing,
        note: Some("Each group has its own random adjustment, so groups may not add up. The unknown group has no rate.".to_owned()),
        gap: (dimension.by == "imd_decile").then(|| gap(scope, info, withheld)),
        empty: (!has_data).then(|| EmptyNote {
            title: "No figures by group to show".to_owned(),
            text: "No return has come for this area and month, or the numbers are too small to show.".to_owned(),
            link: Some(Link::new("See which returns have come", scope.href(&format!("/areas/{}/trust", scope.place.code)))),
        }),
    }
}

fn tabs(scope: &Scope, path: &str, current: &Dimension) -> Vec<Tab> {
    let join = if scope.query.is_empty() { "?" } else { "&" };
    let tab = |dimension: &Dimension| Tab {
        label: dimension.tab.to_owned(),
        href: format!("{}{join}by={}", scope.href(path), dimension.by),
        current: dimension.by == current.by,
    };
    DIMENSIONS.iter().map(tab).collect()
}

/// Whether nothing may be said of how the groups by deprivation differ.
pub(crate) fn deprivation_withheld(scope: &Scope) -> bool {
    DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == "imd_decile")
        .is_none_or(|dimension| missing(scope, dimension).withheld)
}

/// A comparison that is not made.
pub(crate) fn withheld() -> Comparison {
    Comparison {
        word: Word::NotCompared,
        reason: Some("Too much is not recorded.".to_owned()),
        ..Comparison::default()
    }
}

/// How much is not recorded, from the displayed completeness of the item. Where that is not known, it may be much.
fn missing(scope: &Scope, dimension: &Dimension) -> MissingShare {
    let items = scope.values("item_completeness", "item", scope.month, scope.month);
    let known = items
        .iter()
        .find(|value| &*value.category == dimension.item)
        .and_then(|value| value.value);
    let Some(known) = known else {
        return MissingShare {
            sentence: format!(
                "{} may be missing for some referrals: how many cannot be shown here.",
                dimension.missing
            ),
            withheld: true,
        };
    };
    // As displayed: whole, or with one decimal where the release has that.
    let decimals = usize::from(known.fract() != 0.0);
    let percent = (100.0 - known).max(0.0);
    // The ends of the scale stand for all beyond them.
    let beyond = if known >= 95.0 {
        " or less"
    } else if known <= 5.0 {
        " or more"
    } else {
        ""
    };
    let withheld = percent > MISSING_MAX_PERCENT + f64::EPSILON * 100.0;
    let caution = if withheld {
        "; treat these rates with caution"
    } else {
        ""
    };
    MissingShare {
        sentence: format!(
            "{} is not recorded for {percent:.decimals$}%{beyond} of referrals{caution}.",
            dimension.missing
        ),
        withheld,
    }
}

/// The rate of all groups that are shown, from their displayed counts. One group alone has nobody to be compared with.
fn average(values: &[&MeasureValue], info: &MeasureInfo) -> Option<f64> {
    let shown: Vec<_> = values
        .iter()
        .filter(|value| &*value.category != UNKNOWN && value.value.is_some())
        .collect();
    if shown.len() < GROUPS_TO_COMPARE {
        return None;
    }
    let (referrals, people) = shown
        .iter()
        .filter_map(|value| Some((value.numerator?, value.denominator?)))
        .fold((0.0, 0.0), |(a, b), (referrals, people)| {
            (a + referrals, b + people)
        });
    (people > 0.0).then(|| words::as_displayed(info.per * referrals / people, info.decimals))
}

fn group(
    value: &MeasureValue,
    info: &MeasureInfo,
    dimension: &Dimension,
    average: Option<f64>,
    withheld: bool,
) -> GroupRow {
    let rate = figures::figure(value, info);
    let average_figure =
        average.map(|average| Figure::shown(average, words::decimal(average, info.decimals)));
    let word = if withheld {
        self::withheld()
    } else {
        figures::against("the area's average", &rate, average_figure.as_ref(), info)
    };
    GroupRow {
        label: label(dimension.by, &value.category),
        referrals: figures::count(value.numerator, value.status),
        people: value.denominator.map_or_else(
            || Figure::without_value(Status::NotApplicable),
            |people| Figure::shown(people, words::decimal(people, 0)),
        ),
        ratio: ratio(&rate, average),
        rate,
        word,
    }
}

/// A rate and its limits as multiples of the average.
fn ratio(rate: &Figure, average: Option<f64>) -> Figure {
    let (Some(value), Some(average)) = (rate.drawn(), average.filter(|average| *average > 0.0))
    else {
        let status = if rate.drawn().is_some() {
            Status::NotCalculated
        } else {
            rate.status
        };
        return Figure::without_value(status);
    };
    let times = |value: f64| words::as_displayed(value / average, 2);
    let figure =
        Figure::shown(times(value), words::decimal(value / average, 2)).with_status(rate.status);
    match &rate.interval {
        Some(limits) => {
            let (lower, upper) = (times(limits.lower), times(limits.upper));
            let display = format!(
                "{} to {}",
                words::decimal(lower, 2),
                words::decimal(upper, 2)
            );
            figure.with_interval(lower, upper, display)
        }
        None => figure,
    }
}

fn rates(
    scope: &Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
    values: &[&MeasureValue],
    england: &[&MeasureValue],
    average: Option<f64>,
    withheld: bool,
) -> DotChart {
    let is_england = scope.place.area_type == hub_reference::AreaType::England;
    let dot = |value: &&MeasureValue| {
        let comparator = england
            .iter()
            .find(|other| other.category == value.category && !is_england);
        let comparator = comparator.map(|other| figures::figure(other, info));
        Dot {
            label: label(dimension.by, &value.category),
            figure: figures::figure(value, info),
            comparator: comparator.as_ref().and_then(Figure::drawn),
            comparator_display: comparator.map(|figure| figure.display).unwrap_or_default(),
        }
    };
    let with_rate = values.iter().filter(|value| &*value.category != UNKNOWN);
    DotChart {
        block: scope.block(
            "rates",
            info,
            dimension.by,
            finding(dimension, values, info, withheld),
            &scope.month.words(),
        ),
        dots: with_rate.map(dot).collect(),
        group_name: dimension.heading.to_owned(),
        average: average.map(|value| RefLine {
            value,
            label: format!("Average {}", words::decimal(value, info.decimals)),
        }),
        comparator_name: if is_england {
            String::new()
        } else {
            "England".to_owned()
        },
        as_bars: false,
    }
}

/// Highest and lowest of the displayed rates, and whether they differ by more than chance.
fn finding(
    dimension: &Dimension,
    values: &[&MeasureValue],
    info: &MeasureInfo,
    withheld: bool,
) -> String {
    let mut shown: Vec<(&str, Figure)> = values
        .iter()
        .filter(|value| &*value.category != UNKNOWN && value.value.is_some())
        .map(|value| (&*value.category, figures::figure(value, info)))
        .collect();
    shown.sort_by(|a, b| {
        a.1.value
            .unwrap_or_default()
            .total_cmp(&b.1.value.unwrap_or_default())
    });
    let (Some((_, low)), Some((category, high))) = (shown.first(), shown.last()) else {
        return format!("No rates by {} to show", dimension.words);
    };
    if withheld {
        return "Too much is not recorded to compare groups".to_owned();
    }
    if shown.len() < GROUPS_TO_COMPARE {
        return format!("Too few referrals to compare by {}", dimension.words);
    }
    let apart = match (&low.interval, &high.interval) {
        (Some(low), Some(high)) => low.upper < high.lower,
        _ => false,
    };
    if apart {
        let kind = if dimension.by == "imd_decile" {
            "decile "
        } else {
            ""
        };
        format!("Highest rate: {kind}{}", label(dimension.by, category))
    } else {
        format!("No clear difference by {}", dimension.words)
    }
}

/// The sum of displayed counts; none where one of them is hidden, since shares of the rest would be shares of something
/// else.
fn whole(counts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    counts.sum()
}

/// A share of people, from displayed counts. At its ends it is said no finer than "5% or less" and "95% or more".
fn share_of_referrals(part: f64, whole: f64) -> Figure {
    let share = words::as_displayed(100.0 * part / whole, 0);
    if share <= 5.0 {
        Figure::shown(5.0, "≤5%".to_owned())
    } else if share >= 95.0 {
        Figure::shown(95.0, "≥95%".to_owned())
    } else {
        Figure::shown(share, format!("{share:.0}%"))
    }
}

fn shares(
    scope: &Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
    values: &[&MeasureValue],
) -> Option<ShareChart> {
    let known: Vec<&&MeasureValue> = values
        .iter()
        .filter(|value| &*value.category != UNKNOWN)
        .collect();
    let referrals = whole(known.iter().map(|value| value.numerator))?;
    let people: f64 = known.iter().filter_map(|value| value.denominator).sum();
    let least = f64::from(scope.release.manifest.policy.percent_denominator_min);
    if referrals < least || people <= 0.0 {
        return None;
    }
    let percent = |part: f64, whole: f64| {
        let share = words::as_displayed(100.0 * part / whole, 0);
        Figure::shown(share, format!("{share:.0}%"))
    };
    let rows = known.iter().map(|value| ShareRow {
        label: label(dimension.by, &value.category),
        referrals: value.numerator.map_or_else(
            || figures::count(None, value.status),
            |part| share_of_referrals(part, referrals),
        ),
        people: value.denominator.map_or_else(
            || Figure::without_value(Status::NotApplicable),
            |part| percent(part, people),
        ),
    });
    let rows: Vec<ShareRow> = rows.collect();
    let mut block = scope.block(
        "shares",
        info,
        dimension.by,
        format!("Referrals and people by {}", dimension.words),
        &scope.month.words(),
    );
    block.subtitle = format!(
        "Share of referrals and of usual residents (Census 2021), {}, {}, percentage",
        scope.place.name,
        scope.month.words()
    );
    block.unit = "percentage".to_owned();
    block.decimals = 0;
    block.suffix = "%".to_owned();
    block.about = None;
    Some(ShareChart {
        block,
        group_name: dimension.heading.to_owned(),
        rows,
    })
}

fn label(by: &str, category: &str) -> String {
    match (by, category) {
        (_, UNKNOWN) => "Not recorded".to_owned(),
        ("imd_decile", "1") => "1 (most deprived)".to_owned(),
        ("imd_decile", "10") => "10 (least deprived)".to_owned(),
        ("ethnic_group", "asian") => "Asian or Asian British".to_owned(),
        ("ethnic_group", "black") => "Black or Black British".to_owned(),
        ("ethnic_group", "mixed") => "Mixed or multiple".to_owned(),
        ("ethnic_group", "white") => "White".to_owned(),
        ("ethnic_group", "other") => "Other ethnic group".to_owned(),
        (_, other) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use hub_release::MeasureValue;
    use hub_standard::ids::Month;
    use hub_ui::view::Word;

    use super::{DIMENSIONS, average, finding, group, share_of_referrals, whole};
    use crate::pages::samples;

    #[test]
    fn nothing_is_said_of_groups_where_too_much_is_not_recorded() {
        let month: Month = "2026-10".parse().unwrap();
        let values = [
            samples::value(month, "1", Some(9.0)),
            samples::value(month, "10", Some(2.0)),
        ];
        let values: Vec<&MeasureValue> = values.iter().collect();
        let (info, dimension) = (samples::info(), &DIMENSIONS[0]);
        assert_eq!(
            finding(dimension, &values, &info, false),
            "Highest rate: decile 1 (most deprived)"
        );
        assert_eq!(
            finding(dimension, &values, &info, true),
            "Too much is not recorded to compare groups"
        );
        let word = |withheld| {
            let row = group(values[0], &info, dimension, Some(5.0), withheld);
            row.word.word
        };
        assert_eq!(word(false), Word::Higher);
        assert_eq!(word(true), Word::NotCompared);
    }

    #[test]
    fn one_group_alone_is_compared_with_nothing() {
        let month: Month = "2026-10".parse().unwrap();
        let values = [
            samples::value(month, "white", Some(9.0)),
            samples::value(month, "asian", None),
        ];
        let values: Vec<&MeasureValue> = values.iter().collect();
        let (info, dimension) = (samples::info(), &DIMENSIONS[1]);
        assert_eq!(
            finding(dimension, &values, &info, false),
            "Too few referrals to compare by ethnicity"
        );
        assert_eq!(average(&values, &info), None);
        let row = group(values[0], &info, dimension, None, false);
        assert_eq!(row.word.word, Word::NotCompared);
    }

    #[test]
    fn no_share_is_given_where_a_group_is_hidden() {
        assert_eq!(whole([Some(235.0), None].into_iter()), None);
        assert_eq!(whole([Some(235.0), Some(15.0)].into_iter()), Some(250.0));
    }

    #[test]
    fn shares_of_referrals_are_coarse_at_their_ends() {
        let shown = |part: f64| share_of_referrals(part, 200.0).display;
        assert_eq!(shown(10.0), "≤5%");
        assert_eq!(shown(50.0), "25%");
        assert_eq!(shown(190.0), "≥95%");
    }
}
