//! C12: what published studies asked, answered for an area.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_access::AskError;
use hub_release::{AreaType, EvaluationFigure, EvaluationFile, Geography};
use hub_standard::ids::AreaCode;
use hub_ui::view::{Evaluations, Link, StudyAnswer};

use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::overview::crumbs;
use super::reader::Reader;
use crate::problem::Result;

/// In place of an answer that others keep waiting.
const BUSY: &str = "This could not be worked out just now. Load the page again in a minute.";

/// Before the sentences of a study that has none of single areas.
const ENGLAND_ALONE: &str = "There is no figure of single areas. Of all of England:";

/// `GET /areas/{code}/evaluations`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    if scope.geography == Geography::AsWas {
        return Err(filter::not_as_was(
            &reader,
            &scope.place,
            "Most of these questions look twelve months back, so they are answered for areas as they are now alone.",
        ));
    }
    let path = format!("/areas/{}/evaluations", scope.place.code);
    let mut studies = Vec::new();
    for evaluation in reader.hub.asking.evaluations()? {
        studies.push(study(&reader, &scope, evaluation).await?);
    }
    let mut filter = filter::bar(&reader, &scope, &path, true, Vec::new());
    filter::as_now_alone(
        &mut filter,
        "Most of these questions look twelve months back, for which only areas of today have been there.",
    );
    let view = Evaluations {
        area: filter::head(&reader, &scope),
        filter,
        strip: scope.strip(),
        studies,
    };
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c12_evaluations(&frame, &view)).into_response())
}

async fn study(reader: &Reader, scope: &Scope, evaluation: EvaluationFile) -> Result<StudyAnswer> {
    let asking = &reader.hub.asking;
    let answer = asking.evaluation(&scope.release, evaluation.clone(), scope.month);
    let sentences = match answer.await {
        Ok(figures) => sentences(&figures, &scope.place.code),
        // The other studies are answered all the same.
        Err(AskError::Busy) => vec![BUSY.to_owned()],
        Err(error) => return Err(error.into()),
    };
    let EvaluationFile { meta, sql } = evaluation;
    let address = |format: &str| {
        format!(
            "/api/v1/evaluations/{}?area={}&month={}&as_at={}&format={format}",
            meta.id, scope.place.code, scope.month, scope.release.id
        )
    };
    let measure = |id: &String| {
        let title = scope.release.measure(id).map_or(id, |info| &info.title);
        Link::new(title, scope.definition(id))
    };
    Ok(StudyAnswer {
        sentences,
        study: Link::new(&meta.study, &meta.address),
        measures: meta.measures.iter().map(measure).collect(),
        downloads: [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")]
            .map(|(label, format)| Link::new(label, address(format)))
            .into(),
        id: meta.id,
        title: meta.title,
        question: meta.question,
        caveat: meta.caveat,
        published: meta.published,
        sql,
    })
}

/// Those of an area; where only England has any, those of England.
fn sentences(figures: &[EvaluationFigure], area: &AreaCode) -> Vec<String> {
    let of = |code: &AreaCode| -> Vec<String> {
        let here = figures.iter().filter(|figure| figure.area_code == *code);
        here.map(|figure| figure.sentence.clone()).collect()
    };
    let found = of(area);
    let is_of_areas = figures
        .iter()
        .any(|figure| figure.area_type != AreaType::England);
    if !found.is_empty() || is_of_areas {
        return found;
    }
    let mut told = of(&AreaCode::england());
    if !told.is_empty() {
        told.insert(0, ENGLAND_ALONE.to_owned());
    }
    told
}
