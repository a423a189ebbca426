//! Saving, and the month in which it has paid back its cost.
//!
//! Unit costs, their year and their price base are data with a source: nothing here knows a price. The uncertainty
//! of a saving is that of the mean cost difference per person ([`SampleMean`](crate::moments::SampleMean)); its
//! range goes through [`Scenarios`](crate::scenarios::Scenarios).
//!
//! Definitions; discounting by months of a yearly rate.

use crate::error::{MethodError, Result, domain, finite};

/// Most months a plan may have.
pub const MONTHS_MAX: usize = 1_200;

/// Whether less use of a service saves money, or frees time for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Releases {
    /// Money that need not be spent.
    Cash,
    /// Time of staff and places for other people: no money comes back.
    Capacity,
}

/// The use of one kind of service by an average person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceCost {
    /// What less use releases.
    pub releases: Releases,
    /// Pounds for one event.
    pub unit_cost: f64,
    /// Events per person before, in a period as long as the one after.
    pub before: f64,
    /// Events per person after.
    pub after: f64,
    /// The rate ratio of the comparison group; `None` where there is no such group, then 1.
    pub comparison_ratio: Option<f64>,
}

/// The saving per person: expected minus observed events, in pounds; negative where more was used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// Pounds that need not be spent.
    pub cash: f64,
    /// Pounds' worth of time and places.
    pub capacity: f64,
    /// Whether each kind was compared with a group not helped; if not, people getting better by themselves is
    /// counted as saving.
    pub is_compared: bool,
}

/// The saving per person over all kinds of service.
///
/// # Errors
/// A negative cost, count or ratio, or anything not finite.
pub fn saving(services: &[ServiceCost]) -> Result<Saving> {
    let mut saving = Saving {
        cash: 0.0,
        capacity: 0.0,
        is_compared: services.iter().all(|each| each.comparison_ratio.is_some()),
    };
    let not_negative = |what, value| domain(what, "0 or more", value, |value| value >= 0.0);
    for service in services {
        let ratio = not_negative("rate ratio", service.comparison_ratio.unwrap_or(1.0))?;
        let expected = not_negative("events before", service.before)? * ratio;
        let fewer = expected - not_negative("events after", service.after)?;
        let pounds = not_negative("unit cost", service.unit_cost)? * fewer;
        match service.releases {
            Releases::Cash => saving.cash += pounds,
            Releases::Capacity => saving.capacity += pounds,
        }
    }
    finite("saving of cash", saving.cash)?;
    finite("saving of capacity", saving.capacity)?;
    Ok(saving)
}

/// A cost at the start, and what each month brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Pounds spent before month 1, 0 or more.
    pub up_front: f64,
    /// Pounds saved in each month less the running cost of that month, from month 1.
    pub net_savings: Vec<f64>,
    /// The yearly discount rate, such as 0.035; 0 or more.
    pub discount_rate: f64,
}

/// When a plan has paid back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payback {
    /// All months at today's worth, less the cost at the start, in pounds.
    pub net_present_value: f64,
    /// Months until the savings reach the cost, undiscounted; `None`: not within the months of the plan.
    pub months: Option<f64>,
    /// The same with discounted savings.
    pub discounted_months: Option<f64>,
}

impl Plan {
    /// When this plan has paid back; inside a month the saving comes in evenly.
    ///
    /// # Errors
    /// No months or too many; a negative cost or rate; anything not finite.
    pub fn payback(&self) -> Result<Payback> {
        if !(1..=MONTHS_MAX).contains(&self.net_savings.len()) {
            return Err(MethodError::Size {
                what: "months",
                need: "1 to 1,200",
                found: self.net_savings.len(),
            });
        }
        domain("cost at the start", "0 or more", self.up_front, |cost| {
            cost >= 0.0
        })?;
        let rate = domain("discount rate", "0 or more", self.discount_rate, |rate| {
            rate >= 0.0
        })?;
        for net in &self.net_savings {
            domain("net saving", "finite", *net, |_| true)?;
        }
        let plain = Account::run(self.up_front, self.net_savings.iter().copied());
        let discounted = (1_u32..)
            .zip(&self.net_savings)
            .map(|(month, net)| net / (1.0 + rate).powf(f64::from(month) / 12.0));
        let discounted = Account::run(self.up_front, discounted);
        finite("sum of savings", plain.balance)?;
        Ok(Payback {
            net_present_value: finite("present value", discounted.balance)?,
            months: plain.months,
            discounted_months: discounted.months,
        })
    }
}

/// The running balance of a plan.
struct Account {
    balance: f64,
    months: Option<f64>,
}

impl Account {
    fn run(up_front: f64, net_savings: impl Iterator<Item = f64>) -> Self {
        let mut account = Self {
            balance: -up_front,
            months: None,
        };
        for (whole_months, net) in (0_u32..).zip(net_savings) {
            let owed = -account.balance;
            account.balance += net;
            if account.months.is_none() && account.balance >= 0.0 {
                let inside = if owed > 0.0 { owed / net } else { 0.0 };
                account.months = Some(f64::from(whole_months) + inside);
            }
        }
        account
    }
}
