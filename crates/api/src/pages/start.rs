//! Pages for everybody without figures.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::Code;
use hub_ui::view::{CodeLabel, Entry, ErrorPage, Link, SiteInfo, Start};

use super::Page;
use super::reader::Reader;
use super::words;
use crate::identity::Role;
use crate::problem::{Kind, Problem, Result};

/// `GET /`
pub(crate) async fn page(reader: Reader) -> Result<Response> {
    if reader.principal().is_known()
        && reader.params.text("start").is_none()
        && reader.home() != "/"
    {
        return Ok(Redirect::to(&reader.home()).into_response());
    }
    let frame = reader.frame(Vec::new()).await;
    let is_out = reader.params.text("signed-out").is_some() && !reader.principal().is_known();
    let view = Start {
        notice: is_out.then(|| signed_out(&reader).to_owned()),
        entries: vec![
            Entry {
                who: "Services".to_owned(),
                what: "Send the monthly return of your link workers, and see at once what to fix."
                    .to_owned(),
                action: "Send a return".to_owned(),
                href: match &reader.principal().role {
                    Role::Service(code) => format!("/s/{code}"),
                    _ => "/sign-in".to_owned(),
                },
            },
            Entry {
                who: "Commissioners".to_owned(),
                what: "See who is referred, how long people wait, and where nobody is reached."
                    .to_owned(),
                action: "See the figures".to_owned(),
                href: match &reader.reads_as().role {
                    Role::Icb(code) => format!("/areas/{code}"),
                    _ => "/areas/ENG".to_owned(),
                },
            },
            Entry {
                who: "Analysts".to_owned(),
                what: "Read every protected figure as JSON, CSV, Excel or Parquet.".to_owned(),
                action: "See the measures".to_owned(),
                href: "/measures".to_owned(),
            },
        ],
        held: held(&reader).await?,
        links: vec![
            Link::new("Compare areas", "/compare"),
            Link::new("Definitions of all measures", "/measures"),
            Link::new("Interface for programs (API reference)", "/api-reference"),
        ],
    };
    Ok(Page(hub_ui::pages::p1_start(&frame, &view)).into_response())
}

/// What is said to who has just signed out. The hub cannot sign anybody out elsewhere.
fn signed_out(reader: &Reader) -> &'static str {
    match reader.hub.config.sign_ins {
        Some(_) => {
            "You are signed out of this hub. If another service signed you in and other people use this computer, sign out there too."
        }
        None => "You are signed out.",
    }
}

/// What the newest release covers, in one sentence. How many services there are is known from the returns expected.
async fn held(reader: &Reader) -> Result<String> {
    let Some(release) = reader.hub.releases.latest().await? else {
        return Ok(String::new());
    };
    let months = release.months();
    Ok(match (months.first(), months.last()) {
        (Some(first), Some(last)) => {
            format!(
                "Figures from {} to {}, as released on {}.",
                first.words(),
                last.words(),
                words::date(release.id.date())
            )
        }
        _ => String::new(),
    })
}

/// `GET /accessibility`
pub(crate) async fn accessibility(reader: Reader) -> Result<Page> {
    let frame = reader.frame(vec![Link::new("Start", "/")]).await;
    Ok(Page(hub_ui::pages::p3_accessibility(
        &frame,
        &site(&reader).await?,
    )))
}

/// `GET /privacy`
pub(crate) async fn privacy(reader: Reader) -> Result<Page> {
    let frame = reader.frame(vec![Link::new("Start", "/")]).await;
    Ok(Page(hub_ui::pages::p3_privacy(
        &frame,
        &site(&reader).await?,
    )))
}

async fn site(reader: &Reader) -> Result<SiteInfo> {
    let site = &reader.hub.config.site;
    let latest = reader.hub.releases.latest().await?;
    let policy = latest.as_ref().map(|release| &release.manifest.policy);
    Ok(SiteInfo {
        operator: site.operator.clone(),
        contact: site
            .contact
            .as_ref()
            .map(|contact| Link::new(contact.to_string(), contact.href())),
        policy: policy.map(|policy| policy.name.clone()).unwrap_or_default(),
        floor: policy.map(|policy| policy.floor).unwrap_or_default(),
        round_to: policy.map(|policy| policy.round_to).unwrap_or_default(),
    })
}

/// The codes by which refusals of a query differ.
pub(super) fn refusals() -> Vec<CodeLabel> {
    let line = |code: Code| CodeLabel {
        code: code.name().to_owned(),
        label: code.meaning().to_owned(),
    };
    Code::ALL.into_iter().map(line).collect()
}

/// `GET /problems/{slug}`: what a kind of problem means, for those who follow its `type`.
pub(crate) async fn problem_type(reader: Reader, Path(slug): Path<String>) -> Result<Page> {
    let kind = Kind::of_slug(&slug).ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let frame = reader.frame(vec![Link::new("Start", "/")]).await;
    let view = ErrorPage {
        status: kind.status().as_u16(),
        title: kind.title().to_owned(),
        what: kind.words().to_owned(),
        is_explanation: true,
        codes: match kind {
            Kind::QueryRefused => refusals(),
            _ => Vec::new(),
        },
        links: vec![Link::new(
            "Interface for programs (API reference)",
            "/api-reference",
        )],
        ..ErrorPage::default()
    };
    Ok(Page(hub_ui::pages::p5_error(&frame, &view)))
}
