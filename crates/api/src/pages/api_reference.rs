//! A6: the interface for programs, made from its OpenAPI document.

mod example;

use axum::http::HeaderMap;
use hub_ui::view::{
    ApiAnswer, ApiOperation, ApiParam, ApiProblem, ApiReference, ApiRefusals, ApiTag, Link,
};
use serde_json::Value;

use self::example::Ground;
use super::Page;
use super::reader::Reader;
use super::signed_out::capitalised;
use super::start::refusals;
use super::statuses;
use crate::openapi;
use crate::problem::{Kind, Problem, Result};
use crate::routes::{Access, route_table};

/// The headings in the order that most readers want; any other comes after them.
const TAGS: [&str; 5] = ["Returns", "Figures", "Areas", "Releases", "Audit"];
/// The methods that a path may have.
const METHODS: [&str; 2] = ["get", "post"];
/// Begins what the document says of an answer that is a problem.
const PROBLEM: &str = "A problem: ";

/// `GET /api-reference`
pub(crate) async fn page(reader: Reader, headers: HeaderMap) -> Result<Page> {
    reader.params.only(&[])?;
    let document = serde_json::to_value(openapi::document()).map_err(Problem::internal)?;
    let ground = Ground::of(&reader, &headers).await;
    let view = ApiReference {
        tags: tags(&document, &ground),
        problems: Kind::ALL.iter().map(|kind| problem(*kind)).collect(),
        refusals: refusals(),
        statuses: statuses::codes(),
        has_tabs: reader.principal().role.may_ask(),
        base: ground.base,
    };
    let frame = reader.frame(vec![Link::new("Start", "/?start=1")]).await;
    Ok(Page(hub_ui::pages::a6_api_reference(&frame, &view)))
}

fn problem(kind: Kind) -> ApiProblem {
    ApiProblem {
        kind: Link::new(kind.slug(), kind.uri()),
        status: kind.status().as_u16(),
        title: kind.title().to_owned(),
        what: kind.words().to_owned(),
    }
}

fn tags(document: &Value, ground: &Ground) -> Vec<ApiTag> {
    let mut tags: Vec<ApiTag> = TAGS
        .iter()
        .map(|name| ApiTag {
            name: (*name).to_owned(),
            operations: Vec::new(),
        })
        .collect();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(documented) = item.get(method) else {
                continue;
            };
            let mut operation = operation(path, method, documented, ground);
            operation.params.extend(fields(document, documented));
            let name = first(documented, "tags");
            match tags.iter_mut().find(|tag| tag.name == name) {
                Some(tag) => tag.operations.push(operation),
                None => tags.push(ApiTag {
                    name: name.to_owned(),
                    operations: vec![operation],
                }),
            }
        }
    }
    tags.retain(|tag| !tag.operations.is_empty());
    tags
}

fn operation(path: &str, method: &str, documented: &Value, ground: &Ground) -> ApiOperation {
    let method = method.to_uppercase();
    let (mut answers, mut refusals) = (Vec::new(), Vec::new());
    let responses = documented.get("responses").and_then(Value::as_object);
    for (status, response) in responses.into_iter().flatten() {
        match text(response, "description").strip_prefix(PROBLEM) {
            Some(kinds) => refusals.push(refusal(status, kinds)),
            None => answers.push(answer(status, response)),
        }
    }
    let body = documented.get("requestBody");
    ApiOperation {
        id: text(documented, "operationId").to_owned(),
        summary: text(documented, "summary").to_owned(),
        description: text(documented, "description").to_owned(),
        who: who(&method, path).to_owned(),
        takes: body.map(takes).unwrap_or_default(),
        params: parameters(documented)
            .map(|parameter| param(path, parameter, ground))
            .collect(),
        answers,
        refusals,
        curl: ground.curl(&method, path, documented),
        path: path.to_owned(),
        method,
    }
}

/// Who may use a route, in words.
fn who(method: &str, path: &str) -> &'static str {
    let route = route_table().find(|route| route.method == method && route.path == path);
    match route.map(|route| route.access) {
        Some(Access::Open | Access::Public) => "anybody, without a token",
        Some(Access::SignedIn) => "anybody with a token, as far as their role sees",
        Some(Access::Asker) => "commissioners, analysts and disclosure officers",
        Some(Access::Officer) => "disclosure officers",
        Some(Access::Operator) => "operators",
        Some(Access::Overseer) => "operators and disclosure officers",
        Some(Access::Sender | Access::OwnService) => "services, for their own returns",
        None => "nobody",
    }
}

fn takes(body: &Value) -> String {
    let said = text(body, "description");
    if !said.is_empty() {
        return said.to_owned();
    }
    match schema_of(body, "application/json") {
        "" => String::new(),
        schema => format!("JSON, as the schema {schema} has it."),
    }
}

fn param(path: &str, parameter: &Value, ground: &Ground) -> ApiParam {
    let place = text(parameter, "in");
    let what = text(parameter, "description");
    ApiParam {
        name: text(parameter, "name").to_owned(),
        place: place.to_owned(),
        required: parameter.get("required").and_then(Value::as_bool) == Some(true),
        what: match (what, place) {
            ("", "path") => "Names what is asked for.".to_owned(),
            (what, _) => what.to_owned(),
        },
        example: ground.example(path, parameter),
    }
}

/// The fields of the JSON that an operation takes as its body, as its schema has them.
fn fields(document: &Value, documented: &Value) -> Vec<ApiParam> {
    let Some(body) = documented.get("requestBody") else {
        return Vec::new();
    };
    let name = schema_of(body, "application/json");
    let schemas = document
        .get("components")
        .and_then(|parts| parts.get("schemas"));
    let Some(schema) = schemas.and_then(|schemas| schemas.get(name)) else {
        return Vec::new();
    };
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |field: &str| {
        let mut names = required.into_iter().flatten();
        names.any(|name| name.as_str() == Some(field))
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, property)| ApiParam {
            name: name.clone(),
            place: "body".to_owned(),
            required: is_required(name),
            what: match (text(property, "description"), kind(property)) {
                (what, "") => what.to_owned(),
                ("", kind) => format!("{}.", capitalised(kind)),
                (what, kind) => format!("{what} {}.", capitalised(kind)),
            },
            example: String::new(),
        })
        .collect()
}

/// What a field holds, in a word; empty where the schema says it in another way.
fn kind(property: &Value) -> &'static str {
    let found = match property.get("type") {
        Some(Value::String(name)) => name.as_str(),
        // One that may be left out may be null.
        Some(Value::Array(names)) => {
            let mut names = names.iter().filter_map(Value::as_str);
            names.find(|name| *name != "null").unwrap_or_default()
        }
        _ => "",
    };
    match found {
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "whole number",
        "number" => "number",
        "array" => "list",
        _ => "",
    }
}

fn answer(status: &str, response: &Value) -> ApiAnswer {
    let content = response.get("content").and_then(Value::as_object);
    let formats: Vec<String> = content
        .into_iter()
        .flatten()
        .map(|(media_type, _)| media_type.clone())
        .collect();
    let schema = formats
        .iter()
        .map(|media_type| schema_of(response, media_type))
        .find(|schema| !schema.is_empty());
    ApiAnswer {
        status: status.to_owned(),
        what: text(response, "description").to_owned(),
        schema: schema.unwrap_or_default().to_owned(),
        formats,
    }
}

fn refusal(status: &str, kinds: &str) -> ApiRefusals {
    let kinds = kinds.trim_end_matches('.').split(", ");
    ApiRefusals {
        status: status.to_owned(),
        kinds: kinds
            .map(|kind| Link::new(kind, format!("/problems/{kind}")))
            .collect(),
    }
}

/// The parameters of an operation.
fn parameters(documented: &Value) -> impl Iterator<Item = &Value> {
    let parameters = documented.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten()
}

/// The name of the schema of a body in a media type; empty: none.
fn schema_of<'v>(body: &'v Value, media_type: &str) -> &'v str {
    let content = body
        .get("content")
        .and_then(|content| content.get(media_type));
    let schema = content.and_then(|content| content.get("schema"));
    let reference = schema
        .map(|schema| text(schema, "$ref"))
        .unwrap_or_default();
    reference.rsplit('/').next().unwrap_or_default()
}

/// A text of an object; empty where there is none.
fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The first text of a list; empty where there is none.
fn first<'v>(value: &'v Value, name: &str) -> &'v str {
    let list = value.get(name).and_then(Value::as_array);
    let first = list.and_then(|list| list.first());
    first.and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        serde_json::to_value(openapi::document()).unwrap()
    }

    fn all() -> Vec<ApiOperation> {
        let tags = tags(&document(), &Ground::default());
        tags.into_iter().flat_map(|tag| tag.operations).collect()
    }

    #[test]
    fn every_documented_route_is_an_operation_of_the_page() {
        let all = all();
        let documented = route_table().filter(|route| route.doc.is_some());
        for route in documented.clone() {
            let of_route =
                |one: &&ApiOperation| one.method == route.method && one.path == route.path;
            let one = all.iter().find(of_route);
            let one = one.unwrap_or_else(|| panic!("{} {}", route.method, route.path));
            assert!(!one.answers.is_empty() && !one.refusals.is_empty());
            assert_ne!(one.who, "nobody");
        }
        assert_eq!(all.len(), documented.count());
    }

    #[test]
    fn the_kinds_of_problem_lead_to_their_pages() {
        for one in all() {
            for kind in one.refusals.iter().flat_map(|refusals| &refusals.kinds) {
                assert!(Kind::of_slug(&kind.label).is_some(), "{}", kind.label);
            }
        }
    }

    #[test]
    fn the_fields_of_a_body_are_listed() {
        let all = all();
        let ask = all
            .iter()
            .find(|one| one.method == "POST" && one.path == "/api/v1/sql");
        let fields = ask.unwrap().params.iter();
        let fields: Vec<(&str, bool)> = fields
            .filter(|param| param.place == "body")
            .map(|param| (param.name.as_str(), param.required))
            .collect();
        for field in [("query", true), ("as_at", false), ("dry_run", false)] {
            assert!(fields.contains(&field), "{field:?}: {fields:?}");
        }
        let query = ask
            .unwrap()
            .params
            .iter()
            .find(|param| param.name == "query");
        assert!(
            query.unwrap().what.contains("One query") && query.unwrap().what.ends_with("Text.")
        );
    }

    #[test]
    fn an_operation_that_needs_a_token_shows_it() {
        for one in all() {
            let is_open = one.who.starts_with("anybody, without");
            assert_eq!(one.curl.contains("$HUB_TOKEN"), !is_open, "{}", one.id);
            assert!(!one.curl.contains(['{', '}']) || one.curl.contains("--data '"));
        }
    }
}
