//! From values to places on the drawing.

use crate::components::group_digits;

/// A linear scale with round ticks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    from: f64,
    to: f64,
    step: f64,
}

impl Scale {
    /// A scale that holds all `values` between round numbers, with about `ticks` steps. Values that are not finite are passed over.
    pub(crate) fn holding(values: impl IntoIterator<Item = f64>, ticks: u8) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = match (low <= high, low < high) {
            (false, _) => (0.0, 1.0),
            (true, true) => (low, high),
            // One value: a band round it, so that it stands in the middle.
            (true, false) => (
                low - low.abs().max(1.0) * 0.1,
                high + high.abs().max(1.0) * 0.1,
            ),
        };
        let step = round_step((high - low) / f64::from(ticks.max(1)));
        Self {
            from: (low / step).floor() * step,
            to: (high / step).ceil() * step,
            step,
        }
    }

    /// Where `value` stands, 0 at the start and 1 at the end; outside values stand at the edge.
    pub(crate) fn share(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// Where `value` stands along the page, as an attribute: `37.5%`.
    pub(crate) fn percent(&self, value: f64) -> String {
        percent(self.share(value))
    }

    /// Where `value` stands in a drawing `height` pixels high, from the top.
    pub(crate) fn down(&self, value: f64, height: f64) -> f64 {
        height * (1.0 - self.share(value))
    }

    /// Round values from start to end.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut position = 0.0;
        while self.from + position * self.step <= self.to + self.step * 0.5 && ticks.len() < 20 {
            ticks.push(self.from + position * self.step);
            position += 1.0;
        }
        ticks
    }

    /// A tick as text: as many decimal places as the step needs.
    pub(crate) fn tick_label(&self, tick: f64, suffix: &str) -> String {
        let mut decimals = 0_u8;
        let mut step = self.step;
        while decimals < 4 && (step - step.round()).abs() > 1e-6 {
            step *= 10.0;
            decimals += 1;
        }
        format!("{}{suffix}", number(tick, decimals))
    }
}

/// A share of the width as an attribute.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// Pixels as an attribute.
pub(crate) fn px(pixels: f64) -> String {
    format!("{pixels:.1}")
}

/// Centre of item `position` of `count`, as a share of the width.
pub(crate) fn centre(position: usize, count: usize) -> f64 {
    (as_f64(position) + 0.5) / as_f64(count.max(1))
}

/// A count for arithmetic; counts here are far below the precision of `f64`.
pub(crate) fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A number as text: commas, a real minus sign, and no minus before zero.
pub(crate) fn number(value: f64, decimals: u8) -> String {
    let plain = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = plain
        .split_once('.')
        .map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let is_zero = plain.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero {
        "\u{2212}"
    } else {
        ""
    };
    match fraction {
        Some(fraction) => format!("{sign}{}.{fraction}", group_digits(whole)),
        None => format!("{sign}{}", group_digits(whole)),
    }
}

fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match rough / power {
        ..=1.0 => 1.0,
        ..=2.0 => 2.0,
        ..=5.0 => 5.0,
        _ => 10.0,
    };
    factor * power
}

#[cfg(test)]
mod tests {
    use super::Scale;

    fn labels(scale: &Scale) -> Vec<String> {
        let ticks = scale.ticks().into_iter();
        ticks.map(|tick| scale.tick_label(tick, "")).collect()
    }

    #[test]
    fn a_scale_with_values_on_both_sides_of_zero_has_a_tick_there() {
        let scale = Scale::holding([-0.7, 1.9, 0.0], 5);
        assert_eq!(
            labels(&scale),
            ["\u{2212}1", "0", "1", "2"],
            "zero is neither the start nor left out"
        );
        assert_eq!(scale.percent(0.0), "33.33%");
        assert!(scale.share(-0.7) < scale.share(0.0));
    }

    #[test]
    fn a_scale_of_values_above_zero_still_starts_there() {
        let scale = Scale::holding([9.6, 14.8, 0.0], 5);
        assert_eq!(scale.percent(0.0), "0.00%");
        assert_eq!(labels(&scale), ["0", "5", "10", "15"]);
    }
}
