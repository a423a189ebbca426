//! The list of measures.

use hub_release::LeftOut;
use hub_ui::view::{DefinitionList, DefinitionRow, DroppedMeasure, EmptyNote, Link, UnusedFile};

use super::history::{History, Track};
use super::{count, href, looked, origin, place, why_dropped};

pub(super) fn view(history: &History) -> DefinitionList {
    if history.releases.is_empty() {
        return DefinitionList {
            empty: Some(EmptyNote {
                title: "Nothing has been released yet".to_owned(),
                text: "Definitions are read from releases. They appear with the first one."
                    .to_owned(),
                link: None,
            }),
            ..DefinitionList::default()
        };
    }
    let (present, gone): (Vec<&Track>, Vec<&Track>) = history
        .measures
        .values()
        .partition(|track| track.is_present());
    DefinitionList {
        finding: finding(history, &present),
        looked: looked(history),
        measures: present.iter().map(|track| row(history, track)).collect(),
        dropped: gone.iter().map(|track| dropped(history, track)).collect(),
        unused: history
            .left_out
            .iter()
            .map(|left| unused(history, left))
            .collect(),
        empty: None,
    }
}

fn finding(history: &History, present: &[&Track]) -> String {
    let measures = match present.len() {
        1 => "1 measure".to_owned(),
        more => format!("{} measures", count(more)),
    };
    let changed = present.iter().filter(|track| track.versions() > 1).count();
    let changed = match changed {
        0 => "No definition changed".to_owned(),
        1 => "The definition of one of them changed".to_owned(),
        more => format!("The definitions of {} of them changed", count(more)),
    };
    format!(
        "Release {} has {measures}. {changed} over the releases looked at.",
        history.name(0)
    )
}

fn row(history: &History, track: &Track) -> DefinitionRow {
    let info = &track.latest.info;
    DefinitionRow {
        measure: Link::new(&info.title, href(&info.id)),
        id: info.id.clone(),
        first: history.since(track.first()),
        since: history.since(track.latest.oldest),
        versions: u32::try_from(track.versions()).unwrap_or(u32::MAX),
        origin: origin(info).to_owned(),
        cost: history.costs.words(info),
    }
}

fn dropped(history: &History, track: &Track) -> DroppedMeasure {
    let info = &track.latest.info;
    let last = track.latest.newest;
    DroppedMeasure {
        measure: Link::new(&info.title, href(&info.id)),
        id: info.id.clone(),
        last: history.name(last),
        without: history.name(last.saturating_sub(1)),
        why: why_dropped(history, &info.id),
    }
}

fn unused(history: &History, left: &LeftOut) -> UnusedFile {
    let has_page = history.measures.contains_key(&left.measure);
    let href = if has_page {
        href(&left.measure)
    } else {
        String::new()
    };
    UnusedFile {
        file: left.file.clone(),
        line: place(left),
        measure: Link::new(&left.measure, href),
    }
}
