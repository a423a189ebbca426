//! The versions of one measure.

use hub_ui::view::{DefinitionVersion, DefinitionVersions, EmptyNote, Link};

use super::history::{History, Run, Track};
use super::{changes, count, looked, origin, why_dropped};
use crate::hub::Hub;

/// Across so many changes, the newest, figures are counted: each is two files to be read.
const CHANGES_COUNTED: usize = 3;

pub(super) async fn view(hub: &Hub, history: &History, track: &Track) -> DefinitionVersions {
    let info = &track.latest.info;
    DefinitionVersions {
        title: info.title.clone(),
        finding: finding(history, track),
        dropped: (!track.is_present()).then(|| EmptyNote {
            title: "The newest release does not have this measure".to_owned(),
            text: why_dropped(history, &info.id),
            link: None,
        }),
        facts: facts(history, track),
        looked: looked(history),
        versions: versions(hub, history, track).await,
        links: if track.is_present() {
            vec![Link::new(
                "Its definition as the public reads it",
                format!("/measures/{}", info.id),
            )]
        } else {
            Vec::new()
        },
    }
}

fn finding(history: &History, track: &Track) -> String {
    if !track.is_present() {
        let last = history.name(track.latest.newest);
        return format!("The last release with it is {last}.");
    }
    match track.versions() {
        1 => "Its definition did not change over the releases looked at.".to_owned(),
        _ => format!(
            "Its present definition holds since release {}.",
            history.since(track.latest.oldest)
        ),
    }
}

fn facts(history: &History, track: &Track) -> Vec<(String, String)> {
    let info = &track.latest.info;
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact("Id", info.id.clone()),
        fact("First release", history.since(track.first())),
        fact("Versions", count(track.versions())),
        fact("File from", origin(info).to_owned()),
        fact("Cost in the ledger", history.costs.words(info)),
    ]
}

async fn versions(hub: &Hub, history: &History, track: &Track) -> Vec<DefinitionVersion> {
    let runs: Vec<&Run> = track.runs().collect();
    let mut versions = Vec::with_capacity(runs.len());
    for (nth, run) in runs.iter().enumerate() {
        let mut version = version(history, run);
        match runs.get(nth + 1) {
            Some(before) => {
                let mut change = changes::between(history, run, before);
                if nth < CHANGES_COUNTED {
                    change.figures = changes::figures(hub, history, run, before).await;
                }
                version.change = Some(change);
            }
            None => version.began = began(history, run),
        }
        versions.push(version);
    }
    versions
}

fn version(history: &History, run: &Run) -> DefinitionVersion {
    let id = &run.info.id;
    let as_at = |release: &String| Link::new(release, format!("/measures/{id}?as_at={release}"));
    let releases: Vec<String> = (run.newest..=run.oldest)
        .map(|place| history.name(place))
        .collect();
    let views = run.view_changes.iter().map(|(place, view)| {
        format!(
            "With release {} the shared view {view}, which its query names, became another.",
            history.name(*place)
        )
    });
    DefinitionVersion {
        name: name(history, run),
        count: match releases.len() {
            1 => "1 release.".to_owned(),
            more => format!("{} releases.", count(more)),
        },
        sha256: run.info.sql_sha256.clone(),
        releases: releases.iter().map(as_at).collect(),
        views: views.collect(),
        change: None,
        began: String::new(),
    }
}

/// Which releases have it.
fn name(history: &History, run: &Run) -> String {
    if run.newest == 0 {
        return format!("Since release {}", history.since(run.oldest));
    }
    let newest = history.name(run.newest);
    if run.oldest == run.newest {
        format!("Release {newest}")
    } else {
        format!("Releases {} to {newest}", history.name(run.oldest))
    }
}

fn began(history: &History, run: &Run) -> String {
    if history.is_cut_at(run.oldest) {
        "Earlier releases were not looked at.".to_owned()
    } else if run.oldest + 1 == history.releases.len() {
        "It came with the first release.".to_owned()
    } else {
        format!(
            "It came with release {}: the release before does not have it.",
            history.name(run.oldest)
        )
    }
}
