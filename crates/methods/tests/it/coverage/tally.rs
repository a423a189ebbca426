//! How often limits held the truth, whether that is often enough, and the table.

use std::fmt::Write;

use hub_methods::Interval;

/// Between these, in percent, a nominal 95 % method has to lie before protection; not below the first after it.
const NOMINAL: [f64; 2] = [93.0, 97.0];
/// The most that three standard errors of a simulated coverage may be, in points: with more, a coverage inside the
/// bounds would say little.
const MARGIN_MAX: f64 = 1.25;

/// What the limits were made from.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    /// Exact counts.
    Before,
    /// Counts with noise, its variance carried.
    After,
    /// Counts with noise as displayed, the variances of noise and rounding carried.
    Rounded,
}

#[derive(Clone, Copy, Default)]
struct Hits {
    intervals: u32,
    covering: u32,
}

/// One method.
pub(super) struct Row {
    method: &'static str,
    stages: [Hits; 3],
}

impl Hits {
    fn percent(self) -> f64 {
        100.0 * f64::from(self.covering) / f64::from(self.intervals)
    }

    /// Three standard errors of the simulated coverage, in points.
    fn margin(self) -> f64 {
        let share = self.percent() / 100.0;
        300.0 * (share * (1.0 - share) / f64::from(self.intervals)).sqrt()
    }

    fn cell(self) -> String {
        if self.intervals == 0 {
            return format!("{:>13}", "-");
        }
        format!("{:>6.2} ± {:.2}", self.percent(), self.margin())
    }
}

impl Row {
    pub(super) fn nominal(method: &'static str) -> Self {
        Self {
            method,
            stages: [Hits::default(); 3],
        }
    }

    pub(super) fn judge(&mut self, stage: Stage, limits: Interval, truth: f64) {
        let [before, after, rounded] = &mut self.stages;
        let hits = match stage {
            Stage::Before => before,
            Stage::After => after,
            Stage::Rounded => rounded,
        };
        hits.intervals += 1;
        hits.covering += u32::from(limits.contains(truth));
    }

    /// What is not as claimed.
    pub(super) fn failures(&self) -> Vec<String> {
        let [low, high] = NOMINAL;
        let [before, after, rounded] = self.stages;
        let mut failures = Vec::new();
        let mut claim = |holds: bool, what: &str| {
            if !holds {
                failures.push(format!("{}: {what}", self.method));
            }
        };
        for hits in [before, after] {
            claim(hits.intervals > 0, "no limits");
            claim(hits.margin() <= MARGIN_MAX, "too few limits");
        }
        let is_nominal = (low..=high).contains(&before.percent());
        claim(is_nominal, "not nominal before protection");
        claim(after.percent() >= low, "short after protection");
        let is_short = rounded.intervals > 0 && rounded.percent() < low;
        claim(!is_short, "short after rounding");
        failures
    }
}

/// The table of all methods; coverage in percent with three standard errors.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<52} {:>9} {:>13} {:>9} {:>13} {:>13}\n",
        "nominal 95 % limits", "intervals", "before", "intervals", "after", "rounded"
    );
    for row in rows {
        let [before, after, rounded] = row.stages;
        writeln!(
            text,
            "{:<52} {:>9} {} {:>9} {} {}",
            row.method,
            before.intervals,
            before.cell(),
            after.intervals,
            after.cell(),
            rounded.cell(),
        )
        .expect("text can be written to");
    }
    text
}
