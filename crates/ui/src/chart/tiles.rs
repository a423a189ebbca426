//! Tile map: equal tiles, classes told by shade and by filled squares.

use maud::{Markup, html};

use super::block::{Parts, block};
use super::mark::{state_word, wrapped};
use crate::components::figure::{in_cell, interval_in_cell, key};
use crate::components::table::{Head, Table};
use crate::components::{link_or_text, scroll_region};
use crate::view::{Tile, TileMap};

const WIDTH: u32 = 100;
const HEIGHT: u32 = 76;
const GAP: u32 = 4;
/// Room for the outline of the first tile.
const MARGIN: u32 = 2;
/// Characters that fit on a line of a tile.
const LINE_CHARS: usize = 12;
/// Shades that exist.
pub(super) const CLASSES_MAX: usize = 5;

/// One tile for each area. The tiles are links, so the drawing is a group and not one image.
pub(crate) fn tiles(map: &TileMap) -> Markup {
    let columns = map
        .tiles
        .iter()
        .map(|tile| u32::from(tile.col) + 1)
        .max()
        .unwrap_or(0);
    let rows = map
        .tiles
        .iter()
        .map(|tile| u32::from(tile.row) + 1)
        .max()
        .unwrap_or(0);
    let (width, height) = (columns * (WIDTH + GAP), rows * (HEIGHT + GAP));
    let title_id = format!("{}-svg-title", map.block.id);
    let drawing = html! {
        svg class="hub-svg hub-tiles" role="group" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
            aria-labelledby=(title_id) {
            title id=(title_id) { (map.block.finding) }
            @for tile in &map.tiles { (linked(tile, place(tile), map.classes.len())) }
        }
    };
    let drawing = html! {
        div class="hub-tiles-placed" { (scroll_region("Tile map", &drawing)) }
        (by_region(map))
    };
    block(
        &map.block,
        &Parts {
            drawing,
            legend: legend(map),
            numbers: numbers(map),
            key: key(map.tiles.iter().map(|tile| &tile.figure)),
            notes: Vec::new(),
        },
    )
}

/// The same tiles region by region, for screens too narrow for the map.
fn by_region(map: &TileMap) -> Markup {
    let regions = map.tiles.chunk_by(|a, b| a.region == b.region);
    html! {
        div class="hub-tiles-by-region" {
            @for tiles in regions {
                @if let Some(first) = tiles.first() { h3 class="nhsuk-heading-xs" { (first.region) } }
                ul {
                    @for tile in tiles {
                        li {
                            svg class="hub-svg hub-tiles" role="group" width=(WIDTH + GAP) height=(HEIGHT + GAP) aria-label=(tile.name) {
                                (linked(tile, (MARGIN, MARGIN), map.classes.len()))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where a tile stands on the map.
fn place(tile: &Tile) -> (u32, u32) {
    (
        u32::from(tile.col) * (WIDTH + GAP) + MARGIN,
        u32::from(tile.row) * (HEIGHT + GAP) + MARGIN,
    )
}

fn linked(tile: &Tile, place: (u32, u32), classes: usize) -> Markup {
    html! {
        @if tile.href.is_empty() {
            (drawn(tile, place, classes))
        } @else {
            a href=(tile.href) { title { (spoken(tile)) } (drawn(tile, place, classes)) }
        }
    }
}

fn drawn(tile: &Tile, (left, top): (u32, u32), classes: usize) -> Markup {
    let shade = tile.class.map(|class| class.min(CLASSES_MAX - 1));
    html! {
        g class={ "hub-point hub-tile " (shade_class(shade, classes)) @if tile.own { " hub-tile--own" } }
            transform={ "translate(" (left) " " (top) ")" } aria-hidden=[(!tile.href.is_empty()).then_some("true")] {
            @if tile.href.is_empty() { title { (spoken(tile)) } }
            rect class="hub-tile__face" width=(WIDTH) height=(HEIGHT - 2) {}
            @for (line, y) in wrapped(&tile.short, LINE_CHARS).iter().zip(["17", "33"]) {
                text class="hub-tile__name" x="6" y=(y) { (line) }
            }
            text class="hub-tile__value" x="6" y="54" {
                @if tile.figure.drawn().is_some() { (tile.figure.display) } @else { (state_word(tile.figure.status)) }
            }
            @if let Some(shade) = shade { (squares(shade, classes)) }
            @if tile.own { text class="hub-tile__value" x=(WIDTH - 6) y="54" text-anchor="end" { "◆" } }
        }
    }
}

/// So many filled squares as the class is high: tells the classes apart without colour.
fn squares(shade: usize, classes: usize) -> Markup {
    html! {
        @for position in 0..classes.min(CLASSES_MAX) {
            rect class=(if position <= shade { "hub-square hub-square--on" } else { "hub-square" })
                x=(6 + position * 12) y="60" width="9" height="9" {}
        }
    }
}

/// Shades are spread over the palette, so that three classes differ as much as five do.
pub(super) fn shade_class(shade: Option<usize>, classes: usize) -> String {
    match shade {
        None => "hub-shade-none".to_owned(),
        Some(shade) if classes > 1 => format!(
            "hub-shade-{}",
            shade * (CLASSES_MAX - 1) / (classes.min(CLASSES_MAX) - 1)
        ),
        Some(_) => "hub-shade-2".to_owned(),
    }
}

/// An area with its value, as it is read out.
pub(super) fn spoken(tile: &Tile) -> String {
    let value = if tile.figure.drawn().is_some() {
        &tile.figure.display
    } else {
        state_word(tile.figure.status)
    };
    let own = if tile.own { " (your area)" } else { "" };
    format!("{}{own}: {value}", tile.name)
}

/// What the classes are, and the marks of the areas that have none and of the own one.
pub(super) fn legend(map: &TileMap) -> Vec<(Markup, String)> {
    let classes = map.classes.len();
    let icon = |shade: Option<usize>| {
        html! {
            svg class={ "hub-icon hub-tile " (shade_class(shade, classes)) } width="72" height="20" aria-hidden="true" focusable="false" {
                rect class="hub-tile__face" x="1" y="1" width="70" height="18" {}
                g transform="translate(1 -55)" { @if let Some(shade) = shade { (squares(shade, classes)) } }
            }
        }
    };
    let mut lines: Vec<_> = map
        .classes
        .iter()
        .enumerate()
        .map(|(position, class)| (icon(Some(position)), class.label.clone()))
        .collect();
    if map.tiles.iter().any(|tile| tile.class.is_none()) {
        lines.push((
            icon(None),
            "no class: no value, or returns incomplete".to_owned(),
        ));
    }
    if map.tiles.iter().any(|tile| tile.own) {
        lines.push((
            html! { span class="hub-icon" aria-hidden="true" { "◆" } },
            "your area, with a thick outline".to_owned(),
        ));
    }
    lines
}

/// All that a map shows, as a table.
pub(super) fn numbers(map: &TileMap) -> Table<'_> {
    let heads = vec![
        Head::text("Area"),
        Head::text("Region"),
        Head::number(map.block.unit.clone()),
        Head::number("95% interval"),
        Head::text("Class"),
    ];
    let rows = map.tiles.iter().map(|tile| {
        let class = tile
            .class
            .and_then(|class| map.classes.get(class))
            .map_or("none", |class| class.label.as_str());
        vec![
            link_or_text(&tile.name, &tile.href),
            html! { (tile.region) },
            in_cell(&tile.figure),
            interval_in_cell(&tile.figure),
            html! { (class) },
        ]
    });
    Table::new(&map.block.subtitle, heads, rows.collect())
}
