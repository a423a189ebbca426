//! The figures of a release and what they say of themselves.

use hub_release::{AreaType, Geography, MeasureValue, Release, Releases, Status, ValueQuery};
use hub_standard::calendar;
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, World, catalogue_of, england, england_rate, options};

fn query(measure: &str) -> ValueQuery {
    ValueQuery {
        measure: measure.to_owned(),
        ..ValueQuery::default()
    }
}

fn icb_of_first_atom<'a>(release: &'a Release, measure: &str) -> &'a MeasureValue {
    let area = Some(REFERENCE.atoms()[0].now.clone());
    let (from, to) = (Some(month(APRIL)), Some(month(APRIL)));
    release.values(&ValueQuery {
        area,
        from,
        to,
        ..query(measure)
    })[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_after_the_close_is_received_and_not_in_time() {
    let world = World::with_april(60).await;
    world.register("YA002", 0).await;
    world.register("YA003", 0).await;
    // The window for April closes in the middle of May: one comes before its last second, one after.
    let close = calendar::end_of(calendar::due(month(APRIL)));
    let second = jiff::SignedDuration::from_secs(1);
    world
        .send_at(close - second, "YA002", month(APRIL), 100..160)
        .await;
    world
        .send_at(close + second, "YA003", month(APRIL), 200..260)
        .await;
    let measures = ["returns_received", "timeliness"];
    let builder = world.builder().with_catalogue(catalogue_of(&measures));
    let id = builder.build(&options(0, &[])).await.unwrap();
    let release = world.release(&id).await;
    let of = |measure: &str| {
        let value = england(&release, measure, month(APRIL));
        (value.numerator, value.denominator)
    };
    assert_eq!(of("returns_received"), (Some(3.0), Some(3.0)));
    assert_eq!(of("timeliness"), (Some(2.0), Some(3.0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn few_people_are_hidden_with_every_number_about_them() {
    let world = World::with_april(7).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let figure = icb_of_first_atom(&release, "referral_rate");
    assert_eq!(
        (figure.status, figure.display.as_str()),
        (Status::Hidden, "*")
    );
    assert_eq!(
        [
            figure.numerator,
            figure.value,
            figure.lower95,
            figure.upper95
        ],
        [None; 4]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shown_figure_has_value_limits_and_completeness() {
    let world = World::with_april(200).await;
    world.register("YA002", 0).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let figure = icb_of_first_atom(&release, "referral_rate");
    assert_eq!(figure.status, Status::Shown);
    let (lower, value, upper) = (
        figure.lower95.unwrap(),
        figure.value.unwrap(),
        figure.upper95.unwrap(),
    );
    assert!(lower < value && value < upper);
    assert_eq!(figure.numerator.unwrap() % 5.0, 0.0);
    assert!((figure.numerator.unwrap() - 200.0).abs() < 60.0);
    // The rate is made from the displayed count, and every number is what the page shows.
    let rate = 1000.0 * figure.numerator.unwrap() / figure.denominator.unwrap();
    assert!((value - rate).abs() <= 0.005 + 1e-9, "{value} {rate}");
    for number in [lower, value, upper] {
        assert_eq!(format!("{number:.2}").parse::<f64>(), Ok(number));
    }
    // Two services are expected and one sent its return.
    assert_eq!(figure.completeness, Some(0.5));
    assert_eq!(figure.display, format!("{value:.2}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_unknown_group_has_a_count_and_its_rate_does_not_apply() {
    let world = World::with_april(200).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let area = Some(REFERENCE.atoms()[0].now.clone());
    let found = release.values(&ValueQuery {
        area,
        breakdown: Some("imd_decile".to_owned()),
        ..query("referrals_by_deprivation")
    });
    let unknown = found
        .iter()
        .find(|figure| &*figure.category == "unknown")
        .unwrap();
    assert_eq!(
        (unknown.status, unknown.value, unknown.display.as_str()),
        (Status::NotApplicable, None, "[z]")
    );
    assert!(unknown.numerator.is_some_and(|count| count % 5.0 == 0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_without_returns_is_not_an_area_without_people() {
    let world = World::with_april(50).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let elsewhere = REFERENCE
        .atoms()
        .iter()
        .find(|atom| atom.now != REFERENCE.atoms()[0].now)
        .unwrap();
    let area = Some(elsewhere.now.clone());
    let found = release.values(&ValueQuery {
        area,
        ..query("referral_rate")
    });
    assert_eq!(
        found.iter().map(|figure| figure.status).collect::<Vec<_>>(),
        [Status::NotSubmitted]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn provisional_then_final_then_revised() {
    let world = World::with_april(100).await;
    let april = month(APRIL);
    let statuses = [
        (world.build_with(&[april]).await, Status::Provisional),
        {
            world.send("YA001", april, 0..120).await;
            (world.build().await, Status::Shown)
        },
        {
            world.send("YA001", april, 0..150).await;
            (world.build().await, Status::Revised)
        },
        (world.build().await, Status::Shown),
    ];
    for (id, expected) in statuses {
        let release = world.release(&id).await;
        assert_eq!(england_rate(&release, april).status, expected, "{id}");
        assert_eq!(
            release.is_provisional(april),
            expected == Status::Provisional
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_select_by_area_kind_month_breakdown_and_geography() {
    let world = World::with_april(80).await;
    world.send("YA001", month("2026-03"), 0..80).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let count = |q: &ValueQuery| release.values(q).len();
    let rate = query("referral_rate");

    let england = ValueQuery {
        area_type: Some(AreaType::England),
        ..rate.clone()
    };
    assert_eq!(count(&england), 2);
    assert_eq!(
        count(&ValueQuery {
            from: Some(month(APRIL)),
            ..england.clone()
        }),
        1
    );
    assert_eq!(
        count(&ValueQuery {
            to: Some(month("2026-02")),
            ..england.clone()
        }),
        0
    );
    let icbs = |geography| ValueQuery {
        area_type: Some(AreaType::Icb),
        geography,
        ..rate.clone()
    };
    let before: std::collections::BTreeSet<_> =
        REFERENCE.atoms().iter().map(|atom| &atom.before).collect();
    let now: std::collections::BTreeSet<_> =
        REFERENCE.atoms().iter().map(|atom| &atom.now).collect();
    assert_eq!(count(&icbs(Geography::AsNow)), now.len() * 2);
    assert_eq!(count(&icbs(Geography::AsWas)), before.len() + now.len());
    assert_eq!(count(&query("no_such_measure")), 0);

    let by_decile = ValueQuery {
        breakdown: Some("imd_decile".to_owned()),
        area_type: Some(AreaType::England),
        from: Some(month(APRIL)),
        ..query("referrals_by_deprivation")
    };
    let categories: Vec<_> = release
        .values(&by_decile)
        .iter()
        .map(|figure| figure.category.to_string())
        .collect();
    assert_eq!(
        categories,
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "unknown"]
    );
    for measure in release.measures() {
        let any = measure.breakdowns.iter().any(|breakdown| {
            count(&ValueQuery {
                breakdown: Some(breakdown.clone()),
                ..query(&measure.id)
            }) > 0
        });
        assert!(any, "{} has no figure", measure.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_of_any_edition_sum_from_the_same_cells() {
    // England as it is and as it was must show the same to the last digit: both are sums of the same cells.
    let world = World::with_april(300).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    for measure in ["referral_rate", "wait_median"] {
        let one = |geography| {
            let area_type = Some(AreaType::England);
            let found = release.values(&ValueQuery {
                area_type,
                geography,
                ..query(measure)
            });
            (found[0].value, found[0].lower95, found[0].numerator)
        };
        assert!(one(Geography::AsNow).0.is_some(), "{measure}");
        assert_eq!(one(Geography::AsNow), one(Geography::AsWas), "{measure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_keeps_few_releases_and_reads_all() {
    let world = World::with_april(20).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(world.build().await);
    }
    let releases = Releases::open(world.store.clone());
    for id in ids.iter().chain(&ids) {
        assert_eq!(releases.get(id).await.unwrap().id, *id);
    }
    assert_eq!(releases.latest().await.unwrap().unwrap().id, ids[5]);
    let unknown = "2020-01-01.1".parse().unwrap();
    assert!(matches!(
        releases.get(&unknown).await,
        Err(hub_release::ReleaseError::NotFound(_))
    ));
}
