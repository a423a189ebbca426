//! P4: definitions.

use axum::extract::Path;
use hub_engine::Catalogue;
use hub_release::{MeasureInfo, Polarity, Release};
use hub_ui::view::{Definition, Link, MeasureDefinition, MeasureList, MeasureListItem};
use sha2::{Digest, Sha256};

use super::Page;
use super::reader::Reader;
use crate::identity::hex;
use crate::problem::Result;
use crate::v1::measures::measure;

/// `GET /measures`
pub(crate) async fn list(reader: Reader) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let item = |info: &MeasureInfo| MeasureListItem {
        id: info.id.clone(),
        title: info.title.clone(),
        why: info.why.clone(),
        unit: info.unit.clone(),
        href: format!("/measures/{}", info.id),
    };
    let frame = reader
        .frame_with(&release, vec![Link::new("Start", "/")])
        .await;
    let view = MeasureList {
        measures: release.measures().iter().map(item).collect(),
    };
    Ok(Page(hub_ui::pages::p4_measures(&frame, &view)))
}

/// `GET /measures/{id}`
pub(crate) async fn show(reader: Reader, Path(id): Path<String>) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let info = measure(&release, &id)?;
    let breadcrumbs = vec![
        Link::new("Start", "/"),
        Link::new("Definitions", "/measures"),
    ];
    let frame = reader.frame_with(&release, breadcrumbs).await;
    Ok(Page(hub_ui::pages::p4_measure(
        &frame,
        &definition(&release, info),
    )))
}

fn definition(release: &Release, info: &MeasureInfo) -> MeasureDefinition {
    let line = |name: &str, text: &str| Definition {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let polarity = match info.polarity {
        Polarity::HighIsGood => "Higher is better",
        Polarity::LowIsGood => "Lower is better",
        Polarity::NoJudgement => "Neither high nor low is good in itself",
    };
    MeasureDefinition {
        title: info.title.clone(),
        why: info.why.clone(),
        definitions: vec![
            line("Numerator", &info.numerator),
            line("Denominator", &info.denominator),
            line("Unit", &info.unit),
            line("Method", &info.method),
            line("Which way is good", polarity),
            line("Can be broken down by", &info.breakdowns.join(", ")),
            line("What it cannot say", &info.limits.join(" ")),
            line("Source", &info.source),
            line(
                "Reviewed",
                &format!("{} on {}", info.reviewed_by, info.reviewed_on),
            ),
            line("Next review", &info.next_review),
        ],
        sql: sql(info),
        sql_sha256: info.sql_sha256.clone(),
        links: links(release, info),
    }
}

/// Where the values are. Only a measure with a total has a line over time and a rank.
fn links(release: &Release, info: &MeasureInfo) -> Vec<Link> {
    let has = |breakdown: &str| info.breakdowns.iter().any(|known| known == breakdown);
    let mut links = Vec::new();
    if has("all") {
        links.push(Link::new(
            "England over time",
            format!("/areas/ENG/measures/{}", info.id),
        ));
        links.push(Link::new(
            "All areas compared",
            format!("/compare?measure={}", info.id),
        ));
    }
    for (breakdown, label, href) in [
        (
            "imd_decile",
            "England by deprivation",
            "/areas/ENG/who?by=imd_decile",
        ),
        (
            "ethnic_group",
            "England by ethnicity",
            "/areas/ENG/who?by=ethnic_group",
        ),
        ("item", "England by column", "/areas/ENG/trust"),
    ] {
        if has(breakdown) {
            links.push(Link::new(label, href));
        }
    }
    let values = format!("/api/v1/measures/{}/values?as_at={}", info.id, release.id);
    links.push(Link::new("Values as CSV", format!("{values}&format=csv")));
    links.push(Link::new("Values as JSON", format!("{values}&format=json")));
    links
}

/// The SQL that made the values, where this program still has the same.
fn sql(info: &MeasureInfo) -> String {
    let catalogue = Catalogue::embedded().ok();
    let file = catalogue
        .as_ref()
        .and_then(|catalogue| catalogue.measure(&info.id));
    let same = file.filter(|file| hex(&Sha256::digest(file.text.as_bytes())) == info.sql_sha256);
    same.map(|file| file.text.clone()).unwrap_or_default()
}
