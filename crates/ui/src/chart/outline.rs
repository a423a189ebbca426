//! Map of outlines: every area in its own shape. Classes are told by shade and by filled squares, as on the map of tiles.

use maud::{Markup, html};

use super::block::{Parts, block};
use super::mark::state_word;
use super::tiles::{CLASSES_MAX, legend, numbers, shade_class, spoken};
use crate::components::figure::key;
use crate::components::scroll_region;
use crate::view::{Outline, Tile, TileMap};

/// Width of the map in pixels.
const WIDTH: u32 = 700;
/// Squares beside each other; the rest is under them.
const SQUARES_ABREAST: u32 = 3;
/// From square to square, as there is room, in units of the plane.
const STEP_MIN: u32 = 6;
const STEP_MAX: u32 = 14;
/// From the squares up to the mark of the own area.
const MARK_GAP: u32 = 7;

/// One shape for each area, on a plane of that width and height. The shapes are links, so the drawing is a group and not one
/// image.
pub(crate) fn outlines(map: &TileMap, (across, down): (u32, u32)) -> Markup {
    let id = &map.block.id;
    let (title_id, desc_id) = (format!("{id}-svg-title"), format!("{id}-svg-desc"));
    let height = (WIDTH * down).checked_div(across).unwrap_or(WIDTH);
    let drawing = html! {
        svg class="hub-svg hub-outlines" role="group" width=(WIDTH) height=(height) viewBox={ "0 0 " (across) " " (down) }
            aria-labelledby={ (title_id) " " (desc_id) } {
            title id=(title_id) { (map.block.finding) }
            desc id=(desc_id) {
                "Every area in its own shape, in the order of regions. The more squares are filled, the higher is the class."
            }
            @for tile in &map.tiles {
                @if let Some(outline) = &tile.outline { (linked(map, tile, outline)) }
            }
            // Over all others, so that no neighbour covers it.
            @for tile in map.tiles.iter().filter(|tile| tile.own) {
                @if let Some(outline) = &tile.outline { (marked(tile, outline)) }
            }
        }
    };
    block(
        &map.block,
        &Parts {
            drawing: scroll_region("Map of outlines", &drawing),
            legend: legend(map),
            numbers: numbers(map),
            key: key(map.tiles.iter().map(|tile| &tile.figure)),
            notes: vec![
                "Areas are drawn as large as they are on the ground, not by how many people live there."
                    .to_owned(),
            ],
        },
    )
}

fn linked(map: &TileMap, tile: &Tile, outline: &Outline) -> Markup {
    let class = tile.class.and_then(|class| map.classes.get(class));
    let name = format!(
        "{}. Class: {}",
        spoken(tile),
        class.map_or("none", |class| class.label.as_str())
    );
    html! {
        @if tile.href.is_empty() {
            g { title { (name) } (drawn(map, tile, outline)) }
        } @else {
            a href=(tile.href) { title { (name) } (drawn(map, tile, outline)) }
        }
    }
}

fn drawn(map: &TileMap, tile: &Tile, outline: &Outline) -> Markup {
    let classes = map.classes.len();
    let shade = tile.class.map(|class| class.min(CLASSES_MAX - 1));
    html! {
        g class={ "hub-point hub-tile " (shade_class(shade, classes)) } aria-hidden="true" {
            path class="hub-tile__face" fill-rule="evenodd" d=(outline.path) {}
            (squares(outline, shade, classes))
        }
    }
}

/// So many filled squares as the class is high; without a class an empty box with a broken line.
fn squares(outline: &Outline, shade: Option<usize>, classes: usize) -> Markup {
    let step = step(outline);
    let side = step - step / 4;
    let (left, top) = corner(outline, step);
    let squares = (0_u32..).zip(0..classes.min(CLASSES_MAX));
    html! {
        @match shade {
            Some(shade) => {
                @for (place, position) in squares {
                    rect class=(if position <= shade { "hub-square hub-square--on" } else { "hub-square" })
                        x=(left + place % SQUARES_ABREAST * step) y=(top + place / SQUARES_ABREAST * step) width=(side) height=(side) {}
                }
            }
            None => {
                rect class="hub-outline__none" x=(left) y=(top) width=(step * SQUARES_ABREAST) height=(step * 2) {}
            }
        }
    }
}

fn step(outline: &Outline) -> u32 {
    (outline.room * 2 / SQUARES_ABREAST).clamp(STEP_MIN, STEP_MAX)
}

/// The upper left corner of the squares: their middle is the place inside.
fn corner(outline: &Outline, step: u32) -> (u32, u32) {
    let (x, y) = outline.place;
    (
        x.saturating_sub(step * SQUARES_ABREAST / 2),
        y.saturating_sub(step),
    )
}

/// The own area: a thick outline with a mark, and its name and value in the upper left corner, where they cover nothing.
fn marked(tile: &Tile, outline: &Outline) -> Markup {
    let (x, _) = outline.place;
    let (_, top) = corner(outline, step(outline));
    let value = if tile.figure.drawn().is_some() {
        tile.figure.display.as_str()
    } else {
        state_word(tile.figure.status)
    };
    html! {
        g class="hub-outline__mark" aria-hidden="true" {
            path class="hub-outline__casing" d=(outline.path) {}
            path class="hub-outline__own" d=(outline.path) {}
            text class="hub-label hub-outline__name" x=(x) y=(top.saturating_sub(MARK_GAP)) text-anchor="middle" { "◆" }
            text class="hub-label hub-outline__name" x="4" y="34" { "◆ " (tile.short) ": " (value) }
        }
    }
}
