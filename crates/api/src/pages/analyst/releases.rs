//! A7: releases, and what they were made from.

use hub_release::{Manifest, ReleaseSummary};
use hub_standard::ids::ReleaseId;
use hub_ui::view::{CodeLabel, Link, ReleaseItem, ReleasePage};

use super::super::Page;
use super::super::reader::Reader;
use super::super::words;
use super::{address, span};
use crate::clock::local;
use crate::problem::Result;
use crate::v1::intruder;

/// Most releases on the page: each has a file to be read.
const RELEASES_SEEN: usize = 20;
/// So much of a hash tells two apart.
const HASH_CHARS: usize = 12;

/// `GET /analyst/releases`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let view = view(&reader).await?;
    let frame = reader.frame(vec![Link::new("Start", "/")]).await;
    Ok(Page(hub_ui::pages::a7_releases(&frame, &view)))
}

/// `GET /operate/releases`
pub(crate) async fn of_operators(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let view = ReleasePage {
        of_operators: true,
        ..view(&reader).await?
    };
    let way = vec![
        Link::new("Start", "/?start=1"),
        Link::new("Operate", "/operate"),
    ];
    let frame = reader.frame(way).await;
    Ok(Page(hub_ui::pages::a7_releases(&frame, &view)))
}

async fn view(reader: &Reader) -> Result<ReleasePage> {
    let may_ask = reader.principal().role.may_ask();
    let all = reader.hub.releases.list().await?;
    let mut releases = Vec::new();
    for summary in all.iter().rev().take(RELEASES_SEEN) {
        let manifest = reader.hub.releases.manifest(&summary.id).await?;
        let has_report = reader.hub.releases.has_intruder_report(&summary.id).await?;
        let mut item = item(summary, &manifest, has_report);
        item.of_day = of_day(&all, &summary.id);
        if !may_ask {
            item.sql_href = String::new();
        }
        releases.push(item);
    }
    let older = all.len().saturating_sub(releases.len());
    Ok(ReleasePage {
        of_operators: false,
        older: match older {
            0 => String::new(),
            1 => "One older release is listed at /api/v1/releases.".to_owned(),
            more => format!("{more} older releases are listed at /api/v1/releases."),
        },
        releases,
    })
}

/// "Release 2 of 2 of 30 November 2026"; empty where none was made on the same day.
fn of_day(all: &[ReleaseSummary], id: &ReleaseId) -> String {
    let mut same_day = all.iter().filter(|other| other.id.date() == id.date());
    let n_same = same_day.clone().count();
    let before = same_day.position(|other| other.id == *id);
    match (n_same, before) {
        (2.., Some(before)) => format!(
            "Release {} of {n_same} of {}",
            before.saturating_add(1),
            words::date(id.date())
        ),
        _ => String::new(),
    }
}

fn item(summary: &ReleaseSummary, manifest: &Manifest, has_report: bool) -> ReleaseItem {
    let id = summary.id.to_string();
    let facts = manifest.facts.iter();
    let files = manifest.sql.iter();
    let left_out = manifest.left_out.iter().map(|left| CodeLabel {
        code: left.measure.clone(),
        label: match left.line {
            Some(line) => format!("{}, line {line}", left.file),
            None => left.file.clone(),
        },
    });
    ReleaseItem {
        at: words::date_time(local(summary.at)),
        label: summary.label.clone(),
        of_day: String::new(),
        policy: manifest.policy.name.clone(),
        journal_seq: words::thousands(summary.journal_seq),
        months: span(&manifest.months),
        sql_href: address("/analyst/sql", &[("as_at", id.as_str())]),
        manifest_href: format!("/api/v1/releases/{id}"),
        report_href: if has_report {
            format!("{}?format=html", intruder::address(&summary.id))
        } else {
            String::new()
        },
        facts: facts
            .map(|(name, fact)| line(name, &fact.definition_sha256))
            .collect(),
        files: files.map(|(path, sha256)| line(path, sha256)).collect(),
        left_out: left_out.collect(),
        id,
    }
}

fn line(name: &str, sha256: &str) -> CodeLabel {
    CodeLabel {
        code: name.to_owned(),
        label: sha256.chars().take(HASH_CHARS).collect(),
    }
}
