//! A small line without axes.

use maud::{Markup, html};

use super::scale::{Scale, centre, percent, px};
use crate::view::Series;

const HEIGHT: f64 = 44.0;
/// Room above and below, for the marks.
const MARGIN: f64 = 5.0;

/// What the height of a small line stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Range(Scale);

impl Range {
    /// One range for all `series`, so that they can be compared.
    pub(crate) fn shared<'a>(series: impl IntoIterator<Item = &'a Series>) -> Self {
        Self(Scale::holding(
            series
                .into_iter()
                .flat_map(|series| series.points.iter().filter_map(|(_, value)| *value)),
            4,
        ))
    }
}

/// A line of months: broken and hollow where a month has no value, a dot at the last one.
pub(crate) fn spark(series: &Series, range: &Range) -> Markup {
    let count = series.points.len();
    let y = |value: f64| px(MARGIN + range.0.down(value, HEIGHT - 2.0 * MARGIN));
    html! {
        svg class="hub-svg hub-spark" role="img" width="100%" height=(HEIGHT) aria-label=(series.summary) focusable="false" {
            @for (position, pair) in series.points.windows(2).enumerate() {
                @if let [(_, Some(from)), (_, Some(to))] = pair {
                    line class="hub-line" x1=(percent(centre(position, count))) x2=(percent(centre(position + 1, count)))
                        y1=(y(*from)) y2=(y(*to)) {}
                }
            }
            @for (position, (_, value)) in series.points.iter().enumerate() {
                @let x = percent(centre(position, count));
                @match value {
                    Some(value) => {
                        @if position + 1 == count { circle class="hub-plain" cx=(x) cy=(y(*value)) r="4" {} }
                    }
                    None => { circle class="hub-hollow" cx=(x) cy=(px(HEIGHT - MARGIN)) r="3" {} }
                }
            }
        }
    }
}
