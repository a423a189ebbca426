use super::super::assumption::Service;
use super::super::inputs::Form;
use super::super::measured::Measured;
use super::*;
use crate::params::Params;

fn offered() -> Inputs {
    let form = Form::read(&Params::default(), &Measured::illustration()).unwrap();
    form.inputs().unwrap()
}

fn cases(low: f64, central: f64, high: f64) -> Scenarios<f64> {
    Scenarios { low, central, high }
}

fn changed_by(low: f64, central: f64, high: f64) -> Inputs {
    offered().with(Input::Change, cases(low, central, high))
}

fn driver(found: &Found, input: Input) -> Driver {
    let mut drivers = found.drivers.iter();
    *drivers.find(|driver| driver.input == input).unwrap()
}

/// The cases that the following are tried with: changes of every sign, times of every length, and shares at their ends.
fn many() -> Vec<Inputs> {
    let mut many = Vec::new();
    for change in [
        cases(0.5, 1.2, 2.0),
        cases(1.0, 1.0, 1.0),
        cases(-0.4, 0.3, 1.0),
        cases(-2.0, -1.2, -0.3),
        cases(-10.0, 0.0, 10.0),
    ] {
        for years in [
            cases(0.25, 0.5, 1.0),
            cases(0.05, 1.0, 10.0),
            cases(2.0, 3.0, 5.0),
        ] {
            for deadweight in [
                cases(90.0, 60.0, 40.0),
                cases(100.0, 50.0, 0.0),
                cases(0.0, 0.0, 0.0),
            ] {
                for cost in [cases(450.0, 348.0, 306.0), cases(100_000.0, 500.0, 1.0)] {
                    let inputs = offered()
                        .with(Input::Change, change)
                        .with(Input::Years, years)
                        .with(Input::Deadweight, deadweight)
                        .with(Input::Cost, cost)
                        .with(Input::Fewer(Service::Gp), cases(-1.0, 0.9, 1.5))
                        .with(Input::Fewer(Service::Admission), cases(-0.2, -0.1, 0.1));
                    many.push(inputs);
                }
            }
        }
    }
    many
}

#[test]
fn the_worked_example_of_the_measure_comes_out() {
    // As in the definition of social_return: one point, and 1.20 points with limits of 1.0 and 1.4.
    let of_one = Found::of(&changed_by(1.0, 1.0, 1.0)).unwrap();
    assert_eq!(of_one.social, cases(0.24, 5.14, 27.82));
    let found = Found::of(&changed_by(1.2, 1.2, 1.2)).unwrap();
    assert_eq!((found.social.central, found.social.high), (6.17, 33.38));
    assert_eq!(driver(&found, Input::Deadweight).low, 1.54);
    let limits = Found::of(&changed_by(1.0, 1.2, 1.4)).unwrap();
    let change = driver(&limits, Input::Change);
    assert_eq!((change.low, change.high), (5.14, 7.2));
    // It moves nothing while nothing lasts longer than a year.
    assert_eq!(driver(&found, Input::DropOff).swing(), 0.0);
}

#[test]
fn the_central_case_lies_between_the_low_and_the_high_one() {
    for inputs in many() {
        let found = Found::of(&inputs).unwrap();
        for range in [found.social, found.freed.per_person, found.freed.per_pound] {
            assert!(
                range.low <= range.central && range.central <= range.high,
                "{range:?} of {inputs:?}"
            );
        }
    }
}

#[test]
fn a_driver_moves_one_assumption_alone_and_stays_within_the_range() {
    for inputs in many() {
        let found = Found::of(&inputs).unwrap();
        assert_eq!(found.drivers.len(), Input::SOCIAL.len());
        for driver in &found.drivers {
            let ends = [(Case::Low, driver.low), (Case::High, driver.high)];
            for (case, end) in ends {
                let moved = inputs.at(driver.input, case);
                let alone = ratio(|input| {
                    if input == driver.input {
                        moved
                    } else {
                        inputs.at(input, Case::Central)
                    }
                });
                assert_eq!(displayed(alone.unwrap()), end, "{driver:?}");
                assert!(
                    (found.social.low..=found.social.high).contains(&end),
                    "{driver:?} of {inputs:?}"
                );
            }
            let (least, most) = (driver.low.min(driver.high), driver.low.max(driver.high));
            assert!((least..=most).contains(&found.social.central), "{driver:?}");
        }
        for pair in found.drivers.windows(2) {
            assert!(pair[0].swing() >= pair[1].swing());
        }
    }
}

#[test]
fn twice_the_change_is_twice_the_return_and_twice_the_cost_half_of_it() {
    let once = ratio(|input| offered().at(input, Case::Central)).unwrap();
    let with = |moved: Input, times: f64| {
        ratio(|input| {
            let value = offered().at(input, Case::Central)?;
            Some(if input == moved { value * times } else { value })
        })
        .unwrap()
    };
    assert!((with(Input::Change, 2.0) - 2.0 * once).abs() < 1e-9);
    assert!((with(Input::Cost, 2.0) - 0.5 * once).abs() < 1e-9);
    assert!((with(Input::Point, 3.0) - 3.0 * once).abs() < 1e-9);
}

#[test]
fn capacity_is_freed_as_the_measure_of_service_use_works_it_out() {
    // The worked example of service_use_value.
    let fewer = |inputs: Inputs, service: Service, events: f64| {
        inputs.with(Input::Fewer(service), cases(events, events, events))
    };
    let mut inputs = fewer(offered(), Service::Gp, 0.9);
    inputs = fewer(inputs, Service::Ae, 0.14);
    inputs = fewer(inputs, Service::Outpatient, 0.1);
    inputs = fewer(inputs, Service::Admission, 0.03);
    let freed = Found::of(&inputs).unwrap().freed;
    assert_eq!(freed.services[0].1, cases(29.7, 33.3, 50.4));
    assert_eq!(freed.per_person.central, 113.72);
    // After 38.86 months.
    assert_eq!(freed.months.central, Some(39.0));
    assert!(freed.months.high.unwrap() < 39.0);
    assert!(freed.months.low.is_none_or(|months| months > 39.0));
    assert!(freed.is_anything());
}

#[test]
fn nothing_is_freed_where_no_event_is() {
    let freed = Found::of(&offered()).unwrap().freed;
    assert!(!freed.is_anything());
    assert_eq!(freed.per_person, cases(0.0, 0.0, 0.0));
    assert_eq!(freed.months.central, None);
}

#[test]
fn where_life_satisfaction_fell_the_hopeful_assumptions_make_the_loss_large() {
    let found = Found::of(&changed_by(-1.0, -1.0, -1.0)).unwrap();
    assert_eq!(found.social, cases(-27.82, -5.14, -0.24));
}
