//! Marks: every one is told by its shape.

use maud::{Markup, html};

use crate::view::{Figure, Spot, Status};

use super::scale::{as_f64, px};

/// Below this share of returns received a month is drawn hollow.
const COMPLETE_ENOUGH: f64 = 0.8;
/// What that is called.
pub(crate) const INCOMPLETE: &str = "fewer than 80% of returns received";

/// The mark of a month, at `x` (attribute) and `y` (pixels).
pub(crate) fn spot(spot: Spot, x: &str, y: f64) -> Markup {
    let class = match spot {
        Spot::Plain => "hub-plain",
        Spot::Outside => "hub-outside",
        Spot::Run => "hub-run",
        Spot::Trend => "hub-trend",
        Spot::NearLimit => "hub-near",
    };
    spot_as(spot, x, y, class)
}

/// The same in outline, for a month of which too few returns came.
pub(crate) fn hollow_spot(spot: Spot, x: &str, y: f64) -> Markup {
    spot_as(spot, x, y, "hub-hollow")
}

fn spot_as(spot: Spot, x: &str, y: f64, class: &str) -> Markup {
    match spot {
        Spot::Plain => html! { circle class=(class) cx=(x) cy=(px(y)) r="4" {} },
        Spot::Outside => shape(x, y, class, "M0-8L8 0L0 8L-8 0Z"),
        Spot::Run => shape(x, y, class, "M-5-5H5V5H-5Z"),
        Spot::Trend => shape(x, y, class, "M0-7L7 6H-7Z"),
        Spot::NearLimit => shape(x, y, class, "M0 7L7-6H-7Z"),
    }
}

/// Whether a value that is drawn rests on too few returns.
pub(crate) fn is_incomplete(figure: &Figure) -> bool {
    let share = figure.completeness;
    figure.drawn().is_some() && share.is_some_and(|share| share < COMPLETE_ENOUGH)
}

/// A path drawn round a place given partly in per cent.
pub(crate) fn shape(x: &str, y: f64, class: &str, path: &str) -> Markup {
    html! { svg class="hub-over" x=(x) y=(px(y)) { path class=(class) d=(path) {} } }
}

/// A hollow mark where there is no value.
pub(crate) fn hollow(x: &str, y: f64) -> Markup {
    html! { circle class="hub-hollow" cx=(x) cy=(px(y)) r="5" {} }
}

/// Short word for a state without value, for the inside of a drawing.
pub(crate) fn state_word(status: Status) -> &'static str {
    match status {
        Status::NotSubmitted => "missing",
        Status::Hidden => "hidden",
        Status::NotApplicable => "does not apply",
        Status::NotCalculated
        | Status::Shown
        | Status::Rounded
        | Status::Provisional
        | Status::Revised => "not calculated",
    }
}

/// What a spot means, in words.
pub(crate) fn spot_words(spot: Spot) -> &'static str {
    match spot {
        Spot::Plain => "Within what chance gives",
        Spot::Outside => "Outside the limits",
        Spot::Run => "Part of a run on one side of the mean",
        Spot::Trend => "Part of a run of rises or falls",
        Spot::NearLimit => "Two of three close to a limit",
    }
}

/// Words on lines of at most `chars` characters; a longer word has a line of its own.
pub(crate) fn wrapped(text: &str, chars: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Rows under each other, each with a label of one or more lines: top and lines of each, and the height of all.
/// Each comes with its height with one line, to which `line` is added for each further one.
pub(crate) fn stacked(
    labels: impl Iterator<Item = (Vec<String>, f64)>,
    line: f64,
) -> (Vec<(f64, Vec<String>)>, f64) {
    let mut rows = Vec::new();
    let mut height = 0.0;
    for (lines, row) in labels {
        let further = as_f64(lines.len().saturating_sub(1));
        rows.push((height, lines));
        height += row + line * further;
    }
    (rows, height)
}

/// A small drawing for the legend.
pub(crate) fn icon(content: &Markup) -> Markup {
    html! { svg class="hub-icon" width="28" height="18" aria-hidden="true" focusable="false" { (content) } }
}

/// A line for the legend.
pub(crate) fn line_icon(class: &str) -> Markup {
    icon(&html! { line class=(class) x1="0" x2="28" y1="9" y2="9" {} })
}
