//! What is planted is found again in the rows by a plain estimate, and nothing else changes.

mod details;
mod referrals;

use hub_synth::{NotAvailable, Synth, SynthConfig, SynthKind, Truths};
use serde_json::json;

use crate::REFERENCE;

const SERVICES: usize = 60;

fn config(months: usize, seed: u64, truths: Truths) -> SynthConfig {
    SynthConfig {
        services: SERVICES,
        months,
        seed,
        truths,
        ..SynthConfig::default()
    }
}

fn planted(months: usize, seed: u64, truths: Truths) -> Synth {
    let config = config(months, seed, truths);
    config.check(&REFERENCE).unwrap();
    Synth::new(&REFERENCE, config)
}

/// An estimate is sharp enough to tell, and no further from what was planted than chance takes it.
#[track_caller]
fn found(what: &str, (estimate, error): (f64, f64), planted: f64, error_max: f64) {
    assert!(error < error_max, "{what}: standard error {error}");
    assert!(
        (estimate - planted).abs() < 4.0 * error,
        "{what}: {estimate} with standard error {error}, planted {planted}"
    );
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean and its standard error.
fn mean_with_error(values: &[f64]) -> (f64, f64) {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let n = values.len() as f64;
    (mean, (squares / (n - 1.0) / n).sqrt())
}

#[test]
fn what_is_planted_in_details_changes_nothing_else() {
    let truths = Truths {
        wellbeing_change: Some(0.5),
        gp_contacts_ratio: Some(0.6),
        not_available: vec![NotAvailable {
            support: None,
            icb: None,
            share: 0.5,
        }],
        ..Truths::default()
    };
    assert!(truths.is_in_details() && !Truths::default().is_in_details());
    let (plain, with) = (
        planted(2, 29, Truths::default()),
        planted(2, 29, truths.clone()),
    );
    let again = planted(2, 29, truths);
    for month in plain.month_range() {
        for service in [0, 1, 7, 10] {
            assert!(plain.file(service, month) == with.file(service, month));
            let kind = Some(SynthKind::Csv);
            let file = with.detailed_file(service, month, kind);
            assert!(file == again.detailed_file(service, month, kind));
            assert!(file.is_none() || file != plain.detailed_file(service, month, kind));
            let (Some(plain), Some(with)) =
                (plain.details(service, month), with.details(service, month))
            else {
                continue;
            };
            assert!(plain.contacts == with.contacts);
            assert_eq!(plain.outcomes.len(), with.outcomes.len());
            assert_eq!(plain.service_use.len(), with.service_use.len());
        }
    }
}

#[test]
fn a_truth_that_cannot_be_planted_is_refused_with_what_to_write() {
    let cases = [
        (
            json!({"gp_contacts_ratio": 40}),
            "gp_contacts_ratio is 40: write a number from 0.2 to 3, like 0.6",
        ),
        (
            json!({"deprivation_rii": -1}),
            "deprivation_rii is -1: write a number from 0.2 to 5",
        ),
        (
            json!({"use_months": 4}),
            "use_months is 4: write 3, 6 or 12",
        ),
        (
            json!({"wait_step": {"month": "2026-09", "days": 0}}),
            "wait_step.days is 0: write a whole number of days from -28 to 28",
        ),
        (
            json!({"wait_step": {"month": "2026-05", "days": 7}}),
            "wait_step.month is 2026-05: write a month after 2026-05",
        ),
        (
            json!({"not_available": [{"support": "skydiving", "share": 0.2}]}),
            "not_available.support is \"skydiving\": write one of arts, nature",
        ),
        (
            json!({"not_available": [{"icb": "ZZZ", "share": 0.2}]}),
            "not_available.icb is \"ZZZ\": write one of ",
        ),
        (
            json!({"deprivation_rii": 0.5, "ethnic_gap": {"group": "white", "ratio": 1.2}}),
            "plant them in two runs",
        ),
    ];
    for (written, words) in cases {
        let truths: Truths = serde_json::from_value(written).unwrap();
        let said = config(6, 1, truths).check(&REFERENCE).unwrap_err();
        assert!(said.to_string().contains(words), "{said}");
    }
    let few = SynthConfig {
        services: 5,
        truths: Truths {
            deprivation_rii: Some(0.5),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let said = few.check(&REFERENCE).unwrap_err().to_string();
    assert!(said.contains("make at least"), "{said}");
}

#[test]
fn a_name_that_is_no_truth_is_answered_with_those_that_are() {
    let misspelt = serde_json::from_value::<Truths>(json!({"gp_ratio": 0.6}));
    let said = misspelt.unwrap_err().to_string();
    assert!(said.contains("gp_contacts_ratio"), "{said}");
    let gap = json!({"ethnic_gap": {"group": "asian", "ratio": 0.6}});
    let said = serde_json::from_value::<Truths>(gap).unwrap_err();
    assert!(said.to_string().contains("`black`"), "{said}");
}

#[test]
fn what_was_planted_is_written_down() {
    let written = json!({"gp_contacts_ratio": 0.6, "use_months": 3});
    let truths: Truths = serde_json::from_value(written.clone()).unwrap();
    let truth = serde_json::to_value(planted(12, 30, truths).truth()).unwrap();
    assert_eq!(truth["planted"], written);
    assert_eq!(truth["first_month"], "2025-11");
    assert_eq!(truth["use_months"], 3);
    let gp = &truth["use_rates"][0];
    assert_eq!(gp["item"], "gp_contacts");
    let number = |name: &str| gp[name].as_f64().unwrap();
    assert!((number("ratio") - 0.6).abs() < 1e-12);
    let fewer = number("after_referred") / number("after_comparison");
    assert!((fewer - 0.6).abs() < 1e-12);
    assert_eq!(truth["referral_steps"].as_array().map(Vec::len), Some(3));
    assert!(truth.get("wellbeing_at_fte").is_none());
}
