//! What the area itself measured, as displayed: it is offered first; where there is none, that is said.

use std::collections::BTreeMap;

use hub_methods::scenarios::Scenarios;
use hub_ui::view::{Figure, Status};

use super::assumption::{Input, Service};
use super::inputs::Offered;
use crate::pages::figures::{self, Scope};

/// The change in points that stands in where none was measured.
const ILLUSTRATION: f64 = 1.0;

/// Bounds of a change in points, and of events a person.
const POINTS_MAX: f64 = 10.0;
const EVENTS_MAX: f64 = 50.0;

/// What is offered from an area's own figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    change: Offered,
    /// What the change rests on, in words.
    pub(super) basis: String,
    fewer: BTreeMap<Service, Offered>,
}

impl Measured {
    /// The displayed figures of an area and month.
    pub(super) fn of(scope: &Scope) -> Self {
        let area = &scope.place.name;
        let period = format!("the twelve months to {}", scope.month.words());
        let change = figure(scope, "social_return", "basis", "mean_change");
        let (change, basis) = match cases(&change, POINTS_MAX) {
            Some(cases) => measured_change(&change, cases, area, &period),
            None => illustrated(&format!("{area}, {period}"), reason(change.status)),
        };
        let fewer = Service::ALL.map(|service| (service, fewer(scope, service, &period)));
        Self {
            change,
            basis,
            fewer: fewer.into_iter().collect(),
        }
    }

    /// An area that measured nothing.
    #[cfg(test)]
    pub(super) fn illustration() -> Self {
        let (change, basis) = illustrated("nowhere", "nobody was asked");
        let nothing = Offered {
            cases: same(0.0),
            year: String::new(),
            source: String::new(),
        };
        Self {
            change,
            basis,
            fewer: Service::ALL
                .map(|service| (service, nothing.clone()))
                .into(),
        }
    }

    /// What is offered for an assumption that an area measures.
    pub(super) fn offered(&self, input: Input) -> Option<&Offered> {
        match input {
            Input::Change => Some(&self.change),
            Input::Fewer(service) => self.fewer.get(&service),
            _ => None,
        }
    }
}

fn measured_change(
    figure: &Figure,
    cases: Scenarios<f64>,
    area: &str,
    period: &str,
) -> (Offered, String) {
    let limits = figure
        .interval
        .as_ref()
        .map(|limits| limits.display.as_str())
        .unwrap_or_default();
    let basis = format!(
        "The change in life satisfaction is this area's own: {} points on average (95% interval {limits}), of people asked before \
         support and again at closing, in {period}. Nobody was asked for comparison.",
        figure.display
    );
    let source = format!(
        "The hub's own figure for {area}, {period}. Low and high are its 95% limits, which hold chance and the adjustment that \
         protects people, and not what would have happened anyway."
    );
    let offered = Offered {
        cases,
        year: String::new(),
        source,
    };
    (offered, basis)
}

fn illustrated(of: &str, reason: &str) -> (Offered, String) {
    let basis = format!(
        "There is no measured change in life satisfaction to show for {of}: {reason}. The {ILLUSTRATION:.1} point used instead is an \
         illustration: nobody measured it."
    );
    let offered = Offered {
        cases: same(ILLUSTRATION),
        year: String::new(),
        source: "An illustration of the hub, and no measurement: one point in all three cases."
            .to_owned(),
    };
    (offered, basis)
}

fn fewer(scope: &Scope, service: Service, period: &str) -> Offered {
    let category = format!("{}_fewer", service.item());
    let figure = figure(scope, "service_use_value", "months_12", &category);
    let (cases, source) = match cases(&figure, EVENTS_MAX) {
        Some(cases) => (
            cases,
            format!(
                "The hub's own figure for {}, {period}: {} expected from a comparison group that services chose, less those that \
                 were. Low and high are its 95% limits.",
                scope.place.name,
                service.events()
            ),
        ),
        None => (
            same(0.0),
            format!(
                "There is no figure of this area to show: {}. 0 counts nothing.",
                reason(figure.status)
            ),
        ),
    };
    Offered {
        cases,
        year: String::new(),
        source,
    }
}

fn figure(scope: &Scope, measure: &str, breakdown: &str, category: &str) -> Figure {
    let Some(info) = scope.release.measure(measure) else {
        return figures::none();
    };
    let found = scope.values(measure, breakdown, scope.month, scope.month);
    let value = found.iter().find(|value| &*value.category == category);
    value.map_or_else(figures::none, |value| figures::figure(value, info))
}

/// A displayed figure and its limits as three cases.
fn cases(figure: &Figure, most: f64) -> Option<Scenarios<f64>> {
    let central = figure.drawn()?;
    let limits = figure.interval.as_ref()?;
    let within = |number: f64| number.clamp(-most, most);
    Some(Scenarios {
        low: within(limits.lower.min(central)),
        central: within(central),
        high: within(limits.upper.max(central)),
    })
}

fn same(number: f64) -> Scenarios<f64> {
    Scenarios {
        low: number,
        central: number,
        high: number,
    }
}

/// Why there is no figure.
fn reason(status: Status) -> &'static str {
    match status {
        Status::Hidden => "none or too few to show",
        Status::NotSubmitted => "no return for this period",
        Status::NotApplicable => "it does not apply",
        Status::Shown
        | Status::Rounded
        | Status::Provisional
        | Status::Revised
        | Status::NotCalculated => "it cannot be worked out from the figures shown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measured_change_is_offered_with_its_limits_and_a_missing_one_is_called_an_illustration() {
        let shown = Figure::shown(1.2, "1.20").with_interval(1.0, 1.4, "1.00 to 1.40");
        let three = cases(&shown, POINTS_MAX).unwrap();
        let (offered, basis) = measured_change(&shown, three, "Here", "the twelve months to May");
        assert_eq!(
            offered.cases,
            Scenarios {
                low: 1.0,
                central: 1.2,
                high: 1.4
            }
        );
        assert!(basis.contains("1.20 points on average (95% interval 1.00 to 1.40)"));

        let hidden = Figure::without_value(Status::Hidden);
        assert_eq!(cases(&hidden, POINTS_MAX), None);
        // Without limits it is not offered either.
        assert_eq!(cases(&Figure::shown(1.2, "1.20"), POINTS_MAX), None);
        let none = Measured::illustration();
        assert_eq!(none.offered(Input::Change).unwrap().cases, same(1.0));
        assert!(
            none.basis
                .contains("The 1.0 point used instead is an illustration")
        );
    }
}
