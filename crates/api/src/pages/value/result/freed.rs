//! What less use of health services would free: time and places, and no cash.

use hub_methods::payback::{Plan, Releases, ServiceCost, saving};
use hub_methods::scenarios::Scenarios;

use super::super::assumption::{Case, Input, Service};
use super::super::inputs::Inputs;
use super::displayed;

/// Months that a saving is followed for.
pub(in crate::pages::value) const MONTHS: usize = 60;

/// What would be freed, rounded as it is displayed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pages::value) struct Freed {
    /// Pounds for one person in twelve months, over all services.
    pub(in crate::pages::value) per_person: Scenarios<f64>,
    /// The same for each pound of support.
    pub(in crate::pages::value) per_pound: Scenarios<f64>,
    /// Whole months until it is as much as support cost; none: not within [`MONTHS`].
    pub(in crate::pages::value) months: Scenarios<Option<f64>>,
    /// Pounds for one person in twelve months, of each service.
    pub(in crate::pages::value) services: Vec<(Service, Scenarios<f64>)>,
}

impl Freed {
    pub(super) fn of(inputs: &Inputs) -> Option<Self> {
        let services: Vec<(Service, Scenarios<f64>)> = Service::ALL
            .into_iter()
            .map(|service| Some((service, of_service(inputs, service)?)))
            .collect::<Option<_>>()?;
        let total = |case: Case| -> f64 {
            let parts = services.iter().map(|(_, pounds)| *case.of(pounds));
            parts.sum()
        };
        let person = Scenarios {
            low: total(Case::Low),
            central: total(Case::Central),
            high: total(Case::High),
        };
        let cost = Scenarios {
            low: inputs.at(Input::Cost, Case::Low)?,
            central: inputs.at(Input::Cost, Case::Central)?,
            high: inputs.at(Input::Cost, Case::High)?,
        };
        // Costs and freed time are no health: one rate in all three cases.
        let rate = inputs.at(Input::Discount, Case::Central)? / 100.0;
        let shown = |pounds: &Scenarios<f64>| Scenarios {
            low: displayed(pounds.low),
            central: displayed(pounds.central),
            high: displayed(pounds.high),
        };
        Some(Self {
            per_person: shown(&person),
            per_pound: shown(&Scenarios {
                low: (person.low / cost.low).min(person.low / cost.high),
                central: person.central / cost.central,
                high: (person.high / cost.high).max(person.high / cost.low),
            }),
            months: Scenarios {
                low: paid_back(cost.low, person.low, rate),
                central: paid_back(cost.central, person.central, rate),
                high: paid_back(cost.high, person.high, rate),
            },
            services: services
                .iter()
                .map(|(service, pounds)| (*service, shown(pounds)))
                .collect(),
        })
    }

    /// Whether any event is freed, or more are needed, in any case.
    pub(in crate::pages::value) fn is_anything(&self) -> bool {
        let of = |pounds: &Scenarios<f64>| pounds.low != 0.0 || pounds.high != 0.0;
        self.services.iter().any(|(_, pounds)| of(pounds))
    }
}

/// The lowest and the highest worth that the cases give: where use rose, dear events make the loss large.
fn of_service(inputs: &Inputs, service: Service) -> Option<Scenarios<f64>> {
    let with = |fewer: Case, price: Case| {
        let pounds = inputs.at(Input::Price(service), price)?;
        worth(pounds, inputs.at(Input::Fewer(service), fewer)?)
    };
    Some(Scenarios {
        low: with(Case::Low, Case::Low)?.min(with(Case::Low, Case::High)?),
        central: with(Case::Central, Case::Central)?,
        high: with(Case::High, Case::High)?.max(with(Case::High, Case::Low)?),
    })
}

/// Pounds of so many fewer events, or of as many more.
fn worth(pounds: f64, fewer: f64) -> Option<f64> {
    let service = ServiceCost {
        releases: Releases::Capacity,
        unit_cost: pounds,
        before: fewer.max(0.0),
        after: (-fewer).max(0.0),
        comparison_ratio: None,
    };
    saving(&[service]).ok().map(|saving| saving.capacity)
}

/// Whole months until what a year brings, spread evenly and going on, is as much as the cost.
fn paid_back(cost: f64, a_year: f64, rate: f64) -> Option<f64> {
    let plan = Plan {
        up_front: cost,
        net_savings: vec![a_year / 12.0; MONTHS],
        discount_rate: rate,
    };
    plan.payback().ok()?.discounted_months.map(f64::ceil)
}
