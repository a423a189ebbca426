//! What protection costs in figures of whole areas.

use super::Page;
use crate::intruder::areas::{AreaFigure, AreaUtility};

const ABOUT: &str = "Figures of boards and months as readers can work them out, against the same from true counts. Slope index: \
referrals per 1,000 residents at the least deprived end less those at the most deprived end, from sums of protected counts, \
as the measure has it. Standardised rate: people referred per 1,000 residents, for ages from 18, directly standardised to \
the residents of all areas; only where no age band is hidden. Mean wait: days, rounded as the policy rounds means. The \
spread is the standard deviation of the true figure between the areas of a month.";

pub(super) fn part(found: &[AreaUtility], page: &mut Page) {
    if found.is_empty() {
        return;
    }
    let rows = found.iter().map(|found| {
        [
            words(found.figure).to_owned(),
            found.areas.to_string(),
            found.compared.to_string(),
            found.not_displayed.to_string(),
            number(found.error_median),
            number(found.error_p90),
            number(found.spread),
        ]
    });
    page.table(
        "Figures of areas: absolute error of displayed against true",
        &[
            "Figure",
            "Areas",
            "Areas and months",
            "Not displayed",
            "Median error",
            "90 of 100 below",
            "True spread",
        ],
        rows,
    );
    page.paragraph(ABOUT);
    for found in found {
        if let Some(sentence) = sentence(found) {
            page.paragraph(&sentence);
        }
    }
}

/// Says where a figure is not of use; `None` where it is.
fn sentence(found: &AreaUtility) -> Option<String> {
    let words = words(found.figure);
    match found.too_coarse {
        None => Some(format!(
            "{words}: too few areas can be compared to say how far it is from the truth."
        )),
        Some(true) => Some(format!(
            "{words}: too coarse for the areas of a single month. The median error is more than half of the true spread \
             between areas: ask for more months together, or for wider areas."
        )),
        Some(false) => None,
    }
}

fn words(figure: AreaFigure) -> &'static str {
    match figure {
        AreaFigure::SlopeIndex => "Slope index of inequality",
        AreaFigure::StandardisedRate => "Standardised rate",
        AreaFigure::MeanWait => "Mean wait in days",
    }
}

fn number(figure: Option<f64>) -> String {
    figure.map_or_else(|| "none".to_owned(), |figure| figure.to_string())
}
