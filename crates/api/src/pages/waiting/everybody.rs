//! Days to first contact of everybody who was referred, those still waiting among them.

use hub_release::{MeasureInfo, MeasureValue, Polarity};
use hub_standard::ids::Month;
use hub_ui::view::{ChartBlock, Figure, Headline, Status, StepChart, StepPoint};

use crate::pages::figures::{self, Scope};
use crate::pages::headline::{Series, as_told};

const MEASURE: &str = "wait_survival";
const SHARES: &str = "seen_within";
const PERCENTILES: &str = "percentile";
/// Months of referrals before the one shown that count as well.
const MONTHS_BACK: i32 = 5;
/// At its ends a share is said no finer than that.
pub(super) const SHARE_LEAST: f64 = 5.0;
pub(super) const SHARE_MOST: f64 = 95.0;

/// The measure as its two kinds of breakdown have it.
pub(super) struct Everybody {
    days: MeasureInfo,
    share: MeasureInfo,
}

impl Everybody {
    /// None where the release does not have it.
    pub(super) fn of(scope: &Scope) -> Option<Self> {
        let info = scope.release.measure(MEASURE)?;
        Some(Self {
            days: as_told(info, "days", Polarity::LowIsGood),
            share: as_told(info, "% of people who stay", Polarity::HighIsGood),
        })
    }

    /// The days by which a share was seen.
    pub(super) fn seen_by<'a>(&'a self, percent: &'a str, month: Month) -> Series<'a> {
        Series::of(&self.days, PERCENTILES, percent, month)
    }

    /// The share seen by a day.
    pub(super) fn within<'a>(&'a self, days: &'a str, month: Month) -> Series<'a> {
        Series::of(&self.share, SHARES, days, month).written(share)
    }

    /// The frame of a chart of the shares.
    pub(super) fn block(&self, scope: &Scope, id: &str, finding: String) -> ChartBlock {
        scope.block(id, &self.share, SHARES, finding, &months(scope))
    }

    pub(super) fn headlines(&self, scope: &Scope) -> Vec<Headline> {
        let period = format!("Referrals of {}", months(scope));
        let of = |series: Series<'_>, title: &str| series.headline(scope, title, &period);
        vec![
            of(self.seen_by("50", scope.month), "Half had been seen within"),
            of(
                self.seen_by("90", scope.month),
                "Nine in ten had been seen within",
            ),
            of(
                self.within("14", scope.month),
                "Seen within 14 days, of those who stay",
            ),
            of(
                self.within("28", scope.month),
                "Seen within 28 days, of those who stay",
            ),
        ]
    }

    /// How long half waited, in a sentence.
    pub(super) fn finding(&self, scope: &Scope) -> Option<String> {
        let half = self.seen_by("50", scope.month);
        sentence(&half.figure(scope, &scope.place.code))
    }

    /// What is known of the curve: two days with the share seen by them, and two shares with their day.
    pub(super) fn curve(&self, scope: &Scope) -> StepChart {
        let area = &scope.place.code;
        let of_days = |days: f64, label: &str| {
            let given = format!("{days:.0}");
            StepPoint {
                label: label.to_owned(),
                share: self.within(&given, scope.month).figure(scope, area),
                days: Figure::shown(days, given),
            }
        };
        let of_share = |percent: f64, label: &str| {
            let given = format!("{percent:.0}");
            StepPoint {
                label: label.to_owned(),
                days: self.seen_by(&given, scope.month).figure(scope, area),
                share: Figure::shown(percent, format!("{given}%")),
            }
        };
        let points = vec![
            of_days(14.0, "Within 14 days, of those who stay"),
            of_days(28.0, "Within 28 days, of those who stay"),
            of_share(50.0, "Half seen"),
            of_share(90.0, "Nine in ten seen"),
        ];
        let within = self.within("28", scope.month).figure(scope, area);
        let half = self.seen_by("50", scope.month).figure(scope, area);
        let finding = title(&within, &half);
        StepChart {
            block: self.block(scope, "curve", finding),
            points,
        }
    }
}

/// A share of the people who wait. The release keeps its ends at 5 and 95.
pub(super) fn share(value: &MeasureValue, info: &MeasureInfo) -> Figure {
    let figure = figures::figure(value, info);
    let display = match figure.drawn() {
        Some(value) if value <= SHARE_LEAST => "≤5%".to_owned(),
        Some(value) if value >= SHARE_MOST => "≥95%".to_owned(),
        _ => return figure,
    };
    Figure { display, ..figure }
}

/// Months of referrals that count, of those that the release has.
fn first_month(scope: &Scope) -> Month {
    let first = scope.month.plus(-MONTHS_BACK);
    match scope.release.months().first() {
        Some(known) => first.max(*known).min(scope.month),
        None => first,
    }
}

/// The months of referral that count, in words.
pub(crate) fn months(scope: &Scope) -> String {
    let first = first_month(scope);
    if first == scope.month {
        first.words()
    } else {
        format!("{} to {}", first.words(), scope.month.words())
    }
}

/// Whom the figures are of, in a sentence.
pub(super) fn counted(scope: &Scope) -> String {
    let first = first_month(scope);
    let last = scope.month.words();
    if first == scope.month {
        format!("Referrals received in {last}, as they stood at its end.")
    } else {
        format!(
            "Referrals received from {} to {last}, as they stood at the end of {last}.",
            first.words()
        )
    }
}

/// How long half waited, with the limits.
fn sentence(half: &Figure) -> Option<String> {
    half.drawn()?;
    let limits = half
        .interval
        .as_ref()
        .map(|limits| format!(" (95% interval {})", limits.display))
        .unwrap_or_default();
    Some(format!(
        "Half of the people referred had a first contact within {} {}{limits}.",
        half.display,
        days_word(half)
    ))
}

fn days_word(figure: &Figure) -> &'static str {
    if figure.display == "1" { "day" } else { "days" }
}

/// The finding of the curve, of displayed values.
fn title(within: &Figure, half: &Figure) -> String {
    if within.drawn().is_some() {
        return format!(
            "Within 28 days {} of those who stay had been seen",
            within.display
        );
    }
    if half.drawn().is_some() {
        return format!(
            "Half had been seen within {} {}",
            half.display,
            days_word(half)
        );
    }
    match half.status {
        Status::Hidden => "Too few people to show how many were seen",
        Status::NotSubmitted => "No return for this month",
        _ => "The curve cannot be worked out for this month",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use hub_release::{MeasureValue, Polarity};
    use hub_ui::view::{Figure, Status};

    use super::{as_told, sentence, share, title};
    use crate::pages::samples;

    fn written(number: Option<f64>) -> Figure {
        let info = as_told(&samples::info(), "% of people", Polarity::HighIsGood);
        let value = MeasureValue {
            display: number.map(|number| number.to_string()).unwrap_or_default(),
            ..samples::value("2026-10".parse().unwrap(), "28", number)
        };
        share(&value, &info)
    }

    #[test]
    fn shares_at_the_ends_of_the_scale_stand_for_all_beyond() {
        assert_eq!(written(Some(5.0)).display, "≤5%");
        assert_eq!(written(Some(95.0)).display, "≥95%");
        assert!(written(Some(65.0)).display.starts_with("65"));
        assert_eq!(written(None).status, Status::Hidden);
    }

    #[test]
    fn a_sentence_has_the_limits_and_none_is_made_of_a_hidden_figure() {
        let half = Figure::shown(12.0, "12").with_interval(11.0, 13.0, "11 to 13");
        assert_eq!(
            sentence(&half).unwrap(),
            "Half of the people referred had a first contact within 12 days (95% interval 11 to 13)."
        );
        assert_eq!(sentence(&half.with_status(Status::Hidden)), None);
    }

    #[test]
    fn the_title_says_what_is_shown_or_why_nothing_is() {
        let hidden = Figure::without_value(Status::Hidden);
        let half = Figure::shown(12.0, "12");
        let share = Figure::shown(72.0, "72%");
        assert_eq!(
            title(&share, &half),
            "Within 28 days 72% of those who stay had been seen"
        );
        assert_eq!(title(&hidden, &half), "Half had been seen within 12 days");
        assert_eq!(
            title(&hidden, &hidden),
            "Too few people to show how many were seen"
        );
    }
}
