//! The OpenAPI document, made from the table of routes, the types of the answers, and the measures of a release.

mod measures;
mod problems;

use hub_release::Release;
use serde_json::Value;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{Object, Ref, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, ObjectBuilder, OneOfBuilder, OpenApi, OpenApiBuilder,
    PathItem, PathsBuilder, RefOr, Required, Schema,
};
use utoipa::{PartialSchema, ToSchema};

use crate::routes::{Access, Doc, Param, Payload, Route, Shape, route_table};
use crate::submit::SubmitOrder;
use crate::v1::areas::{Area, Areas};
use crate::v1::audit::{AuditLine, AuditLines};
use crate::v1::evaluations::{Evaluation, EvaluationAnswer, EvaluationRow, Evaluations};
use crate::v1::figures::Figure;
use crate::v1::finer::{FinerBound, FinerTable, FinerTables};
use crate::v1::intruder::IntruderReportFile;
use crate::v1::live::{LiveHeadline, LiveHeadlines, LiveNumber};
use crate::v1::measures::dictionary::{Dictionary, DictionaryEntry};
use crate::v1::measures::metadata::{TableColumn, TableLicence, TableMetadata, TableSchema};
use crate::v1::measures::{Measure, MeasureCells, MeasureReview, Measures, Values};
use crate::v1::releases::{ReleaseBody, ReleaseLine, ReleaseList};
use crate::v1::report::{DataLine, Report, SummaryLine};
use crate::v1::returned::{DetailCounts, Receipt, Return, schema};
use crate::v1::sql::{SqlAnswer, SqlColumn, SqlPlan, SqlQuestion};
use crate::v1::tables::{SqlTable, SqlTableColumn, SqlTables};
use crate::v1::window::ReturnWindow;

const TOKEN: &str = "token";
const PROBLEM: &str = "Problem";

/// A problem as RFC 9457 has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ProblemBody {
    /// Stable name of the kind, a path of this site.
    r#type: String,
    title: String,
    status: u16,
    /// What happened and what to do.
    detail: String,
    /// Names this answer; quote it to the operator.
    instance: String,
}

/// The document without measures of its own: what holds for every hub and release.
#[must_use]
pub fn document() -> OpenApi {
    with_paths(Vec::new())
}

/// The document with a path for each measure of a release.
pub(crate) fn document_of(release: &Release) -> OpenApi {
    with_paths(measures::paths(release.measures()))
}

fn with_paths(more: Vec<(String, PathItem)>) -> OpenApi {
    let mut paths = PathsBuilder::new();
    for route in route_table() {
        if let Some(doc) = route.doc {
            paths = paths.path(
                route.path,
                PathItem::new(method(route), operation(route, doc)),
            );
        }
    }
    for (path, item) in more {
        paths = paths.path(path, item);
    }
    let info = InfoBuilder::new()
        .title("Social Prescribing Data Hub")
        .version("1")
        .description(Some(
            "Send monthly returns of link-worker services, and read protected figures. Every figure comes from an immutable release, \
             but for the live totals of a month. A parameter that is not known is refused; one without a value counts as not given.",
        ))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .components(Some(components()))
        .build()
}

fn components() -> utoipa::openapi::Components {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An access token of this hub."))
        .build();
    let schemas: [(&str, RefOr<Schema>); 55] = [
        ("Area", Area::schema()),
        ("Areas", Areas::schema()),
        ("AuditLine", AuditLine::schema()),
        ("AuditLines", AuditLines::schema()),
        ("Evaluation", Evaluation::schema()),
        ("EvaluationAnswer", EvaluationAnswer::schema()),
        ("EvaluationRow", EvaluationRow::schema()),
        ("Evaluations", Evaluations::schema()),
        ("Figure", Figure::schema()),
        ("Finding", schema::Finding::schema()),
        ("ItemQuality", schema::ItemQuality::schema()),
        ("IntruderReport", IntruderReportFile::schema()),
        ("LiveHeadline", LiveHeadline::schema()),
        ("LiveHeadlines", LiveHeadlines::schema()),
        ("LiveNumber", LiveNumber::schema()),
        ("Dictionary", Dictionary::schema()),
        ("DictionaryEntry", DictionaryEntry::schema()),
        ("Measure", Measure::schema()),
        ("MeasureCells", MeasureCells::schema()),
        ("MeasureReview", MeasureReview::schema()),
        ("Measures", Measures::schema()),
        ("Question", schema::Question::schema()),
        ("Answer", schema::Answer::schema()),
        ("OtherValue", schema::OtherValue::schema()),
        ("Place", schema::Place::schema()),
        (PROBLEM, ProblemBody::schema()),
        ("Receipt", Receipt::schema()),
        ("ReleaseLine", ReleaseLine::schema()),
        ("FinerBound", FinerBound::schema()),
        ("FinerTable", FinerTable::schema()),
        ("FinerTables", FinerTables::schema()),
        ("ReleaseList", ReleaseList::schema()),
        ("Release", ReleaseBody::schema()),
        ("Report", Report::schema()),
        ("ReportDataLine", DataLine::schema()),
        ("ReportSummaryLine", SummaryLine::schema()),
        ("Return", Return::schema()),
        ("ReturnWindow", ReturnWindow::schema()),
        ("DetailCounts", DetailCounts::schema()),
        ("RowCounts", schema::RowCounts::schema()),
        ("SqlAnswer", SqlAnswer::schema()),
        ("SqlColumn", SqlColumn::schema()),
        ("SqlPlan", SqlPlan::schema()),
        ("SqlQuestion", SqlQuestion::schema()),
        ("SqlReply", one_of(["SqlAnswer", "SqlPlan"])),
        ("SqlTable", SqlTable::schema()),
        ("SqlTableColumn", SqlTableColumn::schema()),
        ("SqlTables", SqlTables::schema()),
        ("SubmitOrder", SubmitOrder::schema()),
        ("Summary", schema::Summary::schema()),
        ("TableColumn", TableColumn::schema()),
        ("TableLicence", TableLicence::schema()),
        ("TableMetadata", TableMetadata::schema()),
        ("TableSchema", TableSchema::schema()),
        ("Values", Values::schema()),
    ];
    let mut components =
        ComponentsBuilder::new().security_scheme(TOKEN, SecurityScheme::Http(bearer));
    for (name, schema) in schemas {
        components = components.schema(name, schema);
    }
    components.build()
}

fn method(route: &Route) -> HttpMethod {
    if route.method == "POST" {
        HttpMethod::Post
    } else {
        HttpMethod::Get
    }
}

fn operation(route: &Route, doc: &Doc) -> Operation {
    let mut operation = OperationBuilder::new()
        .operation_id(Some(doc.id))
        .tag(doc.tag)
        .summary(Some(doc.summary))
        .description(Some(doc.description))
        .request_body(request_body(doc.takes));
    for name in path_params(route.path) {
        operation = operation.parameter(path_param(route.path, name));
    }
    for param in doc.params {
        operation = operation.parameter(query_param(param));
    }
    for answer in doc.answers {
        let mut response = ResponseBuilder::new().description(answer.what);
        let schema = RefOr::<Schema>::Ref(Ref::from_schema_name(answer.schema));
        response = response.content(answer.media_type, Content::new(Some(schema)));
        for media_type in answer.also {
            response = response.content(*media_type, Content::default());
        }
        operation = operation.response(answer.status.to_string(), response.build());
    }
    if is_tagged(doc) {
        operation = operation.parameter(query_param(&IF_NONE_MATCH));
        let unchanged = ResponseBuilder::new().description("What you have is what would come.");
        operation = operation.response("304", unchanged.build());
    }
    for (status, kinds) in problems::of(route, doc) {
        operation = operation.response(status.to_string(), problems::response(&kinds));
    }
    if route.access != Access::Public {
        let none: [&str; 0] = [];
        operation = operation.security(SecurityRequirement::new(TOKEN, none));
    }
    operation.build()
}

/// The names in the braces of a path.
fn path_params(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn text() -> RefOr<Schema> {
    RefOr::T(Schema::Object(Object::with_type(Type::String)))
}

/// The schema of a parameter's text.
fn shaped(shape: Shape) -> RefOr<Schema> {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    let schema = match shape {
        Shape::Text => schema,
        Shape::Words(words) => schema.enum_values(Some(words.iter().copied())),
        Shape::Like(pattern) => schema.pattern(Some(pattern)),
    };
    schema.into()
}

/// One of two schemas.
fn one_of(names: [&str; 2]) -> RefOr<Schema> {
    let item = |either: OneOfBuilder, name: &str| either.item(Ref::from_schema_name(name));
    names.into_iter().fold(OneOfBuilder::new(), item).into()
}

/// What a program has already, where answers have a tag.
const IF_NONE_MATCH: Param = Param::header(
    "If-None-Match",
    "The ETag of the answer that you have: if it is still the same, 304 comes without it.",
    "",
);

/// Whether the answers of an operation have a tag.
fn is_tagged(doc: &Doc) -> bool {
    matches!(
        doc.id,
        "listMeasures"
            | "listDictionary"
            | "getMeasure"
            | "listMeasureValues"
            | "getMeasureMetadata"
            | "getEvaluation"
            | "getSqlAnswer"
            | "listAreas"
            | "listReleases"
            | "getRelease"
            | "getIntruderReport"
    )
}

fn path_param(path: &str, name: &str) -> Parameter {
    let of_path = PATH_PARAMS
        .iter()
        .find(|(under, ..)| path.starts_with(under));
    let (what, example) = of_path.map_or(("", ""), |(_, what, example)| (*what, *example));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description((!what.is_empty()).then_some(what))
        .example(example_of(example))
        .schema(Some(text()))
        .build()
}

/// What the parameters of paths name, by how these begin, with an example that works in every hub, where one does.
const PATH_PARAMS: [(&str, &str, &str); 5] = [
    (
        "/api/v1/measures/",
        "Id of the measure, as the list of measures has it.",
        "referral_rate",
    ),
    (
        "/api/v1/evaluations/",
        "Id of the study's question, as the list of them has it.",
        "shropshire_gp_consultations",
    ),
    (
        "/api/v1/areas/",
        "Code of the area, as the list of areas has it.",
        "ENG",
    ),
    (
        "/api/v1/releases/",
        "Id of the release, as the list of releases has it.",
        "",
    ),
    (
        "/api/v1/returns/",
        "Id of the return, from the answer that took it in.",
        "",
    ),
];

fn example_of(example: &str) -> Option<Value> {
    (!example.is_empty()).then(|| Value::from(example))
}

fn query_param(param: &Param) -> Parameter {
    ParameterBuilder::new()
        .name(param.name)
        .parameter_in(if param.header {
            ParameterIn::Header
        } else {
            ParameterIn::Query
        })
        .required(if param.required {
            Required::True
        } else {
            Required::False
        })
        .description(Some(param.what))
        .example(example_of(param.example))
        .schema(Some(shaped(param.shape)))
        .build()
}

fn request_body(takes: Payload) -> Option<RequestBody> {
    let body = match takes {
        Payload::Nothing => return None,
        Payload::File => RequestBodyBuilder::new()
            .description(Some("The file as it is, or a form with the part \"file\"."))
            .content("application/octet-stream", Content::default())
            .content("multipart/form-data", Content::default()),
        Payload::Json(schema) => RequestBodyBuilder::new().content(
            "application/json",
            Content::new(Some(RefOr::<Schema>::Ref(Ref::from_schema_name(schema)))),
        ),
    };
    Some(body.build())
}
