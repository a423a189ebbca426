//! C7: what support may be worth, worked out from assumptions that the reader can change.
//!
//! The only figures of the area in it are displayed ones; all else is listed in `sql/shared/unit_values.sql` or typed.

mod assumption;
mod files;
mod inputs;
mod listed;
mod measured;
mod result;
mod told;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::Geography;
use hub_ui::view::{Assumption, AssumptionGroup, Frame, Link, PublishedFigure, ValueCalculator};

use self::assumption::{Case, Input, Kind as Counted};
use self::inputs::{Asked, Form};
use self::measured::Measured;
use self::result::Found;
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked as Led};
use super::measures::catalogue;
use super::overview::crumbs;
use super::reader::Reader;
use crate::problem::{Problem, Result};

/// What the evidence cannot say.
const LIMITS: [&str; 3] = [
    "Studies are small: most follow few people of one place, for months and not for years.",
    "Few have a control group, and the hub's own scores have none: many people feel better later without any help.",
    "Life satisfaction is self-reported, and those who answer again may not be like those who do not.",
];

/// Studies for orientation.
const STUDIES: [&str; 2] = ["sheffield_social_return", "shropshire_gp_consultations"];

const METHOD: &str = "Social value is the change in life satisfaction, times pounds for one point and year and the rise in prices, times \
    the years that it lasts, less deadweight, displacement and attribution; each year after the first less the drop-off; discounted, \
    with the first year divided by 1 plus the rate; and divided by the cost of support. Low and high are the lowest and the highest \
    that the three cases of each assumption give. What is freed is the fewer events of one person times what one costs; it is as much \
    as support costs in the month in which it has added up to that, each month discounted at the central rate. The hub's own social \
    return takes people who were not asked again as unchanged in its low case; here the low case of the change stands in for that.";

/// `GET /areas/{code}/value`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let names = inputs::field_names();
    let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
    known.push("format");
    let scope = match filter::scope(&reader, &code, &known).await? {
        Led::Scope(scope) => scope,
        Led::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    if scope.geography == Geography::AsWas {
        return Err(filter::not_as_was(
            &reader,
            &scope.place,
            "The change in life satisfaction looks twelve months back, so this is worked out for areas as they are now alone.",
        ));
    }
    let measured = Measured::of(&scope);
    let form = Form::read(&reader.params, &measured)
        .ok_or_else(|| Problem::internal("the list of assumptions cannot be read"))?;
    let found = form
        .inputs()
        .map(|inputs| {
            Found::of(&inputs)
                .ok_or_else(|| Problem::internal("assumptions within their bounds gave no result"))
        })
        .transpose()?;
    if let Some(format) = files::asked(&reader.params)? {
        return files::respond(format, &scope, &form, found.as_ref()).await;
    }
    let share = share(&scope, &form);
    let view = view(&reader, &scope, &form, &measured, found.as_ref(), &share);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let mut frame: Frame = reader.frame_with(&scope.release, links).await;
    let status = if found.is_some() {
        // The address that the form makes has every field in it.
        frame.exactly.clone_from(&share);
        frame.address = share;
        StatusCode::OK
    } else {
        // What cannot be worked out is no file.
        frame.files.clear();
        frame.exactly.clear();
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, Page(hub_ui::pages::c7_value(&frame, &view))).into_response())
}

fn view(
    reader: &Reader,
    scope: &Scope,
    form: &Form,
    measured: &Measured,
    found: Option<&Found>,
    share: &str,
) -> ValueCalculator {
    let path = path(scope);
    let mut filter = filter::bar(reader, scope, &path, true, Vec::new());
    filter::as_now_alone(
        &mut filter,
        "The change in life satisfaction looks twelve months back, for which only areas of today have been there.",
    );
    filter.hidden.extend(form.changed());
    let basis = if form.is_changed(Input::Change) {
        "You changed the change in life satisfaction: it is no figure of this area.".to_owned()
    } else {
        measured.basis.clone()
    };
    ValueCalculator {
        area: filter::head(reader, scope),
        filter,
        strip: scope.strip(),
        basis,
        result: found.map(|found| told::result(scope, form, found, share)),
        limits: LIMITS.map(str::to_owned).into(),
        published: published(scope),
        method: METHOD.to_owned(),
        definitions: definitions(scope),
        groups: groups(form),
        errors: form.errors.clone(),
        action: path.clone(),
        hidden: hidden(reader, scope),
        share: found.map(|_| Link::new("Link to this calculation", share)),
        reset_href: scope.href(&path),
    }
}

fn path(scope: &Scope) -> String {
    format!("/areas/{}/value", scope.place.code)
}

/// This calculation: area, month and release, and what was changed.
fn share(scope: &Scope, form: &Form) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("month", &scope.month.to_string());
    query.append_pair("as_at", &scope.release.id.to_string());
    for (name, value) in form.changed() {
        query.append_pair(&name, &value);
    }
    format!("{}?{}", path(scope), query.finish())
}

/// What keeps the form in its month and release, where the address names them.
fn hidden(reader: &Reader, scope: &Scope) -> Vec<(String, String)> {
    [
        ("month", scope.month.to_string()),
        ("as_at", scope.release.id.to_string()),
    ]
    .into_iter()
    .filter(|(name, _)| reader.params.text(name).is_some())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// The measures that do the same with the hub's own figures, as far as the release has them.
fn definitions(scope: &Scope) -> Vec<Link> {
    ["social_return", "service_use_value"]
        .into_iter()
        .filter_map(|id| scope.release.measure(id))
        .map(|info| Link::new(&info.title, scope.definition(&info.id)))
        .collect()
}

fn published(scope: &Scope) -> Vec<PublishedFigure> {
    let here = scope.href(&format!("/areas/{}/evaluations", scope.place.code));
    let study = |id: &str| {
        let mut evaluations = catalogue()?.evaluations.iter();
        let meta = &evaluations.find(|file| file.meta.id == id)?.meta;
        Some(PublishedFigure {
            title: meta.title.clone(),
            text: meta.published.clone(),
            study: Link::new(&meta.study, &meta.address),
            here: Link::new(
                "What the hub's figures say of this question",
                format!("{here}#{id}"),
            ),
        })
    };
    STUDIES.into_iter().filter_map(study).collect()
}

fn groups(form: &Form) -> Vec<AssumptionGroup> {
    let of = |inputs: Vec<Input>| -> Vec<Assumption> {
        let asked = form.asked.iter();
        asked
            .filter(|asked| inputs.contains(&asked.input))
            .map(assumption)
            .collect()
    };
    vec![
        AssumptionGroup {
            title: "The change, its worth and its cost".to_owned(),
            hint: "For one person who is supported.".to_owned(),
            items: of(Input::SOCIAL.to_vec()),
        },
        AssumptionGroup {
            title: "Use of health services".to_owned(),
            hint: "What one event costs, and how many fewer one person has. They move nothing but the time and places freed."
                .to_owned(),
            items: of(Input::of_services().collect()),
        },
    ]
}

fn assumption(asked: &Asked) -> Assumption {
    let input = asked.input;
    let offered = &asked.offered;
    let of = |case: Case| told::shown(input, *case.of(&offered.cases));
    Assumption {
        name: input.name().to_owned(),
        label: input.label().to_owned(),
        hint: input.hint().to_owned(),
        unit: input.unit().to_owned(),
        offered: format!(
            "The hub offers {}, {} and {}.",
            of(Case::Low),
            of(Case::Central),
            of(Case::High)
        ),
        year: year(&offered.year, input.kind()),
        source: offered.source.clone(),
        low: asked.text(Case::Low),
        central: asked.text(Case::Central),
        high: asked.text(Case::High),
        is_signed: matches!(input.kind(), Counted::Points | Counted::Events),
    }
}

/// The year of prices in a sentence: one for all cases, or one for each.
fn year(listed: &str, kind: Counted) -> String {
    let named = |year: &str| match year {
        "none" => "not stated".to_owned(),
        year => year.to_owned(),
    };
    let years: Vec<&str> = listed.split("; ").collect();
    match years.as_slice() {
        [low, central, high] => format!(
            "Year of prices: low {}, central {}, high {}.",
            named(low),
            named(central),
            named(high)
        ),
        _ if listed.is_empty() || kind != Counted::Pounds => String::new(),
        _ => format!("Year of prices: {}.", named(listed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Params;

    #[test]
    fn every_assumption_has_its_source_and_pounds_have_their_year() {
        let form = Form::read(&Params::default(), &Measured::illustration()).unwrap();
        for group in groups(&form) {
            for item in group.items {
                let is_measured = item.name.ends_with("_fewer");
                assert!(is_measured || item.source.len() > 20, "{item:?}");
                let is_priced = item.unit.starts_with("pounds");
                assert_eq!(!item.year.is_empty(), is_priced, "{item:?}");
            }
        }
    }

    #[test]
    fn years_of_prices_are_told_for_each_case() {
        assert_eq!(
            year("none; none; 2015/16", Counted::Pounds),
            "Year of prices: low not stated, central not stated, high 2015/16."
        );
        assert_eq!(year("2016/17", Counted::Pounds), "Year of prices: 2016/17.");
        assert_eq!(year("none", Counted::Share), "");
    }

    #[test]
    fn published_figures_are_those_of_the_evaluations() {
        let of = |id: &str| {
            let catalogue = catalogue().unwrap();
            let mut files = catalogue.evaluations.iter();
            files.find(|file| file.meta.id == id).unwrap().meta.clone()
        };
        assert!(of(STUDIES[0]).published.contains("£3.42"));
        assert!(of(STUDIES[1]).published.contains("40% fewer"));
    }
}
