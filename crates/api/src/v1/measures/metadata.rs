//! What the CSV file of a measure holds, for programs: CSV on the Web (W3C, "Metadata Vocabulary for Tabular Data").

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use hub_release::{MeasureInfo, Release, ValueQuery};
use hub_standard::ids::ReleaseId;
use serde::Serialize;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;
use utoipa::ToSchema;

use super::OF_VALUES;
use crate::format::Format;
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Problem, Result};
use crate::v1::etag::Tag;
use crate::v1::figures::{ADJUSTED, COLUMNS, FigureColumn, Holds};

/// The media type of such a description.
pub(crate) const MEDIA_TYPE: &str = "application/csvm+json";

/// The licence that the public data behind every figure come under.
const LICENCE: &str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

/// What a CSV file holds, in the vocabulary of CSV on the Web.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableMetadata {
    #[serde(rename = "@context")]
    #[schema(value_type = Vec<Value>)]
    context: Value,
    /// Address of the file.
    url: String,
    #[serde(rename = "dc:title")]
    title: String,
    #[serde(rename = "dc:description")]
    description: String,
    #[serde(rename = "dc:source")]
    source: String,
    #[serde(rename = "dc:license")]
    license: TableLicence,
    /// When the release was made.
    #[serde(rename = "dc:issued")]
    issued: String,
    /// The release.
    #[serde(rename = "schema:version")]
    version: String,
    #[serde(rename = "tableSchema")]
    table_schema: TableSchema,
}

/// A licence by its address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableLicence {
    #[serde(rename = "@id")]
    id: &'static str,
}

/// The columns of a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableSchema {
    columns: Vec<TableColumn>,
    /// The columns that name a row.
    primary_key: Vec<&'static str>,
}

/// A column of a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableColumn {
    name: &'static str,
    /// What may stand at its head, that of the file first.
    titles: Vec<&'static str>,
    #[serde(rename = "dc:description")]
    description: String,
    /// Name of a type, or one with its bounds.
    #[schema(value_type = Value)]
    datatype: Value,
    required: bool,
    /// The text that stands for no value.
    null: &'static str,
    /// The property in a public vocabulary that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    property_url: Option<&'static str>,
}

/// `GET /measures/{id}/metadata`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(OF_VALUES)?;
    let format = params.text("format");
    if format.is_some_and(|name| name != Format::Csv.name()) {
        return Err(Problem::parameter(
            "format",
            "csv: it is the CSV file that is described here",
        ));
    }
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    let release = hub.release(as_at.as_ref()).await?;
    let tag = Tag::of(
        &release.manifest_sha256,
        &uri,
        Format::Json,
        as_at.is_some(),
    );
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let info = super::measure(&release, &id)?;
    let query = super::asked(&hub.reading(Some(&release.id)), &params, info)?;
    let described = metadata(&release, info, &query, file(info, &params));
    Ok(tag.mark(answer(described)))
}

/// The header that leads from a CSV file to its description; the parameters are those of the file.
pub(super) fn link(id: &str, params: &Params) -> Option<HeaderValue> {
    let mut address = format!("/api/v1/measures/{id}/metadata");
    let query = Serializer::new(String::new())
        .extend_pairs(given(params))
        .finish();
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    described_by(&address)
}

/// Address of the file: that which led here, for a reader ignores a description that names another.
fn file(info: &MeasureInfo, params: &Params) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(given(params));
    if params.text("format").is_none() {
        query.append_pair("format", Format::Csv.name());
    }
    format!("/api/v1/measures/{}/values?{}", info.id, query.finish())
}

/// Empty parameters count as absent.
fn given(params: &Params) -> impl Iterator<Item = &(String, String)> {
    params.pairs().iter().filter(|(_, value)| !value.is_empty())
}

/// The description of a file with the figures of several measures, which has the same columns.
pub(crate) fn of_several(
    release: &Release,
    measures: &[&MeasureInfo],
    title: String,
    url: String,
) -> Response {
    let mut sources: Vec<&str> = Vec::new();
    for info in measures {
        if !sources.contains(&info.source.as_str()) {
            sources.push(&info.source);
        }
    }
    let words = Words {
        title,
        description: ADJUSTED.to_owned(),
        source: sources.join(" "),
    };
    answer(described_file(release, words, None, url))
}

/// The header that leads from a file to its description at an address.
pub(crate) fn described_by(address: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!(
        "<{address}>; rel=\"describedby\"; type=\"{MEDIA_TYPE}\""
    ))
    .ok()
}

fn answer(metadata: TableMetadata) -> Response {
    let mut response = Json(metadata).into_response();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response
}

/// What is said of a whole file.
struct Words {
    title: String,
    description: String,
    source: String,
}

fn metadata(
    release: &Release,
    info: &MeasureInfo,
    query: &ValueQuery,
    url: String,
) -> TableMetadata {
    let by = match query.breakdown.as_deref() {
        None | Some("all") => String::new(),
        Some(breakdown) => format!(", by {breakdown}"),
    };
    let mut description = format!("{} Unit: {}.", info.why, info.unit);
    if !info.cells.is_empty() {
        description.push(' ');
        description.push_str(ADJUSTED);
    }
    let words = Words {
        title: format!("{}{by}", info.title),
        description,
        source: info.source.clone(),
    };
    described_file(release, words, Some(info), url)
}

/// The description of a file; of one measure, with what its columns hold of that.
fn described_file(
    release: &Release,
    words: Words,
    info: Option<&MeasureInfo>,
    url: String,
) -> TableMetadata {
    TableMetadata {
        context: json!(["http://www.w3.org/ns/csvw", { "@language": "en" }]),
        url,
        title: words.title,
        description: words.description,
        source: words.source,
        license: TableLicence { id: LICENCE },
        issued: release.manifest.created.to_string(),
        version: release.id.to_string(),
        table_schema: TableSchema {
            columns: COLUMNS
                .iter()
                .map(|column| described(column, info))
                .collect(),
            primary_key: COLUMNS
                .iter()
                .filter(|column| column.is_key)
                .map(|column| column.name)
                .collect(),
        },
    }
}

fn described(column: &FigureColumn, info: Option<&MeasureInfo>) -> TableColumn {
    let of_measure = match (column.name, info) {
        ("numerator", Some(info)) => info.numerator.as_str(),
        ("denominator", Some(info)) => &info.denominator,
        ("value", Some(info)) => &info.unit,
        ("lower95" | "upper95", Some(info)) => &info.method,
        _ => "",
    };
    TableColumn {
        name: column.name,
        titles: vec![column.name, column.title],
        description: if of_measure.is_empty() {
            column.what.to_owned()
        } else {
            format!("{} {of_measure}", column.what)
        },
        datatype: datatype(column.holds),
        required: column.is_required,
        null: "",
        property_url: column.property,
    }
}

fn datatype(holds: Holds) -> Value {
    match holds {
        Holds::Text => json!("string"),
        Holds::OneOf(words) => json!({ "base": "string", "format": words }),
        Holds::Month => json!("gYearMonth"),
        Holds::Number => json!("number"),
        Holds::Share => json!({ "base": "number", "minimum": 0, "maximum": 1 }),
    }
}
