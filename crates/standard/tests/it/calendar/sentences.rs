use hub_standard::calendar::{MonthWindows, date_words};
use jiff::civil::date;

use super::month;

fn october() -> MonthWindows {
    MonthWindows::of(month("2026-10"))
}

#[test]
fn a_month_says_where_it_stands() {
    let october = october();
    for (day, standing) in [
        (date(2026, 10, 1), "Opens on 15 October 2026"),
        (date(2026, 11, 4), "Open: 9 days left"),
        (date(2026, 11, 12), "Open: 1 day left"),
        (date(2026, 11, 13), "Open: last day today"),
        (
            date(2026, 11, 14),
            "Provisional: can still be sent again until 14 December 2026",
        ),
        (date(2026, 12, 15), "Final since 14 December 2026"),
    ] {
        assert_eq!(october.standing(day), standing);
    }
}

#[test]
fn a_deadline_says_the_day_and_what_a_late_return_counts_for() {
    let october = october();
    for (day, said) in [
        (
            date(2026, 10, 1),
            "October 2026 can be sent from 15 October 2026 and is due on 13 November 2026.",
        ),
        (
            date(2026, 11, 4),
            "October 2026 is due in 9 days, on 13 November 2026.",
        ),
        (
            date(2026, 11, 12),
            "October 2026 is due tomorrow, 13 November 2026.",
        ),
        (
            date(2026, 11, 13),
            "October 2026 is due today, 13 November 2026, by the end of the day.",
        ),
        (
            date(2026, 11, 14),
            "October 2026 was due on 13 November 2026. You can still send it. It is late for the provisional figures, and \
             counts for the final ones if you submit it by 14 December 2026.",
        ),
        (
            date(2026, 12, 15),
            "October 2026 was due on 13 November 2026. You can still send it. Its figures are final since 14 December \
             2026, so that it counts as a correction.",
        ),
    ] {
        assert_eq!(october.deadline(day), said);
    }
}

#[test]
fn a_deadline_that_rests_on_unannounced_holidays_says_that_it_may_move() {
    let far = MonthWindows::of(month("2030-03"));
    let said = far.deadline(date(2030, 4, 1));
    assert!(
        said.starts_with("March 2030 is due in 11 days, on 12 April 2030.")
            && said.contains("may move by a day"),
        "{said}"
    );
    // What is over does not move.
    let said = far.deadline(date(2031, 4, 1));
    assert!(!said.contains("may move"), "{said}");
}

#[test]
fn a_return_says_which_figures_it_counts_for() {
    let october = october();
    for (day, said) in [
        (
            date(2026, 11, 13),
            "The provisional figures, which close at the end of 13 November 2026",
        ),
        (
            date(2026, 11, 14),
            "The final figures, which close at the end of 14 December 2026",
        ),
        (
            date(2026, 12, 15),
            "A correction: the figures are final since 14 December 2026",
        ),
    ] {
        assert_eq!(october.counts_for(day), said);
    }
}

#[test]
fn a_late_return_is_told_what_that_means_and_one_in_time_nothing() {
    let october = october();
    assert_eq!(october.lateness(date(2026, 11, 13), false), None);
    assert_eq!(october.lateness(date(2026, 11, 14), true), None);
    let late = october.lateness(date(2026, 11, 14), false).unwrap();
    assert!(
        late.contains("was due on 13 November 2026")
            && late.contains("Being late changes nothing else"),
        "{late}"
    );
    let correction = october.lateness(date(2026, 12, 15), true).unwrap();
    assert!(
        correction.contains("final since 14 December 2026")
            && correction.contains("tell the operator"),
        "{correction}"
    );
}

#[test]
fn what_happens_next_names_the_close_that_is_still_to_come() {
    let october = october();
    let sent = date(2026, 11, 4);
    let open = october.what_happens_next(sent, sent);
    assert_eq!(open.len(), 2);
    assert!(open[0].contains(
        "the provisional figures is the last return that you submit by the end of 13 November 2026"
    ));
    assert!(open[1].contains("until 14 December 2026"));
    let provisional = october.what_happens_next(sent, date(2026, 11, 20));
    assert!(provisional[0].contains("the final figures") && provisional.len() == 1);
    let settled = october.what_happens_next(sent, date(2027, 1, 4));
    assert_eq!(
        settled,
        ["The figures for October 2026 are final since 14 December 2026."]
    );
    assert!(
        october
            .what_happens_next(date(2027, 1, 4), date(2027, 1, 4))
            .is_empty()
    );
}

#[test]
fn a_refusal_says_what_to_do_instead() {
    let december = MonthWindows::of(month("2026-12"));
    let said = december.not_yet_open(date(2026, 11, 4));
    assert!(
        said.contains("from 15 December 2026") && said.contains("October 2026 and September 2026"),
        "{said}"
    );
    let said = october().no_withdrawal();
    assert!(said.contains("send a corrected file"), "{said}");
}

#[test]
fn days_have_their_month_in_words() {
    assert_eq!(date_words(date(2026, 3, 4)), "4 March 2026");
}
