//! New referrals to a link worker, against what guidance takes as what one can support.

use hub_release::Polarity;
use hub_ui::view::Figure;

use super::figures::Scope;
use super::headline::{Series, as_told};

pub(crate) const MEASURE: &str = "capacity_used";
pub(crate) const TITLE: &str = "New referrals to a full-time link worker";

/// People in a year that one full-time worker can support, by the guidance that the measure names.
const GUIDE: [&str; 2] = ["200", "250"];
const GUIDE_MOST: f64 = 250.0;

/// What share of the guide the referrals are; none where they are not shown.
pub(crate) fn guide(scope: &Scope) -> Option<String> {
    let info = scope.release.measure(MEASURE)?;
    let of_guide = as_told(info, "% of the guide", Polarity::NoJudgement);
    let share = |guide: &str| {
        let series = Series::of(&of_guide, "share_of_guide", guide, scope.month);
        let figure = series.figure(scope, &scope.place.code);
        figure.drawn().map(|_| figure.display)
    };
    let [low, high] = GUIDE;
    Some(format!(
        "Guidance takes {low} to {high} people a year as what one worker can support: the referrals are {} of {low} and {} of {high}.",
        share(low)?,
        share(high)?
    ))
}

/// Said where even the lower limit lies above the guide.
pub(crate) fn above_guide(scope: &Scope) -> Option<String> {
    let info = scope.release.measure(MEASURE)?;
    let figure = Series::total(info, scope.month).figure(scope, &scope.place.code);
    above(&figure, &scope.month.words())
}

fn above(figure: &Figure, month: &str) -> Option<String> {
    figure.drawn()?;
    let limits = figure
        .interval
        .as_ref()
        .filter(|limits| limits.lower > GUIDE_MOST)?;
    let [low, high] = GUIDE;
    Some(format!(
        "At the pace of {month} a full-time link worker gets {} new referrals a year (95% interval {}): more than the {low} to {high} people that guidance takes as what one can support.",
        figure.display, limits.display
    ))
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::above;

    #[test]
    fn only_an_interval_above_the_guide_is_above_it() {
        let figure = |lower: f64| Figure::shown(459.0, "459").with_interval(lower, 490.0, "x to y");
        let said = above(&figure(251.0), "October 2026").unwrap();
        assert!(
            said.starts_with("At the pace of October 2026 a full-time link worker gets 459 new")
        );
        assert_eq!(above(&figure(250.0), "October 2026"), None);
        let hidden = figure(251.0).with_status(Status::Hidden);
        assert_eq!(above(&hidden, "October 2026"), None);
        assert_eq!(above(&Figure::shown(459.0, "459"), "October 2026"), None);
    }
}
