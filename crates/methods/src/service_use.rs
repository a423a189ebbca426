//! Change in the use of a service: events after against events before, by person-time.
//!
//! A person who comes often comes often in both periods, so each person is one cluster. With the rates `R` and the
//! totals `y` of the two periods, `u_i = (y1_i - R1 T1_i)/y1 - (y0_i - R0 T0_i)/y0` and the squared standard error
//! of the logarithm of the rate ratio is the sum of `u_i^2`. Where everyone has the same windows, `T` drops out:
//! `u_i = y1_i/y1 - y0_i/y0`, and five sums over people are enough.
//!
//! Source: Poisson regression on the period, clustered by person after Liang and Zeger 1986.

use crate::error::{Result, domain, finite};
use crate::moments::{Noisy, remainder, satterthwaite};
use crate::{Interval, Level, student};

const DAYS_A_YEAR: f64 = 365.0;

/// One person's use of one service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonUse {
    /// Events before.
    pub before: f64,
    /// Days observed before.
    pub before_days: f64,
    /// Events after.
    pub after: f64,
    /// Days observed after: to the end of the window, to death or to leaving.
    pub after_days: f64,
}

/// Sums over people who all have the same windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UseMoments {
    /// How many people.
    pub people: Noisy,
    /// Days of each person before.
    pub before_days: f64,
    /// Days of each person after.
    pub after_days: f64,
    /// The sum of events before.
    pub before: Noisy,
    /// The sum of events after.
    pub after: Noisy,
    /// The sum of the squares of each person's events before.
    pub before_squares: Noisy,
    /// The sum of the squares of each person's events after.
    pub after_squares: Noisy,
    /// The sum of each person's events before times those after.
    pub products: Noisy,
}

/// Events over person-time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// All events; with noise not always whole, nor above 0.
    pub events: f64,
    /// All days of all people, above 0.
    pub days: f64,
    noise_variance: f64,
}

impl Period {
    /// Events per person and year of 365 days.
    #[must_use]
    pub fn rate_per_year(self) -> f64 {
        self.events / self.days * DAYS_A_YEAR
    }

    fn relative_noise(self) -> f64 {
        self.noise_variance / self.events.powi(2)
    }
}

/// The use of a service before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UseChange {
    /// The period before.
    pub before: Period,
    /// The period after.
    pub after: Period,
    ratio: Option<RateRatio>,
}

/// A ratio of rates, or of ratios of rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The ratio: 1 is no change.
    pub ratio: f64,
    /// The standard error of its logarithm; disclosure noise included.
    pub log_error: f64,
    /// Half the variance of the square of `log_error` that comes from noise.
    wobble: f64,
}

impl UseChange {
    /// From the use of each person.
    ///
    /// # Errors
    /// A negative count or number of days; a period without days; anything not finite.
    pub fn of(people: &[PersonUse]) -> Result<Self> {
        let mut totals = [0.0; 4];
        for person in people {
            let counts = [person.before, person.after];
            for (total, events) in totals.iter_mut().zip(counts) {
                *total += domain("events", "0 or more", events, |events| events >= 0.0)?;
            }
            let days = [person.before_days, person.after_days];
            for (total, days) in totals.iter_mut().skip(2).zip(days) {
                *total += domain("days", "0 or more", days, |days| days >= 0.0)?;
            }
        }
        let [y0, y1, t0, t1] = totals;
        let before = Period::of(Noisy::exact(y0), t0)?;
        let after = Period::of(Noisy::exact(y1), t1)?;
        let squares = people.iter().map(|person| {
            let more = (person.after - y1 * (person.after_days / t1)) / y1;
            let less = (person.before - y0 * (person.before_days / t0)) / y0;
            (more - less).powi(2)
        });
        Self::between(before, after, || Ok((squares.sum(), 0.0)))
    }

    /// From sums over people.
    ///
    /// # Errors
    /// People or days not above 0; a negative noise variance; exact sums that no people can have; anything not
    /// finite.
    pub fn of_moments(moments: UseMoments) -> Result<Self> {
        let people = moments.people.checked("people")?.value;
        domain("people", "above 0", people, |n| n > 0.0)?;
        let before = Period::of(moments.before, people * moments.before_days)?;
        let after = Period::of(moments.after, people * moments.after_days)?;
        Self::between(before, after, || moments.squares())
    }

    /// `squares` gives the sum of the `u_i^2` and the variance of its noise; it is asked for where both totals are
    /// above 0.
    fn between(
        before: Period,
        after: Period,
        squares: impl FnOnce() -> Result<(f64, f64)>,
    ) -> Result<Self> {
        if before.events <= 0.0 || after.events <= 0.0 {
            return Ok(Self {
                before,
                after,
                ratio: None,
            });
        }
        let (sum, noise) = squares()?;
        let noise = finite("noise of the sum of squares", noise)?;
        // A sum below one standard deviation of its own noise cannot be told from 0.
        let clustered = finite("sum of squares", sum)?.max(noise.sqrt());
        let variance = clustered + before.relative_noise() + after.relative_noise();
        let ratio = (after.events / after.days) / (before.events / before.days);
        Ok(Self {
            before,
            after,
            ratio: Some(RateRatio {
                ratio: finite("rate ratio", ratio)?,
                log_error: finite("standard error", variance.sqrt())?,
                wobble: noise / 2.0,
            }),
        })
    }

    /// The rate after over the rate before; `None` where a period has no events: show the rates.
    #[must_use]
    pub const fn ratio(self) -> Option<RateRatio> {
        self.ratio
    }

    /// The same ratio from the totals alone, as if no one came twice: too narrow, to be marked "ignores repeat users".
    #[must_use]
    pub fn ratio_of_totals(self) -> Option<RateRatio> {
        let of = |period: Period| 1.0 / period.events + period.relative_noise();
        let ratio = self.ratio?.ratio;
        let log_error = (of(self.before) + of(self.after)).sqrt();
        log_error.is_finite().then_some(RateRatio {
            ratio,
            log_error,
            wobble: 0.0,
        })
    }
}

impl Period {
    fn of(events: Noisy, days: f64) -> Result<Self> {
        let events = events.checked("events")?;
        Ok(Self {
            events: events.value,
            days: domain("days", "above 0", days, |days| days > 0.0)?,
            noise_variance: events.noise_variance,
        })
    }
}

impl UseMoments {
    /// The sum of the `u_i^2`, and the variance of its noise by the delta method.
    fn squares(self) -> Result<(f64, f64)> {
        let (y0, y1) = (self.before.value, self.after.value);
        let before = self.before_squares.checked("squares before")?;
        let after = self.after_squares.checked("squares after")?;
        let products = self.products.checked("products")?;
        let own = after.value / y1.powi(2) + before.value / y0.powi(2);
        let shared = products.value / (y0 * y1);
        let is_exact = [before, after, products, self.before, self.after]
            .iter()
            .all(|each| each.noise_variance == 0.0);
        let sum = remainder(own, 2.0 * shared, is_exact)?;
        let of_after = 2.0 * (after.value / y1.powi(2) - shared) / y1;
        let of_before = 2.0 * (before.value / y0.powi(2) - shared) / y0;
        let noise = after.noise_variance / y1.powi(4)
            + before.noise_variance / y0.powi(4)
            + 4.0 * products.noise_variance / (y0 * y1).powi(2)
            + of_after.powi(2) * self.after.noise_variance
            + of_before.powi(2) * self.before.noise_variance;
        Ok((sum, noise))
    }
}

impl RateRatio {
    /// The limits, on the logarithmic scale; where noise makes the spread itself uncertain, by Student's t.
    ///
    /// # Errors
    /// [`NotFinite`](crate::MethodError::NotFinite) where a limit runs out of range.
    pub fn limits(self, level: Level) -> Result<Interval> {
        let degrees = satterthwaite(self.log_error.powi(2), self.wobble)
            .map_or(f64::INFINITY, |degrees| degrees.max(1.0));
        let factor = (student::point(degrees, level)? * self.log_error).exp();
        Interval::between(self.ratio / factor, self.ratio * factor)
    }

    /// The change in percent: -40 is 40 % fewer.
    #[must_use]
    pub fn percent_change(self) -> f64 {
        100.0 * (self.ratio - 1.0)
    }

    /// This ratio over that of a comparison group: "fewer than people alike who were not helped".
    ///
    /// # Errors
    /// [`NotFinite`](crate::MethodError::NotFinite) where the quotient runs out of range.
    pub fn against(self, comparison: Self) -> Result<Self> {
        Ok(Self {
            ratio: finite("ratio of rate ratios", self.ratio / comparison.ratio)?,
            log_error: self.log_error.hypot(comparison.log_error),
            wobble: self.wobble + comparison.wobble,
        })
    }
}
