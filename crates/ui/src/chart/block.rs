//! What stands round every drawing.

use maud::{Markup, html};

use crate::components::table::Table;
use crate::components::{details, texts};
use crate::view::{About, ChartBlock, Downloads, Link};

/// A line of the legend: a small drawing and its meaning.
pub(crate) type LegendLine = (Markup, String);

/// What a block is made of, besides the words of the [`ChartBlock`].
pub(crate) struct Parts<'a> {
    /// The drawing.
    pub(crate) drawing: Markup,
    /// Legend; only what the drawing uses.
    pub(crate) legend: Vec<LegendLine>,
    /// Everything drawn, as a table.
    pub(crate) numbers: Table<'a>,
    /// What the signs of the table mean.
    pub(crate) key: Markup,
    /// Sentences under the legend.
    pub(crate) notes: Vec<String>,
}

/// Title, subtitle, drawing, legend, source, numbers, downloads and definition.
pub(crate) fn block(block: &ChartBlock, parts: &Parts<'_>) -> Markup {
    html! {
        section class="hub-chart" id=(block.id) aria-labelledby={ (block.id) "-title" } {
            // What belongs on one sheet of paper.
            div class="hub-chart__figure" {
                h2 class="nhsuk-heading-m hub-chart__title" id={ (block.id) "-title" } { (block.finding) }
                p class="hub-chart__subtitle" {
                    (sentence(&block.subtitle))
                    @if !block.completeness.is_empty() { " " (block.completeness) }
                }
                (parts.drawing)
                @if !parts.legend.is_empty() {
                    ul class="hub-legend" {
                        @for (icon, words) in &parts.legend { li { (icon) " " (words) } }
                    }
                }
            }
            @for note in &parts.notes { p class="hub-quiet" { (note) } }
            @if !block.source.is_empty() { p class="hub-source" { "Source: " (block.source) } }
            (details("Show the numbers", &html! { (parts.numbers.render()) (parts.key) }))
            (downloads(block))
            @if let Some(about) = &block.about { (about_measure(about)) }
        }
    }
}

/// Words with a full stop at their end.
fn sentence(words: &str) -> String {
    let stop = if words.is_empty() || words.ends_with('.') {
        ""
    } else {
        "."
    };
    format!("{words}{stop}")
}

/// Opening of a drawing that stands for itself: title and description are read out.
pub(crate) fn svg(block: &ChartBlock, height: f64, description: &str, content: &Markup) -> Markup {
    let (title_id, desc_id) = (
        format!("{}-svg-title", block.id),
        format!("{}-svg-desc", block.id),
    );
    html! {
        svg class="hub-svg" role="img" width="100%" height=(height) aria-labelledby={ (title_id) " " (desc_id) }
            focusable="false" {
            title id=(title_id) { (block.finding) }
            desc id=(desc_id) { (description) }
            (content)
        }
    }
}

/// "About this measure".
fn about_measure(about: &About) -> Markup {
    details(
        "About this measure",
        &html! {
            p { (about.definition) }
            dl class="hub-about" {
                @for (name, text) in [("Numerator", &about.numerator), ("Denominator", &about.denominator)] {
                    @if !text.is_empty() { dt { (name) } dd { (text) } }
                }
                // Paper has the address of the full definition instead, which spares a sheet.
                @if !about.method.is_empty() {
                    dt class="hub-screen-only" { "Method" }
                    dd class="hub-screen-only" { (about.method) }
                }
                @if !about.limits.is_empty() { dt { "What it cannot say" } dd { (texts(&about.limits)) } }
            }
            @if !about.href.is_empty() { p { a href=(about.href) { "Full definition" } } }
        },
    )
}

fn downloads(block: &ChartBlock) -> Markup {
    let Downloads { figures, picture } = &block.downloads;
    let picture = (!picture.is_empty()).then(|| Link::new("Picture (SVG)", picture));
    html! {
        @if picture.is_some() || !figures.is_empty() {
            p class="hub-downloads" {
                @if figures.is_empty() { "Download: " } @else { "Download these figures: " }
                @for link in figures.iter().chain(&picture) {
                    a href=(link.href) { (link.label) span class="nhsuk-u-visually-hidden" { ": " (block.finding) } }
                    " "
                }
            }
        }
    }
}
