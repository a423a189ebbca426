//! Figures as cells of a sheet.

use hub_ui::view::{Figure, Status, Word};

use crate::format::Entry;

/// The value with the decimals that it is displayed with, or the sign for why there is none.
pub(super) fn number(figure: &Figure) -> Entry {
    match figure.drawn() {
        Some(value) => Entry::Number {
            value,
            decimals: decimals(&figure.display),
        },
        None => Entry::Sign(sign(figure.status)),
    }
}

/// The 95% limits. A figure without any has the sign for what does not apply.
pub(super) fn limits(figure: &Figure) -> [Entry; 2] {
    match (&figure.interval, figure.drawn()) {
        (Some(interval), Some(_)) => {
            let decimals = decimals(&figure.display);
            [interval.lower, interval.upper].map(|value| Entry::Number { value, decimals })
        }
        (None, Some(_)) => [Entry::Sign("[z]"), Entry::Sign("[z]")],
        (_, None) => [figure.status, figure.status].map(|status| Entry::Sign(sign(status))),
    }
}

fn decimals(display: &str) -> u8 {
    let digits = display.split_once('.').map_or(0, |(_, rest)| {
        rest.chars().take_while(char::is_ascii_digit).count()
    });
    u8::try_from(digits).unwrap_or(u8::MAX)
}

fn sign(status: Status) -> &'static str {
    match status {
        Status::Hidden => "[c]",
        Status::NotSubmitted => "[x]",
        Status::NotApplicable => "[z]",
        _ => "[u]",
    }
}

/// How a figure stands, in words and signs of the sheet of notes.
pub(super) fn standing(figure: &Figure, is_of_people: bool) -> String {
    let words = match figure.status {
        Status::Shown | Status::Rounded if is_of_people => "Adjusted and rounded",
        Status::Shown | Status::Rounded => "Complete count",
        Status::Hidden => "None or too few to show [c]",
        Status::NotSubmitted => "No return [x]",
        Status::NotApplicable => "Does not apply [z]",
        Status::NotCalculated => "Cannot be worked out [u]",
        Status::Provisional => "Provisional [p]",
        Status::Revised => "Revised [r]",
    };
    let beyond = match figure.display.chars().next() {
        Some('≤') => ", stands for this or less",
        Some('≥') => ", stands for this or more",
        _ => "",
    };
    format!("{words}{beyond}")
}

pub(super) fn compared(word: Word) -> &'static str {
    match word {
        Word::Higher => "Higher",
        Word::Similar => "Similar",
        Word::Lower => "Lower",
        Word::Better => "Better",
        Word::Worse => "Worse",
        Word::NotCompared => "Not compared",
    }
}

#[cfg(test)]
mod tests {
    use hub_ui::view::{Figure, Status};

    use super::{limits, number, standing};
    use crate::format::Entry;

    #[test]
    fn a_figure_is_a_number_and_one_without_value_a_sign() {
        let rate = Figure::shown(1.2, "1.20").with_interval(1.1, 1.34, "1.10 to 1.34");
        let figure = |value| Entry::Number { value, decimals: 2 };
        assert_eq!(number(&rate), figure(1.2));
        assert_eq!(limits(&rate), [figure(1.1), figure(1.34)]);
        let count = Figure::shown(1250.0, "1,250");
        let whole = Entry::Number {
            value: 1250.0,
            decimals: 0,
        };
        assert_eq!(number(&count), whole);
        assert_eq!(limits(&count), [Entry::Sign("[z]"), Entry::Sign("[z]")]);
        for (status, sign) in [
            (Status::Hidden, "[c]"),
            (Status::NotSubmitted, "[x]"),
            (Status::NotApplicable, "[z]"),
            (Status::NotCalculated, "[u]"),
        ] {
            // The value is set on purpose: a slip must not reach the file.
            let slip = rate.clone().with_status(status);
            assert_eq!(number(&slip), Entry::Sign(sign));
            assert_eq!(limits(&slip), [Entry::Sign(sign), Entry::Sign(sign)]);
        }
    }

    #[test]
    fn the_end_of_a_scale_is_not_taken_for_a_value() {
        let least = Figure::shown(5.0, "≤5%");
        assert_eq!(
            standing(&least, true),
            "Adjusted and rounded, stands for this or less"
        );
        assert_eq!(
            standing(&least.with_status(Status::Provisional), true),
            "Provisional [p], stands for this or less"
        );
    }
}
