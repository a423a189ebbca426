//! C10: the report pack of an area: its pages in brief on one address, and the same figures as a spreadsheet.

mod cards;
mod entries;
mod notes;
mod sections;
mod sheets;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::Geography;
use hub_ui::view::{Choice, EmptyNote, Link, Pack, PackSection, SummaryRow};

use self::sections::{PART, Section};
use self::sheets::Services;
use super::Page;
use super::figures::{self, Scope};
use super::filter::{self, Asked};
use super::overview::{self, crumbs};
use super::reader::Reader;
use super::trust;
use super::trust_line;
use super::words;
use crate::format::BookFormat;
use crate::problem::{Problem, Result};

/// The parameter of a workbook that names what it holds beside what can be passed on.
const WITH: &str = "with";
const SERVICES: &str = "services";

/// `GET /areas/{code}/pack`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let chosen = sections::asked(&reader.params)?;
    let scope = match filter::scope_with(&reader, &code, &[], &[PART]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let view = view(&reader, &scope, &chosen);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let mut frame = reader.frame_with(&scope.release, links).await;
    frame.exactly.clone_from(&view.exactly.href);
    Ok(Page(hub_ui::pages::c10_pack(&frame, &view)).into_response())
}

/// `GET /areas/{code}/pack.xlsx`
pub(crate) async fn xlsx(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    book(reader, &code, BookFormat::Xlsx).await
}

/// `GET /areas/{code}/pack.ods`
pub(crate) async fn ods(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    book(reader, &code, BookFormat::Ods).await
}

async fn book(reader: Reader, code: &str, format: BookFormat) -> Result<Response> {
    let chosen = sections::asked(&reader.params)?;
    let services = match reader.params.text(WITH) {
        None | Some("") => Services::LeftOut,
        Some(SERVICES) => Services::Named,
        Some(_) => return Err(Problem::parameter(WITH, SERVICES)),
    };
    let scope = match filter::scope_with(&reader, code, &[WITH], &[PART]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    sheets::book(&reader, &scope, &chosen, services)
        .await?
        .respond(format)
        .await
}

fn view(reader: &Reader, scope: &Scope, chosen: &[Section]) -> Pack {
    let path = format!("/areas/{}/pack", scope.place.code);
    let query = exactly(scope, chosen);
    let empty = overview::view(reader, scope).empty;
    let sections: Vec<PackSection> = match &empty {
        Some(_) => Vec::new(),
        None => chosen
            .iter()
            .filter_map(|section| sections::section(reader, scope, *section, chosen))
            .collect(),
    };
    Pack {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        offer: Section::ALL
            .iter()
            .map(|section| Choice {
                value: section.name().to_owned(),
                label: section.title().to_owned(),
                selected: chosen.contains(section),
            })
            .collect(),
        strip: trust_line::in_full(scope),
        facts: facts(scope),
        empty: empty.map(|note| EmptyNote {
            text: format!(
                "There is no figure for {} to put into a pack. See which returns have come, or choose another month.",
                scope.month.words()
            ),
            ..note
        }),
        sections,
        downloads: vec![
            Link::new("Spreadsheet for Excel", format!("{path}.xlsx{query}")),
            Link::new("OpenDocument spreadsheet", format!("{path}.ods{query}")),
        ],
        services: trust::names_services(reader, scope).then(|| {
            let query = exactly(scope, &[Section::Trust]);
            Link::new(
                "Returns by service (Excel)",
                format!("{path}.xlsx{query}&{WITH}={SERVICES}"),
            )
        }),
        exactly: Link::new("Link to exactly this pack", format!("{path}{query}")),
    }
}

/// The lines of the title page.
fn facts(scope: &Scope) -> Vec<SummaryRow> {
    let areas = match scope.geography {
        Geography::AsNow => "As they are now",
        Geography::AsWas => "As they were in each month",
    };
    vec![
        SummaryRow::new("Area", &scope.place.name),
        SummaryRow::new("Month", scope.month.words()),
        SummaryRow::new("Completeness", figures::completeness(&scope.strip())),
        SummaryRow::new("Release", release_words(scope)),
        SummaryRow::new("Boundaries of areas", areas),
    ]
}

/// "2026-11-14.2 of 14 November 2026"
fn release_words(scope: &Scope) -> String {
    let id = &scope.release.id;
    format!("{id} of {}", words::date(id.date()))
}

/// The parameters that give the same pack whatever is released later.
fn exactly(scope: &Scope, chosen: &[Section]) -> String {
    let mut query = format!("?month={}&as_at={}", scope.month, scope.release.id);
    if scope.geography != Geography::default() {
        query.push_str(&format!("&geography={}", scope.geography));
    }
    if chosen.len() < Section::ALL.len() {
        for section in chosen {
            query.push_str(&format!("&{PART}={}", section.name()));
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::sections::{PART, Section, asked};
    use crate::params::Params;

    #[test]
    fn sections_come_in_the_order_of_the_pack_and_once() {
        let of = |query: &str| asked(&Params::of(query.as_bytes())).unwrap();
        assert_eq!(of(""), Section::ALL);
        assert_eq!(of("part="), Section::ALL);
        assert_eq!(
            of("part=trust&part=overview&part=trust"),
            [Section::Overview, Section::Trust]
        );
    }

    #[test]
    fn an_unknown_section_is_refused_with_those_there_are() {
        let refused = asked(&Params::of(b"part=overview&part=no-such")).unwrap_err();
        assert!(refused.detail.contains("must be one of overview, time, "));
    }

    #[test]
    fn the_address_of_any_choice_is_short() {
        let parts: usize = Section::ALL
            .iter()
            .map(|section| PART.len() + section.name().len() + 2)
            .sum();
        let shortest = Section::ALL
            .iter()
            .map(|section| section.name().len())
            .min();
        let left_out = PART.len() + shortest.unwrap() + 2;
        let rest = "/areas/E12345678/pack?month=2026-10&as_at=2026-11-14.2&geography=as_was";
        assert!(rest.len() + parts - left_out < 200);
    }
}
