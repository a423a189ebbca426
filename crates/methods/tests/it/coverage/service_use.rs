//! The ratio of the use of a service after to that before.

use hub_methods::Level;
use hub_methods::service_use::{PersonUse, UseChange, UseMoments};

use super::draws::{Draws, each, noise_variance, poisson_share};
use super::tally::{Row, Stage};
use super::{PERSONS, areas};

const P95: Level = Level::P95;
/// The share of those referred whose use is known.
const KNOWN: f64 = 0.4;
/// The most contacts of a person that count in a period.
const CONTACTS: f64 = 12.0;
const DAYS: f64 = 365.0;
/// Contacts a person expects before, and the share of people who do: some come often in both periods.
const EXPECTED: [f64; 3] = [1.0, 3.0, 6.0];
const SHARES: [f64; 3] = [0.4, 0.4, 0.2];
/// Contacts expected after, as a share of those before.
const AFTER: f64 = 0.8;

/// Poisson shares of 0 to 12 contacts; whoever has more counts as 12.
fn contacts(expected: f64) -> Vec<f64> {
    let mut shares: Vec<f64> = each(CONTACTS)
        .map(|count| poisson_share(expected, count))
        .collect();
    shares.push(1.0 - shares.iter().sum::<f64>());
    shares
}

fn mean(shares: &[f64]) -> f64 {
    shares
        .iter()
        .zip(each(CONTACTS + 1.0))
        .map(|(share, count)| share * count)
        .sum()
}

/// Before protection from the people one by one, after it from protected sums where the hub shows the ratio.
pub(super) fn ratios() -> Vec<Row> {
    let mut draws = Draws::new(402);
    let mut row = Row::nominal("ratio of service use, clustered by person");
    let before = EXPECTED.map(contacts);
    let after = EXPECTED.map(|expected| contacts(AFTER * expected));
    let overall = |kinds: &[Vec<f64>; 3]| -> f64 {
        kinds
            .iter()
            .zip(SHARES)
            .map(|(shares, kind)| kind * mean(shares))
            .sum()
    };
    let truth = overall(&after) / overall(&before);
    let counts: Vec<f64> = each(CONTACTS + 1.0).collect();
    for size in areas(2) {
        let everyone = draws.poisson(KNOWN * size);
        let people: Vec<PersonUse> = each(everyone)
            .map(|_| {
                let kind = draws.place(&SHARES);
                PersonUse {
                    before: counts[draws.place(&before[kind])],
                    before_days: DAYS,
                    after: counts[draws.place(&after[kind])],
                    after_days: DAYS,
                }
            })
            .collect();
        let exact = UseChange::of(&people).unwrap().ratio().unwrap();
        row.judge(Stage::Before, exact.limits(P95).unwrap(), truth);

        let mut sum =
            |of: fn(&PersonUse) -> f64, clip: f64| draws.noisy(people.iter().map(of).sum(), clip);
        let square = CONTACTS * CONTACTS;
        let sums = UseMoments {
            people: sum(|_| 1.0, PERSONS),
            before_days: DAYS,
            after_days: DAYS,
            before: sum(|person| person.before, CONTACTS),
            after: sum(|person| person.after, CONTACTS),
            before_squares: sum(|person| person.before.powi(2), square),
            after_squares: sum(|person| person.after.powi(2), square),
            products: sum(|person| person.before * person.after, square),
        };
        if is_shown(&sums) {
            let noisy = UseChange::of_moments(sums).unwrap().ratio().unwrap();
            row.judge(Stage::After, noisy.limits(P95).unwrap(), truth);
        }
    }
    vec![row]
}

/// The rule of the measure: 30 people, and totals that are more than noise.
fn is_shown(sums: &UseMoments) -> bool {
    let noise = noise_variance(CONTACTS).sqrt();
    let (before, after) = (sums.before.value, sums.after.value);
    sums.people.value >= 30.0 && before + after >= 8.0 * noise && before.min(after) >= 2.0 * noise
}
