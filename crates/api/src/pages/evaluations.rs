//! C12: what published studies asked, answered for an area.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{EvaluationFile, Geography};
use hub_ui::view::{Evaluations, Link, StudyAnswer};

use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::overview::crumbs;
use super::reader::Reader;
use crate::problem::{Kind, Problem, Result};

/// `GET /areas/{code}/evaluations`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    if scope.geography == Geography::AsWas {
        return Err(Problem::new(
            Kind::NotFound,
            "These questions look twelve months back, so they are answered for areas as they are now alone.",
        ));
    }
    let path = format!("/areas/{}/evaluations", scope.place.code);
    let mut studies = Vec::new();
    for evaluation in reader.hub.asking.evaluations()? {
        studies.push(study(&reader, &scope, evaluation).await?);
    }
    let mut filter = filter::bar(&reader, &scope, &path, true, Vec::new());
    filter.selects.retain(|select| select.name != "geography");
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
    let figures = asking
        .evaluation(&scope.release, evaluation.clone(), scope.month)
        .await?;
    let here = figures
        .iter()
        .filter(|figure| figure.area_code == scope.place.code);
    let sentences = here.map(|figure| figure.sentence.clone()).collect();
    let EvaluationFile { meta, sql } = evaluation;
    let address = |format: &str| {
        format!(
            "/api/v1/evaluations/{}?area={}&month={}&as_at={}&format={format}",
            meta.id, scope.place.code, scope.month, scope.release.id
        )
    };
    let measure = |id: &String| {
        let title = scope.release.measure(id).map_or(id, |info| &info.title);
        Link::new(title, format!("/measures/{id}"))
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
