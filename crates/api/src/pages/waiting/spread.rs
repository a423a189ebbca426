//! How the waits are spread over bands of days, made of displayed shares alone.

use hub_ui::view::{Figure, Histogram, HistogramBand, Interval, Status};

use super::everybody::{Everybody, SHARE_LEAST, SHARE_MOST};
use crate::pages::figures::Scope;
use crate::pages::words;

/// Two shares that are rounded to whole points may differ by so much without a person between them.
const ROUNDING: f64 = 1.0;
/// What lies along the page.
const ACROSS: &str = "days from referral to first contact, in bands of two weeks; the last has no end, and its width says nothing";

/// The bands up to 14 and 28 days, and what is left.
pub(super) fn spread(everybody: &Everybody, scope: &Scope) -> Histogram {
    let area = &scope.place.code;
    let share = |days: &str| everybody.within(days, scope.month).figure(scope, area);
    let (by_14, by_28) = (share("14"), share("28"));
    let bands = bands(&by_14, &by_28);
    let mut notes = vec![
        "The share first seen between two days is the difference of two displayed shares, and its limits are as far apart as those of both \
         allow. The first and the last share have the 95% interval of the share that they are made of."
            .to_owned(),
    ];
    if bands.iter().any(|band| band.figure.drawn().is_none()) {
        notes.push(
            "Too little to tell: a share is hidden or stands for all beyond it, or the difference is no more than rounding, or less than \
             nothing, which the random adjustment can make it."
                .to_owned(),
        );
    }
    Histogram {
        block: everybody.block(scope, "spread", finding(&bands)),
        bands: bands.into(),
        median: everybody.seen_by("50", scope.month).figure(scope, area),
        across: ACROSS.to_owned(),
        notes,
    }
}

fn bands(by_14: &Figure, by_28: &Figure) -> [HistogramBand; 3] {
    let made_of = |figure: &Figure, made: String| match figure.drawn() {
        Some(_) => made,
        None => "no displayed share".to_owned(),
    };
    let (between, after) = (less(by_28, by_14), rest(by_28));
    [
        HistogramBand {
            label: "0 to 14 days".to_owned(),
            short: "0 to 14".to_owned(),
            from: 0,
            to: Some(14),
            made: made_of(by_14, "as displayed".to_owned()),
            figure: by_14.clone(),
        },
        HistogramBand {
            label: "15 to 28 days".to_owned(),
            short: "15 to 28".to_owned(),
            from: 15,
            to: Some(28),
            made: match (by_28.drawn(), by_14.drawn()) {
                (Some(_), Some(_)) => format!("{} less {}", by_28.display, by_14.display),
                _ => made_of(&between, String::new()),
            },
            figure: between,
        },
        HistogramBand {
            label: "29 days or more, or not seen yet".to_owned(),
            short: "29 up, or not yet".to_owned(),
            from: 29,
            to: None,
            made: made_of(by_28, format!("100% less {}", by_28.display)),
            figure: after,
        },
    ]
}

/// Those who are in one share and not in the other.
fn less(more: &Figure, fewer: &Figure) -> Figure {
    let (Some(high), Some(low)) = (more.drawn(), fewer.drawn()) else {
        return Figure::without_value(absence(&[fewer, more]));
    };
    let difference = high - low;
    if is_at_end(high) || is_at_end(low) || difference <= ROUNDING {
        return Figure::without_value(Status::NotCalculated);
    }
    let interval = more.interval.as_ref().zip(fewer.interval.as_ref());
    Figure {
        interval: interval.map(|(more, fewer)| {
            limits(
                (more.lower - fewer.upper).max(0.0),
                (more.upper - fewer.lower).min(100.0),
            )
        }),
        ..told(difference, &[more, fewer])
    }
}

/// Those who are not in a share.
fn rest(share: &Figure) -> Figure {
    let Some(value) = share.drawn() else {
        return Figure::without_value(absence(&[share]));
    };
    let left = told(100.0 - value, &[share]);
    Figure {
        display: match value {
            value if value <= SHARE_LEAST => "≥95%".to_owned(),
            value if value >= SHARE_MOST => "≤5%".to_owned(),
            _ => left.display.clone(),
        },
        interval: share
            .interval
            .as_ref()
            .map(|share| limits(100.0 - share.upper, 100.0 - share.lower)),
        ..left
    }
}

/// Whether a share stands for all beyond it.
fn is_at_end(share: f64) -> bool {
    share <= SHARE_LEAST || share >= SHARE_MOST
}

/// A share with the mark of those that it was made of.
fn told(value: f64, of: &[&Figure]) -> Figure {
    let has = |status| of.iter().any(|figure| figure.status == status);
    let status = if has(Status::Provisional) {
        Status::Provisional
    } else if has(Status::Revised) {
        Status::Revised
    } else {
        Status::Shown
    };
    Figure::shown(value, format!("{}%", words::decimal(value, 0))).with_status(status)
}

fn limits(lower: f64, upper: f64) -> Interval {
    Interval {
        lower,
        upper,
        display: format!(
            "{} to {}%",
            words::decimal(lower, 0),
            words::decimal(upper, 0)
        ),
    }
}

/// Why there is no share: what the first that has none says.
fn absence(of: &[&Figure]) -> Status {
    let status = of
        .iter()
        .find(|figure| figure.drawn().is_none())
        .map(|figure| figure.status);
    match status {
        Some(status @ (Status::Hidden | Status::NotSubmitted | Status::NotApplicable)) => status,
        _ => Status::NotCalculated,
    }
}

/// The finding, of displayed values.
fn finding([first, second, _]: &[HistogramBand; 3]) -> String {
    match (first.figure.drawn(), second.figure.drawn()) {
        (Some(_), Some(_)) => format!(
            "{} within 14 days, {} in the next two weeks",
            first.figure.display, second.figure.display
        ),
        (Some(_), None) => format!("{} had been seen within 14 days", first.figure.display),
        _ => match first.figure.status {
            Status::NotSubmitted => "No return for this month".to_owned(),
            _ => "Too little to tell how waits are spread".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(value: f64, half: f64) -> Figure {
        Figure::shown(value, format!("{value:.0}%")).with_interval(value - half, value + half, "")
    }

    #[test]
    fn the_three_bands_add_up_to_everybody() {
        let bands = bands(&share(55.0, 3.0), &share(72.0, 3.0));
        let shares: Vec<f64> = bands
            .iter()
            .filter_map(|band| band.figure.drawn())
            .collect();
        assert_eq!(shares, [55.0, 17.0, 28.0]);
        assert_eq!(bands[1].made, "72% less 55%");
        let limits = bands[1].figure.interval.as_ref().unwrap();
        assert_eq!((limits.lower, limits.upper), (11.0, 23.0));
        let limits = bands[2].figure.interval.as_ref().unwrap();
        assert_eq!(limits.display, "25 to 31%");
        assert_eq!(
            finding(&bands),
            "55% within 14 days, 17% in the next two weeks"
        );
    }

    #[test]
    fn a_difference_that_may_be_rounding_or_is_less_than_nothing_is_not_told() {
        for by_28 in [72.0, 71.0, 70.0] {
            let found = less(&share(by_28, 3.0), &share(71.0, 3.0));
            assert_eq!(found, Figure::without_value(Status::NotCalculated));
        }
        assert_eq!(less(&share(73.0, 3.0), &share(71.0, 3.0)).display, "2%");
    }

    #[test]
    fn nothing_is_taken_from_a_share_that_is_hidden_or_stands_for_all_beyond_it() {
        let hidden = Figure::without_value(Status::Hidden);
        let found = bands(&hidden, &share(72.0, 3.0));
        assert_eq!(found[1].figure, hidden);
        assert_eq!(found[2].figure.display, "28%");
        assert_eq!(finding(&found), "Too little to tell how waits are spread");
        let found = bands(&share(80.0, 3.0), &share(95.0, 2.0));
        assert_eq!(found[1].figure.status, Status::NotCalculated);
        assert_eq!(found[2].figure.display, "≤5%");
        assert_eq!(finding(&found), "80% had been seen within 14 days");
    }

    #[test]
    fn a_share_made_of_a_provisional_one_is_provisional() {
        let provisional = share(72.0, 3.0).with_status(Status::Provisional);
        let found = bands(&share(55.0, 3.0), &provisional);
        assert_eq!(found[1].figure.status, Status::Provisional);
        assert_eq!(found[2].figure.status, Status::Provisional);
    }
}
