//! A path for each measure of a release: reading its values, in the words of its SQL file.

use hub_release::MeasureInfo;
use serde_json::Value;
use utoipa::openapi::path::{
    HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Required};

use super::operation;
use crate::depth;
use crate::routes::route_table;

/// The route that serves all of them.
const VALUES: &str = "/api/v1/measures/{id}/values";
/// Its parameter for the breakdown.
const BREAKDOWN: &str = "by";

/// The paths, in the order of the measures.
pub(super) fn paths(measures: &[MeasureInfo]) -> Vec<(String, PathItem)> {
    let route = route_table().find(|route| route.path == VALUES);
    let Some((route, doc)) = route.and_then(|route| Some((route, route.doc?))) else {
        return Vec::new();
    };
    let path = |info: &MeasureInfo| {
        let values = values(operation(route, doc), info);
        (
            VALUES.replace("{id}", &info.id),
            PathItem::new(HttpMethod::Get, values),
        )
    };
    measures.iter().map(path).collect()
}

/// The operation for any measure, as that of one.
fn values(any: Operation, info: &MeasureInfo) -> Operation {
    let mut operation = any;
    operation.operation_id = operation.operation_id.map(|id| format!("{id}_{}", info.id));
    operation.summary = Some(info.title.clone());
    operation.description = Some(format!(
        "{} Unit: {}. {}",
        info.why,
        info.unit,
        depth::words(info)
    ));
    let parameters = operation.parameters.into_iter().flatten();
    operation.parameters = Some(
        parameters
            .filter_map(|parameter| of_measure(parameter, info))
            .collect(),
    );
    operation
}

fn of_measure(parameter: RefOr<Parameter>, info: &MeasureInfo) -> Option<RefOr<Parameter>> {
    match parameter {
        RefOr::T(given) if given.parameter_in == ParameterIn::Path => None,
        RefOr::T(given) if given.name == BREAKDOWN => Some(RefOr::T(breakdown(info))),
        other => Some(other),
    }
}

fn breakdown(info: &MeasureInfo) -> Parameter {
    let all = info.breakdowns.iter().find(|breakdown| *breakdown == "all");
    let read_without = all.or_else(|| info.breakdowns.first());
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(info.breakdowns.iter().map(String::as_str)))
        .default(read_without.map(|breakdown| Value::from(breakdown.as_str())));
    ParameterBuilder::new()
        .name(BREAKDOWN)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("Breakdown of the values."))
        .schema(Some(schema))
        .build()
}
