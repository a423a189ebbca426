//! What is planted in a synthetic England is found again in a release, by measures and by the questions of studies.

#![expect(
    clippy::print_stdout,
    reason = "what was found is worth reading where it is doubted"
)]

use std::collections::HashMap;
use std::sync::Arc;

use hub_disclosure::Policy;
use hub_methods::payback::Plan;
use hub_reference::Population;
use hub_release::{
    EvaluationFigure, Gates, Geography, QueryLimits, Release, Releases, ValueQuery, evaluate,
};
use hub_standard::ids::Month;
use hub_store::Store;
use hub_synth::{EthnicGap, EthnicGroup, Synth, SynthConfig, Truths, WaitStep};
use hub_testkit::fixtures::REFERENCE;
use object_store::memory::InMemory;

use crate::support::england::{accept, returns_of};
use crate::support::{builder, catalogue_of, options};

/// A release of everything that services of a synthetic England with these truths sent.
async fn released(measures: &[&str], config: SynthConfig) -> (Store, Synth, Arc<Release>) {
    let synth = Synth::new(&REFERENCE, config);
    let sent = returns_of(&synth);
    let store = Store::over(Arc::new(InMemory::new()));
    accept(&store, &synth, &sent).await;
    let builder = builder(store.clone(), Policy::sdc_1()).with_catalogue(catalogue_of(measures));
    let id = builder.build(&options(0, &[])).await.unwrap();
    let release = Releases::open(store.clone()).get(&id).await.unwrap();
    (store, synth, release)
}

/// How many of the shown figures of a category have limits that hold the truth, and how many are shown; of England, regions
/// and boards.
fn held(release: &Release, name: [&str; 3], months: &[Month], truth: f64) -> (usize, usize) {
    let [measure, breakdown, category] = name;
    let found = release.values(&ValueQuery {
        measure: measure.to_owned(),
        from: months.first().copied(),
        to: months.last().copied(),
        breakdown: Some(breakdown.to_owned()),
        geography: Geography::AsNow,
        ..ValueQuery::default()
    });
    let limits: Vec<_> = found
        .into_iter()
        .filter(|value| &*value.category == category)
        .filter_map(|value| value.lower95.zip(value.upper95))
        .collect();
    let holding = limits
        .iter()
        .filter(|(lower, upper)| (*lower..=*upper).contains(&truth));
    (holding.count(), limits.len())
}

/// Of figures that rest on different people at least 85 of 100 must hold the truth, so that chance alone fails no test; of few
/// all but one. How often exactly is counted over 200 Englands where the methods are tested.
fn found_again(release: &Release, name: [&str; 3], months: &[Month], truth: f64) {
    let (holding, shown) = held(release, name, months, truth);
    println!("{name:?}: {truth} is held by {holding} of {shown}");
    assert!(shown >= 3, "{name:?}: {shown} figures are shown");
    let missed = shown - holding;
    assert!(
        missed <= (shown * 15 / 100).max(1),
        "{name:?}: {truth} is held by {holding} of {shown}"
    );
}

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
        referrals_per_service_month: 2_000.0,
        truths: Truths {
            use_months: Some(3),
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
    told(
        &answers,
        shropshire,
        40.0,
        "% fewer). Not evidence by itself",
    );
    let answer = &answers[&shropshire.map(str::to_owned).into()];
    assert!(answer.lower95.unwrap() > 0.0, "{}", answer.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_year_and_what_they_are_worth_are_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 1,
        referrals_per_service_month: 1_500.0,
        truths: Truths {
            use_months: Some(12),
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
    let emergency = &truth.use_rates[1];
    let fewer = 100.0 * (1.0 - emergency.after_referred / emergency.before);
    let kent = [
        "kent_accident_and_emergency",
        "ae_attendances_fewer_than_before",
    ];
    told(&answers, kent, fewer, "fewer");
    for (item, percent) in [("ae_attendances", 40.0), ("outpatient_appointments", 30.0)] {
        let name = format!("{item}_fewer");
        told(
            &answers,
            ["rotherham_hospital_use", &name],
            percent,
            "fewer",
        );
    }
    // What three services cost for one person in a year, at the central prices. A number that is blank before or after, as six in
    // a hundred are, counts on neither side.
    let fewer = |n: usize| truth.use_rates[n].after_comparison - truth.use_rates[n].after_referred;
    let worth = [(0, 37.0), (1, 148.0), (2, 120.0)].map(|(n, pounds)| fewer(n) * pounds);
    let monthly = worth.iter().sum::<f64>() * 0.94 * 0.94;
    let plan = Plan {
        up_front: 348.0,
        net_savings: vec![monthly; 60],
        discount_rate: 0.035,
    };
    let months = plan.payback().unwrap().discounted_months.unwrap();
    println!("truth: paid back in month {months:.1}");
    let payback = [
        "rotherham_hospital_use",
        "payback_months_without_admissions",
    ];
    told(&answers, payback, months, "months until");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_more_link_workers_is_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 12,
        referrals_per_service_month: 150.0,
        truths: Truths {
            wellbeing_per_fte: Some(0.3),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let (store, _synth, release) = released(&["link_worker_effect"], config).await;
    let answers = answers(&store, &release).await;
    // Of what is not planted there is none.
    for (figure, truth) in [
        ("life_satisfaction", 0.3),
        ("referrals", 0.0),
        ("seen_28_days", 0.0),
    ] {
        told(
            &answers,
            ["manchester_link_workers", figure],
            truth,
            "went with",
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_gradient_of_deprivation_is_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 3,
        referrals_per_service_month: 300.0,
        truths: Truths {
            deprivation_rii: Some(0.5),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let (_store, synth, release) = released(&["referrals_by_deprivation"], config).await;
    let months: Vec<Month> = synth.month_range().collect();
    let index = ["referrals_by_deprivation", "index", "rii"];
    found_again(&release, index, &months, 0.5);
}

/// England's figure of the newest month, or of so many months before, with its limits.
fn of_england(release: &Release, name: [&str; 3], ago: i32) -> [f64; 3] {
    let month = release.months().last().unwrap().plus(-ago);
    let [measure, breakdown, category] = name;
    let found = release.values(&ValueQuery {
        measure: measure.to_owned(),
        area: Some("ENG".parse().unwrap()),
        from: Some(month),
        to: Some(month),
        breakdown: Some(breakdown.to_owned()),
        ..ValueQuery::default()
    });
    let value = found
        .iter()
        .find(|value| &*value.category == category)
        .unwrap();
    [value.value, value.lower95, value.upper95]
        .map(|number| number.unwrap_or_else(|| panic!("{month}: {value:?}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_ethnic_gap_is_found_again() {
    let config = SynthConfig {
        services: 48,
        months: 3,
        referrals_per_service_month: 400.0,
        truths: Truths {
            ethnic_gap: Some(EthnicGap {
                group: EthnicGroup::Black,
                ratio: 0.6,
            }),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let (_store, _synth, release) = released(&["ethnic_representation"], config).await;
    let people = |of: &dyn Fn(&Population) -> bool| -> f64 {
        let of_groups = REFERENCE.populations().iter();
        let of_groups = of_groups.filter(|group| group.breakdown == "ethnic_group" && of(group));
        of_groups.map(|group| group.people).sum()
    };
    // Against all residents, of whom the group is a part.
    let share = people(&|group| group.category == "black") / people(&|_| true);
    let truth = 0.6 / (1.0 - share + 0.6 * share);
    let group = ["ethnic_representation", "ethnic_group", "black"];
    for ago in 0..3 {
        let [value, lower, upper] = of_england(&release, group, ago);
        println!("{ago} months ago: {value} ({lower} to {upper}), truth {truth:.3}");
        assert!((lower..=upper).contains(&truth));
        assert!(upper < 1.0, "the group is referred less than its size");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_step_of_waits_is_found_again() {
    let last = SynthConfig::default().last_month;
    let config = SynthConfig {
        services: 48,
        months: 12,
        truths: Truths {
            // A wait is followed over six months: the newest has none from before, and the one six months ago all.
            wait_step: Some(WaitStep {
                month: last.plus(-5),
                days: 14,
            }),
            ..Truths::default()
        },
        ..SynthConfig::default()
    };
    let (_store, _synth, release) = released(&["wait_survival"], config).await;
    let median = ["wait_survival", "all", "all"];
    let [before, before_lower, before_upper] = of_england(&release, median, 6);
    let [after, after_lower, after_upper] = of_england(&release, median, 0);
    println!(
        "{before} ({before_lower} to {before_upper}), then {after} ({after_lower} to {after_upper})"
    );
    assert!(after_lower > before_upper);
    assert!((after_lower - before_upper..=after_upper - before_lower).contains(&14.0));
}
