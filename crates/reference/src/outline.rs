//! Outlines of areas for maps: shapes, and nothing else.
//!
//! Shapes are projected so that areas look as large as they are ([`projection`]), laid on cells that belong to one area
//! each ([`grid`]), and the borders between the cells are drawn ([`border`]). A border that two areas share is one line,
//! made simpler once, so that neighbours neither overlap nor leave a gap, however untidy their shapes were.

mod border;
mod grid;
mod path;
mod projection;
mod simplify;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use border::{Border, borders};
use grid::{Grid, NOBODY};

/// Longitude and latitude in degrees, or across and down on the plane.
pub(crate) type Position = (f64, f64);
/// A closed line.
pub(crate) type Ring = Vec<Position>;
/// A corner of cells: across from the left, down from the top.
type Corner = (i32, i32);

/// Width and height of the plane, which fit England.
pub(crate) const PLANE: (u16, u16) = (1_000, 1_144);
/// Islands of fewer cells are left out, and holes of fewer cells are closed: about 13 square kilometres.
const PATCH_CELLS_MIN: usize = 40;
/// How far a simpler border may lie from the border: at a width of 600 pixels, less than one.
const TOLERANCE: f64 = 1.2;

/// An area as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Closed lines between corners of cells, as an SVG path has them.
    pub(crate) path: String,
    /// A corner well inside.
    pub(crate) place: (u32, u32),
    /// So far across and down from there all is inside.
    pub(crate) room: u32,
}

/// The outlines of areas, each given by all its rings: what an odd number of them enclose is inside. None for an area that
/// covers no cell. Of what two areas claim, the first has it.
pub(crate) fn draw(areas: &[Vec<Ring>]) -> Vec<Option<Drawn>> {
    let (width, height) = PLANE;
    let mut grid = Grid::of(width, height, &projection::onto_plane(areas, PLANE));
    grid.tidy(PATCH_CELLS_MIN);
    drawn(&grid, areas.len(), TOLERANCE)
}

fn drawn(grid: &Grid, areas: usize, tolerance: f64) -> Vec<Option<Drawn>> {
    let borders = simpler(&borders(grid), tolerance);
    let middles = grid.middles();
    (0..NOBODY)
        .take(areas)
        .map(|number| {
            let (place, room) = middles.get(&number).copied()?;
            Some(Drawn {
                path: path::text(&path::rings(&borders, number)),
                place,
                room,
            })
        })
        .collect()
}

/// The borders with fewer corners; those of an area that would vanish stay as they are.
fn simpler(whole: &[Border], tolerance: f64) -> Vec<Border> {
    let fewer: Vec<Border> = whole
        .iter()
        .map(|border| Border {
            corners: simplify::simplified(&border.corners, tolerance),
            ..*border
        })
        .collect();
    let areas: BTreeSet<u8> = whole
        .iter()
        .flat_map(|border| [border.left, border.right])
        .filter(|number| *number != NOBODY)
        .collect();
    let mut vanished: BTreeSet<u8> = BTreeSet::new();
    // A border that stays may take from the area on its other side, so this goes on until none vanishes.
    loop {
        let borders: Vec<Border> = whole
            .iter()
            .zip(&fewer)
            .map(|(whole, fewer)| {
                let stays = vanished.contains(&whole.left) || vanished.contains(&whole.right);
                let border = if stays { whole } else { fewer };
                border.clone()
            })
            .collect();
        let n = vanished.len();
        vanished.extend(
            areas
                .iter()
                .filter(|number| !path::encloses(&path::rings(&borders, **number))),
        );
        if vanished.len() == n {
            return borders;
        }
    }
}
