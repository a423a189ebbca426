//! Properties of the association over a panel.

use hub_methods::Level;
use hub_methods::did::DifferenceInDifferences;
use hub_methods::panel::{Association, Cell, associate};
use proptest::prelude::*;

use super::close;

proptest! {
    #[test]
    fn the_panel_finds_a_planted_coefficient_whatever_the_units_and_months(
        cells in panel(), coefficient in -2.0..2.0f64, noise_variance in 0.0..0.1f64,
    ) {
        let planted = |with: f64, shift: f64| -> Option<Association> {
            let cells: Vec<Cell<u32, u32>> = cells
                .iter()
                .map(|cell| Cell {
                    outcome: coefficient * cell.regressor
                        + with * (f64::from(cell.unit) * 1.7 - f64::from(cell.month).powi(2) * 0.3),
                    regressor: cell.regressor + shift,
                    noise_variance,
                    ..cell.clone()
                })
                .collect();
            associate(&cells).ok()
        };
        let plain = planted(0.0, 0.0);
        prop_assume!(plain.is_some());
        for found in [plain, planted(1.0, 0.0), planted(1.0, 3.0)] {
            let found = found.unwrap();
            prop_assert!((found.estimate.value - coefficient).abs() < 1e-6, "{:?}", found);
            let limits = found.estimate.limits(Level::P95).unwrap();
            prop_assert!(limits.lower - 1e-6 <= coefficient && coefficient <= limits.upper + 1e-6);
            // There is no error, so all uncertainty is that of the noise.
            prop_assert!(noise_variance < 1e-3 || found.estimate.standard_error > 0.0);
        }
    }

    #[test]
    fn shuffled_cells_give_the_same_association(mut cells in panel(), turn in any::<prop::sample::Index>()) {
        prop_assume!(!cells.is_empty());
        let before = associate(&cells);
        let by = turn.index(cells.len());
        cells.rotate_left(by);
        cells.reverse();
        prop_assert_eq!(before, associate(&cells));
    }

    #[test]
    fn the_association_scales_with_outcome_regressor_and_weight(cells in panel(), times in 0.1..10.0f64) {
        let Ok(plain) = associate(&cells) else { return Ok(()) };
        prop_assume!(plain.estimate.standard_error < 100.0);
        let scaled: Vec<Cell<u32, u32>> = cells
            .iter()
            .map(|cell| Cell {
                regressor: cell.regressor * 2.0,
                outcome: cell.outcome * times,
                weight: cell.weight * times,
                noise_variance: cell.noise_variance * times * times,
                ..cell.clone()
            })
            .collect();
        let scaled = associate(&scaled).unwrap().estimate;
        let slack = 1e-7 * times;
        prop_assert!((scaled.value - plain.estimate.value * times / 2.0).abs() < slack);
        prop_assert!((scaled.standard_error - plain.estimate.standard_error * times / 2.0).abs() < slack);
    }
}

/// A panel of 3 to 8 units and 3 to 6 months; some cells are missing.
fn panel() -> impl Strategy<Value = Vec<Cell<u32, u32>>> {
    let cell = (
        0.0..5.0f64,
        -1.0..1.0f64,
        10.0..500.0f64,
        0.0..0.05f64,
        0u8..10,
    );
    (3u32..=8, 3u32..=6)
        .prop_flat_map(move |(units, months)| {
            let size = usize::try_from(units * months).unwrap();
            (Just(months), prop::collection::vec(cell.clone(), size))
        })
        .prop_map(|(months, drawn)| {
            (0u32..)
                .zip(drawn)
                .filter(|(_, drawn)| drawn.4 > 0)
                .map(|(place, drawn)| Cell {
                    unit: place / months,
                    month: place % months,
                    regressor: drawn.0,
                    outcome: drawn.1,
                    weight: drawn.2,
                    noise_variance: drawn.3,
                })
                .collect()
        })
}

fn plain_cell(unit: u32, month: u32, regressor: f64, outcome: f64) -> Cell<u32, u32> {
    Cell {
        unit,
        month,
        regressor,
        outcome,
        weight: 100.0,
        noise_variance: 0.0,
    }
}

#[test]
fn units_that_start_at_one_time_give_the_difference_in_differences() {
    let outcomes = [[1.0, 4.0], [2.0, 6.5], [5.0, 5.5], [3.0, 2.0]];
    let cells: Vec<Cell<u32, u32>> = (0u32..)
        .zip(outcomes)
        .flat_map(|(unit, [before, after])| {
            let starts = if unit < 2 { 1.0 } else { 0.0 };
            [
                plain_cell(unit, 0, 0.0, before),
                plain_cell(unit, 1, starts, after),
            ]
        })
        .collect();
    let found = associate(&cells).unwrap();
    let compared = DifferenceInDifferences::of_changes(&[3.0, 4.5], &[0.5, -1.0]).unwrap();
    assert!(close(found.estimate.value, compared.value()), "{found:?}");
    assert_eq!((found.units, found.cells), (4, 8));
    assert_eq!(found.estimate.degrees, 3.0);
    // Clusters of two cells: the error over n, with the correction 4/3 * 7/5.
    let expected = compared.clustered_error() * (4.0 / 3.0 * 7.0 / 5.0f64).sqrt();
    assert!(
        close(found.estimate.standard_error, expected),
        "{found:?} {expected}"
    );
}

/// A repeatable stream of numbers near the normal: twelve uniform ones added.
struct Draws(u64);

impl Draws {
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    fn uniform(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / 4_294_967_296.0
    }
}

#[test]
fn limits_from_protected_panels_cover_the_planted_coefficient() {
    let (planted, mut draws, mut covered) = (0.02, Draws(11), 0);
    let panels = 200;
    for _ in 0..panels {
        let mut cells = Vec::new();
        for unit in 0..30u32 {
            let (mut regressor, level) = (2.0 + draws.normal(), draws.normal());
            for month in 0..10u32 {
                regressor += 0.5 * draws.normal();
                let weight = 20.0 + 200.0 * draws.uniform();
                let noise_variance = (4.0 / weight).powi(2);
                let error =
                    0.45 / weight.sqrt() * draws.normal() + noise_variance.sqrt() * draws.normal();
                cells.push(Cell {
                    unit,
                    month,
                    regressor,
                    outcome: planted * regressor + level + 0.1 * f64::from(month) + error,
                    weight,
                    noise_variance,
                });
            }
        }
        let limits = associate(&cells).unwrap().estimate.limits(Level::P95);
        covered += u32::from(limits.unwrap().contains(planted));
    }
    assert!((182..=199).contains(&covered), "{covered} of {panels}");
}

#[test]
fn a_panel_without_an_answer_is_refused() {
    let cells = |regressor: fn(u32, u32) -> f64| -> Vec<Cell<u32, u32>> {
        (0..12)
            .map(|place| (place / 4, place % 4))
            .map(|(unit, month)| plain_cell(unit, month, regressor(unit, month), 1.0))
            .collect()
    };
    let varied = cells(|unit, month| f64::from(unit * month));
    assert!(associate(&varied).is_ok());
    // What differs between units and between months only is what their effects are.
    let flat = cells(|unit, month| f64::from(unit) + 0.1 * f64::from(month));
    assert!(associate(&flat).is_err());
    let mut twice = varied.clone();
    twice.push(plain_cell(0, 0, 1.0, 1.0));
    assert!(associate(&twice).is_err());
    let mut empty = varied;
    empty[3].weight = 0.0;
    assert!(associate(&empty).is_err());
    assert!(associate::<u32, u32>(&[]).is_err());
}
