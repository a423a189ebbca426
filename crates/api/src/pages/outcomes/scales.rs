//! Questionnaires with a scale of their own, each for itself.

use hub_release::Polarity;
use hub_standard::instrument;
use hub_ui::view::ScaleChange;

use super::SCALES;
use super::change::moved_of;
use crate::pages::figures::Scope;
use crate::pages::headline::{Series, as_told};
use crate::pages::labels::label;
use crate::pages::words;

/// Those with a change to show, and the names of those without.
pub(super) fn scales(scope: &Scope) -> (Vec<ScaleChange>, Vec<String>) {
    let release = &scope.release;
    let (Some(change), Some(improved)) = (
        release.measure("wellbeing_change"),
        release.measure("wellbeing_improved"),
    ) else {
        return (Vec::new(), Vec::new());
    };
    let mut shown = Vec::new();
    let mut without = Vec::new();
    for code in SCALES {
        let unit = unit(code);
        let info = as_told(change, &unit, Polarity::NoJudgement);
        let series = Series::of(&info, "instrument", code, scope.month);
        let figure = series.figure(scope, &scope.place.code);
        let Some(value) = figure.drawn() else {
            without.push(label("instrument", code));
            continue;
        };
        shown.push(ScaleChange {
            change: figure,
            direction: direction(code).to_owned(),
            step: step(code).to_owned(),
            moved: moved_of(scope, improved, code),
            unit: moved_by(value, &unit),
        });
    }
    (shown, without)
}

/// Unit with the ends of the scale. Of SWEMWBS both ways to score come as the metric one.
fn unit(code: &str) -> String {
    let listed = if code == "swemwbs" {
        "swemwbs_metric"
    } else {
        code
    };
    match instrument::range(listed) {
        Some(range) => format!(
            "points, on a scale from {} to {}",
            words::decimal(range.least, 0),
            words::decimal(range.greatest, 0)
        ),
        None => "points of the questionnaire".to_owned(),
    }
}

/// The unit of a change beside its value, which alone could be taken for a score: "points higher at closing, on a scale from 7 to 35".
fn moved_by(value: f64, unit: &str) -> String {
    let moved = if value > 0.0 {
        "points higher at closing"
    } else if value < 0.0 {
        "points, so lower at closing"
    } else {
        "points of change at closing"
    };
    unit.replacen("points", moved, 1)
}

/// Which way is better, by the definition of the measure.
fn direction(code: &str) -> &'static str {
    match code {
        "ucla3" | "loneliness_direct" | "mycaw_wellbeing" | "mycaw_concern_1"
        | "mycaw_concern_2" => "A lower score is better, so a change below 0 is for the better.",
        _ => "A higher score is better.",
    }
}

/// From how many points on a change counts, by the definition of the measure.
fn step(code: &str) -> &'static str {
    match code {
        "pam_score" | "eq5d_vas" => "10 points",
        _ => "1 point",
    }
}

#[cfg(test)]
mod tests {
    use super::{SCALES, direction, moved_by, step, unit};

    #[test]
    fn every_scale_is_told_with_its_own_ends() {
        for code in SCALES {
            assert!(unit(code).starts_with("points, on a scale from"), "{code}");
        }
        assert_eq!(unit("swemwbs"), "points, on a scale from 7 to 35");
        assert_eq!(
            moved_by(1.8, &unit("swemwbs")),
            "points higher at closing, on a scale from 7 to 35"
        );
        assert!(moved_by(-0.4, &unit("ucla3")).starts_with("points, so lower at closing, on"));
        assert_eq!(step("eq5d_vas"), "10 points");
        assert!(direction("ucla3").starts_with("A lower score is better"));
    }
}
