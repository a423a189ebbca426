//! What a service sent, month by month, and what may be shown of that.

use std::sync::Arc;

use hub_release::Live;
use hub_standard::calendar::{self, MonthWindows, Stage};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Accepted, State};
use hub_ui::view::{Figure, Series, Status};
use jiff::civil::Date;

use crate::hub::Hub;
use crate::pages::series::MONTHS_SHOWN;
use crate::pages::so_far;

/// A month of the service.
pub(super) struct MonthSent<'s> {
    pub(super) month: Month,
    /// The return that counts.
    pub(super) sent: Option<&'s Arc<Accepted>>,
    pub(super) referrals: Figure,
    pub(super) people: Figure,
}

/// From the first month that was sent to the newest that was sent or is due, as far as they are shown.
pub(super) fn of<'s>(
    hub: &Hub,
    state: &'s State,
    service: &ServiceCode,
    today: Date,
) -> Vec<MonthSent<'s>> {
    let own = state.current.keys().filter(|(of, _)| of == service);
    let mut sent = own.map(|(_, month)| *month);
    let Some(first) = sent.next() else {
        return Vec::new();
    };
    let newest = sent.next_back().unwrap_or(first);
    let last = newest.max(newest_due(today));
    let first = first.max(last.plus(1 - MONTHS_SHOWN));
    Month::range(first, last)
        .map(|month| {
            let sent = state.current_for(service, month);
            let is_final = MonthWindows::of(month).stage(today) == Stage::Final;
            let (referrals, people) = figures(&hub.live, sent.map(Arc::as_ref), is_final);
            MonthSent {
                month,
                sent,
                referrals,
                people,
            }
        })
        .collect()
}

/// The newest month of which a return should be in.
fn newest_due(today: Date) -> Month {
    let before = Month::of(today).prev();
    if today > calendar::due(before) {
        before
    } else {
        before.prev()
    }
}

fn figures(live: &Live, sent: Option<&Accepted>, is_final: bool) -> (Figure, Figure) {
    let Some(sent) = sent else {
        let none = Figure::without_value(Status::NotSubmitted);
        return (none.clone(), none);
    };
    let figure = live.as_sent(sent.summary.people, sent.summary.new_referrals);
    let shown = |value| {
        let figure = so_far::figure(value);
        if is_final || figure.drawn().is_none() {
            figure
        } else {
            figure.with_status(Status::Provisional)
        }
    };
    (shown(figure.referrals), shown(figure.people))
}

/// The newest month that was sent.
pub(super) fn newest_sent<'m>(months: &'m [MonthSent<'_>]) -> Option<&'m MonthSent<'m>> {
    months.iter().rev().find(|month| month.sent.is_some())
}

/// The newest month with figures to show; where there is none, the newest that was sent.
pub(super) fn newest_told<'m>(months: &'m [MonthSent<'_>]) -> Option<&'m MonthSent<'m>> {
    let is_told = |month: &&MonthSent<'_>| {
        month.referrals.drawn().is_some() || month.people.drawn().is_some()
    };
    months
        .iter()
        .rev()
        .find(is_told)
        .or_else(|| newest_sent(months))
}

/// The newest month with figures in a sentence, what is to be said of one that came later, and how many months were sent.
pub(super) fn finding(months: &[MonthSent<'_>]) -> String {
    let (Some(newest), Some(last)) = (newest_told(months), newest_sent(months)) else {
        return String::new();
    };
    let month = newest.month.words();
    let mut told = match (newest.referrals.drawn(), newest.people.drawn()) {
        (Some(_), Some(_)) => format!(
            "{month}: {} referrals received, {} people on the caseload.",
            newest.referrals.display, newest.people.display
        ),
        _ => format!("{month}: none or too few to show."),
    };
    if last.month != newest.month {
        told.push_str(&format!(
            " {}: none or too few to show.",
            last.month.words()
        ));
    }
    let sent = months.iter().filter(|month| month.sent.is_some()).count();
    match months.len() {
        0 | 1 => told,
        all => format!("{told} You sent returns for {sent} of the last {all} months."),
    }
}

/// The months as a small line; none for a single one.
pub(super) fn spark(run: &[(Month, &Figure)]) -> Option<Series> {
    let (low, high, latest) = (least(run), greatest(run), drawn(run).last());
    let summary = match (low, high, latest) {
        (Some(low), Some(high), Some(latest)) => format!(
            "lowest {}, highest {}, latest {}",
            low.display, high.display, latest.display
        ),
        _ => "no values".to_owned(),
    };
    (run.len() > 1).then(|| Series {
        points: run
            .iter()
            .map(|(month, figure)| (month.words(), figure.drawn()))
            .collect(),
        summary,
    })
}

/// Between which displayed values the months lie; empty where fewer than two have one.
pub(super) fn span(run: &[(Month, &Figure)]) -> String {
    let n_drawn = drawn(run).count();
    let (Some(low), Some(high)) = (least(run), greatest(run)) else {
        return String::new();
    };
    match n_drawn {
        0 | 1 => String::new(),
        n if low.display == high.display => {
            format!(
                "{} in each of the {n} months that have a figure.",
                low.display
            )
        }
        n => format!(
            "From {} to {} a month in the {n} months that have a figure.",
            low.display, high.display
        ),
    }
}

fn drawn<'a>(run: &'a [(Month, &'a Figure)]) -> impl Iterator<Item = &'a Figure> {
    let figures = run.iter().map(|(_, figure)| *figure);
    figures.filter(|figure| figure.drawn().is_some())
}

fn least<'a>(run: &'a [(Month, &'a Figure)]) -> Option<&'a Figure> {
    drawn(run).min_by(|a, b| value(a).total_cmp(&value(b)))
}

fn greatest<'a>(run: &'a [(Month, &'a Figure)]) -> Option<&'a Figure> {
    drawn(run).max_by(|a, b| value(a).total_cmp(&value(b)))
}

fn value(figure: &Figure) -> f64 {
    figure.drawn().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hub_disclosure::Policy;
    use hub_release::{Live, ReleaseKeys};
    use hub_standard::ids::Month;
    use hub_store::Accepted;
    use hub_testkit::fixtures::{accepted, month, service, submission};
    use hub_ui::view::{Figure, Status};

    use super::{figures, span, spark};

    fn count(value: f64) -> Figure {
        Figure::shown(value, format!("{value:.0}")).with_status(Status::Rounded)
    }

    fn live() -> Live {
        let keys = ReleaseKeys::from_bytes([1; 32], [2; 32]);
        Live::new(&keys, Policy::sdc_1())
    }

    fn sent(new_referrals: u32, people: u32) -> Accepted {
        let mut sent = accepted(&submission(1), &service("YA001"), month("2026-10"));
        sent.summary.new_referrals = new_referrals;
        sent.summary.people = people;
        sent
    }

    #[test]
    fn nobody_and_too_few_look_alike_and_a_missing_return_does_not() {
        let none = figures(&live(), Some(&sent(0, 0)), true);
        assert_eq!(none, figures(&live(), Some(&sent(7, 6)), true));
        assert_eq!(none.0.status, Status::Hidden);
        assert_eq!(figures(&live(), None, true).0.status, Status::NotSubmitted);
    }

    #[test]
    fn a_month_that_may_still_change_is_provisional() {
        for (is_final, status) in [(false, Status::Provisional), (true, Status::Rounded)] {
            let (referrals, people) = figures(&live(), Some(&sent(46, 39)), is_final);
            assert_eq!((referrals.status, people.status), (status, status));
            assert_eq!(
                (referrals.display.as_str(), people.display.as_str()),
                ("45", "40")
            );
        }
    }

    #[test]
    fn what_is_said_of_months_is_of_those_with_a_figure() {
        let first: Month = month("2026-07");
        let told = [
            count(30.0),
            Figure::without_value(Status::Hidden),
            count(60.0),
            count(45.0),
        ];
        let run: Vec<(Month, &Figure)> = (0..).map(|n| first.plus(n)).zip(&told).collect();
        assert_eq!(
            span(&run),
            "From 30 to 60 a month in the 3 months that have a figure."
        );
        let line = spark(&run).unwrap();
        assert_eq!(line.summary, "lowest 30, highest 60, latest 45");
        assert_eq!(line.points[1], ("August 2026".to_owned(), None));
        assert!(spark(&run[..1]).is_none() && span(&run[..1]).is_empty());
    }
}
