//! Inequality between groups in order of deprivation.

use hub_methods::Level;
use hub_methods::byar::count_limits;
use hub_methods::heat::{self, Concentration, Gap, Outcome};
use hub_methods::inequality::{Gradient, Group, Settings, Spread};

use super::draws::{Draws, ROUNDING, displayed, is_shown, noise_variance};
use super::tally::{Row, Stage};
use super::{ENGLANDS, REFERRALS, areas, sizes};

const P95: Level = Level::P95;
/// Referrals per 1,000 people in the month, in the middle of the groups.
const RATE: f64 = 5.0;

/// The fifths of one area, and what is true of them.
struct Fifths {
    people: [f64; 5],
    /// Referrals per 1,000 people.
    rates: [f64; 5],
    /// The rates at both ends of the line.
    ends: [f64; 2],
}

/// The middle of each group, of groups with these shares of the people.
fn places(shares: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    shares
        .iter()
        .map(|share| {
            before += share;
            before - share / 2.0
        })
        .collect()
}

/// The relative concentration index, straight from its definition as an area.
fn concentration(shares: &[f64], rates: &[f64]) -> f64 {
    let places = places(shares);
    let mean: f64 = shares
        .iter()
        .zip(rates)
        .map(|(share, rate)| share * rate)
        .sum();
    let groups = shares.iter().zip(rates).zip(places);
    let area: f64 = groups
        .map(|((share, rate), place)| share * rate * place)
        .sum();
    2.0 * area / mean - 1.0
}

fn judge_concentration(row: &mut Row, stage: Stage, people: &[f64], counts: &[f64], truth: f64) {
    let groups: Vec<heat::Group> = counts
        .iter()
        .zip(people)
        .map(|(count, people)| heat::Group {
            value: 1_000.0 * count / people,
            error: 0.0,
            population: *people,
        })
        .collect();
    let n_groups = f64::from(u32::try_from(groups.len()).unwrap());
    let index = Concentration::of(&groups).unwrap().relative().unwrap();
    let limits = index
        .unwrap()
        .limits_of_few(n_groups, P95)
        .unwrap()
        .unwrap();
    row.judge(stage, limits, truth);
}

impl Fifths {
    /// A straight line on the logarithmic scale: the rate at the most deprived end is that at the other end, or up to
    /// more than twice as high.
    fn draw(draws: &mut Draws, size: f64) -> Self {
        let shares: [f64; 5] = draws.shares();
        let level = RATE * draws.between(-0.2, 0.2).exp();
        let slope = draws.between(-0.8, 0.0);
        let mut places = places(&shares).into_iter();
        Self {
            people: shares.map(|share| 1_000.0 / RATE * size * share),
            rates: shares.map(|_| level * (slope * (places.next().unwrap() - 0.5)).exp()),
            ends: [-0.5, 0.5].map(|end| level * (slope * end).exp()),
        }
    }

    fn counts(&self, draws: &mut Draws) -> [f64; 5] {
        let mut rates = self.rates.iter();
        self.people
            .map(|people| draws.poisson(people / 1_000.0 * rates.next().unwrap()))
    }

    fn shares(&self) -> [f64; 5] {
        let whole: f64 = self.people.iter().sum();
        self.people.map(|people| people / whole)
    }
}

struct Rows {
    slope: Row,
    relative: Row,
    difference: Row,
    ratio: Row,
    concentration: Row,
}

impl Rows {
    fn judge(&mut self, stage: Stage, fifths: &Fifths, counts: &[f64; 5], s2: f64) {
        let groups = counts.iter().zip(fifths.people).map(|(count, population)| {
            let value = 1_000.0 * count / population;
            let limits = count_limits(*count, s2, P95).unwrap();
            let log_error = (limits.upper.ln() - limits.lower.ln()) / (2.0 * P95.z());
            let group = Group {
                population,
                value,
                spread: Spread::StandardError(log_error),
            };
            let of_gap = heat::Group {
                value,
                error: value * log_error,
                population,
            };
            (group, of_gap)
        });
        let (groups, of_gap): (Vec<Group>, Vec<heat::Group>) = groups.unzip();
        let gradient = Gradient::fit(&groups, Settings::LOG_RATE).unwrap();
        let limits = gradient.closed_form(P95).unwrap();
        let [most, least] = fifths.ends;
        self.slope.judge(stage, limits.sii, least - most);
        self.relative
            .judge(stage, limits.rii.unwrap(), least / most);

        let gap = Gap::between_ends(&of_gap, Outcome::Adverse).unwrap();
        let [most, .., least] = fifths.rates;
        let limits = gap.difference().unwrap().limits(P95).unwrap().unwrap();
        self.difference.judge(stage, limits, most - least);
        let ratio = gap.ratio().unwrap().unwrap();
        let limits = ratio.limits(P95).unwrap().unwrap();
        self.ratio.judge(stage, limits, most / least);
    }
}

/// Fifths of each area. The hub gives no index where a fifth is hidden.
pub(super) fn fifths() -> Vec<Row> {
    let mut draws = Draws::new(301);
    let mut rows = Rows {
        slope: Row::nominal("slope index of fifths, logarithmic"),
        relative: Row::nominal("relative index of fifths, logarithmic"),
        difference: Row::nominal("difference of the gap between two fifths"),
        ratio: Row::nominal("ratio of the gap between two fifths"),
        concentration: Row::nominal("relative concentration index of fifths"),
    };
    for size in areas(1) {
        let fifths = Fifths::draw(&mut draws, size);
        let counts = fifths.counts(&mut draws);
        let truth = concentration(&fifths.shares(), &fifths.rates);
        // A rate of nothing has no logarithm.
        if counts.iter().all(|count| *count > 0.0) {
            rows.judge(Stage::Before, &fifths, &counts, 0.0);
        }
        let row = &mut rows.concentration;
        judge_concentration(row, Stage::Before, &fifths.people, &counts, truth);
        let noisy = counts.map(|count| draws.protected(count, REFERRALS));
        let mut pairs = counts.iter().zip(&noisy);
        if pairs.all(|(count, noisy)| is_shown(*count, *noisy)) {
            let noise = noise_variance(REFERRALS);
            judge_concentration(row, Stage::After, &fifths.people, &noisy, truth);
            rows.judge(Stage::After, &fifths, &noisy, noise);
            let rounded = noisy.map(displayed);
            rows.judge(Stage::Rounded, &fifths, &rounded, noise + ROUNDING);
        }
    }
    vec![
        rows.slope,
        rows.relative,
        rows.difference,
        rows.ratio,
        rows.concentration,
    ]
}

/// All areas of an England in order of deprivation, in each of 24 months: enough groups for the normal point.
pub(super) fn areas_in_order() -> Vec<Row> {
    let mut draws = Draws::new(302);
    let mut row = Row::nominal("relative concentration index of 42 areas");
    for _ in 0..24 * ENGLANDS {
        let mut order: Vec<(f64, f64)> = sizes(1).map(|size| (draws.uniform(), size)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sizes: Vec<f64> = order.into_iter().map(|(_, size)| size).collect();
        let whole: f64 = sizes.iter().sum();
        let shares: Vec<f64> = sizes.iter().map(|size| size / whole).collect();
        let people: Vec<f64> = sizes.iter().map(|size| 1_000.0 / RATE * size).collect();
        let slope = draws.between(-0.8, 0.0);
        let rates: Vec<f64> = places(&shares)
            .into_iter()
            .map(|place| RATE * (1.0 + slope * (place - 0.5)))
            .collect();
        let truth = concentration(&shares, &rates);
        let counts: Vec<f64> = people
            .iter()
            .zip(&rates)
            .map(|(people, rate)| draws.poisson(people * rate / 1_000.0))
            .collect();
        judge_concentration(&mut row, Stage::Before, &people, &counts, truth);
        let noisy: Vec<f64> = counts
            .iter()
            .map(|count| draws.protected(*count, REFERRALS))
            .collect();
        judge_concentration(&mut row, Stage::After, &people, &noisy, truth);
    }
    vec![row]
}
