//! Grid lines and labels.

use maud::{Markup, html};

use super::scale::{Scale, centre, percent, px};

/// Most labels along a line of months; on a narrow screen the style sheet hides every second one.
const MONTH_LABELS_MAX: usize = 6;

/// Lines across the drawing with values at the left.
pub(crate) fn across(scale: &Scale, height: f64, suffix: &str) -> Markup {
    html! {
        @for tick in scale.ticks() {
            @let y = px(scale.down(tick, height));
            line class="hub-grid" x1="0" x2="100%" y1=(y) y2=(y) {}
            text class="hub-axis" x="-8" y=(y) dy="0.34em" text-anchor="end" { (scale.tick_label(tick, suffix)) }
        }
    }
}

/// Lines down the drawing with values below; where there are many, a narrow screen has every second value.
pub(crate) fn down(scale: &Scale, height: f64, suffix: &str) -> Markup {
    let ticks = scale.ticks();
    let many = ticks.len() > 4;
    html! {
        @for (position, tick) in ticks.into_iter().enumerate() {
            @let x = scale.percent(tick);
            line class="hub-grid" x1=(x) x2=(x) y1="0" y2=(px(height)) {}
            text class=(label_class(many && !position.is_multiple_of(2))) x=(x) y=(px(height + 20.0)) text-anchor="middle" {
                (scale.tick_label(tick, suffix))
            }
        }
    }
}

/// Class of a label; some are for wide screens only.
fn label_class(only_wide: bool) -> &'static str {
    if only_wide {
        "hub-axis hub-axis--wide"
    } else {
        "hub-axis"
    }
}

/// Months below the drawing: a tick for each, a label for a few, always for the last.
pub(crate) fn months<'a>(labels: impl ExactSizeIterator<Item = &'a str>, height: f64) -> Markup {
    let count = labels.len();
    let every = count.div_ceil(MONTH_LABELS_MAX).max(1);
    html! {
        line class="hub-base" x1="0" x2="100%" y1=(px(height)) y2=(px(height)) {}
        @for (position, label) in labels.enumerate() {
            @let x = percent(centre(position, count));
            line class="hub-base" x1=(x) x2=(x) y1=(px(height)) y2=(px(height + 5.0)) {}
            @let from_last = count - 1 - position;
            @if from_last.is_multiple_of(every) {
                text class=(label_class(!(from_last / every).is_multiple_of(2))) x=(x) y=(px(height + 22.0)) text-anchor="middle" { (label) }
            }
        }
    }
}

/// A labelled line down the drawing, with its label above.
pub(crate) fn reference(scale: &Scale, value: f64, label: &str, height: f64) -> Markup {
    let x = scale.percent(value);
    let (anchor, dx) = if scale.share(value) > 0.5 {
        ("end", "4")
    } else {
        ("start", "-4")
    };
    html! {
        line class="hub-reference" x1=(x) x2=(x) y1="-4" y2=(px(height)) {}
        text class="hub-label" x=(x) dx=(dx) y="-10" text-anchor=(anchor) { (label) }
    }
}

/// The same for narrow drawings: the label begins or ends at the edge of the drawing that the line is nearer to, so that a
/// long one fits.
pub(crate) fn reference_at_edge(scale: &Scale, value: f64, label: &str, height: f64) -> Markup {
    let x = scale.percent(value);
    let (anchor, at) = if scale.share(value) > 0.5 {
        ("end", "100%")
    } else {
        ("start", "0")
    };
    html! {
        line class="hub-reference" x1=(x) x2=(x) y1="-4" y2=(px(height)) {}
        text class="hub-label" x=(at) y="-10" text-anchor=(anchor) { (label) }
    }
}
