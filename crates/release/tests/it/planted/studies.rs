//! What is planted is told by the questions of studies, in their sentences.

use std::collections::HashMap;
use std::sync::Arc;

use hub_methods::payback::Plan;
use hub_release::{EvaluationFigure, Gates, QueryLimits, Release, evaluate};
use hub_standard::ids::Month;
use hub_store::Store;
use hub_synth::{SynthConfig, Truths};
use hub_testkit::fixtures::REFERENCE;

use super::{found_again, released};

/// What the questions of studies give for England in the newest month, by question and figure.
async fn answers(store: &Store, release: &Release) -> HashMap<(String, String), EvaluationFigure> {
    let gates = Gates::open(
        store.clone(),
        Arc::clone(&REFERENCE),
        QueryLimits::default(),
    );
    let gate = gates.of_evaluations(release).unwrap();
    let newest = *release.months().last().unwrap();
    let mut answers = HashMap::new();
    for evaluation in gates.evaluations().unwrap() {
        let figures = evaluate(&gate, &evaluation, newest, None).await.unwrap();
        for figure in figures {
            if figure.area_code.as_str() == "ENG" {
                println!(
                    "{} {}: {}",
                    evaluation.meta.id, figure.figure, figure.sentence
                );
                let name = (evaluation.meta.id.clone(), figure.figure.clone());
                answers.insert(name, figure);
            }
        }
    }
    answers
}

/// The answer holds the truth between its limits, and says its figure in words.
fn told(
    answers: &HashMap<(String, String), EvaluationFigure>,
    name: [&str; 2],
    truth: f64,
    words: &str,
) {
    let answer = &answers[&(name[0].to_owned(), name[1].to_owned())];
    // A cost that may never come back has no upper limit of months.
    let (lower, upper) = (
        answer.lower95.unwrap(),
        answer.upper95.unwrap_or(f64::INFINITY),
    );
    assert!(
        (lower..=upper).contains(&truth),
        "{name:?}: {truth} is not in {lower} to {upper}"
    );
    assert!(answer.sentence.contains(words), "{}", answer.sentence);
    assert!(
        answer.sentence.contains("95% limits"),
        "{}",
        answer.sentence
    );
}

/// The same, and the limits leave nothing out of account but a difference: 0 is not between them.
fn told_clearly(
    answers: &HashMap<(String, String), EvaluationFigure>,
    name: [&str; 2],
    truth: f64,
    words: &str,
) {
    told(answers, name, truth, words);
    let answer = &answers[&(name[0].to_owned(), name[1].to_owned())];
    assert!(answer.lower95.unwrap() > 0.0, "{}", answer.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fall_against_control_and_a_change_of_wellbeing_are_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 3,
        // A few large months: each adds its noise.
        referrals_per_service_month: 600.0,
        truths: Truths {
            wellbeing_change: Some(1.5),
            use_months: Some(3),
            gp_contacts_ratio: Some(0.6),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let measures = [
        "service_use_against_comparison",
        "service_use_change",
        "social_return",
        "wellbeing_change",
    ];
    let (store, synth, release) = released(&measures, config).await;
    let truth = synth.truth();
    let months: Vec<Month> = synth.month_range().collect();
    let newest = &months[months.len() - 1..];

    let compared = "service_use_against_comparison";
    let ratio = [compared, "months_3", "gp_contacts_ratio"];
    found_again(&release, ratio, newest, 0.6);
    let fewer = [compared, "months_3", "gp_contacts_fewer"];
    found_again(&release, fewer, newest, 40.0);
    let gp = &truth.use_rates[0];
    let change = ["service_use_change", "referred", "gp_contacts"];
    found_again(&release, change, newest, gp.after_referred / gp.before);
    let change = ["wellbeing_change", "instrument", "ons4_satisfaction"];
    found_again(&release, change, &months, 1.5);
    found_again(
        &release,
        ["social_return", "basis", "mean_change"],
        newest,
        1.5,
    );

    let answers = answers(&store, &release).await;
    let shropshire = ["shropshire_gp_consultations", "gp_contacts_fewer"];
    told(&answers, shropshire, 40.0, "% fewer GP contacts");
    let green = ["green_nature_life_satisfaction", "life_satisfaction_change"];
    told(&answers, green, 1.5, "higher at closing");
    // The central return of one point, by hand in the measure's example.
    let sheffield = ["sheffield_social_return", "social_return_limits"];
    told(
        &answers,
        sheffield,
        1.5 * 5.143_262,
        "pounds of social value",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_enough_people_a_fall_of_two_fifths_is_a_clear_one() {
    let config = SynthConfig {
        services: 48,
        months: 1,
        referrals_per_service_month: 600.0,
        truths: Truths {
            use_months: Some(3),
            use_from_all: true,
            gp_contacts_ratio: Some(0.6),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    // The view that both share reads the cells of both.
    let measures = ["service_use_against_comparison", "service_use_change"];
    let (store, _synth, release) = released(&measures, config).await;
    let answers = answers(&store, &release).await;
    let shropshire = ["shropshire_gp_consultations", "gp_contacts_fewer"];
    told_clearly(
        &answers,
        shropshire,
        40.0,
        "% fewer). Not evidence by itself",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fall_of_visits_to_accident_and_emergency_over_six_months_is_a_clear_one() {
    let config = SynthConfig {
        services: 48,
        months: 1,
        referrals_per_service_month: 1_000.0,
        truths: Truths {
            use_months: Some(6),
            use_from_all: true,
            ae_attendances_ratio: Some(0.6),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let measures = ["service_use_against_comparison", "service_use_change"];
    let (store, synth, release) = released(&measures, config).await;
    let emergency = &synth.truth().use_rates[1];
    let answers = answers(&store, &release).await;
    let before = 100.0 * (1.0 - emergency.after_referred / emergency.before);
    for (figure, truth) in [
        ("ae_attendances_fewer_than_before", before),
        ("ae_attendances_fewer_than_comparison", 40.0),
    ] {
        told_clearly(
            &answers,
            ["kent_accident_and_emergency", figure],
            truth,
            "fewer",
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_year_and_what_they_are_worth_are_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 1,
        referrals_per_service_month: 1_000.0,
        truths: Truths {
            use_months: Some(12),
            use_from_all: true,
            gp_contacts_ratio: Some(0.78),
            ae_attendances_ratio: Some(0.6),
            outpatient_appointments_ratio: Some(0.7),
            inpatient_admissions_ratio: Some(0.5),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let measures = [
        "service_use_against_comparison",
        "service_use_change",
        "service_use_value",
    ];
    let (store, synth, release) = released(&measures, config).await;
    let truth = synth.truth();
    let answers = answers(&store, &release).await;
    let hackney = ["city_and_hackney_gp_visits", "gp_contacts_ratio"];
    told(&answers, hackney, 0.78, "times as many GP contacts");
    for (item, percent) in [
        ("ae_attendances", 40.0),
        ("outpatient_appointments", 30.0),
        ("inpatient_admissions", 50.0),
    ] {
        let name = format!("{item}_fewer");
        told_clearly(
            &answers,
            ["rotherham_hospital_use", &name],
            percent,
            "fewer",
        );
    }
    // What the services cost for one person in a year, at the central prices. A number that is blank before or after, as six
    // in a hundred are, counts on neither side.
    let fewer = |n: usize| truth.use_rates[n].after_comparison - truth.use_rates[n].after_referred;
    let worth =
        [(0, 37.0), (1, 148.0), (2, 120.0), (3, 1_590.0)].map(|(n, pounds)| fewer(n) * pounds);
    for (figure, services) in [
        ("payback_months_without_admissions", 3),
        ("payback_months", 4),
    ] {
        let monthly = worth.iter().take(services).sum::<f64>() * 0.94 * 0.94;
        let plan = Plan {
            up_front: 348.0,
            net_savings: vec![monthly; 60],
            discount_rate: 0.035,
        };
        let months = plan.payback().unwrap().discounted_months.unwrap();
        println!("truth: {figure} {months:.1}");
        told(
            &answers,
            ["rotherham_hospital_use", figure],
            months,
            "months until",
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_more_link_workers_is_found_again() {
    // Within a year there are hardly more link workers anywhere, so that it takes much to see what goes with them.
    let config = SynthConfig {
        services: 48,
        months: 12,
        referrals_per_service_month: 300.0,
        truths: Truths {
            wellbeing_per_fte: Some(0.8),
            everybody_asked: true,
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let (store, _synth, release) = released(&["link_worker_effect"], config).await;
    let answers = answers(&store, &release).await;
    let name = ["manchester_link_workers", "life_satisfaction"];
    told_clearly(&answers, name, 0.8, "more rise in life satisfaction");
    // Of what is not planted there is none.
    for figure in ["referrals", "seen_28_days"] {
        told(
            &answers,
            ["manchester_link_workers", figure],
            0.0,
            "went with",
        );
    }
}
