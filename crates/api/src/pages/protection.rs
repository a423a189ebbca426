//! P7: how figures are protected, from the constants of the newest release's policy.
//!
//! Nothing here is about a person: the numbers are those by which anybody can work out how far a figure may be off.

use hub_engine::CountableKind;
use hub_methods::Level;
use hub_methods::byar::count_limits;
use hub_release::{CellNoise, Policy, Release};
use hub_ui::view::{CountNoise, ExampleQuery, Link, Protection, SumNoise, WorkedCount};

use super::Page;
use super::analyst;
use super::measures::catalogue;
use super::reader::Reader;
use super::words;
use crate::problem::Result;
use crate::v1::intruder;

/// So many standard deviations on both sides hold 95 of 100 figures.
const WIDTH_95: f64 = 1.96;
/// The table and the two counts of which examples are.
const REFERRALS: &str = "referrals";
const PERSONS: &str = "persons";
/// Months of the longer example.
const MONTHS: u32 = 12;

/// `GET /protection`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let breadcrumbs = vec![Link::new("Start", "/")];
    let named = reader.params.text("as_at").is_some();
    let release = match named {
        true => Some(reader.release().await?),
        false => reader.hub.releases.latest().await?,
    };
    let (frame, view) = match &release {
        Some(release) => (
            reader.frame_with(release, breadcrumbs).await,
            Protection {
                report: report(&reader, release).await?,
                ..view(&reader, release)
            },
        ),
        None => (reader.frame(breadcrumbs).await, Protection::default()),
    };
    Ok(Page(hub_ui::pages::p7_protection(&frame, &view)))
}

/// What attacks on a release found, where that is stored.
async fn report(reader: &Reader, release: &Release) -> Result<Option<Link>> {
    let is_there = reader.hub.releases.has_intruder_report(&release.id);
    Ok(is_there.await?.then(|| {
        Link::new(
            "the intruder's report",
            format!("{}?format=html", intruder::address(&release.id)),
        )
    }))
}

/// One count from the cell to the page; none where so many people would not be shown.
fn worked(policy: &Policy) -> Option<WorkedCount> {
    const COUNTED: u32 = 23;
    let added = if policy.epsilon.is_some() { 3 } else { 0 };
    if policy.floor.max(policy.soft_floor) > COUNTED || policy.round_to == 0 {
        return None;
    }
    let halfway = policy.round_to / 2;
    let steps = (COUNTED + added + halfway) / policy.round_to;
    Some(WorkedCount {
        counted: COUNTED,
        added,
        shown: (steps * policy.round_to).max(policy.least_shown),
    })
}

/// Both intervals about a count of one cell.
fn both(variance: f64) -> String {
    const SHOWN: f64 = 50.0;
    let Ok(chance) = count_limits(SHOWN, variance, Level::P95) else {
        return String::new();
    };
    let adjusted = WIDTH_95 * variance.sqrt();
    let [low, high, from, to] = [
        chance.lower,
        chance.upper,
        SHOWN - adjusted,
        SHOWN + adjusted,
    ]
    .map(|limit| words::decimal(limit, 0));
    format!(
        "Where {SHOWN:.0} referrals are shown for one smallest area and month, the first goes from {low} to {high}, and the second from \
         {from} to {to}."
    )
}

fn view(reader: &Reader, release: &Release) -> Protection {
    let policy = &release.manifest.policy;
    let noise = release.manifest.cell_noise();
    let rounding = f64::from(policy.round_to) * f64::from(policy.round_to) / 12.0;
    let atoms = u32::try_from(reader.hub.reference.atoms().len()).unwrap_or(u32::MAX);
    let referrals = variance(&noise, REFERRALS);
    let people = variance(&noise, PERSONS);
    let of_sum = |what: &str, cells: u32, has_people: bool| {
        let within = |of_cell: f64| within_95(f64::from(cells) * of_cell + rounding);
        SumNoise {
            what: what.to_owned(),
            cells: words::thousands(u64::from(cells)),
            people: if has_people {
                within(people)
            } else {
                String::new()
            },
            referrals: within(referrals),
        }
    };
    let sql = release.months().last().map_or_else(String::new, |month| {
        analyst::with_limits(&month.to_string())
    });
    Protection {
        release: release.id.to_string(),
        policy: policy.name.clone(),
        has_noise: policy.epsilon.is_some(),
        worked: worked(policy),
        both: both(referrals + rounding),
        report: None,
        epsilon: policy.epsilon.map_or_else(String::new, |epsilon| {
            format!("{}/{}", epsilon.numerator(), epsilon.denominator())
        }),
        floor: policy.floor,
        soft_floor: policy.soft_floor,
        shows_zero: policy.shows_zero,
        round_to: policy.round_to,
        least_shown: policy.least_shown,
        percent_denominator_min: policy.percent_denominator_min,
        percent_decimal_from: words::thousands(u64::from(policy.percent_decimal_from)),
        mean_persons_min: policy.mean_persons_min,
        change_min: policy.change_min,
        change_usual: policy.change_usual(),
        versions_max: policy.versions_max,
        counts: counts(
            &noise,
            policy
                .epsilon
                .map(|epsilon| f64::from(epsilon.numerator()) / f64::from(epsilon.denominator())),
        ),
        sums: vec![
            of_sum("One smallest area in one month", 1, true),
            of_sum("England in one month", atoms, true),
            of_sum(
                "England in twelve months",
                atoms.saturating_mul(MONTHS),
                false,
            ),
        ],
        difference: within_95(f64::from(atoms) * (people + referrals) + 2.0 * rounding),
        example: ExampleQuery {
            title: "Referrals by board, with both 95% intervals".to_owned(),
            href: analyst::address("/analyst/sql", &[("q", sql.as_str()), ("run", "1")]),
            sql,
        },
        may_ask: reader.principal().role.may_ask(),
    }
}

/// Of one cell of the referrals.
fn variance(noise: &[CellNoise], countable: &str) -> f64 {
    let found = noise
        .iter()
        .find(|noise| noise.fact == REFERRALS && noise.countable == countable);
    found.map_or(0.0, |noise| noise.variance)
}

/// Half of the width in which 95 of 100 figures with this variance lie.
fn within_95(variance: f64) -> String {
    words::decimal((WIDTH_95 * variance.sqrt()).ceil(), 0)
}

/// One line for the counts of a table of which one person adds as much.
fn counts(noise: &[CellNoise], epsilon: Option<f64>) -> Vec<CountNoise> {
    let mut lines: Vec<(&str, u32, CountNoise)> = Vec::new();
    for noise in noise {
        let count = as_asked(&noise.fact, &noise.countable);
        let known = lines
            .iter_mut()
            .find(|(fact, clip, _)| *fact == noise.fact && *clip == noise.clip);
        if let Some((.., line)) = known {
            line.counts.push(count);
            continue;
        }
        let is_for_measures = is_for_measures(&noise.fact);
        let line = CountNoise {
            table: match is_for_measures {
                true => noise.fact.clone(),
                false => format!("hub.{}", noise.fact),
            },
            counts: vec![count],
            is_for_measures,
            clip: words::thousands(u64::from(noise.clip)),
            variance: words::decimal(noise.variance, 2),
            within: epsilon.map_or_else(
                || "0".to_owned(),
                |epsilon| words::thousands(most_of(epsilon, noise.clip)),
            ),
        };
        lines.push((noise.fact.as_str(), noise.clip, line));
    }
    lines.into_iter().map(|(.., line)| line).collect()
}

/// The least whole number that nineteen of twenty adjustments do not exceed.
fn most_of(epsilon: f64, clip: u32) -> u64 {
    let ratio = (-epsilon / f64::from(clip.max(1))).exp();
    // Beyond k lies 2 a^(k + 1) / (1 + a) of the distribution.
    let (mut k, mut beyond) = (0, 2.0 * ratio / (1.0 + ratio));
    while beyond > 0.05 {
        k += 1;
        beyond *= ratio;
    }
    k
}

/// Whether no table of SQL shows the cells of a fact.
fn is_for_measures(fact: &str) -> bool {
    let known = catalogue().and_then(|catalogue| catalogue.fact(fact));
    known.is_some_and(|file| file.fact.measures_only)
}

/// A count as it is asked in SQL; of tables that measures alone read its name.
fn as_asked(fact: &str, countable: &str) -> String {
    let known = catalogue().and_then(|catalogue| catalogue.fact(fact));
    let kind = known.and_then(|file| {
        let mut counts = file.fact.countables.iter();
        let found = counts.find(|count| count.name == countable);
        found
            .filter(|_| !file.fact.measures_only)
            .map(|count| &count.kind)
    });
    match kind {
        Some(CountableKind::Persons {}) => "count(distinct person)".to_owned(),
        Some(CountableKind::Rows { .. }) => "count(*)".to_owned(),
        Some(CountableKind::Sum { .. }) => format!("sum({countable})"),
        // The totals of services are of no file.
        None if known.is_none() && countable == PERSONS => "count(distinct person)".to_owned(),
        None if known.is_none() && countable == REFERRALS => "count(*)".to_owned(),
        _ => countable.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{as_asked, counts, most_of, within_95, worked};
    use hub_disclosure::Policy;
    use hub_release::CellNoise;

    #[test]
    fn the_example_goes_from_the_count_to_what_is_shown() {
        let worked = worked(&Policy::sdc_1()).unwrap();
        assert_eq!((worked.counted, worked.added, worked.shown), (23, 3, 25));
    }

    #[test]
    fn nineteen_of_twenty_adjustments_are_within() {
        // With a = exp(-1/2), 2 a^7 / (1 + a) is 0.038 and 2 a^6 / (1 + a) is 0.062.
        assert_eq!(most_of(0.5, 1), 6);
        assert!(most_of(0.5, 2) > 10 && most_of(0.5, 2) < 14);
        assert_eq!(within_95(7.835), "6");
    }

    #[test]
    fn counts_of_which_one_person_adds_as_much_share_a_line() {
        let noise = |fact: &str, countable: &str, clip: u32| CellNoise {
            fact: fact.to_owned(),
            countable: countable.to_owned(),
            clip,
            variance: 7.835,
        };
        let lines = counts(
            &[
                noise("referrals", "persons", 1),
                noise("referrals", "referrals", 2),
                noise("waits", "persons", 1),
                noise("waits", "days_0", 1),
                noise("referrals_by_service", "referrals", 2),
            ],
            Some(0.5),
        );
        let told: Vec<(&str, Vec<&str>, bool)> = lines
            .iter()
            .map(|line| {
                let counts = line.counts.iter().map(String::as_str);
                (line.table.as_str(), counts.collect(), line.is_for_measures)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("hub.referrals", vec!["count(distinct person)"], false),
                ("hub.referrals", vec!["count(*)"], false),
                ("waits", vec!["persons", "days_0"], true),
                ("hub.referrals_by_service", vec!["count(*)"], false),
            ]
        );
        assert_eq!(as_asked("contacts", "contacts"), "sum(contacts)");
    }
}
