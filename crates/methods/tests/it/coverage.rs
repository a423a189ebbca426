//! Coverage: how often nominal 95 % limits hold a planted truth, before protection and after it.
//!
//! Each simulated England has 42 areas with 100 to 2,000 referrals a month, each with truths of its own; counts are
//! drawn from the truths, so that the truth is known. Slow methods look at every second area. "After" adds to each
//! count or sum the noise of the policy `sdc-1` with the clip that it has in the hub, and carries the variance of that
//! noise into the limits; what the hub would hide is not judged. "Rounded" does the same with the counts as they are
//! displayed, where the hub calculates from those. Seeds are fixed: the table never changes by itself.

mod changes;
mod counts;
mod draws;
mod gradients;
mod panel;
mod service_use;
mod standardised;
mod tally;
mod waits;

use std::thread;

use tally::{Row, table};

/// How many Englands are simulated.
const ENGLANDS: u32 = 200;

/// The most that one person adds to a count of people.
const PERSONS: f64 = 1.0;
/// The most that one person adds to a count of referrals.
const REFERRALS: f64 = 2.0;

/// Referrals a month of the areas of one England, of every `step`th area.
fn sizes(step: usize) -> impl Iterator<Item = f64> {
    (0u8..42)
        .step_by(step)
        .map(|area| (100.0 * 20.0f64.powf(f64::from(area) / 41.0)).round())
}

/// The same of all Englands.
fn areas(step: usize) -> impl Iterator<Item = f64> {
    (0..ENGLANDS).flat_map(move |_| sizes(step))
}

fn simulate() -> Vec<Row> {
    let methods: [fn() -> Vec<Row>; 10] = [
        panel::association,
        waits::curves,
        counts::shares,
        counts::counts,
        standardised::rates,
        gradients::fifths,
        gradients::areas_in_order,
        changes::means,
        service_use::ratios,
        counts::parts,
    ];
    thread::scope(|scope| {
        let runs: Vec<_> = methods
            .into_iter()
            .map(|method| scope.spawn(method))
            .collect();
        runs.into_iter()
            .flat_map(|run| run.join().expect("the simulation ends"))
            .collect()
    })
}

#[test]
fn nominal_limits_cover_the_planted_truth_before_and_after_protection() {
    let rows = simulate();
    println!("{}", table(&rows));
    let failures: Vec<String> = rows.iter().flat_map(Row::failures).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
