//! Dates and numbers in words, as every page has them.

use hub_standard::ids::Month;
use jiff::civil::DateTime;

/// "4 March 2026"
pub(crate) use hub_standard::calendar::date_words as date;

/// "4 November 2026 at 14:32"
pub(crate) fn date_time(at: DateTime) -> String {
    format!("{} at {}", date(at.date()), time(at))
}

/// "14:32"
pub(crate) fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "Oct 26"
pub(crate) fn short_month(month: Month) -> String {
    let words = month.words();
    let name: String = words.chars().take(3).collect();
    format!("{name} {:02}", month.year().rem_euclid(100))
}

/// "1,250"
pub(crate) fn thousands(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number with so many decimals and its thousands apart: "1,250.4".
pub(crate) fn decimal(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    // A rate of -0.00 is none.
    let text = match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest,
        _ => &text,
    };
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("\u{2212}", rest));
    match text.split_once('.') {
        Some((whole, rest)) => format!("{sign}{}.{rest}", grouped(whole)),
        None => format!("{sign}{}", grouped(text)),
    }
}

/// The value as it is displayed, as a number: whatever is said of a figure is said of this.
pub(crate) fn as_displayed(value: f64, decimals: u8) -> f64 {
    format!("{value:.*}", usize::from(decimals))
        .parse()
        .unwrap_or(value)
}

/// A whole number that is not negative; anything else is 0.
pub(crate) fn whole(value: f64) -> u32 {
    format!("{value:.0}").parse().unwrap_or_default()
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
