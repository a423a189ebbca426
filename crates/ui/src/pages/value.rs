use maud::{Markup, html};

use crate::chart::tornado;
use crate::components::area::{heading, strip};
use crate::components::button::Button;
use crate::components::fields::{Title, fieldset};
use crate::components::forms::{
    described_by, error_summary, field_errors, group_class, has_errors, hint, invalid,
};
use crate::components::table::{Head, Table};
use crate::components::{details, inset, link_list, link_or_text};
use crate::layout::{Page, document};
use crate::view::{
    Assumption, AssumptionGroup, FormError, Frame, FreedCapacity, PublishedFigure, ValueCalculator,
    ValueResult,
};

const TITLE: &str = "Illustration, not a measurement";

/// Longest text of a field.
const FIELD_CHARS_MAX: u8 = 20;

/// C7: what support may be worth.
#[must_use]
pub fn c7_value(frame: &Frame, view: &ValueCalculator) -> Markup {
    let content = html! {
        (error_summary(&summary(view)))
        (heading(&view.area, Some(TITLE), &view.filter))
        (strip(&view.strip))
        p {
            "What a pound of support may be worth to the people supported, worked out from assumptions that you can change below. \
             Never quote one figure of it without its range."
        }
        @match &view.result {
            Some(result) => { (headline(view, result)) }
            None => {
                (inset(&html! {
                    p { strong { "There is no result yet." } " Put right what is marked under \"What goes in\", and work it out again." }
                }))
            }
        }
        (limits(&view.limits))
        @if let Some(result) = &view.result {
            @if let Some(chart) = &result.drivers { (tornado(chart)) }
            (freed(&result.freed))
        }
        (assumptions(view))
        (published(&view.published))
    };
    let page = Page::new("C7", TITLE)
        .about(&view.area.name)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// Errors with the name of their field, which stands beside them in the form alone.
fn summary(view: &ValueCalculator) -> Vec<FormError> {
    let items = || view.groups.iter().flat_map(|group| &group.items);
    let named = |error: &FormError| {
        let label = items().find_map(|item| {
            let mut fields = fields(item).into_iter();
            let found = fields.find(|field| field.id == error.field)?;
            Some(format!("{}, {}", item.label, found.case.to_lowercase()))
        });
        FormError {
            field: error.field.clone(),
            message: match label {
                Some(label) => format!("{label}: {}", error.message),
                None => error.message.clone(),
            },
        }
    };
    view.errors.iter().map(named).collect()
}

fn headline(view: &ValueCalculator, result: &ValueResult) -> Markup {
    html! {
        section aria-labelledby="result" {
            h2 class="nhsuk-heading-m" id="result" { "Social value for each £1 of support" }
            p class="hub-findings" { (result.sentence) }
            dl class="hub-cases" {
                @for (case, value) in [("Low", &result.low), ("Central", &result.central), ("High", &result.high)] {
                    div { dt { (case) } dd { (value) } }
                }
            }
            @if !result.range.is_empty() { p { (result.range) } }
            (changed(&result.changed))
            @if !view.basis.is_empty() { p { (view.basis) } }
            @if let Some(share) = &view.share {
                p class="hub-downloads" {
                    (link_or_text(&share.label, &share.href))
                    " It holds what you changed; all else follows the hub's list of assumptions."
                }
            }
        }
    }
}

/// Whether the result is that of the hub's own assumptions.
fn changed(changed: &[String]) -> Markup {
    html! {
        @match changed {
            [] => p { "Every assumption is as the hub offers it." },
            [one] => p { strong { "You changed " } (one) "." },
            several => {
                p { strong { "You changed:" } }
                ul class="nhsuk-list nhsuk-list--bullet" { @for change in several { li { (change) } } }
            }
        }
    }
}

fn limits(limits: &[String]) -> Markup {
    html! {
        @if !limits.is_empty() {
            section aria-labelledby="limits" {
                h2 class="nhsuk-heading-m" id="limits" { "What the evidence cannot say" }
                ul class="nhsuk-list nhsuk-list--bullet" { @for limit in limits { li { (limit) } } }
            }
        }
    }
}

fn freed(freed: &FreedCapacity) -> Markup {
    let heads = vec![
        Head::text("Less use of"),
        Head::number("Low"),
        Head::number("Central"),
        Head::number("High"),
    ];
    let rows = freed.services.iter().map(|service| {
        vec![
            html! { (service.name) },
            html! { (service.low) },
            html! { (service.central) },
            html! { (service.high) },
        ]
    });
    html! {
        section aria-labelledby="freed" {
            h2 class="nhsuk-heading-m" id="freed" { "Time and places freed in health services" }
            @for sentence in &freed.sentences { p { (sentence) } }
            @if !freed.services.is_empty() {
                (Table::new("Worth for one person in twelve months", heads, rows.collect()).render())
            }
        }
    }
}

fn assumptions(view: &ValueCalculator) -> Markup {
    html! {
        section aria-labelledby="assumptions" {
            h2 class="nhsuk-heading-m" id="assumptions" { "What goes in" }
            p {
                "Low is the cautious case and high the hopeful one: of a cost of support, or of what would have happened without it, low \
                 is the largest number."
            }
            div class="hub-print-only" { (on_paper(view)) }
            form class="hub-screen-only" action=(view.action) method="get" autocomplete="off" novalidate aria-label="Assumptions" {
                @for (name, value) in &view.hidden { input type="hidden" name=(name) value=(value); }
                @for group in &view.groups { (self::group(view, group)) }
                div class="hub-filter__buttons" {
                    (Button::new("Work it out").render())
                    a href=(view.reset_href) { "Reset" }
                }
            }
            @if !view.method.is_empty() {
                (details("How it is worked out", &html! {
                    p { (view.method) }
                    (link_list(&view.definitions))
                }))
            }
        }
    }
}

/// What was typed, as a table: a form of boxes takes many sheets.
fn on_paper(view: &ValueCalculator) -> Markup {
    let heads = vec![
        Head::text("Assumption"),
        Head::number("Low"),
        Head::number("Central"),
        Head::number("High"),
        Head::text("Counted in"),
        Head::text("Source and year of what the hub offers"),
    ];
    let items = view.groups.iter().flat_map(|group| &group.items);
    let rows = items.map(|item| {
        vec![
            html! { (item.label) },
            html! { (item.low) },
            html! { (item.central) },
            html! { (item.high) },
            html! { (item.unit) },
            html! { (item.offered) " " (item.source) @if !item.year.is_empty() { " " (item.year) } },
        ]
    });
    Table::with_quiet_caption("What goes in", heads, rows.collect()).render()
}

fn group(view: &ValueCalculator, group: &AssumptionGroup) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { (group.title) }
        @if !group.hint.is_empty() { p { (group.hint) } }
        @for item in &group.items { (assumption(&view.errors, item)) }
    }
}

fn assumption(errors: &[FormError], item: &Assumption) -> Markup {
    let hint_id = format!("{}-hint", item.name);
    let content = html! {
        (hint(Some(&hint_id), "", &html! { (item.hint) " In " (item.unit) ". " (item.offered) }))
        div class="hub-three" {
            @for field in fields(item) { (input(errors, &field, &hint_id, item.is_signed)) }
        }
        (details(&format!("Source and year: {}", item.label), &html! {
            p { (item.source) }
            @if !item.year.is_empty() { p { (item.year) } }
        }))
    };
    let legend = Title::new(&item.label).size("s");
    fieldset("hub-assumption", None, &legend, &content)
}

/// A field of the form.
struct Field<'a> {
    id: String,
    case: &'static str,
    text: &'a str,
}

fn fields(item: &Assumption) -> [Field<'_>; 3] {
    [
        ("low", "Low", &item.low),
        ("central", "Central", &item.central),
        ("high", "High", &item.high),
    ]
    .map(|(end, case, text)| Field {
        id: format!("{}_{end}", item.name),
        case,
        text,
    })
}

fn input(errors: &[FormError], field: &Field<'_>, hint: &str, is_signed: bool) -> Markup {
    let id = field.id.as_str();
    html! {
        div class=(group_class(errors, id)) {
            label class="nhsuk-label" for=(id) { (field.case) }
            (field_errors(errors, id))
            // A pad of digits has no minus sign.
            input class={ "nhsuk-input" @if has_errors(errors, id) { " nhsuk-input--error" } } id=(id) name=(id) type="text"
                inputmode=[(!is_signed).then_some("decimal")] value=(field.text) maxlength=(FIELD_CHARS_MAX)
                aria-describedby=[described_by(errors, id, Some(hint))] aria-invalid=[invalid(errors, id)];
        }
    }
}

fn published(figures: &[PublishedFigure]) -> Markup {
    html! {
        @if !figures.is_empty() {
            section aria-labelledby="published" {
                h2 class="nhsuk-heading-m" id="published" { "Published elsewhere, not measured here" }
                p {
                    "For orientation alone. These studies had people of their own, other outcomes and other prices, so that the result \
                     above cannot be set against them."
                }
                @for figure in figures {
                    h3 class="nhsuk-heading-xs" { (figure.title) }
                    p {
                        (figure.text) " "
                        (link_or_text(&figure.study.label, &figure.study.href)) " "
                        (link_or_text(&figure.here.label, &figure.here.href))
                    }
                }
            }
        }
    }
}
