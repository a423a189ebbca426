//! The limits of a funnel, and where an area lies between them.

use hub_methods::funnel::Unit;
use hub_methods::overdispersion::{Method, Model, TRIM, fit};
use hub_methods::{Interval, Level};
use hub_ui::view::{Figure, FunnelLimits, FunnelPlace};

/// Points of each curve.
const POINTS: i32 = 60;

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A share of the denominator.
    Share,
    /// Events for so many people.
    Rate,
}

/// The spread of areas around their average, as far as their sizes do not explain it.
///
/// It is measured of displayed counts, and so holds the noise that protects people: how much of that is in a figure
/// depends on how many cells it is the sum of, which a release does not say. Only the noise of rounding is known.
pub(super) struct Funnel {
    kind: Kind,
    model: Model,
    per: f64,
    /// All numerators over all denominators.
    average: f64,
}

impl Funnel {
    /// The funnel of these areas; `noise` is the known variance of a displayed count. None where there is no answer.
    pub(super) fn of(kind: Kind, per: f64, areas: &[Unit], noise: f64) -> Option<Self> {
        let part = |area: &Unit| match kind {
            // Part and whole have noise of their own, so that a part can come out above its whole.
            Kind::Share => area.numerator.min(area.denominator),
            Kind::Rate => area.numerator,
        };
        let parts: f64 = areas.iter().map(part).sum();
        let people: f64 = areas.iter().map(|area| area.denominator).sum();
        let average = parts / people;
        let fitted = match kind {
            Kind::Share => {
                let shares: Vec<Unit> = areas
                    .iter()
                    .map(|area| Unit {
                        numerator: part(area),
                        denominator: area.denominator,
                    })
                    .collect();
                fit(&shares, Method::Proportion, TRIM, noise)
            }
            Kind::Rate => {
                // There is no logarithm of nothing: an area without events tells nothing of the spread.
                let expected: Vec<Unit> = areas
                    .iter()
                    .filter(|area| area.numerator > 0.0)
                    .map(|area| Unit {
                        numerator: area.numerator,
                        denominator: area.denominator * average,
                    })
                    .collect();
                fit(&expected, Method::LogRatio, TRIM, noise)
            }
        };
        Some(Self {
            kind,
            model: fitted.ok()?.model,
            per,
            average,
        })
    }

    /// The average of all areas, in the unit of the measure.
    pub(super) fn average(&self) -> f64 {
        self.per * self.average
    }

    /// Whether areas differ by more than chance.
    pub(super) fn has_spread(&self) -> bool {
        self.model.tau2 > 0.0
    }

    /// The limits from a little below the least size to a little above the greatest.
    pub(super) fn curve(&self, sizes: impl Iterator<Item = f64>) -> Vec<FunnelLimits> {
        let ends = sizes.fold((f64::INFINITY, 0.0_f64), |(least, most), size| {
            (least.min(size), most.max(size))
        });
        let (from, to) = (ends.0 * 0.9, ends.1 * 1.05);
        if !from.is_finite() {
            return Vec::new();
        }
        // The curves bend most where areas are small, so points lie closer there.
        let step = (to / from).powf(1.0 / f64::from(POINTS - 1));
        (0..POINTS)
            .filter_map(|n| {
                let size = from * step.powi(n);
                let (near, far) = (
                    self.limits(size, Level::P95)?,
                    self.limits(size, Level::P998)?,
                );
                Some(FunnelLimits {
                    size,
                    lower95: near.lower,
                    upper95: near.upper,
                    lower998: far.lower,
                    upper998: far.upper,
                })
            })
            .collect()
    }

    /// Where a displayed value lies, and if that is not known, why.
    pub(super) fn judge(&self, figure: &Figure, size: f64) -> (FunnelPlace, &'static str) {
        let ends = span(figure)
            .and_then(|(low, high)| Some((self.place(low, size)?, self.place(high, size)?)));
        match ends {
            Some((low, high)) if low == high => (low, ""),
            Some(_) => (
                FunnelPlace::NotJudged,
                "the value is given no finer than that",
            ),
            None => (FunnelPlace::NotJudged, "there are no limits for its size"),
        }
    }

    fn place(&self, value: f64, size: f64) -> Option<FunnelPlace> {
        let (near, far) = (
            self.limits(size, Level::P95)?,
            self.limits(size, Level::P998)?,
        );
        Some(if value > far.upper {
            FunnelPlace::Above998
        } else if value < far.lower {
            FunnelPlace::Below998
        } else if value > near.upper {
            FunnelPlace::Above95
        } else if value < near.lower {
            FunnelPlace::Below95
        } else {
            FunnelPlace::Within
        })
    }

    /// The limits at a size, in the unit of the measure.
    fn limits(&self, size: f64, level: Level) -> Option<Interval> {
        let (at, times) = match self.kind {
            Kind::Share => (size, self.per),
            // Those of the ratio to what is expected of an area of this size.
            Kind::Rate => (size * self.average, self.average()),
        };
        self.model.limits(at, level).ok()?.scaled(times).ok()
    }
}

/// Whether a share stands for all beyond it.
pub(super) fn is_end(figure: &Figure) -> bool {
    figure.display.starts_with(['≤', '≥'])
}

/// The least and the greatest value that a displayed one can stand for.
fn span(figure: &Figure) -> Option<(f64, f64)> {
    let value = figure.drawn()?;
    Some(if figure.display.starts_with('≤') {
        (0.0, value)
    } else if figure.display.starts_with('≥') {
        (value, 100.0)
    } else {
        (value, value)
    })
}
