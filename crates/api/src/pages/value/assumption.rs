//! What the calculator asks for: its names, its words, and the bounds of what may be typed.

use hub_methods::scenarios::Scenarios;

/// A health service whose use may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Service {
    Gp,
    Ae,
    Outpatient,
    Admission,
}

impl Service {
    pub(super) const ALL: [Self; 4] = [Self::Gp, Self::Ae, Self::Outpatient, Self::Admission];

    /// Its name in the list of assumptions and in the use of services.
    pub(super) const fn item(self) -> &'static str {
        match self {
            Self::Gp => "gp_contacts",
            Self::Ae => "ae_attendances",
            Self::Outpatient => "outpatient_appointments",
            Self::Admission => "inpatient_admissions",
        }
    }

    /// Its events.
    pub(super) const fn events(self) -> &'static str {
        match self {
            Self::Gp => "GP contacts",
            Self::Ae => "A&E attendances",
            Self::Outpatient => "outpatient appointments",
            Self::Admission => "hospital admissions",
        }
    }
}

/// One of the three cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Low,
    Central,
    High,
}

impl Case {
    pub(super) const ALL: [Self; 3] = [Self::Low, Self::Central, Self::High];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Central => "central",
            Self::High => "high",
        }
    }

    /// What a thing is in this case.
    pub(super) const fn of<T>(self, cases: &Scenarios<T>) -> &T {
        match self {
            Self::Low => &cases.low,
            Self::Central => &cases.central,
            Self::High => &cases.high,
        }
    }
}

/// An assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Input {
    Cost,
    Change,
    Point,
    Uplift,
    Years,
    DropOff,
    Deadweight,
    Displacement,
    Attribution,
    Discount,
    /// What one event of a service costs.
    Price(Service),
    /// How many fewer events of it one person has in twelve months.
    Fewer(Service),
}

/// What may be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pounds,
    Points,
    Times,
    Years,
    Share,
    Rate,
    Events,
}

impl Kind {
    /// Whether a number lies within the bounds.
    pub(super) fn accepts(self, number: f64) -> bool {
        match self {
            Self::Pounds => (1.0..=100_000.0).contains(&number),
            Self::Points => (-10.0..=10.0).contains(&number),
            Self::Times => (0.5..=5.0).contains(&number),
            // Beyond a year the method takes whole ones.
            Self::Years => {
                (0.05..=1.0).contains(&number)
                    || (number <= 10.0 && number > 1.0 && number.fract() == 0.0)
            }
            Self::Share => (0.0..=100.0).contains(&number),
            Self::Rate => (0.0..=20.0).contains(&number),
            Self::Events => (-50.0..=50.0).contains(&number),
        }
    }

    /// What to do where something else was typed.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Pounds => "Enter pounds from 1 to 100,000",
            Self::Points => "Enter points from \u{2212}10 to 10",
            Self::Times => "Enter a number from 0.5 to 5",
            Self::Years => "Enter a part of a year from 0.05 to 1, or whole years up to 10",
            Self::Share => "Enter a share from 0 to 100",
            Self::Rate => "Enter a rate from 0 to 20",
            Self::Events => "Enter a number from \u{2212}50 to 50",
        }
    }
}

impl Input {
    /// What the social return is made of, in the order of the form.
    pub(super) const SOCIAL: [Self; 10] = [
        Self::Cost,
        Self::Change,
        Self::Point,
        Self::Uplift,
        Self::Years,
        Self::DropOff,
        Self::Deadweight,
        Self::Displacement,
        Self::Attribution,
        Self::Discount,
    ];

    /// What freed capacity is made of besides, in the order of the form.
    pub(super) fn of_services() -> impl Iterator<Item = Self> {
        Service::ALL
            .into_iter()
            .flat_map(|service| [Self::Price(service), Self::Fewer(service)])
    }

    /// All there are, in the order of the form.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::SOCIAL.into_iter().chain(Self::of_services())
    }

    /// Begins the names of its fields.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Change => "change",
            Self::Point => "point",
            Self::Uplift => "uplift",
            Self::Years => "years",
            Self::DropOff => "drop_off",
            Self::Deadweight => "deadweight",
            Self::Displacement => "displacement",
            Self::Attribution => "attribution",
            Self::Discount => "discount",
            Self::Price(Service::Gp) => "gp_cost",
            Self::Price(Service::Ae) => "ae_cost",
            Self::Price(Service::Outpatient) => "outpatient_cost",
            Self::Price(Service::Admission) => "admission_cost",
            Self::Fewer(Service::Gp) => "gp_fewer",
            Self::Fewer(Service::Ae) => "ae_fewer",
            Self::Fewer(Service::Outpatient) => "outpatient_fewer",
            Self::Fewer(Service::Admission) => "admission_fewer",
        }
    }

    /// The name of one of its fields, which is its parameter in the address.
    pub(super) fn field(self, case: Case) -> String {
        format!("{}_{}", self.name(), case.name())
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Cost => "Cost of support",
            Self::Change => "Life satisfaction",
            Self::Point => "Worth of a point",
            Self::Uplift => "Rise in prices",
            Self::Years => "How long it lasts",
            Self::DropOff => "Drop-off",
            Self::Deadweight => "Deadweight",
            Self::Displacement => "Displacement",
            Self::Attribution => "Attribution",
            Self::Discount => "Discount rate",
            Self::Price(Service::Gp) => "Cost of a GP contact",
            Self::Price(Service::Ae) => "Cost of an A&E attendance",
            Self::Price(Service::Outpatient) => "Cost of an outpatient appointment",
            Self::Price(Service::Admission) => "Cost of a hospital admission",
            Self::Fewer(Service::Gp) => "Fewer GP contacts",
            Self::Fewer(Service::Ae) => "Fewer A&E attendances",
            Self::Fewer(Service::Outpatient) => "Fewer outpatient appointments",
            Self::Fewer(Service::Admission) => "Fewer hospital admissions",
        }
    }

    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Cost => "What support of one person costs.",
            Self::Change => {
                "The mean change from before support to closing, of those who were supported."
            }
            Self::Point => "What a rise by one point is worth to one person for one year (WELLBY).",
            Self::Uplift => "From the prices of that worth to those of the cost of support.",
            Self::Years => "Part of a year, or whole years. Nobody is asked again after closing.",
            Self::DropOff => {
                "How much of it is lost from each year to the next. It moves nothing within the first year."
            }
            Self::Deadweight => "What would have happened without support.",
            Self::Displacement => "What only moved elsewhere.",
            Self::Attribution => "What others brought about.",
            Self::Discount => "How much less next year's worth counts than this year's.",
            Self::Price(_) => "What the time and the place of one event are worth.",
            Self::Fewer(_) => {
                "How many fewer one person has than would have been expected. Below zero: more."
            }
        }
    }

    /// What it is counted in.
    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Cost => "pounds for one person",
            Self::Change => "points of 0 to 10",
            Self::Point => "pounds for one point, person and year",
            Self::Uplift => "multiples of those prices",
            Self::Years => "years",
            Self::DropOff => "% of the change, for each year",
            Self::Deadweight | Self::Displacement | Self::Attribution => "% of the change",
            Self::Discount => "% a year",
            Self::Price(_) => "pounds for one event",
            Self::Fewer(_) => "events for one person in twelve months",
        }
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Cost | Self::Point | Self::Price(_) => Kind::Pounds,
            Self::Change => Kind::Points,
            Self::Uplift => Kind::Times,
            Self::Years => Kind::Years,
            Self::DropOff | Self::Deadweight | Self::Displacement | Self::Attribution => {
                Kind::Share
            }
            Self::Discount => Kind::Rate,
            Self::Fewer(_) => Kind::Events,
        }
    }

    /// Its row in the list of assumptions; none where an area's own figure stands first.
    pub(super) const fn item(self) -> Option<&'static str> {
        Some(match self {
            Self::Cost => "cost_per_person",
            Self::Point => "wellby_pounds",
            Self::Uplift => "price_uplift",
            Self::Years => "years",
            Self::DropOff => "drop_off",
            Self::Deadweight => "deadweight",
            Self::Displacement => "displacement",
            Self::Attribution => "attribution",
            Self::Discount => "discount_rate",
            Self::Price(service) => service.item(),
            Self::Change | Self::Fewer(_) => return None,
        })
    }

    /// From a number of the list to one of the form, which has shares and rates in per cent.
    pub(super) const fn times_listed(self) -> f64 {
        match self.kind() {
            Kind::Share | Kind::Rate => 100.0,
            Kind::Pounds | Kind::Points | Kind::Times | Kind::Years | Kind::Events => 1.0,
        }
    }

    /// Whether more of it makes the result more hopeful; otherwise less of it does.
    pub(super) const fn is_hopeful_when_large(self) -> bool {
        match self {
            Self::Change
            | Self::Point
            | Self::Uplift
            | Self::Years
            | Self::Price(_)
            | Self::Fewer(_) => true,
            Self::Cost
            | Self::DropOff
            | Self::Deadweight
            | Self::Displacement
            | Self::Attribution
            | Self::Discount => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_at_their_edges_and_not_beyond() {
        for (kind, inside, outside) in [
            (
                Kind::Pounds,
                vec![1.0, 100_000.0],
                vec![0.0, -5.0, 100_001.0],
            ),
            (Kind::Points, vec![-10.0, 10.0], vec![-10.1, 10.1]),
            (Kind::Times, vec![0.5, 5.0], vec![0.4, 5.1]),
            (
                Kind::Years,
                vec![0.05, 0.25, 1.0, 2.0, 10.0],
                vec![0.0, 1.5, 11.0],
            ),
            (Kind::Share, vec![0.0, 100.0], vec![-0.1, 100.1]),
            (Kind::Rate, vec![0.0, 20.0], vec![-1.0, 21.0]),
            (Kind::Events, vec![-50.0, 50.0], vec![-51.0, 51.0]),
        ] {
            assert!(
                inside.iter().all(|number| kind.accepts(*number)),
                "{kind:?}"
            );
            assert!(
                !outside.iter().any(|number| kind.accepts(*number)),
                "{kind:?}"
            );
            assert!(!kind.accepts(f64::NAN) && !kind.accepts(f64::INFINITY));
        }
    }
}
