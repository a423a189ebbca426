//! A command for each operation that works as it stands, against the hub that the page comes from.

use axum::http::HeaderMap;
use hub_standard::ids::{AreaCode, Month};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::super::reached;
use super::super::reader::Reader;
use super::{parameters, schema_of, text};
use crate::identity::Role;

/// Formats of an answer that a terminal can show.
const FOR_A_TERMINAL: [&str; 2] = ["csv", "html"];

/// What there is in this hub to ask for.
#[derive(Default)]
pub(super) struct Ground {
    /// Address of the hub, without a slash at its end.
    pub(super) base: String,
    measure: String,
    evaluation: String,
    release: String,
    service: Option<String>,
    month: Option<Month>,
}

impl Ground {
    /// The page must be readable though storage does not answer: examples then name what most hubs have.
    pub(super) async fn of(reader: &Reader, headers: &HeaderMap) -> Self {
        let hub = &reader.hub;
        let latest = hub.releases.latest().await.ok().flatten();
        let measures = latest.iter().flat_map(|release| release.measures());
        let measure = measures.map(|measure| measure.id.clone()).next();
        let evaluations = hub.asking.evaluations().unwrap_or_default();
        let evaluation = evaluations.into_iter().next();
        Self {
            base: reached::base(reader, headers),
            measure: measure.unwrap_or_else(|| "referral_rate".to_owned()),
            evaluation: evaluation.map_or_else(String::new, |evaluation| evaluation.meta.id),
            release: latest.map_or_else(String::new, |release| release.id.to_string()),
            service: match &reader.principal().role {
                Role::Service(code) => Some(code.to_string()),
                _ => None,
            },
            month: Some(Month::of(hub.clock.today()).prev()),
        }
    }

    /// The command for an operation, on one line.
    pub(super) fn curl(&self, method: &str, path: &str, documented: &Value) -> String {
        let mut words = vec!["curl --silent --show-error".to_owned()];
        if documented.get("security").is_some() {
            words.push("--header \"Authorization: Bearer $HUB_TOKEN\"".to_owned());
        }
        match documented.get("requestBody") {
            Some(body) => words.push(sent(body)),
            None if method == "POST" => words.push("--request POST".to_owned()),
            None => {}
        }
        let (base, path) = (&self.base, self.path(path));
        words.push(match self.query(documented) {
            none if none.is_empty() => format!("\"{base}{path}\""),
            query => format!("\"{base}{path}?{query}\""),
        });
        words.join(" ")
    }

    /// A path with something in place of its parameters. What only a program knows is read from its environment.
    fn path(&self, path: &str) -> String {
        let (variable, own) = self.id(path);
        let id = if own.is_empty() { variable } else { own };
        path.replace("{id}", id)
            .replace("{code}", AreaCode::england().as_str())
    }

    /// What stands for the id in a path where none is known, and one that is; empty: none is.
    fn id(&self, path: &str) -> (&'static str, &str) {
        [
            ("/api/v1/measures/", "$MEASURE_ID", self.measure.as_str()),
            (
                "/api/v1/evaluations/",
                "$EVALUATION_ID",
                self.evaluation.as_str(),
            ),
            ("/api/v1/releases/", "$RELEASE_ID", self.release.as_str()),
        ]
        .into_iter()
        .find(|(under, ..)| path.starts_with(under))
        .map_or(("$RETURN_ID", ""), |(_, variable, own)| (variable, own))
    }

    /// An example of a parameter that works in this hub; empty: none is known.
    pub(super) fn example(&self, path: &str, parameter: &Value) -> String {
        let known = match (text(parameter, "name"), text(parameter, "in")) {
            ("as_at", _) => self.release.as_str(),
            ("id", "path") => self.id(path).1,
            _ => "",
        };
        match known {
            "" => text(parameter, "example").to_owned(),
            known => known.to_owned(),
        }
    }

    /// The parameters that must be there, and a format that a terminal can show.
    fn query(&self, documented: &Value) -> String {
        let mut query = Serializer::new(String::new());
        for parameter in parameters(documented) {
            let (name, example) = (text(parameter, "name"), text(parameter, "example"));
            let is_required = parameter.get("required").and_then(Value::as_bool) == Some(true);
            let is_wanted = is_required || (name == "format" && FOR_A_TERMINAL.contains(&example));
            if text(parameter, "in") != "query" || !is_wanted {
                continue;
            }
            match (name, &self.service, self.month) {
                ("service", Some(service), _) => query.append_pair(name, service),
                ("month", _, Some(month)) => query.append_pair(name, &month.to_string()),
                _ => query.append_pair(name, example),
            };
        }
        query.finish()
    }
}

/// What is sent as the body.
fn sent(body: &Value) -> String {
    let json = match schema_of(body, "application/json") {
        "SqlQuestion" => {
            r#"{"query": "select icb, count(*) as referrals from hub.referrals group by icb"}"#
        }
        "SubmitOrder" => r#"{"warnings_confirmed": true}"#,
        _ => {
            return "--header \"Content-Type: application/octet-stream\" --data-binary @return.xlsx"
                .to_owned();
        }
    };
    format!("--header \"Content-Type: application/json\" --data '{json}'")
}
