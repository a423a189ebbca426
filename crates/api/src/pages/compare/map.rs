//! The tile map, and the classes of its values.

use hub_reference::Edition;
use hub_release::{Geography, MeasureInfo};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{Class, Tile, TileMap};

use super::Entry;
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::pages::words;

/// Most classes of the map.
const CLASSES: usize = 5;

pub(super) fn map(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    entries: &[&Entry],
    own: Option<&AreaCode>,
    month: Month,
) -> TileMap {
    let mut shown: Vec<f64> = entries
        .iter()
        .filter(|entry| entry.complete)
        .filter_map(|entry| entry.figure.drawn())
        .collect();
    shown.sort_by(f64::total_cmp);
    let limits = limits(&shown);
    let class_of = |value: f64| limits.iter().filter(|limit| value >= **limit).count();
    let reference = &reader.hub.reference;
    // A board that both editions have may stand elsewhere on the map of each.
    let edition = match scope.geography {
        Geography::AsNow => Edition::newest(),
        Geography::AsWas => Edition::at(month),
    };
    let mut tiles: Vec<Tile> = entries
        .iter()
        .filter_map(|entry| {
            let icb = reference.icb_in(edition, entry.place.code.as_str())?;
            let region = reference
                .region(icb.region.as_str())
                .map(|region| region.name.clone())
                .unwrap_or_default();
            Some(Tile {
                name: entry.place.name.clone(),
                short: entry.place.short.clone(),
                href: scope.href(&format!("/areas/{}", entry.place.code)),
                region,
                col: icb.tile.0,
                row: icb.tile.1,
                class: entry
                    .figure
                    .drawn()
                    .filter(|_| entry.complete)
                    .map(class_of),
                figure: entry.figure.clone(),
                own: own == Some(&entry.place.code),
            })
        })
        .collect();
    tiles.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    let period = month.words();
    let mut block = scope.block(
        "map",
        info,
        "all",
        "Where values are high and low".to_owned(),
        &period,
    );
    block.subtitle = format!(
        "{}, integrated care boards, {period}, {}",
        info.title, block.unit
    );
    block.downloads.figures = super::files(scope, info);
    block.about = None;
    TileMap {
        block,
        classes: classes(&limits, info),
        tiles,
    }
}

/// The least displayed value of each class but the first: fifths by rank, fewer where many values are equal.
fn limits(sorted: &[f64]) -> Vec<f64> {
    let mut limits: Vec<f64> = (1..CLASSES)
        .filter_map(|n| sorted.get(n * sorted.len() / CLASSES).copied())
        .collect();
    limits.dedup();
    limits.retain(|limit| sorted.first().is_some_and(|least| limit > least));
    limits
}

fn classes(limits: &[f64], info: &MeasureInfo) -> Vec<Class> {
    let (_, suffix) = figures::unit(info);
    let show = |value: f64| format!("{}{suffix}", words::decimal(value, info.decimals));
    let mut labels = Vec::new();
    match (limits.first(), limits.last()) {
        (Some(first), Some(last)) => {
            labels.push(format!("Lowest: under {}", show(*first)));
            for pair in limits.windows(2) {
                if let [from, to] = pair {
                    labels.push(format!("{} to under {}", show(*from), show(*to)));
                }
            }
            // Nothing is more than the whole.
            let is_whole = suffix == "%" && *last >= 100.0;
            let more = if is_whole { "" } else { " or more" };
            labels.push(format!("Highest: {}{more}", show(*last)));
        }
        _ => labels.push("All much the same".to_owned()),
    }
    labels.into_iter().map(|label| Class { label }).collect()
}
