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

/// What the counts do to the logarithm of the share still waiting, as the curve passes band after band: what is the same
/// for all later bands is added up once, so that a curve takes time by its bands times its stretches.
#[derive(Debug, Default)]
struct Pulls {
    /// By being at risk in all bands so far.
    all: f64,
    /// The variance that comes of those seen in the bands so far.
    of_seen: f64,
    /// The noise of those seen in the bands to come.
    noise_to_come: f64,
    /// For each stretch, the pull of its parts in the bands so far, and its share in the bands to come.
    of_stopped: Vec<(f64, f64)>,
}

impl Pulls {
    fn new(bands: &[Stretch], stretches: &[Stretch]) -> Self {
        Self {
            noise_to_come: bands.iter().map(|band| band.noise).sum(),
            of_stopped: vec![(0.0, 1.0); stretches.len()],
            ..Self::default()
        }
    }

    /// Passes a band, of whose people at risk so many were not seen.
    fn pass(&mut self, place: usize, band: &Stretch, at_risk: f64, left: f64, fit: &Fit) {
        let own = band.people / (at_risk * left);
        for ((pull, to_come), parts) in self.of_stopped.iter_mut().zip(&fit.parts) {
            if let Some(part) = parts.get(place) {
                *pull += part.share * (self.all + own * part.place);
                *to_come -= part.share;
            }
        }
        let slope = self.all + own - 1.0 / left;
        self.of_seen += slope.powi(2) * band.noise;
        self.noise_to_come -= band.noise;
        self.all += own;
    }

    /// The variance that comes of the noise of each count.
    fn of_noise(&self, stretches: &[Stretch]) -> f64 {
        let to_come = self.all.powi(2) * self.noise_to_come.max(0.0);
        let of_stopped = stretches.iter().zip(&self.of_stopped);
        let of_stopped = of_stopped.map(|(stretch, (pull, to_come))| {
            (pull + self.all * to_come.max(0.0)).powi(2) * stretch.noise
        });
        self.of_seen + to_come + of_stopped.sum::<f64>()
    }
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
        let mut pulls = Pulls::new(bands, stretches);
        let mut greenwood = 0.0;
        let known = bands.iter().zip(&self.at_risk).take(self.known);
        known
            .enumerate()
            .map(|(place, (band, at_risk))| {
                let left = at_risk - band.people;
                if left <= 0.0 {
                    return None;
                }
                greenwood += band.people.max(0.0) / (at_risk * left);
                pulls.pass(place, band, *at_risk, left, self);
                let variance = greenwood + pulls.of_noise(stretches);
                Some(variance).filter(|variance| variance.is_finite())
            })
            .collect()
    }
}
