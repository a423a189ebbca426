//! C4: who is and is not being referred.

mod groups;
mod missing;
mod rates;
mod shares;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::MeasureInfo;
use hub_standard::ids::AreaCode;
use hub_ui::view::{EmptyNote, GroupRow, Link, Tab, WhoIsReferred};

use self::groups::{average, group};
use self::missing::missing;
pub(crate) use self::missing::{deprivation_withheld, is_withheld, withheld};
use self::rates::rates;
use self::shares::shares;
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::gap::gap;
use super::overview::crumbs;
use super::reader::Reader;
use crate::problem::{Problem, Result};

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

/// The page by one dimension; nothing where there is no such dimension, or no such measure in the release.
pub(super) fn view_by(reader: &Reader, scope: &Scope, by: &str) -> Option<WhoIsReferred> {
    let dimension = DIMENSIONS.iter().find(|dimension| dimension.by == by)?;
    let info = scope.release.measure(dimension.measure)?;
    Some(view(reader, scope, dimension, info))
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

#[cfg(test)]
mod tests {
    use hub_release::MeasureValue;
    use hub_standard::ids::Month;
    use hub_ui::view::Word;

    use super::DIMENSIONS;
    use super::groups::{average, group};
    use super::rates::finding;
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
}
