//! Twins of data pages: the figures that a page shows, as files.
//!
//! A twin has the address of its page with an ending, `/areas/QOP/waiting.csv`, and takes the same parameters. Its rows are
//! those that `/api/v1/measures/{id}/values` gives for the measures that the page shows, of its area and its months.

mod shown;

use axum::Json;
use axum::extract::Path;
use axum::http::Uri;
use axum::http::header::LINK;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{MeasureInfo, Release, ValueQuery};
use hub_standard::ids::AreaCode;
use hub_ui::view::Link;
use serde::Serialize;
use url::form_urlencoded::Serializer;

use super::figures::{FORMATS, Scope};
use super::filter::{self, Asked};
use super::reader::Reader;
use super::{compare, measure, value};
use crate::format::Format;
use crate::problem::{Kind, Problem, Result};
use crate::v1::figures::{self, ADJUSTED, Found};
use crate::v1::measures::{Values, found, metadata};

/// The calculator: it has files of its own, since its figures are no measures.
const CALCULATOR: &str = "value";

/// What a page can be had as, besides being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twin {
    File(Format),
    /// What the CSV file holds, for programs.
    Metadata,
}

/// All figures of a page.
#[derive(Debug, Serialize)]
struct PageFigures {
    release: String,
    /// Name of the disclosure policy.
    policy: String,
    /// How figures are adjusted.
    note: &'static str,
    page: String,
    /// Each as `/api/v1/measures/{id}/values` gives it.
    tables: Vec<Values>,
}

/// The name of a page, and what it is wanted as; none where it is a page itself.
pub(super) fn named(file: &str) -> Option<(&str, Twin)> {
    if let Some(page) = file.strip_suffix(".csv-metadata.json") {
        return Some((page, Twin::Metadata));
    }
    let (page, ending) = file.rsplit_once('.')?;
    [Format::Csv, Format::Xlsx, Format::Json]
        .into_iter()
        .find(|format| format.name() == ending)
        .map(|format| (page, Twin::File(format)))
}

/// Links to the twins of the page that is read, of this release for ever; none where it has none.
pub(super) fn links(reader: &Reader, release: &Release) -> Vec<Link> {
    let Some(stem) = stem(reader.uri.path()) else {
        return Vec::new();
    };
    let page = reader.pinned(release);
    let query = page.split_once('?').map_or("", |(_, query)| query);
    FORMATS
        .map(|(label, ending)| Link::new(label, format!("{stem}.{ending}?{query}")))
        .into()
}

/// The address of a page's twins without their ending.
fn stem(page: &str) -> Option<String> {
    let parts: Vec<&str> = page.split('/').skip(1).collect();
    match parts.as_slice() {
        ["areas", _] => Some(format!("{page}/overview")),
        ["areas", _, name] if has_twins(name) => Some(page.to_owned()),
        ["areas", _, "measures", _] | ["compare"] => Some(page.to_owned()),
        _ => None,
    }
}

fn has_twins(page: &str) -> bool {
    page == CALCULATOR || shown::PAGES.iter().any(|shows| shows.page == page)
}

/// `GET /areas/{code}/{file}`
pub(crate) async fn of_area(
    reader: Reader,
    Path((code, file)): Path<(String, String)>,
) -> Result<Response> {
    let (page, twin) = named(&file).ok_or_else(no_such_file)?;
    if page == CALCULATOR {
        return of_calculator(&reader, code, twin).await;
    }
    let shows = shown::PAGES
        .into_iter()
        .find(|shows| shows.page == page)
        .ok_or_else(no_such_file)?;
    let scope = match filter::scope(&reader, &code, shows.parameters).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let queries = (shows.figures)(&scope, &reader.params)?;
    respond(page, &reader, &scope, queries, twin).await
}

/// A measure of an area over time.
pub(super) async fn of_measure(
    reader: &Reader,
    code: &str,
    id: &str,
    twin: Twin,
) -> Result<Response> {
    let scope = match filter::scope(reader, code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let info = measure::with_total(&scope, id)?;
    let queries = vec![shown::trend(&scope, &info.id, "all")];
    respond(id, reader, &scope, queries, twin).await
}

/// `GET /compare.csv`
pub(crate) async fn compare_csv(reader: Reader) -> Result<Response> {
    of_boards(&reader, Twin::File(Format::Csv)).await
}

/// `GET /compare.csv-metadata.json`
pub(crate) async fn compare_metadata(reader: Reader) -> Result<Response> {
    of_boards(&reader, Twin::Metadata).await
}

/// `GET /compare.json`
pub(crate) async fn compare_json(reader: Reader) -> Result<Response> {
    of_boards(&reader, Twin::File(Format::Json)).await
}

/// `GET /compare.xlsx`
pub(crate) async fn compare_xlsx(reader: Reader) -> Result<Response> {
    of_boards(&reader, Twin::File(Format::Xlsx)).await
}

/// All boards on one measure, and England.
async fn of_boards(reader: &Reader, twin: Twin) -> Result<Response> {
    let scope = compare::scope(reader).await?;
    let info = compare::asked(reader, &scope)?;
    let month = compare::newest_month(&scope, info);
    let england = ValueQuery {
        area: Some(AreaCode::england()),
        ..shown::of(&scope, &info.id, "all", (month, month))
    };
    let queries = vec![england, shown::boards(&scope, &info.id, month)];
    respond("compare", reader, &scope, queries, twin).await
}

/// The calculation as a file, as its own page gives it.
async fn of_calculator(reader: &Reader, code: String, twin: Twin) -> Result<Response> {
    let Twin::File(format) = twin else {
        return Err(no_such_file());
    };
    let given = reader.params.pairs().iter();
    let query = Serializer::new(String::new())
        .extend_pairs(given.filter(|(name, _)| name != "format"))
        .append_pair("format", format.name())
        .finish();
    let path = reader.uri.path().rsplit_once('.').map(|(path, _)| path);
    let page = format!("{}?{query}", path.unwrap_or_default());
    let page: Uri = page.parse().map_err(Problem::internal)?;
    let reader = Reader::of(&reader.hub, &reader.visitor, &page);
    value::page(reader, Path(code)).await
}

async fn respond(
    page: &str,
    reader: &Reader,
    scope: &Scope,
    queries: Vec<ValueQuery>,
    twin: Twin,
) -> Result<Response> {
    let release = &*scope.release;
    let answered = queries.iter().filter_map(|query| {
        let info = release.measure(&query.measure)?;
        Some((query, found(release, info, query)))
    });
    let format = match twin {
        Twin::File(format) => format,
        Twin::Metadata => {
            let measures: Vec<&MeasureInfo> = answered.map(|(_, found)| found.info).collect();
            let title = format!("{page}, {}, {}", scope.place.name, scope.month.words());
            return Ok(metadata::of_several(
                release,
                &measures,
                title,
                described(&reader.uri),
            ));
        }
    };
    if format == Format::Json {
        let tables = answered
            .map(|(query, found)| Values::of(release, &found, query, &reader.hub.reference))
            .collect();
        return Ok(Json(PageFigures {
            release: release.id.to_string(),
            policy: release.manifest.policy.name.clone(),
            note: ADJUSTED,
            page: page.to_owned(),
            tables,
        })
        .into_response());
    }
    let mut found: Vec<Found<'_>> = answered.map(|(_, found)| found).collect();
    let is_for_people = format == Format::Xlsx;
    if is_for_people {
        figures::newest_first(&mut found);
    }
    let name = format!("{page}-{}-{}-{}", scope.place.code, scope.month, release.id);
    let mut table = figures::table(name, release, &found, &reader.hub.reference);
    if is_for_people {
        figures::for_people(&mut table, &found);
    }
    let mut response = table.respond(format).await?;
    if format == Format::Csv
        && let Some(link) = metadata::described_by(&description(&reader.uri))
    {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// Address of the description of a CSV file: where readers of such files look for it.
fn description(file: &Uri) -> String {
    format!("{}-metadata.json{}", file.path(), asked(file))
}

/// Address of the file that a description is of.
fn described(description: &Uri) -> String {
    let path = description.path();
    let file = path.strip_suffix("-metadata.json").unwrap_or(path);
    format!("{file}{}", asked(description))
}

fn asked(uri: &Uri) -> String {
    uri.query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default()
}

fn no_such_file() -> Problem {
    let pages = shown::PAGES.map(|shows| shows.page).join(", ");
    Problem::new(
        Kind::NotFound,
        format!(
            "There is no such page about an area, and no such file. Figures of a page are files named like it: {pages} or {CALCULATOR}, with .csv, .xlsx or .json."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::{Twin, described, description, named, stem};
    use crate::format::Format;

    #[test]
    fn a_twin_is_named_by_its_page_and_its_ending() {
        let file = Twin::File;
        assert_eq!(named("who.csv"), Some(("who", file(Format::Csv))));
        assert_eq!(named("who.json"), Some(("who", file(Format::Json))));
        assert_eq!(named("who.xlsx"), Some(("who", file(Format::Xlsx))));
        assert_eq!(
            named("who.csv-metadata.json"),
            Some(("who", Twin::Metadata))
        );
        for page in ["who", "who.parquet", "who.csv.zip", "who.", ""] {
            assert_eq!(named(page), None, "{page}");
        }
    }

    #[test]
    fn data_pages_have_twins_and_others_have_none() {
        for (page, twin) in [
            ("/areas/QOP", "/areas/QOP/overview"),
            ("/areas/QOP/waiting", "/areas/QOP/waiting"),
            ("/areas/QOP/value", "/areas/QOP/value"),
            ("/areas/QOP/measures/x", "/areas/QOP/measures/x"),
            ("/compare", "/compare"),
        ] {
            assert_eq!(stem(page).as_deref(), Some(twin));
        }
        for page in ["/", "/areas", "/areas/QOP/pack", "/measures/x", "/s/YA001"] {
            assert_eq!(stem(page), None, "{page}");
        }
    }

    #[test]
    fn a_description_names_the_file_that_led_to_it() {
        let file = "/areas/QOP/who.csv?by=need&as_at=2026-11-14.2";
        let uri = description(&file.parse().unwrap());
        assert_eq!(
            uri,
            "/areas/QOP/who.csv-metadata.json?by=need&as_at=2026-11-14.2"
        );
        assert_eq!(described(&uri.parse().unwrap()), file);
    }
}
