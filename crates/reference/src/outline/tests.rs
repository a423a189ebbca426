//! What outlines promise.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::border::borders;
use super::grid::{Grid, NOBODY};
use super::projection::{Cone, onto_plane};
use super::simplify::{distance, simplified};
use super::{Corner, Drawn, PLANE, Position, Ring, draw, drawn, path, simpler};

/// The closed lines of a path, read again.
fn read(path: &str) -> Vec<Vec<Corner>> {
    path.split('z')
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (start, steps) = line.strip_prefix('M').unwrap().split_once('l').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let start: Corner = (x.parse().unwrap(), y.parse().unwrap());
            let steps = steps.replace('-', " -");
            let numbers: Vec<i32> = steps
                .split_whitespace()
                .map(|number| number.parse().unwrap())
                .collect();
            let mut ring = vec![start];
            for step in numbers.chunks(2) {
                let last = ring[ring.len() - 1];
                ring.push((last.0 + step[0], last.1 + step[1]));
            }
            ring.push(start);
            ring
        })
        .collect()
}

fn rings_of(drawn: &[Option<Drawn>]) -> Vec<Vec<Ring>> {
    let position = |(x, y): &Corner| -> Position { (f64::from(*x), f64::from(*y)) };
    drawn
        .iter()
        .map(|drawn| match drawn {
            Some(drawn) => read(&drawn.path)
                .iter()
                .map(|ring| ring.iter().map(position).collect())
                .collect(),
            None => Vec::new(),
        })
        .collect()
}

/// A ring round a part of the earth: west, south, east, north.
fn block(west: f64, south: f64, east: f64, north: f64) -> Ring {
    vec![
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ]
}

/// Cells of up to four areas, in lines of a width.
fn any_cells() -> impl Strategy<Value = (u16, Vec<u8>)> {
    let owner = prop_oneof![Just(0_u8), Just(1), Just(2), Just(3), Just(NOBODY)];
    (1_u16..12, 1_usize..12).prop_flat_map(move |(width, height)| {
        let cells = usize::from(width) * height;
        (Just(width), prop::collection::vec(owner.clone(), cells))
    })
}

fn any_line() -> impl Strategy<Value = Vec<Corner>> {
    prop::collection::vec((0_i32..60, 0_i32..60), 2..80)
}

proptest! {
    #[test]
    fn outlines_are_of_the_cells_that_they_were_made_of((width, cells) in any_cells()) {
        let grid = Grid::of_owners(width, cells);
        let again = rings_of(&drawn(&grid, 4, 0.0));
        prop_assert_eq!(Grid::of(width, grid.height(), &again), grid);
    }

    #[test]
    fn neighbours_share_their_border_however_simple((width, cells) in any_cells(), tolerance in 0.0_f64..4.0) {
        let grid = Grid::of_owners(width, cells);
        let borders = simpler(&borders(&grid), tolerance);
        let steps = |number: u8| -> BTreeSet<(Corner, Corner)> {
            let rings = path::rings(&borders, number);
            rings.iter().flat_map(|ring| ring.windows(2)).map(|pair| (pair[0], pair[1])).collect()
        };
        for border in &borders {
            for pair in border.corners.windows(2) {
                for (number, step) in [(border.left, (pair[0], pair[1])), (border.right, (pair[1], pair[0]))] {
                    prop_assert!(number == NOBODY || steps(number).contains(&step));
                }
            }
        }
        // However simple, nobody vanishes, and every line ends where it begins.
        for number in 0..4 {
            let rings = path::rings(&borders, number);
            prop_assert_eq!(path::encloses(&rings), !rings.is_empty());
            prop_assert!(rings.iter().all(|ring| ring.first() == ring.last()));
        }
    }

    #[test]
    fn tidying_takes_no_area_away((width, cells) in any_cells()) {
        let mut grid = Grid::of_owners(width, cells.clone());
        grid.tidy(3);
        let owners = |grid: &Grid| -> BTreeSet<u8> { grid.middles().into_keys().collect() };
        prop_assert_eq!(owners(&grid), owners(&Grid::of_owners(width, cells)));
    }

    #[test]
    fn a_place_is_inside_with_all_that_is_so_far_around((width, cells) in any_cells()) {
        let grid = Grid::of_owners(width, cells);
        for (owner, ((x, y), room)) in grid.middles() {
            let (x, y, room) = (i32::try_from(x).unwrap(), i32::try_from(y).unwrap(), i32::try_from(room).unwrap());
            for corner in (-room..=room).flat_map(|dy| (-room..=room).map(move |dx| (x + dx, y + dy))) {
                prop_assert_eq!(grid.owner(corner), owner);
            }
        }
    }

    #[test]
    fn a_simpler_line_lies_close_to_all_that_it_leaves_out(line in any_line(), tolerance in 0.0_f64..6.0) {
        let fewer = simplified(&line, tolerance);
        prop_assert_eq!(fewer.first(), line.first());
        prop_assert_eq!(fewer.last(), line.last());
        // What is left is some of the corners in their order.
        let mut rest = line.iter();
        prop_assert!(fewer.iter().all(|corner| rest.any(|own| own == corner)));
        for corner in &line {
            let nearest = fewer.windows(2).map(|pair| distance(*corner, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
            prop_assert!(nearest <= tolerance + 1e-9, "{corner:?} is {nearest} away");
        }
    }

    #[test]
    fn any_shape_is_drawn_on_the_plane(rings in prop::collection::vec(prop::collection::vec((-9.0_f64..3.0, 49.0_f64..61.0), 0..8), 0..3)) {
        let placed = onto_plane(std::slice::from_ref(&rings), PLANE);
        let (width, height) = (f64::from(PLANE.0), f64::from(PLANE.1));
        for (x, y) in placed.iter().flatten().flatten() {
            prop_assert!((0.0..=width).contains(x) && (0.0..=height).contains(y));
        }
    }
}

#[test]
fn a_path_is_written_step_by_step() {
    let rings = [vec![(1, 2), (6, 2), (6, 0), (1, 0), (1, 2)]];
    assert_eq!(path::text(&rings), "M1 2l5 0 0-2-5 0z");
    assert_eq!(read(&path::text(&rings)), rings);
}

#[test]
fn a_gap_narrower_than_a_cell_is_none() {
    let [left, right] = [0, 1].map(|number| {
        let west = f64::from(number) * 1.000_1 - 2.0;
        vec![block(west, 52.0, west + 1.0, 54.0)]
    });
    let drawn = draw(&[left, right]);
    let rings: Vec<Vec<Vec<Corner>>> = drawn
        .iter()
        .map(|drawn| read(&drawn.as_ref().unwrap().path))
        .collect();
    let shared = rings[0][0]
        .iter()
        .filter(|corner| rings[1][0].contains(corner))
        .count();
    assert!(shared >= 2, "{rings:?}");
}

#[test]
fn small_islands_are_left_out_unless_they_are_all_of_an_area() {
    let main = block(-2.0, 52.0, 0.0, 54.0);
    let island = block(0.5, 53.0, 0.51, 53.01);
    let drawn = draw(&[vec![main, island.clone()]]);
    assert_eq!(read(&drawn[0].as_ref().unwrap().path).len(), 1);
    let drawn = draw(&[vec![block(-2.0, 52.0, 0.0, 54.0)], vec![island]]);
    assert!(drawn[1].is_some(), "it has nothing else");
}

#[test]
fn a_hole_is_a_line_of_its_own_and_an_area_in_it_fills_it() {
    let ring = vec![block(-2.0, 52.0, 0.0, 54.0), block(-1.5, 52.5, -0.5, 53.5)];
    let drawn = draw(&[ring, vec![block(-1.5, 52.5, -0.5, 53.5)]]);
    assert_eq!(read(&drawn[0].as_ref().unwrap().path).len(), 2);
    assert_eq!(read(&drawn[1].as_ref().unwrap().path).len(), 1);
}

#[test]
fn what_covers_no_cell_has_no_outline() {
    let drawn = draw(&[
        vec![block(-2.0, 52.0, 0.0, 54.0)],
        vec![block(0.1, 53.0, 0.1, 53.0)],
        Vec::new(),
    ]);
    assert!(drawn[0].is_some() && drawn[1].is_none() && drawn[2].is_none());
    assert!(draw(&[]).is_empty());
}

#[test]
fn areas_are_in_proportion() {
    let cone = Cone::of_england();
    // In steps so short that the sides are as good as straight.
    let area = |south: f64| -> f64 {
        let ring: Vec<Position> = [(-1.0, 0.0), (-0.9, 0.0), (-0.9, 0.1), (-1.0, 0.1)]
            .map(|(east, north)| cone.project((east, south + north)))
            .into();
        let next = ring.iter().cycle().skip(1);
        let twice: f64 = ring
            .iter()
            .zip(next)
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        twice.abs() / 2.0
    };
    let truth = |south: f64| {
        let band = (south + 0.1).to_radians().sin() - south.to_radians().sin();
        band * 0.1_f64.to_radians()
    };
    for south in [50.0, 52.5, 55.7] {
        let ratio = area(south) / truth(south);
        assert!((ratio - 1.0).abs() < 1e-4, "{south}: {ratio}");
    }
}
