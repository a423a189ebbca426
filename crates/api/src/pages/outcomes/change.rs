//! Change of scores on the questions of 0 to 10, and how many were better or worse.

use hub_release::{MeasureInfo, Polarity};
use hub_ui::view::{DotChart, Figure, Moved, RefLine};

use super::ways::Way;
use super::{POINTS_OF_TEN, QUESTIONS};
use crate::pages::figures::{self, Scope};
use crate::pages::headline::{Series, as_told};
use crate::pages::labels::label;
use crate::pages::spread::Groups;
use crate::pages::words;

/// The line that a change is set against.
fn no_change() -> Option<RefLine> {
    Some(RefLine {
        value: 0.0,
        label: "no change (0)".to_owned(),
    })
}

/// Change on each of the four questions on wellbeing.
pub(super) fn questions(scope: &Scope) -> Option<DotChart> {
    let info = scope.release.measure("wellbeing_change")?;
    let info = as_told(info, POINTS_OF_TEN, Polarity::NoJudgement);
    let groups = Groups::of(scope, &info, "instrument").in_order(&QUESTIONS);
    let finding = question_finding(groups.figure("ons4_satisfaction"));
    let chart = groups.chart("questions", "Question", finding)?;
    Some(DotChart {
        reference: no_change(),
        ..chart
    })
}

/// Whether life satisfaction changed by more than chance, of displayed values.
fn question_finding(satisfaction: Option<&Figure>) -> String {
    let found = satisfaction.and_then(|figure| Some((figure.drawn()?, figure.interval.as_ref())));
    let Some((value, limits)) = found else {
        return "Too few asked twice about satisfaction with life".to_owned();
    };
    let points = words::decimal(value.abs(), 1);
    match limits {
        Some(limits) if limits.lower > 0.0 => {
            format!("Life satisfaction is {points} points higher at closing")
        }
        Some(limits) if limits.upper < 0.0 => {
            format!("Life satisfaction is {points} points lower at closing")
        }
        _ => "No clear change in life satisfaction".to_owned(),
    }
}

/// How many were better and worse on these questions, and the caption of their table.
pub(super) fn moved(scope: &Scope) -> (Vec<Moved>, String) {
    let Some(info) = scope.release.measure("wellbeing_improved") else {
        return (Vec::new(), String::new());
    };
    let rows = QUESTIONS
        .iter()
        .map(|question| moved_of(scope, info, question));
    let caption = format!(
        "{}, {}, {}, % of people with two scores",
        info.title,
        scope.place.name,
        scope.month.words()
    );
    (rows.collect(), caption)
}

/// Better and worse of one questionnaire.
pub(super) fn moved_of(scope: &Scope, info: &MeasureInfo, instrument: &str) -> Moved {
    let share = |breakdown: &str| {
        let series = Series::of(info, breakdown, instrument, scope.month);
        series.figure(scope, &scope.place.code)
    };
    Moved {
        label: label("instrument", instrument),
        asked_twice: asked_twice(scope, instrument),
        better: share("improved"),
        worse: share("worsened"),
    }
}

/// People with two scores, as the measure of their change counts them.
fn asked_twice(scope: &Scope, instrument: &str) -> Figure {
    let info = scope.release.measure("wellbeing_change");
    let value = info.and_then(|info| {
        let series = Series::of(info, "instrument", instrument, scope.month);
        series.value(scope, &scope.place.code)
    });
    value.map_or_else(figures::none, |value| {
        figures::count(value.numerator, value.status)
    })
}

/// Change of life satisfaction by group.
pub(super) fn by_group(scope: &Scope, by: &Way) -> Option<DotChart> {
    let info = scope.release.measure("wellbeing_change")?;
    let info = MeasureInfo {
        title: format!("Change in life satisfaction by {}", by.words),
        ..as_told(info, POINTS_OF_TEN, Polarity::NoJudgement)
    };
    let groups = Groups::of(scope, &info, by.value);
    let figures: Vec<&Figure> = groups.shown().map(|group| &group.dot.figure).collect();
    let finding = group_finding(&figures).to_owned();
    let chart = groups.chart("by-group", by.heading, finding)?;
    Some(DotChart {
        reference: no_change(),
        ..chart
    })
}

/// In which groups life satisfaction changed by more than chance. Groups are not set against each other.
fn group_finding(shown: &[&Figure]) -> &'static str {
    let is_clear = |is: fn(f64, f64) -> bool| {
        let limits = shown.iter().filter_map(|figure| figure.interval.as_ref());
        limits
            .filter(|limits| is(limits.lower, limits.upper))
            .count()
    };
    let (up, down) = (
        is_clear(|lower, _| lower > 0.0),
        is_clear(|_, upper| upper < 0.0),
    );
    match (up, down) {
        _ if shown.is_empty() => "Too few people asked twice to show groups",
        (0, 0) => "No clear change of life satisfaction in any group",
        (up, 0) if up == shown.len() => {
            "Life satisfaction is higher at closing in each group shown"
        }
        (_, 0) => "Life satisfaction is higher at closing in some groups",
        (0, down) if down == shown.len() => {
            "Life satisfaction is lower at closing in each group shown"
        }
        (0, _) => "Life satisfaction is lower at closing in some groups",
        _ => "Life satisfaction is higher in some groups, lower in others",
    }
}

/// What must be known of the groups.
pub(super) fn note(by: &Way) -> &'static str {
    match by.value {
        "support_kind" => {
            "The kind is the first that was started. People are not given a kind by chance, so that kinds cannot be set against each \
             other as to what they do."
        }
        "condition" => {
            "A person with several conditions counts in each; of more than three the first three count. No condition and none recorded \
             cannot be told apart."
        }
        _ => "Whether mental wellbeing is among the first three needs of the referral.",
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::{group_finding, question_finding};

    fn change(value: f64, half: f64) -> Figure {
        Figure::shown(value, format!("{value:.1}")).with_interval(value - half, value + half, "")
    }

    #[test]
    fn a_change_is_told_as_one_only_where_its_interval_leaves_zero_out() {
        let told = |figure: &Figure| question_finding(Some(figure));
        assert_eq!(
            told(&change(1.2, 0.5)),
            "Life satisfaction is 1.2 points higher at closing"
        );
        assert_eq!(
            told(&change(-0.8, 0.5)),
            "Life satisfaction is 0.8 points lower at closing"
        );
        assert_eq!(
            told(&change(0.4, 0.5)),
            "No clear change in life satisfaction"
        );
        assert_eq!(
            told(&change(1.2, 0.5).with_status(Status::Hidden)),
            "Too few asked twice about satisfaction with life"
        );
    }

    #[test]
    fn groups_are_told_by_how_many_changed_and_not_against_each_other() {
        let (up, none, down) = (change(1.2, 0.5), change(0.1, 0.5), change(-1.2, 0.5));
        assert_eq!(
            group_finding(&[&up, &up]),
            "Life satisfaction is higher at closing in each group shown"
        );
        assert_eq!(
            group_finding(&[&up, &none]),
            "Life satisfaction is higher at closing in some groups"
        );
        assert_eq!(
            group_finding(&[&none]),
            "No clear change of life satisfaction in any group"
        );
        assert_eq!(
            group_finding(&[&up, &down]),
            "Life satisfaction is higher in some groups, lower in others"
        );
        assert_eq!(
            group_finding(&[]),
            "Too few people asked twice to show groups"
        );
    }
}
