//! Spreading those who stopped, the curve that follows, and how uncertain it is.

/// People by days, from `from` until before `to`; the open band ends at infinity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) people: f64,
    pub(super) noise: f64,
}

/// How much of a stretch lies in a band, and how far into the band that is on average, as a share of its days.
#[derive(Debug, Clone, Copy)]
struct Part {
    share: f64,
    place: f64,
}

/// One round: those who stopped, spread along a curve, and the curve that follows.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    /// For each stretch, its part in each band.
    parts: Vec<Vec<Part>>,
    /// For each band, those who waited when it began, those who stop inside it by the part of it that they waited.
    pub(super) at_risk: Vec<f64>,
    /// For each band, the share still waiting when it begins and when it ends.
    pub(super) curve: Vec<(f64, f64)>,
    /// In how many bands, from the first, the curve is known.
    known: usize,
}

/// What a person more does to the logarithm of the share still waiting, for a band that the curve has passed.
#[derive(Debug, Clone, Copy)]
struct Pull {
    /// By being at risk in the bands before it.
    before: f64,
    /// By being at risk in it.
    own: f64,
    /// Those at risk in it who were not seen.
    left: f64,
}

impl Stretch {
    /// The part of this stretch in `band`, along a straight line from one height to another; its share is not yet one
    /// of the whole. An open band has no end: the line is level and the place its start.
    fn part(&self, band: &Self, (before, after): (f64, f64)) -> Part {
        let (first, last) = (self.from.max(band.from), self.to.min(band.to));
        let days = last - first;
        if days <= 0.0 {
            return Part {
                share: 0.0,
                place: 0.0,
            };
        }
        let width = band.to - band.from;
        let height = |day: f64| before + (after - before) * ((day - band.from) / width);
        let (high, low) = (height(first), height(last));
        let both = high + low;
        // The centre of gravity of a trapezium.
        let inside = if both > 0.0 {
            (high + 2.0 * low) / (3.0 * both)
        } else {
            0.5
        };
        Part {
            share: days * both / 2.0,
            place: (first + days * inside - band.from) / width,
        }
    }

    fn parts(&self, bands: &[Self], curve: &[(f64, f64)]) -> Vec<Part> {
        let lines = bands.iter().zip(curve);
        let mut parts: Vec<Part> = lines.map(|(band, line)| self.part(band, *line)).collect();
        let whole = |parts: &[Part]| parts.iter().map(|part| part.share).sum::<f64>();
        if whole(&parts) <= 0.0 {
            // Nobody waits as long as this: on each day alike.
            parts = bands
                .iter()
                .map(|band| self.part(band, (1.0, 1.0)))
                .collect();
        }
        let whole = whole(&parts);
        for part in &mut parts {
            part.share /= whole;
        }
        parts
    }
}

impl Fit {
    /// The round after the one that gave `curve`.
    pub(super) fn round(bands: &[Stretch], stretches: &[Stretch], curve: &[(f64, f64)]) -> Self {
        let parts: Vec<Vec<Part>> = stretches
            .iter()
            .map(|stretch| stretch.parts(bands, curve))
            .collect();
        let mut later = 0.0;
        let mut at_risk = Vec::with_capacity(bands.len());
        for (place, band) in bands.iter().enumerate().rev() {
            let (mut stopped, mut waited) = (0.0, 0.0);
            for (stretch, parts) in stretches.iter().zip(&parts) {
                if let Some(part) = parts.get(place) {
                    stopped += stretch.people * part.share;
                    waited += stretch.people * part.share * part.place;
                }
            }
            at_risk.push(later + band.people + waited);
            later += band.people + stopped;
        }
        at_risk.reverse();
        let (mut share, mut known) = (1.0, 0);
        let mut next = Vec::with_capacity(bands.len());
        for (band, people) in bands.iter().zip(&at_risk) {
            let before = share;
            let after = before * (1.0 - band.people / people).max(0.0);
            let can_follow = band.to.is_finite() && *people > 0.0 && after.is_finite();
            if known == next.len() && can_follow && before > 0.0 {
                share = after;
                known += 1;
            }
            next.push((before, share));
        }
        Self {
            parts,
            at_risk,
            curve: next,
            known,
        }
    }

    /// The variance of the logarithm of the share still waiting at the end of each band where the curve is known:
    /// Greenwood's, and that of the noise of each count; `None` where no one is left.
    pub(super) fn variances(&self, bands: &[Stretch], stretches: &[Stretch]) -> Vec<Option<f64>> {
        let mut pulls: Vec<Pull> = Vec::with_capacity(self.known);
        let (mut greenwood, mut all) = (0.0, 0.0);
        let known = bands.iter().zip(&self.at_risk).take(self.known);
        known
            .map(|(band, at_risk)| {
                let left = at_risk - band.people;
                if left <= 0.0 {
                    return None;
                }
                greenwood += band.people.max(0.0) / (at_risk * left);
                let own = band.people / (at_risk * left);
                pulls.push(Pull {
                    before: all,
                    own,
                    left,
                });
                all += own;
                let of_seen = bands.iter().enumerate().map(|(place, band)| {
                    let pull = pulls.get(place);
                    let slope = pull.map_or(all, |pull| pull.before + pull.own - 1.0 / pull.left);
                    slope.powi(2) * band.noise
                });
                let of_stopped = stretches.iter().zip(&self.parts).map(|(stretch, parts)| {
                    let slopes = parts.iter().enumerate().map(|(place, part)| {
                        let pull = pulls.get(place);
                        part.share * pull.map_or(all, |pull| pull.before + pull.own * part.place)
                    });
                    slopes.sum::<f64>().powi(2) * stretch.noise
                });
                let noise = of_seen.sum::<f64>() + of_stopped.sum::<f64>();
                Some(greenwood + noise).filter(|variance| variance.is_finite())
            })
            .collect()
    }
}
