//! Change of life satisfaction over twelve months, and what may and may not be said of it.

use hub_release::{Geography, Polarity};
use hub_ui::view::{Figure, OutcomesYear};

use super::POINTS_OF_TEN;
use crate::pages::figures::Scope;
use crate::pages::headline::{Series, as_told};

/// The measure that has the change of twelve months, as the basis of a value.
const MEASURE: &str = "social_return";
const BREAKDOWN: &str = "basis";
/// Below this share of people asked again a change is not one of all people supported.
const ENOUGH_PERCENT: f64 = 50.0;

/// The figures of twelve months; none where the release has none of such an area.
pub(crate) fn year(scope: &Scope) -> Option<OutcomesYear> {
    // Areas of the past are told month by month alone.
    let info = scope
        .release
        .measure(MEASURE)
        .filter(|_| scope.geography == Geography::AsNow)?;
    let change = as_told(info, POINTS_OF_TEN, Polarity::NoJudgement);
    let share = as_told(
        info,
        "% of people with a first score",
        Polarity::NoJudgement,
    );
    let change = Series::of(&change, BREAKDOWN, "mean_change", scope.month);
    let share = Series::of(&share, BREAKDOWN, "follow_up", scope.month);
    let stretch = format!("the twelve months to {}", scope.month.words());
    let period = format!("Referrals closed in {stretch}");
    let of_area = |series: &Series<'_>| series.figure(scope, &scope.place.code);
    let (found, asked_again) = (of_area(&change), of_area(&share));
    Some(OutcomesYear {
        title: format!("Life satisfaction in {stretch}"),
        may: may(&found, &asked_again, &scope.place.name, &stretch),
        may_not: may_not(&found, &asked_again),
        headlines: vec![
            change.headline(scope, "Change from before support to closing", &period),
            share.headline(scope, "Asked again at closing", &period),
        ],
    })
}

/// Sentences that are true of the displayed figures; none where no change is shown.
fn may(change: &Figure, asked_again: &Figure, area: &str, stretch: &str) -> Vec<String> {
    let (Some(value), Some(limits)) = (change.drawn(), &change.interval) else {
        return Vec::new();
    };
    let points = change.display.trim_start_matches(['-', '\u{2212}']);
    let moved = if limits.lower > 0.0 {
        format!("was {points} points higher on average at closing than before support")
    } else if limits.upper < 0.0 {
        format!("was {points} points lower on average at closing than before support")
    } else {
        let way = if value < 0.0 { "lower" } else { "higher" };
        format!(
            "did not clearly change from before support to closing: on average it was {points} points {way}"
        )
    };
    let mut may = vec![format!(
        "In {area}, in {stretch}, life satisfaction of people who were asked twice {moved} (95% interval {}), on a scale from 0 to 10.",
        limits.display
    )];
    if asked_again.drawn().is_some() {
        may.push(format!(
            "Of people with a first score {} were asked again.",
            asked_again.display
        ));
    }
    may
}

/// What the figures do not tell; nothing where no change is shown.
fn may_not(change: &Figure, asked_again: &Figure) -> Vec<String> {
    let Some(limits) = change.drawn().and(change.interval.as_ref()) else {
        return Vec::new();
    };
    let mut may_not = vec![
        "That support made this difference: nobody knows how people would have fared without it, and many come when they feel worst."
            .to_owned(),
        match asked_again.drawn() {
            Some(share) if share >= ENOUGH_PERCENT => {
                "That all people who were supported changed so: not all were asked again."
            }
            Some(_) => {
                "That people who were supported changed so: fewer than half of those with a first score were asked again, and they may differ from the others."
            }
            None => {
                "That people who were supported changed so: how many were asked again cannot be shown, and they may differ from the others."
            }
        }
        .to_owned(),
    ];
    if limits.lower <= 0.0 && limits.upper >= 0.0 {
        may_not.push(
            "That nothing changed: the interval holds no change, and changes both up and down."
                .to_owned(),
        );
    }
    may_not
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::{may, may_not};

    fn change(value: f64, lower: f64, upper: f64) -> Figure {
        let display = format!("{value:.2}").replace('-', "\u{2212}");
        Figure::shown(value, display).with_interval(lower, upper, format!("{lower} to {upper}"))
    }

    fn said(change: &Figure, share: f64) -> (Vec<String>, Vec<String>) {
        let share = Figure::shown(share, format!("{share:.0}%"));
        (
            may(change, &share, "Essex", "the twelve months to October 2026"),
            may_not(change, &share),
        )
    }

    #[test]
    fn what_may_be_said_is_true_of_the_interval() {
        let (may, may_not) = said(&change(1.3, 0.8, 1.8), 62.0);
        assert_eq!(
            may,
            [
                "In Essex, in the twelve months to October 2026, life satisfaction of people who were asked twice was 1.30 points higher on average at closing than before support (95% interval 0.8 to 1.8), on a scale from 0 to 10.",
                "Of people with a first score 62% were asked again.",
            ]
        );
        assert_eq!(may_not.len(), 2);
        assert!(may_not[0].starts_with("That support made this difference"));
        let (may, _) = said(&change(-0.5, -0.9, -0.1), 62.0);
        assert!(
            may[0].contains("was 0.50 points lower on average"),
            "{may:?}"
        );
        let (may, may_not) = said(&change(-0.2, -0.9, 0.5), 30.0);
        assert!(may[0].contains("did not clearly change"), "{may:?}");
        assert!(may[0].contains("it was 0.20 points lower"), "{may:?}");
        assert!(may_not[1].contains("fewer than half") && may_not[2].starts_with("That nothing"));
    }

    #[test]
    fn nothing_is_said_of_a_change_that_is_not_shown() {
        let hidden = change(1.3, 0.8, 1.8).with_status(Status::Hidden);
        assert_eq!(said(&hidden, 62.0), (Vec::new(), Vec::new()));
    }
}
