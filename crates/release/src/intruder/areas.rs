//! The other side of protection for whole areas: figures as readers can work them out, against the true ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hub_disclosure::{Mean, Policy};
use hub_methods::inequality::{Gradient, Group, Settings, Spread};
use hub_methods::percentile::percentile;
use hub_methods::standardised::{Stratum, direct};
use hub_standard::ids::Month;
use serde::{Deserialize, Serialize};

use super::utility::{coarse, to_f64};

/// Rates are told for so many people.
const PER: f64 = 1_000.0;
/// Errors of fewer areas say little of areas in general, and too much of each.
const AREAS_MIN: usize = 10;

/// One cell of an area and month, summed over the parts of the area.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct AreaCell {
    /// The protected number of people: by it the cell is displayed or not.
    pub persons: i64,
    /// Whether one of the parts would be displayed by itself.
    pub floor_met: bool,
    /// The protected value of what is counted.
    pub protected: i64,
    /// The true number of people.
    pub true_persons: i64,
    /// The true value of what is counted.
    pub truth: i64,
    /// Residents of the area in the group of the cell.
    pub residents: f64,
}

/// The cells of an area and month from which figures are worked out; a list is empty where the release has no such cells.
#[derive(Clone, PartialEq)]
pub struct AreaMonth {
    /// Code of the area.
    pub area: String,
    /// The month.
    pub month: Month,
    /// Referrals by deprivation decile, the most deprived first.
    pub deciles: Vec<AreaCell>,
    /// People referred by age band.
    pub ages: Vec<AreaCell>,
    /// Days waited of those whose wait ended.
    pub waits: Vec<AreaCell>,
}

impl fmt::Debug for AreaCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AreaCell(<redacted>)")
    }
}

impl fmt::Debug for AreaMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AreaMonth")
            .field("area", &self.area)
            .field("month", &self.month)
            .finish_non_exhaustive()
    }
}

/// A figure of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaFigure {
    /// The slope index of inequality of referrals by deprivation, in referrals per 1,000 residents.
    SlopeIndex,
    /// People referred per 1,000 residents, directly standardised for age.
    StandardisedRate,
    /// The mean wait, in days.
    MeanWait,
}

/// How far a figure of areas is from the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaUtility {
    /// The figure.
    pub figure: AreaFigure,
    /// Areas for which it was compared.
    pub areas: u32,
    /// Areas and months for which it was compared; 0, like the next, where there are too few areas.
    pub compared: u32,
    /// Areas and months that have it, though readers cannot work it out from what is displayed.
    pub not_displayed: u32,
    /// The median of the absolute errors; none where there are too few areas.
    pub error_median: Option<f64>,
    /// The value below which 90 of 100 of them lie.
    pub error_p90: Option<f64>,
    /// The standard deviation of the true figure between the areas of a month; the median of the months.
    pub spread: Option<f64>,
    /// Whether the median error is more than half of that: areas can then hardly be told apart.
    pub too_coarse: Option<bool>,
}

impl AreaFigure {
    /// Every figure.
    pub const ALL: [Self; 3] = [Self::SlopeIndex, Self::StandardisedRate, Self::MeanWait];

    /// As readers have it under a policy, or as it is where there is none; `None` where it cannot be worked out.
    fn of(self, area: &AreaMonth, standard: &[f64], policy: Option<&Policy>) -> Option<f64> {
        match self {
            Self::SlopeIndex => slope(&area.deciles, policy),
            Self::StandardisedRate => standardised(&area.ages, standard, policy),
            Self::MeanWait => mean(area.waits.first()?, policy),
        }
    }
}

/// Holds every figure against the true one. `standard` is the standard population, by the age bands of the areas.
#[must_use]
pub fn measure_areas(areas: &[AreaMonth], standard: &[f64], policy: &Policy) -> Vec<AreaUtility> {
    AreaFigure::ALL
        .into_iter()
        .map(|figure| compare(figure, areas, standard, policy))
        .collect()
}

fn compare(
    figure: AreaFigure,
    areas: &[AreaMonth],
    standard: &[f64],
    policy: &Policy,
) -> AreaUtility {
    let mut errors = Vec::new();
    let mut compared = BTreeSet::new();
    let mut truths: BTreeMap<Month, Vec<f64>> = BTreeMap::new();
    let mut not_displayed = 0;
    for area in areas {
        let Some(truth) = figure.of(area, standard, None) else {
            continue;
        };
        let Some(shown) = figure.of(area, standard, Some(policy)) else {
            not_displayed += 1;
            continue;
        };
        errors.push((shown - truth).abs());
        compared.insert(area.area.as_str());
        truths.entry(area.month).or_default().push(truth);
    }
    if compared.len() < AREAS_MIN {
        errors.clear();
        truths.clear();
        // Of a few areas even this says that there is somebody.
        not_displayed = 0;
    }
    let deviations: Vec<f64> = truths
        .values()
        .filter_map(|truths| hub_methods::mean::Mean::of(truths).ok()?.deviation)
        .collect();
    let error_median = percentile(&errors, 0.5).ok();
    let spread = percentile(&deviations, 0.5).ok();
    let too_coarse = error_median
        .zip(spread)
        .map(|(error, spread)| error > spread / 2.0);
    AreaUtility {
        figure,
        areas: count(compared.len()),
        compared: count(errors.len()),
        not_displayed,
        error_median: error_median.map(coarse),
        error_p90: percentile(&errors, 0.9).ok().map(coarse),
        spread: spread.map(coarse),
        too_coarse,
    }
}

/// As the measure has it: over fifths, each the sum of two deciles; none where one of them is hidden, empty or without
/// residents.
fn slope(deciles: &[AreaCell], policy: Option<&Policy>) -> Option<f64> {
    let groups: Option<Vec<Group>> = deciles
        .chunks(2)
        .map(|fifth| group(fifth, policy))
        .collect();
    let gradient = Gradient::fit(&groups?, Settings::LOG_RATE).ok()?;
    gradient.index().ok().map(|index| index.sii)
}

fn group(cells: &[AreaCell], policy: Option<&Policy>) -> Option<Group> {
    let (mut events, mut population) = (0.0, 0.0);
    for cell in cells {
        events += match policy {
            None => to_f64(cell.truth),
            Some(policy) => {
                // Nobody can be hidden in a decile without residents.
                if cell.residents > 0.0 {
                    policy.display(cell.persons, cell.floor_met)?;
                }
                to_f64(cell.protected)
            }
        };
        population += cell.residents;
    }
    (events > 0.0 && population > 0.0).then(|| Group {
        population,
        value: PER * events / population,
        // Limits are not asked for.
        spread: Spread::StandardError(0.0),
    })
}

/// From displayed counts of people by age, of which none may be hidden.
fn standardised(ages: &[AreaCell], standard: &[f64], policy: Option<&Policy>) -> Option<f64> {
    if ages.len() != standard.len() {
        return None;
    }
    let strata: Option<Vec<Stratum>> = ages
        .iter()
        .zip(standard)
        .map(|(cell, weight)| {
            let people = match policy {
                None => cell.true_persons,
                Some(policy) => policy.display(cell.persons, cell.floor_met)?,
            };
            Some(Stratum {
                persons: vec![(1.0, to_f64(people))],
                population: cell.residents,
                weight: *weight,
            })
        })
        .collect();
    direct(&strata?, PER).ok()?.map(|rate| rate.value)
}

/// The protected sum over the protected people, as the policy rounds means.
fn mean(waits: &AreaCell, policy: Option<&Policy>) -> Option<f64> {
    match policy {
        None => (waits.true_persons > 0).then(|| to_f64(waits.truth) / to_f64(waits.true_persons)),
        Some(policy) => policy.mean(waits.protected, waits.persons, waits.floor_met, Mean::Days),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
