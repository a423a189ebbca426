//! How days are written, and what is none.

use super::*;

const SPAN: Span = Span {
    first: date(2000, 1, 1),
    last: date(2027, 12, 31),
    from_1904: false,
    order: Order::DayFirst,
};

fn day(text: &str) -> Option<(Date, How)> {
    match read(Value::Text(text), SPAN) {
        Read::Day { day, how, .. } => Some((day, how)),
        _ => None,
    }
}

#[test]
fn every_usual_way_of_writing_a_day_is_read() {
    let expected = date(2026, 3, 4);
    for (text, how) in [
        ("04/03/2026", How::DayFirst),
        ("4.3.2026", How::DayFirst),
        ("4-3-2026", How::DayFirst),
        ("04/03/2026 09:30", How::DayFirst),
        ("2026-03-04", How::Plain),
        ("2026-03-04T00:00:00", How::Plain),
        ("2026/3/4", How::Plain),
        ("20260304", How::Plain),
        ("4 March 2026", How::Plain),
        ("4th of March, 2026", How::Plain),
        ("Wed 4 Mar 2026", How::Plain),
        ("March 4, 2026", How::Plain),
        ("04-Mar-26", How::TwoDigitYear),
        ("04/03/26", How::TwoDigitYear),
        ("46085", How::Serial),
        ("46085.5", How::Serial),
    ] {
        assert_eq!(day(text), Some((expected, how)), "{text}");
    }
    let cell = read(Value::Date(46_085.0), SPAN);
    assert_eq!(
        cell,
        Read::Day {
            day: expected,
            how: How::Cell,
            has_time: false
        }
    );
}

#[test]
fn what_is_no_day_is_told_apart() {
    for (text, read_as) in [
        (
            "31/04/2026",
            Read::Impossible {
                month_first_fits: false,
            },
        ),
        (
            "04/13/2026",
            Read::Impossible {
                month_first_fits: true,
            },
        ),
        (
            "00/01/2026",
            Read::Impossible {
                month_first_fits: false,
            },
        ),
        ("Mar-26", Read::MonthOnly),
        ("March 2026", Read::MonthOnly),
        ("03/2026", Read::MonthOnly),
        ("2026-03", Read::MonthOnly),
        ("soon", Read::NotADate),
        ("12", Read::NotADate),
        ("99999", Read::NotADate),
        ("1/2/3/4", Read::NotADate),
        ("", Read::NotADate),
        ("4/3/226", Read::NotADate),
    ] {
        assert_eq!(read(Value::Text(text), SPAN), read_as, "{text}");
    }
}

#[test]
fn a_number_of_days_outside_the_span_is_no_date() {
    assert_eq!(read(Value::Number(12.0), SPAN), Read::NotADate);
    assert_eq!(read(Value::Number(30_000.0), SPAN), Read::NotADate);
    assert_eq!(read(Value::Number(f64::NAN), SPAN), Read::NotADate);
}

#[test]
fn numbers_count_from_1904_where_the_workbook_does() {
    let span = Span {
        from_1904: true,
        ..SPAN
    };
    for value in [Value::Number(44_623.0), Value::Text("44623")] {
        let read_as = Read::Day {
            day: date(2026, 3, 4),
            how: How::Serial,
            has_time: false,
        };
        assert_eq!(read(value, span), read_as);
    }
}
