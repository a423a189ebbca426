//! P4: definitions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use hub_engine::Catalogue;
use hub_release::{MeasureInfo, Polarity, Release};
use hub_ui::view::{
    Definition, Link, MeasureDefinition, MeasureGroup, MeasureList, MeasureListItem,
};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::Page;
use super::reader::Reader;
use super::statuses;
use super::who;
use super::words;
use crate::depth;
use crate::identity::hex;
use crate::problem::Result;
use crate::v1::measures::measure;

/// Heading of the measures that name no topic.
const OTHER: &str = "Other";

/// `GET /measures`
pub(crate) async fn list(reader: Reader) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let frame = reader
        .frame_with(&release, vec![Link::new("Start", "/")])
        .await;
    let dictionary = format!("/api/v1/measures/dictionary?as_at={}", release.id);
    let view = MeasureList {
        groups: groups(release.measures()),
        links: vec![
            Link::new("Data dictionary as CSV", format!("{dictionary}&format=csv")),
            Link::new(
                "Data dictionary as JSON",
                format!("{dictionary}&format=json"),
            ),
        ],
    };
    Ok(Page(hub_ui::pages::p4_measures(&frame, &view)))
}

/// Measures by topic, in the order of the alphabet; those without one come last.
fn groups(measures: &[MeasureInfo]) -> Vec<MeasureGroup> {
    let mut topics: BTreeMap<&str, Vec<MeasureListItem>> = BTreeMap::new();
    for info in measures {
        let topic = match info.topic.as_str() {
            "" => OTHER,
            topic => topic,
        };
        topics.entry(topic).or_default().push(MeasureListItem {
            id: info.id.clone(),
            title: info.title.clone(),
            why: info.why.clone(),
            unit: unit(&info.unit),
            href: format!("/measures/{}", info.id),
        });
    }
    let others = topics.remove(OTHER).map(|measures| (OTHER, measures));
    topics
        .into_iter()
        .chain(others)
        .map(|(topic, measures)| MeasureGroup {
            topic: topic.to_owned(),
            measures,
        })
        .collect()
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
        texts: vec![text.to_owned()],
    };
    MeasureDefinition {
        title: info.title.clone(),
        why: info.why.clone(),
        definitions: vec![
            line("Numerator", &info.numerator),
            line("Denominator", &info.denominator),
            line("Unit", &unit(&info.unit)),
            line("Method", &info.method),
            line("Which way is good", polarity(info.polarity)),
            line("Figures for", &breakdowns(&info.breakdowns)),
            line("In the files below", &in_files(&info.breakdowns)),
            line("Made from", &cells(info)),
            Definition {
                name: "What it cannot say".to_owned(),
                texts: info.limits.clone(),
            },
            line("Source", &info.source),
            line(
                "Reviewed",
                &format!("{} on {}", info.reviewed_by, day(&info.reviewed_on)),
            ),
            line("Next review", &day(&info.next_review)),
        ],
        example: info.example.clone(),
        sql: sql(info),
        sql_sha256: info.sql_sha256.clone(),
        views: views(release, &sql(info)),
        statuses: statuses::codes(),
        links: links(release, info),
    }
}

/// A unit in words. Where each value has its own, one whose name is its unit is not said twice.
fn unit(text: &str) -> String {
    let parts = text.split("; ").map(|part| match part.split_once(": ") {
        Some((value, unit)) if value == unit => unit.to_owned(),
        Some((value, unit)) => format!("{}: {unit}", value.replace('_', " ")),
        None => part.to_owned(),
    });
    let parts: Vec<String> = parts.collect();
    parts.join("; ")
}

/// What there are figures for, in words.
fn breakdowns(codes: &[String]) -> String {
    let words = codes.iter().map(|code| match code.as_str() {
        "all" => "everyone together".to_owned(),
        "imd_decile" => "each tenth of deprivation".to_owned(),
        "imd_quintile" => "each fifth of deprivation".to_owned(),
        "age" | "age_band" => "each age band".to_owned(),
        "rural" => "rural and urban places".to_owned(),
        other => other.replace('_', " "),
    });
    let words: Vec<String> = words.collect();
    words.join(", ")
}

/// What a file of values holds where nothing is said of a breakdown, and how the others are had.
fn in_files(codes: &[String]) -> String {
    let first = match codes.iter().any(|code| code == "all") {
        true => "all",
        false => codes.first().map_or("all", String::as_str),
    };
    let others: Vec<String> = codes
        .iter()
        .filter(|code| *code != first)
        .map(|code| format!("&by={code}"))
        .collect();
    let held = breakdowns(&[first.to_owned()]);
    if others.is_empty() {
        return format!("Figures for {held}, which are all there are.");
    }
    format!(
        "Figures for {held}. For the others add {} to the address of a file.",
        others.join(" or ")
    )
}

/// A day as 2026-11-22 in words; another text as it is.
fn day(text: &str) -> String {
    text.parse::<Date>()
        .map_or_else(|_| text.to_owned(), words::date)
}

/// Which way is good, in words.
pub(crate) fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::HighIsGood => "Higher is better",
        Polarity::LowIsGood => "Lower is better",
        Polarity::NoJudgement => "Neither high nor low is good in itself",
    }
}

/// The tables of cells with what they are of, and what that makes of the whole.
fn cells(info: &MeasureInfo) -> String {
    let table = |name: &String| match depth::table_words(name) {
        Some(words) => format!("{name} ({words})"),
        None => name.clone(),
    };
    let tables: Vec<String> = info.cells.iter().map(table).collect();
    let words = depth::words(info);
    if tables.is_empty() {
        words
    } else {
        format!("{}. {words}", tables.join(", "))
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
    if let Some((by, words)) = who::shown_by(&info.id)
        && !["imd_decile", "ethnic_group"].contains(&by)
    {
        links.push(Link::new(
            format!("England by {words}"),
            format!("/areas/ENG/who?by={by}"),
        ));
    }
    let values = format!("/api/v1/measures/{}/values?as_at={}", info.id, release.id);
    for (label, format) in [
        ("CSV", "csv"),
        ("Excel", "xlsx"),
        ("Parquet", "parquet"),
        ("JSON", "json"),
    ] {
        links.push(Link::new(
            format!("Values as {label}"),
            format!("{values}&format={format}"),
        ));
    }
    links.push(Link::new(
        "What the columns of the CSV are (CSV on the Web)",
        format!("/api/v1/measures/{}/metadata?as_at={}", info.id, release.id),
    ));
    links
}

/// The SQL that made the values. Early releases do not hold it: shown then where this program still has the same.
pub(crate) fn sql(info: &MeasureInfo) -> String {
    if !info.sql.is_empty() {
        return info.sql.clone();
    }
    let file = catalogue().and_then(|catalogue| catalogue.measure(&info.id));
    let same = file.filter(|file| hex(&Sha256::digest(file.text.as_bytes())) == info.sql_sha256);
    same.map(|file| file.text.clone()).unwrap_or_default()
}

/// The SQL files of this program, read once.
pub(crate) fn catalogue() -> Option<&'static Catalogue> {
    static CATALOGUE: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::embedded().ok());
    CATALOGUE.as_ref()
}

/// The shared views that a query reads, itself or through another one, as far as this program has those of the release.
fn views(release: &Release, sql: &str) -> Vec<(String, String)> {
    let mut left: Vec<_> = catalogue()
        .into_iter()
        .flat_map(|catalogue| &catalogue.shared)
        .filter(|view| {
            let path = format!("shared/{}.sql", view.name);
            let made_with = release.manifest.sql.get(&path);
            made_with.is_some_and(|sha256| *sha256 == hex(&Sha256::digest(view.sql.as_bytes())))
        })
        .collect();
    let mut text = sql.to_owned();
    let mut views = Vec::new();
    while let Some(at) = left
        .iter()
        .position(|view| text.contains(&format!("shared.{}", view.name)))
    {
        let view = left.remove(at);
        text.push_str(&view.sql);
        views.push((format!("shared.{}", view.name), view.sql.clone()));
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    fn under(id: &str, topic: &str) -> MeasureInfo {
        MeasureInfo {
            id: id.to_owned(),
            topic: topic.to_owned(),
            ..samples::info()
        }
    }

    #[test]
    fn measures_stand_under_their_topic_and_those_without_one_come_last() {
        let measures = [
            under("a", ""),
            under("b", "Reach"),
            under("c", "Access"),
            under("d", "Reach"),
            under("e", OTHER),
        ];
        let groups: Vec<(String, Vec<String>)> = groups(&measures)
            .into_iter()
            .map(|group| {
                let ids = group.measures.into_iter().map(|measure| measure.id);
                (group.topic, ids.collect())
            })
            .collect();
        let group = |topic: &str, ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            (topic.to_owned(), ids)
        };
        assert_eq!(
            groups,
            [
                group("Access", &["c"]),
                group("Reach", &["b", "d"]),
                group(OTHER, &["a", "e"]),
            ]
        );
    }

    #[test]
    fn units_breakdowns_and_days_are_in_words() {
        assert_eq!(
            unit("payback_months: months; people: people"),
            "payback months: months; people"
        );
        assert_eq!(unit("% of referrals"), "% of referrals");
        let codes = ["all", "ethnic_group"].map(str::to_owned);
        assert_eq!(breakdowns(&codes), "everyone together, ethnic group");
        assert_eq!(
            in_files(&codes),
            "Figures for everyone together. For the others add &by=ethnic_group to the address of a file."
        );
        let only = ["imd_decile"].map(str::to_owned);
        assert_eq!(
            in_files(&only),
            "Figures for each tenth of deprivation, which are all there are."
        );
        assert_eq!(day("2026-11-22"), "22 November 2026");
        assert_eq!(day("when asked"), "when asked");
    }

    #[test]
    fn the_sql_shown_is_that_of_the_release_and_else_only_the_very_same() {
        let kept = MeasureInfo {
            sql: "select 1".to_owned(),
            ..samples::info()
        };
        assert_eq!(sql(&kept), "select 1");
        let catalogue = Catalogue::embedded().unwrap();
        let file = catalogue.measure("referral_rate").unwrap();
        let early = |sql_sha256: String| MeasureInfo {
            id: file.meta.id.clone(),
            sql_sha256,
            ..samples::info()
        };
        let same = early(hex(&Sha256::digest(file.text.as_bytes())));
        assert_eq!(sql(&same), file.text);
        assert_eq!(sql(&early("0".repeat(64))), "");
    }
}
