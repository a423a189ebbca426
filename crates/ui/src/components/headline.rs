//! Figures in the head of a page, or of a part of it.

use maud::{Markup, html};

use super::figure::{comparison, prominent};
use super::link_or_text;
use crate::view::Headline;

/// Figures beside each other, each with its interval and its words against England.
pub(crate) fn headlines(headlines: &[Headline]) -> Markup {
    html! {
        @if !headlines.is_empty() {
            ul class="hub-cards" { @for headline in headlines { li { (card(headline)) } } }
        }
    }
}

fn card(headline: &Headline) -> Markup {
    html! {
        article class="hub-card" {
            h3 class="nhsuk-heading-s hub-card__title" { (link_or_text(&headline.title, &headline.href)) }
            (prominent(&headline.figure, &headline.unit))
            p class="hub-quiet" { (headline.period) }
            (comparison(&headline.comparison))
        }
    }
}
