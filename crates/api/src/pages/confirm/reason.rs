//! Why a return is so different from the one before. It is chosen and not written: what people write may tell of somebody.

use hub_store::WhyDifferent;
use hub_ui::view::Choice;

/// Every reason, in the order of the form, with its value there and its words.
const REASONS: [(WhyDifferent, &str, &str); 5] = [
    (WhyDifferent::RealChange, "real", "A real change"),
    (
        WhyDifferent::PartOfMonth,
        "part",
        "This return is for part of the month only",
    ),
    (
        WhyDifferent::NewRecording,
        "recording",
        "We record in a new way",
    ),
    (
        WhyDifferent::Correction,
        "correction",
        "One of the two corrects an earlier mistake",
    ),
    (WhyDifferent::Other, "other", "Another reason"),
];

/// The reason with this value in the form.
pub(super) fn of(value: Option<&str>) -> Option<WhyDifferent> {
    let mut reasons = REASONS.into_iter();
    reasons
        .find(|(_, own, _)| Some(*own) == value)
        .map(|(reason, _, _)| reason)
}

/// The reasons to choose from.
pub(super) fn choices(chosen: Option<WhyDifferent>) -> Vec<Choice> {
    let choice = |(reason, value, label): (WhyDifferent, &str, &str)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: chosen == Some(reason),
    };
    REASONS.into_iter().map(choice).collect()
}

/// A reason in words.
pub(in crate::pages) fn words(reason: WhyDifferent) -> &'static str {
    let mut reasons = REASONS.into_iter();
    reasons
        .find(|(own, _, _)| *own == reason)
        .map_or("Another reason", |(_, _, words)| words)
}
