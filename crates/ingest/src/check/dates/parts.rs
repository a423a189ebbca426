//! The parts of a written date.

/// A number or a word of a date.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'t> {
    Number { value: u32, digits: usize },
    Word(&'t str),
}

/// The parts of a date without its signs, its weekday and endings such as "th". None if there are more than three.
pub(super) fn parts(text: &str) -> Option<([Part<'_>; 3], usize)> {
    let mut parts = [Part::Word(""); 3];
    let mut n = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let is_word = first.is_ascii_alphabetic();
        if !is_digit && !is_word {
            if !" /-.,\\'’".contains(first) {
                return None;
            }
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest
            .find(|c: char| {
                if is_digit {
                    !c.is_ascii_digit()
                } else {
                    !c.is_ascii_alphabetic()
                }
            })
            .unwrap_or(rest.len());
        let (token, tail) = rest.split_at(end);
        rest = tail;
        if is_word && is_filler(token) {
            continue;
        }
        *parts.get_mut(n)? = if is_digit {
            Part::Number {
                value: token.parse().ok()?,
                digits: token.len(),
            }
        } else {
            Part::Word(token)
        };
        n += 1;
    }
    Some((parts, n))
}

fn is_filler(word: &str) -> bool {
    const WEEKDAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "st" | "nd" | "rd" | "th" | "of" | "tues" | "thur" | "thurs" | "weds"
    ) || word.len() >= 3
        && WEEKDAYS
            .iter()
            .any(|day| *day == word || day.get(..3) == Some(word.as_str()))
}

/// The number of a month by its name, whole or its first three letters.
pub(super) fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let word = if word == "sept" { "sep" } else { word.as_str() };
    if word.len() < 3 {
        return None;
    }
    (1..)
        .zip(MONTHS)
        .find(|(_, month)| *month == word || month.get(..3) == Some(word))
        .map(|(n, _)| n)
}
