//! The map, of tiles or outlines, and the classes of its values.

use hub_reference::{Edition, Outline, Reference};
use hub_release::{Geography, MeasureInfo};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{self, Class, Tile, TileMap};

use super::Entry;
use crate::pages::figures::{self, Scope};
use crate::pages::reader::Reader;
use crate::pages::words;

/// Most classes of the map.
const CLASSES: usize = 5;

/// The edition of the boards that the page shows.
fn edition(reference: &Reference, scope: &Scope, month: Month) -> Edition {
    // A board that several editions have may stand elsewhere on the map of each.
    match scope.geography {
        Geography::AsNow => reference.now(),
        Geography::AsWas => reference.edition_at(month),
    }
}

/// Whether every board of the page has an outline.
pub(super) fn has_outlines(reader: &Reader, scope: &Scope, month: Month) -> bool {
    let reference = &reader.hub.reference;
    let edition = edition(reference, scope, month);
    let mut boards = reference.icbs(edition).iter();
    boards.all(|icb| reference.outline_in(edition, icb.code.as_str()).is_some())
}

/// How a page draws it. It comes from the reference alone, and so tells nothing of values.
fn outline(outline: &Outline) -> view::Outline {
    view::Outline {
        path: outline.path.clone(),
        place: outline.place,
        room: outline.room,
    }
}

pub(super) fn map(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    entries: &[&Entry],
    own: Option<&AreaCode>,
    month: Month,
    outlined: bool,
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
    let edition = edition(reference, scope, month);
    let shape = |code: &AreaCode| reference.outline_in(edition, code.as_str()).map(outline);
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
                outline: outlined.then(|| shape(&entry.place.code)).flatten(),
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
        plane: outlined.then(|| {
            let (width, height) = Outline::PLANE;
            (width.into(), height.into())
        }),
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
